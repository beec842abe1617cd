/*
 * The heading of a CSV: one record or several, joined from above to below with `;` like that of a
 * sheet. A spreadsheet leaves cells empty where others were merged over them: above the last row an
 * empty cell has the text to its left, where it stands over a text.
 */
#pragma once

#include "profile.h"
#include "records.h"

typedef struct CsvHead {
    Arena *arena;
    HeaderRows rows;
    StrBuf *title;   /* heap, of the caller, or NULL: what stands above */
    StrView **cells; /* of each row */
    size_t *widths, n_rows;
    StrView *names; /* once it is whole */
    size_t n;
    uint64_t line; /* of its first record; 0: none yet */
    bool bad;      /* a record of it breaks the quoting rules, or it has too many */
    bool whole;
} CsvHead;

void csv_head_init(CsvHead *head, Arena *arena, HeaderRows rows);
/* Records in their order. True: it is above the heading or in it; the first that is not ends it. */
bool csv_head_take(CsvHead *head, const Record *record);
/* There is no more of it: join its rows. */
void csv_head_end(CsvHead *head);
