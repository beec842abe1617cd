#include "num.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

NumError num_parse(StrView text, NumFormat format, Num *ret_num)
{
    const char *at = text.text, *end = at + text.length;
    if (at == end)
        return NUM_EMPTY;
    bool negative = *at == '-';
    at += negative;
    uint64_t mantissa = 0;
    unsigned digits = 0, scale = 0, whole = 0,
             group = 0; /* group: whole digits since the last blank */
    bool mark = false, grouped = false;
    for (; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';
        if (digit <= 9) {
            if (mantissa > 0 || digit > 0)
                digits++;
            if (digits > 18 || (mark && scale == NUM_SCALE_MAX))
                return NUM_TOO_LONG;
            mantissa = mantissa * 10 + digit;
            scale += mark;
            whole += !mark;
            group += !mark;
        } else if (!mark && whole > 0 && *at != '\0' && strchr(format.marks, *at) != NULL) {
            mark = true;
        } else if (!mark && whole > 0 && format.groups &&
                   (*at == ' ' || (end - at > 1 && memcmp(at, "\xc2\xa0", 2) == 0) ||
                    (end - at > 2 && memcmp(at, "\xe2\x80\xaf", 3) == 0))) {
            at += *at == ' ' ? 0 : *at == '\xc2' ? 1 : 2;
            if (grouped ? group != 3 : group > 3)
                return NUM_NOT_A_NUMBER;
            grouped = true;
            group = 0;
        } else if ((*at == 'e' || *at == 'E') && whole > 0) {
            return NUM_EXPONENT;
        } else if ((*at == '.' || *at == ',') && whole > 0) {
            return NUM_WRONG_MARK;
        } else {
            return NUM_NOT_A_NUMBER;
        }
    }
    /* a group is three digits, neither more nor less */
    if (whole == 0 || (mark && scale == 0) || (grouped && group != 3))
        return NUM_NOT_A_NUMBER;
    *ret_num = (Num){negative ? -(int64_t)mantissa : (int64_t)mantissa, (uint8_t)scale};
    return NUM_OK;
}

const char *num_error_text(NumError error)
{
    switch (error) {
    case NUM_EMPTY:
        return _("the value is empty");
    case NUM_WRONG_MARK:
        return _("the number has a decimal mark or group separator that this source does not use");
    case NUM_EXPONENT:
        return _(
            "a number with an exponent; a spreadsheet has shortened it: export the source again");
    case NUM_TOO_LONG:
        return _("the number has more digits than the source can mean");
    case NUM_OK:
    case NUM_NOT_A_NUMBER:
        break;
    }
    return _("this is not a number");
}

bool num_parse_count(StrView text, uint64_t max, uint64_t *ret_count)
{
    uint64_t count = 0;
    if (!str_all_digits(text) || text.length > 18)
        return false;
    for (size_t i = 0; i < text.length; i++)
        count = count * 10 + (uint64_t)(text.text[i] - '0');
    if (count > max)
        return false;
    *ret_count = count;
    return true;
}

double num_pow10(int exponent)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    return powers[exponent];
}

double num_to_double(int64_t mantissa, int scale)
{
    return scale >= 0 ? (double)mantissa / num_pow10(scale) : (double)mantissa * num_pow10(-scale);
}

bool num_rescale(int64_t mantissa, int from, int to, int64_t *ret_mantissa)
{
    for (; from < to; from++)
        if (__builtin_mul_overflow(mantissa, 10, &mantissa))
            return false;
    *ret_mantissa = mantissa;
    return true;
}

/* The shortest digits that read back: "d.ddde-xx" at 15, 16 or 17 significant digits. Returns the
 * number of digits. */
static int shortest_digits(double value, char *digits, int *ret_exponent)
{
    char text[40];
    for (int precision = 14; precision <= 16; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, value);
        if (strtod(text, NULL) == value)
            break;
    }
    int n = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            digits[n++] = *at;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    *ret_exponent = (int)strtol(at + 1, NULL, 10);
    return n;
}

/* Write digits d1 d2 ... with the decimal point behind digit number `point` (may be negative or
 * past the end). */
static void write_plain(char *text, bool negative, const char *digits, int n, int point,
                        int decimals)
{
    char *out = text;
    if (negative)
        *out++ = '-';
    if (point <= 0)
        *out++ = '0';
    for (int i = 0; i < point; i++)
        *out++ = i < n ? digits[i] : '0';
    if (decimals > 0) {
        *out++ = '.';
        for (int i = point; i < point + decimals; i++)
            *out++ = i >= 0 && i < n ? digits[i] : '0';
    }
    *out = '\0';
}

enum { EXPONENT_MAX = 330 };

void num_write_exact(double value, int shift, char ret_text[NUM_TEXT])
{
    char digits[20];
    int exponent;
    if (value == 0) {
        strcpy(ret_text, "0");
        return;
    }
    int n = shortest_digits(fabs(value), digits, &exponent);
    int point = exponent + 1 + shift;
    if (point > EXPONENT_MAX || point < -EXPONENT_MAX) {
        strcpy(ret_text, "0");
        return;
    }
    write_plain(ret_text, value<0, digits, n, point, n> point ? n - point : 0);
}

void num_write_rounded(double value, int shift, int decimals, char ret_text[NUM_TEXT])
{
    char digits[24] = "";
    int exponent = 0, n = 0;
    if (value != 0)
        n = shortest_digits(fabs(value), digits + 1, &exponent);
    int point = exponent + 1 + shift;
    int keep = point + decimals; /* digits kept, counted from the first significant one */
    if (value == 0 || keep < 0) {
        write_plain(ret_text, false, "", 0, 0, decimals);
        return;
    }
    digits[0] = '0';
    if (keep < n) {
        bool up = digits[1 + keep] >= '5';
        n = keep;
        for (int i = keep; up && i >= 0; i--) {
            up = digits[i] == '9';
            digits[i] = (char)(up ? '0' : digits[i] + 1);
        }
    }
    bool carried = digits[0] != '0';
    bool zero = true;
    for (int i = 0; i <= n; i++)
        zero = zero && digits[i] == '0';
    write_plain(ret_text, value < 0 && !zero, carried ? digits : digits + 1, carried ? n + 1 : n,
                carried ? point + 1 : point, decimals);
}

void num_write_decimal(int64_t mantissa, int scale, char ret_text[NUM_TEXT])
{
    char digits[24];
    uint64_t size = mantissa < 0 ? 0 - (uint64_t)mantissa : (uint64_t)mantissa;
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)size);
    write_plain(ret_text, mantissa < 0, digits, n, n - scale, scale);
}

static locale_t plain;

static void make_plain(void)
{
    plain = newlocale(LC_ALL_MASK, "C", NULL);
}

double num_read_double(const char *text)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_plain);
    return strtod_l(text, NULL, plain);
}

/* A number as programs write a double: "-12.5", "1E-3". */
typedef struct BinaryText {
    unsigned digits; /* without zeros in front */
    bool fraction, exponent;
} BinaryText;

static const char *skip_digits(const char *text)
{
    return text + strspn(text, "0123456789");
}

static bool read_binary_text(const char *text, BinaryText *ret_form)
{
    BinaryText form = {0};
    const char *start = text + (*text == '-'), *at = skip_digits(start), *end = at;
    bool sound = at > start;
    if (*at == '.') {
        form.fraction = true;
        end = skip_digits(at + 1);
        sound = sound && end > at + 1;
    }
    for (const char *digit = start + strspn(start, "0."); digit < end; digit++)
        form.digits += *digit != '.';
    if (*end == 'e' || *end == 'E') {
        form.exponent = true;
        at = end + 1 + (end[1] == '-' || end[1] == '+');
        end = skip_digits(at);
        sound = sound && end > at && end - at <= 3;
    }
    *ret_form = form;
    return sound && *end == '\0';
}

bool num_shorten(StrView text, char ret_text[NUM_TEXT])
{
    char copy[64];
    BinaryText form;
    if (text.length >= sizeof copy)
        return false;
    memcpy(copy, text.text, text.length);
    copy[text.length] = '\0';
    if (!read_binary_text(copy, &form) || !(form.exponent || (form.fraction && form.digits > 15)))
        return false;
    double value = num_read_double(copy);
    if (!isfinite(value))
        return false;
    num_write_exact(value, 0, ret_text);
    return strcmp(ret_text, copy) != 0;
}
