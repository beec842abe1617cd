#include "str.h"

#include "cases.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Utf8Case {
    const char *label, *bytes;
    size_t length, bad; /* bad == length: it is UTF-8 */
} Utf8Case;

static Utf8Case utf8[] = {
    {"nothing is UTF-8", "", 0, 0},
    {"ASCII is UTF-8", "0201011;abc", 11, 11},
    {"a NUL is UTF-8", "a\0b", 3, 3},
    {"Polish letters are UTF-8", "\xc5\xbc\xc3\xb3\xc5\x82w", 7, 7},
    {"the least of two bytes", "\xc2\x80", 2, 2},
    {"the greatest of two bytes", "\xdf\xbf", 2, 2},
    {"the least of three bytes", "\xe0\xa0\x80", 3, 3},
    {"the last before the surrogates", "\xed\x9f\xbf", 3, 3},
    {"the first behind the surrogates", "\xee\x80\x80", 3, 3},
    {"the greatest of three bytes", "\xef\xbf\xbf", 3, 3},
    {"the least of four bytes", "\xf0\x90\x80\x80", 4, 4},
    {"the last of all", "\xf4\x8f\xbf\xbf", 4, 4},
    {"a BOM is UTF-8",
     "\xef\xbb\xbf"
     "a",
     4, 4},
    {"a cp1250 letter is none",
     "Wroc\xb3"
     "aw",
     7, 4},
    {"a cp1250 letter at the end is none", "12345678\xb3", 9, 8},
    {"a lone continuation is none", "a\x80", 2, 1},
    {"an overlong slash is none", "\xc0\xaf", 2, 0},
    {"an overlong form of 7F is none", "\xc1\xbf", 2, 0},
    {"an overlong form of three bytes is none", "\xe0\x9f\xbf", 3, 0},
    {"an overlong form of four bytes is none", "\xf0\x8f\xbf\xbf", 4, 0},
    {"a surrogate is none", "\xed\xa0\x80", 3, 0},
    {"the last surrogate is none", "\xed\xbf\xbf", 3, 0},
    {"one past the last of all is none", "\xf4\x90\x80\x80", 4, 0},
    {"a lead byte beyond is none", "\xf5\x80\x80\x80", 4, 0},
    {"FF is none", "\xff", 1, 0},
    {"a letter cut after one byte is none", "ab\xc5", 3, 2},
    {"a letter cut after two bytes is none", "\xe2\x82", 2, 0},
    {"a letter cut after three bytes is none", "\xf0\x9f\x98", 3, 0},
    {"a lead byte before ASCII is none",
     "\xc5"
     "a",
     2, 0},
    {"a bad byte behind long ASCII is found", "0123456789abcdef\x80", 17, 16},
};

static void bytes_are_utf8_or_not(void **state)
{
    const Utf8Case *test = *state;
    size_t bad = test->length;
    char *copy = malloc(test->length + 1);
    memcpy(copy, test->bytes, test->length);
    char *exact = realloc(copy, test->length > 0 ? test->length : 1);
    assert_int_equal(str_is_utf8(exact, test->length, &bad), test->bad == test->length);
    assert_int_equal(bad, test->bad);
    free(exact);
}

static void the_offset_of_a_bad_byte_is_right_everywhere(void **state)
{
    (void)state;
    char text[64];
    for (size_t at = 0; at < sizeof text; at++) {
        size_t bad;
        memset(text, 'a', sizeof text);
        text[at] = '\xb3';
        assert_false(str_is_utf8(text, sizeof text, &bad));
        assert_int_equal(bad, at);
    }
}

typedef struct TrimCase {
    const char *label, *text, *trimmed;
} TrimCase;

static TrimCase trims[] = {
    {"nothing is trimmed to nothing", "", ""},
    {"blanks are trimmed to nothing", " \t\r\n", ""},
    {"both ends are trimmed", "  a b \n", "a b"},
    {"no-break spaces are trimmed", "\xc2\xa0 a\xc2\xa0", "a"},
    {"a no-break space alone is trimmed", "\xc2\xa0", ""},
    {"half of a no-break space is kept", "\xc2", "\xc2"},
    {"a letter that ends like one is kept", "a\xc4\xa0", "a\xc4\xa0"},
};

static void a_text_is_trimmed(void **state)
{
    const TrimCase *test = *state;
    assert_true(str_equal(str_trim(str_view(test->text)), test->trimmed));
}

typedef struct HasCase {
    const char *label, *list, *word;
    bool has;
} HasCase;

static HasCase lists[] = {
    {"the first word is in the list", "csv dbf", "csv", true},
    {"the last word is in the list", "csv dbf", "dbf", true},
    {"a word in the middle is in the list", "a b c", "b", true},
    {"the beginning of a word is not", "csv dbf", "cs", false},
    {"the end of a word is not", "csv dbf", "bf", false},
    {"a longer word is not", "csv", "csvx", false},
    {"two words are not one", "csv dbf", "csv dbf", false},
    {"an empty list has nothing", "", "csv", false},
    {"the empty word is in no list", "csv dbf", "", false},
    {"more blanks do not matter", "csv   dbf ", "dbf", true},
    {"blanks in front do not matter", "  csv", "csv", true},
    {"the empty word is not in a list with blanks in front", " csv", "", false},
};

static void a_list_has_a_word(void **state)
{
    const HasCase *test = *state;
    assert_int_equal(str_list_has(test->list, test->word), test->has);
}

typedef struct HiddenCase {
    const char *label, *text;
    int at; /* -1: there is none */
    unsigned code_point;
} HiddenCase;

static HiddenCase hiddens[] = {
    {"plain and Polish text hides nothing", "a łąka, 1 – 2", -1, 0},
    {"a turned direction of writing", "a \u202e b", 2, 0x202e},
    {"a blank of no width", "ab\u200bc", 2, 0x200b},
    {"an Arabic mark of two bytes", "\u061c", 0, 0x61c},
    {"the first of several", "a\u2066b\u200d", 1, 0x2066},
};

static void what_is_not_seen_is_found(void **state)
{
    const HiddenCase *test = *state;
    const char *found = str_find_hidden(test->text);
    if (test->at < 0) {
        assert_null(found);
        return;
    }
    assert_ptr_equal(found, test->text + test->at);
    assert_int_equal(str_code_point(found), test->code_point);
}

typedef struct NearCase {
    const char *label, *key, *nearest;
} NearCase;

static NearCase nears[] = {
    {"a swapped letter", "ludnsoc", "ludnosc"},
    {"two swapped in a short name", "dorgi", "drogi"},
    {"Polish letters", "ludność", "ludnosc"},
    {"a missing letter", "ludnoc", "ludnosc"},
    {"a letter too many", "ludnoscc", "ludnosc"},
    {"the key itself", "drogi", "drogi"},
    {"of two as near the first by bytes", "aab", "aaa"},
    {"a far name has none", "szkoly", NULL},
    {"a short far name has none", "zq", NULL},
    {"a name longer than any has none",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
};

static void the_nearest_name_is_found(void **state)
{
    const NearCase *test = *state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    StrMap *map = strmap_new(arena);
    static const char *const names[] = {"ludnosc", "drogi", "aac", "aaa", "powierzchnia"};
    for (uint32_t i = 0; i < ARRAY_LENGTH(names); i++)
        (void)strmap_add(map, str_view(names[i]), i, NULL);
    const char *nearest = strmap_nearest(map, str_view(test->key));
    if (test->nearest == NULL)
        assert_null(nearest);
    else
        assert_string_equal(nearest, test->nearest);
}

static void a_map_finds_what_was_put_there(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    StrMap *map = strmap_new(arena);
    char key[20];
    bool fresh;
    uint32_t value;
    for (uint32_t i = 0; i < 20000; i++) {
        (void)snprintf(key, sizeof key, "%u", i);
        assert_int_equal(strmap_add(map, str_view(key), i, &fresh), i);
        assert_true(fresh);
    }
    for (uint32_t i = 0; i < 20000; i++) {
        (void)snprintf(key, sizeof key, "%u", i);
        assert_int_equal(strmap_add(map, str_view(key), 7, &fresh), i);
        assert_false(fresh);
        assert_true(strmap_find(map, str_view(key), &value));
        assert_int_equal(value, i);
    }
    assert_false(strmap_find(map, str_view("20000"), &value));
    assert_false(strmap_find(map, str_view(""), &value));
    (void)strmap_add(map, (StrView){"a\0b", 3}, 1, NULL);
    assert_false(strmap_find(map, str_view("a"), &value));
    assert_true(strmap_find(map, (StrView){"a\0b", 3}, &value));
}

static void what_was_removed_is_not_found_and_may_come_again(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    StrMap *map = strmap_new(arena);
    char key[20];
    uint32_t value;
    bool fresh;
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 500; i++) {
            (void)snprintf(key, sizeof key, "%u", i);
            assert_int_equal(strmap_add(map, str_view(key), i + round, &fresh),
                             i % 2 == 0 ? i + round : i);
            assert_int_equal(fresh, round == 0 || i % 2 == 0);
        }
        for (uint32_t i = 0; i < 500; i += 2) {
            (void)snprintf(key, sizeof key, "%u", i);
            strmap_remove(map, str_view(key));
            assert_false(strmap_find(map, str_view(key), &value));
        }
    }
    strmap_remove(map, str_view("never there"));
    assert_true(strmap_find(map, str_view("1"), &value));
    assert_null(strmap_nearest(map, str_view("2"))); /* "1" is as far as the whole word is long */
}

static void a_list_is_split(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    StrList list = str_split(arena, "  a bc\n d", " \n");
    assert_int_equal(list.n, 3);
    assert_string_equal(list.items[0], "a");
    assert_string_equal(list.items[1], "bc");
    assert_string_equal(list.items[2], "d");
    assert_int_equal(str_split(arena, "", " ").n, 0);
    assert_int_equal(str_split(arena, "   ", " ").n, 0);
}

static void a_buffer_grows_and_ends_with_nul(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf buffer = {0};
    for (int i = 0; i < 3000; i++)
        strbuf_printf(&buffer, "%d,", i);
    assert_int_equal(strlen(buffer.text), buffer.length);
    strbuf_add(&buffer, NULL, 0);
    strbuf_add(&buffer, "\0x", 2);
    assert_int_equal(strlen(buffer.text) + 2, buffer.length);
}

static void views_are_compared(void **state)
{
    (void)state;
    assert_true(str_equal(str_view("a"), "a"));
    assert_false(str_equal(str_view("a"), "ab"));
    assert_false(str_equal((StrView){"a\0", 2}, "a"));
    assert_true(str_same(str_view(NULL), str_view("")));
    assert_false(str_same(str_view("a"), str_view("b")));
    assert_true(str_all_digits(str_view("007")));
    assert_false(str_all_digits(str_view("")));
    assert_false(str_all_digits(str_view("1 ")));
    assert_false(str_all_digits((StrView){"1\0", 2}));
}

int main(void)
{
    enum { PLAIN = 6 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(utf8) + ARRAY_LENGTH(trims) + ARRAY_LENGTH(lists) +
                            ARRAY_LENGTH(nears) + ARRAY_LENGTH(hiddens)] = {
        cmocka_unit_test(the_offset_of_a_bad_byte_is_right_everywhere),
        cmocka_unit_test(a_map_finds_what_was_put_there),
        cmocka_unit_test(what_was_removed_is_not_found_and_may_come_again),
        cmocka_unit_test(a_list_is_split),
        cmocka_unit_test(a_buffer_grows_and_ends_with_nul),
        cmocka_unit_test(views_are_compared),
    };
    size_t at = PLAIN;

    CASES_FILL_AT(tests, at, utf8, bytes_are_utf8_or_not);
    at += ARRAY_LENGTH(utf8);
    CASES_FILL_AT(tests, at, trims, a_text_is_trimmed);
    at += ARRAY_LENGTH(trims);
    CASES_FILL_AT(tests, at, lists, a_list_has_a_word);
    at += ARRAY_LENGTH(lists);
    CASES_FILL_AT(tests, at, nears, the_nearest_name_is_found);
    at += ARRAY_LENGTH(nears);
    CASES_FILL_AT(tests, at, hiddens, what_is_not_seen_is_found);
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
