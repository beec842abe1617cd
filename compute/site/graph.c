/*
 * What an indicator depends on, drawn: sources, their series or codes, inputs, the indicator, and
 * those that use it, a column each from left to right. A thing named twice is one box. What serves
 * verification only hangs on a broken line. The same stands below as a list, for who cannot see it.
 */
#include "site.h"

#include <stdlib.h>

enum { COLUMNS = 5, BOX_WIDTH = 214, BOX_HEIGHT = 62, GAP_X = 40, GAP_Y = 14, TOP = 34, LINES = 3 };
enum { LINE_LETTERS = 25, LINE_HEIGHT = 16 };
enum { SOURCE, SERIES, INPUT, INDICATOR, USER };

typedef struct Box {
    int column, row;
    const char *key, *label, *href;
} Box;

typedef struct Line {
    size_t from, to;
    bool broken;
} Line;

typedef struct Graph {
    Page *page;
    const Definition *definition;
    Box *boxes;
    Line *lines;
    size_t n_boxes, n_lines, box_capacity, line_capacity;
    int rows[COLUMNS];
} Graph;

/* `key`: what makes it one thing; the label where it is NULL. */
static size_t add_box(Graph *graph, int column, const char *key, const char *label,
                      const char *href)
{
    key = key == NULL ? label : key;
    for (size_t i = 0; i < graph->n_boxes; i++)
        if (graph->boxes[i].column == column && strcmp(graph->boxes[i].key, key) == 0)
            return i;
    graph->boxes =
        heap_grow(graph->boxes, &graph->box_capacity, graph->n_boxes + 1, sizeof *graph->boxes);
    graph->boxes[graph->n_boxes] = (Box){column, graph->rows[column]++, key, label, href};
    return graph->n_boxes++;
}

static void add_line(Graph *graph, size_t from, size_t to, bool broken)
{
    for (size_t i = 0; i < graph->n_lines; i++)
        if (graph->lines[i].from == from && graph->lines[i].to == to) {
            graph->lines[i].broken = graph->lines[i].broken && broken;
            return;
        }
    graph->lines =
        heap_grow(graph->lines, &graph->line_capacity, graph->n_lines + 1, sizeof *graph->lines);
    graph->lines[graph->n_lines++] = (Line){from, to, broken};
}

static const char *card_of(const Graph *graph, const Definition *definition)
{
    return arena_printf(graph->page->site->arena, "%sindicators/%s.html", page_up(graph->page),
                        definition->code);
}

static const char *source_of(const Graph *graph, const char *name)
{
    return arena_printf(graph->page->site->arena, "%ssources.html#%s", page_up(graph->page),
                        page_anchor(graph->page, name));
}

static void add_series(Graph *graph, size_t input, const VariableSeries *series, bool broken)
{
    Arena *arena = graph->page->site->arena;
    const char *label = series_texts(graph->page, series), *subject = series_subject(arena, series);
    size_t box = add_box(graph, SERIES, arena_printf(arena, "%s %s", subject, label), label, NULL);
    size_t source = add_box(graph, SOURCE, NULL, subject, source_of(graph, subject));
    add_line(graph, source, box, broken);
    add_line(graph, box, input, broken);
}

static void add_report(Graph *graph, size_t box, const Input *input, bool broken)
{
    const char *label = input_codes(graph->page, input);
    const char *key =
        arena_printf(graph->page->site->arena, "%s %u %s", input->report, input->measure, label);
    size_t codes = add_box(graph, SERIES, key, label, NULL);
    size_t report = add_box(graph, SOURCE, NULL, input->report, source_of(graph, input->report));
    add_line(graph, report, codes, broken);
    add_line(graph, codes, box, broken);
}

/* What only a rule looks at is no dependency of the value. */
static void add_input(Graph *graph, const Input *input, size_t result)
{
    InputRole role = input_role(graph->definition, input);
    bool broken = role == ROLE_VERIFY;
    if (role == ROLE_RULE)
        return;
    const char *label = arena_printf(graph->page->site->arena, "%s: %s", input->name,
                                     input_label(graph->page, graph->definition, input));
    size_t box = add_box(graph, INPUT, NULL, label,
                         input->indicator == NULL ? NULL : card_of(graph, input->indicator));
    add_line(graph, box, result, broken);
    for (size_t i = 0; i < input->n_sources; i++)
        if (input_source_counts(graph->definition, &input->sources[i]))
            for (size_t k = 0; k < input->sources[i].variable->n_series; k++)
                add_series(graph, box, &input->sources[i].variable->series[k], broken);
    if (input->report != NULL)
        add_report(graph, box, input, broken);
}

static bool uses(const Definition *definition, const Definition *other)
{
    for (size_t i = 0; definition != other && i < definition->n_inputs; i++)
        if (definition->inputs[i].indicator == other)
            return formula_uses(definition->formula, (unsigned)i);
    return false;
}

static void collect(Graph *graph)
{
    const Catalogue *catalogue = graph->page->site->catalogue;
    const Definition *definition = graph->definition;
    const char *name =
        arena_printf(graph->page->site->arena, "%s: %s", definition->code,
                     page_text(graph->page, definition->name_pl, definition->name_en));
    size_t result = add_box(graph, INDICATOR, NULL, name, NULL);
    for (size_t i = 0; i < definition->n_inputs; i++)
        add_input(graph, &definition->inputs[i], result);
    for (size_t i = 0; i < catalogue->n; i++)
        if (uses(&catalogue->items[i], definition)) {
            const Definition *user = &catalogue->items[i];
            const char *label = arena_printf(graph->page->site->arena, "%s: %s", user->code,
                                             page_text(graph->page, user->name_pl, user->name_en));
            add_line(graph, result, add_box(graph, USER, NULL, label, card_of(graph, user)), false);
        }
}

/* --- drawing --- */

static int height_of(const Graph *graph)
{
    int most = 1;
    for (int i = 0; i < COLUMNS; i++)
        most = graph->rows[i] > most ? graph->rows[i] : most;
    return TOP + most * (BOX_HEIGHT + GAP_Y);
}

/* A column without boxes takes no room. */
static int left_of(const Graph *graph, int column)
{
    int left = 2;
    for (int i = 0; i < column; i++)
        left += graph->rows[i] == 0 ? 0 : BOX_WIDTH + GAP_X;
    return left;
}

/* Columns are centred. */
static int top_of(const Graph *graph, const Box *box)
{
    int free = height_of(graph) - TOP - graph->rows[box->column] * (BOX_HEIGHT + GAP_Y);
    return TOP + free / 2 + box->row * (BOX_HEIGHT + GAP_Y);
}

/* How many bytes of the text fit into a line: whole words where they do. */
static size_t line_bytes(const char *text)
{
    size_t bytes = 0, blank = 0;
    for (int letters = 0; text[bytes] != '\0' && letters < LINE_LETTERS; letters++) {
        if (text[bytes] == ' ')
            blank = bytes;
        for (bytes++; ((unsigned char)text[bytes] & 0xc0) == 0x80;)
            bytes++;
    }
    return text[bytes] == '\0' || text[bytes] == ' ' || blank == 0 ? bytes : blank;
}

static void draw_label(Graph *graph, const char *label, int left, int top)
{
    StrBuf *text = &graph->page->text;
    for (int line = 0; line < LINES && *label != '\0'; line++) {
        size_t bytes = line_bytes(label);
        const char *part = arena_strndup(graph->page->site->arena, label, bytes);
        label += bytes + (label[bytes] == ' ');
        html_add(text, "<text x=\"%d\" y=\"%d\">%s%s</text>", left + 8,
                 top + 18 + line * LINE_HEIGHT, part,
                 line + 1 == LINES && *label != '\0' ? "…" : "");
    }
}

static void draw_box(Graph *graph, const Box *box)
{
    StrBuf *text = &graph->page->text;
    int left = left_of(graph, box->column), top = top_of(graph, box);
    if (box->href != NULL)
        html_add(text, "<a href=\"%s\">", box->href);
    html_add(text, "<g><title>%s</title>", box->label);
    html_add(text, "<rect class=\"c%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
             box->column, left, top, BOX_WIDTH, BOX_HEIGHT);
    draw_label(graph, box->label, left, top);
    strbuf_puts(text, box->href == NULL ? "</g>\n" : "</g></a>\n");
}

static void draw_line(Graph *graph, const Line *line)
{
    const Box *from = &graph->boxes[line->from], *to = &graph->boxes[line->to];
    int x1 = left_of(graph, from->column) + BOX_WIDTH, x2 = left_of(graph, to->column);
    int y1 = top_of(graph, from) + BOX_HEIGHT / 2, y2 = top_of(graph, to) + BOX_HEIGHT / 2;
    html_add(&graph->page->text, "<path d=\"M%d %dC%d %d %d %d %d %d\" class=\"%s\"/>\n", x1, y1,
             (x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2, line->broken ? "broken" : "whole");
}

static void draw_headings(Graph *graph)
{
    static const Word headings[COLUMNS] = {WORD_SOURCES, WORD_SERIES, WORD_INPUT, WORD_INDICATOR,
                                           WORD_USED_BY};
    for (int i = 0; i < COLUMNS; i++)
        if (graph->rows[i] > 0)
            html_add(&graph->page->text, "<text class=\"heading\" x=\"%d\" y=\"18\">%s</text>\n",
                     left_of(graph, i), say(graph->page, headings[i]));
}

static void draw(Graph *graph)
{
    StrBuf *text = &graph->page->text;
    int width = left_of(graph, COLUMNS) - GAP_X + 2;
    html_add(text,
             "<section class=\"wide\" tabindex=\"0\" aria-label=\"%s\">\n"
             "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"group\" aria-label=\"%s\">\n",
             say(graph->page, WORD_GRAPH), width, height_of(graph), width,
             say(graph->page, WORD_GRAPH_INTRO));
    draw_headings(graph);
    for (size_t i = 0; i < graph->n_lines; i++)
        draw_line(graph, &graph->lines[i]);
    for (size_t i = 0; i < graph->n_boxes; i++)
        draw_box(graph, &graph->boxes[i]);
    html_add(text, "</svg>\n</section>\n");
}

/* --- the same as a list --- */

static void list_into(Graph *graph, size_t to)
{
    StrBuf *text = &graph->page->text;
    bool any = false;
    for (size_t i = 0; i < graph->n_lines; i++) {
        if (graph->lines[i].to != to)
            continue;
        const Box *from = &graph->boxes[graph->lines[i].from];
        strbuf_puts(text, any ? "<li>" : "\n<ul>\n<li>");
        any = true;
        if (from->href != NULL)
            html_add(text, "<a href=\"%s\">%s</a>", from->href, from->label);
        else
            html_add(text, "%s", from->label);
        if (graph->lines[i].broken && from->column == INPUT)
            html_add(text, " (%s)", say(graph->page, WORD_FOR_VERIFY));
        list_into(graph, graph->lines[i].from);
        html_add(text, "</li>\n");
    }
    strbuf_puts(text, any ? "</ul>\n" : "");
}

static void list_users(Graph *graph)
{
    StrBuf *text = &graph->page->text;
    if (graph->rows[USER] == 0)
        return;
    html_add(text, "<li>%s\n<ul>\n", say(graph->page, WORD_USED_BY));
    for (size_t i = 0; i < graph->n_boxes; i++)
        if (graph->boxes[i].column == USER)
            html_add(text, "<li><a href=\"%s\">%s</a></li>\n", graph->boxes[i].href,
                     graph->boxes[i].label);
    html_add(text, "</ul></li>\n");
}

void graph_draw(Page *page, const Definition *definition)
{
    Graph graph = {.page = page, .definition = definition};
    collect(&graph);
    html_add(&page->text, "<p>%s</p>\n", say(page, WORD_GRAPH_INTRO));
    draw(&graph);
    html_add(&page->text, "<details>\n<summary>%s</summary>\n<ul>\n<li>%s",
             say(page, WORD_GRAPH_TEXT), graph.boxes[0].label);
    list_into(&graph, 0);
    html_add(&page->text, "</li>\n");
    list_users(&graph);
    html_add(&page->text, "</ul>\n</details>\n");
    free(graph.boxes);
    free(graph.lines);
}
