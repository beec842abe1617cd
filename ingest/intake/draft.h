/* A first profile of a table, guessed from its content: every guess with its reason beside it. */
#pragma once

#include "sample.h"
#include "territory.h"

MUST_CHECK bool draft_write(const Sample *sample, const Territory *territory, const char *name,
                            StrBuf *text, Err *err);
