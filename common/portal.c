#include "portal.h"

static bool find_tier(const Publication *publications, size_t n, const char *tier,
                      unsigned *ret_part)
{
    for (unsigned i = 0; i < n; i++)
        if (strcmp(publications[i].tier, tier) == 0) {
            *ret_part = i;
            return true;
        }
    return false;
}

unsigned publication_part(const Publication *publications, size_t n, const Unit *unit)
{
    unsigned part, ignored;
    bool city_level =
        unit->level == LEVEL_GMINA ||
        (unit->level == LEVEL_POWIAT && !find_tier(publications, n, "gmina", &ignored));
    if (unit_is_city(unit) && city_level && find_tier(publications, n, "city", &part))
        return part;
    if (find_tier(publications, n, level_name(unit->level), &part))
        return part;
    for (part = 0; part + 1 < n; part++)
        if (strcmp(publications[part].tier, "city") != 0)
            return part;
    return part;
}
