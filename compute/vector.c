#include "vector.h"

#include "num.h"

#include <math.h>

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

/* Is the shortest decimal form of value x 10^-exponent a tie at so many decimals? */
static bool is_tie(double value, int exponent, int decimals)
{
    char exact[NUM_TEXT];
    num_write_exact(value, -exponent, exact);
    const char *point = strchr(exact, '.');
    if (decimals >= 0)
        return point != NULL && strlen(point + 1) == (size_t)decimals + 1 &&
               point[decimals + 1] == '5';
    size_t zeros = (size_t)-decimals - 1, n = strlen(exact);
    return point == NULL && n > zeros && exact[n - zeros - 1] == '5' &&
           strspn(exact + n - zeros, "0") == zeros;
}

__extension__ typedef __int128 Wide;

/* Does the exact ratio lie above (1) or below (-1) the shortest decimal form of its double? */
static int side_of(const Quotient *quotient, double value)
{
    char text[NUM_TEXT];
    num_write_exact(fabs(value), 0, text);
    Wide digits = 0, power = 1;
    const char *point = strchr(text, '.');
    if (strlen(text) > 18 || quotient->divisor == 0)
        return 0;
    for (const char *at = text; *at != '\0'; at++)
        if (*at != '.')
            digits = 10 * digits + (*at - '0');
    for (size_t i = point == NULL ? 0 : strlen(point + 1); i > 0; i--)
        power *= 10;
    Wide exact = (Wide)fabs(quotient->dividend) * power,
         read = digits * (Wide)fabs(quotient->divisor);
    int side = (exact > read) - (exact < read);
    return value < 0 ? -side : side;
}

void vector_settle_ties(Vector *vector, int decimals)
{
    int shift = decimals - vector->exponent;
    if (vector->quotients == NULL || shift > VECTOR_EXPONENT_MAX || shift < -VECTOR_EXPONENT_MAX)
        return;
    double power = vector_power(shift < 0 ? -shift : shift);
    for (uint32_t i = 0; i < vector->n; i++) {
        double value = vector->values[i];
        double scaled = fabs(shift < 0 ? value / power : value * power);
        bool near_tie = fabs(scaled - floor(scaled) - 0.5) < 1e-3;
        int side = near_tie && is_tie(value, vector->exponent, decimals)
                       ? side_of(&vector->quotients[i], value)
                       : 0;
        if (side != 0)
            vector->values[i] = nextafter(value, side > 0 ? INFINITY : -INFINITY);
    }
}
