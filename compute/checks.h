/*
 * What is checked of a result: its rules (a value that breaks one is reported and stays), and its
 * second sources, for every unit that has both without gaps. A rule that cannot be decided, because
 * something in it is missing, is not broken.
 */
#pragma once

#include "engine.h"
#include "num.h"

/* Of one rule or second source. */
typedef struct Check {
    const Rule *rule;     /* NULL: a second source */
    const Verify *verify; /* NULL: a rule */
    uint32_t n_checked, n_failed;
    uint32_t *units;      /* that failed */
    double greatest;      /* of a second source: the greatest difference, in the result's unit */
    const double *others; /* by unit: the second source's values, in the result's unit */
} Check;

typedef struct Checks {
    Check *items;
    size_t n;
    Vector result; /* in base units */
} Checks;

/* Arrays are in the arena. */
MUST_CHECK bool checks_make(Engine *engine, const Definition *definition, int year,
                            const Vector *result, Arena *arena, Checks *ret_checks, Err *err);

/* The value as it is published; "*" where it is confidential, "-" where it is missing. */
void check_write_value(const Definition *definition, const Vector *result, uint32_t unit,
                       char ret_text[NUM_TEXT]);
