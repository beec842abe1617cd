/*
 * What an input is read from, for people: a line for labels, and all of it for the card. A variable
 * is shown by its series, a row of a budget report by its column and codes in each span of years.
 */
#include "site.h"

const char *series_subject(Arena *arena, const VariableSeries *series)
{
    return arena_printf(arena, "%s %s", series->source, series->subject);
}

/* The table in which codes of the kind stand; paragraphs have one for each report. */
static CodeTable table_of(const Input *input, ClassKind kind)
{
    if (kind == CLASS_DZIAL)
        return CODES_DZIALY;
    if (kind == CLASS_ROZDZIAL)
        return CODES_ROZDZIALY;
    return strcmp(input->report, "Rb-27S") == 0 ? CODES_INCOME : CODES_EXPENDITURE;
}

const char *code_name(const Site *site, const Input *input, ClassKind kind, const char *code)
{
    const CodeSet *codes = &site->catalogue->classification.codes;
    const ClassCode *found = codes_find(&codes->tables[table_of(input, kind)], code);
    while (found != NULL && found->next != NULL)
        found = found->next;
    return found == NULL ? "" : found->name;
}

static const char *concept_name(const Page *page, const Concept *entry)
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

static const char *report_label(const Page *page, const Input *input)
{
    Arena *arena = page->site->arena;
    Filter filters[FILTERS];
    size_t first = report_first_measure(input->report);
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
    return arena_printf(
        arena, "%s (%s, %s)%s",
        say(page, strcmp(input->report, "Rb-27S") == 0 ? WORD_REVENUE : WORD_EXPENDITURE),
        input->report, term_text(report_measures[first + input->measure].name, page->language),
        parts);
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

static void add_term(Page *page, Word word, const char *text)
{
    html_add(&page->text, "<dt>%s</dt><dd>%s</dd>\n", say(page, word), text);
}

static void add_series(Page *page, const VariableSeries *series)
{
    StrList texts = str_split(page->site->arena, series->dimensions, DIMENSION_SEPARATOR);
    html_add(&page->text, "<li><a href=\"%ssources.html#%s-%s\">%s</a>: ", page_up(page),
             series->source, series->subject, series_subject(page->site->arena, series));
    for (size_t i = 0; i < texts.n; i++) {
        html_add(&page->text, "%s", i == 0 ? "" : " › ");
        page_polish(page, "span", texts.items[i]);
    }
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

static void describe_source(Page *page, const InputSource *source, bool only)
{
    const Variable *variable = source->variable;
    html_add(&page->text, "<dt>%s</dt><dd>%s%s%s%s", say(page, WORD_SERIES),
             page_text(page, variable->name_pl, variable->name_en), only ? "" : " (",
             only ? "" : page_tiers(page, source->tiers), only ? "" : ")");
    html_add(&page->text, "\n<ul>\n");
    for (size_t i = 0; i < variable->n_series; i++)
        add_series(page, &variable->series[i]);
    html_add(&page->text, "</ul></dd>\n");
    if (*variable->moment != '\0')
        add_term(page, WORD_MOMENT,
                 arena_printf(page->site->arena, "%d.%.2s",
                              (int)(variable->moment[3] - '0') * 10 + (variable->moment[4] - '0'),
                              variable->moment));
    else
        add_term(page, WORD_MOMENT, say(page, variable->school ? WORD_SCHOOL_YEAR : WORD_FLOW));
    add_term(page, WORD_PERSPECTIVE,
             say(page, variable->area ? WORD_PERSPECTIVE_AREA : WORD_PERSPECTIVE_JST));
    add_term(page, WORD_ADDITIVE, say(page, variable->additive ? WORD_SUMMED : WORD_NOT_SUMMED));
}

/* Codes of paragraphs stand for themselves; the others have their names beside them. */
static void add_codes(Page *page, const Input *input, ClassKind kind, const char *codes)
{
    StrList list = str_split(page->site->arena, codes, " ");
    for (size_t i = 0; i < list.n; i++) {
        html_add(&page->text, "%s", i == 0 ? "" : ", ");
        if (kind != CLASS_DZIAL && kind != CLASS_ROZDZIAL) {
            html_add(&page->text, "%s", list.items[i]);
            continue;
        }
        html_add(&page->text, "<a href=\"%scodes.html#k%d-%s\">%s</a> ", page_up(page),
                 (int)table_of(input, kind), list.items[i], list.items[i]);
        page_polish(page, "span", code_name(page->site, input, kind, list.items[i]));
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
    add_codes(page, input, codes->kind, span->codes);
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

static void describe_report(Page *page, const Input *input)
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
            add_codes(page, input, filters[i].kind, filters[i].codes);
            html_add(&page->text, "</li>\n");
        }
    for (size_t i = 0; i < input->n_concepts; i++)
        add_concept(page, input, input->concepts[i]);
    for (size_t i = 0; i < input->n_groups; i++)
        add_concept(page, input, input->groups[i]);
    if (!any)
        html_add(&page->text, "<li>%s</li>\n", say(page, WORD_EVERYTHING));
    html_add(&page->text, "</ul></dd>\n");
    add_term(page, WORD_PERSPECTIVE,
             say(page, input->area ? WORD_PERSPECTIVE_AREA : WORD_PERSPECTIVE_JST));
    add_term(page, WORD_ABSENT, say(page, WORD_ABSENT_MEANS));
}

void input_describe(Page *page, const Definition *definition, const Input *input)
{
    Arena *arena = page->site->arena;
    html_add(&page->text, "<h3><code>%s</code> %s</h3>\n<dl>\n", input->name,
             input_label(page, definition, input));
    if (input->indicator != NULL) {
        html_add(&page->text, "<dt>%s</dt><dd>", say(page, WORD_OTHER_INDICATOR));
        page_definition_link(page, input->indicator);
        html_add(&page->text, "</dd>\n");
    } else {
        add_term(page, WORD_UNIT, input->unit);
    }
    for (size_t i = 0; i < input->n_sources; i++)
        describe_source(page, &input->sources[i], input->n_sources == 1);
    if (input->report != NULL)
        describe_report(page, input);
    if (input->shift != 0)
        add_term(page, WORD_SHIFT, arena_printf(arena, "%+d", input->shift));
    if (input->blend_before != 0)
        add_term(page, WORD_BLEND,
                 arena_printf(arena, "%s%d : %d", say(page, WORD_BLEND_TEXT), input->blend_before,
                              input->blend_this));
    html_add(&page->text, "</dl>\n");
}

/* The first and last year of a span, within the definition's, in which it is not known whether the
 * code was valid; false: none. Behind the last year that the table names nothing changes. */
static bool unknown_years(const CodeList *list, const char *code, const Definition *definition,
                          const CodeSpan *span, int *ret_from, int *ret_to)
{
    const ClassCode *found = codes_find(list, code);
    int first = span->from > definition->from ? span->from : definition->from;
    int last = span->to < definition->to ? span->to : definition->to;
    int end = last < list->last_year ? last : list->last_year + 1;
    *ret_from = *ret_to = 0;
    for (int year = first; found != NULL && year <= end; year++)
        if (code_validity(found, year) == VALIDITY_UNKNOWN) {
            *ret_from = *ret_from == 0 ? year : *ret_from;
            *ret_to = year == end && last > end ? last : year;
        }
    return *ret_from != 0;
}

void input_unknown_codes(Page *page, const Definition *definition, const Input *input)
{
    const CodeSet *codes = &page->site->catalogue->classification.codes;
    int from, to;
    for (size_t i = 0; i < input->n_concepts; i++) {
        const Concept *entry = input->concepts[i];
        const CodeList *list = &codes->tables[table_of(input, entry->kind)];
        for (size_t k = 0; k < entry->n_spans; k++) {
            StrList names = str_split(page->site->arena, entry->spans[k].codes, " ");
            for (size_t n = 0; n < names.n; n++)
                if (unknown_years(list, names.items[n], definition, &entry->spans[k], &from, &to))
                    html_add(&page->text, "<li>%s: %s, %s.</li>\n", say(page, WORD_LIMIT_UNKNOWN),
                             names.items[n], page_years(page, from, to));
        }
    }
}

static size_t break_rows(Page *page, const XmlNode *node, const char *name)
{
    size_t n = 0;
    for (const XmlNode *at = xml_child(node, "break"); at != NULL;
         at = xml_next(at, "break"), n++) {
        if (page == NULL)
            continue;
        html_add(&page->text, "<tr><td>%s</td><td>%s</td><td>%s</td>", xml_attribute(at, "at"),
                 term_text(xml_attribute(at, "kind"), page->language), name);
        if (page->language == ENGLISH && xml_attribute(at, "en") != NULL)
            html_add(&page->text, "<td>%s</td>", xml_attribute(at, "en"));
        else
            page_polish(page, "td", at->text);
        strbuf_puts(&page->text, "</tr>\n");
    }
    return n;
}

static size_t all_breaks(Page *page, const Input *input)
{
    size_t n = 0;
    for (size_t i = 0; i < input->n_sources; i++) {
        const Variable *variable = input->sources[i].variable;
        n += break_rows(page, variable->node,
                        page == NULL ? "" : page_text(page, variable->name_pl, variable->name_en));
    }
    for (size_t i = 0; i < input->n_concepts; i++)
        n += break_rows(page, input->concepts[i]->node,
                        page == NULL ? "" : concept_name(page, input->concepts[i]));
    for (size_t i = 0; i < input->n_groups; i++)
        n += break_rows(page, input->groups[i]->node,
                        page == NULL ? "" : concept_name(page, input->groups[i]));
    return n;
}

void input_break_rows(Page *page, const Input *input)
{
    (void)all_breaks(page, input);
}

bool input_has_breaks(const Input *input)
{
    return all_breaks(NULL, input) > 0;
}
