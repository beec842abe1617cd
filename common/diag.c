#include "diag.h"

#include <assert.h>
#include <string.h>

static void add(Diag *diag, Err *err, bool warning)
{
    assert(err->kind != ERR_NONE);
    if (diag->n == diag->capacity) {
        size_t capacity = 2 * diag->capacity + 16;
        Mistake *larger = arena_array(diag->arena, capacity, sizeof *larger);
        if (diag->n > 0)
            memcpy(larger, diag->items, diag->n * sizeof *larger);
        diag->items = larger;
        diag->capacity = capacity;
    }
    diag->items[diag->n++] = (Mistake){*err, warning};
    diag->n_errors += !warning;
    *err = (Err){0};
}

bool diag_take(Diag *diag, Err *err)
{
    if (diag != NULL)
        add(diag, err, false);
    return false;
}

void diag_warn(Diag *diag, Err *err)
{
    if (diag == NULL)
        *err = (Err){0};
    else
        add(diag, err, true);
}
