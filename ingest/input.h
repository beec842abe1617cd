/* From a path to the files in it: containers are opened (ZIP, gzip, zstd; limits on size and
 * ratio). */
#pragma once

#include "file.h"

enum { MEMBERS_MAX = 1000, RATIO_MAX = 400 };

typedef struct Member {
    const char *name; /* within the container, "" for a plain file */
    Bytes bytes;
} Member;

typedef struct Input {
    Bytes raw; /* the file as its publisher made it: what is digested and archived */
    Member *members;
    size_t n_members;
} Input;
void input_done(Input *input);
/* Digested and archived: from now on only the members count, and they may be decoded in place. */
void input_drop_raw(Input *input);

/* The files in a ZIP, as members; within the limits above. */
MUST_CHECK bool input_unzip(Arena *arena, const char *bytes, size_t size, Input *ret_input,
                            Err *err);

/* The table whose memo texts (notes of people, not read) a file holds: Rb27s.dbf of Rb27s.dbt; NULL
 * where it is no memo file. Such members of a ZIP are left out beside their table. */
const char *input_table_of_memo(Arena *arena, const char *name);

/* A workbook (XLSX) is a ZIP too, but one file to those who made it: it stays packed here. */
MUST_CHECK bool input_open(Arena *arena, const char *path, Input *ret_input, Err *err);

/* Compress for the archive; the same bytes in give the same bytes out. */
MUST_CHECK bool input_compress(const Bytes *raw, StrBuf *ret_packed, Err *err);
