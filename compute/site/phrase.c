/*
 * A formula in words: every operation has a phrase, in which the phrases of its operands stand; an
 * input is called by what it is, and not by its name in the formula. Where an operand is itself put
 * together, brackets keep it so.
 */
#include "site.h"

#include "num.h"
#include "parser.h"

typedef struct Speaker {
    const Page *page;
    const Definition *definition;
} Speaker;

static const char *const phrases[OPS][LANGUAGES] = {
#define PHRASE(op, pl, en) [OP_##op] = {pl, en},
#include "phrase_list.h"
#undef PHRASE
};

static void speak(const Speaker *speaker, StrBuf *text, const Node *node);

/* A sum goes on to the right without brackets, and so does a product. */
static bool is_chain(const Node *within, const Node *node)
{
    return within->child == node && node->op == within->op &&
           (node->op == OP_ADD || node->op == OP_MULTIPLY);
}

static void speak_operand(const Speaker *speaker, StrBuf *text, const Node *within,
                          const Node *node)
{
    bool brackets = node->child != NULL && !is_chain(within, node);
    strbuf_puts(text, brackets ? "(" : "");
    speak(speaker, text, node);
    strbuf_puts(text, brackets ? ")" : "");
}

static void speak_literal(const Page *page, StrBuf *text, const Literal *literal)
{
    char number[NUM_TEXT];
    if (literal->text != NULL) {
        strbuf_puts(text, literal->text);
        return;
    }
    num_write_exact(literal->value, -literal->exponent, number);
    strbuf_puts(text, page_number(page, number));
}

static void speak_leaf(const Speaker *speaker, StrBuf *text, const Node *node)
{
    const Page *page = speaker->page;
    if (node->op == OP_INPUT)
        strbuf_printf(
            text, "%s%s%s", say(page, WORD_QUOTE),
            input_label(page, speaker->definition, &speaker->definition->inputs[node->name]),
            say(page, WORD_UNQUOTE));
    else if (node->op == OP_MISSING)
        strbuf_puts(text, say(page, WORD_MISSING));
    else if (node->op == OP_TRUTH)
        strbuf_puts(text, say(page, node->literal.value != 0 ? WORD_TRUE : WORD_FALSE));
    else
        speak_literal(page, text, &node->literal);
}

static void speak_all(const Speaker *speaker, StrBuf *text, const Node *node, Op op)
{
    for (const Node *at = node->child; at != NULL; at = at->next) {
        strbuf_puts(text, at == node->child ? "" : "; ");
        if (at->op == op && op_takes_more(op))
            speak_all(speaker, text, at, op);
        else
            speak_operand(speaker, text, node, at);
    }
}

/* {n}: the years, the word, or the set. */
static void speak_parameter(const Page *page, StrBuf *text, const Node *node)
{
    const char *words = op_infos[node->op].parameter.words;
    if (node->n_set > 0)
        for (size_t i = 0; i < node->n_set; i++) {
            strbuf_puts(text, i == 0 ? "" : ", ");
            speak_literal(page, text, &node->set[i]);
        }
    else if (words != NULL)
        strbuf_puts(text, term_text(arena_printf(page->site->arena, "%.*s",
                                                 STR_ARG(op_word(words, node->parameter))),
                                    page->language));
    else
        strbuf_printf(text, "%d", node->parameter);
}

static void speak_phrase(const Speaker *speaker, StrBuf *text, const Node *node)
{
    bool before = node->op == OP_PREV && node->parameter == 1;
    const char *phrase =
        before ? say(speaker->page, WORD_YEAR_BEFORE) : phrases[node->op][speaker->page->language];
    for (const char *at = phrase; *at != '\0'; at++) {
        const Node *operand = node->child;
        if (*at != '{') {
            strbuf_add(text, at, 1);
            continue;
        }
        at++;
        if (*at == '+')
            speak_all(speaker, text, node, node->op);
        else if (*at == 'n')
            speak_parameter(speaker->page, text, node);
        else {
            for (int i = '1'; i < *at; i++)
                operand = operand->next;
            speak_operand(speaker, text, node, operand);
        }
        at++;
    }
}

static void speak(const Speaker *speaker, StrBuf *text, const Node *node)
{
    if (phrases[node->op][POLISH] == NULL)
        speak_leaf(speaker, text, node);
    else
        speak_phrase(speaker, text, node);
}

/* A choice of several is a line for each. */
static void speak_choice(const Speaker *speaker, StrBuf *text, const Node *node)
{
    const Page *page = speaker->page;
    for (; node->op == OP_IF; node = node->child->next->next) {
        CLEANUP(strbuf_done) StrBuf value = {0}, condition = {0};
        speak(speaker, &value, node->child->next);
        speak(speaker, &condition, node->child);
        html_add(text, "<li>%s, %s %s;</li>\n", value.text, say(page, WORD_IF), condition.text);
    }
    CLEANUP(strbuf_done) StrBuf other = {0};
    speak(speaker, &other, node);
    html_add(text, "<li>%s %s.</li>\n", say(page, WORD_OTHERWISE), other.text);
}

void phrase_formula(Page *page, const Definition *definition)
{
    CLEANUP(strbuf_done) StrBuf above = {0}, below = {0};
    const Speaker speaker = {page, definition};
    const Node *root = written_formula(page->site, definition)->root;
    if (root->op == OP_IF) {
        html_add(&page->text, "<ul>\n");
        speak_choice(&speaker, &page->text, root);
        html_add(&page->text, "</ul>\n");
        return;
    }
    if (root->op != OP_DIVIDE) {
        speak(&speaker, &above, root);
        html_add(&page->text, "<p>%s.</p>\n", above.text);
        return;
    }
    speak(&speaker, &above, root->child);
    speak(&speaker, &below, root->child->next);
    html_add(&page->text, "<dl>\n<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd>%s</dd>\n</dl>\n",
             say(page, WORD_NUMERATOR), above.text, say(page, WORD_DENOMINATOR), below.text);
}
