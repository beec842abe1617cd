#include "copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What one call puts into the buffer, against the wire format of the manual (COPY, Binary Format).
 */
static void assert_bytes(Copy *copy, const char *expected, size_t size)
{
    assert_int_equal(copy->bytes.length, size);
    assert_memory_equal(copy->bytes.text, expected, size);
    strbuf_done(&copy->bytes);
}
#define ASSERT_BYTES(copy, literal) assert_bytes(&(copy), literal, sizeof(literal) - 1)

static void a_row_begins_with_its_field_count(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_row(&copy, 7);
    assert_int_equal(copy.n_rows, 1);
    ASSERT_BYTES(copy, "\0\7");
}

static void integers_are_big_endian_behind_their_length(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_int2(&copy, -2);
    ASSERT_BYTES(copy, "\0\0\0\2\xff\xfe");
    copy_int4(&copy, 0x01020304);
    ASSERT_BYTES(copy, "\0\0\0\4\1\2\3\4");
    copy_int4(&copy, -1);
    ASSERT_BYTES(copy, "\0\0\0\4\xff\xff\xff\xff");
    copy_int8(&copy, -256);
    ASSERT_BYTES(copy, "\0\0\0\10\xff\xff\xff\xff\xff\xff\xff\0");
}

static void a_double_travels_as_its_bits(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_float8(&copy, 1.5);
    ASSERT_BYTES(copy, "\0\0\0\10\x3f\xf8\0\0\0\0\0\0");
}

static void null_is_a_length_of_minus_one(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_null(&copy);
    ASSERT_BYTES(copy, "\xff\xff\xff\xff");
}

static void text_needs_no_escapes(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_text(&copy, "\\.\n\t\\N");
    ASSERT_BYTES(copy, "\0\0\0\6\\.\n\t\\N");
    copy_text(&copy, "");
    ASSERT_BYTES(copy, "\0\0\0\0");
}

static void ranks_are_pairs_of_bytes(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_uint2s(&copy, (const uint16_t[]){1, 0x0203}, 2);
    ASSERT_BYTES(copy, "\0\0\0\4\0\1\2\3");
}

static void an_array_counts_its_bytes_without_those_of_nulls(void **state)
{
    (void)state;
    Copy copy = {0};
    copy_array(&copy, COPY_INT4, 2, 1);
    copy_null(&copy);
    copy_int4(&copy, 9);
    ASSERT_BYTES(copy, "\0\0\0\x20" /* 20 of the head, 4, 4 + 4 */
                       "\0\0\0\1"   /* dimensions */
                       "\0\0\0\1"   /* there are nulls */
                       "\0\0\0\x17" /* int4 */
                       "\0\0\0\2"   /* elements */
                       "\0\0\0\1"   /* from 1 */
                       "\xff\xff\xff\xff\0\0\0\4\0\0\0\x09");
    copy_array(&copy, COPY_FLOAT8, 16, 0);
    ASSERT_BYTES(copy, "\0\0\0\xd4\0\0\0\1\0\0\0\0\0\0\x02\xbd\0\0\0\x10\0\0\0\1");
}

static void items_of_an_array_parameter_are_quoted(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf array = {0};
    pg_array_add(&array, "a\"b\\c");
    pg_array_add(&array, "");
    pg_array_add(&array, "NULL,{}");
    assert_string_equal(pg_array_end(&array), "{\"a\\\"b\\\\c\",\"\",\"NULL,{}\"}");
    CLEANUP(strbuf_done) StrBuf empty = {0};
    assert_string_equal(pg_array_end(&empty), "{}");
}

static const struct {
    const char *state;
    ErrKind kind;
} kinds[] = {
    {"28P01", ERR_PERM},        {"28000", ERR_PERM},        {"42501", ERR_PERM},
    {"53100", ERR_IO},          {"53300", ERR_UNAVAILABLE}, {"57P01", ERR_UNAVAILABLE},
    {"08006", ERR_UNAVAILABLE}, {"55P03", ERR_BUSY},        {"40P01", ERR_BUSY},
    {"25006", ERR_CONFIG},      {"23505", ERR_INTERNAL},    {NULL, ERR_INTERNAL},
};

static void the_class_of_an_error_follows_its_sqlstate(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        assert_int_equal(pg_error_kind(kinds[i].state), kinds[i].kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_begins_with_its_field_count),
        cmocka_unit_test(integers_are_big_endian_behind_their_length),
        cmocka_unit_test(a_double_travels_as_its_bits),
        cmocka_unit_test(null_is_a_length_of_minus_one),
        cmocka_unit_test(text_needs_no_escapes),
        cmocka_unit_test(ranks_are_pairs_of_bytes),
        cmocka_unit_test(an_array_counts_its_bytes_without_those_of_nulls),
        cmocka_unit_test(items_of_an_array_parameter_are_quoted),
        cmocka_unit_test(the_class_of_an_error_follows_its_sqlstate),
    };

    return cmocka_run_group_tests_name("export_copy", tests, NULL, NULL);
}
