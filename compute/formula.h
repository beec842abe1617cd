/*
 * Formula: the text of a definition's formula or rule, checked and turned into a flat program over
 * whole vectors. The language is the indicator profile of VTL (formula.md 5.1): arithmetic,
 * comparisons, and/or/xor/not, if, case, in, and the functions of func_list.h. A formula is a
 * number or a condition, known when it is parsed; the two never mix.
 */
#pragma once

#include "err.h"
#include "str.h"

enum { FORMULA_BYTES_MAX = 64 * 1024, FORMULA_DEPTH_MAX = 200 };

/* Where the formula's first character stands, for messages; `file` NULL: messages have line and
 * column of the formula. */
typedef struct FormulaPlace {
    const char *file;
    unsigned line, column;
} FormulaPlace;

/* ANY: nothing but null. */
typedef enum FormulaType { FORMULA_ANY, FORMULA_NUMBER, FORMULA_CONDITION } FormulaType;

typedef struct Formula Formula; /* immutable, in its arena; many threads may evaluate it */

/*
 * `names` are the inputs that the definition has; their places in the list are the numbers below.
 * An error is ERR_CONFIG, says file:line:column and ends with the line of the formula and carets
 * under what is wrong.
 */
MUST_CHECK bool formula_parse(Arena *arena, const char *text, const StrList *names,
                              FormulaPlace place, Formula **ret_formula, Err *err);

FormulaType formula_type(const Formula *formula);
bool formula_uses(const Formula *formula, unsigned name);
/* The deepest prev: how many years before the one asked for are read. */
int formula_years_back(const Formula *formula);
/* One text for all formulas that mean the same program: for digests. It is itself a formula. */
const char *formula_canonical(Arena *arena, const Formula *formula);
