/*
 * Random formulas: the vector engine against an evaluator of single cells, written from
 * formula.md 5.4 in exact fractions and knowing nothing of vectors or exponents. Where a comparison
 * or a zero decides, operands have no quotient in them, so that a double's last bit decides
 * nothing.
 */
#include "evaluate.h"
#include "num.h"
#include "territory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../harness/cases.h"

enum { ROWS = 24, NAMES = 3, YEAR = 2020, YEARS = 12, BREAK_YEAR = 2018, BREAK_NAME = 2 };

static uint64_t seed;

static unsigned pick(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % n);
}

/* ---- inputs: small decimals in every state ---- */

static Vector inputs[NAMES][YEARS];
static uint32_t before[ROWS];
static int from[ROWS];

static void make_inputs(Arena *arena)
{
    static const CellState states[] = {0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       OBS_N,
                                       OBS_E | OBS_U,
                                       OBS_B,
                                       OBS_O,
                                       OBS_M,
                                       OBS_Q,
                                       OBS_L | OBS_D,
                                       5 << CONF_SHIFT,
                                       OBS_Q | 5 << CONF_SHIFT,
                                       OBS_P | 2 << CONF_SHIFT};
    for (unsigned name = 0; name < NAMES; name++)
        for (unsigned year = 0; year < YEARS; year++) {
            inputs[name][year] = vector_new(arena, ROWS);
            inputs[name][year].exponent = (int)pick(3);
            for (uint32_t i = 0; i < ROWS; i++)
                vector_put(&inputs[name][year], i,
                           (double)pick(9) * (pick(4) == 0 ? -25 : 10) + pick(2),
                           states[pick(ARRAY_LENGTH(states))]);
        }
    for (uint32_t i = 0; i < ROWS; i++) {
        before[i] = i % 5 == 0 ? (i + ROWS - 5) % ROWS : NO_UNIT;
        from[i] = 2017;
    }
}

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    (void)context, (void)err;
    *ret_vector = inputs[name][YEAR - year];
    return true;
}

static bool is_broken(void *context, unsigned name, int from_exclusive, int to_inclusive)
{
    (void)context;
    return name == BREAK_NAME && from_exclusive < BREAK_YEAR && BREAK_YEAR <= to_inclusive;
}

static const EvaluateSource source = {
    .input = read_input, .break_between = is_broken, .before = before, .from = from};

/* ---- trees ---- */

typedef enum Kind {
    INPUT,
    LITERAL,
    NOTHING,
    MINUS,
    PLUS_2,
    MINUS_2,
    TIMES_2,
    OVER_2,
    ABS,
    ROUND,
    MAX_2,
    MIN_2,
    KNOWN_2,
    NVL,
    CHOICE,
    PREV,
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    AND,
    OR,
    XOR,
    NOT,
    ISNULL,
    BETWEEN,
    IN,
    NOT_IN,
} Kind;

typedef struct Tree {
    Kind kind;
    struct Tree *a, *b, *c;
    int number,
        places; /* literal: number x 10^-places; input: its name; prev: years; round: places */
} Tree;

/* How a tree is written: the texts before, between and behind its operands. */
static const char *const forms[][4] = {
    [MINUS] = {"(-", ")"},
    [PLUS_2] = {"(", " + ", ")"},
    [MINUS_2] = {"(", " - ", ")"},
    [TIMES_2] = {"(", " * ", ")"},
    [OVER_2] = {"(", " / ", ")"},
    [ABS] = {"abs(", ")"},
    [MAX_2] = {"max_of(", ", ", ")"},
    [MIN_2] = {"min_of(", ", ", ")"},
    [KNOWN_2] = {"sum_known(", ", ", ")"},
    [NVL] = {"nvl(", ", ", ")"},
    [CHOICE] = {"(if ", " then ", " else ", ")"},
    [EQUAL] = {"(", " = ", ")"},
    [UNEQUAL] = {"(", " <> ", ")"},
    [LESS] = {"(", " < ", ")"},
    [AT_MOST] = {"(", " <= ", ")"},
    [AND] = {"(", " and ", ")"},
    [OR] = {"(", " or ", ")"},
    [XOR] = {"(", " xor ", ")"},
    [NOT] = {"(not (", "))"},
    [ISNULL] = {"isnull(", ")"},
    [BETWEEN] = {"between(", ", ", ", ", ")"},
    [IN] = {"(", " in {0, 10.5, -25})"},
    [NOT_IN] = {"(", " not_in {0, 10.5, -25})"},
};

static void write_tree(const Tree *tree, StrBuf *text)
{
    static const char names[] = "abc";
    char number[NUM_TEXT];
    if (tree->kind == INPUT) {
        strbuf_add(text, &names[tree->number], 1);
    } else if (tree->kind == NOTHING) {
        strbuf_puts(text, "null");
    } else if (tree->kind == LITERAL) {
        num_write_exact(tree->number, -tree->places, number);
        strbuf_puts(text, number);
    } else if (tree->kind == PREV || tree->kind == ROUND) {
        strbuf_puts(text, tree->kind == PREV ? "prev(" : "round(");
        write_tree(tree->a, text);
        strbuf_printf(text, ", %d)", tree->number);
    } else {
        const Tree *operands[] = {tree->a, tree->b, tree->c, NULL};
        strbuf_puts(text, forms[tree->kind][0]);
        for (unsigned i = 0; operands[i] != NULL; i++) {
            write_tree(operands[i], text);
            strbuf_puts(text, forms[tree->kind][i + 1]);
        }
    }
}

typedef enum Purity {
    EXACT_SMALL,
    EXACT,
    ANY
} Purity; /* no products and quotients; no quotients */

static Tree *condition(Arena *arena, unsigned depth);

static Tree *number(Arena *arena, unsigned depth, Purity purity)
{
    static const Kind kinds[] = {MINUS, PLUS_2, MINUS_2, ABS,   MAX_2,   MIN_2,  KNOWN_2,
                                 NVL,   CHOICE, PREV,    ROUND, TIMES_2, OVER_2, OVER_2};
    Tree *tree = arena_alloc(arena, sizeof *tree);
    unsigned n = ARRAY_LENGTH(kinds) - (purity == ANY ? 0 : purity == EXACT ? 2 : 3);
    unsigned leaf = pick(10);
    if (depth == 0 || leaf == 0) {
        *tree = leaf == 9 ? (Tree){.kind = NOTHING}
                : leaf >= 7
                    ? (Tree){.kind = LITERAL, .number = (int)pick(120), .places = (int)pick(3)}
                    : (Tree){.kind = INPUT, .number = (int)pick(NAMES)};
        return tree;
    }
    tree->kind = kinds[pick(n)];
    Purity below = tree->kind == TIMES_2                         ? EXACT_SMALL
                   : tree->kind == OVER_2 || tree->kind == ROUND ? (purity < EXACT ? purity : EXACT)
                                                                 : purity;
    tree->number = tree->kind == PREV ? 1 + (int)pick(2) : (int)pick(4) - 1;
    if (tree->kind == CHOICE) {
        tree->a = condition(arena, depth - 1);
        tree->b = number(arena, depth - 1, below);
        tree->c = number(arena, depth - 1, below);
        return tree;
    }
    bool one =
        tree->kind == MINUS || tree->kind == ABS || tree->kind == PREV || tree->kind == ROUND;
    tree->a = number(arena, depth - 1, below);
    tree->b = one ? NULL : number(arena, depth - 1, below);
    return tree;
}

static Tree *condition(Arena *arena, unsigned depth)
{
    static const Kind kinds[] = {EQUAL, UNEQUAL, LESS, AT_MOST, ISNULL, BETWEEN,
                                 IN,    NOT_IN,  AND,  OR,      XOR,    NOT};
    Tree *tree = arena_alloc(arena, sizeof *tree);
    unsigned below = depth == 0 ? 0 : depth - 1;
    tree->kind = kinds[pick(depth == 0 ? 8 : ARRAY_LENGTH(kinds))];
    bool of_conditions = tree->kind >= AND && tree->kind <= NOT;
    bool two = tree->kind <= XOR || tree->kind == BETWEEN;
    tree->a = of_conditions ? condition(arena, below) : number(arena, below, EXACT);
    if (two)
        tree->b = of_conditions ? condition(arena, below) : number(arena, below, EXACT);
    if (tree->kind == BETWEEN)
        tree->c = number(arena, below, EXACT);
    return tree;
}

/* ---- one cell ---- */

__extension__ typedef __int128 Wide;

typedef struct Cell {
    Wide top, bottom; /* a condition: 0/1 or 1/1; bottom 0: missing */
    CellState flags;  /* OBS_STATUS alone */
    unsigned conf;
    double size; /* of what went into it, for the tolerance */
} Cell;

static Cell make(Wide top, Wide bottom, CellState flags, unsigned conf, double size)
{
    Wide a = top < 0 ? -top : top, b = bottom < 0 ? -bottom : bottom;
    while (b != 0) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    if (bottom < 0)
        a = -a;
    Cell cell = {top / a, bottom / a, flags, conf, size};
    return cell;
}

static unsigned most(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

static Cell missing(CellState flags, unsigned conf)
{
    return (Cell){.flags = flags, .conf = conf};
}

static Cell evaluate(const Tree *tree, uint32_t row, int year);

static Cell evaluate_input(const Tree *tree, uint32_t row, int year)
{
    const Vector *vector = &inputs[tree->number][YEAR - year];
    CellState state = vector->states[row];
    unsigned conf = (state & CONF_MASK) >> CONF_SHIFT;
    if (state_is_missing(state))
        return missing(state & OBS_MASK, conf);
    return make((Wide)vector->values[row], (Wide)num_pow10(vector->exponent), state & OBS_MASK,
                conf, fabs(vector->values[row]));
}

static bool uses_broken(const Tree *tree, int from_year, int to_year)
{
    if (tree == NULL)
        return false;
    if (tree->kind == INPUT)
        return is_broken(NULL, (unsigned)tree->number, from_year, to_year);
    if (tree->kind ==
        PREV) /* what is below was read still earlier, but is compared over these years too */
        return uses_broken(tree->a, from_year, to_year);
    return uses_broken(tree->a, from_year, to_year) || uses_broken(tree->b, from_year, to_year) ||
           uses_broken(tree->c, from_year, to_year);
}

static Cell evaluate_prev(const Tree *tree, uint32_t row, int year)
{
    int then = year - tree->number;
    uint32_t who = before[row] != NO_UNIT && then < from[row] ? before[row] : row;
    Cell cell = evaluate(tree->a, who, then);
    return uses_broken(tree->a, then, year) ? missing(cell.flags | OBS_O | OBS_B, cell.conf) : cell;
}

/* if, nvl, sum_known: what does not ask all operands for a value. */
static Cell evaluate_choice(const Tree *tree, Cell a, Cell b, Cell c)
{
    if (tree->kind == CHOICE) {
        bool yes = a.bottom != 0 && a.top != 0;
        Cell taken = yes ? b : c;
        taken.conf = most(a.conf, most(b.conf, c.conf));
        taken.flags |= taken.bottom == 0 ? a.flags : a.flags & ~(CellState)OBS_MISSING;
        return taken;
    }
    unsigned conf = most(a.conf, b.conf);
    if (a.bottom == 0 && b.bottom == 0)
        return missing(a.flags | b.flags, conf);
    if (tree->kind == NVL) {
        Cell taken = a.bottom != 0 ? a : b;
        taken.conf = conf;
        if (a.bottom == 0)
            taken.flags |= a.flags & ~(CellState)OBS_MISSING;
        return taken;
    }
    CellState flags = (a.flags | b.flags) & ~(CellState)OBS_MISSING;
    if (a.bottom == 0 || b.bottom == 0)
        return make(a.bottom == 0 ? b.top : a.top, a.bottom == 0 ? b.bottom : a.bottom,
                    flags | OBS_U, conf, a.size + b.size);
    return make(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom, flags, conf,
                a.size + b.size);
}

static Cell evaluate_logic(const Tree *tree, Cell a, Cell b)
{
    unsigned conf = most(a.conf, b.conf);
    bool is_and = tree->kind == AND;
    CellState flags = a.flags | b.flags;
    bool decided =
        (a.bottom != 0 && (a.top == 0) == is_and) || (b.bottom != 0 && (b.top == 0) == is_and);
    if (!decided && (a.bottom == 0 || b.bottom == 0))
        return missing(flags, conf);
    return make(decided ? !is_and : is_and, 1, flags & ~(CellState)OBS_MISSING, conf, 1);
}

static Cell rounded(Cell a, int places, CellState flags, unsigned conf)
{
    Wide scale = (Wide)num_pow10(abs(places));
    Wide top = places >= 0 ? a.top * scale : a.top,
         bottom = places >= 0 ? a.bottom : a.bottom * scale;
    Wide whole = (2 * (top < 0 ? -top : top) + bottom) / (2 * bottom);
    whole = top < 0 ? -whole : whole;
    return make(places >= 0 ? whole : whole * scale, places >= 0 ? scale : 1, flags, conf, a.size);
}

static bool listed(Cell a)
{
    return a.top == 0 || (a.top == 21 && a.bottom == 2) || (a.top == -25 && a.bottom == 1);
}

/* Operations with all operands known; what is not used is 0/1. */
static Cell evaluate_known(const Tree *tree, Cell a, Cell b, Cell c, CellState flags, unsigned conf)
{
    Wide left = a.top * b.bottom, right = b.top * a.bottom, below = a.bottom * b.bottom;
    double size = a.size + b.size;
    switch ((int)tree->kind) {
    case MINUS:
        return make(-a.top, a.bottom, flags, conf, size);
    case PLUS_2:
        return make(left + right, below, flags, conf, size);
    case MINUS_2:
        return make(left - right, below, flags, conf, size);
    case TIMES_2:
        return make(a.top * b.top, below, flags, conf, a.size * b.size);
    case OVER_2:
        if (b.top == 0)
            return missing(flags | (a.top == 0 ? OBS_M : OBS_O), conf);
        return make(a.top * b.bottom, a.bottom * b.top, flags, conf, a.size * 1000 + 1);
    case ABS:
        return make(a.top < 0 ? -a.top : a.top, a.bottom, flags, conf, size);
    case ROUND:
        return rounded(a, tree->number, flags, conf);
    case MAX_2:
        return make(left > right ? a.top : b.top, left > right ? a.bottom : b.bottom, flags, conf,
                    size);
    case MIN_2:
        return make(left < right ? a.top : b.top, left < right ? a.bottom : b.bottom, flags, conf,
                    size);
    case EQUAL:
        return make(left == right, 1, flags, conf, 1);
    case UNEQUAL:
    case XOR:
        return make(left != right, 1, flags, conf, 1);
    case LESS:
        return make(left < right, 1, flags, conf, 1);
    case AT_MOST:
        return make(left <= right, 1, flags, conf, 1);
    case NOT:
        return make(a.top == 0, 1, flags, conf, 1);
    case BETWEEN:
        return make(right <= left && a.top * c.bottom <= c.top * a.bottom, 1, flags, conf, 1);
    default:
        return make(listed(a) == (tree->kind == IN), 1, flags, conf, 1);
    }
}

static Cell evaluate(const Tree *tree, uint32_t row, int year)
{
    if (tree->kind == INPUT)
        return evaluate_input(tree, row, year);
    if (tree->kind == LITERAL)
        return make(tree->number, (Wide)num_pow10(tree->places), 0, 0, tree->number);
    if (tree->kind == NOTHING)
        return missing(OBS_O, 0);
    if (tree->kind == PREV)
        return evaluate_prev(tree, row, year);
    Cell none = {.bottom = 1}, a = evaluate(tree->a, row, year);
    Cell b = tree->b == NULL ? none : evaluate(tree->b, row, year);
    Cell c = tree->c == NULL ? none : evaluate(tree->c, row, year);
    CellState flags = a.flags | b.flags | c.flags;
    unsigned conf = most(a.conf, most(b.conf, c.conf));
    if (tree->kind == ISNULL)
        return make(a.bottom == 0, 1, flags & ~(CellState)OBS_MISSING, conf, 1);
    if (tree->kind == AND || tree->kind == OR)
        return evaluate_logic(tree, a, b);
    if (tree->kind == CHOICE || tree->kind == NVL || tree->kind == KNOWN_2)
        return evaluate_choice(tree, a, b, c);
    if (a.bottom == 0 || b.bottom == 0 || c.bottom == 0)
        return missing(flags, conf);
    return evaluate_known(tree, a, b, c, flags, conf);
}

/* ---- the properties ---- */

static Vector run(Arena *arena, const char *text)
{
    const FormulaNames names = {.inputs = str_split(arena, "a b c", " ")};
    Formula *formula = NULL;
    Vector result = {0};
    Err err = {0};
    if (!formula_parse(arena, text, &names, (FormulaPlace){0}, &formula, &err) ||
        !formula_evaluate(formula, &source, YEAR, ROWS, arena, &result, &err))
        fail_msg("%s", err.text);
    return result;
}

static void check_cell(const char *text, const Vector *result, uint32_t row, Cell cell)
{
    CellState state = cell.flags | state_of_conf(cell.conf);
    double value = num_to_double(1, 0) * result->values[row] / pow(10, result->exponent);
    double expected =
        cell.bottom == 0 ? 0 : (double)((long double)cell.top / (long double)cell.bottom);
    if (result->states[row] != state || (cell.bottom == 0 && result->values[row] != 0) ||
        !(fabs(value - expected) <= 1e-13 * (1 + cell.size + fabs(expected))))
        fail_msg("%s\nrow %u: %.17g state %#x, expected %.17g state %#x", text, row, value,
                 result->states[row], expected, state);
}

static void the_engine_equals_the_evaluation_of_single_cells(void **state)
{
    (void)state;
    seed = 88172645463325252u;
    for (unsigned round = 0; round < 4000; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        StrBuf text = {0};
        if (round % 100 == 0) {
            static Arena *of_inputs;
            of_inputs = arena_free(of_inputs);
            of_inputs = arena_new();
            make_inputs(of_inputs);
        }
        Tree *tree = pick(4) == 0 ? condition(arena, 4) : number(arena, 4, ANY);
        write_tree(tree, &text);
        Vector result = run(arena, text.text);
        for (uint32_t row = 0; row < ROWS; row++)
            check_cell(text.text, &result, row, evaluate(tree, row, YEAR));
        strbuf_done(&text);
    }
}

/* Every value and state of both is the same. */
static void check_same(const char *left, const char *right)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Vector a = run(arena, left), b = run(arena, right);
    assert_int_equal(a.exponent, b.exponent);
    assert_memory_equal(a.values, b.values, ROWS * sizeof *a.values);
    assert_memory_equal(a.states, b.states, ROWS * sizeof *a.states);
}

static void operands_may_change_places_and_parentheses(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"a + b", "b + a"},
        {"(a + b) + c", "a + (b + c)"},
        {"a * b", "b * a"},
        {"(a * b) * c", "a * (b * c)"},
        {"sum_known(a, b, c)", "sum_known(c, b, a)"},
        {"max_of(a, b, c)", "max_of(b, c, a)"},
        {"min_of(a, b, c)", "min_of(c, a, b)"},
        {"a > 1 and b > 1", "b > 1 and a > 1"},
        {"(a > 1 and b > 1) and c > 1", "a > 1 and (b > 1 and c > 1)"},
        {"a > 1 or b > 1", "b > 1 or a > 1"},
        {"(a > 1 or b > 1) or c > 1", "a > 1 or (b > 1 or c > 1)"},
        {"a > 1 xor b > 1", "b > 1 xor a > 1"},
        {"not (a > 1 and b > 1)", "not (a > 1) or not (b > 1)"},
        {"if a > 1 then b else c", "case when a > 1 then b else c"},
    };
    seed = 2463534242u;
    for (unsigned round = 0; round < 100; round++) {
        CLEANUP(arena_free_p) Arena *arena = arena_new();
        make_inputs(arena);
        for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
            check_same(pairs[i][0], pairs[i][1]);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_equals_the_evaluation_of_single_cells),
        cmocka_unit_test(operands_may_change_places_and_parentheses),
    };
    return cmocka_run_group_tests_name("formula_random", tests, NULL, NULL);
}
