/* What a file is, by its content: the profile that reads it and the reader of its form. */
#pragma once

#include "profile.h"
#include "reader.h"

typedef bool (*Reader)(Extract *extract, const char *bytes, size_t size, Err *err);

typedef struct Recognised {
    const Profile *profile;
    Reader reader;
} Recognised;

/* `only` NULL, or the one profile that may be chosen (--source). False, with what was seen and what
 * is known, where none fits. */
MUST_CHECK bool recognise(Arena *arena, const ProfileSet *profiles, const char *only,
                          const char *bytes, size_t size, Recognised *ret_recognised, Err *err);

/* Is the form binary (DBF, a workbook), so that the bytes are not to be decoded? False, with what
 * to do, where it is one that is not read. */
MUST_CHECK bool recognise_binary(Arena *arena, const char *bytes, size_t size, bool *ret_binary,
                                 Err *err);
