/*
 * What a definition may refer to, found by words: shared inputs, variables, concepts and groups of
 * the budget classification, measures of the budget reports; indicators and subjects; codes of the
 * budget classification; and of a workspace also the series that nobody named. A kind of things is
 * a row of item_list.h: a function that adds its things to the finder, and one that describes a
 * thing.
 */
#pragma once

#include "definition.h"
#include "grid.h"
#include "workspace.h"

typedef struct Finder {
    Arena *arena;
    Catalogue *catalogue;
    Workspace *workspace; /* NULL: none was named */
    struct Item *items;   /* heap */
    size_t n, capacity;
} Finder;

typedef struct Item {
    const struct ItemKind *kind;
    const char *id, *name, *unit; /* "" where it has none */
    const char *texts;            /* folded; where words are looked for */
    const void *what;             /* the kind's own */
    bool by_words;                /* not in the list of everything: there are too many of it */
} Item;

typedef struct ItemKind {
    const char *label;
    bool (*add)(Finder *finder, const struct ItemKind *kind, Err *err);
    bool (*show)(const Finder *finder, const Item *item, StrBuf *text, Err *err);
} ItemKind;

#define ITEM(kind, label)                                                                          \
    bool kind##_add(Finder *finder, const ItemKind *kind_, Err *err);                              \
    bool kind##_show(const Finder *finder, const Item *item, StrBuf *text, Err *err);
#include "item_list.h"
#undef ITEM

/* All things of all kinds, in the order of the list and of config/. */
MUST_CHECK bool finder_init(Finder *finder, Arena *arena, Catalogue *catalogue,
                            Workspace *workspace, Err *err);
void finder_done(Finder *finder);

/* A thing; `texts`, `id` and `name` are where words are looked for. */
void finder_add(Finder *finder, Item item);

/* Is the thing found by all of the folded words? */
bool item_is_found(const Item *item, const StrList *words);
/* What it is, and the line to paste. */
MUST_CHECK bool item_show(const Finder *finder, const Item *item, StrBuf *text, Err *err);
/* A word of the things that is nearly the folded one; NULL where there is none. */
const char *finder_nearest(const Finder *finder, const char *word);

/* The texts of a key for the eye: "ogółem | mężczyźni". */
const char *dimensions_text(Arena *arena, const char *dimensions);
/* "2010 to 2016", "2010 on", "to 2016", "every year" */
const char *years_text(Arena *arena, int from, int to);
/* A table of all series of variables, what is known the least first: evidence, years, readers. */
void evidence_list(const Finder *finder, StrBuf *text);
/* The <break> elements of a variable or concept, a line each. */
void breaks_add(StrBuf *text, const XmlNode *node);
