/*
 * Functions of other units: of the group, the neighbours, the units below and above. Missing and
 * confidential cells do not count (DESIGN 9); the result has the states that at least half of those
 * that count have, and U where too few of the members count (formula.md 5.4): less than nine
 * tenths, of a sum any. A mean, a median, an extreme, a deviation or a rank of fewer than three is
 * withheld.
 */
#include "machine.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST = 3 };

/* The cells of some units that count. */
typedef struct Crowd {
    double *values; /* as in the vector */
    uint32_t n, n_members;
    uint32_t of[OBS_CODES]; /* how many have the state */
} Crowd;

static void crowd_add(Crowd *crowd, const Vector *x, uint32_t row)
{
    CellState state = x->states[row];
    crowd->n_members++;
    if (state_is_missing(state) || state_is_secret(state))
        return;
    crowd->values[crowd->n++] = x->values[row];
    for (unsigned bit = 0; bit < OBS_CODES; bit++)
        crowd->of[bit] += (state >> bit) & 1;
}

static void crowd_clear(Crowd *crowd)
{
    *crowd = (Crowd){.values = crowd->values};
}

static int compare_values(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double sum_of(const Crowd *crowd)
{
    double sum = 0;
    for (uint32_t i = 0; i < crowd->n; i++)
        sum += crowd->values[i];
    return sum;
}

static double deviation_of(const Crowd *crowd)
{
    double mean = sum_of(crowd) / crowd->n, squares = 0;
    for (uint32_t i = 0; i < crowd->n; i++)
        squares += (crowd->values[i] - mean) * (crowd->values[i] - mean);
    return sqrt(squares / crowd->n);
}

/* The values are ascending. */
static double value_of(const Crowd *crowd, RelatedStatistic statistic)
{
    uint32_t n = crowd->n;
    if (statistic == RELATED_COUNT || n == 0)
        return n;
    switch (statistic) {
    case RELATED_AVG:
        return sum_of(crowd) / n;
    case RELATED_MEDIAN:
        return n % 2 == 1 ? crowd->values[n / 2]
                          : (crowd->values[n / 2 - 1] + crowd->values[n / 2]) / 2;
    case RELATED_MIN:
        return crowd->values[0];
    case RELATED_MAX:
        return crowd->values[n - 1];
    case RELATED_STDDEV:
        return deviation_of(crowd);
    case RELATED_SUM:
        return sum_of(crowd);
    case RELATED_COUNT:
    case RELATED_RANK:   /* rank_of() */
    case RELATED_PARENT: /* take_parent() */
        break;
    }
    return 0;
}

static CellState state_of(const Crowd *crowd, RelatedStatistic statistic)
{
    bool sum = statistic == RELATED_SUM, count = statistic == RELATED_COUNT;
    CellState state = OBS_A;
    if (count)
        return state;
    if (crowd->n < LEAST && (!sum || crowd->n == 0))
        return OBS_O;
    for (unsigned bit = 0; bit < OBS_CODES; bit++)
        if (2 * crowd->of[bit] >= crowd->n)
            state |= 1u << bit;
    bool short_of = sum ? crowd->n < crowd->n_members : 10 * crowd->n < 9 * crowd->n_members;
    return short_of ? state | OBS_U : state;
}

/* Ascending, so that a sum does not depend on the order of the units. */
static void crowd_sort(Crowd *crowd)
{
    qsort(crowd->values, crowd->n, sizeof *crowd->values, compare_values);
}

/* How many values are greater, and one. */
static uint32_t rank_of(const Crowd *crowd, double value)
{
    uint32_t low = 0, high = crowd->n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (crowd->values[middle] > value)
            high = middle;
        else
            low = middle + 1;
    }
    return crowd->n - low + 1;
}

static void put_crowd(Crowd *crowd, RelatedStatistic statistic, const Vector *x, uint32_t row,
                      Vector *out)
{
    CellState state = state_of(crowd, statistic);
    double value = value_of(crowd, statistic);
    if (statistic == RELATED_RANK) {
        CellState own = x->states[row];
        state = state_is_secret(own) ? state_join(own, OBS_O) : state_join(own, state);
        value = rank_of(crowd, x->values[row]);
    }
    vector_put(out, row, value, state);
}

typedef struct Item {
    uint32_t key, row;
} Item;

static int compare_items(const void *left, const void *right)
{
    const Item *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Rows with one key are members of one crowd, and each of them has its statistic; with `to` it goes
 * to the row of the key instead. */
static void relate_by_key(Machine *machine, const Relations *relations, const uint32_t *keys,
                          uint32_t no_key, bool to, RelatedStatistic statistic, const Vector *x,
                          Vector *out)
{
    Item *items = arena_array(machine->scratch, out->n, sizeof *items);
    Crowd crowd = {.values = arena_array(machine->scratch, out->n, sizeof(double))};
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->n; i++)
        if (relations->valid[i] && keys[i] != no_key)
            items[n++] = (Item){keys[i], i};
    qsort(items, n, sizeof *items, compare_items);
    for (uint32_t first = 0, end; first < n; first = end) {
        crowd_clear(&crowd);
        for (end = first; end < n && items[end].key == items[first].key; end++)
            crowd_add(&crowd, x, items[end].row);
        crowd_sort(&crowd);
        if (to)
            put_crowd(&crowd, statistic, x, items[first].key, out);
        for (uint32_t i = first; !to && i < end; i++)
            put_crowd(&crowd, statistic, x, items[i].row, out);
    }
}

static void relate_neighbours(Machine *machine, const Relations *relations,
                              RelatedStatistic statistic, const Vector *x, Vector *out)
{
    Crowd crowd = {.values = arena_array(machine->scratch, out->n, sizeof(double))};
    for (uint32_t i = 0; i < out->n; i++) {
        if (!relations->valid[i])
            continue;
        crowd_clear(&crowd);
        for (uint32_t k = relations->neighbour_starts[i]; k < relations->neighbour_starts[i + 1];
             k++)
            if (relations->valid[relations->neighbours[k]])
                crowd_add(&crowd, x, relations->neighbours[k]);
        crowd_sort(&crowd);
        put_crowd(&crowd, statistic, x, i, out);
    }
}

/* Place 0 of the words of parent() is "above"; the others are levels. */
static void take_parent(const Relations *relations, const Node *node, const Vector *x, Vector *out)
{
    UnitLevel level = LEVEL_COUNTRY;
    StrView word = op_word(op_infos[OP_PARENT].parameter.words, node->parameter);
    char name[20];
    memcpy(name, word.text, word.length);
    name[word.length] = '\0';
    bool by_level = node->parameter > 0 && level_parse(name, &level);
    for (uint32_t i = 0; i < out->n; i++) {
        uint32_t at = by_level ? i : relations->above[i];
        while (by_level && at != NO_UNIT && relations->levels[at] != level)
            at = relations->parents[at];
        bool there = at != NO_UNIT && relations->valid[at];
        vector_put(out, i, there ? x->values[at] : 0, there ? x->states[at] : OBS_O);
    }
    out->exponent = x->exponent;
}

static bool has_own_exponent(RelatedStatistic statistic)
{
    return statistic == RELATED_COUNT || statistic == RELATED_RANK;
}

bool run_related(Machine *machine, const Node *node, RelatedStatistic statistic, const Vector *x,
                 Vector *out)
{
    const EvaluateSource *source = machine->source;
    const Relations *relations = NULL;
    vector_fill(out, 0, 0, OBS_O);
    if (source->relations == NULL)
        return true;
    if (!source->relations(source->context, node_year(node, machine->year), &relations,
                           machine->err))
        return false;
    if (statistic == RELATED_PARENT) {
        take_parent(relations, node, x, out);
        return true;
    }
    if (node->op >= OP_GROUP_AVG && node->op <= OP_GROUP_STDDEV)
        relate_by_key(machine, relations, relations->groups[node->parameter], 0, false, statistic,
                      x, out);
    else if (node->op >= OP_CHILDREN_SUM && node->op <= OP_CHILDREN_COUNT)
        relate_by_key(machine, relations, relations->above, NO_UNIT, true, statistic, x, out);
    else
        relate_neighbours(machine, relations, statistic, x, out);
    out->exponent = has_own_exponent(statistic) ? 0 : x->exponent;
    return true;
}
