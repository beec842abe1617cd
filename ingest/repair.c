#include "repair.h"

#include "num.h"

#include <stdlib.h>

enum { MEMBER = 2, SHA256 = 3, RECORD = 4, COLUMN = 7, RAW = 9, REPAIRED = 10, COLUMNS = 12 };

bool repair_is_list(const char *bytes, size_t size)
{
    static const char quoted[] = "\"run\"";
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    return (size >= sizeof REPAIR_HEADER - 1 &&
            memcmp(bytes, REPAIR_HEADER, sizeof REPAIR_HEADER - 1) == 0) ||
           (size >= sizeof quoted - 1 && memcmp(bytes, quoted, sizeof quoted - 1) == 0 &&
            memmem(bytes, size < 400 ? size : 400, "\"repaired\"", 10) != NULL);
}

typedef struct List {
    Arena *arena;
    Repair *items; /* heap */
    size_t n, capacity;
} List;

static void list_done(List *list)
{
    free(list->items);
}

static const char *copy_field(Arena *arena, StrView field)
{
    return arena_strndup(arena, field.text, field.length);
}

/* A text as record_put() writes it, as a reader of CSV sees it. */
static const char *as_listed(Arena *arena, StrView text)
{
    CLEANUP(strbuf_done) StrBuf csv = {0};
    record_put(&csv, arena_strndup(arena, text.text, text.length));
    char *plain = arena_alloc(arena, csv.length + 1);
    size_t n = 0;
    for (size_t i = 1; i + 1 < csv.length; i++) {
        i += csv.text[i] == '"';
        plain[n++] = csv.text[i];
    }
    return plain;
}

/* A spreadsheet shows the apostrophe that keeps a text from being a formula; it is not meant. */
static const char *without_guard(const char *text)
{
    return text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL ? text + 1 : text;
}

static bool take_row(void *context, const Record *record, Err *err)
{
    List *list = context;
    if (record->number == 1 || record->n_fields == 0)
        return true;
    if (record->bad || record->n_fields != COLUMNS)
        return err_set(err, ERR_DATA,
                       _("line %llu: a list of rejects has %d columns, this row %zu"),
                       (unsigned long long)record->line, COLUMNS, record->n_fields);
    Repair repair = {.sha256 = copy_field(list->arena, record->fields[SHA256]),
                     .member = copy_field(list->arena, record->fields[MEMBER]),
                     .column = copy_field(list->arena, record->fields[COLUMN]),
                     .raw = copy_field(list->arena, record->fields[RAW]),
                     .text = without_guard(copy_field(list->arena, record->fields[REPAIRED]))};
    if (*repair.text == '\0')
        return true;
    if (!num_parse_count(record->fields[RECORD], UINT32_MAX, &repair.record) || repair.record == 0)
        return err_set(err, ERR_DATA,
                       _("line %llu: a reject without a record cannot be repaired here"),
                       (unsigned long long)record->line);
    list->items = heap_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
    list->items[list->n++] = repair;
    return true;
}

static int compare_repairs(const void *a, const void *b)
{
    const Repair *x = a, *y = b;
    int order = strcmp(x->sha256, y->sha256);
    if (order == 0)
        order = strcmp(x->member, y->member);
    return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static RepairSet list_to_set(List *list)
{
    RepairSet set = {arena_array(list->arena, list->n, sizeof *set.items), list->n};
    if (list->n > 0)
        memcpy(set.items, list->items, list->n * sizeof *set.items);
    return set;
}

bool repair_read_list(Arena *arena, const char *bytes, size_t size, RepairSet *ret_set, Err *err)
{
    CLEANUP(list_done) List list = {.arena = arena};
    if (!records_read(bytes, size, ';', take_row, &list, err))
        return false;
    if (list.n == 0) {
        err_set(err, ERR_DATA, _("no row of the list has anything in its column \"repaired\""));
        return err_hint(
            err, "%s",
            _("write there what should stand in place of \"raw\", and give the list again"));
    }
    qsort(list.items, list.n, sizeof *list.items, compare_repairs);
    *ret_set = list_to_set(&list);
    return true;
}

bool repair_of_member(Workspace *workspace, Arena *arena, const char *sha256, const char *member,
                      const RepairSet *set, RepairSet *ret_set, Err *err)
{
    CLEANUP(list_done) List list = {.arena = arena};
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, good = db_prepare(workspace->db,
                                "SELECT record, field, raw, text FROM repair WHERE sha256 = ? AND "
                                "member = ? ORDER BY rowid",
                                &query, err);
    if (good) {
        db_bind_text(query, 1, sha256);
        db_bind_text(query, 2, member);
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        list.items = heap_grow(list.items, &list.capacity, list.n + 1, sizeof *list.items);
        list.items[list.n++] = (Repair){sha256,
                                        member,
                                        (uint64_t)db_int(query, 0),
                                        arena_strdup(arena, db_text(query, 1)),
                                        arena_strdup(arena, db_text(query, 2)),
                                        arena_strdup(arena, db_text(query, 3)),
                                        false};
    }
    for (size_t i = 0; i < set->n && good; i++)
        if (strcmp(set->items[i].sha256, sha256) == 0 &&
            strcmp(set->items[i].member, member) == 0) {
            list.items = heap_grow(list.items, &list.capacity, list.n + 1, sizeof *list.items);
            list.items[list.n++] = set->items[i];
        }
    *ret_set = list_to_set(&list);
    return good;
}

bool repair_save(Workspace *workspace, const RepairSet *set, const char *list, const char *name,
                 Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db, "INSERT INTO repair VALUES (?, ?, ?, ?, ?, ?, ?, ?)", &query,
                    err))
        return false;
    for (size_t i = 0; i < set->n; i++) {
        const Repair *repair = &set->items[i];
        db_bind_text(query, 1, list);
        db_bind_text(query, 2, name);
        db_bind_text(query, 3, repair->sha256);
        db_bind_text(query, 4, repair->member);
        db_bind_int(query, 5, (int64_t)repair->record);
        db_bind_text(query, 6, repair->column);
        db_bind_text(query, 7, repair->raw);
        db_bind_text(query, 8, repair->text);
        if (!db_run(query, err))
            return false;
    }
    return true;
}

/* The one record of a repaired text. */
typedef struct Whole {
    Arena *arena;
    Record *record;
    size_t n;
} Whole;

static bool take_whole(void *context, const Record *record, Err *err)
{
    Whole *whole = context;
    if (++whole->n > 1 || record->bad)
        return err_set(err, ERR_DATA, _("the repaired text is not one record"));
    StrView *fields = arena_array(whole->arena, record->n_fields, sizeof *fields);
    for (size_t i = 0; i < record->n_fields; i++)
        fields[i] = str_view(copy_field(whole->arena, record->fields[i]));
    whole->record->fields = fields;
    whole->record->n_fields = record->n_fields;
    whole->record->bad = false;
    return true;
}

static bool not_expected(const Repair *repair, const char *seen, Err *err)
{
    err_set(err, ERR_DATA, _("record %llu%s%s has \"%.80s\", and the repair expects \"%.80s\""),
            (unsigned long long)repair->record, *repair->column == '\0' ? "" : ", ", repair->column,
            seen, repair->raw);
    return err_hint(err, "%s",
                    _("take the list of rejects anew (smup rejects --csv) and repair that one"));
}

static bool repair_whole(Repair *repair, Arena *arena, char separator, Record *record, Err *err)
{
    const char *seen = as_listed(arena, record->raw);
    Whole whole = {arena, record, 0};
    if (strcmp(seen, repair->raw) != 0)
        return not_expected(repair, seen, err);
    record->raw = str_view(repair->text);
    return records_read(repair->text, strlen(repair->text), separator, take_whole, &whole, err);
}

/* A later list may say again what stands in the file: it repairs the repair. */
static bool stands_in(Arena *arena, const Record *record, size_t at, const char *raw)
{
    return at < record->n_fields &&
           strcmp(as_listed(arena, str_trim(record->fields[at])), raw) == 0;
}

static bool repair_field(Repair *repair, Arena *arena, const StrView *names, size_t n_names,
                         const Record *given, Record *record, Err *err)
{
    size_t at = 0;
    while (at < n_names && !str_equal(names[at], repair->column))
        at++;
    if (at == n_names || at >= record->n_fields)
        return not_expected(repair, _("no such column"), err);
    if (!stands_in(arena, record, at, repair->raw) && !stands_in(arena, given, at, repair->raw))
        return not_expected(repair, as_listed(arena, str_trim(record->fields[at])), err);
    StrView *fields = arena_array(arena, record->n_fields, sizeof *fields);
    memcpy(fields, record->fields, record->n_fields * sizeof *fields);
    fields[at] = str_view(repair->text);
    record->fields = fields;
    return true;
}

bool repair_record(RepairSet *set, Arena *arena, char separator, const StrView *names,
                   size_t n_names, Record *record, Err *err)
{
    const Record given = *record;
    for (size_t i = 0; i < set->n; i++) {
        Repair *repair = &set->items[i];
        if (repair->record != record->number)
            continue;
        repair->applied = true;
        /* of budget reports the list names the column that is wrong beside the whole record */
        bool whole =
            *repair->column == '\0' || strcmp(as_listed(arena, record->raw), repair->raw) == 0;
        if (!(whole ? repair_whole(repair, arena, separator, record, err)
                    : repair_field(repair, arena, names, n_names, &given, record, err)))
            return false;
    }
    return true;
}
