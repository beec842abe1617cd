/* The stage smup-ingest: raw extracts in, columns, cubes, registers, an archive and a list of
 * rejects out. */
#pragma once

#include "stage.h"

typedef struct IngestSettings {
    const char *workspace, *config, *source, *subject, *as_of;
    bool plan, csv; /* only say what would be done (plan.h), as CSV */
} IngestSettings;

MUST_CHECK bool ingest_run(void *settings, const StrList *paths, StageResult *ret_result, Err *err);
