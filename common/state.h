/*
 * CellState: what is known of a number besides its value. OBS_STATUS as a set (bits 0-19, SDMX
 * CL_OBS_STATUS; the empty set is A, normal), CONF_STATUS as a rank (bits 20-23, CL_CONF_STATUS),
 * the source's own attribute (bits 24-31, one letter). A cell is missing if and only if one of the
 * reasons O, M, L, H, Q is in its set: zero is not missing, missing is not zero.
 */
#pragma once

#include "str.h"

typedef uint32_t CellState;

/* In the order in which one code is chosen to stand for many (formula.md 5.4); A closes the list as
 * the empty set. */
#define OBS_LIST(OBS)                                                                              \
    OBS(B)                                                                                         \
    OBS(O)                                                                                         \
    OBS(M)                                                                                         \
    OBS(L)                                                                                         \
    OBS(H)                                                                                         \
    OBS(Q)                                                                                         \
    OBS(J) OBS(S) OBS(D) OBS(K) OBS(W) OBS(I) OBS(F) OBS(E) OBS(P) OBS(N) OBS(U) OBS(V) OBS(G)
/* "A B O ..." */
#define STATE_CODES "A" OBS_LIST(STATE_CODE)
#define STATE_CODE(code) " " #code
enum {
#define OBS(code) OBS_BIT_##code,
    OBS_LIST(OBS)
#undef OBS
        OBS_CODES
};
enum {
    OBS_A = 0,
#define OBS(code) OBS_##code = 1 << OBS_BIT_##code,
    OBS_LIST(OBS)
#undef OBS
        OBS_MISSING = OBS_O | OBS_M | OBS_L | OBS_H | OBS_Q,
    OBS_MASK = (1 << 20) - 1,
};

/* CONF_STATUS by rank: F < E < N < S < D < C A O T G M. */
#define CONF_LIST "FENSDCAOTGM"
enum { CONF_SHIFT = 20, CONF_MASK = 0xf << CONF_SHIFT, ATTRIBUTE_SHIFT = 24 };

/* Letters of our own in the attribute's place, where no source speaks: */
enum {
    ATTRIBUTE_CONFLICT = '!',
    ATTRIBUTE_WITHDRAWN = '~',
    ATTRIBUTE_NOT_REPORTED = '?',
    ATTRIBUTE_REJECTED =
        '/', /* the extract has the cell but it was not taken: it says nothing of it */
    ATTRIBUTE_CORRECTED = '^', /* not as the source has it (compute/correction.h) */
};

/* The letter in the attribute's place, 0 where there is none. */
static inline char state_attribute(CellState state)
{
    return (char)(state >> ATTRIBUTE_SHIFT);
}

static inline bool state_is_missing(CellState state)
{
    return (state & OBS_MISSING) != 0;
}

/* The state of a strict function's result: union of the sets, the more secret rank, the greater
 * attribute. */
static inline CellState state_join(CellState a, CellState b)
{
    CellState conf_a = a & CONF_MASK, conf_b = b & CONF_MASK;
    CellState attribute_a = a >> ATTRIBUTE_SHIFT, attribute_b = b >> ATTRIBUTE_SHIFT;
    return ((a | b) & OBS_MASK) | (conf_a > conf_b ? conf_a : conf_b) |
           (attribute_a > attribute_b ? attribute_a : attribute_b) << ATTRIBUTE_SHIFT;
}

static inline CellState state_of_conf(unsigned rank)
{
    return (CellState)rank << CONF_SHIFT;
}
static inline CellState state_with_attribute(CellState state, char letter)
{
    return (state & ~(0xffu << ATTRIBUTE_SHIFT)) | (CellState)(unsigned char)letter
                                                       << ATTRIBUTE_SHIFT;
}
/* A number that may not be published: anything above F. */
static inline bool state_is_secret(CellState state)
{
    return (state & CONF_MASK) != 0;
}

/* One code for the set, by the order of OBS_LIST; 'A' for the empty set. */
char state_obs_code(CellState state);
char state_conf_code(CellState state);
/* The whole set as letters in the order of OBS_LIST, "A" where it is empty. */
enum { OBS_TEXT = 24 };
void state_obs_text(CellState state, char ret_text[OBS_TEXT]);
/* Codes such as "O" or "PB" to a set, and one CONF code to a rank; false if a letter is unknown. */
bool state_parse_obs(StrView codes, CellState *ret_state);
bool state_parse_conf(char code, CellState *ret_state);
