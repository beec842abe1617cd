#include "bind.h"

#include "digest.h"
#include "num.h"

#include <stdio.h>
#include <stdlib.h>

/* The rows of one report and year that count, decoded once. */
typedef struct ReportRow {
    uint32_t unit;
    FilingRow row;
} ReportRow;

typedef struct ReportYear {
    const char *report;
    int year;
    ReportRow *rows; /* heap */
    size_t n, capacity;
    unsigned char *filed; /* heap, one byte an axis place */
} ReportYear;

typedef struct Bound {
    int year;
    Arena *arena; /* own, so that a year can be forgotten */
    Vector vector;
} Bound;

struct Binder {
    Arena *arena;
    Workspace *workspace;
    ClassKey *keys; /* by id */
    size_t n_keys;
    uint32_t *levels[LEVELS]; /* axis places of a level */
    uint32_t n_levels[LEVELS];
    StrMap *bound_map, *digest_map, *difference_map;
    Bound *bound; /* heap */
    size_t n_bound, bound_capacity;
    char (*digests)[DIGEST_HEX]; /* heap */
    size_t n_digests, digests_capacity;
    ReportYear *reports; /* heap */
    size_t n_reports, reports_capacity;
    uint64_t n_differences;
    StrBuf differences;
};

/* From the parts to the whole: the order in which sums are made. */
static const UnitLevel level_order[] = {LEVEL_GMINA,  LEVEL_POWIAT,      LEVEL_SUBREGION,
                                        LEVEL_REGION, LEVEL_VOIVODESHIP, LEVEL_MACROREGION,
                                        LEVEL_COUNTRY};

Binder *binder_new(Workspace *workspace)
{
    Arena *arena = arena_new();
    Binder *binder = arena_alloc(arena, sizeof *binder);
    const Territory *territory = &workspace->territory;
    binder->arena = arena;
    binder->workspace = workspace;
    binder->bound_map = strmap_new(arena);
    binder->digest_map = strmap_new(arena);
    binder->difference_map = strmap_new(arena);
    for (UnitLevel level = 0; level < LEVELS; level++)
        binder->levels[level] = arena_array(arena, territory->n_units, sizeof(uint32_t));
    for (uint32_t i = 0; i < territory->n_units; i++) {
        UnitLevel level = territory->units[i].level;
        binder->levels[level][binder->n_levels[level]++] = i;
    }
    return binder;
}

static void report_free(ReportYear *report)
{
    free(report->rows);
    free(report->filed);
}

void binder_free_p(Binder **pointer)
{
    Binder *binder = *pointer;
    if (binder == NULL)
        return;
    for (size_t i = 0; i < binder->n_bound; i++)
        (void)arena_free(binder->bound[i].arena);
    for (size_t i = 0; i < binder->n_reports; i++)
        report_free(&binder->reports[i]);
    free(binder->bound);
    free(binder->digests);
    free(binder->reports);
    strbuf_done(&binder->differences);
    (void)arena_free(binder->arena);
    *pointer = NULL;
}

void binder_forget(Binder *binder, int year)
{
    for (size_t i = 0; i < binder->n_bound; i++)
        if (binder->bound[i].year < year)
            binder->bound[i].arena = arena_free(binder->bound[i].arena);
    size_t kept = 0;
    for (size_t i = 0; i < binder->n_reports; i++) {
        if (binder->reports[i].year < year)
            report_free(&binder->reports[i]);
        else
            binder->reports[kept++] = binder->reports[i];
    }
    binder->n_reports = kept;
}

uint64_t binder_differences(const Binder *binder, const char **ret_text)
{
    *ret_text = binder->differences.text == NULL ? "" : binder->differences.text;
    return binder->n_differences;
}

bool binder_years(Binder *binder, int *ret_first, int *ret_last, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(
            binder->workspace->db,
            "SELECT min(y), max(y) FROM (SELECT period / 100 % 10000 AS y FROM column_in_force UNION "
            "SELECT period / 100 % 10000 FROM filing)",
            &query, err) ||
        !db_step(query, &row, err))
        return false;
    if (!row || db_is_null(query, 0)) {
        err_set(err, ERR_DATA, _("the workspace holds no data yet"));
        return err_hint(err, _("read extracts first: smup-ingest -w %s FILES"),
                        binder->workspace->path);
    }
    *ret_first = (int)db_int(query, 0);
    *ret_last = (int)db_int(query, 1);
    return true;
}

/* Cells in the making: exact numbers of one scale, own or published ones first, sums where there
 * are none. */
typedef struct Cells {
    uint32_t n;
    int scale;
    bool *set; /* own or published: a value, or missing with the source's reason */
    int64_t *values;
    CellState *states;
    uint32_t *have, *all; /* parts with a value, parts there are */
    Arena *arena;
} Cells;

static Cells cells_new(Arena *arena, uint32_t n)
{
    Cells cells = {.n = n, .arena = arena};
    cells.set = arena_array(arena, n, sizeof *cells.set);
    cells.values = arena_array(arena, n, sizeof *cells.values);
    cells.states = arena_array(arena, n, sizeof *cells.states);
    cells.have = arena_array(arena, n, sizeof *cells.have);
    cells.all = arena_array(arena, n, sizeof *cells.all);
    return cells;
}

static bool too_large(const Definition *definition, const Input *input, int year, Err *err)
{
    return err_set(err, ERR_DATA, _("%s: the input \"%s\" is too large in %d"), definition->code,
                   input->name, year);
}

/* The column in force of a variable's series; *ret_found false where the workspace has none. */
static bool read_column(Binder *binder, Arena *arena, const VariableSeries *series, int year,
                        Column *ret_column, bool *ret_found, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    size_t size;
    *ret_found = false;
    if (!db_prepare(
            binder->workspace->db,
            "SELECT p.data FROM series s JOIN column_in_force c ON c.series = s.id AND c.period = ?5 JOIN piece p "
            "ON p.id = c.piece WHERE s.source = ?1 AND s.subject = ?2 AND s.dimensions = ?3 AND s.unit = ?4",
            &query, err))
        return false;
    db_bind_text(query, 1, series->source);
    db_bind_text(query, 2, series->subject);
    db_bind_text(query, 3, series->dimensions);
    db_bind_text(query, 4, series->unit);
    db_bind_int(query, 5, period_of(FREQ_ANNUAL, year, 0));
    if (!db_step(query, ret_found, err) || !*ret_found)
        return err->kind == ERR_NONE;
    const void *blob = db_blob(query, 0, &size);
    return column_unpack(arena, blob, size, series->subject, ret_column, err);
}

/* Rows above the voivodeship, and its regions, read what voivodeships read. */
static unsigned reading_tier(const Unit *unit)
{
    unsigned tier = unit_tier(unit);
    return tier != 0 ? tier : TIER_VOIVODESHIP;
}

static bool put_column(const Territory *territory, const InputSource *source, const Column *column,
                       int year, Cells *cells)
{
    int scale = column->scale > cells->scale ? column->scale : cells->scale;
    for (uint32_t i = 0; i < cells->n && scale > cells->scale; i++)
        if (cells->set[i] && !num_rescale(cells->values[i], cells->scale, scale, &cells->values[i]))
            return false;
    cells->scale = scale;
    for (uint32_t i = 0; i < column->n; i++) {
        uint32_t at = column->units[i];
        const Unit *unit = &territory->units[at];
        if (cells->set[at] || unit->level > LEVEL_GMINA || !unit_valid(unit, year) ||
            (source->tiers & reading_tier(unit)) == 0)
            continue;
        if (!num_rescale(column->values.exact[i], column->scale, scale, &cells->values[at]))
            return false;
        cells->set[at] = true;
        cells->states[at] = column->states[i];
    }
    return true;
}

static bool is_additive(const Input *input)
{
    for (size_t i = 0; i < input->n_sources; i++)
        if (!input->sources[i].variable->additive)
            return false;
    return true;
}

/* Which gminas are the parts of a sum: those of the declared tiers, or all where none of them is
 * declared. */
static bool is_part(const Definition *definition, const Unit *unit)
{
    unsigned declared = definition->tiers & (TIER_GMINA | TIER_CITY);
    bool below = (definition->tiers & (TIER_POWIAT | TIER_VOIVODESHIP)) == 0;
    return !below || (declared & unit_tier(unit)) != 0;
}

static void note_difference(Binder *binder, const Input *input, const Unit *unit, int year,
                            int64_t published, int64_t sum, int scale)
{
    char texts[2][NUM_TEXT], key[200];
    bool fresh;
    enum { LISTED = 200 };
    (void)snprintf(key, sizeof key, "%s %s %d", input->sources[0].variable->id, unit->code, year);
    (void)strmap_add(binder->difference_map, str_view(key), 0, &fresh);
    if (!fresh)
        return;
    binder->n_differences++;
    if (binder->n_differences > LISTED)
        return;
    num_write_exact(num_to_double(published, scale), 0, texts[0]);
    num_write_exact(num_to_double(sum, scale), 0, texts[1]);
    strbuf_printf(&binder->differences, _("%s, %s %s, %d: published %s, the sum of its parts %s\n"),
                  input->sources[0].variable->id, unit->code, unit->name, year, texts[0], texts[1]);
}

/* Sums towards the whole: what a unit passes to its parent, and what it takes from its parts. */
typedef struct Sums {
    int64_t *values;
    CellState *states, *reasons; /* of parts with a value; of those without */
    uint32_t *have, *all;
} Sums;

static Sums sums_new(Arena *arena, uint32_t n)
{
    return (Sums){arena_array(arena, n, sizeof(int64_t)), arena_array(arena, n, sizeof(CellState)),
                  arena_array(arena, n, sizeof(CellState)), arena_array(arena, n, sizeof(uint32_t)),
                  arena_array(arena, n, sizeof(uint32_t))};
}

static bool pass_to(Sums *sums, uint32_t parent, int64_t value, CellState state, uint32_t have,
                    uint32_t all)
{
    if (parent == NO_UNIT)
        return true;
    sums->all[parent] += all;
    sums->have[parent] += have;
    if (have == 0) {
        sums->reasons[parent] |= state & OBS_MISSING;
        return true;
    }
    sums->states[parent] = state_join(sums->states[parent], state);
    return !__builtin_add_overflow(sums->values[parent], value, &sums->values[parent]);
}

/* A unit without a value of its own takes the sum of its parts. */
static void take_sum(Cells *cells, const Sums *sums, uint32_t at, bool additive)
{
    cells->have[at] = additive ? sums->have[at] : 0;
    cells->all[at] = sums->all[at];
    cells->values[at] = 0;
    if (cells->have[at] > 0) {
        cells->values[at] = sums->values[at];
        cells->states[at] = sums->states[at];
    } else {
        cells->states[at] = additive && sums->reasons[at] != 0 ? sums->reasons[at] : OBS_O;
    }
}

static bool settle_variable(Binder *binder, const Definition *definition, const Input *input,
                            int year, Cells *cells)
{
    const Territory *territory = &binder->workspace->territory;
    Sums sums = sums_new(cells->arena, cells->n);
    bool additive = is_additive(input);
    for (size_t l = 0; l < ARRAY_LENGTH(level_order); l++) {
        const uint32_t *places = binder->levels[level_order[l]];
        for (uint32_t k = 0; k < binder->n_levels[level_order[l]]; k++) {
            uint32_t at = places[k];
            const Unit *unit = &territory->units[at];
            if (!unit_valid(unit, year))
                continue;
            bool part =
                (unit->level != LEVEL_GMINA && !unit_is_city(unit)) || is_part(definition, unit);
            if (unit->level == LEVEL_GMINA)
                sums.all[at] = 1;
            if (!cells->set[at]) {
                take_sum(cells, &sums, at, additive);
            } else {
                bool value = !state_is_missing(cells->states[at]);
                if (additive && value && sums.have[at] > 0 && sums.have[at] == sums.all[at] &&
                    sums.values[at] != cells->values[at])
                    note_difference(binder, input, unit, year, cells->values[at], sums.values[at],
                                    cells->scale);
                cells->all[at] = sums.all[at] > 0 ? sums.all[at] : 1;
                cells->have[at] = value ? cells->all[at] : 0;
            }
            if (part && !pass_to(&sums, unit->parent, cells->values[at], cells->states[at],
                                 cells->have[at], cells->all[at]))
                return false;
        }
    }
    return true;
}

static bool bind_variable(Binder *binder, const Definition *definition, const Input *input,
                          int year, Cells *cells, Err *err)
{
    for (size_t i = 0; i < input->n_sources; i++) {
        const InputSource *source = &input->sources[i];
        if (year < source->from || year > source->to)
            continue;
        for (size_t k = 0; k < source->variable->n_series; k++) {
            const VariableSeries *series = &source->variable->series[k];
            Column column = {0};
            bool found;
            if (year < series->from || year > series->to)
                continue;
            if (!read_column(binder, cells->arena, series, year, &column, &found, err))
                return false;
            if (found && !put_column(&binder->workspace->territory, source, &column, year, cells))
                return too_large(definition, input, year, err);
        }
    }
    return settle_variable(binder, definition, input, year, cells) ||
           too_large(definition, input, year, err);
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
        report->filed[unit] = 1;
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
    loaded.filed = heap_grow(NULL, &capacity, binder->workspace->territory.n_units + 1u, 1);
    memset(loaded.filed, 0, capacity);
    if (!read_filings(binder, &loaded, err)) {
        report_free(&loaded);
        return false;
    }
    binder->reports = heap_grow(binder->reports, &binder->reports_capacity, binder->n_reports + 1,
                                sizeof *binder->reports);
    binder->reports[binder->n_reports] = loaded;
    *ret_report = &binder->reports[binder->n_reports++];
    return true;
}

static bool holds(const char *codes, const char *code)
{
    return codes == NULL || str_list_has(codes, code);
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
        found[kind] = found[kind] || concept_holds(input->concepts[i], key, year);
    }
    for (ClassKind kind = 0; kind < CLASS_KINDS; kind++)
        if (named[kind] && !found[kind])
            return false;
    for (size_t i = 0; i < input->n_groups; i++)
        if (!concept_holds(input->groups[i], key, year))
            return false;
    return true;
}

static bool sum_rows(Binder *binder, const Input *input, const ReportYear *report, Cells *cells)
{
    unsigned char *passes = arena_array(cells->arena, binder->n_keys + 1, 1);
    for (size_t i = 0; i < binder->n_keys; i++)
        passes[i] = key_passes(input, &binder->keys[i], report->year);
    for (size_t i = 0; i < report->n; i++) {
        const ReportRow *row = &report->rows[i];
        if (passes[row->row.key] &&
            __builtin_add_overflow(cells->values[row->unit], row->row.amounts[input->measure],
                                   &cells->values[row->unit]))
            return false;
    }
    return true;
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

static bool settle_report(Binder *binder, const Definition *definition, const Input *input,
                          const ReportYear *report, Cells *cells)
{
    const Territory *territory = &binder->workspace->territory;
    unsigned tiers = input->area ? (1u << TIERS) - 1 : definition->tiers;
    Sums sums = sums_new(cells->arena, cells->n);
    int64_t *own = arena_array(cells->arena, cells->n, sizeof *own);
    memcpy(own, cells->values, cells->n * sizeof *own);
    const CellState not_filed = state_with_attribute(OBS_O, ATTRIBUTE_NOT_REPORTED);
    for (size_t l = 0; l < ARRAY_LENGTH(level_order); l++) {
        const uint32_t *places = binder->levels[level_order[l]];
        for (uint32_t k = 0; k < binder->n_levels[level_order[l]]; k++) {
            uint32_t at = places[k];
            const Unit *unit = &territory->units[at];
            if (!unit_valid(unit, report->year))
                continue;
            bool filed = report->filed[at];
            if (is_home(unit, tiers) &&
                !pass_to(&sums, at, own[at], filed ? 0 : not_filed, filed, 1))
                return false;
            if (!input->area && shows_own(definition, unit)) {
                uint32_t home = unit->level == LEVEL_POWIAT && unit_is_city(unit) ? unit->twin : at;
                filed = report->filed[home];
                cells->values[at] = filed ? own[home] : 0;
                cells->states[at] = filed ? 0 : not_filed;
                cells->have[at] = filed;
                cells->all[at] = 1;
            } else {
                take_sum(cells, &sums, at, true);
                if (cells->have[at] == 0)
                    cells->states[at] = not_filed;
            }
            if (!pass_to(&sums, unit->parent, sums.values[at], sums.have[at] > 0 ? 0 : not_filed,
                         sums.have[at], sums.all[at]))
                return false;
        }
    }
    return true;
}

static bool bind_report(Binder *binder, const Definition *definition, const Input *input, int year,
                        Cells *cells, Err *err)
{
    const ReportYear *report;
    if (!load_report(binder, input->report, year, &report, err))
        return false;
    cells->scale = 2;
    return (sum_rows(binder, input, report, cells) &&
            settle_report(binder, definition, input, report, cells)) ||
           too_large(definition, input, year, err);
}

static Vector vector_of(Arena *arena, const Definition *definition, const Input *input, int year,
                        const Cells *cells)
{
    Vector vector = vector_new(arena, cells->n);
    bool gap = input_breaks(input, year - 1, year);
    vector.exponent = cells->scale - input->exponent;
    for (uint32_t i = 0; i < cells->n; i++) {
        CellState state = cells->states[i] & ~(0xffu << ATTRIBUTE_SHIFT);
        bool short_of = cells->have[i] > 0 && cells->have[i] < definition->coverage * cells->all[i];
        if (cells->all[i] == 0)
            state = OBS_O; /* no row of the frame: a part of a gmina, a union, a unit not valid in
                              the year */
        vector_put(&vector, i, (double)cells->values[i],
                   state | (short_of ? OBS_U : 0) | (gap && !state_is_missing(state) ? OBS_B : 0));
    }
    return vector;
}

bool binder_input(Binder *binder, const Definition *definition, unsigned number, int year,
                  Vector *ret_vector, Err *err)
{
    const Input *input = &definition->inputs[number];
    const char *key = arena_printf(binder->arena, "%d %u %.17g %s", year, definition->tiers,
                                   definition->coverage, input->canonical);
    bool fresh;
    uint32_t at = strmap_add(binder->bound_map, str_view(key), (uint32_t)binder->n_bound, &fresh);
    if (!fresh && binder->bound[at].arena != NULL) {
        *ret_vector = binder->bound[at].vector;
        return true;
    }
    if (fresh) {
        binder->bound = heap_grow(binder->bound, &binder->bound_capacity, binder->n_bound + 1,
                                  sizeof *binder->bound);
        binder->bound[binder->n_bound++] = (Bound){.year = year};
    }
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Cells cells = cells_new(scratch, binder->workspace->territory.n_units);
    if (!(input->report != NULL ? bind_report(binder, definition, input, year, &cells, err)
                                : bind_variable(binder, definition, input, year, &cells, err)))
        return false;
    binder->bound[at].arena = arena_new();
    binder->bound[at].vector = vector_of(binder->bound[at].arena, definition, input, year, &cells);
    *ret_vector = binder->bound[at].vector;
    return true;
}

/* A digest worked out once: of a column, or of what counts of a report and year. */
static bool cached(Binder *binder, const char *key,
                   bool (*make)(Binder *, const void *, int, char *, Err *), const void *what,
                   int year, Digest *digest, Err *err)
{
    bool fresh;
    uint32_t at =
        strmap_add(binder->digest_map, str_view(key), (uint32_t)binder->n_digests, &fresh);
    if (fresh) {
        char hex[DIGEST_HEX] = "";
        if (!make(binder, what, year, hex, err))
            return false;
        binder->digests = heap_grow(binder->digests, &binder->digests_capacity,
                                    binder->n_digests + 1, sizeof *binder->digests);
        memcpy(binder->digests[binder->n_digests++], hex, sizeof hex);
    }
    digest_text(digest, binder->digests[at]);
    return true;
}

static bool digest_series(Binder *binder, const void *what, int year, char *hex, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const VariableSeries *series = what;
    bool row;
    if (!db_prepare(
            binder->workspace->db,
            "SELECT c.digest FROM series s JOIN column_in_force c ON c.series = s.id AND c.period = ?5 "
            "WHERE s.source = ?1 AND s.subject = ?2 AND s.dimensions = ?3 AND s.unit = ?4",
            &query, err))
        return false;
    db_bind_text(query, 1, series->source);
    db_bind_text(query, 2, series->subject);
    db_bind_text(query, 3, series->dimensions);
    db_bind_text(query, 4, series->unit);
    db_bind_int(query, 5, period_of(FREQ_ANNUAL, year, 0));
    if (!db_step(query, &row, err))
        return false;
    if (row)
        (void)snprintf(hex, DIGEST_HEX, "%s", db_text(query, 0));
    return true;
}

static bool digest_report(Binder *binder, const void *what, int year, char *hex, Err *err)
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
    return good;
}

bool binder_digest(Binder *binder, const Input *input, int year, Digest *digest, Err *err)
{
    if (input->report != NULL)
        return cached(binder, arena_printf(binder->arena, "%s %d", input->report, year),
                      digest_report, input->report, year, digest, err);
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            const char *key =
                arena_printf(binder->arena, "%s %zu %d", input->sources[i].variable->id, k, year);
            if (!cached(binder, key, digest_series, series, year, digest, err))
                return false;
        }
    return true;
}
