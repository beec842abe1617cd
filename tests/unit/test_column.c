#include "column.h"

#include "cases.h"

#include <stdlib.h>

static Arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena = arena_free(arena);
    return 0;
}

typedef struct PackCase {
    const char *label;
    uint32_t n, first, step; /* units: first, first + step, ... */
    bool real;
    int scale;
    int64_t greatest;  /* of the exact values */
    unsigned n_states; /* distinct ones */
    size_t size;       /* of the blob; 0: not asked */
} PackCase;

/* A head of 24 bytes, 4 a state, 4 a unit of a list, 4 or 8 a value, 0 to 2 a state's place. */
static PackCase cases[] = {
    {"an empty column", 0, 0, 1, false, 0, 0, 1, 24},
    {"one cell", 1, 2970, 1, false, 2, 100, 1, 24 + 4 + 4},
    {"a run of narrow values", 2479, 400, 1, false, 0, INT32_MAX, 1, 24 + 4 + 2479 * 4},
    {"a run of wide values", 2479, 400, 1, false, 2, (int64_t)1 << 40, 1, 24 + 4 + 2479 * 8},
    {"a list of units", 380, 7, 9, false, 1, 1000, 1, 24 + 4 + 380 * 8},
    {"two states", 100, 0, 1, false, 0, 9, 2, 24 + 8 + 100 * 5},
    {"256 states", 1000, 0, 1, false, 0, 9, 256, 24 + 256 * 4 + 1000 * 5},
    {"257 states", 1000, 0, 1, false, 0, 9, 257, 24 + 257 * 4 + 1000 * 6},
    {"a state for every cell", 3000, 0, 3, false, 15, (int64_t)1 << 60, 3000,
     24 + 3000 * (4 + 4 + 8 + 2)},
    {"real values", 300, 5, 1, true, -3, 0, 3, 24 + 12 + 300 * 9},
    {"real values of a list", 300, 5, 2, true, 9, 0, 1, 24 + 4 + 300 * 12},
};

static Column column_of(const PackCase *test)
{
    Column column = column_new(arena, test->n, test->real, test->scale);
    uint64_t seed = test->n;
    for (uint32_t i = 0; i < test->n; i++) {
        column.units[i] = test->first + i * test->step;
        column.states[i] = (i % test->n_states) * 0x01000001u;
        if (test->real)
            column.values.real[i] = (double)(int64_t)next_random(&seed) / 1e9;
        else
            column.values.exact[i] =
                i == 0 ? test->greatest
                       : -(int64_t)(next_random(&seed) % ((uint64_t)test->greatest + 1));
    }
    return column;
}

static void a_column_is_packed_and_unpacked(void **state)
{
    const PackCase *test = *state;
    Column column = column_of(test), again;
    CLEANUP(strbuf_done) StrBuf blob = {0}, second = {0};
    Err err = {0};
    column_pack(&column, &blob);
    if (test->size > 0)
        assert_int_equal(blob.length, test->size);
    assert_true(column_unpack(arena, blob.text, blob.length, "x", &again, &err));
    assert_int_equal(again.n, test->n);
    assert_int_equal(again.real, test->real);
    assert_int_equal(again.scale, test->scale);
    assert_memory_equal(again.units, column.units, test->n * sizeof *column.units);
    assert_memory_equal(again.values.exact, column.values.exact,
                        test->n * sizeof *column.values.exact);
    assert_memory_equal(again.states, column.states, test->n * sizeof *column.states);

    column_pack(&again, &second); /* the same column gives the same bytes */
    assert_int_equal(second.length, blob.length);
    assert_memory_equal(second.text, blob.text, blob.length);
    strbuf_done(&second);
}

static bool unpacks(const char *blob, size_t size, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Column column;
    /* a copy of the very size, so that a read past its end is seen */
    char *copy = malloc(size + 1);
    memcpy(copy, blob, size);
    bool good = column_unpack(scratch, copy, size, "P2137 2020", &column, err);
    free(copy);
    return good;
}

static void damage_anywhere_is_found(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_LENGTH(cases); k++) {
        CLEANUP(strbuf_done) StrBuf blob = {0};
        Column column = column_of(&cases[k]);
        column_pack(&column, &blob);
        size_t step = blob.length > 2000 ? blob.length / 400 : 1;
        for (size_t i = 0; i < blob.length; i += i < 64 ? 1 : step) {
            Err err = {0};
            blob.text[i] ^= (char)(1 << i % 8);
            assert_false(unpacks(blob.text, blob.length, &err));
            assert_int_equal(err.kind, ERR_DATA);
            assert_non_null(strstr(err.text, "P2137 2020"));
            blob.text[i] ^= (char)(1 << i % 8);
        }
        for (size_t size = 0; size < blob.length; size += size < 64 ? 1 : step) {
            Err err = {0};
            assert_false(unpacks(blob.text, size, &err));
            assert_int_equal(err.kind, ERR_DATA);
        }
    }
}

/* A head that lies, with a checksum that fits: still no read past the end. */
static void a_sealed_lie_is_found(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (size_t k = 0; k < ARRAY_LENGTH(cases); k++)
        for (unsigned i = 0; i < 100; i++) {
            CLEANUP(strbuf_done) StrBuf blob = {0};
            Column column = column_of(&cases[k]);
            Err err = {0};
            column_pack(&column, &blob);
            blob.text[8 + next_random(&seed) % 16] = (char)next_random(&seed);
            blob_seal(&blob, 0);
            if (!unpacks(blob.text, blob.length, &err))
                assert_int_equal(err.kind, ERR_DATA);
        }
}

static void a_place_past_the_table_of_states_is_found(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    Column column = column_of(&cases[5]); /* two states */
    Err err = {0};
    column_pack(&column, &blob);
    for (int place = 1; place < 4; place++) {
        blob.text[blob.length - 1] = (char)place;
        blob_seal(&blob, 0);
        assert_int_equal(unpacks(blob.text, blob.length, &err), place < 2);
        err = (Err){0};
    }
}

static void packing_appends_to_what_is_there(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    Column column = column_of(&cases[4]);
    Err err = {0};
    strbuf_puts(&blob, "before");
    column_pack(&column, &blob);
    assert_memory_equal(blob.text, "before", 6);
    assert_true(unpacks(blob.text + 6, blob.length - 6, &err));
}

static void a_unit_is_found_or_not(void **state)
{
    (void)state;
    Column column = column_of(&cases[4]), empty = column_of(&cases[0]);
    for (uint32_t i = 0; i < column.n; i++) {
        assert_int_equal(column_find(&column, 7 + i * 9), i);
        assert_int_equal(column_find(&column, 8 + i * 9), column.n);
    }
    assert_int_equal(column_find(&column, 0), column.n);
    assert_int_equal(column_find(&column, UINT32_MAX), column.n);
    assert_int_equal(column_find(&empty, 0), 0);
}

static void varints_are_read_back(void **state)
{
    (void)state;
    static const int64_t values[] = {0,   1,   -1,        63,        -64,      64,
                                     127, 128, INT32_MAX, INT64_MAX, INT64_MIN};
    CLEANUP(strbuf_done) StrBuf blob = {0};
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        blob_put_varint(&blob, zigzag(values[i]));
    const unsigned char *at = (const unsigned char *)blob.text, *end = at + blob.length;
    uint64_t value;
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
        assert_true(blob_get_varint(&at, end, &value));
        assert_int_equal(unzigzag(value), values[i]);
    }
    assert_false(blob_get_varint(&at, end, &value));
    static const unsigned char endless[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                            0x80, 0x80, 0x80, 0x80, 0x80, 0};
    at = endless;
    assert_false(blob_get_varint(&at, endless + sizeof endless, &value));
}

int main(void)
{
    enum { PLAIN = 6 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(cases)] = {
        cmocka_unit_test(damage_anywhere_is_found),
        cmocka_unit_test(a_sealed_lie_is_found),
        cmocka_unit_test(a_place_past_the_table_of_states_is_found),
        cmocka_unit_test(packing_appends_to_what_is_there),
        cmocka_unit_test(a_unit_is_found_or_not),
        cmocka_unit_test(varints_are_read_back),
    };

    CASES_FILL_AT(tests, PLAIN, cases, a_column_is_packed_and_unpacked);
    return cmocka_run_group_tests_name("column", tests, set_up, tear_down);
}
