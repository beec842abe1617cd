/*
 * Source: a text that a person wrote (a definition file, a formula), kept as it stands for messages
 * about a place in it: file:line:column, what is wrong, the line, and carets under the whole word.
 */
#pragma once

#include "err.h"
#include "str.h"

typedef struct Source {
    const char *file; /* NULL: a text without a file; messages have line and column only */
    const char *text; /* ended by NUL */
    size_t length;
} Source;

/*
 * Set *err (ERR_CONFIG) at the bytes start to end; returns false. The format begins with the stable
 * code of the mistake, "S05: ...": a letter for the family, two digits.
 */
bool source_fail(const Source *source, size_t start, size_t end, Err *err, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* Line and column, from 1 and in characters, of a byte. */
void source_place(const Source *source, size_t at, unsigned *ret_line, unsigned *ret_column);

/* "a similar name exists: ..." as the hint, where a key of the map, or a word of the list "a b c",
 * is near; returns false. */
bool source_hint_similar(Err *err, const StrMap *known, const char *name);
bool source_hint_nearest(Err *err, const char *list, const char *name);
