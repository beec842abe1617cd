/*
 * Source profiles (config/sources/): how a family of files is read, declared and not programmed. A
 * profile names the physical form and layout, how the family is recognised, which columns are unit,
 * period, value, attribute, dimensions, and what is allowed (repairs, rejects). DESIGN 6; shapes in
 * docs/profiles.md.
 */
#pragma once

#include "num.h"
#include "position.h"
#include "state.h"
#include "territory.h"
#include "texts.h"
#include "variable.h"
#include "workspace.h"

#define LAYOUT_LIST(LAYOUT)                                                                        \
    LAYOUT(LONG, "long")         /* a row is one observation, or one of each value column */       \
    LAYOUT(WIDE, "wide")         /* columns are dimensions;year;[unit] */                          \
    LAYOUT(REPORT, "report")     /* rows of a budget report */                                     \
    LAYOUT(MATRIX, "matrix")     /* a record is a whole budget report; columns by a dictionary */  \
    LAYOUT(REGISTER, "register") /* the TERYT register */                                          \
    LAYOUT(API, "bdl-api")       /* answers of the BDL API */                                      \
    LAYOUT(PORTAL, "smup-api")   /* answers of the public API of SMUP */                           \
    LAYOUT(BESTIA, "bestia")     /* packages of reports in BeSTi@ XML */                           \
    LAYOUT(REFUSED, "refused")   /* known, and why it is not taken */

typedef enum Layout {
#define LAYOUT(name, text) LAYOUT_##name,
    LAYOUT_LIST(LAYOUT)
#undef LAYOUT
        LAYOUTS
} Layout;

/* How many rows of a file make one cell, and how. */
#define ROWS_LIST(ROWS)                                                                            \
    ROWS(ONE, "one")           /* a second one that differs is a mistake */                        \
    ROWS(SUM, "sum")           /* they are added */                                                \
    ROWS(COUNT, "count")       /* how many there are */                                            \
    ROWS(DISTINCT, "distinct") /* how many different texts the column has in them */               \
    ROWS(MEAN, "mean")         /* weighted by a column, or each the same */                        \
    ROWS(MIN, "min")                                                                               \
    ROWS(MAX, "max")

typedef enum RowsPerCell {
#define ROWS(name, text) ROWS_##name,
    ROWS_LIST(ROWS)
#undef ROWS
        ROWS_KINDS
} RowsPerCell;

typedef struct ProfileValue {
    const char *column; /* "rok_{year}": each column of that form, of its year; NULL: of a count */
    const Variable *variable;     /* NULL: the series comes from texts */
    const VariableSeries *series; /* of the variable, in the profile's source */
    const char *text;             /* a dimension that this column is; NULL: none */
    const char *unit;             /* of measure; NULL: the measure column says */
    const char *weight;           /* column, of a mean; NULL: each row counts the same */
    RowsPerCell rows;
    bool skip_missing; /* rows without a number do not make the cell missing */
} ProfileValue;

/* A column, or a text that all rows have. */
typedef struct ProfileDimension {
    const char *column, *text;
} ProfileDimension;

typedef enum PeriodFrom {
    PERIOD_COLUMN,
    PERIOD_TITLE, /* above the heading */
    PERIOD_NAME,  /* of the file */
    PERIOD_SHEET, /* beside a label of a sheet */
    PERIOD_FIXED
} PeriodFrom;

typedef enum UnitFrom {
    UNIT_CODE,
    UNIT_JST,  /* the Ministry's WK PK GK GT: a city with powiat rights stands at its gmina */
    UNIT_UNION /* of local governments, in the voivodeship WK */
} UnitFrom;
enum { UNIT_COLUMNS_MAX = 6 };

/* A sheet's rectangle; from 0, `last_row` from 1. */
typedef struct SheetRange {
    size_t first_column, last_column;
    uint64_t last_row;
} SheetRange;

typedef struct ProfileSymbol {
    const char *symbol;
    CellState state;
} ProfileSymbol;

/* What an attribute letter means for value and state (bdl.md 2.4, formula.md 5.5). */
typedef struct Attribute {
    char letter;
    bool missing,
        zero; /* the value is missing whatever is printed; it is zero whatever is printed */
    CellState state;
} Attribute;

typedef struct AttributeId {
    int64_t id;
    const char *from, *to; /* dates of the extract between which the id has this meaning */
    char letter;
} AttributeId;

typedef struct AttributeSet {
    Attribute *letters;
    size_t n_letters;
    AttributeId *ids;
    size_t n_ids;
} AttributeSet;
MUST_CHECK bool attributes_load(Arena *arena, const char *config, const char *name,
                                AttributeSet *ret_set, Err *err);
const Attribute *attribute_by_letter(const AttributeSet *set, char letter); /* NULL: unknown */
const Attribute *attribute_by_id(const AttributeSet *set, int64_t id, const char *date);

/* Rows of a sheet, from 1; last 0: as many as the heading turns out to have. */
typedef struct HeaderRows {
    uint64_t first, last;
} HeaderRows;

typedef struct Identity Identity; /* identity.h */

typedef struct Profile {
    const char *name, *forms, *encodings, *source, *subject, *scope, *report, *refusal, *root;
    Layout layout;
    char separator;
    NumFormat number;
    bool repair;           /* lost leading zeros of codes */
    bool repair_letter;    /* the letter O for the digit 0 */
    bool drop_blanks;      /* within unit codes */
    bool ends_blank;       /* the table ends before the first blank row: notes stand below */
    bool regon;            /* keys of the crosswalk are REGON numbers */
    bool refuse_share;     /* the limit on rejects is per cent */
    uint64_t max_rejects;  /* above: the run ends with a warning */
    uint64_t refuse_above; /* rejects, or per cent of the records or values; 0: no limit */
    uint64_t whole_rows, whole_units; /* <whole>; 0: not asked for */
    const char *header;               /* recognise: pattern of the first record */
    const char *columns;              /* recognise: columns that must be there, in any order */
    const char *without;              /* recognise: columns that must not be there, or NULL */
    const char *union_column, *union_prefix; /* a union's number where there is no KODMSWIA */
    const char *sheet; /* of a workbook, "a|b": one of them, "*": any; NULL: the first */
    HeaderRows header_rows;
    SheetRange range;
    StrList notes; /* labels of `notes_sheet` that the report repeats with what stands beside */
    const char *notes_sheet;
    const char *date_sheet, *date_label; /* where a workbook says its date; NULL: it does not */
    const char *blank;                   /* a text that stands for an empty cell, or NULL */
    const char *unit_column, *period_column, *measure_column, *attribute_column, *label_column;
    const char *period_sub_column; /* quarter or month */
    const char *period_text;       /* "za rok {year}": how the year stands in a text */
    const char *period_sheet, *period_label;
    int period_year, period_shift;     /* years to add to the one found */
    StrList unit_columns;              /* the code's parts, in order */
    const struct Crosswalk *crosswalk; /* NULL: the column has the code itself */
    PeriodFrom period_from;
    UnitFrom unit_from;
    CodeForm unit_form;
    Frequency frequency;
    bool period_parts; /* quarters or months, which period_sub_column says */
    ProfileValue *values;
    size_t n_values;
    ProfileDimension *dimensions; /* none: with a measure column all other columns are */
    size_t n_dimensions;
    const Texts *texts; /* of another language; NULL: the source's own */
    ProfileSymbol *symbols;
    size_t n_symbols;
    const Identity *identities;
    size_t n_identities;
    const PositionSet *positions;   /* of the layout matrix */
    const AttributeSet *attributes; /* NULL: the family has none */
} Profile;

/* Where profiles are read from. */
typedef struct ProfileLoader {
    Arena *arena;
    const char *config;
    const VariableSet *variables;
    Err *err;
} ProfileLoader;

/* The elements that say which cells are what (profile_columns.c). */
MUST_CHECK bool profile_read_columns(const ProfileLoader *loader, const XmlNode *node,
                                     Profile *profile);

/* One profile of a file that lies anywhere. */
MUST_CHECK bool profile_load(const ProfileLoader *loader, const char *path, Profile *ret_profile);

typedef struct ProfileSet {
    Profile *items;
    size_t n;
} ProfileSet;

MUST_CHECK bool profiles_load(Arena *arena, const char *config, const VariableSet *variables,
                              ProfileSet *ret_set, Err *err);
const Profile *profile_find(const ProfileSet *set, const char *name);

/* A heading on one line, with one blank where it has several or line ends. */
StrView heading_clean(Arena *arena, StrView text);
/* The year at {year} of a pattern, which is the whole text or stands somewhere in it. */
bool pattern_year(const char *pattern, StrView text, bool whole, int *ret_year);

/* Do its series come from texts of the file, so that a subject has to be known? */
bool profile_needs_subject(const Profile *profile);

/* Does the header of a delimited or DBF file belong to the profile? */
bool profile_matches_header(const Profile *profile, const StrView *fields, size_t n_fields);

/* A wide column's heading "dimension;...;year;[unit]" taken apart from the right. */
typedef struct Heading {
    StrView dimensions, unit;
    int year;
} Heading;
bool heading_parse(StrView text, Heading *ret_heading);
