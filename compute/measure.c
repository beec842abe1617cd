#include "measure.h"

enum { EXPONENT_MAX = 15 }; /* no unit of statistics is farther from its base */

static bool word_exponent(StrView word, int *ret_exponent)
{
    static const struct {
        const char *word;
        int exponent;
    } scales[] = {{"%", -2}, {"‰", -3}, {"tys.", 3}, {"mln", 6}, {"mld", 9}};
    *ret_exponent = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(scales); i++)
        if (str_equal(word, scales[i].word))
            *ret_exponent = scales[i].exponent;
    if (!str_all_digits(word))
        return true;
    for (size_t i = 0; i < word.length; i++)
        if (word.text[i] != (i == 0 ? '1' : '0'))
            return false;
    *ret_exponent = (int)word.length - 1;
    return true;
}

bool measure_exponent(const char *unit, int *ret_exponent)
{
    int exponent = 0, sign = 1;
    for (const char *at = unit; *at != '\0';) {
        size_t length = strcspn(at, " /");
        int part;
        if (!word_exponent((StrView){at, length}, &part))
            return false;
        exponent += sign * part;
        at += length;
        if (*at == '/')
            sign = -1;
        at += *at != '\0';
    }
    *ret_exponent = exponent;
    return exponent >= -EXPONENT_MAX && exponent <= EXPONENT_MAX;
}
