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

static void add_codes(const Page *page, StrBuf *words, const Input *input, ClassKind kind,
                      const char *codes, int year)
{
    StrList list = str_split(page->site->arena, codes == NULL ? "" : codes, " ");
    for (size_t i = 0; i < list.n; i++) {
        add_words(words, list.items[i]);
        add_words(words, code_name(page->site, input_code_table(input, kind), list.items[i], year));
    }
}

static void add_input(const Page *page, StrBuf *words, const Definition *definition,
                      const Input *input)
{
    add_words(words, input_label(page, definition, input));
    for (size_t i = 0; i < input->n_sources; i++)
        for (size_t k = 0; k < input->sources[i].variable->n_series; k++) {
            const VariableSeries *series = &input->sources[i].variable->series[k];
            add_words(words, series->subject);
            add_words(words, subject_name(page, series->source, series->subject));
            add_words(words, series->api);
            add_words(words, series_texts(page, series));
        }
    add_codes(page, words, input, CLASS_DZIAL, input->dzial, YEAR_LAST);
    add_codes(page, words, input, CLASS_ROZDZIAL, input->rozdzial, YEAR_LAST);
    add_codes(page, words, input, CLASS_PARAGRAF, input->paragraf, YEAR_LAST);
    for (size_t i = 0; i < input->n_groups; i++)
        for (size_t k = 0; input->groups[i]->complement == NULL && k < input->groups[i]->n_spans;
             k++)
            add_words(words, input->groups[i]->spans[k].codes);
    for (size_t i = 0; i < input->n_concepts; i++)
        for (size_t k = 0; k < input->concepts[i]->n_spans; k++)
            add_codes(page, words, input, input->concepts[i]->kind,
                      input->concepts[i]->spans[k].codes, input->concepts[i]->spans[k].from);
}

static json_t *row_of(const Page *page, const Definition *definition)
{
    CLEANUP(strbuf_done) StrBuf words = {0};
    add_words(&words, page_area_name(page, definition->area));
    add_words(&words, page_service_name(page, definition->service));
    add_words(&words, term_text(definition->dimension, page->language));
    add_words(&words, page_text(page, definition->description_pl, definition->description_en));
    add_words(&words,
              page_text(page, definition->interpretation_pl, definition->interpretation_en));
    if (page->language == ENGLISH)
        add_words(&words, definition->name_pl);
    for (size_t i = 0; i < definition->n_inputs; i++)
        add_input(page, &words, definition, &definition->inputs[i]);
    return json_pack(
        "[s, s, s, s]", definition->code, page_text(page, definition->name_pl, definition->name_en),
        arena_printf(page->site->arena, "indicators/%s.html", definition->code), words.text);
}

static json_t *synonyms_of(const Site *site)
{
    json_t *rows = json_array();
    for (size_t i = 0; rows != NULL && i < site->n_synonyms; i++)
        if (json_array_append_new(
                rows, json_pack("[s, s]", site->synonyms[i].word, site->synonyms[i].means)) != 0) {
            json_decref(rows);
            return NULL;
        }
    return rows;
}

static json_t *rows_of(const Site *site, Language language)
{
    const Page page = {.site = site, .language = language, .path = "index.html"};
    json_t *rows = json_array();
    for (size_t i = 0; rows != NULL && i < site->catalogue->n; i++)
        if (json_array_append_new(rows, row_of(&page, &site->catalogue->items[i])) != 0) {
            json_decref(rows);
            return NULL;
        }
    return rows;
}

/* "const NAME = ...;"; the value is used up. */
static bool add_constant(StrBuf *text, const char *name, json_t *value, Err *err)
{
    char *written = value == NULL ? NULL : json_dumps(value, JSON_COMPACT);
    json_decref(value);
    if (written == NULL)
        return err_set(err, ERR_INTERNAL, _("the index of the search could not be written"));
    strbuf_printf(text, "const %s = %s;\n", name, written);
    free(written);
    return true;
}

bool search_write(const Site *site, Language language, StrBuf *text, Err *err)
{
    return add_constant(text, "smupIndex", rows_of(site, language), err) &&
           add_constant(text, "smupSynonyms", synonyms_of(site), err);
}
