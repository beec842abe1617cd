/*
 * The public portal SMUP as our side knows it: what its published values are called in a workspace,
 * and which of an indicator's ids the rows of a unit stand under. A number that the portal has
 * published is compared with, and never computed from.
 */
#pragma once

#include "territory.h"

#define PORTAL_SOURCE "SMUP"
#define PORTAL_PROFILE "smup-api" /* no result reads what it reads */
/* The two series of each published indicator, whose subject is its id. */
#define PORTAL_VALUE "wartosc"
#define PORTAL_PRECISION "precyzja"

/* One id of the portal: the rows of one tier, or of all ("") where an indicator has a single id. */
typedef struct Publication {
    const char *tier;
    uint32_t portal_id;
} Publication;

/*
 * Which of an indicator's publications the rows of a unit are in. A city with powiat rights is both
 * a gmina and a powiat. It is published as a city where the other units of its kind of task are: at
 * the level of gminas, or of powiats where no gmina is published. Levels above belong to the first
 * id that is not for cities.
 */
unsigned publication_part(const Publication *publications, size_t n, const Unit *unit);

/* A row of config/portal/ids.csv; note: "SMUP" of an id that is SMUP's own. */
typedef struct PortalId {
    const char *kind, *code, *tier, *id, *note;
} PortalId;
typedef struct PortalIds {
    PortalId *items;
    size_t n;
} PortalIds;
MUST_CHECK bool portal_ids_read(Arena *arena, const char *config, PortalIds *ret_ids, Err *err);
