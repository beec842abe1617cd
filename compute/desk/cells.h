/*
 * The cells of a series and period as they stand in the workspace, each with the extract that it
 * comes from: what a person checks against the publisher's own page. Nothing is summed here; what
 * computing makes of them is not shown.
 */
#pragma once

#include "correction.h"
#include "definition.h"
#include "workspace.h"

typedef struct DataCell {
    bool present, real;
    int64_t exact; /* x 10^-scale, where not real */
    double value;  /* x 10^-scale, where real */
    int scale;
    CellState state;
    const char *variable;       /* its id; "" where there is none */
    const char *extract, *date; /* "" for what was computed */
    const char *correction;     /* "": none */
} DataCell;

typedef struct DataCells {
    Arena *arena;
    Workspace *workspace;
    int64_t period;
    const CorrectionSet *corrections;
    DataCell *items; /* by axis place */
} DataCells;

DataCells cells_new(Arena *arena, Workspace *workspace, const CorrectionSet *corrections,
                    int64_t period);

/* Cells of a stored series for units that have none yet; `tiers` 0: of all units, else of the rows
 * that read an input of these tiers. `variable` and `of` NULL: the series is of none, and has no
 * corrections. */
MUST_CHECK bool cells_take_stored(DataCells *cells, int64_t series, const Variable *variable,
                                  const VariableSeries *of, unsigned tiers, Err *err);
/* The same of a variable's series of the year, the first one first. */
MUST_CHECK bool cells_take_variable(DataCells *cells, const Variable *variable, unsigned tiers,
                                    Err *err);
/* The stored results of an indicator in the period's year. */
MUST_CHECK bool cells_take_results(DataCells *cells, const char *code, Err *err);

/* The value as text: exact decimals; "" where it is missing. */
const char *cell_text(Arena *arena, const DataCell *cell);
