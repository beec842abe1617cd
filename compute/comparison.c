#include "comparison.h"

#include "num.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

/* A pair of neighbours is kept both ways. */
typedef struct Pair {
    uint32_t unit, other;
    int from, to;
} Pair;

struct Comparison {
    const Territory *territory;
    const char **groups; /* by unit, NULL where it has none */
    Pair *pairs;         /* ascending by unit and other */
    size_t n_pairs;
};

static int compare_pairs(const void *left, const void *right)
{
    const Pair *a = left, *b = right;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

static bool find_unit(const Comparison *comparison, const Table *table, const char *code,
                      uint32_t *ret_unit, Err *err)
{
    *ret_unit = territory_find(comparison->territory, code);
    return *ret_unit != NO_UNIT ||
           err_set(err, ERR_CONFIG, _("%s: the unit \"%s\" is not in units.csv"), table->path,
                   code);
}

static bool load_groups(Arena *arena, Comparison *comparison, const char *folder, Err *err)
{
    Table table;
    if (!table_read(arena, arena_printf(arena, "%s/groups.csv", folder), "unit group", &table, err))
        return false;
    size_t unit = table_column(&table, "unit"), group = table_column(&table, "group");
    comparison->groups =
        arena_array(arena, comparison->territory->n_units, sizeof *comparison->groups);
    for (size_t i = 0; i < table.n_rows; i++) {
        uint32_t at;
        if (!find_unit(comparison, &table, table.rows[i][unit], &at, err))
            return false;
        if (strlen(table.rows[i][group]) >= STAT_KEY)
            return err_set(err, ERR_CONFIG,
                           _("%s: the id of the group \"%s\" is longer than %d bytes"), table.path,
                           table.rows[i][group], STAT_KEY - 1);
        comparison->groups[at] = table.rows[i][group];
    }
    return true;
}

static bool read_year(const Table *table, const char *text, int other, int *ret_year, Err *err)
{
    uint64_t year = (uint64_t)other;
    if (*text != '\0' && !num_parse_count(str_view(text), YEAR_LAST, &year))
        return err_set(err, ERR_CONFIG, _("%s: \"%.20s\" is no year"), table->path, text);
    *ret_year = (int)year;
    return true;
}

static bool load_neighbours(Arena *arena, Comparison *comparison, const char *folder, Err *err)
{
    Table table;
    if (!table_read(arena, arena_printf(arena, "%s/neighbours.csv", folder), "a b from to certain",
                    &table, err))
        return false;
    size_t a = table_column(&table, "a"), b = table_column(&table, "b"),
           from = table_column(&table, "from"), to = table_column(&table, "to");
    comparison->pairs = arena_array(arena, 2 * table.n_rows, sizeof *comparison->pairs);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        Pair pair;
        if (!find_unit(comparison, &table, row[a], &pair.unit, err) ||
            !find_unit(comparison, &table, row[b], &pair.other, err) ||
            !read_year(&table, row[from], YEAR_FIRST, &pair.from, err) ||
            !read_year(&table, row[to], YEAR_LAST, &pair.to, err))
            return false;
        comparison->pairs[comparison->n_pairs++] = pair;
        comparison->pairs[comparison->n_pairs++] =
            (Pair){pair.other, pair.unit, pair.from, pair.to};
    }
    qsort(comparison->pairs, comparison->n_pairs, sizeof *comparison->pairs, compare_pairs);
    return true;
}

bool comparison_load(Arena *arena, const char *folder, const Territory *territory,
                     Comparison **ret_comparison, Err *err)
{
    Comparison *comparison = arena_alloc(arena, sizeof *comparison);
    comparison->territory = territory;
    if (!load_groups(arena, comparison, folder, err) ||
        !load_neighbours(arena, comparison, folder, err))
        return false;
    *ret_comparison = comparison;
    return true;
}

const Territory *comparison_territory(const Comparison *comparison)
{
    return comparison->territory;
}

static const char *kind_letter(const Unit *unit, int year)
{
    static const char *const kinds[] = {NULL, "1", "2", "3"};
    int kind = unit_kind(unit, year);
    if (unit_is_city(unit))
        return "M";
    if (unit->level == LEVEL_POWIAT)
        return "L";
    return kind >= 1 && kind <= 3 ? kinds[kind] : NULL;
}

bool comparison_key(const Comparison *comparison, uint32_t unit, int year, StatScope scope,
                    char ret_key[STAT_KEY])
{
    const Territory *territory = comparison->territory;
    const Unit *at = &territory->units[unit];
    const char *level = level_name(at->level), *rest = NULL;
    bool local = at->level == LEVEL_GMINA || at->level == LEVEL_POWIAT;
    if (scope == STAT_LEVEL)
        return snprintf(ret_key, STAT_KEY, "%s", level) > 0;
    if (!local)
        return false;
    if (scope == STAT_GROUP)
        return comparison->groups[unit] != NULL &&
               snprintf(ret_key, STAT_KEY, "%s", comparison->groups[unit]) > 0;
    uint32_t voivodeship = unit_ancestor(territory, unit, LEVEL_VOIVODESHIP);
    if (scope == STAT_KIND)
        rest = kind_letter(at, year);
    else if (voivodeship != NO_UNIT)
        rest = territory->units[voivodeship].code;
    return rest != NULL && snprintf(ret_key, STAT_KEY, "%s %s", level, rest) > 0;
}

void comparison_neighbours(Arena *arena, const Comparison *comparison, int year,
                           const uint32_t **ret_starts, const uint32_t **ret_items)
{
    const Territory *territory = comparison->territory;
    const Pair *pair = comparison->pairs, *end = pair + comparison->n_pairs;
    uint32_t *starts = arena_array(arena, territory->n_units + 1, sizeof *starts);
    uint32_t *items = arena_array(arena, comparison->n_pairs, sizeof *items);
    uint32_t n = 0;
    for (uint32_t unit = 0; unit < territory->n_units; unit++) {
        UnitLevel level = territory->units[unit].level;
        uint32_t last = NO_UNIT;
        starts[unit] = n;
        for (; pair < end && pair->unit <= unit; pair++) {
            if (pair->unit != unit || year < pair->from || year > pair->to || pair->other == last ||
                (level != LEVEL_GMINA && level != LEVEL_POWIAT))
                continue;
            last = pair->other;
            items[n++] = pair->other;
        }
    }
    starts[territory->n_units] = n;
    *ret_starts = starts;
    *ret_items = items;
}
