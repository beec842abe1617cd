#include "portal.h"

#include "table.h"

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

bool portal_ids_read(Arena *arena, const char *config, PortalIds *ret_ids, Err *err)
{
    Table table;
    if (!table_read(arena, arena_printf(arena, "%s/portal/ids.csv", config),
                    "kind code tier id note", &table, err))
        return false;
    size_t kind = table_column(&table, "kind"), code = table_column(&table, "code"),
           tier = table_column(&table, "tier"), id = table_column(&table, "id"),
           note = table_column(&table, "note");
    PortalIds ids = {arena_array(arena, table.n_rows, sizeof *ids.items), table.n_rows};
    for (size_t i = 0; i < ids.n; i++) {
        char **row = table.rows[i];
        ids.items[i] = (PortalId){row[kind], row[code], row[tier], row[id], row[note]};
    }
    *ret_ids = ids;
    return true;
}
