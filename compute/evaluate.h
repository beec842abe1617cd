/*
 * Evaluating a formula: the whole unit axis at a time, one year. What a result's state is stands in
 * formula.md 5.4: strict operations are missing where an operand is, with the union of the states;
 * x/0 is missing (M where x is 0, else O); and, or, not are three-valued; a missing condition
 * counts as false; the confidentiality is the highest of all operands, also of those whose value
 * was not taken. `null` written in a formula is missing with the reason O.
 */
#pragma once

#include "formula.h"
#include "territory.h"
#include "vector.h"

/* How rows stand to each other in a year. Rows are numbers of the unit axis; NO_UNIT: none. */
typedef struct Relations {
    const bool *valid; /* rows of the frame; others are no members of anything */
    const UnitLevel *levels;
    const uint32_t *groups[4];  /* by the words of group_avg(): rows of one number are a group;
                                   0: in none */
    const uint32_t *above;      /* the row that parent() gives */
    const uint32_t *parents;    /* in the tree of all levels */
    const uint32_t *neighbours; /* those of row i from neighbour_starts[i] to before [i + 1] */
    const uint32_t *neighbour_starts;
} Relations;

typedef struct EvaluateSource {
    void *context;
    /* The cells of input number `name` in a year, which may lie before the first one known: then
     * all are missing. They are borrowed until the evaluation is over and are not changed. */
    bool (*input)(void *context, unsigned name, int year, Vector *ret_vector, Err *err);
    /* Is there a break of the input's series in one of these years? prev across it is missing (O,
     * B). NULL: there are none. */
    bool (*break_between)(void *context, unsigned name, int from_exclusive, int to_inclusive);
    /* Per row: the row whose past continues this one's, or NO_UNIT; and the row's own first year.
     * prev at an earlier year takes that row's cell. Both NULL: no row continues another. */
    const uint32_t *before;
    const int *from;
    /* Per row: the year from which its territory is another one, 0: none; prev across it is missing
     * (O, B). NULL: nowhere. */
    const int *breaks;
    /* The relations in a year, borrowed until the evaluation is over. NULL: there are none, and
     * functions of other units are missing. */
    bool (*relations)(void *context, int year, const Relations **ret_relations, Err *err);
} EvaluateSource;

/* The cells `in` of the year `there` as those of `here`: rows that continue another one take its
 * cell, and what a change of territory (or with `broken` a break of the series) parts is missing.
 * Of the source only before, from and breaks are read; `out` has arrays of its own. */
void rows_of_year(const EvaluateSource *source, int here, int there, bool broken, const Vector *in,
                  Vector *out);

/* Of a formula that is a text, `values` are numbers of the texts in *ret_texts (which may be NULL
 * otherwise). */
MUST_CHECK bool formula_evaluate_text(const Formula *formula, const EvaluateSource *source,
                                      int year, uint32_t n, Arena *scratch, Vector *ret_vector,
                                      const char *const **ret_texts, Err *err);

/* The result's arrays live in `scratch`, or are those of an input; they are not to be written to.
 */
MUST_CHECK bool formula_evaluate(const Formula *formula, const EvaluateSource *source, int year,
                                 uint32_t n, Arena *scratch, Vector *ret_vector, Err *err);
