#include "fold.h"

static const struct {
    const char *letter, *plain;
} polish[] = {
    {"ą", "a"}, {"ć", "c"}, {"ę", "e"}, {"ł", "l"}, {"ń", "n"}, {"ó", "o"},
    {"ś", "s"}, {"ź", "z"}, {"ż", "z"}, {"Ą", "a"}, {"Ć", "c"}, {"Ę", "e"},
    {"Ł", "l"}, {"Ń", "n"}, {"Ó", "o"}, {"Ś", "s"}, {"Ź", "z"}, {"Ż", "z"},
};

/* All letters of the list are two bytes of UTF-8, their plain ones a byte. */
static char plain_letter(const char *at)
{
    for (size_t i = 0; i < ARRAY_LENGTH(polish); i++)
        if (strncmp(at, polish[i].letter, 2) == 0)
            return polish[i].plain[0];
    return '\0';
}

const char *fold(Arena *arena, const char *text)
{
    char *folded = arena_strdup(arena, text), *out = folded;
    for (const char *at = text; *at != '\0'; at++) {
        char plain = plain_letter(at);
        at += plain != '\0';
        if (plain == '\0')
            plain = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
        *out++ = plain;
    }
    *out = '\0';
    return folded;
}

bool fold_has_all(const char *folded, const StrList *words)
{
    for (size_t i = 0; i < words->n; i++)
        if (strstr(folded, words->items[i]) == NULL)
            return false;
    return true;
}
