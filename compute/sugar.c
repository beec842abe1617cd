/* Functions that stand for longer formulas: they become other operations when they are parsed, so
 * that states, units and digests are those of the long form. */
#include "parser.h"

typedef struct Sugar {
    Program *program;
    size_t start, end;
} Sugar;

/* NULL operands come from a failure that is reported already. */
static Node *call(const Sugar *sugar, Op op, int parameter, Node *first, Node *second)
{
    if (first == NULL || (op_operands(op) == 2 && second == NULL))
        return NULL;
    first->next = second;
    Node *node = program_append(sugar->program, op, first, sugar->start, sugar->end);
    if (node != NULL)
        node->parameter = parameter;
    return node;
}

/* A copy of x, n years before. */
static Node *copy_before(const Sugar *sugar, const Node *x, int n)
{
    Node *copy = program_copy(sugar->program, x);
    Node *prev = copy == NULL ? NULL : call(sugar, OP_PREV, n, copy, NULL);
    return prev != NULL && program_shift(sugar->program, prev, n) ? prev : NULL;
}

static Node *number(const Sugar *sugar, double value)
{
    return program_number(sugar->program, value, sugar->start, sugar->end);
}

static Node *expand_DIFF(const Sugar *sugar, Node *x, int n)
{
    return call(sugar, OP_SUBTRACT, 0, x, copy_before(sugar, x, n));
}

static Node *expand_CHANGE(const Sugar *sugar, Node *x, int n)
{
    Node *ratio = call(sugar, OP_DIVIDE, 0, x, copy_before(sugar, x, n));
    return ratio == NULL ? NULL : call(sugar, OP_SUBTRACT, 0, ratio, number(sugar, 1));
}

static Node *expand_SUM_YEARS(const Sugar *sugar, Node *x, int n)
{
    Node *sum = x;
    for (int back = 1; sum != NULL && back < n; back++)
        sum = call(sugar, OP_ADD, 0, sum, copy_before(sugar, x, back));
    return sum;
}

static Node *expand_MEAN_YEARS(const Sugar *sugar, Node *x, int n)
{
    Node *sum = expand_SUM_YEARS(sugar, x, n);
    return sum == NULL ? NULL : call(sugar, OP_DIVIDE, 0, sum, number(sugar, n));
}

static Node *expand_BASE_INDEX(const Sugar *sugar, Node *x, int year)
{
    Node *copy = program_copy(sugar->program, x);
    Node *base = copy == NULL ? NULL : call(sugar, OP_AT_YEAR, year, copy, NULL);
    if (base != NULL)
        program_fix(base, year);
    return call(sugar, OP_DIVIDE, 0, x, base);
}

static Node *expand_COUNTRY(const Sugar *sugar, Node *x, int unused)
{
    (void)unused;
    return call(sugar, OP_PARENT, 1, x, NULL); /* the second word of its list */
}

static Node *expand_SHARE_IN_PARENT(const Sugar *sugar, Node *x, int level)
{
    Node *copy = program_copy(sugar->program, x);
    return call(sugar, OP_DIVIDE, 0, x,
                copy == NULL ? NULL : call(sugar, OP_PARENT, level, copy, NULL));
}

/* 1 where x is known, else 0. */
static Node *known(const Sugar *sugar, const Node *x)
{
    Node *copy = program_copy(sugar->program, x);
    Node *missing = copy == NULL ? NULL : call(sugar, OP_ISNULL, 0, copy, NULL);
    Node *zero = missing == NULL ? NULL : number(sugar, 0),
         *one = zero == NULL ? NULL : number(sugar, 1);
    if (one == NULL)
        return NULL;
    zero->next = one;
    return call(sugar, OP_IF, 0, missing, zero);
}

/* The operands are folded into their sum_known already, the operation appended last. */
static Node *expand_mean_known(const Sugar *sugar, Node **items, size_t n)
{
    Node *sum = sugar->program->last, *count = NULL;
    for (size_t i = 0; i < n; i++) {
        Node *one = known(sugar, items[i]);
        if (one == NULL)
            return NULL;
        count = i == 0 ? one : call(sugar, OP_ADD, 0, count, one);
    }
    return count == NULL ? NULL : call(sugar, OP_DIVIDE, 0, sum, count);
}

Node *sugar_expand(Program *program, Op op, int parameter, Node **operands, size_t n, size_t start,
                   size_t end)
{
    const Sugar sugar = {program, start, end};
    FormulaType same = FORMULA_ANY;
    for (size_t i = 0; i < n; i++)
        if (!program_check(program, op, op_letter(op, 0), operands[i], &same))
            return NULL;
    static Node *(*const expansions[OPS])(const Sugar *, Node *, int) = {
#define EXPAND(name) [OP_##name] = expand_##name
        EXPAND(DIFF),       EXPAND(CHANGE),  EXPAND(SUM_YEARS),      EXPAND(MEAN_YEARS),
        EXPAND(BASE_INDEX), EXPAND(COUNTRY), EXPAND(SHARE_IN_PARENT)};
    return op == OP_MEAN_KNOWN ? expand_mean_known(&sugar, operands, n)
                               : expansions[op](&sugar, operands[0], parameter);
}
