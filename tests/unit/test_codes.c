/* What the tables of config/classification/ say of codes and years, read by the program. */
#include "codes.h"

#include "cases.h"

#include <assert.h>
#include <stdio.h>

static CodeSet set;

typedef struct YearCase {
    const char *label;
    CodeTable table;
    const char *code;
    int year;
    Validity validity;
} YearCase;

static YearCase years[] = {
    {"a code of all lists is valid from the first to the last year", CODES_ROZDZIALY, "80101", 2010,
     VALIDITY_YES},
    {"and after the last list, where no act ends it", CODES_ROZDZIALY, "80101", 2025, VALIDITY_YES},
    {"before the first list nothing is known", CODES_ROZDZIALY, "80101", 2009, VALIDITY_UNKNOWN},
    {"a known end: valid in its last year", CODES_ROZDZIALY, "85305", 2016, VALIDITY_YES},
    {"a known end: not valid after it", CODES_ROZDZIALY, "85305", 2017, VALIDITY_NO},
    {"an end within a year", CODES_ROZDZIALY, "80110", 2020, VALIDITY_YES},
    {"the year after an end within a year", CODES_ROZDZIALY, "80110", 2021, VALIDITY_NO},
    {"a known beginning: not valid before it", CODES_ROZDZIALY, "85516", 2020, VALIDITY_NO},
    {"a known beginning: valid from its year", CODES_ROZDZIALY, "85516", 2021, VALIDITY_YES},
    {"a beginning within a year", CODES_ROZDZIALY, "85211", 2016, VALIDITY_YES},
    {"an end between two lists: valid in the year of the one that has it", CODES_ROZDZIALY, "71014",
     2011, VALIDITY_YES},
    {"an end between two lists: not known between them", CODES_ROZDZIALY, "71014", 2015,
     VALIDITY_UNKNOWN},
    {"an end between two lists: not valid after the later one", CODES_ROZDZIALY, "71014", 2020,
     VALIDITY_NO},
    {"a beginning between two lists: not valid before the earlier one", CODES_INCOME, "055", 2010,
     VALIDITY_NO},
    {"a beginning between two lists: not known between them", CODES_INCOME, "055", 2016,
     VALIDITY_UNKNOWN},
    {"a beginning between two lists: valid from the later one", CODES_INCOME, "055", 2020,
     VALIDITY_YES},
    {"a code that came back with another meaning: the old one", CODES_EXPENDITURE, "475", 2010,
     VALIDITY_YES},
    {"a code that came back with another meaning: between them", CODES_EXPENDITURE, "475", 2015,
     VALIDITY_NO},
    {"a code that came back with another meaning: the new one", CODES_EXPENDITURE, "475", 2022,
     VALIDITY_YES},
    {"a code that came back on a day that is not known", CODES_ROZDZIALY, "71013", 2025,
     VALIDITY_UNKNOWN},
    {"a beginning of which only the earliest day is known", CODES_INCOME, "670", 2025,
     VALIDITY_UNKNOWN},
    {"both ends known, the beginning by its last day only", CODES_ROZDZIALY, "85206", 2016,
     VALIDITY_YES},
    {"a paragraf of income is none of expenditure", CODES_EXPENDITURE, "031", 2015, VALIDITY_NO},
    {"no table has it", CODES_DZIALY, "999", 2015, VALIDITY_NO},
    {"a new dzial", CODES_DZIALY, "855", 2016, VALIDITY_NO},
    {"a dzial that was repealed", CODES_DZIALY, "803", 2019, VALIDITY_NO},
    {"the rule of 2022: a new rozdzial", CODES_ROZDZIALY, "70007", 2021, VALIDITY_NO},
    {"the fourth digit", CODES_P4, "9", 2024, VALIDITY_YES},
};

static void a_code_is_valid_in_a_year_or_not_or_that_is_not_known(void **state)
{
    const YearCase *one = *state;
    assert_int_equal(code_validity(codes_find(&set.tables[one->table], one->code), one->year),
                     one->validity);
}

static void every_code_that_has_ended_or_begun_names_its_source(void **state)
{
    (void)state;
    for (CodeTable table = 0; table < CODE_TABLES; table++)
        for (size_t i = 0; i < set.tables[table].n; i++)
            assert_true(*set.tables[table].items[i].source != '\0');
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[ARRAY_LENGTH(years) + 1];
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    char path[512];
    Err err = {0};
    assert(argc == 2);
    (void)snprintf(path, sizeof path, "%s/classification", argv[1]);
    if (!codes_load(arena, path, NULL, &set, &err)) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    CASES_FILL(tests, years, a_code_is_valid_in_a_year_or_not_or_that_is_not_known);
    tests[ARRAY_LENGTH(years)] =
        (struct CMUnitTest)cmocka_unit_test(every_code_that_has_ended_or_begun_names_its_source);
    return cmocka_run_group_tests_name("codes", tests, NULL, NULL);
}
