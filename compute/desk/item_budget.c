/* Budget reports: concepts and groups of the classification, measures, and the codes of the reports
 * in the workspace. */
#include "finder.h"
#include "stored.h"

#include <stdio.h>

/* What the reports are about, as people call them. */
static const struct {
    const char *report, *about;
} reports[] = {{"Rb-27S", "dochody budżetowe"}, {"Rb-28S", "wydatki budżetowe"}};

static void add_input(StrBuf *text, const char *name, const char *report, const char *measure,
                      const char *filter, const char *value)
{
    strbuf_printf(text, "    <input name=\"%s\" report=\"%s\" measure=\"%s\" %s=\"%s\"/>\n", name,
                  report, measure, filter, value);
}

/* What all numbers from budget reports have in common. */
static void add_character(StrBuf *text)
{
    line_add(text, _("unit"), "zł");
    line_add(text, _("kind"), "%s",
             _("of the year: the report of the fourth quarter, which is cumulative; additive"));
    line_add(
        text, _("perspective"), "%s",
        _("jst: the local government's own; with perspective=\"area\" of all in the territory"));
    line_add(text, _("tiers"), "%s", "gmina city powiat voivodeship");
}

static bool read_filers(Workspace *workspace, Arena *arena, const char *report, int64_t period,
                        Column *ret_column, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Column column = column_new(arena, workspace->territory.n_units, false, 0);
    bool row;
    column.n = 0;
    if (!db_prepare(
            workspace->db,
            "SELECT DISTINCT unit FROM filing WHERE report = ? AND period = ? AND in_force = 1 "
            "ORDER BY unit",
            &query, err))
        return false;
    db_bind_text(query, 1, report);
    db_bind_int(query, 2, period);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        column.units[column.n++] = (uint32_t)db_int(query, 0);
    }
    *ret_column = column;
    return true;
}

/* Years of which the report of the fourth quarter is there: an input reads no other. */
static bool read_years(Workspace *workspace, Arena *arena, const char *report, Periods *ret_years,
                       Err *err)
{
    enum { YEARS_MAX = 200 };
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    ret_years->items = arena_array(arena, YEARS_MAX, sizeof *ret_years->items);
    ret_years->n = 0;
    if (!db_prepare(workspace->db,
                    "SELECT DISTINCT period / 100 % 10000 AS year FROM filing WHERE report = ? AND "
                    "in_force = 1 AND period % 100 = 4 ORDER BY year",
                    &query, err))
        return false;
    db_bind_text(query, 1, report);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row || ret_years->n == YEARS_MAX)
            return true;
        ret_years->items[ret_years->n++] = period_of(FREQ_ANNUAL, (int)db_int(query, 0), 0);
    }
}

static bool add_extract(Workspace *workspace, const char *report, StrBuf *text, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(workspace->db,
                    "SELECT e.name, f.date FROM filing f JOIN extract e ON e.id = f.extract "
                    "WHERE f.report = ? ORDER BY f.date DESC, e.sha256, e.member LIMIT 1",
                    &query, err))
        return false;
    db_bind_text(query, 1, report);
    if (!db_step(query, &row, err))
        return false;
    if (row)
        line_add(text, _("extract"), _("%s, date %s"), db_text(query, 0), db_text(query, 1));
    return true;
}

static bool add_stored(const Finder *finder, const char *report, StrBuf *text, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Workspace *workspace = finder->workspace;
    Periods years;
    Column filers;
    if (workspace == NULL)
        return true;
    if (!read_years(workspace, scratch, report, &years, err))
        return false;
    if (years.n == 0) {
        line_add(text, _("stored"), _("no %s in this workspace"), report);
        return true;
    }
    int last = period_year(years.items[years.n - 1]);
    if (!read_filers(workspace, scratch, report, period_of(FREQ_QUARTER, last, 4), &filers, err))
        return false;
    line_add(text, _("stored"), _("%s of %s"), report, periods_text(scratch, &years));
    line_add(text, _("units"), _("with the report of %d: %s"), last,
             stored_counts(workspace, scratch, &filers, last));
    return add_extract(workspace, report, text, err);
}

static bool uses(const Input *input, const Concept *concept_)
{
    for (size_t i = 0; i < input->n_concepts; i++)
        if (input->concepts[i] == concept_)
            return true;
    return false;
}

static bool is_used(const Catalogue *catalogue, const Concept *concept_, const char *report)
{
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = 0; k < catalogue->items[i].n_inputs; k++) {
            const Input *input = &catalogue->items[i].inputs[k];
            if (uses(input, concept_) && (report == NULL || strcmp(input->report, report) == 0))
                return true;
        }
    return false;
}

static void add_codes(const Finder *finder, const Concept *entry, StrBuf *text)
{
    if (entry->complement != NULL)
        line_add(text, _("codes"), _("every paragraf that is not in %s"), entry->complement->id);
    for (size_t i = 0; i < entry->n_spans; i++)
        line_add(text, class_kind_name(entry->kind), "%s: %s",
                 years_text(finder->arena, entry->spans[i].from, entry->spans[i].to),
                 entry->spans[i].codes);
    breaks_add(text, entry->node);
}

static void add_concept(Finder *finder, const ItemKind *kind, const Concept *entry)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    strbuf_puts(&text, xml_text_in(entry->node, "name", "en"));
    strbuf_printf(&text, "\n%s", entry->report == NULL ? "" : entry->report);
    for (size_t i = 0; i < entry->n_spans; i++)
        strbuf_printf(&text, "\n%s", entry->spans[i].codes);
    finder_add(finder, (Item){kind, entry->id, xml_text_in(entry->node, "name", "pl"), "zł",
                              text.text, entry});
}

bool concept_add(Finder *finder, const ItemKind *kind, Err *err)
{
    const Classification *all = &finder->catalogue->classification;
    (void)err;
    for (size_t i = 0; i < all->n; i++)
        if (all->concepts[i].report == NULL)
            add_concept(finder, kind, &all->concepts[i]);
    return true;
}

/* A concept is of no report by itself: shown for those that an indicator reads it from, for both
 * where none does. */
bool concept_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Concept *entry = item->what;
    bool used = is_used(finder->catalogue, entry, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(reports); i++)
        if (!used || is_used(finder->catalogue, entry, reports[i].report))
            add_input(text, entry->id, reports[i].report, "wykonanie", "concept", entry->id);
    add_character(text);
    add_codes(finder, entry, text);
    for (size_t i = 0; i < ARRAY_LENGTH(reports); i++)
        if ((!used || is_used(finder->catalogue, entry, reports[i].report)) &&
            !add_stored(finder, reports[i].report, text, err))
            return false;
    return true;
}

bool group_add(Finder *finder, const ItemKind *kind, Err *err)
{
    const Classification *all = &finder->catalogue->classification;
    (void)err;
    for (size_t i = 0; i < all->n; i++)
        if (all->concepts[i].report != NULL)
            add_concept(finder, kind, &all->concepts[i]);
    return true;
}

bool group_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Concept *entry = item->what;
    add_input(text, entry->id, entry->report, "wykonanie", "group", entry->id);
    add_character(text);
    add_codes(finder, entry, text);
    return add_stored(finder, entry->report, text, err);
}

bool measure_add(Finder *finder, const ItemKind *kind, Err *err)
{
    (void)err;
    for (size_t i = 0; i < n_report_measures; i++) {
        const Measure *measure = &report_measures[i];
        const char *about = "";
        for (size_t k = 0; k < ARRAY_LENGTH(reports); k++)
            if (strcmp(reports[k].report, measure->report) == 0)
                about = reports[k].about;
        const char *name = arena_printf(finder->arena, "%s, %s", measure->report, about);
        const char *texts =
            arena_printf(finder->arena, "%s\n%s", measure->column, measure->element);
        finder_add(finder, (Item){kind, measure->name, name, "zł", texts, measure});
    }
    return true;
}

bool measure_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Measure *measure = item->what;
    strbuf_printf(text, "    <input name=\"%s\" report=\"%s\" measure=\"%s\"/>\n", measure->name,
                  measure->report, measure->name);
    add_character(text);
    line_add(text, _("column"), _("%s in the files of the Ministry%s%s%s"), measure->column,
             *measure->element == '\0' ? "" : _(", element "), measure->element,
             *measure->element == '\0' ? "" : _(" of BeSTi@"));
    line_add(
        text, _("filters"), "%s",
        _("dzial=\"...\" rozdzial=\"...\" paragraf=\"...\" p4=\"...\" concept=\"...\" group=\"...\""));
    return add_stored(finder, measure->report, text, err);
}

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
    for (size_t i = 0; i < ARRAY_LENGTH(reports); i++) {
        Periods years;
        uint64_t with, total;
        if (!read_years(finder->workspace, scratch, reports[i].report, &years, err))
            return false;
        int last = years.n == 0 ? 0 : period_year(years.items[years.n - 1]);
        if (!count_filings(finder->workspace, reports[i].report, last, has, n, &with, &total, err))
            return false;
        if (with > 0)
            add_input(text, name, reports[i].report, "wykonanie", class_kind_name(code->kind),
                      code->code);
        if (total > 0)
            line_add(&counts, _("stored"), _("in %llu of %llu reports %s of %d"),
                     (unsigned long long)with, (unsigned long long)total, reports[i].report, last);
    }
    add_character(text);
    add_concepts(finder, code, text);
    strbuf_puts(text, counts.text == NULL ? "" : counts.text);
    return true;
}
