/*
 * Err: why a run cannot go on. It is set once, where the failure is known, and passed up; callers
 * that know more add context ("...; while reading \"x.csv\""). The kind decides the exit status of
 * the stage. A wrong record is no Err: it is counted and listed (extract_reject() of ingest).
 */
#pragma once

#include "util.h"

typedef enum ErrKind {
    ERR_NONE,
#define ERR_KIND(name, status, help) ERR_##name,
#include "err_list.h"
#undef ERR_KIND
    ERR_KINDS
} ErrKind;

/* Where in a text that a person wrote; line 0: nowhere. */
typedef struct ErrPlace {
    const char *file;               /* NULL: a text without a file */
    unsigned line, column, columns; /* from 1, in characters */
} ErrPlace;

typedef struct Err {
    ErrKind kind;
    char code[4]; /* stable, of a mistake in a definition ("S05"); "" where it has none */
    ErrPlace place;
    size_t message, excerpt; /* where in `text` they begin: "file:1:2: S05: message\n line\n ^^^" */
    char text[1600];
    char hint[800];
} Err;

/* Set *err and return false. `err` must be unset. */
bool err_set(Err *err, ErrKind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same for a failed system call: appends strerror(error_number); EACCES/EPERM become ERR_PERM,
 * ENOMEM becomes ERR_OS. */
bool err_set_errno(Err *err, ErrKind kind, int error_number, const char *format, ...)
    PRINTF_LIKE(4, 5);

/*
 * The same at a place: the text is place, message and excerpt. A message that begins with a code,
 * "S05: ...", leaves it in err->code too. The file's name is borrowed.
 */
bool err_set_place(Err *err, ErrKind kind, const ErrPlace *place, const char *message,
                   const char *excerpt);

/* Append "; while ..." and return false. */
bool err_add(Err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Say, in a sentence of its own, what the reader can do; returns false. */
bool err_hint(Err *err, const char *format, ...) PRINTF_LIKE(2, 3);

int err_exit_status(ErrKind kind);
const char *err_kind_name(ErrKind kind);
