/* The first rows of a table in a file of any form, for people and guesses. */
#pragma once

#include "input.h"
#include "str.h"

enum { SAMPLE_ROWS = 400 };

typedef struct SampleRow {
    StrView *cells;
    size_t n, number;
} SampleRow;

typedef struct Sample {
    Arena *arena;
    const char *form, *encoding, *sheet; /* sheet: NULL of a CSV */
    char separator;
    SampleRow *rows;
    size_t n_rows;
} Sample;

/* Of a workbook the sheet with most columns; of a CSV by the separator that cuts it most evenly. */
MUST_CHECK bool sample_read(Arena *arena, Member *member, Sample *ret_sample, Err *err);
