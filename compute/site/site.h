/*
 * The catalogue as a static site (`smup docs --out DIR`): a card of every indicator, lists by area,
 * service, source and code of the budget classification, and a search that needs no server. Polish
 * pages stand at the top, English ones of the same names below en/. Every word on them comes from
 * config/ or from words.h; nothing says when the site was made, so equal definitions give equal
 * bytes.
 *
 *   page.c     the frame of a page, links, escaping       typeset.c   a formula as MathML
 *   card.c     the card of an indicator                   phrase.c    a formula in words
 *   inputs.c   what an input is read from                 graph.c     what an indicator depends on
 *   lists.c    home, areas, services                      sources.c   by source and by code
 *   search.c   what the search looks in                   write.c     the folder, whole or not at
 * all
 */
#pragma once

#include "definition.h"
#include "words.h"

/* A row of config/portal/ids.csv. */
typedef struct PortalId {
    const char *kind, *code, *tier, *id, *note;
} PortalId;

typedef struct Site {
    Arena *arena;
    const Catalogue *catalogue;
    PortalId *ids;
    size_t n_ids;
} Site;

typedef struct Page {
    const Site *site;
    Language language;
    const char *path; /* below the folder of its language: "indicators/EDU01.html" */
    StrBuf text;
} Page;

/* --- page.c --- */

/* Like strbuf_printf() with %s, %d, %u and %zu; what stands for %s is escaped as text of HTML. */
void html_add(StrBuf *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* The page's path from itself to the folder of its language: "", "../". */
const char *page_up(const Page *page);
/* Everything before and behind what the page says; `name` is its title. */
void page_begin(Page *page, const char *name);
void page_end(Page *page);
const char *say(const Page *page, Word word);
/* The text of the page's language; where it has none, the Polish one. */
const char *page_text(const Page *page, const char *pl, const char *en);
/* A text that is Polish in every language: a title of the sources, a note; on an English page it
 * says so. */
void page_polish(Page *page, const char *element, const char *text);
void page_definition_link(Page *page, const Definition *definition);
/* The unit of measure; of a pure number that it has none. */
const char *page_unit(const Page *page, const char *unit);
const char *page_area_name(const Page *page, const char *id);
const char *page_service_name(const Page *page, const char *id);
/* "2010–2016", "od 2010" */
const char *page_years(const Page *page, int from, int to);
const char *page_tiers(const Page *page, unsigned tiers);
/* The words of a list such as "country powiat", in the page's language. */
const char *page_words(const Page *page, const char *list);

/* --- inputs.c --- */

/* One line on what an input is: "Wydatki (Rb-28S, wykonanie): Szkoły podstawowe, bieżące". */
const char *input_label(const Page *page, const Definition *definition, const Input *input);
/* All of it, down to series, codes by year, and moments. */
void input_describe(Page *page, const Definition *definition, const Input *input);
/* Items of a list: codes of its concepts of which it is not known whether they were valid. */
void input_unknown_codes(Page *page, const Definition *definition, const Input *input);
/* Rows of a table: the breaks of what it is read from. */
void input_break_rows(Page *page, const Input *input);
bool input_has_breaks(const Input *input);
/* "Rb-28S", "BDL P2137", in the order of inputs; a place of a catalogue of sources. */
const char *series_subject(Arena *arena, const VariableSeries *series);
/* The name of a code of a table in a year, "" where the table has none. */
const char *code_name(const Site *site, const Input *input, ClassKind kind, const char *code);

/* --- typeset.c, phrase.c, graph.c --- */

void typeset_formula(Page *page, const Definition *definition);
void phrase_formula(Page *page, const Definition *definition);
void graph_draw(Page *page, const Definition *definition);

/* --- pages --- */

void card_write(Page *page, const Definition *definition);
void home_write(Page *page);
void area_write(Page *page, const Area *area);
void services_write(Page *page);
void sources_write(Page *page);
void codes_write(Page *page);
void search_write(const Site *site, Language language, StrBuf *text);

/* --- write.c --- */

/*
 * Write the site into `folder`: made beside it and put in its place when it is whole. A folder that
 * is there must be empty or a site of before; *ret_n_pages counts the pages.
 */
MUST_CHECK bool site_write(const Site *site, const char *folder, size_t *ret_n_pages, Err *err);
