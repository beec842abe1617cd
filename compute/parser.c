#include "parser.h"

#include "diag.h"
#include "num.h"

/* Digits of a number that a double holds exactly. */
enum { DIGITS_MAX = 15 };

/* Names that do not exist: more of them help nobody. */
enum { UNKNOWN_MAX = 20 };

typedef struct Parser {
    Arena *arena;
    const FormulaNames *names;
    Diag *more;  /* names that do not exist, but for the last */
    Err unknown; /* the last of them */
    unsigned n_unknown;
    Lexer in;
    Program program;
    unsigned depth;
    Err *err;
} Parser;

/* printf arguments of a part of the text, cut at 100 bytes. */
#define SPAN_ARG(parser, start, end)                                                               \
    (int)((end) - (start) > 100 ? 100 : (end) - (start)), (parser)->in.source->text + (start)

#define FAIL_AT(parser, span, ...)                                                                 \
    text_fail((parser)->in.source, (span).start, (span).end, (parser)->err, __VA_ARGS__)

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

static bool fail_parameter(Parser *parser, Op op, size_t start)
{
    Parameter parameter = op_infos[op].parameter;
    if (parser->in.token.kind == TOKEN_BAD)
        return lexer_fail(&parser->in, "");
    if (parameter.words == NULL)
        return text_fail(parser->in.source, start, parser->in.token.end, parser->err,
                         _("S20: the last argument of \"%s\" is a whole number from %d to %d, "
                           "written out"),
                         op_infos[op].text, parameter.least, parameter.most);
    return text_fail(parser->in.source, start, parser->in.token.end, parser->err,
                     parameter.fallback < 0
                         ? _("S21: the last argument of \"%s\" is one of the words: %s")
                         : _("S22: the last argument of \"%s\" is one of these texts, in quotation "
                             "marks: %s"),
                     op_infos[op].text, parameter.words);
}

/* One of the words of a parameter; a text where it has a default, else a bare word. */
static bool parse_choice_of_words(Parser *parser, Op op, int *ret_value)
{
    Parameter parameter = op_infos[op].parameter;
    StrView text = lexer_text(&parser->in, &parser->in.token);
    bool quoted = parser->in.token.kind == TOKEN_TEXT;
    if (quoted)
        text = (StrView){text.text + 1, text.length - 2};
    if (quoted == (parameter.fallback >= 0) && (quoted || parser->in.token.kind == TOKEN_NAME))
        for (int i = 0; op_word(parameter.words, i).length > 0; i++)
            if (str_same(text, op_word(parameter.words, i))) {
                *ret_value = i;
                lexer_step(&parser->in);
                return true;
            }
    return fail_parameter(parser, op, parser->in.token.start);
}

/* The argument behind the operands: a whole number, a word, or _ for the default. */
static bool parse_parameter(Parser *parser, Op op, int *ret_value)
{
    Parameter parameter = op_infos[op].parameter;
    bool has_default = parameter.fallback >= parameter.least && parameter.fallback >= 0;
    if (has_default && lexer_skip_word(&parser->in, "_"))
        return true;
    if (parameter.words != NULL)
        return parse_choice_of_words(parser, op, ret_value);
    size_t start = parser->in.token.start;
    bool negative = lexer_skip_sign(&parser->in, "-");
    StrView text = lexer_text(&parser->in, &parser->in.token);
    bool year = parameter.least == 1900 && parser->in.token.kind == TOKEN_TEXT; /* "2015" of VTL */
    if (year)
        text = (StrView){text.text + 1, text.length - 2};
    uint64_t value = 0;
    bool whole =
        (year || parser->in.token.kind == TOKEN_NUMBER) && num_parse_count(text, 1000000, &value);
    *ret_value = negative ? -(int)value : (int)value;
    if (!whole || *ret_value < parameter.least || *ret_value > parameter.most)
        return fail_parameter(parser, op, start);
    lexer_step(&parser->in);
    return true;
}

/* What prev, next and at_year do to the operations below them. */
static bool shift_years(Parser *parser, Op op, Node *node)
{
    if (op == OP_AT_YEAR)
        program_fix(node, node->parameter);
    return (op != OP_PREV && op != OP_NEXT) ||
           program_shift(&parser->program, node,
                         op == OP_PREV ? node->parameter : -node->parameter);
}

static bool fail_arguments(Parser *parser, const Token *name, Op op)
{
    bool at_end = lexer_at_sign(&parser->in, ")");
    unsigned n = op_needed(op);
    const OpInfo *info = &op_infos[op];
    if (!at_end && !lexer_at_sign(&parser->in, ","))
        return lexer_fail(&parser->in, _("an operator or \")\""));
    bool must = op_has_parameter(op) && info->parameter.fallback < info->parameter.least;
    bool words = info->parameter.words != NULL;
    (void)text_fail(
        parser->in.source, name->start, parser->in.token.end, parser->err,
        op_takes_more(op) || n < op_operands(op)
            ? PLURAL("S23: \"%s\" takes %u argument or more",
                     "S23: \"%s\" takes %u arguments or more", n)
        : must && words ? PLURAL("S24: \"%s\" takes %u argument and a word",
                                 "S24: \"%s\" takes %u arguments and a word", n)
        : must          ? PLURAL("S24: \"%s\" takes %u argument and a whole number",
                                 "S24: \"%s\" takes %u arguments and a whole number", n)
        : words         ? PLURAL("S25: \"%s\" takes %u argument, and a text may follow",
                                 "S25: \"%s\" takes %u arguments, and a text may follow", n)
        : op_has_parameter(op)
            ? PLURAL("S26: \"%s\" takes %u argument, and a whole number may follow",
                     "S26: \"%s\" takes %u arguments, and a whole number may follow", n)
            : PLURAL("S27: \"%s\" takes %u argument", "S27: \"%s\" takes %u arguments", n),
        info->text, n);
    return err_hint(parser->err, "%s", text_of(info->help));
}

enum { OPERANDS_MAX = 100 };

/* Operands that may be left out are those of substr: from the first character, to the end. */
static Node *default_operand(Parser *parser, unsigned n)
{
    size_t at = parser->in.token.start;
    return program_number(&parser->program, n == 1 ? 1 : 1e9, at, at);
}

/* A comma between arguments. */
static bool skip_comma(Parser *parser, bool *ret_there)
{
    if (lexer_at_decimal_comma(&parser->in))
        return lexer_fail_decimal_comma(&parser->in, true);
    *ret_there = lexer_skip_sign(&parser->in, ",");
    return true;
}

/* The operands of a call in the making. */
typedef struct Call {
    Op op;
    Token name;
    Node *first, **link;
    unsigned n;
    int parameter;
    Node *items[OPERANDS_MAX]; /* every operand as it was written */
    size_t n_items;
} Call;

/* Of a function of many operands: two are folded into one before the next is read. */
static bool fold_operands(Parser *parser, Call *call)
{
    Op op = op_infos[call->op].shape == SHAPE_SUGAR ? OP_SUM_KNOWN : call->op;
    call->first = program_append(&parser->program, op, call->first, call->name.start,
                                 parser->in.before.start);
    if (call->first == NULL)
        return false;
    call->n = 1;
    call->link = &call->first->next;
    return true;
}

static bool parse_operand(Parser *parser, Call *call)
{
    if (call->n == op_operands(call->op) && !fold_operands(parser, call))
        return false;
    if (call->n_items == OPERANDS_MAX)
        return FAIL_AT(parser, parser->in.token, _("S29: \"%s\" has more than %d arguments"),
                       op_infos[call->op].text, OPERANDS_MAX) ||
               program_hint_large(parser->err);
    Node *operand = call->n == 0 && lexer_at_sign(&parser->in, ")") ? NULL
                    : call->n >= op_needed(call->op) && lexer_skip_word(&parser->in, "_")
                        ? default_operand(parser, call->n)
                        : parse_expression(parser);
    if (operand == NULL)
        return parser->err->kind == ERR_NONE ? fail_arguments(parser, &call->name, call->op)
                                             : false;
    call->items[call->n_items++] = operand;
    *call->link = operand;
    call->link = &operand->next;
    call->n++;
    return true;
}

/* From behind "(" to before ")". */
static bool parse_operands(Parser *parser, Call *call)
{
    Op op = call->op;
    unsigned wanted = op_operands(op);
    bool more = wanted > 0;
    if (wanted == 0 && lexer_at_sign(&parser->in, ")"))
        return true;
    while (more && (call->n < wanted || op_takes_more(op)))
        if (!parse_operand(parser, call) || !skip_comma(parser, &more))
            return false;
    bool complete = call->n == wanted || (!more && call->n >= op_needed(op));
    bool lacks = op_has_parameter(op) && call->parameter < op_infos[op].parameter.least;
    if (more && complete && op_has_parameter(op)) {
        lacks = false;
        if (!parse_parameter(parser, op, &call->parameter) || !skip_comma(parser, &more))
            return false;
    }
    for (; complete && call->n < wanted; call->n++) {
        *call->link = default_operand(parser, call->n);
        call->link = &(*call->link)->next;
    }
    if (complete && !more && !lacks && lexer_at_sign(&parser->in, ")"))
        return true;
    if (!more)
        return fail_arguments(parser, &call->name, op);
    (void)FAIL_AT(parser, parser->in.token, _("S30: one argument too many for \"%s\""),
                  op_infos[op].text);
    return err_hint(parser->err, "%s", text_of(op_infos[op].help));
}

static bool find_function(StrView name, Op *ret_op)
{
    for (Op op = 0; op < OPS; op++)
        if (op_is_function(op) && str_equal(name, op_infos[op].text)) {
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
        if (op_is_function(op))
            (void)strmap_add(words, str_view(op_infos[op].text), 0, NULL);
    for (size_t i = 0; !functions && i < parser->names->inputs.n; i++)
        (void)strmap_add(words, str_view(parser->names->inputs.items[i]), 0, NULL);
    if (functions)
        text = str_view(str_lower(scratch, text));
    const char *nearest = strmap_nearest(words, text);
    if (nearest == NULL && !functions && parser->names->codes != NULL)
        nearest = strmap_nearest(parser->names->codes, text);
    if (nearest != NULL)
        return err_hint(parser->err, _("a similar name exists: %s"), nearest);
    StrBuf all = {0};
    for (Op op = 0; functions && op < OPS; op++)
        if (op_is_function(op))
            strbuf_printf(&all, "%s%s", all.length == 0 ? "" : ", ", op_infos[op].text);
    for (size_t i = 0; !functions && i < parser->names->inputs.n && all.length < 200; i++)
        strbuf_printf(&all, "%s%s", i == 0 ? "" : ", ", parser->names->inputs.items[i]);
    if (all.length > 0)
        (void)err_hint(parser->err, _("known here: %s"), all.text);
    strbuf_done(&all);
    return false;
}

static Node *parse_call(Parser *parser)
{
    Call call = {.name = parser->in.token};
    StrView text = lexer_text(&parser->in, &call.name);
    if (!find_function(text, &call.op)) {
        (void)FAIL_AT(parser, call.name,
                      lexer_is_reserved(text) ? _("N05: \"%.*s\" of VTL is not available here")
                                              : _("N04: there is no function \"%.*s\""),
                      STR_ARG(text));
        (void)hint_nearest(parser, text, true);
        return NULL;
    }
    lexer_step(&parser->in);
    lexer_step(&parser->in);
    call.link = &call.first;
    call.parameter = op_infos[call.op].parameter.fallback;
    if (!parse_operands(parser, &call))
        return NULL;
    lexer_step(&parser->in);
    size_t start = call.name.start, end = parser->in.before.end;
    if (op_infos[call.op].shape == SHAPE_SUGAR) {
        if (call.n == 2 && !fold_operands(parser, &call))
            return NULL;
        return sugar_expand(&parser->program, call.op, call.parameter, call.items, call.n_items,
                            start, end);
    }
    Node *node = program_append(&parser->program, call.op, call.first, start, end);
    if (node == NULL)
        return NULL;
    node->parameter = call.parameter;
    if (call.op == OP_CAST)
        node->type = call.parameter <= 1   ? FORMULA_NUMBER
                     : call.parameter == 2 ? FORMULA_TEXT
                                           : FORMULA_CONDITION;
    return shift_years(parser, call.op, node) ? node : NULL;
}

/* A name that is no input: why? */
static bool fail_name(Parser *parser, StrView text)
{
    const Token *token = &parser->in.token;
    Op op;
    if (token->kind == TOKEN_NAME && find_function(text, &op)) {
        (void)FAIL_AT(parser, *token,
                      _("N06: the function \"%.*s\" is written with its arguments in parentheses"),
                      STR_ARG(text));
        return err_hint(parser->err, "%s", text_of(op_infos[op].help));
    }
    if (token->kind == TOKEN_NAME && lexer_is_reserved(text)) {
        (void)FAIL_AT(parser, *token, _("N03: \"%.*s\" is a word of the language and not a name"),
                      STR_ARG(text));
        return err_hint(parser->err, _("an input of that name is written '%.*s'"), STR_ARG(text));
    }
    (void)FAIL_AT(parser, *token, _("N02: there is no input \"%.*s\""), STR_ARG(text));
    return !lexer_hint_capitals(&parser->in, text) && hint_nearest(parser, text, false);
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

static Node *parse_expression(Parser *parser)
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
    Node *root = parse_expression(&parser);
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
