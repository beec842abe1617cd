#include "date.h"

#include "num.h"

#include <stdio.h>
#include <string.h>

static bool number_within(const char *digits, uint64_t least, uint64_t most)
{
    uint64_t number;
    return num_parse_count((StrView){digits, 2}, most, &number) && number >= least;
}

static bool is_leap(const char *year) /* within 1900 to 2099 */
{
    uint64_t number;
    return num_parse_count((StrView){year, 4}, 2099, &number) && number % 4 == 0 && number != 1900;
}

bool date_parse(StrView text, char ret_date[11])
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char digits[9] = "";
    size_t n = 0;
    uint64_t month;
    text = str_trim(text);
    ret_date[0] = '\0';
    if (text.length == 0)
        return true;
    for (size_t i = 0; i < text.length; i++)
        if (text.text[i] >= '0' && text.text[i] <= '9' && n < 8)
            digits[n++] = text.text[i];
    bool dashes = text.length == 10 && text.text[4] == '-' && text.text[7] == '-';
    bool points = text.length == 10 && text.text[2] == '.' && text.text[5] == '.';
    if (n != 8 || (!dashes && !points && text.length != 8))
        return false;
    const char *y = points ? digits + 4 : digits, *m = points ? digits + 2 : digits + 4,
               *d = points ? digits : digits + 6;
    (void)snprintf(ret_date, 11, "%.4s-%.2s-%.2s", y, m, d);
    if (!num_parse_count((StrView){m, 2}, 12, &month) || month == 0)
        return false;
    unsigned last = days[month - 1] + (month == 2 && is_leap(y) ? 1u : 0u);
    return number_within(d, 1, last) && (memcmp(y, "19", 2) == 0 || memcmp(y, "20", 2) == 0);
}

bool date_is_sound(const char *date)
{
    size_t length = strlen(date);
    char day[11];
    if ((length != 10 && length != 19) || date[4] != '-' || !date_parse((StrView){date, 10}, day))
        return false;
    return length == 10 ||
           (date[10] == 'T' && number_within(date + 11, 0, 23) && date[13] == ':' &&
            number_within(date + 14, 0, 59) && date[16] == ':' && number_within(date + 17, 0, 59));
}
