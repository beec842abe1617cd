/* Reading the catalogue: units, variables, classification, shared inputs, areas, and every
 * definition below indicators/. What one file has wrong does not keep the others from being read.
 */
#include "classification_use.h"

#include "file.h"

#include <assert.h>
#include <stdlib.h>

enum { SHARED_MAX = 10000 };

typedef struct Loading {
    Arena *arena;
    const char *config;
    Catalogue *catalogue;
    Diag *diag;
    StrMap *files; /* code -> place in nodes, of those that are read instead */
    Definition *items;
    size_t n, capacity;
} Loading;

/* A mistake that leaves the rest to be read. */
static void note(Loading *loading, bool good, Err *err)
{
    if (!good)
        (void)diag_take(loading->diag, err);
}

static bool take_shared_input(Loading *loading, const XmlNode *node, Err *err)
{
    Catalogue *catalogue = loading->catalogue;
    const char *id;
    bool fresh;
    if (!xml_need(node, "id", &id, err))
        return false;
    if (catalogue->n_inputs == SHARED_MAX)
        return xml_fail(node, err, _("D29: there are more than %d shared inputs"), SHARED_MAX);
    (void)strmap_add(catalogue->inputs, str_view(id), (uint32_t)catalogue->n_inputs, &fresh);
    if (!fresh)
        return xml_fail_at(node, "id", err, _("D30: the input \"%s\" is defined twice"), id);
    catalogue->input_nodes[catalogue->n_inputs++] = node;
    return true;
}

static bool load_shared_inputs(Loading *loading, Err *err)
{
    Arena *arena = loading->arena;
    StrList paths;
    loading->catalogue->input_nodes = arena_array(arena, SHARED_MAX, sizeof(XmlNode *));
    if (!xml_list(arena, arena_printf(arena, "%s/inputs", loading->config), &paths, err))
        return false;
    for (size_t i = 0; i < paths.n; i++) {
        XmlNode *root;
        if (!xml_read_file(arena, paths.items[i], &root, err) ||
            !xml_known(root, "", "input", err)) {
            note(loading, false, err);
            continue;
        }
        for (const XmlNode *at = xml_child(root, "input"); at != NULL; at = xml_next(at, "input"))
            note(loading, take_shared_input(loading, at, err), err);
    }
    return true;
}

/* An entry counts when it is complete. */
static bool load_service(Catalogue *catalogue, const XmlNode *node, const Area *area, Err *err)
{
    Service *service = &catalogue->services[catalogue->n_services];
    if (!xml_need(node, "id", &service->id, err))
        return false;
    service->area = area->id;
    service->name_pl = xml_text_in(node, "name", "pl");
    service->name_en = xml_text_in(node, "name", "en");
    catalogue->n_services++;
    return true;
}

static bool load_area(Loading *loading, const XmlNode *node, Err *err)
{
    Catalogue *catalogue = loading->catalogue;
    Area *area = &catalogue->areas[catalogue->n_areas];
    if (!xml_need(node, "id", &area->id, err))
        return false;
    area->name_pl = xml_text_in(node, "name", "pl");
    area->name_en = xml_text_in(node, "name", "en");
    catalogue->n_areas++;
    for (const XmlNode *at = xml_child(node, "service"); at != NULL; at = xml_next(at, "service"))
        note(loading, load_service(catalogue, at, area, err), err);
    return true;
}

static bool load_areas(Loading *loading, Err *err)
{
    Catalogue *catalogue = loading->catalogue;
    Arena *arena = loading->arena;
    XmlNode *root;
    size_t n_services = 0;
    if (!xml_read_file(arena, arena_printf(arena, "%s/indicators/areas.xml", loading->config),
                       &root, err))
        return false;
    for (const XmlNode *at = xml_child(root, "area"); at != NULL; at = xml_next(at, "area"))
        n_services += xml_count(at, "service");
    catalogue->areas = arena_array(arena, xml_count(root, "area"), sizeof *catalogue->areas);
    catalogue->services = arena_array(arena, n_services, sizeof *catalogue->services);
    for (const XmlNode *at = xml_child(root, "area"); at != NULL; at = xml_next(at, "area"))
        note(loading, load_area(loading, at, err), err);
    return true;
}

bool definition_is_code(const char *code)
{
    size_t letters = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), n = strlen(code);
    return letters >= 2 && letters <= 8 && n > letters && n <= 16 &&
           strspn(code + letters, "0123456789") == n - letters;
}

/* A definition, or a member of one, by its code; what it says is read when all codes are known. */
static bool take_definition(Loading *loading, const XmlNode *node, const XmlNode *member,
                            bool instead, Err *err)
{
    const XmlNode *at = member == NULL ? node : member;
    const char *code;
    bool fresh;
    if (!xml_need(at, "code", &code, err))
        return false;
    if (!definition_is_code(code))
        return xml_fail_at(
            at, "code", err,
            _("D31: the code \"%s\" is not capital letters and digits such as EDU01"), code);
    if (!instead && strmap_find(loading->files, str_view(code), &(uint32_t){0}))
        return true;
    if (instead)
        (void)strmap_add(loading->files, str_view(code), 0, NULL);
    uint32_t place =
        strmap_add(loading->catalogue->codes, str_view(code), (uint32_t)loading->n, &fresh);
    assert(fresh || loading->items != NULL);
    if (!fresh)
        return xml_fail_at(at, "code", err, _("D32: the code %s is already defined in %s"), code,
                           loading->items[place].node->file);
    loading->items =
        heap_grow(loading->items, &loading->capacity, loading->n + 1, sizeof *loading->items);
    loading->items[loading->n++] = (Definition){.code = code, .node = node, .member = member};
    return true;
}

static bool load_file(Loading *loading, const char *path, bool instead, Err *err)
{
    XmlNode *root;
    if (!xml_read_file(loading->arena, path, &root, err))
        return false;
    if (strcmp(root->name, "indicator") == 0)
        return take_definition(loading, root, NULL, instead, err);
    if (strcmp(root->name, "family") != 0)
        return xml_fail(root, err, _("D33: a definition is an <indicator> or a <family>"));
    if (xml_child(root, "member") == NULL)
        return xml_fail(root, err, _("D34: the family has no <member>"));
    for (const XmlNode *at = xml_child(root, "member"); at != NULL; at = xml_next(at, "member"))
        note(loading, take_definition(loading, root, at, instead, err), err);
    return true;
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(((const Definition *)a)->code, ((const Definition *)b)->code);
}

static bool find_definitions(Loading *loading, const char *file, Err *err)
{
    Catalogue *catalogue = loading->catalogue;
    StrList paths;
    if (file != NULL)
        note(loading, load_file(loading, file, true, err), err);
    const char *folder = arena_printf(loading->arena, "%s/indicators", loading->config);
    if (!xml_list(loading->arena, folder, &paths, err))
        return false;
    for (size_t i = 0; i < paths.n; i++)
        if (strcmp(file_base_name(paths.items[i]), "areas.xml") != 0 &&
            (file == NULL || !file_is_same(file, paths.items[i])))
            note(loading, load_file(loading, paths.items[i], false, err), err);
    if (loading->n == 0)
        return source_fail(&(Source){folder, "", 0}, 0, 0, err,
                           _("D36: there is no definition below \"%s\""), folder);
    qsort(loading->items, loading->n, sizeof *loading->items, compare_codes);
    catalogue->items = arena_array(loading->arena, loading->n, sizeof *catalogue->items);
    catalogue->n = loading->n;
    catalogue->codes = strmap_new(loading->arena);
    for (size_t i = 0; i < loading->n; i++) {
        catalogue->items[i] = loading->items[i];
        (void)strmap_add(catalogue->codes, str_view(loading->items[i].code), (uint32_t)i, NULL);
    }
    return true;
}

/* Walking from an indicator to those it speaks of: where one of them leads back there is a circle.
 */
typedef enum Mark { MARK_NEW, MARK_OPEN, MARK_DONE } Mark;

static void fail_cycle(Loading *loading, const Catalogue *catalogue, const size_t *path, size_t n)
{
    Err err = {0};
    const Definition *last = &catalogue->items[path[n - 1]];
    const XmlNode *formula = xml_child(last->node, "formula");
    size_t first = n - 1;
    const char *text = "";
    while (first > 0 && path[first - 1] != path[n - 1])
        first--;
    for (size_t i = first == 0 ? 0 : first - 1; i < n; i++)
        text = arena_printf(loading->arena, "%s%s%s", text, *text == '\0' ? "" : " - ",
                            catalogue->items[path[i]].code);
    (void)xml_fail(formula == NULL ? last->node : formula, &err,
                   _("N07: indicators are computed from each other in a circle: %s"), text);
    (void)diag_take(loading->diag, &err);
}

/* The walk: those that an indicator is computed from come before it in `order`. */
typedef struct Walk {
    Mark *marks;
    size_t *path, *order, n;
} Walk;

static void walk_from(Loading *loading, Catalogue *catalogue, size_t at, Walk *walk, size_t depth)
{
    Definition *definition = &catalogue->items[at];
    walk->path[depth] = at;
    if (walk->marks[at] == MARK_OPEN) {
        fail_cycle(loading, catalogue, walk->path, depth + 1);
        return;
    }
    if (walk->marks[at] == MARK_DONE)
        return;
    walk->marks[at] = MARK_OPEN;
    for (size_t i = definition->n_written; definition->compiled && i < definition->n_inputs; i++)
        if (definition->inputs[i].indicator != definition &&
            formula_uses(definition->formula, (unsigned)i))
            walk_from(loading, catalogue,
                      (size_t)(definition->inputs[i].indicator - catalogue->items), walk,
                      depth + 1);
    walk->marks[at] = MARK_DONE;
    if (!definition->compiled)
        return;
    definition_digest_value(loading->arena, definition);
    walk->order[walk->n++] = at;
}

static void read_definitions(Loading *loading)
{
    Catalogue *catalogue = loading->catalogue;
    for (size_t i = 0; i < catalogue->n; i++) {
        Definition *definition = &catalogue->items[i];
        definition_read(loading->arena, catalogue, definition->node, definition->member,
                        loading->diag, definition);
    }
    for (size_t i = 0; i < catalogue->n; i++)
        definition_compile(loading->arena, catalogue, loading->diag, &catalogue->items[i]);
    Walk walk = {.marks = arena_array(loading->arena, catalogue->n, sizeof(Mark)),
                 .path = arena_array(loading->arena, catalogue->n + 2, sizeof(size_t)),
                 .order = arena_array(loading->arena, catalogue->n, sizeof(size_t))};
    for (size_t i = 0; i < catalogue->n; i++)
        walk_from(loading, catalogue, i, &walk, 0);
    for (size_t i = 0; i < walk.n; i++)
        definition_finish(loading->arena, loading->diag, &catalogue->items[walk.order[i]]);
}

/* Could all files be read that definitions take names from? */
static bool is_whole(const Diag *diag)
{
    for (size_t i = 0; i < diag->n; i++)
        if (str_list_has("X02 X04 X05", diag->items[i].err.code))
            return false;
    return true;
}

/* Where one could not, names and units are missing in definitions that have no mistake: what is
 * said of them, and how examples come out, tells nothing. */
static void drop_guesses(Catalogue *catalogue, Diag *diag, size_t from)
{
    size_t n = from;
    for (size_t i = 0; i < catalogue->n; i++)
        catalogue->items[i].compiled = false;
    for (size_t i = from; i < diag->n; i++) {
        const Mistake *mistake = &diag->items[i];
        bool guess = strchr("RULP", mistake->err.code[0]) != NULL;
        diag->n_errors -= guess && !mistake->warning;
        if (!guess)
            diag->items[n++] = *mistake;
    }
    diag->n = n;
}

static bool load(Loading *loading, const char *file, Err *err)
{
    Arena *arena = loading->arena;
    Catalogue *catalogue = loading->catalogue;
    const char *config = loading->config;
    /* each is read although another is wrong, but nothing is said of names in what is not there */
    note(loading,
         measure_load(arena, arena_printf(arena, "%s/units", config), loading->diag,
                      &catalogue->units, err),
         err);
    note(loading,
         variables_load(arena, arena_printf(arena, "%s/variables", config), loading->diag,
                        &catalogue->variables, err),
         err);
    note(loading,
         classification_load(arena, arena_printf(arena, "%s/classification", config), loading->diag,
                             &catalogue->classification, err),
         err);
    note(loading, load_shared_inputs(loading, err), err);
    note(loading, load_areas(loading, err), err);
    size_t n = loading->diag->n;
    bool whole = is_whole(loading->diag);
    note(loading, find_definitions(loading, file, err), err);
    read_definitions(loading);
    if (whole && catalogue->classification.codes.read)
        classification_check(arena, catalogue, loading->diag);
    if (!whole)
        drop_guesses(catalogue, loading->diag, n);
    return loading->diag->n_errors == 0;
}

bool catalogue_load(Arena *arena, const char *config, const char *file, Diag *diag,
                    Catalogue *ret_catalogue, Err *err)
{
    Catalogue *catalogue = ret_catalogue;
    Diag own = {.arena = arena};
    Loading loading = {.arena = arena,
                       .config = config,
                       .catalogue = catalogue,
                       .diag = diag == NULL ? &own : diag,
                       .files = strmap_new(arena)};
    *catalogue = (Catalogue){.codes = strmap_new(arena), .inputs = strmap_new(arena)};
    bool good = load(&loading, file, err);
    free(loading.items);
    if (good)
        return true;
    size_t first = 0;
    while (loading.diag->items[first].warning)
        first++;
    *err = loading.diag->items[first].err;
    if (loading.diag->n_errors == 1)
        return false;
    const char *hint = arena_strdup(arena, err->hint);
    return err_hint(err, _("%s%ssmup check lists all %zu mistakes"), hint,
                    *hint == '\0' ? "" : "; ", loading.diag->n_errors);
}

const Definition *catalogue_find(const Catalogue *catalogue, const char *code)
{
    uint32_t at;
    return strmap_find(catalogue->codes, str_view(code), &at) ? &catalogue->items[at] : NULL;
}
