/* The codes of rejects in words: what is wrong, and how it is repaired (reject_list.h). */
#pragma once

#include "util.h"

typedef struct RejectText {
    const char *code, *text, *repair; /* N_(): for _() */
} RejectText;
extern const RejectText reject_texts[]; /* by RejectCode */

const RejectText *reject_text_find(const char *code); /* NULL: not known */
