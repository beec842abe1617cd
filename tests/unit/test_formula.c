/* The language: what is accepted and what it means as a program, what is refused and with which
 * words. */
#include "diag.h"
#include "formula.h"
#include "str.h"

#include <stdio.h>
#include <stdlib.h>

#include "../harness/cases.h"

static const char known[] = "wydatki uczniowie ludnosc a b c dochody_biezace data EDU01.x";

static bool parse(Arena *arena, const char *text, FormulaPlace place, Formula **ret_formula,
                  Err *err)
{
    const FormulaNames names = {.inputs = str_split(arena, known, " ")};
    *err = (Err){0};
    return formula_parse(arena, text, &names, place, ret_formula, err);
}

typedef struct WrongCase {
    const char *label, *text;
    unsigned line, column, carets;
    const char *message, *hint; /* parts of them; NULL: no hint */
} WrongCase;

static WrongCase wrong_cases[] = {
    {"decimal comma", "wydatki * 0,5", 1, 11, 3,
     "the decimal mark is a point: write 0.5 instead of 0,5", NULL},
    {"decimal comma with a zero behind it", "0,05 * a", 1, 1, 4, "write 0.05 instead of 0,05",
     NULL},
    {"decimal comma within a function", "round(a * 0,5, 2)", 1, 11, 3, "write 0.5",
     "a blank behind the comma"},
    {"decimal comma as two arguments", "nvl(a, 0,5)", 1, 8, 3, "write 0.5",
     "a blank behind the comma"},
    {"chained comparison", "a < b < c", 1, 1, 7, "comparisons do not chain", "a < b and b < c"},
    {"chained comparison behind a list", "a in {1} = b", 1, 1, 10, "comparisons do not chain",
     "between"},
    {"not before a comparison", "if not a = b then 1 else 0", 1, 4, 7,
     "\"not\" before a comparison needs parentheses", "write not (a = ...)"},
    {"not before in", "not a in {1, 2}", 1, 1, 8, "needs parentheses", "write not (a in ...)"},
    {"not of a number", "if not (a) then 1 else 0", 1, 8, 3,
     "\"not\" takes a condition here, and this is a number", "x <> 0"},
    {"not of nothing", "if not 5 then 1 else 0", 1, 4, 3,
     "behind \"not\" stands a condition in parentheses", "not (...)"},
    {"not twice", "not not (a = 1)", 1, 1, 3, "behind \"not\"", "not (...)"},
    {"a word of the language as a name", "data / ludnosc", 1, 1, 4,
     "\"data\" is a word of the language and not a name", "'data'"},
    {"another word as a name", "a + sum", 1, 5, 3, "\"sum\" is a word of the language", "'sum'"},
    {"Polish letters", "wydatki / ludność", 1, 11, 7, "a name has only the letters a-z and A-Z",
     "write ludnosc"},
    {"Polish first letter", "żłobki + 1", 1, 1, 6, "a name has only the letters", "write zlobki"},
    {"power sign", "a ^ 2", 1, 3, 1, "\"^\" is no sign of the language", "power(x, 2)"},
    {"power as two stars", "a ** 2", 1, 3, 2, "\"**\" is no sign", "power(x, 2)"},
    {"percent", "a / b * 100%", 1, 12, 1, "\"%\" is no sign", "unit of the result"},
    {"exponent", "a * 1e5", 1, 5, 3, "a number has no exponent here", "100000"},
    {"exponent with a sign", "a * 1.5E-3", 1, 5, 6, "a number has no exponent here",
     "write it out"},
    {"no digit before the point", "a * .5", 1, 5, 2, "a number begins with a digit", "write 0.5"},
    {"no digit behind the point", "5. * a", 1, 1, 2, "digits are missing behind the decimal point",
     "write 5"},
    {"two points", "1.000.000 * a", 1, 1, 9, "a number has one decimal point", "not grouped"},
    {"needless zero", "a * 05", 1, 5, 2, "a number does not begin with a needless 0", "write 5"},
    {"only zeros", "a * 00", 1, 5, 2, "needless 0", "write 0"},
    {"grouped digits", "a * 1 000", 1, 5, 5, "two numbers without an operator", "write 1000"},
    {"number and name in one", "2a", 1, 1, 2, "a name does not begin with a digit",
     "multiplication is written *"},
    {"more digits than a double holds", "a * 1234567890123456", 1, 5, 16, "more than 15 digits",
     NULL},
    {"unknown name", "wydatki / ucznowie", 1, 11, 8, "there is no input \"ucznowie\"",
     "a similar name exists: uczniowie"},
    {"unknown name with nothing near", "xyzzy", 1, 1, 5, "there is no input \"xyzzy\"",
     "known here: wydatki, uczniowie"},
    {"capital letters in a word", "if a = 1 AND b = 1 then 1 else 0", 1, 10, 3,
     "\"then\" is missing before \"AND\"", "small letters: and"},
    {"capital letters at the beginning", "NULL", 1, 1, 4, "there is no input \"NULL\"",
     "small letters: null"},
    {"unknown function", "aps(a)", 1, 1, 3, "there is no function \"aps\"",
     "a similar name exists: abs"},
    {"function of VTL that is not offered", "random(a)", 1, 1, 6,
     "\"random\" of VTL is not available here", "smup language functions"},
    {"function without parentheses", "prev + 1", 1, 1, 4,
     "\"prev\" is written with its arguments in parentheses", "years before"},
    {"input used as a function", "wydatki(1)", 1, 1, 7, "there is no function \"wydatki\"",
     "smup language functions"},
    {"too few arguments", "nvl(a)", 1, 1, 6, "\"nvl\" takes 2 arguments", "the first, or"},
    {"no arguments", "abs()", 1, 1, 5, "\"abs\" takes 1 argument", "without its sign"},
    {"one argument for a function of many", "max_of(a)", 1, 1, 9,
     "\"max_of\" takes 2 arguments or more", "the greatest"},
    {"too many arguments", "abs(a, b)", 1, 8, 1, "one argument too many for \"abs\"",
     "without its sign"},
    {"too many with a whole number", "round(a, 1, 2)", 1, 13, 1,
     "one argument too many for \"round\"", "so many decimals"},
    {"arguments with a semicolon", "nvl(a; 0)", 1, 6, 1, "\";\" is no sign", "separated by commas"},
    {"years that are no number", "prev(a, b)", 1, 9, 1,
     "the last argument of \"prev\" is a whole number from 1 to 50", NULL},
    {"no years", "prev(a, 0)", 1, 9, 1, "a whole number from 1 to 50", NULL},
    {"years into the future", "prev(a, -1)", 1, 9, 2, "a whole number from 1 to 50", NULL},
    {"places that are no whole number", "round(a, 1.5)", 1, 10, 3, "a whole number from -15 to 15",
     NULL},
    {"too far back in all", "prev(prev(a, 30), 30)", 1, 1, 21, "looks more than 50 years away",
     NULL},
    {"condition as an operand", "a + (b > c)", 1, 5, 7,
     "\"+\" takes a number here, and this is a condition", "then 1 else 0"},
    {"condition with a plus sign", "+(b > c)", 1, 2, 7, "takes a number here", "then 1 else 0"},
    {"number as an operand of and", "a and b > 1", 1, 1, 1,
     "\"and\" takes a condition here, and this is a number", "x <> 0"},
    {"number as a condition", "if a then 1 else 0", 1, 4, 1, "\"if\" takes a condition here",
     "x <> 0"},
    {"branches of two types", "if a = 1 then 1 else b = 1", 1, 22, 5,
     "this is a condition, but what stands before it in \"if\" is a number", NULL},
    {"nvl of two types", "nvl(a, true)", 1, 8, 4, "but what stands before it in \"nvl\"", NULL},
    {"conditions compared by size", "true < false", 1, 1, 4, "\"<\" takes a number here",
     "then 1 else 0"},
    {"number equal to a condition", "a = true", 1, 5, 4, "but what stands before it in \"=\"",
     NULL},
    {"if within an expression", "1 + if a = 1 then 2 else 3", 1, 5, 2,
     "\"if\" within an expression stands in parentheses", "(if ...)"},
    {"if without else", "if a = 1 then 2", 1, 16, 1,
     "the formula ends here, and \"else\" is missing", NULL},
    {"if without then", "if a = 1 else 2", 1, 10, 4,
     "\"else\" stands outside of if and case, and \"then\" is missing", "if ... then"},
    {"then without if", "a then b", 1, 3, 4, "\"then\" stands outside", "if ... then"},
    {"case without when", "case a = 1 then 2 else 3", 1, 6, 1, "\"when\" is missing before \"a\"",
     NULL},
    {"case without else", "case when a = 1 then 2", 1, 23, 1, "\"when\" or \"else\" is missing",
     NULL},
    {"equality as in C", "a == b", 1, 3, 2, "\"==\" is no sign", "written ="},
    {"inequality as in C", "a != b", 1, 3, 2, "\"!=\" is no sign", "written <>"},
    {"minus sign of a word processor", "a \xe2\x88\x92 b", 1, 3, 1, "is no sign", "write -"},
    {"no-break space", "a\xc2\xa0+ b", 1, 2, 1, "is no sign", "common blank"},
    {"a text and a number", "a = \"801\"", 1, 5, 5, "this is a text, but what stands before it",
     NULL},
    {"text in a list", "a in {\"801\"}", 1, 7, 5, "what is looked for is a number", "{1, 2}"},
    {"name in a list", "a in {b}", 1, 7, 1, "a list holds only numbers or texts", "x = name"},
    {"list without braces", "a in (1, 2)", 1, 6, 1, "a list such as {1, 2} is missing before \"(\"",
     NULL},
    {"empty list", "a in {}", 1, 7, 1, "a number or a text is missing before \"}\"", NULL},
    {"open list", "a in {1, 2", 1, 11, 1, "\",\" or \"}\" is missing", NULL},
    {"open parenthesis", "(a + b", 1, 1, 1, "this parenthesis is never closed", NULL},
    {"closing parenthesis", "a + b)", 1, 6, 1, "this parenthesis was never opened", NULL},
    {"empty parentheses", "()", 1, 2, 1,
     "a number, a name or a parenthesis is missing before \")\"", NULL},
    {"nothing", "", 1, 1, 1,
     "the formula ends here, and a number, a name or a parenthesis is missing", NULL},
    {"nothing but a comment", " // later\n", 1, 1, 1, "the formula ends here", NULL},
    {"operator at the end", "a +", 1, 4, 1, "the formula ends here", NULL},
    {"two operators", "a * / b", 1, 5, 1, "is missing before \"/\"", NULL},
    {"two names", "a b", 1, 3, 1, "an operator is missing before \"b\"", NULL},
    {"open comment", "a /* b", 1, 3, 2, "this comment has no end", "*/"},
    {"open quotation mark", "'data + 1", 1, 1, 1, "this quotation mark is never closed", "write '"},
    {"empty quotation marks", "a + ''", 1, 5, 2, "is empty", NULL},
    {"not UTF-8", "a + \xb3", 1, 5, 1, "the formula is not UTF-8", NULL},
    {"second line", "wydatki\n  / ucznowie\n", 2, 5, 8, "there is no input", "uczniowie"},
    {"second line with the line end of Windows", "wydatki /\r\n  ^ 2", 2, 3, 1, "\"^\" is no sign",
     "power(x, 2)"},
    {"token behind Polish text", "/* żółć */ x1", 1, 12, 2, "there is no input", "known here"},
    {"an error before a bad sign comes first", "a b ^ c", 1, 3, 1, "an operator is missing", NULL},
};

/* The caret line stands under the token: as many blanks before it as characters, and so many
 * carets. */
static void check_carets(const Err *err, const WrongCase *wrong)
{
    const char *carets = strrchr(err->text, '\n');
    assert_non_null(carets);
    carets++;
    size_t blanks = strspn(carets, " ");
    assert_int_equal(strspn(carets + blanks, "^"), wrong->carets);
    assert_int_equal(carets[blanks + wrong->carets], '\0');
    assert_int_equal(blanks, 4 + wrong->column - 1);
}

static void a_wrong_formula_says_what_and_where(void **state)
{
    const WrongCase *wrong = *state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula = NULL;
    Err err;
    char place[20];
    assert_false(parse(arena, wrong->text, (FormulaPlace){0}, &formula, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    (void)snprintf(place, sizeof place, "%u:%u: ", wrong->line, wrong->column);
    if (strncmp(err.text, place, strlen(place)) != 0 || strstr(err.text, wrong->message) == NULL ||
        (wrong->hint == NULL) != (err.hint[0] == '\0') ||
        (wrong->hint != NULL && strstr(err.hint, wrong->hint) == NULL))
        fail_msg("expected %s%s [%s]\nbut got %s [%s]", place, wrong->message,
                 wrong->hint == NULL ? "" : wrong->hint, err.text, err.hint);
    check_carets(&err, wrong);
}

typedef struct RightCase {
    const char *label, *text, *canonical;
    FormulaType type;
    int years_back;
} RightCase;

static RightCase right_cases[] = {
    {"ratio", "wydatki/uczniowie", "(wydatki / uczniowie)", FORMULA_NUMBER, 0},
    {"products bind before sums", "a + b * c - 1", "((a + (b * c)) - 1)", FORMULA_NUMBER, 0},
    {"minus binds before products", "-a * b", "((-a) * b)", FORMULA_NUMBER, 0},
    {"minus without blanks", "a -1", "(a - 1)", FORMULA_NUMBER, 0},
    {"plus is nothing", "+a", "a", FORMULA_NUMBER, 0},
    {"zeros of a literal", "a * 0.50 + 10.0", "((a * 0.5) + 10)", FORMULA_NUMBER, 0},
    {"comparisons bind before and, and before or", "a = 1 or b > 2 and c <> 3",
     "((a = 1) or ((b > 2) and (c <> 3)))", FORMULA_CONDITION, 0},
    {"or and xor from the left", "a = 1 xor b = 1 or c = 1", "(((a = 1) xor (b = 1)) or (c = 1))",
     FORMULA_CONDITION, 0},
    {"not", "not (a = b)", "(not ((a = b)))", FORMULA_CONDITION, 0},
    {"not of a call", "not isnull(a) and a > 0", "((not (isnull(a))) and (a > 0))",
     FORMULA_CONDITION, 0},
    {"in", "a not_in {1, -2.5}", "(a not_in {1, -2.5})", FORMULA_CONDITION, 0},
    {"else takes all that follows", "if a = 1 then b else c + 1",
     "(if (a = 1) then b else (c + 1))", FORMULA_NUMBER, 0},
    {"case is a row of ifs", "case when a = 1 then 1 when a = 2 then null else 3",
     "(if (a = 1) then 1 else (if (a = 2) then null else 3))", FORMULA_NUMBER, 0},
    {"null alone", "null", "null", FORMULA_ANY, 0},
    {"branches may be conditions", "if isnull(a) then null else a > 1",
     "(if isnull(a) then null else (a > 1))", FORMULA_CONDITION, 0},
    {"many operands fold", "sum_known(a, b, c, 1)", "sum_known(sum_known(sum_known(a, b), c), 1)",
     FORMULA_NUMBER, 0},
    {"default of round", "round(a)", "round(a, 0)", FORMULA_NUMBER, 0},
    {"round before the point", "round(a, -3)", "round(a, -3)", FORMULA_NUMBER, 0},
    {"default of prev", "a / prev(a) - 1", "((a / prev(a, 1)) - 1)", FORMULA_NUMBER, 1},
    {"prev of an expression", "prev(a / prev(b, 2), 3)", "prev((a / prev(b, 2)), 3)",
     FORMULA_NUMBER, 5},
    {"between", "between(a, 0, 100)", "between(a, 0, 100)", FORMULA_CONDITION, 0},
    {"a blank makes two arguments of a comma", "between(a, 0 ,100)", "between(a, 0, 100)",
     FORMULA_CONDITION, 0},
    {"a word as a quoted name", "'data' + 1", "('data' + 1)", FORMULA_NUMBER, 0},
    {"quotes that are not needed", "'a' + 'EDU01.x'", "(a + EDU01.x)", FORMULA_NUMBER, 0},
    {"comments and lines", "a /* part */\n / b // whole\n", "(a / b)", FORMULA_NUMBER, 0},
    {"truth", "true and false", "(true and false)", FORMULA_CONDITION, 0},
    {"equal conditions", "(a = 1) = (b = 1)", "((a = 1) = (b = 1))", FORMULA_CONDITION, 0},
};

/* The farthest year before the one asked for that the formula reads. */
static int deepest(const Formula *formula)
{
    int most = 0, year;
    unsigned name;
    for (size_t k = 0; formula_reads(formula, k, 0, &name, &year); k++)
        most = -year > most ? -year : most;
    return most;
}

static void a_formula_has_one_canonical_text(void **state)
{
    const RightCase *right = *state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula = NULL, *again = NULL;
    Err err;
    if (!parse(arena, right->text, (FormulaPlace){0}, &formula, &err))
        fail_msg("%s", err.text);
    assert_string_equal(formula_canonical(arena, formula), right->canonical);
    assert_int_equal(formula_type(formula), right->type);
    assert_int_equal(deepest(formula), right->years_back);
    assert_true(parse(arena, right->canonical, (FormulaPlace){0}, &again, &err));
    assert_string_equal(formula_canonical(arena, again), right->canonical);
}

static void a_formula_knows_its_inputs(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err;
    assert_true(parse(arena, "wydatki / ludnosc", (FormulaPlace){0}, &formula, &err));
    assert_true(formula_uses(formula, 0));
    assert_false(formula_uses(formula, 1));
    assert_true(formula_uses(formula, 2));
    assert_false(formula_uses(formula, 1000));
}

/* The element of a file that holds the formula: messages have the file's line and column, behind
 * entities too. */
static void a_place_is_that_in_the_file(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    XmlNode *root;
    Err err = {0};
    FILE *file = fopen("formula.xml", "w");
    assert_non_null(file);
    (void)fputs("<indicator>\n  <formula>\n    if a &lt; b then wydatki / ucznowie else 0\n"
                "  </formula>\n</indicator>\n",
                file);
    assert_int_equal(fclose(file), 0);
    assert_true(xml_read_file(arena, "formula.xml", &root, &err));
    const XmlNode *node = xml_child(root, "formula");
    assert_false(parse(arena, node->text, (FormulaPlace){.node = node}, &formula, &err));
    assert_string_equal(err.text, "formula.xml:3:32: N02: there is no input \"ucznowie\"\n"
                                  "        if a &lt; b then wydatki / ucznowie else 0\n"
                                  "                                   ^^^^^^^^");
    assert_string_equal(err.code, "N02");
    assert_int_equal(err.place.columns, 8);
    (void)remove("formula.xml");
}

/* All names that do not exist are told, not only the first. */
static void every_unknown_name_is_told(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err = {0};
    Diag diag = {.arena = arena};
    assert_false(parse(arena, "aa / bb + cc", (FormulaPlace){.more = &diag}, &formula, &err));
    assert_int_equal(diag.n, 2);
    assert_non_null(strstr(diag.items[0].err.text, "\"aa\""));
    assert_non_null(strstr(diag.items[1].err.text, "\"bb\""));
    assert_non_null(strstr(err.text, "\"cc\""));
}

/* `open` n times, `middle`, `close` n times. */
static char *nest(Arena *arena, const char *open, const char *middle, const char *close, unsigned n)
{
    StrBuf text = {0};
    for (unsigned i = 0; i < n; i++)
        strbuf_puts(&text, open);
    strbuf_puts(&text, middle);
    for (unsigned i = 0; i < n; i++)
        strbuf_puts(&text, close);
    char *copy = arena_strdup(arena, text.text);
    strbuf_done(&text);
    return copy;
}

static void deep_nesting_is_an_error(void **state)
{
    (void)state;
    static const char *const nests[][3] = {
        {"(", "a", ")"},       {"-", "a", ""},
        {"abs(", "a", ")"},    {"(", "", ""},
        {"nvl(a, ", "a", ")"}, {"if a = 1 then a else ", "a", ""},
        {"-(", "a", ")"},      {"if isnull(", "a", ") then 1 else 2"},
    };
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err;
    for (size_t i = 0; i < ARRAY_LENGTH(nests); i++) {
        char *text = nest(arena, nests[i][0], nests[i][1], nests[i][2], 2000);
        assert_false(parse(arena, text, (FormulaPlace){0}, &formula, &err));
        if (strstr(err.text, "the formula is nested more than 200 deep") == NULL)
            fail_msg("%s...: %s", nests[i][0], err.text);
    }
    assert_true(parse(arena, nest(arena, "(", "a", ")", 199), (FormulaPlace){0}, &formula, &err));
    assert_false(parse(arena, nest(arena, "(", "a", ")", 200), (FormulaPlace){0}, &formula, &err));
    char *arms = nest(arena, "when a = 1 then b ", "else c", "", 3000);
    assert_false(
        parse(arena, arena_printf(arena, "case %s", arms), (FormulaPlace){0}, &formula, &err));
    assert_non_null(strstr(err.text, "more than 600 values at a time"));
}

static void a_long_chain_is_no_depth(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err;
    char *text = nest(arena, "a + ", "a", "", 16000);
    assert_true(parse(arena, text, (FormulaPlace){0}, &formula, &err));
    assert_int_equal(strlen(formula_canonical(arena, formula)), strlen(text) + 2 * 16000);
}

static void a_formula_over_the_limit_is_an_error(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err;
    char *text = nest(arena, " ", "a", "", FORMULA_BYTES_MAX);
    assert_false(parse(arena, text, (FormulaPlace){0}, &formula, &err));
    assert_non_null(strstr(err.text, "the formula is longer than 65536 bytes"));
    assert_true(parse(arena, text + 1, (FormulaPlace){0}, &formula, &err));
}

static void a_long_line_is_shown_around_the_token(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Formula *formula;
    Err err;
    char *text = arena_printf(arena, "%s + nikt + %s", nest(arena, "a + ", "a", "", 500),
                              nest(arena, "/* ż */ a + ", "a", "", 500));
    assert_false(parse(arena, text, (FormulaPlace){0}, &formula, &err));
    char *shown = strchr(err.text, '\n'), *carets = strrchr(err.text, '\n');
    assert_true(strlen(err.text) < 400);
    assert_true(str_is_utf8(err.text, strlen(err.text), &(size_t){0}));
    assert_memory_equal(shown + (strchr(carets, '^') - carets), "nikt", 4);
}

enum { TESTS = ARRAY_LENGTH(wrong_cases) + ARRAY_LENGTH(right_cases) };

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(a_formula_knows_its_inputs),
        cmocka_unit_test(a_place_is_that_in_the_file),
        cmocka_unit_test(every_unknown_name_is_told),
        cmocka_unit_test(deep_nesting_is_an_error),
        cmocka_unit_test(a_long_chain_is_no_depth),
        cmocka_unit_test(a_formula_over_the_limit_is_an_error),
        cmocka_unit_test(a_long_line_is_shown_around_the_token),
    };
    struct CMUnitTest tests[TESTS + ARRAY_LENGTH(others)];
    CASES_FILL(tests, wrong_cases, a_wrong_formula_says_what_and_where);
    CASES_FILL_AT(tests, ARRAY_LENGTH(wrong_cases), right_cases, a_formula_has_one_canonical_text);
    memcpy(tests + TESTS, others, sizeof others);
    return cmocka_run_group_tests_name("formula", tests, NULL, NULL);
}
