#include "resolve.h"

#include "digest.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Candidate {
    int64_t piece, extract;
    const char *date, *name;
    const Covered *covered; /* by axis place; NULL: it claims only what it has */
    size_t n_covered;
    Column column;
    const char *days; /* of each cell's own report, DAY_TEXT bytes each; NULL: all of `date` */
} Candidate;

typedef struct Verdict {
    enum { SILENT, VALUE, WITHDRAWN, CONFLICT } kind;
    const Candidate *from;
    uint32_t at;              /* the cell's place in from->column */
    const Candidate *against; /* the other of a conflict; who withdrew the cell */
} Verdict;

static bool read_candidates(Extract *extract, Arena *scratch, int64_t series, int64_t period,
                            Candidate **ret_list, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Candidate *list = NULL;
    size_t n = 0, capacity = 0;
    bool row;
    bool good = db_prepare(
        extract->workspace->db,
        "SELECT p.id, p.data, e.id, coalesce(e.date, ''), e.name, e.units, e.scope, p.dates "
        "FROM piece p JOIN extract e ON e.id = p.extract "
        "WHERE p.series = ?1 AND p.period = ?2 ORDER BY e.date DESC, e.sha256, e.member",
        &query, err);
    if (good) {
        db_bind_int(query, 1, series);
        db_bind_int(query, 2, period);
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        list = heap_grow(list, &capacity, n + 1, sizeof *list);
        Candidate *c = &list[n++];
        size_t size;
        const void *blob = db_blob(query, 1, &size);
        *c = (Candidate){.piece = db_int(query, 0),
                         .extract = db_int(query, 2),
                         .date = arena_strdup(scratch, db_text(query, 3)),
                         .name = arena_strdup(scratch, db_text(query, 4))};
        good = column_unpack(scratch, blob, size, c->name, &c->column, err);
        const void *units = db_blob(query, 5, &size);
        if (strcmp(db_text(query, 6), "content") == 0 && units != NULL) {
            Covered *copy = arena_alloc(scratch, size);
            memcpy(copy, units, size);
            c->covered = copy;
            c->n_covered = size / sizeof *copy;
        }
        const void *days = db_blob(query, 7, &size);
        if (good && days != NULL && size == (size_t)c->column.n * DAY_TEXT) {
            char *copy = arena_alloc(scratch, size + 1);
            memcpy(copy, days, size);
            c->days = copy;
        }
    }
    *ret_list = arena_array(scratch, n, sizeof **ret_list);
    if (n > 0)
        memcpy(*ret_list, list, n * sizeof *list);
    *ret_n = n;
    free(list);
    return good;
}

static bool same_cell(const Column *a, uint32_t i, const Column *b, uint32_t j)
{
    int scale = a->scale > b->scale ? a->scale : b->scale;
    int64_t x, y;
    return a->states[i] == b->states[j] && num_rescale(a->values.exact[i], a->scale, scale, &x) &&
           num_rescale(b->values.exact[j], b->scale, scale, &y) && x == y;
}

static bool covers(const Candidate *candidate, uint32_t unit, int year)
{
    return candidate->covered != NULL && unit < candidate->n_covered &&
           candidate->covered[unit].from <= year && year <= candidate->covered[unit].to;
}

static const char *date_of(const Candidate *candidate, uint32_t at)
{
    return candidate->days != NULL && at < candidate->column.n
               ? candidate->days + (size_t)at * DAY_TEXT
               : candidate->date;
}

/* Candidates newest first as to this unit, whose reports may have days of their own; equals as they
 * stand. */
static void order_by_report(const Candidate **order, size_t n, uint32_t unit)
{
    for (size_t i = 1; i < n; i++) {
        const Candidate *c = order[i];
        const char *date = date_of(c, column_find(&c->column, unit));
        size_t at = i;
        for (; at > 0; at--) {
            const Candidate *before = order[at - 1];
            if (strcmp(date_of(before, column_find(&before->column, unit)), date) >= 0)
                break;
            order[at] = before;
        }
        order[at] = c;
    }
}

/* Candidates stand newest first, those without a date last. */
static Verdict judge(const Candidate *const *list, size_t n, uint32_t unit, int year)
{
    Verdict verdict = {SILENT, NULL, 0, NULL};
    const Candidate *covering = NULL; /* the newest extract that covers the cell and lacks it */
    for (size_t i = 0; i < n; i++) {
        const Candidate *c = list[i];
        uint32_t at = column_find(&c->column, unit);
        const char *date = date_of(c, at);
        bool has = at < c->column.n, undated = *date == '\0';
        if (has && state_attribute(c->column.states[at]) == ATTRIBUTE_REJECTED)
            continue; /* the extract has the cell and could not be understood: it neither says nor
                         withdraws */
        if (!has) {
            if (covering == NULL && !undated && covers(c, unit, year))
                covering = c;
            continue;
        }
        if (verdict.kind == SILENT && covering != NULL && !undated &&
            strcmp(covering->date, date) > 0)
            verdict = (Verdict){WITHDRAWN, NULL, 0, covering};
        if (verdict.kind == SILENT) {
            verdict = (Verdict){VALUE, c, at, NULL};
        } else if (verdict.kind == VALUE &&
                   (undated || strcmp(date_of(verdict.from, verdict.at), date) == 0) &&
                   !same_cell(&verdict.from->column, verdict.at, &c->column, at)) {
            return (Verdict){CONFLICT, verdict.from, verdict.at, c};
        }
    }
    return verdict;
}

static bool add_finding(Extract *extract, int64_t series, int64_t period, uint32_t unit,
                        const char *kind, const char *extracts, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(extract->workspace->db, "INSERT INTO finding VALUES (?, ?, ?, ?, ?)", &query,
                    err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, period);
    db_bind_int(query, 3, unit);
    db_bind_text(query, 4, kind);
    db_bind_text(query, 5, extracts);
    return db_run(query, err);
}

static bool run_for(Db *db, const char *sql, int64_t series, int64_t period, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(db, sql, &query, err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, period);
    return db_run(query, err);
}

/* The column in force before this extract; an empty one where there was none. */
static bool read_before(Extract *extract, Arena *scratch, int64_t series, int64_t period,
                        Column *ret_column, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    *ret_column = (Column){0};
    if (!db_prepare(extract->workspace->db,
                    "SELECT p.data FROM column_in_force c JOIN piece p ON p.id = c.piece "
                    "WHERE c.series = ? AND c.period = ?",
                    &query, err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, period);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    size_t size;
    const void *blob = db_blob(query, 0, &size);
    return column_unpack(scratch, blob, size, "in force", ret_column, err);
}

static bool put_in_force(Extract *extract, int64_t series, int64_t period, int64_t piece,
                         const char *digest, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(extract->workspace->db,
                    "INSERT OR REPLACE INTO column_in_force VALUES (?, ?, ?, ?)", &query, err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, period);
    db_bind_int(query, 3, piece);
    db_bind_text(query, 4, digest);
    return db_run(query, err);
}

static bool save_merged(Extract *extract, int64_t series, int64_t period, const Column *column,
                        Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(strbuf_done) StrBuf blob = {0};
    char digest[DIGEST_HEX];
    column_pack(column, &blob);
    digest_of(blob.text, blob.length, digest);
    if (!run_for(extract->workspace->db,
                 "DELETE FROM piece WHERE series = ? AND period = ? AND extract = 0", series,
                 period, err) ||
        !db_prepare(extract->workspace->db,
                    "INSERT INTO piece (series, period, extract, data) VALUES (?, ?, 0, ?)", &query,
                    err))
        return false;
    db_bind_int(query, 1, series);
    db_bind_int(query, 2, period);
    db_bind_blob(query, 3, blob.text, blob.length);
    return db_run(query, err) &&
           put_in_force(extract, series, period, db_last_id(extract->workspace->db), digest, err);
}

static void count_cell(Extract *extract, const Candidate *own, uint32_t at, const Verdict *verdict,
                       const Column *before, const ExtractPiece *piece)
{
    Account *account = &extract->account;
    uint32_t unit = own->column.units[at], old = column_find(before, unit);
    if (verdict->kind == CONFLICT) {
        const char *raw = "";
        const Unit *u = &extract->workspace->territory.units[unit];
        const char *other = verdict->from == own ? verdict->against->name : verdict->from->name;
        uint64_t record = 0, line = 0;
        for (size_t i = 0; i < piece->n && line == 0; i++)
            if (piece->cells[i].unit == unit) {
                record = piece->cells[i].record;
                line = piece->cells[i].line;
                raw = extract_raw(extract, piece, &piece->cells[i], false);
            }
        const char *reason = arena_printf(
            extract->arena,
            _("%s %s, %s: \"%s\" of the same or an unknown date says otherwise; neither counts"),
            u->code, u->name, period_text(extract->arena, piece->period), other);
        extract_reject(extract, REJECT_CONFLICT, false, record, line, NULL,
                       extract->series[piece->series].dimensions, str_view(raw), reason);
    } else if (old < before->n && same_cell(before, old, &own->column, at)) {
        account->identical++;
    } else if (verdict->kind == VALUE && verdict->from == own) {
        account->stored++;
        account->replaced +=
            old < before->n && state_attribute(before->states[old]) != ATTRIBUTE_REJECTED;
    } else {
        account->superseded++;
    }
}

static uint32_t axis_end(const Candidate *list, size_t n)
{
    uint32_t end = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].column.n > 0 && list[i].column.units[list[i].column.n - 1] >= end)
            end = list[i].column.units[list[i].column.n - 1] + 1;
    return end;
}

static bool was_withdrawn(const Column *before, uint32_t unit)
{
    uint32_t at = column_find(before, unit);
    return at < before->n && state_attribute(before->states[at]) == ATTRIBUTE_WITHDRAWN;
}

static bool merge(Extract *extract, Arena *scratch, const Candidate *list, size_t n,
                  const Candidate *own, int64_t series, const ExtractPiece *piece, Err *err)
{
    Column before;
    int64_t period = piece->period;
    uint32_t end = axis_end(list, n), kept = 0;
    int scale = 0;
    bool reports = false;
    const Candidate **order = arena_array(scratch, n, sizeof(Candidate *));
    if (!read_before(extract, scratch, series, period, &before, err) ||
        !run_for(extract->workspace->db, "DELETE FROM finding WHERE series = ? AND period = ?",
                 series, period, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (list[i].column.scale > scale)
            scale = list[i].column.scale;
    for (size_t i = 0; i < n; i++)
        reports = reports || list[i].days != NULL;
    Column merged = column_new(scratch, end, false, scale);
    for (uint32_t unit = 0; unit < end; unit++) {
        for (size_t i = 0; i < n; i++)
            order[i] = &list[i];
        if (reports)
            order_by_report(order, n, unit);
        Verdict verdict = judge(order, n, unit, period_year(period));
        uint32_t mine = own == NULL ? 0 : column_find(&own->column, unit);
        if (own != NULL && mine < own->column.n &&
            state_attribute(own->column.states[mine]) != ATTRIBUTE_REJECTED)
            count_cell(extract, own, mine, &verdict, &before, piece);
        if (verdict.kind == SILENT)
            continue;
        merged.units[kept] = unit;
        merged.values.exact[kept] = 0;
        if (verdict.kind == VALUE) {
            /* too large beside another extract's decimals: said to be missing, whatever the order
             */
            bool fits = num_rescale(verdict.from->column.values.exact[verdict.at],
                                    verdict.from->column.scale, scale, &merged.values.exact[kept]);
            merged.states[kept] = fits ? verdict.from->column.states[verdict.at]
                                       : state_with_attribute(OBS_O, ATTRIBUTE_REJECTED);
            if (!fits)
                merged.values.exact[kept] = 0;
        } else {
            bool conflict = verdict.kind == CONFLICT;
            merged.states[kept] =
                state_with_attribute(OBS_O, conflict ? ATTRIBUTE_CONFLICT : ATTRIBUTE_WITHDRAWN);
            extract->account.withdrawn += !conflict && !was_withdrawn(&before, unit);
            const char *who = conflict ? arena_printf(scratch, "%s | %s", verdict.from->name,
                                                      verdict.against->name)
                                       : verdict.against->name;
            if (!add_finding(extract, series, period, unit,
                             conflict ? N_("conflict") : N_("withdrawn"), who, err))
                return false;
        }
        kept++;
    }
    merged.n = kept;
    return save_merged(extract, series, period, &merged, err);
}

/* Nothing was merged, nothing is in force, there is nothing to know of. */
static bool forget_column(Extract *extract, int64_t series, int64_t period, Err *err)
{
    Db *db = extract->workspace->db;
    return run_for(db, "DELETE FROM column_in_force WHERE series = ? AND period = ?", series,
                   period, err) &&
           run_for(db, "DELETE FROM piece WHERE series = ? AND period = ? AND extract = 0", series,
                   period, err) &&
           run_for(db, "DELETE FROM finding WHERE series = ? AND period = ?", series, period, err);
}

bool resolve_column(Extract *extract, int64_t extract_id, int64_t series, const ExtractPiece *piece,
                    Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Candidate *list;
    size_t n, own = 0;
    if (!read_candidates(extract, scratch, series, piece->period, &list, &n, err))
        return false;
    while (own < n && list[own].extract != extract_id)
        own++;
    if (n == 0)
        return forget_column(extract, series, piece->period, err);
    if (n == 1) {
        CLEANUP(strbuf_done) StrBuf blob = {0};
        char digest[DIGEST_HEX];
        column_pack(&list[0].column, &blob);
        digest_of(blob.text, blob.length, digest);
        for (uint32_t i = 0; i < list[0].column.n && own < n; i++)
            extract->account.stored +=
                state_attribute(list[0].column.states[i]) != ATTRIBUTE_REJECTED;
        return forget_column(extract, series, piece->period, err) &&
               put_in_force(extract, series, piece->period, list[0].piece, digest, err);
    }
    return merge(extract, scratch, list, n, own < n ? &list[own] : NULL, series, piece, err);
}
