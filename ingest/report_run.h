/*
 * What a run of ingest has to say: the rejects of every file (rejects.csv), and a report for people
 * (report.txt): accounts, refusals, withdrawn cells and conflicts, register rows that differ from
 * config/territory, and cities whose two rows differ.
 */
#pragma once

#include "extract.h"

typedef struct RunReport {
    Workspace *workspace;
    Arena *arena;
    StrBuf rejects, text;
    uint64_t n_rejects;
    bool above_tolerance, written;
    struct TouchedColumn {
        int64_t series, period;
    } * touched; /* heap */
    size_t n_touched, touched_capacity;
} RunReport;

void report_begin(RunReport *report, Workspace *workspace);
MUST_CHECK bool report_extract(RunReport *report, const Extract *extract, Err *err);
void report_refusal(RunReport *report, const char *path, const Err *problem);
/* Compare what the run touched: the two rows of each city with powiat rights. */
MUST_CHECK bool report_compare(RunReport *report, Err *err);
MUST_CHECK bool report_write(RunReport *report, Err *err);
void report_done(RunReport *report);
