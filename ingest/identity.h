/*
 * Identities that a source's numbers keep, declared in its profile and looked at after the last
 * record. A broken one is said in report.txt and in the log, with how many were looked at and the
 * greatest difference; severity="error" refuses the file instead. Kinds:
 *
 *     rule, of a report    within each row, over its measures (R4 or wykonanie)
 *     rule, of a matrix    within each unit, period and measure, over its positions
 *     sum                  units of one level that are all there make the unit above, of series
 *                          that an additive variable names
 *     report               the total of a report's measure is a series' value, by unit; of both,
 *                          what is in hand and what is in the workspace
 *     complete             every unit of the levels that is valid in the period reports; of
 *                          observations, is named, where most of a level are
 *
 * What cannot be looked at (a measure that the file does not have, a part that is missing) is
 * passed over and not counted: a missing number breaks nothing.
 */
#pragma once

#include "extract.h"
#include "identity_rule.h"

typedef enum IdentityKind {
    IDENTITY_ROW,
    IDENTITY_POSITION,
    IDENTITY_SUM,
    IDENTITY_REPORT,
    IDENTITY_COMPLETE
} IdentityKind;

struct Identity {
    IdentityKind kind;
    bool refuse;
    Num tolerance;
    Rule rule;
    const char *report;                               /* row, report */
    unsigned measure;                                 /* report */
    const char *source, *subject, *dimensions, *unit; /* report: the series */
    UnitLevel part, whole;                            /* sum */
    const char *levels;                               /* complete */
    const char *text;                                 /* for messages */
};

/* <identity> and <complete> of a profile. */
MUST_CHECK bool identities_read(Arena *arena, const XmlNode *profile_node, Profile *profile,
                                Err *err);

/* After the extract is settled. */
MUST_CHECK bool identities_check(Extract *extract, Err *err);
