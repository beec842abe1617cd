/*
 * What a person names when asking for values: a shared input, a variable, an indicator, or the
 * number of a series that nobody named (`smup series -w` shows it). An id that is an input's and a
 * variable's is the input: it says of each unit which variable serves it.
 */
#pragma once

#include "cells.h"

typedef struct Target {
    const char *id, *name, *unit;
    /* one of them */
    Input *input;
    const Variable *variable;
    const Definition *definition;
    int64_t stored; /* number of a series, 0: none */
} Target;

/* ERR_USAGE with what there is instead where nothing has the name. */
MUST_CHECK bool target_find(Arena *arena, Catalogue *catalogue, Workspace *workspace,
                            const char *word, Target *ret_target, Err *err);

MUST_CHECK bool target_cells(const Target *target, DataCells *cells, Err *err);

/* The periods of which the workspace holds anything, for messages. */
MUST_CHECK bool target_periods(Arena *arena, const Target *target, Workspace *workspace,
                               const char **ret_text, Err *err);
