#include "cells.h"

#include "bind.h"
#include "num.h"
#include "stored.h"

#include <stdlib.h>

/* What one extract says of the series and period. */
typedef struct Candidate {
    const char *name, *date;
    Column column;
} Candidate;

typedef struct Candidates {
    Candidate *items; /* heap; the newest first, as ingest weighs them (ingest/resolve.c) */
    size_t n, capacity;
} Candidates;

DataCells cells_new(Arena *arena, Workspace *workspace, const CorrectionSet *corrections,
                    int64_t period)
{
    return (DataCells){arena, workspace, period, corrections,
                       arena_array(arena, workspace->territory.n_units, sizeof(DataCell))};
}

static bool read_candidates(DataCells *cells, int64_t series, Candidates *ret_list, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(
            cells->workspace->db,
            "SELECT e.name, coalesce(e.date, ''), p.data FROM piece p JOIN extract e ON e.id = p.extract "
            "WHERE p.series = ? AND p.period = ? ORDER BY e.date DESC, e.sha256, e.member",
            &query, err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, cells->period);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        Candidate candidate = {.name = arena_strdup(cells->arena, db_text(query, 0)),
                               .date = arena_strdup(cells->arena, db_text(query, 1))};
        size_t size;
        const void *blob = db_blob(query, 2, &size);
        if (!column_unpack(cells->arena, blob, size, candidate.name, &candidate.column, err))
            return false;
        ret_list->items = heap_grow(ret_list->items, &ret_list->capacity, ret_list->n + 1,
                                    sizeof *ret_list->items);
        ret_list->items[ret_list->n++] = candidate;
    }
}

/* The extracts that a cell in conflict or a withdrawn one is owed to. */
static bool read_finding(const DataCells *cells, int64_t series, uint32_t unit,
                         const char **ret_names, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(cells->workspace->db,
                    "SELECT extracts FROM finding WHERE series = ? AND period = ? AND unit = ?",
                    &query, err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, cells->period);
    db_bind_int(query, 3, unit);
    if (!db_step(query, &row, err))
        return false;
    *ret_names = row ? arena_strdup(cells->arena, db_text(query, 0)) : "";
    return true;
}

/*
 * Of several extracts the newest that has the cell counts, so it is the one that the cell in force
 * came from. A rejected cell is owed to all that have one: none of them was understood, or the
 * value was too large beside another's decimals.
 */
static void name_source(const DataCells *cells, const Candidates *list, uint32_t unit,
                        DataCell *cell)
{
    bool rejected = state_attribute(cell->state) == ATTRIBUTE_REJECTED;
    for (size_t i = 0; i < list->n; i++) {
        const Candidate *from = &list->items[i];
        uint32_t at = column_find(&from->column, unit);
        if (at == from->column.n ||
            (!rejected && state_attribute(from->column.states[at]) == ATTRIBUTE_REJECTED))
            continue;
        cell->extract = arena_printf(cells->arena, "%s%s%s", cell->extract,
                                     *cell->extract == '\0' ? "" : " | ", from->name);
        cell->date = from->date;
        if (!rejected)
            return;
    }
}

static bool find_source(DataCells *cells, const Candidates *list, int64_t series, uint32_t unit,
                        DataCell *cell, Err *err)
{
    char attribute = state_attribute(cell->state);
    if (attribute == ATTRIBUTE_CONFLICT || attribute == ATTRIBUTE_WITHDRAWN)
        return read_finding(cells, series, unit, &cell->extract, err);
    name_source(cells, list, unit, cell);
    return true;
}

/* Which rows read an input of the tiers, as in computing (compute/bind_variable.c). */
static bool is_served(const DataCells *cells, uint32_t unit, unsigned tiers)
{
    const Unit *row = &cells->workspace->territory.units[unit];
    return tiers == 0 ||
           (row->level <= LEVEL_GMINA && unit_valid(row, period_year(cells->period)) &&
            (bind_tier(row) & tiers) != 0);
}

static const char *correction_of(const DataCells *cells, const Variable *variable, uint32_t unit,
                                 CellState state)
{
    const Correction *correction =
        variable == NULL || state_attribute(state) != ATTRIBUTE_CORRECTED
            ? NULL
            : correction_find(cells->corrections, variable, unit, cells->period);
    return correction == NULL ? "" : correction_text(cells->arena, correction);
}

bool cells_take_stored(DataCells *cells, int64_t series, const Variable *variable,
                       const VariableSeries *of, unsigned tiers, Err *err)
{
    Column column;
    Candidates list = {0};
    int64_t extract;
    if (!stored_column(cells->workspace, cells->arena, series, cells->period, &column, &extract,
                       err))
        return false;
    if (extract < 0)
        return true;
    if (of != NULL &&
        !corrections_apply(cells->corrections, cells->arena, of, cells->period, &column, err))
        return false;
    bool good = read_candidates(cells, series, &list, err);
    for (uint32_t i = 0; good && i < column.n; i++) {
        DataCell *cell = &cells->items[column.units[i]];
        if (cell->present || !is_served(cells, column.units[i], tiers))
            continue;
        *cell = (DataCell){.present = true,
                           .exact = column.values.exact[i],
                           .scale = column.scale,
                           .state = column.states[i],
                           .variable = variable == NULL ? "" : variable->id,
                           .extract = "",
                           .date = "",
                           .correction =
                               correction_of(cells, variable, column.units[i], column.states[i])};
        good = find_source(cells, &list, series, column.units[i], cell, err);
    }
    free(list.items);
    return good;
}

bool cells_take_variable(DataCells *cells, const Variable *variable, unsigned tiers, Err *err)
{
    int year = period_year(cells->period);
    for (size_t i = 0; i < variable->n_series; i++) {
        const VariableSeries *series = &variable->series[i];
        int64_t id;
        if (year < series->from || year > series->to)
            continue;
        if (!stored_find(cells->workspace, series, &id, err) ||
            !cells_take_stored(cells, id, variable, series, tiers, err))
            return false;
    }
    return true;
}

bool cells_take_results(DataCells *cells, const char *code, Err *err)
{
    Column column;
    bool found;
    if (!stored_result(cells->workspace, cells->arena, code, period_year(cells->period), &column,
                       &found, err))
        return false;
    if (!found)
        return true;
    for (uint32_t i = 0; i < column.n; i++)
        cells->items[column.units[i]] = (DataCell){.present = true,
                                                   .real = true,
                                                   .value = column.values.real[i],
                                                   .scale = column.scale,
                                                   .state = column.states[i],
                                                   .variable = "",
                                                   .extract = "",
                                                   .date = "",
                                                   .correction = ""};
    return true;
}

const char *cell_text(Arena *arena, const DataCell *cell)
{
    char text[NUM_TEXT];
    if (state_is_missing(cell->state))
        return "";
    if (cell->real)
        num_write_exact(cell->value, -cell->scale, text);
    else
        num_write_decimal(cell->exact, cell->scale, text);
    return arena_strdup(arena, text);
}
