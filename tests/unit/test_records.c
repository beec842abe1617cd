#include "records.h"

#include "cases.h"

#include <stdlib.h>
#include <time.h>

/* Records as text: fields joined by |, a bad one as !column(raw), a blank one as -, each as
 * line:record. */
static bool write_record(void *context, const Record *record, Err *err)
{
    StrBuf *text = context;
    (void)err;
    strbuf_printf(text, "%s%llu:", text->length > 0 ? " " : "", (unsigned long long)record->line);
    if (record->bad) {
        strbuf_printf(text, "!%zu(", record->bad_column);
        strbuf_add(text, record->raw.text, record->raw.length);
        strbuf_puts(text, ")");
    } else if (record->n_fields == 0) {
        strbuf_puts(text, "-");
    }
    for (size_t i = 0; i < record->n_fields; i++) {
        strbuf_puts(text, i > 0 ? "|" : "");
        strbuf_add(text, record->fields[i].text, record->fields[i].length);
    }
    return true;
}

typedef struct ReadCase {
    const char *label, *text;
    size_t length; /* 0: of the text */
    const char *records;
    const char *error; /* NULL: none */
} ReadCase;

static ReadCase cases[] = {
    {"plain records", "a;b\nc;d\n", 0, "1:a|b 2:c|d", NULL},
    {"the last line needs no end", "a;b\nc;d", 0, "1:a|b 2:c|d", NULL},
    {"CRLF ends a line", "a;b\r\nc;d\r\n", 0, "1:a|b 2:c|d", NULL},
    {"CR CR LF ends one line", "a;b\r\r\nc;d\r\r\n", 0, "1:a|b 2:c|d", NULL},
    {"a lone CR ends a line", "a;b\rc;d\r", 0, "1:a|b 2:c|d", NULL},
    {"line ends may be mixed", "a\rb\nc\r\nd\r\r\ne", 0, "1:a 2:b 3:c 4:d 5:e", NULL},
    {"blank lines are records without fields", "a\n\n\r\nb\n", 0, "1:a 2:- 3:- 4:b", NULL},
    {"a line of blanks is a field", "a\n  \nb\n", 0, "1:a 2:   3:b", NULL},
    {"a trailing separator is an empty field", "a;b;\nc;d;\n", 0, "1:a|b| 2:c|d|", NULL},
    {"separators alone are empty fields", ";;\n", 0, "1:||", NULL},
    {"quotes are taken off", "\"a\";b;\"\"\n", 0, "1:a|b|", NULL},
    {"a separator in quotes is text", "\"a;b\";c\n", 0, "1:a;b|c", NULL},
    {"doubled quotes are one", "\"a\"\"b\";\"\"\"\"\n", 0, "1:a\"b|\"", NULL},
    {"a line end in quotes is text, and lines are counted on", "\"a\nb\";c\nd\n", 0, "1:a\nb|c 3:d",
     NULL},
    {"a CRLF in quotes is a line feed", "\"a\r\nb\";c\r\nd\r\n", 0, "1:a\nb|c 3:d", NULL},
    {"blanks stay", " a ; b \n", 0, "1: a | b ", NULL},
    {"a quote in a plain field is bad and the next record is read", "a;b\nx\"y;z\nc;d\n", 0,
     "1:a|b 2:!2(x\"y;z) 3:c|d", NULL},
    {"text behind a closing quote is bad", "\"a\"b;c\nd;e\n", 0, "1:!4(\"a\"b;c) 2:d|e", NULL},
    {"a blank behind a closing quote is bad", "\"a\" ;c\nd;e\n", 0, "1:!4(\"a\" ;c) 2:d|e", NULL},
    {"a bad record over two lines is handed over whole", "\"a\nb\"c;d\ne;f\n", 0,
     "1:!3(\"a\nb\"c;d) 3:e|f", NULL},
    {"bad records one after the other", "a\"\nb\"\nc\n", 0, "1:!2(a\") 2:!2(b\") 3:c", NULL},
    {"a bad last line without an end", "a\nb\"c", 0, "1:a 2:!2(b\"c)", NULL},
    {"no bytes are no records", "", 0, "", NULL},
    {"one line end is one blank record", "\n", 0, "1:-", NULL},
    {"a NUL is a byte of its field", "a\0b;c\n", 6, "1:a\0b|c", NULL},
    {"Ctrl-Z is a byte as any", "a\n\x1a", 0, "1:a 2:\x1a", NULL},
    {"an unclosed quote at the end names its first line", "a;b\nc;\"d\ne;f\n", 0, "1:a|b",
     "line 2"},
    {"an unclosed quote in a last line without an end", "a;b\nc;\"d", 0, "1:a|b", "line 2"},
    {"an unclosed quote before its line end", "\"\n", 0, "", "line 1"},
};

static void a_text_is_cut_into_records(void **state)
{
    const ReadCase *test = *state;
    size_t length = test->length > 0 ? test->length : strlen(test->text);
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    char *copy = malloc(length + 1); /* the exact size: a read behind the end is seen */
    memcpy(copy, test->text, length);
    bool good = records_read(copy, length, ';', write_record, &text, &err);
    free(copy);
    assert_int_equal(good, test->error == NULL);
    assert_memory_equal(text.text == NULL ? "" : text.text, test->records, text.length);
    if (test->length == 0)
        assert_int_equal(text.length, strlen(test->records));
    assert_int_equal(err.kind, good ? ERR_NONE : ERR_DATA);
    if (!good)
        assert_non_null(strstr(err.text, test->error));
}

typedef struct Counts {
    uint64_t records, bad, blank, fields, stop_at;
    size_t longest;
} Counts;

static bool count_record(void *context, const Record *record, Err *err)
{
    Counts *counts = context;
    counts->records++;
    counts->bad += record->bad;
    counts->blank += !record->bad && record->n_fields == 0;
    counts->fields += record->n_fields;
    for (size_t i = 0; i < record->n_fields; i++)
        if (record->fields[i].length > counts->longest)
            counts->longest = record->fields[i].length;
    return counts->records != counts->stop_at || err_set(err, ERR_DATA, "stopped");
}

/* A record of `n` fields of `length` bytes each, and a line end. */
static void add_record(StrBuf *text, size_t n, size_t length, bool quoted)
{
    for (size_t i = 0; i < n; i++) {
        strbuf_puts(text, i > 0 ? ";" : "");
        strbuf_puts(text, quoted ? "\"" : "");
        for (size_t k = 0; k < length; k++)
            strbuf_add(text, "x", 1);
        strbuf_puts(text, quoted ? "\"" : "");
    }
    strbuf_puts(text, "\n");
}

typedef struct LimitCase {
    const char *label;
    size_t n, length;
    bool quoted, good;
} LimitCase;

static LimitCase limits[] = {
    {"a field of 64 KiB is read", 1, FIELD_BYTES_MAX, false, true},
    {"a longer field ends the file", 1, FIELD_BYTES_MAX + 1, false, false},
    {"a longer quoted field ends the file", 2, FIELD_BYTES_MAX + 1, true, false},
    {"a record of 1 MiB is read", 16, 64 * 1024 - 1, false, true},
    {"a longer record ends the file", 17, 64 * 1024 - 1, false, false},
    {"4096 fields are read", RECORD_FIELDS_MAX, 1, false, true},
    {"more fields end the file", RECORD_FIELDS_MAX + 1, 1, false, false},
};

static void a_limit_holds(void **state)
{
    const LimitCase *test = *state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    Counts counts = {0};
    strbuf_puts(&text, "a;b\n");
    add_record(&text, test->n, test->length, test->quoted);
    strbuf_puts(&text, "c;d\n");
    assert_int_equal(records_read(text.text, text.length, ';', count_record, &counts, &err),
                     test->good);
    assert_int_equal(counts.records, test->good ? 3 : 1);
    if (test->good) {
        assert_int_equal(counts.longest, test->length);
    } else {
        assert_int_equal(err.kind, ERR_DATA);
        assert_non_null(strstr(err.text, "line 2"));
    }
}

static void a_quote_never_closed_is_found_at_its_line_and_not_at_the_end(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    Counts counts = {0};
    strbuf_puts(&text, "a;b\nc;d\n\"e;f\n");
    for (unsigned i = 0; i < 200000; i++)
        strbuf_puts(&text, "0201011;12345\n");
    assert_false(records_read(text.text, text.length, ';', count_record, &counts, &err));
    assert_int_equal(counts.records, 2);
    assert_non_null(strstr(err.text, "line 3"));
    assert_true(*err.hint != '\0');
}

static void the_function_may_stop(void **state)
{
    (void)state;
    Err err = {0};
    Counts counts = {.stop_at = 2};
    assert_false(records_read("a\nb\nc\n", 6, ';', count_record, &counts, &err));
    assert_int_equal(counts.records, 2);
    assert_string_equal(err.text, "stopped");
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

typedef struct SpeedCase {
    const char *label, *line;
    uint64_t blank;
} SpeedCase;

static SpeedCase speeds[] = {
    {"millions of lone CRs take no square of time", "0201011;1\r", 0},
    {"millions of CRs in a row take no square of time", "\r", 1},
    {"millions of blank lines take no square of time", "\n", 1},
    {"millions of bad records take no square of time", "a\"b\n", 0},
};

static void a_long_text_is_read_in_time(void **state)
{
    const SpeedCase *test = *state;
    enum { LINES = 400000 };
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    Counts counts = {0};
    for (unsigned i = 0; i < LINES; i++)
        strbuf_puts(&text, test->line);
    double start = seconds();
    assert_true(records_read(text.text, text.length, ';', count_record, &counts, &err));
    assert_true(seconds() - start < 8);
    assert_int_equal(counts.records, LINES);
    assert_int_equal(counts.blank, test->blank * LINES);
}

/* Whatever the bytes are: every line is in one record, or the file ends with an error. */
static void random_bytes_keep_the_promises(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (unsigned i = 0; i < 20000; i++) {
        static const char letters[] = "ab;;\"\"\n\n\r\r\n \0,";
        size_t size = next_random(&seed) % 40;
        char *text = malloc(size + 1);
        Err err = {0};
        Counts counts = {0};
        for (size_t k = 0; k < size; k++)
            text[k] = letters[next_random(&seed) % (sizeof letters - 1)];
        bool good = records_read(text, size, ';', count_record, &counts, &err);
        assert_int_equal(good, err.kind == ERR_NONE);
        assert_true(!good || size == 0 || counts.records > 0);
        free(text);
    }
}

int main(void)
{
    enum { PLAIN = 3 };
    struct CMUnitTest
        tests[PLAIN + ARRAY_LENGTH(cases) + ARRAY_LENGTH(limits) + ARRAY_LENGTH(speeds)] = {
            cmocka_unit_test(a_quote_never_closed_is_found_at_its_line_and_not_at_the_end),
            cmocka_unit_test(the_function_may_stop),
            cmocka_unit_test(random_bytes_keep_the_promises),
        };

    CASES_FILL_AT(tests, PLAIN, cases, a_text_is_cut_into_records);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(cases), limits, a_limit_holds);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(cases) + ARRAY_LENGTH(limits), speeds,
                  a_long_text_is_read_in_time);
    return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
