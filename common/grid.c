#include "grid.h"

#include "records.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void grid_init(Grid *grid, Arena *arena, size_t n_columns)
{
    assert(n_columns <= GRID_COLUMNS_MAX);
    *grid = (Grid){.arena = arena, .n_columns = n_columns};
}

void grid_done(Grid *grid)
{
    free(grid->cells);
    *grid = (Grid){0};
}

void grid_add(Grid *grid, const char *const *texts)
{
    size_t at = grid->n_rows++ * grid->n_columns;
    grid->cells =
        heap_grow(grid->cells, &grid->capacity, at + grid->n_columns, sizeof *grid->cells);
    for (size_t i = 0; i < grid->n_columns; i++)
        grid->cells[at + i] = arena_strdup(grid->arena, texts[i]);
}

/* Letters, not bytes: a mark that continues a letter of UTF-8 takes no room. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}

static void add_blanks(StrBuf *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        strbuf_puts(text, " ");
}

void grid_write_lines(const Grid *grid, StrBuf *text)
{
    size_t widths[GRID_COLUMNS_MAX] = {0};
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        size_t width = width_of(grid->cells[i]), *widest = &widths[i % grid->n_columns];
        *widest = width > *widest ? width : *widest;
    }
    for (size_t row = 0; row < grid->n_rows; row++) {
        for (size_t i = 0; i < grid->n_columns; i++) {
            const char *cell = grid->cells[row * grid->n_columns + i];
            size_t room = widths[i] - width_of(cell);
            add_blanks(text, grid->right[i] ? room : 0);
            strbuf_puts(text, cell);
            add_blanks(text, (grid->right[i] ? 0 : room) + 2);
        }
        while (text->length > 0 && text->text[text->length - 1] == ' ')
            text->length--;
        strbuf_puts(text, "\n");
    }
}

void grid_write_csv(const Grid *grid, StrBuf *text)
{
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        bool last = (i + 1) % grid->n_columns == 0;
        record_put(text, grid->cells[i]);
        strbuf_puts(text, last ? "\n" : ";");
    }
}

void line_add(StrBuf *text, const char *label, const char *format, ...)
{
    enum { INDENT = 4, LABEL_WIDTH = 12 };
    char *line = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&line, format, args);
    va_end(args);
    size_t width = width_of(label);
    add_blanks(text, INDENT);
    strbuf_puts(text, label);
    add_blanks(text, width < LABEL_WIDTH ? LABEL_WIDTH - width : 1);
    strbuf_puts(text, length < 0 ? "" : line);
    strbuf_puts(text, "\n");
    free(line);
}
