/*
 * What a run would do, without doing it: the files go through the same reading, settling and
 * accounting as in smup-ingest, in one transaction that is rolled back at the end, each seeing what
 * those before it would have done. So the plan is right by construction and not a second opinion.
 * Nothing is archived, no folder of a run is made. Without a workspace, or where there is none yet,
 * it is made for an empty one that is gone afterwards.
 */
#pragma once

#include "extract.h"
#include "grid.h"

typedef struct Plan {
    Grid grid;
    StrBuf below;           /* why files are refused, and what to do */
    const char *own_folder; /* of a workspace made for the plan, NULL: somebody's */
} Plan;

void plan_init(Plan *plan, Arena *arena);
void plan_done(Plan *plan);

void plan_extract(Plan *plan, const Extract *extract);
void plan_known(Plan *plan, const char *path, const char *name);
void plan_refusal(Plan *plan, const char *path, const Err *problem);

/* The table, for people or as CSV, on stdout. */
void plan_print(const Plan *plan, bool csv);

/* A workspace for the plan where `asked` is NULL or is not there yet. */
MUST_CHECK bool plan_workspace(Arena *arena, Plan *plan, const char **asked, Err *err);
