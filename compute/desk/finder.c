#include "finder.h"

#include "fold.h"

#include <stdlib.h>

static const ItemKind kinds[] = {
#define ITEM(kind, label) {label, kind##_add, kind##_show},
#include "item_list.h"
#undef ITEM
};

bool finder_init(Finder *finder, Arena *arena, Catalogue *catalogue, Workspace *workspace, Err *err)
{
    *finder = (Finder){.arena = arena, .catalogue = catalogue, .workspace = workspace};
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        if (!kinds[i].add(finder, &kinds[i], err)) {
            finder_done(finder);
            return false;
        }
    return true;
}

void finder_done(Finder *finder)
{
    free(finder->items);
    *finder = (Finder){0};
}

void finder_add(Finder *finder, Item item)
{
    const char *texts =
        arena_printf(finder->arena, "%s\n%s\n%s\n%s", item.id, item.name, item.unit, item.texts);
    item.texts = fold(finder->arena, texts);
    finder->items =
        heap_grow(finder->items, &finder->capacity, finder->n + 1, sizeof *finder->items);
    finder->items[finder->n++] = item;
}

bool item_is_found(const Item *item, const StrList *words)
{
    return fold_has_all(item->texts, words);
}

bool item_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    strbuf_printf(text, "%s %s%s%s\n", _(item->kind->label), item->id,
                  *item->name == '\0' ? "" : ": ", item->name);
    return item->kind->show(finder, item, text, err);
}

const char *finder_nearest(const Finder *finder, const char *word)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    StrMap *words = strmap_new(scratch);
    for (size_t i = 0; i < finder->n; i++) {
        StrList list =
            str_split(scratch, finder->items[i].texts, " \n\t" DIMENSION_SEPARATOR ".,;:()/|<>-\"");
        for (size_t k = 0; k < list.n; k++)
            (void)strmap_add(words, str_view(list.items[k]), 0, NULL);
    }
    const char *nearest = strmap_nearest(words, str_view(word));
    return nearest == NULL ? NULL : arena_strdup(finder->arena, nearest);
}

const char *dimensions_text(Arena *arena, const char *dimensions)
{
    StrList list = str_split(arena, dimensions, DIMENSION_SEPARATOR);
    const char *text = "";
    for (size_t i = 0; i < list.n; i++)
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : " | ", list.items[i]);
    return text;
}

const char *years_text(Arena *arena, int from, int to)
{
    if (from == YEAR_FIRST && to == YEAR_LAST)
        return _("every year");
    if (from == to)
        return arena_printf(arena, "%d", from);
    if (to == YEAR_LAST)
        return arena_printf(arena, _("%d on"), from);
    if (from == YEAR_FIRST)
        return arena_printf(arena, _("to %d"), to);
    return arena_printf(arena, _("%d to %d"), from, to);
}

void breaks_add(StrBuf *text, const XmlNode *node)
{
    for (const XmlNode *at = xml_child(node, "break"); at != NULL; at = xml_next(at, "break"))
        line_add(text, _("break"), "%s %s%s%s", xml_attribute(at, "at"), xml_attribute(at, "kind"),
                 *at->text == '\0' ? "" : ": ",
                 text_in_language(at->text, xml_attribute_or(at, "en", "")));
}
