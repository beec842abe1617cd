/*
 * The budget classification in time (config/classification/): concepts (what a service is called,
 * by the codes of the year) and groups of paragraphs (biezace, majatkowe, wynagrodzenia), and the
 * codes themselves, of which the tables of common/codes.h know when they are valid.
 */
#pragma once

#include "codes.h"
#include "report.h"
#include "variable.h"

typedef enum ClassKind { CLASS_DZIAL, CLASS_ROZDZIAL, CLASS_PARAGRAF, CLASS_KINDS } ClassKind;

const char *class_kind_name(ClassKind kind);

typedef struct CodeSpan {
    int from, to;
    const char *codes;   /* "85305 85306" */
    const XmlNode *node; /* for messages */
} CodeSpan;

typedef struct Concept {
    const char *id, *report; /* report: of a group, NULL for a concept */
    ClassKind kind;
    CodeSpan *spans;
    size_t n_spans;
    VariableBreak *breaks;
    size_t n_breaks;
    const struct Concept *complement; /* everything that is not in it */
    const XmlNode *node;
    bool read; /* without mistakes */
} Concept;

typedef struct Classification {
    Concept *concepts;
    size_t n;
    CodeSet codes;
} Classification;

/* Mistakes (ERR_CONFIG) go to `diag`, or with NULL the first one to *err. */
MUST_CHECK bool classification_load(Arena *arena, const char *folder, Diag *diag,
                                    Classification *ret_classification, Err *err);
const Concept *concept_find(const Classification *classification, const char *id);
const Concept *group_find(const Classification *classification, const char *id, const char *report);
/* Does the key belong to it in the year? */
bool concept_holds(const Concept *concept_, const ClassKey *key, int year);
/* Its meaning as text, for digests. */
void concept_describe(const Concept *concept_, StrBuf *text);
