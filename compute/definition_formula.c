/* Formula, rules and second sources of a definition; what its units, moments and perspectives say;
 * its digest and state. */
#include "definition_parts.h"
#include "digest.h"
#include "dimension.h"
#include "num.h"

const char *severity_name(Severity severity)
{
    static const char *const names[SEVERITIES] = {"info", "warning", "error"};
    return names[severity];
}

/* Indicators that a formula names become inputs, behind those that are written. */
static unsigned add_indicator(const Loader *loader, Definition *definition,
                              const Definition *indicator)
{
    unsigned at;
    if (definition_input(definition, indicator->code, &at))
        return at;
    if (definition->n_inputs == definition->capacity) {
        Input *larger = arena_array(loader->arena, 2 * definition->capacity + 8, sizeof *larger);
        if (definition->n_inputs > 0)
            memcpy(larger, definition->inputs, definition->n_inputs * sizeof *larger);
        definition->inputs = larger;
        definition->capacity = 2 * definition->capacity + 8;
    }
    definition->inputs[definition->n_inputs] = (Input){.name = indicator->code,
                                                       .indicator = indicator,
                                                       .unit = indicator->unit,
                                                       .unit_measure = indicator->measure,
                                                       .exponent = indicator->exponent,
                                                       .canonical = indicator->code};
    return (unsigned)definition->n_inputs++;
}

/* The formula of an element, with names that are numbers of inputs. */
static bool parse(const Loader *loader, Definition *definition, const XmlNode *node,
                  Formula **ret_formula)
{
    const Catalogue *catalogue = loader->catalogue;
    size_t n = definition->n_inputs, n_all = n + catalogue->n;
    FormulaNames names = {.inputs = {arena_array(loader->arena, n + 1, sizeof(char *)), n},
                          .codes = catalogue->codes,
                          .n_codes = (unsigned)catalogue->n};
    for (size_t i = 0; i < n; i++)
        names.inputs.items[i] = arena_strdup(
            loader->arena, definition->inputs[i].name == NULL ? "" : definition->inputs[i].name);
    const FormulaPlace place = {node, loader->diag};
    if (!formula_parse(loader->arena, node->text, &names, place, ret_formula, loader->err))
        return false;
    unsigned *numbers = arena_array(loader->arena, n_all, sizeof *numbers);
    for (size_t i = 0; i < n_all; i++) {
        numbers[i] = (unsigned)i;
        if (i >= n && formula_uses(*ret_formula, (unsigned)i))
            numbers[i] = add_indicator(loader, definition, &catalogue->items[i - n]);
    }
    const char **all = arena_array(loader->arena, definition->n_inputs + 1, sizeof *all);
    for (size_t i = 0; i < definition->n_inputs; i++)
        all[i] = definition->inputs[i].name;
    formula_rename(*ret_formula, numbers, all, (unsigned)definition->n_inputs);
    return true;
}

static const UnitMeasure *unit_of(void *context, unsigned name)
{
    const Definition *definition = context;
    return &definition->inputs[name].unit_measure;
}

static bool is_verified(const Definition *definition, unsigned input)
{
    for (const XmlNode *at = definition_child(definition, "verify"); at != NULL;
         at = definition_next(definition, at, "verify")) {
        const char *name = xml_attribute(at, "input");
        if (name != NULL && strcmp(name, definition->inputs[input].name) == 0)
            return true;
    }
    return false;
}

static bool uses_itself(const Definition *definition)
{
    for (size_t i = definition->n_written; i < definition->n_inputs; i++)
        if (definition->inputs[i].indicator == definition)
            return true;
    return false;
}

static bool read_formula(const Loader *loader, Definition *definition)
{
    const XmlNode *node = xml_child(definition->node, "formula");
    Formula *formula;
    if (node == NULL)
        return loader_missing(loader, definition->node, "formula", "<formula>...</formula>");
    if (!xml_known(node, "", "", loader->err) || !parse(loader, definition, node, &formula))
        return false;
    if (formula_type(formula) == FORMULA_CONDITION || formula_type(formula) == FORMULA_TEXT)
        return xml_fail(node, loader->err,
                        formula_type(formula) == FORMULA_TEXT
                            ? _("T06: the formula is a text; an indicator is a number")
                            : _("T07: the formula is a condition; an indicator is a number")) ||
               err_hint(loader->err, "%s",
                        formula_type(formula) == FORMULA_TEXT
                            ? _("make a number of it: cast(x, number)")
                            : _("make a number of it: if ... then 1 else 0"));
    if (uses_itself(definition))
        return xml_fail(node, loader->err, _("N08: the formula speaks of %s itself"),
                        definition->code) ||
               err_hint(loader->err, "%s",
                        _("years before are read from the inputs: prev(x / y); a rule may name the "
                          "indicator"));
    definition->formula = formula;
    definition->formula_text = node->text;
    const DimensionNames names = {definition, unit_of};
    return !definition->units_known ||
           dimension_check(loader->arena, formula, &names, &definition->measure, definition->unit,
                           loader->err);
}

static bool read_rule_formula(const Loader *loader, Definition *definition, const XmlNode *node,
                              const Formula **ret_formula)
{
    Formula *formula;
    const DimensionNames names = {definition, unit_of};
    if (!parse(loader, definition, node, &formula))
        return false;
    if (formula_type(formula) != FORMULA_CONDITION)
        return xml_fail(node, loader->err,
                        _("V01: a rule is a condition: something that is to hold")) ||
               err_hint(loader->err, _("write a comparison such as %s >= 0"), definition->code);
    *ret_formula = formula;
    return !definition->units_known ||
           dimension_check(loader->arena, formula, &names, NULL, NULL, loader->err);
}

static bool read_rule(const Loader *loader, Definition *definition, const XmlNode *node, Rule *rule)
{
    const char *severity;
    if (!xml_known(node, "id severity pl en", "when then", loader->err) ||
        !xml_need(node, "id", &rule->id, loader->err) ||
        !xml_need(node, "severity", &severity, loader->err) ||
        !xml_need(node, "pl", &rule->text_pl, loader->err))
        return false;
    rule->text_en = xml_attribute(node, "en");
    while (rule->severity < SEVERITIES && strcmp(severity_name(rule->severity), severity) != 0)
        rule->severity++;
    if (rule->severity == SEVERITIES)
        return xml_fail_at(node, "severity", loader->err,
                           _("V02: severity=\"%s\" is not known: info, warning or error"),
                           severity);
    const XmlNode *when = xml_child(node, "when"), *then = xml_child(node, "then");
    if ((when == NULL) != (then == NULL))
        return xml_fail(node, loader->err, _("V03: <when> and <then> stand together")) ||
               err_hint(loader->err, _("write %s"), "<when>...</when><then>...</then>");
    return (when == NULL || read_rule_formula(loader, definition, when, &rule->when)) &&
           read_rule_formula(loader, definition, then == NULL ? node : then, &rule->holds);
}

static void read_rules(const Loader *loader, Definition *definition)
{
    definition->rules =
        arena_array(loader->arena, xml_count(definition->node, "rule"), sizeof *definition->rules);
    for (const XmlNode *at = xml_child(definition->node, "rule"); at != NULL;
         at = xml_next(at, "rule")) {
        Rule *rule = &definition->rules[definition->n_rules];
        *rule = (Rule){0};
        bool good = read_rule(loader, definition, at, rule);
        for (size_t i = 0; good && i < definition->n_rules; i++)
            if (strcmp(definition->rules[i].id, rule->id) == 0)
                good = xml_fail_at(at, "id", loader->err, _("V04: two rules have the id \"%s\""),
                                   rule->id);
        definition->n_rules += good;
        if (!good)
            (void)diag_take(loader->diag, loader->err);
    }
}

/* "0.01" of the result's unit, or "0.5%" of the other value. */
static bool read_tolerance(const char *text, Verify *verify)
{
    size_t length = strlen(text);
    Num num;
    verify->relative = length > 0 && text[length - 1] == '%';
    if (num_parse((StrView){text, length - verify->relative}, (NumFormat){".", false}, &num) !=
            NUM_OK ||
        num.mantissa < 0)
        return false;
    verify->tolerance = num_to_double(num.mantissa, num.scale) / (verify->relative ? 100 : 1);
    return true;
}

/* What checks are reported by: the id of a rule, the input of a second source. */
static bool is_checked(const Definition *definition, const char *name)
{
    for (size_t i = 0; i < definition->n_rules; i++)
        if (strcmp(definition->rules[i].id, name) == 0)
            return true;
    for (size_t i = 0; i < definition->n_verifies; i++)
        if (strcmp(definition->inputs[definition->verifies[i].input].name, name) == 0)
            return true;
    return false;
}

static bool fail_other_unit(const Loader *loader, const Definition *definition, const XmlNode *node,
                            const Input *other)
{
    (void)xml_fail_at(node, "input", loader->err,
                      _("V06: the second source is in %s, the result in %s"), other->unit,
                      definition->unit);
    return err_hint(
        loader->err, "%s",
        _("where the other source has a part of it only, compare the parts in a <rule>"));
}

static bool read_verify(const Loader *loader, const Definition *definition, const XmlNode *node,
                        Verify *verify)
{
    const char *input, *tolerance;
    verify->node = node;
    if (!xml_known(node, "input tolerance", "comment", loader->err) ||
        !xml_need(node, "input", &input, loader->err) ||
        !xml_need(node, "tolerance", &tolerance, loader->err))
        return false;
    if (!definition_input(definition, input, &verify->input))
        return loader_unknown(loader, node, "input", N_("input"), input, NULL) ||
               definition_hint_input(definition, input, loader->err);
    if (is_checked(definition, input))
        return xml_fail_at(node, "input", loader->err,
                           _("V07: a rule or another second source has the name \"%s\" already"),
                           input);
    if (!read_tolerance(tolerance, verify))
        return xml_fail_at(
            node, "tolerance", loader->err,
            _("V05: tolerance wants a number in the result's unit such as 0.01, or a "
              "share of the other value such as 0.5%%"));
    const Input *other = &definition->inputs[verify->input];
    return !definition->units_known || measure_fits(&other->unit_measure, &definition->measure) ||
           measure_fits(&definition->measure, &other->unit_measure) ||
           fail_other_unit(loader, definition, node, other);
}

static void read_verifies(const Loader *loader, Definition *definition)
{
    definition->verifies = arena_array(loader->arena, definition_count(definition, "verify"),
                                       sizeof *definition->verifies);
    for (const XmlNode *at = definition_child(definition, "verify"); at != NULL;
         at = definition_next(definition, at, "verify")) {
        if (read_verify(loader, definition, at, &definition->verifies[definition->n_verifies]))
            definition->n_verifies++;
        else
            (void)diag_take(loader->diag, loader->err);
    }
}

/* Is the input used by a rule? */
static bool in_rules(const Definition *definition, unsigned input)
{
    for (size_t i = 0; i < definition->n_rules; i++) {
        const Rule *rule = &definition->rules[i];
        if (formula_uses(rule->holds, input) ||
            (rule->when != NULL && formula_uses(rule->when, input)))
            return true;
    }
    return false;
}

static void check_used(const Loader *loader, const Definition *definition)
{
    for (unsigned i = 0; i < definition->n_written; i++) {
        const Input *input = &definition->inputs[i];
        if (input->name == NULL || formula_uses(definition->formula, i) ||
            in_rules(definition, i) || is_verified(definition, i))
            continue;
        (void)xml_fail_at(input->node, "name", loader->err, _("N09: nothing uses the input \"%s\""),
                          input->name);
        (void)err_hint(loader->err, "%s",
                       _("delete it, or use it in the formula, a rule or a <verify>"));
        (void)diag_take(loader->diag, loader->err);
    }
}

/* "Rb-28S", "BDL P2137", another indicator's code: each once, behind "; ". */
static void add_source(StrMap *seen, StrBuf *text, const char *source)
{
    bool fresh;
    (void)strmap_add(seen, str_view(source), 0, &fresh);
    if (fresh)
        strbuf_printf(text, "%s%s", text->length == 0 ? "" : "; ", source);
}

static void describe_sources(const Loader *loader, Definition *definition)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    StrMap *seen = strmap_new(loader->arena);
    for (size_t i = 0; i < definition->n_inputs; i++) {
        const Input *input = &definition->inputs[i];
        if (!formula_uses(definition->formula, (unsigned)i))
            continue;
        if (input->report != NULL || input->indicator != NULL) {
            add_source(seen, &text, input->report != NULL ? input->report : input->indicator->code);
            continue;
        }
        for (size_t k = 0; k < input->n_sources; k++) {
            const Variable *variable = input->sources[k].variable;
            if (variable->n_series > 0)
                add_source(seen, &text,
                           arena_printf(loader->arena, "%s %s", variable->series[0].source,
                                        variable->series[0].subject));
        }
    }
    definition->sources = arena_strdup(loader->arena, text.text == NULL ? "" : text.text);
}

/* An input without a name, or too many of them: a name in the formula could be meant for it. */
static bool has_names(const Definition *definition)
{
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (definition->inputs[i].name == NULL)
            return false;
    return definition->n_inputs == definition_count(definition, "input");
}

void definition_compile(Arena *arena, Catalogue *catalogue, Diag *diag, Definition *definition)
{
    Err err = {0};
    const Loader loader = {arena, catalogue, definition->member, diag, &err};
    size_t before = diag->n_errors;
    if (!has_names(definition))
        return;
    /* what is wrong elsewhere in the definition leaves its names; only units are not known then */
    if (!read_formula(&loader, definition))
        (void)diag_take(diag, &err);
    read_rules(&loader, definition);
    read_verifies(&loader, definition);
    if (definition->formula == NULL)
        return;
    if (diag->n_errors == before) /* else an input may be meant where a mistake is */
        check_used(&loader, definition);
    if (!definition->read)
        return;
    definition_warn(diag, definition);
    describe_sources(&loader, definition);
    definition->compiled = diag->n_errors == before;
}

static void digest_formula(Digest *digest, Arena *arena, const Formula *formula)
{
    digest_text(digest, formula == NULL ? "" : formula_canonical(arena, formula));
}

void definition_digest_value(Arena *arena, Definition *definition)
{
    Digest *digest = digest_begin();
    digest_text(digest, definition->code);
    digest_formula(digest, arena, definition->formula);
    digest_text(digest, arena_printf(arena, "%u %d %d %d %d %.17g", definition->tiers,
                                     definition->from, definition->to, definition->decimals,
                                     definition->exponent, definition->coverage));
    for (size_t i = 0; i < definition->n_inputs; i++) {
        const Input *input = &definition->inputs[i];
        if (!formula_uses(definition->formula, (unsigned)i))
            continue;
        digest_text(digest, input->name);
        digest_text(digest,
                    input->indicator != NULL ? input->indicator->value_digest : input->canonical);
    }
    digest_end(digest, definition->value_digest);
}

/* What rules and second sources add to the values. */
static void digest_meaning(Arena *arena, Definition *definition)
{
    Digest *digest = digest_begin();
    digest_text(digest, definition->value_digest);
    for (size_t i = 0; i < definition->n_inputs; i++) {
        const Input *input = &definition->inputs[i];
        if (formula_uses(definition->formula, (unsigned)i) || input->indicator == definition)
            continue;
        digest_text(digest, input->name);
        digest_text(digest,
                    input->indicator != NULL ? input->indicator->value_digest : input->canonical);
    }
    for (size_t i = 0; i < definition->n_rules; i++) {
        digest_text(digest, definition->rules[i].id);
        digest_formula(digest, arena, definition->rules[i].when);
        digest_formula(digest, arena, definition->rules[i].holds);
    }
    for (size_t i = 0; i < definition->n_verifies; i++) {
        const Verify *verify = &definition->verifies[i];
        digest_text(digest,
                    arena_printf(arena, "%s %.17g %d", definition->inputs[verify->input].name,
                                 verify->tolerance, verify->relative));
    }
    digest_end(digest, definition->digest);
}

static void become_draft(Diag *diag, Definition *definition, Err *warning)
{
    definition->state = STATE_DRAFT;
    diag_warn(diag, warning);
}

/* The first draft that an indicator is computed from, or NULL. */
static const Definition *find_draft(const Definition *definition)
{
    for (size_t i = definition->n_written; i < definition->n_inputs; i++) {
        const Definition *indicator = definition->inputs[i].indicator;
        if (indicator != definition && indicator->state == STATE_DRAFT &&
            formula_uses(definition->formula, (unsigned)i))
            return indicator;
    }
    return NULL;
}

void definition_finish(Arena *arena, Diag *diag, Definition *definition)
{
    const XmlNode *node = definition->member != NULL ? definition->member : definition->node;
    const XmlNode *review = xml_child(node, "review");
    const char *reviewed = definition->review.digest;
    Err warning = {0};
    digest_meaning(arena, definition);
    definition->state = definition->declared;
    if (definition->declared == STATE_DRAFT || review == NULL)
        return;
    const Definition *draft = find_draft(definition);
    if (strncmp(definition->digest, reviewed, strlen(reviewed)) != 0) {
        (void)xml_fail_at(
            review, "digest", &warning,
            _("L03: %s has changed its meaning since it was reviewed; it counts as a draft"),
            definition->code);
        (void)err_hint(&warning, _("review it again and write digest=\"%.12s\""),
                       definition->digest);
        become_draft(diag, definition, &warning);
    } else if (draft != NULL) {
        (void)xml_fail(
            review, &warning,
            _("L06: %s is computed from %s, which is a draft; so it counts as a draft too"),
            definition->code, draft->code);
        become_draft(diag, definition, &warning);
    }
}
