#include "variable.h"

#include "file.h"
#include "num.h"
#include "portal.h"
#include "territory.h"

#include <assert.h>
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

static bool read_series(Arena *arena, const XmlNode *node, const Variable *variable,
                        VariableSeries *ret_series, Err *err)
{
    VariableSeries series = {.api = or_empty(xml_attribute(node, "api")),
                             .unit = xml_attribute(node, "unit"),
                             .levels = or_empty(xml_attribute(node, "levels")),
                             .school = variable->school};
    const char *frequency = xml_attribute(node, "frequency"), *own = xml_attribute(node, "own");
    if (!xml_known(node, "source subject api unit levels frequency own from to", "dimension",
                   err) ||
        !xml_need(node, "source", &series.source, err) ||
        !xml_need(node, "subject", &series.subject, err) || !is_no_published(node, &series, err) ||
        !xml_year(node, "from", YEAR_FIRST, &series.from, err) ||
        !xml_year(node, "to", YEAR_LAST, &series.to, err))
        return false;
    const struct {
        const char *name, *value, *known;
    } words[] = {{"frequency", frequency, "quarter"}, {"own", own, "yes no"}};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (words[i].value != NULL && !str_list_has(words[i].known, words[i].value))
            return xml_fail_at(node, words[i].name, err, _("D23: %s=\"%s\" is not known: %s"),
                               words[i].name, words[i].value, words[i].known);
    series.quarter = frequency != NULL;
    series.own = own != NULL && strcmp(own, "yes") == 0;
    if (series.unit == NULL)
        series.unit = variable->unit;
    series.dimensions = "";
    for (const XmlNode *at = xml_child(node, "dimension"); at != NULL;
         at = xml_next(at, "dimension"))
        series.dimensions =
            *series.dimensions == '\0'
                ? at->text
                : arena_printf(arena, "%s" DIMENSION_SEPARATOR "%s", series.dimensions, at->text);
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

static bool read_variable(Arena *arena, const XmlNode *node, Variable *ret_variable, Err *err)
{
    Variable variable = {.node = node};
    const char *kind, *additive, *perspective;
    if (!xml_known(node, "id unit kind moment frequency additive perspective",
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
    variable.breaks = arena_array(arena, xml_count(node, "break"), sizeof *variable.breaks);
    for (const XmlNode *at = xml_child(node, "series"); at != NULL; at = xml_next(at, "series"))
        if (!read_series(arena, at, &variable, &variable.series[variable.n_series++], err))
            return false;
    for (const XmlNode *at = xml_child(node, "break"); at != NULL; at = xml_next(at, "break")) {
        VariableBreak *entry = &variable.breaks[variable.n_breaks++];
        const char *at_year;
        if (!xml_need(at, "kind", &entry->kind, err) || !xml_need(at, "at", &at_year, err) ||
            !xml_year(at, "at", 0, &entry->year, err))
            return false;
    }
    if (variable.n_series == 0)
        return xml_fail(node, err, _("D24: the variable \"%s\" names no series"), variable.id) ||
               err_hint(err, "%s", _("smup series WORDS prints the lines to write"));
    if (!check_own(node, &variable, err))
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

bool variables_load(Arena *arena, const char *folder, Diag *diag, VariableSet *ret_set, Err *err)
{
    VariableSet set = {.by_id = strmap_new(arena), .by_api = strmap_new(arena)};
    StrList paths;
    size_t capacity = 0;
    bool good = xml_list(arena, folder, &paths, err);
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
