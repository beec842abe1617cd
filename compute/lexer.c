#include "lexer.h"

#include <stdarg.h>
#include <stdio.h>

/* The words of VTL 2.2: a formula stays a text that VTL's own tools can read. */
static const char reserved[] =
    "abs aggr aggregate all all_measures always_null always_zero and any apply as asc attribute avg "
    "between boolean by calc case cast ceil check check_datapoint check_hierarchy component components "
    "computed condition count cross_join current current_date customPivot damerau_levenshtein data "
    "datapoint datapoint_on_valuedomains datapoint_on_variables dataset dataset_priority date dateadd "
    "datediff dayofmonth dayofyear daytomonth daytoyear default define desc diff drop duration else end "
    "errorcode errorlevel eval except exists_in exp false fill_time_series filter first first_value "
    "float floor flow_to_stock following from full_join getmonth getyear group hamming having "
    "hierarchical hierarchical_on_valuedomains hierarchical_on_variables hierarchy identifier if "
    "imbalance in indexof inner_join input instr integer intersect invalid is isnull jaro_winkler keep "
    "key lag language last last_value lead left_join length levenshtein list ln log lower ltrim "
    "match_characters max measure median merge min mod monthtoday non_null non_zero not not_in null "
    "number nvl on operator or order output over partial_null partial_zero partition "
    "period_indicator pivot point points power preceding propagation random range rank "
    "ratio_to_report rename replace returns round rows rtrim rule rule_priority ruleset scalar set "
    "setdiff single sqrt stddev_pop stddev_samp stock_to_flow string string_distance structure sub "
    "substr sum symdiff then time time_agg time_period timeshift to trim true trunc type unbounded "
    "union unpivot upper using Value valuedomain var_pop var_samp variable viral when with xor "
    "yeartoday";

/* What people try, without Polish letters and capitals, and what is written here. */
static const struct {
    const char *words, *hint;
} foreign_words[] = {
    {"srednia avg average mean",
     N_("the mean of several terms is mean_known(a, b), that of the group of units group_avg(x)")},
    {"suma sum", N_("write a + b, or sum_known(a, b) where some may be missing")},
    {"mediana median", N_("the median of the group of units is group_median(x)")},
    {"jezeli jesli if", N_("write if ... then ... else ...")},
    {"ifnull coalesce", N_("write nvl(x, y)")},
    {"min", N_("the least of several terms is min_of(a, b), that of the group group_min(x)")},
    {"max", N_("the greatest of several terms is max_of(a, b), that of the group group_max(x)")},
};

const char *lexer_foreign_word(StrView word)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const char *plain = str_lower(scratch, str_view(str_plain(scratch, word)));
    for (size_t i = 0; i < ARRAY_LENGTH(foreign_words); i++)
        if (word.length > 0 && str_list_has(foreign_words[i].words, plain))
            return text_of(foreign_words[i].hint);
    return NULL;
}

static bool list_has(const char *list, StrView word)
{
    char text[32];
    if (word.length >= sizeof text)
        return false;
    memcpy(text, word.text, word.length);
    text[word.length] = '\0';
    return str_list_has(list, text);
}

bool lexer_is_reserved(StrView word)
{
    return list_has(reserved, word);
}

bool lexer_is_structure(StrView word)
{
    return list_has("and case else if in not not_in or then when xor", word);
}

/* Longer ones first. */
static const char *const signs[] = {"<>", "<=", ">=", "||", "+", "-", "*", "/",
                                    "=",  "<",  ">",  "(",  ")", "{", "}", ","};

/* What people write instead, and what it is called here. Longer ones first. */
static const struct {
    const char *sign, *hint;
} foreign_signs[] = {
    {"==", N_("equality is written =")},
    {"!=", N_("inequality is written <>")},
    {"=<", N_("write <=")},
    {"=>", N_("write >=")},
    {"<-", N_("write a blank between < and the minus sign")},
    {"->", N_("write a blank between the minus sign and >")},
    {":=", N_("a formula is an expression; its result has no name here")},
    {"&&", N_("write and")},
    {"**", N_("write power(x, 2)")},
    {"^", N_("write power(x, 2)")},
    {"%", N_("the unit of the result says %; a share is written part / whole")},
    {";", N_("arguments are separated by commas, and nothing ends a formula")},
    {"!", N_("write not (...)")},
    {"&", N_("write and")},
    {"|", N_("write or")},
    {"[", N_("write parentheses: ( and )")},
    {"]", N_("write parentheses: ( and )")},
    {"\xc3\x97", N_("write *")},      /* multiplication sign */
    {"\xc2\xb7", N_("write *")},      /* middle dot */
    {"\xc3\xb7", N_("write /")},      /* division sign */
    {"\xe2\x88\x92", N_("write -")},  /* minus sign */
    {"\xe2\x80\x93", N_("write -")},  /* en dash */
    {"\xe2\x80\x94", N_("write -")},  /* em dash */
    {"\xe2\x89\xa4", N_("write <=")}, /* less or equal */
    {"\xe2\x89\xa5", N_("write >=")}, /* greater or equal */
    {"\xe2\x89\xa0", N_("write <>")}, /* not equal */
    {"\xc2\xa0", N_("write a common blank; this one is a no-break space")},
    {"\xe2\x80\xaf", N_("write a common blank; this one is a narrow no-break space")},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_part(char c)
{
    return is_name_start(c) || is_digit(c) || c == '.';
}

static bool begins(const char *at, const char *sign)
{
    return strncmp(at, sign, strlen(sign)) == 0;
}

static Token bad(size_t start, size_t end, const char *problem, const char *hint)
{
    return (Token){TOKEN_BAD, start, end, problem, hint};
}

/* A whole word that begins like a number: what is wrong with it, if anything. */
static Token read_number(Lexer *lexer)
{
    const char *text = lexer->source->text;
    size_t start = lexer->at, end = start;
    while (is_digit(text[end]))
        end++;
    size_t whole = end;
    if (text[end] == '.' && is_digit(text[end + 1]))
        for (end++; is_digit(text[end]);)
            end++;
    size_t digits = end;
    bool exponent = (text[end] | 0x20) == 'e' &&
                    (is_digit(text[end + 1]) ||
                     ((text[end + 1] == '+' || text[end + 1] == '-') && is_digit(text[end + 2])));
    if (exponent)
        end += 2;
    while (is_name_part(text[end]))
        end++;
    lexer->at = end;
    if (whole == start)
        return bad(start, end, _("S01: a number begins with a digit"),
                   arena_printf(lexer->arena, _("write 0%.*s"), (int)(end - start), text + start));
    if (text[start] == '0' && (text[start + 1] | 0x20) == 'x')
        return bad(start, end, _("S17: a number is written with decimal digits"),
                   _("0x10 is 16 in some programming languages; write 16"));
    if (exponent)
        return bad(start, end, _("S02: a number has no exponent here"),
                   _("write it out: 100000 for 1e5"));
    if (end == digits + 1 && text[digits] == '.')
        return bad(
            start, end, _("S03: digits are missing behind the decimal point"),
            arena_printf(lexer->arena, _("write %.*s"), (int)(digits - start), text + start));
    if (end > digits && text[digits] == '.')
        return bad(start, end, _("S04: a number has one decimal point"),
                   _("digits are not grouped: write 1000 for 1.000"));
    if (end > digits)
        return bad(start, end, _("S07: a name does not begin with a digit"),
                   _("multiplication is written *"));
    if (whole - start > 1 && text[start] == '0') {
        size_t zeros = strspn(text + start, "0");
        zeros -= !is_digit(text[start + zeros]);
        return bad(start, end, _("S08: a number does not begin with a needless 0"),
                   arena_printf(lexer->arena, _("write %.*s"), (int)(end - start - zeros),
                                text + start + zeros));
    }
    return (Token){.kind = TOKEN_NUMBER, .start = start, .end = end};
}

static Token read_name(Lexer *lexer)
{
    const char *text = lexer->source->text;
    size_t start = lexer->at, end = start;
    while (is_name_part(text[end]))
        end++;
    if (str_plain_letter(text + end) == '\0') {
        lexer->at = end;
        return (Token){.kind = TOKEN_NAME, .start = start, .end = end};
    }
    StrBuf plain = {0};
    for (end = start; is_name_part(text[end]) || str_plain_letter(text + end) != '\0';) {
        char letter = str_plain_letter(text + end);
        strbuf_add(&plain, letter == '\0' ? &text[end] : &letter, 1);
        end += letter == '\0' ? 1 : 2;
    }
    lexer->at = end;
    const char *hint = lexer_foreign_word((StrView){text + start, end - start});
    Token token =
        bad(start, end, _("N01: a name has only the letters a-z and A-Z, digits, _ and ."),
            hint != NULL ? hint : arena_printf(lexer->arena, _("write %s"), plain.text));
    strbuf_done(&plain);
    return token;
}

/* 'a name' or "a text", within one line. */
static Token read_quoted(Lexer *lexer, char quote)
{
    const char *text = lexer->source->text;
    size_t start = lexer->at, end = start + 1;
    while (text[end] != quote && text[end] != '\0' && text[end] != '\n')
        end++;
    if (text[end] != quote) {
        lexer->at = end;
        return bad(start, start + 1, _("S09: this quotation mark is never closed on its line"),
                   quote == '"' ? _("write \" behind the text") : _("write ' behind the name"));
    }
    lexer->at = ++end;
    if (quote == '\'' && end == start + 2)
        return bad(start, end, _("S10: the name between the quotation marks is empty"), NULL);
    return (Token){.kind = quote == '"' ? TOKEN_TEXT : TOKEN_QUOTED, .start = start, .end = end};
}

/* A no-break space, common or narrow. */
static size_t hard_blank(const char *at)
{
    return begins(at, "\xc2\xa0") ? 2 : begins(at, "\xe2\x80\xaf") ? 3 : 0;
}

static const char *hint_foreign_sign(const Lexer *lexer, const char *hint)
{
    const char *at = lexer->source->text + lexer->at;
    size_t length = hard_blank(at);
    return length > 0 && lexer->at > 0 && is_digit(at[-1]) && is_digit(at[length])
               ? _("delete it: digits are not grouped; it is a no-break space")
               : text_of(hint);
}

static Token read_sign(Lexer *lexer)
{
    const char *at = lexer->source->text + lexer->at;
    size_t start = lexer->at;
    for (size_t i = 0; i < ARRAY_LENGTH(foreign_signs) && !begins(at, "||"); i++) {
        const char *sign = foreign_signs[i].sign;
        if (!begins(at, sign))
            continue;
        const char *hint = hint_foreign_sign(lexer, foreign_signs[i].hint);
        lexer->at += strlen(sign);
        return bad(start, lexer->at,
                   arena_printf(lexer->arena, _("S11: \"%s\" is no sign of the language"), sign),
                   hint);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(signs); i++)
        if (begins(at, signs[i])) {
            lexer->at += strlen(signs[i]);
            return (Token){.kind = TOKEN_SIGN, .start = start, .end = lexer->at};
        }
    for (lexer->at++; ((unsigned char)lexer->source->text[lexer->at] & 0xc0) == 0x80;)
        lexer->at++;
    return bad(start, lexer->at, _("S12: this character has no meaning in a formula"),
               _("the signs of the language are + - * / = <> < <= > >= || ( ) { } and the comma"));
}

/* Pass over blanks and comments; false where a comment has no end. */
static bool skip_blanks(Lexer *lexer)
{
    const char *text = lexer->source->text;
    for (;;) {
        lexer->at += strspn(text + lexer->at, " \t\r\n\f");
        const char *at = text + lexer->at;
        if (begins(at, "//")) {
            lexer->at += strcspn(at, "\n");
        } else if (begins(at, "/*")) {
            const char *end = strstr(at + 2, "*/");
            if (end == NULL)
                return false;
            lexer->at = (size_t)(end + 2 - text);
        } else {
            return true;
        }
    }
}

/* "{name}": what a family writes in attributes. */
static bool is_parameter(const char *text, size_t *ret_length)
{
    size_t n = 1;
    if (text[0] != '{' || !is_name_start(text[1]))
        return false;
    while (is_name_part(text[n]))
        n++;
    *ret_length = n + 1;
    return text[n] == '}';
}

static Token read_token(Lexer *lexer)
{
    const char *text = lexer->source->text;
    if (!skip_blanks(lexer)) {
        size_t start = lexer->at;
        lexer->at = lexer->source->length;
        return bad(start, start + 2, _("S13: this comment has no end"), _("write */ behind it"));
    }
    size_t at = lexer->at, end;
    if (text[at] == '\0')
        return (Token){.kind = TOKEN_END, .start = at, .end = at};
    if (is_digit(text[at]) || (text[at] == '.' && is_digit(text[at + 1])))
        return read_number(lexer);
    if (is_name_start(text[at]) || str_plain_letter(text + at) != '\0')
        return read_name(lexer);
    if (text[at] == '\'' || text[at] == '"')
        return read_quoted(lexer, text[at]);
    bool list = lexer_at_word(lexer, "in") || lexer_at_word(lexer, "not_in"); /* read just before */
    if (!list && is_parameter(text + at, &end)) {
        lexer->at = at + end;
        return bad(
            at, lexer->at,
            _("S18: a parameter of a family stands in attributes, never in the formula"),
            _("give the input an attribute such as concept=\"{x}\" and name the input here"));
    }
    return read_sign(lexer);
}

bool text_fail(const FormulaText *text, size_t start, size_t end, Err *err, const char *format, ...)
{
    char message[600];
    va_list args;
    va_start(args, format);
    str_format(message, sizeof message, format, args);
    va_end(args);
    const Source own = {NULL, text->text, text->length};
    return text->node == NULL ? source_fail(&own, start, end, err, "%s", message)
                              : xml_fail_text(text->node, start, end, err, "%s", message);
}

void lexer_begin(Lexer *ret_lexer, const FormulaText *source, Arena *arena, Err *err)
{
    *ret_lexer = (Lexer){.source = source, .arena = arena, .err = err};
    ret_lexer->token = read_token(ret_lexer);
    ret_lexer->ahead = read_token(ret_lexer);
}

StrView lexer_text(const Lexer *lexer, const Token *token)
{
    return (StrView){lexer->source->text + token->start, token->end - token->start};
}

bool lexer_at_word(const Lexer *lexer, const char *word)
{
    return lexer->token.kind == TOKEN_NAME && str_equal(lexer_text(lexer, &lexer->token), word);
}

bool lexer_at_sign(const Lexer *lexer, const char *sign)
{
    return lexer->token.kind == TOKEN_SIGN && str_equal(lexer_text(lexer, &lexer->token), sign);
}

void lexer_step(Lexer *lexer)
{
    lexer->before = lexer->token;
    lexer->token = lexer->ahead;
    lexer->ahead = read_token(lexer);
}

bool lexer_skip_word(Lexer *lexer, const char *word)
{
    bool there = lexer_at_word(lexer, word);
    if (there)
        lexer_step(lexer);
    return there;
}

bool lexer_skip_sign(Lexer *lexer, const char *sign)
{
    bool there = lexer_at_sign(lexer, sign);
    if (there)
        lexer_step(lexer);
    return there;
}

/* "0,5" without a blank: nearly always a decimal comma; where it is none, a blank is no trouble. */
bool lexer_at_decimal_comma(const Lexer *lexer)
{
    const Token *token = &lexer->token;
    char behind = lexer->source->text[token->end];
    return lexer_at_sign(lexer, ",") && lexer->before.kind == TOKEN_NUMBER &&
           lexer->before.end == token->start && behind >= '0' && behind <= '9';
}

bool lexer_fail_decimal_comma(Lexer *lexer, bool in_arguments)
{
    size_t start = lexer->before.start, comma = lexer->token.start, end = comma + 1;
    const char *text = lexer->source->text;
    end += strspn(text + end, "0123456789");
    (void)text_fail(lexer->source, start, end, lexer->err,
                    _("S05: the decimal mark is a point: write %.*s.%.*s instead of %.*s"),
                    (int)(comma - start), text + start, (int)(end - comma - 1), text + comma + 1,
                    (int)(end - start), text + start);
    return in_arguments
               ? err_hint(lexer->err, "%s",
                          _("where two arguments are meant, write a blank behind the comma"))
               : false;
}

bool lexer_hint_capitals(Lexer *lexer, StrView word)
{
    const char *small = str_lower(lexer->arena, word);
    if (str_equal(word, small) || !lexer_is_reserved(str_view(small)))
        return false;
    return !err_hint(lexer->err, _("words of the language have small letters: %s"), small);
}

/* The token does not fit: say the likeliest reason. `wanted` is what would. */
bool lexer_fail(Lexer *lexer, const char *wanted)
{
    const Token *token = &lexer->token;
    StrView text = lexer_text(lexer, token);
    if (lexer->before.kind == TOKEN_NUMBER && is_digit(lexer->source->text[token->start])) {
        (void)text_fail(lexer->source, lexer->before.start, token->end, lexer->err,
                        _("S06: two numbers without an operator between them"));
        return err_hint(lexer->err, "%s", _("digits are not grouped: write 1000 for 1 000"));
    }
    if (token->kind == TOKEN_BAD) {
        (void)text_fail(lexer->source, token->start, token->end, lexer->err, "%s", token->problem);
        return token->hint == NULL ? false : err_hint(lexer->err, "%s", token->hint);
    }
    if (token->kind == TOKEN_END)
        return text_fail(lexer->source, lexer->before.end, lexer->before.end, lexer->err,
                         _("S14: the formula ends here, and %s is missing"), wanted);
    if (lexer_at_decimal_comma(lexer))
        return lexer_fail_decimal_comma(lexer, false);
    if (token->kind == TOKEN_NAME &&
        (str_equal(text, "then") || str_equal(text, "else") || str_equal(text, "when"))) {
        (void)text_fail(lexer->source, token->start, token->end, lexer->err,
                        _("S16: \"%.*s\" stands outside of if and case, and %s is missing"),
                        STR_ARG(text), wanted);
        return err_hint(lexer->err, "%s",
                        _("write if ... then ... else ..., or case when ... then ... else ..."));
    }
    (void)text_fail(lexer->source, token->start, token->end, lexer->err,
                    _("S15: %s is missing before \"%.*s\""), wanted, STR_ARG(text));
    (void)lexer_hint_capitals(lexer, text);
    return false;
}
