/*
 * The cells of a workbook's sheet, row by row and as texts. A number is what the file says, brought
 * to the shortest decimal of its binary value (num_shorten); a date is YYYY-MM-DD and so no number;
 * an error is its name (#N/A); a formula counts by the result that the file holds, and without one
 * as
 * "=...". Merged cells all have the text of their first one. Rows and columns that the file leaves
 * out are empty; rows that it leaves out are not handed over.
 */
#pragma once

#include "workbook.h"

enum {
    SHEET_ROWS_MAX = 1048576,   /* of a spreadsheet */
    SHEET_COLUMNS_MAX = 4096,   /* as in a record */
    SHEET_CELLS_MAX = 20000000, /* merged ones included */
    SHEET_MERGES_MAX = 65536,
    CELL_PLACE = 180,
};

typedef struct SheetCell {
    StrView text;   /* "": empty */
    bool number;    /* stored as a number: its decimal mark is a point */
    bool shortened; /* not as the file writes it */
    bool merged;    /* with others, */
    bool below;     /* of which the first stands in a row above */
} SheetCell;

typedef struct SheetRow {
    uint64_t number; /* from 1 */
    const SheetCell *cells;
    size_t n; /* without the empty ones at the end */
} SheetRow;

/* Return false to stop reading; set the Err then, or leave it where enough is read. Everything in
 * `row` is valid until the function returns. */
typedef bool (*SheetFunction)(void *context, const SheetRow *row, Err *err);

MUST_CHECK bool sheet_read(Workbook *workbook, size_t sheet, SheetFunction function, void *context,
                           Err *err);

/* "DANE!E12": column 4 (from 0), row 12. */
void cell_place(const char *sheet, size_t column, uint64_t row, char ret_place[CELL_PLACE]);

/* "E12": what is behind it, or NULL where it is no cell of a spreadsheet; "E" has the row 0. */
const char *sheet_parse_place(const char *at, size_t *ret_column, uint64_t *ret_row);
