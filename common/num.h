/*
 * Numbers as text: the only place where a decimal number is read or written. Nothing here depends
 * on the locale. A number read is exact: mantissa x 10^-scale. Doubles are written as the shortest
 * text that reads back as the same double, and rounded as decimals, half away from zero (DESIGN
 * 8): 1.005 to two places is 1.01.
 */
#pragma once

#include "str.h"

enum { NUM_SCALE_MAX = 15 };

typedef struct Num {
    int64_t mantissa;
    uint8_t scale; /* digits after the decimal mark as written, trailing zeros included */
} Num;

typedef enum NumError {
    NUM_OK,
    NUM_EMPTY,
    NUM_NOT_A_NUMBER,
    NUM_WRONG_MARK, /* the other decimal mark, or a group separator that the profile does not allow
                     */
    NUM_EXPONENT,   /* 1E+05: a spreadsheet has been at work */
    NUM_TOO_LONG,   /* more than 18 digits, or more than NUM_SCALE_MAX decimals */
} NumError;

/* How a source writes numbers. `marks` holds the decimal marks allowed, e.g. "," or ".,"; `groups`:
 * blanks between digits. */
typedef struct NumFormat {
    const char *marks;
    bool groups;
} NumFormat;

NumError num_parse(StrView text, NumFormat format, Num *ret_num);
const char *num_error_text(NumError error);

/*
 * A workbook holds binary numbers, and programs write them out with up to 17 digits or an exponent
 * (76081159.659999996, 1E-3): the shortest decimal that is the same binary number (76081159.66,
 * 0.001). False, and the text counts as it is, where it has neither exponent nor more than 15
 * digits with a fraction, where it is the shortest already, and where it is no such number.
 */
enum { NUM_TEXT = 400 };
bool num_shorten(StrView text, char ret_text[NUM_TEXT]);

/* Whole numbers of identifiers and years; false unless all of `text` is digits and the value fits.
 */
bool num_parse_count(StrView text, uint64_t max, uint64_t *ret_count);

/* Powers of ten that a double holds exactly: 0 <= exponent <= 22. */
double num_pow10(int exponent);
double num_to_double(int64_t mantissa, int scale);

/* Bring a mantissa to a larger scale; false on overflow. */
bool num_rescale(int64_t mantissa, int from, int to, int64_t *ret_mantissa);

/*
 * Write value x 10^shift. num_write_exact: shortest round trip; num_write_rounded: `decimals`
 * places, half away from zero on the shortest decimal form. Both give plain digits (no exponent)
 * and no negative zero. The size of `ret_text` is NUM_TEXT.
 */
void num_write_exact(double value, int shift, char ret_text[NUM_TEXT]);
void num_write_rounded(double value, int shift, int decimals, char ret_text[NUM_TEXT]);
/* mantissa x 10^-scale, digit for digit, trailing zeros included. */
void num_write_decimal(int64_t mantissa, int scale, char ret_text[NUM_TEXT]);
double num_read_double(const char *text); /* of a text that num_write_* made */
