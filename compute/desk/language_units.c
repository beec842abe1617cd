/* Scales, and config/units as it stands there: what is a kind of what, and the other forms. */
#include "language.h"

#include "measure.h"
#include "num.h"

static const char *joined(Arena *arena, const char *words, const char *between)
{
    StrList list = str_split(arena, words == NULL ? "" : words, " ");
    const char *text = "";
    for (size_t i = 0; i < list.n; i++)
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : between, list.items[i]);
    return text;
}

static void write_unit(Arena *arena, const XmlNode *root, const XmlNode *unit, int depth,
                       StrBuf *text)
{
    const char *id = xml_attribute(unit, "id"), *equals = xml_attribute(unit, "equals");
    const char *const row[] = {arena_printf(arena, "%s`%s`", depth > 0 ? "– " : "", id),
                               joined(arena, equals, " · "),
                               joined(arena, xml_attribute(unit, "forms"), ", ")};
    table_row(text, row, ARRAY_LENGTH(row));
    for (const XmlNode *at = xml_child(root, "unit"); at != NULL; at = xml_next(at, "unit")) {
        const char *is = xml_attribute(at, "is");
        if (is != NULL && strcmp(is, id) == 0)
            write_unit(arena, root, at, depth + 1, text);
    }
}

bool language_units(Arena *arena, const char *config, StrBuf *text, Err *err)
{
    const char *folder = arena_printf(arena, "%s/units", config);
    const char *const scales[] = {_("scale"), _("is")};
    const char *const heading[] = {_("unit; below it with – its kinds"), _("equals"),
                                   _("also written")};
    MeasureTable *table;
    XmlNode *root;
    if (!measure_load(arena, folder, NULL, &table, err) ||
        !xml_read_file(arena, arena_printf(arena, "%s/units.xml", folder), &root, err))
        return false;
    table_begin(text, scales, ARRAY_LENGTH(scales));
    for (size_t i = 0; i < n_measure_scales; i++) {
        char number[NUM_TEXT];
        num_write_exact(1, measure_scales[i].exponent, number);
        const char *const row[] = {arena_printf(arena, "`%s`", measure_scales[i].word), number};
        table_row(text, row, ARRAY_LENGTH(row));
    }
    const char *const written[] = {"`10`, `100`, `1000` …", _("as it is written")};
    table_row(text, written, ARRAY_LENGTH(written));
    strbuf_puts(text, "\n");
    table_begin(text, heading, ARRAY_LENGTH(heading));
    for (const XmlNode *at = xml_child(root, "unit"); at != NULL; at = xml_next(at, "unit"))
        if (xml_attribute(at, "is") == NULL)
            write_unit(arena, root, at, 0, text);
    return true;
}
