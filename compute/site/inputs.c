/*
 * What an input is read from, for people: a line for labels, and all of it for the card. A variable
 * is shown by its series, a row of a budget report by its column and codes in each span of years.
 */
#include "site.h"

const char *series_subject(Arena *arena, const VariableSeries *series)
{
    return arena_printf(arena, "%s %s", series->source, series->subject);
}

CodeTable input_code_table(const Input *input, ClassKind kind)
{
    if (kind == CLASS_DZIAL)
        return CODES_DZIALY;
    if (kind == CLASS_ROZDZIAL)
        return CODES_ROZDZIALY;
    return strcmp(input->report, "Rb-27S") == 0 ? CODES_INCOME : CODES_EXPENDITURE;
}

const char *code_name(const Site *site, CodeTable table, const char *code, int year)
{
    const ClassCode *found = codes_find(&site->catalogue->classification.codes.tables[table], code);
    while (found != NULL && found->next != NULL &&
           code_meaning_validity(found, year) == VALIDITY_NO)
        found = found->next;
    return found == NULL ? "" : found->name;
}

const char *concept_name(const Page *page, const Concept *entry)
{
    return page_text(page, xml_text_in(entry->node, "name", "pl"),
                     xml_text_in(entry->node, "name", "en"));
}

typedef struct Filter {
    const char *codes;
    Word word;
    ClassKind kind;
} Filter;
enum { FILTERS = 4, CODES_SHOWN = 12 };

static void filters_of(const Input *input, Filter ret_filters[FILTERS])
{
    ret_filters[0] = (Filter){input->dzial, WORD_DZIAL, CLASS_DZIAL};
    ret_filters[1] = (Filter){input->rozdzial, WORD_ROZDZIAL, CLASS_ROZDZIAL};
    ret_filters[2] = (Filter){input->paragraf, WORD_PARAGRAF, CLASS_PARAGRAF};
    ret_filters[3] = (Filter){input->p4, WORD_P4, CLASS_KINDS};
}

/* ": Szkoły podstawowe; paragraf 031; Wydatki bieżące", or "" */
static const char *codes_label(const Page *page, const Input *input)
{
    Arena *arena = page->site->arena;
    Filter filters[FILTERS];
    const char *parts = "", *between = ": ";
    for (size_t i = 0; i < input->n_concepts; i++, between = "; ")
        parts =
            arena_printf(arena, "%s%s%s", parts, between, concept_name(page, input->concepts[i]));
    filters_of(input, filters);
    for (size_t i = 0; i < FILTERS; i++)
        if (filters[i].codes != NULL && *filters[i].codes != '\0') {
            parts = arena_printf(arena, "%s%s%s %s", parts, between, say(page, filters[i].word),
                                 filters[i].codes);
            between = "; ";
        }
    for (size_t i = 0; i < input->n_groups; i++, between = "; ")
        parts = arena_printf(arena, "%s%s%s", parts, between, concept_name(page, input->groups[i]));
    return parts;
}

const char *input_codes(const Page *page, const Input *input)
{
    const char *codes = codes_label(page, input);
    return *codes == '\0' ? say(page, WORD_EVERYTHING) : codes + 2;
}

static const char *report_label(const Page *page, const Input *input)
{
    const Measure *measure = &report_measures[report_first_measure(input->report) + input->measure];
    bool revenue = strcmp(input->report, "Rb-27S") == 0;
    return arena_printf(page->site->arena, "%s (%s, %s)%s",
                        say(page, revenue ? WORD_REVENUE : WORD_EXPENDITURE), input->report,
                        term_text(measure->name, page->language), codes_label(page, input));
}

InputRole input_role(const Definition *definition, const Input *input)
{
    unsigned number = (unsigned)(input - definition->inputs);
    if (formula_uses(definition->formula, number))
        return ROLE_FORMULA;
    for (size_t i = 0; i < definition->n_verifies; i++)
        if (definition->verifies[i].input == number)
            return ROLE_VERIFY;
    return ROLE_RULE;
}

/* Levels above the gmina and powiat read as a voivodeship (definition.h). */
bool input_source_counts(const Definition *definition, const InputSource *source)
{
    return (source->tiers & (definition->tiers | TIER_VOIVODESHIP)) != 0;
}

const char *input_label(const Page *page, const Definition *definition, const Input *input)
{
    uint32_t at;
    const Catalogue *catalogue = page->site->catalogue;
    if (input->indicator != NULL)
        return page_text(page, input->indicator->name_pl, input->indicator->name_en);
    if (input->report != NULL)
        return report_label(page, input);
    const char *ref = definition_attribute(page->site->arena, definition, input->node, "ref");
    if (ref != NULL && strmap_find(catalogue->inputs, str_view(ref), &at)) {
        const XmlNode *node = catalogue->input_nodes[at];
        return page_text(page, xml_text_in(node, "name", "pl"), xml_text_in(node, "name", "en"));
    }
    return page_text(page, input->sources[0].variable->name_pl,
                     input->sources[0].variable->name_en);
}

const char *subject_name(const Page *page, const char *source, const char *subject)
{
    const SourceSubject *named = subject_find(&page->site->catalogue->variables, source, subject);
    return named == NULL ? "" : page_text(page, named->name_pl, named->name_en);
}

const char *series_texts(const Page *page, const VariableSeries *series)
{
    Arena *arena = page->site->arena;
    StrList texts = str_split(arena, series->dimensions, DIMENSION_SEPARATOR);
    const char *line = "";
    for (size_t i = 0; i < texts.n; i++)
        line = arena_printf(arena, "%s%s%s", line, i == 0 ? "" : " › ", texts.items[i]);
    return line;
}

static void add_series(Page *page, const VariableSeries *series)
{
    const char *subject = series_subject(page->site->arena, series);
    html_add(&page->text, "<li><a href=\"%ssources.html#%s\">%s</a> %s: ", page_up(page),
             page_anchor(page, subject), subject,
             subject_name(page, series->source, series->subject));
    page_polish(page, "span", series_texts(page, series));
    if (*series->unit != '\0')
        html_add(&page->text, " [%s]", series->unit);
    html_add(&page->text, "; %s",
             series->from == YEAR_FIRST && series->to == YEAR_LAST
                 ? say(page, WORD_YEARS_UNKNOWN)
                 : page_years(page, series->from, series->to));
    if (*series->levels != '\0')
        html_add(&page->text, "; %s", page_words(page, series->levels));
    if (*series->api != '\0')
        html_add(&page->text, "; %s %s", say(page, WORD_API_ID), series->api);
    html_add(&page->text, "; %s: %s", say(page, WORD_EVIDENCE),
             term_text(evidence_word(series->evidence), page->language));
    if (*series->seen != '\0')
        html_add(&page->text, "; %s: %s", say(page, WORD_SEEN), series->seen);
    html_add(&page->text, "</li>\n");
}

static void add_moment(Page *page, const Variable *variable)
{
    if (*variable->moment != '\0')
        page_term(page, WORD_MOMENT, page_day(page, variable->moment));
    if (variable->school)
        page_term(page, WORD_PERIOD, say(page, WORD_SCHOOL_YEAR));
    else if (*variable->moment == '\0')
        page_term(page, WORD_PERIOD, say(page, WORD_FLOW));
}

static void describe_source(Page *page, const InputSource *source, bool only)
{
    const Variable *variable = source->variable;
    html_add(&page->text, "<dt>%s</dt><dd>%s", say(page, WORD_SERIES),
             page_text(page, variable->name_pl, variable->name_en));
    if (!only)
        html_add(&page->text, " (%s%s%s)", page_tiers(page, source->tiers),
                 source->from == YEAR_FIRST && source->to == YEAR_LAST ? "" : ", ",
                 source->from == YEAR_FIRST && source->to == YEAR_LAST
                     ? ""
                     : page_years(page, source->from, source->to));
    html_add(&page->text, "\n<ul>\n");
    for (size_t i = 0; i < variable->n_series; i++)
        add_series(page, &variable->series[i]);
    html_add(&page->text, "</ul></dd>\n");
    add_moment(page, variable);
    page_term(page, WORD_PERSPECTIVE,
              say(page, variable->area ? WORD_PERSPECTIVE_AREA : WORD_PERSPECTIVE_JST));
    page_term(page, WORD_ADDITIVE, say(page, variable->additive ? WORD_SUMMED : WORD_NOT_SUMMED));
}

/* Codes with their names in the year; of many, of a group or a fourth digit, the codes alone. */
static void add_codes(Page *page, const Input *input, ClassKind kind, const char *codes, int year)
{
    StrList list = str_split(page->site->arena, codes, " ");
    for (size_t i = 0; i < list.n; i++) {
        html_add(&page->text, "%s", i == 0 ? "" : ", ");
        if (kind == CLASS_KINDS || list.n > CODES_SHOWN) {
            html_add(&page->text, "%s", list.items[i]);
            continue;
        }
        CodeTable table = input_code_table(input, kind);
        html_add(&page->text, "<a href=\"%scodes.html#%s\">%s</a> ", page_up(page),
                 codes_anchor(page, table, list.items[i]), list.items[i]);
        page_polish(page, "span", code_name(page->site, table, list.items[i], year));
    }
}

/* The codes of a span of years; many of them fold. */
static void add_span(Page *page, const Input *input, const Concept *codes, const CodeSpan *span,
                     const char *before)
{
    size_t n = str_split(page->site->arena, span->codes, " ").n;
    const char *years = page_years(page, span->from, span->to);
    html_add(&page->text, "<li>");
    if (n > CODES_SHOWN)
        html_add(&page->text, "<details><summary>%s: %s (%s: %zu)</summary>", years, before,
                 say(page, WORD_N_CODES), n);
    else
        html_add(&page->text, "%s: %s ", years, before);
    bool group = codes->report != NULL; /* not in the list of codes: too wide */
    add_codes(page, input, group ? CLASS_KINDS : codes->kind, span->codes, span->from);
    strbuf_puts(&page->text, n > CODES_SHOWN ? "</details></li>\n" : "</li>\n");
}

static void add_concept(Page *page, const Input *input, const Concept *entry)
{
    const Concept *codes = entry->complement == NULL ? entry : entry->complement;
    html_add(&page->text, "<li>%s\n<ul>\n", concept_name(page, entry));
    for (size_t i = 0; i < codes->n_spans; i++)
        add_span(page, input, codes, &codes->spans[i],
                 entry->complement == NULL ? "" : say(page, WORD_NOT_IN));
    html_add(&page->text, "</ul></li>\n");
}

static void describe_report(Page *page, const Input *input, int from)
{
    const Measure *measure = &report_measures[report_first_measure(input->report) + input->measure];
    Filter filters[FILTERS];
    bool any = input->n_concepts + input->n_groups > 0;
    html_add(&page->text, "<dt>%s</dt><dd><a href=\"%ssources.html#%s\">%s</a>, %s (%s %s)</dd>\n",
             say(page, WORD_REPORT), page_up(page), input->report, input->report,
             term_text(measure->name, page->language), say(page, WORD_COLUMN_OF), measure->column);
    html_add(&page->text, "<dt>%s</dt><dd>", say(page, WORD_CLASSIFICATION));
    filters_of(input, filters);
    html_add(&page->text, "<ul>\n");
    for (size_t i = 0; i < FILTERS; i++)
        if (filters[i].codes != NULL && *filters[i].codes != '\0') {
            any = true;
            html_add(&page->text, "<li>%s: ", say(page, filters[i].word));
            add_codes(page, input, filters[i].kind, filters[i].codes, from);
            html_add(&page->text, "</li>\n");
        }
    for (size_t i = 0; i < input->n_concepts; i++)
        add_concept(page, input, input->concepts[i]);
    for (size_t i = 0; i < input->n_groups; i++)
        add_concept(page, input, input->groups[i]);
    if (!any)
        html_add(&page->text, "<li>%s</li>\n", say(page, WORD_EVERYTHING));
    html_add(&page->text, "</ul></dd>\n");
    page_term(page, WORD_PERSPECTIVE,
              say(page, input->area ? WORD_PERSPECTIVE_AREA : WORD_PERSPECTIVE_JST));
    page_term(page, WORD_ABSENT, say(page, WORD_ABSENT_MEANS));
}

void input_describe(Page *page, const Definition *definition, const Input *input)
{
    Arena *arena = page->site->arena;
    InputRole role = input_role(definition, input);
    html_add(&page->text, "<h3><code>%s</code> %s%s%s%s</h3>\n<dl>\n", input->name,
             input_label(page, definition, input), role == ROLE_FORMULA ? "" : " (",
             role == ROLE_FORMULA
                 ? ""
                 : say(page, role == ROLE_VERIFY ? WORD_FOR_VERIFY : WORD_FOR_RULE),
             role == ROLE_FORMULA ? "" : ")");
    if (input->indicator != NULL) {
        html_add(&page->text, "<dt>%s</dt><dd>", say(page, WORD_OTHER_INDICATOR));
        page_definition_link(page, input->indicator);
        html_add(&page->text, "</dd>\n");
    } else {
        page_term(page, WORD_UNIT, input->unit);
    }
    for (size_t i = 0; i < input->n_sources; i++)
        if (input_source_counts(definition, &input->sources[i]))
            describe_source(page, &input->sources[i], input->n_sources == 1);
    if (input->report != NULL)
        describe_report(page, input, definition->from);
    if (input->shift != 0)
        page_term(page, WORD_SHIFT, arena_printf(arena, "%+d", input->shift));
    if (input->blend_before != 0)
        page_term(page, WORD_BLEND,
                  arena_printf(arena, "%s%d : %d", say(page, WORD_BLEND_TEXT), input->blend_before,
                               input->blend_this));
    html_add(&page->text, "</dl>\n");
}
