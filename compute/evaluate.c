#include "evaluate.h"

#include "machine.h"
#include "num.h"

#include <assert.h>
#include <math.h>

/* The result of one row, from the list: row_ADD() is x + y. */
#define OPERATOR(name, text, types, shape, unit, result) ROW_##shape(name, result)
#define FUNC(name, text, types, shape, unit, result, parameter, kind, help)                        \
    ROW_##shape(name, result)
#define ROW(name, result)                                                                          \
    static inline double row_##name(double x, double y, double z)                                  \
    {                                                                                              \
        (void)x, (void)y, (void)z;                                                                 \
        return result;                                                                             \
    }
#define ROW_EACH ROW
#define ROW_ALIGNED ROW
#define ROW_WITHIN ROW
#define ROW_LOGIC ROW
#define ROW_REAL ROW
#define ROW_OWN(name, result)
#define ROW_TEXT(name, result)
#define ROW_RELATED(name, result)
#define ROW_SUGAR(name, result)
#include "func_list.h"
#undef OPERATOR
#undef FUNC

typedef double (*RowFunction)(double x, double y, double z);
#define INLINE static inline __attribute__((always_inline))

static int greater(int a, int b)
{
    return a > b ? a : b;
}

/* What the values of a vector are multiplied by to have a larger exponent. */
static double factor(const Vector *vector, int exponent)
{
    return vector_power(exponent - vector->exponent);
}

/* A condition is a plain 0 or 1. */
static int result_exponent(const Node *node, int exponent)
{
    return node->type == FORMULA_CONDITION ? 0 : exponent;
}

INLINE void each(const Node *node, const Vector *args, Vector *out, RowFunction row)
{
    const Vector *a = &args[0];
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, row(a->values[i], 0, 0), a->states[i]);
    out->exponent = result_exponent(node, a->exponent);
}

INLINE void aligned(const Node *node, const Vector *args, Vector *out, RowFunction row)
{
    const Vector *a = &args[0], *b = &args[1];
    int exponent = greater(a->exponent, b->exponent);
    double by_a = factor(a, exponent), by_b = factor(b, exponent);
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, row(a->values[i] * by_a, b->values[i] * by_b, 0),
                   state_join(a->states[i], b->states[i]));
    out->exponent = result_exponent(node, exponent);
}

INLINE void real(const Node *node, const Vector *args, Vector *out, RowFunction row)
{
    const Vector *a = &args[0], *b = op_operands(node->op) > 1 ? &args[1] : &args[0];
    for (uint32_t i = 0; i < out->n; i++) {
        double x = vector_plain(a, i, 0), y = vector_plain(b, i, 0);
        vector_put(out, i, row(x, y, 0), state_join(a->states[i], b->states[i]));
    }
    out->exponent = 0;
}

INLINE void within(const Node *node, const Vector *args, Vector *out, RowFunction row)
{
    const Vector *a = &args[0], *b = &args[1], *c = &args[2];
    int exponent = greater(greater(a->exponent, b->exponent), c->exponent);
    double by_a = factor(a, exponent), by_b = factor(b, exponent), by_c = factor(c, exponent);
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, row(a->values[i] * by_a, b->values[i] * by_b, c->values[i] * by_c),
                   state_join(state_join(a->states[i], b->states[i]), c->states[i]));
    out->exponent = result_exponent(node, exponent);
}

INLINE double truth(const Vector *vector, uint32_t i)
{
    return state_is_missing(vector->states[i]) ? 0.5 : vector->values[i];
}

INLINE void logic(const Node *node, const Vector *args, Vector *out, RowFunction row)
{
    const Vector *a = &args[0], *b = &args[1];
    for (uint32_t i = 0; i < out->n; i++) {
        double value = row(truth(a, i), truth(b, i), 0);
        CellState state = state_join(a->states[i], b->states[i]);
        vector_put(out, i, value, value == 0.5 ? state : state & ~(CellState)OBS_MISSING);
    }
    out->exponent = result_exponent(node, 0);
}

/* state_join() but for the statuses and the attribute of what was not taken: of that only the
 * confidentiality stays. */
static inline CellState conceal(CellState state, CellState not_taken)
{
    return state_join(state, not_taken & CONF_MASK);
}

static void run_MULTIPLY(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine, (void)node;
    const Vector *a = &args[0], *b = &args[1];
    int exponent = a->exponent + b->exponent;
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, a->values[i] * b->values[i], state_join(a->states[i], b->states[i]));
    out->exponent = exponent;
    vector_settle(out);
}

static bool is_whole(double value)
{
    return fabs(value) < 9007199254740992.0 && value == floor(value);
}

static void run_DIVIDE(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    size_t place = (size_t)(args - machine->stack);
    if (machine->quotients[place] == NULL)
        machine->quotients[place] = arena_array(machine->scratch, machine->n, sizeof(Quotient));
    Quotient *quotients = machine->quotients[place];
    const Vector *a = &args[0], *b = &args[1];
    int exponent = a->exponent - b->exponent;
    /* 29 / 1.00 is 2900 / 100 and not 29 / 100 with the exponent -2, which is not 29 */
    double by = exponent < 0 ? vector_power(-exponent) : 1;
    for (uint32_t i = 0; i < out->n; i++) {
        CellState state = state_join(a->states[i], b->states[i]);
        bool by_zero = b->values[i] == 0 && !state_is_missing(state);
        double dividend = a->values[i] * by, divisor = b->values[i] == 0 ? 1 : b->values[i];
        CellState reason = dividend == 0 ? OBS_M : OBS_O;
        bool whole_both = is_whole(dividend) && is_whole(divisor);
        quotients[i] = (Quotient){dividend, whole_both ? divisor : 0};
        vector_put(out, i, dividend / divisor, by_zero ? state | reason : state);
    }
    out->exponent = greater(exponent, 0);
    out->quotients = quotients;
    vector_settle(out);
}

static bool is_member(const Machine *machine, const Literal *literal, double value, int exponent)
{
    if (literal->text != NULL)
        return strcmp(text_by_number(&machine->texts, value), literal->text) == 0;
    int common = greater(exponent, literal->exponent);
    return value * vector_power(common - exponent) ==
           literal->value * vector_power(common - literal->exponent);
}

static void run_IN(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    const Vector *a = &args[0];
    double otherwise = node->op == OP_NOT_IN;
    int exponent = a->exponent;
    for (uint32_t i = 0; i < out->n; i++) {
        bool found = false;
        for (size_t k = 0; k < node->n_set && !state_is_missing(a->states[i]); k++)
            found = found || is_member(machine, &node->set[k], a->values[i], exponent);
        vector_put(out, i, found ? 1 - otherwise : otherwise, a->states[i]);
    }
    out->exponent = 0;
}

static void run_NOT_IN(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    run_IN(machine, node, args, out);
}

static void run_IF(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine;
    const Vector *p = &args[0], *a = &args[1], *b = &args[2];
    int exponent = greater(a->exponent, b->exponent);
    double by_a = factor(a, exponent), by_b = factor(b, exponent);
    for (uint32_t i = 0; i < out->n; i++) {
        bool yes = p->values[i] != 0; /* a missing condition has the value 0 */
        double value = yes ? a->values[i] * by_a : b->values[i] * by_b;
        CellState taken = yes ? a->states[i] : b->states[i],
                  other = yes ? b->states[i] : a->states[i];
        CellState of_condition =
            state_is_missing(taken) ? p->states[i] : p->states[i] & ~(CellState)OBS_MISSING;
        vector_put(out, i, value, conceal(state_join(of_condition, taken), other));
    }
    out->exponent = result_exponent(node, exponent);
}

static void run_ISNULL(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine, (void)node;
    const Vector *a = &args[0];
    for (uint32_t i = 0; i < out->n; i++) {
        bool missing = state_is_missing(a->states[i]);
        vector_put(out, i, missing, a->states[i] & ~(CellState)OBS_MISSING);
    }
    out->exponent = 0;
}

static void run_NVL(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine;
    const Vector *a = &args[0], *b = &args[1];
    int exponent = greater(a->exponent, b->exponent);
    double by_a = factor(a, exponent), by_b = factor(b, exponent);
    for (uint32_t i = 0; i < out->n; i++) {
        CellState first = a->states[i], second = b->states[i];
        bool known = !state_is_missing(first);
        CellState flags = state_is_missing(second) ? first : first & ~(CellState)OBS_MISSING;
        vector_put(out, i, known ? a->values[i] * by_a : b->values[i] * by_b,
                   known ? conceal(first, second) : state_join(second, flags));
    }
    out->exponent = result_exponent(node, exponent);
}

static void run_SUM_KNOWN(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine, (void)node;
    const Vector *a = &args[0], *b = &args[1];
    int exponent = greater(a->exponent, b->exponent);
    double by_a = factor(a, exponent), by_b = factor(b, exponent);
    for (uint32_t i = 0; i < out->n; i++) {
        CellState state = state_join(a->states[i], b->states[i]);
        bool lacks_a = state_is_missing(a->states[i]), lacks_b = state_is_missing(b->states[i]);
        CellState partial = (state & ~(CellState)OBS_MISSING) | OBS_U;
        vector_put(out, i, a->values[i] * by_a + b->values[i] * by_b,
                   lacks_a != lacks_b ? partial : state);
    }
    out->exponent = exponent;
}

/* As a decimal, so that 1.005 to two places is 1.01, and of a quotient by the exact ratio: the
 * result is whole, with the exponent asked for. */
static void run_ROUND(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    Vector a = args[0];
    (void)machine;
    vector_settle_ties(&a, node->parameter); /* what it changes nobody reads after this */
    int shift = node->parameter - a.exponent;
    char text[NUM_TEXT];
    for (uint32_t i = 0; i < out->n; i++) {
        double value = a.values[i];
        if (value != 0) {
            num_write_rounded(value, shift, 0, text);
            value = num_read_double(text);
        }
        vector_put(out, i, value, a.states[i]);
    }
    out->exponent = node->parameter;
}

/* The same, cut: on the shortest decimal form, so that 1.15 to two places stays 1.15. */
static void run_TRUNC(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    const Vector *a = &args[0];
    (void)machine;
    int shift = node->parameter - a->exponent;
    char text[NUM_TEXT];
    for (uint32_t i = 0; i < out->n; i++) {
        num_write_exact(a->values[i], shift, text);
        text[strcspn(text, ".")] = '\0';
        vector_put(out, i, num_read_double(text), a->states[i]);
    }
    out->exponent = node->parameter;
}

/* A whole number next to the value, below it or above; with decimals where the unit has a scale. */
INLINE void whole(const Node *node, const Vector *a, Vector *out, double (*next_to)(double value))
{
    int exponent = a->exponent - node->parameter;
    double power = vector_power(exponent < 0 ? -exponent : exponent);
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, next_to(exponent < 0 ? a->values[i] * power : a->values[i] / power),
                   a->states[i]);
    out->exponent = node->parameter;
}

static void run_CEIL(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine;
    whole(node, &args[0], out, ceil);
}

static void run_FLOOR(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)machine;
    whole(node, &args[0], out, floor);
}

/* A row that begins later than the year takes the cell of the row before it; a row that ended
 * before the year takes that of the row that continues it. */
static void take_row(const EvaluateSource *source, int year, bool forward, const Vector *in,
                     Vector *out)
{
    for (uint32_t i = 0; i < out->n; i++) {
        bool other =
            source->before != NULL && source->before[i] != NO_UNIT && year < source->from[i];
        uint32_t from = other ? source->before[i] : i;
        out->values[i] = in->values[from];
        out->states[i] = in->states[from];
    }
    for (uint32_t i = 0; forward && i < out->n && source->before != NULL; i++)
        if (source->before[i] != NO_UNIT && year >= source->from[i]) {
            out->values[source->before[i]] = in->values[i];
            out->states[source->before[i]] = in->states[i];
        }
    out->exponent = in->exponent;
}

/* A vector for the result at a place of the stack: not the one whose cells stand there now. */
static Vector *result_at(Machine *machine, unsigned place)
{
    Vector *own = &machine->own[2 * place];
    if (own->values != NULL && own->values == machine->stack[place].values)
        own++;
    if (own->values == NULL)
        *own = vector_new(machine->scratch, machine->n);
    return own;
}

static bool is_broken(const Machine *machine, const Node *shift, int from, int to)
{
    if (machine->source->break_between == NULL)
        return false;
    for (const Node *node = shift->begin; node != shift; node = node->then)
        if (node->op == OP_INPUT &&
            machine->source->break_between(machine->source->context, node->name, from, to))
            return true;
    return false;
}

/* prev, next and at_year: the operand is that of the other year already; what a break parts is
 * missing. */
static void run_other_year(Machine *machine, const Node *node)
{
    unsigned place = machine->depth - 1;
    Vector *out = result_at(machine, place);
    int here = node_year(node, machine->year), there = node->parameter;
    if (node->op != OP_AT_YEAR)
        there = node->op == OP_PREV ? here - there : here + there;
    int from = here < there ? here : there, to = here < there ? there : here;
    take_row(machine->source, there, here < there, &machine->stack[place], out);
    out->quotients = NULL;
    bool all = is_broken(machine, node, from, to);
    const int *breaks = machine->source->breaks;
    for (uint32_t i = 0; i < out->n && (all || breaks != NULL); i++)
        if (all || (from < breaks[i] && breaks[i] <= to))
            vector_put(out, i, 0, out->states[i] | OBS_O | OBS_B);
    machine->stack[place] = *out;
}

static bool run_leaf(Machine *machine, const Node *node)
{
    unsigned place = machine->depth++;
    machine->stack[place] = (Vector){0};
    if (node->op == OP_INPUT) {
        const EvaluateSource *source = machine->source;
        if (!source->input(source->context, node->name, node_year(node, machine->year),
                           &machine->stack[place], machine->err))
            return false;
        assert(machine->stack[place].n == machine->n);
        return true;
    }
    Vector *out = result_at(machine, place);
    bool good = true;
    out->quotients = NULL;
    if (node->op == OP_LEVEL)
        good = fill_levels(machine, node, out);
    else if (node->op == OP_WORD)
        vector_fill(out, text_number(&machine->texts, str_view(node->literal.text)), 0, OBS_A);
    else if (node->op == OP_YEAR)
        vector_fill(out, node_year(node, machine->year), 0, OBS_A);
    else if (node->op != OP_LEVEL)
        vector_fill(out, node->literal.value, node->literal.exponent,
                    node->op == OP_MISSING ? OBS_O : OBS_A);
    machine->stack[place] = *out;
    return good;
}

#define OPERATOR(name, text, types, shape, unit, result) KERNEL_##shape(name)
#define FUNC(name, text, types, shape, unit, result, parameter, kind, help) KERNEL_##shape(name)
#define KERNEL(name, shape)                                                                        \
    static void run_##name(Machine *machine, const Node *node, const Vector *args, Vector *out)    \
    {                                                                                              \
        (void)machine;                                                                             \
        shape(node, args, out, row_##name);                                                        \
    }
#define KERNEL_EACH(name) KERNEL(name, each)
#define KERNEL_ALIGNED(name) KERNEL(name, aligned)
#define KERNEL_WITHIN(name) KERNEL(name, within)
#define KERNEL_LOGIC(name) KERNEL(name, logic)
#define KERNEL_REAL(name) KERNEL(name, real)
#define KERNEL_OWN(name)
#define KERNEL_TEXT(name)
#define KERNEL_RELATED(name)
#define KERNEL_SUGAR(name)
#include "func_list.h"
#undef OPERATOR
#undef FUNC

/* What has no operands, and what looks at other years or units, is run by run_node(). */
#define run_INPUT NULL
#define run_LITERAL NULL
#define run_TRUTH NULL
#define run_WORD NULL
#define run_MISSING NULL
#define run_YEAR NULL
#define run_LEVEL NULL
#define run_PREV NULL
#define run_NEXT NULL
#define run_AT_YEAR NULL
#define FIND_EACH(name) run_##name
#define FIND_ALIGNED(name) run_##name
#define FIND_WITHIN(name) run_##name
#define FIND_REAL(name) run_##name
#define FIND_LOGIC(name) run_##name
#define FIND_OWN(name) run_##name
#define FIND_TEXT(name) run_##name
#define FIND_RELATED(name) NULL
#define FIND_SUGAR(name) NULL
static const Kernel kernels[OPS] = {
#define OPERATOR(name, text, types, shape, unit, result) FIND_##shape(name),
#define FUNC(name, text, types, shape, unit, result, parameter, kind, help) FIND_##shape(name),
#include "func_list.h"
#undef OPERATOR
#undef FUNC
};

/* The statistic of an operation over other units. */
#define STATISTIC_EACH(result) 0
#define STATISTIC_ALIGNED(result) 0
#define STATISTIC_WITHIN(result) 0
#define STATISTIC_REAL(result) 0
#define STATISTIC_LOGIC(result) 0
#define STATISTIC_OWN(result) 0
#define STATISTIC_TEXT(result) 0
#define STATISTIC_SUGAR(result) 0
#define STATISTIC_RELATED(result) RELATED_##result
static const RelatedStatistic related[OPS] = {
#define OPERATOR(name, text, types, shape, unit, result) STATISTIC_##shape(result),
#define FUNC(name, text, types, shape, unit, result, parameter, kind, help)                        \
    STATISTIC_##shape(result),
#include "func_list.h"
#undef OPERATOR
#undef FUNC
};

static bool is_of_texts(const Node *node)
{
    bool compares = (node->op >= OP_LESS && node->op <= OP_GREATER_EQUAL) || node->op == OP_BETWEEN;
    return compares && node->child->type == FORMULA_TEXT;
}

static bool run_kernel(Machine *machine, const Node *node)
{
    bool good = true;
    machine->depth -= op_operands(node->op);
    unsigned place = machine->depth++;
    Vector *out = result_at(machine, place);
    const Vector *args = &machine->stack[place];
    out->quotients = NULL;
    if (op_infos[node->op].shape == SHAPE_RELATED)
        good = run_related(machine, node, related[node->op], args, out);
    else if (is_of_texts(node))
        compare_texts(machine, node, args, out);
    else
        kernels[node->op](machine, node, args, out);
    machine->stack[place] = *out;
    return good;
}

static bool run_node(Machine *machine, const Node *node)
{
    if (op_operands(node->op) == 0)
        return run_leaf(machine, node);
    if (node->op != OP_PREV && node->op != OP_NEXT && node->op != OP_AT_YEAR)
        return run_kernel(machine, node);
    run_other_year(machine, node);
    return true;
}

bool formula_evaluate_text(const Formula *formula, const EvaluateSource *source, int year,
                           uint32_t n, Arena *scratch, Vector *ret_vector,
                           const char *const **ret_texts, Err *err)
{
    Machine machine = {.source = source,
                       .year = year,
                       .n = n,
                       .scratch = scratch,
                       .stack = arena_array(scratch, formula->n_stack, sizeof(Vector)),
                       .own = arena_array(scratch, 2 * (size_t)formula->n_stack, sizeof(Vector)),
                       .quotients = arena_array(scratch, formula->n_stack, sizeof(Quotient *)),
                       .texts = {.arena = scratch},
                       .err = err};
    for (const Node *node = formula->begin; node != NULL; node = node->then)
        if (!run_node(&machine, node))
            return false;
    assert(machine.depth == 1);
    *ret_vector = machine.stack[0];
    if (ret_texts != NULL)
        *ret_texts = machine.texts.items;
    return true;
}

bool formula_evaluate(const Formula *formula, const EvaluateSource *source, int year, uint32_t n,
                      Arena *scratch, Vector *ret_vector, Err *err)
{
    return formula_evaluate_text(formula, source, year, n, scratch, ret_vector, NULL, err);
}
