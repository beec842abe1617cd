/*
 * The database's schema: numbered migrations, each one transaction. A schema newer than the program
 * is refused; one that is there already costs one query.
 */
#pragma once

#include "pg.h"

/* The key of the advisory locks that one load or migration at a time holds to the end of its
 * transaction. */
#define SCHEMA_LOCK "1397576016, 1"

/* Begin a transaction and take the lock, or fail with ERR_BUSY. */
MUST_CHECK bool schema_begin(PGconn *conn, Err *err);
/* Bring the schema to this program's version; *ret_applied: how many migrations it took. */
MUST_CHECK bool schema_migrate(PGconn *conn, unsigned *ret_applied, Err *err);
