#include "parser.h"

#include "num.h"

/* Digits of a number that a double holds exactly. */
enum { DIGITS_MAX = 15 };

typedef struct Parser {
    Arena *arena;
    const StrList *names;
    Lexer in;
    Program program;
    unsigned depth;
    Err *err;
} Parser;

/* printf arguments of a part of the text, cut at 100 bytes. */
#define SPAN_ARG(parser, start, end)                                                               \
    (int)((end) - (start) > 100 ? 100 : (end) - (start)), (parser)->in.source->text + (start)

#define FAIL_AT(parser, span, ...)                                                                 \
    source_fail((parser)->in.source, (span).start, (span).end, (parser)->err, __VA_ARGS__)

static Node *append_two(Parser *parser, Op op, Node *left, Node *right)
{
    left->next = right;
    return program_append(&parser->program, op, left, left->start, right->end);
}

static Node *parse_expression(Parser *parser);
static Node *parse_unary(Parser *parser);

static bool read_literal(Parser *parser, bool negative, Literal *ret_literal)
{
    Num num;
    NumError error =
        num_parse(lexer_text(&parser->in, &parser->in.token), (NumFormat){".", false}, &num);
    for (; error == NUM_OK && num.scale > 0 && num.mantissa % 10 == 0; num.scale--)
        num.mantissa /= 10;
    if (error != NUM_OK || num.mantissa >= (int64_t)num_pow10(DIGITS_MAX))
        return FAIL_AT(parser, parser->in.token, _("the number has more than %d digits"),
                       DIGITS_MAX);
    *ret_literal = (Literal){(double)(negative ? -num.mantissa : num.mantissa), num.scale};
    lexer_step(&parser->in);
    return true;
}

static Node *parse_number(Parser *parser)
{
    Token token = parser->in.token;
    Literal literal;
    if (!read_literal(parser, false, &literal))
        return NULL;
    Node *node = program_append(&parser->program, OP_LITERAL, NULL, token.start, token.end);
    if (node != NULL)
        node->literal = literal;
    return node;
}

/* The whole number behind the operands of prev and round. */
static bool parse_parameter(Parser *parser, Op op, int *ret_value)
{
    Parameter parameter = op_infos[op].parameter;
    size_t start = parser->in.token.start;
    bool negative = lexer_skip_sign(&parser->in, "-");
    uint64_t value = 0;
    bool whole = parser->in.token.kind == TOKEN_NUMBER &&
                 num_parse_count(lexer_text(&parser->in, &parser->in.token), 1000000, &value);
    *ret_value = negative ? -(int)value : (int)value;
    if (!whole || *ret_value < parameter.least || *ret_value > parameter.most)
        return parser->in.token.kind == TOKEN_BAD
                   ? lexer_fail(&parser->in, "")
                   : source_fail(parser->in.source, start, parser->in.token.end, parser->err,
                                 _("the last argument of \"%s\" is a whole number from %d to %d, "
                                   "written out"),
                                 op_infos[op].text, parameter.least, parameter.most);
    lexer_step(&parser->in);
    return true;
}

/* Everything below a prev is read so many years before. */
static bool shift_back(Parser *parser, Node *prev)
{
    for (Node *node = prev->begin; node != prev; node = node->then) {
        node->years_back += prev->parameter;
        if (node->years_back > parser->program.formula->years_back)
            parser->program.formula->years_back = node->years_back;
    }
    if (parser->program.formula->years_back <= op_infos[OP_PREV].parameter.most)
        return true;
    return FAIL_AT(parser, *prev, _("the formula looks back more than %d years"),
                   op_infos[OP_PREV].parameter.most);
}

static bool fail_arguments(Parser *parser, const Token *name, Op op)
{
    bool at_end = lexer_at_sign(&parser->in, ")");
    unsigned n = op_operands(op);
    if (!at_end && !lexer_at_sign(&parser->in, ","))
        return lexer_fail(&parser->in, _("an operator or \")\""));
    return source_fail(parser->in.source, name->start, parser->in.token.end, parser->err,
                       op_takes_more(op) ? PLURAL("\"%s\" takes %u argument or more",
                                                  "\"%s\" takes %u arguments or more", n)
                       : op_infos[op].parameter.most
                           ? PLURAL("\"%s\" takes %u argument and a whole number",
                                    "\"%s\" takes %u arguments and a whole number", n)
                           : PLURAL("\"%s\" takes %u argument", "\"%s\" takes %u arguments", n),
                       op_infos[op].text, n);
}

/* A comma between arguments. */
static bool skip_comma(Parser *parser, bool *ret_there)
{
    if (lexer_at_decimal_comma(&parser->in))
        return lexer_fail_decimal_comma(&parser->in, true);
    *ret_there = lexer_skip_sign(&parser->in, ",");
    return true;
}

/* The operands of a call from behind "(" to before ")", folded where there may be many. */
static Node *parse_operands(Parser *parser, const Token *name, Op op, int *ret_parameter)
{
    Node *first = NULL, **link = &first;
    unsigned n = 0;
    bool more = true;
    while (more && (n < op_operands(op) || op_takes_more(op))) {
        if (n == op_operands(op)) {
            first =
                program_append(&parser->program, op, first, name->start, parser->in.before.start);
            if (first == NULL)
                return NULL;
            n--;
            link = &first->next;
        }
        Node *operand = n == 0 && lexer_at_sign(&parser->in, ")") ? NULL : parse_expression(parser);
        if (operand == NULL) {
            if (parser->err->kind == ERR_NONE)
                (void)fail_arguments(parser, name, op);
            return NULL;
        }
        *link = operand;
        link = &operand->next;
        n++;
        if (!skip_comma(parser, &more))
            return NULL;
    }
    if (more && n == op_operands(op) && op_infos[op].parameter.most != 0) {
        if (!parse_parameter(parser, op, ret_parameter) || !skip_comma(parser, &more))
            return NULL;
    }
    if (n == op_operands(op) && !more && lexer_at_sign(&parser->in, ")"))
        return first;
    (void)(more ? FAIL_AT(parser, parser->in.token, _("one argument too many for \"%s\""),
                          op_infos[op].text)
                : fail_arguments(parser, name, op));
    return NULL;
}

static bool find_function(StrView name, Op *ret_op)
{
    for (Op op = 0; op < OPS; op++)
        if (op_infos[op].function && str_equal(name, op_infos[op].text)) {
            *ret_op = op;
            return true;
        }
    return false;
}

/* "a similar name exists" as the hint, where one of the words is near. */
static bool hint_nearest(Parser *parser, StrView text, bool functions)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    StrMap *words = strmap_new(scratch);
    for (Op op = 0; functions && op < OPS; op++)
        if (op_infos[op].function)
            (void)strmap_add(words, str_view(op_infos[op].text), 0, NULL);
    for (size_t i = 0; !functions && i < parser->names->n; i++)
        (void)strmap_add(words, str_view(parser->names->items[i]), 0, NULL);
    const char *nearest = strmap_nearest(words, text);
    if (nearest != NULL)
        return err_hint(parser->err, _("a similar name exists: %s"), nearest);
    StrBuf all = {0};
    for (Op op = 0; functions && op < OPS; op++)
        if (op_infos[op].function)
            strbuf_printf(&all, "%s%s", all.length == 0 ? "" : ", ", op_infos[op].text);
    for (size_t i = 0; !functions && i < parser->names->n && all.length < 200; i++)
        strbuf_printf(&all, "%s%s", i == 0 ? "" : ", ", parser->names->items[i]);
    if (all.length > 0)
        (void)err_hint(parser->err, _("known here: %s"), all.text);
    strbuf_done(&all);
    return false;
}

static Node *parse_call(Parser *parser)
{
    Token name = parser->in.token;
    StrView text = lexer_text(&parser->in, &name);
    Op op;
    if (!find_function(text, &op)) {
        (void)FAIL_AT(parser, name,
                      lexer_is_reserved(text) ? _("\"%.*s\" of VTL is not available here")
                                              : _("there is no function \"%.*s\""),
                      STR_ARG(text));
        (void)hint_nearest(parser, text, true);
        return NULL;
    }
    lexer_step(&parser->in);
    lexer_step(&parser->in);
    int parameter = op_infos[op].parameter.fallback;
    Node *operands = parse_operands(parser, &name, op, &parameter);
    if (operands == NULL)
        return NULL;
    lexer_step(&parser->in);
    Node *node = program_append(&parser->program, op, operands, name.start, parser->in.before.end);
    if (node == NULL)
        return NULL;
    node->parameter = parameter;
    return op != OP_PREV || shift_back(parser, node) ? node : NULL;
}

/* A name that is no input: why? */
static bool fail_name(Parser *parser, StrView text)
{
    const Token *token = &parser->in.token;
    char lower[24] = "";
    Op op;
    for (size_t i = 0; i < text.length && text.length < sizeof lower; i++)
        lower[i] =
            (char)(text.text[i] >= 'A' && text.text[i] <= 'Z' ? text.text[i] | 0x20 : text.text[i]);
    if (token->kind == TOKEN_NAME && find_function(text, &op)) {
        (void)FAIL_AT(parser, *token,
                      _("the function \"%.*s\" is written with its arguments in parentheses"),
                      STR_ARG(text));
        return err_hint(parser->err, "%s", text_of(op_infos[op].help));
    }
    if (token->kind == TOKEN_NAME && lexer_is_reserved(text)) {
        (void)FAIL_AT(parser, *token, _("\"%.*s\" is a word of the language and not a name"),
                      STR_ARG(text));
        return err_hint(parser->err, _("an input of that name is written '%.*s'"), STR_ARG(text));
    }
    (void)FAIL_AT(parser, *token, _("there is no input \"%.*s\""), STR_ARG(text));
    if (!str_equal(text, lower) &&
        (lexer_is_reserved(str_view(lower)) || find_function(str_view(lower), &op)))
        return err_hint(parser->err, _("words of the language have small letters: %s"), lower);
    return hint_nearest(parser, text, false);
}

static Node *parse_name(Parser *parser)
{
    Token token = parser->in.token;
    StrView text = lexer_text(&parser->in, &token);
    if (token.kind == TOKEN_QUOTED)
        text = (StrView){text.text + 1, text.length - 2};
    bool reserved = token.kind == TOKEN_NAME && lexer_is_reserved(text);
    for (size_t i = 0; !reserved && i < parser->names->n; i++) {
        if (!str_equal(text, parser->names->items[i]))
            continue;
        lexer_step(&parser->in);
        Node *node = program_append(&parser->program, OP_INPUT, NULL, token.start, token.end);
        if (node != NULL)
            node->name = (unsigned)i;
        parser->program.formula->used[i] = true;
        return node;
    }
    (void)fail_name(parser, text);
    return NULL;
}

static Node *parse_parentheses(Parser *parser)
{
    Token open = parser->in.token;
    lexer_step(&parser->in);
    Node *node = parse_expression(parser);
    if (node == NULL)
        return NULL;
    if (!lexer_skip_sign(&parser->in, ")")) {
        if (parser->in.token.kind == TOKEN_END)
            (void)FAIL_AT(parser, open, _("this parenthesis is never closed"));
        else
            (void)lexer_fail(&parser->in, _("an operator or \")\""));
        return NULL;
    }
    node->start = open.start;
    node->end = parser->in.before.end;
    return node;
}

static Node *parse_word(Parser *parser, Op op, double value)
{
    Token token = parser->in.token;
    lexer_step(&parser->in);
    Node *node = program_append(&parser->program, op, NULL, token.start, token.end);
    if (node != NULL)
        node->literal.value = value;
    return node;
}

static Node *parse_primary(Parser *parser)
{
    if (parser->in.token.kind == TOKEN_NUMBER)
        return parse_number(parser);
    if (lexer_at_sign(&parser->in, "("))
        return parse_parentheses(parser);
    if (lexer_at_word(&parser->in, "true") || lexer_at_word(&parser->in, "false"))
        return parse_word(parser, OP_TRUTH, lexer_at_word(&parser->in, "true"));
    if (lexer_at_word(&parser->in, "null"))
        return parse_word(parser, OP_MISSING, 0);
    StrView text = lexer_text(&parser->in, &parser->in.token);
    if (lexer_at_word(&parser->in, "if") || lexer_at_word(&parser->in, "case")) {
        (void)FAIL_AT(parser, parser->in.token,
                      _("\"%.*s\" within an expression stands in parentheses"), STR_ARG(text));
        return NULL;
    }
    bool call = parser->in.ahead.kind == TOKEN_SIGN &&
                str_equal(lexer_text(&parser->in, &parser->in.ahead), "(");
    bool name = parser->in.token.kind == TOKEN_NAME && !lexer_is_structure(text);
    if (name && call)
        return parse_call(parser);
    if (name || parser->in.token.kind == TOKEN_QUOTED)
        return parse_name(parser);
    (void)lexer_fail(&parser->in, _("a number, a name or a parenthesis"));
    return NULL;
}

static bool at_comparison(const Parser *parser, Op *ret_op)
{
    bool in = lexer_at_word(&parser->in, "in") || lexer_at_word(&parser->in, "not_in");
    if (parser->in.token.kind != TOKEN_SIGN && !in)
        return false;
    StrView text = lexer_text(&parser->in, &parser->in.token);
    for (Op op = OP_EQUAL; op <= OP_NOT_IN; op++)
        if (str_equal(text, op_infos[op].text)) {
            *ret_op = op;
            return true;
        }
    return false;
}

/* "not" ( "(" expression ")" | call | name ): VTL reads "not a = b" as (not a) = b; nobody means
 * it. */
static Node *parse_not(Parser *parser)
{
    Token word = parser->in.token;
    Op op;
    lexer_step(&parser->in);
    bool call = parser->in.token.kind == TOKEN_NAME || parser->in.token.kind == TOKEN_QUOTED;
    if (parser->in.token.kind != TOKEN_BAD &&
        ((!call && !lexer_at_sign(&parser->in, "(")) || lexer_at_word(&parser->in, "not"))) {
        (void)FAIL_AT(parser, word, _("behind \"not\" stands a condition in parentheses"));
        (void)err_hint(parser->err, "%s", _("write not (...)"));
        return NULL;
    }
    Node *operand = parse_primary(parser);
    if (operand == NULL)
        return NULL;
    if (at_comparison(parser, &op)) {
        (void)source_fail(parser->in.source, word.start, parser->in.token.end, parser->err,
                          _("\"not\" before a comparison needs parentheses"));
        (void)err_hint(parser->err, _("write not (%.*s %s ...)"),
                       SPAN_ARG(parser, operand->start, operand->end), op_infos[op].text);
        return NULL;
    }
    return program_append(&parser->program, OP_NOT, operand, word.start, operand->end);
}

static bool enter(Parser *parser)
{
    if (++parser->depth <= FORMULA_DEPTH_MAX)
        return true;
    return FAIL_AT(parser, parser->in.token, _("the formula is nested more than %d deep"),
                   FORMULA_DEPTH_MAX);
}

static Node *parse_unary(Parser *parser)
{
    if (lexer_at_word(&parser->in, "not"))
        return parse_not(parser);
    size_t start = parser->in.token.start;
    bool minus = lexer_at_sign(&parser->in, "-");
    if (!minus && !lexer_at_sign(&parser->in, "+"))
        return parse_primary(parser);
    lexer_step(&parser->in);
    if (!enter(parser))
        return NULL;
    Node *operand = parse_unary(parser);
    parser->depth--;
    if (operand == NULL || minus)
        return operand == NULL
                   ? NULL
                   : program_append(&parser->program, OP_NEGATE, operand, start, operand->end);
    FormulaType same = FORMULA_ANY;
    return program_check(&parser->program, OP_NEGATE, 'n', operand, &same) ? operand : NULL;
}

/* Operators of one strength, folded from the left: those from `first` to `last` of func_list.h. */
static Node *parse_row(Parser *parser, Op first, Op last, Node *(*parse_operand)(Parser *parser))
{
    Node *left = parse_operand(parser);
    while (left != NULL) {
        Op op = first;
        bool fits = parser->in.token.kind == TOKEN_SIGN || parser->in.token.kind == TOKEN_NAME;
        StrView text = lexer_text(&parser->in, &parser->in.token);
        while (fits && op <= last && !str_equal(text, op_infos[op].text))
            op++;
        if (!fits || op > last)
            return left;
        lexer_step(&parser->in);
        Node *right = parse_operand(parser);
        left = right == NULL ? NULL : append_two(parser, op, left, right);
    }
    return NULL;
}

static Node *parse_term(Parser *parser)
{
    return parse_row(parser, OP_MULTIPLY, OP_DIVIDE, parse_unary);
}

static Node *parse_sum(Parser *parser)
{
    return parse_row(parser, OP_ADD, OP_SUBTRACT, parse_term);
}

/* "{" number { "," number } "}" */
static bool parse_set(Parser *parser, const Literal **ret_set, size_t *ret_n)
{
    Literal *set = NULL;
    size_t n = 0, capacity = 0;
    if (!lexer_skip_sign(&parser->in, "{"))
        return lexer_fail(&parser->in, _("a list of numbers such as {1, 2}"));
    do {
        bool negative = lexer_skip_sign(&parser->in, "-");
        Literal literal;
        if (parser->in.token.kind != TOKEN_NUMBER)
            return parser->in.token.kind == TOKEN_NAME || parser->in.token.kind == TOKEN_TEXT
                       ? FAIL_AT(parser, parser->in.token,
                                 _("a list holds only numbers, written out"))
                       : lexer_fail(&parser->in, _("a number"));
        if (!read_literal(parser, negative, &literal))
            return false;
        if (n == capacity) {
            Literal *larger = arena_array(parser->arena, capacity = 2 * capacity + 8, sizeof *set);
            if (n > 0)
                memcpy(larger, set, n * sizeof *set);
            set = larger;
        }
        set[n++] = literal;
    } while (lexer_skip_sign(&parser->in, ","));
    *ret_set = set;
    *ret_n = n;
    return lexer_skip_sign(&parser->in, "}") || lexer_fail(&parser->in, _("\",\" or \"}\""));
}

static Node *parse_in(Parser *parser, Op op, Node *left)
{
    const Literal *set = NULL;
    size_t n = 0;
    if (!parse_set(parser, &set, &n))
        return NULL;
    Node *node = program_append(&parser->program, op, left, left->start, parser->in.before.end);
    if (node != NULL) {
        node->set = set;
        node->n_set = n;
    }
    return node;
}

static bool fail_chain(Parser *parser, const Node *left)
{
    (void)source_fail(parser->in.source, left->start, parser->in.token.end, parser->err,
                      _("comparisons do not chain"));
    return err_hint(parser->err, "%s", _("write a < b and b < c, or between(b, a, c)"));
}

static Node *parse_test(Parser *parser)
{
    Node *left = parse_sum(parser);
    Op op, again;
    if (left == NULL || !at_comparison(parser, &op))
        return left;
    lexer_step(&parser->in);
    bool in = op == OP_IN || op == OP_NOT_IN;
    Node *right = in ? parse_in(parser, op, left) : parse_sum(parser);
    if (right != NULL && at_comparison(parser, &again)) {
        (void)fail_chain(parser, left);
        return NULL;
    }
    return in || right == NULL ? right : append_two(parser, op, left, right);
}

static Node *parse_and(Parser *parser)
{
    return parse_row(parser, OP_AND, OP_AND, parse_test);
}

/* Behind "if" or "when": a condition, "then", a value. Both are linked; the first is returned. */
static Node *parse_branch(Parser *parser)
{
    Node *condition = parse_expression(parser);
    if (condition == NULL)
        return NULL;
    if (!lexer_skip_word(&parser->in, "then")) {
        (void)lexer_fail(&parser->in, _("\"then\""));
        return NULL;
    }
    condition->next = parse_expression(parser);
    return condition->next == NULL ? NULL : condition;
}

/* The branches so far are a list by `next`, the last first; `value` is what "else" says. */
static Node *fold_branches(Parser *parser, Node *branches, Node *value, size_t start)
{
    while (branches != NULL && value != NULL) {
        Node *earlier = branches->next->next;
        branches->next->next = value;
        value = program_append(&parser->program, OP_IF, branches, branches->start, value->end);
        branches = earlier;
    }
    if (value != NULL)
        value->start = start;
    return value;
}

static Node *parse_choice(Parser *parser)
{
    size_t start = parser->in.token.start;
    bool cases = lexer_at_word(&parser->in, "case");
    Node *branches = NULL;
    lexer_step(&parser->in);
    if (cases && !lexer_at_word(&parser->in, "when")) {
        (void)lexer_fail(&parser->in, _("\"when\""));
        return NULL;
    }
    while (!cases || lexer_skip_word(&parser->in, "when")) {
        Node *branch = parse_branch(parser);
        if (branch == NULL)
            return NULL;
        branch->next->next = branches;
        branches = branch;
        if (!cases)
            break;
    }
    if (!lexer_skip_word(&parser->in, "else")) {
        (void)lexer_fail(&parser->in, cases ? _("\"when\" or \"else\"") : _("\"else\""));
        return NULL;
    }
    Node *otherwise = parse_expression(parser);
    return otherwise == NULL ? NULL : fold_branches(parser, branches, otherwise, start);
}

static Node *parse_expression(Parser *parser)
{
    if (!enter(parser))
        return NULL;
    Node *node = lexer_at_word(&parser->in, "if") || lexer_at_word(&parser->in, "case")
                     ? parse_choice(parser)
                     : parse_row(parser, OP_OR, OP_XOR, parse_and);
    parser->depth--;
    return node;
}

bool parser_run(Arena *arena, const Source *source, const StrList *names, Formula *ret_formula,
                Err *err)
{
    Parser parser = {
        .arena = arena,
        .names = names,
        .program = {.arena = arena, .source = source, .formula = ret_formula, .err = err},
        .err = err};
    lexer_begin(&parser.in, source, arena, err);
    Node *root = parse_expression(&parser);
    if (root == NULL)
        return false;
    ret_formula->root = root;
    if (parser.in.token.kind == TOKEN_END)
        return true;
    if (lexer_at_sign(&parser.in, ")"))
        return FAIL_AT(&parser, parser.in.token, _("this parenthesis was never opened"));
    return lexer_fail(&parser.in, _("an operator"));
}
