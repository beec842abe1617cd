/*
 * The catalogue as a static site (`smup docs --out DIR`): a card of every indicator, lists by area,
 * service, source and code of the budget classification, and a search that needs no server. Polish
 * pages stand at the top, English ones of the same names below en/. Every word on them comes from
 * config/ or from words.h; nothing says when the site was made, so equal definitions give equal
 * bytes.
 *
 * page.c the frame of a page, links, escaping; card.c the card of an indicator; inputs.c what an
 * input is read from; limits.c breaks and doubts; typeset.c a formula as MathML; phrase.c a formula
 * in words; graph.c what an indicator depends on; lists.c home, areas, services; sources.c by
 * source and by code; search.c what the search looks in; write.c the folder.
 */
#pragma once

#include "definition.h"
#include "portal.h"
#include "words.h"

/* A row of config/portal/synonyms.csv: who searches for the word means this. */
typedef struct Synonym {
    const char *word, *means;
} Synonym;

typedef struct Site {
    Arena *arena;
    const Catalogue *catalogue;
    PortalIds ids;
    Synonym *synonyms;
    size_t n_synonyms;
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
/* A term of a list and what it is: a row of <dl>. */
void page_term(Page *page, Word word, const char *text);
void page_table_begin(Page *page, Word name, const Word *headings, size_t n);
void page_table_end(Page *page);
const char *say(const Page *page, Word word);
/* The text of the page's language; where it has none, the Polish one. */
const char *page_text(const Page *page, const char *pl, const char *en);
/* A text that is Polish in every language: a title of the sources, a note; on an English page it
 * says so. */
void page_polish(Page *page, const char *element, const char *text);
void page_definition_link(Page *page, const Definition *definition);
/* The name of a place in a page: "BDL-P2137" of "BDL P2137". */
const char *page_anchor(const Page *page, const char *name);
const char *page_area_name(const Page *page, const char *id);
const char *page_service_name(const Page *page, const char *id);
/* "2010–2016", "od 2010" */
const char *page_years(const Page *page, int from, int to);
const char *page_tiers(const Page *page, unsigned tiers);
/* The words of a list such as "country powiat", in the page's language. */
const char *page_words(const Page *page, const char *list);
/* A number with the decimal mark of the language; a day "06-30" as "30 czerwca". */
const char *page_number(const Page *page, const char *text);
const char *page_day(const Page *page, const char *moment);

/* --- inputs.c --- */

/* What an input is there for: the formula, verification only, or rules only. */
typedef enum InputRole { ROLE_FORMULA, ROLE_VERIFY, ROLE_RULE } InputRole;
InputRole input_role(const Definition *definition, const Input *input);
/* Does a unit of the definition's tiers, or a level above, read it? */
bool input_source_counts(const Definition *definition, const InputSource *source);
/* One line on what an input is: "Wydatki (Rb-28S, wykonanie): Szkoły podstawowe; Wydatki bieżące";
 * of a report's input, the codes alone. */
const char *input_label(const Page *page, const Definition *definition, const Input *input);
const char *input_codes(const Page *page, const Input *input);
/* All of it, down to series, codes by year, and moments. */
void input_describe(Page *page, const Definition *definition, const Input *input);
/* The table in which codes of the kind stand; paragraphs have one for each report. */
CodeTable input_code_table(const Input *input, ClassKind kind);
const char *concept_name(const Page *page, const Concept *entry);
/* "BDL P2137", "uczniowie › ogółem" */
const char *series_subject(Arena *arena, const VariableSeries *series);
/* "Ludność wg grup wieku i płci", "" where it has no name */
const char *subject_name(const Page *page, const char *source, const char *subject);
const char *series_texts(const Page *page, const VariableSeries *series);
/* The name of a code in a year, "" where the table has none. */
const char *code_name(const Site *site, CodeTable table, const char *code, int year);

/* --- typeset.c, phrase.c, graph.c, limits.c: parts of a card --- */

/* The formula as it is written: that of the definition has its numbers in base units. */
const Formula *written_formula(const Site *site, const Definition *definition);
void typeset_formula(Page *page, const Definition *definition);
void phrase_formula(Page *page, const Definition *definition);
void graph_draw(Page *page, const Definition *definition);
void limits_write(Page *page, const Definition *definition);
void breaks_write(Page *page, const Definition *definition);

/* --- pages --- */

void card_write(Page *page, const Definition *definition);
void home_write(Page *page);
void area_write(Page *page, const Area *area);
void services_write(Page *page);
void sources_write(Page *page);
void codes_write(Page *page);
/* The name of a code's place in the page of codes. */
const char *codes_anchor(const Page *page, CodeTable table, const char *code);
MUST_CHECK bool search_write(const Site *site, Language language, StrBuf *text, Err *err);

/* --- write.c --- */

/*
 * Write the site into `folder`: made beside it and put in its place when it is whole. A folder that
 * is there must be empty or a site of before; *ret_n_pages counts the pages.
 */
MUST_CHECK bool site_write(const Site *site, const char *folder, size_t *ret_n_pages, Err *err);
