/* The inputs of a definition: which series, shared inputs or rows of budget reports they are. */
#include "definition_parts.h"
#include "num.h"

#include <assert.h>

static bool read_measure(const Loader *loader, const XmlNode *node, const char *unit, Input *input)
{
    input->unit = unit;
    if (!loader_measure(loader, node, unit, &input->unit_measure))
        return false;
    input->exponent = input->unit_measure.exponent;
    return true;
}

static bool read_variable_input(const Loader *loader, const XmlNode *node, const char *id,
                                Input *input)
{
    const Variable *variable = variable_find(&loader->catalogue->variables, id);
    if (variable == NULL) {
        (void)loader_unknown(loader, node, "variable", N_("variable"), id,
                             loader->catalogue->variables.by_id);
        return strmap_find(loader->catalogue->inputs, str_view(id), &(uint32_t){0})
                   ? err_hint(loader->err, _("%s is a shared input: write ref=\"%s\""), id, id)
                   : false;
    }
    input->sources = arena_alloc(loader->arena, sizeof *input->sources);
    input->sources[0] = (InputSource){variable, (1u << TIERS) - 1, YEAR_FIRST, YEAR_LAST};
    input->n_sources = 1;
    return read_measure(loader, variable->node, variable->unit, input);
}

static bool read_from(const Loader *loader, const XmlNode *from, const char *unit, Input *input,
                      InputSource *source)
{
    const char *variable, *tiers;
    if (!xml_known(from, "variable tiers from to", "", loader->err) ||
        !xml_need(from, "variable", &variable, loader->err) ||
        !xml_need(from, "tiers", &tiers, loader->err) ||
        !xml_year(from, "from", YEAR_FIRST, &source->from, loader->err) ||
        !xml_year(from, "to", YEAR_LAST, &source->to, loader->err))
        return false;
    if (!tiers_parse(tiers, &source->tiers))
        return xml_fail_at(
            from, "tiers", loader->err,
            _("D11: \"%s\" is no list of tiers with blanks between: gmina city powiat voivodeship"),
            tiers);
    source->variable = variable_find(&loader->catalogue->variables, variable);
    if (source->variable == NULL)
        return loader_unknown(loader, from, "variable", N_("variable"), variable,
                              loader->catalogue->variables.by_id);
    UnitMeasure measure;
    if (!loader_measure(loader, source->variable->node, source->variable->unit, &measure))
        return false;
    if (measure.exponent != input->exponent || !measure_fits(&measure, &input->unit_measure))
        return xml_fail_at(from, "variable", loader->err,
                           _("U14: the variable \"%s\" is in %s, the input in %s"), variable,
                           source->variable->unit, unit);
    return true;
}

static bool read_shared_input(const Loader *loader, const XmlNode *node, const char *id,
                              Input *input)
{
    uint32_t at;
    const char *unit;
    if (!strmap_find(loader->catalogue->inputs, str_view(id), &at)) {
        (void)loader_unknown(loader, node, "ref", N_("input"), id, loader->catalogue->inputs);
        return variable_find(&loader->catalogue->variables, id) == NULL
                   ? false
                   : err_hint(loader->err, _("%s is a variable: write variable=\"%s\""), id, id);
    }
    const XmlNode *shared = loader->catalogue->input_nodes[at];
    if (!xml_known(shared, "id unit moment aggregate", "name from comment", loader->err) ||
        !xml_need(shared, "unit", &unit, loader->err) || !read_measure(loader, shared, unit, input))
        return false;
    input->sources = arena_array(loader->arena, xml_count(shared, "from"), sizeof *input->sources);
    for (const XmlNode *from = xml_child(shared, "from"); from != NULL;
         from = xml_next(from, "from"))
        if (!read_from(loader, from, unit, input, &input->sources[input->n_sources++]))
            return false;
    return input->n_sources > 0 ||
           xml_fail(shared, loader->err, _("D12: the input \"%s\" has no <from>"), id);
}

bool shared_input_read(Arena *arena, Catalogue *catalogue, const char *id, Input *ret_input,
                       Err *err)
{
    const Loader loader = {arena, catalogue, NULL, NULL, err};
    Input input = {.name = id};
    uint32_t at;
    bool known = strmap_find(catalogue->inputs, str_view(id), &at);
    assert(known);
    (void)known;
    if (!read_shared_input(&loader, catalogue->input_nodes[at], id, &input))
        return false;
    *ret_input = input;
    return true;
}

/* The names of concepts, or of the groups of a report, for "a similar name exists". */
static const StrMap *concept_names(const Loader *loader, const char *report)
{
    const Classification *all = &loader->catalogue->classification;
    StrMap *names = strmap_new(loader->arena);
    for (size_t i = 0; i < all->n; i++)
        if (report == NULL
                ? all->concepts[i].report == NULL
                : all->concepts[i].report != NULL && strcmp(all->concepts[i].report, report) == 0)
            (void)strmap_add(names, str_view(all->concepts[i].id), 0, NULL);
    return names;
}

static bool read_concepts(const Loader *loader, const XmlNode *node, Input *input)
{
    const Classification *all = &loader->catalogue->classification;
    const char *concepts, *groups;
    if (!loader_optional(loader, node, "concept", &concepts) ||
        !loader_optional(loader, node, "group", &groups))
        return false;
    StrList ids = str_split(loader->arena, concepts == NULL ? "" : concepts, " ");
    StrList group_ids = str_split(loader->arena, groups == NULL ? "" : groups, " ");
    if (ids.n > FILTERS_MAX || group_ids.n > FILTERS_MAX)
        return xml_fail_at(node, ids.n > FILTERS_MAX ? "concept" : "group", loader->err,
                           _("D13: more than %d names in one attribute"), FILTERS_MAX);
    for (size_t i = 0; i < ids.n; i++) {
        input->concepts[input->n_concepts] = concept_find(all, ids.items[i]);
        if (input->concepts[input->n_concepts++] == NULL)
            return loader_unknown(loader, node, "concept", N_("concept"), ids.items[i],
                                  concept_names(loader, NULL));
    }
    for (size_t i = 0; i < group_ids.n; i++) {
        input->groups[input->n_groups] = group_find(all, group_ids.items[i], input->report);
        if (input->groups[input->n_groups++] == NULL)
            return loader_unknown(loader, node, "group", N_("group"), group_ids.items[i],
                                  concept_names(loader, input->report));
    }
    return true;
}

static bool check_codes(const Loader *loader, const XmlNode *node, const char *name, size_t width,
                        const char **ret_codes)
{
    if (!loader_optional(loader, node, name, ret_codes))
        return false;
    StrList codes = str_split(loader->arena, *ret_codes == NULL ? "" : *ret_codes, " ");
    for (size_t i = 0; i < codes.n; i++) {
        StrView code = str_view(codes.items[i]);
        if (code.length != width || !str_all_digits(code))
            return xml_fail_at(node, name, loader->err,
                               PLURAL("D14: %s: \"%s\" is not a code of %zu digit",
                                      "D14: %s: \"%s\" is not a code of %zu digits", width),
                               name, code.text, width);
    }
    return true;
}

/* A rozdział begins with the digits of its dział: no row can have one and not the other. */
static bool check_dzial(const Loader *loader, const XmlNode *node, const Input *input)
{
    if (input->dzial == NULL || input->rozdzial == NULL)
        return true;
    StrList codes = str_split(loader->arena, input->rozdzial, " ");
    for (size_t i = 0; i < codes.n; i++)
        if (!str_list_has(input->dzial, arena_strndup(loader->arena, codes.items[i], 3)))
            return xml_fail_at(
                node, "rozdzial", loader->err,
                _("D39: the rozdzial %s is not of dzial %s: there can be no such row"),
                codes.items[i], input->dzial);
    return true;
}

static bool fail_measure(const Loader *loader, const XmlNode *node, const Input *input,
                         const char *measure)
{
    const char *list = "";
    for (size_t i = report_first_measure(input->report);
         i < n_report_measures && strcmp(report_measures[i].report, input->report) == 0; i++)
        list = arena_printf(loader->arena, "%s %s", list, report_measures[i].name);
    (void)xml_fail_at(node, "measure", loader->err, _("R03: %s has no measure \"%s\""),
                      input->report, measure);
    return err_hint(loader->err, _("its measures:%s"), list);
}

static bool read_report_input(const Loader *loader, const XmlNode *node, Input *input)
{
    const char *measure, *perspective = loader_get(loader, node, "perspective"),
                         *absent = loader_get(loader, node, "absent");
    if (report_first_measure(input->report) == n_report_measures)
        return xml_fail_at(node, "report", loader->err,
                           _("R04: the report \"%s\" is not known: Rb-27S or Rb-28S"),
                           input->report);
    if (!loader_need(loader, node, "measure", &measure))
        return false;
    if (!report_measure(input->report, measure, &input->measure))
        return fail_measure(loader, node, input, measure);
    if (absent != NULL && strcmp(absent, "zero-if-reported") != 0)
        return xml_fail_at(node, "absent", loader->err,
                           _("D15: absent=\"%s\": of a report only zero-if-reported is known"),
                           absent);
    if (perspective != NULL && !str_list_has("jst area", perspective))
        return xml_fail_at(node, "perspective", loader->err,
                           _("D16: perspective=\"%s\" is not known: jst or area"), perspective);
    input->area = perspective != NULL && strcmp(perspective, "area") == 0;
    return read_measure(loader, node, "zł", input) &&
           check_codes(loader, node, "dzial", 3, &input->dzial) &&
           check_codes(loader, node, "rozdzial", 5, &input->rozdzial) &&
           check_codes(loader, node, "paragraf", 3, &input->paragraf) &&
           check_codes(loader, node, "p4", 1, &input->p4) && check_dzial(loader, node, input) &&
           read_concepts(loader, node, input);
}

static void describe_variable(const InputSource *source, StrBuf *text)
{
    const Variable *v = source->variable;
    strbuf_printf(text, "%s tiers %u %d-%d additive %d;", v->id, source->tiers, source->from,
                  source->to, v->additive);
    if (v->school)
        strbuf_puts(text, " school;");
    for (size_t i = 0; i < v->n_series; i++)
        strbuf_printf(text, " %s|%s|%s|%s %d-%d%s%s", v->series[i].source, v->series[i].subject,
                      v->series[i].dimensions, v->series[i].unit, v->series[i].from,
                      v->series[i].to, v->series[i].quarter ? " quarter" : "",
                      v->series[i].own ? " own" : "");
    for (size_t i = 0; i < v->n_breaks; i++)
        strbuf_printf(text, " break %d", v->breaks[i].year);
}

static const char *or_any(const char *codes)
{
    return codes == NULL ? "*" : codes;
}

static void describe_input(const Loader *loader, Input *input)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    strbuf_printf(&text, "10^%d ", input->exponent);
    if (input->shift != 0 || input->blend_before != 0)
        strbuf_printf(&text, "shift %d blend %d/%d ", input->shift, input->blend_before,
                      input->blend_this);
    for (size_t i = 0; i < input->n_sources; i++)
        describe_variable(&input->sources[i], &text);
    if (input->report != NULL)
        strbuf_printf(&text, "%s measure %u area %d dzial %s rozdzial %s paragraf %s p4 %s",
                      input->report, input->measure, input->area, or_any(input->dzial),
                      or_any(input->rozdzial), or_any(input->paragraf), or_any(input->p4));
    for (size_t i = 0; i < input->n_concepts; i++) {
        strbuf_puts(&text, " concept ");
        concept_describe(input->concepts[i], &text);
    }
    for (size_t i = 0; i < input->n_groups; i++) {
        strbuf_puts(&text, " group ");
        concept_describe(input->groups[i], &text);
    }
    input->canonical = arena_strdup(loader->arena, text.text);
}

/* "8/12": a part of a whole. */
static bool parse_part(const char *text, uint64_t *ret_part, uint64_t *ret_whole)
{
    enum { WHOLE_MAX = 365 };
    size_t length = strcspn(text, "/");
    return text[length] == '/' && num_parse_count((StrView){text, length}, WHOLE_MAX, ret_part) &&
           num_parse_count(str_view(text + length + 1), WHOLE_MAX, ret_whole) && *ret_part > 0;
}

/* "8/12 previous 4/12 this": parts of one whole, of the year before and of the year itself. */
static bool parse_blend(Arena *arena, const char *text, Input *input)
{
    uint64_t before, whole, now, same_whole;
    StrList words = str_split(arena, text, " ");
    if (words.n != 4 || strcmp(words.items[1], "previous") != 0 ||
        strcmp(words.items[3], "this") != 0 || !parse_part(words.items[0], &before, &whole) ||
        !parse_part(words.items[2], &now, &same_whole) || whole != same_whole ||
        before + now != whole)
        return false;
    input->blend_before = (int)before;
    input->blend_this = (int)now;
    return true;
}

static bool read_period(const Loader *loader, const XmlNode *node, Input *input)
{
    const char *shift = loader_get(loader, node, "shift"),
               *blend = loader_get(loader, node, "blend");
    uint64_t years = 0;
    if (shift != NULL) {
        bool negative = *shift == '-';
        if (!num_parse_count(str_view(shift + negative), 10, &years))
            return xml_fail_at(node, "shift", loader->err,
                               _("D17: shift wants a number of years from -10 to 10"));
        input->shift = negative ? -(int)years : (int)years;
    }
    return blend == NULL || parse_blend(loader->arena, blend, input) ||
           xml_fail_at(
               node, "blend", loader->err,
               _("D18: blend is two parts of one whole such as \"8/12 previous 4/12 this\""));
}

/* What a formula can name. */
static bool check_name(const Loader *loader, const XmlNode *node, const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
    const char *plain = str_plain(loader->arena, str_view(name));
    bool begins = strchr("0123456789.", *name) == NULL;
    if (begins && name[strspn(name, letters)] == '\0')
        return true;
    (void)xml_fail_at(node, "name", loader->err,
                      _("D38: the name \"%s\" has other characters than letters a-z and A-Z, "
                        "digits, _ and ., or begins with a digit or a point"),
                      name);
    return begins && plain[strspn(plain, letters)] == '\0'
               ? err_hint(loader->err, _("write %s"), plain)
               : false;
}

static bool read_input(const Loader *loader, const XmlNode *node, Input *input)
{
    const char *variable = loader_get(loader, node, "variable"),
               *shared = loader_get(loader, node, "ref");
    input->report = loader_get(loader, node, "report");
    input->node = node;
    if (!loader_need(loader, node, "name", &input->name) ||
        !check_name(loader, node, input->name) ||
        !xml_known(
            node,
            "name ref variable report measure dzial rozdzial paragraf p4 concept group absent perspective "
            "perspective-accepted moment-accepted shift blend",
            "", loader->err))
        return false;
    if ((variable != NULL) + (shared != NULL) + (input->report != NULL) != 1)
        return xml_fail(node, loader->err,
                        _("D19: the input \"%s\" needs exactly one of ref, variable and report"),
                        input->name) ||
               err_hint(loader->err, "%s",
                        _("ref is a shared input, variable one of config/variables, report a "
                          "budget report"));
    if (!read_period(loader, node, input))
        return false;
    bool good = variable != NULL ? read_variable_input(loader, node, variable, input)
                : shared != NULL ? read_shared_input(loader, node, shared, input)
                                 : read_report_input(loader, node, input);
    if (good)
        describe_input(loader, input);
    return good;
}

bool definition_input(const Definition *definition, const char *name, unsigned *ret_input)
{
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (definition->inputs[i].name != NULL && strcmp(definition->inputs[i].name, name) == 0) {
            *ret_input = (unsigned)i;
            return true;
        }
    return false;
}

bool definition_hint_input(const Definition *definition, const char *name, Err *err)
{
    CLEANUP(strbuf_done) StrBuf list = {0};
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (definition->inputs[i].name != NULL)
            strbuf_printf(&list, " %s", definition->inputs[i].name);
    if (list.length == 0 || source_hint_nearest(err, list.text, name) || err->hint[0] != '\0')
        return false;
    return err_hint(err, _("known here:%s"), list.text);
}

void definition_inputs(const Loader *loader, Definition *definition)
{
    size_t n = definition_count(definition, "input");
    unsigned other;
    if (n > INPUTS_MAX) {
        (void)xml_fail(definition->node, loader->err, _("D20: there are more than %d inputs"),
                       INPUTS_MAX);
        (void)diag_take(loader->diag, loader->err);
        return;
    }
    definition->inputs = arena_array(loader->arena, n, sizeof *definition->inputs);
    for (const XmlNode *at = definition_child(definition, "input"); at != NULL;
         at = definition_next(definition, at, "input")) {
        Input *input = &definition->inputs[definition->n_inputs];
        bool good = read_input(loader, at, input);
        if (good && definition_input(definition, input->name, &other))
            good = xml_fail_at(at, "name", loader->err, _("D21: two inputs have the name \"%s\""),
                               input->name);
        if (!good)
            (void)diag_take(loader->diag, loader->err);
        definition->n_inputs++;
    }
    definition->n_written = definition->capacity = definition->n_inputs;
}

static bool has_break(const VariableBreak *breaks, size_t n, int from_exclusive, int to_inclusive)
{
    for (size_t i = 0; i < n; i++)
        if (from_exclusive < breaks[i].year && breaks[i].year <= to_inclusive)
            return true;
    return false;
}

static bool concept_breaks(const Concept *entry, int from_exclusive, int to_inclusive)
{
    return has_break(entry->breaks, entry->n_breaks, from_exclusive, to_inclusive) ||
           (entry->complement != NULL &&
            concept_breaks(entry->complement, from_exclusive, to_inclusive));
}

/* A break of what an indicator is computed from is one of the indicator. */
static bool indicator_breaks(const Definition *definition, int from_exclusive, int to_inclusive)
{
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (formula_uses(definition->formula, (unsigned)i) &&
            input_breaks(&definition->inputs[i], from_exclusive, to_inclusive))
            return true;
    return false;
}

bool input_breaks(const Input *input, int from_exclusive, int to_inclusive)
{
    return series_breaks(input, from_exclusive + input->shift, to_inclusive + input->shift);
}

bool series_breaks(const Input *input, int from_exclusive, int to_inclusive)
{
    if (input->indicator != NULL)
        return indicator_breaks(input->indicator, from_exclusive, to_inclusive);
    for (size_t i = 0; i < input->n_sources; i++) {
        const Variable *variable = input->sources[i].variable;
        if (has_break(variable->breaks, variable->n_breaks, from_exclusive, to_inclusive))
            return true;
    }
    for (size_t i = 0; i < input->n_concepts; i++)
        if (concept_breaks(input->concepts[i], from_exclusive, to_inclusive))
            return true;
    for (size_t i = 0; i < input->n_groups; i++)
        if (concept_breaks(input->groups[i], from_exclusive, to_inclusive))
            return true;
    return false;
}

int input_first_year(const Input *input, int year)
{
    return year + input->shift - (input->blend_before != 0);
}

int input_last_year(const Input *input, int year)
{
    return year + input->shift;
}
