/* On the tables of config/territory as they are. */
#include "territory.h"

#include "cases.h"

#include <stdio.h>

static Arena *arena;
static Territory territory;

static int set_up(void **state)
{
    (void)state;
    Err err = {0};
    arena = arena_new();
    if (territory_load(arena, SMUP_CONFIG_DIR "/territory", NULL, 0, &territory, &err))
        return 0;
    print_error("%s\n", err.text);
    return 1;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

/* By the registers of 1 January (2018: 2 January) and the changes between them (teryt.md 3). */
typedef struct YearCase {
    const char *label;
    int year, gminas, kind1, kind2, kind3, powiats;
} YearCase;

static YearCase years[] = {
    {"the units of 2009", 2009, 2478, 306, 1581, 591, 379},
    {"the units of 2010", 2010, 2479, 306, 1576, 597, 379},
    {"the units of 2012", 2012, 2479, 306, 1571, 602, 379},
    {"the units of 2013", 2013, 2479, 306, 1571, 602, 380},
    {"the units of 2014", 2014, 2479, 305, 1566, 608, 380},
    {"the units of 2015", 2015, 2478, 304, 1563, 611, 380},
    {"the units of 2016", 2016, 2478, 303, 1559, 616, 380},
    {"the units of 2017", 2017, 2478, 302, 1555, 621, 380},
    {"the units of 2018", 2018, 2478, 302, 1548, 628, 380},
    {"the units of 2019", 2019, 2477, 302, 1537, 638, 380},
    {"the units of 2020", 2020, 2477, 302, 1533, 642, 380},
    {"the units of 2021", 2021, 2477, 302, 1523, 652, 380},
    {"the units of 2022", 2022, 2477, 302, 1513, 662, 380},
    {"the units of 2023", 2023, 2477, 302, 1498, 677, 380},
    {"the units of 2024", 2024, 2477, 302, 1464, 711, 380},
    {"the units of 2025", 2025, 2479, 302, 1459, 718, 380},
    {"the units of 2026", 2026, 2479, 302, 1453, 724, 380},
};

static void a_year_has_its_units(void **state)
{
    const YearCase *test = *state;
    int gminas = 0, powiats = 0, kinds[4] = {0}, voivodeships = 0;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        if (!unit_valid(unit, test->year))
            continue;
        voivodeships += unit->level == LEVEL_VOIVODESHIP;
        powiats += unit->level == LEVEL_POWIAT;
        if (unit->level == LEVEL_GMINA) {
            int kind = unit_kind(unit, test->year);
            assert_in_range(kind, 1, 3);
            gminas++;
            kinds[kind]++;
        }
    }
    assert_int_equal(gminas, test->gminas);
    assert_int_equal(kinds[1], test->kind1);
    assert_int_equal(kinds[2], test->kind2);
    assert_int_equal(kinds[3], test->kind3);
    assert_int_equal(powiats, test->powiats);
    assert_int_equal(voivodeships, 16);
}

typedef struct CodeCase {
    const char *label, *code;
    CodeForm form;
    bool repair;
    CodeResult result;
    const char *unit;
} CodeCase;

static CodeCase codes[] = {
    {"Poland by its website code", "0000000", CODE_TERYT, false, CODE_OK, "000000000000"},
    {"a voivodeship by two digits", "02", CODE_TERYT, false, CODE_OK, "030200000000"},
    {"a voivodeship by seven digits", "1400000", CODE_TERYT, false, CODE_OK, "071400000000"},
    {"a powiat by four digits", "0201", CODE_TERYT, false, CODE_OK, "0201"},
    {"a powiat by seven digits", "0201000", CODE_TERYT, false, CODE_OK, "0201"},
    {"a gmina by six digits", "020101", CODE_TERYT, false, CODE_OK, "020101"},
    {"a gmina by seven digits", "0201011", CODE_TERYT, false, CODE_OK, "020101"},
    {"a gmina by the kind it had before", "1412122", CODE_TERYT, false, CODE_OK, "141212"},
    {"a gmina by the kind it has now", "1412123", CODE_TERYT, false, CODE_OK, "141212"},
    {"a town is a unit of its own", "1412124", CODE_TERYT, false, CODE_OK, "1412124"},
    {"a rural part is a unit of its own", "1412125", CODE_TERYT, false, CODE_OK, "1412125"},
    {"a district of Warszawa", "1465108", CODE_TERYT, false, CODE_OK, "1465108"},
    {"Warszawa as a gmina", "1465011", CODE_TERYT, false, CODE_OK, "146501"},
    {"Warszawa as a powiat", "1465000", CODE_TERYT, false, CODE_OK, "1465"},
    {"blanks around a code", " 0201011 ", CODE_TERYT, false, CODE_OK, "020101"},
    {"one Janow", "2011022", CODE_TERYT, false, CODE_OK, "201102"},
    {"the other Janow", "2404033", CODE_TERYT, false, CODE_OK, "240403"},
    {"a kind the gmina never had", "0201019", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"a code nobody has", "9999999", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"an odd voivodeship", "03", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"a code of five digits", "02010", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"no code", "", CODE_TERYT, true, CODE_UNKNOWN, NULL},
    {"a code in quotes of a spreadsheet", "'0201011", CODE_TERYT, true, CODE_UNKNOWN, NULL},
    {"a code with an exponent", "2.01E+05", CODE_TERYT, true, CODE_UNKNOWN, NULL},
    {"a lost zero without repair is another code or none", "201011", CODE_TERYT, false,
     CODE_UNKNOWN, NULL},
    {"a lost zero of a gmina is repaired", "201011", CODE_TERYT, true, CODE_REPAIRED, "020101"},
    {"a lost zero of a powiat is repaired", "201000", CODE_TERYT, true, CODE_REPAIRED, "0201"},
    {"a lost zero of a short powiat is repaired", "201", CODE_TERYT, true, CODE_REPAIRED, "0201"},
    {"a lost zero of a voivodeship is repaired", "200000", CODE_TERYT, true, CODE_REPAIRED,
     "030200000000"},
    {"a lost zero of a short voivodeship is repaired", "2", CODE_TERYT, true, CODE_REPAIRED,
     "030200000000"},
    {"the lost zeros of Poland are repaired", "0", CODE_TERYT, true, CODE_REPAIRED, "000000000000"},
    {"a repair that hits nothing is unknown", "999999", CODE_TERYT, true, CODE_UNKNOWN, NULL},
    {"a whole code needs no repair", "2011022", CODE_TERYT, true, CODE_OK, "201102"},
    {"Poland by its BDL id", "000000000000", CODE_BDL12, false, CODE_OK, "000000000000"},
    {"a macroregion by its BDL id", "010000000000", CODE_BDL12, false, CODE_OK, "010000000000"},
    {"a subregion by its BDL id", "051011500000", CODE_BDL12, false, CODE_OK, "051011500000"},
    {"a powiat by its BDL id", "030210101000", CODE_BDL12, false, CODE_OK, "0201"},
    {"a gmina by its BDL id", "030210101011", CODE_BDL12, false, CODE_OK, "020101"},
    {"Warszawa by its BDL id", "071412865011", CODE_BDL12, false, CODE_OK, "146501"},
    {"a district by its BDL id", "071412865108", CODE_BDL12, false, CODE_OK, "1465108"},
    {"districts not known are passed over", "071412865998", CODE_BDL12, false, CODE_PSEUDO, NULL},
    {"Walbrzych before 2003 is passed over", "030210363011", CODE_BDL12, false, CODE_PSEUDO, NULL},
    {"Walbrzych from 2003 to 2012", "030210321091", CODE_BDL12, false, CODE_OK, "022109"},
    {"Walbrzych since 2013", "030210365011", CODE_BDL12, false, CODE_OK, "026501"},
    {"a gmina by its BDL id, without its form being said", "030210101011", CODE_TERYT, false,
     CODE_OK, "020101"},
    {"a BDL id that lost its zero", "30210101011", CODE_TERYT, true, CODE_REPAIRED, "020101"},
    {"a gmina by its KTS code", "10023016019011", CODE_TERYT, false, CODE_OK, "301901"},
    {"a powiat by its KTS code", "10071427103000", CODE_TERYT, false, CODE_OK, "1403"},
    {"a voivodeship by its KTS code", "10023000000000", CODE_TERYT, false, CODE_OK, "023000000000"},
    {"Poland by its KTS code", "10000000000000", CODE_TERYT, false, CODE_OK, "000000000000"},
    {"a KTS code of another country", "20023016019011", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"districts not known by their KTS code", "10071412865998", CODE_TERYT, false, CODE_PSEUDO,
     NULL},
    {"a gmina by its LAU id of 2017", "1002301601901", CODE_TERYT, false, CODE_OK, "301901"},
    {"the same as Eurostat writes it", "PL_1002301601901", CODE_TERYT, false, CODE_OK, "301901"},
    {"a gmina by its LAU id of 2016", "430601901", CODE_TERYT, false, CODE_OK, "301901"},
    {"the same with its country", "PL_430601901", CODE_TERYT, false, CODE_OK, "301901"},
    {"a subregion by its NUTS code", "PL411", CODE_TERYT, false, CODE_OK, "023016000000"},
    {"a region by its NUTS code", "PL41", CODE_TERYT, false, CODE_OK, "023010000000"},
    {"Poland by its NUTS code", "PL", CODE_TERYT, false, CODE_OK, "000000000000"},
    {"a NUTS 3 unit that was split is passed over", "PL129", CODE_TERYT, false, CODE_PSEUDO, NULL},
    {"a NUTS code that nobody has", "PL999", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"a subregion of NTS whose number was of another one before", "1142500000", CODE_TERYT, false,
     CODE_OK, "071422500000"},
    {"Poland by two zeros", "00", CODE_TERYT, false, CODE_OK, "000000000000"},
    {"a locality", "023015706012-0199020", CODE_TERYT, false, CODE_UNKNOWN, NULL},
    {"a BDL id cut short", "03021010101", CODE_BDL12, false, CODE_UNKNOWN, NULL},
    {"a BDL id of thirteen digits", "0302101010110", CODE_BDL12, false, CODE_UNKNOWN, NULL},
    {"Poland by its NTS code", "0000000000", CODE_NTS10, false, CODE_OK, "000000000000"},
    {"an NTS region that is no unit of ours", "1000000000", CODE_NTS10, false, CODE_PSEUDO, NULL},
    {"a voivodeship by its NTS code", "1100000000", CODE_NTS10, false, CODE_OK, "051000000000"},
    {"a subregion by its NTS code", "1101500000", CODE_NTS10, false, CODE_OK, "051011500000"},
    {"a powiat by its NTS code", "1101506000", CODE_NTS10, false, CODE_OK, "1006"},
    {"a city's powiat by its NTS code", "1142865000", CODE_NTS10, false, CODE_OK, "1465"},
    {"a gmina by its NTS code", "6040811053", CODE_NTS10, false, CODE_OK, "041105"},
    {"a gmina by its NTS code in a column of TERYT codes", "6040811053", CODE_TERYT, true, CODE_OK,
     "041105"},
    {"an NTS code cut short", "604081105", CODE_NTS10, false, CODE_UNKNOWN, NULL},
};

static void a_code_names_a_unit(void **state)
{
    const CodeCase *test = *state;
    uint32_t unit = NO_UNIT;
    assert_int_equal(
        territory_resolve(&territory, test->form, str_view(test->code), test->repair, &unit),
        test->result);
    if (test->unit != NULL)
        assert_string_equal(territory.units[unit].code, test->unit);
}

static const Unit *unit_of(const char *code)
{
    uint32_t unit = territory_find(&territory, code);
    assert_int_not_equal(unit, NO_UNIT);
    return &territory.units[unit];
}

typedef struct LifeCase {
    const char *label, *code;
    int year;
    bool valid;
    int kind;
} LifeCase;

static LifeCase lives[] = {
    {"Walbrzych was an urban gmina of its powiat in 2012", "022109", 2012, true, 1},
    {"that gmina ended with 2012", "022109", 2013, false, 0},
    {"Walbrzych is a city since 2013", "026501", 2013, true, 1},
    {"the city was not there in 2012", "026501", 2012, false, 0},
    {"the rural gmina Zielona Gora was there in 2014", "080910", 2014, true, 2},
    {"the rural gmina Zielona Gora is gone in 2015", "080910", 2015, false, 0},
    {"the city of Zielona Gora stays", "086201", 2015, true, 1},
    {"Szczawa is there since 2025", "120713", 2025, true, 2},
    {"Szczawa was not there in 2024", "120713", 2024, false, 0},
    {"Ostrowice was there in 2018", "320304", 2018, true, 2},
    {"Ostrowice is gone in 2019", "320304", 2019, false, 0},
    {"Mrozy was rural in 2013", "141212", 2013, true, 2},
    {"Mrozy is urban-rural in 2014", "141212", 2014, true, 3},
    {"Czarna Woda was urban in 2013", "221301", 2013, true, 1},
    {"Czarna Woda is urban-rural in 2014", "221301", 2014, true, 3},
};

static void a_unit_lives_in_its_years(void **state)
{
    const LifeCase *test = *state;
    const Unit *unit = unit_of(test->code);
    assert_int_equal(unit_valid(unit, test->year), test->valid);
    if (test->valid)
        assert_int_equal(unit_kind(unit, test->year), test->kind);
}

static void every_kind_of_a_gmina_resolves_to_it(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        for (size_t k = 0; k < unit->n_kinds; k++) {
            char code[16];
            uint32_t found = NO_UNIT;
            (void)snprintf(code, sizeof code, "%s%d", unit->code, unit->kinds[k].kind);
            assert_int_equal(
                territory_resolve(&territory, CODE_TERYT, str_view(code), false, &found), CODE_OK);
            assert_int_equal(found, i);
        }
    }
}

static void every_bdl_id_resolves_to_its_unit(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        uint32_t found = NO_UNIT;
        if (*unit->bdl_id == '\0')
            continue;
        assert_int_equal(
            territory_resolve(&territory, CODE_BDL12, str_view(unit->bdl_id), false, &found),
            CODE_OK);
        assert_string_equal(territory.units[found].code, unit->code);
    }
}

static void resolves_to(const char *code, uint32_t unit)
{
    uint32_t found = NO_UNIT;
    assert_int_equal(territory_resolve(&territory, CODE_TERYT, str_view(code), false, &found),
                     CODE_OK);
    assert_string_equal(territory.units[found].code, territory.units[unit].code);
}

static void every_kts_and_lau_code_resolves_to_its_unit(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        char code[16];
        if (*unit->bdl_id == '\0')
            continue;
        (void)snprintf(code, sizeof code, "10%s", unit->bdl_id);
        resolves_to(code, i);
        if (unit->level != LEVEL_GMINA)
            continue;
        code[13] = '\0';
        resolves_to(code, i);
    }
}

static void a_code_of_a_cut_has_its_years(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int from, to;
    } dated[] = {{"1142500000", 2015, 2017},
                 {"PL127", YEAR_FIRST, 2017},
                 {"PL911", 2018, YEAR_LAST},
                 {"1465011", YEAR_FIRST, YEAR_LAST}};
    for (size_t i = 0; i < ARRAY_LENGTH(dated); i++) {
        CodeMatch match;
        assert_int_equal(
            territory_match(&territory, CODE_TERYT, str_view(dated[i].code), false, &match),
            CODE_OK);
        assert_int_equal(match.from, dated[i].from);
        assert_int_equal(match.to, dated[i].to);
    }
}

static void a_code_that_lost_its_zero_never_hits_another_gmina(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        char code[16];
        uint32_t found = NO_UNIT;
        if (unit->level != LEVEL_GMINA || unit->code[0] != '0')
            continue;
        (void)snprintf(code, sizeof code, "%s%d", unit->code, unit->kinds[0].kind);
        assert_int_equal(
            territory_resolve(&territory, CODE_TERYT, str_view(code + 1), true, &found),
            CODE_REPAIRED);
        assert_int_equal(found, i);
    }
}

static void the_66_cities_are_twins(void **state)
{
    (void)state;
    int cities = 0;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *powiat = &territory.units[i];
        if (powiat->level != LEVEL_POWIAT || !unit_is_city(powiat))
            continue;
        const Unit *gmina = &territory.units[powiat->twin];
        cities += unit_valid(powiat, 2020);
        assert_int_equal(gmina->level, LEVEL_GMINA);
        assert_int_equal(gmina->twin, i);
        assert_memory_equal(gmina->code, powiat->code, 4);
        assert_string_equal(gmina->code + 4, "01");
        assert_int_equal(unit_kind(gmina, 2020), 1);
        assert_true(unit_is_city(gmina));
    }
    assert_int_equal(cities, 66);
    assert_false(unit_is_city(unit_of("0201")));
    assert_false(unit_is_city(unit_of("020101")));
}

static void parents_lead_to_poland(void **state)
{
    (void)state;
    uint32_t poland = territory_find(&territory, "000000000000");
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        assert_int_equal(unit_ancestor(&territory, i, LEVEL_COUNTRY), poland);
        if (unit->level < LEVEL_POWIAT)
            continue;
        uint32_t powiat = unit_ancestor(&territory, i, LEVEL_POWIAT);
        uint32_t voivodeship = unit_ancestor(&territory, i, LEVEL_VOIVODESHIP);
        assert_int_not_equal(powiat, NO_UNIT);
        assert_memory_equal(territory.units[powiat].code, unit->code, 4);
        assert_memory_equal(territory.units[voivodeship].code + 2, unit->code, 2);
    }
    assert_int_equal(unit_ancestor(&territory, poland, LEVEL_GMINA), NO_UNIT);
}

static void a_code_that_ended_names_its_successor(void **state)
{
    (void)state;
    const char *ostrowice = territory_successor(&territory, str_view("3203042"));
    assert_non_null(strstr(ostrowice, "2019-01-01"));
    assert_non_null(strstr(ostrowice, "320302"));
    assert_non_null(strstr(ostrowice, "320306"));
    assert_string_equal(territory_successor(&territory, str_view("022109")),
                        "; since 2013-01-01 it is 026501");
    assert_string_equal(territory_successor(&territory, str_view("0809102")),
                        "; since 2015-01-01 it is 086201");
    assert_string_equal(territory_successor(&territory, str_view("10030210321091")),
                        "; since 2013-01-01 it is 026501");
    assert_string_equal(territory_predecessor(&territory, str_view("1207132")),
                        "; until 2025-01-01 it was in 120705");
    assert_string_equal(territory_successor(&territory, str_view("020101")), "");
    assert_string_equal(territory_successor(&territory, str_view("")), "");
}

static void the_city_of_walbrzych_goes_on_from_the_gmina(void **state)
{
    (void)state;
    assert_int_equal(unit_of("026501")->before, territory_find(&territory, "022109"));
    assert_int_equal(unit_of("020101")->before, NO_UNIT);
}

static void between_2022_and_2023_only_15_kinds_change(void **state)
{
    (void)state;
    int changed = 0;
    for (uint32_t i = 0; i < territory.n_units; i++) {
        const Unit *unit = &territory.units[i];
        if (unit->level > LEVEL_GMINA)
            continue;
        assert_int_equal(unit_valid(unit, 2022), unit_valid(unit, 2023));
        if (unit->level == LEVEL_GMINA && unit_valid(unit, 2022))
            changed += unit_kind(unit, 2022) != unit_kind(unit, 2023);
    }
    assert_int_equal(changed, 15);
}

static void an_axis_keeps_its_order_and_takes_the_rest_behind(void **state)
{
    (void)state;
    static const AxisRow axis[] = {
        {"020101", "gmina", "?", "0201"},
        {"0201013Z/0219", "union", "a union", "0201"},
        {"000000000000", "country", "?", ""},
    };
    CLEANUP(arena_free_p) Arena *own = arena_new();
    Territory other;
    Err err = {0};
    assert_true(
        territory_load(own, SMUP_CONFIG_DIR "/territory", axis, ARRAY_LENGTH(axis), &other, &err));
    assert_int_equal(other.n_units, territory.n_units + 1);
    for (uint32_t i = 0; i < ARRAY_LENGTH(axis); i++)
        assert_string_equal(other.units[i].code, axis[i].code);
    assert_string_equal(other.units[0].name, "Bolesławiec"); /* the tables know better */
    assert_string_equal(other.units[1].name, "a union");
    assert_int_equal(other.units[1].level, LEVEL_UNION);
    assert_int_equal(other.units[1].parent, territory_find(&other, "0201"));
    for (uint32_t i = 0; i < territory.n_units; i++)
        assert_int_not_equal(territory_find(&other, territory.units[i].code), NO_UNIT);
}

static void an_axis_of_an_unknown_level_is_damage(void **state)
{
    (void)state;
    static const AxisRow axis[] = {{"020101", "village", "?", "0201"}};
    CLEANUP(arena_free_p) Arena *own = arena_new();
    Territory other;
    Err err = {0};
    assert_false(territory_load(own, SMUP_CONFIG_DIR "/territory", axis, 1, &other, &err));
    assert_int_equal(err.kind, ERR_DATA);
}

static void no_tables_are_an_error_that_names_them(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *own = arena_new();
    Territory other;
    Err err = {0};
    assert_false(territory_load(own, "/nowhere/territory", NULL, 0, &other, &err));
    assert_int_equal(err.kind, ERR_NOINPUT);
    assert_non_null(strstr(err.text, "/nowhere/territory/units.csv"));
}

static void levels_are_written_and_read(void **state)
{
    (void)state;
    UnitLevel level;
    for (UnitLevel i = 0; i < LEVELS; i++) {
        assert_true(level_parse(level_name(i), &level));
        assert_int_equal(level, i);
    }
    assert_false(level_parse("village", &level));
}

int main(void)
{
    enum { PLAIN = 14 };
    struct CMUnitTest
        tests[PLAIN + ARRAY_LENGTH(years) + ARRAY_LENGTH(codes) + ARRAY_LENGTH(lives)] = {
            cmocka_unit_test(every_kind_of_a_gmina_resolves_to_it),
            cmocka_unit_test(every_bdl_id_resolves_to_its_unit),
            cmocka_unit_test(every_kts_and_lau_code_resolves_to_its_unit),
            cmocka_unit_test(a_code_of_a_cut_has_its_years),
            cmocka_unit_test(a_code_that_lost_its_zero_never_hits_another_gmina),
            cmocka_unit_test(the_66_cities_are_twins),
            cmocka_unit_test(parents_lead_to_poland),
            cmocka_unit_test(a_code_that_ended_names_its_successor),
            cmocka_unit_test(the_city_of_walbrzych_goes_on_from_the_gmina),
            cmocka_unit_test(between_2022_and_2023_only_15_kinds_change),
            cmocka_unit_test(an_axis_keeps_its_order_and_takes_the_rest_behind),
            cmocka_unit_test(an_axis_of_an_unknown_level_is_damage),
            cmocka_unit_test(no_tables_are_an_error_that_names_them),
            cmocka_unit_test(levels_are_written_and_read),
        };

    CASES_FILL_AT(tests, PLAIN, years, a_year_has_its_units);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(years), codes, a_code_names_a_unit);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(years) + ARRAY_LENGTH(codes), lives,
                  a_unit_lives_in_its_years);
    return cmocka_run_group_tests_name("territory", tests, set_up, tear_down);
}
