/*
 * One cell of a formula, written from formula.md 5.4 in exact fractions and knowing nothing of
 * vectors, exponents or programs.
 */
#pragma once

#include "tree.h"
#include "world.h"

__extension__ typedef __int128 Wide;

typedef struct Cell {
    Wide top, bottom; /* a condition: 0/1 or 1/1; bottom 0: missing */
    CellState flags;  /* OBS_STATUS alone */
    unsigned conf;
    unsigned char attribute;
    double size; /* of what went into it, for the tolerance */
} Cell;

Cell naive_cell(const World *world, const Tree *tree, uint32_t row, int year);
