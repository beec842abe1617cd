/*
 * smup try: one definition, stored or not, computed on what the workspace holds; nothing is stored.
 * It shows what a methodologist asks of a new indicator: for how many units there is a value, what
 * is missing and because of which input, how the values lie, which are lowest and highest, what its
 * rules and second sources say, and what differs from the values stored under the same code.
 */
#include "desk.h"
#include "example.h"
#include "file.h"
#include "frame.h"
#include "grid.h"
#include "statistics.h"
#include "trial.h"

#include <stdlib.h>

typedef struct TrySettings {
    DeskPlaces places;
    const char *years, *units;
} TrySettings;

typedef struct Try {
    Arena *arena;
    const TrySettings *settings;
    Workspace *workspace;
    Catalogue catalogue;
    const Definition *definition;
    Trial trial;
    bool *units; /* NULL: none asked for */
    StrBuf text;
} Try;

static const Territory *territory_of(const Try *try)
{
    return &try->workspace->territory;
}

/* A row at the levels where the indicator is published, and not a sum above them. */
static bool is_base(const Try *try, uint32_t unit, int year)
{
    const Unit *at = &territory_of(try)->units[unit];
    return frame_holds(try->definition, territory_of(try), unit, year) &&
           str_list_has(frame_base_levels(try->arena, try->definition), level_name(at->level)) &&
           (unit_tier(at) & try->definition->tiers) != 0;
}

/* By year, which units are rows; worked out once. */
static bool **base_rows(const Try *try)
{
    bool **rows = arena_array(try->arena, try->trial.n, sizeof *rows);
    for (size_t y = 0; y < try->trial.n; y++) {
        rows[y] = arena_array(try->arena, territory_of(try)->n_units, sizeof **rows);
        for (uint32_t i = 0; i < territory_of(try)->n_units; i++)
            rows[y][i] = is_base(try, i, try->trial.years[y].year);
    }
    return rows;
}

static const char *count_text(const Try *try, size_t n)
{
    return arena_printf(try->arena, "%zu", n);
}

/* ---- coverage ---- */

static void write_coverage(Try *try, bool **rows)
{
    static const char reasons[] = "OMLHQ";
    Grid grid;
    const char *const heading[] = {
        _("year"), _("units"), _("values"),         _("in %"),        "O", "M", "L",
        "H",       "Q",        _("incomplete (U)"), _("confidential")};
    strbuf_puts(&try->text, _("Coverage: units with a value, and why the others have none\n"));
    grid_init(&grid, try->arena, ARRAY_LENGTH(heading));
    for (size_t i = 0; i < ARRAY_LENGTH(heading); i++)
        grid.right[i] = i > 0;
    grid_add(&grid, heading);
    for (size_t y = 0; y < try->trial.n; y++) {
        const Vector *result = &try->trial.years[y].result;
        size_t n = 0, values = 0, missing[sizeof reasons] = {0}, incomplete = 0, secret = 0;
        for (uint32_t i = 0; i < result->n; i++) {
            CellState state = result->states[i], one;
            if (!rows[y][i])
                continue;
            n++;
            values += !state_is_missing(state);
            incomplete += !state_is_missing(state) && (state & OBS_U) != 0;
            secret += state_is_secret(state);
            for (size_t k = 0; reasons[k] != '\0'; k++)
                missing[k] +=
                    state_parse_obs((StrView){&reasons[k], 1}, &one) && (state & one) != 0;
        }
        const char *const row[] = {arena_printf(try->arena, "%d", try->trial.years[y].year),
                                   count_text(try, n),
                                   count_text(try, values),
                                   n == 0 ? "-" : arena_printf(try->arena, "%zu", 100 * values / n),
                                   count_text(try, missing[0]),
                                   count_text(try, missing[1]),
                                   count_text(try, missing[2]),
                                   count_text(try, missing[3]),
                                   count_text(try, missing[4]),
                                   count_text(try, incomplete),
                                   count_text(try, secret)};
        grid_add(&grid, row);
    }
    grid_write_lines(&grid, &try->text);
    grid_done(&grid);
}

/* What an input is in the last year, for the units that are rows. */
typedef struct InputCount {
    size_t n_missing; /* of the units without a value */
    size_t n_values, n_zeros;
} InputCount;

/* `explained` marks the units without a value that lack an input. */
static bool count_input(Try *try, unsigned input, const bool *rows, bool *explained,
                        InputCount *ret_count, Err *err)
{
    const TrialYear *at = &try->trial.years[try->trial.n - 1];
    InputCount count = {0};
    Vector cells;
    if (!engine_input(try->trial.engine, try->definition, input, at->year, try->arena, &cells, err))
        return false;
    for (uint32_t i = 0; i < cells.n; i++) {
        bool missing = state_is_missing(cells.states[i]);
        if (!rows[i])
            continue;
        count.n_values += !missing;
        count.n_zeros += !missing && cells.values[i] == 0;
        if (missing && state_is_missing(at->result.states[i])) {
            count.n_missing++;
            explained[i] = true;
        }
    }
    *ret_count = count;
    return true;
}

/* Gaps that no input explains: a division by zero, a break, a group of fewer than three. */
static size_t count_unexplained(const Try *try, const bool *rows, const bool *explained)
{
    const Vector *result = &try->trial.years[try->trial.n - 1].result;
    size_t n = 0;
    for (uint32_t i = 0; i < result->n; i++)
        n += rows[i] && state_is_missing(result->states[i]) && !explained[i];
    return n;
}

/* For the last year: how many of the units without a value lack each input; and inputs of budget
 * reports that are zero everywhere, which a wrong code makes them. */
static bool write_causes(Try *try, const bool *rows, Err *err)
{
    CLEANUP(strbuf_done) StrBuf zeros = {0}, causes = {0};
    const Definition *definition = try->definition;
    int year = try->trial.years[try->trial.n - 1].year;
    bool *explained = arena_array(try->arena, territory_of(try)->n_units, sizeof *explained);
    for (unsigned i = 0; i < definition->n_inputs; i++) {
        InputCount count;
        if (!formula_uses(definition->formula, i))
            continue;
        if (!count_input(try, i, rows, explained, &count, err))
            return false;
        if (count.n_missing > 0)
            line_add(&causes, definition->inputs[i].name,
                     PLURAL("%zu unit", "%zu units", count.n_missing), count.n_missing);
        if (definition->inputs[i].report != NULL && count.n_values > 0 &&
            count.n_zeros == count.n_values)
            line_add(&zeros, definition->inputs[i].name, "%s",
                     _("no report has such rows: look at its codes and groups"));
    }
    size_t n = count_unexplained(try, rows, explained);
    if (n > 0)
        line_add(
            &causes, "-",
            PLURAL(
                "%zu unit for another reason: a division by zero, a break, a group of fewer than three",
                "%zu units for another reason: a division by zero, a break, a group of fewer than three",
                n),
            n);
    if (causes.length > 0)
        strbuf_printf(&try->text, _("\nMissing in %d, by the input that is missing\n%s"), year,
                      causes.text);
    if (zeros.length > 0)
        strbuf_printf(&try->text, _("\nZero everywhere in %d\n%s"), year, zeros.text);
    return true;
}

/* ---- the values ---- */

typedef struct Place {
    double value;
    uint32_t unit;
} Place;

static int compare_places(const void *left, const void *right)
{
    const Place *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

/* The units with a value that may be shown, ascending by it. */
static size_t sort_places(const Try *try, bool **rows, size_t year, Place *places)
{
    const Vector *result = &try->trial.years[year].result;
    size_t n = 0;
    for (uint32_t i = 0; i < result->n; i++)
        if (rows[year][i] && !state_is_missing(result->states[i]) &&
            !state_is_secret(result->states[i]))
            places[n++] = (Place){vector_plain(result, i, try->definition->exponent), i};
    if (n > 0)
        qsort(places, n, sizeof *places, compare_places);
    return n;
}

/* By linear interpolation, as smup-compute publishes them (DESIGN 9). */
static double quantile(const Place *places, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t below = (size_t)at, above = below + 1 < n ? below + 1 : below;
    return places[below].value + (at - (double)below) * (places[above].value - places[below].value);
}

static const char *rounded(const Try *try, double value)
{
    char text[NUM_TEXT];
    num_write_rounded(value, 0, try->definition->decimals, text);
    return arena_strdup(try->arena, text);
}

static void write_quantiles(Try *try, bool **rows)
{
    static const double shares[] = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    const char *const heading[] = {_("year"),   _("least"), "5 %",  "25 %",
                                   _("median"), "75 %",     "95 %", _("greatest")};
    Place *places = arena_array(try->arena, territory_of(try)->n_units, sizeof *places);
    Grid grid;
    strbuf_printf(&try->text, _("\nHow the values lie [%s]\n"), try->definition->unit);
    grid_init(&grid, try->arena, ARRAY_LENGTH(heading));
    for (size_t i = 1; i < ARRAY_LENGTH(heading); i++)
        grid.right[i] = true;
    grid_add(&grid, heading);
    for (size_t y = 0; y < try->trial.n; y++) {
        const char *row[ARRAY_LENGTH(heading)];
        size_t n = sort_places(try, rows, y, places);
        row[0] = arena_printf(try->arena, "%d", try->trial.years[y].year);
        for (size_t i = 0; i < ARRAY_LENGTH(shares); i++)
            row[i + 1] = n == 0 ? "-" : rounded(try, quantile(places, n, shares[i]));
        grid_add(&grid, row);
    }
    grid_write_lines(&grid, &try->text);
    grid_done(&grid);
}

static void add_place(const Try *try, Grid *grid, size_t year, uint32_t at)
{
    const Unit *unit = &territory_of(try)->units[at];
    const Vector *result = &try->trial.years[year].result;
    uint32_t voivodeship = unit_ancestor(territory_of(try), at, LEVEL_VOIVODESHIP);
    char value[NUM_TEXT], states[OBS_TEXT];
    check_write_value(try->definition, result, at, value);
    state_obs_text(result->states[at], states);
    const char *const row[] = {unit->code,
                               unit->name,
                               voivodeship == NO_UNIT ? ""
                                                      : territory_of(try)->units[voivodeship].name,
                               arena_printf(try->arena, "%d", try->trial.years[year].year),
                               value,
                               states};
    grid_add(grid, row);
}

static void begin_places(Try *try, Grid *grid)
{
    const char *const heading[] = {_("unit"), _("name"),  _("voivodeship"),
                                   _("year"), _("value"), _("state")};
    grid_init(grid, try->arena, ARRAY_LENGTH(heading));
    grid->right[4] = true;
    grid_add(grid, heading);
}

/* The last year's lowest and highest. */
static void write_extremes(Try *try, bool **rows)
{
    enum { SHOWN = 10 };
    size_t last = try->trial.n - 1;
    Place *places = arena_array(try->arena, territory_of(try)->n_units, sizeof *places);
    size_t n = sort_places(try, rows, last, places);
    size_t shown = n < 2 * SHOWN ? n : SHOWN;
    Grid grid;
    if (n == 0)
        return;
    strbuf_printf(&try->text,
                  n <= 2 * SHOWN ? _("\nThe values of %d\n") : _("\nThe ten lowest of %d\n"),
                  try->trial.years[last].year);
    begin_places(try, &grid);
    for (size_t i = 0; i < shown; i++)
        add_place(try, &grid, last, places[i].unit);
    grid_write_lines(&grid, &try->text);
    grid_done(&grid);
    if (n <= 2 * SHOWN)
        return;
    strbuf_printf(&try->text, _("\nThe ten highest of %d\n"), try->trial.years[last].year);
    begin_places(try, &grid);
    for (size_t i = 0; i < SHOWN; i++)
        add_place(try, &grid, last, places[n - 1 - i].unit);
    grid_write_lines(&grid, &try->text);
    grid_done(&grid);
}

static void write_units(Try *try)
{
    Grid grid;
    if (try->units == NULL)
        return;
    strbuf_puts(&try->text, _("\nThe units asked for\n"));
    begin_places(try, &grid);
    for (uint32_t i = 0; i < territory_of(try)->n_units; i++)
        for (size_t y = 0; try->units[i] && y < try->trial.n; y++)
            if (frame_holds(try->definition, territory_of(try), i, try->trial.years[y].year))
                add_place(try, &grid, y, i);
    grid_write_lines(&grid, &try->text);
    grid_done(&grid);
}

/* ---- checks ---- */

static void name_units(Try *try, const TrialYear *year, const Check *check)
{
    enum { NAMED = 5 };
    for (uint32_t i = 0; i < check->n_failed && i < NAMED; i++) {
        char value[NUM_TEXT];
        const Unit *unit = &territory_of(try)->units[check->units[i]];
        check_write_value(try->definition, &year->result, check->units[i], value);
        strbuf_printf(&try->text, "%s%s %s: %s", i == 0 ? "        " : "; ", unit->code, unit->name,
                      value);
        if (check->verify != NULL)
            strbuf_printf(&try->text, " (%s)", rounded(try, check->others[check->units[i]]));
    }
    if (check->n_failed > 0)
        strbuf_puts(&try->text, check->n_failed > NAMED ? "; ...\n" : "\n");
}

static void write_check(Try *try, const TrialYear *year, const Check *check)
{
    if (check->rule != NULL)
        strbuf_printf(&try->text, _("  %d  rule %s (%s): checked %u, broken %u\n"), year->year,
                      check->rule->id, severity_name(check->rule->severity), check->n_checked,
                      check->n_failed);
    else
        strbuf_printf(&try->text,
                      _("  %d  second source %s: units with both %u, beyond the tolerance %u, "
                        "greatest difference %s\n"),
                      year->year, try->definition->inputs[check->verify->input].name,
                      check->n_checked, check->n_failed, rounded(try, check->greatest));
    name_units(try, year, check);
}

static void write_checks(Try *try)
{
    bool any = false;
    for (size_t y = 0; y < try->trial.n; y++)
        for (size_t i = 0; i < try->trial.years[y].checks.n; i++) {
            if (!any)
                strbuf_puts(&try->text, _("\nRules and second sources\n"));
            any = true;
            write_check(try, &try->trial.years[y], &try->trial.years[y].checks.items[i]);
        }
}

static bool write_changes(Try *try, Err *err)
{
    Changes changes = {0};
    bool any = false, found, good = true;
    for (size_t y = 0; good && y < try->trial.n; y++) {
        const TrialYear *at = &try->trial.years[y];
        Vector stored;
        good = trial_stored(try->arena, try->workspace, try->definition->code, at->year,
                            try->definition->exponent, &stored, &found, err);
        if (!good || !found)
            continue;
        any = true;
        changes_add(&changes, at->year, try->definition, &stored, try->definition, &at->result);
    }
    changes_end(&changes);
    if (good && any) {
        strbuf_printf(&try->text, _("\nCompared with the stored values of %s\n"),
                      try->definition->code);
        changes_write(&changes, try->arena, territory_of(try), &try->text);
    } else if (good) {
        strbuf_printf(&try->text, _("\nNothing is stored under %s yet.\n"), try->definition->code);
    }
    changes_done(&changes);
    return good;
}

/* ---- the command ---- */

static void write_head(Try *try)
{
    const Definition *definition = try->definition;
    strbuf_printf(&try->text, "%s  %s [%s]\n", definition->code,
                  text_in_language(definition->name_pl, definition->name_en), definition->unit);
    strbuf_printf(&try->text, "    %s\n", definition->formula_text);
    strbuf_printf(&try->text, _("    state: %s; sources: %s; for: %s\n\n"),
                  definition_state_name(definition->state), definition->sources,
                  tiers_text(try->arena, definition->tiers));
}

static bool show(Try *try, Err *err)
{
    bool **rows = base_rows(try);
    write_head(try);
    if (try->trial.n == 0) {
        strbuf_puts(&try->text, _("There is no year that the definition, --years and the workspace "
                                  "have in common.\n"));
        return true;
    }
    write_coverage(try, rows);
    if (!write_causes(try, rows[try->trial.n - 1], err))
        return false;
    write_quantiles(try, rows);
    write_extremes(try, rows);
    write_units(try);
    write_checks(try);
    return write_changes(try, err);
}

/* Which of the catalogue is meant: a code, or what stands in a file. */
static const Definition *find_definition(const Try *try, const char *operand, const char *file,
                                         Err *err)
{
    const Definition *found = NULL;
    if (file == NULL)
        return desk_definition(&try->catalogue, operand, err);
    for (size_t i = 0; i < try->catalogue.n; i++) {
        const Definition *at = &try->catalogue.items[i];
        if (strcmp(at->node->file, file) != 0)
            continue;
        if (found != NULL) {
            (void)err_set(err, ERR_USAGE, _("\"%s\" is a family: which of its members?"), file);
            (void)err_hint(err, _("put it into config/indicators and name a code, such as %s"),
                           found->code);
            return NULL;
        }
        found = at;
    }
    return found;
}

static bool compute(Try *try, const char *operand, Err *err)
{
    Engine *engine = NULL;
    int first, last;
    const char *file = strchr(operand, '.') != NULL ? operand : NULL;
    if (file != NULL && !file_exists(file))
        return err_set(err, ERR_NOINPUT, _("there is no file \"%s\""), file);
    if (!catalogue_load(try->arena, try->workspace->config, file, NULL, &try->catalogue, err))
        return false;
    try->definition = find_definition(try, operand, file, err);
    if (try->definition == NULL || !examples_run(try->definition, NULL, err) ||
        !desk_units(try->arena, territory_of(try), try->settings->units, &try->units, err) ||
        !engine_open(try->workspace, &try->catalogue, &engine, err))
        return false;
    bool good = binder_years(engine_binder(engine), &first, &last, err) &&
                stage_years(try->settings->years, &first, &last, err) &&
                trial_run(try->arena, engine, try->definition, first, last, &try->trial, err) &&
                desk_mark_synthetic(try->workspace, &try->text, err) && show(try, err);
    engine_free_p(&engine);
    return good;
}

static bool try_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Workspace workspace;
    Try try = {.arena = arena, .settings = context, .workspace = &workspace};
    *ret_result = STAGE_DONE;
    if (operands->n != 1) {
        (void)err_set(err, ERR_USAGE, _("smup try wants one code or one file"));
        return err_hint(err, "%s", _("for example: smup try EDU01 -w W --years 2015-2018"));
    }
    if (!workspace_open(try.settings->places.workspace, try.settings->places.config, WORKSPACE_READ,
                        "smup try", &workspace, err))
        return false;
    bool good = compute(&try, operands->items[0], err);
    if (good)
        desk_print(&try.text);
    strbuf_done(&try.text);
    workspace_close(&workspace);
    return good;
}

int try_command(const Command *command, int argc, char **argv)
{
    TrySettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"years", 0, OPTION_TEXT, &settings.years, "A-B", N_("these years only")},
        {"units", 0, OPTION_TEXT, &settings.units, "CODE,...", N_("these units too (TERYT)")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup try EDU01 -w W --years 2015-2018 --units 301901",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = try_run};

    return stage_main(&stage, argc, argv);
}
