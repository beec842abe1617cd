/* The card of an indicator: everything that is to be known of a value before it is used. */
#include "site.h"

#include "frame.h"

static void section(Page *page, const char *id, Word word)
{
    html_add(&page->text, "<h2 id=\"%s\">%s</h2>\n", id, say(page, word));
}

static void add_place(Page *page, const Definition *definition)
{
    html_add(&page->text,
             "<p class=\"place\"><a href=\"%sareas/%s.html\">%s</a> › "
             "<a href=\"%sareas/%s.html#%s\">%s</a> · %s: %s</p>\n",
             page_up(page), definition->area, page_area_name(page, definition->area), page_up(page),
             definition->area, definition->service, page_service_name(page, definition->service),
             say(page, WORD_DIMENSION), term_text(definition->dimension, page->language));
}

static void add_texts(Page *page, const Definition *definition)
{
    section(page, "definition", WORD_DEFINITION);
    html_add(&page->text, "<p>%s</p>\n",
             page_text(page, definition->description_pl, definition->description_en));
    section(page, "interpretation", WORD_INTERPRETATION);
    html_add(&page->text, "<p>%s</p>\n",
             page_text(page, definition->interpretation_pl, definition->interpretation_en));
}

/* "%", "km/10000 osoba": a power of ten that the formula does not show. */
static bool has_scale(const char *unit)
{
    return strpbrk(unit, "%0") != NULL || strstr(unit, "‰") != NULL;
}

static void add_formula(Page *page, const Definition *definition)
{
    section(page, "formula", WORD_FORMULA);
    html_add(&page->text, "<section class=\"wide\" tabindex=\"0\" aria-label=\"%s\">\n",
             say(page, WORD_FORMULA));
    typeset_formula(page, definition);
    html_add(&page->text, "</section>\n");
    if (strcmp(definition->unit, "1") != 0)
        html_add(&page->text, "<p>%s: <b>%s</b>.%s%s</p>\n", say(page, WORD_RESULT_IN),
                 definition->unit, has_scale(definition->unit) ? " " : "",
                 has_scale(definition->unit) ? say(page, WORD_SCALED) : "");
    html_add(&page->text, "<dl>\n");
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (formula_uses(definition->formula, (unsigned)i))
            html_add(&page->text, "<dt><code>%s</code></dt><dd>%s</dd>\n",
                     definition->inputs[i].name,
                     input_label(page, definition, &definition->inputs[i]));
    html_add(&page->text, "</dl>\n<h3>%s</h3>\n", say(page, WORD_IN_WORDS));
    phrase_formula(page, definition);
    html_add(&page->text, "<h3>%s</h3>\n<pre class=\"wide\" tabindex=\"0\"><code>%s</code></pre>\n",
             say(page, WORD_AS_WRITTEN), definition->formula_text);
}

static void add_ids(Page *page, const Definition *definition)
{
    const Site *site = page->site;
    const char *ids = "";
    for (size_t i = 0; i < site->ids.n; i++) {
        const PortalId *id = &site->ids.items[i];
        bool known = strcmp(id->note, "SMUP") == 0;
        if (strcmp(id->kind, "indicator") != 0 || strcmp(id->code, definition->code) != 0)
            continue;
        ids = arena_printf(site->arena, "%s%s%s (%s; %s)", ids, *ids == '\0' ? "" : ", ", id->id,
                           *id->tier == '\0' ? say(page, WORD_ALL_TIERS)
                                             : term_text(id->tier, page->language),
                           say(page, known ? WORD_SMUP_ID : WORD_LOCAL_ID));
    }
    page_term(page, WORD_PORTAL_ID, *ids == '\0' ? "–" : ids);
}

static void add_state(Page *page, const Definition *definition)
{
    const Definition *successor =
        definition->successor == NULL
            ? NULL
            : catalogue_find(page->site->catalogue, definition->successor);
    page_term(page, WORD_STATE,
              term_text(definition_state_name(definition->state), page->language));
    if (successor == NULL)
        return;
    html_add(&page->text, "<dt>%s</dt><dd>", say(page, WORD_SUCCESSOR));
    page_definition_link(page, successor);
    html_add(&page->text, "</dd>\n");
}

static void add_features(Page *page, const Definition *definition)
{
    Arena *arena = page->site->arena;
    section(page, "features", WORD_FEATURES);
    html_add(&page->text, "<dl>\n");
    page_term(page, WORD_UNIT, definition->unit);
    page_term(page, WORD_DECIMALS,
              arena_printf(arena, "%d; %s", definition->decimals, say(page, WORD_ROUNDING)));
    page_term(page, WORD_DIRECTION, term_text(definition->direction, page->language));
    page_term(page, WORD_TIERS, page_tiers(page, definition->tiers));
    page_term(page, WORD_LEVELS,
              arena_printf(arena, "%s; %s%.0f%%",
                           page_words(page, frame_base_levels(arena, definition)),
                           say(page, WORD_LEVELS_ABOVE), definition->coverage * 100));
    page_term(page, WORD_YEARS, page_years(page, definition->from, definition->to));
    page_term(page, WORD_FREQUENCY, say(page, WORD_ANNUAL));
    add_ids(page, definition);
    add_state(page, definition);
    html_add(&page->text, "</dl>\n");
}

static void add_inputs(Page *page, const Definition *definition)
{
    section(page, "inputs", WORD_INPUTS);
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (definition->inputs[i].indicator == NULL ||
            input_role(definition, &definition->inputs[i]) == ROLE_FORMULA)
            input_describe(page, definition, &definition->inputs[i]);
}

/* The formula of a rule as it is written. */
static const char *rule_text(const Page *page, const XmlNode *node)
{
    const XmlNode *when = xml_child(node, "when"), *then = xml_child(node, "then");
    return when == NULL ? node->text
                        : arena_printf(page->site->arena, "%s %s: %s", say(page, WORD_RULE_WHEN),
                                       when->text, then->text);
}

static void add_rules(Page *page, const Definition *definition)
{
    const Rule *rule = definition->rules;
    section(page, "rules", WORD_RULES);
    if (definition->n_rules == 0) {
        html_add(&page->text, "<p>%s</p>\n", say(page, WORD_NO_RULES));
        return;
    }
    html_add(&page->text, "<ul>\n");
    for (const XmlNode *at = xml_child(definition->node, "rule"); at != NULL;
         at = xml_next(at, "rule"), rule++)
        html_add(&page->text, "<li>%s: %s. <code>%s</code></li>\n",
                 term_text(severity_name(rule->severity), page->language),
                 page_text(page, rule->text_pl, rule->text_en), rule_text(page, at));
    html_add(&page->text, "</ul>\n");
}

/* "1250000,50 [zł]", "brak (O)" */
static void add_cell(Page *page, const XmlNode *node, const char *unit)
{
    const char *state = xml_attribute(node, "state");
    if (*node->text != '\0' && strcmp(unit, "1") != 0)
        html_add(&page->text, "%s [%s]", page_number(page, node->text), unit);
    else if (*node->text != '\0')
        html_add(&page->text, "%s", page_number(page, node->text));
    else
        html_add(&page->text, "%s", say(page, WORD_MISSING));
    if (state != NULL)
        html_add(&page->text, " (%s)", state);
}

static void add_given(Page *page, const Definition *definition, const XmlNode *given)
{
    const char *name = xml_attribute(given, "name"), *lag = xml_attribute(given, "lag"),
               *year = xml_attribute(given, "year"), *unit = "";
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (strcmp(definition->inputs[i].name, name) == 0)
            unit = definition->inputs[i].unit;
    html_add(&page->text, "<li><code>%s%s%s%s%s</code> = ", name, lag == NULL ? "" : " t−",
             lag == NULL ? "" : lag, year == NULL ? "" : " ", year == NULL ? "" : year);
    add_cell(page, given, unit == NULL ? "" : unit);
    html_add(&page->text, "</li>\n");
}

static void add_examples(Page *page, const Definition *definition)
{
    section(page, "examples", WORD_EXAMPLES);
    html_add(&page->text, "<p>%s</p>\n<ol>\n", say(page, WORD_EXAMPLES_INTRO));
    for (const XmlNode *at = xml_child(definition->node, "example"); at != NULL;
         at = xml_next(at, "example")) {
        html_add(&page->text, "<li>%s\n<ul>\n", say(page, WORD_GIVEN));
        for (const XmlNode *given = xml_child(at, "given"); given != NULL;
             given = xml_next(given, "given"))
            add_given(page, definition, given);
        html_add(&page->text, "</ul>\n%s: <b>", say(page, WORD_EXPECTED));
        add_cell(page, xml_child(at, "expect"), definition->unit);
        html_add(&page->text, "</b></li>\n");
    }
    html_add(&page->text, "</ol>\n");
}

static void add_verification(Page *page, const Definition *definition)
{
    section(page, "verification", WORD_VERIFICATION);
    if (definition->n_verifies == 0) {
        html_add(&page->text, "<p>%s</p>\n", say(page, WORD_NO_VERIFICATION));
        return;
    }
    html_add(&page->text, "<p>%s</p>\n<ul>\n", say(page, WORD_VERIFY_INTRO));
    for (size_t i = 0; i < definition->n_verifies; i++) {
        const Verify *verify = &definition->verifies[i];
        const char *tolerance =
            definition_attribute(page->site->arena, definition, verify->node, "tolerance");
        html_add(&page->text, "<li><code>%s</code> %s; %s: %s%s%s</li>\n",
                 definition->inputs[verify->input].name,
                 input_label(page, definition, &definition->inputs[verify->input]),
                 say(page, WORD_TOLERANCE), page_number(page, tolerance),
                 verify->relative ? "" : " ", verify->relative ? "" : definition->unit);
    }
    html_add(&page->text, "</ul>\n");
}

static void add_history(Page *page, const Definition *definition)
{
    static const Word headings[] = {WORD_VERSION, WORD_SINCE, WORD_CHANGE};
    const Review *review = &definition->review;
    Arena *arena = page->site->arena;
    section(page, "history", WORD_HISTORY);
    page_table_begin(page, WORD_HISTORY, headings, ARRAY_LENGTH(headings));
    for (const XmlNode *at = xml_child(definition->node, "version"); at != NULL;
         at = xml_next(at, "version"))
        html_add(&page->text, "<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                 xml_attribute(at, "number"), xml_attribute(at, "since"),
                 page_text(page, definition_attribute(arena, definition, at, "pl"),
                           definition_attribute(arena, definition, at, "en")));
    html_add(&page->text, "<tr><td>1</td><td>–</td><td>%s</td></tr>\n",
             say(page, WORD_FIRST_VERSION));
    page_table_end(page);
    html_add(&page->text, "<p>%s: %s %s, %s %s, %s. %s: <code>%s</code>.</p>\n",
             say(page, WORD_REVIEW), say(page, WORD_AUTHOR),
             review->author == NULL ? "–" : review->author, say(page, WORD_REVIEWER),
             review->reviewer == NULL ? "–" : review->reviewer,
             review->date == NULL ? "–" : review->date, say(page, WORD_DIGEST),
             arena_printf(arena, "%.12s", definition->digest));
}

void card_write(Page *page, const Definition *definition)
{
    page_begin(page, arena_printf(page->site->arena, "%s. %s", definition->code,
                                  page_text(page, definition->name_pl, definition->name_en)));
    add_place(page, definition);
    add_texts(page, definition);
    add_formula(page, definition);
    add_features(page, definition);
    add_inputs(page, definition);
    section(page, "limits", WORD_LIMITS);
    limits_write(page, definition);
    section(page, "breaks", WORD_BREAKS);
    breaks_write(page, definition);
    add_rules(page, definition);
    add_examples(page, definition);
    add_verification(page, definition);
    section(page, "graph", WORD_GRAPH);
    graph_draw(page, definition);
    add_history(page, definition);
    page_end(page);
}
