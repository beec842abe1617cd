#include "evaluate.h"

#include "num.h"
#include "parser.h"
#include "territory.h"

#include <assert.h>
#include <math.h>

/* Kernels write into `out`, whose arrays may be those of the first operand: row i is read before it
 * is written. */
typedef void (*Kernel)(const Node *node, const Vector *args, Vector *out);

/* The result of one row, from the list: row_ADD() is x + y. */
#define OPERATOR(name, text, types, shape, result) ROW_##shape(name, result)
#define FUNC(name, text, types, shape, result, parameter, help) ROW_##shape(name, result)
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
#define ROW_OWN(name, result)
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

static void run_MULTIPLY(const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    const Vector *a = &args[0], *b = &args[1];
    int exponent = a->exponent + b->exponent;
    for (uint32_t i = 0; i < out->n; i++)
        vector_put(out, i, a->values[i] * b->values[i], state_join(a->states[i], b->states[i]));
    out->exponent = exponent;
    vector_settle(out);
}

static void run_DIVIDE(const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    const Vector *a = &args[0], *b = &args[1];
    int exponent = a->exponent - b->exponent;
    for (uint32_t i = 0; i < out->n; i++) {
        CellState state = state_join(a->states[i], b->states[i]);
        bool by_zero = b->values[i] == 0 && !state_is_missing(state);
        double divisor = b->values[i] == 0 ? 1 : b->values[i];
        CellState reason = a->values[i] == 0 ? OBS_M : OBS_O;
        vector_put(out, i, a->values[i] / divisor, by_zero ? state | reason : state);
    }
    out->exponent = exponent;
    vector_settle(out);
}

static void run_IN(const Node *node, const Vector *args, Vector *out)
{
    const Vector *a = &args[0];
    double otherwise = node->op == OP_NOT_IN;
    for (uint32_t i = 0; i < out->n; i++) {
        double found = 0;
        for (size_t k = 0; k < node->n_set; k++) {
            const Literal *literal = &node->set[k];
            int exponent = greater(a->exponent, literal->exponent);
            found += a->values[i] * vector_power(exponent - a->exponent) ==
                     literal->value * vector_power(exponent - literal->exponent);
        }
        vector_put(out, i, found > 0 ? 1 - otherwise : otherwise, a->states[i]);
    }
    out->exponent = 0;
}

static void run_NOT_IN(const Node *node, const Vector *args, Vector *out)
{
    run_IN(node, args, out);
}

static void run_IF(const Node *node, const Vector *args, Vector *out)
{
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

static void run_ISNULL(const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    const Vector *a = &args[0];
    for (uint32_t i = 0; i < out->n; i++) {
        bool missing = state_is_missing(a->states[i]);
        vector_put(out, i, missing, a->states[i] & ~(CellState)OBS_MISSING);
    }
    out->exponent = 0;
}

static void run_NVL(const Node *node, const Vector *args, Vector *out)
{
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

static void run_SUM_KNOWN(const Node *node, const Vector *args, Vector *out)
{
    (void)node;
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

/* As a decimal, so that 1.005 to two places is 1.01: the result is whole, with the exponent asked
 * for. */
static void run_ROUND(const Node *node, const Vector *args, Vector *out)
{
    const Vector *a = &args[0];
    int shift = node->parameter - a->exponent;
    char text[NUM_TEXT];
    for (uint32_t i = 0; i < out->n; i++) {
        double value = a->values[i];
        if (value != 0) {
            num_write_rounded(value, shift, 0, text);
            value = num_read_double(text);
        }
        vector_put(out, i, value, a->states[i]);
    }
    out->exponent = node->parameter;
}

/* A row that begins later than the year takes the cell of the row before it. */
static void take_before(const EvaluateSource *source, int year, const Vector *in, Vector *out)
{
    for (uint32_t i = 0; i < out->n; i++) {
        bool other =
            source->before != NULL && source->before[i] != NO_UNIT && year < source->from[i];
        uint32_t from = other ? source->before[i] : i;
        out->values[i] = in->values[from];
        out->states[i] = in->states[from];
    }
    out->exponent = in->exponent;
}

typedef struct Machine {
    const EvaluateSource *source;
    int year;
    uint32_t n;
    Arena *scratch;
    Vector *stack;
    Vector *own; /* per place on the stack: two vectors to write to, made when they are needed */
    unsigned depth;
    Err *err;
} Machine;

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

static bool is_broken(const Machine *machine, const Node *prev, int from, int to)
{
    if (machine->source->break_between == NULL)
        return false;
    for (const Node *node = prev->begin; node != prev; node = node->then)
        if (node->op == OP_INPUT &&
            machine->source->break_between(machine->source->context, node->name, from, to))
            return true;
    return false;
}

static void run_prev(Machine *machine, const Node *node)
{
    unsigned place = machine->depth - 1;
    Vector *out = result_at(machine, place);
    int to = machine->year - node->years_back, from = to - node->parameter;
    take_before(machine->source, from, &machine->stack[place], out);
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
    if (node->op != OP_INPUT) {
        Vector *out = result_at(machine, place);
        vector_fill(out, node->literal.value, node->literal.exponent,
                    node->op == OP_MISSING ? OBS_O : OBS_A);
        machine->stack[place] = *out;
        return true;
    }
    const EvaluateSource *source = machine->source;
    if (!source->input(source->context, node->name, machine->year - node->years_back,
                       &machine->stack[place], machine->err))
        return false;
    assert(machine->stack[place].n == machine->n);
    return true;
}

#define OPERATOR(name, text, types, shape, result) KERNEL_##shape(name)
#define FUNC(name, text, types, shape, result, parameter, help) KERNEL_##shape(name)
#define KERNEL(name, shape)                                                                        \
    static void run_##name(const Node *node, const Vector *args, Vector *out)                      \
    {                                                                                              \
        shape(node, args, out, row_##name);                                                        \
    }
#define KERNEL_EACH(name) KERNEL(name, each)
#define KERNEL_ALIGNED(name) KERNEL(name, aligned)
#define KERNEL_WITHIN(name) KERNEL(name, within)
#define KERNEL_LOGIC(name) KERNEL(name, logic)
#define KERNEL_OWN(name)
#include "func_list.h"
#undef OPERATOR
#undef FUNC

/* What has no operands, and prev, needs the machine and not only its operands. */
#define run_INPUT NULL
#define run_LITERAL NULL
#define run_TRUTH NULL
#define run_MISSING NULL
#define run_PREV NULL
static const Kernel kernels[OPS] = {
#define OPERATOR(name, text, types, shape, result) run_##name,
#define FUNC(name, text, types, shape, result, parameter, help) run_##name,
#include "func_list.h"
#undef OPERATOR
#undef FUNC
};

static void run_kernel(Machine *machine, const Node *node)
{
    machine->depth -= op_operands(node->op);
    unsigned place = machine->depth++;
    Vector *out = result_at(machine, place);
    kernels[node->op](node, &machine->stack[place], out);
    machine->stack[place] = *out;
}

bool formula_evaluate(const Formula *formula, const EvaluateSource *source, int year, uint32_t n,
                      Arena *scratch, Vector *ret_vector, Err *err)
{
    Machine machine = {.source = source,
                       .year = year,
                       .n = n,
                       .scratch = scratch,
                       .stack = arena_array(scratch, formula->n_stack, sizeof(Vector)),
                       .own = arena_array(scratch, 2 * (size_t)formula->n_stack, sizeof(Vector)),
                       .err = err};
    for (const Node *node = formula->begin; node != NULL; node = node->then) {
        if (op_operands(node->op) == 0) {
            if (!run_leaf(&machine, node))
                return false;
        } else if (node->op == OP_PREV) {
            run_prev(&machine, node);
        } else {
            run_kernel(&machine, node);
        }
    }
    assert(machine.depth == 1);
    *ret_vector = machine.stack[0];
    return true;
}
