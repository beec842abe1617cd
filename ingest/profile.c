#include "profile.h"

#include "check_report.h"
#include "file.h"
#include "identity.h"
#include "report.h"
#include "sheet.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const layout_names[LAYOUTS] = {
#define LAYOUT(name, text) text,
    LAYOUT_LIST(LAYOUT)
#undef LAYOUT
};

static bool read_symbols(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    size_t n = 0;
    for (const XmlNode *at = xml_child(node, "missing"); at != NULL; at = xml_next(at, "missing"))
        n++;
    profile->symbols = arena_array(loader->arena, n, sizeof *profile->symbols);
    for (const XmlNode *at = xml_child(node, "missing"); at != NULL; at = xml_next(at, "missing")) {
        ProfileSymbol *symbol = &profile->symbols[profile->n_symbols++];
        const char *state;
        if (!xml_known(at, "symbol state", "", loader->err) ||
            !xml_need(at, "symbol", &symbol->symbol, loader->err) ||
            !xml_need(at, "state", &state, loader->err))
            return false;
        if (!state_parse_obs(str_view(state), &symbol->state) || !state_is_missing(symbol->state))
            return xml_fail(at, loader->err,
                            _("\"%s\" is no reason for a missing value (O M L H Q)"), state);
    }
    return true;
}

/* "1", "1-3", or "1-": as far as the heading goes. */
static bool parse_header_rows(const char *text, HeaderRows *ret_rows)
{
    size_t length = strcspn(text, "-");
    const char *rest = text + length;
    HeaderRows rows;
    if (!num_parse_count((StrView){text, length}, 1000, &rows.first) || rows.first == 0)
        return false;
    rows.last = *rest == '\0' ? rows.first : 0;
    if (*rest == '-' && rest[1] != '\0' &&
        (!num_parse_count(str_view(rest + 1), 1000, &rows.last) || rows.last < rows.first))
        return false;
    *ret_rows = rows;
    return true;
}

/* "A4:O2500", "A4:O": columns, the first row of the heading, the last row of the table. */
static bool parse_range(const char *text, HeaderRows *rows, SheetRange *ret_range)
{
    SheetRange range = {.last_row = UINT64_MAX};
    const char *end = sheet_parse_place(text, &range.first_column, &rows->first);
    uint64_t row = 0;
    if (end == NULL || *end != ':')
        return false;
    end = sheet_parse_place(end + 1, &range.last_column, &row);
    if (end == NULL || *end != '\0' || range.last_column < range.first_column || rows->first == 0 ||
        (row > 0 && row <= rows->first))
        return false;
    if (row > 0)
        range.last_row = row;
    rows->last = rows->first;
    *ret_range = range;
    return true;
}

static bool read_table(const ProfileLoader *loader, const XmlNode *sheet, Profile *profile)
{
    const char *rows = xml_attribute_or(sheet, "header-rows", NULL),
               *range = xml_attribute_or(sheet, "range", NULL);
    profile->header_rows = (HeaderRows){1, 1};
    profile->range = (SheetRange){0, SIZE_MAX, UINT64_MAX};
    profile->ends_blank = strcmp(xml_attribute_or(sheet, "ends", "file"), "blank-row") == 0;
    if (range != NULL && !parse_range(range, &profile->header_rows, &profile->range))
        return xml_fail_at(
            sheet, "range", loader->err,
            _("range wants the first cell of the heading and the last column, with or "
              "without the last row (A4:O, A4:O120)"));
    if (rows != NULL && !parse_header_rows(rows, &profile->header_rows))
        return xml_fail_at(sheet, "header-rows", loader->err,
                           _("header-rows wants a row (1), rows (1-3) or the first of them (1-)"));
    return true;
}

static bool read_notes(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    profile->notes.items = arena_array(loader->arena, xml_count(node, "note"), sizeof(char *));
    for (const XmlNode *at = xml_child(node, "note"); at != NULL; at = xml_next(at, "note")) {
        const char *label, *sheet;
        if (!xml_known(at, "sheet label", "", loader->err) ||
            !xml_need(at, "sheet", &sheet, loader->err) ||
            !xml_need(at, "label", &label, loader->err))
            return false;
        if (profile->notes_sheet != NULL && strcmp(profile->notes_sheet, sheet) != 0)
            return xml_fail(at, loader->err, _("the notes of a profile stand on one sheet"));
        profile->notes_sheet = sheet;
        profile->notes.items[profile->notes.n++] = arena_strdup(loader->arena, label);
    }
    return true;
}

static bool read_sheet(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *sheet = xml_child(node, "sheet"), *date = xml_child(node, "date");
    if ((sheet != NULL && !xml_known(sheet, "name header-rows range ends", "", loader->err)) ||
        (date != NULL && (!xml_known(date, "sheet label", "", loader->err) ||
                          !xml_need(date, "sheet", &profile->date_sheet, loader->err) ||
                          !xml_need(date, "label", &profile->date_label, loader->err))))
        return false;
    profile->sheet = xml_attribute_or(sheet, "name", NULL);
    profile->blank = xml_attribute_or(xml_child(node, "blank"), "symbol", NULL);
    return read_table(loader, sheet, profile) && read_notes(loader, node, profile);
}

#define ROWS(name, text) text " "
static const char rows_words[] = ROWS_LIST(ROWS);
#undef ROWS

/* Words that a profile chooses from: one that is not there is a slip, and never a default in
 * disguise. */
static bool check_words(const XmlNode *node, Err *err)
{
    static const struct {
        const char *child, *attribute, *words; /* child NULL: the profile itself */
    } choices[] = {
        {NULL, "form", "csv dbf json xlsx xml"},
        {NULL, "encoding", "UTF-8 windows-1250 ISO-8859-2"},
        {NULL, "groups", "yes no"},
        {NULL, "scope", "content partial"},
        {NULL, "repair", "blanks leading-zero letter-o"},
        {NULL, "rows-per-cell", rows_words},
        {NULL, "missing-rows", "missing skip"},
        {"unit", "form", "teryt bdl12 nts10 jst union"},
        {"unit", "key", "text regon"},
        {"sheet", "ends", "blank-row file"},
        {"period", "from", "column title name sheet"},
        {"period", "frequency", "annual quarter month school"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(choices); i++) {
        const XmlNode *at = choices[i].child == NULL ? node : xml_child(node, choices[i].child);
        const char *value = at == NULL ? NULL : xml_attribute(at, choices[i].attribute);
        while (value != NULL && *(value += strspn(value, " ")) != '\0') {
            char word[40];
            size_t length = strcspn(value, " ");
            (void)snprintf(word, sizeof word, "%.*s", (int)(length < sizeof word ? length : 0),
                           value);
            if (!str_list_has(choices[i].words, word))
                return xml_fail(at, err, _("%s=\"%.*s\" is not known; known here: %s"),
                                choices[i].attribute, (int)length, value, choices[i].words);
            value += length;
        }
    }
    return true;
}

/* What the readers of a layout rely on. */
static bool check_layout(const XmlNode *node, const Profile *profile, Err *err)
{
    bool observations = profile->layout == LAYOUT_LONG || profile->layout == LAYOUT_WIDE;
    const char *lacks = observations && profile->unit_column == NULL ? "unit column" : NULL;
    if (profile->layout == LAYOUT_LONG) {
        bool years = profile->n_values > 0;
        for (size_t i = 0; i < profile->n_values; i++) {
            const ProfileValue *value = &profile->values[i];
            years = years && value->column != NULL && strstr(value->column, "{year}") != NULL;
            if (value->variable == NULL && value->unit == NULL && profile->measure_column == NULL)
                lacks = "measure column | value unit | value variable";
        }
        bool known = profile->period_from == PERIOD_COLUMN ? profile->period_column != NULL : true;
        lacks = !known && !years ? "period column" : lacks;
        lacks = profile->n_values == 0 ? "value" : lacks;
    }
    if (profile->layout == LAYOUT_REPORT &&
        (profile->report == NULL || report_first_measure(profile->report) == n_report_measures))
        lacks = "report";
    if (profile->layout == LAYOUT_MATRIX)
        lacks = profile->positions == NULL ? "positions"
                : profile->subject == NULL ? "subject"
                                           : NULL;
    if (profile->layout == LAYOUT_PORTAL && profile->attributes == NULL)
        lacks = "attribute dictionary";
    return lacks == NULL || xml_fail(node, err, _("a profile of the layout \"%s\" needs: %s"),
                                     layout_names[profile->layout], lacks);
}

static bool read_positions(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *positions = xml_child(node, "positions");
    const char *name, *unit;
    if (positions == NULL)
        return true;
    if (!xml_known(positions, "dictionary unit", "", loader->err) ||
        !xml_need(positions, "dictionary", &name, loader->err) ||
        !xml_need(positions, "unit", &unit, loader->err))
        return false;
    PositionSet *set = arena_alloc(loader->arena, sizeof *set);
    profile->positions = set;
    return positions_load(
        loader->arena,
        arena_printf(loader->arena, "%s/sources/positions-%s.csv", loader->config, name), unit, set,
        loader->err);
}

static bool read_recognise(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *recognise = xml_child(node, "recognise"), *blank = xml_child(node, "blank");
    profile->header = xml_attribute_or(recognise, "header", NULL);
    profile->columns = xml_attribute_or(recognise, "columns", NULL);
    profile->without = xml_attribute_or(recognise, "without", NULL);
    profile->root = xml_attribute_or(recognise, "root", NULL);
    return (recognise == NULL ||
            xml_known(recognise, "header columns without root", "", loader->err)) &&
           (blank == NULL || xml_known(blank, "symbol", "", loader->err));
}

/* "100" or "5%" */
static bool read_limit(const char *text, Profile *profile)
{
    size_t length = strlen(text);
    profile->refuse_share = length > 0 && text[length - 1] == '%';
    return num_parse_count((StrView){text, length - profile->refuse_share},
                           profile->refuse_share ? 100 : INT32_MAX, &profile->refuse_above);
}

static bool read_profile(const ProfileLoader *loader, const XmlNode *node, Profile *ret_profile)
{
    static const char *const attributes =
        "name form layout separator encoding decimal groups scope source subject report repair "
        "rows-per-cell missing-rows max-rejects refuse-above refusal refusal-pl";
    Profile profile = {0};
    const char *layout;
    if (!xml_known(node, attributes,
                   "recognise sheet date note unit union positions whole identity complete period "
                   "value dimension measure attribute label texts missing blank comment",
                   loader->err) ||
        !xml_need(node, "name", &profile.name, loader->err) ||
        !xml_need(node, "form", &profile.forms, loader->err))
        return false;
    layout = xml_attribute_or(node, "layout", "long");
    while (profile.layout < LAYOUTS && strcmp(layout_names[profile.layout], layout) != 0)
        profile.layout++;
    if (profile.layout == LAYOUTS)
        return xml_fail(node, loader->err, _("the layout \"%s\" is not known"), layout);
    profile.separator = *xml_attribute_or(node, "separator", ";");
    profile.encodings = xml_attribute_or(node, "encoding", "UTF-8");
    profile.number = (NumFormat){xml_attribute_or(node, "decimal", ","),
                                 strcmp(xml_attribute_or(node, "groups", "no"), "yes") == 0};
    profile.scope = xml_attribute_or(node, "scope", "content");
    profile.source = xml_attribute_or(node, "source", profile.name);
    profile.subject = xml_attribute_or(node, "subject", NULL);
    profile.report = xml_attribute_or(node, "report", NULL);
    profile.refusal = text_in_language(
        xml_attribute_or(node, "refusal-pl", xml_attribute_or(node, "refusal", "")),
        xml_attribute_or(node, "refusal", ""));
    profile.repair = str_list_has(xml_attribute_or(node, "repair", ""), "leading-zero");
    profile.drop_blanks = str_list_has(xml_attribute_or(node, "repair", ""), "blanks");
    profile.repair_letter = str_list_has(xml_attribute_or(node, "repair", ""), "letter-o");
    profile.union_column = xml_attribute_or(xml_child(node, "union"), "column", NULL);
    profile.union_prefix = xml_attribute_or(xml_child(node, "union"), "prefix", "");
    if (!num_parse_count(str_view(xml_attribute_or(node, "max-rejects", "0")), INT32_MAX,
                         &profile.max_rejects))
        return xml_fail(node, loader->err, _("max-rejects wants a whole number"));
    if (!read_limit(xml_attribute_or(node, "refuse-above", "0"), &profile))
        return xml_fail_at(node, "refuse-above", loader->err,
                           _("refuse-above wants a whole number, or per cent such as 5%%"));
    if (!check_words(node, loader->err) || !read_recognise(loader, node, &profile) ||
        !read_sheet(loader, node, &profile) || !profile_read_columns(loader, node, &profile) ||
        !read_positions(loader, node, &profile) || !whole_read(node, &profile, loader->err) ||
        !identities_read(loader->arena, node, &profile, loader->err) ||
        !read_symbols(loader, node, &profile) || !check_layout(node, &profile, loader->err))
        return false;
    *ret_profile = profile;
    return true;
}

bool profile_load(const ProfileLoader *loader, const char *path, Profile *ret_profile)
{
    XmlNode *root;
    return xml_read_file(loader->arena, path, &root, loader->err) &&
           read_profile(loader, root, ret_profile);
}

bool profiles_load(Arena *arena, const char *config, const VariableSet *variables,
                   ProfileSet *ret_set, Err *err)
{
    ProfileLoader loader = {arena, config, variables, err};
    ProfileSet set = {0};
    StrList paths;
    if (!file_list(arena, arena_printf(arena, "%s/sources", config), &paths, err))
        return false;
    set.items = arena_array(arena, paths.n, sizeof *set.items);
    for (size_t i = 0; i < paths.n; i++) {
        XmlNode *root;
        const char *dot = strrchr(paths.items[i], '.');
        if (dot == NULL || strcmp(dot, ".xml") != 0)
            continue;
        if (!xml_read_file(arena, paths.items[i], &root, err) ||
            !read_profile(&loader, root, &set.items[set.n]))
            return false;
        const Profile *same = profile_find(&set, set.items[set.n].name);
        if (same != NULL)
            return xml_fail(root, err, _("another profile has the name \"%s\""), same->name);
        set.n++;
    }
    *ret_set = set;
    return true;
}

const Profile *profile_find(const ProfileSet *set, const char *name)
{
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(set->items[i].name, name) == 0)
            return &set->items[i];
    return NULL;
}
