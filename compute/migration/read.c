/* Reading a table of indicators: which column is which is said by its heading. */
#include "migration.h"

#include "file.h"
#include "fold.h"
#include "records.h"

#include <stdlib.h>

enum { ROWS_MAX = 100000 };

static const struct {
    const char *heading, *forms;
    bool needed;
} columns[] = {
#define HEADING(name, heading, needed, forms) {heading, forms, needed},
#include "heading_list.h"
#undef HEADING
};

typedef struct Reading {
    Arena *arena;
    IndicatorTable *table;
    Heading *places; /* of the fields; HEADINGS: not read */
    size_t n_fields;
    const char *path;
} Reading;

const char *heading_text(Heading column)
{
    return columns[column].heading;
}

void indicator_table_done(IndicatorTable *table)
{
    free(table->rows);
    *table = (IndicatorTable){0};
}

/* What a spreadsheet does to a text is undone: blanks around and between, line ends, the quote
 * before what looks like a formula (CWE-1236). Other characters that are not seen become blanks. */
static const char *clean(Arena *arena, StrView field)
{
    char *text = arena_strndup(arena, field.text, field.length), *out = text;
    bool blank = true;
    for (const char *at = text; *at != '\0'; at++) {
        bool no_break = (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] == 0xa0;
        at += no_break;
        bool space = no_break || (unsigned char)*at <= ' ' || *at == 0x7f;
        if (!space || !blank)
            *out++ = (char)(space ? ' ' : *at);
        blank = space;
    }
    *out = '\0';
    text = arena_strdup(arena, text);
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == ' ')
        text[length - 1] = '\0';
    return *text == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL ? text + 1 : text;
}

static bool has_form(const char *forms, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = forms; *at != '\0'; at += strspn(at, "|")) {
        size_t n = strcspn(at, "|");
        if (n == length && memcmp(at, word, n) == 0)
            return true;
        at += n;
    }
    return false;
}

static Heading find_column(Arena *arena, const char *heading)
{
    char *word = arena_strdup(arena, fold(arena, heading));
    Heading column = 0;
    while (column < HEADINGS && strcmp(columns[column].heading, word) != 0)
        column++;
    for (char *at = word; column == HEADINGS && *at != '\0'; at++)
        *at = (char)(*at == '_' || *at == '-' ? ' ' : *at);
    for (Heading i = 0; column == HEADINGS && i < HEADINGS; i++)
        if (has_form(columns[i].forms, word))
            column = i;
    return column;
}

/* The heading that may have been meant, and what there is. */
static bool fail_column(const Reading *reading, Heading missing, uint64_t line, Err *err)
{
    StrMap *others = strmap_new(reading->arena);
    const char *list = "";
    for (size_t i = 0; i < reading->table->others.n; i++) {
        const char *other = reading->table->others.items[i];
        (void)strmap_add(others, str_view(other), 0, NULL);
        list = arena_printf(reading->arena, "%s%s\"%s\"", list, i == 0 ? "" : ", ", other);
    }
    const char *near = strmap_nearest(others, str_view(columns[missing].heading));
    (void)err_set(err, ERR_DATA, _("line %llu: there is no column \"%s\""),
                  (unsigned long long)line, columns[missing].heading);
    if (near != NULL)
        return err_hint(err, _("is it \"%s\"?"), near);
    return *list == '\0'
               ? err_hint(err, _("other words for it: %s"), columns[missing].forms)
               : err_hint(err, _("other words for it: %s; headings that are not known: %s"),
                          columns[missing].forms, list);
}

static bool take_head(Reading *reading, const Record *record, Err *err)
{
    IndicatorTable *table = reading->table;
    reading->n_fields = record->n_fields;
    reading->places = arena_array(reading->arena, record->n_fields, sizeof *reading->places);
    for (size_t i = 0; i < record->n_fields; i++) {
        const char *heading = clean(reading->arena, record->fields[i]);
        Heading column = find_column(reading->arena, heading);
        reading->places[i] = column;
        if (column == HEADINGS) {
            if (*heading != '\0')
                str_list_add(reading->arena, &table->others, heading);
            continue;
        }
        if (table->headings[column] != NULL)
            return err_set(err, ERR_DATA,
                           _("line %llu: \"%s\" and \"%s\" are both the column \"%s\""),
                           (unsigned long long)record->line, table->headings[column], heading,
                           columns[column].heading) ||
                   err_hint(err, "%s", _("delete one of the two"));
        table->headings[column] = heading;
    }
    for (Heading i = 0; i < HEADINGS; i++)
        if (columns[i].needed && table->headings[i] == NULL)
            return fail_column(reading, i, record->line, err);
    return true;
}

static bool take_row(Reading *reading, const Record *record, Err *err)
{
    IndicatorTable *table = reading->table;
    TableRow row = {.line = record->line};
    bool empty = true;
    if (record->n_fields != reading->n_fields)
        return err_set(err, ERR_DATA, _("line %llu: fields: %zu, but the heading has %zu"),
                       (unsigned long long)record->line, record->n_fields, reading->n_fields) ||
               err_hint(err, "%s",
                        _("a separator within a text? Such a text stands in quotation marks"));
    for (Heading i = 0; i < HEADINGS; i++)
        row.cells[i] = "";
    for (size_t i = 0; i < record->n_fields; i++) {
        const char *cell = clean(reading->arena, record->fields[i]);
        empty = empty && *cell == '\0';
        if (reading->places[i] != HEADINGS)
            row.cells[reading->places[i]] = cell;
    }
    if (empty)
        return true;
    if (table->n == ROWS_MAX)
        return err_set(err, ERR_DATA, _("there are more than %d rows"), ROWS_MAX);
    table->rows = heap_grow(table->rows, &table->capacity, table->n + 1, sizeof *table->rows);
    table->rows[table->n++] = row;
    return true;
}

static bool take(void *context, const Record *record, Err *err)
{
    Reading *reading = context;
    if (record->bad)
        return err_set(err, ERR_DATA,
                       _("line %llu, column %zu: a quotation mark stands where none may"),
                       (unsigned long long)record->line, record->bad_column) ||
               err_hint(err, "%s",
                        _("a text with a quotation mark stands in quotation marks, and the mark "
                          "in it is doubled"));
    if (record->n_fields == 0)
        return true;
    return reading->places == NULL ? take_head(reading, record, err)
                                   : take_row(reading, record, err);
}

/* What it is instead, and how to save it; UTF-8 and nothing else is read, as guessing would. */
static bool fail_encoding(const Bytes *bytes, size_t bad, Err *err)
{
    unsigned long long line = 1, column = 1;
    bool workbook = bytes->size > 2 && memcmp(bytes->data, "PK", 2) == 0;
    for (size_t i = 0; i < bad; i++) {
        column = bytes->data[i] == '\n' ? 1 : column + 1;
        line += bytes->data[i] == '\n';
    }
    if (workbook)
        (void)err_set(err, ERR_DATA, _("this is a workbook, not a CSV"));
    else
        (void)err_set(err, ERR_DATA, _("line %llu, byte %llu: the text is not in UTF-8"), line,
                      column);
    return err_hint(err, "%s", _("save it from the spreadsheet as \"CSV UTF-8\""));
}

/* What stands in the heading first. */
static char find_separator(const char *text)
{
    size_t at = strcspn(text, ";,\t\n");
    return text[at] == ',' || text[at] == '\t' ? text[at] : ';';
}

bool indicator_table_read(Arena *arena, const char *path, IndicatorTable *ret_table, Err *err)
{
    CLEANUP(bytes_done) Bytes bytes = {0};
    IndicatorTable table = {0};
    Reading reading = {.arena = arena, .table = &table, .path = path};
    size_t bad = 0;
    if (!file_read(path, &bytes, err))
        return false;
    const char *nul = bytes.size == 0 ? NULL : memchr(bytes.data, 0, bytes.size);
    if (nul != NULL)
        bad = (size_t)(nul - bytes.data);
    if (nul != NULL || !str_is_utf8(bytes.data, bytes.size, &bad))
        return fail_encoding(&bytes, bad, err) || err_add(err, _("reading \"%s\""), path);
    size_t mark = bytes.size >= 3 && memcmp(bytes.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    bool good = records_read(bytes.data + mark, bytes.size - mark,
                             find_separator(bytes.data + mark), take, &reading, err);
    if (good && reading.places == NULL)
        good = err_set(err, ERR_DATA, _("there is nothing in the file"));
    if (!good) {
        indicator_table_done(&table);
        return err_add(err, _("reading \"%s\""), path);
    }
    *ret_table = table;
    return true;
}
