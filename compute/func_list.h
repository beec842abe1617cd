/*
 * Every operation of the formula language (formula.md 5.1): the parser's tables, the kernels, the
 * canonical text and the tables of docs/ come from this list.
 *
 * `operands > result` are types: n a number, b a condition (true, false, missing), t a text, o a
 * number or a text, s the same type wherever it stands; ? behind an operand that may be left out, +
 * behind the last one where more may follow. SHAPE says how a row is computed:
 *
 *   EACH     one operand, strict; the decimal exponent stays
 *   ALIGNED  two operands brought to one exponent, strict: missing where one is
 *   WITHIN   the same with three operands
 *   REAL     one or two operands as plain doubles, strict
 *   LOGIC    two conditions, 0 false, 1 true, 0.5 missing (Kleene)
 *   OWN      run_NAME() of evaluate.c; TEXT: of evaluate_text.c; RELATED: of relate.c
 *   SUGAR    expand_NAME() of sugar.c writes it with other operations when it is parsed
 *
 * x, y and z are the operands' values in the result of one row. PARAMETER(default, least, most) is
 * a last argument that is a whole number, written out (default 0 out of range: it must stand);
 * WORDS(default, "a b") one that is a text of the list, or with the default -1 a bare word of it.
 * KIND groups the functions in the tables of docs/; UNIT says what becomes of the unit of measure
 * (parser.h lists what there is; dimension.c works it out).
 *
 * OPERATOR(NAME, text, types, SHAPE, UNIT, result of one row)
 */
OPERATOR(INPUT, "", ">n", OWN, LEAF, 0)
OPERATOR(LITERAL, "", ">n", OWN, LEAF, 0)
OPERATOR(TRUTH, "", ">b", OWN, PURE, 0)
OPERATOR(WORD, "", ">t", OWN, PURE, 0)
OPERATOR(MISSING, "null", ">s", OWN, LEAF, 0)
OPERATOR(NEGATE, "-", "n>n", EACH, SAME, -x)
OPERATOR(MULTIPLY, "*", "nn>n", OWN, PRODUCT, 0)
OPERATOR(DIVIDE, "/", "nn>n", OWN, PRODUCT, 0)
OPERATOR(ADD, "+", "nn>n", ALIGNED, COMMON, x + y)
OPERATOR(SUBTRACT, "-", "nn>n", ALIGNED, COMMON, x - y)
OPERATOR(JOIN, "||", "tt>t", TEXT, PURE, 0)
OPERATOR(EQUAL, "=", "ss>b", ALIGNED, COMMON, x == y)
OPERATOR(UNEQUAL, "<>", "ss>b", ALIGNED, COMMON, x != y)
OPERATOR(LESS, "<", "oo>b", ALIGNED, COMMON, x < y)
OPERATOR(LESS_EQUAL, "<=", "oo>b", ALIGNED, COMMON, x <= y)
OPERATOR(GREATER, ">", "oo>b", ALIGNED, COMMON, x > y)
OPERATOR(GREATER_EQUAL, ">=", "oo>b", ALIGNED, COMMON, x >= y)
OPERATOR(IN, "in", "o>b", OWN, COMMON, 0)
OPERATOR(NOT_IN, "not_in", "o>b", OWN, COMMON, 0)
OPERATOR(NOT, "not", "b>b", EACH, PURE, 1 - x)
OPERATOR(AND, "and", "bb>b", LOGIC, PURE, x < y ? x : y)
OPERATOR(OR, "or", "bb>b", LOGIC, PURE, x > y ? x : y)
OPERATOR(XOR, "xor", "bb>b", ALIGNED, PURE, x != y)
OPERATOR(IF, "if", "bss>s", OWN, COMMON, 0)

/* FUNC(NAME, text, types, SHAPE, UNIT, result of one row, parameter, kind, help) */
FUNC(ABS, "abs", "n>n", EACH, SAME, fabs(x), NO_PARAMETER, NUMBERS,
     N_("the value without its sign"))
FUNC(CEIL, "ceil", "n>n", OWN, SAME, 0, NO_PARAMETER, NUMBERS,
     N_("the least whole number not below the value"))
FUNC(FLOOR, "floor", "n>n", OWN, SAME, 0, NO_PARAMETER, NUMBERS,
     N_("the greatest whole number not above the value"))
FUNC(ROUND, "round", "n>n", OWN, SAME, 0, PARAMETER(0, -15, 15), NUMBERS,
     N_("rounded to so many decimals, half away from zero"))
FUNC(TRUNC, "trunc", "n>n", OWN, SAME, 0, PARAMETER(0, -15, 15), NUMBERS,
     N_("cut to so many decimals"))
FUNC(SQRT, "sqrt", "n>n", REAL, ROOT, sqrt(x), NO_PARAMETER, NUMBERS,
     N_("the square root; missing (O) of a negative number"))
FUNC(POWER, "power", "nn>n", REAL, POWER, pow(x, y), NO_PARAMETER, NUMBERS,
     N_("the first to the power of the second"))
FUNC(EXP, "exp", "n>n", REAL, NUMBER, exp(x), NO_PARAMETER, NUMBERS,
     N_("e to the power of the value"))
FUNC(LN, "ln", "n>n", REAL, NUMBER, log(x), NO_PARAMETER, NUMBERS,
     N_("the natural logarithm; missing (O) of zero and below"))
FUNC(LOG, "log", "nn>n", REAL, NUMBER, y > 0 ? log(x) / log(y) : NAN, NO_PARAMETER, NUMBERS,
     N_("the logarithm to the base given"))
FUNC(MOD, "mod", "nn>n", ALIGNED, COMMON, y == 0 ? x : x - y * floor(x / y), NO_PARAMETER, NUMBERS,
     N_("the remainder of a division"))
FUNC(BETWEEN, "between", "ooo>b", WITHIN, COMMON, y <= x && x <= z, NO_PARAMETER, MISSINGS,
     N_("is the first neither below the second nor above the third"))
FUNC(ISNULL, "isnull", "s>b", OWN, PURE, 0, NO_PARAMETER, MISSINGS, N_("is the value missing"))
FUNC(NVL, "nvl", "ss>s", OWN, COMMON, 0, NO_PARAMETER, MISSINGS,
     N_("the first, or where it is missing the second"))

FUNC(SUM_KNOWN, "sum_known", "nn+>n", OWN, COMMON, 0, NO_PARAMETER, TERMS,
     N_("the sum of those that are known; flagged U where some are not"))
FUNC(MEAN_KNOWN, "mean_known", "nn+>n", SUGAR, COMMON, 0, NO_PARAMETER, TERMS,
     N_("the mean of those that are known; flagged U where some are not"))
FUNC(MIN_OF, "min_of", "nn+>n", ALIGNED, COMMON, x < y ? x : y, NO_PARAMETER, TERMS,
     N_("the least; missing where one is"))
FUNC(MAX_OF, "max_of", "nn+>n", ALIGNED, COMMON, x > y ? x : y, NO_PARAMETER, TERMS,
     N_("the greatest; missing where one is"))

FUNC(PREV, "prev", "s>s", OWN, SAME, 0, PARAMETER(1, 1, 50), YEARS, N_("the value n years before"))
FUNC(NEXT, "next", "s>s", OWN, SAME, 0, PARAMETER(1, 1, 50), YEARS, N_("the value n years after"))
FUNC(AT_YEAR, "at_year", "s>s", OWN, SAME, 0, PARAMETER(0, 1900, 2999), YEARS,
     N_("the value of the year written"))
FUNC(DIFF, "diff", "n>n", SUGAR, SAME, 0, PARAMETER(1, 1, 50), YEARS, N_("x - prev(x, n)"))
FUNC(CHANGE, "change", "n>n", SUGAR, PURE, 0, PARAMETER(1, 1, 50), YEARS,
     N_("x / prev(x, n) - 1: 0.05 is five per cent more"))
FUNC(SUM_YEARS, "sum_years", "n>n", SUGAR, SAME, 0, PARAMETER(0, 2, 50), YEARS,
     N_("the sum of n years up to this one; missing where one is"))
FUNC(MEAN_YEARS, "mean_years", "n>n", SUGAR, SAME, 0, PARAMETER(0, 2, 50), YEARS,
     N_("the mean of n years up to this one; missing where one is"))
FUNC(BASE_INDEX, "base_index", "n>n", SUGAR, PURE, 0, PARAMETER(0, 1900, 2999), YEARS,
     N_("x / at_year(x, n): 1 in the base year"))
FUNC(YEAR, "year", ">n", OWN, PURE, 0, NO_PARAMETER, YEARS, N_("the year that is computed"))

FUNC(GROUP_AVG, "group_avg", "n>n", RELATED, SAME, AVG, WORDS(0, "group kind voivodeship level"),
     OTHERS, N_("the mean of the group of similar units"))
FUNC(GROUP_MEDIAN, "group_median", "n>n", RELATED, SAME, MEDIAN,
     WORDS(0, "group kind voivodeship level"), OTHERS, N_("the median of the group"))
FUNC(GROUP_MIN, "group_min", "n>n", RELATED, SAME, MIN, WORDS(0, "group kind voivodeship level"),
     OTHERS, N_("the least of the group"))
FUNC(GROUP_MAX, "group_max", "n>n", RELATED, SAME, MAX, WORDS(0, "group kind voivodeship level"),
     OTHERS, N_("the greatest of the group"))
FUNC(GROUP_SUM, "group_sum", "n>n", RELATED, SAME, SUM, WORDS(0, "group kind voivodeship level"),
     OTHERS, N_("the sum of the group; flagged U where some are missing"))
FUNC(GROUP_COUNT, "group_count", "n>n", RELATED, PURE, COUNT,
     WORDS(0, "group kind voivodeship level"), OTHERS, N_("how many of the group have a value"))
FUNC(GROUP_RANK, "group_rank", "n>n", RELATED, PURE, RANK, WORDS(0, "group kind voivodeship level"),
     OTHERS, N_("the place in the group: 1 is the greatest, ties share the lowest"))
FUNC(GROUP_STDDEV, "group_stddev", "n>n", RELATED, SAME, STDDEV,
     WORDS(0, "group kind voivodeship level"), OTHERS,
     N_("the standard deviation of the group (of the population)"))
FUNC(NEIGHBOURS_AVG, "neighbours_avg", "n>n", RELATED, SAME, AVG, NO_PARAMETER, OTHERS,
     N_("the mean of the neighbours, the unit itself left out"))
FUNC(NEIGHBOURS_MEDIAN, "neighbours_median", "n>n", RELATED, SAME, MEDIAN, NO_PARAMETER, OTHERS,
     N_("the median of the neighbours"))
FUNC(NEIGHBOURS_MIN, "neighbours_min", "n>n", RELATED, SAME, MIN, NO_PARAMETER, OTHERS,
     N_("the least of the neighbours"))
FUNC(NEIGHBOURS_MAX, "neighbours_max", "n>n", RELATED, SAME, MAX, NO_PARAMETER, OTHERS,
     N_("the greatest of the neighbours"))
FUNC(NEIGHBOURS_SUM, "neighbours_sum", "n>n", RELATED, SAME, SUM, NO_PARAMETER, OTHERS,
     N_("the sum of the neighbours; flagged U where some are missing"))
FUNC(NEIGHBOURS_COUNT, "neighbours_count", "n>n", RELATED, PURE, COUNT, NO_PARAMETER, OTHERS,
     N_("how many neighbours have a value"))
FUNC(PARENT, "parent", "s>s", RELATED, SAME, PARENT,
     WORDS(0, "above country macroregion voivodeship region subregion powiat gmina"), OTHERS,
     N_("the value of the unit above, or of the one at the level written"))
FUNC(COUNTRY, "country", "s>s", SUGAR, SAME, 0, NO_PARAMETER, OTHERS,
     N_("the value of the country"))
FUNC(SHARE_IN_PARENT, "share_in_parent", "n>n", SUGAR, PURE, 0,
     WORDS(0, "above country macroregion voivodeship region subregion powiat gmina"), OTHERS,
     N_("x / parent(x)"))
FUNC(CHILDREN_SUM, "children_sum", "n>n", RELATED, SAME, SUM, NO_PARAMETER, OTHERS,
     N_("the sum of the units below; flagged U where some are missing"))
FUNC(CHILDREN_AVG, "children_avg", "n>n", RELATED, SAME, AVG, NO_PARAMETER, OTHERS,
     N_("the mean of the units below"))
FUNC(CHILDREN_COUNT, "children_count", "n>n", RELATED, PURE, COUNT, NO_PARAMETER, OTHERS,
     N_("how many units below have a value"))

FUNC(STATUS, "status", "s>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS,
     N_("the code of the state: \"A\", \"O\", \"P\" ..."))
FUNC(COMMENT, "comment", "s>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS,
     N_("the attribute that the source gave; missing where it gave none"))
FUNC(LEVEL, "level", ">t", TEXT, PURE, 0, NO_PARAMETER, TEXTS,
     N_("the level of the unit: \"gmina\", \"powiat\" ..."))
FUNC(SUBSTR, "substr", "tn?n?>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS,
     N_("the part of a text from a place (1 is the first) of a length"))
FUNC(LENGTH, "length", "t>n", TEXT, PURE, 0, NO_PARAMETER, TEXTS, N_("the number of characters"))
FUNC(UPPER, "upper", "t>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS, N_("in capital letters"))
FUNC(LOWER, "lower", "t>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS, N_("in small letters"))
FUNC(TRIM, "trim", "t>t", TEXT, PURE, 0, NO_PARAMETER, TEXTS,
     N_("without blanks before and behind"))
FUNC(CAST, "cast", "s>s", TEXT, PURE, 0, WORDS(-1, "integer number string boolean"), TEXTS,
     N_("the value as another type; missing (O) where it is none of that type"))
