#include "unit_name.h"

/* In Polish and, as the English site of BDL writes, in English. */
static const char ignored[] =
    " area city country countryside delegatura do dzielnica gm gmina gminy in m makroregion macroregion "
    "miasta miasto miejska miejsko na obszar od of part podregion pow powiat powiatu prawach region "
    "regionalny rural since st status stoleczne stoleczny subregion town until urban voivodeship w wiejska "
    "wiejski with woj wojewodztwo ";

static bool is_ignored(const char *word, size_t length)
{
    char padded[40];
    if (length + 3 > sizeof padded)
        return false;
    padded[0] = ' ';
    memcpy(padded + 1, word, length);
    padded[length + 1] = ' ';
    padded[length + 2] = '\0';
    return strspn(word, "0123456789") >= length || strstr(ignored, padded) != NULL;
}

/* The words that tell one name from another: "Powiat m. st. Warszawa (1)" is "warszawa". */
static const char *fold(Arena *arena, StrView name, bool all)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    const char *at = str_lower(arena, str_view(str_plain(arena, name)));
    char *folded = arena_alloc(arena, strlen(at) + 1);
    size_t n = 0;
    for (at += strcspn(at, letters); *at != '\0'; at += strcspn(at, letters)) {
        size_t length = strspn(at, letters);
        if (all || !is_ignored(at, length)) {
            memcpy(folded + n, at, length);
            n += length;
        }
        at += length;
    }
    folded[n] = '\0';
    return folded;
}

static bool same(Arena *arena, const char *folded, const char *whole, const char *name)
{
    return strcmp(folded, fold(arena, str_view(name), false)) == 0 ||
           strcmp(whole, fold(arena, str_view(name), true)) == 0;
}

bool unit_name_agrees(Arena *arena, const Unit *unit, StrView name)
{
    const char *folded = fold(arena, name, false), *whole = fold(arena, name, true);
    if (*whole == '\0' || *unit->name == '\0' || same(arena, folded, whole, unit->name))
        return true;
    for (size_t i = 0; i < unit->n_names; i++)
        if (same(arena, folded, whole, unit->names[i]))
            return true;
    return unit->level == LEVEL_COUNTRY && strcmp(folded, "poland") == 0;
}
