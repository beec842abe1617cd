/* What tests/formula/ cannot say: breaks, rows that continue others, exponents at their limits,
 * failing inputs. */
#include "evaluate.h"
#include "territory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../harness/cases.h"

enum { ROWS = 3, YEAR = 2020 };

/* Two inputs, a and b, the same in every year but for what a test changes; c cannot be read. */
typedef struct Inputs {
    double values[2][ROWS];
    CellState states[2][ROWS];
    int exponents[2];
    int break_year; /* of b */
} Inputs;

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    Inputs *inputs = context;
    if (name == 2)
        return err_set(err, ERR_DATA, "no input in %d", year);
    *ret_vector =
        (Vector){ROWS, inputs->exponents[name], inputs->values[name], inputs->states[name]};
    return true;
}

static bool is_broken(void *context, unsigned name, int from_exclusive, int to_inclusive)
{
    const Inputs *inputs = context;
    return name == 1 && from_exclusive < inputs->break_year && inputs->break_year <= to_inclusive;
}

static bool evaluate(Arena *arena, const char *text, const EvaluateSource *source, Vector *ret,
                     Err *err)
{
    const FormulaNames names = {.inputs = str_split(arena, "a b c", " ")};
    Formula *formula = NULL;
    *err = (Err){0};
    if (!formula_parse(arena, text, &names, (FormulaPlace){0}, &formula, err))
        fail_msg("%s", err->text);
    return formula_evaluate(formula, source, YEAR, ROWS, arena, ret, err);
}

typedef struct BreakCase {
    const char *label, *text;
    int break_year;
    CellState state;
} BreakCase;

static BreakCase break_cases[] = {
    {"a break in the year itself is between", "b / prev(b, 1)", 2020, OBS_O | OBS_B},
    {"a break in the year that is read is before both", "b / prev(b, 1)", 2019, 0},
    {"a break after the year is not between", "b / prev(b, 1)", 2021, 0},
    {"a break within a longer way", "b - prev(b, 3)", 2018, OBS_O | OBS_B},
    {"a break of an input that is not below prev", "b + prev(a, 3)", 2018, 0},
    {"a break of one of two inputs", "prev(a + b, 2)", 2019, OBS_O | OBS_B},
    {"a break on the second part of the way", "prev(prev(b, 1), 1)", 2019, OBS_O | OBS_B},
    {"a break on the first part of the way", "prev(prev(b, 1), 1)", 2020, OBS_O | OBS_B},
    {"a break before the way", "prev(prev(b, 1), 1)", 2018, 0},
};

static void prev_across_a_break_is_missing(void **state)
{
    const BreakCase *test = *state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {4, 5, 6}}, .break_year = test->break_year};
    EvaluateSource source = {.context = &inputs, .input = read_input, .break_between = is_broken};
    Vector result;
    Err err;
    assert_true(evaluate(arena, test->text, &source, &result, &err));
    for (unsigned i = 0; i < ROWS; i++) {
        assert_int_equal(result.states[i], test->state);
        assert_true((result.values[i] == 0) == (test->state != 0));
    }
}

static void a_secret_cell_across_a_break_stays_secret(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {4, 5, 6}},
                     {{0}, {OBS_Q | 5 << CONF_SHIFT, 5 << CONF_SHIFT}},
                     .break_year = 2020};
    inputs.values[1][0] = 0;
    EvaluateSource source = {.context = &inputs, .input = read_input, .break_between = is_broken};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "prev(b)", &source, &result, &err));
    assert_int_equal(result.states[0], OBS_Q | OBS_O | OBS_B | 5 << CONF_SHIFT);
    assert_int_equal(result.states[1], OBS_O | OBS_B | 5 << CONF_SHIFT);
    assert_true(result.values[1] == 0);
}

static void a_row_without_a_past_takes_that_of_the_row_before(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {0}}};
    const uint32_t before[ROWS] = {NO_UNIT, 0, 0};
    const int from[ROWS] = {2020, 2020, 2019};
    EvaluateSource source = {
        .context = &inputs, .input = read_input, .before = before, .from = from};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "prev(a, 1)", &source, &result, &err));
    assert_true(result.values[0] == 1 && result.values[1] == 1 && result.values[2] == 3);
    assert_true(evaluate(arena, "prev(a, 2)", &source, &result, &err));
    assert_true(result.values[2] == 1);
    assert_true(evaluate(arena, "prev(prev(a, 1), 1)", &source, &result, &err));
    assert_true(result.values[2] == 1);
    assert_true(evaluate(arena, "a", &source, &result, &err));
    assert_true(result.values[1] == 2);
}

static void an_overflow_is_missing_and_never_infinite(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1e300, -1e300, 1}, {1e300, 1e300, 1e-300}}};
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "a * b", &source, &result, &err));
    assert_int_equal(result.states[0], OBS_O);
    assert_int_equal(result.states[1], OBS_O);
    assert_true(result.values[0] == 0 && result.values[1] == 0 && result.values[2] == 1e-300);
    assert_true(evaluate(arena, "(a + 0) * b - (a + 0) * b", &source, &result, &err));
    assert_int_equal(result.states[0], OBS_O);
    assert_true(evaluate(arena, "1 / b / b", &source, &result, &err));
    assert_int_equal(result.states[2], OBS_O);
}

static void exponents_stay_within_their_limits(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{3, -5, 0}, {2, 2, 2}}, .exponents = {15, 2}};
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "a * a", &source, &result, &err));
    assert_int_equal(result.exponent, VECTOR_EXPONENT_MAX);
    assert_true(fabs(result.values[0] - 9e-8) < 1e-22);
    assert_true(evaluate(arena, "1 / a / a", &source, &result, &err));
    assert_int_equal(result.exponent, 0);
    assert_true(fabs(result.values[0] - 1e30 / 9) < 1e15);
    assert_int_equal(result.states[2], OBS_O);
    assert_true(evaluate(arena, "a * a < 1 / a / a", &source, &result, &err));
    assert_true(result.values[0] == 1);
    assert_true(evaluate(arena, "a * a * b / a / a", &source, &result, &err));
    assert_true(fabs(result.values[1] * pow(10, -result.exponent) - 0.02) < 1e-15);
    inputs.exponents[0] = -15;
    assert_true(evaluate(arena, "a * a", &source, &result, &err));
    assert_int_equal(result.exponent, -VECTOR_EXPONENT_MAX);
    assert_true(result.values[0] == 9e8);
}

static void zero_has_no_sign(void **state)
{
    (void)state;
    static const char *const texts[] = {"-a", "a * -1", "a / -1", "round(a / 7, -3) * -1",
                                        "if a = 0 then -a else 1"};
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{0, 0, 0}}};
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        assert_true(evaluate(arena, texts[i], &source, &result, &err));
        assert_true(result.values[0] == 0 && !signbit(result.values[0]));
    }
}

static void zeros_at_the_end_of_a_literal_change_no_bit(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}}};
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result, other;
    Err err;
    assert_true(evaluate(arena, "a / 0.7", &source, &result, &err));
    assert_true(evaluate(arena, "a / 0.700", &source, &other, &err));
    assert_int_equal(result.exponent, other.exponent);
    assert_memory_equal(result.values, other.values, ROWS * sizeof *result.values);
}

static void an_attribute_of_the_source_goes_along(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {4, 5, 6}}};
    inputs.states[0][0] = state_with_attribute(0, 'p');
    inputs.states[1][0] = state_with_attribute(OBS_P, 's');
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "a + b", &source, &result, &err));
    assert_int_equal(result.states[0], state_with_attribute(OBS_P, 's'));
    assert_true(evaluate(arena, "nvl(a, b)", &source, &result, &err));
    assert_int_equal(result.states[0], state_with_attribute(0, 'p'));
}

static void an_input_that_cannot_be_read_ends_the_evaluation(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {4, 5, 6}}};
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    assert_false(evaluate(arena, "a + prev(c, 2)", &source, &result, &err));
    assert_int_equal(err.kind, ERR_DATA);
    assert_string_equal(err.text, "no input in 2018");
}

static void the_inputs_are_not_written_to(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Inputs inputs = {{{1, 2, 3}, {4, 5, 6}}, .exponents = {0, 2}}, copy = inputs;
    EvaluateSource source = {.context = &inputs, .input = read_input};
    Vector result;
    Err err;
    assert_true(evaluate(arena, "-a + b * a / b - prev(a) + nvl(a, b) + round(a / b, 1)", &source,
                         &result, &err));
    assert_memory_equal(&inputs, &copy, sizeof inputs);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_secret_cell_across_a_break_stays_secret),
        cmocka_unit_test(a_row_without_a_past_takes_that_of_the_row_before),
        cmocka_unit_test(an_overflow_is_missing_and_never_infinite),
        cmocka_unit_test(exponents_stay_within_their_limits),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(zeros_at_the_end_of_a_literal_change_no_bit),
        cmocka_unit_test(an_attribute_of_the_source_goes_along),
        cmocka_unit_test(an_input_that_cannot_be_read_ends_the_evaluation),
        cmocka_unit_test(the_inputs_are_not_written_to),
    };
    struct CMUnitTest tests[ARRAY_LENGTH(break_cases) + ARRAY_LENGTH(others)];
    CASES_FILL(tests, break_cases, prev_across_a_break_is_missing);
    memcpy(tests + ARRAY_LENGTH(break_cases), others, sizeof others);
    return cmocka_run_group_tests_name("formula_evaluate", tests, NULL, NULL);
}
