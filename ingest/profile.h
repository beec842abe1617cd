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
#include "variable.h"
#include "workspace.h"

#define LAYOUT_LIST(LAYOUT)                                                                        \
    LAYOUT(LONG, "long")         /* a row is one observation, or one of each value column */       \
    LAYOUT(WIDE, "wide")         /* columns are dimensions;year;[unit] */                          \
    LAYOUT(REPORT, "report")     /* rows of a budget report */                                     \
    LAYOUT(MATRIX, "matrix")     /* a record is a whole budget report; columns by a dictionary */  \
    LAYOUT(REGISTER, "register") /* the TERYT register */                                          \
    LAYOUT(API, "bdl-api")       /* answers of the BDL API */                                      \
    LAYOUT(BESTIA, "bestia")     /* packages of reports in BeSTi@ XML */                           \
    LAYOUT(REFUSED, "refused")   /* known, and why it is not taken */

typedef enum Layout {
#define LAYOUT(name, text) LAYOUT_##name,
    LAYOUT_LIST(LAYOUT)
#undef LAYOUT
        LAYOUTS
} Layout;

typedef struct ProfileValue {
    const char *column;
    const Variable *variable; /* NULL: the series comes from dimension and measure columns */
} ProfileValue;

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
    bool repair;        /* lost leading zeros of codes */
    bool repair_letter; /* the letter O for the digit 0 */
    bool sum;           /* several rows may make one cell: they are added */
    uint64_t max_rejects;
    uint64_t whole_rows, whole_units; /* <whole>; 0: not asked for */
    const char *header;               /* recognise: pattern of the first record */
    const char *columns;              /* recognise: columns that must be there, in any order */
    const char *without;              /* recognise: columns that must not be there, or NULL */
    const char *union_column, *union_prefix; /* a union's number where there is no KODMSWIA */
    const char *sheet;                       /* of a workbook; NULL: the first */
    HeaderRows header_rows;
    const char *date_sheet, *date_label; /* where a workbook says its date; NULL: it does not */
    const char *blank;                   /* a text that stands for an empty cell, or NULL */
    const char *unit_column, *period_column, *measure_column, *attribute_column, *label_column;
    const char *period_sub_column; /* quarter or month */
    CodeForm unit_form;
    Frequency frequency;
    ProfileValue *values;
    size_t n_values;
    ProfileSymbol *symbols;
    size_t n_symbols;
    const Identity *identities;
    size_t n_identities;
    const PositionSet *positions;   /* of the layout matrix */
    const AttributeSet *attributes; /* NULL: the family has none */
} Profile;

typedef struct ProfileSet {
    Profile *items;
    size_t n;
} ProfileSet;

MUST_CHECK bool profiles_load(Arena *arena, const char *config, const VariableSet *variables,
                              ProfileSet *ret_set, Err *err);
const Profile *profile_find(const ProfileSet *set, const char *name);

/* Does the header of a delimited or DBF file belong to the profile? */
bool profile_matches_header(const Profile *profile, const StrView *fields, size_t n_fields);

/* A wide column's heading "dimension;...;year;[unit]" taken apart from the right. */
typedef struct Heading {
    StrView dimensions, unit;
    int year;
} Heading;
bool heading_parse(StrView text, Heading *ret_heading);
