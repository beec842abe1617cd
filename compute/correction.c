#include "correction.h"

#include "date.h"
#include "digest.h"
#include "file.h"
#include "table.h"

#include <stdio.h>

static const char *const action_names[CORRECT_ACTIONS] = {"set", "drop", "scale", "flag"};

typedef struct Loader {
    Arena *arena;
    const VariableSet *variables;
    const Territory *territory;
    Err *err;
} Loader;

static const NumFormat numbers = {".,", true};

/* Rb-28S/wykonanie/801/80101/401/0 */
static bool read_report(const Loader *loader, const char *text, Correction *correction)
{
    StrList parts = str_split(loader->arena, text, "/");
    char *const fields[] = {correction->key.dzial, correction->key.rozdzial,
                            correction->key.paragraf, correction->key.p4};
    static const size_t widths[] = {3, 5, 3, 1};
    if (parts.n != 6 || !report_measure(parts.items[0], parts.items[1], &correction->measure))
        return false;
    correction->report = parts.items[0];
    for (size_t i = 0; i < ARRAY_LENGTH(widths); i++) {
        StrView part = str_view(parts.items[i + 2]);
        if (part.length != widths[i] || !str_all_digits(part))
            return false;
        memcpy(fields[i], part.text, part.length + 1);
    }
    return true;
}

static bool read_series(const Loader *loader, const char *text, Correction *correction)
{
    if (strchr(text, '/') != NULL) {
        if (read_report(loader, text, correction))
            return true;
        err_set(loader->err, ERR_CONFIG, _("%s: \"%s\" is no cell of a budget report"),
                correction->place, text);
        return err_hint(loader->err, "%s",
                        _("for example: Rb-28S/wykonanie/801/80101/401/0 (report, measure, dzial, "
                          "rozdzial, paragraf, fourth digit)"));
    }
    correction->variable = variable_find(loader->variables, text);
    if (correction->variable != NULL)
        return true;
    const char *near = strmap_nearest(loader->variables->by_id, str_view(text));
    err_set(loader->err, ERR_CONFIG, _("%s: the variable \"%s\" is not defined"), correction->place,
            text);
    return near != NULL && err_hint(loader->err, _("a similar name exists: %s"), near);
}

static bool read_cell(const Loader *loader, const char *unit, const char *period,
                      Correction *correction)
{
    if (territory_resolve(loader->territory, CODE_TERYT, str_view(unit), false,
                          &correction->unit) != CODE_OK)
        return err_set(loader->err, ERR_CONFIG,
                       _("%s: the code \"%s\" is no unit of the register%s"), correction->place,
                       unit, territory_successor(loader->territory, str_view(unit)));
    const Unit *row = &loader->territory->units[correction->unit];
    if (correction->report != NULL && row->level == LEVEL_POWIAT && unit_is_city(row))
        correction->unit = row->twin; /* a city's report stands at its gmina row */
    if (!period_parse(period, &correction->period))
        return err_set(loader->err, ERR_CONFIG, _("%s: the period \"%s\" is not understood"),
                       correction->place, period);
    if (correction->report != NULL &&
        correction->period != period_of(FREQ_QUARTER, period_year(correction->period), 4))
        return err_set(
            loader->err, ERR_CONFIG,
            _("%s: computing reads the fourth quarter of a report, such as 2019-Q4, and not %s"),
            correction->place, period);
    return true;
}

static bool read_number(const Loader *loader, const Correction *correction, const char *column,
                        const char *text, Num *ret_num)
{
    NumError problem = num_parse(str_view(text), numbers, ret_num);
    return problem == NUM_OK || err_set(loader->err, ERR_CONFIG, _("%s: %s=\"%s\": %s"),
                                        correction->place, column, text, num_error_text(problem));
}

static bool read_action(const Loader *loader, const char *action, const char *expected,
                        const char *value, Correction *correction)
{
    while (correction->action < CORRECT_ACTIONS &&
           strcmp(action_names[correction->action], action) != 0)
        correction->action++;
    if (correction->action == CORRECT_ACTIONS)
        return err_set(loader->err, ERR_CONFIG,
                       _("%s: the action \"%s\" is none of: set drop scale flag"),
                       correction->place, action);
    correction->expects = strcmp(expected, "-") != 0;
    if (correction->expects &&
        !read_number(loader, correction, "expected", expected, &correction->expected))
        return false;
    bool needs_value = correction->action == CORRECT_SET || correction->action == CORRECT_SCALE;
    if (!correction->expects && correction->action != CORRECT_SET)
        return err_set(loader->err, ERR_CONFIG,
                       _("%s: where the source has no value, only set can follow"),
                       correction->place);
    if (needs_value)
        return read_number(loader, correction, "value", value, &correction->value);
    if (correction->action == CORRECT_DROP)
        return *value == '\0' ||
               err_set(loader->err, ERR_CONFIG, _("%s: drop takes no value, not \"%s\""),
                       correction->place, value);
    return (state_parse_obs(str_view(value), &correction->state) && correction->state != 0 &&
            !state_is_missing(correction->state)) ||
           err_set(loader->err, ERR_CONFIG,
                   _("%s: flag wants statuses of a value, such as U or E, not \"%s\""),
                   correction->place, value);
}

/* Who says so, why, and who else has looked. */
static bool check_words(const Loader *loader, const Correction *correction)
{
    const struct {
        const char *column, *text;
    } words[] = {{"reason", correction->reason},
                 {"evidence", correction->evidence},
                 {"author", correction->author},
                 {"approver", correction->approver}};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (*words[i].text == '\0')
            return err_set(loader->err, ERR_CONFIG, _("%s: the column \"%s\" is empty"),
                           correction->place, words[i].column);
    if (strcmp(correction->author, correction->approver) == 0)
        return err_set(loader->err, ERR_CONFIG, _("%s: the author cannot be the approver (%s)"),
                       correction->place, correction->author);
    if (!date_is_sound(correction->date))
        return err_set(loader->err, ERR_CONFIG,
                       _("%s: the date \"%s\" is no day of the form YYYY-MM-DD"), correction->place,
                       correction->date);
    return true;
}

static bool same_cell(const Correction *a, const Correction *b)
{
    return a->unit == b->unit && a->period == b->period && a->variable == b->variable &&
           (a->report == NULL) == (b->report == NULL) &&
           (a->report == NULL || (strcmp(a->report, b->report) == 0 && a->measure == b->measure &&
                                  class_key_compare(&a->key, &b->key) == 0));
}

static bool add_table(const Loader *loader, const char *path, CorrectionSet *set)
{
    static const char columns[] =
        "series unit period action expected value reason evidence author approver date";
    Table table;
    if (!table_read(loader->arena, path, columns, &table, loader->err))
        return false;
    Correction *items = arena_array(loader->arena, set->n + table.n_rows, sizeof *items);
    if (set->n > 0)
        memcpy(items, set->items, set->n * sizeof *items);
    set->items = items;
    for (size_t i = 0; i < table.n_rows; i++) {
        const char *const *row = (const char *const *)table.rows[i];
#define CELL(name) row[table_column(&table, name)]
        Correction *correction = &items[set->n];
        *correction = (Correction){.place = arena_printf(loader->arena, "%s:%zu", path, i + 2),
                                   .reason = CELL("reason"),
                                   .evidence = CELL("evidence"),
                                   .author = CELL("author"),
                                   .approver = CELL("approver"),
                                   .date = CELL("date")};
        if (!read_series(loader, CELL("series"), correction) ||
            !read_cell(loader, CELL("unit"), CELL("period"), correction) ||
            !read_action(loader, CELL("action"), CELL("expected"), CELL("value"), correction) ||
            !check_words(loader, correction))
            return false;
#undef CELL
        for (size_t k = 0; k < set->n; k++)
            if (same_cell(&items[k], correction))
                return err_set(loader->err, ERR_CONFIG, _("%s: %s corrects the same cell"),
                               correction->place, items[k].place);
        set->n++;
    }
    return true;
}

bool corrections_load(Arena *arena, const char *config, const VariableSet *variables,
                      const Territory *territory, CorrectionSet *ret_set, Err *err)
{
    const Loader loader = {arena, variables, territory, err};
    const char *folder = arena_printf(arena, "%s/corrections", config);
    StrList paths;
    *ret_set = (CorrectionSet){0};
    if (!file_is_folder(folder))
        return true;
    if (!file_list(arena, folder, &paths, err))
        return false;
    for (size_t i = 0; i < paths.n; i++) {
        const char *dot = strrchr(paths.items[i], '.');
        if (dot != NULL && strcmp(dot, ".csv") == 0 && !add_table(&loader, paths.items[i], ret_set))
            return false;
    }
    return true;
}

const Correction *correction_find(const CorrectionSet *set, const Variable *variable, uint32_t unit,
                                  int64_t period)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->items[i].variable == variable && set->items[i].unit == unit &&
            set->items[i].period == period)
            return &set->items[i];
    return NULL;
}

static bool same_number(int64_t mantissa, int scale, const Num *num)
{
    int common = scale > num->scale ? scale : num->scale;
    int64_t x, y;
    return num_rescale(mantissa, scale, common, &x) &&
           num_rescale(num->mantissa, num->scale, common, &y) && x == y;
}

/* Does the cell show what the correction expects? at == column->n: there is none. */
static bool shows(const Correction *correction, const Column *column, uint32_t at)
{
    bool value = at < column->n && !state_is_missing(column->states[at]);
    return value == correction->expects &&
           (!value || same_number(column->values.exact[at], column->scale, &correction->expected));
}

/* The new value as a decimal; false where it is too large. */
static bool corrected(const Correction *correction, int64_t mantissa, int scale, Num *ret_num)
{
    Num num = correction->value;
    if (correction->action == CORRECT_SCALE) {
        if (__builtin_mul_overflow(num.mantissa, mantissa, &num.mantissa))
            return false;
        num.scale = (uint8_t)(num.scale + scale);
    } else if (correction->action == CORRECT_FLAG) {
        num = (Num){mantissa, (uint8_t)scale};
    }
    for (; num.scale > 0 && num.mantissa % 10 == 0; num.scale--)
        num.mantissa /= 10;
    *ret_num = num;
    return num.scale <= NUM_SCALE_MAX;
}

CellState correction_state(const Correction *correction, CellState state)
{
    state = state_with_attribute(state, ATTRIBUTE_CORRECTED);
    switch (correction->action) {
    case CORRECT_DROP:
        return (state & CONF_MASK) | state_with_attribute(OBS_O, ATTRIBUTE_CORRECTED);
    case CORRECT_SET:
        return (state & ~(CellState)OBS_MISSING) | OBS_I;
    case CORRECT_SCALE:
        return state | OBS_I;
    case CORRECT_FLAG:
        return state | correction->state;
    case CORRECT_ACTIONS:
        break;
    }
    return state;
}

static bool too_large(const Correction *correction, Err *err)
{
    return err_set(err, ERR_CONFIG, _("%s: the corrected value is too large"), correction->place);
}

static bool widen(Column *column, int scale)
{
    for (uint32_t i = 0; i < column->n && scale > column->scale; i++)
        if (!num_rescale(column->values.exact[i], column->scale, scale, &column->values.exact[i]))
            return false;
    if (scale > column->scale)
        column->scale = scale;
    return true;
}

/* Room for a cell that the source does not have. */
static uint32_t insert_cell(Arena *arena, uint32_t unit, Column *column)
{
    Column wider = column_new(arena, column->n + 1, false, column->scale);
    uint32_t at = 0;
    while (at < column->n && column->units[at] < unit)
        at++;
    for (uint32_t i = 0; i < column->n; i++) {
        uint32_t to = i < at ? i : i + 1;
        wider.units[to] = column->units[i];
        wider.values.exact[to] = column->values.exact[i];
        wider.states[to] = column->states[i];
    }
    wider.units[at] = unit;
    wider.values.exact[at] = 0;
    wider.states[at] = OBS_O;
    *column = wider;
    return at;
}

static bool apply_one(const Correction *correction, Arena *arena, Column *column, Err *err)
{
    uint32_t at = column_find(column, correction->unit);
    Num num = {0};
    if (!shows(correction, column, at))
        return true; /* corrections_check() has said so */
    if (at == column->n)
        at = insert_cell(arena, correction->unit, column);
    if (correction->action != CORRECT_DROP &&
        (!corrected(correction, column->values.exact[at], column->scale, &num) ||
         !widen(column, num.scale) ||
         !num_rescale(num.mantissa, num.scale, column->scale, &column->values.exact[at])))
        return too_large(correction, err);
    if (correction->action == CORRECT_DROP)
        column->values.exact[at] = 0;
    column->states[at] = correction_state(correction, column->states[at]);
    return true;
}

bool corrections_apply(const CorrectionSet *set, Arena *arena, const VariableSeries *series,
                       int64_t period, Column *column, Err *err)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->items[i].series == series && set->items[i].period == period &&
            !apply_one(&set->items[i], arena, column, err))
            return false;
    return true;
}

const Correction *correction_of_row(const CorrectionSet *set, const char *report, int64_t period,
                                    unsigned measure, uint32_t unit, const ClassKey *key)
{
    for (size_t i = 0; i < set->n; i++) {
        const Correction *c = &set->items[i];
        if (c->report != NULL && c->unit == unit && c->measure == measure && c->period == period &&
            strcmp(c->report, report) == 0 && class_key_compare(&c->key, key) == 0)
            return c;
    }
    return NULL;
}

bool correction_amount(const Correction *correction, int64_t amount, int64_t *ret_amount, Err *err)
{
    Num num;
    *ret_amount = 0;
    return correction->action == CORRECT_DROP ||
           (corrected(correction, amount, 2, &num) && num.scale <= 2 &&
            num_rescale(num.mantissa, num.scale, 2, ret_amount)) ||
           err_set(err, ERR_CONFIG, _("%s: the corrected value is no amount in złote and grosze"),
                   correction->place);
}

static bool not_shown(const Correction *correction, const Territory *territory, const char *seen,
                      Err *err)
{
    char expected[NUM_TEXT] = "-";
    const Unit *unit = &territory->units[correction->unit];
    if (correction->expects)
        num_write_decimal(correction->expected.mantissa, correction->expected.scale, expected);
    err_set(err, ERR_CONFIG, _("%s: %s %s: the source shows %s, the correction expects %s"),
            correction->place, unit->code, unit->name, seen, expected);
    return err_hint(
        err, "%s",
        _("the source may have been repaired: look again, and remove or change the row"));
}

/* The series that computing takes the cell from: the first of the year that has it, and where none
 * has, the first that has any. */
static bool check_variable(CorrectionSet *set, Correction *correction, Workspace *workspace,
                           Arena *scratch, Err *err)
{
    const Variable *variable = correction->variable;
    int year = period_year(correction->period);
    Column taken = {0};
    bool has = false;
    for (size_t i = 0; i < variable->n_series && !has; i++) {
        const VariableSeries *series = &variable->series[i];
        const SeriesKey key = {series->source, series->subject, series->dimensions, series->unit};
        Column column;
        bool found;
        if (year < series->from || year > series->to)
            continue;
        if (!workspace_column(workspace, scratch, &key, correction->period, &column, &found, err))
            return false;
        has = found && column_find(&column, correction->unit) < column.n;
        if (found && (has || correction->series == NULL)) {
            correction->series = series;
            taken = column;
        }
    }
    set->n_waiting += correction->series == NULL;
    uint32_t at = column_find(&taken, correction->unit);
    if (correction->series == NULL || shows(correction, &taken, at))
        return true;
    char seen[NUM_TEXT] = "-";
    if (at < taken.n && !state_is_missing(taken.states[at]))
        num_write_decimal(taken.values.exact[at], taken.scale, seen);
    return not_shown(correction, &workspace->territory, seen, err);
}

/* The row of a key in a filing; one that is not there is zero. */
static bool find_row(DbQuery *query, FilingRow *ret_row, Err *err)
{
    FilingCursor cursor;
    FilingRow row;
    size_t size;
    const void *blob = db_blob(query, 0, &size);
    uint32_t key = (uint32_t)db_int(query, 1);
    *ret_row = (FilingRow){0};
    if (!filing_open(blob, size, &cursor, err))
        return false;
    while (filing_next(&cursor, &row))
        if (row.key == key && key != 0)
            *ret_row = row;
    return true;
}

static bool check_report(CorrectionSet *set, const Correction *correction, Workspace *workspace,
                         Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const ClassKey *key = &correction->key;
    FilingRow filed;
    char seen[NUM_TEXT] = "-";
    bool row;
    if (!db_prepare(
            workspace->db,
            "SELECT data, coalesce((SELECT id FROM class_key WHERE dzial = ?4 AND rozdzial = ?5 AND "
            "paragraf = ?6 AND p4 = ?7), 0) FROM filing WHERE report = ?1 AND period = ?2 AND "
            "unit = ?3 AND in_force = 1",
            &query, err))
        return false;
    db_bind_text(query, 1, correction->report);
    db_bind_int(query, 2, correction->period);
    db_bind_int(query, 3, correction->unit);
    db_bind_text(query, 4, key->dzial);
    db_bind_text(query, 5, key->rozdzial);
    db_bind_text(query, 6, key->paragraf);
    db_bind_text(query, 7, key->p4);
    if (!db_step(query, &row, err))
        return false;
    set->n_waiting += !row;
    if (!row)
        return true;
    if (!find_row(query, &filed, err))
        return false;
    int64_t amount = filed.amounts[correction->measure];
    if (correction->expects == !filed.hole &&
        (filed.hole || same_number(amount, 2, &correction->expected)))
        return true;
    if (!filed.hole)
        num_write_decimal(amount, 2, seen);
    return not_shown(correction, &workspace->territory, seen, err);
}

bool corrections_check(CorrectionSet *set, Workspace *workspace, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    for (size_t i = 0; i < set->n; i++) {
        Correction *correction = &set->items[i];
        Err problem = {0};
        if (!(correction->variable != NULL
                  ? check_variable(set, correction, workspace, scratch, &problem)
                  : check_report(set, correction, workspace, &problem)) &&
            err->kind == ERR_NONE)
            *err = problem; /* the others are looked at all the same */
    }
    return err->kind == ERR_NONE;
}

void corrections_digest(const CorrectionSet *set, const Variable *variable, const char *report,
                        int64_t period, char hex[65])
{
    Digest *digest = NULL;
    for (size_t i = 0; i < set->n; i++) {
        const Correction *c = &set->items[i];
        char text[200];
        if (c->period != period || c->variable != variable ||
            (report != NULL && (c->report == NULL || strcmp(c->report, report) != 0)))
            continue;
        if (digest == NULL) {
            digest = digest_begin();
            digest_text(digest, hex);
        }
        (void)snprintf(text, sizeof text, "%u %u %s %s %s %s %d %d %lld %u %lld %u %u", c->unit,
                       c->measure, c->key.dzial, c->key.rozdzial, c->key.paragraf, c->key.p4,
                       (int)c->action, c->expects, (long long)c->expected.mantissa,
                       c->expected.scale, (long long)c->value.mantissa, c->value.scale, c->state);
        digest_text(digest, text);
    }
    if (digest != NULL)
        digest_end(digest, hex);
}

const char *correction_text(Arena *arena, const Correction *c)
{
    char expected[NUM_TEXT] = "-";
    if (c->expects)
        num_write_decimal(c->expected.mantissa, c->expected.scale, expected);
    return arena_printf(arena, _("%s, the source shows %s: %s (%s; %s, approved by %s, %s)"),
                        action_names[c->action], expected, c->reason, c->evidence, c->author,
                        c->approver, c->date);
}
