/* Matching: is this heading one of the profile, and what does a wide heading say. */
#include "profile.h"

bool heading_parse(StrView text, Heading *ret_heading)
{
    Heading heading = {0};
    uint64_t year;
    const char *end = text.text + text.length;
    const char *unit = memrchr(text.text, ';', text.length);
    if (unit == NULL || end - unit < 4 || unit[1] != '[' || end[-1] != ']')
        return false;
    heading.unit = (StrView){unit + 2, (size_t)(end - unit - 3)};
    const char *mark = memrchr(text.text, ';', (size_t)(unit - text.text));
    if (mark == NULL ||
        !num_parse_count((StrView){mark + 1, (size_t)(unit - mark - 1)}, 2100, &year) ||
        year < 1900)
        return false;
    heading.year = (int)year;
    heading.dimensions = (StrView){text.text, (size_t)(mark - text.text)};
    *ret_heading = heading;
    return true;
}

/* "Kod;Nazwa;*;Rok": names in order; `*` stands for any columns, `[]` for one or more wide
 * headings. */
static bool matches_pattern(const char *pattern, const StrView *fields, size_t n)
{
    size_t length = strcspn(pattern, ";");
    const char *rest = pattern[length] == ';' ? pattern + length + 1 : NULL;
    StrView name = {pattern, length};
    if (str_equal(name, "*")) {
        for (size_t skip = 0; skip <= n; skip++)
            if (rest == NULL ? skip == n : matches_pattern(rest, fields + skip, n - skip))
                return true;
        return false;
    }
    if (str_equal(name, "[]")) {
        Heading heading;
        size_t skip = 0;
        while (skip < n && heading_parse(fields[skip], &heading))
            skip++;
        return skip > 0 &&
               (rest == NULL ? skip == n : matches_pattern(rest, fields + skip, n - skip));
    }
    if (n == 0 || !str_same(str_trim(fields[0]), name))
        return false;
    return rest == NULL ? n == 1 : matches_pattern(rest, fields + 1, n - 1);
}

/* Are all of the columns there, or none of them? */
static bool columns_found(const char *columns, const StrView *fields, size_t n, bool wanted)
{
    for (const char *at = columns; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        bool found = false;
        for (size_t i = 0; i < n && !found; i++)
            found = str_same(str_trim(fields[i]), (StrView){at, length});
        if (found != wanted)
            return false;
        at += length;
    }
    return true;
}

bool profile_matches_header(const Profile *profile, const StrView *fields, size_t n_fields)
{
    while (n_fields > 0 && fields[n_fields - 1].length == 0) /* the trailing separator of BDL */
        n_fields--;
    if (profile->header != NULL && matches_pattern(profile->header, fields, n_fields))
        return true;
    if (profile->columns == NULL)
        return false;
    return columns_found(profile->columns, fields, n_fields, true) &&
           (profile->without == NULL || columns_found(profile->without, fields, n_fields, false));
}

bool profile_needs_subject(const Profile *profile)
{
    bool needed = profile->layout == LAYOUT_WIDE;
    for (size_t i = 0; i < profile->n_values && profile->layout == LAYOUT_LONG; i++)
        needed = needed || profile->values[i].variable == NULL;
    return needed;
}

StrView heading_clean(Arena *arena, StrView text)
{
    text = str_trim(text);
    char *clean = arena_strndup(arena, text.text, text.length);
    size_t n = 0;
    for (const char *at = clean; *at != '\0'; at++) {
        bool hard = at[0] == '\xc2' && at[1] == '\xa0'; /* U+00A0 */
        at += hard;
        if (!hard && strchr(" \t\r\n", *at) == NULL)
            clean[n++] = *at;
        else if (n > 0 && clean[n - 1] != ' ')
            clean[n++] = ' ';
    }
    clean[n] = '\0';
    return (StrView){clean, n};
}

static bool year_at(const char *at, size_t left, int *ret_year)
{
    uint64_t year;
    if (left < 4 || !num_parse_count((StrView){at, 4}, 2100, &year) || year < 1900)
        return false;
    *ret_year = (int)year;
    return true;
}

bool pattern_year(const char *pattern, StrView text, bool whole, int *ret_year)
{
    static const char mark[] = "{year}";
    const char *place = strstr(pattern, mark);
    if (place == NULL)
        return false;
    size_t before = (size_t)(place - pattern), behind = strlen(place + sizeof mark - 1);
    size_t length = before + 4 + behind;
    for (size_t i = 0; i + length <= text.length; i++) {
        const char *at = text.text + i;
        if (memcmp(at, pattern, before) == 0 &&
            memcmp(at + before + 4, place + sizeof mark - 1, behind) == 0 &&
            (!whole || length == text.length) && year_at(at + before, 4, ret_year))
            return true;
        if (whole)
            break;
    }
    return false;
}
