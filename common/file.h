/*
 * Files: reading whole ones within a limit, replacing one whole or not at all, listing folders in a
 * fixed order.
 */
#pragma once

#include "err.h"
#include "str.h"

/* The largest file that is read into memory; a larger one ends with status 65. */
#define FILE_LIMIT_BYTES ((size_t)4 << 30)

typedef struct Bytes {
    char *data; /* heap; one NUL stands behind the last byte */
    size_t size;
} Bytes;
void bytes_done(Bytes *bytes);

/* Only regular files; a change while it is read is an error. */
MUST_CHECK bool file_read(const char *path, Bytes *ret_bytes, Err *err);

/* Write beside the target, fsync, rename, fsync the folder: the old file or the new one, never half
 * of it. */
MUST_CHECK bool file_replace(const char *path, const void *bytes, size_t size, Err *err);
MUST_CHECK bool file_make_folder(const char *path, Err *err);
bool file_exists(const char *path);
bool file_is_folder(const char *path);

/* The regular files of a path, with those of folders below it, sorted by bytes; hidden names are
 * passed over. */
MUST_CHECK bool file_list(Arena *arena, const char *path, StrList *ret_paths, Err *err);
const char *file_base_name(const char *path);
/* Are both there, and one file under two names? */
bool file_is_same(const char *a, const char *b);
