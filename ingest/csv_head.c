#include "csv_head.h"

enum { CSV_HEAD_ROWS_MAX = 16 };

void csv_head_init(CsvHead *head, Arena *arena, HeaderRows rows)
{
    *head = (CsvHead){.arena = arena, .rows = rows};
    head->cells = arena_array(arena, CSV_HEAD_ROWS_MAX, sizeof(StrView *));
    head->widths = arena_array(arena, CSV_HEAD_ROWS_MAX, sizeof *head->widths);
}

static void add_title(CsvHead *head, const Record *record)
{
    for (size_t i = 0; i < record->n_fields && head->title != NULL; i++) {
        strbuf_add(head->title, record->fields[i].text, record->fields[i].length);
        strbuf_puts(head->title, " ");
    }
}

static void add_row(CsvHead *head, const Record *record)
{
    StrView *cells = arena_array(head->arena, record->n_fields, sizeof *cells);
    for (size_t i = 0; i < record->n_fields; i++)
        cells[i] = heading_clean(head->arena, record->fields[i]);
    head->cells[head->n_rows] = cells;
    head->widths[head->n_rows++] = record->n_fields;
    if (record->n_fields > head->n)
        head->n = record->n_fields;
}

static bool goes_on(const CsvHead *head, const Record *record)
{
    return head->rows.last > 0 ? record->number <= head->rows.last
                               : record->n_fields > 0 && str_trim(record->fields[0]).length == 0;
}

bool csv_head_take(CsvHead *head, const Record *record)
{
    if (head->whole)
        return false;
    if (record->number < head->rows.first) {
        add_title(head, record);
        return true;
    }
    if (head->line == 0) {
        head->line = record->line;
    } else if (!goes_on(head, record)) {
        csv_head_end(head);
        return false;
    }
    head->bad =
        head->bad || record->bad || record->n_fields == 0 || head->n_rows == CSV_HEAD_ROWS_MAX;
    if (!head->bad)
        add_row(head, record);
    if (head->bad || record->number == head->rows.last)
        csv_head_end(head);
    return true;
}

static StrView cell_at(const CsvHead *head, size_t row, size_t column)
{
    return column < head->widths[row] ? head->cells[row][column] : (StrView){"", 0};
}

static bool stands_above(const CsvHead *head, size_t row, size_t column)
{
    for (size_t below = row + 1; below < head->n_rows; below++)
        if (cell_at(head, below, column).length > 0)
            return true;
    return false;
}

static void join(CsvHead *head, size_t column)
{
    StrView name = {"", 0};
    for (size_t row = 0; row < head->n_rows; row++) {
        StrView text = cell_at(head, row, column);
        for (size_t left = column; left > 0 && text.length == 0 && stands_above(head, row, column);)
            text = cell_at(head, row, --left);
        if (text.length > 0)
            name = name.length == 0
                       ? text
                       : str_view(arena_printf(head->arena, "%.*s;%.*s", (int)name.length,
                                               name.text, (int)text.length, text.text));
    }
    head->names[column] = name;
}

void csv_head_end(CsvHead *head)
{
    if (head->whole)
        return;
    head->whole = true;
    head->names = arena_array(head->arena, head->n, sizeof *head->names);
    for (size_t column = 0; column < head->n; column++)
        join(head, column);
}
