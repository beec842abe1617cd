#include "identity_rule.h"

#include <string.h>

typedef struct Parser {
    Arena *arena;
    const XmlNode *node;
    const char *text, *at;
    Err *err;
} Parser;

enum { TERMS_MAX = 100 };

static bool fail(Parser *parser, const char *expected)
{
    return xml_fail_at(parser->node, "rule", parser->err,
                       _("the rule has a mistake at its character %zu: expected %s"),
                       (size_t)(parser->at - parser->text) + 1, expected);
}

static void skip_blanks(Parser *parser)
{
    parser->at += strspn(parser->at, " \t\r\n");
}

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           ((unsigned char)c & 0x80) != 0;
}

static bool parse_name(Parser *parser, const char **ret_name)
{
    const char *from = parser->at;
    if (*from == '\'') {
        const char *end = strchr(from + 1, '\'');
        if (end == NULL || end == from + 1)
            return fail(parser, _("a name in quotation marks '...'"));
        *ret_name = arena_strndup(parser->arena, from + 1, (size_t)(end - from - 1));
        parser->at = end + 1;
        return true;
    }
    while (is_word(*parser->at))
        parser->at++;
    if (parser->at == from || (*from >= '0' && *from <= '9')) {
        parser->at = from;
        return fail(parser, _("a name"));
    }
    *ret_name = arena_strndup(parser->arena, from, (size_t)(parser->at - from));
    return true;
}

static bool parse_sum(Parser *parser, RuleSum *sum)
{
    int sign = 1;
    skip_blanks(parser);
    if (*parser->at == '-') {
        sign = -1;
        parser->at++;
    }
    sum->terms = arena_array(parser->arena, TERMS_MAX, sizeof *sum->terms);
    for (;;) {
        skip_blanks(parser);
        if (sum->n == TERMS_MAX)
            return fail(parser, _("no more than 100 names"));
        RuleTerm *term = &sum->terms[sum->n++];
        term->sign = sign;
        if (!parse_name(parser, &term->name))
            return false;
        skip_blanks(parser);
        if (*parser->at != '+' && *parser->at != '-')
            return true;
        sign = *parser->at++ == '+' ? 1 : -1;
    }
}

bool rule_read(Arena *arena, const XmlNode *node, Rule *ret_rule, Err *err)
{
    Parser parser = {.arena = arena, .node = node, .err = err};
    if (!xml_need(node, "rule", &parser.text, err))
        return false;
    parser.at = parser.text;
    Rule rule = {.text = parser.text, .sums = arena_array(arena, TERMS_MAX, sizeof(RuleSum))};
    if (!parse_sum(&parser, &rule.sums[rule.n++]))
        return false;
    while (*parser.at != '\0') {
        bool at_most = strncmp(parser.at, "<=", 2) == 0;
        if ((!at_most && *parser.at != '=') || rule.n == TERMS_MAX)
            return fail(&parser, "+ - = <=");
        parser.at += at_most ? 2 : 1;
        rule.sums[rule.n].at_most = at_most;
        if (!parse_sum(&parser, &rule.sums[rule.n++]))
            return false;
    }
    if (rule.n < 2)
        return fail(&parser, "+ - = <=");
    *ret_rule = rule;
    return true;
}

size_t rule_n_terms(const Rule *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < rule->n; i++)
        n += rule->sums[i].n;
    return n;
}

bool rule_difference(const Rule *rule, const int64_t *values, int64_t *ret_difference)
{
    int64_t before = 0, greatest = 0;
    for (size_t i = 0; i < rule->n; i++) {
        const RuleSum *sum = &rule->sums[i];
        int64_t total = 0, difference = 0;
        for (size_t k = 0; k < sum->n; k++, values++)
            if (sum->terms[k].sign > 0 ? __builtin_add_overflow(total, *values, &total)
                                       : __builtin_sub_overflow(total, *values, &total))
                return false;
        if (i > 0 && __builtin_sub_overflow(before, total, &difference))
            return false;
        if (difference < 0)
            difference = sum->at_most || difference == INT64_MIN ? 0 : -difference;
        if (difference > greatest)
            greatest = difference;
        before = total;
    }
    *ret_difference = greatest;
    return true;
}
