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

static int given_year(const XmlNode *node)
{
    const char *written = xml_attribute(node, "year");
    uint64_t own = 0;
    int lag;
    (void)read_lag(xml_attribute(node, "lag"), &lag);
    if (written != NULL)
        (void)num_parse_count(str_view(written), YEAR_LAST, &own);
    return written != NULL ? (int)own : EXAMPLE_YEAR - lag;
}

static const XmlNode *find_given(const XmlNode *example, const char *name, int year)
{
    for (const XmlNode *at = xml_child(example, "given"); at != NULL; at = xml_next(at, "given")) {
        const char *of = xml_attribute(at, "name");
        if (of != NULL && strcmp(of, name) == 0 && year == given_year(at))
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
    const XmlNode *node = find_given(given->example, input->name, year);
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
    vector_settle(&vector);
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

/* Missing for the same reasons, or a value with the states named; of "A" with none. */
static bool has_state(CellState found, CellState wanted)
{
    if ((found & OBS_MISSING) != (wanted & OBS_MISSING))
        return false;
    return wanted == OBS_A ? (found & OBS_MASK) == 0 : (found & wanted) == wanted;
}

/* "12.50 (U)", "missing (O)". */
static void write_found(const Definition *definition, const Vector *result, char *ret, size_t size)
{
    char value[NUM_TEXT], states[OBS_TEXT];
    state_obs_text(result->states[0], states);
    num_write_rounded(result->values[0], -(result->exponent + definition->exponent),
                      definition->decimals, value);
    if (state_is_missing(result->states[0]))
        (void)snprintf(ret, size, _("missing (%s)"), states);
    else
        (void)snprintf(ret, size, (result->states[0] & OBS_MASK) == 0 ? "%s" : "%s (%s)", value,
                       states);
}

/* The number that is expected, as it would be published. */
static bool read_expected(const Definition *definition, const XmlNode *expect,
                          char ret_text[NUM_TEXT], Err *err)
{
    Num num;
    if (num_parse(str_view(expect->text), (NumFormat){".", false}, &num) != NUM_OK)
        return fail_number(expect, err);
    if (num.scale > definition->decimals)
        return xml_fail(expect, err, _("E08: \"%s\" has more decimals than <result> (%d)"),
                        expect->text, definition->decimals);
    num_write_rounded((double)num.mantissa, -(int)num.scale, definition->decimals, ret_text);
    return true;
}

static bool check_result(const Definition *definition, const XmlNode *expect, const Vector *result,
                         Err *err)
{
    char found[NUM_TEXT], value[NUM_TEXT] = "", wanted[NUM_TEXT] = "", number[NUM_TEXT];
    const char *state = xml_attribute(expect, "state");
    CellState bits = OBS_A;
    bool missing = state_is_missing(result->states[0]), by_number = *expect->text != '\0';
    if (state != NULL && !state_parse_obs(str_view(state), &bits))
        return fail_state(expect, state, err);
    if ((by_number || state == NULL) && !read_expected(definition, expect, wanted, err))
        return false;
    num_write_rounded(result->values[0], -(result->exponent + definition->exponent),
                      definition->decimals, number);
    bool good = state == NULL ? !missing : has_state(result->states[0], bits);
    if (good && (*wanted == '\0' || (!missing && strcmp(number, wanted) == 0)))
        return true;
    write_found(definition, result, found, sizeof found);
    (void)snprintf(value, sizeof value,
                   state == NULL     ? "%s"
                   : *wanted == '\0' ? "%s%s"
                                     : "%s (%s)",
                   wanted, state == NULL ? "" : state);
    (void)xml_fail(expect, err, _("E04: the example of %s fails: expected %s, got %s"),
                   definition->code, value, found);
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
        if (find_given(example, name, given_year(at)) != at)
            return xml_fail(at, err, _("E09: the example says this twice: %s"), name);
    }
    const XmlNode *expect = xml_child(example, "expect");
    const XmlNode *second = expect == NULL ? NULL : xml_next(expect, "expect");
    return second == NULL ||
           xml_fail(second, err, _("E09: the example says this twice: %s"), "expect");
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
