/* JSON documents of the two APIs, and their values as texts. */
#pragma once

#include "err.h"
#include "num.h"

#include <jansson.h>

/* The one document of a file; NULL, with line and column, where it is none. `alone` is the hint
 * where another document begins behind it. The caller owns it. */
json_t *json_document(const char *bytes, size_t size, const char *alone, Err *err);

/* A string or a number as a text, "" for all else; numbers are written into `buffer`. */
StrView json_text(const json_t *value, char buffer[NUM_TEXT]);

void json_free_p(json_t **document); /* for CLEANUP */
