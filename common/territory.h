/*
 * The territory register: every unit of 2009-2026 with its dates, kinds, parents and codes
 * (config/territory/, DESIGN 7), laid out in the order of a workspace's unit axis. A unit is known
 * by its place on the axis. Kinds 4, 5, 8, 9, unions and bodies are classes of their own and belong
 * to no sum.
 */
#pragma once

#include "err.h"
#include "str.h"

#define LEVEL_LIST(LEVEL)                                                                          \
    LEVEL(COUNTRY, "country")                                                                      \
    LEVEL(MACROREGION, "macroregion")                                                              \
    LEVEL(VOIVODESHIP, "voivodeship")                                                              \
    LEVEL(REGION, "region")                                                                        \
    LEVEL(SUBREGION, "subregion")                                                                  \
    LEVEL(POWIAT, "powiat")                                                                        \
    LEVEL(GMINA, "gmina")                                                                          \
    LEVEL(TOWN, "town")                                                                            \
    LEVEL(RURAL, "rural")                                                                          \
    LEVEL(DISTRICT, "district")                                                                    \
    LEVEL(DELEGATION, "delegation")                                                                \
    LEVEL(UNION, "union")                                                                          \
    LEVEL(BODY, "body")

typedef enum UnitLevel {
#define LEVEL(name, text) LEVEL_##name,
    LEVEL_LIST(LEVEL)
#undef LEVEL
        LEVELS
} UnitLevel;
const char *level_name(UnitLevel level);
bool level_parse(const char *text, UnitLevel *ret_level);

#define NO_UNIT UINT32_MAX /* no place on the axis */
enum { YEAR_FIRST = 0, YEAR_LAST = 9999 };

typedef struct UnitKind {
    int kind, from, to;
} UnitKind;

typedef struct Unit {
    const char *code, *name, *bdl_id;
    UnitLevel level;
    int from, to;    /* years, both inclusive */
    uint32_t parent; /* NO_UNIT for the country */
    uint32_t twin; /* a city with powiat rights: its gmina row and powiat row point at each other */
    uint32_t before; /* the unit whose series this one continues (Walbrzych), else NO_UNIT */
    int break_year;  /* the year from which its territory is another one (merged, split), 0: none */
    const UnitKind *kinds;
    size_t n_kinds;
    const char **names; /* all it ever had, where there is more than one */
    size_t n_names;
} Unit;

/* A code that no rule resolves; NO_UNIT: known, and no unit of the register. */
typedef struct CodeRow {
    const char *form, *code;
    uint32_t unit;
    int from, to;
} CodeRow;

typedef struct Territory {
    Unit *units; /* in axis order */
    uint32_t n_units;
    StrMap *by_code, *by_teryt7, *by_other; /* other: "form code" -> place in codes */
    CodeRow *codes;
    uint32_t n_codes;
    StrMap *successors, *predecessors; /* code -> place in the texts */
    const char **successor_texts, **predecessor_texts;
} Territory;

/* A row of the workspace's axis: what the tables may not know (unions, bodies) carries its own
 * level, name and parent. */
typedef struct AxisRow {
    const char *code, *level, *name, *parent;
} AxisRow;

/* Load the tables of `folder`; units of `axis` come first, in its order, units it lacks are
 * appended in table order. */
MUST_CHECK bool territory_load(Arena *arena, const char *folder, const AxisRow *axis, size_t n_axis,
                               Territory *ret_territory, Err *err);

uint32_t territory_find(const Territory *territory,
                        const char *code); /* NO_UNIT where there is none */
bool unit_valid(const Unit *unit, int year);
int unit_kind(const Unit *unit, int year); /* 1, 2, 3; 0 where none is known */
bool unit_is_city(const Unit *unit);       /* a city with powiat rights, either of its rows */
uint32_t unit_ancestor(const Territory *territory, uint32_t unit, UnitLevel level);

typedef enum CodeForm { CODE_TERYT, CODE_BDL12, CODE_NTS10 } CodeForm;
typedef enum CodeResult { CODE_OK, CODE_REPAIRED, CODE_PSEUDO, CODE_UNKNOWN } CodeResult;

/* What a code says: the unit, the kind that its last digit names (0: none), and the years in which
 * the code stands for that unit. */
typedef struct CodeMatch {
    uint32_t unit;
    int kind, from, to;
} CodeMatch;

/*
 * The unit of a source's code. CODE_TERYT takes every form, told by its shape: 2, 4, 6 and 7 digits
 * (7: BDL's WWPP000 too), 12 of BDL, 14 of KTS, 13 and 9 of LAU (also with "PL_"), 10 of NTS, and
 * NUTS; one leading zero less where `repair` allows it. The other forms take their own codes only.
 * CODE_PSEUDO: BDL's "nie ustalono" and the like, to be passed over. Reference: teryt.md 2.
 */
CodeResult territory_match(const Territory *territory, CodeForm form, StrView code, bool repair,
                           CodeMatch *ret_match);
/* The unit alone. */
CodeResult territory_resolve(const Territory *territory, CodeForm form, StrView code, bool repair,
                             uint32_t *ret_unit);

/* "; since 2013 it is 026501" or ""; "; until 2013 it was in 022109" or "". */
const char *territory_successor(const Territory *territory, StrView code);
const char *territory_predecessor(const Territory *territory, StrView code);

/* The code of a form as TERYT digits by the rules of teryt.md 2.1 alone, "" where its shape is
 * none of them. */
enum { TERYT_DIGITS = 8 };
void code_as_teryt(StrView code, char ret_teryt[TERYT_DIGITS]);
/* Is it a statistical locality, "023015706012-0199020": below any unit of the register. */
bool code_is_locality(StrView code);
