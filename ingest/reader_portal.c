/*
 * Answers of the public API of SMUP (docs/published.md): values of an indicator and year, the
 * dictionary of units, and lists and cards, told apart by the keys of their first entry. A value is
 * a number, a precision and a flag: two observations, the flag being the attribute of the number.
 * Entries of lists are kept as they came, in register_row: kind and id, name, the entry as JSON.
 */
#include "json_text.h"
#include "portal.h"
#include "portal_unit.h"
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum EntryKind {
    ENTRY_VALUE,
    ENTRY_UNIT,
    ENTRY_INDICATOR,
    ENTRY_SERVICE,
    ENTRY_AREA,
    ENTRY_FLAG,
    ENTRY_KINDS
} EntryKind;

/* The first kind whose two keys an entry has is its kind. */
static const struct {
    const char *id, *other, *row, *name;
} entry_kinds[ENTRY_KINDS] = {
    [ENTRY_VALUE] = {"id-teryt", "id-flaga", NULL, NULL},
    [ENTRY_UNIT] = {"id-teryt", "woj", PORTAL_UNIT_ROW, "nazwa"},
    [ENTRY_INDICATOR] = {"id", "nazwa-wskaznika", "indicator ", "nazwa-wskaznika"},
    [ENTRY_SERVICE] = {"id-up", "nazwa-uslugi", "service ", "nazwa-uslugi"},
    [ENTRY_AREA] = {"id-ou", "nazwa-obszaru", "area ", "nazwa-obszaru"},
    [ENTRY_FLAG] = {"id-flaga", "id-flaga", "flag ", "nazwa"},
};

typedef struct Reader {
    Extract *extract;
    PortalUnits *units;
    EntryKind kind;
    StrMap *rows;       /* codes of rows -> place in texts */
    const char **texts; /* of entries that were kept, as JSON */
    uint64_t record;
    char place[40];
} Reader;

static bool holds(const char *bytes, size_t size, const char *word)
{
    return memmem(bytes, size < 65536 ? size : 65536, word, strlen(word)) != NULL;
}

bool portal_is_answer(const char *bytes, size_t size)
{
    static const char *const keys[] = {"\"id-teryt\"", "\"id-ou\"",           "\"id-up\"",
                                       "\"id-flaga\"", "\"nazwa-wskaznika\"", "\"page-count\""};
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
        if (holds(bytes, size, keys[i]))
            return true;
    return false;
}

bool portal_is_values(const char *bytes, size_t size)
{
    return holds(bytes, size, "\"wartosc\"") && holds(bytes, size, "\"id-daty\"");
}

static StrView text_at(const json_t *entry, const char *key, char buffer[NUM_TEXT])
{
    return str_trim(json_text(json_object_get(entry, key), buffer));
}

static EntryKind kind_of(const json_t *entry)
{
    EntryKind kind = 0;
    while (kind < ENTRY_KINDS && (json_object_get(entry, entry_kinds[kind].id) == NULL ||
                                  json_object_get(entry, entry_kinds[kind].other) == NULL))
        kind++;
    return kind;
}

static void reject(Reader *reader, RejectCode code, const char *key, StrView raw,
                   const char *reason)
{
    extract_reject(reader->extract, code, true, reader->record, 0, reader->place, key, raw, reason);
}

/* The year whose last day the date is, 0 where it is another day. */
static int year_of(StrView date)
{
    uint64_t number;
    return date.length == 8 && num_parse_count(date, 99991231, &number) && number % 10000 == 1231
               ? (int)(number / 10000)
               : 0;
}

/*
 * What a flag makes of the number. Without a number a value is missing whatever its flag is, save
 * where the flag itself says that it is zero, or so small that it prints as zero. NULL: no flag
 * that the dictionary has.
 */
static const Attribute *attribute_of(Reader *reader, StrView flag, bool null, StrView *text)
{
    uint64_t number;
    const Attribute *found =
        num_parse_count(flag, INT32_MAX, &number)
            ? attribute_by_id(reader->extract->profile->attributes, (int64_t)number, "9998")
            : NULL;
    if (found == NULL || !null || found->missing || found->zero)
        return found;
    if ((found->state & OBS_N) != 0) {
        *text = str_view("0");
        return found;
    }
    Attribute *missing = arena_alloc(reader->extract->arena, sizeof *missing);
    *missing = *found;
    missing->missing = true;
    missing->state |= OBS_O;
    return missing;
}

/* A number of the portal for a kind that the gmina does not have in that year, without a value:
 * beside it stands the row of the true kind. */
static bool is_other_kind(const Reader *reader, const CodedUnit *unit, int year, StrView value)
{
    int kind = unit_kind(&reader->extract->workspace->territory.units[unit->unit], year);
    return kind != 0 && unit->kind != 0 && unit->kind != kind &&
           (value.length == 0 || str_equal(value, "0"));
}

static void store_value(Reader *reader, const json_t *entry, StrView id, CodedUnit unit, int year)
{
    Extract *extract = reader->extract;
    char number[NUM_TEXT], digits[NUM_TEXT], mark[NUM_TEXT];
    StrView value = text_at(entry, "wartosc", number), flag = text_at(entry, "id-flaga", mark);
    const Attribute *attribute = attribute_of(reader, flag, value.length == 0, &value);
    const char *subject = arena_strndup(extract->arena, id.text, id.length);
    unit.kind = 0; /* looked at already */
    ExtractValue cell = {
        .unit = unit,
        .series = extract_series(extract, subject, str_view(PORTAL_VALUE), (StrView){"", 0}, ""),
        .period = period_of(FREQ_ANNUAL, year, 0),
        .text = value,
        .attribute = attribute,
        .unknown_attribute = attribute == NULL ? flag : (StrView){NULL, 0},
        .attribute_column = "id-flaga",
        .any_year = true,
        .record = reader->record,
        .place = reader->place,
        .column = "wartosc"};
    extract_value(extract, &cell);
    cell.series =
        extract_series(extract, subject, str_view(PORTAL_PRECISION), (StrView){"", 0}, "");
    cell.text = text_at(entry, "precyzja", digits);
    cell.attribute = NULL;
    cell.unknown_attribute = (StrView){NULL, 0};
    cell.column = "precyzja";
    extract_value(extract, &cell);
}

static void take_value(Reader *reader, const json_t *entry)
{
    Extract *extract = reader->extract;
    char number[NUM_TEXT], day[NUM_TEXT], own[NUM_TEXT], value[NUM_TEXT];
    StrView id = text_at(entry, "id", number), date = text_at(entry, "id-daty", day),
            teryt = text_at(entry, "id-teryt", own);
    RejectCode code = REJECT_FIELDS;
    const char *reason = NULL;
    CodedUnit unit;
    int year = year_of(date);
    if (id.length == 0 || !str_all_digits(id)) {
        reject(reader, REJECT_FIELDS, "id", id, _("the entry has no number of an indicator"));
    } else if (year == 0) {
        reject(reader, REJECT_YEAR, "id-daty", date,
               _("the date is not the last day of a year (YYYY1231)"));
    } else if (!portal_units_find(reader->units, extract, teryt, &unit, &code, &reason)) {
        extract->account.waiting += code == REJECT_PORTAL_UNIT;
        reject(reader, code, "id-teryt", teryt, reason);
    } else if (is_other_kind(reader, &unit, year, text_at(entry, "wartosc", value))) {
        extract->account.records_filtered++;
    } else {
        extract->account.records_used++;
        store_value(reader, entry, id, unit, year);
    }
}

/* The entry as it came; twice the same is identical. */
static bool take_row(Reader *reader, const json_t *entry, Err *err)
{
    Extract *extract = reader->extract;
    char id_text[NUM_TEXT], name_text[NUM_TEXT];
    bool fresh;
    StrView id = text_at(entry, entry_kinds[reader->kind].id, id_text),
            name = text_at(entry, entry_kinds[reader->kind].name, name_text);
    if (id.length == 0 || !str_all_digits(id)) {
        reject(reader, REJECT_FIELDS, entry_kinds[reader->kind].id, id,
               _("the entry has no number of its own"));
        return true;
    }
    if (reader->kind == ENTRY_UNIT && !portal_units_agree(reader->units, extract, entry, id, err))
        return false;
    const char *code =
        arena_printf(extract->arena, "%s%.*s", entry_kinds[reader->kind].row, STR_ARG(id));
    char *dump = json_dumps(entry, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    const char *text = arena_strdup(extract->arena, dump == NULL ? "" : dump);
    free(dump);
    uint32_t at = strmap_add(reader->rows, str_view(code), (uint32_t)reader->record - 1, &fresh);
    if (!fresh && strcmp(reader->texts[at], text) != 0) {
        reject(reader, REJECT_TWICE, entry_kinds[reader->kind].id, id, NULL);
        return true;
    }
    reader->texts[reader->record - 1] = text;
    extract->account.records_used++;
    extract->account.read++;
    if (fresh)
        extract_register(extract, str_view(code), name, str_view(text));
    else
        extract->account.identical++;
    return true;
}

static bool take_entries(Reader *reader, const json_t *entries, const char *path, Err *err)
{
    Extract *extract = reader->extract;
    size_t i;
    json_t *entry;
    reader->texts = arena_array(extract->arena, json_array_size(entries), sizeof *reader->texts);
    json_array_foreach(entries, i, entry)
    {
        (void)snprintf(reader->place, sizeof reader->place, "%s[%zu]", path, i);
        reader->record++;
        extract->account.records++;
        if (kind_of(entry) != reader->kind) {
            char number[NUM_TEXT];
            reject(reader, REJECT_FIELDS, NULL, json_text(json_object_get(entry, "id"), number),
                   _("the entry has not the keys that the first one has"));
        } else if (reader->kind == ENTRY_VALUE) {
            take_value(reader, entry);
        } else if (!take_row(reader, entry, err)) {
            return false;
        }
    }
    return true;
}

/* How many pages the answer has, of which this file is one: smup compare says which are missing. */
static void keep_pages(Reader *reader, const json_t *root, const json_t *first)
{
    Extract *extract = reader->extract;
    char count[NUM_TEXT], id[NUM_TEXT], date[NUM_TEXT];
    uint64_t pages;
    StrView text = text_at(root, "page-count", count);
    if (reader->kind != ENTRY_VALUE || !num_parse_count(text, INT32_MAX, &pages) || pages < 2)
        return;
    const char *code =
        arena_printf(extract->arena, "pages %.*s %d", STR_ARG(text_at(first, "id", id)),
                     year_of(text_at(first, "id-daty", date)));
    extract->account.read++;
    extract_register(extract, str_view(code), text, (StrView){"", 0});
}

static bool take_answer(Extract *extract, json_t *root, Err *err)
{
    Reader reader = {.extract = extract, .rows = strmap_new(extract->arena)};
    json_t *entries = json_object_get(root, "data");
    const char *path = entries == NULL ? "" : "data";
    CLEANUP(json_free_p) json_t *alone = NULL;
    if (!portal_units_read(extract, &reader.units, err))
        return false;
    if (json_is_array(root)) {
        entries = root;
    } else if (entries == NULL) { /* a card */
        entries = alone = json_array();
        (void)json_array_append(alone, root);
    }
    const json_t *first = json_array_get(entries, 0);
    reader.kind = first == NULL ? ENTRY_VALUE : kind_of(first);
    if (!json_is_array(entries) || reader.kind == ENTRY_KINDS) {
        err_set(err, ERR_DATA,
                _("this JSON is no answer of the public API of SMUP that is known: neither values "
                  "(id, id-daty, id-teryt, id-flaga, wartosc, precyzja), nor units, areas, "
                  "services, indicators or flags"));
        return err_hint(err, "%s",
                        _("give whole answers of indicator-date-data, teryt-dictionary, "
                          "indicators-list and the like, a page a file"));
    }
    keep_pages(&reader, root, first);
    return take_entries(&reader, entries, path, err);
}

bool reader_portal(Extract *extract, const char *bytes, size_t size, Err *err)
{
    CLEANUP(json_free_p)
    json_t *root =
        json_document(bytes, size, _("keep each answer of the API as a file of its own"), err);
    return root != NULL && take_answer(extract, root, err);
}
