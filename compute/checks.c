#include "checks.h"

#include "num.h"

#include <math.h>
#include <stdio.h>

void check_write_value(const Definition *definition, const Vector *result, uint32_t unit,
                       char ret_text[NUM_TEXT])
{
    CellState state = result->states[unit];
    if (state_is_missing(state) || state_is_secret(state))
        (void)snprintf(ret_text, NUM_TEXT, "%s", state_is_secret(state) ? "*" : "-");
    else
        num_write_rounded(result->values[unit], -(result->exponent + definition->exponent),
                          definition->decimals, ret_text);
}

static bool evaluate(Engine *engine, const Definition *definition, const Formula *formula, int year,
                     Arena *arena, Vector *ret_vector, Err *err)
{
    return formula == NULL ||
           engine_evaluate(engine, definition, formula, year, arena, ret_vector, err);
}

static bool check_rule(Engine *engine, const Definition *definition, const Rule *rule, int year,
                       Arena *arena, Check *check, Err *err)
{
    Vector when = {0}, holds = {0};
    if (!evaluate(engine, definition, rule->when, year, arena, &when, err) ||
        !evaluate(engine, definition, rule->holds, year, arena, &holds, err))
        return false;
    check->rule = rule;
    check->units = arena_array(arena, holds.n, sizeof *check->units);
    for (uint32_t i = 0; i < holds.n; i++) {
        if (!engine_holds(engine, definition, i, year))
            continue;
        bool asked =
            rule->when == NULL || (!state_is_missing(when.states[i]) && when.values[i] != 0);
        if (!asked || state_is_missing(holds.states[i]))
            continue;
        check->n_checked++;
        if (holds.values[i] == 0)
            check->units[check->n_failed++] = i;
    }
    return true;
}

/* Of a sum with gaps a difference tells the gaps. */
static bool is_comparable(CellState state)
{
    return !state_is_missing(state) && !state_is_secret(state) && (state & OBS_U) == 0;
}

static bool check_verify(Engine *engine, const Definition *definition, const Verify *verify,
                         int year, const Vector *result, Arena *arena, Check *check, Err *err)
{
    Vector other;
    if (!engine_input(engine, definition, verify->input, year, arena, &other, err))
        return false;
    double *others = arena_array(arena, result->n, sizeof *others);
    check->verify = verify;
    check->others = others;
    check->units = arena_array(arena, result->n, sizeof *check->units);
    for (uint32_t i = 0; i < result->n; i++) {
        if (!is_comparable(result->states[i]) || !is_comparable(other.states[i]))
            continue;
        others[i] = vector_plain(&other, i, definition->exponent);
        double difference = fabs(vector_plain(result, i, definition->exponent) - others[i]);
        double tolerance = verify->tolerance * (verify->relative ? fabs(others[i]) : 1);
        check->n_checked++;
        check->greatest = difference > check->greatest ? difference : check->greatest;
        /* a difference that is the tolerance written out is within it, whatever the last bit says
         */
        if (difference > tolerance * (1 + 1e-9))
            check->units[check->n_failed++] = i;
    }
    return true;
}

bool checks_make(Engine *engine, const Definition *definition, int year, const Vector *result,
                 Arena *arena, Checks *ret_checks, Err *err)
{
    Checks checks = {.result = *result};
    checks.items =
        arena_array(arena, definition->n_rules + definition->n_verifies, sizeof *checks.items);
    for (size_t i = 0; i < definition->n_rules; i++)
        if (!check_rule(engine, definition, &definition->rules[i], year, arena,
                        &checks.items[checks.n++], err))
            return false;
    for (size_t i = 0; i < definition->n_verifies; i++)
        if (!check_verify(engine, definition, &definition->verifies[i], year, result, arena,
                          &checks.items[checks.n++], err))
            return false;
    *ret_checks = checks;
    return true;
}
