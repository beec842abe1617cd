#include "formula.h"

#include "num.h"
#include "parser.h"

/* Vectors alive at a time. */
enum { STACK_MAX = 3 * FORMULA_DEPTH_MAX };

/* clang-format off */
#define NO_PARAMETER {0, 0, 0}
#define PARAMETER(fallback, least, most) {fallback, least, most}
/* clang-format on */
const OpInfo op_infos[OPS] = {
#define OPERATOR(name, text, types, shape, result) {text, types, false, NO_PARAMETER, NULL},
#define FUNC(name, text, types, shape, result, parameter, help)                                    \
    {text, types, true, parameter, help},
#include "func_list.h"
#undef OPERATOR
#undef FUNC
};

static const char *type_name(FormulaType type)
{
    return type == FORMULA_CONDITION ? _("a condition") : _("a number");
}

bool program_check(Program *program, Op op, char letter, const Node *operand, FormulaType *same)
{
    FormulaType wanted = letter == 'n' ? FORMULA_NUMBER : letter == 'b' ? FORMULA_CONDITION : *same;
    if (letter == 's' && *same == FORMULA_ANY)
        *same = operand->type;
    if (wanted == FORMULA_ANY || operand->type == FORMULA_ANY || operand->type == wanted)
        return true;
    if (letter == 's')
        return source_fail(program->source, operand->start, operand->end, program->err,
                           _("this is %s, but what stands before it in \"%s\" is %s"),
                           type_name(operand->type), op_infos[op].text, type_name(wanted));
    (void)source_fail(program->source, operand->start, operand->end, program->err,
                      _("\"%s\" takes %s here, and this is %s"), op_infos[op].text,
                      type_name(wanted), type_name(operand->type));
    return err_hint(program->err, "%s",
                    letter == 'n' ? _("make a number of it: if ... then 1 else 0")
                                  : _("make a condition of it: x <> 0"));
}

Node *program_append(Program *program, Op op, Node *operands, size_t start, size_t end)
{
    const char *types = op_infos[op].types;
    FormulaType same = FORMULA_ANY;
    unsigned n = 0;
    for (const Node *operand = operands; operand != NULL; operand = operand->next)
        if (!program_check(program, op, types[n++], operand, &same))
            return NULL;
    char result = types[strlen(types) - 1];
    Node *node = arena_alloc(program->arena, sizeof *node);
    node->op = op;
    node->type = result == 'n' ? FORMULA_NUMBER : result == 'b' ? FORMULA_CONDITION : same;
    node->start = start;
    node->end = end;
    node->child = operands;
    node->begin = operands == NULL ? node : operands->begin;
    if (program->last == NULL)
        program->formula->begin = node;
    else
        program->last->then = node;
    program->last = node;
    program->stack = program->stack + 1 - n;
    if (program->stack > program->formula->n_stack)
        program->formula->n_stack = program->stack;
    if (program->stack > STACK_MAX) {
        (void)source_fail(program->source, start, end, program->err,
                          _("the formula holds more than %d values at a time"), STACK_MAX);
        return NULL;
    }
    return node;
}

bool formula_parse(Arena *arena, const char *text, const StrList *names, FormulaPlace place,
                   Formula **ret_formula, Err *err)
{
    Source source = {text, strlen(text), place};
    size_t at = 0;
    if (source.length > FORMULA_BYTES_MAX)
        return source_fail(&source, 0, 1, err, _("the formula is longer than %d bytes"),
                           FORMULA_BYTES_MAX);
    if (!str_is_utf8(text, source.length, &at)) {
        source = (Source){arena_strndup(arena, text, at), at, place};
        return source_fail(&source, at, at, err, _("the formula is not UTF-8 from here on"));
    }
    Formula *formula = arena_alloc(arena, sizeof *formula);
    formula->n_names = (unsigned)names->n;
    formula->used = arena_array(arena, names->n + 1, sizeof *formula->used);
    char **items = arena_array(arena, names->n + 1, sizeof *items);
    for (size_t i = 0; i < names->n; i++)
        items[i] = arena_strdup(arena, names->items[i]);
    formula->names = (const char *const *)items;
    if (!parser_run(arena, &source, names, formula, err))
        return false;
    *ret_formula = formula;
    return true;
}

FormulaType formula_type(const Formula *formula)
{
    return formula->root->type;
}

bool formula_uses(const Formula *formula, unsigned name)
{
    return name < formula->n_names && formula->used[name];
}

int formula_years_back(const Formula *formula)
{
    return formula->years_back;
}

static void write_name(StrBuf *text, const char *name)
{
    bool plain = (*name < '0' || *name > '9') && *name != '.' && !lexer_is_reserved(str_view(name));
    for (const char *at = name; *at != '\0'; at++)
        plain = plain && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_' ||
                          *at == '.' || (*at >= '0' && *at <= '9'));
    strbuf_printf(text, plain ? "%s" : "'%s'", name);
}

static void write_literal(StrBuf *text, Literal literal)
{
    char number[NUM_TEXT];
    num_write_exact(literal.value, -literal.exponent, number);
    strbuf_puts(text, number);
}

static void write_leaf(const Formula *formula, const Node *node, StrBuf *text)
{
    if (node->op == OP_INPUT)
        write_name(text, formula->names[node->name]);
    else if (node->op == OP_LITERAL)
        write_literal(text, node->literal);
    else
        strbuf_puts(text, node->op == OP_MISSING     ? "null"
                          : node->literal.value != 0 ? "true"
                                                     : "false");
}

/* What stands before operand number `n` of an operation, or behind the last one where n is their
 * number. */
static void write_between(const Node *node, unsigned n, StrBuf *text)
{
    const OpInfo *info = &op_infos[node->op];
    bool first = n == 0, last = n == op_operands(node->op);
    static const char *const of_if[] = {"(if ", " then ", " else ", ")"};
    if (node->op == OP_IF) {
        strbuf_puts(text, of_if[n]);
    } else if (info->function) {
        strbuf_printf(text, "%s%s", first ? info->text : last ? "" : ", ", first ? "(" : "");
        if (last && info->parameter.most != 0)
            strbuf_printf(text, ", %d", node->parameter);
        strbuf_puts(text, last ? ")" : "");
    } else if (node->op == OP_NOT) {
        strbuf_puts(text, first ? "(not (" : "))");
    } else if (node->op == OP_NEGATE) {
        strbuf_puts(text, first ? "(-" : ")");
    } else if (node->op == OP_IN || node->op == OP_NOT_IN) {
        strbuf_puts(text, first ? "(" : "");
        for (size_t i = 0; last && i < node->n_set; i++) {
            strbuf_printf(text, i == 0 ? " %s {" : ", ", info->text);
            write_literal(text, node->set[i]);
        }
        strbuf_puts(text, last ? "})" : "");
    } else if (first || last) {
        strbuf_puts(text, first ? "(" : ")");
    } else {
        strbuf_printf(text, " %s ", info->text);
    }
}

/* A chain of operators may be thousands deep: the way down is kept here and not on the machine's
 * stack. */
typedef struct Visit {
    const Node *node, *child; /* the next operand to write */
    unsigned n;
} Visit;

const char *formula_canonical(Arena *arena, const Formula *formula)
{
    StrBuf text = {0};
    CLEANUP(heap_free_p) Visit *visits = NULL;
    size_t n = 1, capacity = 0;
    visits = heap_grow(visits, &capacity, n, sizeof *visits);
    visits[0] = (Visit){formula->root, formula->root->child, 0};
    while (n > 0) {
        Visit *visit = &visits[n - 1];
        const Node *child = visit->child;
        if (visit->node->child == NULL)
            write_leaf(formula, visit->node, &text);
        else
            write_between(visit->node, visit->n++, &text);
        if (child == NULL) {
            n--;
            continue;
        }
        visit->child = child->next;
        visits = heap_grow(visits, &capacity, ++n, sizeof *visits);
        visits[n - 1] = (Visit){child, child->child, 0};
    }
    const char *copy = arena_strndup(arena, text.text, text.length);
    strbuf_done(&text);
    return copy;
}
