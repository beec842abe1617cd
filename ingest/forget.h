/*
 * An extract that a repaired reading of the same file replaces: its rows go, and what then counts
 * is settled anew where the new reading says nothing. Within the caller's transaction.
 */
#pragma once

#include "extract.h"

typedef struct Forgotten {
    struct ForgottenColumn {
        int64_t series, period;
    } * columns; /* heap */
    size_t n_columns, columns_capacity;
    struct ForgottenFiling {
        const char *report;
        int64_t period;
        uint32_t unit;
    } * filings; /* heap */
    size_t n_filings, filings_capacity;
} Forgotten;
void forgotten_done(Forgotten *forgotten);

MUST_CHECK bool forget_extract(Workspace *workspace, Arena *arena, int64_t id,
                               Forgotten *ret_forgotten, Err *err);
/* After `extract` is saved in its place. */
MUST_CHECK bool forget_settle(Extract *extract, const Forgotten *forgotten, Err *err);
