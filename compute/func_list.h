/*
 * Every operation of the formula language (formula.md 5.1): the parser's tables, the kernels and
 * the canonical text come from this list. `operands > result` are types: n a number, b a condition
 * (true, false, missing), s the same type wherever it stands. SHAPE says how a row is computed:
 *
 *   EACH     one operand, strict; the decimal exponent stays
 *   ALIGNED  two operands brought to one exponent, strict: missing where one is
 *   WITHIN   the same with three operands
 *   LOGIC    two conditions, 0 false, 1 true, 0.5 missing (Kleene)
 *   OWN      run_NAME() in evaluate.c
 *
 * x, y and z are the operands' values in the result of one row. A function with "+" takes more
 * operands and is folded from the left; PARAMETER(default, least, most) is a last argument that is
 * a whole number and may be left out.
 *
 * OPERATOR(NAME, text, types, SHAPE, result of one row)
 */
OPERATOR(INPUT, "", ">n", OWN, 0)
OPERATOR(LITERAL, "", ">n", OWN, 0)
OPERATOR(TRUTH, "", ">b", OWN, 0)
OPERATOR(MISSING, "null", ">s", OWN, 0)
OPERATOR(NEGATE, "-", "n>n", EACH, -x)
OPERATOR(MULTIPLY, "*", "nn>n", OWN, 0)
OPERATOR(DIVIDE, "/", "nn>n", OWN, 0)
OPERATOR(ADD, "+", "nn>n", ALIGNED, x + y)
OPERATOR(SUBTRACT, "-", "nn>n", ALIGNED, x - y)
OPERATOR(EQUAL, "=", "ss>b", ALIGNED, x == y)
OPERATOR(UNEQUAL, "<>", "ss>b", ALIGNED, x != y)
OPERATOR(LESS, "<", "nn>b", ALIGNED, x < y)
OPERATOR(LESS_EQUAL, "<=", "nn>b", ALIGNED, x <= y)
OPERATOR(GREATER, ">", "nn>b", ALIGNED, x > y)
OPERATOR(GREATER_EQUAL, ">=", "nn>b", ALIGNED, x >= y)
OPERATOR(IN, "in", "n>b", OWN, 0)
OPERATOR(NOT_IN, "not_in", "n>b", OWN, 0)
OPERATOR(NOT, "not", "b>b", EACH, 1 - x)
OPERATOR(AND, "and", "bb>b", LOGIC, x < y ? x : y)
OPERATOR(OR, "or", "bb>b", LOGIC, x > y ? x : y)
OPERATOR(XOR, "xor", "bb>b", ALIGNED, x != y)
OPERATOR(IF, "if", "bss>s", OWN, 0)

/* FUNC(NAME, text, types, SHAPE, result of one row, parameter, help) */
FUNC(ABS, "abs", "n>n", EACH, fabs(x), NO_PARAMETER, N_("the value without its sign"))
FUNC(BETWEEN, "between", "nnn>b", WITHIN, y <= x && x <= z, NO_PARAMETER,
     N_("is x neither below the second nor above the third"))
FUNC(ISNULL, "isnull", "s>b", OWN, 0, NO_PARAMETER, N_("is the value missing"))
FUNC(MAX_OF, "max_of", "nn+>n", ALIGNED, x > y ? x : y, NO_PARAMETER,
     N_("the greatest; missing where one is"))
FUNC(MIN_OF, "min_of", "nn+>n", ALIGNED, x < y ? x : y, NO_PARAMETER,
     N_("the least; missing where one is"))
FUNC(NVL, "nvl", "ss>s", OWN, 0, NO_PARAMETER, N_("the first, or where it is missing the second"))
FUNC(PREV, "prev", "s>s", OWN, 0, PARAMETER(1, 1, 50), N_("the value n years before"))
FUNC(ROUND, "round", "n>n", OWN, 0, PARAMETER(0, -15, 15),
     N_("rounded as a decimal, half away from zero"))
FUNC(SUM_KNOWN, "sum_known", "nn+>n", OWN, 0, NO_PARAMETER,
     N_("the sum of those that are known; flagged U where some are not"))
