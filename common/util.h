/* Small things that every file may use: array lengths, scope clean-up, attributes, marks for
 * gettext. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define CLEANUP(release) __attribute__((cleanup(release)))

/* Texts for people, in the language that stage_main() has chosen (po/). A text that counts
 * something has the forms of its number: PLURAL("%llu file", "%llu files", n). */
const char *text_of(const char *message) __attribute__((format_arg(1)));
const char *text_counted(const char *singular, const char *plural, uint64_t n)
    __attribute__((format_arg(1), format_arg(2)));
/* The text of the language chosen; the Polish one where there is no English one. */
const char *text_in_language(const char *polish, const char *english);
#define _(message) text_of(message)
#define N_(message) message
#define PLURAL(singular, plural, n) text_counted(singular, plural, n)
