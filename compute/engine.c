#include "engine.h"

#include "file.h"
#include "frame.h"
#include "num.h"

#include <stdio.h>
#include <stdlib.h>

/* Part of every result's key: raised when the program computes something differently. */
static const char engine_version[] = "smup compute 4";

/* What is kept of a year, in an arena of its own; arena NULL: forgotten. */
typedef struct Kept {
    int year;
    Arena *arena;
    Relations relations;
    Vector result;
} Kept;

struct Engine {
    Arena *arena;
    Workspace *workspace;
    const Catalogue *catalogue;
    Comparison *comparison;
    CorrectionSet corrections;
    Binder *binder;
    char territory_digest[DIGEST_HEX];
    uint32_t *before; /* for prev: the row whose past continues a row's */
    int *from, *breaks;
    StrMap *kept_map;
    Kept *kept; /* heap */
    size_t n_kept, capacity;
    StrMap *keys_map;
    char (*keys)[DIGEST_HEX]; /* heap */
    size_t n_keys, keys_capacity;
};

static bool digest_territory(Engine *engine, Err *err)
{
    static const char *const tables[] = {"units.csv", "kinds.csv", "changes.csv", "neighbours.csv",
                                         "groups.csv"};
    Digest *digest = digest_begin();
    bool good = true;
    for (size_t i = 0; good && i < ARRAY_LENGTH(tables); i++) {
        CLEANUP(bytes_done) Bytes bytes = {0};
        const char *path =
            arena_printf(engine->arena, "%s/territory/%s", engine->workspace->config, tables[i]);
        good = file_read(path, &bytes, err);
        if (good)
            digest_add(digest, bytes.data, bytes.size);
    }
    digest_end(digest, engine->territory_digest);
    return good;
}

static void continue_rows(Engine *engine)
{
    const Territory *territory = &engine->workspace->territory;
    engine->before = arena_array(engine->arena, territory->n_units, sizeof *engine->before);
    engine->from = arena_array(engine->arena, territory->n_units, sizeof *engine->from);
    engine->breaks = arena_array(engine->arena, territory->n_units, sizeof *engine->breaks);
    for (uint32_t i = 0; i < territory->n_units; i++) {
        engine->before[i] = territory->units[i].before;
        engine->from[i] = territory->units[i].from;
        engine->breaks[i] = territory->units[i].break_year;
    }
}

bool engine_open(Workspace *workspace, const Catalogue *catalogue, Engine **ret_engine, Err *err)
{
    Arena *arena = arena_new();
    Engine *engine = arena_alloc(arena, sizeof *engine);
    *engine = (Engine){.arena = arena,
                       .workspace = workspace,
                       .catalogue = catalogue,
                       .binder = binder_new(workspace, &engine->corrections),
                       .kept_map = strmap_new(arena),
                       .keys_map = strmap_new(arena)};
    continue_rows(engine);
    if (corrections_load(arena, workspace->config, &catalogue->variables, &workspace->territory,
                         &engine->corrections, err) &&
        corrections_check(&engine->corrections, workspace, err) &&
        comparison_load(arena, arena_printf(arena, "%s/territory", workspace->config),
                        &workspace->territory, &engine->comparison, err) &&
        digest_territory(engine, err)) {
        *ret_engine = engine;
        return true;
    }
    engine_free_p(&engine);
    return false;
}

void engine_free_p(Engine **pointer)
{
    Engine *engine = *pointer;
    if (engine == NULL)
        return;
    for (size_t i = 0; i < engine->n_kept; i++)
        (void)arena_free(engine->kept[i].arena);
    free(engine->kept);
    free(engine->keys);
    binder_free_p(&engine->binder);
    (void)arena_free(engine->arena);
    *pointer = NULL;
}

const CorrectionSet *engine_corrections(const Engine *engine)
{
    return &engine->corrections;
}

Binder *engine_binder(const Engine *engine)
{
    return engine->binder;
}

const Comparison *engine_comparison(const Engine *engine)
{
    return engine->comparison;
}

/* The place for what is kept under a key; *ret_new: it is to be made, in an arena that is there. */
static size_t keep(Engine *engine, const char *key, int year, bool *ret_new)
{
    uint32_t at = strmap_add(engine->kept_map, str_view(key), (uint32_t)engine->n_kept, ret_new);
    if (*ret_new) {
        engine->kept =
            heap_grow(engine->kept, &engine->capacity, engine->n_kept + 1, sizeof *engine->kept);
        engine->kept[engine->n_kept++] = (Kept){.year = year};
    }
    *ret_new = engine->kept[at].arena == NULL;
    if (*ret_new)
        engine->kept[at].arena = arena_new();
    return at;
}

void engine_forget(Engine *engine, int year)
{
    binder_forget(engine->binder, year);
    for (size_t i = 0; i < engine->n_kept; i++)
        if (engine->kept[i].year < year)
            engine->kept[i].arena = arena_free(engine->kept[i].arena);
}

/* ---- relations ---- */

/* The unit above: powiat of a gmina, voivodeship of a powiat, country of a voivodeship. */
static uint32_t unit_above(const Territory *territory, uint32_t at)
{
    UnitLevel level = territory->units[at].level;
    if (level == LEVEL_GMINA)
        return unit_ancestor(territory, at, LEVEL_POWIAT);
    if (level == LEVEL_POWIAT)
        return unit_ancestor(territory, at, LEVEL_VOIVODESHIP);
    return level == LEVEL_VOIVODESHIP ? unit_ancestor(territory, at, LEVEL_COUNTRY) : NO_UNIT;
}

static const uint32_t *number_groups(Arena *arena, const Engine *engine, int year, StatScope scope)
{
    uint32_t n = engine->workspace->territory.n_units;
    uint32_t *groups = arena_array(arena, n, sizeof *groups), n_groups = 0;
    StrMap *map = strmap_new(arena);
    for (uint32_t i = 0; i < n; i++) {
        char key[STAT_KEY];
        bool fresh;
        if (!comparison_key(engine->comparison, i, year, scope, key))
            continue;
        groups[i] = strmap_add(map, str_view(key), n_groups + 1, &fresh);
        n_groups += fresh;
    }
    return groups;
}

static Relations make_relations(Arena *arena, const Engine *engine, const Definition *definition,
                                int year)
{
    static const StatScope scopes[] = {STAT_GROUP, STAT_KIND, STAT_VOIVODESHIP, STAT_LEVEL};
    const Territory *territory = &engine->workspace->territory;
    uint32_t n = territory->n_units;
    bool *valid = arena_array(arena, n, sizeof *valid);
    UnitLevel *levels = arena_array(arena, n, sizeof *levels);
    uint32_t *above = arena_array(arena, n, sizeof *above),
             *parents = arena_array(arena, n, sizeof *parents);
    Relations relations = {.valid = valid, .levels = levels, .above = above, .parents = parents};
    for (uint32_t i = 0; i < n; i++) {
        valid[i] = frame_holds(definition, territory, i, year);
        levels[i] = territory->units[i].level;
        above[i] = unit_above(territory, i);
        parents[i] = territory->units[i].parent;
    }
    for (size_t k = 0; k < ARRAY_LENGTH(scopes); k++)
        relations.groups[k] = number_groups(arena, engine, year, scopes[k]);
    comparison_neighbours(arena, engine->comparison, year, &relations.neighbour_starts,
                          &relations.neighbours);
    return relations;
}

/* ---- evaluation ---- */

typedef struct Reading {
    Engine *engine;
    const Definition *definition;
    Arena *scratch;
} Reading;

static bool read_relations(void *context, int year, const Relations **ret_relations, Err *err)
{
    const Reading *reading = context;
    Engine *engine = reading->engine;
    char key[40];
    bool fresh;
    (void)err;
    (void)snprintf(key, sizeof key, "relations %u %d", reading->definition->tiers, year);
    size_t at = keep(engine, key, year, &fresh);
    if (fresh)
        engine->kept[at].relations =
            make_relations(engine->kept[at].arena, engine, reading->definition, year);
    /* `kept` moves when it grows: the caller gets a copy */
    Relations *copy = arena_alloc(reading->scratch, sizeof *copy);
    *copy = engine->kept[at].relations;
    *ret_relations = copy;
    return true;
}

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const Reading *reading = context;
    return engine_input(reading->engine, reading->definition, name, year, reading->scratch,
                        ret_vector, err);
}

static bool break_between(void *context, unsigned name, int from_exclusive, int to_inclusive)
{
    const Reading *reading = context;
    return input_breaks(&reading->definition->inputs[name], from_exclusive, to_inclusive);
}

bool engine_evaluate(Engine *engine, const Definition *definition, const Formula *formula, int year,
                     Arena *scratch, Vector *ret_vector, Err *err)
{
    Reading reading = {engine, definition, scratch};
    const EvaluateSource source = {.context = &reading,
                                   .input = read_input,
                                   .break_between = break_between,
                                   .before = engine->before,
                                   .from = engine->from,
                                   .breaks = engine->breaks,
                                   .relations = read_relations};
    uint32_t n = engine->workspace->territory.n_units;
    return formula_evaluate(formula, &source, year, n, scratch, ret_vector, err) ||
           err_add(err, _("computing %s for %d"), definition->code, year);
}

/* Only rows of the frame have a cell, and its source's attribute ends with the input. */
static Vector in_frame(const Engine *engine, const Definition *definition, int year, Arena *arena,
                       Vector *result)
{
    const Territory *territory = &engine->workspace->territory;
    Vector framed = vector_new(arena, territory->n_units);
    vector_settle_ties(result, definition->decimals - definition->exponent);
    framed.exponent = result->exponent;
    for (uint32_t i = 0; i < framed.n; i++)
        if (frame_holds(definition, territory, i, year))
            vector_put(&framed, i, result->values[i], state_with_attribute(result->states[i], 0));
        else
            framed.states[i] = OBS_O;
    /* what is stored has the scale of a source's number at most */
    vector_bring(&framed, -NUM_SCALE_MAX - definition->exponent,
                 NUM_SCALE_MAX - definition->exponent);
    return framed;
}

static bool make_result(Engine *engine, const Definition *definition, int year, Arena *scratch,
                        Vector *ret_vector, Err *err)
{
    Vector result;
    if (year < definition->from || year > definition->to) {
        *ret_vector = vector_new(scratch, engine->workspace->territory.n_units);
        vector_fill(ret_vector, 0, 0, OBS_O);
        return true;
    }
    if (!engine_evaluate(engine, definition, definition->formula, year, scratch, &result, err))
        return false;
    *ret_vector = in_frame(engine, definition, year, scratch, &result);
    return true;
}

static Vector copy_vector(Arena *arena, const Vector *from)
{
    Vector copy = vector_new(arena, from->n);
    copy.exponent = from->exponent;
    if (from->n > 0) {
        memcpy(copy.values, from->values, from->n * sizeof *copy.values);
        memcpy(copy.states, from->states, from->n * sizeof *copy.states);
    }
    return copy;
}

/* The result of an indicator that others or its own rules read: worked out once a year. */
static bool keep_result(Engine *engine, const Definition *definition, int year, Vector *ret_vector,
                        Err *err)
{
    char key[60];
    bool fresh;
    (void)snprintf(key, sizeof key, "result %s %d", definition->code, year);
    size_t at = keep(engine, key, year, &fresh);
    if (fresh) {
        CLEANUP(arena_free_p) Arena *scratch = arena_new();
        Vector result;
        if (!make_result(engine, definition, year, scratch, &result, err)) {
            engine->kept[at].arena = arena_free(engine->kept[at].arena);
            return false;
        }
        engine->kept[at].result = copy_vector(engine->kept[at].arena, &result);
    }
    *ret_vector = engine->kept[at].result;
    return true;
}

bool engine_result(Engine *engine, const Definition *definition, int year, Arena *scratch,
                   Vector *ret_vector, Err *err)
{
    return definition->n_rules > 0
               ? keep_result(engine, definition, year, ret_vector, err)
               : make_result(engine, definition, year, scratch, ret_vector, err);
}

/* Parts of the year before and of the year: exact sums, one division. */
static Vector blend(const Input *input, Arena *scratch, const Vector *before, const Vector *now,
                    bool broken)
{
    Vector blended = vector_new(scratch, now->n);
    int exponent = before->exponent > now->exponent ? before->exponent : now->exponent;
    double a = vector_power(exponent - before->exponent) * input->blend_before,
           b = vector_power(exponent - now->exponent) * input->blend_this;
    int whole = input->blend_before + input->blend_this;
    blended.exponent = exponent;
    for (uint32_t i = 0; i < blended.n; i++) {
        CellState state = state_join(before->states[i], now->states[i]);
        vector_put(&blended, i, (before->values[i] * a + now->values[i] * b) / whole,
                   broken ? state | OBS_O | OBS_B : state);
    }
    return blended;
}

/* The cells of a year as those of another one: they follow units whose code changed, and are
 * missing across a change of territory, as in prev(). */
static bool read_other_year(Engine *engine, const Definition *definition, unsigned number, int year,
                            int read, Arena *scratch, Vector *ret_vector, Err *err)
{
    Vector cells;
    if (!binder_input(engine->binder, definition, number, read, &cells, err))
        return false;
    *ret_vector = cells;
    if (read == year)
        return true;
    const EvaluateSource source = {
        .before = engine->before, .from = engine->from, .breaks = engine->breaks};
    *ret_vector = vector_new(scratch, cells.n);
    rows_of_year(&source, year, read, false, &cells, ret_vector);
    return true;
}

bool engine_input(Engine *engine, const Definition *definition, unsigned number, int year,
                  Arena *scratch, Vector *ret_vector, Err *err)
{
    const Input *input = &definition->inputs[number];
    Vector before, now;
    if (input->indicator != NULL)
        return keep_result(engine, input->indicator, year, ret_vector, err);
    int last = year + input->shift;
    if (!read_other_year(engine, definition, number, year, last, scratch, &now, err))
        return false;
    *ret_vector = now;
    if (input->blend_before == 0)
        return true;
    if (!read_other_year(engine, definition, number, year, last - 1, scratch, &before, err))
        return false;
    *ret_vector = blend(input, scratch, &before, &now, input_breaks(input, year - 1, year));
    return true;
}

bool engine_holds(const Engine *engine, const Definition *definition, uint32_t unit, int year)
{
    return frame_holds(definition, &engine->workspace->territory, unit, year);
}

/* ---- keys ---- */

static bool value_key(Engine *engine, const Definition *definition, int year,
                      char ret_key[DIGEST_HEX], Err *err);

static bool digest_input(Engine *engine, const Definition *definition, unsigned number, int year,
                         Digest *digest, Err *err)
{
    const Input *input = &definition->inputs[number];
    if (input->indicator != NULL) {
        char key[DIGEST_HEX];
        if (!value_key(engine, input->indicator, year, key, err))
            return false;
        digest_text(digest, key);
        return true;
    }
    for (int at = input_first_year(input, year); at <= input_last_year(input, year); at++)
        if (!binder_digest(engine->binder, input, at, digest, err))
            return false;
    return true;
}

static bool digest_reads(Engine *engine, const Definition *definition, const Formula *formula,
                         int year, Digest *digest, Err *err)
{
    unsigned name;
    int read;
    for (size_t k = 0; formula != NULL && formula_reads(formula, k, year, &name, &read); k++)
        if (!digest_input(engine, definition, name, read, digest, err))
            return false;
    return true;
}

/* What the values depend on. Formulas lead to no circle, rules may: so they are left out here. */
static bool make_value_key(Engine *engine, const Definition *definition, int year,
                           char ret_key[DIGEST_HEX], Err *err)
{
    Digest *digest = digest_begin();
    digest_text(digest, engine_version);
    digest_text(digest, definition->value_digest);
    digest_text(digest, engine->territory_digest);
    bool good = digest_reads(engine, definition, definition->formula, year, digest, err);
    digest_end(digest, ret_key);
    return good;
}

/* The same, worked out once. */
static bool value_key(Engine *engine, const Definition *definition, int year,
                      char ret_key[DIGEST_HEX], Err *err)
{
    char name[40];
    uint32_t at;
    (void)snprintf(name, sizeof name, "%s %d", definition->code, year);
    if (!strmap_find(engine->keys_map, str_view(name), &at)) {
        char key[DIGEST_HEX];
        if (!make_value_key(engine, definition, year, key, err))
            return false;
        engine->keys = heap_grow(engine->keys, &engine->keys_capacity, engine->n_keys + 1,
                                 sizeof *engine->keys);
        at = (uint32_t)engine->n_keys++;
        memcpy(engine->keys[at], key, sizeof key);
        (void)strmap_add(engine->keys_map, str_view(name), at, NULL);
    }
    memcpy(ret_key, engine->keys[at], DIGEST_HEX);
    return true;
}

bool engine_key(Engine *engine, const Definition *definition, int year, char ret_key[DIGEST_HEX],
                Err *err)
{
    char values[DIGEST_HEX];
    if (!value_key(engine, definition, year, values, err))
        return false;
    Digest *digest = digest_begin();
    digest_text(digest, values);
    digest_text(digest, definition->digest);
    bool good = true;
    for (size_t i = 0; good && i < definition->n_rules; i++)
        good = digest_reads(engine, definition, definition->rules[i].when, year, digest, err) &&
               digest_reads(engine, definition, definition->rules[i].holds, year, digest, err);
    for (size_t i = 0; good && i < definition->n_verifies; i++)
        good = digest_input(engine, definition, definition->verifies[i].input, year, digest, err);
    digest_end(digest, ret_key);
    return good;
}
