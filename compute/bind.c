#include "bind_parts.h"

#include <stdlib.h>

const UnitLevel sum_levels[SUM_LEVELS] = {LEVEL_GMINA,  LEVEL_POWIAT,      LEVEL_SUBREGION,
                                          LEVEL_REGION, LEVEL_VOIVODESHIP, LEVEL_MACROREGION,
                                          LEVEL_COUNTRY};

Binder *binder_new(Workspace *workspace, const CorrectionSet *corrections)
{
    Arena *arena = arena_new();
    Binder *binder = arena_alloc(arena, sizeof *binder);
    const Territory *territory = &workspace->territory;
    binder->arena = arena;
    binder->workspace = workspace;
    binder->corrections = corrections;
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

void binder_free_p(Binder **pointer)
{
    Binder *binder = *pointer;
    if (binder == NULL)
        return;
    for (size_t i = 0; i < binder->n_bound; i++)
        (void)arena_free(binder->bound[i].arena);
    for (size_t i = 0; i < binder->n_reports; i++)
        report_year_free(&binder->reports[i]);
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
            report_year_free(&binder->reports[i]);
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

bool bind_too_large(const Definition *definition, const Input *input, int year, Err *err)
{
    return err_set(err, ERR_DATA, _("%s: the input \"%s\" is too large in %d"), definition->code,
                   input->name, year);
}

Sums sums_new(Arena *arena, uint32_t n)
{
    return (Sums){arena_array(arena, n, sizeof(int64_t)), arena_array(arena, n, sizeof(CellState)),
                  arena_array(arena, n, sizeof(CellState)), arena_array(arena, n, sizeof(uint32_t)),
                  arena_array(arena, n, sizeof(uint32_t))};
}

bool sums_pass(Sums *sums, uint32_t parent, int64_t value, CellState state, uint32_t have,
               uint32_t all)
{
    if (parent == NO_UNIT)
        return true;
    sums->all[parent] += all;
    sums->have[parent] += have;
    if (have == 0) {
        sums->reasons[parent] =
            state_join(sums->reasons[parent], state & (OBS_MISSING | CONF_MASK));
        return true;
    }
    sums->states[parent] = state_join(sums->states[parent], state);
    return !__builtin_add_overflow(sums->values[parent], value, &sums->values[parent]);
}

/* A unit without a value of its own takes the sum of its parts. */
void cells_take_sum(Cells *cells, const Sums *sums, uint32_t at, bool additive)
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

static Vector vector_of(const Binder *binder, Arena *arena, const Definition *definition,
                        const Input *input, int year, const Cells *cells)
{
    Vector vector = vector_new(arena, cells->n);
    const Territory *territory = &binder->workspace->territory;
    bool series_break = series_breaks(input, year - 1, year);
    vector.exponent = cells->scale - input->exponent;
    for (uint32_t i = 0; i < cells->n; i++) {
        /* the source's attribute is comment()'s, of a published value only */
        CellState state =
            cells->set[i] ? cells->states[i] : state_with_attribute(cells->states[i], 0);
        bool gap = series_break || territory->units[i].break_year == year;
        bool short_of = cells->have[i] > 0 && cells->have[i] < definition->coverage * cells->all[i];
        if (cells->all[i] == 0)
            state = OBS_O; /* no row of the frame: a part of a gmina, a union, a unit not valid in
                              the year */
        vector_put(&vector, i, (double)cells->values[i],
                   state | (short_of ? OBS_U : 0) | (gap && !state_is_missing(state) ? OBS_B : 0));
    }
    vector_settle(&vector);
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
    binder->bound[at].vector =
        vector_of(binder, binder->bound[at].arena, definition, input, year, &cells);
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

bool binder_digest(Binder *binder, const Input *input, int year, Digest *digest, Err *err)
{
    if (input->report != NULL)
        return cached(binder, arena_printf(binder->arena, "%s %d", input->report, year),
                      bind_digest_report, input->report, year, digest, err);
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            const char *key =
                arena_printf(binder->arena, "%s %zu %d", input->sources[i].variable->id, k, year);
            char corrected[DIGEST_HEX] = "";
            if (!cached(binder, key, bind_digest_series, series, year, digest, err))
                return false;
            corrections_digest(binder->corrections, input->sources[i].variable, NULL,
                               bind_period(series, year), corrected);
            if (*corrected != '\0')
                digest_text(digest, corrected);
        }
    return true;
}
