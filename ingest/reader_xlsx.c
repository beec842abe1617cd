#include "date.h"
#include "rows.h"
#include "sheet_head.h"

typedef struct Reader {
    Extract *extract;
    Rows *rows;
    SheetHead head;
    bool in_table; /* below the heading */
    uint64_t record;
    StrView fields[SHEET_COLUMNS_MAX];
    bool merged[SHEET_COLUMNS_MAX];
    StrBuf numbers, raw;
} Reader;

static bool refuse_hole(const Reader *reader, Err *err)
{
    char place[CELL_PLACE];
    cell_place(reader->extract->sheet, reader->head.hole_column, reader->head.first, place);
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

static bool on_row(void *context, const SheetRow *row, Err *err)
{
    Reader *reader = context;
    bool in_head = false;
    if (!reader->in_table && !sheet_head_take(&reader->head, row, &in_head, err))
        return false;
    if (in_head)
        return true;
    return (reader->in_table || take_head(reader, err)) && take_row(reader, row, err);
}

/* The cell behind a label, on the sheet that tells about the data: its date. */
typedef struct Label {
    const char *text;
    char date[11];
} Label;

static bool find_label(void *context, const SheetRow *row, Err *err)
{
    Label *label = context;
    (void)err;
    for (size_t i = 0; i + 1 < row->n; i++)
        if (str_equal(str_trim(row->cells[i].text), label->text))
            return date_parse(row->cells[i + 1].text, label->date) && *label->date == '\0';
    return true;
}

/* Without such a sheet, label or date the extract keeps the date that it has. */
static bool take_date(Extract *extract, Workbook *workbook, Err *err)
{
    const Profile *profile = extract->profile;
    Label label = {profile->date_label, ""};
    if (profile->date_sheet == NULL)
        return true;
    size_t sheet = workbook_find_sheet(workbook, profile->date_sheet);
    if (sheet == workbook_n_sheets(workbook))
        return true;
    if (!sheet_read(workbook, sheet, find_label, &label, err) && err->kind != ERR_NONE)
        return false;
    if (date_is_sound(label.date)) {
        extract->date = arena_strdup(extract->arena, label.date);
        extract->date_source = N_("content");
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
    if (!workbook_open(bytes, size, &workbook, err) || !take_date(extract, workbook, err))
        return false;
    size_t sheet = sheet_of_profile(workbook, extract->profile);
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
    return good;
}
