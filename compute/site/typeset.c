/*
 * A formula as MathML: a division is a fraction, the value of another year has that year below it,
 * a choice stands behind a brace. It is drawn from the program that computes, so that what is seen
 * is what is meant; functions that stand for longer formulas appear as those.
 */
#include "site.h"

#include "num.h"
#include "parser.h"

static void draw(StrBuf *text, const Formula *formula, const Node *node);

/* How strongly an operation binds: the row of its operator, 0 for what needs no parentheses. */
static int strength(const Node *node)
{
    for (int row = 0; row < OP_ROWS; row++)
        if (node->op >= op_rows[row].first && node->op <= op_rows[row].last)
            return row + 1;
    return 0;
}

static void draw_in(StrBuf *text, const Formula *formula, const Node *node, bool parentheses)
{
    strbuf_puts(text, parentheses ? "<mrow><mo>(</mo>" : "");
    draw(text, formula, node);
    strbuf_puts(text, parentheses ? "<mo>)</mo></mrow>" : "");
}

/* An operand, in parentheses where it binds less than what it stands in. */
static void draw_operand(StrBuf *text, const Formula *formula, const Node *node,
                         const Node *operand)
{
    int inner = operand->op == OP_DIVIDE ? 0 : strength(operand);
    bool last = operand->next == NULL && node->child != operand;
    draw_in(text, formula, operand,
            inner > strength(node) || (inner == strength(node) && last && inner != 0));
}

static void draw_between(StrBuf *text, const Formula *formula, const Node *node, const char *sign)
{
    strbuf_puts(text, "<mrow>");
    draw_operand(text, formula, node, node->child);
    html_add(text, "<mo>%s</mo>", sign);
    draw_operand(text, formula, node, node->child->next);
    strbuf_puts(text, "</mrow>");
}

/* <tag>first second</tag> */
static void draw_pair(StrBuf *text, const Formula *formula, const Node *node, const char *tag)
{
    html_add(text, "<%s><mrow>", tag);
    draw(text, formula, node->child);
    strbuf_puts(text, "</mrow><mrow>");
    draw(text, formula, node->child->next);
    html_add(text, "</mrow></%s>", tag);
}

/* The value of another year: the year stands below. */
static void draw_year(StrBuf *text, const Formula *formula, const Node *node)
{
    const Node *x = node->child;
    strbuf_puts(text, "<msub>");
    draw_in(text, formula, x, x->op != OP_INPUT);
    if (node->op == OP_AT_YEAR)
        html_add(text, "<mn>%d</mn>", node->parameter);
    else
        html_add(text, "<mrow><mi>t</mi><mo>%s</mo><mn>%d</mn></mrow>",
                 node->op == OP_PREV ? "−" : "+", node->parameter);
    strbuf_puts(text, "</msub>");
}

static void draw_literal(StrBuf *text, const Literal *literal)
{
    char number[NUM_TEXT];
    num_write_exact(literal->value, -literal->exponent, number);
    html_add(text, "<mn>%s</mn>", number);
}

static void draw_set(StrBuf *text, const Formula *formula, const Node *node)
{
    strbuf_puts(text, "<mrow>");
    draw_operand(text, formula, node, node->child);
    html_add(text, "<mo>%s</mo><mo>{</mo>", node->op == OP_IN ? "∈" : "∉");
    for (size_t i = 0; i < node->n_set; i++) {
        strbuf_puts(text, i == 0 ? "" : "<mo>,</mo>");
        if (node->set[i].text != NULL)
            html_add(text, "<mtext>%s</mtext>", node->set[i].text);
        else
            draw_literal(text, &node->set[i]);
    }
    strbuf_puts(text, "<mo>}</mo></mrow>");
}

/* if a then b else c, and so on in c. */
static void draw_choice(StrBuf *text, const Formula *formula, const Node *node)
{
    strbuf_puts(text, "<mrow><mo fence=\"true\" stretchy=\"true\">{</mo><mtable>");
    for (; node->op == OP_IF; node = node->child->next->next) {
        strbuf_puts(text, "<mtr><mtd>");
        draw(text, formula, node->child->next);
        strbuf_puts(text, "</mtd><mtd><mo>⇐</mo>");
        draw(text, formula, node->child);
        strbuf_puts(text, "</mtd></mtr>");
    }
    strbuf_puts(text, "<mtr><mtd>");
    draw(text, formula, node);
    strbuf_puts(text, "</mtd><mtd></mtd></mtr></mtable></mrow>");
}

/* Functions of many operands are rows of two: the first of the operands, and how it goes on. */
static void draw_arguments(StrBuf *text, const Formula *formula, const Node *node, Op op)
{
    for (const Node *at = node->child; at != NULL; at = at->next) {
        strbuf_puts(text, at == node->child ? "" : "<mo>,</mo>");
        if (at->op == op && op_takes_more(op))
            draw_arguments(text, formula, at, op);
        else
            draw(text, formula, at);
    }
}

static void draw_call(StrBuf *text, const Formula *formula, const Node *node)
{
    const OpInfo *info = &op_infos[node->op];
    html_add(text, "<mrow><mtext>%s</mtext><mo>(</mo>", info->text);
    draw_arguments(text, formula, node, node->op);
    if (op_has_parameter(node->op) && info->parameter.words == NULL)
        html_add(text, "<mo>,</mo><mn>%d</mn>", node->parameter);
    else if (op_has_parameter(node->op))
        strbuf_printf(text, "<mo>,</mo><mtext>%.*s</mtext>",
                      STR_ARG(op_word(info->parameter.words, node->parameter)));
    strbuf_puts(text, "<mo>)</mo></mrow>");
}

static void draw_prefix(StrBuf *text, const Formula *formula, const Node *node, const char *sign)
{
    html_add(text, "<mrow><mo>%s</mo>", sign);
    draw_in(text, formula, node->child, strength(node->child) > strength(node));
    strbuf_puts(text, "</mrow>");
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

static bool draw_leaf(StrBuf *text, const Formula *formula, const Node *node)
{
    if (node->op == OP_INPUT)
        html_add(text, "<mi>%s</mi>", formula->names[node->name]);
    else if (node->op == OP_LITERAL)
        draw_literal(text, &node->literal);
    else if (node->op == OP_TRUTH)
        html_add(text, "<mtext>%s</mtext>", node->literal.value != 0 ? "true" : "false");
    else if (node->op == OP_WORD)
        html_add(text, "<mtext>%s</mtext>", node->literal.text);
    else if (node->op == OP_MISSING)
        html_add(text, "<mtext>null</mtext>");
    else
        return false;
    return true;
}

static void draw(StrBuf *text, const Formula *formula, const Node *node)
{
    Op op = node->op;
    if (draw_leaf(text, formula, node))
        return;
    if (sign_of(op) != NULL)
        draw_between(text, formula, node, sign_of(op));
    else if (op == OP_DIVIDE)
        draw_pair(text, formula, node, "mfrac");
    else if (op == OP_POWER)
        draw_pair(text, formula, node, "msup");
    else if (op == OP_NEGATE || op == OP_NOT)
        draw_prefix(text, formula, node, op == OP_NOT ? "¬" : "−");
    else if (op == OP_IN || op == OP_NOT_IN)
        draw_set(text, formula, node);
    else if (op == OP_IF)
        draw_choice(text, formula, node);
    else if (op == OP_PREV || op == OP_NEXT || op == OP_AT_YEAR)
        draw_year(text, formula, node);
    else
        draw_call(text, formula, node);
}

void typeset_formula(Page *page, const Definition *definition)
{
    html_add(&page->text, "<math display=\"block\"><mrow><mi>%s</mi><mo>=</mo>", definition->code);
    draw(&page->text, definition->formula, definition->formula->root);
    html_add(&page->text, "</mrow></math>\n");
}
