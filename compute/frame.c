#include "frame.h"

/* From the smallest units up; region and subregion stand between powiat and voivodeship. */
static int rank_of(UnitLevel level)
{
    static const int ranks[LEVELS] = {
        [LEVEL_COUNTRY] = 7,   [LEVEL_MACROREGION] = 6, [LEVEL_VOIVODESHIP] = 5, [LEVEL_REGION] = 4,
        [LEVEL_SUBREGION] = 3, [LEVEL_POWIAT] = 2,      [LEVEL_GMINA] = 1};
    return ranks[level]; /* 0: towns, districts, unions, bodies are no rows */
}

static bool has_level(const Definition *definition, UnitLevel level)
{
    unsigned tiers = definition->tiers;
    switch (rank_of(level)) {
    case 1:
        return (tiers & TIER_GMINA) != 0 ||
               ((tiers & TIER_CITY) != 0 && (tiers & TIER_POWIAT) == 0);
    case 2:
        return (tiers & TIER_POWIAT) != 0;
    case 5:
        return (tiers & TIER_VOIVODESHIP) != 0;
    default:
        return false;
    }
}

static int least_rank(const Definition *definition)
{
    if (has_level(definition, LEVEL_GMINA))
        return 1;
    return has_level(definition, LEVEL_POWIAT) ? 2 : 5;
}

/* An aggregate of a single tier has a row only where such a unit can lie in it: no gmina lies in a
 * city's powiat. */
static bool holds_parts(const Definition *definition, const Unit *unit)
{
    if (unit->level != LEVEL_POWIAT || (definition->tiers & TIER_POWIAT) != 0)
        return true;
    return (definition->tiers & (unit_is_city(unit) ? TIER_CITY : TIER_GMINA)) != 0;
}

bool frame_holds(const Definition *definition, const Territory *territory, uint32_t at, int year)
{
    const Unit *unit = &territory->units[at];
    int rank = rank_of(unit->level);
    if (rank == 0 || rank < least_rank(definition) || !unit_valid(unit, year))
        return false;
    if (has_level(definition, unit->level))
        return (unit_tier(unit) & definition->tiers) != 0;
    return holds_parts(definition, unit);
}

const char *frame_base_levels(Arena *arena, const Definition *definition)
{
    static const UnitLevel levels[] = {LEVEL_GMINA, LEVEL_POWIAT, LEVEL_VOIVODESHIP};
    const char *text = "";
    for (size_t i = 0; i < ARRAY_LENGTH(levels); i++)
        if (has_level(definition, levels[i]))
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ",
                                level_name(levels[i]));
    return text;
}
