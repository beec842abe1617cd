/*
 * The tokens of a formula, and messages about a place in its text. What is no token of the language
 * becomes a bad token, which says what is wrong and is reported when the parser reaches it.
 */
#pragma once

#include "formula.h"
#include "source.h"

/* A formula's text; `node` is the element that holds it, for messages, or NULL. */
typedef struct FormulaText {
    const char *text;
    size_t length;
    const XmlNode *node;
} FormulaText;

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_BAD,
    TOKEN_NUMBER,
    TOKEN_NAME,   /* words of the language too */
    TOKEN_QUOTED, /* 'a name in quotes', which is never a word of the language */
    TOKEN_TEXT,
    TOKEN_SIGN,
} TokenKind;

typedef struct Token {
    TokenKind kind;
    size_t start, end;          /* bytes of the source */
    const char *problem, *hint; /* of a bad token; the hint may be NULL */
} Token;

typedef struct Lexer {
    const FormulaText *source;
    Arena *arena;               /* for the words of problems */
    size_t at;                  /* behind `ahead` */
    Token before, token, ahead; /* the one to be read next is `token` */
    Err *err;
} Lexer;

void lexer_begin(Lexer *ret_lexer, const FormulaText *source, Arena *arena, Err *err);
void lexer_step(Lexer *lexer);
StrView lexer_text(const Lexer *lexer, const Token *token);

bool lexer_at_word(const Lexer *lexer, const char *word);
bool lexer_at_sign(const Lexer *lexer, const char *sign);
/* The same, and pass over it. */
bool lexer_skip_word(Lexer *lexer, const char *word);
bool lexer_skip_sign(Lexer *lexer, const char *sign);

/* The token does not fit: set *err to the likeliest reason. `wanted` is what would fit. Returns
 * false. */
bool lexer_fail(Lexer *lexer, const char *wanted);
bool lexer_at_decimal_comma(const Lexer *lexer);
bool lexer_fail_decimal_comma(Lexer *lexer, bool in_arguments);

/* Does VTL reserve the word? Then it names no input unless quoted. */
bool lexer_is_reserved(StrView word);
/* One that joins expressions: and, then, in ... */
bool lexer_is_structure(StrView word);

/* A word of the language in capitals: the hint says so; false where it is none. */
bool lexer_hint_capitals(Lexer *lexer, StrView word);

/* A word that people try: what is written here instead; NULL where it is none of those. */
const char *lexer_foreign_word(StrView word);

/* source_fail() at the bytes start to end of the formula; returns false. */
bool text_fail(const FormulaText *text, size_t start, size_t end, Err *err, const char *format, ...)
    PRINTF_LIKE(5, 6);
