/* Runs a fuzz target over the files of its corpus: in ordinary builds the corpora are tests. */
#include "file.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int main(int argc, char **argv)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    StrList paths = {0};
    Err err = {0};
    if (argc != 2 || !file_list(arena, argv[1], &paths, &err)) {
        (void)fprintf(stderr, "usage: %s FOLDER; %s\n", argv[0], err.text);
        return 1;
    }
    for (size_t i = 0; i < paths.n; i++) {
        CLEANUP(bytes_done) Bytes bytes = {0};
        if (!file_read(paths.items[i], &bytes, &err)) {
            (void)fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.data, bytes.size);
        (void)printf("ok %zu - %s\n", i + 1, file_base_name(paths.items[i]));
    }
    (void)printf("1..%zu\n", paths.n);
    return paths.n == 0;
}
