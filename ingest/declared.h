/*
 * What the content of a file cannot tell and somebody says: its BDL subject, its date, its profile.
 * By an option, else in a sources.csv beside the files (file;name;subject;as_of;source), else by
 * the file's name as BDL writes it (bdl.md 4).
 */
#pragma once

#include "run.h"

typedef struct Declared {
    const char *name; /* as the publisher called the file */
    const char *subject, *as_of, *source;
    bool listed; /* in a sources.csv */
    bool asked;  /* the subject by an option */
} Declared;

/* Of a file: options first, else its row of sources.csv. */
MUST_CHECK bool declared_find(Run *run, const char *path, Declared *ret_declared, Err *err);
/* Rows of a sources.csv that name no file beside it: how many, and the first. */
MUST_CHECK bool declared_missing(Run *run, const char *list, uint64_t *ret_n,
                                 const char **ret_first, Err *err);
/* The date that a file has so, or by its name, or a member by its own; "": none. */
const char *declared_date(Arena *arena, const Declared *declared, const char *member);
/* The subject, date and profile that an extract has by declaration or by its name. */
MUST_CHECK bool declared_apply(const Declared *declared, Extract *extract, Err *err);
/* Does the extract's profile get the subject it needs? */
MUST_CHECK bool declared_suffices(const Extract *extract, Err *err);
/* Of --as-of: false with the kind of error that its place has. */
MUST_CHECK bool declared_date_is_sound(const char *date, ErrKind kind, Err *err);
