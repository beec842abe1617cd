#include "tree.h"

#include "num.h"

static uint64_t seed;

void random_begin(uint64_t begin)
{
    seed = begin;
}

unsigned random_pick(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % n);
}

enum { OPERANDS = 3 };

static const char *const forms[TREE_KINDS][OPERANDS + 1] = {
#define TREE(name, ...) [TREE_##name] = {__VA_ARGS__},
    TREE_LIST(TREE)
#undef TREE
};

static void write_form(const Tree *tree, const char *form, StrBuf *text)
{
    for (; *form != '\0'; form++)
        if (*form == '#')
            strbuf_printf(text, "%d", tree->number);
        else
            strbuf_printf(text, "%c", *form == '@' ? tree->number : *form);
}

static void write_tree(const Tree *tree, StrBuf *text)
{
    char number[NUM_TEXT];
    write_form(tree, forms[tree->kind][0], text);
    if (tree->kind == TREE_LITERAL) {
        num_write_exact(tree->number, -tree->places, number);
        strbuf_puts(text, number);
    }
    for (unsigned i = 0; i < OPERANDS && tree->operands[i] != NULL; i++) {
        write_tree(tree->operands[i], text);
        write_form(tree, forms[tree->kind][i + 1], text);
    }
}

const char *tree_write(Arena *arena, const Tree *tree)
{
    StrBuf text = {0};
    write_tree(tree, &text);
    const char *copy = arena_strndup(arena, text.text, text.length);
    strbuf_done(&text);
    return copy;
}

static Tree *leaf(Arena *arena)
{
    Tree *tree = arena_alloc(arena, sizeof *tree);
    switch (random_pick(12)) {
    case 0:
        tree->kind = TREE_NOTHING;
        break;
    case 1:
        tree->kind = TREE_THIS_YEAR;
        break;
    case 2:
    case 3:
        *tree = (Tree){TREE_LITERAL, (int)random_pick(120), (int)random_pick(3), {NULL}};
        break;
    default:
        *tree = (Tree){TREE_INPUT, "abc" [random_pick(3)], 0, { NULL }};
        break;
    }
    return tree;
}

static int number_of(TreeKind kind)
{
    switch ((int)kind) {
    case TREE_ROUND:
    case TREE_TRUNC:
        return (int)random_pick(4) - 1;
    case TREE_AT_YEAR:
    case TREE_BASE_INDEX:
        return 2016 + (int)random_pick(8);
    case TREE_POWER:
        return (int)random_pick(4);
    case TREE_SUM_YEARS:
    case TREE_MEAN_YEARS:
        return 2 + (int)random_pick(2);
    case TREE_STATUS_IS:
        return "ABOMQPEN"[random_pick(8)];
    default:
        return 1 + (int)random_pick(2);
    }
}

static bool is_rounding(TreeKind kind)
{
    return kind >= TREE_ROUND && kind <= TREE_FLOOR;
}

/* Of products of products and quotients of quotients the naive evaluator's fractions would grow
 * too long, and by a quotient nothing is divided. */
static Purity purity_below(TreeKind kind, Purity purity)
{
    bool of_small = kind == TREE_TIMES || kind >= TREE_POWER;
    bool of_exact = is_rounding(kind) || kind == TREE_MOD || kind == TREE_OVER ||
                    kind == TREE_CHANGE || kind == TREE_BASE_INDEX;
    return of_small ? PURITY_SMALL : of_exact && purity == PURITY_ANY ? PURITY_EXACT : purity;
}

static Tree *operation(Arena *arena, TreeKind kind, unsigned depth, Purity purity)
{
    Tree *tree = arena_alloc(arena, sizeof *tree);
    *tree = (Tree){.kind = kind, .number = number_of(kind)};
    for (unsigned i = 0; i < OPERANDS && forms[kind][i + 1] != NULL; i++) {
        bool of_conditions =
            (kind >= TREE_AND && kind <= TREE_NOT) || (kind == TREE_CHOICE && i == 0);
        tree->operands[i] = of_conditions ? tree_condition(arena, depth)
                                          : tree_number(arena, depth, purity_below(kind, purity));
        while (kind <= TREE_UNEQUAL && tree->operands[i]->kind == TREE_NOTHING) /* T08 */
            tree->operands[i] = leaf(arena);
    }
    return tree;
}

Tree *tree_number(Arena *arena, unsigned depth, Purity purity)
{
    if (depth == 0 || random_pick(10) == 0)
        return leaf(arena);
    unsigned n = purity == PURITY_SMALL   ? TREE_TIMES - TREE_MINUS
                 : purity == PURITY_EXACT ? TREE_OVER - TREE_MINUS
                                          : TREE_KINDS - TREE_MINUS;
    Tree *tree = operation(arena, TREE_MINUS + random_pick(n), depth - 1, purity);
    /* a quotient is rounded by the exact ratio */
    if (is_rounding(tree->kind) && depth > 1 && random_pick(2) == 0)
        tree->operands[0] = operation(arena, TREE_OVER, depth - 2, PURITY_SMALL);
    return tree;
}

Tree *tree_condition(Arena *arena, unsigned depth)
{
    TreeKind kind = random_pick(depth == 0 ? TREE_AND : TREE_NOT + 1);
    return operation(arena, kind, depth == 0 ? 0 : depth - 1, PURITY_EXACT);
}
