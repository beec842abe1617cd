/*
 * Series as the workspace stores them: which periods there are, the column in force, how many units
 * have a value, the extract that came last.
 */
#pragma once

#include "variable.h"
#include "workspace.h"

typedef struct Periods {
    int64_t *items; /* ascending */
    size_t n;
} Periods;
/* "2010 .. 2014, 2016"; "2010/11 .. 2013/14"; "" where there is none. */
const char *periods_text(Arena *arena, const Periods *periods);
/* The first column of each row of a query, which are periods. */
MUST_CHECK bool periods_read(Arena *arena, DbQuery *query, Periods *ret_periods, Err *err);

/* The number of a series in the workspace, 0 where it is not there. */
MUST_CHECK bool stored_find(Workspace *workspace, const VariableSeries *series, int64_t *ret_id,
                            Err *err);
MUST_CHECK bool stored_periods(Workspace *workspace, Arena *arena, int64_t id, Periods *ret_periods,
                               Err *err);

/* The years of which an indicator's results are stored. */
MUST_CHECK bool stored_results(Workspace *workspace, Arena *arena, const char *code,
                               Periods *ret_years, Err *err);

/* The column in force; *ret_extract 0: merged from several extracts, -1: there is no column. */
MUST_CHECK bool stored_column(Workspace *workspace, Arena *arena, int64_t id, int64_t period,
                              Column *ret_column, int64_t *ret_extract, Err *err);

/* An indicator's results of a year; *ret_found false where there are none. */
MUST_CHECK bool stored_result(Workspace *workspace, Arena *arena, const char *code, int year,
                              Column *ret_column, bool *ret_found, Err *err);

/* "gmina 30 of 2477, powiat 12 of 380": units with a value of those valid in the year, for every
 * level of which the column has a cell. */
const char *stored_counts(Workspace *workspace, Arena *arena, const Column *column, int year);

/* What is to be said of a series, a line each, behind labels: years, units with a value in the last
 * one, the newest extract. */
MUST_CHECK bool stored_describe(Workspace *workspace, int64_t id, StrBuf *text, Err *err);
