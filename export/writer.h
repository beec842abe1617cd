/*
 * A writer brings the catalogue and its series to one kind of target. What a target had is left as
 * it was where writing fails. The writers are listed in export/meson.build.
 */
#pragma once

#include "export.h"
#include "series.h"

typedef struct Export {
    const ExportSettings *settings;
    Workspace *workspace;
    const Catalogue *catalogue;
    bool synthetic;
} Export;

/* What there is to say when all went well: one line, and what a person should look at. */
enum { SUMMARY_WARNINGS = 4 };
typedef struct Summary {
    const char *line;
    const char *warnings[SUMMARY_WARNINGS];
    size_t n_warnings;
} Summary;

typedef struct Writer {
    size_t target; /* offset of the target in ExportSettings; a target that is NULL was not asked
                      for */
    bool (*write)(const Export *export, const char *target, Summary *ret_summary, Err *err);
} Writer;

/* Every output of a workspace with made data says so. */
#define SYNTHETIC_WORDS "dane syntetyczne"
