/*
 * With whom a unit is compared: the tables of comparison groups and neighbours of
 * config/territory/, and the classes of level, kind and voivodeship.
 *
 * Kinds: a gmina has the kind of its year, but a city with powiat rights is M and not also 1; a
 * powiat is L (land) or M.
 */
#pragma once

#include "result.h"
#include "territory.h"

typedef struct Comparison Comparison;

/* Reads groups.csv and neighbours.csv of the folder of the territory tables; the territory must
 * outlive what comes out. */
MUST_CHECK bool comparison_load(Arena *arena, const char *folder, const Territory *territory,
                                Comparison **ret_comparison, Err *err);

const Territory *comparison_territory(const Comparison *comparison);

/* The key of a unit within a scope other than STAT_NEIGHBOURS; false where it has none. */
bool comparison_key(const Comparison *comparison, uint32_t unit, int year, StatScope scope,
                    char ret_key[STAT_KEY]);

/* The neighbours of unit u in a year: those from starts[u] to before starts[u + 1], ascending; of
 * gminas and powiats only. */
void comparison_neighbours(Arena *arena, const Comparison *comparison, int year,
                           const uint32_t **ret_starts, const uint32_t **ret_items);
