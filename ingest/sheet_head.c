#include "sheet_head.h"

void sheet_head_init(SheetHead *head, Arena *arena, const Profile *profile)
{
    *head = (SheetHead){.arena = arena, .rows = profile->header_rows};
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
        StrView text = i < row->n ? str_trim(row->cells[i].text) : (StrView){"", 0};
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

static bool on_row(void *context, const SheetRow *row, Err *err)
{
    bool taken;
    return sheet_head_take(context, row, &taken, err) && taken;
}

size_t sheet_of_profile(const Workbook *workbook, const Profile *profile)
{
    return profile->sheet == NULL ? 0 : workbook_find_sheet(workbook, profile->sheet);
}

bool sheet_head_read(SheetHead *head, Workbook *workbook, const Profile *profile, Err *err)
{
    size_t sheet = sheet_of_profile(workbook, profile);
    return sheet == workbook_n_sheets(workbook) || sheet_read(workbook, sheet, on_row, head, err) ||
           err->kind == ERR_NONE;
}
