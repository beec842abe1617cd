#include "classification.h"

#include "territory.h"

const char *class_kind_name(ClassKind kind)
{
    static const char *const names[CLASS_KINDS] = {"dzial", "rozdzial", "paragraf"};
    return names[kind];
}

static bool check_codes(const XmlNode *node, ClassKind kind, Err *err)
{
    static const size_t widths[CLASS_KINDS] = {3, 5, 3};
    for (const char *at = node->text; *(at += strspn(at, " \n\t")) != '\0';) {
        size_t length = strcspn(at, " \n\t");
        if (length != widths[kind] || !str_all_digits((StrView){at, length}))
            return xml_fail_text(node, (size_t)(at - node->text),
                                 (size_t)(at - node->text) + length, err,
                                 PLURAL("D35: \"%.*s\" is not a code of %zu digit",
                                        "D35: \"%.*s\" is not a code of %zu digits", widths[kind]),
                                 (int)length, at, widths[kind]);
        at += length;
    }
    return true;
}

static bool read_spans(Arena *arena, const XmlNode *node, Concept *entry, Err *err)
{
    entry->spans = arena_array(arena, xml_count(node, "codes"), sizeof *entry->spans);
    for (const XmlNode *at = xml_child(node, "codes"); at != NULL; at = xml_next(at, "codes")) {
        CodeSpan *span = &entry->spans[entry->n_spans++];
        span->codes = at->text;
        span->node = at;
        if (!xml_known(at, "from to", "", err) ||
            !xml_year(at, "from", YEAR_FIRST, &span->from, err) ||
            !xml_year(at, "to", YEAR_LAST, &span->to, err) || !check_codes(at, entry->kind, err))
            return false;
    }
    return breaks_read(arena, node, &entry->breaks, &entry->n_breaks, err);
}

static bool read_concept(Arena *arena, const XmlNode *node, Concept *entry, Err *err)
{
    const char *kind;
    entry->node = node;
    if (!xml_known(node, "id kind", "name codes break", err) ||
        !xml_need(node, "id", &entry->id, err) || !xml_need(node, "kind", &kind, err))
        return false;
    while (entry->kind < CLASS_KINDS && strcmp(class_kind_name(entry->kind), kind) != 0)
        entry->kind++;
    if (entry->kind == CLASS_KINDS)
        return xml_fail_at(node, "kind", err,
                           _("D28: the kind \"%s\" is not known: dzial, rozdzial or paragraf"),
                           kind);
    return read_spans(arena, node, entry, err);
}

static bool read_group(Arena *arena, const XmlNode *node, Classification *all, Concept *entry,
                       Err *err)
{
    const XmlNode *complement = xml_child(node, "complement");
    const char *of;
    entry->kind = CLASS_PARAGRAF;
    entry->node = node;
    if (!xml_known(node, "id report", "name codes break complement", err) ||
        !xml_need(node, "id", &entry->id, err) || !xml_need(node, "report", &entry->report, err) ||
        !read_spans(arena, node, entry, err))
        return false;
    if (complement == NULL)
        return true;
    if (!xml_need(complement, "of", &of, err))
        return false;
    entry->complement = group_find(all, of, entry->report);
    return entry->complement != NULL ||
           xml_fail_at(complement, "of", err, _("R05: the group \"%s\" of %s is not defined above"),
                       of, entry->report);
}

/* A concept or a group that is wrong: with `diag` the next one is read all the same. */
static bool take_mistake(Diag *diag, Err *err)
{
    (void)diag_take(diag, err);
    return diag != NULL;
}

static bool take_concept(Arena *arena, const XmlNode *node, Classification *all, Err *err)
{
    Concept *entry = &all->concepts[all->n];
    *entry = (Concept){0}; /* of one that was refused */
    bool good = read_concept(arena, node, entry, err);
    if (good && concept_find(all, entry->id) != NULL)
        good =
            xml_fail_at(node, "id", err, _("D27: the concept \"%s\" is defined twice"), entry->id);
    entry->read = good;
    all->n +=
        entry->id != NULL; /* a wrong one is there too: whoever names it has made no mistake */
    return good;
}

bool classification_load(Arena *arena, const char *folder, Diag *diag,
                         Classification *ret_classification, Err *err)
{
    XmlNode *concepts, *groups;
    Classification all = {0};
    if (!xml_read_file(arena, arena_printf(arena, "%s/concepts.xml", folder), &concepts, err) ||
        !xml_read_file(arena, arena_printf(arena, "%s/groups.xml", folder), &groups, err) ||
        !xml_known(concepts, "", "concept", err) || !xml_known(groups, "", "group", err))
        return false;
    all.concepts = arena_array(arena, xml_count(concepts, "concept") + xml_count(groups, "group"),
                               sizeof *all.concepts);
    for (const XmlNode *at = xml_child(concepts, "concept"); at != NULL;
         at = xml_next(at, "concept"))
        if (!take_concept(arena, at, &all, err) && !take_mistake(diag, err))
            return false;
    for (const XmlNode *at = xml_child(groups, "group"); at != NULL; at = xml_next(at, "group")) {
        all.concepts[all.n] = (Concept){0};
        bool good = read_group(arena, at, &all, &all.concepts[all.n], err);
        all.concepts[all.n].read = good;
        all.n += all.concepts[all.n].report != NULL;
        if (!good && !take_mistake(diag, err))
            return false;
    }
    if (!codes_load(arena, folder, diag, &all.codes, err))
        return false;
    *ret_classification = all;
    return true;
}

const Concept *concept_find(const Classification *classification, const char *id)
{
    for (size_t i = 0; i < classification->n; i++)
        if (classification->concepts[i].report == NULL &&
            strcmp(classification->concepts[i].id, id) == 0)
            return &classification->concepts[i];
    return NULL;
}

const Concept *group_find(const Classification *classification, const char *id, const char *report)
{
    for (size_t i = 0; i < classification->n; i++) {
        const Concept *entry = &classification->concepts[i];
        if (entry->report != NULL && strcmp(entry->id, id) == 0 &&
            strcmp(entry->report, report) == 0)
            return entry;
    }
    return NULL;
}

bool concept_holds(const Concept *entry, const ClassKey *key, int year)
{
    const char *codes[CLASS_KINDS] = {key->dzial, key->rozdzial, key->paragraf};
    if (entry->complement != NULL)
        return !concept_holds(entry->complement, key, year);
    for (size_t i = 0; i < entry->n_spans; i++)
        if (entry->spans[i].from <= year && year <= entry->spans[i].to &&
            str_list_has(entry->spans[i].codes, codes[entry->kind]))
            return true;
    return false;
}

void concept_describe(const Concept *entry, StrBuf *text)
{
    strbuf_printf(text, "%s %d", entry->id, entry->kind);
    for (size_t i = 0; i < entry->n_spans; i++)
        strbuf_printf(text, " %d-%d: %s", entry->spans[i].from, entry->spans[i].to,
                      entry->spans[i].codes);
    for (size_t i = 0; i < entry->n_breaks; i++)
        strbuf_printf(text, " break %d", entry->breaks[i].year);
    if (entry->complement != NULL) {
        strbuf_puts(text, " not ");
        concept_describe(entry->complement, text);
    }
}
