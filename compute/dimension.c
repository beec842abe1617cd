#include "dimension.h"

#include "num.h"
#include "parser.h"
#include "vector.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The unit of an operation's result. */
struct Dimension {
    UnitMeasure measure;
    bool any;     /* fits everywhere: null, 0 */
    bool literal; /* made of numbers written out only */
};
typedef struct Dimension Dimension;

typedef struct Checker {
    Arena *arena;
    Formula *formula;
    const DimensionNames *names;
    const UnitMeasure *declared; /* NULL: a rule, where factors of ten are nobody's business */
    const char *declared_text;
    Err *err;
} Checker;

static const Dimension *of(const Node *node)
{
    assert(node != NULL);
    return node->dimension;
}

static const char *text_of_unit(const Checker *checker, const Node *node)
{
    return of(node)->measure.n == 0 ? _("a pure number")
                                    : measure_text(checker->arena, &of(node)->measure);
}

#define FAIL(checker, node, ...)                                                                   \
    text_fail(&(checker)->formula->text, (node)->start, (node)->end, (checker)->err, __VA_ARGS__)

/* Operations that give one of their operands, or a sum of them. */
static bool is_choice(Op op)
{
    return op == OP_IF || op == OP_NVL || op == OP_MIN_OF || op == OP_MAX_OF;
}

/* What stands in place of the result: it is read and rounded in the result's unit. */
static void mark_result(Node *node)
{
    node->is_result = true;
    bool one = op_infos[node->op].unit == UNIT_SAME;
    for (Node *at = node->child; at != NULL; at = one ? NULL : at->next)
        if (at->type == FORMULA_NUMBER && (one || is_choice(node->op)))
            mark_result(at);
}

/* A literal x 10^exponent; an exponent that no vector may have goes into the value. */
static void shift_literal(Literal *literal, int exponent)
{
    literal->exponent -= exponent;
    for (; literal->exponent > VECTOR_EXPONENT_MAX; literal->exponent--)
        literal->value /= 10;
    for (; literal->exponent < -VECTOR_EXPONENT_MAX; literal->exponent++)
        literal->value *= 10;
}

/* Numbers written out take the scale of what they stand beside, or in place of. */
static void adopt_scale(Node *node, int exponent)
{
    bool all = op_infos[node->op].unit == UNIT_COMMON;
    if (node->op == OP_LITERAL)
        shift_literal(&node->literal, exponent);
    for (Node *at = node->child; at != NULL; at = all ? at->next : NULL)
        if (at->type == FORMULA_NUMBER)
            adopt_scale(at, exponent);
}

static bool is_sum(Op op)
{
    return op == OP_ADD || op == OP_SUBTRACT || op == OP_MOD;
}

static bool has_unit(const Node *node)
{
    return node->type == FORMULA_NUMBER && !of(node)->any && !of(node)->literal;
}

static bool fail_common(const Checker *checker, const Node *node, const Node *first,
                        const Node *second)
{
    const char *have = text_of_unit(checker, first), *other = text_of_unit(checker, second);
    const char *op = op_infos[node->op].text;
    if (of(second)->literal) {
        (void)FAIL(
            checker, second,
            _("U02: \"%s\" takes one unit of measure: this is a pure number, beside it stands %s"),
            op, have);
        return err_hint(checker->err, "%s",
                        _("what the number means belongs into an input of its own"));
    }
    (void)FAIL(checker, second,
               _("U01: \"%s\" takes one unit of measure: this is %s, before it stands %s"), op,
               other, have);
    return err_hint(checker->err, "%s",
                    _("look whether an input is the wrong one, or whether a division is missing"));
}

/* The scale in which the author thinks of an operation's value: that of its unit, but a share in
 * place of the result is thought of as the result is (in %). */
static int scale_of(const Checker *checker, const Node *node, const UnitMeasure *measure)
{
    bool share = measure->n == 0 && measure->exponent == 0;
    const UnitMeasure *declared = node->is_result ? checker->declared : NULL;
    return declared != NULL && share && declared->n == 0 ? declared->exponent : measure->exponent;
}

/* "100 - a / b" and "1 - udzial": the whole from which a share is taken is 1 beside a quotient and
 * 100 beside a value in %. */
static bool is_wrong_whole(const Checker *checker, const Node *node, const Node *literal,
                           const UnitMeasure *beside)
{
    if (node->op != OP_SUBTRACT || literal != node->child || literal->op != OP_LITERAL)
        return false;
    int exponent = beside->exponent != 0       ? beside->exponent
                   : checker->declared != NULL ? checker->declared->exponent
                                               : 0;
    Literal number = literal->literal;
    double whole = beside->exponent == 0 ? vector_power(exponent < 0 ? -exponent : 0) : 1;
    return exponent < 0 && number.exponent == 0 && number.value == whole;
}

static bool fail_whole(const Checker *checker, const Node *literal, const UnitMeasure *beside)
{
    (void)FAIL(checker, literal,
               beside->exponent == 0
                   ? _("U16: a quotient is a plain share here, and its whole is 1")
                   : _("U17: the value beside it is read in its own unit, and its whole is not 1"));
    return err_hint(checker->err, "%s",
                    beside->exponent == 0 ? _("write 1 - ...")
                                          : _("write 100 - ... of a value in %, 1000 - ... in ‰"));
}

/* All operands that are numbers have one unit. */
static bool check_common(const Checker *checker, const Node *node, Dimension *ret)
{
    const Node *first = NULL;
    Dimension result = {.any = true, .literal = true};
    for (const Node *at = node->child; at != NULL; at = at->next) {
        if (at->type != FORMULA_NUMBER)
            continue;
        result.any = result.any && of(at)->any;
        result.literal = result.literal && of(at)->literal;
        if (!has_unit(at))
            continue;
        if (first == NULL)
            result.measure = of(at)->measure;
        else if (!measure_common(&result.measure, &of(at)->measure, &result.measure))
            return fail_common(checker, node, first, at);
        first = first == NULL ? at : first;
    }
    if (first == NULL && node->is_result && checker->declared != NULL && is_choice(node->op) &&
        !result.any) {
        /* numbers only, in place of the result */
        for (Node *at = node->child; at != NULL; at = at->next)
            if (at->type == FORMULA_NUMBER)
                adopt_scale(at, checker->declared->exponent);
        result = (Dimension){.measure = *checker->declared};
    }
    for (Node *at = node->child; at != NULL && first != NULL; at = at->next) {
        if (at->type != FORMULA_NUMBER || !of(at)->literal || of(at)->any)
            continue;
        if (is_sum(node->op) && result.measure.n > 0)
            return fail_common(checker, node, first, at);
        if (is_wrong_whole(checker, node, at, &result.measure))
            return fail_whole(checker, at, &result.measure);
        adopt_scale(at, is_sum(node->op) ? result.measure.exponent
                                         : scale_of(checker, node, &result.measure));
    }
    *ret = result;
    return true;
}

/* 10, 100, 0.01 ...: the exponent, else 0. */
static int power_of_ten(const Node *node)
{
    if (node->op != OP_LITERAL || node->literal.value <= 0)
        return 0;
    double exponent = log10(node->literal.value);
    return exponent == floor(exponent) ? (int)exponent - node->literal.exponent : 0;
}

static bool fail_factor(const Checker *checker, const Node *node, const Node *factor, int exponent)
{
    StrView text = {checker->formula->text.text + factor->start, factor->end - factor->start};
    assert(checker->declared != NULL);
    if (exponent == -checker->declared->exponent) {
        char times[NUM_TEXT];
        num_write_exact(1, abs(exponent), times);
        (void)FAIL(
            checker, factor,
            exponent > 0
                ? _("U03: the unit of the result, %s, does that already: the value would be %s times too large")
                : _("U03: the unit of the result, %s, does that already: the value would be %s times too small"),
            checker->declared_text, times);
        const char *op = op_infos[node->op].text;
        return factor == node->child
                   ? err_hint(checker->err, _("leave \"%.*s %s\" out"), STR_ARG(text), op)
                   : err_hint(checker->err, _("leave \"%s %.*s\" out"), op, STR_ARG(text));
    }
    (void)FAIL(checker, factor,
               _("U04: a factor of ten belongs into the unit of the result, which is %s"),
               checker->declared_text);
    return err_hint(
        checker->err, "%s",
        _("say it there (%, tys. zł, osoba/1000 osoba) and leave it out here; scales of "
          "inputs are converted by themselves"));
}

static bool check_product(const Checker *checker, const Node *node, Dimension *ret)
{
    const Node *a = node->child, *b = a->next;
    int sign = node->op == OP_DIVIDE ? -1 : 1;
    bool literal = of(a)->literal && of(b)->literal;
    for (const Node *at = a; at != NULL && checker->declared != NULL && !literal; at = at->next) {
        int exponent = power_of_ten(at);
        if (exponent != 0 && (at == b || sign == 1))
            return fail_factor(checker, node, at, at == b ? sign * exponent : exponent);
    }
    ret->literal = literal;
    ret->any = of(a)->any && (!of(b)->any || sign < 0);
    if (measure_multiply(&of(a)->measure, &of(b)->measure, sign, &ret->measure)) {
        /* so many times a percentage is one */
        if (of(b)->literal)
            ret->measure.exponent = of(a)->measure.exponent;
        else if (of(a)->literal && sign > 0)
            ret->measure.exponent = of(b)->measure.exponent;
        return true;
    }
    return FAIL(checker, node, _("U05: the unit of this product is too long to be followed"));
}

static bool fail_pure(const Checker *checker, const Node *node, const Node *operand)
{
    (void)FAIL(checker, operand, _("U06: \"%s\" takes a pure number, and this is %s"),
               op_infos[node->op].text, text_of_unit(checker, operand));
    return err_hint(checker->err, "%s", _("divide it by something of the same unit"));
}

static bool check_pure(const Checker *checker, const Node *node, const Node *operand)
{
    return of(operand)->measure.n == 0 || fail_pure(checker, node, operand);
}

static bool check_power(const Checker *checker, const Node *node, Dimension *ret)
{
    const Node *base = node->child, *power = base->next;
    int k = (int)power->literal.value;
    bool whole = power->op == OP_LITERAL && power->literal.exponent == 0 && k >= 0 && k <= 3;
    if (of(base)->measure.n == 0)
        return check_pure(checker, node, power);
    if (whole && measure_power(&of(base)->measure, k, &ret->measure))
        return true;
    return FAIL(checker, power,
                _("U07: a value with a unit (%s) is raised to 0, 1, 2 or 3, written out"),
                text_of_unit(checker, base));
}

static bool check_root(const Checker *checker, const Node *node, Dimension *ret)
{
    UnitMeasure half = of(node->child)->measure;
    half.exponent = half.exponent % 2 == 0 && half.n > 0 ? half.exponent / 2 : 0;
    for (unsigned i = 0; i < half.n; i++) {
        if (half.parts[i].power % 2 != 0)
            return fail_pure(checker, node, node->child);
        half.parts[i].power /= 2;
    }
    ret->measure = half;
    return true;
}

static bool check_leaf(const Checker *checker, const Node *node, Dimension *ret)
{
    bool missing = node->op == OP_MISSING;
    *ret = (Dimension){.literal = true, .any = missing || node->literal.value == 0};
    if (node->op == OP_INPUT)
        *ret = (Dimension){.measure = *checker->names->unit(checker->names->context, node->name)};
    return true;
}

static bool check_numbers(const Checker *checker, const Node *node)
{
    for (const Node *at = node->child; at != NULL; at = at->next)
        if (!check_pure(checker, node, at))
            return false;
    return true;
}

/* Members of a list are read in the unit of what is looked for among them. */
static void adopt_members(Node *node)
{
    for (size_t i = 0; i < node->n_set; i++)
        shift_literal(&node->set[i], of(node->child)->measure.exponent);
}

/* The decimals of base units that are those of the unit which is written. */
static void adopt_decimals(const Checker *checker, Node *node)
{
    if (node->op != OP_ROUND && node->op != OP_TRUNC && node->op != OP_CEIL && node->op != OP_FLOOR)
        return;
    int decimals = node->parameter - scale_of(checker, node, &of(node)->measure);
    node->parameter = decimals > VECTOR_EXPONENT_MAX    ? VECTOR_EXPONENT_MAX
                      : decimals < -VECTOR_EXPONENT_MAX ? -VECTOR_EXPONENT_MAX
                                                        : decimals;
}

static bool check_node(const Checker *checker, Node *node)
{
    Dimension *dimension = arena_alloc(checker->arena, sizeof *dimension);
    node->dimension = dimension;
    switch (op_infos[node->op].unit) {
    case UNIT_SAME:
        *dimension = *of(node->child);
        adopt_decimals(checker, node);
        return true;
    case UNIT_COMMON:
        adopt_members(node);
        return check_common(checker, node, dimension);
    case UNIT_PRODUCT:
        return check_product(checker, node, dimension);
    case UNIT_ROOT:
        return check_root(checker, node, dimension);
    case UNIT_POWER:
        return check_power(checker, node, dimension);
    case UNIT_NUMBER:
        return check_numbers(checker, node);
    case UNIT_LEAF:
        return check_leaf(checker, node, dimension);
    case UNIT_PURE:
    case OP_UNITS:
        return true;
    }
    return true;
}

bool dimension_check(Arena *arena, Formula *formula, const DimensionNames *names,
                     const UnitMeasure *declared, const char *declared_text, Err *err)
{
    const Checker checker = {arena, formula, names, declared, declared_text, err};
    if (declared != NULL)
        mark_result(formula->root);
    for (Node *node = formula->begin; node != NULL; node = node->then)
        if (!check_node(&checker, node))
            return false;
    const Node *root = formula->root;
    if (declared == NULL || !has_unit(root) || measure_fits(&of(root)->measure, declared))
        return true;
    (void)FAIL(&checker, root, _("U08: the formula gives %s, and the result is declared in %s"),
               text_of_unit(&checker, root), declared_text);
    return err_hint(err, "%s",
                    _("correct the unit of <result>, or look whether an input is the wrong one"));
}
