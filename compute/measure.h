/*
 * Units of measure (formula.md 5.6): a scale and a product of kinds with whole powers, read from
 * texts such as "zł/1000 osoba". config/units/ lists the kinds and what is a kind of what (uczeń is
 * an osoba); a word it lacks is a kind of its own. Values are brought to base units (%, tys., km
 * are powers of ten of theirs) by moving the decimal point and never by arithmetic.
 */
#pragma once

#include "diag.h"
#include "xml.h"

enum { MEASURE_PARTS_MAX = 12 };

typedef struct Kind {
    const char *id;
    const struct Kind *is; /* the more general one, or NULL */
} Kind;

typedef struct MeasurePart {
    const Kind *kind;
    int power; /* not 0 */
} MeasurePart;

typedef struct UnitMeasure {
    int exponent; /* a value in the unit is value x 10^exponent in base units */
    unsigned n;
    MeasurePart parts[MEASURE_PARTS_MAX];
} UnitMeasure;

/* Words that are scales; so is a power of ten written out. */
typedef struct MeasureScale {
    const char *word;
    int exponent;
} MeasureScale;
extern const MeasureScale measure_scales[];
extern const size_t n_measure_scales;

typedef struct MeasureTable MeasureTable;
MUST_CHECK bool measure_load(Arena *arena, const char *folder, Diag *diag, MeasureTable **ret_table,
                             Err *err);

typedef enum MeasureResult {
    MEASURE_OK,
    MEASURE_UNKNOWN, /* a word that config/units/ lacks: *ret_word; the measure is made all the same
                      */
    MEASURE_SCALE,   /* a number in it is no power of ten, or the scale is too large */
    MEASURE_LONG,    /* more parts than there is room for */
} MeasureResult;
MeasureResult measure_parse(MeasureTable *table, const char *text, UnitMeasure *ret_measure,
                            StrView *ret_word);
/* The nearest word of the table, or NULL. */
const char *measure_nearest(const MeasureTable *table, StrView word);

/* a x b^sign with its scale, which a pure number has none of; false where there is no room. */
bool measure_multiply(const UnitMeasure *a, const UnitMeasure *b, int sign,
                      UnitMeasure *ret_measure);
bool measure_power(const UnitMeasure *a, int power, UnitMeasure *ret_measure);
/* What both can be said to be: equal kinds, or the nearest common one (osoba of turysta and
 * mieszkaniec); false where there is none. */
bool measure_common(const UnitMeasure *a, const UnitMeasure *b, UnitMeasure *ret_measure);
/* May a value of `found` be published in `declared`? Kinds may be declared more generally, and
 * kinds of one root cancel (osoba/osoba is a share). */
bool measure_fits(const UnitMeasure *found, const UnitMeasure *declared);
/* "zł/osoba", "1" where there is none; without the scale. */
const char *measure_text(Arena *arena, const UnitMeasure *measure);
