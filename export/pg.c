#include "pg.h"

#include "num.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 10, SQLSTATE_LENGTH = 5, STATUS_TRIES = 20, STATUS_PAUSE_US = 250000 };

/* By the beginning of the SQLSTATE; the first that fits counts. */
static const struct {
    const char *state;
    ErrKind kind;
} state_kinds[] = {
    {"08", ERR_UNAVAILABLE},    /* the connection is gone */
    {"28", ERR_PERM},           /* password, role, pg_hba.conf */
    {"42501", ERR_PERM},        /* rights of the role */
    {"3D000", ERR_UNAVAILABLE}, /* there is no such database */
    {"53100", ERR_IO},          /* disk full */
    {"53", ERR_UNAVAILABLE},    /* too many connections, out of memory */
    {"57P", ERR_UNAVAILABLE},   /* shut down, starting up, terminated */
    {"57014", ERR_BUSY},        /* cancelled */
    {"55P03", ERR_BUSY},        /* a lock was not to be had in time */
    {"40", ERR_BUSY},           /* deadlock, serialization */
    {"25006", ERR_CONFIG},      /* a standby */
    {"58", ERR_IO},             /* the server's system */
};

ErrKind pg_error_kind(const char *sqlstate)
{
    for (size_t i = 0; sqlstate != NULL && i < ARRAY_LENGTH(state_kinds); i++)
        if (strncmp(sqlstate, state_kinds[i].state, strlen(state_kinds[i].state)) == 0)
            return state_kinds[i].kind;
    return ERR_INTERNAL;
}

void pg_close_p(PGconn **conn)
{
    PQfinish(*conn);
    *conn = NULL;
}

void pg_clear_p(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

/* One line of what may be several. */
static StrView first_line(const char *text)
{
    StrView line = str_view(text);
    const char *end = memchr(line.text, '\n', line.length);
    if (end != NULL)
        line.length = (size_t)(end - line.text);
    return str_trim(line);
}

static bool hint_of_kind(ErrKind kind, Err *err)
{
    if (kind == ERR_PERM)
        return err_hint(
            err, "%s",
            _("check the role and its rights; a password belongs in ~/.pgpass (mode 0600) "
              "or a service file"));
    if (kind == ERR_UNAVAILABLE)
        return err_hint(
            err, "%s",
            _("check host, port and database (createdb -E UTF8 NAME makes one); when the "
              "server is there again, run the same command"));
    if (kind == ERR_BUSY)
        return err_hint(err, "%s", _("nothing was changed: run the same command again"));
    return false;
}

bool pg_fail(PGconn *conn, const PGresult *result, Err *err)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary =
        result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    bool lost = PQstatus(conn) != CONNECTION_OK;
    ErrKind kind = state != NULL ? pg_error_kind(state) : lost ? ERR_UNAVAILABLE : ERR_INTERNAL;
    if (primary != NULL && state != NULL)
        err_set(err, kind, _("the database says: %s (SQLSTATE %s)%s%s"), primary, state,
                detail == NULL ? "" : ": ", detail == NULL ? "" : detail);
    else
        err_set(err, kind, _("the connection to the database failed: %.*s"),
                STR_ARG(first_line(PQerrorMessage(conn))));
    return hint_of_kind(kind, err);
}

/*
 * While connecting there is no PGresult to ask for the SQLSTATE; a verbose message holds it:
 * "FATAL:  28P01: password ...". Returns where the five characters begin, or NULL where the message
 * is libpq's own.
 */
static const char *find_state(const char *message)
{
    for (const char *at = message; (at = strstr(at, ":  ")) != NULL; at++) {
        const char *state = at + 3;
        size_t n = strspn(state, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (n == SQLSTATE_LENGTH && state[n] == ':' && state[n + 1] == ' ')
            return state;
    }
    return NULL;
}

static bool connect_failed(PGconn *conn, Err *err)
{
    const char *message = PQerrorMessage(conn), *state = find_state(message);
    ErrKind kind = ERR_UNAVAILABLE;
    const char *host = PQhost(conn);
    host = host == NULL || *host == '\0' ? _("the default host") : host;
    if (state != NULL)
        kind = pg_error_kind(state);
    else if (PQconnectionNeedsPassword(conn))
        kind = ERR_PERM;
    if (kind == ERR_INTERNAL)
        kind = ERR_UNAVAILABLE;
    StrView why = first_line(state == NULL ? message : state + SQLSTATE_LENGTH + 2);
    if (state == NULL)
        err_set(err, kind, _("could not connect to the database at %s: %.*s"), host,
                (int)why.length, why.text);
    else
        err_set(err, kind, _("could not connect to the database at %s: %.*s (SQLSTATE %.5s)"), host,
                (int)why.length, why.text, state);
    return hint_of_kind(kind, err);
}

static bool check_conninfo(const char *conninfo, Err *err)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (options == NULL) { /* libpq's message would quote what may be a password */
        err_set(err, ERR_USAGE, _("the connection given with --db cannot be read"));
        return err_hint(err, "%s", _("for example: --db \"host=/run/postgresql dbname=smup\""));
    }
    bool secret = false;
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
        secret = secret || (option->val != NULL && (strcmp(option->keyword, "password") == 0 ||
                                                    strcmp(option->keyword, "sslpassword") == 0));
    PQconninfoFree(options);
    if (!secret)
        return true;
    err_set(err, ERR_USAGE, _("the connection given with --db holds a password"));
    return err_hint(
        err, "%s",
        _("command lines are seen by others: put it into ~/.pgpass (mode 0600) or a service file"));
}

static bool wait_for(PGconn *conn, short events, time_t deadline)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    struct pollfd waited = {.fd = PQsocket(conn), .events = events};
    int milliseconds = now.tv_sec >= deadline ? 0 : (int)(deadline - now.tv_sec) * 1000;
    int n;
    do
        n = poll(&waited, 1, milliseconds);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

/* By hand and not with PQconnectdbParams(): only so the messages can be verbose before there is a
 * connection. */
static bool connect_verbose(const char *conninfo, PGconn **ret_conn, Err *err)
{
    static const char *const keywords[] = {"dbname", "application_name", "client_encoding", NULL};
    const char *const values[] = {conninfo, "smup-export", "UTF8", NULL};
    CLEANUP(pg_close_p) PGconn *conn = PQconnectStartParams(keywords, values, 1);
    if (conn == NULL)
        return err_set(err, ERR_OS, _("out of memory"));
    (void)PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
    struct timespec start;
    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    PostgresPollingStatusType step =
        PQstatus(conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (step == PGRES_POLLING_WRITING || step == PGRES_POLLING_READING) {
        short events = step == PGRES_POLLING_WRITING ? POLLOUT : POLLIN;
        if (!wait_for(conn, events, start.tv_sec + CONNECT_SECONDS)) {
            err_set(err, ERR_UNAVAILABLE, _("the database at %s did not answer within %d seconds"),
                    PQhost(conn), CONNECT_SECONDS);
            return hint_of_kind(ERR_UNAVAILABLE, err);
        }
        step = PQconnectPoll(conn);
    }
    if (step != PGRES_POLLING_OK)
        return connect_failed(conn, err);
    (void)PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
    *ret_conn = conn;
    conn = NULL;
    return true;
}

static bool check_server(PGconn *conn, Err *err)
{
    const char *encoding = PQparameterStatus(conn, "server_encoding");
    const char *standby = PQparameterStatus(conn, "in_hot_standby");
    if (PQserverVersion(conn) < PG_SERVER_LEAST)
        return err_set(err, ERR_PROTOCOL, _("the server is PostgreSQL %s; 15 or newer is needed"),
                       PQparameterStatus(conn, "server_version"));
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        err_set(err, ERR_CONFIG, _("the database's encoding is %s and not UTF8"),
                encoding == NULL ? "?" : encoding);
        return err_hint(err, "%s",
                        _("make one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"));
    }
    if (standby != NULL && strcmp(standby, "on") == 0)
        return err_set(err, ERR_CONFIG, _("the server at %s is a standby: it cannot be written to"),
                       PQhost(conn));
    return true;
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

bool pg_open(const char *conninfo, PGconn **ret_conn, Err *err)
{
    /* Whatever PGOPTIONS, the role or the database say. A time without a zone is Polish time. */
    static const char settings[] =
        "SET search_path TO pg_catalog, pg_temp; SET DateStyle TO 'ISO'; SET lock_timeout TO '5s'; "
        "SET statement_timeout TO 0; SET idle_in_transaction_session_timeout TO 0; "
        "SET synchronous_commit TO on; SET extra_float_digits TO 1; SET bytea_output TO 'hex'; "
        "SET standard_conforming_strings TO on; SET TimeZone TO 'Europe/Warsaw'";
    CLEANUP(pg_close_p) PGconn *conn = NULL;
    if (!check_conninfo(conninfo, err) || !connect_verbose(conninfo, &conn, err))
        return false;
    (void)PQsetNoticeReceiver(conn, ignore_notice, NULL);
    if (!check_server(conn, err) || !pg_exec(conn, settings, err))
        return false;
    *ret_conn = conn;
    conn = NULL;
    return true;
}

bool pg_exec(PGconn *conn, const char *sql, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return pg_fail(conn, result, err);
    return true;
}

bool pg_query(PGconn *conn, const char *sql, size_t n, const char *const values[],
              PGresult **ret_result, Err *err)
{
    CLEANUP(pg_clear_p)
    PGresult *result = PQexecParams(conn, sql, (int)n, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        return pg_fail(conn, result, err);
    *ret_result = result;
    result = NULL;
    return true;
}

bool pg_run(PGconn *conn, const char *sql, size_t n, const char *const values[], Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    return pg_query(conn, sql, n, values, &result, err);
}

const char *pg_text(const PGresult *result, int row, int column)
{
    return PQgetvalue(result, row, column);
}

int64_t pg_int(const PGresult *result, int row, int column)
{
    uint64_t number;
    return num_parse_count(str_view(pg_text(result, row, column)), INT64_MAX, &number)
               ? (int64_t)number
               : 0;
}

static bool ask_what_became(const char *conninfo, const char *transaction, PGconn **ret_conn,
                            Err *err)
{
    CLEANUP(pg_close_p) PGconn *conn = NULL;
    if (!pg_open(conninfo, &conn, err))
        return err_add(err, _("asking what became of transaction %s"), transaction);
    for (unsigned tries = 0; tries < STATUS_TRIES; tries++) {
        CLEANUP(pg_clear_p) PGresult *result = NULL;
        if (!pg_query(conn, "SELECT pg_xact_status($1::xid8)", 1, &transaction, &result, err))
            return false;
        const char *status = pg_text(result, 0, 0);
        if (strcmp(status, "committed") == 0) {
            *ret_conn = conn;
            conn = NULL;
            return true;
        }
        if (strcmp(status, "in progress") != 0)
            break;
        (void)usleep(STATUS_PAUSE_US);
    }
    err_set(err, ERR_UNAVAILABLE, _("the connection was lost and nothing was stored"));
    return hint_of_kind(ERR_UNAVAILABLE, err);
}

bool pg_commit(PGconn **conn, const char *conninfo, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *number = NULL;
    if (!pg_query(*conn, "SELECT pg_current_xact_id_if_assigned()", 0, NULL, &number, err))
        return false;
    if (pg_exec(*conn, "COMMIT", err))
        return true;
    if (PQstatus(*conn) == CONNECTION_OK || *pg_text(number, 0, 0) == '\0')
        return false;
    *err = (Err){0};
    PGconn *fresh = NULL;
    if (!ask_what_became(conninfo, pg_text(number, 0, 0), &fresh, err))
        return false;
    pg_close_p(conn);
    *conn = fresh;
    return true;
}

void pg_array_add(StrBuf *array, const char *text)
{
    strbuf_puts(array, array->length == 0 ? "{\"" : ",\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            strbuf_puts(array, "\\");
        strbuf_add(array, at, 1);
    }
    strbuf_puts(array, "\"");
}

const char *pg_array_end(StrBuf *array)
{
    strbuf_puts(array, array->length == 0 ? "{}" : "}");
    return array->text;
}
