/*
 * Formula: the text of a definition's formula or rule, checked and turned into a flat program over
 * whole vectors. The language is the indicator profile of VTL (formula.md 5.1): arithmetic,
 * comparisons, and/or/xor/not, if, case, in, and the functions of func_list.h. A formula is a
 * number or a condition, known when it is parsed; the two never mix.
 */
#pragma once

#include "xml.h"

enum { FORMULA_BYTES_MAX = 64 * 1024, FORMULA_DEPTH_MAX = 200 };

/* ANY: nothing but null. */
typedef enum FormulaType {
    FORMULA_ANY,
    FORMULA_NUMBER,
    FORMULA_CONDITION,
    FORMULA_TEXT
} FormulaType;

typedef struct Formula Formula; /* immutable, in its arena; many threads may evaluate it */

/* What a formula may speak of: inputs by their place in the list, and behind them the codes of the
 * catalogue's indicators (a code's number is inputs.n + its number in the map). */
typedef struct FormulaNames {
    StrList inputs;
    const StrMap *codes; /* may be NULL */
    unsigned n_codes;
} FormulaNames;

/*
 * An error is ERR_CONFIG, says file:line:column and ends with the line and carets under what is
 * wrong. `node` is the element whose text the formula is, for messages; NULL: they have line and
 * column of the formula. Names that do not exist are all reported: to `more` (which may be NULL)
 * all but the last, which is in *err.
 */
typedef struct FormulaPlace {
    const XmlNode *node;
    struct Diag *more;
} FormulaPlace;
MUST_CHECK bool formula_parse(Arena *arena, const char *text, const FormulaNames *names,
                              FormulaPlace place, Formula **ret_formula, Err *err);

FormulaType formula_type(const Formula *formula);
bool formula_uses(const Formula *formula, unsigned name);
/* Number k of what the formula reads when it is computed for a year: an input (or code) and the
 * year of its cells; false behind the last one. */
bool formula_reads(const Formula *formula, size_t k, int year, unsigned *ret_name, int *ret_year);
/* Give names other numbers: `numbers` by the present ones. */
void formula_rename(Formula *formula, const unsigned *numbers, const char *const *names,
                    unsigned n);
/* One text for all formulas that mean the same program: for digests. It is itself a formula. */
const char *formula_canonical(Arena *arena, const Formula *formula);
