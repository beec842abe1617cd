#include "vector.h"

#include "num.h"

#include <math.h>
#include <stdlib.h>

Vector vector_new(Arena *arena, uint32_t n)
{
    return (Vector){.n = n,
                    .values = arena_array(arena, n, sizeof(double)),
                    .states = arena_array(arena, n, sizeof(CellState))};
}

void vector_fill(Vector *vector, double value, int exponent, CellState state)
{
    vector->exponent = exponent;
    for (uint32_t i = 0; i < vector->n; i++)
        vector_put(vector, i, value, state);
}

double vector_power(int exponent)
{
    return exponent <= VECTOR_EXPONENT_MAX
               ? num_pow10(exponent)
               : num_pow10(VECTOR_EXPONENT_MAX) * num_pow10(exponent - VECTOR_EXPONENT_MAX);
}

double vector_plain(const Vector *vector, uint32_t row, int shift)
{
    int exponent = vector->exponent + shift;
    return exponent < 0 ? vector->values[row] * vector_power(-exponent)
                        : vector->values[row] / vector_power(exponent);
}

void vector_bring(Vector *vector, int least, int most)
{
    int over = vector->exponent - most, under = least - vector->exponent;
    double power = over > 0 ? vector_power(over) : under > 0 ? vector_power(under) : 1;
    if (over <= 0 && under <= 0)
        return;
    vector->exponent = over > 0 ? most : least;
    vector->quotients = NULL;
    for (uint32_t i = 0; i < vector->n; i++) {
        double value = vector->values[i];
        vector_put(vector, i, over > 0 ? value / power : value * power, vector->states[i]);
    }
}

void vector_settle(Vector *vector)
{
    vector_bring(vector, -VECTOR_EXPONENT_MAX, VECTOR_EXPONENT_MAX);
}

__extension__ typedef unsigned __int128 Wide;

/* The exact ratio x 10^shift, without its sign, rounded half away from zero; -1 where it is not
 * known, or so large that the doubles beside it are not closer than half of one. */
static double round_ratio(const Quotient *quotient, int shift)
{
    if (quotient->divisor == 0)
        return -1;
    Wide top = (Wide)fabs(quotient->dividend), bottom = (Wide)fabs(quotient->divisor);
    for (int i = 0; i < abs(shift); i++)
        *(shift > 0 ? &top : &bottom) *= 10;
    Wide whole = top / bottom, rest = top % bottom;
    whole += rest >= bottom - rest;
    return whole < (Wide)1 << 51 ? (double)whole : -1;
}

void vector_settle_ties(Vector *vector, int decimals)
{
    int shift = decimals - vector->exponent;
    if (vector->quotients == NULL || shift > VECTOR_EXPONENT_MAX || shift < -VECTOR_EXPONENT_MAX)
        return;
    double power = vector_power(shift < 0 ? -shift : shift);
    char text[NUM_TEXT];
    for (uint32_t i = 0; i < vector->n; i++) {
        double value = vector->values[i];
        double scaled = fabs(shift < 0 ? value / power : value * power);
        bool near_tie = fabs(scaled - floor(scaled) - 0.5) < 1e-3 + 1e-15 * scaled;
        double exact = near_tie ? round_ratio(&vector->quotients[i], shift) : -1;
        if (exact < 0)
            continue;
        num_write_rounded(fabs(value), shift, 0, text);
        double read = num_read_double(text);
        if (read != exact)
            vector->values[i] =
                nextafter(value, (read < exact) == (value > 0) ? INFINITY : -INFINITY);
    }
}
