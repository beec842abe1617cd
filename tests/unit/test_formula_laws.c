/*
 * What holds for every formula: how states add up, and that neither the order of the rows, nor how
 * many are computed at a time, nor threads change a bit.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "../harness/tree.h"
#include "../harness/world.h"

#include "../harness/cases.h"

enum { ROWS = 130, ROUNDS = 300 };

/* ---- states ---- */

static void check_states(World *world, const char *left, const char *right)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Vector a = world_run(arena, world, world_parse(arena, left), WORLD_YEAR),
           b = world_run(arena, world, world_parse(arena, right), WORLD_YEAR);
    if (memcmp(a.states, b.states, ROWS * sizeof *a.states) != 0)
        fail_msg("%s and %s", left, right);
}

static void states_of_sums_may_change_places_and_stand_twice(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"a + a", "a"},
        {"a + b", "b + a"},
        {"(a + b) + c", "a + (b + c)"},
    };
    random_begin(362436069u);
    for (unsigned round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        World *world = world_new(arena, ROWS, WILD);
        for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
            check_states(world, pairs[i][0], pairs[i][1]);
    }
}

/* Strict operations over these names, with any parentheses. */
static const char *chain(Arena *arena, const char *names, unsigned n)
{
    static const char *const ones[][2] = {
        {"", ""}, {"(-", ")"}, {"abs(", ")"}, {"ceil(", ")"}, {"round(", ", 1)"}};
    static const char *const twos[][3] = {{"(", " + ", ")"},      {"(", " - ", ")"},
                                          {"(", " * ", ")"},      {"max_of(", ", ", ")"},
                                          {"min_of(", ", ", ")"}, {"mod(", ", ", ")"}};
    if (n == 1) {
        const char *const *one = ones[random_pick(ARRAY_LENGTH(ones))];
        return arena_printf(arena, "%s%c%s", one[0], *names, one[1]);
    }
    const char *const *two = twos[random_pick(ARRAY_LENGTH(twos))];
    unsigned first = 1 + random_pick(n - 1);
    const char *left = chain(arena, names, first);
    return arena_printf(arena, "%s%s%s%s%s", two[0], left, two[1],
                        chain(arena, names + first, n - first), two[2]);
}

/* The same over a, b ..., in any order and some of them again. */
static const char *chain_of(Arena *arena, unsigned n_names)
{
    char names[8];
    unsigned n = n_names + random_pick(sizeof names - n_names);
    for (unsigned i = 0; i < n; i++) {
        unsigned at = random_pick(i + 1);
        names[i] = names[at];
        names[at] = "abc"[i < n_names ? i : random_pick(n_names)];
    }
    return chain(arena, names, n);
}

static void strict_operations_have_the_states_of_what_is_in_them(void **state)
{
    (void)state;
    random_begin(521288629u);
    for (unsigned round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        World *world = world_new(arena, ROWS, WILD);
        unsigned n_names = 1 + random_pick(3);
        check_states(world, chain_of(arena, n_names), chain_of(arena, n_names));
    }
}

/* ---- rows ---- */

static const char *const of_others[] = {
    "group_avg(a / 7)",      "group_median(a, \"kind\")", "group_sum(a, \"level\")",
    "group_rank(a)",         "group_stddev(a / 3)",       "neighbours_avg(a / 7)",
    "neighbours_sum(b)",     "neighbours_count(c)",       "children_sum(a / 7)",
    "children_avg(b)",       "share_in_parent(a)",        "prev(group_max(a / b), 1)",
    "parent(a, \"powiat\")", "length(level())",           "group_avg(parent(a) / b)",
};

/* One of the above, or a random one. */
static const char *some_formula(Arena *arena, unsigned round)
{
    if (round < ARRAY_LENGTH(of_others))
        return of_others[round];
    return tree_write(arena, random_pick(4) == 0 ? tree_condition(arena, 4)
                                                 : tree_number(arena, 4, PURITY_ANY));
}

/* Row i of one is row rows[i] of the other. */
static void check_rows(const char *text, const Vector *some, const uint32_t *rows,
                       const Vector *all)
{
    assert_int_equal(some->exponent, all->exponent);
    for (uint32_t i = 0; i < some->n; i++)
        if (memcmp(&some->values[i], &all->values[rows[i]], sizeof *some->values) != 0 ||
            some->states[i] != all->states[rows[i]])
            fail_msg("%s: row %u is %.17g %#x, expected %.17g %#x", text, rows[i], some->values[i],
                     some->states[i], all->values[rows[i]], all->states[rows[i]]);
}

static void the_order_of_rows_changes_no_bit(void **state)
{
    (void)state;
    random_begin(88675123u);
    for (unsigned round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        World *world = world_new(arena, ROWS, TAME);
        const char *text = some_formula(arena, round);
        const Formula *formula = world_parse(arena, text);
        uint32_t rows[ROWS];
        for (uint32_t i = 0; i < ROWS; i++) {
            uint32_t at = random_pick(i + 1);
            rows[i] = rows[at];
            rows[at] = i;
        }
        Vector all = world_run(arena, world, formula, WORLD_YEAR),
               shuffled =
                   world_run(arena, world_take(arena, world, rows, ROWS), formula, WORLD_YEAR);
        check_rows(text, &shuffled, rows, &all);
    }
}

static void the_number_of_rows_at_a_time_changes_no_bit(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 7, 64, ROWS};
    random_begin(123456789u);
    for (unsigned round = 0; round < ROUNDS / 3; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        World *world = world_new(arena, ROWS + 1, TAME);
        const char *text = some_formula(arena, UINT32_MAX);
        const Formula *formula = world_parse(arena, text);
        uint32_t rows[ROWS];
        for (uint32_t i = 0; i < ROWS; i++)
            rows[i] = i;
        world = world_take(arena, world, rows, ROWS); /* rows that do not continue each other */
        Vector all = world_run(arena, world, formula, WORLD_YEAR);
        for (size_t k = 0; k < ARRAY_LENGTH(sizes); k++)
            for (uint32_t at = 0; at < ROWS; at += sizes[k]) {
                uint32_t n = ROWS - at < sizes[k] ? ROWS - at : sizes[k];
                Vector some =
                    world_run(arena, world_take(arena, world, rows + at, n), formula, WORLD_YEAR);
                check_rows(text, &some, rows + at, &all);
            }
    }
}

/* ---- threads ---- */

enum { THREADS = 4, FORMULAS = 40, YEARS = 4, REPEATS = 100 };

static const char *const of_texts[] = {
    "length(upper(status(a) || \"zażółć\") || comment(b))",
    "cast(cast(a / 7, string), number)",
    "if status(prev(a)) < lower(\"P\") then 1 else 0",
    "round(a / b, 2)",
    "trunc(mean_known(a, b, c), 1)",
};

typedef struct Work {
    World *world;
    Formula *formulas[FORMULAS];
    Vector expected[FORMULAS][YEARS];
    pthread_barrier_t begin;
} Work;

typedef struct Worker {
    pthread_t thread;
    Work *work;
    unsigned number, n_wrong;
} Worker;

/* In turn all threads compute the same year, and each another one. */
static void *compute(void *context)
{
    Worker *worker = context;
    Work *work = worker->work;
    (void)pthread_barrier_wait(&work->begin);
    for (unsigned k = 0; k < REPEATS * FORMULAS; k++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        unsigned at = k % FORMULAS, year = (k % 2 == 0 ? k : k + worker->number) % YEARS;
        const Vector *expected = &work->expected[at][year];
        EvaluateSource source = world_source(work->world);
        Vector result = {0};
        Err err = {0};
        bool good = formula_evaluate(work->formulas[at], &source, WORLD_YEAR + (int)year, ROWS,
                                     arena, &result, &err) &&
                    result.exponent == expected->exponent &&
                    memcmp(result.values, expected->values, ROWS * sizeof *result.values) == 0 &&
                    memcmp(result.states, expected->states, ROWS * sizeof *result.states) == 0;
        worker->n_wrong += !good;
    }
    return NULL;
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Work work = {.world = world_new(arena, ROWS, TAME)};
    Worker workers[THREADS];
    random_begin(314159265u);
    for (unsigned i = 0; i < FORMULAS; i++) {
        unsigned n_texts = ARRAY_LENGTH(of_texts);
        work.formulas[i] =
            world_parse(arena, i < n_texts ? of_texts[i] : some_formula(arena, i - n_texts));
        for (int year = 0; year < YEARS; year++)
            work.expected[i][year] =
                world_run(arena, work.world, work.formulas[i], WORLD_YEAR + year);
    }
    assert_int_equal(pthread_barrier_init(&work.begin, NULL, THREADS), 0);
    for (unsigned k = 0; k < THREADS; k++) {
        workers[k] = (Worker){.work = &work, .number = k};
        assert_int_equal(pthread_create(&workers[k].thread, NULL, compute, &workers[k]), 0);
    }
    for (unsigned k = 0; k < THREADS; k++) {
        assert_int_equal(pthread_join(workers[k].thread, NULL), 0);
        assert_int_equal(workers[k].n_wrong, 0);
    }
    (void)pthread_barrier_destroy(&work.begin);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_of_sums_may_change_places_and_stand_twice),
        cmocka_unit_test(strict_operations_have_the_states_of_what_is_in_them),
        cmocka_unit_test(the_order_of_rows_changes_no_bit),
        cmocka_unit_test(the_number_of_rows_at_a_time_changes_no_bit),
        cmocka_unit_test(threads_change_no_bit),
    };
    return cmocka_run_group_tests_name("formula_laws", tests, NULL, NULL);
}
