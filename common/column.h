/*
 * Column: the cells of one series and one period over the unit axis: ascending unit indices, a
 * value and a state each. Source values are exact (mantissa x 10^-scale, one scale for the column);
 * results are doubles times 10^-shift. A cell whose state is missing has the value 0. Packed, a
 * column is one blob with a checksum: a run of consecutive units or a list of units; states are
 * indices into the table of distinct states.
 */
#pragma once

#include "err.h"
#include "state.h"

typedef struct Column {
    uint32_t n;
    bool real;       /* doubles, else exact */
    int scale;       /* exact: digits after the mark; real: decimal shift of the values */
    uint32_t *units; /* ascending */
    union {
        int64_t *exact;
        double *real;
    } values;
    CellState *states;
} Column;

/* A column with room for n cells, in the arena. */
Column column_new(Arena *arena, uint32_t n, bool real, int scale);

/* The place of a unit's cell, or n where there is none. */
uint32_t column_find(const Column *column, uint32_t unit);

/* The blob is appended to `ret_blob`; the same column always gives the same bytes. */
void column_pack(const Column *column, StrBuf *ret_blob);
/* False with ERR_DATA where the blob is damaged; `name` says which in the message. */
MUST_CHECK bool column_unpack(Arena *arena, const void *blob, size_t size, const char *name,
                              Column *ret_column, Err *err);

/* Other blobs of the workspace: bytes with a checksum in front. Sealing writes it to the 8 bytes at
 * `start`. */
void blob_seal(StrBuf *blob, size_t start);
bool blob_is_whole(const void *blob, size_t size);
void blob_put_varint(StrBuf *blob, uint64_t value);
bool blob_get_varint(const unsigned char **at, const unsigned char *end, uint64_t *ret_value);
static inline uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
}
static inline int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}
