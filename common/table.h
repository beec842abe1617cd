/*
 * Tables of facts in config/: CSV with `;`, a header, UTF-8. Read whole, asked by column name.
 */
#pragma once

#include "err.h"
#include "str.h"

typedef struct Table {
    const char *path;
    StrList columns;
    char ***rows;    /* rows[row][column], "" where empty */
    uint64_t *lines; /* of the file, where each row begins */
    size_t n_rows;
} Table;

/* Every column of `needed` ("a b c") must be there; errors are ERR_CONFIG with file and line. */
MUST_CHECK bool table_read(Arena *arena, const char *path, const char *needed, Table *ret_table,
                           Err *err);
/* The place of a column; it must be one of those that table_read() was told of. */
size_t table_column(const Table *table, const char *name);
/* The cell of a column that may be missing: then "". */
const char *table_optional(const Table *table, size_t row, const char *name);
