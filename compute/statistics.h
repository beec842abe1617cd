/*
 * Statistics of a result over the country (DESIGN 9): by level, kind of unit, voivodeship,
 * comparison group and neighbours, with the ranks of every unit. What depends on the year alone is
 * prepared once, in a frame, which then serves all indicators, one at a time: threads share years,
 * not a frame.
 *
 * A missing or secret cell does not count, nor does a unit that did not exist in the year.
 */
#pragma once

#include "comparison.h"
#include "vector.h"

typedef struct StatisticsFrame StatisticsFrame;

StatisticsFrame *statistics_frame(Arena *arena, const Comparison *comparison, int year);

/* `result` is over the unit axis. The arrays of the statistics are in the arena. */
void statistics_make(Arena *arena, StatisticsFrame *frame, const Vector *result,
                     Statistics *ret_statistics);
