/*
 * Definitions (config/indicators/): what an indicator is, read from XML and checked. Members of a
 * family are definitions like others: a parameter {x} in an attribute stands for the member's
 * attribute x; the formula is parsed once a family.
 */
#pragma once

#include "classification.h"
#include "formula.h"
#include "territory.h"

/* The tiers of local government, as bits. */
#define TIER_LIST(TIER)                                                                            \
    TIER(GMINA, "gmina") TIER(CITY, "city") TIER(POWIAT, "powiat") TIER(VOIVODESHIP, "voivodeship")
enum {
#define TIER(name, text) TIER_BIT_##name,
    TIER_LIST(TIER)
#undef TIER
        TIERS
};
enum {
#define TIER(name, text) TIER_##name = 1 << TIER_BIT_##name,
    TIER_LIST(TIER)
#undef TIER
};
const char *tier_name(unsigned bit);
const char *tiers_text(Arena *arena, unsigned tiers); /* "gmina city" */
/* The tier of a unit's row: a city with powiat rights is a city at both its rows; 0 for levels that
 * are no tier. */
unsigned unit_tier(const Unit *unit);

typedef struct InputSource {
    const Variable *variable;
    unsigned tiers; /* rows of these tiers read it; higher levels read as voivodeship */
    int from, to;
} InputSource;

enum { FILTERS_MAX = 8 };

typedef struct Input {
    const char *name;
    InputSource *sources; /* NULL: a budget report */
    size_t n_sources;
    const char *report;
    unsigned measure;
    bool area; /* of a report: all local governments that lie in the territory */
    const char *dzial, *rozdzial, *paragraf, *p4; /* lists of codes, NULL: any */
    const Concept
        *concepts[FILTERS_MAX]; /* one of those of a kind must hold, for every kind named */
    const Concept *groups[FILTERS_MAX];
    size_t n_concepts, n_groups;
    int exponent; /* of its unit */
    const char *canonical;
    const XmlNode *node;
} Input;

typedef struct Definition {
    const char *code, *state, *area, *service, *dimension, *direction, *unit, *formula_text;
    const char *name_pl, *name_en, *description_pl, *description_en, *interpretation_pl,
        *interpretation_en;
    const char *sources; /* "BDL P2137; Rb-28S" */
    int version, from, to, decimals, exponent;
    unsigned tiers;
    double coverage;
    Input *inputs;
    size_t n_inputs;
    const Formula *formula;
    char digest[65];              /* of its meaning: a corrected description recomputes nothing */
    const XmlNode *node, *member; /* member NULL: no family */
} Definition;

typedef struct Area {
    const char *id, *name_pl, *name_en;
} Area;
typedef struct Service {
    const char *id, *area, *name_pl, *name_en;
} Service;

typedef struct Catalogue {
    VariableSet variables;
    Classification classification;
    StrMap *inputs; /* shared inputs by id */
    const XmlNode **input_nodes;
    size_t n_inputs;
    Definition *items; /* ascending by code */
    size_t n;
    StrMap *codes;
    Area *areas;
    size_t n_areas;
    Service *services;
    size_t n_services;
} Catalogue;

/* Read and check everything; the first mistake is ERR_CONFIG with file and line. */
MUST_CHECK bool catalogue_load(Arena *arena, const char *config, Catalogue *ret_catalogue,
                               Err *err);

/* One definition, of an <indicator> or of a <family> and its <member>; shared inputs, variables and
 * concepts are in `catalogue`. */
MUST_CHECK bool definition_read(Arena *arena, Catalogue *catalogue, const XmlNode *node,
                                const XmlNode *member, Definition *ret_definition, Err *err);

/* What a shared input is read from; `id` is one of catalogue->inputs. */
MUST_CHECK bool shared_input_read(Arena *arena, Catalogue *catalogue, const char *id,
                                  Input *ret_input, Err *err);

/* Is there a break of the input's series in (from, to]? */
bool input_breaks(const Input *input, int from_exclusive, int to_inclusive);
