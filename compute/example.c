#include "example.h"

#include "definition_parts.h"
#include "evaluate.h"
#include "num.h"

#include <stdio.h>

typedef struct Given {
    const Definition *definition;
    const XmlNode *example;
    Arena *arena;
} Given;

/* The year that an example is computed for; `lag` goes back from it, `year` names another. */
enum { EXAMPLE_YEAR = 2020 };

static bool read_lag(const char *text, int *ret_lag)
{
    uint64_t years = 0;
    bool negative = text != NULL && *text == '-';
    bool good = text == NULL || num_parse_count(str_view(text + negative), 50, &years);
    *ret_lag = negative ? -(int)years : (int)years;
    return good;
}

static const XmlNode *find_given(const Given *given, const char *name, int year)
{
    for (const XmlNode *at = xml_child(given->example, "given"); at != NULL;
         at = xml_next(at, "given")) {
        const char *of = xml_attribute(at, "name"), *written = xml_attribute(at, "year");
        uint64_t own = 0;
        int lag;
        (void)read_lag(xml_attribute(at, "lag"), &lag);
        if (written != NULL)
            (void)num_parse_count(str_view(written), YEAR_LAST, &own);
        if (of != NULL && strcmp(of, name) == 0 &&
            year == (written != NULL ? (int)own : EXAMPLE_YEAR - lag))
            return at;
    }
    return NULL;
}

static bool fail_state(const XmlNode *node, const char *state, Err *err)
{
    return xml_fail_at(node, "state", err, _("E02: the state \"%s\" is not known"), state) ||
           err_hint(err, _("states are %s; missing ones O M L H Q"), STATE_CODES);
}

static bool fail_number(const XmlNode *node, Err *err)
{
    return xml_fail_text(node, 0, strlen(node->text), err,
                         _("E03: \"%s\" is no number; write it like 1250.50"), node->text);
}

static bool read_given(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const Given *given = context;
    const Input *input = &given->definition->inputs[name];
    const XmlNode *node = find_given(given, input->name, year);
    Vector vector = vector_new(given->arena, 1);
    CellState bits = OBS_O; /* what is not given is missing */
    Num num = {0, 0};
    const char *state = node == NULL ? NULL : xml_attribute(node, "state");
    if (node != NULL)
        bits = 0;
    if (state != NULL && !state_parse_obs(str_view(state), &bits))
        return fail_state(node, state, err);
    if (!state_is_missing(bits) &&
        num_parse(str_view(node->text), (NumFormat){".", false}, &num) != NUM_OK)
        return fail_number(node, err);
    vector_fill(&vector, (double)num.mantissa, num.scale - input->exponent, bits);
    *ret_vector = vector;
    return true;
}

/* An input of the formula that the example says nothing of, or NULL. */
static const char *not_given(const Definition *definition, const XmlNode *example)
{
    for (unsigned i = 0; i < definition->n_inputs; i++) {
        const char *name = definition->inputs[i].name, *given = NULL;
        for (const XmlNode *at = xml_child(example, "given"); at != NULL && given == NULL;
             at = xml_next(at, "given"))
            if (strcmp(xml_attribute(at, "name"), name) == 0)
                given = name;
        if (given == NULL && formula_uses(definition->formula, i))
            return name;
    }
    return NULL;
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
            return fail_state(expect, state, err);
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
            return fail_number(expect, err);
        num_write_rounded((double)num.mantissa, -(int)num.scale, definition->decimals, wanted);
        if (!missing && strcmp(found, wanted) == 0)
            return true;
    } else {
        (void)snprintf(wanted, sizeof wanted, _("missing (%s)"), state);
    }
    (void)xml_fail(expect, err, _("E04: the example of %s fails: expected %s, got %s"),
                   definition->code, wanted, found);
    const char *lacking = missing ? not_given(definition, expect->parent) : NULL;
    return lacking == NULL ? false : err_hint(err, _("what is not given is missing: %s"), lacking);
}

/* A slip of the pen must not become "not given, so missing". */
static bool check_given(const Definition *definition, const XmlNode *example, Err *err)
{
    if (!xml_known(example, "", "given expect comment", err))
        return false;
    for (const XmlNode *at = xml_child(example, "given"); at != NULL; at = xml_next(at, "given")) {
        const char *name, *year = xml_attribute(at, "year");
        unsigned input;
        int lag;
        uint64_t number;
        if (!xml_known(at, "name state lag year", "", err) || !xml_need(at, "name", &name, err))
            return false;
        if (!definition_input(definition, name, &input))
            return xml_fail_at(at, "name", err, _("E05: there is no input \"%s\""), name) ||
                   definition_hint_input(definition, name, err);
        if (!read_lag(xml_attribute(at, "lag"), &lag))
            return xml_fail_at(at, "lag", err,
                               _("E06: the lag \"%s\" is no number of years from -50 to 50"),
                               xml_attribute(at, "lag"));
        if (year != NULL && !num_parse_count(str_view(year), YEAR_LAST, &number))
            return xml_fail_at(at, "year", err, _("E07: \"%s\" is no year"), year);
    }
    return true;
}

static bool run_example(const Definition *definition, const XmlNode *node, Arena *arena, Err *err)
{
    Given given = {definition, node, arena};
    const EvaluateSource source = {.context = &given, .input = read_given};
    const XmlNode *expect = xml_child(node, "expect");
    Vector result;
    if (!check_given(definition, node, err))
        return false;
    if (expect == NULL)
        return xml_fail(node, err, _("E01: the example expects nothing: <expect> is missing")) ||
               err_hint(err, _("write %s"), "<expect>...</expect>");
    if (!formula_evaluate(definition->formula, &source, EXAMPLE_YEAR, 1, arena, &result, err))
        return false;
    vector_settle_ties(&result, definition->decimals - definition->exponent);
    return check_result(definition, expect, &result, err);
}

bool examples_run(const Definition *definition, Diag *diag, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    for (const XmlNode *at = xml_child(definition->node, "example"); at != NULL;
         at = xml_next(at, "example"))
        if (!run_example(definition, at, arena, err)) {
            if (diag == NULL)
                return false;
            (void)diag_take(diag, err);
        }
    return true;
}
