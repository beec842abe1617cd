/* Codes of the budget classification: those of the tables in config/classification/, and those that
 * stand in the reports of the workspace and in no table. */
#include "item_budget.h"

typedef struct Code {
    ClassKind kind; /* at which place of a key */
    const char *code;
    const CodeList *list;     /* the table that has it, and its first meaning there; */
    const ClassCode *meaning; /* both NULL: it is in none */
    const char *report;       /* of a paragraf: the only one that can have it, else NULL */
} Code;

static void add_code(Finder *finder, const ItemKind *kind, Code code, bool by_words)
{
    CLEANUP(strbuf_done) StrBuf texts = {0};
    Code *what = arena_alloc(finder->arena, sizeof *what);
    const char *name = class_kind_name(code.kind);
    *what = code;
    strbuf_printf(&texts, "%s\n%s", name, code.report == NULL ? "" : code.report);
    for (const ClassCode *meaning = code.meaning; meaning != NULL; meaning = meaning->next) {
        name = meaning->name;
        strbuf_printf(&texts, "\n%s", name);
    }
    finder_add(finder, (Item){kind, code.code, name, "zł", texts.text, what, by_words});
}

/* The codes of a part of the key in the workspace, in order. */
static bool stored_codes(const Finder *finder, ClassKind part, StrMap *known, StrList *ret_codes,
                         Err *err)
{
    static const char *const queries[CLASS_KINDS] = {
        "SELECT DISTINCT dzial FROM class_key WHERE dzial <> '' ORDER BY 1",
        "SELECT DISTINCT rozdzial FROM class_key WHERE rozdzial <> '' ORDER BY 1",
        "SELECT DISTINCT paragraf FROM class_key WHERE paragraf <> '' ORDER BY 1",
    };
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    *ret_codes = (StrList){0};
    if (finder->workspace == NULL)
        return true;
    if (!db_prepare(finder->workspace->db, queries[part], &query, err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        str_list_add(finder->arena, ret_codes, db_text(query, 0));
        (void)strmap_add(known, str_view(db_text(query, 0)), 0, NULL);
    }
}

bool code_add(Finder *finder, const ItemKind *kind, Err *err)
{
    static const struct {
        ClassKind part;
        CodeTable table;
        const char *report;
    } parts[] = {{CLASS_DZIAL, CODES_DZIALY, NULL},
                 {CLASS_ROZDZIAL, CODES_ROZDZIALY, NULL},
                 {CLASS_PARAGRAF, CODES_INCOME, "Rb-27S"},
                 {CLASS_PARAGRAF, CODES_EXPENDITURE, "Rb-28S"}};
    const CodeSet *codes = &finder->catalogue->classification.codes;
    for (ClassKind part = 0; part < CLASS_KINDS; part++) {
        StrMap *stored = strmap_new(finder->arena), *listed = strmap_new(finder->arena);
        StrList in_workspace;
        if (!stored_codes(finder, part, stored, &in_workspace, err))
            return false;
        for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
            const CodeList *list = &codes->tables[parts[i].table];
            for (size_t k = 0; parts[i].part == part && k < list->n; k++) {
                const ClassCode *code = &list->items[k];
                if (codes_find(list, code->code) != code)
                    continue; /* a later meaning */
                (void)strmap_add(listed, str_view(code->code), 0, NULL);
                add_code(finder, kind, (Code){part, code->code, list, code, parts[i].report},
                         !strmap_find(stored, str_view(code->code), &(uint32_t){0}));
            }
        }
        for (size_t i = 0; i < in_workspace.n; i++)
            if (!strmap_find(listed, str_view(in_workspace.items[i]), &(uint32_t){0}))
                add_code(finder, kind, (Code){.kind = part, .code = in_workspace.items[i]}, false);
    }
    return true;
}

/* The rows of class_key that have the code, by id. */
static bool read_keys(Workspace *workspace, Arena *arena, const Code *code, bool **ret_has,
                      size_t *ret_n, Err *err)
{
    static const char *const queries[CLASS_KINDS] = {
        "SELECT id, dzial = ? FROM class_key ORDER BY id DESC",
        "SELECT id, rozdzial = ? FROM class_key ORDER BY id DESC",
        "SELECT id, paragraf = ? FROM class_key ORDER BY id DESC",
    };
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    *ret_n = 0;
    if (!db_prepare(workspace->db, queries[code->kind], &query, err))
        return false;
    db_bind_text(query, 1, code->code);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        size_t id = (size_t)db_int(query, 0);
        if (*ret_n == 0) { /* the greatest id comes first */
            *ret_n = id + 1;
            *ret_has = arena_array(arena, *ret_n, sizeof **ret_has);
        }
        (*ret_has)[id] = db_int(query, 1) != 0;
    }
}

static bool filing_has(const void *blob, size_t size, const bool *has, size_t n, bool *ret_has,
                       Err *err)
{
    FilingCursor cursor;
    FilingRow row;
    *ret_has = false;
    if (!filing_open(blob, size, &cursor, err))
        return false;
    while (!*ret_has && filing_next(&cursor, &row))
        *ret_has = row.key < n && has[row.key];
    return true;
}

/* In how many reports of the last year the code stands. */
static bool count_filings(Workspace *workspace, const char *report, int year, const bool *has,
                          size_t n, uint64_t *ret_with, uint64_t *ret_all, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, found;
    *ret_with = *ret_all = 0;
    if (!db_prepare(workspace->db,
                    "SELECT data FROM filing WHERE report = ? AND period = ? AND in_force = 1",
                    &query, err))
        return false;
    db_bind_text(query, 1, report);
    db_bind_int(query, 2, period_of(FREQ_QUARTER, year, 4));
    for (;;) {
        size_t size;
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        const void *blob = db_blob(query, 0, &size);
        if (!filing_has(blob, size, has, n, &found, err))
            return false;
        *ret_with += found;
        ++*ret_all;
    }
}

/* The concepts that hold a code today or once did: they know what it was called in other years. */
static void add_concepts(const Finder *finder, const Code *code, StrBuf *text)
{
    const Classification *all = &finder->catalogue->classification;
    for (size_t i = 0; i < all->n; i++) {
        const Concept *entry = &all->concepts[i];
        bool other = entry->report != NULL && code->report != NULL &&
                     strcmp(entry->report, code->report) != 0;
        for (size_t k = 0; k < entry->n_spans && entry->kind == code->kind && !other; k++)
            if (str_list_has(entry->spans[k].codes, code->code)) {
                line_add(text, entry->report == NULL ? _("concept") : _("group"), "%s (%s)",
                         entry->id,
                         years_text(finder->arena, entry->spans[k].from, entry->spans[k].to));
            }
    }
}

/* The years of a meaning: in which it is surely valid, and in which nobody knows. */
static const char *meaning_years(Arena *arena, const ClassCode *meaning)
{
    const char *sure = meaning->valid_from <= meaning->valid_to && meaning->valid_from < YEAR_LAST
                           ? years_text(arena, meaning->valid_from, meaning->valid_to)
                           : "",
               *unknown = "";
    if (meaning->not_before != YEAR_FIRST && meaning->not_before < meaning->valid_from)
        unknown =
            years_text(arena, meaning->not_before,
                       meaning->valid_from == YEAR_LAST ? YEAR_LAST : meaning->valid_from - 1);
    if (meaning->valid_to < meaning->not_after)
        unknown = arena_printf(arena, "%s%s%s", unknown, *unknown == '\0' ? "" : ", ",
                               years_text(arena, meaning->valid_to + 1, meaning->not_after));
    if (*unknown == '\0')
        return sure;
    return *sure == '\0' ? arena_printf(arena, _("not known: %s"), unknown)
                         : arena_printf(arena, _("%s; not known: %s"), sure, unknown);
}

/* What the table says of it, and what it took over from and what took over from it. */
static void add_meanings(Arena *arena, const Code *code, StrBuf *text)
{
    const char *successors = "";
    for (const ClassCode *meaning = code->meaning; meaning != NULL; meaning = meaning->next) {
        if (code->meaning->next != NULL)
            line_add(text, _("name"), "%s", meaning->name);
        line_add(text, _("years"), "%s", meaning_years(arena, meaning));
        if (*meaning->predecessors != '\0')
            line_add(text, _("took over"), _("from %s"), meaning->predecessors);
        if (*meaning->changed != '\0')
            line_add(text, _("scope"), _("changed on %s"), meaning->changed);
        line_add(text, _("source"), "%s", meaning->source);
        if (*meaning->note != '\0')
            line_add(text, _("note"), "%s", meaning->note);
    }
    for (size_t i = 0; code->list != NULL && i < code->list->n; i++)
        if (str_list_has(code->list->items[i].predecessors, code->code))
            successors = arena_printf(arena, "%s%s%s", successors, *successors == '\0' ? "" : " ",
                                      code->list->items[i].code);
    if (*successors != '\0')
        line_add(text, _("taken over"), _("by %s"), successors);
}

/* In how many reports of the workspace the code stands: of all, of the last year. */
typedef struct Stored {
    uint64_t with[BUDGET_REPORTS], all[BUDGET_REPORTS];
    int year[BUDGET_REPORTS];
} Stored;

static bool count_stored(const Finder *finder, Arena *scratch, const Code *code, Stored *stored,
                         Err *err)
{
    bool *has = NULL;
    size_t n = 0;
    *stored = (Stored){0};
    if (finder->workspace == NULL)
        return true;
    if (!read_keys(finder->workspace, scratch, code, &has, &n, err))
        return false;
    for (size_t i = 0; i < BUDGET_REPORTS; i++) {
        const char *report = budget_reports[i].report;
        Periods years;
        if (code->report != NULL && strcmp(code->report, report) != 0)
            continue;
        if (!budget_years(finder->workspace, scratch, report, &years, err))
            return false;
        stored->year[i] = years.n == 0 ? 0 : period_year(years.items[years.n - 1]);
        if (!count_filings(finder->workspace, report, stored->year[i], has, n, &stored->with[i],
                           &stored->all[i], err))
            return false;
    }
    return true;
}

/* Of the reports that have it; where none has, of those that may. */
static void add_inputs(const Code *code, const char *name, const Stored *stored, StrBuf *text)
{
    bool any = false;
    for (size_t i = 0; i < BUDGET_REPORTS; i++)
        any = any || stored->with[i] > 0;
    for (size_t i = 0; i < BUDGET_REPORTS; i++) {
        const char *report = budget_reports[i].report;
        bool may = code->report == NULL || strcmp(code->report, report) == 0;
        if (any ? stored->with[i] > 0 : may && code->meaning != NULL)
            budget_input_add(text, name, report, "wykonanie", class_kind_name(code->kind),
                             code->code);
    }
}

bool code_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    static const char *const initials[CLASS_KINDS] = {"d", "r", "p"};
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Code *code = item->what;
    const char *name = arena_printf(scratch, "%s%s", initials[code->kind], code->code);
    Stored stored;
    if (!count_stored(finder, scratch, code, &stored, err))
        return false;
    add_inputs(code, name, &stored, text);
    add_meanings(scratch, code, text);
    budget_character_add(text);
    add_concepts(finder, code, text);
    for (size_t i = 0; i < BUDGET_REPORTS; i++)
        if (stored.all[i] > 0)
            line_add(text, _("stored"), _("in %llu of %llu reports %s of %d"),
                     (unsigned long long)stored.with[i], (unsigned long long)stored.all[i],
                     budget_reports[i].report, stored.year[i]);
    return true;
}
