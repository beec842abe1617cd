#include "crosswalk.h"

#include "extract.h"
#include "file.h"
#include "table.h"

#include <stdio.h>

static const uint32_t NO_ROW = UINT32_MAX;

typedef struct CrosswalkRow {
    const char *unit;
    int from, to;
    size_t line;
    uint32_t next; /* of the same key */
} CrosswalkRow;

struct Crosswalk {
    const char *path; /* as people know it: config/crosswalks/NAME.csv */
    StrMap *keys;     /* -> its last row */
    CrosswalkRow *rows;
};

static bool year_of(const char *text, int other, int *ret_year)
{
    uint64_t year;
    *ret_year = other;
    if (*text == '\0')
        return true;
    bool good = num_parse_count(str_view(text), 2100, &year) && year >= 1900;
    *ret_year = (int)year;
    return good;
}

bool crosswalk_load(const ProfileLoader *loader, const XmlNode *unit, const char *name,
                    const Crosswalk **ret_crosswalk)
{
    Arena *arena = loader->arena;
    Crosswalk *crosswalk = arena_alloc(arena, sizeof *crosswalk);
    const char *path = arena_printf(arena, "%s/crosswalks/%s.csv", loader->config, name);
    Table table;
    if (!file_exists(path))
        return xml_fail_at(unit, "crosswalk", loader->err, _("there is no crosswalk \"%s\""), path);
    if (!table_read(arena, path, "key from to unit", &table, loader->err))
        return false;
    size_t key = table_column(&table, "key"), from = table_column(&table, "from"),
           to = table_column(&table, "to"), code = table_column(&table, "unit");
    *crosswalk =
        (Crosswalk){arena_printf(arena, "config/crosswalks/%s.csv", name), strmap_new(arena),
                    arena_array(arena, table.n_rows, sizeof(CrosswalkRow))};
    for (uint32_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        CrosswalkRow *entry = &crosswalk->rows[i];
        uint32_t last;
        *entry = (CrosswalkRow){row[code], 0, 0, i + 2, NO_ROW};
        if (!year_of(row[from], YEAR_FIRST, &entry->from) ||
            !year_of(row[to], YEAR_LAST, &entry->to) || entry->to < entry->from)
            return err_set(loader->err, ERR_CONFIG,
                           _("%s:%zu: from and to are the first and the last year, or empty"), path,
                           entry->line);
        StrView text = str_trim(str_view(row[key]));
        if (strmap_find(crosswalk->keys, text, &last)) {
            entry->next = last;
            strmap_remove(crosswalk->keys, text);
        }
        (void)strmap_add(crosswalk->keys, text, i, NULL);
    }
    *ret_crosswalk = crosswalk;
    return true;
}

static const char *not_there(const Crosswalk *crosswalk, Extract *extract, StrView key)
{
    CLEANUP(strbuf_done) StrBuf row = {0}; /* whole, however long, and quoted where it must be */
    bool quoted =
        memchr(key.text, ';', key.length) != NULL || memchr(key.text, '"', key.length) != NULL;
    strbuf_puts(&row, quoted ? "\"" : "");
    for (size_t i = 0; i < key.length; i++) {
        strbuf_puts(&row, key.text[i] == '"' ? "\"" : "");
        strbuf_add(&row, &key.text[i], 1);
    }
    strbuf_puts(&row, quoted ? "\"" : "");
    return arena_printf(extract->arena,
                        _("the key \"%.*s\" is not in %s; add a row there: %s;;;code of its unit"),
                        STR_ARG(key), crosswalk->path, row.text);
}

static const char *not_then(const Crosswalk *crosswalk, Extract *extract, StrView key,
                            const CrosswalkRow *row, int year)
{
    const char *until = row->to < year ? arena_printf(extract->arena, _("until %d"), row->to)
                                       : arena_printf(extract->arena, _("since %d"), row->from);
    return arena_printf(
        extract->arena,
        _("the key \"%.*s\" is in %s (line %zu) only %s; correct the years, or add a row for %d"),
        STR_ARG(key), crosswalk->path, row->line, until, year);
}

const char *crosswalk_find(const Crosswalk *crosswalk, Extract *extract, StrView key, int year,
                           CodedUnit *ret_unit)
{
    const CrosswalkRow *chosen = NULL;
    uint32_t at;
    if (!strmap_find(crosswalk->keys, key, &at))
        return not_there(crosswalk, extract, key);
    const CrosswalkRow *last = &crosswalk->rows[at];
    for (; at != NO_ROW; at = crosswalk->rows[at].next) {
        const CrosswalkRow *row = &crosswalk->rows[at];
        if (year < row->from || year > row->to)
            continue;
        if (chosen != NULL)
            return arena_printf(
                extract->arena,
                _("the key \"%.*s\" has two units in %d in %s, lines %zu and %zu; end one of them"),
                STR_ARG(key), year, crosswalk->path, row->line, chosen->line);
        chosen = row;
    }
    if (chosen == NULL)
        return not_then(crosswalk, extract, key, last, year);
    const Territory *territory = &extract->workspace->territory;
    CodeMatch match = {territory_find(territory, chosen->unit), 0, YEAR_FIRST, YEAR_LAST};
    if (match.unit == NO_UNIT &&
        territory_match(territory, CODE_TERYT, str_view(chosen->unit), false, &match) != CODE_OK)
        return arena_printf(extract->arena, _("%s, line %zu: \"%s\" is no unit of the register%s"),
                            crosswalk->path, chosen->line, chosen->unit,
                            territory_successor(territory, str_view(chosen->unit)));
    *ret_unit = (CodedUnit){
        match.unit, match.kind, chosen->from, chosen->to, str_view(chosen->unit), false};
    return NULL;
}

static int check_digit(const char *digits, const char *weights)
{
    int sum = 0;
    for (size_t i = 0; weights[i] != '\0'; i++)
        sum += (digits[i] - '0') * (weights[i] - '0');
    return sum % 11 % 10;
}

bool regon_parse(StrView text, char ret_regon[15], bool *ret_sound)
{
    size_t n = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.text[i] == ' ')
            continue;
        if (text.text[i] < '0' || text.text[i] > '9' || n == 14)
            return false;
        ret_regon[n++] = text.text[i];
    }
    ret_regon[n] = '\0';
    *ret_sound = n >= 9 && check_digit(ret_regon, "89234567") == ret_regon[8] - '0' &&
                 (n == 9 || check_digit(ret_regon, "2485097361248") == ret_regon[13] - '0');
    return n == 9 || n == 14;
}
