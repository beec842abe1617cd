/* Indicators: no input is read from them, but a new definition often begins as one that is there.
 */
#include "finder.h"
#include "stored.h"

bool indicator_add(Finder *finder, const ItemKind *kind, Err *err)
{
    const Catalogue *catalogue = finder->catalogue;
    (void)err;
    for (size_t i = 0; i < catalogue->n; i++) {
        const Definition *definition = &catalogue->items[i];
        finder_add(finder, (Item){kind, definition->code, definition->name_pl, definition->unit,
                                  definition->name_en, definition});
    }
    return true;
}

/* Years of which results are stored, the latest one's column. */
static bool read_results(Workspace *workspace, Arena *arena, const char *code, Periods *ret_years,
                         Column *ret_last, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    size_t size;
    *ret_years = (Periods){arena_array(arena, YEAR_LAST + 1, sizeof(int64_t)), 0};
    if (!db_prepare(workspace->db,
                    "SELECT year, data FROM result WHERE indicator = ? ORDER BY year", &query, err))
        return false;
    db_bind_text(query, 1, code);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        const void *blob = db_blob(query, 1, &size);
        if (!column_unpack(arena, blob, size, code, ret_last, err))
            return false;
        ret_years->items[ret_years->n++] = period_of(FREQ_ANNUAL, (int)db_int(query, 0), 0);
    }
}

bool indicator_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Definition *definition = item->what;
    Periods years;
    Column last;
    line_add(text, _("unit"), "%s", definition->unit);
    line_add(text, _("tiers"), "%s", tiers_text(scratch, definition->tiers));
    line_add(text, _("years"), "%s", years_text(scratch, definition->from, definition->to));
    line_add(text, _("formula"), "%s", definition->formula_text);
    line_add(text, _("sources"), "%s", definition->sources);
    line_add(text, _("file"), "%s", definition->node->file);
    line_add(text, _("note"), "%s",
             _("an indicator is no input; its <input> lines are in the file"));
    if (finder->workspace == NULL)
        return true;
    if (!read_results(finder->workspace, scratch, definition->code, &years, &last, err))
        return false;
    if (years.n == 0) {
        line_add(text, _("stored"), "%s", _("no results in this workspace"));
        return true;
    }
    int year = period_year(years.items[years.n - 1]);
    line_add(text, _("stored"), "%s", periods_text(scratch, &years));
    line_add(text, _("units"), _("with a value in %d: %s"), year,
             stored_counts(finder->workspace, scratch, &last, year));
    return true;
}
