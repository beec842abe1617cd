#include "settle_aggregate.h"

#include <stdlib.h>

__extension__ typedef __int128 Wide;

enum { MEAN_DECIMALS = 6 }; /* more than the values have */

static bool add(ExtractCell *total, const ExtractCell *cell)
{
    int64_t x, y;
    uint8_t scale = total->scale > cell->scale ? total->scale : cell->scale;
    if (!num_rescale(total->mantissa, total->scale, scale, &x) ||
        !num_rescale(cell->mantissa, cell->scale, scale, &y) ||
        __builtin_add_overflow(x, y, &total->mantissa))
        return false;
    total->scale = scale;
    return true;
}

static bool is_less(const ExtractCell *a, const ExtractCell *b)
{
    Wide x = a->mantissa, y = b->mantissa;
    for (int i = a->scale; i < b->scale; i++)
        x *= 10;
    for (int i = b->scale; i < a->scale; i++)
        y *= 10;
    return x < y;
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void count_distinct(const ExtractCell *const *parts, size_t n, ExtractCell *total)
{
    size_t capacity = 0;
    int64_t *numbers = heap_grow(NULL, &capacity, n, sizeof *numbers);
    for (size_t i = 0; i < n; i++)
        numbers[i] = parts[i]->mantissa;
    qsort(numbers, n, sizeof *numbers, compare_numbers);
    total->mantissa = 0;
    for (size_t i = 0; i < n; i++)
        total->mantissa += i == 0 || numbers[i] != numbers[i - 1];
    free(numbers);
}

static bool scaled(int64_t number, int from, int to, Wide *ret_scaled)
{
    Wide wide = number;
    for (int i = from; i < to; i++)
        if (__builtin_mul_overflow(wide, (Wide)10, &wide))
            return false;
    *ret_scaled = wide;
    return true;
}

/* Sum of value x weight over the sum of weights, rounded half away from zero. */
static bool weighted_mean(const Extract *extract, const ExtractCell *const *parts, size_t n,
                          ExtractCell *total)
{
    int value_scale = 0, weight_scale = 0;
    Wide sum = 0, weights = 0, value, weight, product;
    for (size_t i = 0; i < n; i++) {
        const Weighted *at = &extract->weighted[parts[i]->mantissa];
        value_scale = at->value_scale > value_scale ? at->value_scale : value_scale;
        weight_scale = at->weight_scale > weight_scale ? at->weight_scale : weight_scale;
    }
    int scale =
        value_scale + MEAN_DECIMALS < NUM_SCALE_MAX ? value_scale + MEAN_DECIMALS : NUM_SCALE_MAX;
    for (size_t i = 0; i < n; i++) {
        const Weighted *at = &extract->weighted[parts[i]->mantissa];
        if (!scaled(at->value, at->value_scale, scale, &value) ||
            !scaled(at->weight, at->weight_scale, weight_scale, &weight) ||
            __builtin_mul_overflow(value, weight, &product) ||
            __builtin_add_overflow(sum, product, &sum) ||
            __builtin_add_overflow(weights, weight, &weights))
            return false;
    }
    total->mantissa = 0;
    if (weights == 0) {
        total->state |= OBS_O; /* of nothing there is no mean */
        return true;
    }
    Wide half = weights / 2, mean = (sum < 0 ? sum - half : sum + half) / weights;
    for (; scale > 0 && mean % 10 == 0; scale--)
        mean /= 10;
    if (mean > INT64_MAX || mean < INT64_MIN)
        return false;
    total->mantissa = (int64_t)mean;
    total->scale = (uint8_t)scale;
    return true;
}

static bool combine(const Extract *extract, RowsPerCell rows, const ExtractCell *const *parts,
                    size_t n, ExtractCell *total)
{
    switch (rows) {
    case ROWS_SUM:
    case ROWS_COUNT:
        for (size_t i = 1; i < n; i++)
            if (!add(total, parts[i]))
                return false;
        return true;
    case ROWS_DISTINCT:
        count_distinct(parts, n, total);
        return true;
    case ROWS_MEAN:
        return weighted_mean(extract, parts, n, total);
    case ROWS_MIN:
    case ROWS_MAX:
        for (size_t i = 1; i < n; i++)
            if (rows == ROWS_MIN ? is_less(parts[i], total) : is_less(total, parts[i])) {
                total->mantissa = parts[i]->mantissa;
                total->scale = parts[i]->scale;
            }
        return true;
    case ROWS_ONE:
    case ROWS_KINDS:
        break;
    }
    return true;
}

bool settle_aggregate(const Extract *extract, RowsPerCell rows, bool skip_missing,
                      const ExtractCell *cells, size_t n, ExtractCell *ret_total)
{
    size_t capacity = 0, n_parts = 0;
    CLEANUP(heap_free_p)
    const ExtractCell **parts = heap_grow(NULL, &capacity, n, sizeof(ExtractCell *));
    CellState state = OBS_A, missing = OBS_A;
    for (size_t i = 0; i < n; i++) {
        if (state_is_missing(cells[i].state)) {
            missing = state_join(missing, cells[i].state);
            continue;
        }
        state = state_join(state, cells[i].state);
        parts[n_parts++] = &cells[i];
    }
    ExtractCell total = n_parts > 0 ? *parts[0] : cells[0];
    total.text = 0;
    total.state = state;
    bool lacks = n_parts == 0 || (n_parts < n && !skip_missing);
    if (lacks) {
        total.mantissa = 0;
        total.scale = 0;
        total.state = state_join(state, missing);
    } else if (!combine(extract, rows, parts, n_parts, &total)) {
        return false;
    }
    *ret_total = total;
    return true;
}
