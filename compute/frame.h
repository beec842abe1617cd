/*
 * The frame of an indicator: one cell for every unit of the declared tiers and of the levels above,
 * in every year, a value or a reason (DESIGN 8). A city with powiat rights has its gmina row where
 * gminas are declared, its powiat row where powiats are.
 */
#pragma once

#include "definition.h"

/* Is the unit a row of the definition's frame in the year? */
bool frame_holds(const Definition *definition, const Territory *territory, uint32_t unit, int year);
/* "gmina powiat": the levels at which the declared tiers stand themselves, for the cards. */
const char *frame_base_levels(Arena *arena, const Definition *definition);
