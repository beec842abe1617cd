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
} Unit;

typedef struct Territory {
    Unit *units; /* in axis order */
    uint32_t n_units;
    StrMap *by_code, *by_teryt7, *by_other; /* other: "form code" */
    StrMap *successors;                     /* code -> place in successor_texts */
    const char **successor_texts;
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

/*
 * The unit of a source's code. CODE_TERYT takes 2, 4, 6 and 7 digits (7: BDL's WWPP000 forms too)
 * and the ten of NTS codes, and one leading zero less where `repair` allows it. CODE_PSEUDO: BDL's
 * "nie ustalono" and the like, to be passed over. Reference: teryt.md 2.
 */
CodeResult territory_resolve(const Territory *territory, CodeForm form, StrView code, bool repair,
                             uint32_t *ret_unit);

/* "; since 2013 it is 026501" or "" */
const char *territory_successor(const Territory *territory, StrView code);
