/*
 * Formulas made at random, as trees and as texts. Where a comparison, a zero or a whole number
 * decides, operands are exact, so that a double's last bit decides nothing.
 */
#pragma once

#include "str.h"

/* The same numbers after the same seed. */
void random_begin(uint64_t seed);
unsigned random_pick(unsigned n); /* below n */

/*
 * TREE(NAME, texts before, between and behind the operands); # is the tree's number, @ that as a
 * letter. Up to NOT they are conditions. Of the numbers those before TIMES are exact as long as
 * they are small, TIMES of small decimals too, and those behind it are quotients.
 */
#define TREE_LIST(TREE)                                                                            \
    TREE(EQUAL, "(", " = ", ")", NULL)                                                             \
    TREE(UNEQUAL, "(", " <> ", ")", NULL)                                                          \
    TREE(LESS, "(", " < ", ")", NULL)                                                              \
    TREE(AT_MOST, "(", " <= ", ")", NULL)                                                          \
    TREE(ISNULL, "isnull(", ")", NULL, NULL)                                                       \
    TREE(BETWEEN, "between(", ", ", ", ", ")")                                                     \
    TREE(IN, "(", " in {0, 10.5, -25})", NULL, NULL)                                               \
    TREE(NOT_IN, "(", " not_in {0, 10.5, -25})", NULL, NULL)                                       \
    TREE(STATUS_IS, "(status(", ") = \"@\")", NULL, NULL)                                          \
    TREE(AND, "(", " and ", ")", NULL)                                                             \
    TREE(OR, "(", " or ", ")", NULL)                                                               \
    TREE(XOR, "(", " xor ", ")", NULL)                                                             \
    TREE(NOT, "(not (", "))", NULL, NULL)                                                          \
    TREE(INPUT, "@", NULL, NULL, NULL)                                                             \
    TREE(LITERAL, "", NULL, NULL, NULL)                                                            \
    TREE(NOTHING, "null", NULL, NULL, NULL)                                                        \
    TREE(THIS_YEAR, "year()", NULL, NULL, NULL)                                                    \
    TREE(MINUS, "(-", ")", NULL, NULL)                                                             \
    TREE(PLUS_2, "(", " + ", ")", NULL)                                                            \
    TREE(MINUS_2, "(", " - ", ")", NULL)                                                           \
    TREE(ABS, "abs(", ")", NULL, NULL)                                                             \
    TREE(MAX_2, "max_of(", ", ", ")", NULL)                                                        \
    TREE(MIN_2, "min_of(", ", ", ")", NULL)                                                        \
    TREE(KNOWN_2, "sum_known(", ", ", ")", NULL)                                                   \
    TREE(NVL, "nvl(", ", ", ")", NULL)                                                             \
    TREE(CHOICE, "(if ", " then ", " else ", ")")                                                  \
    TREE(MOD, "mod(", ", ", ")", NULL)                                                             \
    TREE(ROUND, "round(", ", #)", NULL, NULL)                                                      \
    TREE(TRUNC, "trunc(", ", #)", NULL, NULL)                                                      \
    TREE(CEIL, "ceil(", ")", NULL, NULL)                                                           \
    TREE(FLOOR, "floor(", ")", NULL, NULL)                                                         \
    TREE(PREV, "prev(", ", #)", NULL, NULL)                                                        \
    TREE(NEXT, "next(", ", #)", NULL, NULL)                                                        \
    TREE(AT_YEAR, "at_year(", ", #)", NULL, NULL)                                                  \
    TREE(DIFF, "diff(", ", #)", NULL, NULL)                                                        \
    TREE(SUM_YEARS, "sum_years(", ", #)", NULL, NULL)                                              \
    TREE(TIMES, "(", " * ", ")", NULL)                                                             \
    TREE(OVER, "(", " / ", ")", NULL)                                                              \
    TREE(CHANGE, "change(", ", #)", NULL, NULL)                                                    \
    TREE(MEAN_YEARS, "mean_years(", ", #)", NULL, NULL)                                            \
    TREE(BASE_INDEX, "base_index(", ", #)", NULL, NULL)                                            \
    TREE(MEAN_2, "mean_known(", ", ", ")", NULL)                                                   \
    TREE(MEAN_3, "mean_known(", ", ", ", ", ")")                                                   \
    TREE(POWER, "power(", ", #)", NULL, NULL)                                                      \
    TREE(ROOT, "sqrt(power(", ", 2))", NULL, NULL)                                                 \
    TREE(NO_ROOT, "sqrt(-abs(", "))", NULL, NULL)
typedef enum TreeKind {
#define TREE(name, ...) TREE_##name,
    TREE_LIST(TREE)
#undef TREE
        TREE_KINDS
} TreeKind;

typedef struct Tree {
    TreeKind kind;
    int number, places; /* a literal is number x 10^-places; an input has the letter of its name */
    struct Tree *operands[3];
} Tree;

/* What may be in a tree of a number: no products and quotients; no quotients; everything. */
typedef enum Purity { PURITY_SMALL, PURITY_EXACT, PURITY_ANY } Purity;

/* The inputs are a, b and c. */
Tree *tree_number(Arena *arena, unsigned depth, Purity purity);
Tree *tree_condition(Arena *arena, unsigned depth);
const char *tree_write(Arena *arena, const Tree *tree);
