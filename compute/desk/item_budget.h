/* What the things of the budget reports have in common: concepts, groups, measures, codes. */
#pragma once

#include "finder.h"
#include "stored.h"

typedef struct BudgetReport {
    const char *report, *about; /* about: what people call it */
} BudgetReport;
enum { BUDGET_REPORTS = 2 };
extern const BudgetReport budget_reports[BUDGET_REPORTS];

/* The line to paste: an input with one filter. */
void budget_input_add(StrBuf *text, const char *name, const char *report, const char *measure,
                      const char *filter, const char *value);
/* Unit, kind, perspective and tiers: the same for all numbers from budget reports. */
void budget_character_add(StrBuf *text);

/* Years of which the report of the fourth quarter is there: an input reads no other. */
MUST_CHECK bool budget_years(Workspace *workspace, Arena *arena, const char *report,
                             Periods *ret_years, Err *err);
