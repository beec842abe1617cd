#include "num.h"

#include "cases.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ParseCase {
    const char *label, *text, *marks;
    bool groups;
    size_t length; /* 0: of the text */
    NumError error;
    int64_t mantissa;
    int scale;
} ParseCase;

static ParseCase parse_cases[] = {
    {"a whole number is read", "38486", ",", false, 0, NUM_OK, 38486, 0},
    {"a decimal comma is read", "67,6", ",", false, 0, NUM_OK, 676, 1},
    {"a decimal point is read", "1234.56", ".", false, 0, NUM_OK, 123456, 2},
    {"both marks are read where both are allowed: a point", "12.50", ".,", false, 0, NUM_OK, 1250,
     2},
    {"both marks are read where both are allowed: a comma", "12,50", ".,", false, 0, NUM_OK, 1250,
     2},
    {"zeros behind the mark count as decimals", "100,0", ",", false, 0, NUM_OK, 1000, 1},
    {"a negative number is read", "-930", ",", false, 0, NUM_OK, -930, 0},
    {"a negative zero is zero", "-0,00", ",", false, 0, NUM_OK, 0, 2},
    {"leading zeros are no digits", "000000000000000000007", ",", false, 0, NUM_OK, 7, 0},
    {"18 digits are read", "999999999999999999", ",", false, 0, NUM_OK, 999999999999999999, 0},
    {"15 decimals are read", "0,000000000000001", ",", false, 0, NUM_OK, 1, 15},
    {"groups of three are read", "1 234 567,5", ",", true, 0, NUM_OK, 12345675, 1},
    {"groups by no-break spaces are read",
     "1\xc2\xa0"
     "234",
     ",", true, 0, NUM_OK, 1234, 0},
    {"groups by narrow no-break spaces are read",
     "1\xe2\x80\xaf"
     "234",
     ",", true, 0, NUM_OK, 1234, 0},
    {"a negative number with groups is read", "-12 345", ",", true, 0, NUM_OK, -12345, 0},
    {"nothing is empty", "", ",", false, 0, NUM_EMPTY, 0, 0},
    {"the other mark is refused", "1.5", ",", false, 0, NUM_WRONG_MARK, 0, 0},
    {"a comma is refused where points are written", "1,5", ".", false, 0, NUM_WRONG_MARK, 0, 0},
    {"a second mark is refused", "1,5,5", ",", false, 0, NUM_WRONG_MARK, 0, 0},
    {"an American group is refused", "1,234.56", ".", false, 0, NUM_WRONG_MARK, 0, 0},
    {"an exponent is named", "1E+05", ",", false, 0, NUM_EXPONENT, 0, 0},
    {"a small exponent is named", "2,01e5", ",", false, 0, NUM_EXPONENT, 0, 0},
    {"19 digits are too long", "1234567890123456789", ",", false, 0, NUM_TOO_LONG, 0, 0},
    {"16 decimals are too long", "0,0000000000000001", ",", false, 0, NUM_TOO_LONG, 0, 0},
    {"400 digits are too long", "11111111111111111111111111111111111111111111111111", ",", false, 0,
     NUM_TOO_LONG, 0, 0},
    {"a mark without whole part is no number", ",5", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a mark without decimals is no number", "5,", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a sign alone is no number", "-", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"two signs are no number", "--5", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a plus is no number", "+5", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a sign behind is no number", "5-", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"brackets are no number", "(5)", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a typographic minus is no number",
     "\xe2\x88\x92"
     "5",
     ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a percentage is no number", "5%", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"an amount with its currency is no number", "5 zl", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a hexadecimal number is none", "0x1F", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"inf is no number", "inf", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"nan is no number", "nan", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a NUL inside is no number", "1\0002", ",", false, 3, NUM_NOT_A_NUMBER, 0, 0},
    {"a NUL behind is no number", "12\0", ",", false, 3, NUM_NOT_A_NUMBER, 0, 0},
    {"groups are refused where none are written", "1 234", ",", false, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a group of two is no number", "1 23", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a group of four is no number", "1 2345", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a group of four in the middle is no number", "1 2345 678", ",", true, 0, NUM_NOT_A_NUMBER, 0,
     0},
    {"four digits before a group are no number", "1234 567", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"two spaces between groups are no number", "1  234", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a group behind the mark is no number", "1,5 000", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a space behind is no number", "1 ", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
    {"a cut no-break space is no number", "1\xc2", ",", true, 0, NUM_NOT_A_NUMBER, 0, 0},
};

static void text_is_parsed(void **state)
{
    const ParseCase *test = *state;
    Num num = {42, 42};
    StrView text = {test->text, test->length > 0 ? test->length : strlen(test->text)};
    assert_int_equal(num_parse(text, (NumFormat){test->marks, test->groups}, &num), test->error);
    if (test->error == NUM_OK) {
        assert_int_equal(num.mantissa, test->mantissa);
        assert_int_equal(num.scale, test->scale);
    } else {
        assert_int_equal(num.mantissa, 42); /* written on success only */
        assert_true(*num_error_text(test->error) != '\0');
    }
}

typedef struct RoundCase {
    const char *label;
    double value;
    int shift, decimals;
    const char *text;
} RoundCase;

static RoundCase round_cases[] = {
    {"1.005 to two places is 1.01", 1.005, 0, 2, "1.01"},
    {"0.285 to two places is 0.29", 0.285, 0, 2, "0.29"},
    {"2.5 is 3", 2.5, 0, 0, "3"},
    {"-0.5 is -1", -0.5, 0, 0, "-1"},
    {"-2.5 is -3", -2.5, 0, 0, "-3"},
    {"0.49999999999999994 is 0", 0.49999999999999994, 0, 0, "0"},
    {"9.995 carries into a new digit", 9.995, 0, 2, "10.00"},
    {"99.95 carries through every digit", 99.95, 0, 1, "100.0"},
    {"0.95 carries over the mark", 0.95, 0, 1, "1.0"},
    {"0.5 to no place is 1", 0.5, 0, 0, "1"},
    {"0.05 to one place is 0.1", 0.05, 0, 1, "0.1"},
    {"0.04 to one place is 0.0", 0.04, 0, 1, "0.0"},
    {"-0.04 has no sign when it rounds to zero", -0.04, 0, 1, "0.0"},
    {"a negative zero is zero", -0.0, 0, 2, "0.00"},
    {"zero keeps its decimals", 0, 0, 3, "0.000"},
    {"decimals are filled up", 12.5, 0, 3, "12.500"},
    {"a whole number gets its decimals", 7, 0, 2, "7.00"},
    {"a tiny number is zero", 1e-300, 0, 4, "0.0000"},
    {"the tiniest number is zero", 5e-324, 0, 2, "0.00"},
    {"a huge number keeps its digits", 1e22, 0, 1, "10000000000000000000000.0"},
    {"a shift up moves the mark", 12.345, 2, 1, "1234.5"},
    {"a shift down moves the mark before rounding", 1005, -3, 2, "1.01"},
    {"a shift down of a small number", 5, -3, 2, "0.01"},
    {"a shift beyond all digits is zero", 5, -30, 2, "0.00"},
    {"half of a grosz away from zero", -12500.005, 0, 2, "-12500.01"},
};

static void a_number_is_rounded(void **state)
{
    const RoundCase *test = *state;
    char text[NUM_TEXT];
    num_write_rounded(test->value, test->shift, test->decimals, text);
    assert_string_equal(text, test->text);
}

static RoundCase exact_cases[] = {
    {"a tenth is 0.1", 0.1, 0, 0, "0.1"},
    {"a sum of tenths shows what it is", 0.1 + 0.2, 0, 0, "0.30000000000000004"},
    {"a whole number has no mark", 38265013, 0, 0, "38265013"},
    {"no exponent is written", 1e22, 0, 0, "10000000000000000000000"},
    {"a small number is written out", 1.5e-7, 0, 0, "0.00000015"},
    {"a negative zero is written as zero", -0.0, 0, 0, "0"},
    {"a negative number keeps its sign", -1.25, 0, 0, "-1.25"},
    {"a shift only moves the mark", 1.1, 3, 0, "1100"},
    {"a shift to the left only moves the mark", 1.1, -3, 0, "0.0011"},
    {"a third has sixteen digits", 1.0 / 3, 0, 0, "0.3333333333333333"},
};

static void a_number_is_written_exactly(void **state)
{
    const RoundCase *test = *state;
    char text[NUM_TEXT];
    num_write_exact(test->value, test->shift, text);
    assert_string_equal(text, test->text);
}

static double random_double(uint64_t *seed)
{
    for (;;) {
        uint64_t bits = next_random(seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            return value;
    }
}

static void a_written_number_reads_back_as_the_same_double(void **state)
{
    (void)state;
    uint64_t seed = 1;
    char text[NUM_TEXT];
    for (unsigned i = 0; i < 100000; i++) {
        double value = i % 2 == 0
                           ? random_double(&seed)
                           : (double)(int64_t)(next_random(&seed) >> 20) / num_pow10((int)(i % 9));
        num_write_exact(value, 0, text);
        double again = num_read_double(text);
        assert_memory_equal(&again, &value, sizeof value);
        assert_true(strlen(text) < NUM_TEXT && strpbrk(text, "eE,") == NULL);
    }
    static const double ends[] = {DBL_MAX, -DBL_MAX, DBL_MIN, 4.9406564584124654e-324};
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        num_write_exact(ends[i], 0, text);
        assert_true(num_read_double(text) == ends[i]);
    }
}

static void no_shorter_decimal_reads_back(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (unsigned i = 0; i < 20000; i++) {
        char text[NUM_TEXT], shorter[40];
        double value = fabs(random_double(&seed));
        num_write_exact(value, 0, text);
        int digits = 0, zeros = 0;
        for (const char *at = text; *at != '\0'; at++) {
            zeros = *at == '0' ? zeros + (digits > 0) : *at == '.' ? zeros : 0;
            digits += *at != '.' && (digits > 0 || *at != '0');
        }
        digits -= zeros;
        if (digits < 2 || value < DBL_MIN)
            continue;
        (void)snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        assert_true(strtod(shorter, NULL) != value);
    }
}

/* Half away from zero on the digits, done with integers. */
static void rounding_agrees_with_integers(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (unsigned i = 0; i < 100000; i++) {
        int64_t mantissa = (int64_t)(next_random(&seed) % 2000000000) - 1000000000;
        int scale = (int)(next_random(&seed) % 7), decimals = (int)(next_random(&seed) % 5);
        int64_t expected = mantissa;
        for (int k = scale; k < decimals; k++)
            expected *= 10;
        if (decimals < scale) {
            int64_t unit = (int64_t)num_pow10(scale - decimals),
                    size = mantissa < 0 ? -mantissa : mantissa;
            expected = (size + unit / 2) / unit * (mantissa < 0 ? -1 : 1);
        }
        char text[NUM_TEXT];
        Num num;
        num_write_rounded(num_to_double(mantissa, scale), 0, decimals, text);
        assert_int_equal(num_parse(str_view(text), (NumFormat){".", false}, &num), NUM_OK);
        assert_int_equal(num.mantissa, expected);
        assert_int_equal(num.scale, decimals);
        assert_true(expected != 0 || *text != '-');
    }
}

static void the_greatest_numbers_fit_the_text(void **state)
{
    (void)state;
    char text[NUM_TEXT];
    num_write_rounded(DBL_MAX, 9, 15, text);
    assert_int_equal(strlen(text), 309 + 9 + 1 + 15);
    num_write_rounded(-DBL_MAX, -9, 0, text);
    assert_int_equal(strlen(text), 1 + 309 - 9);
    num_write_exact(5e-324, -3, text);
    assert_true(strlen(text) < NUM_TEXT);
}

static void rescaling_stops_at_overflow(void **state)
{
    (void)state;
    int64_t scaled = 7;
    assert_true(num_rescale(-12, 1, 3, &scaled));
    assert_int_equal(scaled, -1200);
    assert_true(num_rescale(5, 2, 2, &scaled));
    assert_int_equal(scaled, 5);
    assert_false(num_rescale(INT64_MAX / 9, 0, 1, &scaled));
    assert_false(num_rescale(1, 0, 19, &scaled));
    assert_int_equal(scaled, 5);
}

typedef struct CountCase {
    const char *label, *text;
    uint64_t max;
    bool good;
    uint64_t count;
} CountCase;

static void decimals_are_written_digit_for_digit(void **unused)
{
    static const struct {
        int64_t mantissa;
        int scale;
        const char *text;
    } rows[] = {{0, 0, "0"},          {0, 2, "0.00"},      {5, 2, "0.05"},
                {-1250, 2, "-12.50"}, {73139, 0, "73139"}, {INT64_MIN, 1, "-922337203685477580.8"}};
    (void)unused;
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        char text[NUM_TEXT];
        num_write_decimal(rows[i].mantissa, rows[i].scale, text);
        assert_string_equal(text, rows[i].text);
    }
}

static CountCase count_cases[] = {
    {"a year is a count", "2020", 2100, true, 2020},
    {"leading zeros are allowed in a count", "007", 9, true, 7},
    {"a count at its limit is one", "9999", 9999, true, 9999},
    {"a count past its limit is none", "10000", 9999, false, 0},
    {"an empty text is no count", "", 9, false, 0},
    {"a sign makes no count", "-1", 9, false, 0},
    {"a blank makes no count", " 1", 9, false, 0},
    {"19 digits are no count", "0000000000000000001", 9, false, 0},
};

static void a_count_is_parsed(void **state)
{
    const CountCase *test = *state;
    uint64_t count = 42;
    assert_int_equal(num_parse_count(str_view(test->text), test->max, &count), test->good);
    assert_int_equal(count, test->good ? test->count : 42);
}

/* Debian has no Polish locale until somebody makes one: here it is made, where localedef is there.
 */
static bool set_polish(void)
{
    if (setlocale(LC_NUMERIC, "pl_PL.UTF-8") != NULL || setlocale(LC_NUMERIC, "pl_PL") != NULL)
        return true;
    char folder[] = "/tmp/smup-locale-XXXXXX", command[200];
    if (mkdtemp(folder) == NULL)
        return false;
    (void)snprintf(command, sizeof command,
                   "localedef -i pl_PL -f UTF-8 %s/pl_PL.UTF-8 >%s/log 2>&1", folder, folder);
    bool made = system(command) == 0 && setenv("LOCPATH", folder, 1) == 0 &&
                setlocale(LC_NUMERIC, "pl_PL.UTF-8") != NULL;
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) == 0 && made;
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    if (!set_polish())
        skip();
    assert_string_equal(localeconv()->decimal_point, ",");
    for (size_t i = 0; i < ARRAY_LENGTH(round_cases); i++) {
        *state = &round_cases[i];
        a_number_is_rounded(state);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(exact_cases); i++) {
        *state = &exact_cases[i];
        a_number_is_written_exactly(state);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(parse_cases); i++) {
        *state = &parse_cases[i];
        text_is_parsed(state);
    }
    assert_true(num_read_double("1234.5") == 1234.5);
    assert_non_null(setlocale(LC_NUMERIC, "C"));
}

typedef struct ShortenCase {
    const char *label, *text;
    const char *shorter; /* NULL: it counts as it is */
} ShortenCase;

static ShortenCase shorten_cases[] = {
    {"binary noise above is taken off", "5.0999999999999996", "5.1"},
    {"binary noise below is taken off", "12345.600000000001", "12345.6"},
    {"noise of a negative amount is taken off", "-76081159.659999996", "-76081159.66"},
    {"noise of a small number is taken off", "0.0070000000000000001", "0.007"},
    {"a negative exponent is written out", "1E-3", "0.001"},
    {"a positive exponent is written out", "1.25e+05", "125000"},
    {"an exponent without a sign is written out", "2E3", "2000"},
    {"an exponent of a zero is a zero", "0E0", "0"},
    {"15 digits count as they are", "1234567890.12345", NULL},
    {"zeros behind count as they are", "100.50", NULL},
    {"a long whole number counts as it is", "12345678901234567", NULL},
    {"the shortest already counts as it is", "0.30000000000000004", NULL},
    {"a whole number counts as it is", "38486", NULL},
    {"nothing counts as it is", "", NULL},
    {"a number too great for a double counts as it is", "1E400", NULL},
    {"infinity is no such number", "inf", NULL},
    {"a hexadecimal is no such number", "0x1p-3", NULL},
    {"a comma is no such number", "5,0999999999999996", NULL},
    {"an exponent without digits is no such number", "1E", NULL},
    {"an exponent of four digits is no such number", "1E1000", NULL},
    {"a blank behind is no such number", "1E3 ", NULL},
    {"a mark without digits is no such number", "1.E3", NULL},
    {"digits without a whole part are no such number", ".5E3", NULL},
};

static void a_binary_number_is_shortened(void **state)
{
    const ShortenCase *test = *state;
    char text[NUM_TEXT];
    assert_int_equal(num_shorten(str_view(test->text), text), test->shorter != NULL);
    if (test->shorter != NULL)
        assert_string_equal(text, test->shorter);
}

int main(void)
{
    enum { PLAIN = 7 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(parse_cases) + ARRAY_LENGTH(round_cases) +
                            ARRAY_LENGTH(exact_cases) + ARRAY_LENGTH(count_cases) +
                            ARRAY_LENGTH(shorten_cases)] = {
        cmocka_unit_test(a_written_number_reads_back_as_the_same_double),
        cmocka_unit_test(no_shorter_decimal_reads_back),
        cmocka_unit_test(rounding_agrees_with_integers),
        cmocka_unit_test(the_greatest_numbers_fit_the_text),
        cmocka_unit_test(decimals_are_written_digit_for_digit),
        cmocka_unit_test(rescaling_stops_at_overflow),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
    };
    size_t at = PLAIN;

    CASES_FILL_AT(tests, at, parse_cases, text_is_parsed);
    at += ARRAY_LENGTH(parse_cases);
    CASES_FILL_AT(tests, at, round_cases, a_number_is_rounded);
    at += ARRAY_LENGTH(round_cases);
    CASES_FILL_AT(tests, at, exact_cases, a_number_is_written_exactly);
    at += ARRAY_LENGTH(exact_cases);
    CASES_FILL_AT(tests, at, count_cases, a_count_is_parsed);
    at += ARRAY_LENGTH(count_cases);
    CASES_FILL_AT(tests, at, shorten_cases, a_binary_number_is_shortened);
    return cmocka_run_group_tests_name("num", tests, NULL, NULL);
}
