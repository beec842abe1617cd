#include "report.h"

#include "cases.h"

#include <stdlib.h>

static void fill(FilingRow *rows, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++) {
        rows[i] =
            (FilingRow){.key = (uint32_t)(next_random(&seed) >> (i % 40 < 32 ? 32 + i % 32 : 32))};
        for (unsigned k = 0; k < FILING_MEASURES; k++)
            if (next_random(&seed) % 3 == 0)
                rows[i].amounts[k] = (int64_t)next_random(&seed) >> (next_random(&seed) % 64);
    }
}

static bool same_again(const FilingRow *rows, size_t n, const char *blob, size_t size)
{
    FilingCursor cursor;
    FilingRow row;
    Err err = {0};
    if (!filing_open(blob, size, &cursor, &err) || cursor.left != n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!filing_next(&cursor, &row) || row.key != rows[i].key ||
            memcmp(row.amounts, rows[i].amounts, sizeof row.amounts) != 0)
            return false;
    return !filing_next(&cursor, &row) && cursor.left == 0;
}

static void a_filing_is_packed_and_read_back(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 127, 128, 1500};
    for (size_t s = 0; s < ARRAY_LENGTH(sizes); s++) {
        CLEANUP(strbuf_done) StrBuf blob = {0};
        FilingRow *rows = calloc(sizes[s] + 1, sizeof *rows);
        fill(rows, sizes[s], s);
        strbuf_puts(&blob, "before");
        filing_pack(0xffff, rows, sizes[s], &blob);
        assert_true(same_again(rows, sizes[s], blob.text + 6, blob.length - 6));
        free(rows);
    }
}

static void the_ends_of_the_range_are_kept(void **state)
{
    (void)state;
    FilingRow row = {.key = UINT32_MAX, .amounts = {INT64_MAX, INT64_MIN, -1, 1}};
    row.amounts[FILING_MEASURES - 1] = INT64_MIN;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    filing_pack(0xffff, &row, 1, &blob);
    assert_true(same_again(&row, 1, blob.text, blob.length));
}

static void zeros_take_no_room(void **state)
{
    (void)state;
    FilingRow row = {.key = 5};
    CLEANUP(strbuf_done) StrBuf blob = {0};
    filing_pack(1, &row, 1, &blob);
    assert_int_equal(blob.length,
                     8 + 1 + 1 + 1 + 1); /* checksum, measures, count, key, set of amounts */
}

static bool opens(const char *bytes, size_t size, Err *err)
{
    FilingCursor cursor;
    char *copy = size == 0 ? NULL : malloc(size); /* an empty blob comes as NULL */
    if (size > 0)
        memcpy(copy, bytes, size);
    bool good = filing_open(copy, size, &cursor, err);
    free(copy);
    return good;
}

static void damage_anywhere_is_found(void **state)
{
    (void)state;
    FilingRow rows[20];
    CLEANUP(strbuf_done) StrBuf blob = {0};
    fill(rows, ARRAY_LENGTH(rows), 7);
    filing_pack(0xffff, rows, ARRAY_LENGTH(rows), &blob);
    for (size_t i = 0; i < blob.length; i++) {
        Err err = {0};
        blob.text[i] ^= (char)(1 << i % 8);
        assert_false(opens(blob.text, blob.length, &err));
        assert_int_equal(err.kind, ERR_DATA);
        blob.text[i] ^= (char)(1 << i % 8);
    }
    for (size_t size = 0; size < blob.length; size++) {
        Err err = {0};
        assert_false(opens(blob.text, size, &err));
        assert_int_equal(err.kind, ERR_DATA);
    }
}

static void a_sealed_lie_leaves_rows_to_read(void **state)
{
    (void)state;
    FilingRow rows[2], row;
    FilingCursor cursor;
    Err err = {0};
    CLEANUP(strbuf_done) StrBuf blob = {0};
    fill(rows, ARRAY_LENGTH(rows), 8);
    filing_pack(0xffff, rows, ARRAY_LENGTH(rows), &blob);
    blob.text[8] = 100; /* rows announced */
    blob_seal(&blob, 0);
    assert_true(filing_open(blob.text, blob.length, &cursor, &err));
    while (filing_next(&cursor, &row))
        ;
    assert_int_not_equal(cursor.left, 0);
}

static void measures_are_numbered_from_the_first_of_their_report(void **state)
{
    (void)state;
    unsigned measure = 99;
    assert_true(report_measure("Rb-27S", "plan", &measure));
    assert_int_equal(measure, 0);
    assert_true(report_measure("Rb-28S", "plan", &measure));
    assert_int_equal(measure, 0);
    assert_true(report_measure("Rb-28S", "wykonanie", &measure));
    assert_string_equal(report_measures[report_first_measure("Rb-28S") + measure].column, "R4");
    assert_true(report_measure("Rb-27S", "skutki_umorzenia", &measure));
    assert_string_equal(report_measures[measure].element, "UZ");
    assert_false(report_measure("Rb-28S", "skutki_umorzenia", &measure));
    assert_false(report_measure("Rb-NDS", "plan", &measure));
    assert_int_equal(report_first_measure("Rb-NDS"), n_report_measures);
}

static void every_report_fits_a_row_and_stands_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_report_measures; i++) {
        size_t first = report_first_measure(report_measures[i].report);
        assert_true(i - first < FILING_MEASURES);
        for (size_t k = first; k < i; k++) {
            assert_string_equal(report_measures[k].report, report_measures[i].report);
            assert_string_not_equal(report_measures[k].name, report_measures[i].name);
            assert_string_not_equal(report_measures[k].column, report_measures[i].column);
            assert_true(*report_measures[k].element == '\0' ||
                        strcmp(report_measures[k].element, report_measures[i].element) != 0);
        }
    }
}

typedef struct KeyCase {
    const char *label;
    ClassKey a, b;
    int order;
} KeyCase;

static KeyCase keys[] = {
    {"equal keys are equal", {"801", "80101", "401", "0"}, {"801", "80101", "401", "0"}, 0},
    {"the dzial comes first", {"600", "99999", "999", "9"}, {"801", "80101", "401", "0"}, -1},
    {"then the rozdzial", {"801", "80104", "001", "0"}, {"801", "80101", "999", "9"}, 1},
    {"then the paragraf", {"801", "80101", "401", "9"}, {"801", "80101", "402", "0"}, -1},
    {"then the fourth digit", {"801", "80101", "401", "7"}, {"801", "80101", "401", "0"}, 1},
};

static void keys_are_ordered(void **state)
{
    const KeyCase *test = *state;
    int order = class_key_compare(&test->a, &test->b), back = class_key_compare(&test->b, &test->a);
    assert_int_equal((order > 0) - (order < 0), test->order);
    assert_int_equal((back > 0) - (back < 0), -test->order);
}

int main(void)
{
    enum { PLAIN = 7 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(keys)] = {
        cmocka_unit_test(a_filing_is_packed_and_read_back),
        cmocka_unit_test(the_ends_of_the_range_are_kept),
        cmocka_unit_test(zeros_take_no_room),
        cmocka_unit_test(damage_anywhere_is_found),
        cmocka_unit_test(a_sealed_lie_leaves_rows_to_read),
        cmocka_unit_test(measures_are_numbered_from_the_first_of_their_report),
        cmocka_unit_test(every_report_fits_a_row_and_stands_together),
    };

    CASES_FILL_AT(tests, PLAIN, keys, keys_are_ordered);
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
