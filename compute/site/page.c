/* The frame of a page: its head, the menu, the search, what stands at the end; and links. */
#include "site.h"

#include "num.h"
#include "version.h"

#include <assert.h>

void html_add(StrBuf *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    for (const char *at = format; *at != '\0'; at++) {
        if (*at != '%') {
            strbuf_add(text, at, 1);
            continue;
        }
        at++;
        if (*at == 's')
            for (const char *c = va_arg(args, const char *); *c != '\0'; c++)
                switch (*c) {
                case '&':
                    strbuf_puts(text, "&amp;");
                    break;
                case '<':
                    strbuf_puts(text, "&lt;");
                    break;
                case '>':
                    strbuf_puts(text, "&gt;");
                    break;
                case '"':
                    strbuf_puts(text, "&quot;");
                    break;
                default:
                    strbuf_add(text, c, 1);
                }
        else if (*at == 'd')
            strbuf_printf(text, "%d", va_arg(args, int));
        else if (*at == 'u')
            strbuf_printf(text, "%u", va_arg(args, unsigned));
        else if (*at == 'z')
            strbuf_printf(text, "%zu", (at++, va_arg(args, size_t)));
        else
            assert(false);
    }
    va_end(args);
}

const char *say(const Page *page, Word word)
{
    return word_text(word, page->language);
}

const char *page_text(const Page *page, const char *pl, const char *en)
{
    return page->language == ENGLISH && en != NULL && *en != '\0' ? en : pl;
}

const char *page_up(const Page *page)
{
    return strchr(page->path, '/') == NULL ? "" : "../";
}

/* To the top of the site, where style and scripts are. */
static const char *to_top(const Page *page)
{
    return arena_printf(page->site->arena, "%s%s", page_up(page),
                        page->language == ENGLISH ? "../" : "");
}

static void add_menu(Page *page)
{
    static const struct {
        const char *path;
        Word word;
    } items[] = {{"index.html", WORD_HOME},
                 {"services.html", WORD_SERVICES},
                 {"sources.html", WORD_SOURCES},
                 {"codes.html", WORD_CODES}};
    bool polish = page->language == POLISH;
    html_add(&page->text, "<nav aria-label=\"%s\"><ul>\n", say(page, WORD_MAIN_MENU));
    for (size_t i = 0; i < ARRAY_LENGTH(items); i++)
        html_add(&page->text, "<li><a href=\"%s%s\" aria-current=\"%s\">%s</a></li>\n",
                 page_up(page), items[i].path,
                 strcmp(items[i].path, page->path) == 0 ? "page" : "false",
                 say(page, items[i].word));
    html_add(&page->text,
             "<li><a href=\"%s%s%s\" hreflang=\"%s\" lang=\"%s\">%s</a></li>\n</ul></nav>\n",
             to_top(page), polish ? "en/" : "", page->path, polish ? "en" : "pl",
             polish ? "en" : "pl", say(page, WORD_OTHER_LANGUAGE));
}

void page_begin(Page *page, const char *name)
{
    const char *language = page->language == POLISH ? "pl" : "en", *top = to_top(page);
    bool home = strcmp(page->path, "index.html") == 0;
    html_add(&page->text,
             "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>%s%s%s</title>\n<link rel=\"stylesheet\" href=\"%sstyle.css\">\n",
             language, name, home ? "" : " – ", home ? "" : say(page, WORD_SITE), top);
    if (home)
        html_add(&page->text,
                 "<script src=\"%sindex-%s.js\" defer></script>\n"
                 "<script src=\"%ssearch.js\" defer></script>\n",
                 top, language, top);
    html_add(&page->text,
             "</head>\n<body>\n<a class=\"skip\" href=\"#content\">%s</a>\n<header>\n"
             "<p class=\"site\"><a href=\"%sindex.html\">%s</a></p>\n",
             say(page, WORD_SKIP), page_up(page), say(page, WORD_SITE));
    add_menu(page);
    html_add(&page->text,
             "<form role=\"search\" action=\"%sindex.html\">\n<label for=\"q\">%s</label>\n"
             "<input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" "
             "aria-describedby=\"q-help\">\n<button type=\"submit\">%s</button>\n"
             "<p id=\"q-help\">%s</p>\n</form>\n</header>\n<main id=\"content\">\n<h1>%s</h1>\n",
             page_up(page), say(page, WORD_SEARCH), say(page, WORD_SEARCH_BUTTON),
             say(page, WORD_SEARCH_HELP), name);
}

void page_end(Page *page)
{
    html_add(&page->text,
             "</main>\n<footer>\n<p>%s</p>\n<p>smup %s</p>\n</footer>\n</body>\n</html>\n",
             say(page, WORD_FOOTER), SMUP_VERSION);
}

void page_polish(Page *page, const char *element, const char *text)
{
    html_add(&page->text, "<%s", element);
    strbuf_puts(&page->text, page->language == POLISH ? "" : " lang=\"pl\"");
    html_add(&page->text, ">%s</%s>", text, element);
}

void page_definition_link(Page *page, const Definition *definition)
{
    html_add(&page->text, "<a href=\"%sindicators/%s.html\"><b>%s</b> %s</a>", page_up(page),
             definition->code, definition->code,
             page_text(page, definition->name_pl, definition->name_en));
}

const char *page_area_name(const Page *page, const char *id)
{
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < catalogue->n_areas; i++)
        if (strcmp(catalogue->areas[i].id, id) == 0)
            return page_text(page, catalogue->areas[i].name_pl, catalogue->areas[i].name_en);
    return id;
}

const char *page_service_name(const Page *page, const char *id)
{
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < catalogue->n_services; i++)
        if (strcmp(catalogue->services[i].id, id) == 0)
            return page_text(page, catalogue->services[i].name_pl, catalogue->services[i].name_en);
    return id;
}

const char *page_years(const Page *page, int from, int to)
{
    Arena *arena = page->site->arena;
    if (from == YEAR_FIRST && to == YEAR_LAST)
        return say(page, WORD_ALL_YEARS);
    if (to == YEAR_LAST)
        return arena_printf(arena, "%s %d", say(page, WORD_FROM_YEAR), from);
    if (from == YEAR_FIRST)
        return arena_printf(arena, "%s %d", say(page, WORD_TO_YEAR), to);
    return from == to ? arena_printf(arena, "%d", from) : arena_printf(arena, "%d–%d", from, to);
}

const char *page_words(const Page *page, const char *list)
{
    const char *text = "";
    StrList words = str_split(page->site->arena, list, " ");
    for (size_t i = 0; i < words.n; i++)
        text = arena_printf(page->site->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                            term_text(words.items[i], page->language));
    return text;
}

const char *page_tiers(const Page *page, unsigned tiers)
{
    return page_words(page, tiers_text(page->site->arena, tiers));
}

const char *page_number(const Page *page, const char *text)
{
    char *copy = arena_strdup(page->site->arena, text), *mark = strchr(copy, '.');
    if (mark != NULL)
        *mark = *say(page, WORD_DECIMAL_MARK);
    return copy;
}

const char *page_day(const Page *page, const char *moment)
{
    uint64_t month = 0, day = 0;
    if (strlen(moment) != 5 || !num_parse_count((StrView){moment, 2}, 12, &month) || month == 0 ||
        !num_parse_count((StrView){moment + 3, 2}, 31, &day))
        return moment;
    return arena_printf(page->site->arena, "%d %s", (int)day,
                        say(page, (Word)(WORD_JANUARY + (int)month - 1)));
}

const char *page_anchor(const Page *page, const char *name)
{
    char *anchor = arena_strdup(page->site->arena, name);
    for (char *at = anchor; *at != '\0'; at++)
        if (*at == ' ')
            *at = '-';
    return anchor;
}

void page_term(Page *page, Word word, const char *text)
{
    html_add(&page->text, "<dt>%s</dt><dd>%s</dd>\n", say(page, word), text);
}

void page_table_begin(Page *page, Word name, const Word *headings, size_t n)
{
    html_add(&page->text,
             "<section class=\"wide\" tabindex=\"0\" aria-label=\"%s\">\n"
             "<table>\n<thead><tr>",
             say(page, name));
    for (size_t i = 0; i < n; i++)
        html_add(&page->text, "<th scope=\"col\">%s</th>", say(page, headings[i]));
    html_add(&page->text, "</tr></thead>\n<tbody>\n");
}

void page_table_end(Page *page)
{
    html_add(&page->text, "</tbody>\n</table>\n</section>\n");
}
