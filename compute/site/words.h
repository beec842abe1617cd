/*
 * Everything that the site says besides what stands in config/, in both languages side by side: one
 * run writes both, so these are no messages of gettext.
 */
#pragma once

#include "util.h"

typedef enum Language { POLISH, ENGLISH, LANGUAGES } Language;

typedef enum Word {
#define WORD(name, pl, en) WORD_##name,
#include "word_list.h"
#undef WORD
    WORDS_
} Word;
const char *word_text(Word word, Language language);

/* What a code of the definitions is called: "efektywnosc", "gmina", "stimulant". The code itself
 * where nothing is known of it. */
const char *term_text(const char *code, Language language);
