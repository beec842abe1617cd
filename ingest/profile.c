#include "profile.h"

#include "check_report.h"
#include "file.h"
#include "identity.h"
#include "report.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const layout_names[LAYOUTS] = {
#define LAYOUT(name, text) text,
    LAYOUT_LIST(LAYOUT)
#undef LAYOUT
};

typedef struct Loader {
    Arena *arena;
    const char *config;
    const VariableSet *variables;
    Err *err;
} Loader;

static bool load_letters(const Loader *loader, const char *name, AttributeSet *set)
{
    Table table;
    const char *path =
        arena_printf(loader->arena, "%s/sources/attributes-%s.csv", loader->config, name);
    if (!table_read(loader->arena, path, "letter obs conf value meaning", &table, loader->err))
        return false;
    size_t letter = table_column(&table, "letter"), obs = table_column(&table, "obs"),
           conf = table_column(&table, "conf"), value = table_column(&table, "value");
    set->letters = arena_array(loader->arena, table.n_rows, sizeof *set->letters);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        Attribute *entry = &set->letters[set->n_letters++];
        CellState state, rank;
        if (!state_parse_obs(str_view(row[obs]), &state) || !state_parse_conf(*row[conf], &rank))
            return err_set(loader->err, ERR_CONFIG, _("%s: unknown status \"%s\" or \"%s\""), path,
                           row[obs], row[conf]);
        if (!str_list_has("keep missing zero", row[value]))
            return err_set(loader->err, ERR_CONFIG,
                           _("%s:%zu: \"%s\" is none of: keep missing zero"), path, i + 2,
                           row[value]);
        entry->letter = *row[letter] == '\0' ? ' ' : *row[letter];
        entry->missing = strcmp(row[value], "missing") == 0;
        entry->zero = strcmp(row[value], "zero") == 0;
        entry->state =
            state_with_attribute(state | rank, entry->letter == ' ' ? '\0' : entry->letter);
    }
    return true;
}

static bool load_ids(const Loader *loader, const char *name, AttributeSet *set)
{
    Table table;
    const char *path =
        arena_printf(loader->arena, "%s/sources/attributes-%s-ids.csv", loader->config, name);
    if (!table_read(loader->arena, path, "id from to letter", &table, loader->err))
        return false;
    size_t id = table_column(&table, "id"), from = table_column(&table, "from"),
           to = table_column(&table, "to"), letter = table_column(&table, "letter");
    set->ids = arena_array(loader->arena, table.n_rows, sizeof *set->ids);
    for (size_t i = 0; i < table.n_rows; i++) {
        uint64_t number = 0;
        if (!num_parse_count(str_view(table.rows[i][id]), INT32_MAX, &number))
            return err_set(loader->err, ERR_CONFIG,
                           _("%s:%zu: \"%s\" is no number of an attribute"), path, i + 2,
                           table.rows[i][id]);
        set->ids[set->n_ids++] =
            (AttributeId){(int64_t)number, table.rows[i][from],
                          *table.rows[i][to] == '\0' ? "9999" : table.rows[i][to],
                          *table.rows[i][letter] == '\0' ? ' ' : *table.rows[i][letter]};
    }
    return true;
}

const Attribute *attribute_by_letter(const AttributeSet *set, char letter)
{
    for (size_t i = 0; i < set->n_letters; i++)
        if (set->letters[i].letter == letter)
            return &set->letters[i];
    return NULL;
}

const Attribute *attribute_by_id(const AttributeSet *set, int64_t id, const char *date)
{
    for (size_t i = 0; i < set->n_ids; i++) {
        const AttributeId *entry = &set->ids[i];
        if (entry->id == id && strcmp(date, entry->from) >= 0 && strcmp(date, entry->to) < 0)
            return attribute_by_letter(set, entry->letter);
    }
    return NULL;
}

static const char *attribute_or(const XmlNode *node, const char *name, const char *other)
{
    const char *value = node == NULL ? NULL : xml_attribute(node, name);
    return value == NULL ? other : value;
}

static bool read_values(const Loader *loader, const XmlNode *node, Profile *profile)
{
    size_t n = 0;
    for (const XmlNode *at = xml_child(node, "value"); at != NULL; at = xml_next(at, "value"))
        n++;
    profile->values = arena_array(loader->arena, n, sizeof *profile->values);
    for (const XmlNode *at = xml_child(node, "value"); at != NULL; at = xml_next(at, "value")) {
        ProfileValue *value = &profile->values[profile->n_values++];
        const char *variable = xml_attribute(at, "variable");
        if (!xml_known(at, "column variable", "", loader->err) ||
            !xml_need(at, "column", &value->column, loader->err))
            return false;
        if (variable != NULL &&
            (value->variable = variable_find(loader->variables, variable)) == NULL) {
            const char *near = strmap_nearest(loader->variables->by_id, str_view(variable));
            xml_fail(at, loader->err, _("the variable \"%s\" is not defined"), variable);
            return near == NULL ? false
                                : err_hint(loader->err, _("a similar name exists: %s"), near);
        }
    }
    return true;
}

static bool read_symbols(const Loader *loader, const XmlNode *node, Profile *profile)
{
    size_t n = 0;
    for (const XmlNode *at = xml_child(node, "missing"); at != NULL; at = xml_next(at, "missing"))
        n++;
    profile->symbols = arena_array(loader->arena, n, sizeof *profile->symbols);
    for (const XmlNode *at = xml_child(node, "missing"); at != NULL; at = xml_next(at, "missing")) {
        ProfileSymbol *symbol = &profile->symbols[profile->n_symbols++];
        const char *state;
        if (!xml_need(at, "symbol", &symbol->symbol, loader->err) ||
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

static bool read_sheet(const Loader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *sheet = xml_child(node, "sheet"), *date = xml_child(node, "date");
    const char *rows = attribute_or(sheet, "header-rows", "1");
    if ((sheet != NULL && !xml_known(sheet, "name header-rows", "", loader->err)) ||
        (date != NULL && (!xml_known(date, "sheet label", "", loader->err) ||
                          !xml_need(date, "sheet", &profile->date_sheet, loader->err) ||
                          !xml_need(date, "label", &profile->date_label, loader->err))))
        return false;
    profile->sheet = attribute_or(sheet, "name", NULL);
    profile->blank = attribute_or(xml_child(node, "blank"), "symbol", NULL);
    if (!parse_header_rows(rows, &profile->header_rows))
        return xml_fail_at(sheet, "header-rows", loader->err,
                           _("header-rows wants a row (1), rows (1-3) or the first of them (1-)"));
    return true;
}

static bool read_columns(const Loader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *unit = xml_child(node, "unit"), *period = xml_child(node, "period"),
                  *attribute = xml_child(node, "attribute");
    const char *form = attribute_or(unit, "form", "teryt");
    const char *frequency = attribute_or(period, "frequency", "annual");
    profile->unit_column = attribute_or(unit, "column", NULL);
    profile->unit_form = strcmp(form, "bdl12") == 0   ? CODE_BDL12
                         : strcmp(form, "nts10") == 0 ? CODE_NTS10
                                                      : CODE_TERYT;
    profile->union_column = attribute_or(xml_child(node, "union"), "column", NULL);
    profile->union_prefix = attribute_or(xml_child(node, "union"), "prefix", "");
    profile->period_column = attribute_or(period, "column", NULL);
    profile->period_sub_column = attribute_or(period, "index", NULL);
    profile->frequency = strcmp(frequency, "quarter") == 0  ? FREQ_QUARTER
                         : strcmp(frequency, "month") == 0  ? FREQ_MONTH
                         : strcmp(frequency, "school") == 0 ? FREQ_SCHOOL
                                                            : FREQ_ANNUAL;
    profile->measure_column = attribute_or(xml_child(node, "measure"), "column", NULL);
    profile->label_column = attribute_or(xml_child(node, "label"), "column", NULL);
    profile->attribute_column = attribute_or(attribute, "column", NULL);
    const char *dictionary = attribute_or(attribute, "dictionary", NULL);
    if (dictionary != NULL) {
        AttributeSet *set = arena_alloc(loader->arena, sizeof *set);
        if (!load_letters(loader, dictionary, set) || !load_ids(loader, dictionary, set))
            return false;
        profile->attributes = set;
    }
    return true;
}

/* Words that a profile chooses from: one that is not there is a slip, and never a default in
 * disguise. */
static bool check_words(const XmlNode *node, Err *err)
{
    static const struct {
        const char *child, *attribute, *words; /* child NULL: the profile itself */
    } choices[] = {
        {NULL, "form", "csv dbf json xlsx xml"},
        {NULL, "encoding", "UTF-8 windows-1250"},
        {NULL, "groups", "yes no"},
        {NULL, "scope", "content partial"},
        {NULL, "repair", "leading-zero letter-o"},
        {NULL, "rows-per-cell", "one sum"},
        {"unit", "form", "teryt bdl12 nts10"},
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

/* A column of a variable must be looked for where the variable's series say it is. */
static bool check_sources(const XmlNode *node, const Profile *profile, Err *err)
{
    for (size_t i = 0; i < profile->n_values; i++) {
        const Variable *variable = profile->values[i].variable;
        if (variable != NULL && strcmp(variable->series[0].source, profile->source) != 0)
            return xml_fail(
                node, err,
                _("source=\"%s\", but the series of the variable \"%s\" says source=\"%s\""),
                profile->source, variable->id, variable->series[0].source);
    }
    return true;
}

/* What the readers of a layout rely on. */
static bool check_layout(const XmlNode *node, const Profile *profile, Err *err)
{
    bool observations = profile->layout == LAYOUT_LONG || profile->layout == LAYOUT_WIDE;
    const char *lacks = observations && profile->unit_column == NULL ? "unit column" : NULL;
    if (profile->layout == LAYOUT_LONG) {
        lacks = profile->period_column == NULL ? "period column" : lacks;
        lacks = profile->n_values == 0 ? "value" : lacks;
        for (size_t i = 0; i < profile->n_values; i++)
            if (profile->values[i].variable == NULL && profile->measure_column == NULL)
                lacks = "measure column | value variable";
    }
    if (profile->layout == LAYOUT_REPORT &&
        (profile->report == NULL || report_first_measure(profile->report) == n_report_measures))
        lacks = "report";
    if (profile->layout == LAYOUT_MATRIX)
        lacks = profile->positions == NULL ? "positions"
                : profile->subject == NULL ? "subject"
                                           : NULL;
    return lacks == NULL || xml_fail(node, err, _("a profile of the layout \"%s\" needs: %s"),
                                     layout_names[profile->layout], lacks);
}

static bool read_positions(const Loader *loader, const XmlNode *node, Profile *profile)
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

static bool read_profile(const Loader *loader, const XmlNode *node, Profile *ret_profile)
{
    static const char *const attributes =
        "name form layout separator encoding decimal groups scope source subject report repair "
        "rows-per-cell max-rejects refusal";
    Profile profile = {0};
    const char *layout;
    if (!xml_known(
            node, attributes,
            "recognise sheet date unit union positions whole identity complete period value measure attribute label missing blank "
            "comment",
            loader->err) ||
        !xml_need(node, "name", &profile.name, loader->err) ||
        !xml_need(node, "form", &profile.forms, loader->err))
        return false;
    layout = attribute_or(node, "layout", "long");
    while (profile.layout < LAYOUTS && strcmp(layout_names[profile.layout], layout) != 0)
        profile.layout++;
    if (profile.layout == LAYOUTS)
        return xml_fail(node, loader->err, _("the layout \"%s\" is not known"), layout);
    profile.separator = *attribute_or(node, "separator", ";");
    profile.encodings = attribute_or(node, "encoding", "UTF-8");
    profile.number = (NumFormat){attribute_or(node, "decimal", ","),
                                 strcmp(attribute_or(node, "groups", "no"), "yes") == 0};
    profile.scope = attribute_or(node, "scope", "content");
    profile.source = attribute_or(node, "source", profile.name);
    profile.subject = attribute_or(node, "subject", NULL);
    profile.report = attribute_or(node, "report", NULL);
    profile.refusal = attribute_or(node, "refusal", "");
    profile.repair = str_list_has(attribute_or(node, "repair", ""), "leading-zero");
    profile.repair_letter = str_list_has(attribute_or(node, "repair", ""), "letter-o");
    profile.sum = strcmp(attribute_or(node, "rows-per-cell", "one"), "sum") == 0;
    if (!num_parse_count(str_view(attribute_or(node, "max-rejects", "0")), INT32_MAX,
                         &profile.max_rejects))
        return xml_fail(node, loader->err, _("max-rejects wants a whole number"));
    const XmlNode *recognise = xml_child(node, "recognise");
    profile.header = attribute_or(recognise, "header", NULL);
    profile.columns = attribute_or(recognise, "columns", NULL);
    profile.without = attribute_or(recognise, "without", NULL);
    profile.root = attribute_or(recognise, "root", NULL);
    if (!read_sheet(loader, node, &profile) || !read_columns(loader, node, &profile) ||
        !read_values(loader, node, &profile) || !read_positions(loader, node, &profile) ||
        !whole_read(node, &profile, loader->err) ||
        !identities_read(loader->arena, node, &profile, loader->err) ||
        !read_symbols(loader, node, &profile) || !check_words(node, loader->err) ||
        !check_sources(node, &profile, loader->err) || !check_layout(node, &profile, loader->err))
        return false;
    *ret_profile = profile;
    return true;
}

bool profiles_load(Arena *arena, const char *config, const VariableSet *variables,
                   ProfileSet *ret_set, Err *err)
{
    Loader loader = {arena, config, variables, err};
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
