/* Which filing of a report, unit and period counts: a function of the set of filings and not of
 * their order of arrival. */
#include "resolve.h"

#include <stdlib.h>

typedef struct Filing {
    int64_t id, version;
    const char *date, *digest;
    int in_force;
    uint32_t known;
    FilingRow *rows; /* ascending by key */
    size_t n;
    bool passed; /* a higher version of the same package is there */
} Filing;

static int compare_keys(const void *a, const void *b)
{
    uint32_t x = ((const FilingRow *)a)->key, y = ((const FilingRow *)b)->key;
    return (x > y) - (x < y);
}

static bool read_rows(Arena *scratch, DbQuery *query, Filing *filing, Err *err)
{
    FilingCursor cursor;
    size_t size;
    const void *blob = db_blob(query, 5, &size);
    if (!filing_open(blob, size, &cursor, err))
        return false;
    filing->known = cursor.known;
    filing->rows = arena_array(scratch, cursor.left, sizeof *filing->rows);
    while (filing_next(&cursor, &filing->rows[filing->n]))
        filing->n++;
    if (filing->n > 0)
        qsort(filing->rows, filing->n, sizeof *filing->rows, compare_keys);
    return true;
}

static bool read_filings(Extract *extract, Arena *scratch, const char *report, int64_t period,
                         uint32_t unit, Filing **ret_list, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Filing *list = NULL;
    size_t n = 0, capacity = 0;
    bool row,
        good = db_prepare(
            extract->workspace->db,
            "SELECT id, date, version, digest, in_force, data FROM filing WHERE report = ? AND period = ? "
            "AND unit = ?",
            &query, err);
    if (good) {
        db_bind_text(query, 1, report);
        db_bind_int(query, 2, period);
        db_bind_int(query, 3, unit);
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        list = heap_grow(list, &capacity, n + 1, sizeof *list);
        list[n] = (Filing){.id = db_int(query, 0),
                           .date = arena_strdup(scratch, db_text(query, 1)),
                           .version = db_int(query, 2),
                           .digest = arena_strdup(scratch, db_text(query, 3)),
                           .in_force = (int)db_int(query, 4)};
        good = read_rows(scratch, query, &list[n++], err);
    }
    *ret_list = arena_array(scratch, n, sizeof *list);
    if (n > 0)
        memcpy(*ret_list, list, n * sizeof *list);
    *ret_n = n;
    free(list);
    return good;
}

static bool same_amounts(const FilingRow *a, const FilingRow *b, uint32_t measures)
{
    static const FilingRow nothing = {0};
    a = a == NULL ? &nothing : a;
    b = b == NULL ? &nothing : b;
    if (a->hole || b->hole)
        return true; /* where one could not be read, it does not speak against the other */
    for (unsigned i = 0; i < FILING_MEASURES; i++)
        if (measures & 1u << i && a->amounts[i] != b->amounts[i])
            return false;
    return true;
}

/* Do two filings say the same in the measures that both have? What is absent is zero. */
static bool agree(const Filing *a, const Filing *b)
{
    size_t i = 0, k = 0;
    if (strcmp(a->digest, b->digest) == 0)
        return true;
    while (i < a->n || k < b->n) {
        bool take_a = k == b->n || (i < a->n && a->rows[i].key <= b->rows[k].key);
        bool take_b = i == a->n || (k < b->n && b->rows[k].key <= a->rows[i].key);
        if (!same_amounts(take_a ? &a->rows[i] : NULL, take_b ? &b->rows[k] : NULL,
                          a->known & b->known))
            return false;
        i += take_a;
        k += take_b;
    }
    return true;
}

/* What counts first: not passed by a version, the newer date, more measures; the digest decides
 * between equals. */
static int compare_filings(const void *a, const void *b)
{
    const Filing *x = a, *y = b;
    if (x->passed != y->passed)
        return x->passed ? 1 : -1;
    int order = strcmp(y->date, x->date);
    if (order != 0)
        return order;
    int measures = __builtin_popcount(y->known) - __builtin_popcount(x->known);
    return measures != 0 ? measures : strcmp(x->digest, y->digest);
}

/* BeSTi@ counts the corrections of a package: the highest version is the report, whatever its date
 * (budget.md 3). */
static void pass_versions(Filing *list, size_t n)
{
    int64_t highest = -1;
    for (size_t i = 0; i < n; i++)
        if (list[i].version > highest)
            highest = list[i].version;
    for (size_t i = 0; i < n; i++)
        list[i].passed = list[i].version >= 0 && list[i].version < highest;
}

static bool mark(Extract *extract, const Filing *filing, int in_force, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (filing->in_force == in_force)
        return true;
    if (!db_prepare(extract->workspace->db, "UPDATE filing SET in_force = ? WHERE id = ?", &query,
                    err))
        return false;
    db_bind_int(query, 1, in_force);
    db_bind_int(query, 2, filing->id);
    return db_run(query, err);
}

static void reject_conflict(Extract *extract, const char *report, int64_t period, uint32_t unit,
                            uint64_t n_values)
{
    const Unit *u = &extract->workspace->territory.units[unit];
    const char *reason = arena_printf(
        extract->arena,
        _("%s %s, %s: another %s of the same or an unknown date says otherwise; neither counts"),
        u->code, u->name, period_text(extract->arena, period), report);
    extract_reject(extract, REJECT_CONFLICT, false, 0, 0, NULL, report, str_view(u->code), reason);
    /* the filing is one line in the list, all its amounts are in the account */
    extract->account.rejected = extract->account.rejected - 1 + n_values;
}

bool resolve_filing(Extract *extract, int64_t filing, const char *report, int64_t period,
                    uint32_t unit, uint64_t n_values, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Filing *list;
    size_t n, own = 0;
    bool conflict = false, twin = false;
    if (!read_filings(extract, scratch, report, period, unit, &list, &n, err))
        return false;
    pass_versions(list, n);
    qsort(list, n, sizeof *list, compare_filings);
    for (size_t i = 1; i < n && !list[i].passed; i++) {
        bool rival = *list[i].date == '\0' || strcmp(list[i].date, list[0].date) == 0;
        conflict = conflict || (rival && !agree(&list[0], &list[i]));
    }
    while (own < n && list[own].id != filing)
        own++;
    for (size_t i = 0; i < n; i++) {
        twin = twin || (own < n && i != own && strcmp(list[i].digest, list[own].digest) == 0);
        if (!mark(extract, &list[i], list[i].passed ? 0 : conflict ? -1 : i == 0, err))
            return false;
    }
    if (own == n) /* it is gone; what is left has been settled */
        return true;
    if (conflict && !list[own].passed)
        reject_conflict(extract, report, period, unit, n_values);
    else if (twin)
        extract->account.identical += n_values;
    else if (own == 0)
        extract->account.stored += n_values;
    else
        extract->account.superseded += n_values;
    return true;
}
