#include "example.h"

#include "evaluate.h"
#include "num.h"

#include <stdio.h>

typedef struct Given {
    const Definition *definition;
    const XmlNode *example;
    Arena *arena;
} Given;

/* The year of an example is 0; `lag` goes back from it. */
static const XmlNode *find_given(const Given *given, const char *name, int lag)
{
    for (const XmlNode *at = xml_child(given->example, "given"); at != NULL;
         at = xml_next(at, "given")) {
        const char *of = xml_attribute(at, "name"), *back = xml_attribute(at, "lag");
        uint64_t years = 0;
        if (back != NULL)
            (void)num_parse_count(str_view(back), 100, &years);
        if (of != NULL && strcmp(of, name) == 0 && (int)years == lag)
            return at;
    }
    return NULL;
}

static bool read_given(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const Given *given = context;
    const Input *input = &given->definition->inputs[name];
    const XmlNode *node = find_given(given, input->name, -year);
    Vector vector = vector_new(given->arena, 1);
    CellState bits = OBS_O; /* what is not given is missing */
    Num num = {0, 0};
    const char *state = node == NULL ? NULL : xml_attribute(node, "state");
    if (node != NULL)
        bits = 0;
    if (state != NULL && !state_parse_obs(str_view(state), &bits))
        return xml_fail(node, err, _("the state \"%s\" is not known"), state);
    if (!state_is_missing(bits) &&
        num_parse(str_view(node->text), (NumFormat){".", false}, &num) != NUM_OK)
        return xml_fail(node, err, _("\"%s\" is no number; write it like 1250.50"), node->text);
    vector_fill(&vector, (double)num.mantissa, num.scale - input->exponent, bits);
    *ret_vector = vector;
    return true;
}

static bool check_result(const Definition *definition, const XmlNode *expect, const Vector *result,
                         Err *err)
{
    char found[NUM_TEXT], wanted[NUM_TEXT];
    const char *state = xml_attribute(expect, "state");
    bool missing = state_is_missing(result->states[0]);
    if (state != NULL) {
        CellState bits;
        if (!state_parse_obs(str_view(state), &bits))
            return xml_fail(expect, err, _("the state \"%s\" is not known"), state);
        if ((result->states[0] & OBS_MISSING) == (bits & OBS_MISSING) &&
            missing == state_is_missing(bits) &&
            (state_is_missing(bits) || (result->states[0] & bits) == bits))
            if (missing || expect->text[0] == '\0')
                return true;
    }
    int shift = -(result->exponent + definition->exponent);
    if (missing)
        (void)snprintf(found, sizeof found, _("missing (%c)"), state_obs_code(result->states[0]));
    else
        num_write_rounded(result->values[0], shift, definition->decimals, found);
    if (state == NULL || expect->text[0] != '\0') {
        Num num;
        if (num_parse(str_view(expect->text), (NumFormat){".", false}, &num) != NUM_OK)
            return xml_fail(expect, err, _("\"%s\" is no number; write it like 1250.50"),
                            expect->text);
        num_write_rounded((double)num.mantissa, -(int)num.scale, definition->decimals, wanted);
        if (!missing && strcmp(found, wanted) == 0)
            return true;
    } else {
        (void)snprintf(wanted, sizeof wanted, _("missing (%s)"), state);
    }
    return xml_fail(expect, err, _("the example of %s fails: expected %s, got %s"),
                    definition->code, wanted, found);
}

static bool is_input(const Definition *definition, const char *name)
{
    for (size_t i = 0; i < definition->n_inputs; i++)
        if (strcmp(definition->inputs[i].name, name) == 0)
            return true;
    return false;
}

/* A slip of the pen must not become "not given, so missing". */
static bool check_given(const Definition *definition, const XmlNode *example, Err *err)
{
    if (!xml_known(example, "", "given expect comment", err))
        return false;
    for (const XmlNode *at = xml_child(example, "given"); at != NULL; at = xml_next(at, "given")) {
        const char *name, *lag = xml_attribute(at, "lag");
        uint64_t years;
        if (!xml_known(at, "name state lag", "", err) || !xml_need(at, "name", &name, err))
            return false;
        if (!is_input(definition, name))
            return xml_fail(at, err, _("there is no input \"%s\""), name);
        if (lag != NULL && !num_parse_count(str_view(lag), 50, &years))
            return xml_fail(at, err, _("the lag \"%s\" is no number of years from 0 to 50"), lag);
    }
    return true;
}

bool examples_run(const Definition *definition, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    for (const XmlNode *at = xml_child(definition->node, "example"); at != NULL;
         at = xml_next(at, "example")) {
        Given given = {definition, at, arena};
        const EvaluateSource source = {.context = &given, .input = read_given};
        const XmlNode *expect = xml_child(at, "expect");
        Vector result;
        if (!check_given(definition, at, err))
            return false;
        if (expect == NULL)
            return xml_fail(at, err, _("the example expects nothing: <expect> is missing"));
        if (!formula_evaluate(definition->formula, &source, 0, 1, arena, &result, err) ||
            !check_result(definition, expect, &result, err))
            return false;
    }
    return true;
}
