/*
 * Totals of budget reports by unit: what the extract in hand and the reports in force in the
 * workspace say of one report, measure and period. Used to compare quarters and reports.
 */
#pragma once

#include "extract.h"

typedef struct Total {
    int64_t value; /* grosze */
    bool known;    /* filed, with the measure, and without a rejected row */
    bool own;      /* of the extract in hand */
    const char *date;
} Total;

/* One for each axis place; `measure` is counted from the report's first. */
MUST_CHECK bool totals_of(Extract *extract, Arena *scratch, const char *report, unsigned measure,
                          int64_t period, Total **ret_totals, Err *err);
