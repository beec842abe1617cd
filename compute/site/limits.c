/*
 * What has to be kept in mind of an indicator's values: what its definition has accepted knowingly,
 * codes whose validity is not confirmed, and breaks of the series that its formula reads.
 */
#include "site.h"

#include <stdlib.h>

/* --- codes that are not confirmed --- */

typedef struct Doubt {
    CodeTable table;
    const char *code;
    int from, to;
} Doubt;

enum { DOUBTS_MAX = 64 };

typedef struct Doubts {
    Doubt items[DOUBTS_MAX];
    size_t n;
} Doubts;

static void add_doubt(Doubts *doubts, Doubt doubt)
{
    for (size_t i = 0; i < doubts->n; i++) {
        Doubt *known = &doubts->items[i];
        if (known->table != doubt.table || strcmp(known->code, doubt.code) != 0)
            continue;
        known->from = doubt.from < known->from ? doubt.from : known->from;
        known->to = doubt.to > known->to ? doubt.to : known->to;
        return;
    }
    if (doubts->n < DOUBTS_MAX)
        doubts->items[doubts->n++] = doubt;
}

/* The years of the span, within the definition's, in which it is not known whether the code was
 * valid. Behind the last year that the table names nothing changes. */
static void look_at_code(Doubts *doubts, const CodeList *list, CodeTable table, const char *code,
                         const Definition *definition, const CodeSpan *span)
{
    const ClassCode *found = codes_find(list, code);
    int first = span->from > definition->from ? span->from : definition->from;
    int last = span->to < definition->to ? span->to : definition->to;
    int end = last < list->last_year ? last : list->last_year + 1;
    Doubt doubt = {table, code, 0, 0};
    for (int year = first; found != NULL && year <= end; year++)
        if (code_validity(found, year) == VALIDITY_UNKNOWN) {
            doubt.from = doubt.from == 0 ? year : doubt.from;
            doubt.to = year == end && last > end ? last : year;
        }
    if (doubt.from != 0)
        add_doubt(doubts, doubt);
}

static void look_at_input(const Page *page, Doubts *doubts, const Definition *definition,
                          const Input *input)
{
    const CodeSet *codes = &page->site->catalogue->classification.codes;
    for (size_t i = 0; i < input->n_concepts; i++) {
        const Concept *entry = input->concepts[i];
        CodeTable table = input_code_table(input, entry->kind);
        for (size_t k = 0; k < entry->n_spans; k++) {
            StrList names = str_split(page->site->arena, entry->spans[k].codes, " ");
            for (size_t n = 0; n < names.n; n++)
                look_at_code(doubts, &codes->tables[table], table, names.items[n], definition,
                             &entry->spans[k]);
        }
    }
}

static void add_doubts(Page *page, const Definition *definition)
{
    Doubts doubts = {.n = 0};
    for (size_t i = 0; i < definition->n_inputs; i++)
        look_at_input(page, &doubts, definition, &definition->inputs[i]);
    for (size_t i = 0; i < doubts.n; i++)
        html_add(&page->text, "<li>%s: %s, %s.</li>\n", say(page, WORD_LIMIT_UNKNOWN),
                 doubts.items[i].code, page_years(page, doubts.items[i].from, doubts.items[i].to));
}

/* --- what the definition has accepted --- */

static void add_accepted(Page *page, const Definition *definition, const Input *input,
                         const char *attribute, Word word)
{
    const char *text = input->node == NULL ? NULL
                                           : definition_attribute(page->site->arena, definition,
                                                                  input->node, attribute);
    if (text == NULL || *text == '\0')
        return;
    html_add(&page->text, "<li>%s (<code>%s</code>): ", say(page, word), input->name);
    page_polish(page, "span", text);
    html_add(&page->text, ".</li>\n");
}

void limits_write(Page *page, const Definition *definition)
{
    html_add(&page->text, "<ul>\n");
    for (size_t i = 0; i < definition->n_inputs; i++) {
        add_accepted(page, definition, &definition->inputs[i], "perspective-accepted",
                     WORD_LIMIT_PERSPECTIVE);
        add_accepted(page, definition, &definition->inputs[i], "moment-accepted",
                     WORD_LIMIT_MOMENT);
    }
    add_doubts(page, definition);
    html_add(&page->text, "<li>%s</li>\n</ul>\n", say(page, WORD_LIMIT_GENERAL));
}

/* --- breaks --- */

typedef struct Gap {
    int year;
    const XmlNode *node;
    const char *what;
    size_t more; /* of the same, besides what is named */
} Gap;

typedef struct Gaps {
    Page *page;
    Gap *items; /* heap */
    size_t n, capacity;
    unsigned depth;
} Gaps;

enum { DEPTH_MAX = 20 }; /* of indicators in indicators; circles are mistakes (N07) */

static bool is_same(const Gap *gap, const XmlNode *node, int year)
{
    return gap->year == year &&
           strcmp(xml_attribute(gap->node, "kind"), xml_attribute(node, "kind")) == 0 &&
           strcmp(gap->node->text, node->text) == 0;
}

static void add_gap(Gaps *gaps, const XmlNode *node, int year, const char *what)
{
    for (size_t i = 0; i < gaps->n; i++) {
        Gap *gap = &gaps->items[i];
        if (!is_same(gap, node, year))
            continue;
        gap->more += gap->node != node && strcmp(gap->what, what) != 0;
        return;
    }
    gaps->items = heap_grow(gaps->items, &gaps->capacity, gaps->n + 1, sizeof *gaps->items);
    gaps->items[gaps->n++] = (Gap){year, node, what, 0};
}

static void add_breaks_of(Gaps *gaps, const XmlNode *node, int shift, const char *what)
{
    for (const XmlNode *at = xml_child(node, "break"); at != NULL; at = xml_next(at, "break"))
        add_gap(gaps, at, (int)strtol(xml_attribute(at, "at"), NULL, 10) - shift, what);
}

static void add_concept_breaks(Gaps *gaps, const Concept *entry, int shift)
{
    const Concept *codes = entry->complement == NULL ? entry : entry->complement;
    add_breaks_of(gaps, codes->node, shift, concept_name(gaps->page, entry));
    if (codes != entry)
        add_breaks_of(gaps, entry->node, shift, concept_name(gaps->page, entry));
}

/* Of what the formula reads, also through other indicators. */
static void collect_gaps(Gaps *gaps, const Definition *definition)
{
    if (gaps->depth++ > DEPTH_MAX)
        return;
    for (size_t i = 0; i < definition->n_inputs; i++) {
        const Input *input = &definition->inputs[i];
        if (!formula_uses(definition->formula, (unsigned)i))
            continue;
        if (input->indicator != NULL)
            collect_gaps(gaps, input->indicator);
        for (size_t k = 0; k < input->n_sources; k++) {
            const Variable *variable = input->sources[k].variable;
            if (input_source_counts(definition, &input->sources[k]))
                add_breaks_of(gaps, variable->node, input->shift,
                              page_text(gaps->page, variable->name_pl, variable->name_en));
        }
        for (size_t k = 0; k < input->n_concepts; k++)
            add_concept_breaks(gaps, input->concepts[k], input->shift);
        for (size_t k = 0; k < input->n_groups; k++)
            add_concept_breaks(gaps, input->groups[k], input->shift);
    }
    gaps->depth--;
}

static int compare_gaps(const void *a, const void *b)
{
    const Gap *first = a, *second = b;
    return first->year != second->year ? first->year - second->year
                                       : strcmp(first->node->text, second->node->text);
}

static void add_gap_row(Page *page, const Gap *gap)
{
    const char *english = xml_attribute(gap->node, "en");
    html_add(&page->text, "<tr><td>%d</td><td>%s</td><td>%s", gap->year,
             term_text(xml_attribute(gap->node, "kind"), page->language), gap->what);
    if (gap->more > 0)
        html_add(&page->text, " (+ %zu)", gap->more);
    html_add(&page->text, "</td>");
    if (page->language == ENGLISH && english != NULL)
        html_add(&page->text, "<td>%s</td>", english);
    else
        page_polish(page, "td", gap->node->text);
    html_add(&page->text, "</tr>\n");
}

void breaks_write(Page *page, const Definition *definition)
{
    static const Word headings[] = {WORD_YEAR, WORD_KIND, WORD_WHAT, WORD_NOTE};
    Gaps gaps = {.page = page};
    collect_gaps(&gaps, definition);
    if (gaps.n == 0) {
        html_add(&page->text, "<p>%s</p>\n", say(page, WORD_NO_BREAKS));
        return;
    }
    qsort(gaps.items, gaps.n, sizeof *gaps.items, compare_gaps);
    html_add(&page->text, "<p>%s</p>\n", say(page, WORD_BREAKS_INTRO));
    page_table_begin(page, WORD_BREAKS, headings, ARRAY_LENGTH(headings));
    for (size_t i = 0; i < gaps.n; i++)
        add_gap_row(page, &gaps.items[i]);
    page_table_end(page);
    free(gaps.items);
}
