/*
 * Definitions (config/indicators/): what an indicator is, read from XML and checked. Members of a
 * family are definitions like others: a parameter {x} in an attribute stands for the member's
 * attribute x.
 */
#pragma once

#include "classification.h"
#include "diag.h"
#include "formula.h"
#include "measure.h"
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

enum { FILTERS_MAX = 8, INPUTS_MAX = 200 };

typedef struct Definition Definition;

typedef struct Input {
    const char *name;
    InputSource *sources; /* of variables */
    size_t n_sources;
    const char *report;          /* a budget report, else NULL */
    const Definition *indicator; /* another indicator, or in a rule this one; else NULL */
    unsigned measure;
    bool area; /* of a report: all local governments that lie in the territory */
    const char *dzial, *rozdzial, *paragraf, *p4; /* lists of codes, NULL: any */
    const Concept
        *concepts[FILTERS_MAX]; /* one of those of a kind must hold, for every kind named */
    const Concept *groups[FILTERS_MAX];
    size_t n_concepts, n_groups;
    int shift;                    /* years added to the one asked for */
    int blend_before, blend_this; /* parts of the year before and of the year; 0, 0: no blend */
    const char *unit;             /* as it is written */
    UnitMeasure unit_measure;
    int exponent; /* of its unit */
    const char *canonical;
    const XmlNode *node; /* NULL: an indicator */
} Input;

typedef enum Severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITIES } Severity;
const char *severity_name(Severity severity);

/* What has to hold of every value: "when condition then expression", or an expression alone. */
typedef struct Rule {
    const char *id, *text_pl, *text_en;
    Severity severity;
    const Formula *when, *holds; /* when NULL: always */
} Rule;

/* A second source for the same number. */
typedef struct Verify {
    unsigned input;   /* its number among the inputs */
    double tolerance; /* in the unit of the result, or a share of the second source's value */
    bool relative;
    const XmlNode *node;
} Verify;

/* Who stands for the definition (state approved): reviewed is the digest that was looked at. */
typedef struct Review {
    const char *author, *reviewer, *date, *digest;
} Review;

typedef enum DefinitionState { STATE_DRAFT, STATE_APPROVED, STATE_RETIRED } DefinitionState;
const char *definition_state_name(DefinitionState state);

struct Definition {
    const char *code, *area, *service, *dimension, *direction, *unit, *formula_text, *successor;
    const char *name_pl, *name_en, *description_pl, *description_en, *interpretation_pl,
        *interpretation_en;
    const char *sources; /* "BDL P2137; Rb-28S" */
    DefinitionState declared,
        state; /* as written; what it counts as: a changed meaning is a draft */
    Review review;
    int version, from, to, decimals, exponent;
    unsigned tiers;
    double coverage;
    UnitMeasure measure;
    Input *inputs; /* those written, and behind them the indicators that formula and rules name */
    size_t n_inputs, n_written, capacity;
    const Formula *formula;
    Rule *rules;
    size_t n_rules;
    Verify *verifies;
    size_t n_verifies;
    char value_digest[65]; /* of what its values depend on */
    char digest[65]; /* of its meaning, rules too: a corrected description recomputes nothing */
    char text_digest[65];         /* of names and descriptions */
    bool units_known;             /* of its inputs and its result */
    bool read, compiled;          /* without mistakes */
    const XmlNode *node, *member; /* member NULL: no family */
};

typedef struct Area {
    const char *id, *name_pl, *name_en;
} Area;
typedef struct Service {
    const char *id, *area, *name_pl, *name_en;
} Service;

typedef struct Catalogue {
    VariableSet variables;
    Classification classification;
    MeasureTable *units;
    StrMap *inputs; /* shared inputs by id */
    const XmlNode **input_nodes;
    size_t n_inputs;
    Definition *items; /* ascending by code */
    size_t n;
    StrMap *codes; /* code -> place in items */
    Area *areas;
    size_t n_areas;
    Service *services;
    size_t n_services;
} Catalogue;

/*
 * Read and check everything below `config`, and instead of what it has of the same codes the
 * definitions in `file` (NULL: none). All mistakes go to `diag`; false where there is an error,
 * with the first in *err and how many more there are in its hint. `diag` NULL: only that.
 */
MUST_CHECK bool catalogue_load(Arena *arena, const char *config, const char *file, Diag *diag,
                               Catalogue *ret_catalogue, Err *err);
/* 2 to 8 capital letters and digits behind them, 16 characters at most. */
bool definition_is_code(const char *code);
const Definition *catalogue_find(const Catalogue *catalogue, const char *code);

/*
 * One definition, of an <indicator> or of a <family> and its <member>, but for its formula and
 * rules; shared inputs, variables and concepts are in `catalogue`. Mistakes go to `diag`.
 */
void definition_read(Arena *arena, Catalogue *catalogue, const XmlNode *node, const XmlNode *member,
                     Diag *diag, Definition *ret_definition);
/* Its formula and rules, when all codes of the catalogue are known; the digest of its values, when
 * those of the indicators in its formula are there; and when all of them are, its digest and state.
 */
void definition_compile(Arena *arena, Catalogue *catalogue, Diag *diag, Definition *definition);
void definition_digest_value(Arena *arena, Definition *definition);
void definition_finish(Arena *arena, Diag *diag, Definition *definition);

/* What a shared input is read from; `id` is one of catalogue->inputs. */
MUST_CHECK bool shared_input_read(Arena *arena, Catalogue *catalogue, const char *id,
                                  Input *ret_input, Err *err);

/* The elements of a name: of the indicator or family, and behind them its member's own. */
const XmlNode *definition_child(const Definition *definition, const char *name);
const XmlNode *definition_next(const Definition *definition, const XmlNode *at, const char *name);
size_t definition_count(const Definition *definition, const char *name);

/* An attribute of a node of the definition, with the parameters of its family filled in. */
const char *definition_attribute(Arena *arena, const Definition *definition, const XmlNode *node,
                                 const char *name);

/* Is there a break of what the input reads for the years (from, to]? And of its series themselves,
 * without the input's shift? */
bool input_breaks(const Input *input, int from_exclusive, int to_inclusive);
bool series_breaks(const Input *input, int from_exclusive, int to_inclusive);
/* The first and the last year of cells that the input reads for a year. */
int input_first_year(const Input *input, int year);
int input_last_year(const Input *input, int year);
