/* Does the name that a file gives to a unit fit the register? Names are folded: case, Polish
 * letters, and the words that say what kind of unit it is count for nothing. */
#pragma once

#include "territory.h"

/* True too where there is no name to judge. */
bool unit_name_agrees(Arena *arena, const Unit *unit, StrView name);
