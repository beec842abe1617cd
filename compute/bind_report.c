#include "bind_parts.h"

#include <stdio.h>
#include <stdlib.h>

void report_year_free(ReportYear *report)
{
    free(report->rows);
    free(report->known);
}

static bool load_keys(Binder *binder, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, good;
    size_t capacity = 0;
    ClassKey *keys = NULL;
    good = db_prepare(binder->workspace->db,
                      "SELECT id, dzial, rozdzial, paragraf, p4 FROM class_key ORDER BY id", &query,
                      err);
    while (good && (good = db_step(query, &row, err)) && row) {
        size_t id = (size_t)db_int(query, 0);
        keys = heap_grow(keys, &capacity, id + 1, sizeof *keys);
        ClassKey *key = &keys[id];
        (void)snprintf(key->dzial, sizeof key->dzial, "%s", db_text(query, 1));
        (void)snprintf(key->rozdzial, sizeof key->rozdzial, "%s", db_text(query, 2));
        (void)snprintf(key->paragraf, sizeof key->paragraf, "%s", db_text(query, 3));
        (void)snprintf(key->p4, sizeof key->p4, "%s", db_text(query, 4));
        binder->n_keys = id + 1;
    }
    binder->keys = arena_array(binder->arena, binder->n_keys + 1, sizeof *keys);
    if (keys != NULL)
        memcpy(binder->keys, keys, binder->n_keys * sizeof *keys);
    free(keys);
    return good;
}

static bool read_filings(Binder *binder, ReportYear *report, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        good = db_prepare(
            binder->workspace->db,
            "SELECT unit, data FROM filing WHERE report = ? AND period = ? AND in_force = 1 ORDER BY unit",
            &query, err);
    if (good) {
        db_bind_text(query, 1, report->report);
        db_bind_int(
            query, 2,
            period_of(FREQ_QUARTER, report->year, 4)); /* cumulative: the fourth is the year */
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        size_t size;
        uint32_t unit = (uint32_t)db_int(query, 0);
        const void *blob = db_blob(query, 1, &size);
        FilingCursor cursor;
        FilingRow filing;
        good = filing_open(blob, size, &cursor, err);
        report->known[unit] = good ? FILED | cursor.known : 0;
        while (good && filing_next(&cursor, &filing)) {
            report->rows =
                heap_grow(report->rows, &report->capacity, report->n + 1, sizeof *report->rows);
            report->rows[report->n++] = (ReportRow){unit, filing};
        }
        if (good && cursor.left != 0)
            good = err_set(err, ERR_DATA,
                           _("the workspace is damaged: a budget report cannot be read"));
    }
    return good;
}

static bool load_report(Binder *binder, const char *report, int year, const ReportYear **ret_report,
                        Err *err)
{
    for (size_t i = 0; i < binder->n_reports; i++)
        if (binder->reports[i].year == year && strcmp(binder->reports[i].report, report) == 0) {
            *ret_report = &binder->reports[i];
            return true;
        }
    if (binder->keys == NULL && !load_keys(binder, err))
        return false;
    ReportYear loaded = {.report = report, .year = year};
    size_t capacity = 0;
    loaded.known =
        heap_grow(NULL, &capacity, binder->workspace->territory.n_units + 1u, sizeof *loaded.known);
    memset(loaded.known, 0, capacity * sizeof *loaded.known);
    if (!read_filings(binder, &loaded, err)) {
        report_year_free(&loaded);
        return false;
    }
    binder->reports = heap_grow(binder->reports, &binder->reports_capacity, binder->n_reports + 1,
                                sizeof *binder->reports);
    binder->reports[binder->n_reports] = loaded;
    *ret_report = &binder->reports[binder->n_reports++];
    return true;
}

/* A part of a hole's key that could not be read may be any code: it belongs wherever it could. */
static bool holds(const char *codes, const char *code)
{
    return codes == NULL || *code == '\0' || str_list_has(codes, code);
}

static bool is_unread(const ClassKey *key, ClassKind kind)
{
    const char *const parts[CLASS_KINDS] = {key->dzial, key->rozdzial, key->paragraf};
    return *parts[kind] == '\0';
}

/* The filter on one classification key; concepts of one kind are alternatives, kinds and groups
 * must all hold. */
static bool key_passes(const Input *input, const ClassKey *key, int year)
{
    bool named[CLASS_KINDS] = {false}, found[CLASS_KINDS] = {false};
    if (!holds(input->dzial, key->dzial) || !holds(input->rozdzial, key->rozdzial) ||
        !holds(input->paragraf, key->paragraf) || !holds(input->p4, key->p4))
        return false;
    for (size_t i = 0; i < input->n_concepts; i++) {
        ClassKind kind = input->concepts[i]->kind;
        named[kind] = true;
        found[kind] =
            found[kind] || is_unread(key, kind) || concept_holds(input->concepts[i], key, year);
    }
    for (ClassKind kind = 0; kind < CLASS_KINDS; kind++)
        if (named[kind] && !found[kind])
            return false;
    for (size_t i = 0; i < input->n_groups; i++)
        if (!is_unread(key, CLASS_PARAGRAF) && !concept_holds(input->groups[i], key, year))
            return false;
    return true;
}

/* One row of a unit's sum, as the source has it or as it is corrected. */
static bool add_row(const Correction *correction, uint32_t unit, int64_t amount, bool hole,
                    Cells *cells, Err *err)
{
    CellState *state = &cells->states[unit];
    if (correction != NULL) {
        if (!correction_amount(correction, amount, &amount, err))
            return false;
        *state = state_join(*state, correction_state(correction, 0));
    } else if (hole) {
        *state = state_join(*state, state_with_attribute(OBS_O, ATTRIBUTE_REJECTED));
    }
    return !__builtin_add_overflow(cells->values[unit], amount, &cells->values[unit]);
}

/* Corrections of rows that a report does not have, which are zero there. */
static bool add_absent(Binder *binder, const Input *input, const ReportYear *report,
                       const bool *applied, Cells *cells, Err *err)
{
    const CorrectionSet *set = binder->corrections;
    for (size_t i = 0; i < set->n; i++) {
        const Correction *c = &set->items[i];
        if (applied[i] || c->report == NULL || strcmp(c->report, report->report) != 0 ||
            c->period != period_of(FREQ_QUARTER, report->year, 4) || c->measure != input->measure ||
            (report->known[c->unit] & FILED) == 0 || !key_passes(input, &c->key, report->year))
            continue;
        if (!add_row(c, c->unit, 0, false, cells, err))
            return false;
    }
    return true;
}

/* Own values: the rows that pass the filter; missing with its reason where a unit did not file,
 * where its source does not have the measure, and where a rejected row may belong to the sum. */
static bool sum_rows(Binder *binder, const Input *input, const ReportYear *report, Cells *cells,
                     Err *err)
{
    const CorrectionSet *set = binder->corrections;
    unsigned char *passes = arena_array(cells->arena, binder->n_keys + 1, 1);
    bool *applied = arena_array(cells->arena, set->n, sizeof *applied);
    for (size_t i = 0; i < binder->n_keys; i++)
        passes[i] = key_passes(input, &binder->keys[i], report->year);
    for (uint32_t i = 0; i < cells->n; i++) {
        bool filed = (report->known[i] & FILED) != 0,
             has = (report->known[i] & 1u << input->measure) != 0;
        cells->states[i] = !filed ? state_with_attribute(OBS_O, ATTRIBUTE_NOT_REPORTED)
                           : has  ? 0
                                  : OBS_O;
    }
    for (size_t i = 0; i < report->n; i++) {
        const ReportRow *row = &report->rows[i];
        if (!passes[row->row.key])
            continue;
        const Correction *c =
            set->n == 0
                ? NULL
                : correction_of_row(set, report->report, period_of(FREQ_QUARTER, report->year, 4),
                                    input->measure, row->unit, &binder->keys[row->row.key]);
        if (c != NULL)
            applied[c - set->items] = true;
        if (!add_row(c, row->unit, row->row.amounts[input->measure], row->row.hole, cells, err))
            return false;
    }
    return add_absent(binder, input, report, applied, cells, err);
}

/* Is the row the home of a local government of these tiers? A city's home is its gmina row. */
static bool is_home(const Unit *unit, unsigned tiers)
{
    if (unit->level == LEVEL_POWIAT && unit_is_city(unit))
        return false;
    return (unit_tier(unit) & tiers) != 0;
}

/* Does the row show the government's own value? A city is also the powiat row where powiats are
 * declared. */
static bool shows_own(const Definition *definition, const Unit *unit)
{
    unsigned tier = unit_tier(unit) & definition->tiers;
    if (unit->level == LEVEL_POWIAT && unit_is_city(unit))
        return tier != 0 && (definition->tiers & TIER_POWIAT) != 0;
    if (unit->level == LEVEL_GMINA && unit_is_city(unit))
        return tier != 0 &&
               ((definition->tiers & TIER_GMINA) != 0 || (definition->tiers & TIER_POWIAT) == 0);
    return tier != 0;
}

bool bind_settle_own(const Binder *binder, const Definition *definition, bool area, int year,
                     Cells *cells)
{
    const Territory *territory = &binder->workspace->territory;
    unsigned tiers = area ? (1u << TIERS) - 1 : definition->tiers;
    Sums sums = sums_new(cells->arena, cells->n);
    int64_t *own = arena_array(cells->arena, cells->n, sizeof *own);
    CellState *states = arena_array(cells->arena, cells->n, sizeof *states);
    memcpy(own, cells->values, cells->n * sizeof *own);
    memcpy(states, cells->states, cells->n * sizeof *states);
    for (size_t l = 0; l < SUM_LEVELS; l++) {
        const uint32_t *places = binder->levels[sum_levels[l]];
        for (uint32_t k = 0; k < binder->n_levels[sum_levels[l]]; k++) {
            uint32_t at = places[k];
            const Unit *unit = &territory->units[at];
            if (!unit_valid(unit, year))
                continue;
            if (is_home(unit, tiers) &&
                !sums_pass(&sums, at, own[at], states[at], !state_is_missing(states[at]), 1))
                return false;
            if (!area && shows_own(definition, unit)) {
                uint32_t home = unit->level == LEVEL_POWIAT && unit_is_city(unit) ? unit->twin : at;
                cells->states[at] = states[home];
                cells->have[at] = !state_is_missing(states[home]);
                cells->values[at] = cells->have[at] > 0 ? own[home] : 0;
                cells->all[at] = 1;
            } else {
                cells_take_sum(cells, &sums, at, true);
            }
            if (!sums_pass(&sums, unit->parent, sums.values[at],
                           sums.have[at] > 0 ? sums.states[at] : sums.reasons[at], sums.have[at],
                           sums.all[at]))
                return false;
        }
    }
    return true;
}

bool bind_report(Binder *binder, const Definition *definition, const Input *input, int year,
                 Cells *cells, Err *err)
{
    const ReportYear *report;
    if (!load_report(binder, input->report, year, &report, err))
        return false;
    cells->scale = 2;
    return (sum_rows(binder, input, report, cells, err) &&
            bind_settle_own(binder, definition, input->area, year, cells)) ||
           (err->kind == ERR_NONE && bind_too_large(definition, input, year, err));
}

bool bind_digest_report(Binder *binder, const void *what, int year, char *hex, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        good = db_prepare(
            binder->workspace->db,
            "SELECT u.code, f.digest FROM filing f JOIN unit u ON u.id = f.unit WHERE f.report = ? AND "
            "f.period = ? AND f.in_force = 1 ORDER BY u.code",
            &query, err);
    Digest *sum = digest_begin();
    if (good) {
        db_bind_text(query, 1, what);
        db_bind_int(query, 2, period_of(FREQ_QUARTER, year, 4));
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        digest_text(sum, db_text(query, 0));
        digest_text(sum, db_text(query, 1));
    }
    digest_end(sum, hex);
    corrections_digest(binder->corrections, NULL, what, period_of(FREQ_QUARTER, year, 4), hex);
    return good;
}
