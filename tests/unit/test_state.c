#include "state.h"

#include "cases.h"

/* Any state a cell may have: some codes, a rank that exists, some letter. */
static CellState random_state(uint64_t *seed)
{
    CellState state = next_random(seed) & OBS_MASK & ((1u << OBS_CODES) - 1);
    state |= state_of_conf(next_random(seed) % (sizeof CONF_LIST - 1));
    return state_with_attribute(state, (char)(next_random(seed) & 0xff));
}

static void joining_is_associative_commutative_and_idempotent(void **unused)
{
    (void)unused;
    uint64_t seed = 1;
    for (unsigned i = 0; i < 100000; i++) {
        CellState a = random_state(&seed), b = random_state(&seed), c = random_state(&seed);
        assert_int_equal(state_join(state_join(a, b), c), state_join(a, state_join(b, c)));
        assert_int_equal(state_join(a, b), state_join(b, a));
        assert_int_equal(state_join(a, a), a);
        assert_int_equal(state_join(a, 0), a);
    }
}

static void joining_keeps_every_code_and_the_more_secret_rank(void **unused)
{
    (void)unused;
    uint64_t seed = 2;
    for (unsigned i = 0; i < 100000; i++) {
        CellState a = random_state(&seed), b = random_state(&seed), both = state_join(a, b);
        CellState rank_a = a & CONF_MASK, rank_b = b & CONF_MASK;
        assert_int_equal(both & OBS_MASK, (a | b) & OBS_MASK);
        assert_int_equal(both & CONF_MASK, rank_a > rank_b ? rank_a : rank_b);
        assert_int_equal(state_is_missing(both), state_is_missing(a) || state_is_missing(b));
        assert_int_equal(state_is_secret(both), state_is_secret(a) || state_is_secret(b));
    }
}

static void only_o_m_l_h_and_q_are_missing(void **unused)
{
    (void)unused;
    for (const char *code = "ABOMLHQJSDKWIFEPNUVG"; *code != '\0'; code++) {
        CellState state;
        assert_true(state_parse_obs((StrView){code, 1}, &state));
        assert_int_equal(state_is_missing(state), strchr("OMLHQ", *code) != NULL);
        assert_int_equal(state_obs_code(state), *code);
    }
}

typedef struct CodeCase {
    const char *label, *codes;
    bool good;
    char first;
} CodeCase;

static CodeCase cases[] = {
    {"A is the empty set", "A", true, 'A'},
    {"a break goes before everything", "PB", true, 'B'},
    {"a missing value goes before a preliminary one", "PO", true, 'O'},
    {"M goes before L", "LM", true, 'M'},
    {"an estimate goes before a preliminary value", "PE", true, 'E'},
    {"W goes before P", "PW", true, 'W'},
    {"A beside another adds nothing", "AP", true, 'P'},
    {"a code twice is the same set", "PP", true, 'P'},
    {"no code is no status", "", false, 0},
    {"an unknown letter is refused", "PX", false, 0},
    {"a small letter is refused", "p", false, 0},
};

static void codes_are_parsed(void **argument)
{
    const CodeCase *test = *argument;
    CellState state = 0xffffffff;
    assert_int_equal(state_parse_obs(str_view(test->codes), &state), test->good);
    if (test->good)
        assert_int_equal(state_obs_code(state), test->first);
    else
        assert_int_equal(state, 0xffffffff); /* written on success only */
}

static void a_nul_is_no_code(void **unused)
{
    (void)unused;
    CellState state;
    assert_false(state_parse_obs((StrView){"P\0", 2}, &state));
    assert_false(state_parse_conf('\0', &state));
}

static void every_rank_is_read_and_written(void **unused)
{
    (void)unused;
    CellState before = 0;
    static const char ranks[] = CONF_LIST;
    for (size_t i = 0; ranks[i] != '\0'; i++) {
        CellState state;
        assert_true(state_parse_conf(ranks[i], &state));
        assert_int_equal(state_conf_code(state), ranks[i]);
        assert_int_equal(state_is_secret(state), ranks[i] != 'F');
        assert_true(i == 0 || state > before);
        before = state;
    }
    assert_false(state_parse_conf('X', &before));
}

static void the_attribute_does_not_touch_the_rest(void **unused)
{
    (void)unused;
    CellState state = OBS_P | OBS_B | state_of_conf(5), with = state_with_attribute(state, '\xff');
    assert_int_equal(with >> ATTRIBUTE_SHIFT, 0xff);
    assert_int_equal(state_with_attribute(with, '\0'), state);
    assert_int_equal(state_conf_code(with), 'C');
}

int main(void)
{
    enum { PLAIN = 6 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(cases)] = {
        cmocka_unit_test(joining_is_associative_commutative_and_idempotent),
        cmocka_unit_test(joining_keeps_every_code_and_the_more_secret_rank),
        cmocka_unit_test(only_o_m_l_h_and_q_are_missing),
        cmocka_unit_test(a_nul_is_no_code),
        cmocka_unit_test(every_rank_is_read_and_written),
        cmocka_unit_test(the_attribute_does_not_touch_the_rest),
    };

    CASES_FILL_AT(tests, PLAIN, cases, codes_are_parsed);
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
