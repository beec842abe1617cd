#include "territory.h"

#include "num.h"
#include "table.h"

#include <stdio.h>

static const char *const level_names[LEVELS] = {
#define LEVEL(name, text) text,
    LEVEL_LIST(LEVEL)
#undef LEVEL
};

const char *level_name(UnitLevel level)
{
    return level_names[level];
}

bool level_parse(const char *text, UnitLevel *ret_level)
{
    for (UnitLevel level = 0; level < LEVELS; level++)
        if (strcmp(level_names[level], text) == 0) {
            *ret_level = level;
            return true;
        }
    return false;
}

static int year_or(const char *text, int other)
{
    uint64_t year;
    return num_parse_count(str_view(text), YEAR_LAST, &year) ? (int)year : other;
}

uint32_t territory_find(const Territory *territory, const char *code)
{
    uint32_t unit;
    return strmap_find(territory->by_code, str_view(code), &unit) ? unit : NO_UNIT;
}

bool unit_valid(const Unit *unit, int year)
{
    return unit->from <= year && year <= unit->to;
}

int unit_kind(const Unit *unit, int year)
{
    for (size_t i = 0; i < unit->n_kinds; i++)
        if (unit->kinds[i].from <= year && year <= unit->kinds[i].to)
            return unit->kinds[i].kind;
    return 0;
}

bool unit_is_city(const Unit *unit)
{
    return unit->twin != NO_UNIT;
}

uint32_t unit_ancestor(const Territory *territory, uint32_t unit, UnitLevel level)
{
    while (unit != NO_UNIT && territory->units[unit].level != level)
        unit = territory->units[unit].parent;
    return unit;
}

typedef struct Loader {
    Arena *arena;
    const char *folder;
    Territory *territory;
    Err *err;
} Loader;

static bool read_table(const Loader *loader, const char *name, const char *needed, Table *ret_table)
{
    const char *path = arena_printf(loader->arena, "%s/%s", loader->folder, name);
    return table_read(loader->arena, path, needed, ret_table, loader->err);
}

static uint32_t add_unit(const Loader *loader, const char *code)
{
    Territory *territory = loader->territory;
    bool fresh;
    uint32_t unit = strmap_add(territory->by_code, str_view(code), territory->n_units, &fresh);
    if (fresh) {
        territory->units[territory->n_units++] = (Unit){.code = code,
                                                        .name = "",
                                                        .bdl_id = "",
                                                        .from = YEAR_FIRST,
                                                        .to = YEAR_LAST,
                                                        .parent = NO_UNIT,
                                                        .twin = NO_UNIT,
                                                        .before = NO_UNIT};
    }
    return unit;
}

static bool load_units(const Loader *loader, const AxisRow *axis, size_t n_axis)
{
    Table table;
    if (!read_table(loader, "units.csv", "unit level name from to parent bdl_id", &table))
        return false;
    size_t code = table_column(&table, "unit"), level = table_column(&table, "level"),
           name = table_column(&table, "name"), from = table_column(&table, "from"),
           to = table_column(&table, "to"), parent = table_column(&table, "parent"),
           bdl = table_column(&table, "bdl_id");
    Territory *territory = loader->territory;
    territory->units = arena_array(loader->arena, n_axis + table.n_rows, sizeof *territory->units);
    for (size_t i = 0; i < n_axis; i++) {
        Unit *unit = &territory->units[add_unit(loader, axis[i].code)];
        unit->name = axis[i].name;
        if (!level_parse(axis[i].level, &unit->level))
            return err_set(loader->err, ERR_DATA,
                           _("the workspace has a unit of the unknown level \"%s\""),
                           axis[i].level);
    }
    for (size_t i = 0; i < table.n_rows; i++)
        (void)add_unit(loader, table.rows[i][code]);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        Unit *unit = &territory->units[territory_find(territory, row[code])];
        unit->name = row[name];
        unit->bdl_id = row[bdl];
        unit->from = year_or(row[from], YEAR_FIRST);
        unit->to = year_or(row[to], YEAR_LAST);
        if (!level_parse(row[level], &unit->level))
            return err_set(loader->err, ERR_CONFIG,
                           _("%s: the unit %s has the unknown level \"%s\""), table.path, row[code],
                           row[level]);
        unit->parent = *row[parent] == '\0' ? NO_UNIT : territory_find(territory, row[parent]);
        if (*row[parent] != '\0' && unit->parent == NO_UNIT)
            return err_set(loader->err, ERR_CONFIG,
                           _("%s: the parent %s of the unit %s is not there"), table.path,
                           row[parent], row[code]);
    }
    for (size_t i = 0; i < n_axis; i++)
        if (territory->units[i].parent == NO_UNIT && *axis[i].parent != '\0')
            territory->units[i].parent = territory_find(territory, axis[i].parent);
    return true;
}

/* A city with powiat rights is powiat WWPP with PP >= 61 and its gmina WWPP01 (teryt.md 1.2). */
static void link_cities(Territory *territory)
{
    for (uint32_t i = 0; i < territory->n_units; i++) {
        Unit *powiat = &territory->units[i];
        if (powiat->level != LEVEL_POWIAT || powiat->code[2] < '6' ||
            strcmp(powiat->code + 2, "61") < 0)
            continue;
        char code[7];
        (void)snprintf(code, sizeof code, "%s01", powiat->code);
        uint32_t gmina = territory_find(territory, code);
        if (gmina != NO_UNIT) {
            powiat->twin = gmina;
            territory->units[gmina].twin = i;
        }
    }
}

static bool load_kinds(const Loader *loader)
{
    Table table;
    if (!read_table(loader, "kinds.csv", "unit kind from to teryt7 bdl_id", &table))
        return false;
    size_t code = table_column(&table, "unit"), kind = table_column(&table, "kind"),
           from = table_column(&table, "from"), to = table_column(&table, "to"),
           teryt7 = table_column(&table, "teryt7");
    UnitKind *kinds = arena_array(loader->arena, table.n_rows, sizeof *kinds);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        uint32_t at = territory_find(loader->territory, row[code]);
        if (at == NO_UNIT)
            return err_set(loader->err, ERR_CONFIG, _("%s: the unit %s is not in units.csv"),
                           table.path, row[code]);
        Unit *unit = &loader->territory->units[at];
        kinds[i] = (UnitKind){year_or(row[kind], 0), year_or(row[from], YEAR_FIRST),
                              year_or(row[to], YEAR_LAST)};
        if (unit->kinds == NULL)
            unit->kinds = &kinds[i];
        unit->n_kinds = (size_t)(&kinds[i] - unit->kinds) + 1; /* rows of a unit stand together */
        (void)strmap_add(loader->territory->by_teryt7, str_view(row[teryt7]), at, NULL);
    }
    return true;
}

/* Without a unit: a pseudo-unit, one that was dead before 2009, or a territory of an older cut. The
 * rows of a code stand together, and one of them at most has a unit. */
static bool load_codes(const Loader *loader)
{
    Table table;
    Territory *territory = loader->territory;
    if (!read_table(loader, "codes.csv", "form code unit from to", &table))
        return false;
    size_t form = table_column(&table, "form"), code = table_column(&table, "code"),
           unit = table_column(&table, "unit"), from = table_column(&table, "from"),
           to = table_column(&table, "to");
    territory->codes = arena_array(loader->arena, table.n_rows, sizeof *territory->codes);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        const char *key = arena_printf(loader->arena, "%s %s", row[form], row[code]);
        const CodeRow entry = {row[form], row[code], territory_find(territory, row[unit]),
                               year_or(row[from], YEAR_FIRST), year_or(row[to], YEAR_LAST)};
        bool fresh;
        uint32_t at = strmap_add(territory->by_other, str_view(key), territory->n_codes, &fresh);
        if (fresh)
            territory->codes[territory->n_codes++] = entry;
        else if (entry.unit != NO_UNIT)
            territory->codes[at] = entry;
    }
    return true;
}

/* Names that a unit had at other times than today. */
static bool load_names(const Loader *loader)
{
    Table table;
    Territory *territory = loader->territory;
    if (!read_table(loader, "names.csv", "unit name from to", &table))
        return false;
    size_t code = table_column(&table, "unit"), name = table_column(&table, "name");
    const char **names = arena_array(loader->arena, table.n_rows, sizeof *names);
    for (size_t i = 0; i < table.n_rows; i++) {
        uint32_t at = territory_find(territory, table.rows[i][code]);
        if (at == NO_UNIT)
            return err_set(loader->err, ERR_CONFIG, _("%s: the unit %s is not in units.csv"),
                           table.path, table.rows[i][code]);
        Unit *unit = &territory->units[at];
        names[i] = table.rows[i][name];
        if (unit->names == NULL)
            unit->names = &names[i];
        unit->n_names = (size_t)(&names[i] - unit->names) + 1; /* rows of a unit stand together */
    }
    return true;
}

/* A unit that goes on over the change is not the same territory as before; one that begins or ends
 * with it has no break. */
static void mark_break(Territory *territory, uint32_t at, int year)
{
    Unit *unit = at == NO_UNIT ? NULL : &territory->units[at];
    if (unit == NULL || unit->from >= year || unit->to < year)
        return;
    unit->break_year = year;
    if (unit_is_city(unit))
        territory->units[unit->twin].break_year = year;
}

static bool load_changes(const Loader *loader)
{
    Table table;
    Territory *territory = loader->territory;
    if (!read_table(loader, "changes.csv", "date change old new share note", &table))
        return false;
    size_t date = table_column(&table, "date"), change = table_column(&table, "change"),
           old = table_column(&table, "old"), new = table_column(&table, "new");
    territory->successor_texts =
        arena_array(loader->arena, table.n_rows + 1, sizeof *territory->successor_texts);
    territory->predecessor_texts =
        arena_array(loader->arena, table.n_rows + 1, sizeof *territory->predecessor_texts);
    uint32_t n = 0, n_before = 0;
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        if (*row[old] == '\0' || *row[new] == '\0' || strcmp(row[old], row[new]) == 0)
            continue;
        bool fresh;
        uint32_t at = strmap_add(territory->successors, str_view(row[old]), n, &fresh);
        if (fresh)
            territory->successor_texts[n++] =
                arena_printf(loader->arena, _("; since %s it is %s"), row[date], row[new]);
        else
            territory->successor_texts[at] = arena_printf(loader->arena, _("%s and %s"),
                                                          territory->successor_texts[at], row[new]);
        (void)strmap_add(territory->predecessors, str_view(row[new]), n_before, &fresh);
        if (fresh)
            territory->predecessor_texts[n_before++] =
                arena_printf(loader->arena, _("; until %s it was in %s"), row[date], row[old]);
        uint32_t before = territory_find(territory, row[old]),
                 after = territory_find(territory, row[new]);
        if (str_list_has("created dissolved merged powiat_created", row[change])) {
            int year = year_or(arena_strndup(loader->arena, row[date], 4), 0);
            mark_break(territory, before, year);
            mark_break(territory, after, year);
        }
        if (strcmp(row[change], "city_rights") == 0 && before != NO_UNIT && after != NO_UNIT)
            territory->units[after].before = before;
    }
    return true;
}

bool territory_load(Arena *arena, const char *folder, const AxisRow *axis, size_t n_axis,
                    Territory *ret_territory, Err *err)
{
    Territory territory = {.by_code = strmap_new(arena),
                           .by_teryt7 = strmap_new(arena),
                           .by_other = strmap_new(arena),
                           .successors = strmap_new(arena),
                           .predecessors = strmap_new(arena)};
    Loader loader = {arena, folder, &territory, err};
    if (!load_units(&loader, axis, n_axis))
        return false;
    link_cities(&territory);
    if (!load_kinds(&loader) || !load_codes(&loader) || !load_names(&loader) ||
        !load_changes(&loader))
        return false;
    *ret_territory = territory;
    return true;
}
