/*
 * Statistics of a result over the country (DESIGN 9): by level, kind of unit, voivodeship,
 * comparison group and neighbours, with the ranks of every unit. What depends on the year alone is
 * prepared once, in a frame, which then serves all indicators, one at a time: threads share years,
 * not a frame.
 *
 * Kinds: a gmina has the kind of its year, but a city with powiat rights is M and not also 1; a
 * powiat is L (land) or M. A missing or secret cell does not count, nor does a unit that did not
 * exist in the year.
 */
#pragma once

#include "result.h"
#include "territory.h"
#include "vector.h"

typedef struct Comparison Comparison; /* groups and neighbours of the units */
typedef struct StatisticsFrame StatisticsFrame;

/* Reads groups.csv and neighbours.csv of the folder of the territory tables; the territory must
 * outlive what comes out. */
MUST_CHECK bool comparison_load(Arena *arena, const char *folder, const Territory *territory,
                                Comparison **ret_comparison, Err *err);

StatisticsFrame *statistics_frame(Arena *arena, const Comparison *comparison, int year);

/* `result` is over the unit axis. The arrays of the statistics are in the arena. */
void statistics_make(Arena *arena, StatisticsFrame *frame, const Vector *result,
                     Statistics *ret_statistics);
