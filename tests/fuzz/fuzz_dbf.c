/* dbf_read: as many records as the head says, in order, each with a field for every name; an Err if
 * and only if false; nothing handed over where the head does not fit. */
#include "dbf.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct Seen {
    const char *bytes, *end;
    uint64_t number;
    size_t n_names;
} Seen;

static bool look(void *context, const Record *record, bool deleted, Err *err)
{
    Seen *seen = context;
    (void)err;
    assert(record->number == seen->number + 1);
    assert(record->n_fields == (deleted ? 0 : seen->n_names));
    assert(record->raw.length == 0 ||
           (record->raw.text >= seen->bytes && record->raw.text + record->raw.length <= seen->end));
    for (size_t i = 0; i < record->n_fields; i++)
        assert(record->fields[i].length <= FIELD_BYTES_MAX);
    seen->number = record->number;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_new();
    Seen seen = {(const char *)bytes, (const char *)bytes + size, 0, 0};
    const StrView *names;
    Err err = {0};
    bool table = dbf_fields(arena, (const char *)bytes, size, &names, &seen.n_names);
    bool good = dbf_read((const char *)bytes, size, look, &seen, &err);
    assert(good == (err.kind == ERR_NONE));
    assert(table || !good);
    assert(good || seen.number == 0);
    (void)arena_free(arena);
    return 0;
}
