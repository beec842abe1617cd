#include "identity_rule.h"

#include "cases.h"

static Arena *arena;

typedef struct RuleCase {
    const char *label, *rule;
    size_t n_terms;
    int64_t values[8], difference;
} RuleCase;

static RuleCase cases[] = {
    {"an equation that holds", "R2 = R4 + R10 - R6", 4, {100, 90, 12, 2}, 0},
    {"an equation that is too great", "R2 = R4", 2, {100, 90}, 10},
    {"an equation that is too small", "R2 = R4", 2, {90, 100}, 10},
    {"a sum that begins with a minus", "a = -b", 2, {-5, 5}, 0},
    {"at most: less and equal hold", "R4 <= R10 <= R1", 3, {1, 1, 2}, 0},
    {"at most: the greatest of two differences", "R4 <= R10 <= R1", 3, {9, 7, 4}, 3},
    {"at most a sum", "R12U + R12B <= R11", 3, {3, 4, 6}, 1},
    {"equal, then at most", "a = b <= c", 3, {2, 2, 1}, 1},
    {"names in quotation marks", "'wynik budżetu'='dochody, razem'-'x = y'", 3, {-1, 2, 3}, 0},
    {"letters of Polish", "należności = saldo_1", 2, {4, 4}, 0},
    {"no blanks, and many", "a=b +\n  c", 3, {5, 2, 3}, 0},
};

static XmlNode node_of(XmlAttribute *attribute, const char *rule)
{
    *attribute = (XmlAttribute){str_view("rule"), str_view(rule)};
    return (XmlNode){.name = "identity", .attributes = attribute, .n_attributes = 1, .file = "x"};
}

static void a_rule_is_read_and_worked_out(void **state)
{
    const RuleCase *c = *state;
    XmlAttribute attribute;
    const XmlNode node = node_of(&attribute, c->rule);
    Rule rule;
    Err err = {0};
    int64_t difference;
    assert_true(rule_read(arena, &node, &rule, &err));
    assert_int_equal(rule_n_terms(&rule), c->n_terms);
    assert_true(rule_difference(&rule, c->values, &difference));
    assert_int_equal(difference, c->difference);
}

static void sums_that_are_too_large_are_not_worked_out(void **state)
{
    (void)state;
    XmlAttribute attribute;
    const XmlNode node = node_of(&attribute, "a + b = c");
    const int64_t large[] = {INT64_MAX, 1, 0}, far[] = {INT64_MAX, 0, -1};
    Rule rule;
    Err err = {0};
    int64_t difference = 7;
    assert_true(rule_read(arena, &node, &rule, &err));
    assert_false(rule_difference(&rule, large, &difference));
    assert_false(rule_difference(&rule, far, &difference));
    assert_int_equal(difference, 7);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LENGTH(cases) + 1];
    arena = arena_new();
    CASES_FILL(tests, cases, a_rule_is_read_and_worked_out);
    tests[ARRAY_LENGTH(cases)] =
        (struct CMUnitTest)cmocka_unit_test(sums_that_are_too_large_are_not_worked_out);
    int failed = cmocka_run_group_tests_name("identity_rule", tests, NULL, NULL);
    (void)arena_free(arena);
    return failed;
}
