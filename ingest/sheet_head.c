#include "sheet_head.h"

void sheet_head_init(SheetHead *head, Arena *arena, const Profile *profile)
{
    *head = (SheetHead){.arena = arena, .rows = profile->header_rows, .range = profile->range};
    head->names = arena_array(arena, SHEET_COLUMNS_MAX, sizeof *head->names);
    head->n_empty = arena_array(arena, SHEET_COLUMNS_MAX, sizeof *head->n_empty);
}

static void add_name(SheetHead *head, size_t column, StrView text)
{
    StrView *name = &head->names[column];
    const char *joined = name->length == 0
                             ? arena_strndup(head->arena, text.text, text.length)
                             : arena_printf(head->arena, "%.*s;%.*s", (int)name->length, name->text,
                                            (int)text.length, text.text);
    *name = str_view(joined);
}

static void add_row(SheetHead *head, const SheetRow *row)
{
    size_t end = row->n > head->n ? row->n : head->n;
    for (size_t i = 0; i < end; i++) {
        StrView text =
            i < row->n ? heading_clean(head->arena, row->cells[i].text) : (StrView){"", 0};
        if (i >= head->n)
            head->n_empty[i] = head->n_rows;
        if (i < row->n && row->cells[i].below)
            continue;
        if (text.length == 0) {
            head->n_empty[i]++;
            continue;
        }
        if (head->n_empty[i] > 0 && !head->hole) {
            head->hole = true;
            head->hole_column = i;
        }
        head->n_empty[i] = 0;
        add_name(head, i, text);
    }
    head->n = end;
    head->n_rows++;
}

/* A heading without a fixed end goes on while the first column has nothing of its own. */
static bool goes_on(const SheetHead *head, const SheetRow *row)
{
    if (head->rows.last > 0)
        return row->number <= head->rows.last;
    return head->first_column >= row->n || row->cells[head->first_column].below ||
           str_trim(row->cells[head->first_column].text).length == 0;
}

bool sheet_head_take(SheetHead *head, const SheetRow *row, bool *ret_taken, Err *err)
{
    *ret_taken = row->number < head->rows.first;
    if (*ret_taken)
        return true;
    if (head->first == 0) {
        head->first = row->number;
        while (head->first_column < row->n && row->cells[head->first_column].text.length == 0)
            head->first_column++;
    } else if (!goes_on(head, row)) {
        return true;
    }
    if (head->n_rows == SHEET_HEAD_ROWS_MAX)
        return err_set(err, ERR_DATA, _("row %llu: a heading of more than %d rows"),
                       (unsigned long long)row->number, SHEET_HEAD_ROWS_MAX);
    add_row(head, row);
    *ret_taken = true;
    return true;
}

SheetRow sheet_crop(const SheetRange *range, const SheetRow *row)
{
    size_t first = range->first_column < row->n ? range->first_column : row->n;
    size_t end = range->last_column < row->n ? range->last_column + 1 : row->n;
    return (SheetRow){row->number, row->cells + first, end > first ? end - first : 0};
}

static bool on_row(void *context, const SheetRow *whole, Err *err)
{
    SheetHead *head = context;
    const SheetRow row = sheet_crop(&head->range, whole);
    bool taken;
    return sheet_head_take(head, &row, &taken, err) && taken;
}

static bool read_head(SheetHead *head, Workbook *workbook, size_t sheet, Err *err)
{
    return sheet_read(workbook, sheet, on_row, head, err) || err->kind == ERR_NONE;
}

static bool fits(Arena *arena, Workbook *workbook, size_t sheet, const Profile *profile)
{
    SheetHead head;
    Err ignored = {0};
    sheet_head_init(&head, arena, profile);
    return read_head(&head, workbook, sheet, &ignored) &&
           profile_matches_header(profile, head.names, head.n);
}

size_t sheet_of_profile(Arena *arena, Workbook *workbook, const Profile *profile)
{
    size_t n = workbook_n_sheets(workbook);
    if (profile->sheet == NULL)
        return 0;
    if (strcmp(profile->sheet, "*") == 0) {
        for (size_t i = 0; i < n; i++)
            if (fits(arena, workbook, i, profile))
                return i;
        return n;
    }
    StrList names = str_split(arena, profile->sheet, "|");
    for (size_t i = 0; i < names.n; i++) {
        size_t sheet = workbook_find_sheet(workbook, names.items[i]);
        if (sheet < n)
            return sheet;
    }
    return n;
}

bool sheet_head_read(SheetHead *head, Workbook *workbook, const Profile *profile, Err *err)
{
    size_t sheet = sheet_of_profile(head->arena, workbook, profile);
    return sheet == workbook_n_sheets(workbook) || read_head(head, workbook, sheet, err);
}
