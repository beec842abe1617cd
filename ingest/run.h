/*
 * What the rooms of one run of ingest share: its settings, the workspace, what config/ says, and
 * what came of the files so far. Only ingest.c, take.c, declared.c and archived.c, and
 * intake/profile.c, look in here.
 */
#pragma once

#include "ingest.h"
#include "input.h"
#include "plan.h"
#include "profile.h"
#include "report_run.h"

typedef struct Run {
    Arena *arena;
    Workspace workspace;
    VariableSet variables;
    ProfileSet profiles;
    const IngestSettings *settings;
    Plan *plan;        /* NULL: it is done */
    StrMap *synthetic; /* digests of files that the fixtures' generator made */
    RunReport report;
    StrMap *planned;       /* digests of files of a plan, which keeps nothing in the archive */
    StrList planned_paths; /* and where each is */
    StrList answers;   /* values of the portal, taken after the files, of which its dictionary of
                          units may be one */
    bool answers_turn; /* they are being taken */
    StrList later;     /* lists of rejects with repairs, taken after all of these */
    uint64_t n_files, n_new, n_same, n_refused;
    Err first_refusal;
} Run;
