#include "encoding.h"

#include "str.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

static bool begins(const Bytes *bytes, const char *magic, size_t length)
{
    return bytes->size >= length && memcmp(bytes->data, magic, length) == 0;
}

static bool convert(Bytes *bytes, const char *from, const char *name, Err *err)
{
    iconv_t converter = iconv_open("UTF-8", from);
    if (converter == (iconv_t)-1)
        return err_set(err, ERR_CONFIG, _("this system cannot convert from %s"), name);
    size_t capacity = 0, left = bytes->size, room = bytes->size * 3 + 4;
    char *text = heap_grow(NULL, &capacity, room + 1, 1), *in = bytes->data, *out = text;
    size_t code = iconv(converter, &in, &left, &out, &room);
    (void)iconv_close(converter);
    if (code == (size_t)-1) {
        size_t at = (size_t)(in - bytes->data);
        free(text);
        return err_set(err, ERR_DATA, _("byte %zu is neither UTF-8 nor %s"), at, name);
    }
    *out = '\0';
    free(bytes->data);
    *bytes = (Bytes){text, (size_t)(out - text)};
    return true;
}

static void drop_front(Bytes *bytes, size_t n)
{
    memmove(bytes->data, bytes->data + n, bytes->size - n + 1);
    bytes->size -= n;
}

/* Control characters of the upper row (U+0080 to U+009F) are in no text: a conversion went wrong
 * before the file came here. */
static bool refuse_controls(const Bytes *bytes, Err *err)
{
    const char *at = bytes->data, *end = bytes->data + bytes->size;
    while ((at = memchr(at, '\xc2', (size_t)(end - at))) != NULL) {
        if (end - at > 1 && (unsigned char)at[1] < 0xa0) {
            err_set(err, ERR_DATA, _("byte %zu is a control character (U+%04X), which no text has"),
                    (size_t)(at - bytes->data), (unsigned)(unsigned char)at[1]);
            return err_hint(
                err, "%s",
                _("the file was converted wrongly before it came here: fetch it again as "
                  "its publisher made it"));
        }
        at++;
    }
    return true;
}

static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

static bool is_letter(char byte)
{
    unsigned char c = (unsigned char)byte;
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xc0 && c != 0xd7 && c != 0xf7) ||
           is_one_of(byte, "\xa5\x8c\x8f\xb9\x9c\x9f\xa1\xa6\xac\xb1\xb6\xbc\xa3\xaf\xb3\xbf");
}

/* What speaks for one of the two Central European encodings and against the other. They share the
 * letters c, e, l, n, o, z (with a dot); a, s, z (with an acute) stand elsewhere, where the other
 * one has a sign such as the plus-minus; so they count within words only. Bytes 80 to 9F are
 * letters and quotation marks of Windows-1250, and nothing in ISO-8859-2. */
typedef struct Evidence {
    size_t n_windows, first_windows, n_latin2, first_latin2;
    size_t n_signs, first_sign; /* bytes that differ and tell nothing */
} Evidence;

static void count(size_t *n, size_t *first, size_t at)
{
    if ((*n)++ == 0)
        *first = at;
}

static Evidence weigh(const Bytes *bytes)
{
    Evidence evidence = {0};
    for (size_t i = 0; i < bytes->size; i++) {
        char byte = bytes->data[i];
        bool upper = (unsigned char)byte >= 0x80 && (unsigned char)byte < 0xa0;
        bool in_word = (i > 0 && is_letter(bytes->data[i - 1])) ||
                       (i + 1 < bytes->size && is_letter(bytes->data[i + 1]));
        if (upper || (in_word && is_one_of(byte, "\xa5\xb9")))
            count(&evidence.n_windows, &evidence.first_windows, i);
        else if (in_word && is_one_of(byte, "\xa1\xa6\xac\xb1\xb6\xbc"))
            count(&evidence.n_latin2, &evidence.first_latin2, i);
        else if (is_one_of(byte, "\xa1\xa5\xa6\xa9\xab\xac\xae\xb1\xb5\xb6\xb7\xb9\xbb\xbc\xbe"))
            count(&evidence.n_signs, &evidence.first_sign, i);
    }
    return evidence;
}

static const char save_as[] = N_("save the file as UTF-8");

/* NULL, with the reason, where the bytes tell neither, or both. */
static const char *local_encoding(const Bytes *bytes, Err *err)
{
    Evidence e = weigh(bytes);
    if (e.n_windows > 0 && e.n_latin2 > 0) {
        err_set(
            err, ERR_DATA,
            _("the file is in two encodings: byte %zu is a letter of Windows-1250, byte %zu one of "
              "ISO-8859-2"),
            e.first_windows, e.first_latin2);
        err_hint(err, "%s", _(save_as));
        return NULL;
    }
    if (e.n_windows == 0 && e.n_latin2 == 0 && e.n_signs > 0) {
        err_set(
            err, ERR_DATA,
            _("byte %zu is not UTF-8, and nothing in the file tells whether it is Windows-1250 or "
              "ISO-8859-2"),
            e.first_sign);
        err_hint(err, "%s", _(save_as));
        return NULL;
    }
    return e.n_latin2 > 0 ? "ISO-8859-2" : "windows-1250"; /* of neither: both read the same text */
}

/* A Polish letter as UTF-8 has it: in a text of another encoding such a pair of bytes is no word.
 */
static bool holds_utf8_letter(const Bytes *bytes)
{
    for (size_t i = 0; i + 1 < bytes->size; i++)
        if ((unsigned char)bytes->data[i] >= 0xc3 && (unsigned char)bytes->data[i] <= 0xc5 &&
            str_plain_letter(bytes->data + i) != 0)
            return true;
    return false;
}

/* Accents that stand alone are what the letters of a third encoding become. */
static bool refuse_lone_accents(const Bytes *bytes, Err *err)
{
    static const char *const accents[] = {"\xc2\xa8", "\xc2\xb8", "\xcb\x87", "\xcb\x98",
                                          "\xcb\x99", "\xcb\x9b", "\xcb\x9d"};
    for (size_t i = 0; i < ARRAY_LENGTH(accents); i++) {
        if (memmem(bytes->data, bytes->size, accents[i], 2) == NULL)
            continue;
        err_set(
            err, ERR_DATA,
            _("the text is neither UTF-8 nor Windows-1250 nor ISO-8859-2: as one of these it would "
              "have the lone accent \"%s\""),
            accents[i]);
        return err_hint(err, "%s", _(save_as));
    }
    return true;
}

/* The Polish letters of UTF-7 (RFC 2152), which is nothing but ASCII: +AQU- and the like. */
static bool refuse_utf7(const Bytes *bytes, Err *err)
{
    static const char letters[] = "AQU AQc ARk AUI AUQ APM AVs AXo AXw";
    const char *at = bytes->data, *end = bytes->data + bytes->size;
    for (; (at = memmem(at, (size_t)(end - at), "+A", 2)) != NULL; at++) {
        const char word[] = {at[1], end - at > 4 ? at[2] : '\0', end - at > 4 ? at[3] : '\0', '\0'};
        if (end - at < 5 || at[4] != '-' || !str_list_has(letters, word))
            continue;
        err_set(err, ERR_DATA, _("byte %zu: the text is UTF-7 (\"%.5s\")"),
                (size_t)(at - bytes->data), at);
        return err_hint(err, "%s", _(save_as));
    }
    return true;
}

bool encoding_decode(Bytes *bytes, const char **ret_encoding, size_t *ret_bad_offset, Err *err)
{
    *ret_bad_offset = 0;
    if (begins(bytes, "\xff\xfe", 2) || begins(bytes, "\xfe\xff", 2)) {
        *ret_encoding = "UTF-16";
        return convert(bytes, "UTF-16", "UTF-16", err) && refuse_controls(bytes, err);
    }
    if (begins(bytes, "\xef\xbb\xbf", 3))
        drop_front(bytes, 3);
    *ret_encoding = "UTF-8";
    if (str_is_utf8(bytes->data, bytes->size, ret_bad_offset))
        return refuse_controls(bytes, err) && refuse_utf7(bytes, err);
    if (holds_utf8_letter(bytes)) {
        err_set(err, ERR_DATA, _("byte %zu is not UTF-8, and other letters of the file are"),
                *ret_bad_offset);
        return err_hint(err, "%s", _(save_as));
    }
    *ret_encoding = local_encoding(bytes, err);
    return *ret_encoding != NULL &&
           convert(bytes, strcmp(*ret_encoding, "ISO-8859-2") == 0 ? "ISO-8859-2" : "CP1250",
                   *ret_encoding, err) &&
           refuse_lone_accents(bytes, err);
}

bool encoding_is_local(const char *encoding)
{
    return strncmp(encoding, "UTF", 3) != 0;
}
