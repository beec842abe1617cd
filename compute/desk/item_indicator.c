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

static bool add_results(Workspace *workspace, const char *code, StrBuf *text, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Periods years;
    Column last;
    bool found;
    if (!stored_results(workspace, scratch, code, &years, err))
        return false;
    if (years.n == 0) {
        line_add(text, _("stored"), "%s", _("no results in this workspace"));
        return true;
    }
    int year = period_year(years.items[years.n - 1]);
    if (!stored_result(workspace, scratch, code, year, &last, &found, err))
        return false;
    line_add(text, _("stored"), "%s", periods_text(scratch, &years));
    line_add(text, _("units"), _("with a value in %d: %s"), year,
             stored_counts(workspace, scratch, &last, year));
    return true;
}

bool indicator_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Definition *definition = item->what;
    line_add(text, _("unit"), "%s", definition->unit);
    line_add(text, _("tiers"), "%s", tiers_text(scratch, definition->tiers));
    line_add(text, _("years"), "%s", years_text(scratch, definition->from, definition->to));
    line_add(text, _("formula"), "%s", definition->formula_text);
    line_add(text, _("sources"), "%s", definition->sources);
    line_add(text, _("file"), "%s", definition->node->file);
    line_add(text, _("note"), "%s",
             _("an indicator is no input; its <input> lines are in the file"));
    return finder->workspace == NULL || add_results(finder->workspace, definition->code, text, err);
}
