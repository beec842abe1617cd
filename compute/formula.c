#include "formula.h"

#include "diag.h"
#include "num.h"
#include "parser.h"

#include <stdio.h>

/* Vectors alive at a time. */
enum { STACK_MAX = 3 * FORMULA_DEPTH_MAX };

/* clang-format off */
#define NO_PARAMETER {0, 0, 0, NULL}
#define PARAMETER(fallback, least, most) {fallback, least, most, NULL}
#define WORDS(fallback, words) {fallback, 0, 0, words}
/* clang-format on */
const OpInfo op_infos[OPS] = {
#define OPERATOR(name, text, types, shape, unit, result)                                           \
    {text, types, SHAPE_##shape, UNIT_##unit, NO_PARAMETER, KIND_OPERATORS, NULL},
#define FUNC(name, text, types, shape, unit, result, parameter, kind, help)                        \
    {text, types, SHAPE_##shape, UNIT_##unit, parameter, KIND_##kind, help},
#include "func_list.h"
#undef OPERATOR
#undef FUNC
};

const OpRange op_rows[OP_ROWS] = {
#define ROW(name, first, last) {OP_##first, OP_##last},
    OP_ROW_LIST(ROW)
#undef ROW
};

char op_letter(Op op, unsigned n)
{
    for (const char *at = op_infos[op].types;; at++)
        if (*at == '>' || (*at != '?' && *at != '+' && n-- == 0))
            return *at;
}

unsigned op_operands(Op op)
{
    unsigned n = 0;
    while (op_letter(op, n) != '>')
        n++;
    return n;
}

unsigned op_needed(Op op)
{
    unsigned n = op_operands(op);
    for (const char *at = strchr(op_infos[op].types, '?'); at != NULL; at = strchr(at + 1, '?'))
        n--;
    return n;
}

bool op_takes_more(Op op)
{
    return strchr(op_infos[op].types, '+') != NULL;
}

bool op_has_parameter(Op op)
{
    return op_infos[op].parameter.most != 0 || op_infos[op].parameter.words != NULL;
}

StrView op_word(const char *words, int n)
{
    for (;;) {
        size_t length = strcspn(words, " ");
        if (n-- == 0 || length == 0)
            return (StrView){words, length};
        words += length + strspn(words + length, " ");
    }
}

bool program_hint_large(Err *err)
{
    return err_hint(err, "%s",
                    _("compute a part of it in an indicator of its own, and name that here"));
}

static const char *type_name(FormulaType type)
{
    return type == FORMULA_CONDITION ? _("a condition")
           : type == FORMULA_TEXT    ? _("a text")
                                     : _("a number");
}

/* The type that a letter of func_list.h asks for; ANY where it leaves it open. */
static FormulaType wanted_type(char letter, FormulaType same)
{
    return letter == 'n'   ? FORMULA_NUMBER
           : letter == 'b' ? FORMULA_CONDITION
           : letter == 't' ? FORMULA_TEXT
                           : same;
}

static bool fail_operand(Program *program, Op op, const Node *operand, FormulaType wanted)
{
    (void)text_fail(program->source, operand->start, operand->end, program->err,
                    _("T04: \"%s\" takes %s here, and this is %s"), op_infos[op].text,
                    type_name(wanted), type_name(operand->type));
    if (wanted == FORMULA_NUMBER)
        return err_hint(program->err, "%s",
                        operand->type == FORMULA_TEXT
                            ? _("make a number of it: cast(x, number)")
                            : _("make a number of it: if ... then 1 else 0"));
    return err_hint(program->err, "%s",
                    wanted == FORMULA_TEXT ? _("make a text of it: cast(x, string)")
                                           : _("make a condition of it: x <> 0"));
}

bool program_check(Program *program, Op op, char letter, const Node *operand, FormulaType *same)
{
    if (letter == 'o' && operand->type == FORMULA_CONDITION)
        return fail_operand(program, op, operand, FORMULA_NUMBER);
    FormulaType wanted = wanted_type(letter, *same);
    if ((letter == 's' || letter == 'o') && *same == FORMULA_ANY)
        *same = operand->type;
    if (wanted == FORMULA_ANY || operand->type == FORMULA_ANY || operand->type == wanted)
        return true;
    if (letter == 's' || letter == 'o')
        return text_fail(program->source, operand->start, operand->end, program->err,
                         _("T05: this is %s, but what stands before it in \"%s\" is %s"),
                         type_name(operand->type), op_infos[op].text, type_name(wanted));
    return fail_operand(program, op, operand, wanted);
}

/* No formula that a person writes comes near it; sugar within sugar does. */
enum { OPERATIONS_MAX = 100 * 1000 };

/* Link an operation behind the last one; its n operands are on the stack. */
static bool link_node(Program *program, Node *node, unsigned n)
{
    if (program->last == NULL)
        program->formula->begin = node;
    else
        program->last->then = node;
    program->last = node;
    program->stack = program->stack + 1 - n;
    if (program->stack > program->formula->n_stack)
        program->formula->n_stack = program->stack;
    if (program->stack > STACK_MAX)
        return text_fail(program->source, node->start, node->end, program->err,
                         _("S39: the formula holds more than %d values at a time"), STACK_MAX) ||
               program_hint_large(program->err);
    if (++program->n > OPERATIONS_MAX)
        return text_fail(program->source, node->start, node->end, program->err,
                         _("S40: the formula grows to more than %d operations"), OPERATIONS_MAX) ||
               program_hint_large(program->err);
    return true;
}

Node *program_append(Program *program, Op op, Node *operands, size_t start, size_t end)
{
    FormulaType same = FORMULA_ANY;
    unsigned n = 0;
    for (const Node *operand = operands; operand != NULL; operand = operand->next)
        if (!program_check(program, op, op_letter(op, n++), operand, &same))
            return NULL;
    const char *types = op_infos[op].types;
    char result = types[strlen(types) - 1];
    Node *node = arena_alloc(program->arena, sizeof *node);
    node->op = op;
    node->type = wanted_type(result, same);
    node->start = start;
    node->end = end;
    node->child = operands;
    node->begin = operands == NULL ? node : operands->begin;
    return link_node(program, node, n) ? node : NULL;
}

Node *program_number(Program *program, double value, size_t start, size_t end)
{
    Node *node = program_append(program, OP_LITERAL, NULL, start, end);
    if (node != NULL)
        node->literal.value = value;
    return node;
}

Node *program_copy(Program *program, const Node *root)
{
    for (Node *node = root->begin;; node = node->then) {
        Node *copy = arena_alloc(program->arena, sizeof *copy);
        unsigned n = 0;
        *copy = *node;
        node->copy = copy;
        copy->then = copy->next = NULL;
        copy->begin = node->begin->copy;
        copy->child = node->child == NULL ? NULL : node->child->copy;
        for (const Node *child = node->child; child != NULL; child = child->next, n++)
            child->copy->next = child->next == NULL ? NULL : child->next->copy;
        if (!link_node(program, copy, n))
            return NULL;
        if (node == root)
            return copy;
    }
}

bool program_shift(Program *program, Node *root, int years)
{
    int most = op_infos[OP_PREV].parameter.most;
    for (Node *node = root->begin;; node = node->then) {
        bool fixed = node->fixed_year != 0 && node != root;
        node->years_back += fixed || node == root ? 0 : years;
        if (node->years_back > most || node->years_back < -most) {
            (void)text_fail(program->source, root->start, root->end, program->err,
                            _("S41: the formula looks more than %d years away"), most);
            return false;
        }
        if (node == root)
            return true;
    }
}

void program_fix(Node *root, int year)
{
    for (Node *node = root->begin; node != root; node = node->then)
        if (node->fixed_year == 0)
            node->fixed_year = year;
}

static bool check_text(Arena *arena, FormulaText *text, Err *err)
{
    size_t at = 0;
    if (text->length > FORMULA_BYTES_MAX)
        return text_fail(text, 0, 1, err, _("S42: the formula is longer than %d bytes"),
                         FORMULA_BYTES_MAX) ||
               program_hint_large(err);
    if (!str_is_utf8(text->text, text->length, &at)) {
        *text = (FormulaText){arena_strndup(arena, text->text, at), at, NULL};
        return text_fail(text, at, at, err, _("S43: the formula is not UTF-8 from here on"));
    }
    const char *hidden = str_find_hidden(text->text);
    if (hidden == NULL)
        return true;
    at = (size_t)(hidden - text->text);
    (void)text_fail(text, at, at + 2 + ((unsigned char)*hidden >= 0xe0), err,
                    _("S44: the character U+%04X stands here: it is not seen, or turns the "
                      "direction of writing"),
                    str_code_point(hidden));
    return err_hint(err, "%s", _("delete it and what is around it, and type that anew"));
}

/* Which inputs are read for which years, each once. */
static void list_reads(Arena *arena, Formula *formula)
{
    StrMap *seen = strmap_new(arena);
    size_t capacity = 0;
    formula->n_reads = 0;
    for (const Node *node = formula->begin; node != NULL; node = node->then) {
        char key[60];
        bool fresh;
        (void)snprintf(key, sizeof key, "%u %d %d", node->name, node->fixed_year, node->years_back);
        if (node->op != OP_INPUT)
            continue;
        (void)strmap_add(seen, str_view(key), 0, &fresh);
        if (!fresh)
            continue;
        if (formula->n_reads == capacity) {
            const Node **larger = arena_array(arena, capacity = 2 * capacity + 8, sizeof(Node *));
            if (formula->n_reads > 0)
                memcpy(larger, formula->reads, formula->n_reads * sizeof(Node *));
            formula->reads = larger;
        }
        formula->reads[formula->n_reads++] = node;
    }
}

bool formula_parse(Arena *arena, const char *text, const FormulaNames *names, FormulaPlace place,
                   Formula **ret_formula, Err *err)
{
    Formula *formula = arena_alloc(arena, sizeof *formula);
    formula->text = (FormulaText){text, strlen(text), place.node};
    if (!check_text(arena, &formula->text, err))
        return false;
    formula->n_names = (unsigned)names->inputs.n + names->n_codes;
    formula->used = arena_array(arena, formula->n_names + 1, sizeof *formula->used);
    char **items = arena_array(arena, names->inputs.n + 1, sizeof *items);
    for (size_t i = 0; i < names->inputs.n; i++)
        items[i] = arena_strdup(arena, names->inputs.items[i]);
    formula->names = (const char *const *)items;
    if (!parser_run(arena, &formula->text, names, place.more, formula, err))
        return false;
    list_reads(arena, formula);
    *ret_formula = formula;
    return true;
}

void formula_rename(Formula *formula, const unsigned *numbers, const char *const *names, unsigned n)
{
    bool *used = formula->used;
    for (Node *node = formula->begin; node != NULL; node = node->then)
        if (node->op == OP_INPUT)
            node->name = numbers[node->name];
    for (unsigned i = 0; i < formula->n_names; i++)
        used[i] = false;
    for (const Node *node = formula->begin; node != NULL; node = node->then)
        if (node->op == OP_INPUT)
            used[node->name] = true;
    formula->names = names;
    formula->n_names = n;
}

FormulaType formula_type(const Formula *formula)
{
    return formula->root->type;
}

bool formula_uses(const Formula *formula, unsigned name)
{
    return name < formula->n_names && formula->used[name];
}

int node_year(const Node *node, int year)
{
    return (node->fixed_year != 0 ? node->fixed_year : year) - node->years_back;
}

bool formula_reads(const Formula *formula, size_t k, int year, unsigned *ret_name, int *ret_year)
{
    if (k >= formula->n_reads)
        return false;
    *ret_name = formula->reads[k]->name;
    *ret_year = node_year(formula->reads[k], year);
    return true;
}

static void write_name(StrBuf *text, const char *name)
{
    bool plain = (*name < '0' || *name > '9') && *name != '.' && !lexer_is_reserved(str_view(name));
    for (const char *at = name; *at != '\0'; at++)
        plain = plain && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_' ||
                          *at == '.' || (*at >= '0' && *at <= '9'));
    strbuf_printf(text, plain ? "%s" : "'%s'", name);
}

static void write_literal(StrBuf *text, const Literal *literal)
{
    char number[NUM_TEXT];
    if (literal->text != NULL) {
        strbuf_printf(text, "\"%s\"", literal->text);
        return;
    }
    num_write_exact(literal->value, -literal->exponent, number);
    strbuf_puts(text, number);
}

static void write_leaf(const Formula *formula, const Node *node, StrBuf *text)
{
    if (node->op == OP_INPUT)
        write_name(text, formula->names[node->name]);
    else if (node->op == OP_LITERAL || node->op == OP_WORD)
        write_literal(text, &node->literal);
    else if (op_is_function(node->op))
        strbuf_printf(text, "%s()", op_infos[node->op].text);
    else
        strbuf_puts(text, node->op == OP_MISSING     ? "null"
                          : node->literal.value != 0 ? "true"
                                                     : "false");
}

/* Behind the operands of a function. */
static void write_parameter(const Node *node, StrBuf *text)
{
    Parameter parameter = op_infos[node->op].parameter;
    if (parameter.words == NULL && op_has_parameter(node->op)) {
        strbuf_printf(text, ", %d", node->parameter);
    } else if (parameter.words != NULL) {
        StrView word = op_word(parameter.words, node->parameter);
        strbuf_printf(text, parameter.fallback < 0 ? ", %.*s" : ", \"%.*s\"", STR_ARG(word));
    }
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
    } else if (op_is_function(node->op)) {
        strbuf_printf(text, "%s%s", first ? info->text : last ? "" : ", ", first ? "(" : "");
        if (last)
            write_parameter(node, text);
        strbuf_puts(text, last ? ")" : "");
    } else if (node->op == OP_NOT) {
        strbuf_puts(text, first ? "(not (" : "))");
    } else if (node->op == OP_NEGATE) {
        strbuf_puts(text, first ? "(-" : ")");
    } else if (node->op == OP_IN || node->op == OP_NOT_IN) {
        strbuf_puts(text, first ? "(" : "");
        for (size_t i = 0; last && i < node->n_set; i++) {
            strbuf_printf(text, i == 0 ? " %s {" : ", ", info->text);
            write_literal(text, &node->set[i]);
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
