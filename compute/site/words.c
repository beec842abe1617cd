#include "words.h"

#include <string.h>

typedef struct Pair {
    const char *texts[LANGUAGES];
} Pair;

static const Pair words[WORDS_] = {
#define WORD(name, pl, en) [WORD_##name] = {{pl, en}},
#include "word_list.h"
#undef WORD
};

static const struct {
    const char *code;
    Pair pair;
} terms[] = {
#define TERM(code, pl, en) {code, {{pl, en}}},
#include "term_list.h"
#undef TERM
};

const char *word_text(Word word, Language language)
{
    return words[word].texts[language];
}

const char *term_text(const char *code, Language language)
{
    for (size_t i = 0; i < ARRAY_LENGTH(terms); i++)
        if (strcmp(terms[i].code, code) == 0)
            return terms[i].pair.texts[language];
    return code;
}
