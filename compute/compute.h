/* The stage smup-compute: definitions and columns in, results with states and statistics out. */
#pragma once

#include "stage.h"

typedef struct ComputeSettings {
    const char *workspace, *config, *only, *years;
} ComputeSettings;

MUST_CHECK bool compute_run(void *settings, const StrList *operands, StageResult *ret_result,
                            Err *err);
