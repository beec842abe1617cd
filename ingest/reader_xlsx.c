#include "date.h"
#include "rows.h"
#include "sheet_head.h"

typedef struct Reader {
    Extract *extract;
    Rows *rows;
    SheetHead head;
    bool in_table, ended; /* below the heading; below the table */
    StrBuf title;
    uint64_t record, last_row;
    StrView fields[SHEET_COLUMNS_MAX];
    bool merged[SHEET_COLUMNS_MAX];
    StrBuf numbers, raw;
} Reader;

static bool refuse_hole(const Reader *reader, Err *err)
{
    char place[CELL_PLACE];
    cell_place(reader->extract->sheet,
               reader->head.hole_column + reader->extract->profile->range.first_column,
               reader->head.first, place);
    err_set(err, ERR_DATA, _("the heading of the column of %s has an empty cell above a text"),
            place);
    return err_hint(
        err, "%s",
        _("cells that were merged must stay merged: fetch the file again as it was made"));
}

static bool take_head(Reader *reader, Err *err)
{
    const SheetHead *head = &reader->head;
    reader->in_table = true;
    if (reader->title.length > 0)
        reader->extract->title =
            arena_strndup(reader->extract->arena, reader->title.text, reader->title.length);
    if (head->hole)
        return refuse_hole(reader, err);
    const Record record = {.number = ++reader->record,
                           .line = head->first,
                           .fields = head->names,
                           .n_fields = head->n};
    return rows_take(reader->rows, &record, err);
}

/* Numbers have a point in the file; here they get the mark that the profile's numbers have. */
static void mark_decimals(Reader *reader, const SheetRow *row, size_t n)
{
    const char *marks = reader->extract->profile->number.marks;
    StrBuf *numbers = &reader->numbers;
    numbers->length = 0;
    if (strchr(marks, '.') != NULL)
        return;
    for (size_t i = 0; i < n; i++)
        if (row->cells[i].number)
            strbuf_add(numbers, row->cells[i].text.text, row->cells[i].text.length);
    for (size_t i = 0; i < numbers->length; i++)
        if (numbers->text[i] == '.')
            numbers->text[i] = *marks;
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        if (row->cells[i].number) {
            reader->fields[i].text = numbers->text + at;
            at += reader->fields[i].length;
        }
}

/* What a reject of the whole row shows. */
static StrView raw_of(Reader *reader, size_t n)
{
    enum { ENOUGH = 1000 };
    StrBuf *raw = &reader->raw;
    raw->length = 0;
    for (size_t i = 0; i < n && raw->length < ENOUGH; i++) {
        strbuf_puts(raw, i > 0 ? ";" : "");
        strbuf_add(raw, reader->fields[i].text, reader->fields[i].length);
    }
    return (StrView){raw->text, raw->length};
}

static bool is_blank(const SheetRow *row, size_t n)
{
    for (size_t i = 0; i < n && i < row->n; i++)
        if (str_trim(row->cells[i].text).length > 0)
            return false;
    return true;
}

/* As wide as the heading: what stands to the right of it are notes. */
static bool take_row(Reader *reader, const SheetRow *row, Err *err)
{
    size_t n = reader->head.n, used = row->n < n ? row->n : n;
    Record record = {.number = ++reader->record, .line = row->number};
    if (is_blank(row, n))
        return rows_take(reader->rows, &record, err);
    for (size_t i = 0; i < n; i++) {
        reader->fields[i] = i < used ? row->cells[i].text : (StrView){"", 0};
        reader->merged[i] = i < used && row->cells[i].merged;
        reader->extract->account.shortened += i < used && row->cells[i].shortened;
    }
    mark_decimals(reader, row, used);
    record.fields = reader->fields;
    record.n_fields = n;
    record.merged = reader->merged;
    record.raw = raw_of(reader, n);
    return rows_take(reader->rows, &record, err);
}

static void add_title(Reader *reader, const SheetRow *row)
{
    for (size_t i = 0; i < row->n; i++) {
        const SheetCell *cell = &row->cells[i];
        bool again = i > 0 && cell->merged && str_same(cell->text, row->cells[i - 1].text);
        if (cell->text.length > 0 && !cell->below && !again) {
            strbuf_add(&reader->title, cell->text.text, cell->text.length);
            strbuf_puts(&reader->title, " ");
        }
    }
}

/* Notes below the table are counted and passed over. */
static bool is_below(Reader *reader, const SheetRow *row)
{
    const Profile *profile = reader->extract->profile;
    Account *account = &reader->extract->account;
    bool blank = is_blank(row, reader->head.n),
         skipped = row->number > reader->last_row + 1; /* rows that the file leaves out */
    reader->ended = reader->ended || row->number > profile->range.last_row ||
                    (profile->ends_blank && (blank || skipped));
    reader->last_row = row->number;
    if (!reader->ended)
        return false;
    account->records++;
    account->records_blank += blank;
    account->records_filtered += !blank;
    return true;
}

static bool on_row(void *context, const SheetRow *whole, Err *err)
{
    Reader *reader = context;
    const SheetRow row = sheet_crop(&reader->extract->profile->range, whole);
    bool in_head = false;
    if (!reader->in_table && !sheet_head_take(&reader->head, &row, &in_head, err))
        return false;
    if (in_head) {
        reader->last_row = row.number;
        if (reader->head.first == 0)
            add_title(reader, whole);
        return true;
    }
    return (reader->in_table || take_head(reader, err)) &&
           (is_below(reader, &row) || take_row(reader, &row, err));
}

/* The cell to the right of a label, on a sheet that tells about the data. */
typedef struct Label {
    Extract *extract;
    const char *text;
    const char *found; /* NULL: the label is not there */
} Label;

static bool find_label(void *context, const SheetRow *row, Err *err)
{
    Label *label = context;
    (void)err;
    for (size_t i = 0; i + 1 < row->n; i++)
        if (str_equal(str_trim(row->cells[i].text), label->text)) {
            StrView text = str_trim(row->cells[i + 1].text);
            label->found = arena_strndup(label->extract->arena, text.text, text.length);
            return false;
        }
    return true;
}

/* *ret_text: NULL where there is no such sheet or label. */
static bool read_label(Extract *extract, Workbook *workbook, const char *sheet_name,
                       const char *text, const char **ret_text, Err *err)
{
    Label label = {extract, text, NULL};
    size_t sheet = sheet_name == NULL ? workbook_n_sheets(workbook)
                                      : workbook_find_sheet(workbook, sheet_name);
    *ret_text = NULL;
    if (sheet == workbook_n_sheets(workbook))
        return true;
    if (!sheet_read(workbook, sheet, find_label, &label, err) && err->kind != ERR_NONE)
        return false;
    *ret_text = label.found;
    return true;
}

/* What other sheets say: the extract's date, the year of the table, notes for the report. Without
 * such a sheet, label or date the extract keeps the date that it has. */
static bool take_labels(Extract *extract, Workbook *workbook, Err *err)
{
    const Profile *profile = extract->profile;
    const char *text;
    char date[11];
    if (!read_label(extract, workbook, profile->date_sheet, profile->date_label, &text, err))
        return false;
    if (text != NULL && date_parse(str_view(text), date) && date_is_sound(date)) {
        extract->date = arena_strdup(extract->arena, date);
        extract->date_source = N_("content");
    }
    if (!read_label(extract, workbook, profile->period_sheet, profile->period_label,
                    &extract->period_text, err))
        return false;
    for (size_t i = 0; i < profile->notes.n; i++) {
        const char *label = profile->notes.items[i];
        if (!read_label(extract, workbook, profile->notes_sheet, label, &text, err))
            return false;
        if (text == NULL)
            continue;
        const char *note = arena_printf(extract->arena, "%s %s", label,
                                        heading_clean(extract->arena, str_view(text)).text);
        extract_note(extract, NOTE_PLAIN, "%s", note);
        extract->about = arena_printf(extract->arena, "%s%s\n", extract->about, note);
    }
    return true;
}

static bool read_table(Reader *reader, Workbook *workbook, size_t sheet, Err *err)
{
    return sheet_read(workbook, sheet, on_row, reader, err) &&
           (reader->in_table || reader->head.n == 0 || take_head(reader, err)) &&
           rows_end(reader->rows, err);
}

bool reader_xlsx(Extract *extract, const char *bytes, size_t size, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    if (!workbook_open(bytes, size, &workbook, err) || !take_labels(extract, workbook, err))
        return false;
    size_t sheet = sheet_of_profile(extract->arena, workbook, extract->profile);
    if (sheet == workbook_n_sheets(workbook))
        return err_set(err, ERR_DATA, _("the workbook has no sheet \"%s\""),
                       extract->profile->sheet);
    extract->sheet = arena_strdup(extract->arena, workbook_sheet_name(workbook, sheet));
    CLEANUP(rows_free_p) Rows *rows = rows_new(extract);
    Reader *reader = arena_alloc(extract->arena, sizeof *reader);
    reader->extract = extract;
    reader->rows = rows;
    sheet_head_init(&reader->head, extract->arena, extract->profile);
    bool good = read_table(reader, workbook, sheet, err);
    strbuf_done(&reader->numbers);
    strbuf_done(&reader->raw);
    strbuf_done(&reader->title);
    return good;
}
