/*
 * Functions of other units over a small country: two voivodeships, three powiats, ten gminas, and a
 * gmina and a subregion that are not in the frame.
 */
#include "evaluate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../harness/cases.h"

enum { YEAR = 2020, CHANGES = 4 };
enum { SECRET = 5 << CONF_SHIFT, INTERNAL = 2 << CONF_SHIFT }; /* C and N */
enum {
    COUNTRY,
    V1,
    V2,
    P1,
    P2,
    P3,
    G1,
    G2,
    G3,
    G4,
    G5,
    G6,
    G7,
    G8,
    G9,
    G10,
    OUTSIDE,
    SUBREGION,
    ROWS
};

static const bool valid[ROWS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const UnitLevel levels[ROWS] = {
    LEVEL_COUNTRY, LEVEL_VOIVODESHIP, LEVEL_VOIVODESHIP, LEVEL_POWIAT, LEVEL_POWIAT,
    LEVEL_POWIAT,  LEVEL_GMINA,       LEVEL_GMINA,       LEVEL_GMINA,  LEVEL_GMINA,
    LEVEL_GMINA,   LEVEL_GMINA,       LEVEL_GMINA,       LEVEL_GMINA,  LEVEL_GMINA,
    LEVEL_GMINA,   LEVEL_GMINA,       LEVEL_SUBREGION};
static const double base[ROWS] = {1000, 600, 400, 100, 200, 300, 10,  20,   30,
                                  40,   50,  60,  70,  80,  90,  100, 7777, 5};

static const uint32_t above[ROWS] = {NO_UNIT, COUNTRY, COUNTRY, V1, V1, V2, P1, P1, P1,
                                     P1,      P2,      P2,      P3, P3, P3, P3, P1, NO_UNIT};
static const uint32_t parents[ROWS] = {NO_UNIT, COUNTRY, COUNTRY, SUBREGION, V1, V2, P1, P1, P1,
                                       P1,      P2,      P2,      P3,        P3, P3, P3, P1, V1};

/* Group 1 is gminas 1, 2, 3, 5, 7, group 2 is 4 and 6; in 2019 gmina 4 was in group 1, 5 and 7 were
 * not. */
static const uint32_t groups[ROWS] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1, 2, 1, 0, 0, 0, 1};
static const uint32_t groups_before[ROWS] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 2, 0, 0, 0, 0, 1};
static const uint32_t kinds[ROWS] = {0, 0, 0, 3, 3, 3, 1, 2, 1, 2, 2, 2, 1, 1, 2, 0, 1};
static const uint32_t voivodeships[ROWS] = {0, 0, 0, 3, 3, 4, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1};
static const uint32_t by_level[ROWS] = {1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5};

static const uint32_t neighbours[] = {G2, G3, G4, OUTSIDE, G1, G3, G6, G7, G8, G9};
static const uint32_t starts[ROWS + 1] = {0, 0,  0,  0,  0,  0,  0,  4,  6, 6,
                                          6, 10, 10, 10, 10, 10, 10, 10, 10};
static const uint32_t starts_before[ROWS + 1] = {0, 0, 0, 0, 0, 0, 0, 3, 3, 3,
                                                 3, 3, 3, 3, 3, 3, 3, 3, 3};

static const Relations now = {.valid = valid,
                              .levels = levels,
                              .groups = {groups, kinds, voivodeships, by_level},
                              .above = above,
                              .parents = parents,
                              .neighbours = neighbours,
                              .neighbour_starts = starts};
static const Relations earlier = {.valid = valid,
                                  .levels = levels,
                                  .groups = {groups_before, kinds, voivodeships, by_level},
                                  .above = above,
                                  .parents = parents,
                                  .neighbours = neighbours,
                                  .neighbour_starts = starts_before};

/* x is `base`, in 2019 the double of it, but for the rows that a case changes. */
typedef struct Change {
    uint32_t row;
    double value;
    CellState state;
} Change;

typedef struct RelateCase {
    const char *label, *text;
    Change changes[CHANGES];
    uint32_t row;
    double value;
    CellState state;
} RelateCase;

typedef struct World {
    Arena *arena;
    const Change *changes;
} World;

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const World *world = context;
    (void)name, (void)err;
    *ret_vector = vector_new(world->arena, ROWS);
    ret_vector->exponent = 1;
    for (uint32_t i = 0; i < ROWS; i++)
        vector_put(ret_vector, i, (year < YEAR ? 20 : 10) * base[i], 0);
    for (const Change *change = world->changes; change < world->changes + CHANGES; change++)
        if (change->row != 0)
            vector_put(ret_vector, change->row, 10 * change->value, change->state);
    return true;
}

static bool read_relations(void *context, int year, const Relations **ret_relations, Err *err)
{
    (void)context;
    if (year > YEAR)
        return err_set(err, ERR_DATA, "no relations in %d", year);
    *ret_relations = year == YEAR ? &now : &earlier;
    return true;
}

static bool evaluate(Arena *arena, const char *text, const Change *changes, bool related,
                     Vector *ret_vector, const char *const **ret_texts, Err *err)
{
    const FormulaNames names = {.inputs = str_split(arena, "x", " ")};
    World world = {arena, changes};
    EvaluateSource source = {
        .context = &world, .input = read_input, .relations = related ? read_relations : NULL};
    Formula *formula = NULL;
    if (!formula_parse(arena, text, &names, (FormulaPlace){0}, &formula, err))
        fail_msg("%s", err->text);
    return formula_evaluate_text(formula, &source, YEAR, ROWS, arena, ret_vector, ret_texts, err);
}

static RelateCase cases[] = {
    {"the mean of a group", "group_avg(x)", {{0}}, G1, 36, 0},
    {"every member has it", "group_avg(x)", {{0}}, G7, 36, 0},
    {"the middle of a group", "group_median(x)", {{0}}, G1, 30, 0},
    {"the middle of an even number", "group_median(x, \"kind\")", {{0}}, G1, 50, 0},
    {"the least of a group", "group_min(x)", {{0}}, G5, 10, 0},
    {"the greatest of a group", "group_max(x)", {{0}}, G5, 70, 0},
    {"the sum of a group", "group_sum(x)", {{0}}, G1, 180, 0},
    {"the number of a group", "group_count(x)", {{0}}, G1, 5, 0},
    {"the deviation is that of the population", "power(group_stddev(x), 2)", {{0}}, G1, 464, 0},
    {"members come in any order", "group_median(x)", {{G1, 99, 0}}, G1, 50, 0},
    {"a group by its default word", "group_avg(x, \"group\")", {{0}}, G1, 36, 0},
    {"a group of one kind", "group_avg(x, \"kind\")", {{0}}, G8, 47.5, 0},
    {"a group of one voivodeship", "group_avg(x, \"voivodeship\")", {{0}}, G10, 85, 0},
    {"a group of one level", "group_avg(x, \"level\")", {{0}}, G1, 55, 0},
    {"levels do not mix", "group_avg(x, \"level\")", {{0}}, P2, 200, 0},
    {"who is in no group has none", "group_avg(x)", {{0}}, G9, 0, OBS_O},
    {"nor the number of it", "group_count(x)", {{0}}, G9, 0, OBS_O},
    {"a unit outside of the frame has none", "group_avg(x)", {{0}}, OUTSIDE, 0, OBS_O},

    {"fewer than three are withheld", "group_avg(x)", {{0}}, G4, 0, OBS_O},
    {"and their middle", "group_median(x)", {{0}}, G4, 0, OBS_O},
    {"and their least", "group_min(x)", {{0}}, G4, 0, OBS_O},
    {"and their greatest", "group_max(x)", {{0}}, G4, 0, OBS_O},
    {"and their deviation", "group_stddev(x)", {{0}}, G4, 0, OBS_O},
    {"and their rank", "group_rank(x)", {{0}}, G4, 0, OBS_O},
    {"but not their sum", "group_sum(x)", {{0}}, G4, 100, 0},
    {"nor their number", "group_count(x)", {{0}}, G4, 2, 0},

    {"who is missing does not count", "group_avg(x)", {{G7, 0, OBS_M}}, G1, 27.5, OBS_U},
    {"nor who is secret", "group_avg(x)", {{G7, 70, SECRET}}, G1, 27.5, OBS_U},
    {"nor who is not for publication", "group_max(x)", {{G7, 70, INTERNAL}}, G1, 50, OBS_U},
    {"the secret one sees the mean of the others",
     "group_avg(x)",
     {{G7, 70, SECRET}},
     G7,
     27.5,
     OBS_U},
    {"the missing one too", "group_avg(x)", {{G7, 0, OBS_Q}}, G7, 27.5, OBS_U},
    {"two that count are too few",
     "group_avg(x)",
     {{G1, 0, OBS_O}, {G2, 0, OBS_M}, {G3, 30, SECRET}},
     G5,
     0,
     OBS_O},
    {"three are enough", "group_avg(x)", {{G1, 0, OBS_O}, {G2, 0, OBS_M}}, G5, 50, OBS_U},
    {"one in ten may be missing", "group_avg(x, \"level\")", {{G10, 0, OBS_O}}, G1, 50, 0},
    {"two in ten are too many",
     "group_avg(x, \"level\")",
     {{G10, 0, OBS_O}, {G9, 0, OBS_O}},
     G1,
     45,
     OBS_U},
    {"of a sum none may be missing", "group_sum(x, \"level\")", {{G10, 0, OBS_O}}, G1, 450, OBS_U},
    {"a sum without any is missing",
     "group_sum(x)",
     {{G4, 0, OBS_M}, {G6, 60, SECRET}},
     G4,
     0,
     OBS_O},
    {"a number without any is 0", "group_count(x)", {{G4, 0, OBS_M}, {G6, 60, SECRET}}, G4, 0, 0},
    {"a number needs no mark", "group_count(x)", {{G1, 0, OBS_M}, {G2, 20, SECRET}}, G5, 3, 0},

    {"a state that half of them have goes along",
     "neighbours_avg(x)",
     {{G6, 60, OBS_E}, {G9, 90, OBS_E | OBS_P}},
     G5,
     75,
     OBS_E},
    {"half of those that count",
     "neighbours_avg(x)",
     {{G6, 60, OBS_E | OBS_B}, {G9, 90, OBS_B}, {G8, 0, OBS_Q}},
     G5,
     220.0 / 3,
     OBS_B | OBS_U},
    {"one of three is not half", "neighbours_avg(x)", {{G3, 30, OBS_P}}, G1, 30, 0},
    {"a secret one hands no state on",
     "neighbours_sum(x)",
     {{G1, 10, OBS_P | SECRET}},
     G2,
     30,
     OBS_U},

    {"neighbours without the unit itself", "neighbours_avg(x)", {{0}}, G1, 30, 0},
    {"who is outside of the frame is no neighbour", "neighbours_count(x)", {{0}}, G1, 3, 0},
    {"the middle of the neighbours", "neighbours_median(x)", {{0}}, G5, 75, 0},
    {"in any order", "neighbours_median(x)", {{G6, 95, 0}}, G5, 85, 0},
    {"the least of the neighbours", "neighbours_min(x)", {{0}}, G5, 60, 0},
    {"the greatest of the neighbours", "neighbours_max(x)", {{0}}, G5, 90, 0},
    {"the sum of the neighbours", "neighbours_sum(x)", {{0}}, G5, 300, 0},
    {"two neighbours have a sum", "neighbours_sum(x)", {{0}}, G2, 40, 0},
    {"and no mean", "neighbours_avg(x)", {{0}}, G2, 0, OBS_O},
    {"without neighbours there is no sum", "neighbours_sum(x)", {{0}}, G9, 0, OBS_O},
    {"and their number is 0", "neighbours_count(x)", {{0}}, G9, 0, 0},

    {"1 is the greatest", "group_rank(x)", {{0}}, G7, 1, 0},
    {"the last is their number", "group_rank(x)", {{0}}, G1, 5, 0},
    {"ties share the lowest place", "group_rank(x)", {{G2, 30, 0}}, G2, 3, 0},
    {"both of them", "group_rank(x)", {{G2, 30, 0}}, G3, 3, 0},
    {"and the next one is behind both", "group_rank(x)", {{G2, 30, 0}}, G1, 5, 0},
    {"all tied are all first",
     "group_rank(x)",
     {{G1, 70, 0}, {G2, 70, 0}, {G3, 70, 0}, {G5, 70, 0}},
     G3,
     1,
     0},
    {"who is missing has no place", "group_rank(x)", {{G2, 0, OBS_M}}, G2, 0, OBS_M | OBS_U},
    {"nor who is secret",
     "group_rank(x)",
     {{G2, 20, SECRET | OBS_P}},
     G2,
     0,
     OBS_O | OBS_P | SECRET},
    {"a place has the states of the one it is of",
     "group_rank(x)",
     {{G7, 70, OBS_P}},
     G7,
     1,
     OBS_P},
    {"others close up", "group_rank(x)", {{G7, 70, SECRET}}, G5, 1, OBS_U},

    {"the sum of the units below", "children_sum(x)", {{0}}, P1, 100, 0},
    {"of the next level only", "children_sum(x)", {{0}}, V1, 300, 0},
    {"the mean of the units below", "children_avg(x)", {{0}}, P1, 25, 0},
    {"their number without the one outside", "children_count(x)", {{0}}, P1, 4, 0},
    {"a sum of two", "children_sum(x)", {{0}}, P2, 110, 0},
    {"a mean of two is withheld", "children_avg(x)", {{0}}, P2, 0, OBS_O},
    {"a sum that lacks one is marked", "children_sum(x)", {{G2, 0, OBS_L}}, P1, 80, OBS_U},
    {"and one that lacks a secret one", "children_sum(x)", {{G2, 20, SECRET}}, P1, 80, OBS_U},
    {"nobody is below a gmina", "children_sum(x)", {{0}}, G1, 0, OBS_O},
    {"what is below does not depend on the unit itself",
     "children_sum(x)",
     {{P1, 0, OBS_Q | SECRET}},
     P1,
     100,
     0},

    {"the unit above", "parent(x)", {{0}}, G1, 100, 0},
    {"above a powiat is the voivodeship", "parent(x)", {{0}}, P1, 600, 0},
    {"above the country is nothing", "parent(x)", {{0}}, COUNTRY, 0, OBS_O},
    {"a level that is written", "parent(x, \"voivodeship\")", {{0}}, G1, 600, 0},
    {"a unit of that level is its own", "parent(x, \"voivodeship\")", {{0}}, V2, 400, 0},
    {"a level below is not above", "parent(x, \"powiat\")", {{0}}, V1, 0, OBS_O},
    {"a level outside of the frame", "parent(x, \"subregion\")", {{0}}, G1, 0, OBS_O},
    {"a level that is not there", "parent(x, \"region\")", {{0}}, G1, 0, OBS_O},
    {"what is above is missing for its reason", "parent(x)", {{P1, 0, OBS_Q}}, G1, 0, OBS_Q},
    {"and as secret as it is", "parent(x)", {{P1, 100, SECRET | OBS_E}}, G1, 100, SECRET | OBS_E},
    {"a condition has a unit above", "if parent(x > 150) then 1 else 2", {{0}}, G5, 1, 0},
    {"the country", "country(x)", {{0}}, G1, 1000, 0},
    {"the country itself", "country(x)", {{0}}, COUNTRY, 1000, 0},
    {"a share in what is above", "share_in_parent(x)", {{0}}, G1, 0.1, 0},
    {"a share in a level", "share_in_parent(x, \"country\")", {{0}}, G1, 0.01, 0},
    {"a share in nothing",
     "share_in_parent(x)",
     {{P1, 0, 0}, {G1, 0, OBS_E}},
     G1,
     0,
     OBS_M | OBS_E},
    {"of something in nothing", "share_in_parent(x)", {{P1, 0, 0}}, G1, 0, OBS_O},
    {"a share in a secret", "share_in_parent(x)", {{P1, 100, SECRET}}, G1, 0.1, SECRET},

    {"the year before has its own groups", "prev(group_avg(x), 1)", {{0}}, G1, 50, 0},
    {"and its own neighbours", "prev(neighbours_sum(x), 1)", {{0}}, G1, 180, 0},
    {"a year that is fixed too", "at_year(neighbours_count(x), 2019)", {{0}}, G2, 0, 0},
    {"values of before in the groups of now", "group_avg(prev(x, 1))", {{0}}, G1, 72, 0},
    {"a difference of means", "diff(group_avg(x))", {{0}}, G1, -14, 0},
    {"the parts of a product", "x / group_sum(x) * group_count(x)", {{0}}, G1, 50.0 / 180, 0},
    {"a mean of what is computed", "group_avg(x / 4 + 1)", {{0}}, G1, 10, 0},
    {"functions of others within each other",
     "group_max(children_sum(x), \"level\")",
     {{0}},
     P2,
     340,
     0},
};

static void others_are_seen_as_they_are(void **state)
{
    const RelateCase *test = *state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Vector result;
    Err err = {0};
    if (!evaluate(arena, test->text, test->changes, true, &result, NULL, &err))
        fail_msg("%s", err.text);
    double value = result.values[test->row] / vector_power(result.exponent);
    if (fabs(value - test->value) > 1e-9 || result.states[test->row] != test->state)
        fail_msg("%s: %g state %#x, expected %g state %#x", test->text, value,
                 result.states[test->row], test->value, test->state);
}

static void check_text(const char *text, const Change *changes, uint32_t row, const char *expected,
                       CellState expected_state)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    const char *const *texts = NULL;
    Vector result;
    Err err = {0};
    assert_true(evaluate(arena, text, changes, true, &result, &texts, &err));
    assert_int_equal(result.states[row], expected_state);
    if (expected != NULL)
        assert_string_equal(texts[(size_t)result.values[row]], expected);
}

static const Change no_changes[CHANGES];

static void a_unit_knows_its_level(void **state)
{
    (void)state;
    check_text("level()", no_changes, G1, "gmina", 0);
    check_text("level()", no_changes, P3, "powiat", 0);
    check_text("level()", no_changes, COUNTRY, "country", 0);
    check_text("prev(level(), 1)", no_changes, V1, "voivodeship", 0);
    check_text("parent(level())", no_changes, G1, "powiat", 0);
    check_text("if level() = \"gmina\" then \"yes\" else \"no\"", no_changes, G1, "yes", 0);
    check_text("if level() = \"gmina\" then \"yes\" else \"no\"", no_changes, P1, "no", 0);
}

static void a_comment_is_the_attribute_of_the_source(void **state)
{
    (void)state;
    const Change changes[CHANGES] = {{G1, 10, state_with_attribute(OBS_P | SECRET, 'p')},
                                     {G2, 0, state_with_attribute(OBS_O, 'x')},
                                     {P1, 100, state_with_attribute(0, 'z')}};
    check_text("comment(x)", changes, G1, "p", changes[0].state);
    check_text("comment(x)", changes, G2, "x", state_with_attribute(0, 'x'));
    check_text("comment(x)", changes, G3, NULL, OBS_O);
    check_text("comment(parent(x))", changes, G3, "z", changes[2].state);
    check_text("status(parent(x))", changes, G3, "A", changes[2].state);
    check_text("if comment(x) = \"x\" then \"yes\" else \"no\"", changes, G2, "yes",
               state_with_attribute(0, 'x'));
    check_text("if comment(x) = \"x\" then \"yes\" else \"no\"", changes, G3, "no", 0);
}

static void without_relations_there_are_no_others(void **state)
{
    (void)state;
    static const char *const texts[] = {"group_sum(x)", "neighbours_count(x)", "children_count(x)",
                                        "parent(x)",    "country(x)",          "length(level())"};
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        Vector result;
        Err err = {0};
        assert_true(evaluate(arena, texts[i], no_changes, false, &result, NULL, &err));
        for (uint32_t row = 0; row < ROWS; row++)
            assert_true(result.states[row] == OBS_O && result.values[row] == 0);
    }
}

static void relations_that_cannot_be_had_end_the_evaluation(void **state)
{
    (void)state;
    static const char *const texts[] = {"next(group_sum(x))", "x + next(parent(x))",
                                        "if next(level()) = \"gmina\" then x else 0"};
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        Vector result;
        Err err = {0};
        assert_false(evaluate(arena, texts[i], no_changes, true, &result, NULL, &err));
        assert_string_equal(err.text, "no relations in 2021");
    }
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_unit_knows_its_level),
        cmocka_unit_test(a_comment_is_the_attribute_of_the_source),
        cmocka_unit_test(without_relations_there_are_no_others),
        cmocka_unit_test(relations_that_cannot_be_had_end_the_evaluation),
    };
    struct CMUnitTest tests[ARRAY_LENGTH(cases) + ARRAY_LENGTH(others)];
    CASES_FILL(tests, cases, others_are_seen_as_they_are);
    memcpy(tests + ARRAY_LENGTH(cases), others, sizeof others);
    return cmocka_run_group_tests_name("relate", tests, NULL, NULL);
}
