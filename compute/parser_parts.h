/*
 * What the rooms of the parser share: parser.c reads expressions, parser_call.c the calls of
 * functions with their arguments. Only they look in here.
 */
#pragma once

#include "diag.h"
#include "parser.h"

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

#define FAIL_AT(parser, span, ...)                                                                 \
    text_fail((parser)->in.source, (span).start, (span).end, (parser)->err, __VA_ARGS__)

/* NULL where *err is set. */
Node *parse_expression(Parser *parser);
/* At a name before "(". */
Node *parse_call(Parser *parser);
bool parser_function(StrView name, Op *ret_op);
