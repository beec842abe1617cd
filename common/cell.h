/*
 * What of a cell may be published, and as what: the number rounded once, the state as readers see
 * it, the portal's flag. Flags follow config/portal/flags.csv: the first row whose codes are all in
 * the state and whose word fits the value counts; an incomplete zero (U) has the flag of a missing
 * value.
 */
#pragma once

#include "err.h"
#include "state.h"

typedef enum FlagValue { FLAG_NEVER, FLAG_ANY, FLAG_MISSING, FLAG_ZERO, FLAG_NONZERO } FlagValue;

typedef struct Flag {
    int number;
    FlagValue value;
    CellState obs; /* codes that must be in the state */
    const char *name_pl, *name_en;
} Flag;

typedef struct Flags {
    Flag *rows;
    size_t n;
} Flags;

/* Errors are ERR_CONFIG with file and row. */
MUST_CHECK bool flags_read(Arena *arena, const char *path, Flags *ret_flags, Err *err);

typedef struct Cell {
    bool present;    /* there is a cell for the unit and year; else nothing below counts */
    bool has_value;  /* neither missing nor secret */
    double exact;    /* 0 where there is no value */
    int64_t rounded; /* exact x 10^decimals, half away from zero on the shortest decimal form */
    CellState state; /* Q added where a value is secret, N where it rounds to zero; no attribute */
    int flag;
} Cell;

/* False with ERR_DATA where the value cannot be published: not finite, or too large for `decimals`.
 */
MUST_CHECK bool cell_publish(const Flags *flags, double value, CellState state, int decimals,
                             Cell *ret_cell, Err *err);
