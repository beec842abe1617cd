/*
 * Corrections of source values that the publisher has not made (CSV files in config/corrections/):
 * which cell, what the source shows, what counts instead, why, on what evidence, by whom and
 * approved by whom. They are applied when inputs are read, never to what ingest stored: a value
 * corrected carries the mark ATTRIBUTE_CORRECTED and, where it is not the source's own any more,
 * the status I (imputed by the receiver). Where the source no longer shows what a correction
 * expects, nothing is computed until somebody has looked again: it may have been repaired.
 *
 * Columns: series;unit;period;action;expected;value;reason;evidence;author;approver;date
 *
 *     series    a variable's id, or a cell of a report: Rb-28S/wykonanie/801/80101/401/0
 *     unit      a TERYT code
 *     period    as in `smup data`; of a report the fourth quarter, which is its year
 *     action    set    `value` counts
 *               drop   there is no value
 *               scale  the source's value times `value`
 *               flag   the source's value with the statuses `value` (U, E, P, ...)
 *     expected  the source's value, "-" where it has none
 */
#pragma once

#include "column.h"
#include "num.h"
#include "report.h"
#include "territory.h"
#include "variable.h"
#include "workspace.h"

typedef enum CorrectionAction {
    CORRECT_SET,
    CORRECT_DROP,
    CORRECT_SCALE,
    CORRECT_FLAG,
    CORRECT_ACTIONS
} CorrectionAction;

typedef struct Correction {
    const char *place;            /* file:line, for messages */
    const Variable *variable;     /* NULL: of a report */
    const VariableSeries *series; /* of the variable: the one that the cell is read from */
    const char *report;
    unsigned measure;
    ClassKey key;
    uint32_t unit;
    int64_t period;
    CorrectionAction action;
    bool expects;    /* a value; else none */
    Num expected;    /* in the column's unit; of a report in złote */
    Num value;       /* of set and scale */
    CellState state; /* of flag */
    const char *reason, *evidence, *author, *approver, *date;
} Correction;

typedef struct CorrectionSet {
    Correction *items;
    size_t n;
    uint64_t n_waiting; /* of periods that the workspace does not have */
} CorrectionSet;

/* No folder: no corrections. Mistakes are ERR_CONFIG with file and line. */
MUST_CHECK bool corrections_load(Arena *arena, const char *config, const VariableSet *variables,
                                 const Territory *territory, CorrectionSet *ret_set, Err *err);

/* Does the workspace still show what each correction expects? Those whose data are not there wait,
 * and are counted. Nothing is applied before this is asked. */
MUST_CHECK bool corrections_check(CorrectionSet *set, Workspace *workspace, Err *err);

/* The correction of a variable's cell, NULL where there is none. */
const Correction *correction_find(const CorrectionSet *set, const Variable *variable, uint32_t unit,
                                  int64_t period);
/* Apply to one of a variable's series; the column may get cells and decimals. False where a number
 * grows too large. */
MUST_CHECK bool corrections_apply(const CorrectionSet *set, Arena *arena,
                                  const VariableSeries *series, int64_t period, Column *column,
                                  Err *err);
/* The correction of a measure in a unit's report, NULL where there is none. */
const Correction *correction_of_row(const CorrectionSet *set, const char *report, int64_t period,
                                    unsigned measure, uint32_t unit, const ClassKey *key);
/* The amount in grosze that counts in place of the source's; of drop 0. */
MUST_CHECK bool correction_amount(const Correction *correction, int64_t amount, int64_t *ret_amount,
                                  Err *err);
/* The state that a corrected value has. */
CellState correction_state(const Correction *correction, CellState state);

/* What the corrections of a variable or report and period do, added to the digest of its data; the
 * text stays as it is where there is none. */
void corrections_digest(const CorrectionSet *set, const Variable *variable, const char *report,
                        int64_t period, char hex[65]);

/* "set, the source shows 14000: reason (evidence; author, approved by approver, date)" */
const char *correction_text(Arena *arena, const Correction *correction);
