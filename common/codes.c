#include "codes.h"

#include "date.h"
#include "num.h"
#include "table.h"
#include "territory.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *file, *what;
    size_t width;
} tables[CODE_TABLES] = {
#define CODE_TABLE(name, file, width, what) [CODES_##name] = {file, what, width},
    CODE_TABLE_LIST(CODE_TABLE)
#undef CODE_TABLE
};

const char *code_table_what(CodeTable table)
{
    return text_of(tables[table].what);
}

const char *code_table_file(CodeTable table)
{
    return tables[table].file;
}

/* A mistake of a row; returns false. */
static bool fail_row(const Table *table, size_t row, Err *err, const char *format, ...)
    PRINTF_LIKE(4, 5);
static bool fail_row(const Table *table, size_t row, Err *err, const char *format, ...)
{
    char message[600];
    const ErrPlace place = {table->path, (unsigned)table->lines[row], 1, 1};
    va_list args;
    va_start(args, format);
    str_format(message, sizeof message, format, args);
    va_end(args);
    return err_set_place(err, ERR_CONFIG, &place, message, "");
}

/* "2017-01-01" */
static bool is_day(StrView text, int *ret_year)
{
    char day[11];
    uint64_t year;
    if (text.length != 10 || !date_parse(text, day) || !str_equal(text, day) ||
        !num_parse_count((StrView){day, 4}, YEAR_LAST, &year))
        return false;
    *ret_year = (int)year;
    return true;
}

/* A day, or two with a stroke between them, of which one may be missing: then `*ret_first` or
 * `*ret_last` stays as it is. */
static bool read_end(const char *text, int *ret_first, int *ret_last)
{
    const char *stroke = strchr(text, '/');
    if (stroke == NULL)
        return is_day(str_view(text), ret_first) && is_day(str_view(text), ret_last);
    StrView first = {text, (size_t)(stroke - text)}, last = str_view(stroke + 1);
    return first.length + last.length > 0 && (first.length == 0 || is_day(first, ret_first)) &&
           (last.length == 0 || is_day(last, ret_last)) && *ret_first <= *ret_last;
}

static void name_years(CodeList *list, const ClassCode *entry)
{
    const int years[] = {entry->not_before, entry->valid_from, entry->valid_to, entry->not_after};
    for (size_t i = 0; i < ARRAY_LENGTH(years); i++) {
        if (years[i] == YEAR_FIRST || years[i] == YEAR_LAST)
            continue;
        if (list->last_year < years[i])
            list->last_year = years[i];
        if (list->first_year == YEAR_FIRST || years[i] < list->first_year)
            list->first_year = years[i];
    }
}

static bool read_row(const Table *table, size_t row, CodeTable kind, ClassCode *entry, Err *err)
{
    StrView code = str_view(table->rows[row][table_column(table, "code")]);
    *entry = (ClassCode){.code = code.text,
                         .name = table->rows[row][table_column(table, "name")],
                         .from = table->rows[row][table_column(table, "from")],
                         .to = table->rows[row][table_column(table, "to")],
                         .source = table->rows[row][table_column(table, "source")],
                         .note = table_optional(table, row, "note"),
                         .predecessors = table->rows[row][table_column(table, "predecessors")],
                         .changed = table_optional(table, row, "changed"),
                         .not_before = YEAR_FIRST,
                         .valid_from = YEAR_LAST,
                         .valid_to = YEAR_FIRST,
                         .not_after = YEAR_LAST};
    if (code.length != tables[kind].width || !str_all_digits(code))
        return fail_row(table, row, err,
                        PLURAL("K10: \"%.*s\" is not a code of %zu digit",
                               "K10: \"%.*s\" is not a code of %zu digits", tables[kind].width),
                        STR_ARG(code), tables[kind].width);
    if (*entry->name == '\0' || *entry->source == '\0')
        return fail_row(table, row, err, _("K11: %s has no name or no source"), entry->code);
    if (!read_end(entry->from, &entry->not_before, &entry->valid_from))
        return fail_row(table, row, err,
                        _("K12: from=\"%s\" of %s is not a day such as 2017-01-01, nor two with / "
                          "between them in order"),
                        entry->from, entry->code);
    if (*entry->to == '\0')
        entry->valid_to = YEAR_LAST;
    else if (!read_end(entry->to, &entry->valid_to, &entry->not_after))
        return fail_row(table, row, err,
                        _("K12: to=\"%s\" of %s is not a day such as 2017-01-01, nor two with / "
                          "between them in order"),
                        entry->to, entry->code);
    return entry->not_before <= entry->not_after ||
           fail_row(table, row, err, _("K15: %s ends before it begins"), entry->code);
}

/* Behind the meanings of the same code that stand above it. */
static bool add_code(const Table *table, size_t row, CodeList *list, Err *err)
{
    ClassCode *entry = &list->items[list->n];
    bool fresh;
    uint32_t at = strmap_add(list->by_code, str_view(entry->code), (uint32_t)list->n, &fresh);
    list->n++;
    if (fresh)
        return true;
    ClassCode *last = &list->items[at];
    while (last->next != NULL)
        last = &list->items[last->next - list->items];
    last->next = entry;
    return (*last->to != '\0' && last->not_after < entry->not_before) ||
           fail_row(table, row, err,
                    _("K13: %s is there above with a meaning that does not end before this one"),
                    entry->code);
}

static bool check_predecessors(Arena *arena, const Table *table, size_t row, const CodeList *list,
                               Err *err)
{
    StrList words = str_split(arena, table->rows[row][table_column(table, "predecessors")], " ");
    for (size_t i = 0; i < words.n; i++)
        if (codes_find(list, words.items[i]) == NULL)
            return fail_row(table, row, err, _("K14: its predecessor %s is not in this table"),
                            words.items[i]);
    return true;
}

static bool check_changes(Arena *arena, const Table *table, size_t row, Err *err)
{
    StrList days = str_split(arena, table_optional(table, row, "changed"), " ");
    int year;
    for (size_t i = 0; i < days.n; i++)
        if (!is_day(str_view(days.items[i]), &year))
            return fail_row(table, row, err,
                            _("K16: changed=\"%s\" is not a day such as 2022-01-01"),
                            days.items[i]);
    return true;
}

static bool take(Diag *diag, Err *err)
{
    (void)diag_take(diag, err);
    return diag != NULL;
}

bool codes_read(Arena *arena, const char *folder, CodeTable kind, Diag *diag, CodeList *ret_list,
                Err *err)
{
    Table table;
    CodeList list = {.by_code = strmap_new(arena)};
    bool good = true;
    if (!table_read(arena, arena_printf(arena, "%s/%s", folder, tables[kind].file),
                    "code name from to predecessors source", &table, err)) {
        err->kind = ERR_CONFIG;
        return false;
    }
    list.items = arena_array(arena, table.n_rows, sizeof *list.items);
    for (size_t i = 0; i < table.n_rows; i++) {
        if (read_row(&table, i, kind, &list.items[list.n], err) &&
            add_code(&table, i, &list, err)) {
            name_years(&list, &list.items[list.n - 1]);
            continue;
        }
        good = false;
        if (!take(diag, err))
            return false;
    }
    for (size_t i = 0; good && i < table.n_rows; i++)
        if (!check_predecessors(arena, &table, i, &list, err) ||
            !check_changes(arena, &table, i, err)) {
            good = false;
            if (!take(diag, err))
                return false;
        }
    *ret_list = list;
    return good;
}

bool codes_load(Arena *arena, const char *folder, Diag *diag, CodeSet *ret_set, Err *err)
{
    *ret_set = (CodeSet){.read = true};
    for (CodeTable kind = 0; kind < CODE_TABLES; kind++) {
        if (codes_read(arena, folder, kind, diag, &ret_set->tables[kind], err))
            continue;
        ret_set->read = false;
        if (err->kind != ERR_NONE && !take(diag, err))
            return false;
    }
    return true;
}

const ClassCode *codes_find(const CodeList *list, const char *code)
{
    uint32_t at;
    return list->by_code != NULL && strmap_find(list->by_code, str_view(code), &at)
               ? &list->items[at]
               : NULL;
}

Validity code_meaning_validity(const ClassCode *meaning, int year)
{
    if (year < meaning->not_before || year > meaning->not_after)
        return VALIDITY_NO;
    return meaning->valid_from <= year && year <= meaning->valid_to ? VALIDITY_YES
                                                                    : VALIDITY_UNKNOWN;
}

Validity code_validity(const ClassCode *code, int year)
{
    Validity best = VALIDITY_NO;
    for (; code != NULL; code = code->next) {
        Validity one = code_meaning_validity(code, year);
        best = one > best ? one : best;
    }
    return best;
}
