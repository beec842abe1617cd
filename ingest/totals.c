#include "totals.h"

static void add_own(const Extract *extract, const char *report, unsigned measure, int64_t period,
                    Total *totals)
{
    for (size_t i = 0; i < extract->n_filings; i++) {
        const ExtractFiling *filing = &extract->filings[i];
        Total total = {
            .own = true, .date = filing->date, .known = (filing->known & 1u << measure) != 0};
        if (filing->period != period || strcmp(filing->report, report) != 0)
            continue;
        for (size_t k = 0; k < filing->n; k++)
            if (filing->rows[k].hole ||
                __builtin_add_overflow(total.value, filing->rows[k].amounts[measure], &total.value))
                total.known = false;
        /* the versions of a report stand highest first (settle_filing.c): that one counts */
        Total *before = &totals[filing->unit];
        if (!before->own && (before->date == NULL || strcmp(before->date, filing->date) <= 0))
            *before = total;
    }
}

static bool read_total(DbQuery *query, unsigned measure, Total *total, Err *err)
{
    FilingCursor cursor;
    FilingRow row;
    size_t size;
    const void *blob = db_blob(query, 1, &size);
    if (!filing_open(blob, size, &cursor, err))
        return false;
    total->known = (cursor.known & 1u << measure) != 0;
    while (filing_next(&cursor, &row))
        if (row.hole || __builtin_add_overflow(total->value, row.amounts[measure], &total->value))
            total->known = false;
    return true;
}

bool totals_of(Extract *extract, Arena *scratch, const char *report, unsigned measure,
               int64_t period, Total **ret_totals, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    uint32_t n = extract->workspace->territory.n_units;
    Total *totals = arena_array(scratch, n, sizeof *totals);
    bool row;
    if (!db_prepare(extract->workspace->db,
                    "SELECT unit, data, date FROM filing WHERE report = ? AND period = ? AND "
                    "in_force = 1",
                    &query, err))
        return false;
    db_bind_text(query, 1, report);
    db_bind_int(query, 2, period);
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            break;
        uint32_t unit = (uint32_t)db_int(query, 0);
        if (unit >= n)
            continue;
        totals[unit] = (Total){.date = arena_strdup(scratch, db_text(query, 2))};
        if (!read_total(query, measure, &totals[unit], err))
            return false;
    }
    add_own(extract, report, measure, period, totals);
    *ret_totals = totals;
    return true;
}
