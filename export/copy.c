#include "copy.h"

#include "num.h"

#include <endian.h>

enum { SEND_BYTES = 1 << 20, ARRAY_HEAD_BYTES = 20 };

static void put(Copy *copy, const void *bytes, size_t size)
{
    strbuf_add(&copy->bytes, bytes, size);
}

static void put16(Copy *copy, uint16_t value)
{
    uint16_t wire = htobe16(value);
    put(copy, &wire, sizeof wire);
}

static void put32(Copy *copy, uint32_t value)
{
    uint32_t wire = htobe32(value);
    put(copy, &wire, sizeof wire);
}

static void send_bytes(Copy *copy)
{
    if (copy->conn != NULL && !copy->failed && copy->bytes.length > 0)
        copy->failed = PQputCopyData(copy->conn, copy->bytes.text, (int)copy->bytes.length) != 1;
    copy->bytes.length = 0;
}

bool copy_begin(Copy *copy, PGconn *conn, const char *sql, Err *err)
{
    /* signature, flags, length of the header's extension */
    static const char head[19] = "PGCOPY\n\377\r\n";
    CLEANUP(pg_clear_p) PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_IN)
        return pg_fail(conn, result, err);
    *copy = (Copy){.conn = conn};
    put(copy, head, sizeof head);
    return true;
}

void copy_row(Copy *copy, unsigned n_fields)
{
    if (copy->bytes.length >= SEND_BYTES)
        send_bytes(copy);
    copy->n_rows++;
    put16(copy, (uint16_t)n_fields);
}

/* The length and the number in one piece: these are the calls that a load makes by the ten million.
 */
static void put_sized(Copy *copy, uint64_t number, uint32_t size)
{
    char piece[sizeof size + sizeof number];
    uint32_t length = htobe32(size);
    uint64_t wire = htobe64(number << (64 - 8 * size));
    memcpy(piece, &length, sizeof length);
    memcpy(piece + sizeof length, &wire, sizeof wire);
    put(copy, piece, sizeof length + size);
}

void copy_null(Copy *copy)
{
    put32(copy, UINT32_MAX);
}

void copy_int2(Copy *copy, int16_t value)
{
    put_sized(copy, (uint16_t)value, 2);
}

void copy_int4(Copy *copy, int32_t value)
{
    put_sized(copy, (uint32_t)value, 4);
}

void copy_int8(Copy *copy, int64_t value)
{
    put_sized(copy, (uint64_t)value, 8);
}

void copy_float8(Copy *copy, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_sized(copy, bits, 8);
}

void copy_text(Copy *copy, const char *text)
{
    size_t length = strlen(text);
    put32(copy, (uint32_t)length);
    put(copy, text, length);
}

void copy_uint2s(Copy *copy, const uint16_t *numbers, unsigned n)
{
    put32(copy, (uint32_t)sizeof *numbers * n);
    for (unsigned i = 0; i < n; i++)
        put16(copy, numbers[i]);
}

void copy_array(Copy *copy, CopyType type, unsigned n, unsigned n_nulls)
{
    uint32_t width = type == COPY_INT4 ? 4 : 8;
    put32(copy, ARRAY_HEAD_BYTES + 4 * n + width * (n - n_nulls));
    put32(copy, 1); /* dimensions */
    put32(copy, n_nulls > 0);
    put32(copy, type);
    put32(copy, n);
    put32(copy, 1); /* lower bound */
}

/* After the end the server's word is read until there is no more: a duplicate key is reported only
 * there. */
static bool read_results(PGconn *conn, uint64_t *ret_rows, Err *err)
{
    bool good = true;
    *ret_rows = 0;
    for (PGresult *result; (result = PQgetResult(conn)) != NULL; PQclear(result)) {
        if (good && PQresultStatus(result) != PGRES_COMMAND_OK)
            good = pg_fail(conn, result, err);
        else if (good)
            (void)num_parse_count(str_view(PQcmdTuples(result)), INT64_MAX, ret_rows);
    }
    return good;
}

bool copy_end(Copy *copy, uint64_t *ret_rows, Err *err)
{
    uint64_t n_taken;
    put16(copy, UINT16_MAX);
    send_bytes(copy);
    strbuf_done(&copy->bytes);
    bool ended = PQputCopyEnd(copy->conn, copy->failed ? "could not send" : NULL) == 1;
    if (!read_results(copy->conn, &n_taken, err))
        return false;
    if (!ended || copy->failed)
        return pg_fail(copy->conn, NULL, err);
    if (n_taken != copy->n_rows)
        return err_set(err, ERR_INTERNAL, _("rows sent: %llu, taken by the server: %llu"),
                       (unsigned long long)copy->n_rows, (unsigned long long)n_taken);
    *ret_rows = n_taken;
    return true;
}
