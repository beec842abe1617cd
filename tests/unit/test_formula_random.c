/* Random formulas: the engine against the naive evaluation of single cells, and laws of algebra. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../harness/naive.h"

#include "../harness/cases.h"

enum { ROWS = 96, ROUNDS = 6000 };

static void check_cell(const char *text, const Vector *result, uint32_t row, Cell cell)
{
    CellState state =
        state_with_attribute(cell.flags | state_of_conf(cell.conf), (char)cell.attribute);
    double value = result->values[row] / pow(10, result->exponent);
    bool missing = cell.bottom == 0;
    double expected = missing ? 0 : (double)((long double)cell.top / (long double)cell.bottom);
    bool near = fabs(value - expected) <= 1e-13 * (1 + cell.size + fabs(expected));
    if (result->states[row] != state || (missing && result->values[row] != 0) || !near)
        fail_msg("%s\nrow %u: %.17g state %#x, expected %.17g state %#x", text, row, value,
                 result->states[row], expected, state);
}

static void the_engine_equals_the_evaluation_of_single_cells(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *of_world = arena_new();
    World *world = NULL;
    random_begin(88172645463325252u);
    for (unsigned round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        if (round % 100 == 0) {
            of_world = arena_free(of_world);
            world = world_new(of_world = arena_new(), ROWS, TAME);
        }
        const Tree *tree =
            random_pick(4) == 0 ? tree_condition(arena, 4) : tree_number(arena, 4, PURITY_ANY);
        const char *text = tree_write(arena, tree);
        Vector result = world_run(arena, world, world_parse(arena, text), WORLD_YEAR);
        for (uint32_t row = round % 8; row < ROWS; row += 8)
            check_cell(text, &result, row, naive_cell(world, tree, row, WORLD_YEAR));
    }
}

/* Every value and state of both is the same. */
static void check_same(World *world, const char *left, const char *right)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Vector a = world_run(arena, world, world_parse(arena, left), WORLD_YEAR),
           b = world_run(arena, world, world_parse(arena, right), WORLD_YEAR);
    assert_int_equal(a.exponent, b.exponent);
    assert_memory_equal(a.values, b.values, ROWS * sizeof *a.values);
    assert_memory_equal(a.states, b.states, ROWS * sizeof *a.states);
}

static void what_means_the_same_is_the_same(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"a + b", "b + a"},
        {"(a + b) + c", "a + (b + c)"},
        {"a * b", "b * a"},
        {"(a * b) * c", "a * (b * c)"},
        {"sum_known(a, b, c)", "sum_known(c, b, a)"},
        {"max_of(a, b, c)", "max_of(b, c, a)"},
        {"min_of(a, b, c)", "min_of(c, a, b)"},
        {"a > 1 and b > 1", "b > 1 and a > 1"},
        {"(a > 1 and b > 1) and c > 1", "a > 1 and (b > 1 and c > 1)"},
        {"a > 1 or b > 1", "b > 1 or a > 1"},
        {"(a > 1 or b > 1) or c > 1", "a > 1 or (b > 1 or c > 1)"},
        {"a > 1 xor b > 1", "b > 1 xor a > 1"},
        {"not (a > 1 and b > 1)", "not (a > 1) or not (b > 1)"},
        {"if a > 1 then b else c", "case when a > 1 then b else c"},
        {"diff(a, 2)", "a - prev(a, 2)"},
        {"change(a)", "a / prev(a) - 1"},
        {"sum_years(a, 3)", "a + prev(a, 1) + prev(a, 2)"},
        {"mean_years(a, 3)", "sum_years(a, 3) / 3"},
        {"base_index(a, 2018)", "a / at_year(a, 2018)"},
        {"mean_known(a, b)", "mean_known(b, a)"},
        {"mean_known(a, b, c)", "mean_known(c, a, b)"},
        {"ceil(-a)", "-floor(a)"},
        {"trunc(-a, 1)", "-trunc(a, 1)"},
        {"round(-a / 7, 1)", "-round(a / 7, 1)"},
        {"prev(a + b, 2)", "prev(a, 2) + prev(b, 2)"},
        {"mean_years(prev(a, 1), 2)", "prev(mean_years(a, 2), 1)"},
        {"share_in_parent(a)", "a / parent(a)"},
        {"country(a)", "parent(a, \"country\")"},
    };
    random_begin(2463534242u);
    for (unsigned round = 0; round < 100; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        World *world = world_new(arena, ROWS, round % 2 == 0 ? TAME : WILD);
        for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
            check_same(world, pairs[i][0], pairs[i][1]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_equals_the_evaluation_of_single_cells),
        cmocka_unit_test(what_means_the_same_is_the_same),
    };
    return cmocka_run_group_tests_name("formula_random", tests, NULL, NULL);
}
