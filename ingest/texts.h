/*
 * Texts of a source in another language, as the texts that its series have: config/sources/
 * texts-NAME.csv says, by subject ("" for all), what an English dimension or unit is in Polish. A
 * text that is not there stays what it is, and is counted.
 */
#pragma once

#include "err.h"
#include "str.h"

typedef struct Texts {
    StrMap *places; /* subject, separator, foreign text -> place in `own` */
    const char **own;
} Texts;

MUST_CHECK bool texts_load(Arena *arena, const char *config, const char *name, Texts *ret_texts,
                           Err *err);

/* The source's own text for a foreign one; NULL where the dictionary has none. */
const char *texts_find(const Texts *texts, const char *subject, StrView foreign);
