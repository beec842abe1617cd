#include "definition.h"

#include "digest.h"
#include "measure.h"
#include "num.h"

#include <assert.h>

static const char *const tier_names[TIERS] = {
#define TIER(name, text) text,
    TIER_LIST(TIER)
#undef TIER
};

const char *tier_name(unsigned bit)
{
    return tier_names[bit];
}

const char *tiers_text(Arena *arena, unsigned tiers)
{
    const char *text = "";
    for (unsigned bit = 0; bit < TIERS; bit++)
        if (tiers & 1u << bit)
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ", tier_name(bit));
    return text;
}

static bool tiers_parse(const char *text, unsigned *ret_tiers)
{
    unsigned tiers = 0;
    for (const char *at = text; *(at += strspn(at, " ")) != '\0';) {
        size_t length = strcspn(at, " ");
        unsigned bit = 0;
        while (bit < TIERS && !str_equal((StrView){at, length}, tier_names[bit]))
            bit++;
        if (bit == TIERS)
            return false;
        tiers |= 1u << bit;
        at += length;
    }
    *ret_tiers = tiers;
    return tiers != 0;
}

unsigned unit_tier(const Unit *unit)
{
    if (unit->level == LEVEL_GMINA)
        return unit_is_city(unit) ? TIER_CITY : TIER_GMINA;
    if (unit->level == LEVEL_POWIAT)
        return unit_is_city(unit) ? TIER_CITY : TIER_POWIAT;
    return unit->level == LEVEL_VOIVODESHIP ? TIER_VOIVODESHIP : 0;
}

static const char *definition_attribute(Arena *arena, const XmlNode *node, const XmlNode *member,
                                        const char *name)
{
    const char *value = xml_attribute(node, name);
    if (value == NULL || member == NULL || strchr(value, '{') == NULL)
        return value;
    const char *text = "";
    for (const char *at = value; *at != '\0';) {
        size_t plain = strcspn(at, "{");
        text = arena_printf(arena, "%s%.*s", text, (int)plain, at);
        at += plain;
        if (*at == '\0')
            break;
        size_t length = strcspn(at, "}");
        const char *parameter = arena_strndup(arena, at + 1, length > 0 ? length - 1 : 0);
        const char *replacement = xml_attribute(member, parameter);
        if (at[length] != '}' || replacement == NULL)
            return NULL;
        text = arena_printf(arena, "%s%s", text, replacement);
        at += length + 1;
    }
    return text;
}

typedef struct Loader {
    Arena *arena;
    Catalogue *catalogue;
    const XmlNode *member;
    Err *err;
} Loader;

static const char *get(const Loader *loader, const XmlNode *node, const char *name)
{
    return definition_attribute(loader->arena, node, loader->member, name);
}

static bool need(const Loader *loader, const XmlNode *node, const char *name,
                 const char **ret_value)
{
    *ret_value = get(loader, node, name);
    if (*ret_value != NULL && **ret_value != '\0')
        return true;
    return xml_fail(
        node, loader->err,
        _("the attribute \"%s\" is missing, or names a parameter that the member lacks"), name);
}

static bool unknown_name(const Loader *loader, const XmlNode *node, const char *what,
                         const char *name, const StrMap *known)
{
    const char *near = known == NULL ? NULL : strmap_nearest(known, str_view(name));
    xml_fail(node, loader->err, _("the %s \"%s\" is not defined"), _(what), name);
    return near == NULL ? false : err_hint(loader->err, _("a similar name exists: %s"), near);
}

static bool read_variable_input(const Loader *loader, const XmlNode *node, const char *id,
                                Input *input)
{
    const Variable *variable = variable_find(&loader->catalogue->variables, id);
    if (variable == NULL)
        return unknown_name(loader, node, N_("variable"), id, loader->catalogue->variables.by_id);
    input->sources = arena_alloc(loader->arena, sizeof *input->sources);
    input->sources[0] = (InputSource){variable, (1u << TIERS) - 1, YEAR_FIRST, YEAR_LAST};
    input->n_sources = 1;
    return measure_exponent(variable->unit, &input->exponent) ||
           xml_fail(variable->node, loader->err,
                    _("the scale of the unit \"%s\" is no power of ten"), variable->unit);
}

static bool read_shared_input(const Loader *loader, const XmlNode *node, const char *id,
                              Input *input)
{
    uint32_t at;
    const char *unit;
    if (!strmap_find(loader->catalogue->inputs, str_view(id), &at))
        return unknown_name(loader, node, N_("input"), id, loader->catalogue->inputs);
    const XmlNode *shared = loader->catalogue->input_nodes[at];
    if (!xml_known(shared, "id unit moment aggregate", "name from comment", loader->err) ||
        !xml_need(shared, "unit", &unit, loader->err))
        return false;
    for (const XmlNode *from = xml_child(shared, "from"); from != NULL;
         from = xml_next(from, "from"))
        input->n_sources++;
    input->sources = arena_array(loader->arena, input->n_sources, sizeof *input->sources);
    InputSource *source = input->sources;
    for (const XmlNode *from = xml_child(shared, "from"); from != NULL;
         from = xml_next(from, "from"), source++) {
        const char *variable, *tiers;
        if (!xml_known(from, "variable tiers from to", "", loader->err) ||
            !xml_need(from, "variable", &variable, loader->err) ||
            !xml_need(from, "tiers", &tiers, loader->err) ||
            !xml_year(from, "from", YEAR_FIRST, &source->from, loader->err) ||
            !xml_year(from, "to", YEAR_LAST, &source->to, loader->err))
            return false;
        if (!tiers_parse(tiers, &source->tiers))
            return xml_fail(from, loader->err,
                            _("\"%s\" is no list of tiers (gmina city powiat voivodeship)"), tiers);
        int exponent = 0;
        source->variable = variable_find(&loader->catalogue->variables, variable);
        if (source->variable == NULL)
            return unknown_name(loader, from, N_("variable"), variable,
                                loader->catalogue->variables.by_id);
        if (!measure_exponent(source->variable->unit, &exponent) || exponent != input->exponent)
            return xml_fail(from, loader->err,
                            _("the variable \"%s\" is in %s, the input in %s: the scales differ"),
                            variable, source->variable->unit, unit);
    }
    return true;
}

bool shared_input_read(Arena *arena, Catalogue *catalogue, const char *id, Input *ret_input,
                       Err *err)
{
    const Loader loader = {arena, catalogue, NULL, err};
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
    const char *concepts = get(loader, node, "concept"), *groups = get(loader, node, "group");
    StrList ids = str_split(loader->arena, concepts == NULL ? "" : concepts, " ");
    StrList group_ids = str_split(loader->arena, groups == NULL ? "" : groups, " ");
    if (ids.n > FILTERS_MAX || group_ids.n > FILTERS_MAX)
        return xml_fail(node, loader->err, _("more than %d concepts"), FILTERS_MAX);
    for (size_t i = 0; i < ids.n; i++) {
        input->concepts[input->n_concepts] = concept_find(all, ids.items[i]);
        if (input->concepts[input->n_concepts++] == NULL)
            return unknown_name(loader, node, N_("concept"), ids.items[i],
                                concept_names(loader, NULL));
    }
    for (size_t i = 0; i < group_ids.n; i++) {
        input->groups[input->n_groups] = group_find(all, group_ids.items[i], input->report);
        if (input->groups[input->n_groups++] == NULL)
            return unknown_name(loader, node, N_("group"), group_ids.items[i],
                                concept_names(loader, input->report));
    }
    return true;
}

static bool check_codes(const Loader *loader, const XmlNode *node, const char *name, size_t width,
                        const char **ret_codes)
{
    *ret_codes = get(loader, node, name);
    StrList codes = str_split(loader->arena, *ret_codes == NULL ? "" : *ret_codes, " ");
    for (size_t i = 0; i < codes.n; i++) {
        StrView code = str_view(codes.items[i]);
        if (code.length != width || !str_all_digits(code))
            return xml_fail(node, loader->err,
                            PLURAL("%s: \"%s\" is not a code of %zu digit",
                                   "%s: \"%s\" is not a code of %zu digits", width),
                            name, code.text, width);
    }
    return true;
}

static bool read_report_input(const Loader *loader, const XmlNode *node, Input *input)
{
    const char *measure, *perspective = get(loader, node, "perspective"),
                         *absent = get(loader, node, "absent");
    if (report_first_measure(input->report) == n_report_measures)
        return xml_fail(node, loader->err, _("the report \"%s\" is not known: Rb-27S or Rb-28S"),
                        input->report);
    if (!need(loader, node, "measure", &measure))
        return false;
    if (!report_measure(input->report, measure, &input->measure)) {
        xml_fail(node, loader->err, _("%s has no measure \"%s\""), input->report, measure);
        const char *list = "";
        for (size_t i = report_first_measure(input->report);
             i < n_report_measures && strcmp(report_measures[i].report, input->report) == 0; i++)
            list = arena_printf(loader->arena, "%s %s", list, report_measures[i].name);
        return err_hint(loader->err, _("its measures:%s"), list);
    }
    if (absent != NULL && strcmp(absent, "zero-if-reported") != 0)
        return xml_fail(node, loader->err,
                        _("absent=\"%s\": of a report only zero-if-reported is known"), absent);
    if (perspective != NULL && !str_list_has("jst area", perspective))
        return xml_fail(node, loader->err, _("perspective=\"%s\" is not known: jst or area"),
                        perspective);
    input->area = perspective != NULL && strcmp(perspective, "area") == 0;
    return check_codes(loader, node, "dzial", 3, &input->dzial) &&
           check_codes(loader, node, "rozdzial", 5, &input->rozdzial) &&
           check_codes(loader, node, "paragraf", 3, &input->paragraf) &&
           check_codes(loader, node, "p4", 1, &input->p4) && read_concepts(loader, node, input);
}

static void describe_variable(const InputSource *source, StrBuf *text)
{
    const Variable *v = source->variable;
    strbuf_printf(text, "%s tiers %u %d-%d additive %d;", v->id, source->tiers, source->from,
                  source->to, v->additive);
    for (size_t i = 0; i < v->n_series; i++)
        strbuf_printf(text, " %s|%s|%s|%s %d-%d", v->series[i].source, v->series[i].subject,
                      v->series[i].dimensions, v->series[i].unit, v->series[i].from,
                      v->series[i].to);
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

static bool read_input(const Loader *loader, const XmlNode *node, Input *input)
{
    const char *variable = get(loader, node, "variable"), *shared = get(loader, node, "ref");
    input->report = get(loader, node, "report");
    input->node = node;
    if (!xml_known(
            node,
            "name ref variable report measure dzial rozdzial paragraf p4 concept group absent perspective "
            "perspective-accepted",
            "", loader->err) ||
        !need(loader, node, "name", &input->name))
        return false;
    if ((variable != NULL) + (shared != NULL) + (input->report != NULL) != 1)
        return xml_fail(node, loader->err,
                        _("the input \"%s\" needs exactly one of ref, variable and report"),
                        input->name);
    bool good = variable != NULL ? read_variable_input(loader, node, variable, input)
                : shared != NULL ? read_shared_input(loader, node, shared, input)
                                 : read_report_input(loader, node, input);
    if (good)
        describe_input(loader, input);
    return good;
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

bool input_breaks(const Input *input, int from_exclusive, int to_inclusive)
{
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

static bool read_inputs(const Loader *loader, Definition *definition)
{
    for (const XmlNode *at = xml_child(definition->node, "input"); at != NULL;
         at = xml_next(at, "input"))
        definition->n_inputs++;
    definition->inputs =
        arena_array(loader->arena, definition->n_inputs, sizeof *definition->inputs);
    size_t n = 0;
    for (const XmlNode *at = xml_child(definition->node, "input"); at != NULL;
         at = xml_next(at, "input")) {
        if (!read_input(loader, at, &definition->inputs[n]))
            return false;
        for (size_t i = 0; i < n; i++)
            if (strcmp(definition->inputs[i].name, definition->inputs[n].name) == 0)
                return xml_fail(at, loader->err, _("two inputs have the name \"%s\""),
                                definition->inputs[n].name);
        n++;
    }
    return true;
}

static bool read_formula(const Loader *loader, Definition *definition)
{
    const XmlNode *node = xml_child(definition->node, "formula");
    StrList names = {arena_array(loader->arena, definition->n_inputs, sizeof(char *)),
                     definition->n_inputs};
    Formula *formula;
    if (node == NULL)
        return xml_fail(definition->node, loader->err, _("the element <formula> is missing"));
    for (size_t i = 0; i < names.n; i++)
        names.items[i] = arena_strdup(loader->arena, definition->inputs[i].name);
    const FormulaPlace place = {node->file, node->text_line, node->text_column};
    if (!formula_parse(loader->arena, node->text, &names, place, &formula, loader->err))
        return false;
    if (formula_type(formula) == FORMULA_CONDITION)
        return xml_fail(node, loader->err,
                        _("the formula is a condition; an indicator is a number"));
    for (unsigned i = 0; i < definition->n_inputs; i++)
        if (!formula_uses(formula, i))
            return xml_fail(definition->inputs[i].node, loader->err,
                            _("the input \"%s\" is not used by the formula"),
                            definition->inputs[i].name);
    definition->formula = formula;
    definition->formula_text = node->text;
    return true;
}

static bool read_scope(const Loader *loader, Definition *definition)
{
    const XmlNode *scope = xml_child(definition->node, "scope");
    if (scope == NULL)
        return xml_fail(definition->node, loader->err, _("the element <scope> is missing"));
    const char *coverage = get(loader, scope, "coverage");
    Num share = {1, 0};
    if (!xml_known(scope, "from to coverage", "publish", loader->err) ||
        !xml_year(scope, "from", 2010, &definition->from, loader->err) ||
        !xml_year(scope, "to", YEAR_LAST, &definition->to, loader->err))
        return false;
    if (coverage != NULL &&
        num_parse(str_view(coverage), (NumFormat){".", false}, &share) != NUM_OK)
        return xml_fail(scope, loader->err, _("coverage wants a share such as 0.95"));
    definition->coverage = num_to_double(share.mantissa, share.scale);
    for (const XmlNode *at = xml_child(scope, "publish"); at != NULL;
         at = xml_next(at, "publish")) {
        const char *tier;
        unsigned tiers;
        if (!need(loader, at, "tier", &tier))
            return false;
        if (!tiers_parse(tier, &tiers))
            return xml_fail(at, loader->err,
                            _("the tier \"%s\" is not known: gmina, city, powiat, voivodeship"),
                            tier);
        definition->tiers |= tiers;
    }
    return definition->tiers != 0 ||
           xml_fail(scope, loader->err, _("no <publish tier=\"...\"/> says for whom it is"));
}

static bool read_place(const Loader *loader, Definition *definition)
{
    const XmlNode *place = xml_child(definition->node, "place"),
                  *result = xml_child(definition->node, "result");
    const char *decimals;
    uint64_t number;
    if (place == NULL || result == NULL)
        return xml_fail(definition->node, loader->err,
                        _("the elements <place> and <result> are needed"));
    if (!need(loader, place, "area", &definition->area) ||
        !need(loader, place, "service", &definition->service) ||
        !need(loader, place, "dimension", &definition->dimension) ||
        !need(loader, place, "direction", &definition->direction) ||
        !need(loader, result, "unit", &definition->unit) ||
        !need(loader, result, "decimals", &decimals))
        return false;
    if (!xml_known(result, "unit decimals", "", loader->err) ||
        !xml_known(place, "area service dimension direction", "", loader->err))
        return false;
    if (!str_list_has("ilosc jakosc dostepnosc efektywnosc kontekst", definition->dimension))
        return xml_fail(
            place, loader->err,
            _("the dimension \"%s\" is not known: ilosc jakosc dostepnosc efektywnosc kontekst"),
            definition->dimension);
    if (!str_list_has("stimulant destimulant neutral", definition->direction))
        return xml_fail(place, loader->err,
                        _("the direction \"%s\" is not known: stimulant destimulant neutral"),
                        definition->direction);
    bool known = false;
    for (size_t i = 0; i < loader->catalogue->n_services; i++) {
        const Service *service = &loader->catalogue->services[i];
        known = known || (strcmp(service->id, definition->service) == 0 &&
                          strcmp(service->area, definition->area) == 0);
    }
    if (!known)
        return xml_fail(place, loader->err,
                        _("the service \"%s\" of the area \"%s\" is not in areas.xml"),
                        definition->service, definition->area);
    if (!num_parse_count(str_view(decimals), 9, &number))
        return xml_fail(result, loader->err, _("decimals wants a number from 0 to 9"));
    definition->decimals = (int)number;
    return measure_exponent(definition->unit, &definition->exponent) ||
           xml_fail(result, loader->err, _("the scale of the unit \"%s\" is no power of ten"),
                    definition->unit);
}

static const char *localised(const Definition *definition, const char *name, const char *language)
{
    const char *own =
        definition->member == NULL ? "" : xml_text_in(definition->member, name, language);
    return *own != '\0' ? own : xml_text_in(definition->node, name, language);
}

static void read_texts(Definition *definition)
{
    definition->name_pl = localised(definition, "name", "pl");
    definition->name_en = localised(definition, "name", "en");
    definition->description_pl = localised(definition, "description", "pl");
    definition->description_en = localised(definition, "description", "en");
    definition->interpretation_pl = localised(definition, "interpretation", "pl");
    definition->interpretation_en = localised(definition, "interpretation", "en");
}

static void describe_sources(const Loader *loader, Definition *definition)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    StrMap *seen = strmap_new(loader->arena);
    for (size_t i = 0; i < definition->n_inputs; i++) {
        const Input *input = &definition->inputs[i];
        for (size_t k = 0; k < (input->report != NULL ? 1 : input->n_sources); k++) {
            const char *source = input->report != NULL
                                     ? input->report
                                     : arena_printf(loader->arena, "%s %s",
                                                    input->sources[k].variable->series[0].source,
                                                    input->sources[k].variable->series[0].subject);
            bool fresh;
            (void)strmap_add(seen, str_view(source), 0, &fresh);
            if (fresh)
                strbuf_printf(&text, "%s%s", text.length == 0 ? "" : "; ", source);
        }
    }
    definition->sources = arena_strdup(loader->arena, text.text == NULL ? "" : text.text);
}

static void digest_meaning(const Loader *loader, Definition *definition)
{
    Digest *digest = digest_begin();
    digest_text(digest, definition->code);
    digest_text(digest, formula_canonical(loader->arena, definition->formula));
    digest_text(digest, arena_printf(loader->arena, "%u %d %d %d %d %.17g", definition->tiers,
                                     definition->from, definition->to, definition->decimals,
                                     definition->exponent, definition->coverage));
    for (size_t i = 0; i < definition->n_inputs; i++) {
        digest_text(digest, definition->inputs[i].name);
        digest_text(digest, definition->inputs[i].canonical);
    }
    digest_end(digest, definition->digest);
}

bool definition_read(Arena *arena, Catalogue *catalogue, const XmlNode *node, const XmlNode *member,
                     Definition *ret_definition, Err *err)
{
    Loader loader = {arena, catalogue, member, err};
    Definition definition = {.node = node, .member = member};
    const char *version;
    uint64_t number;
    static const char *const children =
        "name description interpretation place scope input formula result rule example member verify comment";
    if (!xml_known(node, member == NULL ? "code version state" : "id version state", children,
                   err) ||
        !xml_need(member == NULL ? node : member, "code", &definition.code, err) ||
        !xml_need(node, "version", &version, err) ||
        !xml_need(node, "state", &definition.state, err))
        return false;
    if (!num_parse_count(str_view(version), 9999, &number))
        return xml_fail(node, err, _("version wants a whole number"));
    definition.version = (int)number;
    if (!str_list_has("draft approved retired", definition.state))
        return xml_fail(node, err, _("the state \"%s\" is not known: draft, approved, retired"),
                        definition.state);
    read_texts(&definition);
    if (*definition.name_pl == '\0' || *definition.name_en == '\0')
        return xml_fail(member == NULL ? node : member, err,
                        _("%s has no name in Polish and English"), definition.code);
    if (!read_place(&loader, &definition) || !read_scope(&loader, &definition) ||
        !read_inputs(&loader, &definition) || !read_formula(&loader, &definition))
        return false;
    describe_sources(&loader, &definition);
    digest_meaning(&loader, &definition);
    *ret_definition = definition;
    return true;
}
