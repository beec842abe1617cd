/* The catalogue and the results in the workspace, within the caller's transaction. */
#pragma once

#include "checks.h"
#include "result.h"
#include "vector.h"
#include "workspace.h"

/*
 * Areas and services as they are now, and the cards of the definitions selected: a card changes
 * together with its results. Cards and results of codes that are gone, and results of an earlier
 * meaning of a selected code, are deleted; to *gone the codes that went, each behind a blank.
 */
MUST_CHECK bool store_catalogue(Workspace *workspace, const Catalogue *catalogue,
                                const bool *selected, StrBuf *gone, Err *err);

/* The key of the stored result of an indicator and year, "" where there is none. */
MUST_CHECK bool store_key(Workspace *workspace, const char *code, int year, char ret_key[65],
                          Err *err);
/* The rows of the frame from the vector, with statistics, under the key. */
MUST_CHECK bool store_result(Workspace *workspace, const Definition *definition, int year,
                             const char *key, const Vector *result, const Statistics *statistics,
                             Err *err);
/* Results outside the definition's years. */
MUST_CHECK bool store_prune(Workspace *workspace, const Definition *definition, int last, Err *err);

/* What the rules and second sources say of a result, instead of what they said before. */
MUST_CHECK bool store_checks(Workspace *workspace, const Definition *definition, int year,
                             const Checks *checks, Err *err);

typedef struct CheckCounts {
    uint64_t failed[SEVERITIES], differ;
} CheckCounts;
/* All that is stored of them, as the lines of checks.csv; "" where there is nothing to report. */
MUST_CHECK bool store_read_checks(Workspace *workspace, const Catalogue *catalogue,
                                  StrBuf *ret_text, CheckCounts *ret_counts, Err *err);
