#include "vector.h"

#include "num.h"

Vector vector_new(Arena *arena, uint32_t n)
{
    return (Vector){n, 0, arena_array(arena, n, sizeof(double)),
                    arena_array(arena, n, sizeof(CellState))};
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

void vector_settle(Vector *vector)
{
    int over = vector->exponent - VECTOR_EXPONENT_MAX,
        under = -VECTOR_EXPONENT_MAX - vector->exponent;
    double power = over > 0 ? vector_power(over) : under > 0 ? vector_power(under) : 1;
    if (over <= 0 && under <= 0)
        return;
    vector->exponent = over > 0 ? VECTOR_EXPONENT_MAX : -VECTOR_EXPONENT_MAX;
    for (uint32_t i = 0; i < vector->n; i++) {
        double value = vector->values[i];
        vector_put(vector, i, over > 0 ? value / power : value * power, vector->states[i]);
    }
}
