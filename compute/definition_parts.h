/* What the rooms of definition.c share: attributes with the parameters of a family filled in. */
#pragma once

#include "definition.h"

typedef struct Loader {
    Arena *arena;
    Catalogue *catalogue;
    const XmlNode *member;
    Diag *diag;
    Err *err;
} Loader;

/* NULL where it is not written, or names a parameter that the member lacks. */
const char *loader_get(const Loader *loader, const XmlNode *node, const char *name);
MUST_CHECK bool loader_need(const Loader *loader, const XmlNode *node, const char *name,
                            const char **ret_value);
/* An attribute that need not be written: NULL too where its parameter is empty in the member. */
MUST_CHECK bool loader_optional(const Loader *loader, const XmlNode *node, const char *name,
                                const char **ret_value);
/* The value of an attribute is no name that is known; `known` NULL: nothing is near. */
bool loader_unknown(const Loader *loader, const XmlNode *node, const char *attribute,
                    const char *what, const char *name, const StrMap *known);
MUST_CHECK bool loader_measure(const Loader *loader, const XmlNode *node, const char *unit,
                               UnitMeasure *ret_measure);
/* The element is missing; `example` is one. Returns false. */
bool loader_missing(const Loader *loader, const XmlNode *node, const char *name,
                    const char *example);
bool tiers_parse(const char *text, unsigned *ret_tiers);

/* <input>s as they are written. */
void definition_inputs(const Loader *loader, Definition *definition);
/* The place of the input of a name among those there are; false where there is none. */
bool definition_input(const Definition *definition, const char *name, unsigned *ret_input);
/* The hint: an input of a similar name, or all; returns false. */
bool definition_hint_input(const Definition *definition, const char *name, Err *err);
/* What a word in the definition settles: perspective, moments, school years. */
void definition_warn(Diag *diag, const Definition *definition);
