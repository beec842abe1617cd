/*
 * What the rooms of the binder share: cells in the making, sums from the parts to the whole, and
 * the binder's own memory. Only bind.c, bind_variable.c and bind_report.c look in here.
 */
#pragma once

#include "bind.h"

/* The rows of one report and year that count, decoded once. */
typedef struct ReportRow {
    uint32_t unit;
    FilingRow row;
} ReportRow;

typedef struct ReportYear {
    const char *report;
    int year;
    ReportRow *rows; /* heap */
    size_t n, capacity;
    uint32_t *known; /* heap; of an axis place: FILED and the measures that its report has, 0: not
                        filed */
} ReportYear;
enum { FILED = 1u << 30 };

typedef struct Bound {
    int year;
    Arena *arena; /* own, so that a year can be forgotten */
    Vector vector;
} Bound;

struct Binder {
    Arena *arena;
    Workspace *workspace;
    const CorrectionSet *corrections;
    ClassKey *keys; /* by id */
    size_t n_keys;
    uint32_t *levels[LEVELS]; /* axis places of a level */
    uint32_t n_levels[LEVELS];
    StrMap *bound_map, *digest_map, *difference_map;
    Bound *bound; /* heap */
    size_t n_bound, bound_capacity;
    char (*digests)[DIGEST_HEX]; /* heap */
    size_t n_digests, digests_capacity;
    ReportYear *reports; /* heap */
    size_t n_reports, reports_capacity;
    uint64_t n_differences;
    StrBuf differences;
};

/* From the parts to the whole: the order in which sums are made. */
enum { SUM_LEVELS = 7 };
extern const UnitLevel sum_levels[SUM_LEVELS];

/* Cells in the making: exact numbers of one scale, own or published ones first, sums where there
 * are none. */
typedef struct Cells {
    uint32_t n;
    int scale;
    bool *set; /* own or published: a value, or missing with the source's reason */
    int64_t *values;
    CellState *states;
    uint32_t *have, *all; /* parts with a value, parts there are */
    Arena *arena;
} Cells;

/* Sums towards the whole: what a unit passes to its parent, and what it takes from its parts. */
typedef struct Sums {
    int64_t *values;
    CellState *states, *reasons; /* of parts with a value; of those without */
    uint32_t *have, *all;
} Sums;

Sums sums_new(Arena *arena, uint32_t n);
/* What a unit gives its parent; false where the sum is too large. */
MUST_CHECK bool sums_pass(Sums *sums, uint32_t parent, int64_t value, CellState state,
                          uint32_t have, uint32_t all);
/* A unit without a value of its own takes the sum of its parts. */
void cells_take_sum(Cells *cells, const Sums *sums, uint32_t at, bool additive);
bool bind_too_large(const Definition *definition, const Input *input, int year, Err *err);

MUST_CHECK bool bind_variable(Binder *binder, const Definition *definition, const Input *input,
                              int year, Cells *cells, Err *err);
/* Own numbers of local governments, as they stand in `cells`: each row of the definition's tiers
 * shows its own, all others the sum of the governments of those tiers (`area`: of all) in them. */
MUST_CHECK bool bind_settle_own(const Binder *binder, const Definition *definition, bool area,
                                int year, Cells *cells);
MUST_CHECK bool bind_report(Binder *binder, const Definition *definition, const Input *input,
                            int year, Cells *cells, Err *err);
void report_year_free(ReportYear *report);

/* The digest of what counts, as text; "" where there is nothing. */
MUST_CHECK bool bind_digest_series(Binder *binder, const void *series, int year, char *hex,
                                   Err *err);
MUST_CHECK bool bind_digest_report(Binder *binder, const void *report, int year, char *hex,
                                   Err *err);
