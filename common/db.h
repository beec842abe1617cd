/*
 * The workspace's SQLite behind a narrow door: statements are prepared from constant text, values
 * are bound, an error becomes an Err of its class (full disk, lock, damage).
 */
#pragma once

#include "err.h"
#include "str.h"

typedef struct sqlite3 Db;
typedef struct sqlite3_stmt DbQuery;

MUST_CHECK bool db_exec(Db *db, const char *sql, Err *err);
MUST_CHECK bool db_prepare(Db *db, const char *sql, DbQuery **ret_query, Err *err);
void db_query_p(DbQuery **query); /* for CLEANUP */

/* Parameters are numbered from 1. Bound text and blobs are borrowed until the next step. */
void db_bind_int(DbQuery *query, int parameter, int64_t value);
void db_bind_real(DbQuery *query, int parameter, double value);
void db_bind_text(DbQuery *query, int parameter, const char *text); /* NULL is NULL */
void db_bind_blob(DbQuery *query, int parameter, const void *bytes, size_t size);

/* Step to the next row: *ret_row says whether there is one; when there is none the query is reset
 * and may be bound again. */
MUST_CHECK bool db_step(DbQuery *query, bool *ret_row, Err *err);
/* Run a query that returns no rows and reset it. */
MUST_CHECK bool db_run(DbQuery *query, Err *err);
void db_reset(DbQuery *query);

int64_t db_int(DbQuery *query, int column);
const char *db_text(DbQuery *query, int column); /* valid until the next step; NULL is "" */
bool db_is_null(DbQuery *query, int column);
const void *db_blob(DbQuery *query, int column, size_t *ret_size);
int64_t db_last_id(Db *db);
bool db_error(Db *db, Err *err); /* the last error of the connection as an Err; returns false */
