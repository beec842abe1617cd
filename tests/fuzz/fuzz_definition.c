/* catalogue_load with a definition of any bytes: false if and only if there is an error among the
 * mistakes, each of them says something, and the other definitions are there nevertheless. */
#include "definition.h"
#include "example.h"
#include "workspace.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The file that the bytes are put into. */
static const char *put_file(const uint8_t *bytes, size_t size)
{
    static char path[40];
    static int file = -1;
    if (file < 0)
        file = memfd_create("definition", 0);
    bool good = file >= 0 && ftruncate(file, 0) == 0 &&
                pwrite(file, bytes, size, 0) == (ssize_t)size &&
                snprintf(path, sizeof path, "/proc/self/fd/%d", file) > 0;
    assert(good);
    (void)good;
    return path;
}

/* The small catalogue of tests/definitions/, unless another is asked for. */
static const char *config(void)
{
    return getenv("SMUP_CONFIG") != NULL ? getenv("SMUP_CONFIG") : FUZZ_CONFIG;
}

static void check_mistakes(const Diag *diag)
{
    size_t n_errors = 0;
    for (size_t i = 0; i < diag->n; i++) {
        const Err *err = &diag->items[i].err;
        assert(err->kind != ERR_NONE && err->text[err->message] != '\0');
        assert(err->place.line == 0 || (err->place.file != NULL && err->place.column > 0));
        n_errors += !diag->items[i].warning;
    }
    assert(n_errors == diag->n_errors);
}

static void check_definition(Arena *arena, const Definition *definition, Diag *diag)
{
    Err err = {0};
    assert(definition->code != NULL);
    if (!definition->compiled)
        return;
    assert(definition->formula != NULL && strlen(definition->digest) == 64);
    assert(*formula_canonical(arena, definition->formula) != '\0');
    bool good = examples_run(definition, diag, &err);
    assert(good && err.kind == ERR_NONE);
    (void)good;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static size_t n_others;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Diag diag = {.arena = arena};
    Catalogue catalogue;
    Err err = {0};
    if (n_others == 0) {
        bool whole = catalogue_load(arena, config(), NULL, NULL, &catalogue, &err);
        assert(whole);
        (void)whole;
        n_others = catalogue.n;
    }
    bool good = catalogue_load(arena, config(), put_file(bytes, size), &diag, &catalogue, &err);
    assert(good == (err.kind == ERR_NONE) && good == (diag.n_errors == 0));
    assert(catalogue.n >= n_others);
    check_mistakes(&diag);
    for (size_t i = 0; i < catalogue.n; i++)
        check_definition(arena, &catalogue.items[i], &diag);
    check_mistakes(&diag);
    return 0;
}
