/*
 * The indicators by what they are computed from: by subject of BDL or budget report with its
 * series, and by code of the budget classification with the years in which a formula uses it.
 */
#include "site.h"

#include <stdlib.h>

/* An entry of a list: a heading, a line below it, and an indicator that belongs there. */
typedef struct Entry {
    const char *key, *line;
    const Definition *definition;
} Entry;

typedef struct Entries {
    Entry *items;
    size_t n, capacity;
} Entries;

static void add(Entries *entries, const char *key, const char *line, const Definition *definition)
{
    entries->items =
        heap_grow(entries->items, &entries->capacity, entries->n + 1, sizeof *entries->items);
    entries->items[entries->n++] = (Entry){key, line, definition};
}

static int compare(const void *a, const void *b)
{
    const Entry *first = a, *second = b;
    int order = strcmp(first->key, second->key);
    if (order == 0)
        order = strcmp(first->line, second->line);
    return order != 0 ? order : strcmp(first->definition->code, second->definition->code);
}

/* Sorted, each entry once. */
static void settle(Entries *entries)
{
    size_t n = 0;
    if (entries->n > 0)
        qsort(entries->items, entries->n, sizeof *entries->items, compare);
    for (size_t i = 0; i < entries->n; i++)
        if (n == 0 || compare(&entries->items[n - 1], &entries->items[i]) != 0)
            entries->items[n++] = entries->items[i];
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

static const char *series_line(const Page *page, const VariableSeries *series)
{
    Arena *arena = page->site->arena;
    StrList texts = str_split(arena, series->dimensions, DIMENSION_SEPARATOR);
    const char *line = "";
    for (size_t i = 0; i < texts.n; i++)
        line = arena_printf(arena, "%s%s%s", line, i == 0 ? "" : " › ", texts.items[i]);
    return line;
}

static void collect_sources(Page *page, Entries *entries)
{
    const Catalogue *catalogue = page->site->catalogue;
    Arena *arena = page->site->arena;
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < catalogue->items[i].n_inputs; k++) {
            const Definition *definition = &catalogue->items[i];
            const Input *input = &definition->inputs[k];
            if (input->report != NULL)
                add(entries, input->report, "", definition);
            for (size_t s = 0; s < input->n_sources; s++)
                for (size_t n = 0; n < input->sources[s].variable->n_series; n++) {
                    const VariableSeries *series = &input->sources[s].variable->series[n];
                    add(entries, series_subject(arena, series), series_line(page, series),
                        definition);
                }
        }
    settle(entries);
}

/* "BDL P2137" as the name of a place in the page: "BDL-P2137". */
static const char *anchor(const Page *page, const char *key)
{
    char *name = arena_strdup(page->site->arena, key);
    for (char *at = name; *at != '\0'; at++)
        if (*at == ' ')
            *at = '-';
    return name;
}

static void add_source(Page *page, const Entries *entries, size_t first, size_t end)
{
    const char *key = entries->items[first].key;
    html_add(&page->text, "<h2 id=\"%s\">%s</h2>\n", anchor(page, key), key);
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
    html_add(&page->text, "<ul class=\"places\">\n");
    for (size_t i = 0; i < entries.n; i = end_of(&entries, i, false))
        html_add(&page->text, "<li><a href=\"#%s\">%s</a></li>\n",
                 anchor(page, entries.items[i].key), entries.items[i].key);
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

static void add_codes(Page *page, Entries *entries, const char *codes, const char *years,
                      const Definition *definition)
{
    StrList list = str_split(page->site->arena, codes == NULL ? "" : codes, " ");
    for (size_t i = 0; i < list.n; i++)
        add(entries, list.items[i], years, definition);
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
    add_codes(page, entries, own[listing->kind], page_years(page, definition->from, definition->to),
              definition);
    for (size_t i = 0; i < input->n_concepts; i++) {
        const Concept *entry = input->concepts[i];
        for (size_t k = 0; entry->kind == listing->kind && k < entry->n_spans; k++)
            add_codes(page, entries, entry->spans[k].codes,
                      page_years(page, entry->spans[k].from, entry->spans[k].to), definition);
    }
}

static void add_code(Page *page, const Listing *listing, const Entries *entries, size_t first,
                     size_t end)
{
    const char *key = entries->items[first].key;
    const ClassCode *code =
        codes_find(&page->site->catalogue->classification.codes.tables[listing->table], key);
    while (code != NULL && code->next != NULL)
        code = code->next;
    html_add(&page->text, "<h3 id=\"k%d-%s\">%s ", (int)listing->table, key, key);
    page_polish(page, "span", code == NULL ? say(page, WORD_NOT_IN_TABLE) : code->name);
    html_add(&page->text, "</h3>\n<ul class=\"indicators\">\n");
    for (size_t i = first; i < end; i++) {
        html_add(&page->text, "<li>");
        page_definition_link(page, entries->items[i].definition);
        html_add(&page->text, " <span class=\"note\">%s</span></li>\n", entries->items[i].line);
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
    html_add(&page->text, "<h2 id=\"k%d\">%s</h2>\n", (int)listing->table,
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
        html_add(&page->text, "<li><a href=\"#k%d\">%s</a></li>\n", (int)listings[i].table,
                 say(page, listings[i].word));
    html_add(&page->text, "</ul>\n");
    for (size_t i = 0; i < ARRAY_LENGTH(listings); i++)
        add_listing(page, &listings[i]);
    page_end(page);
}
