/* The pages that lead to cards: home with the search, an area with its services, all services. */
#include "site.h"

static const char *const dimensions[] = {"ilosc", "jakosc", "dostepnosc", "efektywnosc",
                                         "kontekst"};
enum { DIMENSIONS = ARRAY_LENGTH(dimensions) };

static size_t count(const Catalogue *catalogue, const char *area, const char *dimension)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue->n; i++)
        n += (area == NULL || strcmp(catalogue->items[i].area, area) == 0) &&
             (dimension == NULL || strcmp(catalogue->items[i].dimension, dimension) == 0);
    return n;
}

static void add_counts(Page *page, const char *area)
{
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < DIMENSIONS; i++)
        html_add(&page->text, "<td class=\"number\">%zu</td>",
                 count(catalogue, area, dimensions[i]));
    html_add(&page->text, "<td class=\"number\"><b>%zu</b></td></tr>\n",
             count(catalogue, area, NULL));
}

static void add_area_table(Page *page)
{
    const Catalogue *catalogue = page->site->catalogue;
    html_add(&page->text,
             "<section class=\"wide\" tabindex=\"0\" aria-label=\"%s\">\n<table>\n"
             "<caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th>",
             say(page, WORD_BY_DIMENSION), say(page, WORD_BY_DIMENSION), say(page, WORD_AREA));
    for (size_t i = 0; i < DIMENSIONS; i++)
        html_add(&page->text, "<th scope=\"col\">%s</th>",
                 term_text(dimensions[i], page->language));
    html_add(&page->text, "<th scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
             say(page, WORD_TOTAL));
    for (size_t i = 0; i < catalogue->n_areas; i++) {
        const char *id = catalogue->areas[i].id;
        html_add(&page->text, "<tr><th scope=\"row\"><a href=\"areas/%s.html\">%s</a></th>", id,
                 page_area_name(page, id));
        add_counts(page, id);
    }
    html_add(&page->text, "<tr><th scope=\"row\">%s</th>", say(page, WORD_TOTAL));
    add_counts(page, NULL);
    html_add(&page->text, "</tbody>\n</table>\n</section>\n");
}

/* Indicators of an area, or of one of its services; NULL: any. */
static void add_list(Page *page, const char *area, const char *service)
{
    const Catalogue *catalogue = page->site->catalogue;
    html_add(&page->text, "<ul class=\"indicators\">\n");
    for (size_t i = 0; i < catalogue->n; i++) {
        const Definition *definition = &catalogue->items[i];
        if ((area != NULL && strcmp(definition->area, area) != 0) ||
            (service != NULL && strcmp(definition->service, service) != 0))
            continue;
        html_add(&page->text, "<li>");
        page_definition_link(page, definition);
        html_add(&page->text, " <span class=\"note\">%s · %s</span></li>\n",
                 term_text(definition->dimension, page->language), definition->unit);
    }
    html_add(&page->text, "</ul>\n");
}

void home_write(Page *page)
{
    page_begin(page, say(page, WORD_SITE));
    html_add(&page->text,
             "<p>%s</p>\n<p id=\"found\" role=\"status\" data-none=\"%s\" data-found=\"%s\"></p>\n"
             "<section id=\"results\" hidden>\n<h2>%s</h2>\n<ul class=\"indicators\"></ul>\n"
             "</section>\n<h2>%s</h2>\n",
             say(page, WORD_HOME_INTRO), say(page, WORD_SEARCH_NONE), say(page, WORD_SEARCH_FOUND),
             say(page, WORD_RESULTS), say(page, WORD_AREAS));
    add_area_table(page);
    html_add(&page->text, "<h2>%s</h2>\n", say(page, WORD_ALL_INDICATORS));
    add_list(page, NULL, NULL);
    page_end(page);
}

static void add_services(Page *page, const char *area, const char *element)
{
    const Catalogue *catalogue = page->site->catalogue;
    for (size_t i = 0; i < catalogue->n_services; i++) {
        const Service *service = &catalogue->services[i];
        if (strcmp(service->area, area) != 0)
            continue;
        html_add(&page->text, "<%s id=\"%s\">%s</%s>\n", element, service->id,
                 page_text(page, service->name_pl, service->name_en), element);
        add_list(page, area, service->id);
    }
}

void area_write(Page *page, const Area *area)
{
    page_begin(page, page_text(page, area->name_pl, area->name_en));
    add_services(page, area->id, "h2");
    page_end(page);
}

void services_write(Page *page)
{
    const Catalogue *catalogue = page->site->catalogue;
    page_begin(page, say(page, WORD_SERVICES));
    html_add(&page->text, "<p>%s</p>\n", say(page, WORD_SERVICES_INTRO));
    for (size_t i = 0; i < catalogue->n_areas; i++) {
        const Area *area = &catalogue->areas[i];
        html_add(&page->text, "<h2><a href=\"areas/%s.html\">%s</a></h2>\n", area->id,
                 page_text(page, area->name_pl, area->name_en));
        add_services(page, area->id, "h3");
    }
    page_end(page);
}
