/* Statistics against hand numbers, in a country of fifteen units, and against a plain recomputation
 * in the real one. */
#include "file.h"
#include "statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../harness/cases.h"

/* One voivodeship 02 with two powiats of gminas and a city, and a second voivodeship with one
 * gmina. */
static const char units_csv[] = "unit;level;name;from;to;parent;bdl_id\n"
                                "000000000000;country;POLSKA;;;;\n"
                                "010000000000;voivodeship;PIERWSZE;;;000000000000;\n"
                                "020000000000;voivodeship;DRUGIE;;;000000000000;\n"
                                "0201;powiat;jeden;;;010000000000;\n"
                                "0202;powiat;dwa;;;010000000000;\n"
                                "0261;powiat;miasto;;;010000000000;\n"
                                "0401;powiat;trzy;;;020000000000;\n"
                                "020101;gmina;a;;;0201;\n"
                                "020102;gmina;b;;;0201;\n"
                                "020103;gmina;c;;2015;0201;\n"
                                "020201;gmina;d;;;0202;\n"
                                "020202;gmina;e;;;0202;\n"
                                "026101;gmina;miasto;;;0261;\n"
                                "040101;gmina;f;;;0401;\n"
                                "02010x;town;czesc;;;020101;\n";
static const char kinds_csv[] =
    "unit;kind;from;to;teryt7;bdl_id\n"
    "020101;1;;;0201011;\n020102;1;;2015;0201021;\n020102;2;2016;;0201022;\n"
    "020103;1;;;0201031;\n020201;1;;;0202011;\n020202;2;;;0202022;\n"
    "026101;1;;;0261011;\n040101;1;;;0401011;\n";
static const char groups_csv[] =
    "unit;group\n020101;G1\n020102;G1\n020201;G1\n040101;G1\n020202;G2\n"
    "0201;P1\n0202;P1\n0261;P1\n";
static const char neighbours_csv[] =
    "a;b;from;to;certain\n"
    "020101;020102;;;yes\n020101;020201;;2017;no\n020101;020202;;;yes\n"
    "026101;020101;2011;;yes\n020102;020201;;;yes\n020102;020202;;;yes\n"
    "010000000000;020000000000;;;yes\n0201;0202;;;yes\n0201;0261;;;yes\n"
    "0201;0401;;;yes\n";

typedef struct World {
    Arena *arena;
    Territory territory;
    Comparison *comparison;
} World;

static void write_file(const char *path, const char *text)
{
    Err err = {0};
    assert_true(file_replace(path, text, strlen(text), &err));
}

static bool load(World *world, const char *groups, const char *neighbours, Err *err)
{
    char folder[] = "/tmp/test_statistics.XXXXXX";
    static const char *const names[] = {"units",   "kinds",  "codes",     "names",
                                        "changes", "groups", "neighbours"};
    const char *texts[] = {units_csv,
                           kinds_csv,
                           "form;code;unit;from;to\n",
                           "unit;name;from;to\n",
                           "date;change;old;new;share;note\n",
                           groups,
                           neighbours};
    const char *paths[ARRAY_LENGTH(names)];
    assert_non_null(mkdtemp(folder));
    world->arena = arena_new();
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        paths[i] = arena_printf(world->arena, "%s/%s.csv", folder, names[i]);
        write_file(paths[i], texts[i]);
    }
    assert_true(territory_load(world->arena, folder, NULL, 0, &world->territory, err));
    bool loaded = comparison_load(world->arena, folder, &world->territory, &world->comparison, err);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        (void)unlink(paths[i]);
    (void)rmdir(folder);
    return loaded;
}

static void done(World *world)
{
    world->arena = arena_free(world->arena);
}

/* Values by code, all other units missing. */
typedef struct Given {
    const char *code;
    double value;
    CellState state;
} Given;

static Statistics make(World *world, int year, int exponent, const Given *given, size_t n)
{
    Vector vector = vector_new(world->arena, world->territory.n_units);
    vector_fill(&vector, 0, exponent, OBS_O);
    for (size_t i = 0; i < n; i++)
        vector_put(&vector, territory_find(&world->territory, given[i].code), given[i].value,
                   given[i].state);
    Statistics statistics;
    statistics_make(world->arena, statistics_frame(world->arena, world->comparison, year), &vector,
                    &statistics);
    return statistics;
}

static const Stat *find(const Statistics *statistics, StatScope scope, const char *key)
{
    for (size_t i = 0; i < statistics->n_stats; i++)
        if (statistics->stats[i].scope == scope && strcmp(statistics->stats[i].key, key) == 0)
            return &statistics->stats[i];
    return NULL;
}

static const Ranks *find_ranks(const World *world, const Statistics *statistics, const char *code)
{
    for (size_t i = 0; i < statistics->n_ranks; i++)
        if (statistics->ranks[i].unit == territory_find(&world->territory, code))
            return &statistics->ranks[i];
    return NULL;
}

static const Given gminas[] = {{"020101", 100, 0}, {"020102", 250, 0},         {"020103", 30, 0},
                               {"020201", 100, 0}, {"020202", 400, OBS_P},     {"026101", 1000, 0},
                               {"040101", 0, 0},   {"02010x", 77777777, OBS_A}};

typedef struct StatCase {
    const char *label;
    int year;
    StatScope scope;
    const char *key;
    uint32_t n; /* 0: there is no such row */
    double mean, least, quartile1, median, quartile3, greatest;
} StatCase;

/* With the exponent 1: 10 25 3 10 40 100 0. */
static StatCase stat_cases[] = {
    {"all gminas", 2015, STAT_LEVEL, "gmina", 7, 188.0 / 7, 0, 6.5, 10, 32.5, 100},
    {"a unit that has ended does not count", 2016, STAT_LEVEL, "gmina", 6, 185.0 / 6, 0, 10, 17.5,
     36.25, 100},
    {"a kind, without the city", 2015, STAT_KIND, "gmina 1", 5, 9.6, 0, 3, 10, 10, 25},
    {"a kind of a later year", 2016, STAT_KIND, "gmina 1", 3, 20.0 / 3, 0, 5, 10, 10, 10},
    {"one city is withheld", 2015, STAT_KIND, "gmina M", 0, 0, 0, 0, 0, 0, 0},
    {"two of a kind are withheld", 2016, STAT_KIND, "gmina 2", 0, 0, 0, 0, 0, 0, 0},
    {"a voivodeship", 2016, STAT_VOIVODESHIP, "gmina 010000000000", 5, 37, 10, 10, 25, 40, 100},
    {"a voivodeship with one", 2016, STAT_VOIVODESHIP, "gmina 020000000000", 0, 0, 0, 0, 0, 0, 0},
    {"a group", 2016, STAT_GROUP, "G1", 4, 11.25, 0, 7.5, 10, 13.75, 25},
    {"neighbours without the unit itself", 2016, STAT_NEIGHBOURS, "020101", 4, 43.75, 10, 21.25,
     32.5, 55, 100},
    {"neighbours before one became one", 2010, STAT_NEIGHBOURS, "020101", 3, 25, 10, 17.5, 25, 32.5,
     40},
    {"neighbours after one had ceased to be one", 2018, STAT_NEIGHBOURS, "020101", 3, 55, 25, 32.5,
     40, 70, 100},
    {"neighbours both ways", 2016, STAT_NEIGHBOURS, "020102", 3, 20, 10, 10, 10, 25, 40},
    {"two neighbours are withheld", 2018, STAT_NEIGHBOURS, "020202", 0, 0, 0, 0, 0, 0, 0},
    {"parts of gminas are no level", 2015, STAT_LEVEL, "town", 0, 0, 0, 0, 0, 0, 0},
    {"a level without values", 2015, STAT_LEVEL, "powiat", 0, 0, 0, 0, 0, 0, 0},
};

static void assert_same(double actual, double expected)
{
    if (actual != expected)
        fail_msg("%.17g is not %.17g", actual, expected);
}

static void a_scope_has_these_numbers(void **state)
{
    const StatCase *test = *state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    Statistics statistics = make(&world, test->year, 1, gminas, ARRAY_LENGTH(gminas));
    const Stat *stat = find(&statistics, test->scope, test->key);
    assert_true((stat == NULL) == (test->n == 0));
    if (stat != NULL) {
        assert_int_equal(stat->n, test->n);
        assert_same(stat->mean, test->mean);
        assert_same(stat->least, test->least);
        assert_same(stat->quartile1, test->quartile1);
        assert_same(stat->median, test->median);
        assert_same(stat->quartile3, test->quartile3);
        assert_same(stat->greatest, test->greatest);
    }
    done(&world);
}

static void ranks_fall_and_ties_share_the_lowest(void **state)
{
    (void)state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    Statistics statistics = make(&world, 2015, 1, gminas, ARRAY_LENGTH(gminas));
    static const struct {
        const char *code;
        uint32_t level, kind, voivodeship, group;
    } expected[] = {
        {"020101", 4, 2, 4, 2}, {"020102", 3, 1, 3, 1}, {"020103", 6, 4, 6, 0},
        {"020201", 4, 2, 4, 2}, {"020202", 2, 0, 2, 0}, {"026101", 1, 0, 1, 0},
        {"040101", 7, 5, 0, 4},
    };
    assert_int_equal(statistics.n_ranks, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
        const Ranks *ranks = find_ranks(&world, &statistics, expected[i].code);
        assert_non_null(ranks);
        assert_int_equal(ranks->level, expected[i].level);
        assert_int_equal(ranks->kind, expected[i].kind);
        assert_int_equal(ranks->voivodeship, expected[i].voivodeship);
        assert_int_equal(ranks->group, expected[i].group);
        assert_true(i == 0 || statistics.ranks[i - 1].unit < statistics.ranks[i].unit);
    }
    done(&world);
}

static void missing_and_secret_cells_do_not_count(void **state)
{
    (void)state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    static const Given given[] = {{"020101", 1, 0},
                                  {"020102", 2, OBS_E},
                                  {"020201", 9, 5 << CONF_SHIFT},
                                  {"020202", 0, OBS_Q},
                                  {"026101", 6, 0},
                                  {"040101", 7, 1 << CONF_SHIFT},
                                  {"0201", 1, 5 << CONF_SHIFT},
                                  {"0202", 1, 0},
                                  {"0261", 1, 0}};
    Statistics statistics = make(&world, 2016, 0, given, ARRAY_LENGTH(given));
    assert_int_equal(find(&statistics, STAT_LEVEL, "gmina")->n, 3);
    assert_same(find(&statistics, STAT_LEVEL, "gmina")->mean, 3);
    assert_null(find(&statistics, STAT_LEVEL, "powiat"));
    assert_null(find(&statistics, STAT_GROUP, "P1"));
    assert_int_equal(statistics.n_ranks, 5);
    assert_null(find_ranks(&world, &statistics, "020201"));
    assert_int_equal(find_ranks(&world, &statistics, "026101")->level, 1);
    assert_int_equal(find_ranks(&world, &statistics, "0202")->level, 0);
    done(&world);
}

static void powiats_have_scopes_of_their_own(void **state)
{
    (void)state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    static const Given given[] = {{"0201", 1, 0}, {"0202", -2, 0},        {"0261", 3, 0},
                                  {"0401", 4, 0}, {"010000000000", 5, 0}, {"020000000000", 6, 0}};
    Statistics statistics = make(&world, 2016, 0, given, ARRAY_LENGTH(given));
    static const char *const keys[] = {"powiat", "powiat L", "powiat 010000000000", "P1", "0201"};
    static const StatScope scopes[] = {STAT_LEVEL, STAT_KIND, STAT_VOIVODESHIP, STAT_GROUP,
                                       STAT_NEIGHBOURS};
    assert_int_equal(statistics.n_stats, ARRAY_LENGTH(keys));
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        assert_int_equal(statistics.stats[i].scope, scopes[i]);
        assert_string_equal(statistics.stats[i].key, keys[i]);
    }
    assert_same(statistics.stats[1].least, -2);
    assert_same(statistics.stats[4].mean, 5.0 / 3);
    assert_int_equal(find_ranks(&world, &statistics, "0202")->level, 4);
    assert_int_equal(find_ranks(&world, &statistics, "010000000000")->level, 0);
    done(&world);
}

static void a_mean_of_decimals_is_exact(void **state)
{
    (void)state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    static const Given tenths[] = {{"0201", 1, 0}, {"0202", 2, 0}, {"0261", 3, 0}};
    Statistics statistics = make(&world, 2016, 1, tenths, ARRAY_LENGTH(tenths));
    assert_same(find(&statistics, STAT_LEVEL, "powiat")->mean, 0.2);
    assert_same(find(&statistics, STAT_LEVEL, "powiat")->quartile3, 0.25);
    static const Given apart[] = {{"0201", 1e17, 0}, {"0202", 3, 0}, {"0261", -1e17, 0}};
    statistics = make(&world, 2016, 0, apart, ARRAY_LENGTH(apart));
    assert_same(find(&statistics, STAT_LEVEL, "powiat")->mean, 1);
    static const Given thousands[] = {{"0201", 1, 0}, {"0202", 2, 0}, {"0261", 6, 0}};
    statistics = make(&world, 2016, -3, thousands, ARRAY_LENGTH(thousands));
    assert_same(find(&statistics, STAT_LEVEL, "powiat")->mean, 3000);
    assert_same(find(&statistics, STAT_LEVEL, "powiat")->median, 2000);
    done(&world);
}

static void a_result_without_values_has_no_statistics(void **state)
{
    (void)state;
    World world;
    Err err = {0};
    assert_true(load(&world, groups_csv, neighbours_csv, &err));
    Statistics statistics = make(&world, 2016, 0, NULL, 0);
    assert_int_equal(statistics.n_stats, 0);
    assert_int_equal(statistics.n_ranks, 0);
    done(&world);
}

typedef struct WrongCase {
    const char *label, *groups, *neighbours, *message;
} WrongCase;

static WrongCase wrong_cases[] = {
    {"a group of an unknown unit", "unit;group\n999999;G\n", neighbours_csv,
     "groups.csv: the unit \"999999\""},
    {"an unknown neighbour", groups_csv, "a;b;from;to;certain\n020101;999999;;;yes\n",
     "the unit \"999999\""},
    {"a year that is none", groups_csv, "a;b;from;to;certain\n020101;020102;MMXI;;yes\n",
     "\"MMXI\" is no year"},
    {"a group with a long id", "unit;group\n020101;GGGGGGGGGGGGGGGGGGGGGGGGGGGGGGGG\n",
     neighbours_csv, "longer than 31"},
    {"a table without its columns", "unit;grupa\n", neighbours_csv, "group"},
};

static void wrong_tables_are_configuration_errors(void **state)
{
    const WrongCase *test = *state;
    World world;
    Err err = {0};
    assert_false(load(&world, test->groups, test->neighbours, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, test->message));
    done(&world);
}

/* ---- the real country ---- */

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Of some values, the plain way. */
static void check_stat(const Stat *stat, double *values, size_t n)
{
    double sum = 0;
    qsort(values, n, sizeof *values, compare_doubles);
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    assert_int_equal(stat->n, n);
    assert_true(fabs(stat->mean - sum / (double)n) < 1e-9 * (1 + fabs(stat->mean)));
    assert_same(stat->least, values[0]);
    assert_same(stat->greatest, values[n - 1]);
    double at = 0.25 * (double)(n - 1);
    size_t low = (size_t)floor(at), high = (size_t)ceil(at);
    assert_same(stat->quartile1,
                low == high ? values[low]
                            : values[low] + (at - (double)low) * (values[high] - values[low]));
}

static double true_value(const Vector *vector, uint32_t unit)
{
    return vector->values[unit] / pow(10, vector->exponent);
}

static void check_level(const World *world, const Vector *vector, const Statistics *statistics,
                        UnitLevel level, int year)
{
    double *values = arena_array(world->arena, vector->n, sizeof *values);
    size_t n = 0;
    for (uint32_t i = 0; i < vector->n; i++)
        if (world->territory.units[i].level == level &&
            unit_valid(&world->territory.units[i], year) && vector->states[i] == 0)
            values[n++] = true_value(vector, i);
    const Stat *stat = find(statistics, STAT_LEVEL, level_name(level));
    assert_true((stat != NULL) == (n >= STAT_LEAST));
    if (stat != NULL)
        check_stat(stat, values, n);
    for (size_t r = 0; r < statistics->n_ranks; r++) {
        uint32_t unit = statistics->ranks[r].unit, greater = 0;
        if (world->territory.units[unit].level != level || n < STAT_LEAST)
            continue;
        for (size_t i = 0; i < n; i++)
            greater += values[i] > true_value(vector, unit);
        assert_int_equal(statistics->ranks[r].level, greater + 1);
    }
}

static void the_real_country_equals_a_plain_recomputation(void **state)
{
    (void)state;
    World world = {.arena = arena_new()};
    Err err = {0};
    const char *folder = SMUP_CONFIG_DIR "/territory";
    if (!territory_load(world.arena, folder, NULL, 0, &world.territory, &err) ||
        !comparison_load(world.arena, folder, &world.territory, &world.comparison, &err))
        fail_msg("%s", err.text);
    uint64_t seed = 88172645463325252u;
    for (int year = 2010; year <= 2025; year += 5) {
        Vector vector = vector_new(world.arena, world.territory.n_units);
        vector.exponent = 2;
        for (uint32_t i = 0; i < vector.n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            double value = (double)(int64_t)(seed >> 40) - 5000000;
            vector_put(&vector, i, seed >> 33 & 1 ? value : floor(value / 1000000),
                       seed >> 60 == 0 ? OBS_O : OBS_A);
        }
        Statistics statistics;
        statistics_make(world.arena, statistics_frame(world.arena, world.comparison, year), &vector,
                        &statistics);
        for (UnitLevel level = LEVEL_COUNTRY; level <= LEVEL_GMINA; level++)
            check_level(&world, &vector, &statistics, level, year);
        for (size_t i = 1; i < statistics.n_stats; i++) {
            const Stat *a = &statistics.stats[i - 1], *b = &statistics.stats[i];
            assert_true(a->scope < b->scope ||
                        (a->scope == b->scope && strcmp(a->key, b->key) < 0));
        }
        assert_true(find(&statistics, STAT_KIND, "gmina M")->n > 50);
        assert_true(find(&statistics, STAT_KIND, "powiat M")->n > 50);
    }
    done(&world);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(ranks_fall_and_ties_share_the_lowest),
        cmocka_unit_test(missing_and_secret_cells_do_not_count),
        cmocka_unit_test(powiats_have_scopes_of_their_own),
        cmocka_unit_test(a_mean_of_decimals_is_exact),
        cmocka_unit_test(a_result_without_values_has_no_statistics),
        cmocka_unit_test(the_real_country_equals_a_plain_recomputation),
    };
    enum { STATS = ARRAY_LENGTH(stat_cases), WRONG = ARRAY_LENGTH(wrong_cases) };
    struct CMUnitTest tests[STATS + WRONG + ARRAY_LENGTH(others)];
    CASES_FILL(tests, stat_cases, a_scope_has_these_numbers);
    CASES_FILL_AT(tests, STATS, wrong_cases, wrong_tables_are_configuration_errors);
    memcpy(tests + STATS + WRONG, others, sizeof others);
    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
