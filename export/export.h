/*
 * The stage smup-export: results of the workspace as a file, or as an edition in the portal's
 * database (DESIGN 9). It only reads the workspace and config/portal.
 */
#pragma once

#include "stage.h"

typedef struct ExportSettings {
    const char *workspace, *config, *csv, *db, *embargo;
    bool publish;
} ExportSettings;

bool export_run(void *settings, const StrList *operands, StageResult *ret_result, Err *err);
