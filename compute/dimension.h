/*
 * Units through a formula: every operation has one, or the formula is wrong. Sums, comparisons and
 * choices need one unit (the nearest common kind); products and quotients make new ones; a number
 * written out is pure. This finds the commonest mistakes: a forgotten or doubled * 100, złote
 * against pupils (formula.md 5.6).
 *
 * The machine works in base units, the author thinks in those that are written: round() and its
 * like round in the unit of what they round (osoba/km2 of inputs in osoba and km2), and a number
 * that is compared with a value, or stands in for one (if, nvl, min_of), is read in that value's
 * unit: `udzial > 5` of an input in % means 5 %. What stands in place of the result is read in its
 * unit: `nvl(a / b, 50)` of a result in % means 50 %; compared, a / b is a plain share. In sums a
 * number is pure, and is refused beside anything that has a unit; 0 and null fit everywhere.
 */
#pragma once

#include "formula.h"
#include "measure.h"

typedef struct DimensionNames {
    void *context;
    const UnitMeasure *(*unit)(void *context, unsigned name);
} DimensionNames;

/*
 * The unit of the formula; with `declared` it has to fit that unit, whose text is `declared_text`.
 * Numbers read in another's scale are changed in the formula, so it is called once a formula.
 */
MUST_CHECK bool dimension_check(Arena *arena, Formula *formula, const DimensionNames *names,
                                const UnitMeasure *declared, const char *declared_text, Err *err);
