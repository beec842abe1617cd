/*
 * What the search looks in: a script that sets one array, so that it works from a disk without a
 * server. A row is code, name, path of the card, and words: what the indicator is about in both
 * languages, its place, sources and codes.
 */
#include "site.h"

#include <jansson.h>
#include <stdlib.h>

static void add_words(StrBuf *words, const char *text)
{
    if (text != NULL && *text != '\0')
        strbuf_printf(words, " %s", text);
}

static void add_input(const Page *page, StrBuf *words, const Definition *definition,
                      const Input *input)
{
    add_words(words, input_label(page, definition, input));
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            add_words(words, series->subject);
            add_words(words, series->api);
        }
    for (size_t i = 0; i < input->n_concepts; i++)
        for (size_t k = 0; k < input->concepts[i]->n_spans; k++)
            add_words(words, input->concepts[i]->spans[k].codes);
}

static json_t *row_of(const Page *page, const Definition *definition)
{
    CLEANUP(strbuf_done) StrBuf words = {0};
    add_words(&words, page_area_name(page, definition->area));
    add_words(&words, page_service_name(page, definition->service));
    add_words(&words, term_text(definition->dimension, page->language));
    add_words(&words, page_text(page, definition->description_pl, definition->description_en));
    if (page->language == ENGLISH)
        add_words(&words, definition->name_pl);
    for (size_t i = 0; i < definition->n_inputs; i++)
        add_input(page, &words, definition, &definition->inputs[i]);
    return json_pack(
        "[s, s, s, s]", definition->code, page_text(page, definition->name_pl, definition->name_en),
        arena_printf(page->site->arena, "indicators/%s.html", definition->code), words.text);
}

void search_write(const Site *site, Language language, StrBuf *text)
{
    const Page page = {.site = site, .language = language, .path = "index.html"};
    json_t *rows = json_array();
    for (size_t i = 0; i < site->catalogue->n; i++)
        (void)json_array_append_new(rows, row_of(&page, &site->catalogue->items[i]));
    char *written = json_dumps(rows, JSON_COMPACT);
    strbuf_printf(text, "const smupIndex = %s;\n", written == NULL ? "[]" : written);
    free(written);
    json_decref(rows);
}
