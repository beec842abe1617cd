/*
 * `smup needs`: which subjects and reports the indicators need, of which years they are there, what
 * is late by the calendar, and what it holds up.
 */
#include "bind.h"
#include "calendar.h"
#include "date.h"
#include "desk.h"
#include "grid.h"
#include "num.h"
#include "stored.h"

#include <stdlib.h>
#include <time.h>

enum { FIRST_YEAR = 2000, YEARS = 100 }; /* of the tables below */

/* A subject of a source, or a budget report. */
typedef struct Need {
    const char *source, *subject, *report;
    uint32_t needed[YEARS], there[YEARS]; /* series of it; of a report 1 and whether it is there */
    uint32_t units[YEARS], of[YEARS];     /* of the series, or report, that is there least */
    bool any[YEARS];                      /* is there anything of it? */
    const char *users[YEARS];             /* codes of the indicators that need the year */
    size_t n_users;                       /* in all */
    const Definition *last_user;
} Need;

typedef struct NeedsSettings {
    DeskPlaces places;
    const char *year, *today;
    bool csv;
} NeedsSettings;

typedef struct Needs {
    Arena *arena;
    Workspace *workspace;
    Catalogue catalogue;
    Calendar calendar;
    const char *today;
    int last; /* the last year that anything is needed of */
    StrMap *map, *seen;
    Need **items; /* arena */
    size_t n;
} Needs;

static Need *need_of(Needs *needs, const char *source, const char *subject, const char *report)
{
    bool fresh;
    const char *key =
        report != NULL ? report : arena_printf(needs->arena, "%s %s", source, subject);
    uint32_t at = strmap_add(needs->map, str_view(key), (uint32_t)needs->n, &fresh);
    if (fresh) {
        Need *need = arena_alloc(needs->arena, sizeof *need);
        *need =
            (Need){.source = report != NULL ? "MF" : source, .subject = subject, .report = report};
        needs->items[needs->n++] = need;
    }
    return needs->items[at];
}

static int index_of(const Needs *needs, int year)
{
    return year < FIRST_YEAR || year > needs->last ? -1 : year - FIRST_YEAR;
}

static void add_user(Needs *needs, Need *need, const Definition *definition, int year)
{
    int at = index_of(needs, year);
    if (at < 0)
        return;
    need->n_users += need->last_user != definition;
    need->last_user = definition;
    const char *codes = need->users[at] == NULL ? "" : need->users[at];
    size_t length = strlen(codes), own = strlen(definition->code);
    if (length < own || strcmp(codes + length - own, definition->code) != 0)
        need->users[at] =
            arena_printf(needs->arena, "%s%s%s", codes, length == 0 ? "" : " ", definition->code);
}

/* One series, or report, of one year is counted once, however many indicators need it. */
static bool is_fresh(Needs *needs, int year, const char *key)
{
    bool fresh = false;
    if (index_of(needs, year) >= 0)
        (void)strmap_add(needs->seen, str_view(arena_printf(needs->arena, "%d %s", year, key)), 1,
                         &fresh);
    return fresh;
}

/* It is there where at least nineteen of twenty units are. */
static void add_year(Needs *needs, Need *need, int year, uint32_t units, uint32_t of)
{
    int at = index_of(needs, year);
    need->needed[at]++;
    need->any[at] = need->any[at] || units > 0;
    need->there[at] += units > 0 && units * 20 >= of * 19;
    if (need->of[at] == 0 || (uint64_t)units * need->of[at] < (uint64_t)need->units[at] * of) {
        need->units[at] = units;
        need->of[at] = of;
    }
}

/* Units of the lowest level that the series has, with a cell, of those valid in the year. */
static bool count_units(Needs *needs, const VariableSeries *series, int year, uint32_t *ret_units,
                        uint32_t *ret_of, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const SeriesKey key = {series->source, series->subject, series->dimensions, series->unit};
    const Territory *territory = &needs->workspace->territory;
    UnitLevel level = str_list_has(series->levels, level_name(LEVEL_GMINA))    ? LEVEL_GMINA
                      : str_list_has(series->levels, level_name(LEVEL_POWIAT)) ? LEVEL_POWIAT
                                                                               : LEVEL_VOIVODESHIP;
    Column column;
    bool found;
    *ret_units = *ret_of = 0;
    if (!workspace_column(needs->workspace, scratch, &key, bind_period(series, year), &column,
                          &found, err))
        return false;
    for (uint32_t i = 0; i < territory->n_units; i++)
        *ret_of += territory->units[i].level == level && unit_valid(&territory->units[i], year);
    for (uint32_t i = 0; i < column.n; i++) {
        const Unit *unit = &territory->units[column.units[i]];
        *ret_units += unit->level == level && unit_valid(unit, year);
    }
    return true;
}

static bool add_series(Needs *needs, const Definition *definition, const Input *input,
                       const InputSource *source, const VariableSeries *series, Err *err)
{
    Need *need = need_of(needs, series->source, series->subject, NULL);
    for (int year = definition->from; year <= definition->to && year <= needs->last; year++) {
        int asked = year + input->shift;
        uint32_t units, of;
        if (asked < source->from || asked > source->to || asked < series->from ||
            asked > series->to)
            continue;
        add_user(needs, need, definition, asked);
        const char *key = arena_printf(needs->arena, "%s\n%s\n%s\n%s", series->source,
                                       series->subject, series->dimensions, series->unit);
        if (!is_fresh(needs, asked, key))
            continue;
        if (!count_units(needs, series, asked, &units, &of, err))
            return false;
        add_year(needs, need, asked, units, of);
    }
    return true;
}

/* Local governments that filed: bodies and unions are none of them. */
static bool count_filed(Needs *needs, const char *report, int year, uint32_t *ret_units,
                        uint32_t *ret_of, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const Territory *territory = &needs->workspace->territory;
    bool row;
    *ret_units = *ret_of = 0;
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const Unit *unit = &territory->units[i];
        bool own = unit->level == LEVEL_GMINA || unit->level == LEVEL_VOIVODESHIP ||
                   (unit->level == LEVEL_POWIAT && !unit_is_city(unit));
        *ret_of += own && unit_valid(unit, year);
    }
    if (!db_prepare(
            needs->workspace->db,
            "SELECT count(*) FROM filing f JOIN unit u ON u.id = f.unit WHERE f.report = ? AND f.period = ? "
            "AND f.in_force = 1 AND u.level IN ('gmina', 'powiat', 'voivodeship')",
            &query, err))
        return false;
    db_bind_text(query, 1, report);
    db_bind_int(query, 2, period_of(FREQ_QUARTER, year, 4));
    if (!db_step(query, &row, err))
        return false;
    *ret_units = (uint32_t)db_int(query, 0);
    return true;
}

static bool add_report(Needs *needs, const Definition *definition, const Input *input, Err *err)
{
    Need *need = need_of(needs, NULL, NULL, input->report);
    for (int year = definition->from; year <= definition->to && year <= needs->last; year++) {
        int asked = year + input->shift;
        uint32_t units, of;
        add_user(needs, need, definition, asked);
        if (!is_fresh(needs, asked, input->report))
            continue;
        if (!count_filed(needs, input->report, asked, &units, &of, err))
            return false;
        add_year(needs, need, asked, units, of);
    }
    return true;
}

static bool add_input(Needs *needs, const Definition *definition, const Input *input, Err *err)
{
    if (input->report != NULL && !add_report(needs, definition, input, err))
        return false;
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++)
            if (!add_series(needs, definition, input, &input->sources[i],
                            &input->sources[i].variable->series[k], err))
                return false;
    return true;
}

static const char *name_of(const Need *need)
{
    return need->report != NULL ? need->report : need->subject;
}

static int compare_needs(const void *a, const void *b)
{
    const Need *const *x = a, *const *y = b;
    int order = strcmp((*x)->source, (*y)->source);
    return order != 0 ? order : strcmp(name_of(*x), name_of(*y));
}

static bool collect(Needs *needs, Err *err)
{
    size_t most = 1;
    for (size_t i = 0; i < needs->catalogue.variables.n; i++)
        most += needs->catalogue.variables.items[i].n_series;
    needs->items = arena_array(needs->arena, most + n_report_measures, sizeof(Need *));
    for (size_t i = 0; i < needs->catalogue.n; i++) {
        const Definition *definition = &needs->catalogue.items[i];
        for (unsigned k = 0; definition->state != STATE_DRAFT && k < definition->n_inputs; k++)
            if (formula_uses(definition->formula, k) &&
                !add_input(needs, definition, &definition->inputs[k], err))
                return false;
    }
    qsort(needs->items, needs->n, sizeof(Need *), compare_needs);
    return true;
}

static bool is_late(const Needs *needs, const Need *need, int year, const Expect **ret_expect,
                    const char **ret_day)
{
    *ret_expect = calendar_find(&needs->calendar, need->source, need->subject, need->report);
    *ret_day = *ret_expect == NULL ? "" : expect_day(needs->arena, *ret_expect, year);
    return *ret_expect != NULL && strcmp(*ret_day, needs->today) < 0;
}

static const char *years_of(Needs *needs, const Need *need, bool (*holds)(const Need *, int))
{
    Periods periods = {arena_array(needs->arena, YEARS, sizeof(int64_t)), 0};
    for (int i = 0; i < YEARS; i++)
        if (need->needed[i] > 0 && holds(need, i))
            periods.items[periods.n++] = period_of(FREQ_ANNUAL, FIRST_YEAR + i, 0);
    return periods_text(needs->arena, &periods);
}

static bool is_needed(const Need *need, int i)
{
    return need->needed[i] > 0;
}
static bool is_there(const Need *need, int i)
{
    return need->there[i] == need->needed[i];
}
static bool is_missing(const Need *need, int i)
{
    return !need->any[i];
}
static bool is_in_part(const Need *need, int i)
{
    return !is_there(need, i) && !is_missing(need, i);
}

/* Every need, its years. */
static void fill_all(Needs *needs, Grid *grid)
{
    static const char *const heading[] = {"source",  "subject", "needed",    "there",
                                          "in_part", "missing", "indicators"};
    grid_init(grid, needs->arena, ARRAY_LENGTH(heading));
    grid->right[6] = true;
    grid_add(grid, heading);
    for (size_t i = 0; i < needs->n; i++) {
        const Need *need = needs->items[i];
        const char *const texts[] = {need->source,
                                     name_of(need),
                                     years_of(needs, need, is_needed),
                                     years_of(needs, need, is_there),
                                     years_of(needs, need, is_in_part),
                                     years_of(needs, need, is_missing),
                                     arena_printf(needs->arena, "%zu", need->n_users)};
        grid_add(grid, texts);
    }
}

/* "there", "missing", or what is there of it. */
static const char *state_of(Needs *needs, const Need *need, int at)
{
    if (is_there(need, at))
        return _("there");
    if (need->units[at] > 0)
        return arena_printf(needs->arena, _("in part: %u of %u units"), need->units[at],
                            need->of[at]);
    return !need->any[at] ? _("missing")
                          : arena_printf(needs->arena, _("in part: %u of %u series"),
                                         need->there[at], need->needed[at]);
}

/* One year: what is there, what is late, whom to ask, what it holds up. *ret_late: how many. */
static void fill_year(Needs *needs, int year, Grid *grid, size_t *ret_late)
{
    static const char *const heading[] = {"source", "subject", "state",     "expected",
                                          "late",   "contact", "indicators"};
    grid_init(grid, needs->arena, ARRAY_LENGTH(heading));
    grid_add(grid, heading);
    *ret_late = 0;
    for (size_t i = 0; i < needs->n; i++) {
        const Need *need = needs->items[i];
        int at = year - FIRST_YEAR;
        const Expect *expect;
        const char *day;
        if (need->needed[at] == 0)
            continue;
        bool late = is_late(needs, need, year, &expect, &day) && !is_there(need, at);
        *ret_late += late;
        const char *const texts[] = {need->source,
                                     name_of(need),
                                     state_of(needs, need, at),
                                     day,
                                     !late          ? ""
                                     : expect->wait ? _("late: wait")
                                                    : _("late: release without"),
                                     is_there(need, at) || expect == NULL ? "" : expect->contact,
                                     need->users[at]};
        grid_add(grid, texts);
    }
}

static const char *today_of(Arena *arena)
{
    time_t now = time(NULL);
    struct tm utc;
    char text[16];
    (void)gmtime_r(&now, &utc);
    (void)strftime(text, sizeof text, "%Y-%m-%d", &utc);
    return arena_strdup(arena, text);
}

static bool parse_settings(const NeedsSettings *settings, Needs *needs, int *ret_year, Err *err)
{
    uint64_t year = 0, today = 0;
    needs->today = settings->today != NULL ? settings->today : today_of(needs->arena);
    if (strlen(needs->today) != 10 || !date_is_sound(needs->today) ||
        !num_parse_count((StrView){needs->today, 4}, FIRST_YEAR + YEARS - 1, &today))
        return err_set(err, ERR_USAGE, _("the date \"%s\" is no day of the form YYYY-MM-DD"),
                       needs->today);
    if (settings->year != NULL &&
        (!num_parse_count(str_view(settings->year), FIRST_YEAR + YEARS - 1, &year) ||
         year < FIRST_YEAR))
        return err_set(err, ERR_USAGE, _("--year wants a year, not \"%s\""), settings->year);
    needs->last = year >= today ? (int)year : (int)today - 1;
    *ret_year = (int)year;
    return true;
}

static bool print(Needs *needs, const NeedsSettings *settings, int year, StageResult *ret_result)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    Grid grid;
    size_t n_late = 0;
    if (year == 0)
        fill_all(needs, &grid);
    else
        fill_year(needs, year, &grid, &n_late);
    if (settings->csv)
        grid_write_csv(&grid, &text);
    else
        grid_write_lines(&grid, &text);
    if (n_late > 0 && !settings->csv)
        strbuf_printf(&text,
                      PLURAL("\n%zu source is late on %s; old data are never carried forward\n",
                             "\n%zu sources are late on %s; old data are never carried forward\n",
                             n_late),
                      n_late, needs->today);
    else if (year == 0 && !settings->csv)
        strbuf_puts(&text, _("\nwhat is late, and what it holds up: smup needs --year YEAR\n"));
    if (n_late > 0)
        *ret_result = STAGE_WARN;
    grid_done(&grid);
    desk_print(&text);
    return true;
}

static bool needs_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    const NeedsSettings *settings = context;
    Workspace workspace;
    Needs needs = {.arena = arena,
                   .workspace = &workspace,
                   .map = strmap_new(arena),
                   .seen = strmap_new(arena)};
    int year = 0;
    *ret_result = STAGE_DONE;
    if (operands->n > 0)
        return err_set(err, ERR_USAGE, _("\"%s\" is not understood; smup needs takes options only"),
                       operands->items[0]);
    if (!parse_settings(settings, &needs, &year, err) ||
        !workspace_open(settings->places.workspace, settings->places.config, WORKSPACE_READ,
                        "smup needs", &workspace, err))
        return false;
    bool good = catalogue_load(arena, workspace.config, NULL, NULL, &needs.catalogue, err) &&
                calendar_load(arena, workspace.config, &needs.calendar, err) &&
                collect(&needs, err) && print(&needs, settings, year, ret_result);
    workspace_close(&workspace);
    return good;
}

int needs_command(const Command *command, int argc, char **argv)
{
    NeedsSettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"year", 0, OPTION_TEXT, &settings.year, "2024",
         N_("one year: what is late, whom to ask, what it holds up")},
        {"today", 0, OPTION_TEXT, &settings.today, N_("DATE"),
         N_("late on this day, YYYY-MM-DD (without it, today)")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL, N_("as CSV: UTF-8, separated by ;")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup needs --year 2024 -w W",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = needs_run};

    return stage_main(&stage, argc, argv);
}
