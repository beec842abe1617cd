/*
 * A formula as MathML: a division is a fraction, the value of another year has that year below it,
 * a choice stands behind a brace. It is drawn from the program that computes, so that what is seen
 * is what is meant; functions that stand for longer formulas appear as those.
 */
#include "site.h"

#include "num.h"
#include "parser.h"

#include <assert.h>

typedef struct Drawing {
    const Page *page;
    const Formula *formula;
    StrBuf *text;
} Drawing;

static void draw(const Drawing *drawing, const Node *node);

static const Node *second(const Node *node)
{
    assert(node->child != NULL && node->child->next != NULL);
    return node->child->next;
}

/* How strongly an operation binds: the row of its operator, 0 for what needs no parentheses. */
static int strength(const Node *node)
{
    for (int row = 0; row < OP_ROWS; row++)
        if (node->op >= op_rows[row].first && node->op <= op_rows[row].last)
            return row + 1;
    return 0;
}

static void draw_in(const Drawing *drawing, const Node *node, bool parentheses)
{
    strbuf_puts(drawing->text, parentheses ? "<mrow><mo>(</mo>" : "");
    draw(drawing, node);
    strbuf_puts(drawing->text, parentheses ? "<mo>)</mo></mrow>" : "");
}

/* An operand, in parentheses where it binds less than what it stands in. */
static void draw_operand(const Drawing *drawing, const Node *node, const Node *operand)
{
    int inner = operand->op == OP_DIVIDE ? 0 : strength(operand);
    bool last = operand->next == NULL && node->child != operand;
    draw_in(drawing, operand,
            inner > strength(node) || (inner == strength(node) && last && inner != 0));
}

static void draw_between(const Drawing *drawing, const Node *node, const char *sign)
{
    strbuf_puts(drawing->text, "<mrow>");
    draw_operand(drawing, node, node->child);
    html_add(drawing->text, "<mo>%s</mo>", sign);
    draw_operand(drawing, node, second(node));
    strbuf_puts(drawing->text, "</mrow>");
}

/* <tag>first second</tag> */
static void draw_pair(const Drawing *drawing, const Node *node, const char *tag)
{
    html_add(drawing->text, "<%s><mrow>", tag);
    draw(drawing, node->child);
    strbuf_puts(drawing->text, "</mrow><mrow>");
    draw(drawing, second(node));
    html_add(drawing->text, "</mrow></%s>", tag);
}

static void draw_power(const Drawing *drawing, const Node *node)
{
    strbuf_puts(drawing->text, "<msup>");
    draw_in(drawing, node->child, node->child->child != NULL);
    strbuf_puts(drawing->text, "<mrow>");
    draw(drawing, second(node));
    strbuf_puts(drawing->text, "</mrow></msup>");
}

/* The value of another year: the year stands below. */
static void draw_year(const Drawing *drawing, const Node *node)
{
    const Node *x = node->child;
    strbuf_puts(drawing->text, "<msub>");
    draw_in(drawing, x, x->op != OP_INPUT);
    if (node->op == OP_AT_YEAR)
        html_add(drawing->text, "<mn>%d</mn>", node->parameter);
    else
        html_add(drawing->text, "<mrow><mi>t</mi><mo>%s</mo><mn>%d</mn></mrow>",
                 node->op == OP_PREV ? "−" : "+", node->parameter);
    strbuf_puts(drawing->text, "</msub>");
}

static void draw_literal(const Drawing *drawing, const Literal *literal)
{
    char number[NUM_TEXT];
    num_write_exact(literal->value, -literal->exponent, number);
    html_add(drawing->text, "<mn>%s</mn>", page_number(drawing->page, number));
}

static void draw_set(const Drawing *drawing, const Node *node)
{
    strbuf_puts(drawing->text, "<mrow>");
    draw_operand(drawing, node, node->child);
    html_add(drawing->text, "<mo>%s</mo><mo>{</mo>", node->op == OP_IN ? "∈" : "∉");
    for (size_t i = 0; i < node->n_set; i++) {
        strbuf_puts(drawing->text, i == 0 ? "" : "<mo>,</mo>");
        if (node->set[i].text != NULL)
            html_add(drawing->text, "<mtext>%s</mtext>", node->set[i].text);
        else
            draw_literal(drawing, &node->set[i]);
    }
    strbuf_puts(drawing->text, "<mo>}</mo></mrow>");
}

/* A line for each case: its value, and when it holds. */
static void draw_choice(const Drawing *drawing, const Node *node)
{
    strbuf_puts(drawing->text, "<mtable class=\"cases\">");
    for (; node->op == OP_IF; node = node->child->next->next) {
        strbuf_puts(drawing->text, "<mtr><mtd>");
        draw(drawing, second(node));
        html_add(drawing->text, "</mtd><mtd><mtext>%s </mtext>", say(drawing->page, WORD_IF));
        draw(drawing, node->child);
        strbuf_puts(drawing->text, "</mtd></mtr>");
    }
    strbuf_puts(drawing->text, "<mtr><mtd>");
    draw(drawing, node);
    html_add(drawing->text, "</mtd><mtd><mtext>%s</mtext></mtd></mtr></mtable>",
             say(drawing->page, WORD_OTHERWISE));
}

/* Functions of many operands are rows of two: the first of the operands, and how it goes on. */
static void draw_arguments(const Drawing *drawing, const Node *node, Op op)
{
    for (const Node *at = node->child; at != NULL; at = at->next) {
        strbuf_puts(drawing->text, at == node->child ? "" : "<mo>,</mo>");
        if (at->op == op && op_takes_more(op))
            draw_arguments(drawing, at, op);
        else
            draw(drawing, at);
    }
}

static void draw_call(const Drawing *drawing, const Node *node)
{
    const OpInfo *info = &op_infos[node->op];
    html_add(drawing->text, "<mrow><mtext>%s</mtext><mo>(</mo>", info->text);
    draw_arguments(drawing, node, node->op);
    if (op_has_parameter(node->op) && info->parameter.words == NULL)
        html_add(drawing->text, "<mo>,</mo><mn>%d</mn>", node->parameter);
    else if (op_has_parameter(node->op))
        strbuf_printf(drawing->text, "<mo>,</mo><mtext>%.*s</mtext>",
                      STR_ARG(op_word(info->parameter.words, node->parameter)));
    strbuf_puts(drawing->text, "<mo>)</mo></mrow>");
}

static void draw_prefix(const Drawing *drawing, const Node *node, const char *sign)
{
    html_add(drawing->text, "<mrow><mo>%s</mo>", sign);
    draw_in(drawing, node->child, strength(node->child) > strength(node));
    strbuf_puts(drawing->text, "</mrow>");
}

/* The sign between two operands, NULL for what is drawn another way. */
static const char *sign_of(Op op)
{
    static const char *const signs[OPS] = {
        [OP_MULTIPLY] = "·", [OP_ADD] = "+",           [OP_SUBTRACT] = "−", [OP_JOIN] = "‖",
        [OP_EQUAL] = "=",    [OP_UNEQUAL] = "≠",       [OP_LESS] = "<",     [OP_LESS_EQUAL] = "≤",
        [OP_GREATER] = ">",  [OP_GREATER_EQUAL] = "≥", [OP_AND] = "∧",      [OP_OR] = "∨",
        [OP_XOR] = "⊻"};
    return signs[op];
}

static bool draw_leaf(const Drawing *drawing, const Node *node)
{
    if (node->op == OP_INPUT)
        html_add(drawing->text, "<mi>%s</mi>", drawing->formula->names[node->name]);
    else if (node->op == OP_LITERAL)
        draw_literal(drawing, &node->literal);
    else if (node->op == OP_TRUTH)
        html_add(drawing->text, "<mtext>%s</mtext>",
                 say(drawing->page, node->literal.value != 0 ? WORD_TRUE : WORD_FALSE));
    else if (node->op == OP_WORD)
        html_add(drawing->text, "<mtext>%s</mtext>", node->literal.text);
    else if (node->op == OP_MISSING)
        html_add(drawing->text, "<mtext>%s</mtext>", say(drawing->page, WORD_MISSING));
    else
        return false;
    return true;
}

static void draw(const Drawing *drawing, const Node *node)
{
    Op op = node->op;
    if (draw_leaf(drawing, node))
        return;
    if (sign_of(op) != NULL)
        draw_between(drawing, node, sign_of(op));
    else if (op == OP_DIVIDE)
        draw_pair(drawing, node, "mfrac");
    else if (op == OP_POWER)
        draw_power(drawing, node);
    else if (op == OP_NEGATE || op == OP_NOT)
        draw_prefix(drawing, node, op == OP_NOT ? "¬" : "−");
    else if (op == OP_IN || op == OP_NOT_IN)
        draw_set(drawing, node);
    else if (op == OP_IF)
        draw_choice(drawing, node);
    else if (op == OP_PREV || op == OP_NEXT || op == OP_AT_YEAR)
        draw_year(drawing, node);
    else
        draw_call(drawing, node);
}

const Formula *written_formula(const Site *site, const Definition *definition)
{
    FormulaNames names = {.inputs.items =
                              arena_array(site->arena, definition->n_inputs, sizeof(char *))};
    Formula *formula;
    Err err = {0};
    for (; names.inputs.n < definition->n_inputs; names.inputs.n++)
        names.inputs.items[names.inputs.n] =
            arena_strdup(site->arena, definition->inputs[names.inputs.n].name);
    bool parsed = formula_parse(site->arena, definition->formula_text, &names, (FormulaPlace){0},
                                &formula, &err);
    assert(parsed); /* it has been compiled */
    (void)parsed;
    return formula;
}

void typeset_formula(Page *page, const Definition *definition)
{
    const Formula *formula = written_formula(page->site, definition);
    const Drawing drawing = {page, formula, &page->text};
    html_add(&page->text, "<math display=\"block\"><mrow><mi>%s</mi><mo>=</mo>", definition->code);
    draw(&drawing, formula->root);
    html_add(&page->text, "</mrow></math>\n");
}
