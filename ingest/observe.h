/*
 * Observations of a table: its heading says which columns are unit, period, values and dimensions,
 * and every row becomes observations of one unit. Layouts `long` and `wide`; they differ in the
 * heading alone.
 */
#pragma once

#include "reader.h"
#include "records.h"

typedef struct Observer Observer;

/* `head` says where the heading is, for messages. NULL where a column is missing or no year is to
 * be found. The names are borrowed. */
Observer *observer_new(Extract *extract, const char *head, const StrView *names, size_t n,
                       Err *err);
MUST_CHECK bool observer_row(Observer *observer, const Record *record, Err *err);
/* After the last row. */
void observer_end(Observer *observer);
void observer_done(Observer *observer); /* takes NULL */
