#include "measure.h"

#include "cases.h"

typedef struct MeasureCase {
    const char *label, *unit;
    bool good;
    int exponent;
} MeasureCase;

static MeasureCase cases[] = {
    {"a plain unit is its own base", "osoba", true, 0},
    {"no unit is a base", "", true, 0},
    {"a dash is a base", "-", true, 0},
    {"zl is a base", "zł", true, 0},
    {"thousands of zl", "tys. zł", true, 3},
    {"millions of zl", "mln zł", true, 6},
    {"billions of zl", "mld zł", true, 9},
    {"thousands of people", "tys. osób", true, 3},
    {"a percentage", "%", true, -2},
    {"per mille", "‰", true, -3},
    {"per thousand people", "szt./1000 osoba", true, -3},
    {"per ten thousand people", "osoba/10000 osoba", true, -4},
    {"zl per person", "zł/osoba", true, 0},
    {"thousands of zl per person", "tys. zł/osoba", true, 3},
    {"people per km2", "osoba/km2", true, 0},
    {"per 100 km2", "km/100 km2", true, -2},
    {"per one is no scale", "szt./1 osoba", true, 0},
    {"thousands per thousand cancel", "tys. zł/1000 osoba", true, 0},
    {"a digit within a word is no scale", "m2", true, 0},
    {"per 12 is no power of ten", "szt./12 osoba", false, 0},
    {"per 20 is no power of ten", "szt./20", false, 0},
    {"zero is no power of ten", "szt./0 osoba", false, 0},
    {"a leading zero is no power of ten", "szt./0100", false, 0},
};

static void a_unit_has_its_scale(void **state)
{
    const MeasureCase *test = *state;
    int exponent = 99;
    assert_int_equal(measure_exponent(test->unit, &exponent), test->good);
    if (test->good)
        assert_int_equal(exponent, test->exponent);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LENGTH(cases)];

    CASES_FILL(tests, cases, a_unit_has_its_scale);
    return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
