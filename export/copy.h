/*
 * COPY ... FROM STDIN (FORMAT binary): rows are encoded into a buffer and sent by the megabyte. A
 * row is a field count and its fields in the order of the column list; what fails on the way is
 * kept and reported by copy_end().
 */
#pragma once

#include "pg.h"

typedef struct Copy {
    PGconn *conn;
    StrBuf bytes; /* encoded and not yet sent */
    uint64_t n_rows;
    bool failed;
} Copy;

/* Start copying: `sql` is the whole COPY statement. The connection stays the caller's and must
 * outlive the copy. */
MUST_CHECK bool copy_begin(Copy *copy, PGconn *conn, const char *sql, Err *err);

void copy_row(Copy *copy, unsigned n_fields);
void copy_null(Copy *copy);
void copy_int2(Copy *copy, int16_t value);
void copy_int4(Copy *copy, int32_t value);
void copy_text(Copy *copy, const char *text);
/* A bytea of `n` numbers of two bytes each, the high one first. */
void copy_uint2s(Copy *copy, const uint16_t *numbers, unsigned n);

/* An array with one dimension: the head, then `n` elements, each put with one of copy_null() or the
 * element's own function. */
typedef enum CopyType {
    COPY_INT2 = 21,
    COPY_INT4 = 23,
    COPY_INT8 = 20,
    COPY_FLOAT8 = 701
} CopyType;
void copy_array(Copy *copy, CopyType type, unsigned n, unsigned n_nulls);
void copy_int8(Copy *copy, int64_t value);
void copy_float8(Copy *copy, double value);

/* End the copy; an error if the server took another number of rows than was sent. The buffer is
 * given back either way. */
MUST_CHECK bool copy_end(Copy *copy, uint64_t *ret_rows, Err *err);
