#include "cell.h"
#include "num.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static Arena *arena;
static Flags flags;

static int set_up(void **state)
{
    (void)state;
    Err err = {0};
    arena = arena_new();
    return flags_read(arena, SMUP_CONFIG_DIR "/portal/flags.csv", &flags, &err) ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

typedef struct CellCase {
    const char *label;
    double value;
    CellState state;
    int decimals;
    int64_t rounded;
    const char *obs;
    int flag;
} CellCase;

static CellCase cases[] = {
    {"a value", 12500.005, 0, 2, 1250001, "A", 1},
    {"a negative value", -2.5, 0, 0, -3, "A", 1},
    {"a measured zero", 0, 0, 2, 0, "A", 2},
    {"a negative zero is a zero", -0.0, 0, 2, 0, "A", 2},
    {"a value that rounds to zero", 0.004, 0, 2, 0, "N", 3},
    {"a half is rounded away from zero", 0.005, 0, 2, 1, "A", 1},
    {"the source says: less than its format", 0, OBS_N, 2, 0, "N", 3},
    {"a tie is one of decimals: 1.005 is less as a double", 1.005, 0, 2, 101, "A", 1},
    {"a preliminary value after a break", 7, OBS_P | OBS_B, 0, 7, "BP", 1},
    {"a zero that is all that is known of a sum with gaps", 0, OBS_U, 2, 0, "U", 5},
    {"a value with gaps", 7, OBS_U, 0, 7, "U", 1},
    {"a missing value", 0, OBS_O, 2, 0, "O", 5},
    {"a missing value below the format", 0, OBS_O | OBS_N, 2, 0, "ON", 5},
    {"a secret value", 55, 5u << CONF_SHIFT, 2, 0, "Q", 5},
    {"a secret preliminary value", 55, OBS_P | 5u << CONF_SHIFT, 2, 0, "QP", 5},
    {"the source's letter is not published", 1, (CellState)'x' << ATTRIBUTE_SHIFT, 0, 1, "A", 1},
};

static void a_cell_is_published(void **state)
{
    const CellCase *test = *state;
    Cell cell;
    Err err = {0};
    char obs[OBS_TEXT];
    assert_true(cell_publish(&flags, test->value, test->state, test->decimals, &cell, &err));
    state_obs_text(cell.state, obs);
    assert_string_equal(obs, test->obs);
    assert_int_equal(cell.flag, test->flag);
    assert_int_equal(cell.rounded, test->rounded);
    assert_int_equal(cell.has_value, !state_is_missing(cell.state));
    assert_false(signbit(cell.exact) && cell.exact == 0);
}

static void rounding_by_product_equals_rounding_by_digits(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (unsigned i = 0; i < 300000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int decimals = (int)(seed >> 60) % 7;
        /* decimals with few digits, so that ties and what is next to them are met often */
        double value =
            (double)((int64_t)(seed >> 20) % 20000000) / num_pow10((int)(seed >> 50) % 9);
        if (i % 3 == 0)
            value = nextafter(value, i % 2 == 0 ? INFINITY : -INFINITY);
        if (i % 5 == 0 && decimals < 4)
            value *= 1234567.0;
        Cell cell;
        Err err = {0};
        Num number;
        char text[NUM_TEXT];
        assert_true(cell_publish(&flags, value, 0, decimals, &cell, &err));
        num_write_rounded(value, 0, decimals, text);
        assert_int_equal(num_parse(str_view(text), (NumFormat){".", false}, &number), NUM_OK);
        assert_int_equal(cell.rounded, number.mantissa);
    }
}

static void what_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    static const double values[] = {INFINITY, NAN, 1e300, -1e17};
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        Cell cell;
        Err err = {0};
        assert_false(cell_publish(&flags, values[i], 0, 4, &cell, &err));
        assert_int_equal(err.kind, ERR_DATA);
    }
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LENGTH(cases) + 2] = {
        cmocka_unit_test(rounding_by_product_equals_rounding_by_digits),
        cmocka_unit_test(what_cannot_be_written_is_an_error),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        tests[i + 2] =
            (struct CMUnitTest){cases[i].label, a_cell_is_published, NULL, NULL, &cases[i]};

    return cmocka_run_group_tests_name("export_cell", tests, set_up, tear_down);
}
