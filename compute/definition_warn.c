/*
 * Inputs that can be meant so, but seldom are: whose number it is (perspective), on which day it is
 * counted, which school year it is of. A warning, until a word in the definition says that it is
 * meant (DESIGN 4).
 */
#include "definition_parts.h"

typedef enum Perspective { PERSPECTIVE_JST, PERSPECTIVE_AREA } Perspective;

static Perspective perspective_of(const Input *input)
{
    bool area = input->report != NULL ? input->area : input->sources[0].variable->area;
    return area ? PERSPECTIVE_AREA : PERSPECTIVE_JST;
}

static bool is_accepted(const Input *input, const char *word)
{
    const char *reason = xml_attribute(input->node, word);
    return reason != NULL && *reason != '\0';
}

/* The inputs of the formula that are no indicators. */
static bool counts(const Definition *definition, unsigned i)
{
    const Input *input = &definition->inputs[i];
    return input->indicator == NULL && formula_uses(definition->formula, i) &&
           (input->report != NULL || input->n_sources > 0);
}

static void warn_perspective(Diag *diag, const Definition *definition)
{
    const Input *first[2] = {NULL, NULL};
    bool accepted = false;
    for (unsigned i = 0; i < definition->n_written; i++) {
        const Input *input = &definition->inputs[i];
        if (!counts(definition, i))
            continue;
        accepted = accepted || is_accepted(input, "perspective-accepted");
        if (first[perspective_of(input)] == NULL)
            first[perspective_of(input)] = input;
    }
    const Input *own = first[PERSPECTIVE_JST], *area = first[PERSPECTIVE_AREA];
    if (own == NULL || area == NULL || accepted)
        return;
    Err warning = {0};
    (void)xml_fail(
        area->node, &warning,
        _("P01: \"%s\" is what lies in the territory, \"%s\" what this local government has itself"),
        area->name, own->name);
    (void)err_hint(&warning, "%s",
                   _("if that is meant, write perspective-accepted=\"why\" at the input"));
    diag_warn(diag, &warning);
}

/* "06-30", or "" of a flow: the year as a whole. */
static const char *moment_of(const Input *input)
{
    if (input->report != NULL || !input->sources[0].variable->stock)
        return "";
    return input->sources[0].variable->moment;
}

static void warn_moments(Diag *diag, const Definition *definition)
{
    const Input *first = NULL;
    for (unsigned i = 0; i < definition->n_written; i++) {
        const Input *input = &definition->inputs[i];
        if (!counts(definition, i) || *moment_of(input) == '\0')
            continue;
        if (first == NULL) {
            first = input;
            continue;
        }
        if (strcmp(moment_of(first), moment_of(input)) == 0 ||
            is_accepted(first, "moment-accepted") || is_accepted(input, "moment-accepted"))
            continue;
        Err warning = {0};
        (void)xml_fail(input->node, &warning,
                       _("P02: \"%s\" is counted on %s, \"%s\" on %s (month-day)"), input->name,
                       moment_of(input), first->name, moment_of(first));
        (void)err_hint(&warning, "%s",
                       _("if that is meant, write moment-accepted=\"why\" at the input"));
        diag_warn(diag, &warning);
    }
}

static bool is_school(const Input *input)
{
    return input->report == NULL && input->sources[0].variable->school;
}

static void warn_school_years(Diag *diag, const Definition *definition)
{
    bool annual = false;
    for (unsigned i = 0; i < definition->n_written; i++)
        annual = annual || (counts(definition, i) && !is_school(&definition->inputs[i]));
    for (unsigned i = 0; i < definition->n_written; i++) {
        const Input *input = &definition->inputs[i];
        if (!counts(definition, i) || !annual || !is_school(input) || input->shift != 0 ||
            input->blend_before != 0 || is_accepted(input, "moment-accepted"))
            continue;
        Err warning = {0};
        (void)xml_fail(
            input->node, &warning,
            _("P03: \"%s\" is of the school year that begins in the year, other inputs are of the calendar year"),
            input->name);
        (void)err_hint(
            &warning, "%s",
            _("write blend=\"8/12 previous 4/12 this\" or shift=\"-1\", or if it is meant "
              "moment-accepted=\"why\""));
        diag_warn(diag, &warning);
    }
}

void definition_warn(Diag *diag, const Definition *definition)
{
    warn_perspective(diag, definition);
    warn_moments(diag, definition);
    warn_school_years(diag, definition);
}
