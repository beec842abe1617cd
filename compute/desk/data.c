/*
 * `smup data`: the cells of one series and period, for a look at what an indicator is made of. A
 * confidential number is not printed, only its state: what stands on a screen is soon copied into a
 * letter. --confidential prints it, for those who may see it and say so.
 */
#include "desk.h"
#include "grid.h"
#include "log.h"
#include "stored.h"
#include "target.h"

typedef struct DataSettings {
    DeskPlaces places;
    const char *units;
    bool csv, confidential;
} DataSettings;

typedef struct Data {
    Arena *arena;
    const DataSettings *settings;
    Workspace *workspace;
    Target target;
    int64_t period;
    bool *asked; /* by axis place; NULL: every unit that has a cell */
    DataCells cells;
} Data;

/* Why a cell has no value: the mark of our own says more than the code, so it is looked at first.
 */
static const struct {
    char attribute;
    CellState status;
    const char *text;
} reasons[] = {
    {ATTRIBUTE_CONFLICT, 0, N_("conflict of extracts (!)")},
    {ATTRIBUTE_WITHDRAWN, 0, N_("withdrawn by a newer extract (~)")},
    {ATTRIBUTE_NOT_REPORTED, 0, N_("not reported (?)")},
    {ATTRIBUTE_REJECTED, 0, N_("rejected (/)")},
    {0, OBS_Q, N_("confidential (Q)")},
    {0, OBS_O, N_("no information (O)")},
    {0, OBS_M, N_("cannot exist (M)")},
    {0, OBS_L | OBS_H, N_("for other reasons (L, H)")},
};

static size_t reason_of(CellState state)
{
    size_t i = 0;
    while (i < ARRAY_LENGTH(reasons) - 1 &&
           (reasons[i].attribute != 0 ? state_attribute(state) != reasons[i].attribute
                                      : (state & reasons[i].status) == 0))
        i++;
    return i;
}

static bool parse_operands(const StrList *operands, int64_t *ret_period, Err *err)
{
    if (operands->n != 2) {
        err_set(err, ERR_USAGE, _("smup data wants a series and a period"));
        return err_hint(err, "%s", _("for example: smup data ludnosc_3112 2018 -w W"));
    }
    if (!period_parse(operands->items[1], ret_period)) {
        err_set(err, ERR_USAGE, _("the period \"%s\" is not understood"), operands->items[1]);
        return err_hint(
            err, "%s",
            _("a year 2018, a school year 2020/21, a quarter 2020-Q4 or a month 2020-03"));
    }
    return true;
}

static bool is_shown(const Data *data, uint32_t unit)
{
    return data->cells.items[unit].present && (data->asked == NULL || data->asked[unit]);
}

static bool has_any(const Data *data)
{
    for (uint32_t i = 0; i < data->workspace->territory.n_units; i++)
        if (data->cells.items[i].present)
            return true;
    return false;
}

/* Nothing of the period: say of which periods there is something. */
static bool refuse_period(const Data *data, Err *err)
{
    const char *periods, *id = data->target.id;
    if (!target_periods(data->arena, &data->target, data->workspace, &periods, err))
        return false;
    if (*periods == '\0') {
        err_set(err, ERR_USAGE, _("the workspace holds nothing of %s"), id);
        return data->target.definition != NULL
                   ? err_hint(err, _("compute it first: smup-compute -w %s"), data->workspace->path)
                   : err_hint(err, _("\"smup series %s\" says from which subject it is"), id);
    }
    err_set(err, ERR_USAGE, _("%s has nothing of %s"), id, period_text(data->arena, data->period));
    return err_hint(err, _("it has %s"), periods);
}

static void add_row(const Data *data, uint32_t at, Grid *grid)
{
    const DataCell *cell = &data->cells.items[at];
    const Unit *unit = &data->workspace->territory.units[at];
    char obs[OBS_TEXT], conf[] = {state_conf_code(cell->state), '\0'},
                        attribute[] = {state_attribute(cell->state), '\0'};
    bool hidden = state_is_secret(cell->state) && !data->settings->confidential;
    state_obs_text(cell->state, obs);
    const char *const texts[] = {unit->code,
                                 unit->name,
                                 level_name(unit->level),
                                 hidden ? "" : cell_text(data->arena, cell),
                                 obs,
                                 conf,
                                 attribute,
                                 cell->variable,
                                 cell->extract,
                                 cell->date,
                                 cell->correction};
    grid_add(grid, texts);
}

static void fill_grid(const Data *data, Grid *grid)
{
    /* names of columns, and so not for translation: programs read them */
    static const char *const heading[] = {"unit",       "name",        "level",     "value",
                                          "obs_status", "conf_status", "attribute", "variable",
                                          "extract",    "date",        "correction"};
    enum { VALUE = 3 };
    grid_init(grid, data->arena, ARRAY_LENGTH(heading));
    grid->right[VALUE] = true;
    grid_add(grid, heading);
    for (uint32_t i = 0; i < data->workspace->territory.n_units; i++)
        if (is_shown(data, i))
            add_row(data, i, grid);
}

/* "3 values; missing 2: withdrawn by a newer extract (~) 1, no information (O) 1" */
static const char *summarise(const Data *data)
{
    size_t n_values = 0, n_missing = 0, n_hidden = 0, n_absent = 0,
           counts[ARRAY_LENGTH(reasons)] = {0};
    const char *text = "";
    for (uint32_t i = 0; i < data->workspace->territory.n_units; i++) {
        CellState state = data->cells.items[i].state;
        n_absent += data->asked != NULL && data->asked[i] && !data->cells.items[i].present;
        if (!is_shown(data, i))
            continue;
        if (!state_is_missing(state)) {
            n_values++;
            n_hidden += state_is_secret(state) && !data->settings->confidential;
        } else {
            n_missing++;
            counts[reason_of(state)]++;
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++)
        if (counts[i] > 0)
            text = arena_printf(data->arena, "%s%s %s %zu", text, *text == '\0' ? ":" : ",",
                                _(reasons[i].text), counts[i]);
    text = arena_printf(data->arena, _("%zu values; missing %zu%s"), n_values, n_missing, text);
    if (n_hidden > 0)
        text = arena_printf(data->arena, _("%s; confidential and not shown %zu (--confidential)"),
                            text, n_hidden);
    if (n_absent > 0)
        text = arena_printf(data->arena, _("%s; without a cell %zu of the units asked for"), text,
                            n_absent);
    return text;
}

static bool print(const Data *data, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    Grid grid;
    bool synthetic;
    const char *summary = summarise(data), *period = period_text(data->arena, data->period);
    if (!workspace_is_synthetic(data->workspace, &synthetic, err))
        return false;
    fill_grid(data, &grid);
    if (data->settings->csv) {
        grid_write_csv(&grid, &text);
        log_event(LOG_INFO, "%s, %s%s: %s", data->target.id, period,
                  synthetic ? _(" (dane syntetyczne)") : "", summary);
    } else {
        strbuf_printf(&text, "%s, %s%s: %s [%s]\n\n", data->target.id, period,
                      synthetic ? _(" (dane syntetyczne)") : "", data->target.name,
                      data->target.unit);
        grid_write_lines(&grid, &text);
        strbuf_printf(&text, "\n%s\n", summary);
    }
    grid_done(&grid);
    desk_print(&text);
    return true;
}

static bool show(Data *data, const char *word, Err *err)
{
    Catalogue catalogue;
    if (!desk_units(data->arena, &data->workspace->territory, data->settings->units, &data->asked,
                    err) ||
        !catalogue_load(data->arena, data->workspace->config, NULL, NULL, &catalogue, err) ||
        !target_find(data->arena, &catalogue, data->workspace, word, &data->target, err))
        return false;
    CorrectionSet corrections;
    Err stale = {0};
    if (!corrections_load(data->arena, data->workspace->config, &catalogue.variables,
                          &data->workspace->territory, &corrections, err))
        return false;
    if (!corrections_check(&corrections, data->workspace, &stale)) /* computing would stop at it */
        log_event(LOG_WARN, "%s", stale.text);
    data->cells = cells_new(data->arena, data->workspace, &corrections, data->period);
    if (!target_cells(&data->target, &data->cells, err))
        return false;
    return has_any(data) ? print(data, err) : refuse_period(data, err);
}

static bool data_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    const DataSettings *settings = context;
    Workspace workspace;
    Data data = {.arena = arena, .settings = settings, .workspace = &workspace};
    *ret_result = STAGE_DONE;
    if (!parse_operands(operands, &data.period, err) ||
        !workspace_open(settings->places.workspace, settings->places.config, WORKSPACE_READ,
                        "smup data", &workspace, err))
        return false;
    bool good = show(&data, operands->items[0], err);
    workspace_close(&workspace);
    return good;
}

int data_command(const Command *command, int argc, char **argv)
{
    DataSettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"units", 0, OPTION_TEXT, &settings.units, "CODE,...", N_("these units only (TERYT)")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL, N_("as CSV: UTF-8, separated by ;")},
        {"confidential", 0, OPTION_FLAG, &settings.confidential, NULL,
         N_("also the numbers that are confidential")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup data ludnosc_3112 2018 -w W --units 3019,301901",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = data_run};

    return stage_main(&stage, argc, argv);
}
