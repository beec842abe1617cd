/* Dictionaries of attribute letters and ids (config/sources/attributes-NAME*.csv). */
#include "profile.h"

#include "table.h"

typedef struct Loader {
    Arena *arena;
    const char *config;
    Err *err;
} Loader;

static bool load_letters(const Loader *loader, const char *name, AttributeSet *set)
{
    Table table;
    const char *path =
        arena_printf(loader->arena, "%s/sources/attributes-%s.csv", loader->config, name);
    if (!table_read(loader->arena, path, "letter obs conf value meaning", &table, loader->err))
        return false;
    size_t letter = table_column(&table, "letter"), obs = table_column(&table, "obs"),
           conf = table_column(&table, "conf"), value = table_column(&table, "value");
    set->letters = arena_array(loader->arena, table.n_rows, sizeof *set->letters);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        Attribute *entry = &set->letters[set->n_letters++];
        CellState state, rank;
        if (!state_parse_obs(str_view(row[obs]), &state) || !state_parse_conf(*row[conf], &rank))
            return err_set(loader->err, ERR_CONFIG, _("%s: unknown status \"%s\" or \"%s\""), path,
                           row[obs], row[conf]);
        if (!str_list_has("keep missing zero", row[value]))
            return err_set(loader->err, ERR_CONFIG,
                           _("%s:%zu: \"%s\" is none of: keep missing zero"), path, i + 2,
                           row[value]);
        entry->letter = *row[letter] == '\0' ? ' ' : *row[letter];
        entry->missing = strcmp(row[value], "missing") == 0;
        entry->zero = strcmp(row[value], "zero") == 0;
        entry->state =
            state_with_attribute(state | rank, entry->letter == ' ' ? '\0' : entry->letter);
    }
    return true;
}

static bool load_ids(const Loader *loader, const char *name, AttributeSet *set)
{
    Table table;
    const char *path =
        arena_printf(loader->arena, "%s/sources/attributes-%s-ids.csv", loader->config, name);
    if (!table_read(loader->arena, path, "id from to letter", &table, loader->err))
        return false;
    size_t id = table_column(&table, "id"), from = table_column(&table, "from"),
           to = table_column(&table, "to"), letter = table_column(&table, "letter");
    set->ids = arena_array(loader->arena, table.n_rows, sizeof *set->ids);
    for (size_t i = 0; i < table.n_rows; i++) {
        uint64_t number = 0;
        if (!num_parse_count(str_view(table.rows[i][id]), INT32_MAX, &number))
            return err_set(loader->err, ERR_CONFIG,
                           _("%s:%zu: \"%s\" is no number of an attribute"), path, i + 2,
                           table.rows[i][id]);
        set->ids[set->n_ids++] =
            (AttributeId){(int64_t)number, table.rows[i][from],
                          *table.rows[i][to] == '\0' ? "9999" : table.rows[i][to],
                          *table.rows[i][letter] == '\0' ? ' ' : *table.rows[i][letter]};
    }
    return true;
}

const Attribute *attribute_by_letter(const AttributeSet *set, char letter)
{
    for (size_t i = 0; i < set->n_letters; i++)
        if (set->letters[i].letter == letter)
            return &set->letters[i];
    return NULL;
}

const Attribute *attribute_by_id(const AttributeSet *set, int64_t id, const char *date)
{
    for (size_t i = 0; i < set->n_ids; i++) {
        const AttributeId *entry = &set->ids[i];
        if (entry->id == id && strcmp(date, entry->from) >= 0 && strcmp(date, entry->to) < 0)
            return attribute_by_letter(set, entry->letter);
    }
    return NULL;
}

bool attributes_load(Arena *arena, const char *config, const char *name, AttributeSet *ret_set,
                     Err *err)
{
    const Loader loader = {arena, config, err};
    return load_letters(&loader, name, ret_set) && load_ids(&loader, name, ret_set);
}
