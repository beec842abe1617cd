/*
 * What the workspace says of areas, services and indicators, with the portal's ids
 * (config/portal/ids.csv) and the units as the portal writes them. Everything is read before the
 * first value, so a missing id stops the run before anything is sent.
 */
#pragma once

#include "cell.h"
#include "digest.h"
#include "portal.h"
#include "workspace.h"

/* The columns of table indicator that a card shows, in the order of the table. */
#define CARD_TEXT_LIST(TEXT)                                                                       \
    TEXT(state)                                                                                    \
    TEXT(area)                                                                                     \
    TEXT(service)                                                                                  \
    TEXT(dimension)                                                                                \
    TEXT(direction)                                                                                \
    TEXT(name_pl)                                                                                  \
    TEXT(name_en)                                                                                  \
    TEXT(description_pl)                                                                           \
    TEXT(description_en)                                                                           \
    TEXT(interpretation_pl)                                                                        \
    TEXT(interpretation_en)                                                                        \
    TEXT(unit)                                                                                     \
    TEXT(formula)                                                                                  \
    TEXT(sources)                                                                                  \
    TEXT(base_levels)

typedef struct Indicator {
    const char *code, *digest; /* digest: of the definition */
#define TEXT(name) const char *name;
    CARD_TEXT_LIST(TEXT)
#undef TEXT
    int version, decimals, year_from, year_to;
    Publication *publications;
    size_t n_publications;
    uint32_t n_results;
    char source[DIGEST_HEX]; /* of definition and results as compute keyed them: equal means nothing
                                is to be read */
    char card_digest[DIGEST_HEX]; /* of all that a card shows */
} Indicator;

typedef struct Heading { /* an area, or a service */
    const char *code, *area, *name_pl, *name_en;
    int position;
    uint32_t portal_id;
} Heading;

typedef struct Catalogue {
    Heading *areas, *services;
    Indicator *indicators; /* those that have results, by code */
    size_t n_areas, n_services, n_indicators;
    Flags flags;
} Catalogue;

MUST_CHECK bool catalogue_read(Workspace *workspace, Catalogue *ret_catalogue, Err *err);

/* Which of an indicator's publications the rows of a unit are in. */
unsigned catalogue_part(const Indicator *indicator, const Unit *unit);

/* The seven digits that TERYT gives a unit in a year; "" where it gives none. */
enum { TERYT_TEXT = 8 };
void unit_teryt(const Unit *unit, int year, char ret_text[TERYT_TEXT]);

/* The portal's number of a unit: made of its code alone, so it is the same in every workspace and
 * database. */
int32_t unit_portal_id(const Unit *unit);
