#include "variable.h"

#include "file.h"
#include "num.h"
#include "portal.h"
#include "table.h"
#include "territory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

bool xml_year_of(const XmlNode *node, const char *attribute, const char *text, int other,
                 int *ret_year, Err *err)
{
    uint64_t year;
    if (text == NULL) {
        *ret_year = other;
        return true;
    }
    if (!num_parse_count(str_view(text), YEAR_LAST, &year) || year < 1900)
        return xml_fail_at(node, attribute, err,
                           _("D26: the attribute %s wants a year such as 2010, not \"%s\""),
                           attribute, text);
    *ret_year = (int)year;
    return true;
}

bool xml_year(const XmlNode *node, const char *attribute, int other, int *ret_year, Err *err)
{
    return xml_year_of(node, attribute, xml_attribute(node, attribute), other, ret_year, err);
}

const char *xml_text_in(const XmlNode *node, const char *child, const char *language)
{
    for (const XmlNode *at = xml_child(node, child); at != NULL; at = xml_next(at, child)) {
        const char *lang = xml_attribute(at, "lang");
        if (lang != NULL && strcmp(lang, language) == 0)
            return at->text;
    }
    return "";
}

static const struct {
    const char *word, *text;
} evidences[] = {
#define EVIDENCE(name, word, text) {word, text},
    EVIDENCE_LIST(EVIDENCE)
#undef EVIDENCE
};

const char *evidence_word(Evidence evidence)
{
    return evidences[evidence].word;
}

const char *evidence_text(Evidence evidence)
{
    return evidences[evidence].text;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* A number that the portal has published would be computed from itself. */
static bool is_no_published(const XmlNode *node, const VariableSeries *series, Err *err)
{
    return strcmp(series->source, PORTAL_SOURCE) != 0 ||
           xml_fail_at(node, "source", err,
                       _("values that SMUP has published are compared with (smup compare), and are "
                         "no input"));
}

/* "2010" or "2008-2010" from the first to the last year. */
static bool parse_years(StrView text, int *ret_first, int *ret_last)
{
    const char *dash = memchr(text.text, '-', text.length);
    size_t length = dash == NULL ? text.length : (size_t)(dash - text.text);
    StrView ends[] = {{text.text, length}, text};
    uint64_t first, last;
    if (dash != NULL)
        ends[1] = (StrView){dash + 1, text.length - length - 1};
    if (ends[0].length != 4 || ends[1].length != 4 ||
        !num_parse_count(ends[0], YEAR_LAST, &first) ||
        !num_parse_count(ends[1], YEAR_LAST, &last) || first > last)
        return false;
    *ret_first = (int)first;
    *ret_last = (int)last;
    return true;
}

/* The years that were seen ascend, and lie within those in which the series is published. */
static bool check_seen(Arena *arena, const XmlNode *node, const VariableSeries *series, Err *err)
{
    StrList list = str_split(arena, series->seen, " ");
    int after = 0, first, last;
    for (size_t i = 0; i < list.n; i++) {
        if (!parse_years(str_view(list.items[i]), &first, &last) || first <= after)
            return xml_fail_at(node, "seen", err,
                               _("D44: seen wants ascending years such as \"2008-2010 2013\""));
        if (first < series->from || last > series->to)
            return xml_fail_at(node, "seen", err,
                               _("D45: %d was seen, and by from and to the series is not of it"),
                               first < series->from ? first : last);
        after = last;
    }
    return true;
}

static Evidence evidence_of(const char *word)
{
    Evidence evidence = EVIDENCE_NONE;
    for (size_t i = 0; word != NULL && i < ARRAY_LENGTH(evidences); i++)
        if (strcmp(word, evidences[i].word) == 0)
            evidence = (Evidence)i;
    return evidence;
}

/* Attributes of a series that take one word of a list. */
static bool check_series_words(Arena *arena, const XmlNode *node, Err *err)
{
#define EVIDENCE(name, word, text) word " "
    static const char evidence_words[] = EVIDENCE_LIST(EVIDENCE);
#undef EVIDENCE
    const struct {
        const char *name, *known;
    } words[] = {{"frequency", "quarter"},
                 {"own", "yes no"},
                 {"alias", "yes no"},
                 {"evidence", /* without the last blank */
                  arena_strndup(arena, evidence_words, sizeof evidence_words - 2)}};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        const char *value = xml_attribute(node, words[i].name);
        if (value != NULL && !str_list_has(words[i].known, value))
            return xml_fail_at(node, words[i].name, err, _("D23: %s=\"%s\" is not known: %s"),
                               words[i].name, value, words[i].known);
    }
    return true;
}

static bool is_yes(const XmlNode *node, const char *attribute)
{
    return strcmp(xml_attribute_or(node, attribute, "no"), "yes") == 0;
}

static const char *join_dimensions(Arena *arena, const XmlNode *node)
{
    const char *joined = "";
    for (const XmlNode *at = xml_child(node, "dimension"); at != NULL;
         at = xml_next(at, "dimension"))
        joined = *joined == '\0'
                     ? at->text
                     : arena_printf(arena, "%s" DIMENSION_SEPARATOR "%s", joined, at->text);
    return joined;
}

static bool read_series(Arena *arena, const XmlNode *node, const Variable *variable,
                        VariableSeries *ret_series, Err *err)
{
    VariableSeries series = {.api = xml_attribute_or(node, "api", ""),
                             .unit = xml_attribute_or(node, "unit", variable->unit),
                             .levels = xml_attribute_or(node, "levels", ""),
                             .seen = xml_attribute_or(node, "seen", ""),
                             .evidence = evidence_of(xml_attribute(node, "evidence")),
                             .school = variable->school,
                             .quarter = xml_attribute(node, "frequency") != NULL,
                             .own = is_yes(node, "own"),
                             .alias = is_yes(node, "alias")};
    if (!xml_known(node, "source subject api unit levels frequency own from to evidence seen alias",
                   "dimension", err) ||
        !xml_need(node, "source", &series.source, err) ||
        !xml_need(node, "subject", &series.subject, err) || !is_no_published(node, &series, err) ||
        !xml_year(node, "from", YEAR_FIRST, &series.from, err) ||
        !xml_year(node, "to", YEAR_LAST, &series.to, err) ||
        !check_series_words(arena, node, err) || !check_seen(arena, node, &series, err))
        return false;
    series.dimensions = join_dimensions(arena, node);
    *ret_series = series;
    return true;
}

/* What a government has of its own and what lies in its territory add up in different ways. */
static bool check_own(const XmlNode *node, const Variable *variable, Err *err)
{
    for (size_t i = 0; i < variable->n_series; i++)
        for (size_t k = 0; k < i; k++) {
            const VariableSeries *a = &variable->series[k], *b = &variable->series[i];
            int year = a->from > b->from ? a->from : b->from;
            if (a->own != b->own && year <= a->to && year <= b->to)
                return xml_fail(node, err,
                                _("D40: the variable \"%s\" has series with own=\"yes\" and "
                                  "without it in one year (%d)"),
                                variable->id, year);
        }
    return true;
}

/* In one year a variable is one series, or a series and its other names. */
static bool check_overlap(const XmlNode *node, const Variable *variable, Err *err)
{
    for (size_t i = 0; i < variable->n_series; i++)
        for (size_t k = 0; k < i; k++) {
            const VariableSeries *a = &variable->series[k], *b = &variable->series[i];
            if (!a->alias && !b->alias && a->from <= b->to && b->from <= a->to)
                return xml_fail(node, err,
                                _("D41: the series %s and %s of the variable \"%s\" have years in "
                                  "common"),
                                a->subject, b->subject, variable->id) ||
                       err_hint(err, "%s",
                                _("write from and to; where one is the other under another name, "
                                  "alias=\"yes\" at the older name"));
        }
    return true;
}

static bool has_break_at(const Variable *variable, int year)
{
    for (size_t i = 0; i < variable->n_breaks; i++)
        if (variable->breaks[i].year == year)
            return true;
    return false;
}

/* The first year behind `year` in which there is a series; YEAR_LAST + 1 where there is none. */
static int next_year(const Variable *variable, int year)
{
    int next = YEAR_LAST + 1;
    for (size_t i = 0; i < variable->n_series; i++) {
        const VariableSeries *series = &variable->series[i];
        if (series->to > year && series->from < next)
            next = series->from <= year ? year + 1 : series->from;
    }
    return next;
}

/* Years without a series between two of them are a slip, or are said by a break behind them. */
static bool check_gaps(const XmlNode *node, const Variable *variable, Err *err)
{
    for (size_t i = 0; i < variable->n_series; i++) {
        int to = variable->series[i].to, next = next_year(variable, to);
        if (next > to + 1 && next <= YEAR_LAST && !has_break_at(variable, next))
            return xml_fail(node, err,
                            _("D42: the variable \"%s\" has no series between %d and %d"),
                            variable->id, to, next) ||
                   err_hint(err,
                            _("correct the years; where nothing was published then, write <break "
                              "at=\"%d\" kind=\"method\">"),
                            next);
    }
    return true;
}

static bool read_break(const XmlNode *node, VariableBreak *entry, Err *err)
{
    static const char kinds[] = "census classification definition method territory";
    const char *at;
    if (!xml_known(node, "at kind en", "", err) || !xml_need(node, "kind", &entry->kind, err) ||
        !xml_need(node, "at", &at, err) || !xml_year(node, "at", 0, &entry->year, err))
        return false;
    if (*node->text == '\0')
        return xml_fail(node, err, _("D47: the break does not say what happened")) ||
               err_hint(err, "%s",
                        _("write it in Polish between <break> and </break>, in English "
                          "in en=\"...\""));
    return str_list_has(kinds, entry->kind) ||
           xml_fail_at(node, "kind", err, _("D46: the kind of break \"%s\" is not known: %s"),
                       entry->kind, kinds) ||
           source_hint_nearest(err, kinds, entry->kind);
}

bool breaks_read(Arena *arena, const XmlNode *node, VariableBreak **ret_breaks, size_t *ret_n,
                 Err *err)
{
    size_t n = 0;
    *ret_breaks = arena_array(arena, xml_count(node, "break"), sizeof **ret_breaks);
    for (const XmlNode *at = xml_child(node, "break"); at != NULL; at = xml_next(at, "break"))
        if (!read_break(at, &(*ret_breaks)[n++], err))
            return false;
    *ret_n = n;
    return true;
}

/* At the first year of a series, and outside its years, nothing can break. */
static bool check_breaks(const XmlNode *node, const Variable *variable, Err *err)
{
    int from = YEAR_LAST, to = YEAR_FIRST;
    for (size_t i = 0; i < variable->n_series; i++) {
        const VariableSeries *series = &variable->series[i];
        from = series->from < from ? series->from : from;
        to = series->to > to ? series->to : to;
    }
    const XmlNode *at = xml_child(node, "break");
    for (size_t i = 0; i < variable->n_breaks; i++, at = xml_next(at, "break")) {
        int year = variable->breaks[i].year;
        if (year > from && year <= to)
            continue;
        return xml_fail_at(at, "at", err,
                           year <= from
                               ? _("D43: nothing can break in %d: the variable \"%s\" begins in %d")
                               : _("D43: nothing can break in %d: the variable \"%s\" ends in %d"),
                           year, variable->id, year <= from ? from : to);
    }
    return true;
}

static bool read_variable(Arena *arena, const XmlNode *node, Variable *ret_variable, Err *err)
{
    Variable variable = {.node = node};
    const char *kind, *additive, *perspective;
    if (!xml_known(node, "id unit kind moment frequency additive perspective unread",
                   "name series break description comment", err) ||
        !xml_need(node, "id", &variable.id, err) || !xml_need(node, "unit", &variable.unit, err) ||
        !xml_need(node, "kind", &kind, err) || !xml_need(node, "additive", &additive, err) ||
        !xml_need(node, "perspective", &perspective, err))
        return false;
    const struct {
        const char *name, *value, *known;
    } words[] = {{"kind", kind, "stock flow"},
                 {"additive", additive, "yes no"},
                 {"perspective", perspective, "jst area"}};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (!str_list_has(words[i].known, words[i].value))
            return xml_fail_at(node, words[i].name, err, _("D23: %s=\"%s\" is not known: %s"),
                               words[i].name, words[i].value, words[i].known);
    const char *frequency = xml_attribute(node, "frequency");
    if (frequency != NULL && !str_list_has("annual school", frequency))
        return xml_fail_at(node, "frequency", err,
                           _("D22: frequency=\"%s\" is not known: annual or school"), frequency);
    variable.school = frequency != NULL && strcmp(frequency, "school") == 0;
    variable.moment = or_empty(xml_attribute(node, "moment"));
    variable.name_pl = xml_text_in(node, "name", "pl");
    variable.name_en = xml_text_in(node, "name", "en");
    variable.stock = strcmp(kind, "stock") == 0;
    variable.additive = strcmp(additive, "yes") == 0;
    variable.area = strcmp(perspective, "area") == 0;
    variable.series = arena_array(arena, xml_count(node, "series"), sizeof *variable.series);
    for (const XmlNode *at = xml_child(node, "series"); at != NULL; at = xml_next(at, "series"))
        if (!read_series(arena, at, &variable, &variable.series[variable.n_series++], err))
            return false;
    if (!breaks_read(arena, node, &variable.breaks, &variable.n_breaks, err))
        return false;
    if (variable.n_series == 0)
        return xml_fail(node, err, _("D24: the variable \"%s\" names no series"), variable.id) ||
               err_hint(err, "%s", _("smup series WORDS prints the lines to write"));
    if (!check_own(node, &variable, err) || !check_overlap(node, &variable, err) ||
        !check_gaps(node, &variable, err) || !check_breaks(node, &variable, err))
        return false;
    *ret_variable = variable;
    return true;
}

static bool take_variable(Arena *arena, const XmlNode *node, VariableSet *set, size_t *capacity,
                          Err *err)
{
    Variable variable = {.node = node, .id = xml_attribute(node, "id"), .unit = "", .moment = ""};
    bool fresh, good = read_variable(arena, node, &variable, err);
    if (!good && variable.id == NULL)
        return false; /* else it is there, without series: whoever names it has made no mistake */
    uint32_t at = strmap_add(set->by_id, str_view(variable.id), (uint32_t)set->n, &fresh);
    if (!fresh) {
        assert(set->items != NULL);
        return good &&
               xml_fail_at(node, "id", err,
                           _("D25: the variable \"%s\" is already defined at %s:%u"), variable.id,
                           set->items[at].node->file, set->items[at].node->line);
    }
    for (size_t i = 0; i < variable.n_series; i++)
        if (*variable.series[i].api != '\0')
            (void)strmap_add(set->by_api,
                             str_view(arena_printf(arena, "%s %s", variable.series[i].source,
                                                   variable.series[i].api)),
                             at, NULL);
    set->items = heap_grow(set->items, capacity, set->n + 1, sizeof *set->items);
    set->items[set->n++] = variable;
    return good;
}

static bool load_file(Arena *arena, const char *path, Diag *diag, VariableSet *set,
                      size_t *capacity, Err *err)
{
    XmlNode *root;
    if (!xml_read_file(arena, path, &root, err) || !xml_known(root, "", "variable", err))
        return false;
    for (const XmlNode *at = xml_child(root, "variable"); at != NULL; at = xml_next(at, "variable"))
        if (!take_variable(arena, at, set, capacity, err)) {
            if (diag == NULL)
                return false;
            (void)diag_take(diag, err);
        }
    return true;
}

/* Names for people: a subject that is not named is known by its number alone. */
static bool load_subjects(Arena *arena, const char *folder, VariableSet *set, Err *err)
{
    const char *path = arena_printf(arena, "%s/subjects.csv", folder);
    Table table;
    if (!file_exists(path))
        return true;
    if (!table_read(arena, path, "source subject name_pl name_en group", &table, err))
        return false;
    set->subjects = arena_array(arena, table.n_rows, sizeof *set->subjects);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        const char *key = arena_printf(arena, "%s %s", row[table_column(&table, "source")],
                                       row[table_column(&table, "subject")]);
        bool fresh;
        (void)strmap_add(set->by_subject, str_view(key), (uint32_t)i, &fresh);
        if (!fresh)
            return err_set(err, ERR_CONFIG, _("%s:%llu: the subject %s is named twice"), path,
                           (unsigned long long)table.lines[i], key);
        set->subjects[i] = (SourceSubject){row[table_column(&table, "name_pl")],
                                           row[table_column(&table, "name_en")],
                                           row[table_column(&table, "group")]};
    }
    return true;
}

const SourceSubject *subject_find(const VariableSet *set, const char *source, const char *subject)
{
    char key[200];
    uint32_t at;
    (void)snprintf(key, sizeof key, "%s %s", source, subject);
    return strmap_find(set->by_subject, str_view(key), &at) ? &set->subjects[at] : NULL;
}

bool variables_load(Arena *arena, const char *folder, Diag *diag, VariableSet *ret_set, Err *err)
{
    VariableSet set = {
        .by_id = strmap_new(arena), .by_api = strmap_new(arena), .by_subject = strmap_new(arena)};
    StrList paths;
    size_t capacity = 0;
    bool good = xml_list(arena, folder, &paths, err) && load_subjects(arena, folder, &set, err);
    for (size_t i = 0; good && i < paths.n; i++)
        if (!load_file(arena, paths.items[i], diag, &set, &capacity, err)) {
            good = diag != NULL;
            (void)diag_take(diag, err);
        }
    Variable *items = arena_array(arena, set.n, sizeof *items);
    if (set.n > 0)
        memcpy(items, set.items, set.n * sizeof *items);
    free(set.items);
    set.items = items;
    *ret_set = set;
    return good;
}

const Variable *variable_find(const VariableSet *set, const char *id)
{
    uint32_t at;
    return strmap_find(set->by_id, str_view(id), &at) ? &set->items[at] : NULL;
}
