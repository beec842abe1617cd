/* Codes of the budget classification that stand in the reports of the workspace. */
#include "item_budget.h"

/* A code of the classification in the workspace: which one, and at which place of a key. */
typedef struct Code {
    ClassKind kind;
    const char *code;
} Code;

static bool add_codes_of(Finder *finder, const ItemKind *kind, ClassKind part, const char *sql,
                         Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(finder->workspace->db, sql, &query, err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        Code *code = arena_alloc(finder->arena, sizeof *code);
        *code = (Code){part, arena_strdup(finder->arena, db_text(query, 0))};
        finder_add(finder, (Item){kind, code->code, class_kind_name(part), "zł", "", code});
    }
}

bool code_add(Finder *finder, const ItemKind *kind, Err *err)
{
    static const char *const queries[CLASS_KINDS] = {
        "SELECT DISTINCT dzial FROM class_key WHERE dzial <> '' ORDER BY 1",
        "SELECT DISTINCT rozdzial FROM class_key WHERE rozdzial <> '' ORDER BY 1",
        "SELECT DISTINCT paragraf FROM class_key WHERE paragraf <> '' ORDER BY 1",
    };
    for (ClassKind part = 0; finder->workspace != NULL && part < CLASS_KINDS; part++)
        if (!add_codes_of(finder, kind, part, queries[part], err))
            return false;
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
        for (size_t k = 0; k < entry->n_spans && entry->kind == code->kind; k++)
            if (str_list_has(entry->spans[k].codes, code->code)) {
                line_add(text, entry->report == NULL ? _("concept") : _("group"), "%s (%s)",
                         entry->id,
                         years_text(finder->arena, entry->spans[k].from, entry->spans[k].to));
            }
    }
}

bool code_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    static const char *const initials[CLASS_KINDS] = {"d", "r", "p"};
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Code *code = item->what;
    const char *name = arena_printf(scratch, "%s%s", initials[code->kind], code->code);
    bool *has = NULL;
    size_t n;
    CLEANUP(strbuf_done) StrBuf counts = {0};
    if (!read_keys(finder->workspace, scratch, code, &has, &n, err))
        return false;
    for (size_t i = 0; i < BUDGET_REPORTS; i++) {
        Periods years;
        uint64_t with, total;
        if (!budget_years(finder->workspace, scratch, budget_reports[i].report, &years, err))
            return false;
        int last = years.n == 0 ? 0 : period_year(years.items[years.n - 1]);
        if (!count_filings(finder->workspace, budget_reports[i].report, last, has, n, &with, &total,
                           err))
            return false;
        if (with > 0)
            budget_input_add(text, name, budget_reports[i].report, "wykonanie",
                             class_kind_name(code->kind), code->code);
        if (total > 0)
            line_add(&counts, _("stored"), _("in %llu of %llu reports %s of %d"),
                     (unsigned long long)with, (unsigned long long)total, budget_reports[i].report,
                     last);
    }
    budget_character_add(text);
    add_concepts(finder, code, text);
    strbuf_puts(text, counts.text == NULL ? "" : counts.text);
    return true;
}
