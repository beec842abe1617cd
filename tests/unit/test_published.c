/* In which class a published value and ours fall: each class, and each side of its edges. */
#include "published.h"

#include "cases.h"

#define NONE                                                                                       \
    {                                                                                              \
        false, false, 0, 0, 0, 0                                                                   \
    }
#define MISSING(flag)                                                                              \
    {                                                                                              \
        true, false, 0, 0, 0, flag                                                                 \
    }
#define OURS(exact, published, decimals, flag)                                                     \
    {                                                                                              \
        true, true, exact, published, decimals, flag                                               \
    }
#define THEIRS(number, decimals, flag)                                                             \
    {                                                                                              \
        true, true, number, number, decimals, flag                                                 \
    }

typedef struct JudgeCase {
    const char *label;
    PublishedSide ours, theirs;
    bool changed;
    PublishedClass class;
} JudgeCase;

static JudgeCase judged[] = {
    {"one number, one flag", OURS(12.449, 12.4, 1, 1), THEIRS(12.4, 1, 1), false, PUBLISHED_EQUAL},
    {"one number with more decimals", OURS(12.4, 12.4, 1, 1), THEIRS(12.4, 4, 1), false,
     PUBLISHED_EQUAL},
    {"missing on both sides", MISSING(5), MISSING(5), false, PUBLISHED_EQUAL},
    {"zero on both sides", OURS(0, 0, 1, 2), THEIRS(0, 1, 2), false, PUBLISHED_EQUAL},
    {"only theirs", NONE, THEIRS(1, 1, 1), false, PUBLISHED_THEIRS},
    {"only ours", OURS(1, 1, 1, 1), NONE, true, PUBLISHED_OURS},
    {"one number, another flag", OURS(12.4, 12.4, 1, 1), THEIRS(12.4, 1, 4), false, PUBLISHED_FLAG},
    {"missing, another flag", MISSING(5), MISSING(4), false, PUBLISHED_FLAG},
    {"a true zero and one that is too small", OURS(0, 0, 1, 2), THEIRS(0, 1, 3), false,
     PUBLISHED_FLAG},
    {"a value and none", OURS(12.4, 12.4, 1, 1), MISSING(5), false, PUBLISHED_FLAG},
    {"none and a zero", MISSING(5), THEIRS(0, 1, 2), false, PUBLISHED_FLAG},
    {"none and a value in a year of change", MISSING(5), THEIRS(7, 1, 1), true, PUBLISHED_CHANGED},
    {"fewer decimals than ours", OURS(12.449, 12.4, 1, 1), THEIRS(12, 0, 1), false,
     PUBLISHED_ROUNDING},
    {"more decimals than ours", OURS(12.449, 12.4, 1, 1), THEIRS(12.449, 3, 1), false,
     PUBLISHED_ROUNDING},
    {"more decimals than ours, another number", OURS(12.449, 12.4, 1, 1), THEIRS(12.451, 3, 1),
     false, PUBLISHED_UNEXPLAINED},
    {"half way, rounded down", OURS(12.25, 12.3, 1, 1), THEIRS(12.2, 1, 1), false,
     PUBLISHED_ROUNDING},
    {"half way below zero", OURS(-12.25, -12.3, 1, 1), THEIRS(-12.2, 1, 1), false,
     PUBLISHED_ROUNDING},
    {"a rounded number rounded", OURS(12.4496, 12.4, 1, 1), THEIRS(12.5, 1, 1), false,
     PUBLISHED_ROUNDING},
    {"rounded three times", OURS(12.44446, 12.4, 1, 1), THEIRS(12.5, 1, 1), false,
     PUBLISHED_UNEXPLAINED},
    {"two units of the last place", OURS(12.4496, 12.4, 1, 1), THEIRS(12.6, 1, 1), false,
     PUBLISHED_UNEXPLAINED},
    {"cut instead of rounded", OURS(12.48, 12.5, 1, 1), THEIRS(12.4, 1, 1), false,
     PUBLISHED_UNEXPLAINED},
    {"another number", OURS(12.4, 12.4, 1, 1), THEIRS(13.4, 1, 1), false, PUBLISHED_UNEXPLAINED},
    {"another number in a year of change", OURS(12.4, 12.4, 1, 1), THEIRS(13.4, 1, 1), true,
     PUBLISHED_CHANGED},
    {"rounding explains it in a year of change too", OURS(12.4496, 12.4, 1, 1), THEIRS(12.5, 1, 1),
     true, PUBLISHED_ROUNDING},
};

static void a_unit_is_in_one_class(void **state)
{
    const JudgeCase *at = *state;
    assert_int_equal(published_judge(&at->ours, &at->theirs, at->changed), at->class);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LENGTH(judged)];

    CASES_FILL(tests, judged, a_unit_is_in_one_class);
    return cmocka_run_group_tests_name("published", tests, NULL, NULL);
}
