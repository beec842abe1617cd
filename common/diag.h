/*
 * Diag: the mistakes of many definitions, gathered so that one run shows them all. A warning is
 * something that a word in the definition settles; it stops nothing.
 */
#pragma once

#include "arena.h"
#include "err.h"

typedef struct Mistake {
    Err err;
    bool warning;
} Mistake;

typedef struct Diag {
    Arena *arena;
    Mistake *items;
    size_t n, capacity, n_errors;
} Diag;

/* Take the error out of *err, which is unset then. NULL: leave it. Returns false, for a caller that
 * goes on. */
bool diag_take(Diag *diag, Err *err);
void diag_warn(Diag *diag, Err *err);
