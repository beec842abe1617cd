#include "recognise.h"

#include "csv_head.h"
#include "dbf.h"
#include "sheet_head.h"

static bool take_header(void *context, const Record *record, Err *err)
{
    (void)err;
    return csv_head_take(context, record) && !((CsvHead *)context)->whole;
}

/* The heading as the profile's separator cuts it; n is 0 where there is none. */
static CsvHead header_of(Arena *arena, const char *bytes, size_t size, const Profile *profile)
{
    CsvHead head;
    Err ignored = {0};
    size_t enough = size < RECORD_BYTES_MAX ? size : RECORD_BYTES_MAX;
    csv_head_init(&head, arena, profile->header_rows);
    (void)!records_read(bytes, enough, profile->separator, take_header, &head, &ignored);
    csv_head_end(&head);
    return head;
}

static bool fits(const Profile *profile, const char *form, const char *only)
{
    return str_list_has(profile->forms, form) && (only == NULL || strcmp(only, profile->name) == 0);
}

static bool two_fit(const Profile *a, const Profile *b, Err *err)
{
    err_set(err, ERR_DATA, _("the file fits two profiles, \"%s\" and \"%s\""), a->name, b->name);
    return err_hint(err, _("say which with --source %s"), a->name);
}

/* One more profile that fits; false where another one did. */
static bool add_fit(Recognised *recognised, const Profile *profile, Err *err)
{
    if (recognised->profile != NULL)
        return two_fit(recognised->profile, profile, err);
    recognised->profile = profile;
    return true;
}

static bool known_sources(const ProfileSet *profiles, const char *form, Err *err)
{
    CLEANUP(strbuf_done) StrBuf known = {0};
    for (size_t i = 0; i < profiles->n; i++) {
        const Profile *profile = &profiles->items[i];
        if (!str_list_has(profile->forms, form) || profile->layout == LAYOUT_REFUSED)
            continue;
        strbuf_printf(&known, "%s%s", known.length == 0 ? "" : ", ", profile->name);
    }
    return err_hint(
        err,
        _("known sources of this form: %s; a new one is added by a profile in config/sources, and "
          "smup profile draft FILE writes a first one"),
        known.text == NULL ? "-" : known.text);
}

static bool known_headers(const ProfileSet *profiles, const char *form, const char *seen, Err *err)
{
    err_set(err, ERR_DATA, _("this is no file of a known source; it begins with \"%.120s\""), seen);
    return known_sources(profiles, form, err);
}

/* How many of a profile's names the heading has; those that it lacks. */
static size_t count_names(Arena *arena, const Profile *profile, const CsvHead *head, size_t *ret_of,
                          const char **ret_lacks)
{
    StrList names = str_split(arena, profile->header != NULL ? profile->header : profile->columns,
                              profile->header != NULL ? ";" : " ");
    size_t n = 0;
    *ret_of = 0;
    *ret_lacks = "";
    for (size_t i = 0; i < names.n; i++) {
        bool found = false, wide = strcmp(names.items[i], "[]") == 0;
        Heading heading;
        if (strcmp(names.items[i], "*") == 0)
            continue;
        for (size_t k = 0; k < head->n && !found; k++)
            found = wide ? heading_parse(head->names[k], &heading)
                         : str_equal(str_trim(head->names[k]), names.items[i]);
        (*ret_of)++;
        n += found;
        if (!found)
            *ret_lacks =
                arena_printf(arena, "%s%s%s", *ret_lacks, **ret_lacks == '\0' ? "" : ", ",
                             wide ? _("headings \"dimension;year;[unit]\"") : names.items[i]);
    }
    return n;
}

/* Where a heading is nearly one that is known: what it lacks says more than a list of sources. */
static bool say_nearest(Arena *arena, const ProfileSet *profiles, const char *bytes, size_t size,
                        Err *err)
{
    const Profile *best = NULL;
    const char *best_lacks = "";
    size_t best_lack = 0;
    for (size_t i = 0; i < profiles->n; i++) {
        const Profile *profile = &profiles->items[i];
        const char *lacks;
        size_t of;
        if (!str_list_has(profile->forms, "csv") || profile->layout == LAYOUT_REFUSED ||
            (profile->header == NULL && profile->columns == NULL))
            continue;
        CsvHead head = header_of(arena, bytes, size, profile);
        size_t n = count_names(arena, profile, &head, &of, &lacks);
        if (n < 2 || n * 2 < of || (best != NULL && of - n >= best_lack))
            continue;
        best = profile;
        best_lack = of - n;
        best_lacks = lacks;
    }
    if (best == NULL)
        return false;
    err_set(err, ERR_DATA, _("this is no file of a known source; its heading is nearest to \"%s\""),
            best->name);
    if (*best_lacks != '\0')
        (void)err_hint(err, _("it lacks: %s; the names must be as the source writes them"),
                       best_lacks);
    else
        (void)err_hint(err, _("it has the names of \"%s\", but also others, or in another order"),
                       best->name);
    return true;
}

static bool recognise_csv(Arena *arena, const ProfileSet *profiles, const char *only,
                          const char *bytes, size_t size, Recognised *recognised, Err *err)
{
    recognised->reader = reader_csv;
    for (size_t i = 0; i < profiles->n; i++) {
        const Profile *profile = &profiles->items[i];
        if (!fits(profile, "csv", only))
            continue;
        CsvHead head = header_of(arena, bytes, size, profile);
        if (head.bad || !profile_matches_header(profile, head.names, head.n))
            continue;
        if (!add_fit(recognised, profile, err))
            return false;
    }
    if (recognised->profile != NULL)
        return true;
    if (only == NULL && say_nearest(arena, profiles, bytes, size, err))
        return false;
    size_t line = 0;
    while (line < size && line < 120 && bytes[line] != '\n' && bytes[line] != '\r')
        line++;
    while (line > 0 && line < size && ((unsigned char)bytes[line] & 0xc0) == 0x80)
        line--;
    return known_headers(profiles, "csv", arena_strndup(arena, bytes, line), err);
}

/* The root element's local name, "" where the text does not begin like XML. */
static const char *root_of(Arena *arena, const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        at++;
        if (at < end && *at != '?' && *at != '!') {
            const char *from = at;
            while (at < end && strchr(" \t\r\n/>", *at) == NULL) {
                if (*at == ':')
                    from = at + 1;
                at++;
            }
            return arena_strndup(arena, from, (size_t)(at - from));
        }
    }
    return "";
}

static bool holds(const char *bytes, size_t size, const char *word)
{
    return memmem(bytes, size < 65536 ? size : 65536, word, strlen(word)) != NULL;
}

static bool recognise_xml(Arena *arena, const ProfileSet *profiles, const char *only,
                          const char *bytes, size_t size, Recognised *recognised, Err *err)
{
    const char *root = root_of(arena, bytes, size);
    bool api = holds(bytes, size, "<yearVal") || holds(bytes, size, "<variableId");
    if (holds(bytes, size, "<!DOCTYPE")) {
        err_set(err, ERR_DATA, _("the document has a DOCTYPE"));
        return err_hint(err, "%s",
                        _("fetch the file from its publisher again; this one may be hostile"));
    }
    for (size_t i = 0; i < profiles->n && recognised->profile == NULL; i++) {
        const Profile *profile = &profiles->items[i];
        if (!fits(profile, "xml", only))
            continue;
        if (profile->root != NULL ? str_list_has(profile->root, root)
                                  : profile->layout == LAYOUT_API && api)
            recognised->profile = profile;
    }
    if (recognised->profile == NULL)
        return known_headers(profiles, "xml", arena_printf(arena, "<%s>", root), err);
    Layout layout = recognised->profile->layout;
    recognised->reader = layout == LAYOUT_API        ? reader_api_xml
                         : layout == LAYOUT_BESTIA   ? reader_bestia
                         : layout == LAYOUT_REGISTER ? reader_terc_xml
                                                     : NULL;
    if (recognised->reader == NULL && layout != LAYOUT_REFUSED)
        return err_set(err, ERR_CONFIG, _("the profile \"%s\" has a layout that is not for XML"),
                       recognised->profile->name);
    return true;
}

static bool recognise_dbf(const ProfileSet *profiles, const char *only, const StrView *names,
                          size_t n, Recognised *recognised, Err *err)
{
    recognised->reader = reader_dbf;
    for (size_t i = 0; i < profiles->n; i++) {
        const Profile *profile = &profiles->items[i];
        if (!fits(profile, "dbf", only) || !profile_matches_header(profile, names, n))
            continue;
        if (!add_fit(recognised, profile, err))
            return false;
    }
    return recognised->profile != NULL ||
           known_headers(profiles, "dbf", n > 0 ? names[0].text : "", err);
}

static bool is_workbook(const char *bytes, size_t size)
{
    return size >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0;
}

/* What the sheets are called, and how the first that a profile reads begins. */
static bool unknown_workbook(Arena *arena, const ProfileSet *profiles, Workbook *workbook, Err *err)
{
    CLEANUP(strbuf_done) StrBuf names = {0}, names_of_columns = {0};
    size_t n = workbook_n_sheets(workbook), shown = n;
    for (size_t i = 0; i < n && names.length < 200; i++)
        strbuf_printf(&names, "%s\"%s\"", i == 0 ? "" : ", ", workbook_sheet_name(workbook, i));
    const Profile first = {.header_rows = {1, 1}, .range = {0, SIZE_MAX, UINT64_MAX}},
                  *profile = &first;
    for (size_t i = 0; i < profiles->n && shown == n; i++)
        if (str_list_has(profiles->items[i].forms, "xlsx") && profiles->items[i].sheet != NULL &&
            (shown = sheet_of_profile(arena, workbook, &profiles->items[i])) < n)
            profile = &profiles->items[i];
    SheetHead head;
    sheet_head_init(&head, arena, profile);
    if (!sheet_head_read(&head, workbook, profile, err))
        return false;
    for (size_t i = 0; i < head.n && names_of_columns.length < 200; i++)
        strbuf_printf(&names_of_columns, "%s%.*s", i == 0 ? "" : ";", STR_ARG(head.names[i]));
    err_set(
        err, ERR_DATA,
        _("this is no workbook of a known source; its sheets are %.200s, and \"%s\" begins with "
          "\"%.120s\""),
        names.text, workbook_sheet_name(workbook, shown < n ? shown : 0),
        names_of_columns.text == NULL ? "" : names_of_columns.text);
    return known_sources(profiles, "xlsx", err);
}

static bool recognise_xlsx(Arena *arena, const ProfileSet *profiles, const char *only,
                           const char *bytes, size_t size, Recognised *recognised, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    if (!workbook_open(bytes, size, &workbook, err))
        return false;
    recognised->reader = reader_xlsx;
    for (size_t i = 0; i < profiles->n; i++) {
        const Profile *profile = &profiles->items[i];
        if (!fits(profile, "xlsx", only))
            continue;
        SheetHead head;
        sheet_head_init(&head, arena, profile);
        if (!sheet_head_read(&head, workbook, profile, err))
            return false;
        if (profile_matches_header(profile, head.names, head.n) &&
            !add_fit(recognised, profile, err))
            return false;
    }
    return recognised->profile != NULL || unknown_workbook(arena, profiles, workbook, err);
}

/* Workbooks of the old form, and all Office files behind a password, are compound files. */
static bool refuse_compound(const char *bytes, size_t size, Err *err)
{
    static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                      locked[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    if (size < sizeof magic - 1 || memcmp(bytes, magic, sizeof magic - 1) != 0)
        return true;
    if (memmem(bytes, size, locked, sizeof locked) != NULL) {
        err_set(err, ERR_DATA, _("the workbook is protected by a password"));
        return err_hint(err, "%s",
                        _("open it with the password, save it without one, and give that file"));
    }
    err_set(err, ERR_DATA, _("this is a workbook of the old form (.xls), which is not read"));
    return err_hint(err, "%s",
                    _("open it and save it as an XLSX workbook or as CSV (UTF-8, semicolons)"));
}

bool recognise_binary(Arena *arena, const char *bytes, size_t size, bool *ret_binary, Err *err)
{
    const StrView *names;
    size_t n;
    *ret_binary = is_workbook(bytes, size) || dbf_fields(arena, bytes, size, &names, &n);
    return refuse_compound(bytes, size, err);
}

bool recognise(Arena *arena, const ProfileSet *profiles, const char *only, const char *bytes,
               size_t size, Recognised *ret_recognised, Err *err)
{
    *ret_recognised = (Recognised){0};
    const StrView *names;
    size_t n, start = 0;
    if (is_workbook(bytes, size))
        return recognise_xlsx(arena, profiles, only, bytes, size, ret_recognised, err);
    if (dbf_fields(arena, bytes, size, &names, &n))
        return recognise_dbf(profiles, only, names, n, ret_recognised, err);
    while (start < size && strchr(" \t\r\n", bytes[start]) != NULL && bytes[start] != '\0')
        start++;
    if (start < size && bytes[start] == '<')
        return recognise_xml(arena, profiles, only, bytes, size, ret_recognised, err);
    if (start < size && (bytes[start] == '{' || bytes[start] == '[')) {
        bool portal = portal_is_answer(bytes, size);
        for (size_t i = 0; i < profiles->n && ret_recognised->profile == NULL; i++)
            if (fits(&profiles->items[i], "json", only) &&
                (only != NULL || (profiles->items[i].layout == LAYOUT_PORTAL) == portal))
                ret_recognised->profile = &profiles->items[i];
        ret_recognised->reader =
            ret_recognised->profile != NULL && ret_recognised->profile->layout == LAYOUT_PORTAL
                ? reader_portal
                : reader_api_json;
        return ret_recognised->profile != NULL || known_headers(profiles, "json", "{", err);
    }
    return recognise_csv(arena, profiles, only, bytes, size, ret_recognised, err);
}
