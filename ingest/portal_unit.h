/*
 * The portal's own numbers of units (id-teryt): which unit of the axis each is, by the portal's
 * dictionary (teryt-dictionary), whose rows are kept in register_row as they came. A row with a
 * powiat is known by its code; one without (the country, macroregions, voivodeships, regions,
 * subregions) by its name, which is unique among these, else by the code of its voivodeship.
 */
#pragma once

#include "extract.h"

#include <jansson.h>

#define PORTAL_UNIT_ROW "unit " /* and the number: `code` of its row in register_row */

typedef struct PortalUnits PortalUnits;

/* Of all dictionaries in the workspace; in the extract's arena. */
MUST_CHECK bool portal_units_read(const Extract *extract, PortalUnits **ret_units, Err *err);

/* The unit of a number. False where there is none; *ret_code and *ret_reason say why. */
bool portal_units_find(const PortalUnits *units, Extract *extract, StrView number,
                       CodedUnit *ret_unit, RejectCode *ret_code, const char **ret_reason);

/* False where a row of a dictionary gives a known number to another unit. */
MUST_CHECK bool portal_units_agree(const PortalUnits *units, const Extract *extract,
                                   const json_t *row, StrView number, Err *err);
