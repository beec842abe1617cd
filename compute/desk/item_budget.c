#include "item_budget.h"

const BudgetReport budget_reports[BUDGET_REPORTS] = {{"Rb-27S", "dochody budżetowe"},
                                                     {"Rb-28S", "wydatki budżetowe"}};

void budget_input_add(StrBuf *text, const char *name, const char *report, const char *measure,
                      const char *filter, const char *value)
{
    strbuf_printf(text, "    <input name=\"%s\" report=\"%s\" measure=\"%s\" %s=\"%s\"/>\n", name,
                  report, measure, filter, value);
}

void budget_character_add(StrBuf *text)
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

bool budget_years(Workspace *workspace, Arena *arena, const char *report, Periods *ret_years,
                  Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db,
                    "SELECT DISTINCT ?2 + period / 100 % 10000 * 100 AS year FROM filing "
                    "WHERE report = ?1 AND in_force = 1 AND period % 100 = 4 ORDER BY year",
                    &query, err))
        return false;
    db_bind_text(query, 1, report);
    db_bind_int(query, 2, period_of(FREQ_ANNUAL, 0, 0));
    return periods_read(arena, query, ret_years, err);
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
    if (!budget_years(workspace, scratch, report, &years, err))
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
    for (size_t i = 0; i < BUDGET_REPORTS; i++)
        if (!used || is_used(finder->catalogue, entry, budget_reports[i].report))
            budget_input_add(text, entry->id, budget_reports[i].report, "wykonanie", "concept",
                             entry->id);
    budget_character_add(text);
    add_codes(finder, entry, text);
    for (size_t i = 0; i < BUDGET_REPORTS; i++)
        if ((!used || is_used(finder->catalogue, entry, budget_reports[i].report)) &&
            !add_stored(finder, budget_reports[i].report, text, err))
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
    budget_input_add(text, entry->id, entry->report, "wykonanie", "group", entry->id);
    budget_character_add(text);
    add_codes(finder, entry, text);
    return add_stored(finder, entry->report, text, err);
}

bool measure_add(Finder *finder, const ItemKind *kind, Err *err)
{
    (void)err;
    for (size_t i = 0; i < n_report_measures; i++) {
        const Measure *measure = &report_measures[i];
        const char *about = "";
        for (size_t k = 0; k < BUDGET_REPORTS; k++)
            if (strcmp(budget_reports[k].report, measure->report) == 0)
                about = budget_reports[k].about;
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
    budget_character_add(text);
    line_add(text, _("column"), _("%s in the files of the Ministry%s%s%s"), measure->column,
             *measure->element == '\0' ? "" : _(", element "), measure->element,
             *measure->element == '\0' ? "" : _(" of BeSTi@"));
    line_add(
        text, _("filters"), "%s",
        _("dzial=\"...\" rozdzial=\"...\" paragraf=\"...\" p4=\"...\" concept=\"...\" group=\"...\""));
    return add_stored(finder, measure->report, text, err);
}
