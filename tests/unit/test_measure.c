/* Units of measure: scales, kinds, what can be added, what a result may be declared as. */
#include "measure.h"

#include "cases.h"

static Arena *arena;
static MeasureTable *table;

static UnitMeasure measure(const char *text)
{
    UnitMeasure result;
    StrView word;
    MeasureResult got = measure_parse(table, text, &result, &word);
    assert_true(got == MEASURE_OK || got == MEASURE_UNKNOWN);
    return result;
}

typedef struct MeasureCase {
    const char *label, *unit;
    MeasureResult result;
    int exponent;
    const char *base;
} MeasureCase;

static MeasureCase cases[] = {
    {"a plain unit is its own base", "osoba", MEASURE_OK, 0, "osoba"},
    {"no unit is a base", "", MEASURE_OK, 0, "1"},
    {"zl is a base", "zł", MEASURE_OK, 0, "zł"},
    {"another form of a word", "PLN", MEASURE_OK, 0, "zł"},
    {"thousands of zl", "tys. zł", MEASURE_OK, 3, "zł"},
    {"millions of zl", "mln zł", MEASURE_OK, 6, "zł"},
    {"billions of zl", "mld zł", MEASURE_OK, 9, "zł"},
    {"thousands of people", "tys. osób", MEASURE_OK, 3, "osoba"},
    {"a percentage", "%", MEASURE_OK, -2, "1"},
    {"per mille", "‰", MEASURE_OK, -3, "1"},
    {"per thousand people", "obiekt/1000 osoba", MEASURE_OK, -3, "obiekt/osoba"},
    {"one kind cancels", "osoba/10000 osoba", MEASURE_OK, -4, "1"},
    {"zl per person", "zł/osoba", MEASURE_OK, 0, "zł/osoba"},
    {"km2 is a million m2", "osoba/km2", MEASURE_OK, -6, "osoba/m2"},
    {"a hectare", "ha", MEASURE_OK, 4, "m2"},
    {"thousands per thousand cancel", "tys. zł/1000 osoba", MEASURE_OK, 0, "zł/osoba"},
    {"an unknown word is a kind of its own", "szklanka/osoba", MEASURE_UNKNOWN, 0,
     "szklanka/osoba"},
    {"per 12 is no power of ten", "obiekt/12 osoba", MEASURE_SCALE, 0, NULL},
    {"zero is no power of ten", "obiekt/0 osoba", MEASURE_SCALE, 0, NULL},
    {"a leading zero is no power of ten", "obiekt/0100", MEASURE_SCALE, 0, NULL},
    {"more than any unit has", "1000000000000000000000 zł", MEASURE_SCALE, 0, NULL},
};

static void a_unit_has_its_scale_and_kinds(void **state)
{
    const MeasureCase *test = *state;
    UnitMeasure result;
    StrView word;
    assert_int_equal(measure_parse(table, test->unit, &result, &word), test->result);
    if (test->base == NULL)
        return;
    assert_int_equal(result.exponent, test->exponent);
    assert_string_equal(measure_text(arena, &result), test->base);
}

typedef struct FitCase {
    const char *label, *found, *declared;
    bool fits;
} FitCase;

static FitCase fit_cases[] = {
    {"the same", "zł/osoba", "zł/osoba", true},
    {"another scale", "tys. zł/osoba", "zł/1000 osoba", true},
    {"a pupil is a person", "zł/uczeń", "zł/osoba", true},
    {"a person is no pupil", "zł/osoba", "zł/uczeń", false},
    {"an inhabitant is no pupil", "zł/mieszkaniec", "zł/uczeń", false},
    {"a share of persons", "osoba/osoba", "%", true},
    {"a share of pupils in persons", "uczeń/osoba", "%", true},
    {"pupils per thousand persons", "uczeń/osoba", "uczeń/1000 osoba", true},
    {"persons per thousand persons", "osoba/osoba", "osoba/1000 osoba", true},
    {"money is no share", "zł", "%", false},
    {"money per person is no money", "zł/osoba", "zł", false},
    {"upside down", "osoba/zł", "zł/osoba", false},
    {"an area is no length", "m2", "m", false},
    {"hectares and square kilometres", "osoba/ha", "osoba/km2", true},
};

static void a_result_fits_what_it_is_declared_as(void **state)
{
    const FitCase *test = *state;
    UnitMeasure found = measure(test->found), declared = measure(test->declared);
    assert_int_equal(measure_fits(&found, &declared), test->fits);
}

typedef struct SumCase {
    const char *label, *a, *b, *common; /* NULL: they cannot be added */
} SumCase;

static SumCase sum_cases[] = {
    {"the same", "zł", "tys. zł", "zł"},
    {"tourists and inhabitants are persons", "turysta", "mieszkaniec", "osoba"},
    {"a kind and what it is a kind of", "uczeń", "osoba", "osoba"},
    {"money and persons", "zł", "osoba", NULL},
    {"per pupil and per inhabitant", "zł/uczeń", "zł/mieszkaniec", "zł/osoba"},
    {"a pure number and money", "%", "zł", NULL},
};

static void what_is_added_has_a_common_kind(void **state)
{
    const SumCase *test = *state;
    UnitMeasure a = measure(test->a), b = measure(test->b), ab, ba;
    assert_int_equal(measure_common(&a, &b, &ab), test->common != NULL);
    assert_int_equal(measure_common(&b, &a, &ba), test->common != NULL);
    if (test->common == NULL)
        return;
    assert_string_equal(measure_text(arena, &ab), test->common);
    assert_string_equal(measure_text(arena, &ba), test->common);
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[ARRAY_LENGTH(cases)], fits[ARRAY_LENGTH(fit_cases)],
        sums[ARRAY_LENGTH(sum_cases)];
    Err err = {0};
    arena = arena_new();
    if (argc != 2 || !measure_load(arena, argv[1], NULL, &table, &err)) {
        print_error("usage: test_measure FOLDER OF units.xml; %s\n", err.text);
        return 2;
    }
    CASES_FILL(tests, cases, a_unit_has_its_scale_and_kinds);
    CASES_FILL(fits, fit_cases, a_result_fits_what_it_is_declared_as);
    CASES_FILL(sums, sum_cases, what_is_added_has_a_common_kind);
    int failed = cmocka_run_group_tests_name("measure", tests, NULL, NULL) +
                 cmocka_run_group_tests_name("fits", fits, NULL, NULL) +
                 cmocka_run_group_tests_name("common", sums, NULL, NULL);
    (void)arena_free(arena);
    return failed;
}
