/* records_read: every record lies within the bytes, in order, and none comes after an error. */
#include "records.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct Seen {
    const char *bytes, *end;
    uint64_t number, line;
} Seen;

static bool look(void *context, const Record *record, Err *err)
{
    Seen *seen = context;
    (void)err;
    assert(record->number == seen->number + 1 && record->line >= seen->line);
    assert(record->raw.text >= seen->bytes && record->raw.text + record->raw.length <= seen->end);
    assert(!record->bad || record->n_fields == 0);
    for (size_t i = 0; i < record->n_fields; i++)
        assert(record->fields[i].length <= FIELD_BYTES_MAX);
    seen->number = record->number;
    seen->line = record->line;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Seen seen = {(const char *)bytes, (const char *)bytes + size, 0, 1};
    Err err = {0};
    bool good = records_read((const char *)bytes, size, ';', look, &seen, &err);
    assert(good == (err.kind == ERR_NONE));
    return 0;
}
