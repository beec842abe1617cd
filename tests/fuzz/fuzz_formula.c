/* formula_parse: an Err if and only if false; what is accepted has a canonical text that is
 * accepted and stays itself. */
#include "formula.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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
    const char *canonical = formula_canonical(arena, formula);
    if (strlen(canonical) >= FORMULA_BYTES_MAX)
        return 0;
    if (formula_parse(arena, canonical, &names, place, &again, &err))
        assert(strcmp(formula_canonical(arena, again), canonical) == 0);
    else
        assert(strstr(err.text, "deep") != NULL || strstr(err.text, "nest") != NULL);
    return 0;
}
