/*
 * Fill a workspace as smup-compute leaves it, with results that are a function of indicator, unit
 * and year:
 *
 *     export_workspace [OPTION]... FOLDER
 *
 * Indicators are T001, T002, ...; their tiers and decimals go round. A rewritten workspace differs
 * only in what is asked for.
 */
#include "digest.h"
#include "num.h"
#include "result.h"
#include "workspace.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { YEAR_LAST_MADE = 2025, CODE_TEXT = 8 };

typedef struct Settings {
    const char *folder, *config, *change, *change_text;
    unsigned n_indicators, n_years;
    bool synthetic, neighbours;
} Settings;

static const char *const tiers[] = {"gmina city", "city powiat", "voivodeship", ""};

static uint64_t mix(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t numbers[] = {a, b, c};
    return checksum_of(numbers, sizeof numbers);
}

/* Every kind of cell that export tells apart. */
static void make_cell(unsigned indicator, uint64_t unit, int year, double *value, CellState *state)
{
    uint64_t hash = mix(indicator, unit, (uint64_t)year);
    unsigned kind = (unsigned)(hash % 100);
    *state = 0;
    *value = (double)(hash >> 40) / 997.0 + 0.01; /* a quotient: digits without end */
    if (kind < 3) {
        *value = 0;
        *state = OBS_O;
    } else if (kind < 5) {
        *state = state_of_conf(5);
    } else if (kind < 7) {
        *value = 0;
    } else if (kind < 8) {
        *value = 0.000001;
    } else if (kind < 10) {
        *state = OBS_B | OBS_P;
    } else if (kind < 14) {
        *value = -*value;
    } else if (kind < 24) {
        *value = (double)(hash >> 44) + 0.5 + (kind % 2 ? 0 : 0.125); /* ties */
    } else if (kind < 26) {
        *value = 1.005 + kind; /* a tie as a decimal, not as a double */
    }
}

typedef struct Ranked {
    double value;
    uint32_t unit;
} Ranked;

static int compare_ranked(const void *a, const void *b)
{
    double x = ((const Ranked *)a)->value, y = ((const Ranked *)b)->value;
    return (x < y) - (x > y);
}

static double quantile(const Ranked *down, size_t n, double share)
{
    double place = share * (double)(n - 1);
    size_t low = (size_t)place, high = low + 1 < n ? low + 1 : low;
    double a = down[n - 1 - low].value, b = down[n - 1 - high].value;
    return a + (b - a) * (place - (double)low);
}

static void rank_level(const Territory *territory, const Column *column, UnitLevel level,
                       Ranked *scratch, Statistics *statistics)
{
    size_t n = 0;
    double sum = 0;
    for (uint32_t i = 0; i < column->n; i++) {
        bool counts = !state_is_missing(column->states[i]) && !state_is_secret(column->states[i]);
        double value = column->values.real[i] / num_pow10(column->scale);
        if (counts && territory->units[column->units[i]].level == level) {
            scratch[n++] = (Ranked){value, column->units[i]};
            sum += value;
        }
    }
    if (n < STAT_LEAST)
        return;
    qsort(scratch, n, sizeof *scratch, compare_ranked);
    uint32_t rank = 1;
    for (size_t i = 0; i < n; i++) {
        rank = i > 0 && scratch[i].value == scratch[i - 1].value ? rank : (uint32_t)i + 1;
        statistics->ranks[statistics->n_ranks++] =
            (Ranks){scratch[i].unit, rank, rank, 0, (uint32_t)i % 7};
    }
    Stat stat = {STAT_LEVEL,
                 "",
                 (uint32_t)n,
                 sum / (double)n,
                 scratch[n - 1].value,
                 quantile(scratch, n, 0.25),
                 quantile(scratch, n, 0.5),
                 quantile(scratch, n, 0.75),
                 scratch[0].value};
    (void)snprintf(stat.key, sizeof stat.key, "%s", level_name(level));
    statistics->stats[statistics->n_stats++] = stat;
}

static int compare_ranks(const void *a, const void *b)
{
    return ((const Ranks *)a)->unit < ((const Ranks *)b)->unit ? -1 : 1;
}

static int compare_stats(const void *a, const void *b)
{
    return strcmp(((const Stat *)a)->key, ((const Stat *)b)->key);
}

static void make_statistics(Arena *arena, const Settings *settings, const Territory *territory,
                            const Column *column, Statistics *statistics)
{
    Ranked *scratch = arena_array(arena, column->n + 1, sizeof *scratch);
    statistics->ranks = arena_array(arena, column->n + 1, sizeof *statistics->ranks);
    statistics->stats = arena_array(arena, column->n + LEVELS, sizeof *statistics->stats);
    for (UnitLevel level = 0; level < LEVELS; level++)
        rank_level(territory, column, level, scratch, statistics);
    qsort(statistics->stats, statistics->n_stats, sizeof *statistics->stats, compare_stats);
    qsort(statistics->ranks, statistics->n_ranks, sizeof *statistics->ranks, compare_ranks);
    for (uint32_t i = 0; settings->neighbours && i < column->n; i++) {
        Stat stat = {STAT_NEIGHBOURS, "", 6, i, i, i, i, i, i};
        (void)snprintf(stat.key, sizeof stat.key, "%s", territory->units[column->units[i]].code);
        statistics->stats[statistics->n_stats++] = stat;
    }
}

static void make_column(Arena *arena, const Settings *settings, const Territory *territory,
                        unsigned indicator, const char *code, int year, Column *column)
{
    uint32_t n = 0;
    *column = column_new(arena, territory->n_units, true, indicator % 3 == 2 ? 2 : 0);
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const Unit *unit = &territory->units[i];
        bool wanted = unit->level <= LEVEL_GMINA || unit->level == LEVEL_UNION;
        if (!wanted || !unit_valid(unit, year))
            continue;
        double value;
        /* by the code and not by the place: the order of the axis must not matter */
        uint64_t name = checksum_of(unit->code, strlen(unit->code));
        make_cell(indicator, name, year, &value, &column->states[n]);
        if (settings->change != NULL && strcmp(settings->change, code) == 0 && n == 1000)
            value += 1;
        if (year == 2015 && indicator % 5 == 1) { /* a year in which no unit has a value */
            value = 0;
            column->states[n] = OBS_M;
        }
        column->units[n] = i;
        column->values.real[n++] = value;
    }
    column->n = n;
}

static bool insert_result(Workspace *workspace, const Settings *settings, unsigned indicator,
                          const char *code, int year, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf data = {0};
    CLEANUP(strbuf_done) StrBuf blob = {0};
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Column column;
    Statistics statistics = {0};
    char hex[DIGEST_HEX];
    make_column(arena, settings, &workspace->territory, indicator, code, year, &column);
    make_statistics(arena, settings, &workspace->territory, &column, &statistics);
    column_pack(&column, &data);
    statistics_pack(&statistics, &blob);
    digest_of(data.text, data.length, hex);
    if (!db_prepare(workspace->db, "INSERT INTO result VALUES (?, ?, ?, ?, ?, ?)", &query, err))
        return false;
    db_bind_text(query, 1, code);
    db_bind_int(query, 2, year);
    db_bind_text(query, 3, hex);
    db_bind_text(query, 4, hex);
    db_bind_blob(query, 5, data.text, data.length);
    db_bind_blob(query, 6, blob.text, blob.length);
    return db_run(query, err);
}

static bool insert_indicator(Workspace *workspace, const Settings *settings, unsigned indicator,
                             const char *code, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool other = settings->change_text != NULL && strcmp(settings->change_text, code) == 0;
    if (!db_prepare(workspace->db,
                    "INSERT INTO indicator VALUES (?1, 'definition of ' || ?1 || ?4, 1, 'draft', "
                    "'edukacja', 'oswiata', 'ilosc', 'neutral', 'Wskaźnik \"' || ?1 || '\\', "
                    "'Indicator ' || ?1, 'Opis ' || ?4, 'Description', '', '', 'zł', ?2, 'a / b', "
                    "'GUS', ?3, 'gmina', 2010, 9999)",
                    &query, err))
        return false;
    db_bind_text(query, 1, code);
    db_bind_int(query, 2, indicator % 5);
    db_bind_text(query, 3, tiers[indicator % ARRAY_LENGTH(tiers)]);
    db_bind_text(query, 4, other ? " (2)" : "");
    return db_run(query, err);
}

static bool fill(Workspace *workspace, const Settings *settings, Err *err)
{
    uint32_t unit;
    if (!db_exec(
            workspace->db,
            "DELETE FROM result; DELETE FROM indicator; DELETE FROM extract; "
            "INSERT OR REPLACE INTO area VALUES ('edukacja', 1, 'Edukacja', 'Education'); "
            "INSERT OR REPLACE INTO service VALUES ('oswiata', 'edukacja', 1, 'Oświata', 'Schools')",
            err) ||
        !workspace_unit(workspace, LEVEL_UNION, "ZG-1", "Związek \"Dolina\"", "0201", &unit, err))
        return false;
    if (settings->synthetic &&
        !db_exec(
            workspace->db,
            "INSERT INTO extract (sha256, member, name, profile, subject, date_source, declared, scope, "
            "synthetic, account) VALUES ('x', '', 'x', 'x', '', '', '', '', 1, '')",
            err))
        return false;
    for (unsigned i = 1; i <= settings->n_indicators; i++) {
        char code[CODE_TEXT];
        (void)snprintf(code, sizeof code, "T%03u", i % 1000);
        if (!insert_indicator(workspace, settings, i, code, err))
            return false;
        for (unsigned y = 0; y < settings->n_years; y++)
            if (!insert_result(workspace, settings, i, code, YEAR_LAST_MADE - (int)y, err))
                return false;
    }
    return true;
}

static bool read_count(const char *text, unsigned *ret_count)
{
    uint64_t count;
    if (!num_parse_count(str_view(text), 999, &count))
        return false;
    *ret_count = (unsigned)count;
    return true;
}

static bool parse(int argc, char **argv, Settings *settings)
{
    bool good = true;
    for (int code; (code = getopt(argc, argv, "c:d:t:n:y:sb")) != -1;) {
        good = good && code != '?';
        settings->config = code == 'c' ? optarg : settings->config;
        settings->change = code == 'd' ? optarg : settings->change;
        settings->change_text = code == 't' ? optarg : settings->change_text;
        settings->synthetic = settings->synthetic || code == 's';
        settings->neighbours = settings->neighbours || code == 'b';
        good = good && (code != 'n' || read_count(optarg, &settings->n_indicators));
        good = good && (code != 'y' || read_count(optarg, &settings->n_years));
    }
    settings->folder = optind + 1 == argc ? argv[optind] : NULL;
    return good && settings->folder != NULL;
}

int main(int argc, char **argv)
{
    Settings settings = {.n_indicators = 6, .n_years = 3};
    Workspace workspace;
    Err err = {0};
    if (!parse(argc, argv, &settings)) {
        (void)fputs("export_workspace [-c CONFIG] [-n INDICATORS] [-y YEARS] [-s (synthetic)] [-b "
                    "(neighbours)] [-d CODE (change a cell)] [-t CODE (change its text)] FOLDER\n",
                    stderr);
        return 64;
    }
    bool good = workspace_open(settings.folder, settings.config, WORKSPACE_CREATE, "test",
                               &workspace, &err);
    if (good) {
        good = workspace_begin(&workspace, &err) && fill(&workspace, &settings, &err) &&
               workspace_commit(&workspace, &err);
        workspace_close(&workspace);
    }
    if (!good)
        (void)fprintf(stderr, "%s\n", err.text);
    return good ? 0 : err_exit_status(err.kind);
}
