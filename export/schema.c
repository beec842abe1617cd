#include "schema.h"

#include "schema_001_sql.h"
#include "version.h"

#include <stdio.h>

/* Number n of the list makes version n + 1. A migration that was released is never edited: append
 * another. */
static const char *const migrations[] = {schema_001_sql};

bool schema_begin(PGconn *conn, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_exec(conn, "BEGIN ISOLATION LEVEL READ COMMITTED", err) ||
        !pg_query(conn, "SELECT pg_try_advisory_xact_lock(" SCHEMA_LOCK ")", 0, NULL, &result, err))
        return false;
    if (strcmp(pg_text(result, 0, 0), "t") == 0)
        return true;
    err_set(err, ERR_BUSY, _("another smup-export is loading into the database \"%s\""),
            PQdb(conn));
    return err_hint(err, "%s", _("wait for it to end and run the same command again"));
}

static bool read_version(PGconn *conn, int64_t *ret_version, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *there = NULL;
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    *ret_version = 0;
    if (!pg_query(conn, "SELECT to_regclass('smup.schema_version') IS NOT NULL", 0, NULL, &there,
                  err))
        return false;
    if (strcmp(pg_text(there, 0, 0), "t") != 0)
        return true;
    if (!pg_query(conn, "SELECT coalesce(max(version), 0) FROM smup.schema_version", 0, NULL,
                  &result, err))
        return false;
    *ret_version = pg_int(result, 0, 0);
    if (*ret_version <= (int64_t)ARRAY_LENGTH(migrations))
        return true;
    err_set(err, ERR_PROTOCOL, _("the database's schema has version %lld; this program knows %zu"),
            (long long)*ret_version, ARRAY_LENGTH(migrations));
    return err_hint(err, "%s", _("use the newer program"));
}

static bool apply(PGconn *conn, size_t number, Err *err)
{
    char version[24];
    (void)snprintf(version, sizeof version, "%zu", number);
    const char *const values[] = {version, SMUP_VERSION};
    return pg_exec(conn, migrations[number - 1], err) &&
           pg_run(conn,
                  "INSERT INTO smup.schema_version (version, program) VALUES ($1::integer, $2)", 2,
                  values, err) &&
           pg_exec(conn, "COMMIT", err);
}

bool schema_migrate(PGconn *conn, unsigned *ret_applied, Err *err)
{
    int64_t version;
    *ret_applied = 0;
    if (!read_version(conn, &version, err))
        return false;
    while (version < (int64_t)ARRAY_LENGTH(migrations)) {
        /* read again behind the lock: another run may have been quicker */
        if (!schema_begin(conn, err) || !read_version(conn, &version, err))
            return false;
        if (version == (int64_t)ARRAY_LENGTH(migrations))
            return pg_exec(conn, "ROLLBACK", err);
        if (!apply(conn, (size_t)version + 1, err))
            return err_add(err, _("making version %lld of the schema"), (long long)version + 1);
        version++;
        (*ret_applied)++;
    }
    return true;
}
