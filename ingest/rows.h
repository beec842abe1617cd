/*
 * Rows of a table, in whatever form it came: the header says which columns are unit, period,
 * values, dimensions; every row below it becomes observations, a row of a report or one of a
 * register.
 */
#pragma once

#include "reader.h"
#include "records.h"

typedef struct Rows Rows;
Rows *rows_new(Extract *extract);
void rows_free_p(Rows **rows);

/* The first record is the header. False where the table as a whole cannot be taken; a bad record or
 * cell is a reject. */
MUST_CHECK bool rows_take(Rows *rows, const Record *record, Err *err);
/* After the last record. */
MUST_CHECK bool rows_end(Rows *rows, Err *err);
