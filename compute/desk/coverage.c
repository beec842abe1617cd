/*
 * `smup coverage`: for whom the indicators have values. Of every indicator and year: the units of
 * its tiers that exist in the year, and of them those with a value, with a true zero, with an
 * incomplete value, and without one, by the reason; and how many values its second sources were
 * compared with.
 *
 * A unit is counted once: a city with powiat rights has two rows and one of them is enough. What is
 * counted is what smup-compute stored; a year of which nothing is stored has no information. Every
 * unit is in one of `values`, `no_information`, `impossible`, `confidential`; `zeros` and
 * `incomplete` are among the values.
 */
#include "desk.h"
#include "grid.h"
#include "num.h"
#include "stored.h"

typedef struct Cover {
    uint64_t units, values, zeros, incomplete, no_information, impossible, confidential;
    uint64_t compared, differing; /* with the second sources */
} Cover;

typedef struct CoverageSettings {
    DeskPlaces places;
    const char *years;
    bool csv;
} CoverageSettings;

typedef struct Coverage {
    Arena *arena;
    const CoverageSettings *settings;
    Workspace *workspace;
    Catalogue catalogue;
    int first, last; /* years of which anything is stored, or --years */
    StrBuf text;
} Coverage;

/* --- counting --- */

static void count_cell(CellState state, double value, Cover *cover)
{
    if (state_is_secret(state))
        cover->confidential++;
    else if ((state & OBS_M) != 0)
        cover->impossible++;
    else if (state_is_missing(state))
        cover->no_information++;
    else {
        cover->values++;
        cover->incomplete += (state & OBS_U) != 0;
        cover->zeros += value == 0 && (state & (OBS_U | OBS_N)) == 0;
    }
}

/* The cell of the unit's row, or of the other row of a city where the first has no value. */
static void count_unit(const Coverage *coverage, const uint32_t *places, const Column *column,
                       uint32_t unit, Cover *cover)
{
    uint32_t twin = coverage->workspace->territory.units[unit].twin, at = places[unit];
    bool none = at == NO_UNIT || state_is_missing(column->states[at]);
    if (none && twin != NO_UNIT && places[twin] != NO_UNIT)
        at = places[twin];
    cover->units++;
    if (at == NO_UNIT)
        cover->no_information++;
    else
        count_cell(column->states[at],
                   column->real ? column->values.real[at] : (double)column->values.exact[at],
                   cover);
}

/* A unit of a tier of the definition, a city at its gmina's row alone. */
static bool is_counted(const Definition *definition, const Unit *unit, int year)
{
    return unit_valid(unit, year) && (unit_tier(unit) & definition->tiers) != 0 &&
           !(unit->level == LEVEL_POWIAT && unit_is_city(unit));
}

static bool count_checks(const Coverage *coverage, const Definition *definition, int year,
                         Cover *cover, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(coverage->workspace->db,
                    "SELECT coalesce(sum(checked), 0), coalesce(sum(failed), 0) FROM result_check "
                    "WHERE indicator = ? AND year = ? AND severity = 'verify'",
                    &query, err))
        return false;
    db_bind_text(query, 1, definition->code);
    db_bind_int(query, 2, year);
    if (!db_step(query, &row, err))
        return false;
    cover->compared = (uint64_t)db_int(query, 0);
    cover->differing = (uint64_t)db_int(query, 1);
    return true;
}

static bool count_year(const Coverage *coverage, const Definition *definition, int year,
                       Cover *ret_cover, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Territory *territory = &coverage->workspace->territory;
    uint32_t *places = arena_array(scratch, territory->n_units, sizeof *places);
    Column column = {0};
    bool found;
    *ret_cover = (Cover){0};
    if (!stored_result(coverage->workspace, scratch, definition->code, year, &column, &found, err))
        return false;
    for (uint32_t i = 0; i < territory->n_units; i++)
        places[i] = NO_UNIT;
    for (uint32_t i = 0; i < column.n; i++)
        places[column.units[i]] = i;
    for (uint32_t i = 0; i < territory->n_units; i++)
        if (is_counted(definition, &territory->units[i], year))
            count_unit(coverage, places, &column, i, ret_cover);
    return count_checks(coverage, definition, year, ret_cover, err);
}

/* --- of every year --- */

static void add_year(const Coverage *coverage, const Definition *definition, int year,
                     const Cover *cover, Grid *grid)
{
    const uint64_t numbers[] = {cover->units,        cover->values,         cover->zeros,
                                cover->incomplete,   cover->no_information, cover->impossible,
                                cover->confidential, cover->compared,       cover->differing};
    const char *texts[3 + ARRAY_LENGTH(numbers)] = {definition->code, definition->area,
                                                    arena_printf(coverage->arena, "%d", year)};
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
        texts[3 + i] = arena_printf(coverage->arena, "%llu", (unsigned long long)numbers[i]);
    grid_add(grid, texts);
}

static bool fill_years(const Coverage *coverage, const Definition *definition, Grid *grid, Err *err)
{
    for (int year = coverage->first; year <= coverage->last; year++) {
        Cover cover;
        if (year < definition->from || year > definition->to)
            continue;
        if (!count_year(coverage, definition, year, &cover, err))
            return false;
        add_year(coverage, definition, year, &cover, grid);
    }
    return true;
}

/* `codes` none: all. */
static bool show_years(Coverage *coverage, const StrList *codes, Err *err)
{
    static const char *const names[] = {
        /* programs read them */
        "indicator",  "area",           "year",       "units",        "values",   "zeros",
        "incomplete", "no_information", "impossible", "confidential", "compared", "differing"};
    const char *const words[] = {_("indicator"),    _("area"),           _("year"),
                                 _("units"),        _("values"),         _("zeros"),
                                 _("incomplete"),   _("no information"), _("impossible"),
                                 _("confidential"), _("compared"),       _("differing")};
    const char *const *heading = coverage->settings->csv ? names : words;
    Grid grid;
    bool good = true;
    grid_init(&grid, coverage->arena, ARRAY_LENGTH(names));
    for (size_t i = 2; i < ARRAY_LENGTH(names); i++)
        grid.right[i] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; good && i < codes->n; i++) {
        const Definition *definition = desk_definition(&coverage->catalogue, codes->items[i], err);
        good = definition != NULL && fill_years(coverage, definition, &grid, err);
    }
    for (size_t i = 0; good && codes->n == 0 && i < coverage->catalogue.n; i++)
        good = fill_years(coverage, &coverage->catalogue.items[i], &grid, err);
    if (good && coverage->settings->csv)
        grid_write_csv(&grid, &coverage->text);
    else if (good)
        grid_write_lines(&grid, &coverage->text);
    grid_done(&grid);
    return good;
}

/* --- of every indicator --- */

static void add_cover(Cover *sum, const Cover *cover)
{
    sum->units += cover->units;
    sum->values += cover->values;
    sum->compared += cover->compared;
    sum->differing += cover->differing;
}

static const char *share_text(const Coverage *coverage, const Cover *cover)
{
    char text[NUM_TEXT];
    if (cover->units == 0)
        return "";
    num_write_rounded(100.0 * (double)cover->values / (double)cover->units, 0, 1, text);
    return arena_strdup(coverage->arena, text);
}

static void add_summary(const Coverage *coverage, const char *code, const char *years,
                        const Cover *cover, const char *name, Grid *grid)
{
    Arena *arena = coverage->arena;
    const char *const texts[] = {
        code,
        years,
        arena_printf(arena, "%llu", (unsigned long long)cover->units),
        arena_printf(arena, "%llu", (unsigned long long)cover->values),
        share_text(coverage, cover),
        arena_printf(arena, "%llu", (unsigned long long)cover->compared),
        arena_printf(arena, "%llu", (unsigned long long)cover->differing),
        name,
    };
    grid_add(grid, texts);
}

/* A line of one indicator, over the years in which it has a value; *sum grows by it. */
static bool summarise(const Coverage *coverage, const Definition *definition, Grid *grid,
                      Cover *sum, bool *ret_any, Err *err)
{
    Periods years = {arena_array(coverage->arena, (size_t)(coverage->last - coverage->first) + 1,
                                 sizeof(int64_t)),
                     0};
    Cover all = {0};
    for (int year = coverage->first; year <= coverage->last; year++) {
        Cover cover;
        if (year < definition->from || year > definition->to)
            continue;
        if (!count_year(coverage, definition, year, &cover, err))
            return false;
        if (cover.values == 0)
            continue;
        years.items[years.n++] = period_of(FREQ_ANNUAL, year, 0);
        add_cover(&all, &cover);
    }
    *ret_any = years.n > 0;
    if (*ret_any)
        add_summary(coverage, definition->code, periods_text(coverage->arena, &years), &all,
                    text_in_language(definition->name_pl, definition->name_en), grid);
    add_cover(sum, &all);
    return true;
}

/* --- what those without a value wait for --- */

/* Names of subjects and reports, each once: "BDL P2780, MF Rb-28S". */
typedef struct Waiting {
    StrMap *seen;
    const char *text;
} Waiting;

static void add_waiting(Arena *arena, Waiting *waiting, const char *source, const char *subject)
{
    const char *name = arena_printf(arena, "%s %s", source, subject);
    bool fresh;
    (void)strmap_add(waiting->seen, str_view(name), 1, &fresh);
    if (fresh)
        waiting->text =
            arena_printf(arena, "%s%s%s", waiting->text, *waiting->text == '\0' ? "" : ", ", name);
}

static bool is_filed(Coverage *coverage, const char *report, bool *ret_filed, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(coverage->workspace->db,
                    "SELECT 1 FROM filing WHERE report = ? AND in_force = 1 LIMIT 1", &query, err))
        return false;
    db_bind_text(query, 1, report);
    return db_step(query, ret_filed, err);
}

/* What of an input is not in the workspace at all. */
static bool wait_for(Coverage *coverage, const Input *input, Waiting *waiting, Err *err)
{
    bool filed = true;
    if (input->report != NULL && !is_filed(coverage, input->report, &filed, err))
        return false;
    if (!filed)
        add_waiting(coverage->arena, waiting, "MF", input->report);
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            int64_t id;
            if (!stored_find(coverage->workspace, series, &id, err))
                return false;
            if (id == 0)
                add_waiting(coverage->arena, waiting, series->source, series->subject);
        }
    return true;
}

static bool show_waiting(Coverage *coverage, const Definition *definition, Err *err)
{
    Waiting waiting = {strmap_new(coverage->arena), ""};
    if (definition->state == STATE_DRAFT) {
        line_add(&coverage->text, definition->code, "%s", _("a draft, which is not computed"));
        return true;
    }
    for (size_t i = 0; i < definition->n_written; i++)
        if (!wait_for(coverage, &definition->inputs[i], &waiting, err))
            return false;
    line_add(&coverage->text, definition->code, "%s",
             *waiting.text != '\0'
                 ? waiting.text
                 : _("there is something of each input, but of no unit and year together"));
    return true;
}

static bool show_all(Coverage *coverage, Err *err)
{
    const char *const heading[] = {_("indicator"), _("years"),    _("units"),     _("values"),
                                   _("coverage"),  _("compared"), _("differing"), _("name")};
    bool *any = arena_array(coverage->arena, coverage->catalogue.n, sizeof *any);
    size_t n_without = 0;
    Cover sum = {0};
    Grid grid;
    bool good = true;
    grid_init(&grid, coverage->arena, ARRAY_LENGTH(heading));
    for (size_t i = 2; i < ARRAY_LENGTH(heading) - 1; i++)
        grid.right[i] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; good && i < coverage->catalogue.n; i++) {
        good = summarise(coverage, &coverage->catalogue.items[i], &grid, &sum, &any[i], err);
        n_without += good && !any[i];
    }
    add_summary(coverage, _("all"), "", &sum, "", &grid);
    if (good)
        grid_write_lines(&grid, &coverage->text);
    grid_done(&grid);
    if (!good)
        return false;
    strbuf_printf(&coverage->text,
                  PLURAL("\n%zu indicator without any value\n",
                         "\n%zu indicators without any value\n", n_without),
                  n_without);
    for (size_t i = 0; i < coverage->catalogue.n; i++)
        if (!any[i] && !show_waiting(coverage, &coverage->catalogue.items[i], err))
            return false;
    return true;
}

/* --- the command --- */

static bool find_years(Coverage *coverage, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(coverage->workspace->db, "SELECT min(year), max(year) FROM result", &query,
                    err) ||
        !db_step(query, &row, err))
        return false;
    if (!row || db_is_null(query, 0)) {
        err_set(err, ERR_DATA, _("the workspace holds no results yet"));
        return err_hint(err, _("compute them first: smup-compute -w %s"),
                        coverage->workspace->path);
    }
    coverage->first = (int)db_int(query, 0);
    coverage->last = (int)db_int(query, 1);
    int first = coverage->first, last = coverage->last;
    if (!stage_years(coverage->settings->years, &first, &last, err))
        return false;
    if (first > coverage->last || last < coverage->first)
        return err_set(err, ERR_USAGE, _("--years: the results of the workspace are of %d to %d"),
                       coverage->first, coverage->last);
    coverage->first = first > coverage->first ? first : coverage->first;
    coverage->last = last < coverage->last ? last : coverage->last;
    return true;
}

static bool show(Coverage *coverage, const StrList *codes, Err *err)
{
    bool csv = coverage->settings->csv;
    return catalogue_load(coverage->arena, coverage->workspace->config, NULL, NULL,
                          &coverage->catalogue, err) &&
           find_years(coverage, err) &&
           (csv || desk_mark_synthetic(coverage->workspace, &coverage->text, err)) &&
           (csv || codes->n > 0 ? show_years(coverage, codes, err) : show_all(coverage, err));
}

static bool coverage_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Workspace workspace;
    Coverage coverage = {.arena = arena, .settings = context, .workspace = &workspace};
    *ret_result = STAGE_DONE;
    if (!workspace_open(coverage.settings->places.workspace, coverage.settings->places.config,
                        WORKSPACE_READ, "smup coverage", &workspace, err))
        return false;
    bool good = show(&coverage, operands, err);
    if (good)
        desk_print(&coverage.text);
    strbuf_done(&coverage.text);
    workspace_close(&workspace);
    return good;
}

int coverage_command(const Command *command, int argc, char **argv)
{
    CoverageSettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"years", 0, OPTION_TEXT, &settings.years, "A-B", N_("these years only")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL,
         N_("every indicator and year as CSV: UTF-8, separated by ;")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup coverage EDU01 --years 2020-2025 -w W",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = coverage_run};

    return stage_main(&stage, argc, argv);
}
