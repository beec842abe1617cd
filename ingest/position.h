/*
 * Dated column dictionaries of matrix reports (config/sources/positions-NAME.csv): what a column
 * of Rb-NDS, Rb-N or Rb-Z means in a quarter. Forms are renumbered (B1W was capital and is current
 * expenditure), so a column's name alone means nothing: a position has one canonical text in all
 * years. A row without a position says that the meaning is not known in those quarters, and why.
 */
#pragma once

#include "err.h"
#include "str.h"

typedef struct Position {
    StrView column; /* the name in the header; "E1IF#2" in the table is the second of that name */
    size_t nth;     /* from 1 */
    int64_t from, to;
    const char *position, *measure, *note; /* position "": not known, and note says why */
} Position;

typedef struct PositionSet {
    const char *path, *unit;
    Position *items; /* in the order of the table */
    size_t n;
} PositionSet;

MUST_CHECK bool positions_load(Arena *arena, const char *path, const char *unit,
                               PositionSet *ret_set, Err *err);

/* What the n-th column of a name means in a period, NULL where the dictionary does not say. */
const Position *position_find(const PositionSet *set, StrView column, size_t nth, int64_t period);
/* Is there anything about the column in any period? */
bool position_is_known(const PositionSet *set, StrView column, size_t nth);
