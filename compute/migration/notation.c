/*
 * A definition as a row. The notation of a numerator or denominator: terms with " + " or " - "
 * between them, each "name: what", and what is one of
 *
 *     ludnosc_3006                                            a shared input, or a variable
 *     variable=ludnosc_3006                                   where both have the name
 *     Rb-28S wykonanie rozdzial=80101 80150 group=biezace     a budget report, measure and filters
 *
 * and behind it shift=-1 or blend=8/12 previous 4/12 this. The name is left out where it is the id.
 */
#include "migration.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";

typedef struct Parser {
    Arena *arena;
    const Definition *definition;
    const char *at;
} Parser;

static void skip_blanks(Parser *parser)
{
    parser->at += strspn(parser->at, " \t\r\n");
}

static bool take_mark(Parser *parser, char mark)
{
    skip_blanks(parser);
    if (*parser->at != mark)
        return false;
    parser->at++;
    return true;
}

/* An input by its name; NULL where the formula has something else there. */
static const Input *take_input(Parser *parser)
{
    skip_blanks(parser);
    size_t length = strspn(parser->at, letters);
    StrView name = {parser->at, length};
    for (size_t i = 0; i < parser->definition->n_written; i++)
        if (str_equal(name, parser->definition->inputs[i].name)) {
            parser->at += length;
            return &parser->definition->inputs[i];
        }
    return NULL;
}

/* "a + b - c" */
static bool take_terms(Parser *parser, Terms *terms)
{
    bool minus = false;
    terms->inputs = arena_array(parser->arena, INPUTS_MAX, sizeof(Input *));
    terms->minus = arena_array(parser->arena, INPUTS_MAX, sizeof *terms->minus);
    for (terms->n = 0; terms->n < INPUTS_MAX;) {
        const Input *input = take_input(parser);
        if (input == NULL)
            return false;
        terms->inputs[terms->n] = input;
        terms->minus[terms->n++] = minus;
        minus = take_mark(parser, '-');
        if (!minus && !take_mark(parser, '+'))
            return true;
    }
    return false;
}

/* One input, or a sum in parentheses. */
static bool take_side(Parser *parser, Terms *terms)
{
    if (take_mark(parser, '('))
        return take_terms(parser, terms) && take_mark(parser, ')');
    return take_terms(parser, terms) && terms->n == 1;
}

static bool is_at_end(Parser *parser)
{
    skip_blanks(parser);
    return *parser->at == '\0';
}

bool ratio_split(Arena *arena, const Definition *definition, Terms *ret_numerator,
                 Terms *ret_denominator)
{
    const Parser begin = {arena, definition, definition->formula_text};
    Parser parser = begin;
    if (take_side(&parser, ret_numerator) && take_mark(&parser, '/') &&
        take_side(&parser, ret_denominator) && is_at_end(&parser))
        return true;
    *ret_denominator = (Terms){0};
    parser = begin;
    if (take_terms(&parser, ret_numerator) && is_at_end(&parser))
        return true;
    parser = begin;
    return take_side(&parser, ret_numerator) && is_at_end(&parser);
}

/* What of an input has a meaning; remarks for people, such as why a perspective is accepted, are
 * for whoever reviews it. */
static const char *const filters[] = {"dzial", "rozdzial",    "paragraf", "p4",   "concept",
                                      "group", "perspective", "shift",    "blend"};

typedef struct Writing {
    Arena *arena;
    const Catalogue *catalogue;
    const Definition *definition;
} Writing;

static const char *attribute(const Writing *writing, const XmlNode *node, const char *name)
{
    return definition_attribute(writing->arena, writing->definition, node, name);
}

static const char *input_text(const Writing *writing, const Input *input)
{
    const char *values[] = {NULL, NULL, NULL}, *text, *id = NULL;
    static const char *const kinds[] = {"ref", "variable", "report"};
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        values[i] = attribute(writing, input->node, kinds[i]);
    if (values[2] != NULL)
        text = arena_printf(writing->arena, "%s %s", values[2],
                            attribute(writing, input->node, "measure"));
    else if (values[0] != NULL)
        text = id = values[0];
    else
        text = id = values[1];
    /* an id that is an input's and a variable's is the input */
    if (values[1] != NULL &&
        strmap_find(writing->catalogue->inputs, str_view(values[1]), &(uint32_t){0}))
        text = arena_printf(writing->arena, "variable=%s", values[1]);
    if (id != NULL && strcmp(id, input->name) != 0)
        id = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(filters); i++) {
        const char *value = attribute(writing, input->node, filters[i]);
        if (value != NULL && *value != '\0')
            text = arena_printf(writing->arena, "%s %s=%s", text, filters[i], value);
    }
    return id != NULL ? text : arena_printf(writing->arena, "%s: %s", input->name, text);
}

static const char *terms_text(const Writing *writing, const Terms *terms)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    if (terms->n == 0)
        return "-";
    for (size_t i = 0; i < terms->n; i++)
        strbuf_printf(&text, "%s%s",
                      i == 0            ? ""
                      : terms->minus[i] ? " - "
                                        : " + ",
                      input_text(writing, terms->inputs[i]));
    return arena_strdup(writing->arena, text.text);
}

/* The inputs of a formula that is no plain ratio, for people: the formula says what is what. */
static const char *all_inputs(const Writing *writing)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    for (unsigned i = 0; i < writing->definition->n_written; i++)
        if (formula_uses(writing->definition->formula, i))
            strbuf_printf(&text, "%s%s", text.length == 0 ? "" : " ; ",
                          input_text(writing, &writing->definition->inputs[i]));
    return text.length == 0 ? "" : arena_strdup(writing->arena, text.text);
}

static const char *year_text(Arena *arena, int year)
{
    return year == YEAR_FIRST || year == YEAR_LAST ? "" : arena_printf(arena, "%d", year);
}

void indicator_row(Arena *arena, const Catalogue *catalogue, const Definition *definition,
                   TableRow *ret_row)
{
    const Writing writing = {arena, catalogue, definition};
    Terms numerator, denominator;
    bool ratio = ratio_split(arena, definition, &numerator, &denominator);
    const XmlNode *scope = xml_child(definition->node, "scope");
    const char *coverage = definition_attribute(arena, definition, scope, "coverage");
    *ret_row = (TableRow){
        .cells = {
            [HEADING_CODE] = definition->code,
            [HEADING_SMUP_ID] = "",
            [HEADING_NAME_PL] = definition->name_pl,
            [HEADING_NAME_EN] = definition->name_en,
            [HEADING_AREA] = definition->area,
            [HEADING_SERVICE] = definition->service,
            [HEADING_DIMENSION] = definition->dimension,
            [HEADING_DIRECTION] = definition->direction,
            [HEADING_NUMERATOR] = ratio ? terms_text(&writing, &numerator) : all_inputs(&writing),
            [HEADING_DENOMINATOR] = ratio ? terms_text(&writing, &denominator) : "",
            [HEADING_FORMULA] = ratio ? "" : definition->formula_text,
            [HEADING_SOURCE] = definition->sources,
            [HEADING_UNIT] = definition->unit,
            [HEADING_DECIMALS] = arena_printf(arena, "%d", definition->decimals),
            [HEADING_TIERS] = tiers_text(arena, definition->tiers),
            [HEADING_FROM] = year_text(arena, definition->from),
            [HEADING_TO] = year_text(arena, definition->to),
            [HEADING_COVERAGE] = coverage == NULL ? "" : coverage,
            [HEADING_STATE] = definition_state_name(definition->state),
        }};
}
