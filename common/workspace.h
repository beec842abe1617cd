/*
 * The workspace (DESIGN 5): the folder where the stages meet. workspace.sqlite holds extracts,
 * columns, cubes, units and results; archive/ the accepted raw files by SHA-256; runs/<run>/ what
 * each run had to say. Its tables are in workspace.sql. One writer at a time (a lock that dies with
 * its process); readers go on. It is a cache: archive, config and program make it again.
 */
#pragma once

#include "column.h"
#include "db.h"
#include "territory.h"

enum { WORKSPACE_APPLICATION_ID = 0x534d5550, WORKSPACE_VERSION = 4 };

typedef struct Workspace {
    Arena *arena;
    const char *path, *config, *run_id, *run_folder;
    Db *db;
    int lock;
    Territory territory;
} Workspace;

typedef enum WorkspaceMode {
    WORKSPACE_READ,   /* must exist; no lock */
    WORKSPACE_WRITE,  /* must exist; locked */
    WORKSPACE_CREATE, /* made where it is not there; locked */
} WorkspaceMode;

/* Where config/ is: `asked`, where it is NULL the variable SMUP_CONFIG, else the folder the program
 * was built with. */
const char *config_folder(const char *asked);

/* `config` as in config_folder(). */
MUST_CHECK bool workspace_open(const char *path, const char *config, WorkspaceMode mode,
                               const char *stage, Workspace *ret_workspace, Err *err);
void workspace_close(Workspace *workspace);

MUST_CHECK bool workspace_begin(Workspace *workspace, Err *err);
MUST_CHECK bool workspace_commit(Workspace *workspace, Err *err);
void workspace_rollback(Workspace *workspace);

/* The axis place of a unit outside the territory tables (a union, a body), appended where it is
 * new; within a transaction. */
MUST_CHECK bool workspace_unit(Workspace *workspace, UnitLevel level, const char *code,
                               const char *name, const char *parent, uint32_t *ret_unit, Err *err);

/* After a rolled-back transaction: the units it appended are not there. Returns false, for a caller
 * that goes on failing. */
bool workspace_forget_units(Workspace *workspace, uint32_t n_units);

/* Is anything in it made by the fixtures' generator? Then every output says "dane syntetyczne". */
MUST_CHECK bool workspace_is_synthetic(Workspace *workspace, bool *ret_synthetic, Err *err);

/* Did extracts come after the last whole run of computing? */
MUST_CHECK bool workspace_is_stale(Workspace *workspace, bool *ret_stale, Err *err);

/* A file of this run's folder: the folder is made when the first one is written. */
MUST_CHECK bool workspace_run_file(Workspace *workspace, const char *name, const StrBuf *text,
                                   Err *err);

/* (frequency, year, index) as one number, ascending in time within a frequency. */
typedef enum Frequency {
    FREQ_ANNUAL = 1,
    FREQ_SCHOOL = 2,
    FREQ_QUARTER = 3,
    FREQ_MONTH = 4
} Frequency;
static inline int64_t period_of(Frequency frequency, int year, int index)
{
    return (int64_t)frequency * 1000000 + year * 100 + index;
}
static inline int period_year(int64_t period)
{
    return (int)(period / 100 % 10000);
}
/* "2018", "2020/21", "2020-Q4" or "2020-03"; false where it is none of them. */
bool period_parse(const char *text, int64_t *ret_period);
const char *period_text(Arena *arena, int64_t period); /* 2020, 2020/21, 2020-Q4, 2020-03 */

/* A series as the workspace knows it. */
typedef struct SeriesKey {
    const char *source, *subject, *dimensions, *unit;
} SeriesKey;
/* The column in force of a series and period; *ret_found false, and an empty one, where there is
 * none. */
MUST_CHECK bool workspace_column(Workspace *workspace, Arena *arena, const SeriesKey *key,
                                 int64_t period, Column *ret_column, bool *ret_found, Err *err);
