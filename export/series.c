#include "series.h"

#include "num.h"

#include <stdio.h>
#include <stdlib.h>

/* One year of the results, unpacked. */
typedef struct YearResult {
    int year;
    bool listed;
    Column column;
    Statistics statistics;
} YearResult;

static double true_value(double value, int scale)
{
    return scale >= 0 ? value / num_pow10(scale) : value * num_pow10(-scale);
}

static bool has_values(const Column *column)
{
    for (uint32_t i = 0; i < column->n; i++)
        if (!state_is_missing(column->states[i]) && !state_is_secret(column->states[i]))
            return true;
    return false;
}

static bool take_year(DbQuery *query, const Workspace *workspace, const char *code, Arena *arena,
                      YearResult *result, Err *err)
{
    size_t size;
    result->year = (int)db_int(query, 0);
    const char *name = arena_printf(arena, "%s %d", code, result->year);
    const void *data = db_blob(query, 1, &size);
    if (!column_unpack(arena, data, size, name, &result->column, err))
        return false;
    const Column *column = &result->column;
    if (!column->real || abs(column->scale) > NUM_SCALE_MAX ||
        (column->n > 0 && column->units[column->n - 1] >= workspace->territory.n_units))
        return err_set(err, ERR_DATA, _("the result %s is not a column of doubles over the units"),
                       name);
    result->listed = has_values(column);
    const void *statistics = db_blob(query, 2, &size);
    return statistics_unpack(arena, statistics, size, &result->statistics, err);
}

static bool read_years(Workspace *workspace, const Indicator *indicator, Arena *arena,
                       YearResult *results, uint32_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    uint32_t n = 0;
    if (!db_prepare(workspace->db,
                    "SELECT year, data, statistics FROM result WHERE indicator = ? ORDER BY year",
                    &query, err))
        return false;
    db_bind_text(query, 1, indicator->code);
    for (bool row; n < indicator->n_results; n++) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        if (!take_year(query, workspace, indicator->code, arena, &results[n], err))
            return err_add(err, _("reading the results of %s"), indicator->code);
    }
    *ret_n = n;
    return true;
}

typedef struct Order {
    const Territory *territory;
    uint32_t unit;
} Order;

static int compare_units(const void *a, const void *b)
{
    const Order *left = a, *right = b;
    const Unit *x = &left->territory->units[left->unit], *y = &right->territory->units[right->unit];
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return strcmp(x->code, y->code);
}

/* The units that have a cell in a listed year. ret_place: from the axis to the place in the series.
 */
static void gather_units(const Workspace *workspace, const YearResult *results, uint32_t n_results,
                         Arena *arena, Series *series, uint32_t *ret_place)
{
    uint32_t n_axis = workspace->territory.n_units, n = 0;
    Order *orders = arena_array(arena, n_axis + 1, sizeof *orders);
    for (uint32_t i = 0; i < n_axis; i++)
        ret_place[i] = NO_UNIT;
    for (uint32_t y = 0; y < n_results; y++)
        for (uint32_t i = 0; results[y].listed && i < results[y].column.n; i++) {
            uint32_t unit = results[y].column.units[i];
            if (ret_place[unit] == NO_UNIT) {
                ret_place[unit] = n;
                orders[n++] = (Order){&workspace->territory, unit};
            }
        }
    if (n > 0)
        qsort(orders, n, sizeof *orders, compare_units);
    series->n_units = n;
    series->units = arena_array(arena, n + 1, sizeof *series->units);
    for (uint32_t i = 0; i < n; i++) {
        series->units[i] = orders[i].unit;
        ret_place[orders[i].unit] = i;
    }
}

static bool fill_year(const Catalogue *catalogue, const YearResult *result, const uint32_t *place,
                      const Workspace *workspace, Series *series, Err *err)
{
    const Column *column = &result->column;
    uint32_t year = (uint32_t)(result->year - series->year_first);
    for (uint32_t i = 0; i < column->n; i++) {
        Cell *cell = &series->cells[(size_t)place[column->units[i]] * series->n_years + year];
        double value = true_value(column->values.real[i], column->scale);
        if (!cell_publish(&catalogue->flags, value, column->states[i], series->indicator->decimals,
                          cell, err))
            return err_add(err, _("publishing %s of %s in %d"), series->indicator->code,
                           workspace->territory.units[column->units[i]].code, result->year);
        series->n_values += cell->has_value;
    }
    for (size_t i = 0; i < result->statistics.n_ranks; i++) {
        const Ranks *from = &result->statistics.ranks[i];
        if (from->unit >= workspace->territory.n_units || place[from->unit] == NO_UNIT)
            return err_set(err, ERR_DATA, _("%s has a rank in %d without a value"),
                           series->indicator->code, result->year);
        size_t at = ((size_t)place[from->unit] * series->n_years + year) * RANK_NUMBERS;
        const uint32_t ranks[RANK_NUMBERS] = {from->level, from->kind, from->voivodeship,
                                              from->group};
        for (size_t k = 0; k < RANK_NUMBERS; k++)
            series->ranks[at + k] = (uint16_t)(ranks[k] > UINT16_MAX ? 0 : ranks[k]);
    }
    return true;
}

static int compare_stats(const void *a, const void *b)
{
    const StatRow *left = a, *right = b;
    if (left->scope != right->scope)
        return left->scope < right->scope ? -1 : 1;
    return strcmp(left->key, right->key);
}

static StatRow *find_stat(StrMap *map, Arena *arena, const Stat *stat, Series *series)
{
    char key[STAT_KEY + 16];
    int length = snprintf(key, sizeof key, "%d %s", (int)stat->scope, stat->key);
    bool fresh;
    uint32_t at =
        strmap_add(map, (StrView){key, (size_t)length}, (uint32_t)series->n_stats, &fresh);
    StatRow *row = &series->stats[at];
    if (fresh) {
        series->n_stats++;
        *row = (StatRow){.scope = stat->scope,
                         .key = arena_strdup(arena, stat->key),
                         .numbers = arena_array(arena, (size_t)series->n_years * STAT_NUMBERS,
                                                sizeof *row->numbers),
                         .present = arena_array(arena, series->n_years, sizeof *row->present)};
    }
    return row;
}

/* The rows of the years side by side. */
static void gather_stats(const YearResult *results, uint32_t n_results, Arena *arena,
                         Series *series)
{
    size_t most = 0;
    StrMap *map = strmap_new(arena);
    for (uint32_t y = 0; y < n_results; y++)
        most += results[y].listed ? results[y].statistics.n_stats : 0;
    series->stats = arena_array(arena, most + 1, sizeof *series->stats);
    for (uint32_t y = 0; y < n_results; y++)
        for (size_t i = 0; results[y].listed && i < results[y].statistics.n_stats; i++) {
            const Stat *stat = &results[y].statistics.stats[i];
            uint32_t year = (uint32_t)(results[y].year - series->year_first);
            StatRow *row = find_stat(map, arena, stat, series);
            const double numbers[STAT_NUMBERS] = {stat->n,         stat->mean,   stat->least,
                                                  stat->quartile1, stat->median, stat->quartile3,
                                                  stat->greatest};
            memcpy(row->numbers + (size_t)year * STAT_NUMBERS, numbers, sizeof numbers);
            row->present[year] = true;
        }
    if (series->n_stats > 0)
        qsort(series->stats, series->n_stats, sizeof *series->stats, compare_stats);
}

typedef struct CellImage { /* without padding */
    double exact;
    CellState state;
    int16_t flag, present;
} CellImage;

static void digest_cells(const Workspace *workspace, const Series *series, Digest *digest)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CellImage *images = arena_array(scratch, series->n_years, sizeof *images);
    for (uint32_t u = 0; u < series->n_units; u++) {
        const Unit *unit = &workspace->territory.units[series->units[u]];
        uint32_t part = catalogue_part(series->indicator, unit);
        for (uint32_t y = 0; y < series->n_years; y++) {
            const Cell *cell = series_cell(series, u, y);
            images[y] = (CellImage){cell->exact, cell->state, (int16_t)cell->flag, cell->present};
        }
        digest_text(digest, unit->code);
        digest_add(digest, &part, sizeof part);
        digest_add(digest, images, series->n_years * sizeof *images);
    }
    digest_add(digest, series->ranks,
               (size_t)series->n_units * series->n_years * RANK_NUMBERS * sizeof *series->ranks);
}

static void digest_series(const Workspace *workspace, Series *series)
{
    Digest *digest = digest_begin();
    digest_text(digest, series->indicator->code);
    const int32_t head[] = {series->indicator->decimals, series->year_first,
                            (int32_t)series->n_years, (int32_t)series->n_units};
    digest_add(digest, head, sizeof head);
    digest_add(digest, series->listed, series->n_years * sizeof *series->listed);
    digest_cells(workspace, series, digest);
    for (size_t i = 0; i < series->n_stats; i++) {
        const StatRow *row = &series->stats[i];
        digest_text(digest, stat_scope_name(row->scope));
        digest_text(digest, row->key);
        digest_add(digest, row->present, series->n_years * sizeof *row->present);
        digest_add(digest, row->numbers, series->n_years * STAT_NUMBERS * sizeof *row->numbers);
    }
    digest_end(digest, series->digest);
}

static void span_years(const YearResult *results, uint32_t n_results, Series *series)
{
    for (uint32_t y = 0; y < n_results; y++) {
        if (!results[y].listed)
            continue;
        if (series->n_years == 0)
            series->year_first = results[y].year;
        series->n_years = (uint32_t)(results[y].year - series->year_first) + 1;
    }
}

bool series_read(Workspace *workspace, const Catalogue *catalogue, const Indicator *indicator,
                 Arena *arena, Series *ret_series, Err *err)
{
    YearResult *results = arena_array(arena, indicator->n_results + 1, sizeof *results);
    uint32_t n_results = 0;
    if (!read_years(workspace, indicator, arena, results, &n_results, err))
        return false;
    Series series = {.indicator = indicator};
    span_years(results, n_results, &series);
    uint32_t *place = arena_array(arena, workspace->territory.n_units + 1, sizeof *place);
    gather_units(workspace, results, n_results, arena, &series, place);
    size_t n_cells = (size_t)series.n_units * series.n_years;
    series.listed = arena_array(arena, series.n_years + 1, sizeof *series.listed);
    series.cells = arena_array(arena, n_cells + 1, sizeof *series.cells);
    series.ranks = arena_array(arena, n_cells * RANK_NUMBERS + 1, sizeof *series.ranks);
    for (uint32_t y = 0; y < n_results; y++) {
        if (!results[y].listed)
            continue;
        series.listed[results[y].year - series.year_first] = true;
        if (!fill_year(catalogue, &results[y], place, workspace, &series, err))
            return false;
    }
    gather_stats(results, n_results, arena, &series);
    digest_series(workspace, &series);
    *ret_series = series;
    return true;
}
