/* formula_parse: an Err if and only if false; what is accepted has a canonical text that is
 * accepted and stays itself, and a value of its type in every row, or none. */
#include "evaluate.h"
#include "territory.h"

#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { ROWS = 3, YEAR = 2020 };

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    static const double values[ROWS] = {-3, 250, 0};
    static const CellState states[ROWS] = {OBS_P, 0, OBS_Q | 5 << CONF_SHIFT};
    (void)err;
    *ret_vector = vector_new(context, ROWS);
    ret_vector->exponent = name == 0 ? 0 : 2;
    for (uint32_t i = 0; i < ROWS; i++)
        vector_put(ret_vector, i, values[i] + year % 3, states[i]);
    return true;
}

static bool read_relations(void *context, int year, const Relations **ret_relations, Err *err)
{
    static const bool valid[ROWS] = {true, true, true};
    static const UnitLevel levels[ROWS] = {LEVEL_COUNTRY, LEVEL_VOIVODESHIP, LEVEL_VOIVODESHIP};
    static const uint32_t above[ROWS] = {NO_UNIT, 0, 0}, groups[ROWS] = {0, 1, 1};
    static const uint32_t neighbours[] = {2, 1}, starts[ROWS + 1] = {0, 0, 1, 2};
    static const Relations relations = {.valid = valid,
                                        .levels = levels,
                                        .groups = {groups, groups, groups, groups},
                                        .above = above,
                                        .parents = above,
                                        .neighbours = neighbours,
                                        .neighbour_starts = starts};
    (void)context, (void)year, (void)err;
    *ret_relations = &relations;
    return true;
}

static void check_values(Arena *arena, const Formula *formula)
{
    const EvaluateSource source = {
        .context = arena, .input = read_input, .relations = read_relations};
    FormulaType type = formula_type(formula);
    const char *const *texts = NULL;
    Vector result;
    Err err = {0};
    bool good = formula_evaluate_text(formula, &source, YEAR, ROWS, arena, &result, &texts, &err);
    assert(good && err.kind == ERR_NONE && result.n == ROWS);
    (void)good;
    for (uint32_t i = 0; i < ROWS; i++) {
        double value = result.values[i];
        bool missing = state_is_missing(result.states[i]);
        assert(isfinite(value) && !(value == 0 && signbit(value)));
        assert(!missing || value == 0);
        assert(type != FORMULA_CONDITION || value == 0 || value == 1);
        assert(type != FORMULA_TEXT || missing || texts[(size_t)value] != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    char *items[] = {arena_strdup(arena, "a"), arena_strdup(arena, "b")};
    const FormulaNames names = {.inputs = {items, ARRAY_LENGTH(items)}};
    const char *text = arena_strndup(arena, (const char *)bytes, size);
    const FormulaPlace place = {NULL, NULL};
    Formula *formula, *again;
    Err err = {0};
    bool good = formula_parse(arena, text, &names, place, &formula, &err);
    assert(good == (err.kind == ERR_NONE));
    if (!good)
        return 0;
    check_values(arena, formula);
    const char *canonical = formula_canonical(arena, formula);
    if (strlen(canonical) >= FORMULA_BYTES_MAX)
        return 0;
    if (formula_parse(arena, canonical, &names, place, &again, &err))
        assert(strcmp(formula_canonical(arena, again), canonical) == 0);
    else
        assert(strstr(err.text, "deep") != NULL || strstr(err.text, "nest") != NULL);
    return 0;
}
