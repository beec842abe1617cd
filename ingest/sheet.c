#include "sheet.h"

#include "num.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A rectangle of merged cells, and its first cell once that is read. */
typedef struct Merge {
    uint64_t top, bottom;
    size_t left, right;
    SheetCell first;
} Merge;

typedef struct Merges {
    Merge *items; /* heap; by their first cells */
    size_t n, capacity;
    size_t next;    /* the first that no row has come to */
    size_t *active; /* heap; those that the row may lie in */
    size_t n_active, active_capacity;
} Merges;

typedef enum CellType { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN } CellType;

/* A cell as its parts come in. */
typedef struct Pending {
    size_t column;
    CellType type;
    uint64_t format;
    StrBuf value, formula;
    bool has_value, has_formula, phonetic;
} Pending;

static const size_t NOT_HERE = SIZE_MAX; /* of `starts` */

typedef struct Reader {
    Workbook *workbook;
    SheetFunction function;
    void *context;
    Arena *arena;
    Merges merges;
    SheetCell *cells;  /* of the row */
    size_t *starts;    /* where in `texts` the text of a cell begins; NOT_HERE: it is elsewhere */
    size_t n, touched; /* cells with a text; cells that the next row must clear */
    StrBuf texts;
    bool in_data, in_row, in_cell, stopped;
    uint64_t row;
    size_t next_column; /* of a cell that does not say where it is */
    uint64_t n_cells;
    Pending cell;
} Reader;

/* Places */

enum { CELL_NAME = 32 };

static const char *cell_name(size_t column, uint64_t row, char text[CELL_NAME])
{
    char letters[8];
    size_t at = sizeof letters - 1;
    letters[at] = '\0';
    for (size_t rest = column + 1; rest > 0 && at > 0; rest = (rest - 1) / 26)
        letters[--at] = (char)('A' + (rest - 1) % 26);
    (void)snprintf(text, CELL_NAME, "%s%llu", letters + at, (unsigned long long)row);
    return text;
}

void cell_place(const char *sheet, size_t column, uint64_t row, char ret_place[CELL_PLACE])
{
    char name[CELL_NAME];
    (void)snprintf(ret_place, CELL_PLACE, "%.*s!%s", WORKBOOK_NAME_MAX, sheet,
                   cell_name(column, row, name));
}

const char *sheet_parse_place(const char *at, size_t *ret_column, uint64_t *ret_row)
{
    size_t column = 0, letters = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
           digits = strspn(at + letters, "0123456789");
    for (size_t i = 0; i < letters && letters <= 3; i++)
        column = column * 26 + (size_t)(at[i] - 'A') + 1;
    *ret_row = 0;
    bool good = letters > 0 && letters <= 3 &&
                (digits == 0 ||
                 (num_parse_count((StrView){at + letters, digits}, SHEET_ROWS_MAX, ret_row) &&
                  *ret_row > 0));
    *ret_column = column - good;
    return good ? at + letters + digits : NULL;
}

/* Merged cells stand behind the rows that they are needed for: they are looked for first. */

static bool on_merge(void *context, const XmlEvent *event, Err *err)
{
    Merges *merges = context;
    Merge merge = {0};
    if (!str_equal(event->name, "mergeCell"))
        return true;
    char ref[40];
    StrView text = xml_event_attribute(event, "ref");
    (void)snprintf(ref, sizeof ref, "%.*s", STR_ARG(text));
    const char *at = sheet_parse_place(ref, &merge.left, &merge.top);
    if (at != NULL)
        at = *at == ':' ? sheet_parse_place(at + 1, &merge.right, &merge.bottom) : NULL;
    if (at == NULL || *at != '\0' || merge.top == 0 || merge.right < merge.left ||
        merge.bottom < merge.top)
        return err_set(err, ERR_DATA, _("\"%s\" is no range of merged cells"), ref);
    if (merges->n == SHEET_MERGES_MAX)
        return err_set(err, ERR_DATA, _("more than %d ranges of merged cells"), SHEET_MERGES_MAX);
    merges->items =
        heap_grow(merges->items, &merges->capacity, merges->n + 1, sizeof *merges->items);
    merges->items[merges->n++] = merge;
    return true;
}

static bool nothing(void *context, const XmlEvent *event, Err *err)
{
    (void)context, (void)event, (void)err;
    return true;
}

static int compare_merges(const void *a, const void *b)
{
    const Merge *x = a, *y = b;
    if (x->top != y->top)
        return x->top < y->top ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

static bool find_merges(StrView xml, Merges *merges, Err *err)
{
    static const XmlHandler handler = {on_merge, nothing};
    static const char name[] = "mergeCell";
    if (memmem(xml.text, xml.length, name, sizeof name - 1) == NULL)
        return true;
    if (!xml_read(xml.text, xml.length, &handler, merges, err))
        return false;
    if (merges->n > 0)
        qsort(merges->items, merges->n, sizeof *merges->items, compare_merges);
    for (size_t i = 1; i < merges->n; i++)
        if (compare_merges(&merges->items[i - 1], &merges->items[i]) == 0)
            return err_set(err, ERR_DATA, _("two ranges of merged cells begin with one cell"));
    return true;
}

static bool count_cells(Reader *reader, uint64_t n, Err *err)
{
    reader->n_cells += n;
    return reader->n_cells <= SHEET_CELLS_MAX ||
           err_set(err, ERR_DATA, _("the sheet has more than %d cells"), SHEET_CELLS_MAX);
}

/* The first cell outlives its row where the range goes on below. */
static void keep_first(Reader *reader, Merge *merge)
{
    if (merge->left >= SHEET_COLUMNS_MAX)
        return;
    merge->first = reader->cells[merge->left];
    if (merge->bottom > reader->row && merge->first.text.length > 0 &&
        reader->starts[merge->left] != NOT_HERE)
        merge->first.text.text =
            arena_strndup(reader->arena, merge->first.text.text, merge->first.text.length);
}

static void fill_range(Reader *reader, const Merge *merge)
{
    size_t end = merge->right < SHEET_COLUMNS_MAX ? merge->right + 1 : SHEET_COLUMNS_MAX;
    for (size_t i = merge->left; i < end; i++) {
        SheetCell *cell = &reader->cells[i];
        if (cell->text.length == 0)
            *cell = merge->first;
        cell->merged = true;
        cell->below = reader->row > merge->top;
        if (cell->text.length > 0 && i >= reader->n)
            reader->n = i + 1;
    }
    if (end > reader->touched)
        reader->touched = end;
}

static bool fill_merged(Reader *reader, Err *err)
{
    Merges *merges = &reader->merges;
    for (; merges->next < merges->n && merges->items[merges->next].top <= reader->row;
         merges->next++) {
        Merge *merge = &merges->items[merges->next];
        if (merge->top < reader->row)
            continue; /* the file leaves its first row out: all of it is empty */
        keep_first(reader, merge);
        merges->active = heap_grow(merges->active, &merges->active_capacity, merges->n_active + 1,
                                   sizeof *merges->active);
        merges->active[merges->n_active++] = merges->next;
    }
    size_t kept = 0;
    for (size_t i = 0; i < merges->n_active; i++) {
        const Merge *merge = &merges->items[merges->active[i]];
        if (merge->bottom < reader->row)
            continue;
        merges->active[kept++] = merges->active[i];
        if (!count_cells(reader, merge->right - merge->left + 1, err))
            return false;
        fill_range(reader, merge);
    }
    merges->n_active = kept;
    return true;
}

/* Rows */

static bool start_row(Reader *reader, const XmlEvent *event, Err *err)
{
    StrView text = xml_event_attribute(event, "r");
    uint64_t row = reader->row + 1;
    if (text.text != NULL && !num_parse_count(text, SHEET_ROWS_MAX, &row))
        row = SHEET_ROWS_MAX + 1;
    if (row > SHEET_ROWS_MAX)
        return err_set(err, ERR_DATA, _("a row past the last one of a sheet, %d"), SHEET_ROWS_MAX);
    if (row <= reader->row)
        return err_set(err, ERR_DATA, _("row %llu comes twice or out of order"),
                       (unsigned long long)row);
    memset(reader->cells, 0, reader->touched * sizeof *reader->cells);
    reader->texts.length = 0;
    reader->n = reader->touched = reader->next_column = 0;
    reader->row = row;
    reader->in_row = true;
    return true;
}

static bool end_row(Reader *reader, Err *err)
{
    reader->in_row = false;
    for (size_t i = 0; i < reader->n; i++)
        if (reader->cells[i].text.length > 0 && reader->starts[i] != NOT_HERE)
            reader->cells[i].text.text = reader->texts.text + reader->starts[i];
    if (!fill_merged(reader, err))
        return false;
    const SheetRow row = {reader->row, reader->cells, reader->n};
    reader->stopped = !reader->function(reader->context, &row, err);
    return !reader->stopped;
}

/* Cells */

static CellType type_of(StrView word)
{
    return str_equal(word, "s")                        ? CELL_SHARED
           : str_equal(word, "b")                      ? CELL_BOOLEAN
           : word.text == NULL || str_equal(word, "n") ? CELL_NUMBER
                                                       : CELL_TEXT;
}

static bool start_cell(Reader *reader, const XmlEvent *event, Err *err)
{
    Pending *cell = &reader->cell;
    StrView place = xml_event_attribute(event, "r"), format = xml_event_attribute(event, "s");
    uint64_t row = reader->row;
    cell->column = reader->next_column;
    cell->format = 0;
    if (place.text != NULL) {
        char ref[20];
        (void)snprintf(ref, sizeof ref, "%.*s", STR_ARG(place));
        const char *end = sheet_parse_place(ref, &cell->column, &row);
        if (end == NULL || *end != '\0' || row != reader->row || cell->column < reader->next_column)
            return err_set(err, ERR_DATA,
                           _("the cell \"%s\" in row %llu is none, or comes twice or out of order"),
                           ref, (unsigned long long)reader->row);
    }
    if (format.text != NULL && !num_parse_count(format, WORKBOOK_FORMATS_MAX, &cell->format))
        cell->format = 0;
    cell->type = type_of(xml_event_attribute(event, "t"));
    cell->value.length = cell->formula.length = 0;
    cell->has_value = cell->has_formula = cell->phonetic = false;
    reader->next_column = cell->column + 1;
    reader->in_cell = true;
    return count_cells(reader, 1, err);
}

static StrView view_of(const StrBuf *buffer)
{
    return (StrView){buffer->length == 0 ? "" : buffer->text, buffer->length};
}

/* The text of the cell; it is not in the workbook's texts. */
static bool put_text(Reader *reader, StrView text, size_t start, Err *err)
{
    size_t column = reader->cell.column;
    char name[CELL_NAME];
    if (text.length == 0)
        return true;
    if (text.length > FIELD_BYTES_MAX)
        return err_set(err, ERR_DATA, _("the cell %s has a text longer than %d bytes"),
                       cell_name(column, reader->row, name), FIELD_BYTES_MAX);
    if (column >= SHEET_COLUMNS_MAX)
        return err_set(err, ERR_DATA, _("the cell %s lies behind the %d columns that are read"),
                       cell_name(column, reader->row, name), SHEET_COLUMNS_MAX);
    reader->cells[column].text = text;
    reader->starts[column] = start;
    reader->n = reader->touched = column + 1;
    return true;
}

static bool put_own(Reader *reader, StrView text, Err *err)
{
    size_t start = reader->texts.length;
    strbuf_add(&reader->texts, text.text, text.length);
    return put_text(reader, text, start, err);
}

static bool put_shared(Reader *reader, StrView number, Err *err)
{
    uint64_t at;
    StrView text;
    char name[CELL_NAME];
    if (number.length == 0)
        return true;
    if (!num_parse_count(number, UINT32_MAX, &at) || !workbook_string(reader->workbook, at, &text))
        return err_set(err, ERR_DATA,
                       _("the cell %s refers to a text that the workbook does not have"),
                       cell_name(reader->cell.column, reader->row, name));
    return put_text(reader, text, NOT_HERE, err);
}

/* Days from the last day but one of 1899, or from the first of 1904, as a date. */
static const char *date_text(StrView number, bool from_1904, char text[16])
{
    enum { EPOCH = 25569, SHIFT_1904 = 1462, LAST = 2958465, MARCH_1900 = 61 };
    Num num;
    int64_t days = 0;
    if (num_parse(number, (NumFormat){".", false}, &num) == NUM_OK)
        days = num.mantissa / (int64_t)num_pow10(num.scale) + (from_1904 ? SHIFT_1904 : 0);
    time_t seconds = (time_t)(days - EPOCH) * 24 * 60 * 60;
    struct tm day;
    if (days < MARCH_1900 || days > LAST || gmtime_r(&seconds, &day) == NULL)
        return "########"; /* as a spreadsheet shows what is no date */
    (void)snprintf(text, 16, "%04d-%02d-%02d", (day.tm_year + 1900) % 10000, (day.tm_mon + 1) % 100,
                   day.tm_mday % 100);
    return text;
}

static bool put_number(Reader *reader, StrView number, Err *err)
{
    char text[NUM_TEXT], date[16];
    if (number.length == 0)
        return true;
    if (workbook_format_is_date(reader->workbook, reader->cell.format))
        return put_own(
            reader, str_view(date_text(number, workbook_counts_from_1904(reader->workbook), date)),
            err);
    bool shortened = num_shorten(number, text);
    if (!put_own(reader, shortened ? str_view(text) : number, err))
        return false;
    SheetCell *cell = &reader->cells[reader->cell.column];
    cell->number = true;
    cell->shortened = shortened;
    return true;
}

static bool put_formula(Reader *reader, Err *err)
{
    Pending *cell = &reader->cell;
    cell->value.length = 0;
    strbuf_puts(&cell->value, "=");
    strbuf_add(&cell->value, view_of(&cell->formula).text, cell->formula.length);
    return put_own(reader, view_of(&cell->value), err);
}

static bool end_cell(Reader *reader, Err *err)
{
    const Pending *cell = &reader->cell;
    StrView value = view_of(&cell->value);
    reader->in_cell = false;
    if (cell->has_formula && !cell->has_value)
        return put_formula(reader, err);
    switch (cell->type) {
    case CELL_SHARED:
        return put_shared(reader, str_trim(value), err);
    case CELL_BOOLEAN:
        return put_own(reader, str_view(str_equal(str_trim(value), "1") ? "TRUE" : "FALSE"), err);
    case CELL_TEXT:
        return put_own(reader, value, err);
    case CELL_NUMBER:
        break;
    }
    return put_number(reader, str_trim(value), err);
}

static bool on_start(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    if (reader->in_cell)
        reader->cell.phonetic |= str_equal(event->name, "rPh");
    else if (reader->in_row)
        return !str_equal(event->name, "c") || start_cell(reader, event, err);
    else if (reader->in_data)
        return !str_equal(event->name, "row") || start_row(reader, event, err);
    else
        reader->in_data = str_equal(event->name, "sheetData");
    return true;
}

/* What stands within a cell: its value, its formula, or its text in runs. */
static void take_content(Pending *cell, const XmlEvent *event)
{
    if (str_equal(event->name, "v")) {
        cell->has_value = true;
        cell->value.length = 0;
        strbuf_add(&cell->value, event->whole.text, event->whole.length);
    } else if (str_equal(event->name, "f")) {
        cell->has_formula = true;
        cell->formula.length = 0;
        strbuf_add(&cell->formula, event->text.text, event->text.length);
    } else if (str_equal(event->name, "rPh")) {
        cell->phonetic = false;
    } else if (str_equal(event->name, "t") && !cell->phonetic &&
               cell->value.length <= FIELD_BYTES_MAX) {
        cell->has_value = true;
        strbuf_add(&cell->value, event->whole.text, event->whole.length);
    }
}

static bool on_end(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    if (reader->in_cell && str_equal(event->name, "c"))
        return end_cell(reader, err);
    if (reader->in_cell)
        take_content(&reader->cell, event);
    else if (reader->in_row && str_equal(event->name, "row"))
        return end_row(reader, err);
    else if (!reader->in_row && str_equal(event->name, "sheetData"))
        reader->in_data = false;
    return true;
}

static void reader_done(Reader *reader)
{
    strbuf_done(&reader->texts);
    strbuf_done(&reader->cell.value);
    strbuf_done(&reader->cell.formula);
    free(reader->merges.items);
    free(reader->merges.active);
    (void)arena_free(reader->arena);
}

bool sheet_read(Workbook *workbook, size_t sheet, SheetFunction function, void *context, Err *err)
{
    static const XmlHandler handler = {on_start, on_end};
    CLEANUP(reader_done)
    Reader reader = {
        .workbook = workbook, .function = function, .context = context, .arena = arena_new()};
    StrView xml;
    if (!workbook_sheet_xml(workbook, sheet, &xml, err))
        return false;
    reader.cells = arena_array(reader.arena, SHEET_COLUMNS_MAX, sizeof *reader.cells);
    reader.starts = arena_array(reader.arena, SHEET_COLUMNS_MAX, sizeof *reader.starts);
    if (find_merges(xml, &reader.merges, err) &&
        xml_read(xml.text, xml.length, &handler, &reader, err))
        return true;
    return reader.stopped
               ? false
               : err_add(err, _("reading the sheet \"%s\""), workbook_sheet_name(workbook, sheet));
}
