/*
 * Text: borrowed views, a growing buffer, and a map from text to a number. Inside the program all
 * text is UTF-8.
 */
#pragma once

#include "arena.h"

#include <stdarg.h>
#include <string.h>

typedef struct StrView {
    const char *text;
    size_t length;
} StrView;

static inline StrView str_view(const char *text)
{
    return (StrView){text, text == NULL ? 0 : strlen(text)};
}
#define STR_ARG(view) (int)((view).length > 100 ? 100 : (view).length), (view).text

bool str_equal(StrView a, const char *b);
bool str_same(StrView a, StrView b);
StrView str_trim(StrView text); /* blanks, tabs and line ends; also U+00A0 */
bool str_all_digits(StrView text);
const char *str_lower(Arena *arena, StrView text); /* letters A to Z only */
/* The ASCII letter for a Polish one, which are all two bytes of UTF-8, else 0. */
char str_plain_letter(const char *at);
/* Polish letters as plain ones. */
const char *str_plain(Arena *arena, StrView text);
/* The first character that makes a text look other than it is, or NULL: one that changes the
 * direction of writing, or is not seen. */
const char *str_find_hidden(const char *text);
unsigned str_code_point(const char *at); /* of a character of two or three bytes */
bool str_is_utf8(const char *bytes, size_t length, size_t *ret_bad_offset);
/* Without the bytes that are no letter of UTF-8, in place. */
void str_repair(char *text);
/* vsnprintf() into a buffer that may be too small, or with views cut at so many bytes: what is left
 * of a cut letter goes. */
void str_format(char *ret_text, size_t size, const char *format, va_list args) PRINTF_LIKE(3, 0);
/* Does a list such as "a b c" hold the word? */
bool str_list_has(const char *list, const char *word);

typedef struct StrBuf {
    char *text; /* always ended by NUL once anything was added */
    size_t length, capacity;
} StrBuf;

void strbuf_add(StrBuf *buffer, const void *bytes, size_t length);
void strbuf_puts(StrBuf *buffer, const char *text);
void strbuf_printf(StrBuf *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_done(StrBuf *buffer);

/* A map from text to a 32-bit number; the keys are copied into the arena. */
typedef struct StrMap StrMap;
StrMap *strmap_new(Arena *arena);
/* The number under `key`, put there as `value` when it is new; *ret_new says which. */
uint32_t strmap_add(StrMap *map, StrView key, uint32_t value, bool *ret_new);
void strmap_remove(StrMap *map, StrView key);
bool strmap_find(const StrMap *map, StrView key, uint32_t *ret_value);
/* The nearest key by edit distance, Polish letters as plain ones, or NULL where none is near:
 * for "a similar name exists". */
const char *strmap_nearest(const StrMap *map, StrView key);

/* Words of a list such as "a b c", copied into the arena. */
typedef struct StrList {
    char **items;
    size_t n;
} StrList;
/* To a list that only this function fills. */
void str_list_add(Arena *arena, StrList *list, const char *text);
StrList str_split(Arena *arena, const char *text, const char *separators);
