/*
 * Inputs of definitions as vectors over the unit axis (DESIGN 4). Variables: the published value of
 * a row, and where there is none and the variable is additive, the sum of the units below that are
 * valid in the year, with its coverage; never both. Reports: a local government's own value at its
 * tier, sums of the declared tiers above, or everything in the territory (perspective area); no row
 * is zero where that government filed; missing where it did not, where the source lacks the
 * measure, or where a rejected row may belong to the sum. Read once a year, used by all.
 */
#pragma once

#include "correction.h"
#include "definition.h"
#include "digest.h"
#include "vector.h"
#include "workspace.h"

typedef struct Binder Binder;
/* `corrections` must outlive it. */
Binder *binder_new(Workspace *workspace, const CorrectionSet *corrections);
void binder_free_p(Binder **binder);

/* The input's cells in a year, for a definition's tiers and coverage rule. Borrowed until
 * binder_forget(). */
MUST_CHECK bool binder_input(Binder *binder, const Definition *definition, unsigned input, int year,
                             Vector *ret_vector, Err *err);

/* What the input's cells of a year are made from, added to a digest. */
MUST_CHECK bool binder_digest(Binder *binder, const Input *input, int year, Digest *digest,
                              Err *err);

/* The period of a series that a year reads: of quarters, which are cumulative, the fourth. */
int64_t bind_period(const VariableSeries *series, int year);

/* Years before this one are not needed any more. */
void binder_forget(Binder *binder, int year);

/* Published values that differ from the sum of their complete parts: "both exist, and differ". */
uint64_t binder_differences(const Binder *binder, const char **ret_text);

/* The tier whose sources a row reads: rows above the voivodeship, and its regions, read what
 * voivodeships read. */
unsigned bind_tier(const Unit *unit);

/* The first and last year with any data; false where there is none. */
MUST_CHECK bool binder_years(Binder *binder, int *ret_first, int *ret_last, Err *err);
