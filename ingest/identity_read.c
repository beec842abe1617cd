/* Identities as a profile declares them. */
#include "identity.h"

#include "position.h"

/* Measures are named as in the file (R4), in BeSTi@ (DW), or as here (wykonanie). */
static bool measure_of(const char *report, const char *name, unsigned *ret_measure)
{
    size_t first = report_first_measure(report);
    for (size_t i = first; i < n_report_measures && strcmp(report_measures[i].report, report) == 0;
         i++)
        if (strcmp(report_measures[i].column, name) == 0 ||
            strcmp(report_measures[i].element, name) == 0 ||
            strcmp(report_measures[i].name, name) == 0) {
            *ret_measure = (unsigned)(i - first);
            return true;
        }
    return false;
}

static bool has_position(const PositionSet *set, const char *name)
{
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(set->items[i].position, name) == 0)
            return true;
    return false;
}

/* The names of a rule: positions of the dictionary `set`, or with NULL measures of the report. */
static bool resolve(const XmlNode *node, const PositionSet *set, Identity *identity, Err *err)
{
    for (size_t i = 0; i < identity->rule.n; i++)
        for (size_t k = 0; k < identity->rule.sums[i].n; k++) {
            RuleTerm *term = &identity->rule.sums[i].terms[k];
            bool known = set == NULL ? measure_of(identity->report, term->name, &term->place)
                                     : has_position(set, term->name);
            if (!known)
                return xml_fail_at(node, "rule", err, _("%s has no \"%s\""),
                                   set == NULL ? identity->report : set->path, term->name);
        }
    return true;
}

static bool read_rule(Arena *arena, const XmlNode *node, const Profile *profile, Identity *identity,
                      Err *err)
{
    identity->kind = profile->positions != NULL ? IDENTITY_POSITION : IDENTITY_ROW;
    if (identity->report == NULL)
        identity->report = profile->report;
    if (identity->kind == IDENTITY_ROW &&
        (identity->report == NULL || report_first_measure(identity->report) == n_report_measures))
        return xml_fail_at(node, "report", err,
                           _("a rule wants a report that is known: Rb-27S or Rb-28S"));
    if (!rule_read(arena, node, &identity->rule, err))
        return false;
    identity->text = identity->rule.text;
    return resolve(node, profile->positions, identity, err);
}

static bool read_level(const XmlNode *node, const char *name, UnitLevel *ret_level, Err *err)
{
    const char *text;
    return xml_need(node, name, &text, err) &&
           ((level_parse(text, ret_level) && *ret_level <= LEVEL_GMINA) ||
            xml_fail_at(node, name, err, _("\"%s\" is no level of units"), text));
}

static bool read_sum(Arena *arena, const XmlNode *node, Identity *identity, Err *err)
{
    identity->kind = IDENTITY_SUM;
    if (!read_level(node, "sum", &identity->part, err) ||
        !read_level(node, "of", &identity->whole, err))
        return false;
    if (identity->whole >= identity->part)
        return xml_fail_at(node, "of", err,
                           _("the parts lie below the whole: sum=\"gmina\" of=\"voivodeship\""));
    identity->text = arena_printf(arena, _("sum of %s = %s"), level_name(identity->part),
                                  level_name(identity->whole));
    return true;
}

/* source|subject|dimension|...|unit */
static bool read_series(Arena *arena, const XmlNode *node, Identity *identity, Err *err)
{
    const char *series, *measure;
    identity->kind = IDENTITY_REPORT;
    if (!xml_need(node, "measure", &measure, err) || !xml_need(node, "series", &series, err))
        return false;
    if (!measure_of(identity->report, measure, &identity->measure))
        return xml_fail_at(node, "measure", err, _("%s has no \"%s\""), identity->report, measure);
    StrList parts = str_split(arena, series, "|");
    if (parts.n < 4)
        return xml_fail_at(node, "series", err, _("a series is source|subject|dimension|...|unit"));
    identity->source = parts.items[0];
    identity->subject = parts.items[1];
    identity->unit = parts.items[parts.n - 1];
    identity->dimensions = parts.items[2];
    for (size_t i = 3; i + 1 < parts.n; i++)
        identity->dimensions = arena_printf(arena, "%s" DIMENSION_SEPARATOR "%s",
                                            identity->dimensions, parts.items[i]);
    identity->text = arena_printf(arena, "%s %s = %s", identity->report, measure, series);
    return true;
}

static bool read_identity(Arena *arena, const XmlNode *node, const Profile *profile,
                          Identity *identity, Err *err)
{
    const char *tolerance = xml_attribute(node, "tolerance"),
               *severity = xml_attribute(node, "severity");
    const NumFormat format = {".", false};
    if (!xml_known(node, "rule report measure series sum of tolerance severity", "", err))
        return false;
    if (tolerance != NULL &&
        (num_parse(str_view(tolerance), format, &identity->tolerance) != NUM_OK ||
         identity->tolerance.mantissa < 0))
        return xml_fail_at(node, "tolerance", err, _("a tolerance is a number such as 0.01"));
    if (severity != NULL && !str_list_has("warning error", severity))
        return xml_fail_at(node, "severity", err, _("%s=\"%.*s\" is not known; known here: %s"),
                           "severity", (int)strlen(severity), severity, "warning error");
    identity->refuse = severity != NULL && strcmp(severity, "error") == 0;
    identity->report = xml_attribute(node, "report");
    if (xml_attribute(node, "sum") != NULL)
        return read_sum(arena, node, identity, err);
    if (xml_attribute(node, "series") != NULL)
        return (identity->report != NULL &&
                report_first_measure(identity->report) < n_report_measures)
                   ? read_series(arena, node, identity, err)
                   : xml_fail_at(node, "report", err,
                                 _("a rule wants a report that is known: Rb-27S or Rb-28S"));
    return read_rule(arena, node, profile, identity, err);
}

static bool read_complete(Arena *arena, const XmlNode *node, Identity *identity, Err *err)
{
    identity->kind = IDENTITY_COMPLETE;
    if (!xml_known(node, "levels", "", err) || !xml_need(node, "levels", &identity->levels, err))
        return false;
    StrList levels = str_split(arena, identity->levels, " ");
    for (size_t i = 0; i < levels.n; i++) {
        UnitLevel level;
        if (!level_parse(levels.items[i], &level) || level > LEVEL_GMINA)
            return xml_fail_at(node, "levels", err, _("\"%s\" is no level of units"),
                               levels.items[i]);
    }
    identity->text = arena_printf(arena, _("units of %s"), identity->levels);
    return true;
}

bool identities_read(Arena *arena, const XmlNode *profile_node, Profile *profile, Err *err)
{
    size_t n = xml_count(profile_node, "identity") + xml_count(profile_node, "complete");
    Identity *list = arena_array(arena, n, sizeof *list);
    for (const XmlNode *at = xml_child(profile_node, "identity"); at != NULL;
         at = xml_next(at, "identity"))
        if (!read_identity(arena, at, profile, &list[profile->n_identities++], err))
            return false;
    for (const XmlNode *at = xml_child(profile_node, "complete"); at != NULL;
         at = xml_next(at, "complete"))
        if (!read_complete(arena, at, &list[profile->n_identities++], err))
            return false;
    profile->identities = list;
    return true;
}
