#include "classification_use.h"

#include "num.h"

#include <stdio.h>

typedef struct Checking {
    Arena *arena;
    const Catalogue *catalogue;
    Diag *diag;
    StrMap *said; /* what was told already */
} Checking;

/* Codes that something names, by years. */
typedef struct Use {
    const CodeList *lists[2]; /* the table; that of income where it may be of either, or NULL */
    CodeTable table;
    const char *attribute; /* of the spans' nodes, where the codes stand; NULL: their text */
    const CodeSpan *spans;
    size_t n_spans;
    const XmlNode *concept_; /* whose breaks count; NULL: a list of codes has none */
    bool group; /* the law gives ranges: a code of it need not be valid in every year */
} Use;

static bool is_said(const Checking *checking, const char *what, const void *where, const char *code)
{
    char key[120];
    bool fresh;
    (void)snprintf(key, sizeof key, "%s %p %s", what, where, code);
    (void)strmap_add(checking->said, str_view(key), 0, &fresh);
    return !fresh;
}

static Validity validity_of(const Use *use, const char *code, int year)
{
    Validity best = code_validity(codes_find(use->lists[0], code), year);
    if (use->lists[1] != NULL) {
        Validity other = code_validity(codes_find(use->lists[1], code), year);
        best = other > best ? other : best;
    }
    return best;
}

/* A span of the code in the year; NULL: there is none. */
static const CodeSpan *span_in(const Use *use, int year, const char *code)
{
    for (size_t i = 0; i < use->n_spans; i++)
        if (use->spans[i].from <= year && year <= use->spans[i].to &&
            (code == NULL || str_list_has(use->spans[i].codes, code)))
            return &use->spans[i];
    return NULL;
}

static int end_of(const CodeSpan *spans, size_t n, int end)
{
    for (size_t i = 0; i < n; i++) {
        int last = spans[i].to < YEAR_LAST ? spans[i].to + 1 : spans[i].from;
        end = last > end ? last : end;
    }
    return end;
}

/* Behind this year nothing changes: no table and no span names a later one. */
static int use_end(const Use *use)
{
    return end_of(use->spans, use->n_spans, use->lists[0]->last_year + 1);
}

/* "2013 to 2019, 2025", "2022 on": the years in which the code is named, by this span or with NULL
 * by any, and its validity is so; NULL: none. Before its first year a table knows nothing. */
static const char *years_of(Arena *arena, const Use *use, const CodeSpan *span, const char *code,
                            Validity validity)
{
    const char *text = NULL;
    int end = use_end(use), from = 0;
    for (int year = use->lists[0]->first_year; year <= end + 1; year++) {
        const CodeSpan *then = year > end ? NULL : span_in(use, year, code);
        bool is = then != NULL && (span == NULL || then == span) &&
                  validity_of(use, code, year) == validity;
        if (is && from == 0)
            from = year;
        if (is || from == 0)
            continue;
        const char *years = year > end        ? arena_printf(arena, _("%d on"), from)
                            : year - 1 > from ? arena_printf(arena, _("%d to %d"), from, year - 1)
                                              : arena_printf(arena, "%d", from);
        text = text == NULL ? years : arena_printf(arena, "%s, %s", text, years);
        from = 0;
    }
    return text;
}

static const ClassCode *find_code(const Use *use, const char *code)
{
    const ClassCode *found = codes_find(use->lists[0], code);
    return found != NULL || use->lists[1] == NULL ? found : codes_find(use->lists[1], code);
}

/* The table that has it, for a reader to go to. */
static const char *file_of(const Use *use, const char *code)
{
    return code_table_file(codes_find(use->lists[0], code) == NULL && use->lists[1] != NULL
                               ? CODES_INCOME
                               : use->table);
}

/* What the table says, in its own words. */
static const char *facts_of(Arena *arena, const ClassCode *code)
{
    const char *text = "";
    for (; code != NULL; code = code->next)
        text = arena_printf(arena, "%s%sfrom=%s%s%s (%s)", text, *text == '\0' ? "" : "; ",
                            code->from, *code->to == '\0' ? "" : " to=", code->to, code->source);
    return text;
}

/* Codes that took over from it, in order. */
static const char *successors_of(Arena *arena, const CodeList *list, const char *code)
{
    const char *text = "";
    for (size_t i = 0; i < list->n; i++)
        if (str_list_has(list->items[i].predecessors, code))
            text =
                arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : ", ", list->items[i].code);
    return text;
}

/* An error at the code: in the text of a <codes>, or in an attribute. */
static void fail_code(const Use *use, const CodeSpan *span, const char *code, Err *err,
                      const char *message)
{
    if (use->attribute != NULL) {
        (void)xml_fail_at(span->node, use->attribute, err, "%s", message);
        return;
    }
    const char *at = strstr(span->node->text, code);
    size_t start = at == NULL ? 0 : (size_t)(at - span->node->text);
    (void)xml_fail_text(span->node, start, start + strlen(code), err, "%s", message);
}

static void tell_unlisted(const Checking *checking, const Use *use, const CodeSpan *span,
                          const char *code)
{
    Err err = {0};
    fail_code(use, span, code, &err,
              arena_printf(checking->arena, _("K02: %s %s is not in the classification"),
                           code_table_what(use->table), code));
    (void)err_hint(&err,
                   _("correct it; if it is new, add a row to config/classification/%s with the act "
                     "that adds it"),
                   code_table_file(use->table));
    (void)diag_take(checking->diag, &err);
}

static void tell_invalid(const Checking *checking, const Use *use, const CodeSpan *span,
                         const char *code, const char *years)
{
    Err err = {0};
    const char *successors = successors_of(checking->arena, use->lists[0], code);
    fail_code(use, span, code, &err,
              arena_printf(checking->arena, _("K01: %s %s is not valid in %s"),
                           code_table_what(use->table), code, years));
    const char *facts = facts_of(checking->arena, find_code(use, code));
    if (*successors == '\0')
        (void)err_hint(&err,
                       _("known of it: %s; name it in a concept for the years in which it is "
                         "valid"),
                       facts);
    else
        (void)err_hint(&err,
                       _("known of it: %s; what took over: %s; a concept names each for its "
                         "years"),
                       facts, successors);
    (void)diag_take(checking->diag, &err);
}

static void warn_unknown(const Checking *checking, const Use *use, const CodeSpan *span,
                         const char *code, const char *years)
{
    Err err = {0};
    fail_code(use, span, code, &err,
              arena_printf(checking->arena, _("K03: whether %s %s is valid in %s is not known"),
                           code_table_what(use->table), code, years));
    (void)err_hint(&err,
                   _("known of it: %s; wanted: the act that says the day, to be written into "
                     "config/classification/%s"),
                   facts_of(checking->arena, find_code(use, code)), file_of(use, code));
    diag_warn(checking->diag, &err);
}

static void check_code(const Checking *checking, const Use *use, const CodeSpan *span,
                       const char *code)
{
    if (find_code(use, code) == NULL) {
        if (!is_said(checking, "K02", span->node, code))
            tell_unlisted(checking, use, span, code);
        return;
    }
    if (use->group)
        return;
    const char *invalid = years_of(checking->arena, use, span, code, VALIDITY_NO),
               *unknown = years_of(checking->arena, use, NULL, code, VALIDITY_UNKNOWN);
    if (invalid != NULL && !is_said(checking, "K01", span->node, code))
        tell_invalid(checking, use, span, code, invalid);
    const char *name = arena_printf(checking->arena, "%s %s", code_table_what(use->table), code);
    if (unknown != NULL && !is_said(checking, "K03", NULL, name)) /* once a code */
        warn_unknown(checking, use, span, code, unknown);
}

/* Is there a break of these years whose note speaks of the code, or with NULL any? */
static bool is_explained(const Use *use, const char *code, int from, int to)
{
    if (use->concept_ == NULL)
        return false;
    for (const XmlNode *at = xml_child(use->concept_, "break"); at != NULL;
         at = xml_next(at, "break")) {
        int year = 0;
        Err err = {0};
        if (xml_year(at, "at", 0, &year, &err) && from <= year && year <= to &&
            (code == NULL || strstr(at->text, code) != NULL))
            return true;
    }
    return false;
}

/* The meaning of the code that `heir` took over from, the last before it began. */
static const ClassCode *meaning_before(const ClassCode *code, const ClassCode *heir)
{
    const ClassCode *found = code;
    for (; code != NULL; code = code->next)
        if (code->not_before <= heir->valid_from)
            found = code;
    return found;
}

/*
 * The first year in which `heir` surely holds what was in the code before, and in which year that
 * can have begun: when the heir began, or where it is older, when the code ended.
 */
static void takes_over(const ClassCode *code, const ClassCode *heir, int *ret_earliest,
                       int *ret_year)
{
    const ClassCode *before = meaning_before(code, heir);
    bool newer = heir->valid_from > before->valid_from;
    *ret_earliest = newer ? heir->not_before : before->valid_to;
    *ret_year = newer ? heir->valid_from : before->not_after + 1;
}

static void warn_forgotten(const Checking *checking, const Use *use, const CodeSpan *span,
                           const char *code, const ClassCode *heir, int year)
{
    Err err = {0};
    fail_code(use, span, code, &err,
              arena_printf(checking->arena,
                           _("K04: %s %s took over from %s, and is not named in %d"),
                           code_table_what(use->table), heir->code, code, year));
    if (use->attribute == NULL)
        (void)err_hint(&err,
                       _("name it too from %d on, or write <break at=\"%d\" "
                         "kind=\"classification\"> that says why %s is left out (%s)"),
                       year, year, heir->code, heir->source);
    else
        (void)err_hint(&err, _("write a concept that names each for its years (%s)"), heir->source);
    diag_warn(checking->diag, &err);
}

/* Is there a year in which the heir is surely there, and not named among those that are? */
static void check_heir(const Checking *checking, const Use *use, const CodeSpan *span,
                       const char *code, const ClassCode *heir)
{
    int earliest, year, end = use_end(use);
    takes_over(find_code(use, code), heir, &earliest, &year);
    if (is_explained(use, heir->code, earliest, year) || year > end)
        return;
    for (year = year < span->from ? span->from : year; year <= end; year++) {
        const CodeSpan *then = span_in(use, year, NULL);
        if (then == NULL || span_in(use, year, heir->code) != NULL ||
            code_meaning_validity(heir, year) != VALIDITY_YES)
            continue;
        if (span_in(use, year, code) != NULL && validity_of(use, code, year) == VALIDITY_NO)
            return; /* told already, with those that took over */
        if (!is_said(checking, heir->code, then->node, use->attribute == NULL ? "" : code))
            warn_forgotten(checking, use, span, code, heir, year);
        return;
    }
}

/* A scope that changed under the same code: the sum before and behind it is not the same thing. */
static void check_changes(const Checking *checking, const Use *use, const CodeSpan *span,
                          const char *code)
{
    const ClassCode *found = find_code(use, code);
    StrList days = str_split(checking->arena, found == NULL ? "" : found->changed, " ");
    for (size_t i = 0; i < days.n; i++) {
        uint64_t year = 0;
        (void)num_parse_count((StrView){days.items[i], 4}, YEAR_LAST, &year);
        if (span_in(use, (int)year - 1, NULL) == NULL || span_in(use, (int)year, code) != span ||
            is_explained(use, NULL, (int)year, (int)year) ||
            is_said(checking, "K06", span->node, days.items[i]))
            continue;
        Err err = {0};
        fail_code(use, span, code, &err,
                  arena_printf(checking->arena, _("K06: the scope of %s %s changed on %s"),
                               code_table_what(use->table), code, days.items[i]));
        (void)err_hint(&err,
                       _("what is before and behind it is not comparable (%s): write <break "
                         "at=\"%d\" kind=\"classification\"> into the concept"),
                       found->note, (int)year);
        diag_warn(checking->diag, &err);
    }
}

static void check_use(const Checking *checking, const Use *use)
{
    for (size_t i = 0; i < use->n_spans; i++) {
        const CodeSpan *span = &use->spans[i];
        StrList codes = str_split(checking->arena, span->codes, " \n\t");
        for (size_t k = 0; k < codes.n; k++) {
            const CodeList *list = use->lists[0];
            check_code(checking, use, span, codes.items[k]);
            check_changes(checking, use, span, codes.items[k]);
            for (size_t j = 0; j < list->n && find_code(use, codes.items[k]) != NULL; j++)
                if (str_list_has(list->items[j].predecessors, codes.items[k]))
                    check_heir(checking, use, span, codes.items[k], &list->items[j]);
        }
    }
}

static CodeTable table_of(ClassKind kind, const char *report)
{
    static const CodeTable of[CLASS_KINDS] = {CODES_DZIALY, CODES_ROZDZIALY, CODES_EXPENDITURE};
    return kind == CLASS_PARAGRAF && report != NULL && strcmp(report, "Rb-27S") == 0 ? CODES_INCOME
                                                                                     : of[kind];
}

/* The report that the concept is read from; NULL: none, or more than one. */
static const char *report_of(const Catalogue *catalogue, const Concept *entry)
{
    const char *report = NULL;
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < catalogue->items[i].n_written; k++) {
            const Input *input = &catalogue->items[i].inputs[k];
            for (size_t j = 0; j < input->n_concepts; j++) {
                if (input->concepts[j] != entry)
                    continue;
                if (report != NULL && strcmp(report, input->report) != 0)
                    return NULL;
                report = input->report;
            }
        }
    return report;
}

/* Of a concept or a group. */
static void check_concept(const Checking *checking, const Concept *entry)
{
    const CodeSet *codes = &checking->catalogue->classification.codes;
    bool group = entry->report != NULL;
    const char *report = group ? entry->report : report_of(checking->catalogue, entry);
    CodeTable table = table_of(entry->kind, report);
    const Use use = {
        .lists = {&codes->tables[table], entry->kind == CLASS_PARAGRAF && report == NULL
                                             ? &codes->tables[CODES_INCOME]
                                             : NULL},
        .table = table,
        .spans = entry->spans,
        .n_spans = entry->n_spans,
        .concept_ = entry->node,
        .group = group,
    };
    check_use(checking, &use);
}

/* The codes that an input names itself, in all years of the indicator. */
static void check_list(const Checking *checking, const Definition *definition, const Input *input,
                       const char *codes, const char *attribute, CodeTable table)
{
    if (codes == NULL)
        return;
    const CodeSpan span = {
        .from = input_first_year(input, definition->from),
        .to = definition->to == YEAR_LAST ? YEAR_LAST : input_last_year(input, definition->to),
        .codes = codes,
        .node = input->node};
    const Use use = {.lists = {&checking->catalogue->classification.codes.tables[table], NULL},
                     .table = table,
                     .attribute = attribute,
                     .spans = &span,
                     .n_spans = 1};
    check_use(checking, &use);
}

/* Concepts or groups of an input: of those of a kind one must hold. */
typedef struct Filters {
    const Concept *const *items;
    size_t n;
    const char *attribute;
} Filters;

static bool has_codes(const Filters *filters, ClassKind kind, int year)
{
    for (size_t i = 0; i < filters->n; i++) {
        const Concept *entry = filters->items[i];
        const Use use = {.spans = entry->spans, .n_spans = entry->n_spans};
        if (entry->kind == kind && (entry->complement != NULL || span_in(&use, year, NULL) != NULL))
            return true;
    }
    return false;
}

static void tell_empty(const Checking *checking, const Definition *definition, const Input *input,
                       const char *attribute, const char *name, int year)
{
    Err err = {0};
    (void)xml_fail_at(input->node, attribute, &err,
                      _("K05: \"%s\" has no codes in %d, a year of the indicator %s"), name, year,
                      definition->code);
    (void)err_hint(&err, "%s",
                   _("the sum of no codes would be zero: give it codes of that year, or the "
                     "indicator other years"));
    (void)diag_take(checking->diag, &err);
}

/* The first year of the indicator in which none of a kind has codes: such a sum would be zero. */
static void check_filters(const Checking *checking, const Definition *definition,
                          const Input *input, const Filters *filters)
{
    int end = definition->from;
    for (size_t i = 0; i < filters->n; i++) {
        if (!filters->items[i]->read)
            return;
        end = end_of(filters->items[i]->spans, filters->items[i]->n_spans, end);
    }
    end = input_last_year(input, end > definition->to ? definition->to : end);
    for (size_t i = 0; i < filters->n; i++) {
        const Concept *entry = filters->items[i];
        int year = input_first_year(input, definition->from);
        while (year <= end && has_codes(filters, entry->kind, year))
            year++;
        if (year <= end && !is_said(checking, "K05", input->node, entry->id))
            tell_empty(checking, definition, input, filters->attribute, entry->id, year);
    }
}

static void check_input(const Checking *checking, const Definition *definition, const Input *input)
{
    CodeTable paragrafy = table_of(CLASS_PARAGRAF, input->report);
    check_list(checking, definition, input, input->dzial, "dzial", CODES_DZIALY);
    check_list(checking, definition, input, input->rozdzial, "rozdzial", CODES_ROZDZIALY);
    check_list(checking, definition, input, input->paragraf, "paragraf", paragrafy);
    check_list(checking, definition, input, input->p4, "p4", CODES_P4);
    const Filters concepts = {input->concepts, input->n_concepts, "concept"},
                  groups = {input->groups, input->n_groups, "group"};
    check_filters(checking, definition, input, &concepts);
    check_filters(checking, definition, input, &groups);
}

void classification_check(Arena *arena, const Catalogue *catalogue, Diag *diag)
{
    const Checking checking = {arena, catalogue, diag, strmap_new(arena)};
    const Classification *all = &catalogue->classification;
    for (size_t i = 0; i < all->n; i++)
        if (all->concepts[i].read)
            check_concept(&checking, &all->concepts[i]);
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; catalogue->items[i].read && k < catalogue->items[i].n_written; k++)
            if (catalogue->items[i].inputs[k].report != NULL)
                check_input(&checking, &catalogue->items[i], &catalogue->items[i].inputs[k]);
}
