/*
 * What compute leaves for export, per indicator and year: the cells as a packed column of doubles
 * (value x 10^-scale), and the statistics: one row per scope (level, kind of unit, voivodeship,
 * comparison group, a unit's neighbours) and the ranks of every unit. DESIGN 9: quartiles by linear
 * interpolation, rank 1 is the greatest, ties share the lowest rank, missing and confidential cells
 * do not count, n < 3 is withheld.
 */
#pragma once

#include "column.h"

#define STAT_SCOPE_LIST(SCOPE)                                                                     \
    SCOPE(LEVEL, "level")             /* key: the level's name */                                  \
    SCOPE(KIND, "kind")               /* level and kind: "gmina 1", "gmina M", "powiat M" */       \
    SCOPE(VOIVODESHIP, "voivodeship") /* level and voivodeship: "gmina 023000000000" */            \
    SCOPE(GROUP, "group")             /* the group's id */                                         \
    SCOPE(NEIGHBOURS, "neighbours")   /* the unit's code: of its neighbours, itself left out */

typedef enum StatScope {
#define SCOPE(name, text) STAT_##name,
    STAT_SCOPE_LIST(SCOPE)
#undef SCOPE
        STAT_SCOPES
} StatScope;
const char *stat_scope_name(StatScope scope);

enum { STAT_LEAST = 3, STAT_KEY = 32 };

typedef struct Stat {
    StatScope scope;
    char key[STAT_KEY];
    uint32_t n;
    double mean, least, quartile1, median, quartile3, greatest; /* true values, the shift applied */
} Stat;

typedef struct Ranks {
    uint32_t unit; /* place on the axis */
    uint32_t level, kind, voivodeship,
        group; /* 0: no rank there (fewer than STAT_LEAST, or no such scope) */
} Ranks;

typedef struct Statistics {
    Stat *stats; /* ascending by scope and key */
    size_t n_stats;
    Ranks *ranks; /* ascending by unit; only units with a value that counts */
    size_t n_ranks;
} Statistics;

void statistics_pack(const Statistics *statistics, StrBuf *ret_blob);
MUST_CHECK bool statistics_unpack(Arena *arena, const void *blob, size_t size,
                                  Statistics *ret_statistics, Err *err);
