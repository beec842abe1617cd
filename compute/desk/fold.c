#include "fold.h"

const char *fold(Arena *arena, const char *text)
{
    char *folded = arena_strdup(arena, text), *out = folded;
    for (const char *at = text; *at != '\0'; at++) {
        char plain = str_plain_letter(at);
        at += plain != '\0';
        if (plain == '\0')
            plain = *at;
        *out++ = (char)(plain >= 'A' && plain <= 'Z' ? plain - 'A' + 'a' : plain);
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
