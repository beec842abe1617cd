#include "world.h"

#include "cases.h"
#include "tree.h"

enum { BREAK_NAME = 2, BREAK_YEAR = 2019, FROM = 2017, GROUPS = 5 };

static CellState tame_state(void)
{
    static const CellState states[] = {OBS_N,
                                       OBS_E | OBS_U,
                                       OBS_B,
                                       OBS_O,
                                       OBS_M,
                                       OBS_Q,
                                       OBS_L | OBS_D,
                                       5 << CONF_SHIFT,
                                       OBS_Q | 5 << CONF_SHIFT,
                                       OBS_P | 2 << CONF_SHIFT};
    if (random_pick(3) == 0)
        return 0;
    CellState state = states[random_pick(ARRAY_LENGTH(states))];
    return random_pick(5) == 0 ? state_with_attribute(state, "kpsx"[random_pick(4)]) : state;
}

static CellState wild_state(void)
{
    CellState state = 0;
    for (unsigned k = random_pick(4); k > 0; k--)
        state |= 1u << random_pick(OBS_CODES);
    if (random_pick(3) == 0)
        state |= state_of_conf(random_pick(sizeof CONF_LIST - 1));
    return random_pick(3) == 0 ? state_with_attribute(state, (char)random_pick(256)) : state;
}

static Vector make_cells(Arena *arena, uint32_t n, Wildness wildness)
{
    Vector cells = vector_new(arena, n);
    cells.exponent = (int)random_pick(3);
    for (uint32_t i = 0; i < n; i++) {
        double value = (double)random_pick(9) * (random_pick(4) == 0 ? -25 : 10) + random_pick(2);
        vector_put(&cells, i, value, wildness == WILD ? wild_state() : tame_state());
    }
    return cells;
}

/* A tree in which every row is below an earlier one, groups of some rows, some neighbours. */
static Relations make_relations(Arena *arena, uint32_t n)
{
    bool *valid = arena_array(arena, n, sizeof *valid);
    UnitLevel *levels = arena_array(arena, n, sizeof *levels);
    uint32_t *above = arena_array(arena, n, sizeof *above),
             *starts = arena_array(arena, n + 1, sizeof *starts),
             *neighbours = arena_array(arena, 4 * (size_t)n, sizeof *neighbours);
    Relations relations = {.valid = valid,
                           .levels = levels,
                           .above = above,
                           .parents = above,
                           .neighbours = neighbours,
                           .neighbour_starts = starts};
    for (uint32_t i = 0; i < n; i++) {
        valid[i] = random_pick(10) > 0;
        above[i] = i == 0 ? NO_UNIT : random_pick(i);
        levels[i] = i == 0 ? LEVEL_COUNTRY : (UnitLevel)random_pick(LEVEL_GMINA + 1);
        starts[i + 1] = starts[i] + random_pick(5);
        for (uint32_t k = starts[i]; k < starts[i + 1]; k++)
            neighbours[k] = random_pick(n);
    }
    for (size_t k = 0; k < ARRAY_LENGTH(relations.groups); k++) {
        uint32_t *groups = arena_array(arena, n, sizeof *groups);
        for (uint32_t i = 0; i < n; i++)
            groups[i] = random_pick(GROUPS);
        relations.groups[k] = groups;
    }
    return relations;
}

World *world_new(Arena *arena, uint32_t n, Wildness wildness)
{
    World *world = arena_alloc(arena, sizeof *world);
    world->n = n;
    for (unsigned name = 0; name < WORLD_NAMES; name++)
        for (unsigned year = 0; year < WORLD_YEARS; year++)
            world->inputs[name][year] = make_cells(arena, n, wildness);
    world->before = arena_array(arena, n, sizeof *world->before);
    world->from = arena_array(arena, n, sizeof *world->from);
    world->breaks = arena_array(arena, n, sizeof *world->breaks);
    for (uint32_t i = 0; i < n; i++) {
        world->before[i] = i % 5 == 0 && i >= 5 ? i - 5 : NO_UNIT;
        world->from[i] = FROM;
        world->breaks[i] = i % 7 == 3 ? 2020 : i % 7 == 5 ? 2022 : 0;
    }
    world->relations = make_relations(arena, n);
    return world;
}

/* A list by rows, whose items are rows where `places` are given: the place that they have now. */
static uint32_t *take(Arena *arena, const uint32_t *list, const uint32_t *rows, uint32_t n,
                      const uint32_t *places)
{
    uint32_t *taken = arena_array(arena, n, sizeof *taken);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t item = list[rows[i]];
        taken[i] = places == NULL || item == NO_UNIT ? item : places[item];
    }
    return taken;
}

static Relations take_relations(Arena *arena, const World *world, const uint32_t *rows,
                                const uint32_t *places)
{
    const Relations *old = &world->relations;
    uint32_t n = world->n, n_neighbours = 0;
    bool *valid = arena_array(arena, n, sizeof *valid);
    UnitLevel *levels = arena_array(arena, n, sizeof *levels);
    uint32_t *starts = arena_array(arena, n + 1, sizeof *starts),
             *neighbours = arena_array(arena, old->neighbour_starts[n], sizeof *neighbours);
    for (uint32_t i = 0; i < n; i++) {
        valid[i] = old->valid[rows[i]];
        levels[i] = old->levels[rows[i]];
        for (uint32_t k = old->neighbour_starts[rows[i]]; k < old->neighbour_starts[rows[i] + 1];
             k++)
            neighbours[n_neighbours++] = places[old->neighbours[k]];
        starts[i + 1] = n_neighbours;
    }
    Relations relations = {.valid = valid,
                           .levels = levels,
                           .above = take(arena, old->above, rows, n, places),
                           .parents = take(arena, old->parents, rows, n, places),
                           .neighbours = neighbours,
                           .neighbour_starts = starts};
    for (size_t k = 0; k < ARRAY_LENGTH(relations.groups); k++)
        relations.groups[k] = take(arena, old->groups[k], rows, n, NULL);
    return relations;
}

World *world_take(Arena *arena, const World *world, const uint32_t *rows, uint32_t n)
{
    World *taken = arena_alloc(arena, sizeof *taken);
    taken->n = n;
    taken->breaks = arena_array(arena, n, sizeof *taken->breaks);
    for (uint32_t i = 0; i < n; i++)
        taken->breaks[i] = world->breaks[rows[i]];
    for (unsigned name = 0; name < WORLD_NAMES; name++)
        for (unsigned year = 0; year < WORLD_YEARS; year++) {
            const Vector *old = &world->inputs[name][year];
            Vector cells = vector_new(arena, n);
            cells.exponent = old->exponent;
            for (uint32_t i = 0; i < n; i++)
                vector_put(&cells, i, old->values[rows[i]], old->states[rows[i]]);
            taken->inputs[name][year] = cells;
        }
    if (n < world->n || world->before == NULL)
        return taken;
    uint32_t *places = arena_array(arena, n, sizeof *places);
    taken->from = arena_array(arena, n, sizeof *taken->from);
    for (uint32_t i = 0; i < n; i++) {
        places[rows[i]] = i;
        taken->from[i] = world->from[rows[i]];
    }
    taken->before = take(arena, world->before, rows, n, places);
    taken->relations = take_relations(arena, world, rows, places);
    return taken;
}

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const World *world = context;
    (void)err;
    *ret_vector = world->inputs[name][year % WORLD_YEARS];
    return true;
}

static bool read_relations(void *context, int year, const Relations **ret_relations, Err *err)
{
    const World *world = context;
    (void)year, (void)err;
    *ret_relations = &world->relations;
    return true;
}

bool world_breaks(void *context, unsigned name, int from_exclusive, int to_inclusive)
{
    (void)context;
    return name == BREAK_NAME && from_exclusive < BREAK_YEAR && BREAK_YEAR <= to_inclusive;
}

EvaluateSource world_source(World *world)
{
    return (EvaluateSource){.context = world,
                            .input = read_input,
                            .break_between = world_breaks,
                            .before = world->before,
                            .from = world->from,
                            .breaks = world->breaks,
                            .relations = world->relations.valid == NULL ? NULL : read_relations};
}

Formula *world_parse(Arena *arena, const char *text)
{
    const FormulaNames names = {.inputs = str_split(arena, "a b c", " ")};
    Formula *formula = NULL;
    Err err = {0};
    if (!formula_parse(arena, text, &names, (FormulaPlace){0}, &formula, &err))
        fail_msg("%s", err.text);
    return formula;
}

Vector world_run(Arena *arena, World *world, const Formula *formula, int year)
{
    EvaluateSource source = world_source(world);
    Vector result = {0};
    Err err = {0};
    if (!formula_evaluate(formula, &source, year, world->n, arena, &result, &err))
        fail_msg("%s", err.text);
    return result;
}
