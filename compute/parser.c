#include "num.h"
#include "parser_parts.h"

/* Digits of a number that a double holds exactly. */
enum { DIGITS_MAX = 15 };

/* Names that do not exist: more of them help nobody. */
enum { UNKNOWN_MAX = 20 };

/* printf arguments of a part of the text, cut at 100 bytes. */
#define SPAN_ARG(parser, start, end)                                                               \
    (int)((end) - (start) > 100 ? 100 : (end) - (start)), (parser)->in.source->text + (start)

static Node *append_two(Parser *parser, Op op, Node *left, Node *right)
{
    left->next = right;
    return program_append(&parser->program, op, left, left->start, right->end);
}

static Node *parse_unary(Parser *parser);

static bool read_literal(Parser *parser, bool negative, Literal *ret_literal)
{
    Num num;
    NumError error =
        num_parse(lexer_text(&parser->in, &parser->in.token), (NumFormat){".", false}, &num);
    for (; error == NUM_OK && num.scale > 0 && num.mantissa % 10 == 0; num.scale--)
        num.mantissa /= 10;
    if (error != NUM_OK || num.mantissa >= (int64_t)num_pow10(DIGITS_MAX))
        return FAIL_AT(parser, parser->in.token, _("S19: the number has more than %d digits"),
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

/* "a similar name exists" as the hint, or what there is. */
static bool hint_nearest(Parser *parser, StrView text)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CLEANUP(strbuf_done) StrBuf all = {0};
    StrMap *words = strmap_new(scratch);
    const StrList *inputs = &parser->names->inputs;
    for (size_t i = 0; i < inputs->n; i++)
        (void)strmap_add(words, str_view(inputs->items[i]), 0, NULL);
    const char *nearest = strmap_nearest(words, text);
    if (nearest == NULL && parser->names->codes != NULL)
        nearest = strmap_nearest(parser->names->codes, text);
    if (nearest != NULL)
        return err_hint(parser->err, _("a similar name exists: %s"), nearest);
    for (size_t i = 0; i < inputs->n && all.length < 200; i++)
        strbuf_printf(&all, "%s%s", i == 0 ? "" : ", ", inputs->items[i]);
    return all.length == 0 ? false : err_hint(parser->err, _("known here: %s"), all.text);
}

/* A name that is no input: why? */
static bool fail_name(Parser *parser, StrView text)
{
    const Token *token = &parser->in.token;
    Op op;
    if (token->kind == TOKEN_NAME && parser_function(text, &op)) {
        (void)FAIL_AT(parser, *token,
                      _("N06: the function \"%.*s\" is written with its arguments in parentheses"),
                      STR_ARG(text));
        return err_hint(parser->err, "%s: %s", op_signature(parser->arena, op),
                        text_of(op_infos[op].help));
    }
    if (token->kind == TOKEN_NAME && lexer_is_reserved(text)) {
        (void)FAIL_AT(parser, *token, _("N03: \"%.*s\" is a word of the language and not a name"),
                      STR_ARG(text));
        return err_hint(parser->err, _("an input of that name is written '%.*s'"), STR_ARG(text));
    }
    const char *foreign = lexer_foreign_word(text);
    (void)FAIL_AT(parser, *token, _("N02: there is no input \"%.*s\""), STR_ARG(text));
    if (foreign != NULL && token->kind == TOKEN_NAME)
        return err_hint(parser->err, "%s", foreign);
    return !lexer_hint_capitals(&parser->in, text) && hint_nearest(parser, text);
}

/* The number of an input or an indicator's code. */
static bool find_name(const Parser *parser, StrView text, unsigned *ret_name)
{
    const FormulaNames *names = parser->names;
    uint32_t code;
    for (unsigned i = 0; i < names->inputs.n; i++)
        if (str_equal(text, names->inputs.items[i])) {
            *ret_name = i;
            return true;
        }
    if (names->codes == NULL || !strmap_find(names->codes, text, &code))
        return false;
    *ret_name = (unsigned)names->inputs.n + code;
    return true;
}

static Node *parse_name(Parser *parser)
{
    Token token = parser->in.token;
    StrView text = lexer_text(&parser->in, &token);
    unsigned name;
    if (token.kind == TOKEN_QUOTED)
        text = (StrView){text.text + 1, text.length - 2};
    bool known =
        (token.kind != TOKEN_NAME || !lexer_is_reserved(text)) && find_name(parser, text, &name);
    if (!known) {
        (void)fail_name(parser, text);
        if (++parser->n_unknown == UNKNOWN_MAX)
            return NULL;
        if (parser->unknown.kind != ERR_NONE)
            (void)diag_take(parser->more, &parser->unknown);
        parser->unknown = *parser->err; /* the rest is read on, for more of them */
        *parser->err = (Err){0};
    }
    lexer_step(&parser->in);
    Node *node = program_append(&parser->program, known ? OP_INPUT : OP_MISSING, NULL, token.start,
                                token.end);
    if (node != NULL && known) {
        node->name = name;
        parser->program.formula->used[name] = true;
    }
    return node;
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
            (void)FAIL_AT(parser, open, _("S32: this parenthesis is never closed"));
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

static Node *parse_text(Parser *parser)
{
    Token token = parser->in.token;
    lexer_step(&parser->in);
    Node *node = program_append(&parser->program, OP_WORD, NULL, token.start, token.end);
    if (node != NULL)
        node->literal.text = arena_strndup(parser->arena, parser->in.source->text + token.start + 1,
                                           token.end - token.start - 2);
    return node;
}

static Node *parse_primary(Parser *parser)
{
    if (parser->in.token.kind == TOKEN_NUMBER)
        return parse_number(parser);
    if (parser->in.token.kind == TOKEN_TEXT)
        return parse_text(parser);
    if (lexer_at_sign(&parser->in, "("))
        return parse_parentheses(parser);
    if (lexer_at_word(&parser->in, "true") || lexer_at_word(&parser->in, "false"))
        return parse_word(parser, OP_TRUTH, lexer_at_word(&parser->in, "true"));
    if (lexer_at_word(&parser->in, "null"))
        return parse_word(parser, OP_MISSING, 0);
    StrView text = lexer_text(&parser->in, &parser->in.token);
    if (lexer_at_word(&parser->in, "if") || lexer_at_word(&parser->in, "case")) {
        (void)FAIL_AT(parser, parser->in.token,
                      _("S34: \"%.*s\" within an expression stands in parentheses"), STR_ARG(text));
        (void)err_hint(parser->err, _("write (%.*s ...)"), STR_ARG(text));
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
    for (Op op = op_rows[OP_ROW_TEST].first; op <= op_rows[OP_ROW_TEST].last; op++)
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
        (void)FAIL_AT(parser, word, _("S35: behind \"not\" stands a condition in parentheses"));
        (void)err_hint(parser->err, "%s", _("write not (...)"));
        return NULL;
    }
    Node *operand = parse_primary(parser);
    if (operand == NULL)
        return NULL;
    if (at_comparison(parser, &op)) {
        (void)text_fail(parser->in.source, word.start, parser->in.token.end, parser->err,
                        _("S36: \"not\" before a comparison needs parentheses"));
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
    (void)FAIL_AT(parser, parser->in.token, _("S37: the formula is nested more than %d deep"),
                  FORMULA_DEPTH_MAX);
    return program_hint_large(parser->err);
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

/* Operators of one strength, folded from the left. */
static Node *parse_row(Parser *parser, OpRow row, Node *(*parse_part)(Parser *parser))
{
    Op first = op_rows[row].first, last = op_rows[row].last;
    Node *left = parse_part(parser);
    while (left != NULL) {
        Op op = first;
        bool fits = parser->in.token.kind == TOKEN_SIGN || parser->in.token.kind == TOKEN_NAME;
        StrView text = lexer_text(&parser->in, &parser->in.token);
        while (fits && op <= last && !str_equal(text, op_infos[op].text))
            op++;
        if (!fits || op > last)
            return left;
        lexer_step(&parser->in);
        Node *right = parse_part(parser);
        left = right == NULL ? NULL : append_two(parser, op, left, right);
    }
    return NULL;
}

static Node *parse_term(Parser *parser)
{
    return parse_row(parser, OP_ROW_TERM, parse_unary);
}

static Node *parse_sum(Parser *parser)
{
    return parse_row(parser, OP_ROW_SUM, parse_term);
}

/* The texts that an operation can give, NULL: any. */
static const char *codes_of(const Node *node)
{
    if (node->op == OP_STATUS)
        return STATE_CODES;
    return node->op == OP_LEVEL ? "country macroregion voivodeship region subregion powiat gmina"
                                : NULL;
}

/* A text that is compared with a state or a level: is there such a one? */
static bool check_code(Parser *parser, const Node *of, const char *text, const Token *token)
{
    const char *codes = codes_of(of);
    if (codes == NULL || str_list_has(codes, text))
        return true;
    (void)FAIL_AT(parser, *token, _("T03: \"%s\" never gives \"%s\"; it gives: %s"),
                  op_infos[of->op].text, text, codes);
    return source_hint_nearest(parser->err, codes, text);
}

/* A number or a text of a list, of the type of what is looked for in it. */
static bool parse_member(Parser *parser, FormulaType type, Literal *ret_member)
{
    bool negative = lexer_skip_sign(&parser->in, "-");
    Token token = parser->in.token;
    *ret_member = (Literal){0};
    bool text = token.kind == TOKEN_TEXT && !negative;
    if (!text && token.kind != TOKEN_NUMBER)
        return token.kind == TOKEN_NAME
                   ? FAIL_AT(parser, token,
                             _("S31: a list holds only numbers or texts, written out")) ||
                         err_hint(parser->err, "%s", _("compare with it: x = 1 or x = name"))
                   : lexer_fail(&parser->in, _("a number or a text"));
    if (type != FORMULA_ANY && text != (type == FORMULA_TEXT)) {
        (void)FAIL_AT(parser, token,
                      text ? _("T01: this is a text, and what is looked for is a number")
                           : _("T02: this is a number, and what is looked for is a text"));
        return err_hint(parser->err, "%s",
                        text ? _("write numbers without quotation marks: {1, 2}")
                             : _("write texts in quotation marks: {\"A\", \"P\"}"));
    }
    if (!text)
        return read_literal(parser, negative, ret_member);
    ret_member->text = arena_strndup(parser->arena, parser->in.source->text + token.start + 1,
                                     token.end - token.start - 2);
    lexer_step(&parser->in);
    return true;
}

/* "{" literal { "," literal } "}" */
static bool parse_set(Parser *parser, const Node *left, Literal **ret_set, size_t *ret_n)
{
    Literal *set = NULL;
    size_t n = 0, capacity = 0;
    if (!lexer_skip_sign(&parser->in, "{"))
        return lexer_fail(&parser->in, _("a list such as {1, 2}"));
    do {
        if (n == capacity) {
            Literal *larger = arena_array(parser->arena, capacity = 2 * capacity + 8, sizeof *set);
            if (n > 0)
                memcpy(larger, set, n * sizeof *set);
            set = larger;
        }
        Token token = parser->in.token;
        if (!parse_member(parser, left->type, &set[n]))
            return false;
        if (set[n].text != NULL && !check_code(parser, left, set[n].text, &token))
            return false;
        n++;
    } while (lexer_skip_sign(&parser->in, ","));
    *ret_set = set;
    *ret_n = n;
    return lexer_skip_sign(&parser->in, "}") || lexer_fail(&parser->in, _("\",\" or \"}\""));
}

static Node *parse_in(Parser *parser, Op op, Node *left)
{
    Literal *set = NULL;
    size_t n = 0;
    if (!parse_set(parser, left, &set, &n))
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
    (void)text_fail(parser->in.source, left->start, parser->in.token.end, parser->err,
                    _("S38: comparisons do not chain"));
    return err_hint(parser->err, "%s", _("write a < b and b < c, or between(b, a, c)"));
}

/* null written out: it equals nothing, not even itself. */
static bool is_null(const Parser *parser, const Node *node)
{
    return node->op == OP_MISSING &&
           str_equal((StrView){parser->in.source->text + node->start, node->end - node->start},
                     "null");
}

static bool fail_null(Parser *parser, Op op, const Node *left, const Node *right)
{
    const Node *other = is_null(parser, right) ? left : right;
    (void)text_fail(parser->in.source, left->start, right->end, parser->err,
                    _("T08: what is compared with null is missing and never true"));
    return op == OP_EQUAL ? err_hint(parser->err, _("write isnull(%.*s)"),
                                     SPAN_ARG(parser, other->start, other->end))
                          : err_hint(parser->err, _("write not isnull(%.*s)"),
                                     SPAN_ARG(parser, other->start, other->end));
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
    if (in || right == NULL)
        return right;
    if ((op == OP_EQUAL || op == OP_UNEQUAL) && (is_null(parser, left) || is_null(parser, right))) {
        (void)fail_null(parser, op, left, right);
        return NULL;
    }
    const Node *word = right->op == OP_WORD ? right : left, *other = word == right ? left : right;
    const Token token = {.start = word->start, .end = word->end};
    if (word->op == OP_WORD && !check_code(parser, other, word->literal.text, &token))
        return NULL;
    return append_two(parser, op, left, right);
}

static Node *parse_and(Parser *parser)
{
    return parse_row(parser, OP_ROW_AND, parse_test);
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

Node *parse_expression(Parser *parser)
{
    if (!enter(parser))
        return NULL;
    Node *node = lexer_at_word(&parser->in, "if") || lexer_at_word(&parser->in, "case")
                     ? parse_choice(parser)
                     : parse_row(parser, OP_ROW_OR, parse_and);
    parser->depth--;
    return node;
}

bool parser_run(Arena *arena, const FormulaText *source, const FormulaNames *names, Diag *more,
                Formula *ret_formula, Err *err)
{
    Parser parser = {
        .arena = arena,
        .names = names,
        .more = more,
        .program = {.arena = arena, .source = source, .formula = ret_formula, .err = err},
        .err = err};
    lexer_begin(&parser.in, source, arena, err);
    bool equals = lexer_at_sign(&parser.in, "=");
    Node *root = parse_expression(&parser);
    if (equals)
        (void)err_hint(err, "%s", _("leave out the = : a formula is only what stands behind it"));
    ret_formula->root = root;
    bool good = root != NULL;
    if (good && parser.in.token.kind != TOKEN_END)
        good = lexer_at_sign(&parser.in, ")")
                   ? FAIL_AT(&parser, parser.in.token, _("S33: this parenthesis was never opened"))
                   : lexer_fail(&parser.in, _("an operator"));
    if (parser.unknown.kind == ERR_NONE)
        return good;
    if (good || more == NULL)
        *err = parser.unknown; /* the name stands before whatever else is wrong */
    else
        (void)diag_take(more, &parser.unknown);
    return false;
}
