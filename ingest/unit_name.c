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

/* The words that tell one name from another: "Powiat m. st. Warszawa (1)" is "warszawa ". */
static const char *fold(Arena *arena, StrView name, bool all)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    const char *at = str_lower(arena, str_view(str_plain(arena, name)));
    char *folded = arena_alloc(arena, 2 * strlen(at) + 1);
    size_t n = 0;
    for (at += strcspn(at, letters); *at != '\0'; at += strcspn(at, letters)) {
        size_t length = strspn(at, letters);
        if (all || !is_ignored(at, length)) {
            memcpy(folded + n, at, length);
            n += length;
            folded[n++] = ' ';
        }
        at += length;
    }
    folded[n] = '\0';
    return folded;
}

/* Word by word; one of two letters at most may be the beginning of the other: "Nowe Miasto n.
 * Pilica", "Gora Sw. Malgorzaty". */
static bool same_words(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        size_t x = strcspn(a, " "), y = strcspn(b, " "), least = x < y ? x : y;
        if (memcmp(a, b, least) != 0 || (x != y && least > 2))
            return false;
        a += x + 1;
        b += y + 1;
    }
    return *a == *b;
}

static bool same(Arena *arena, StrView name, const char *of_register)
{
    StrView other = str_view(of_register);
    return same_words(fold(arena, name, false), fold(arena, other, false)) ||
           same_words(fold(arena, name, true), fold(arena, other, true));
}

static bool is_name_of(Arena *arena, StrView name, const Unit *unit)
{
    if (same(arena, name, unit->name))
        return true;
    for (size_t i = 0; i < unit->n_names; i++)
        if (same(arena, name, unit->names[i]))
            return true;
    return false;
}

bool unit_name_agrees(Arena *arena, const Unit *unit, StrView name)
{
    const char *bracket = memchr(name.text, '(', name.length);
    if (*fold(arena, name, true) == '\0' || *unit->name == '\0' || is_name_of(arena, name, unit))
        return true;
    if (unit->level == LEVEL_COUNTRY && strcmp(fold(arena, name, false), "poland ") == 0)
        return true;
    /* "karkonoski (jeleniogorski)": what stands in brackets is another name, or its kind */
    return bracket != NULL &&
           is_name_of(arena, (StrView){name.text, (size_t)(bracket - name.text)}, unit);
}
