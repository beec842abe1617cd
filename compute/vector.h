/*
 * Vector: one number and state for every row of the unit axis, in one year. The true value is
 * values[i] x 10^-exponent, so that decimals (money in grosze) are whole numbers held in doubles,
 * and exact below 2^53. A missing cell has the value 0; no value is ever infinite or NaN.
 * Conditions are the numbers 0 and 1 with the exponent 0; texts the numbers of a TextPool.
 */
#pragma once

#include "state.h"

enum { VECTOR_EXPONENT_MAX = 22 }; /* an exponent is between this and its negative */

/* Of whole numbers; by 0 where they were none. */
typedef struct Quotient {
    double dividend, divisor;
} Quotient;

typedef struct Vector {
    uint32_t n;
    int exponent;
    double *values;
    CellState *states;
    const Quotient *quotients; /* what was divided by what, for rounding ties; NULL: not known */
} Vector;

/* n cells of the value 0 and the state A, in the arena. */
Vector vector_new(Arena *arena, uint32_t n);

/* Give every cell the same number, or with a missing state none. */
void vector_fill(Vector *vector, double value, int exponent, CellState state);

/* 10^exponent for 0 <= exponent <= 2 * VECTOR_EXPONENT_MAX; exact as far as a double goes. */
double vector_power(int exponent);

/* The true value of a cell as a double, divided by 10^shift: with the exponent of a unit as the
 * shift it is the value in that unit. */
double vector_plain(const Vector *vector, uint32_t row, int shift);

/* Set one cell of a result: missing where the state says so, missing (O) where the value is no
 * finite number. */
static inline void vector_put(Vector *vector, uint32_t row, double value, CellState state)
{
    bool finite = value - value == 0;
    bool missing = state_is_missing(state);
    vector->values[row] = missing || !finite ? 0 : value + 0.0; /* no negative zero */
    vector->states[row] = missing || finite ? state : state | OBS_O;
}

/* Where rounding a quotient's double to so many decimals gives another number than rounding the
 * exact ratio: the double beside it, which gives the same (formula.md 5.3). */
void vector_settle_ties(Vector *vector, int decimals);

/* Bring the exponent into a range, with the values. */
void vector_bring(Vector *vector, int least, int most);
/* The same, into the range of all vectors: products, quotients and far units lead out of it. */
void vector_settle(Vector *vector);
