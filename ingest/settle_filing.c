/* After the last record: budget reports of one unit and period put together, each classification
 * once. */
#include "extract.h"

#include <stdio.h>
#include <stdlib.h>

static int compare_rows(const void *a, const void *b)
{
    return class_key_compare(&((const ExtractRow *)a)->key, &((const ExtractRow *)b)->key);
}

static bool same_report(const ExtractFiling *a, const ExtractFiling *b)
{
    return a->unit == b->unit && a->period == b->period && strcmp(a->report, b->report) == 0;
}

/* The last version of a report first: the account says of the others that they are superseded. */
static int compare_filings(const void *a, const void *b)
{
    const ExtractFiling *x = a, *y = b;
    int order = strcmp(x->report, y->report);
    if (order != 0)
        return order;
    if (x->period != y->period)
        return x->period < y->period ? -1 : 1;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->version != y->version)
        return x->version > y->version ? -1 : 1;
    return strcmp(y->date, x->date);
}

/* Filings [from, to) are of one report: rows without a date belong to its newest dated one. */
static void join_undated(ExtractFiling *filings, size_t from, size_t to)
{
    ExtractFiling *twin = NULL;
    for (size_t i = from; i < to; i++)
        if (*filings[i].date != '\0' && (twin == NULL || strcmp(filings[i].date, twin->date) > 0))
            twin = &filings[i];
    for (size_t i = from; i < to && twin != NULL; i++) {
        if (*filings[i].date != '\0')
            continue;
        for (size_t k = 0; k < filings[i].n; k++)
            filing_row_add(twin, &filings[i].rows[k]);
        free(filings[i].rows);
        filings[i] = (ExtractFiling){.report = NULL};
    }
}

void extract_settle_filings(Extract *extract)
{
    ExtractFiling *filings = extract->filings;
    const char *newest = "";
    size_t n = extract->n_filings, kept = 0;
    if (n > 0)
        qsort(filings, n, sizeof *filings, compare_filings);
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && same_report(&filings[from], &filings[to]))
            to++;
        join_undated(filings, from, to);
    }
    for (size_t i = 0; i < n; i++) {
        if (filings[i].report == NULL)
            continue;
        if (strcmp(filings[i].date, newest) > 0)
            newest = filings[i].date;
        filings[kept++] = filings[i];
    }
    extract->n_filings = kept;
    for (size_t i = 0; i < kept; i++)
        if (*filings[i].date == '\0')
            filings[i].date = extract->date;
    if (*newest != '\0') {
        extract->date = newest;
        extract->date_source = N_("content");
    }
}

static void reject_twice(Extract *extract, const ExtractFiling *filing, const ExtractRow *row)
{
    char raw[40];
    (void)snprintf(raw, sizeof raw, "%s %s %s%s", row->key.dzial, row->key.rozdzial,
                   row->key.paragraf, row->key.p4);
    const Unit *unit = &extract->workspace->territory.units[filing->unit];
    const char *reason = arena_printf(
        extract->arena, _("%s %s: the report has the classification twice, with different amounts"),
        unit->code, unit->name);
    extract_reject(extract, REJECT_TWICE, false, 0, 0, NULL, filing->report, str_view(raw), reason);
    /* the row is one line in the list, all its amounts are in the account */
    extract->account.rejected = extract->account.rejected - 1 + row->n_values;
}

uint64_t filing_settle_rows(Extract *extract, ExtractFiling *filing)
{
    size_t kept = 0;
    uint64_t n_values = 0;
    if (filing->n > 0)
        qsort(filing->rows, filing->n, sizeof *filing->rows, compare_rows);
    for (size_t from = 0, to; from < filing->n; from = to) {
        ExtractRow *row = &filing->rows[from];
        bool same = true, hole = row->hole;
        for (to = from + 1; to < filing->n && compare_rows(row, &filing->rows[to]) == 0; to++) {
            same = same && memcmp(row->amounts, filing->rows[to].amounts, sizeof row->amounts) == 0;
            hole = hole || filing->rows[to].hole;
        }
        for (size_t i = from; i < to && (!same || hole); i++)
            if (!filing->rows[i].hole)
                reject_twice(extract, filing, &filing->rows[i]);
        for (size_t i = from + 1; i < to && same && !hole; i++)
            extract->account.identical += filing->rows[i].n_values;
        ExtractRow whole = *row;
        if (!same || hole) {
            memset(whole.amounts, 0, sizeof whole.amounts);
            whole.hole = true;
            whole.n_values = 0;
        }
        n_values += whole.n_values;
        filing->rows[kept++] = whole;
    }
    filing->n = kept;
    return n_values;
}
