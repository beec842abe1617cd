/*
 * A series: all that is published of one indicator, units x years, read from the results of the
 * workspace. It begins and ends with a year in which a unit has a value; years between without any
 * are kept empty. Units are in the order of values.csv: by level, then by code.
 */
#pragma once

#include "catalogue.h"
#include "result.h"

enum { STAT_NUMBERS = 7, RANK_NUMBERS = 4 };

/* One scope and key over the years: n, mean, least, quartile 1, median, quartile 3, greatest. */
typedef struct StatRow {
    StatScope scope;
    const char *key;
    double *numbers; /* STAT_NUMBERS a year */
    bool *present;   /* a year */
} StatRow;

typedef struct Series {
    const Indicator *indicator;
    uint32_t n_units, n_years; /* n_years 0: no unit has a value in any year */
    int year_first;
    bool *listed;    /* a year: does a unit have a value? */
    uint32_t *units; /* places on the axis */
    Cell *cells;     /* [unit * n_years + year] */
    uint16_t *ranks; /* [(unit * n_years + year) * RANK_NUMBERS]: level, kind, voivodeship, group;
                       0: none */
    StatRow *stats;  /* by scope and key */
    size_t n_stats;
    uint64_t n_values;
    char digest[DIGEST_HEX]; /* of all of the above; independent of the order of the axis */
} Series;

/* The series lives in the arena. */
MUST_CHECK bool series_read(Workspace *workspace, const Catalogue *catalogue,
                            const Indicator *indicator, Arena *arena, Series *ret_series, Err *err);

static inline const Cell *series_cell(const Series *series, uint32_t unit, uint32_t year)
{
    return &series->cells[(size_t)unit * series->n_years + year];
}
