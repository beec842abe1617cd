/*
 * Variables (config/variables/): what definitions refer to, and the series of sources they stand
 * for. Ingest needs them to know an API id, compute to find its inputs. A series is known by
 * source, subject, ordered dimension texts and unit.
 */
#pragma once

#include "diag.h"
#include "xml.h"

/* Between dimension texts in a series key; it cannot occur in a text. */
#define DIMENSION_SEPARATOR "\x1f"

/*
 * What is known of a series, from best to worst: how far its subject, texts and unit were seen with
 * their publisher. The first three are confirmed.
 */
#define EVIDENCE_LIST(EVIDENCE)                                                                    \
    EVIDENCE(FILE, "file", N_("an export with these texts was seen"))                              \
    EVIDENCE(API, "api", N_("the API describes it so"))                                            \
    EVIDENCE(PROFILE, "profile", N_("the profile of the source writes these texts"))               \
    EVIDENCE(                                                                                      \
        CLIENT, "client",                                                                          \
        N_("a program that reads it names it so; the texts were not seen with the publisher"))     \
    EVIDENCE(CATALOGUE, "catalogue",                                                               \
             N_("the subject is in the publisher's list; the texts were "                          \
                "not seen"))                                                                       \
    EVIDENCE(NONE, "none", N_("not confirmed"))
typedef enum Evidence {
#define EVIDENCE(name, word, text) EVIDENCE_##name,
    EVIDENCE_LIST(EVIDENCE)
#undef EVIDENCE
} Evidence;
const char *evidence_word(Evidence evidence);
const char *evidence_text(Evidence evidence); /* not translated */

typedef struct VariableSeries {
    const char *source, *subject, *api, *unit, *levels;
    const char *dimensions; /* joined by DIMENSION_SEPARATOR */
    int from, to;           /* YEAR_FIRST, YEAR_LAST: not known, or none */
    Evidence evidence;
    const char *seen; /* "2008-2010 2013": years of which a value was seen; "" none */
    bool alias;       /* another's numbers under another name: their years overlap */
    bool school;      /* the variable's */
    bool quarter;     /* by quarter, cumulative: the fourth is the year */
    bool own;         /* a unit's number is its local government's, not of what lies in the unit */
} VariableSeries;

typedef struct VariableBreak {
    int year;
    const char *kind;
} VariableBreak;

typedef struct Variable {
    const char *id, *unit, *moment, *name_pl, *name_en;
    bool stock, additive, area;
    bool school; /* its periods are school years */
    VariableSeries *series;
    size_t n_series;
    VariableBreak *breaks;
    size_t n_breaks;
    const XmlNode *node; /* for messages */
} Variable;

/* A subject of a source: a row of subjects.csv. */
typedef struct SourceSubject {
    const char *name_pl, *name_en,
        *group; /* group: the one above it in BDL, "" where it has none */
} SourceSubject;

typedef struct VariableSet {
    Variable *items;
    size_t n;
    StrMap *by_subject; /* "BDL P2137" -> subject */
    SourceSubject *subjects;
    StrMap *by_id;
    StrMap *by_api; /* "BDL 72305" -> variable */
} VariableSet;

/* Read every file of the folder, in byte order; mistakes (ERR_CONFIG) go to `diag`, or with NULL
 * the first one to *err. */
MUST_CHECK bool variables_load(Arena *arena, const char *folder, Diag *diag, VariableSet *ret_set,
                               Err *err);
const Variable *variable_find(const VariableSet *set,
                              const char *id); /* NULL where there is none */

/* What a subject is called; NULL where subjects.csv does not name it. */
const SourceSubject *subject_find(const VariableSet *set, const char *source, const char *subject);

/* The <break>s of a variable or concept: year, kind, and what happened, in Polish as the text and
 * in English as en="...". */
MUST_CHECK bool breaks_read(Arena *arena, const XmlNode *node, VariableBreak **ret_breaks,
                            size_t *ret_n, Err *err);
/* A year attribute, or `other` where it is not written. */
MUST_CHECK bool xml_year(const XmlNode *node, const char *attribute, int other, int *ret_year,
                         Err *err);
/* The same of an attribute whose value is already known, NULL where it is not written. */
MUST_CHECK bool xml_year_of(const XmlNode *node, const char *attribute, const char *text, int other,
                            int *ret_year, Err *err);
/* The text of <name xml:lang="..."> among the children, "" where it is not there. */
const char *xml_text_in(const XmlNode *node, const char *child, const char *language);
