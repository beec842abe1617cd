#include "catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const UnitKind village_then_town[] = {{2, YEAR_FIRST, 2019}, {3, 2020, YEAR_LAST}};

static const struct {
    Unit unit;
    const char *teryt;
    int year;
    int32_t id;
} units[] = {
    {{.code = "000000000000", .level = LEVEL_COUNTRY}, "0000000", 2020, 20000000},
    {{.code = "010000000000", .level = LEVEL_MACROREGION}, "", 2020, 20100000},
    {{.code = "011200000000", .level = LEVEL_VOIVODESHIP}, "1200000", 2020, 20112000},
    {{.code = "011210000000", .level = LEVEL_REGION}, "", 2020, 20112100},
    {{.code = "0201", .level = LEVEL_POWIAT}, "0201000", 2020, 10201},
    {{.code = "020101", .level = LEVEL_GMINA, .kinds = village_then_town, .n_kinds = 2},
     "0201012",
     2019,
     1020101},
    {{.code = "020101", .level = LEVEL_GMINA, .kinds = village_then_town, .n_kinds = 2},
     "0201013",
     2020,
     1020101},
    {{.code = "020101", .level = LEVEL_GMINA}, "", 2020, 1020101},
    {{.code = "0201014", .level = LEVEL_TOWN}, "0201014", 2020, 10201014},
};

static void a_unit_is_written_as_the_portal_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        char teryt[TERYT_TEXT];
        unit_teryt(&units[i].unit, units[i].year, teryt);
        assert_string_equal(teryt, units[i].teryt);
        assert_int_equal(unit_portal_id(&units[i].unit), units[i].id);
    }
}

static void a_code_that_is_no_number_has_an_id_above_the_others(void **state)
{
    (void)state;
    const Unit one = {.code = "ZG-1", .level = LEVEL_UNION},
               two = {.code = "ZG-2", .level = LEVEL_UNION};
    assert_true(unit_portal_id(&one) >= 100000000);
    assert_int_equal(unit_portal_id(&one), unit_portal_id(&one));
    assert_int_not_equal(unit_portal_id(&one), unit_portal_id(&two));
}

static Publication gmina_city[] = {{"gmina", 1}, {"city", 2}};
static Publication powiat_city[] = {{"powiat", 1}, {"city", 2}};
static Publication city_powiat[] = {{"city", 1}, {"powiat", 2}};
static Publication city_alone[] = {{"city", 1}};
static Publication four[] = {{"gmina", 1}, {"city", 2}, {"powiat", 3}, {"voivodeship", 4}};
static Publication all[] = {{"", 1}};

static const struct {
    Publication *publications;
    size_t n;
    UnitLevel level;
    bool city;
    unsigned part;
} parts[] = {
    {gmina_city, 2, LEVEL_GMINA, false, 0},    {gmina_city, 2, LEVEL_GMINA, true, 1},
    {gmina_city, 2, LEVEL_POWIAT, true, 0},    {gmina_city, 2, LEVEL_COUNTRY, false, 0},
    {powiat_city, 2, LEVEL_POWIAT, true, 1},   {powiat_city, 2, LEVEL_POWIAT, false, 0},
    {powiat_city, 2, LEVEL_GMINA, true, 1},    {four, 4, LEVEL_POWIAT, false, 2},
    {four, 4, LEVEL_POWIAT, true, 2},          {four, 4, LEVEL_GMINA, true, 1},
    {four, 4, LEVEL_VOIVODESHIP, false, 3},    {four, 4, LEVEL_SUBREGION, false, 0},
    {city_powiat, 2, LEVEL_COUNTRY, false, 1}, {city_powiat, 2, LEVEL_POWIAT, true, 0},
    {city_alone, 1, LEVEL_COUNTRY, false, 0},  {all, 1, LEVEL_GMINA, true, 0},
};

static void a_row_is_in_the_publication_of_its_tier(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        const Indicator indicator = {.publications = parts[i].publications,
                                     .n_publications = parts[i].n};
        const Unit unit = {.level = parts[i].level, .twin = parts[i].city ? 5 : NO_UNIT};
        assert_int_equal(catalogue_part(&indicator, &unit), parts[i].part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_is_written_as_the_portal_does),
        cmocka_unit_test(a_code_that_is_no_number_has_an_id_above_the_others),
        cmocka_unit_test(a_row_is_in_the_publication_of_its_tier),
    };

    return cmocka_run_group_tests_name("export_unit", tests, NULL, NULL);
}
