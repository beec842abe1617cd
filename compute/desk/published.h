/*
 * What the portal SMUP has published of our indicators, beside what is computed here. A published
 * value is a number, a precision and a flag; ours is the number before rounding, and number and
 * flag as smup-export would publish them (common/cell.h). Each unit of either side is in one class;
 * docs/published.md defines them.
 */
#pragma once

#include "cell.h"
#include "portal.h"
#include "workspace.h"

/* CLASS(name, word), the ones to look at last; `word` in tables, and in the CSV file as it is. */
#define PUBLISHED_CLASS_LIST(CLASS)                                                                \
    CLASS(EQUAL, N_("equal"))        /* number and flag, or both are missing with one flag */      \
    CLASS(OURS, N_("only ours"))     /* territory: a unit that only we have */                     \
    CLASS(THEIRS, N_("only theirs")) /* territory: a unit that only the portal has */              \
    CLASS(ROUNDING, N_("rounding"))  /* rounding of our number explains theirs */                  \
    CLASS(CHANGED, N_("changed"))    /* territory: the unit is another one since that year */      \
    CLASS(FLAG, N_("flag"))          /* another flag, or a value on one side alone */              \
    CLASS(UNEXPLAINED, N_("unexplained"))

typedef enum PublishedClass {
#define CLASS(name, word) PUBLISHED_##name,
    PUBLISHED_CLASS_LIST(CLASS)
#undef CLASS
        PUBLISHED_CLASSES
} PublishedClass;
const char *published_word(PublishedClass class);

/* One side's row of a unit; `there` false: it has none, and nothing below counts. */
typedef struct PublishedSide {
    bool there, has_value;
    double exact;     /* ours: before rounding; theirs: as they publish it */
    double published; /* rounded */
    int decimals;     /* of `published` */
    int flag;         /* 0: none (extracts of one date disagree) */
} PublishedSide;

/* `changed`: published_changed() of the unit. */
PublishedClass published_judge(const PublishedSide *ours, const PublishedSide *theirs,
                               bool changed);
/* Did the unit begin in that year, or become one of another kind or territory? */
bool published_changed(const Unit *unit, int year);
/* How far the two numbers are apart, in relation to the greater one; 0 where one is missing. */
double published_distance(const PublishedSide *ours, const PublishedSide *theirs);

/* An indicator of ours that the portal has too, under one of its ids. */
typedef struct PublishedIndicator {
    const char *code, *tier, *id;
    const Publication *publications; /* all of the code */
    size_t n_publications;
    unsigned part; /* of them this one is */
    bool stored;   /* there are results; else nothing below counts */
    int decimals;
    const char *name, *dimension;                     /* ours */
    const char *published_name, *published_dimension; /* NULL: no list that was read has the id */
} PublishedIndicator;

typedef struct PublishedSet {
    PublishedIndicator *items; /* in the order of ids.csv */
    size_t n;
} PublishedSet;

/* The rows of config/portal/ids.csv whose ids are SMUP's own, with what lists and cards say. */
MUST_CHECK bool published_indicators(Workspace *workspace, Arena *arena, PublishedSet *ret_set,
                                     Err *err);

/* Both sides of a year by axis place, territory->n_units of each. *ret_ours false: we have no
 * result of that year. */
typedef struct PublishedYear {
    int year;
    PublishedSide *ours, *theirs;
    bool computed;
    size_t n_files, n_pages; /* of the portal's answer, of whose pages so many were read */
} PublishedYear;
MUST_CHECK bool published_year(Workspace *workspace, Arena *arena, const Flags *flags,
                               const PublishedIndicator *indicator, int year,
                               PublishedYear *ret_year, Err *err);
