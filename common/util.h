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

/* Texts for people are marked for the catalogues of translations to come. */
const char *text_of(const char *message) __attribute__((format_arg(1)));
#define _(message) text_of(message)
#define N_(message) message
