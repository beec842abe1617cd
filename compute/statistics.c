#include "statistics.h"

#include "num.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* The scopes that a unit is a member of: level, kind, voivodeship, group; neighbours are another
 * matter. */
#define SCOPES_OF_UNIT STAT_NEIGHBOURS

typedef struct Class {
    StatScope scope;
    char key[STAT_KEY];
} Class;

typedef struct Member {
    uint32_t unit;
    uint32_t classes[SCOPES_OF_UNIT]; /* n_classes where it has none */
} Member;

/* A value in the order of unsigned numbers, and whose it is. */
typedef struct Item {
    uint64_t order;
    uint32_t member;
} Item;

/* What one result is worked on in: the values that count, ascending; all else refers to them by
 * their place there. */
typedef struct Work {
    uint32_t n;
    int exponent;
    double power; /* of ten: the exponent without its sign */
    Item *items, *spare;
    uint32_t *members;
    double *values; /* as in the vector: sums of whole numbers are exact */
    double *truths; /* with the exponent applied */
    uint32_t *places, *ends;
    uint32_t *place_of; /* by member, from 1; 0: its value does not count */
    uint32_t (*ranks)[SCOPES_OF_UNIT];
} Work;

struct StatisticsFrame {
    uint32_t n_units;
    Class *classes; /* ascending by scope and key */
    uint32_t n_classes;
    uint32_t *class_starts; /* where the values of class c have room; one more class is for those
                               without */
    Member *members;        /* ascending by unit */
    uint32_t n_members;
    char (*codes)[STAT_KEY]; /* by member */
    uint32_t *neighbours; /* members; those of member m from neighbour_starts[m] to before that of m
                             + 1 */
    uint32_t *neighbour_starts;
    uint32_t *by_code; /* members with neighbours, ascending by code */
    uint32_t n_by_code;
    Work work;
};

static int compare_classes(const void *left, const void *right)
{
    const Class *a = left, *b = right;
    return a->scope != b->scope ? (a->scope < b->scope ? -1 : 1) : strcmp(a->key, b->key);
}

/* The key of a unit within a scope; false where it has none. */
static bool class_of(const Comparison *comparison, uint32_t unit, int year, StatScope scope,
                     Class *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->scope = scope;
    return comparison_key(comparison, unit, year, scope, ret->key);
}

static void find_classes(const Comparison *comparison, int year, StatisticsFrame *frame)
{
    uint32_t n = 0;
    for (uint32_t m = 0; m < frame->n_members; m++)
        for (StatScope scope = 0; scope < SCOPES_OF_UNIT; scope++)
            n += class_of(comparison, frame->members[m].unit, year, scope, &frame->classes[n]);
    qsort(frame->classes, n, sizeof *frame->classes, compare_classes);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || compare_classes(&frame->classes[i], &frame->classes[i - 1]) != 0)
            frame->classes[frame->n_classes++] = frame->classes[i];
    for (uint32_t m = 0; m < frame->n_members; m++)
        for (StatScope scope = 0; scope < SCOPES_OF_UNIT; scope++) {
            Class key;
            const Class *class = NULL;
            if (class_of(comparison, frame->members[m].unit, year, scope, &key))
                class =
                    bsearch(&key, frame->classes, frame->n_classes, sizeof key, compare_classes);
            uint32_t c = class == NULL ? frame->n_classes : (uint32_t)(class - frame->classes);
            frame->members[m].classes[scope] = c;
            frame->class_starts[c + 1]++;
        }
    for (uint32_t c = 0; c <= frame->n_classes; c++)
        frame->class_starts[c + 1] += frame->class_starts[c];
}

static void find_neighbours(Arena *arena, const Comparison *comparison, int year,
                            const uint32_t *member_of, StatisticsFrame *frame)
{
    const uint32_t *starts, *items;
    uint32_t n = 0;
    comparison_neighbours(arena, comparison, year, &starts, &items);
    frame->neighbours = arena_array(arena, starts[frame->n_units], sizeof *frame->neighbours);
    for (uint32_t m = 0; m < frame->n_members; m++) {
        uint32_t unit = frame->members[m].unit;
        frame->neighbour_starts[m] = n;
        for (uint32_t k = starts[unit]; k < starts[unit + 1]; k++)
            if (member_of[items[k]] != NO_UNIT)
                frame->neighbours[n++] = member_of[items[k]];
    }
    frame->neighbour_starts[frame->n_members] = n;
}

/* The members with neighbours, in the order of their codes. */
static int compare_codes(const void *left, const void *right, void *frame_pointer)
{
    const StatisticsFrame *frame = frame_pointer;
    return strcmp(frame->codes[*(const uint32_t *)left], frame->codes[*(const uint32_t *)right]);
}

static void order_by_code(const Comparison *comparison, StatisticsFrame *frame)
{
    for (uint32_t m = 0; m < frame->n_members; m++) {
        (void)snprintf(frame->codes[m], STAT_KEY, "%s",
                       comparison_territory(comparison)->units[frame->members[m].unit].code);
        if (frame->neighbour_starts[m + 1] > frame->neighbour_starts[m])
            frame->by_code[frame->n_by_code++] = m;
    }
    qsort_r(frame->by_code, frame->n_by_code, sizeof *frame->by_code, compare_codes, frame);
}

static void make_room(Arena *arena, StatisticsFrame *frame)
{
    size_t n = frame->n_members, n_neighbours = frame->neighbour_starts[n],
           n_classes = frame->n_classes + 1;
    size_t n_places = frame->class_starts[n_classes];
    frame->work = (Work){
        .items = arena_array(arena, n, sizeof(Item)),
        .spare = arena_array(arena, n, sizeof(Item)),
        .members = arena_array(arena, n, sizeof(uint32_t)),
        .values = arena_array(arena, n, sizeof(double)),
        .truths = arena_array(arena, n, sizeof(double)),
        .places =
            arena_array(arena, n_places > n_neighbours ? n_places : n_neighbours, sizeof(uint32_t)),
        .ends = arena_array(arena, n > n_classes ? n : n_classes, sizeof(uint32_t)),
        .place_of = arena_array(arena, n, sizeof(uint32_t)),
        .ranks = arena_array(arena, n, sizeof *frame->work.ranks),
    };
}

StatisticsFrame *statistics_frame(Arena *arena, const Comparison *comparison, int year)
{
    const Territory *territory = comparison_territory(comparison);
    StatisticsFrame *frame = arena_alloc(arena, sizeof *frame);
    frame->n_units = territory->n_units;
    frame->members = arena_array(arena, territory->n_units, sizeof *frame->members);
    uint32_t *member_of = arena_array(arena, territory->n_units, sizeof *member_of);
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const Unit *unit = &territory->units[i];
        bool counts = unit->level <= LEVEL_GMINA && unit_valid(unit, year);
        member_of[i] = counts ? frame->n_members : NO_UNIT;
        if (counts)
            frame->members[frame->n_members++].unit = i;
    }
    size_t n = frame->n_members;
    frame->classes = arena_array(arena, n * SCOPES_OF_UNIT + 1, sizeof *frame->classes);
    frame->class_starts = arena_array(arena, n * SCOPES_OF_UNIT + 2, sizeof *frame->class_starts);
    frame->codes = arena_array(arena, n, sizeof *frame->codes);
    frame->neighbour_starts = arena_array(arena, n + 1, sizeof *frame->neighbour_starts);
    frame->by_code = arena_array(arena, n, sizeof *frame->by_code);
    find_classes(comparison, year, frame);
    find_neighbours(arena, comparison, year, member_of, frame);
    order_by_code(comparison, frame);
    make_room(arena, frame);
    return frame;
}

static uint64_t order_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double value_of(uint64_t order)
{
    uint64_t bits = order >> 63 ? order & ~((uint64_t)1 << 63) : ~order;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Radix sort by bytes, the last first; a byte that all have in common is passed over. Returns the
 * array that is sorted. */
static Item *sort_items(Item *items, Item *spare, uint32_t n)
{
    uint32_t counts[8][256] = {{0}};
    for (uint32_t i = 0; i < n; i++)
        for (unsigned byte = 0; byte < 8; byte++)
            counts[byte][items[i].order >> 8 * byte & 255]++;
    for (unsigned byte = 0; n > 0 && byte < 8; byte++) {
        uint32_t *count = counts[byte], start = 0;
        if (count[items[0].order >> 8 * byte & 255] == n)
            continue;
        for (unsigned digit = 0; digit < 256; digit++) {
            uint32_t here = count[digit];
            count[digit] = start;
            start += here;
        }
        for (uint32_t i = 0; i < n; i++)
            spare[count[items[i].order >> 8 * byte & 255]++] = items[i];
        Item *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

static void sort_values(StatisticsFrame *frame, const Vector *result)
{
    Work *work = &frame->work;
    uint32_t n = 0;
    for (uint32_t m = 0; m < frame->n_members; m++) {
        uint32_t unit = frame->members[m].unit;
        if (unit < result->n && !state_is_missing(result->states[unit]) &&
            !state_is_secret(result->states[unit]))
            work->items[n++] = (Item){order_of(result->values[unit] + 0.0), m};
    }
    const Item *items = sort_items(work->items, work->spare, n);
    work->n = n;
    work->exponent = result->exponent;
    work->power = vector_power(abs(result->exponent));
    for (uint32_t i = 0; i < n; i++) {
        double value = value_of(items[i].order);
        work->members[i] = items[i].member;
        work->values[i] = value;
        work->truths[i] = result->exponent < 0 ? value * work->power : value / work->power;
    }
}

/* percentile_cont of PostgreSQL. */
static double quantile(const Work *work, const uint32_t *places, uint32_t n, double fraction)
{
    double at = fraction * (n - 1);
    uint32_t low = (uint32_t)at;
    double value = work->truths[places[low]];
    return at == low ? value : value + (at - low) * (work->truths[places[low + 1]] - value);
}

/* Of the values at some places, ascending; n is not 0. The sum carries what its rounding loses
 * (Knuth), so that of whole numbers it is exact. */
static void fill_stat(const Work *work, const uint32_t *places, uint32_t n, Stat *stat)
{
    double sum = 0, rest = 0;
    for (uint32_t i = 0; i < n; i++) {
        double value = work->values[places[i]], total = sum + value, part = total - sum;
        rest += (sum - (total - part)) + (value - part);
        sum = total;
    }
    stat->n = n;
    stat->mean =
        work->exponent < 0 ? (sum + rest) / n * work->power : (sum + rest) / (n * work->power);
    stat->least = work->truths[places[0]];
    stat->quartile1 = quantile(work, places, n, 0.25);
    stat->median = quantile(work, places, n, 0.5);
    stat->quartile3 = quantile(work, places, n, 0.75);
    stat->greatest = work->truths[places[n - 1]];
}

static void add_stat(const Work *work, const uint32_t *places, uint32_t n, StatScope scope,
                     const char key[STAT_KEY], Statistics *statistics)
{
    if (n < STAT_LEAST)
        return;
    Stat *stat = &statistics->stats[statistics->n_stats++];
    stat->scope = scope;
    memcpy(stat->key, key, STAT_KEY);
    fill_stat(work, places, n, stat);
}

/* Rank 1 is the greatest; equal values share the lowest rank. */
static void rank_class(const Work *work, const uint32_t *places, uint32_t n, StatScope scope)
{
    uint32_t rank = 1;
    for (uint32_t i = n; n >= STAT_LEAST && i-- > 0;) {
        if (i + 1 < n && work->values[places[i]] != work->values[places[i + 1]])
            rank = n - i;
        work->ranks[places[i]][scope] = rank;
    }
}

/* Handed out in ascending order, the values of a class need no sorting of their own. */
static void make_classes(const StatisticsFrame *frame, Statistics *statistics)
{
    const Work *work = &frame->work;
    uint32_t *places = work->places, *ends = work->ends;
    memcpy(ends, frame->class_starts, (frame->n_classes + 1) * sizeof *ends);
    for (uint32_t p = 0; p < work->n; p++) {
        const Member *member = &frame->members[work->members[p]];
        for (StatScope scope = 0; scope < SCOPES_OF_UNIT; scope++)
            places[ends[member->classes[scope]]++] = p;
    }
    memset(work->ranks, 0, work->n * sizeof *work->ranks);
    for (uint32_t c = 0; c < frame->n_classes; c++) {
        const Class *class = &frame->classes[c];
        uint32_t start = frame->class_starts[c], n = ends[c] - start;
        rank_class(work, places + start, n, class->scope);
        add_stat(work, places + start, n, class->scope, class->key, statistics);
    }
}

/* The same for the values of everyone's neighbours. */
static void make_neighbours(const StatisticsFrame *frame, Statistics *statistics)
{
    const Work *work = &frame->work;
    const uint32_t *starts = frame->neighbour_starts, *neighbours = frame->neighbours;
    uint32_t *places = work->places, *ends = work->ends;
    memcpy(ends, starts, frame->n_members * sizeof *ends);
    for (uint32_t p = 0; p < work->n; p++) {
        uint32_t m = work->members[p];
        for (uint32_t k = starts[m], end = starts[m + 1]; k < end; k++)
            places[ends[neighbours[k]]++] = p;
    }
    for (uint32_t i = 0; i < frame->n_by_code; i++) {
        uint32_t m = frame->by_code[i];
        add_stat(work, places + starts[m], ends[m] - starts[m], STAT_NEIGHBOURS, frame->codes[m],
                 statistics);
    }
}

static void fill_ranks(const StatisticsFrame *frame, Statistics *statistics)
{
    const Work *work = &frame->work;
    memset(work->place_of, 0, frame->n_members * sizeof *work->place_of);
    for (uint32_t p = 0; p < work->n; p++)
        work->place_of[work->members[p]] = p + 1;
    for (uint32_t m = 0; m < frame->n_members; m++) {
        if (work->place_of[m] == 0)
            continue;
        const uint32_t *ranks = work->ranks[work->place_of[m] - 1];
        statistics->ranks[statistics->n_ranks++] =
            (Ranks){frame->members[m].unit, ranks[STAT_LEVEL], ranks[STAT_KIND],
                    ranks[STAT_VOIVODESHIP], ranks[STAT_GROUP]};
    }
}

void statistics_make(Arena *arena, StatisticsFrame *frame, const Vector *result,
                     Statistics *ret_statistics)
{
    assert(result->n <= frame->n_units);
    sort_values(frame, result);
    Statistics statistics = {0};
    statistics.stats =
        arena_array(arena, frame->n_classes + frame->n_by_code, sizeof *statistics.stats);
    statistics.ranks = arena_array(arena, frame->work.n, sizeof *statistics.ranks);
    make_classes(frame, &statistics);
    make_neighbours(frame, &statistics);
    fill_ranks(frame, &statistics);
    *ret_statistics = statistics;
}
