#include "save.h"

#include "digest.h"
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>

static bool insert_extract(Extract *extract, int64_t *ret_id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Db *db = extract->workspace->db;
    if (!db_prepare(
            db,
            "INSERT INTO extract (sha256, member, name, profile, subject, date, date_source, declared, "
            "scope, units, synthetic, notes, account) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            &query, err))
        return false;
    const char *declared = arena_printf(extract->arena, "%s;%s;%s", extract->declared_subject,
                                        extract->declared_date, extract->declared_source);
    db_bind_text(query, 1, extract->sha256);
    db_bind_text(query, 2, extract->member);
    db_bind_text(query, 3, extract->name);
    db_bind_text(query, 4, extract->profile->name);
    db_bind_text(query, 5, extract->subject);
    db_bind_text(query, 6, extract->date);
    db_bind_text(query, 7, extract->date_source);
    db_bind_text(query, 8, declared);
    db_bind_text(query, 9, extract->profile->scope);
    db_bind_blob(query, 10, extract->covered, extract->n_covered * sizeof *extract->covered);
    db_bind_int(query, 11, extract->synthetic);
    db_bind_text(query, 12, extract->about);
    if (!db_run(query, err))
        return false;
    *ret_id = db_last_id(db);
    return true;
}

static bool series_id(Extract *extract, const ExtractSeries *series, int64_t *ret_id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    Db *db = extract->workspace->db;
    if (!db_prepare(db,
                    "INSERT OR IGNORE INTO series (source, subject, dimensions, unit, names) "
                    "VALUES (?, ?, ?, ?, ?)",
                    &insert, err) ||
        !db_prepare(
            db,
            "SELECT id FROM series WHERE source = ? AND subject = ? AND dimensions = ? AND unit = ?",
            &query, err))
        return false;
    DbQuery *both[] = {insert, query};
    for (size_t i = 0; i < ARRAY_LENGTH(both); i++) {
        db_bind_text(both[i], 1, series->source);
        db_bind_text(both[i], 2, series->subject);
        db_bind_text(both[i], 3, series->dimensions);
        db_bind_text(both[i], 4, series->unit);
    }
    db_bind_text(insert, 5, series->names);
    if (!db_run(insert, err) || !db_step(query, &row, err))
        return false;
    *ret_id = db_int(query, 0);
    return true;
}

/* The day of each cell's own report (workspace.sql). */
static void pack_days(const Extract *extract, const ExtractPiece *piece, StrBuf *days)
{
    days->length = 0;
    for (size_t i = 0; i < piece->n; i++) {
        char day[DAY_TEXT] = {0};
        (void)snprintf(day, sizeof day, "%s",
                       extract_day(extract, piece->cells[i].unit, piece->period));
        strbuf_add(days, day, sizeof day);
    }
}

static bool save_pieces(Extract *extract, int64_t id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    CLEANUP(strbuf_done) StrBuf days = {0};
    int64_t *series = arena_array(extract->arena, extract->n_series, sizeof *series);
    for (size_t i = 0; i < extract->n_series; i++)
        if (!series_id(extract, &extract->series[i], &series[i], err))
            return false;
    if (!db_prepare(
            extract->workspace->db,
            "INSERT INTO piece (series, period, extract, data, dates) VALUES (?, ?, ?, ?, ?)",
            &insert, err))
        return false;
    for (size_t i = 0; i < extract->n_pieces; i++) {
        const ExtractPiece *piece = &extract->pieces[i];
        CLEANUP(arena_free_p) Arena *scratch = arena_new();
        Column column = extract_column(scratch, piece);
        blob.length = 0;
        column_pack(&column, &blob);
        db_bind_int(insert, 1, series[piece->series]);
        db_bind_int(insert, 2, piece->period);
        db_bind_int(insert, 3, id);
        db_bind_blob(insert, 4, blob.text, blob.length);
        if (extract->day_map != NULL) {
            pack_days(extract, piece, &days);
            db_bind_blob(insert, 5, days.text, days.length);
        }
        if (!db_run(insert, err) || !resolve_column(extract, id, series[piece->series], piece, err))
            return false;
    }
    return true;
}

static bool key_id(Extract *extract, const ClassKey *key, uint32_t *ret_id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    Db *db = extract->workspace->db;
    if (!db_prepare(db,
                    "INSERT INTO class_key (dzial, rozdzial, paragraf, p4) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET p4 = p4 RETURNING id",
                    &query, err))
        return false;
    db_bind_text(query, 1, key->dzial);
    db_bind_text(query, 2, key->rozdzial);
    db_bind_text(query, 3, key->paragraf);
    db_bind_text(query, 4, key->p4);
    if (!db_step(query, &row, err))
        return false;
    *ret_id = (uint32_t)db_int(query, 0);
    return true;
}

/* A filing is known by what it says, in words: its digest does not depend on the workspace's own
 * numbers. */
static bool pack_filing(Extract *extract, const ExtractFiling *filing, StrMap *keys,
                        char digest[DIGEST_HEX], StrBuf *blob, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    FilingRow *rows = arena_array(scratch, filing->n, sizeof *rows);
    Digest *sum = digest_begin();
    bool good = true;
    digest_add(sum, &filing->known, sizeof filing->known);
    for (size_t i = 0; i < filing->n && good; i++) {
        const ExtractRow *row = &filing->rows[i];
        StrView text = {(const char *)&row->key, sizeof row->key};
        digest_add(sum, &row->key, sizeof row->key);
        digest_add(sum, &row->hole, sizeof row->hole);
        digest_add(sum, row->amounts, sizeof row->amounts);
        rows[i].hole = row->hole;
        memcpy(rows[i].amounts, row->amounts, sizeof row->amounts);
        if (!strmap_find(keys, text, &rows[i].key)) {
            good = key_id(extract, &row->key, &rows[i].key, err);
            (void)strmap_add(keys, text, rows[i].key, NULL);
        }
    }
    digest_end(sum, digest);
    if (good)
        filing_pack(filing->known, rows, filing->n, blob);
    return good;
}

static bool save_filings(Extract *extract, int64_t id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    StrMap *keys = strmap_new(extract->arena);
    char digest[DIGEST_HEX];
    if (!db_prepare(
            extract->workspace->db,
            "INSERT INTO filing (report, period, unit, extract, date, version, digest, in_force, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            &insert, err))
        return false;
    for (size_t i = 0; i < extract->n_filings; i++) {
        ExtractFiling *filing = &extract->filings[i];
        uint64_t n_values = filing_settle_rows(extract, filing);
        blob.length = 0;
        if (!pack_filing(extract, filing, keys, digest, &blob, err))
            return false;
        db_bind_text(insert, 1, filing->report);
        db_bind_int(insert, 2, filing->period);
        db_bind_int(insert, 3, filing->unit);
        db_bind_int(insert, 4, id);
        db_bind_text(insert, 5, filing->date);
        db_bind_int(insert, 6, filing->version);
        db_bind_text(insert, 7, digest);
        db_bind_blob(insert, 8, blob.text, blob.length);
        if (!db_run(insert, err) ||
            !resolve_filing(extract, db_last_id(extract->workspace->db), filing->report,
                            filing->period, filing->unit, n_values, err))
            return false;
    }
    return true;
}

static bool save_registers(Extract *extract, int64_t id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    CLEANUP(db_query_p) DbQuery *same = NULL;
    Db *db = extract->workspace->db;
    if (!db_prepare(db, "INSERT OR IGNORE INTO register_row VALUES (?, ?, ?, ?)", &insert, err) ||
        !db_prepare(
            db,
            "SELECT 1 FROM extract e CROSS JOIN register_row r ON r.extract = e.id AND r.code = ? WHERE "
            "r.name = ? AND r.description = ? AND e.date = ? AND e.id <> ?",
            &same, err))
        return false;
    for (size_t i = 0; i < extract->n_registers; i++) {
        const RegisterRow *row = &extract->registers[i];
        bool known;
        db_bind_int(insert, 1, id);
        db_bind_text(insert, 2, row->code);
        db_bind_text(insert, 3, row->name);
        db_bind_text(insert, 4, row->description);
        db_bind_text(same, 1, row->code);
        db_bind_text(same, 2, row->name);
        db_bind_text(same, 3, row->description);
        db_bind_text(same, 4, extract->date);
        db_bind_int(same, 5, id);
        if (!db_run(insert, err) || !db_step(same, &known, err))
            return false;
        if (known)
            db_reset(same);
        extract->account.identical += known;
        extract->account.stored += !known;
    }
    return true;
}

static bool save_rejects(Extract *extract, int64_t id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    if (!db_prepare(extract->workspace->db, "INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    &insert, err))
        return false;
    for (size_t i = 0; i < extract->n_rejects; i++) {
        const Reject *reject = &extract->rejects[i];
        db_bind_int(insert, 1, id);
        db_bind_int(insert, 2, (int64_t)reject->record);
        db_bind_int(insert, 3, (int64_t)reject->line);
        db_bind_text(insert, 4, reject->place);
        db_bind_text(insert, 5, reject->column);
        db_bind_text(insert, 6, reject_code(reject->code));
        db_bind_blob(insert, 7, reject->raw.text, reject->raw.length);
        db_bind_text(insert, 8, reject->reason);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static bool update_account(Extract *extract, int64_t id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const char *account = account_text(extract->arena, &extract->account);
    if (!account_balances(&extract->account))
        return err_set(err, ERR_INTERNAL, _("the account of \"%s\" does not balance: %s"),
                       extract->name, account);
    if (!db_prepare(extract->workspace->db, "UPDATE extract SET account = ?, date = ? WHERE id = ?",
                    &query, err))
        return false;
    db_bind_text(query, 1, account);
    db_bind_text(query, 2, extract->date);
    db_bind_int(query, 3, id);
    return db_run(query, err);
}

bool save_extract(Extract *extract, Err *err)
{
    int64_t id;
    return insert_extract(extract, &id, err) && save_pieces(extract, id, err) &&
           save_filings(extract, id, err) && save_registers(extract, id, err) &&
           save_rejects(extract, id, err) && update_account(extract, id, err);
}
