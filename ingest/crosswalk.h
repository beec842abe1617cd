/*
 * Crosswalks (config/crosswalks/NAME.csv: key;from;to;unit[;name]): the unit of an office's own
 * key, a school's RSPO number, a REGON, an office, a name within a powiat, by years. What is not in
 * it is a reject that says what to add; nothing is guessed.
 */
#pragma once

#include "profile.h"

typedef struct Extract Extract;
typedef struct CodedUnit CodedUnit;
typedef struct Crosswalk Crosswalk;

MUST_CHECK bool crosswalk_load(const ProfileLoader *loader, const XmlNode *unit, const char *name,
                               const Crosswalk **ret_crosswalk);

/* The unit of a key in a year. NULL, or why there is none and what to add to which file. */
const char *crosswalk_find(const Crosswalk *crosswalk, Extract *extract, StrView key, int year,
                           CodedUnit *ret_unit);

/* A REGON as its digits: blanks are dropped. False where it has not 9 or 14 of them. *ret_sound:
 * the check digit is right. */
bool regon_parse(StrView text, char ret_regon[15], bool *ret_sound);
