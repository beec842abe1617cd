/*
 * How what is printed for people is laid out. A table for the eye or for a spreadsheet: rows of
 * texts in columns that line up, or as CSV (`;`, UTF-8, every field quoted), the first row being
 * the heading; and a description: lines of a label and a text.
 */
#pragma once

#include "str.h"

enum { GRID_COLUMNS_MAX = 16 };

typedef struct Grid {
    Arena *arena;
    size_t n_columns, n_rows, capacity;
    bool right[GRID_COLUMNS_MAX]; /* numbers stand at the right */
    const char **cells;           /* heap */
} Grid;

void grid_init(Grid *grid, Arena *arena, size_t n_columns);
void grid_done(Grid *grid);
/* n_columns texts, copied. */
void grid_add(Grid *grid, const char *const *texts);

void grid_write_lines(const Grid *grid, StrBuf *text);
void grid_write_csv(const Grid *grid, StrBuf *text);

/* A line of a description: "    unit          osoba". */
void line_add(StrBuf *text, const char *label, const char *format, ...) PRINTF_LIKE(3, 4);
