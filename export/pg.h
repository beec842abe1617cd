/*
 * The connection to PostgreSQL: opened for this program's needs (UTF-8, a pinned search path, its
 * own time-outs), its errors as Errs of their class by SQLSTATE. SQL is constant text; what comes
 * from data travels as parameters or by COPY.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <libpq-fe.h>

enum { PG_SERVER_LEAST = 150000 };

/* A conninfo that holds a password is refused: command lines are seen by others. */
MUST_CHECK bool pg_open(const char *conninfo, PGconn **ret_conn, Err *err);
void pg_close_p(PGconn **conn);     /* for CLEANUP */
void pg_clear_p(PGresult **result); /* for CLEANUP */

MUST_CHECK bool pg_exec(PGconn *conn, const char *sql, Err *err);

/* Values are texts, NULL is null; their types are as the SQL has them. The result is the caller's.
 */
MUST_CHECK bool pg_query(PGconn *conn, const char *sql, size_t n, const char *const values[],
                         PGresult **ret_result, Err *err);
/* The same where nothing comes back. */
MUST_CHECK bool pg_run(PGconn *conn, const char *sql, size_t n, const char *const values[],
                       Err *err);

const char *pg_text(const PGresult *result, int row, int column); /* NULL is "" */
int64_t pg_int(const PGresult *result, int row, int column);

/* Commit. Where the connection is lost meanwhile, a new one is asked what became of the transaction
 * (reliability.md DB-09). */
MUST_CHECK bool pg_commit(PGconn **conn, const char *conninfo, Err *err);

/* What the server, or libpq where `result` is NULL, complains of; returns false. */
bool pg_fail(PGconn *conn, const PGresult *result, Err *err);
ErrKind pg_error_kind(const char *sqlstate);

/* Items of an array parameter: {"a","b"}. Begin with an empty buffer, end with pg_array_end(). */
void pg_array_add(StrBuf *array, const char *text);
const char *pg_array_end(StrBuf *array);
