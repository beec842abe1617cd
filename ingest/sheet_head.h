/*
 * The heading of a table in a sheet: one row or several, which are joined from above to below into
 * one heading a column, as BDL writes them in its wide CSV ("dimension;dimension;year;[unit]"). A
 * cell that is merged to the right heads each of its columns; one that is merged downwards counts
 * once.
 */
#pragma once

#include "profile.h"
#include "sheet.h"

enum { SHEET_HEAD_ROWS_MAX = 16 };

typedef struct SheetHead {
    Arena *arena;
    HeaderRows rows;
    SheetRange range;
    uint64_t first; /* row; 0: none yet */
    size_t n_rows, first_column;
    StrView *names; /* by column */
    size_t n;
    size_t *n_empty; /* by column: empty cells since the last one with a text */
    bool hole;       /* an empty cell above one with a text: which heading it has cannot be told */
    size_t hole_column;
} SheetHead;

void sheet_head_init(SheetHead *head, Arena *arena, const Profile *profile);

/* Rows in their order. *ret_taken says whether the row lies above the table or in its heading; the
 * first that does not ends the heading. */
MUST_CHECK bool sheet_head_take(SheetHead *head, const SheetRow *row, bool *ret_taken, Err *err);

/* The heading of the profile's sheet; n is 0 where the workbook has no such sheet or it has none.
 */
MUST_CHECK bool sheet_head_read(SheetHead *head, Workbook *workbook, const Profile *profile,
                                Err *err);

/* The sheet that the profile reads, workbook_n_sheets() where it is not there. */
size_t sheet_of_profile(Arena *arena, Workbook *workbook, const Profile *profile);

/* The columns of a row that lie in the range. */
SheetRow sheet_crop(const SheetRange *range, const SheetRow *row);
