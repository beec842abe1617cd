#include "num.h"
#include "parser_parts.h"

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

/* What stands for the last argument in a signature. */
static const char *parameter_name(Parameter parameter)
{
    if (parameter.words == NULL)
        return parameter.least == 1900 ? _("year") : "n";
    return parameter.fallback < 0 ? _("type") : _("\"word\"");
}

const char *op_signature(Arena *arena, Op op)
{
    const char *text = arena_printf(arena, "%s(", op_infos[op].text);
    char plain = 'x';
    for (unsigned n = 0; op_letter(op, n) != '>'; n++)
        text = arena_printf(arena, "%s%s%c", text, n == 0 ? "" : ", ",
                            op_letter(op, n) == 't' ? 't' : plain++);
    if (op_takes_more(op))
        text = arena_printf(arena, "%s, …", text);
    if (op_has_parameter(op))
        text = arena_printf(arena, "%s, %s", text, parameter_name(op_infos[op].parameter));
    return arena_printf(arena, "%s)", text);
}

/* The form of the call and what it gives. */
static bool hint_call(Parser *parser, Op op)
{
    return err_hint(parser->err, "%s: %s", op_signature(parser->arena, op),
                    text_of(op_infos[op].help));
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
    return hint_call(parser, op);
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
    return hint_call(parser, op);
}

bool parser_function(StrView name, Op *ret_op)
{
    for (Op op = 0; op < OPS; op++)
        if (op_is_function(op) && str_equal(name, op_infos[op].text)) {
            *ret_op = op;
            return true;
        }
    return false;
}

/* "a similar name exists" as the hint, or where the functions are listed. */
static bool hint_function(Parser *parser, StrView text)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const char *foreign = lexer_foreign_word(text);
    if (foreign != NULL)
        return err_hint(parser->err, "%s", foreign);
    StrMap *words = strmap_new(scratch);
    for (Op op = 0; op < OPS; op++)
        if (op_is_function(op))
            (void)strmap_add(words, str_view(op_infos[op].text), 0, NULL);
    const char *nearest = strmap_nearest(words, str_view(str_lower(scratch, text)));
    return nearest != NULL
               ? err_hint(parser->err, _("a similar name exists: %s"), nearest)
               : err_hint(parser->err, "%s", _("smup language functions lists what there is"));
}

Node *parse_call(Parser *parser)
{
    Call call = {.name = parser->in.token};
    StrView text = lexer_text(&parser->in, &call.name);
    if (!parser_function(text, &call.op)) {
        (void)FAIL_AT(parser, call.name,
                      lexer_is_reserved(text) ? _("N05: \"%.*s\" of VTL is not available here")
                                              : _("N04: there is no function \"%.*s\""),
                      STR_ARG(text));
        (void)hint_function(parser, text);
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
