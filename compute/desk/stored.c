#include "stored.h"

#include "grid.h"
#include "num.h"

#include <stdlib.h>

/* The period behind a period of the same frequency. */
static int64_t following(int64_t period)
{
    int64_t last = 0;
    switch ((Frequency)(period / 1000000)) {
    case FREQ_QUARTER:
        last = 4;
        break;
    case FREQ_MONTH:
        last = 12;
        break;
    case FREQ_ANNUAL:
    case FREQ_SCHOOL:
        return period + 100;
    }
    return period % 100 < last ? period + 1 : period + 100 - last + 1;
}

const char *periods_text(Arena *arena, const Periods *periods)
{
    const char *text = "";
    for (size_t from = 0, to; from < periods->n; from = to) {
        for (to = from + 1;
             to < periods->n && periods->items[to] == following(periods->items[to - 1]);)
            to++;
        const char *comma = *text == '\0' ? "" : ", ";
        const char *first = period_text(arena, periods->items[from]);
        text = arena_printf(arena, "%s%s%s", text, comma, first);
        if (to - from > 1)
            text =
                arena_printf(arena, "%s .. %s", text, period_text(arena, periods->items[to - 1]));
    }
    return text;
}

bool stored_find(Workspace *workspace, const VariableSeries *series, int64_t *ret_id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const char *const key[] = {series->source, series->subject, series->dimensions, series->unit};
    bool row;
    if (!db_prepare(
            workspace->db,
            "SELECT id FROM series WHERE source = ? AND subject = ? AND dimensions = ? AND unit = ?",
            &query, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(key); i++)
        db_bind_text(query, (int)i + 1, key[i]);
    if (!db_step(query, &row, err))
        return false;
    *ret_id = row ? db_int(query, 0) : 0;
    return true;
}

bool periods_read(Arena *arena, DbQuery *query, Periods *ret_periods, Err *err)
{
    CLEANUP(heap_free_p) int64_t *items = NULL;
    size_t n = 0, capacity = 0;
    bool row;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        items = heap_grow(items, &capacity, n + 1, sizeof *items);
        items[n++] = db_int(query, 0);
    }
    *ret_periods = (Periods){arena_array(arena, n, sizeof *items), n};
    if (n > 0)
        memcpy(ret_periods->items, items, n * sizeof *items);
    return true;
}

bool stored_periods(Workspace *workspace, Arena *arena, int64_t id, Periods *ret_periods, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db,
                    "SELECT period FROM column_in_force WHERE series = ? ORDER BY period", &query,
                    err))
        return false;
    db_bind_int(query, 1, id);
    return periods_read(arena, query, ret_periods, err);
}

bool stored_results(Workspace *workspace, Arena *arena, const char *code, Periods *ret_years,
                    Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db,
                    "SELECT ?2 + year * 100 FROM result WHERE indicator = ?1 ORDER BY year", &query,
                    err))
        return false;
    db_bind_text(query, 1, code);
    db_bind_int(query, 2, period_of(FREQ_ANNUAL, 0, 0));
    return periods_read(arena, query, ret_years, err);
}

bool stored_result(Workspace *workspace, Arena *arena, const char *code, int year,
                   Column *ret_column, bool *ret_found, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    size_t size;
    if (!db_prepare(workspace->db, "SELECT data FROM result WHERE indicator = ? AND year = ?",
                    &query, err))
        return false;
    db_bind_text(query, 1, code);
    db_bind_int(query, 2, year);
    if (!db_step(query, ret_found, err))
        return false;
    if (!*ret_found)
        return true;
    const void *blob = db_blob(query, 0, &size);
    return column_unpack(arena, blob, size, code, ret_column, err);
}

bool stored_column(Workspace *workspace, Arena *arena, int64_t id, int64_t period,
                   Column *ret_column, int64_t *ret_extract, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    size_t size;
    if (!db_prepare(
            workspace->db,
            "SELECT p.extract, p.data FROM column_in_force c JOIN piece p ON p.id = c.piece "
            "WHERE c.series = ? AND c.period = ?",
            &query, err))
        return false;
    db_bind_int(query, 1, id);
    db_bind_int(query, 2, period);
    if (!db_step(query, &row, err))
        return false;
    *ret_extract = -1;
    if (!row)
        return true;
    const void *blob = db_blob(query, 1, &size);
    if (!column_unpack(arena, blob, size, "in force", ret_column, err))
        return false;
    *ret_extract = db_int(query, 0);
    return true;
}

const char *stored_counts(Workspace *workspace, Arena *arena, const Column *column, int year)
{
    const Territory *territory = &workspace->territory;
    uint32_t cells[LEVELS] = {0}, values[LEVELS] = {0}, units[LEVELS] = {0};
    const char *text = "";
    for (uint32_t i = 0; i < territory->n_units; i++)
        units[territory->units[i].level] += unit_valid(&territory->units[i], year);
    for (uint32_t i = 0; i < column->n; i++) {
        const Unit *unit = &territory->units[column->units[i]];
        cells[unit->level]++;
        values[unit->level] += unit_valid(unit, year) && !state_is_missing(column->states[i]);
    }
    for (UnitLevel level = 0; level < LEVELS; level++)
        if (cells[level] > 0)
            text = arena_printf(arena, _("%s%s%s %u of %u"), text, *text == '\0' ? "" : ", ",
                                level_name(level), values[level], units[level]);
    return text;
}

/* The newest extract that speaks of the series; one without a date is never the newest. */
static bool describe_extract(Workspace *workspace, int64_t id, StrBuf *text, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(
            workspace->db,
            "SELECT coalesce(date, ''), name FROM extract WHERE id IN (SELECT extract FROM piece WHERE series = ?) "
            "ORDER BY date DESC, sha256, member LIMIT 1",
            &query, err))
        return false;
    db_bind_int(query, 1, id);
    if (!db_step(query, &row, err))
        return false;
    if (row)
        line_add(text, _("extract"), _("%s, date %s"), db_text(query, 1),
                 *db_text(query, 0) == '\0' ? _("unknown") : db_text(query, 0));
    return true;
}

bool stored_describe(Workspace *workspace, int64_t id, StrBuf *text, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Periods periods;
    Column column;
    int64_t extract;
    if (!stored_periods(workspace, scratch, id, &periods, err))
        return false;
    if (periods.n == 0) {
        line_add(text, _("stored"), "%s", _("nothing of it in this workspace"));
        return true;
    }
    int64_t last = periods.items[periods.n - 1];
    if (!stored_column(workspace, scratch, id, last, &column, &extract, err))
        return false;
    line_add(text, _("stored"), "%s", periods_text(scratch, &periods));
    line_add(text, _("units"), _("with a value in %s: %s"), period_text(scratch, last),
             stored_counts(workspace, scratch, &column, period_year(last)));
    return describe_extract(workspace, id, text, err);
}
