/* cmocka with what it needs in front of it, and tables of cases that become tests. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Every case of a table, a struct that begins with its label, as a test of that name from tests[at]
 * on. */
#define CASES_FILL_AT(tests, at, cases, function)                                                  \
    for (size_t case_ = 0; case_ < sizeof(cases) / sizeof((cases)[0]); case_++)                    \
        (tests)[(at) + case_] = (struct CMUnitTest)                                                \
        {                                                                                          \
            (cases)[case_].label, function, NULL, NULL, &(cases)[case_]                            \
        }
#define CASES_FILL(tests, cases, function) CASES_FILL_AT(tests, 0, cases, function)

/* The same numbers on every machine. */
static inline uint64_t next_random(uint64_t *seed)
{
    *seed += 0x9e3779b97f4a7c15u;
    uint64_t x = *seed;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}
