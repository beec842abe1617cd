#include "db.h"

#include <errno.h>
#include <sqlite3.h>

bool db_error(Db *db, Err *err)
{
    int code = sqlite3_errcode(db) & 0xff;
    const char *text = sqlite3_errmsg(db);
    switch (code) {
    case SQLITE_FULL:
        err_set(err, ERR_IO, _("the disk is full: the workspace could not be written"));
        return err_hint(
            err, "%s",
            _("make room and run the same command again; what was being written is undone"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, _("the workspace is in use: %s"), text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        err_set(err, ERR_DATA, _("the workspace is damaged: %s"), text);
        return err_hint(err, "%s",
                        _("delete workspace.sqlite and run smup-ingest on the archive again"));
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return err_set(err, ERR_IO, _("the workspace could not be read or written: %s"), text);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return err_set(err, ERR_PERM, _("the workspace may not be written: %s"), text);
    case SQLITE_NOMEM:
        return err_set(err, ERR_OS, _("out of memory in the workspace"));
    default:
        return err_set(err, ERR_INTERNAL, _("the workspace refused a statement: %s"), text);
    }
}

bool db_exec(Db *db, const char *sql, Err *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || db_error(db, err);
}

bool db_prepare(Db *db, const char *sql, DbQuery **ret_query, Err *err)
{
    return sqlite3_prepare_v2(db, sql, -1, ret_query, NULL) == SQLITE_OK || db_error(db, err);
}

void db_query_p(DbQuery **query)
{
    (void)sqlite3_finalize(*query);
    *query = NULL;
}

void db_bind_int(DbQuery *query, int parameter, int64_t value)
{
    (void)sqlite3_bind_int64(query, parameter, value);
}

void db_bind_real(DbQuery *query, int parameter, double value)
{
    (void)sqlite3_bind_double(query, parameter, value);
}

void db_bind_text(DbQuery *query, int parameter, const char *text)
{
    (void)sqlite3_bind_text(query, parameter, text, -1, SQLITE_STATIC);
}

void db_bind_blob(DbQuery *query, int parameter, const void *bytes, size_t size)
{
    (void)sqlite3_bind_blob64(query, parameter, bytes, size, SQLITE_STATIC);
}

bool db_step(DbQuery *query, bool *ret_row, Err *err)
{
    int code = sqlite3_step(query);
    if (code == SQLITE_ROW) {
        *ret_row = true;
        return true;
    }
    *ret_row = false;
    if (code == SQLITE_DONE) {
        (void)sqlite3_reset(query);
        return true;
    }
    Db *db = sqlite3_db_handle(query);
    (void)db_error(db, err);
    (void)sqlite3_reset(query);
    return false;
}

bool db_run(DbQuery *query, Err *err)
{
    bool row;
    bool good = db_step(query, &row, err);
    if (good && row)
        (void)sqlite3_reset(query);
    return good;
}

void db_reset(DbQuery *query)
{
    (void)sqlite3_reset(query);
}

int64_t db_int(DbQuery *query, int column)
{
    return sqlite3_column_int64(query, column);
}

const char *db_text(DbQuery *query, int column)
{
    const unsigned char *text = sqlite3_column_text(query, column);
    return text == NULL ? "" : (const char *)text;
}

bool db_is_null(DbQuery *query, int column)
{
    return sqlite3_column_type(query, column) == SQLITE_NULL;
}

const void *db_blob(DbQuery *query, int column, size_t *ret_size)
{
    const void *blob = sqlite3_column_blob(query, column);
    *ret_size = (size_t)sqlite3_column_bytes(query, column);
    return blob;
}

int64_t db_last_id(Db *db)
{
    return sqlite3_last_insert_rowid(db);
}
