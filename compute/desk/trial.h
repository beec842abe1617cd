/*
 * Trial: an indicator computed for some years without being stored, and what is different between
 * two such, or between one and what is stored under its code.
 */
#pragma once

#include "checks.h"

typedef struct TrialYear {
    int year;
    Vector result; /* in base units, as engine_result() gives it */
    Checks checks;
} TrialYear;

typedef struct Trial {
    const Definition *definition;
    Engine *engine;
    TrialYear *years;
    size_t n;
} Trial;

/* The years from first to last for which the definition is in force; arrays are in the arena. */
MUST_CHECK bool trial_run(Arena *arena, Engine *engine, const Definition *definition, int first,
                          int last, Trial *ret_trial, Err *err);
/* What is stored of a code in a year; *ret_found false where nothing is. */
MUST_CHECK bool trial_stored(Arena *arena, Workspace *workspace, const char *code, int year,
                             int exponent, Vector *ret_vector, bool *ret_found, Err *err);

/* A cell that is another one: as it is published, or by its states. */
typedef struct Change {
    int year;
    uint32_t unit;
    char before[40], after[40]; /* as published; "-" missing, "*" confidential */
    double size; /* of the change, in the unit of the result; 0 where one is missing */
} Change;

typedef struct Changes {
    Change *items; /* heap; the greatest first */
    size_t n, capacity;
    size_t n_cells;                           /* compared */
    size_t n_values, n_gone, n_new, n_states; /* other value, missing now, missing before, states */
} Changes;

/* Compare the cells of two results of a year; both are over the unit axis. */
void changes_add(Changes *changes, int year, const Definition *before_of, const Vector *before,
                 const Definition *after_of, const Vector *after);
/* Sort them. */
void changes_end(Changes *changes);
void changes_done(Changes *changes);
/* Lines for people: how many cells, median and greatest change, the units most affected. */
void changes_write(const Changes *changes, Arena *arena, const Territory *territory, StrBuf *text);
