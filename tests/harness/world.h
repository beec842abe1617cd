/*
 * Made-up cells of the inputs a, b and c in every year, and how rows continue each other, break and
 * stand to each other.
 */
#pragma once

#include "evaluate.h"
#include "territory.h"

enum { WORLD_NAMES = 3, WORLD_YEARS = 16, WORLD_YEAR = 2020 };

typedef struct World {
    uint32_t n;
    Vector inputs[WORLD_NAMES][WORLD_YEARS]; /* by year modulo WORLD_YEARS */
    uint32_t *before;                        /* as in EvaluateSource */
    int *from, *breaks;
    Relations relations;
} World;

/* Small decimals; WILD: in any state at all, TAME: in some that sources have. */
typedef enum Wildness { TAME, WILD } Wildness;
World *world_new(Arena *arena, uint32_t n, Wildness wildness);

/* n rows of a world, in this order. They continue each other and are related as before if all of
 * them are taken; else not at all. */
World *world_take(Arena *arena, const World *world, const uint32_t *rows, uint32_t n);

/* Borrows the world. Input c breaks in 2019. */
EvaluateSource world_source(World *world);
bool world_breaks(void *context, unsigned name, int from_exclusive, int to_inclusive);

/* These fail the test where it cannot be done. */
Formula *world_parse(Arena *arena, const char *text);
Vector world_run(Arena *arena, World *world, const Formula *formula, int year);
