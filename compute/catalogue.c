/* Reading the catalogue: variables, classification, shared inputs, areas, and every definition
 * below indicators/. */
#include "definition.h"

#include "file.h"

#include <assert.h>
#include <stdlib.h>

static bool is_xml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot != NULL && strcmp(dot, ".xml") == 0;
}

static bool load_shared_inputs(Arena *arena, const char *folder, Catalogue *catalogue, Err *err)
{
    enum { INPUTS_MAX = 10000 };
    StrList paths;
    catalogue->inputs = strmap_new(arena);
    if (!file_list(arena, folder, &paths, err))
        return false;
    catalogue->input_nodes = arena_array(arena, INPUTS_MAX, sizeof(XmlNode *));
    for (size_t i = 0; i < paths.n; i++) {
        XmlNode *root;
        if (!is_xml(paths.items[i]))
            continue;
        if (!xml_read_file(arena, paths.items[i], &root, err) || !xml_known(root, "", "input", err))
            return false;
        for (const XmlNode *at = xml_child(root, "input"); at != NULL; at = xml_next(at, "input")) {
            const char *id;
            bool fresh;
            if (!xml_need(at, "id", &id, err))
                return false;
            (void)strmap_add(catalogue->inputs, str_view(id), (uint32_t)catalogue->n_inputs,
                             &fresh);
            if (catalogue->n_inputs == INPUTS_MAX)
                return xml_fail(at, err, _("there are more than %d shared inputs"), INPUTS_MAX);
            if (!fresh)
                return xml_fail(at, err, _("the input \"%s\" is defined twice"), id);
            catalogue->input_nodes[catalogue->n_inputs++] = at;
        }
    }
    return true;
}

static size_t count_below(const XmlNode *root, const char *outer, const char *inner)
{
    size_t n = 0;
    for (const XmlNode *at = xml_child(root, outer); at != NULL; at = xml_next(at, outer)) {
        n += inner == NULL;
        for (const XmlNode *in = inner == NULL ? NULL : xml_child(at, inner); in != NULL;
             in = xml_next(in, inner))
            n++;
    }
    return n;
}

static bool load_areas(Arena *arena, const char *path, Catalogue *catalogue, Err *err)
{
    XmlNode *root;
    if (!xml_read_file(arena, path, &root, err))
        return false;
    catalogue->areas =
        arena_array(arena, count_below(root, "area", NULL), sizeof *catalogue->areas);
    catalogue->services =
        arena_array(arena, count_below(root, "area", "service"), sizeof *catalogue->services);
    for (const XmlNode *at = xml_child(root, "area"); at != NULL; at = xml_next(at, "area")) {
        Area *area = &catalogue->areas[catalogue->n_areas++];
        if (!xml_need(at, "id", &area->id, err))
            return false;
        area->name_pl = xml_text_in(at, "name", "pl");
        area->name_en = xml_text_in(at, "name", "en");
        for (const XmlNode *in = xml_child(at, "service"); in != NULL;
             in = xml_next(in, "service")) {
            Service *service = &catalogue->services[catalogue->n_services++];
            if (!xml_need(in, "id", &service->id, err))
                return false;
            service->area = area->id;
            service->name_pl = xml_text_in(in, "name", "pl");
            service->name_en = xml_text_in(in, "name", "en");
        }
    }
    return true;
}

typedef struct List {
    Definition *items;
    size_t n, capacity;
} List;

static bool add_definition(Arena *arena, Catalogue *catalogue, const XmlNode *node,
                           const XmlNode *member, List *list, Err *err)
{
    Definition definition = {0};
    bool fresh;
    if (!definition_read(arena, catalogue, node, member, &definition, err))
        return false;
    uint32_t at =
        strmap_add(catalogue->codes, str_view(definition.code), (uint32_t)list->n, &fresh);
    if (!fresh) {
        assert(list->items != NULL);
        return xml_fail(member == NULL ? node : member, err,
                        _("the code %s is already defined in %s"), definition.code,
                        list->items[at].node->file);
    }
    list->items = heap_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
    list->items[list->n++] = definition;
    return true;
}

static bool load_file(Arena *arena, Catalogue *catalogue, const char *path, List *list, Err *err)
{
    XmlNode *root;
    if (!xml_read_file(arena, path, &root, err))
        return false;
    if (strcmp(root->name, "indicator") == 0)
        return add_definition(arena, catalogue, root, NULL, list, err);
    if (strcmp(root->name, "family") != 0)
        return xml_fail(root, err, _("a definition is an <indicator> or a <family>"));
    for (const XmlNode *at = xml_child(root, "member"); at != NULL; at = xml_next(at, "member"))
        if (!add_definition(arena, catalogue, root, at, list, err))
            return false;
    return true;
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(((const Definition *)a)->code, ((const Definition *)b)->code);
}

static bool load_definitions(Arena *arena, const char *folder, Catalogue *catalogue, Err *err)
{
    StrList paths;
    List list = {0};
    catalogue->codes = strmap_new(arena);
    bool good = file_list(arena, folder, &paths, err);
    for (size_t i = 0; good && i < paths.n; i++)
        if (is_xml(paths.items[i]) && strcmp(file_base_name(paths.items[i]), "areas.xml") != 0)
            good = load_file(arena, catalogue, paths.items[i], &list, err);
    if (good && list.n == 0)
        good = err_set(err, ERR_CONFIG, _("there is no definition below \"%s\""), folder);
    if (list.n > 0)
        qsort(list.items, list.n, sizeof *list.items, compare_codes);
    catalogue->n = list.n;
    catalogue->items = arena_array(arena, list.n, sizeof *list.items);
    if (list.n > 0)
        memcpy(catalogue->items, list.items, list.n * sizeof *list.items);
    free(list.items);
    return good;
}

bool catalogue_load(Arena *arena, const char *config, Catalogue *ret_catalogue, Err *err)
{
    Catalogue catalogue = {0};
    if (!variables_load(arena, arena_printf(arena, "%s/variables", config), &catalogue.variables,
                        err) ||
        !classification_load(arena, arena_printf(arena, "%s/classification", config),
                             &catalogue.classification, err) ||
        !load_shared_inputs(arena, arena_printf(arena, "%s/inputs", config), &catalogue, err) ||
        !load_areas(arena, arena_printf(arena, "%s/indicators/areas.xml", config), &catalogue,
                    err) ||
        !load_definitions(arena, arena_printf(arena, "%s/indicators", config), &catalogue, err))
        return false;
    *ret_catalogue = catalogue;
    return true;
}
