/*
 * The rules of identities: sums of names that are equal, or at most as great as the next one.
 *
 *     R2 = R4 + R10 - R6
 *     R4 <= R10 <= R1
 *     'wynik budżetu' = 'dochody ogółem' - 'wydatki ogółem'
 *
 * A name is a word, or any text in quotation marks '...'. There are no numbers and no parentheses.
 */
#pragma once

#include "xml.h"

typedef struct RuleTerm {
    int sign; /* 1 or -1 */
    const char *name;
    unsigned place; /* for whoever resolves the names */
} RuleTerm;

typedef struct RuleSum {
    RuleTerm *terms;
    size_t n;
    bool at_most; /* the sum before is at most this one, else equal to it; of the first: unused */
} RuleSum;

typedef struct Rule {
    const char *text;
    RuleSum *sums;
    size_t n;
} Rule;

/* The attribute `rule` of the node. False with ERR_CONFIG, the place in the file and what was
 * expected. */
MUST_CHECK bool rule_read(Arena *arena, const XmlNode *node, Rule *ret_rule, Err *err);

/*
 * By how much a rule is broken, given the value of each term in the order of the text; 0 where it
 * holds. False where the sums are too large.
 */
MUST_CHECK bool rule_difference(const Rule *rule, const int64_t *values, int64_t *ret_difference);
size_t rule_n_terms(const Rule *rule);
