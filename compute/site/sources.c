/*
 * The indicators by what they are computed from: by subject of BDL or budget report with its
 * series, and by code of the budget classification with the years in which a formula uses it.
 */
#include "site.h"

#include <stdlib.h>

/* An entry of a list: a heading, a line below it, and an indicator that belongs there, for codes
 * with the years in which it reads them. */
typedef struct Entry {
    const char *key, *line;
    const Definition *definition;
    int from, to;
} Entry;

typedef struct Entries {
    Entry *items;
    size_t n, capacity;
} Entries;

static void add(Entries *entries, Entry entry)
{
    entries->items =
        heap_grow(entries->items, &entries->capacity, entries->n + 1, sizeof *entries->items);
    entries->items[entries->n++] = entry;
}

static int compare(const void *a, const void *b)
{
    const Entry *first = a, *second = b;
    int order = strcmp(first->key, second->key);
    if (order == 0)
        order = strcmp(first->line, second->line);
    if (order == 0)
        order = strcmp(first->definition->code, second->definition->code);
    return order != 0 ? order : first->from - second->from;
}

static bool is_next(const Entry *entry, const Entry *next)
{
    return strcmp(entry->key, next->key) == 0 && strcmp(entry->line, next->line) == 0 &&
           entry->definition == next->definition && next->from <= entry->to + 1;
}

/* Sorted, each entry once, years that follow on joined. */
static void settle(Entries *entries)
{
    size_t n = 0;
    if (entries->n > 0)
        qsort(entries->items, entries->n, sizeof *entries->items, compare);
    for (size_t i = 0; i < entries->n; i++) {
        Entry *entry = &entries->items[i];
        if (n == 0 || !is_next(&entries->items[n - 1], entry))
            entries->items[n++] = *entry;
        else if (entry->to > entries->items[n - 1].to)
            entries->items[n - 1].to = entry->to;
    }
    entries->n = n;
}

/* The end of the entries from `first` on that are alike in the key, or in key and line. */
static size_t end_of(const Entries *entries, size_t first, bool line)
{
    size_t end = first;
    while (end < entries->n && strcmp(entries->items[end].key, entries->items[first].key) == 0 &&
           (!line || strcmp(entries->items[end].line, entries->items[first].line) == 0))
        end++;
    return end;
}

static void add_indicators(Page *page, const Entries *entries, size_t first, size_t end)
{
    html_add(&page->text, "<ul class=\"indicators\">\n");
    for (size_t i = first; i < end; i++) {
        html_add(&page->text, "<li>");
        page_definition_link(page, entries->items[i].definition);
        html_add(&page->text, "</li>\n");
    }
    html_add(&page->text, "</ul>\n");
}

/* --- sources --- */

static void collect_input(Page *page, Entries *entries, const Definition *definition,
                          const Input *input)
{
    if (input->report != NULL)
        add(entries, (Entry){input->report, "", definition, 0, 0});
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            if (input_source_counts(definition, &input->sources[i]))
                add(entries, (Entry){series_subject(page->site->arena, series),
                                     series_texts(page, series), definition, 0, 0});
        }
}

static void collect_sources(Page *page, Entries *entries)
{
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < catalogue->items[i].n_inputs; k++)
            collect_input(page, entries, &catalogue->items[i], &catalogue->items[i].inputs[k]);
    settle(entries);
}

/* What "BDL P2137" is called; "" for a report. */
static const char *name_of(const Page *page, const char *key)
{
    const char *blank = strchr(key, ' ');
    return blank == NULL
               ? ""
               : subject_name(page, arena_strndup(page->site->arena, key, (size_t)(blank - key)),
                              blank + 1);
}

static void add_source(Page *page, const Entries *entries, size_t first, size_t end)
{
    const char *key = entries->items[first].key;
    html_add(&page->text, "<h2 id=\"%s\">%s %s</h2>\n", page_anchor(page, key), key,
             name_of(page, key));
    for (size_t i = first, next; i < end; i = next) {
        const char *line = entries->items[i].line;
        next = end_of(entries, i, true);
        if (*line != '\0')
            page_polish(page, "h3", line);
        else
            html_add(&page->text, "<p>%s</p>", say(page, WORD_ALL_OF_REPORT));
        html_add(&page->text, "\n");
        add_indicators(page, entries, i, next);
    }
}

void sources_write(Page *page)
{
    Entries entries = {0};
    page_begin(page, say(page, WORD_SOURCES));
    html_add(&page->text, "<p>%s</p>\n", say(page, WORD_SOURCES_INTRO));
    collect_sources(page, &entries);
    html_add(&page->text, "<ul class=\"indicators\">\n");
    for (size_t i = 0; i < entries.n; i = end_of(&entries, i, false))
        html_add(&page->text, "<li><a href=\"#%s\">%s</a> %s</li>\n",
                 page_anchor(page, entries.items[i].key), entries.items[i].key,
                 name_of(page, entries.items[i].key));
    html_add(&page->text, "</ul>\n");
    for (size_t i = 0, end; i < entries.n; i = end) {
        end = end_of(&entries, i, false);
        add_source(page, &entries, i, end);
    }
    free(entries.items);
    page_end(page);
}

/* --- codes of the budget classification --- */

/* The lists of the page, in its order. */
typedef struct Listing {
    Word word;
    ClassKind kind;
    const char *report; /* NULL: codes of both */
    CodeTable table;
} Listing;

static const Listing listings[] = {
    {WORD_DZIALY, CLASS_DZIAL, NULL, CODES_DZIALY},
    {WORD_ROZDZIALY, CLASS_ROZDZIAL, NULL, CODES_ROZDZIALY},
    {WORD_PARAGRAFY, CLASS_PARAGRAF, "Rb-27S", CODES_INCOME},
    {WORD_PARAGRAFY_W, CLASS_PARAGRAF, "Rb-28S", CODES_EXPENDITURE},
};

static const char *const tables[CODE_TABLES] = {[CODES_DZIALY] = "dzial",
                                                [CODES_ROZDZIALY] = "rozdzial",
                                                [CODES_INCOME] = "dochody",
                                                [CODES_EXPENDITURE] = "wydatki",
                                                [CODES_P4] = "cyfra"};

const char *codes_anchor(const Page *page, CodeTable table, const char *code)
{
    return arena_printf(page->site->arena, "%s-%s", tables[table], code);
}

/* Codes that stand in the years from..to, of which the definition reads its own. */
static void add_codes(Page *page, Entries *entries, const char *codes, int from, int to,
                      const Definition *definition)
{
    StrList list = str_split(page->site->arena, codes == NULL ? "" : codes, " ");
    from = from > definition->from ? from : definition->from;
    to = to < definition->to ? to : definition->to;
    for (size_t i = 0; from <= to && i < list.n; i++)
        add(entries, (Entry){list.items[i], "", definition, from, to});
}

/* Groups of paragraphs are too wide to say anything of a code; concepts are not. */
static void collect_codes(Page *page, const Listing *listing, const Definition *definition,
                          const Input *input, Entries *entries)
{
    const char *const own[CLASS_KINDS] = {[CLASS_DZIAL] = input->dzial,
                                          [CLASS_ROZDZIAL] = input->rozdzial,
                                          [CLASS_PARAGRAF] = input->paragraf};
    if (input->report == NULL ||
        (listing->report != NULL && strcmp(listing->report, input->report) != 0))
        return;
    add_codes(page, entries, own[listing->kind], YEAR_FIRST, YEAR_LAST, definition);
    for (size_t i = 0; i < input->n_concepts; i++) {
        const Concept *entry = input->concepts[i];
        for (size_t k = 0; entry->kind == listing->kind && k < entry->n_spans; k++)
            add_codes(page, entries, entry->spans[k].codes, entry->spans[k].from,
                      entry->spans[k].to, definition);
    }
}

static void add_code(Page *page, const Listing *listing, const Entries *entries, size_t first,
                     size_t end)
{
    const char *key = entries->items[first].key;
    const char *name = code_name(page->site, listing->table, key, entries->items[first].from);
    html_add(&page->text, "<h3 id=\"%s\">%s ", codes_anchor(page, listing->table, key), key);
    page_polish(page, "span", *name == '\0' ? say(page, WORD_NOT_IN_TABLE) : name);
    html_add(&page->text, "</h3>\n<ul class=\"indicators\">\n");
    for (size_t i = first; i < end; i++) {
        const Entry *entry = &entries->items[i];
        html_add(&page->text, "<li>");
        page_definition_link(page, entry->definition);
        html_add(&page->text, " <span class=\"note\">%s</span></li>\n",
                 page_years(page, entry->from, entry->to));
    }
    html_add(&page->text, "</ul>\n");
}

static void add_listing(Page *page, const Listing *listing)
{
    Entries entries = {0};
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < catalogue->items[i].n_inputs; k++)
            collect_codes(page, listing, &catalogue->items[i], &catalogue->items[i].inputs[k],
                          &entries);
    settle(&entries);
    html_add(&page->text, "<h2 id=\"%s\">%s</h2>\n", tables[listing->table],
             say(page, listing->word));
    for (size_t i = 0, end; i < entries.n; i = end) {
        end = end_of(&entries, i, false);
        add_code(page, listing, &entries, i, end);
    }
    free(entries.items);
}

void codes_write(Page *page)
{
    page_begin(page, say(page, WORD_CODES));
    html_add(&page->text, "<p>%s</p>\n<ul class=\"places\">\n", say(page, WORD_CODES_INTRO));
    for (size_t i = 0; i < ARRAY_LENGTH(listings); i++)
        html_add(&page->text, "<li><a href=\"#%s\">%s</a></li>\n", tables[listings[i].table],
                 say(page, listings[i].word));
    html_add(&page->text, "</ul>\n");
    for (size_t i = 0; i < ARRAY_LENGTH(listings); i++)
        add_listing(page, &listings[i]);
    page_end(page);
}
