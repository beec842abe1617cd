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

/* The newest dated filing of the same report in this extract, NULL where there is none. */
static ExtractFiling *dated_twin(Extract *extract, const ExtractFiling *undated)
{
    ExtractFiling *newest = NULL;
    for (size_t i = 0; i < extract->n_filings; i++) {
        ExtractFiling *other = &extract->filings[i];
        if (*other->date != '\0' && same_report(other, undated) &&
            (newest == NULL || strcmp(other->date, newest->date) > 0))
            newest = other;
    }
    return newest;
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

void extract_settle_filings(Extract *extract)
{
    const char *newest = "";
    size_t kept = 0;
    for (size_t i = 0; i < extract->n_filings; i++) {
        ExtractFiling *filing = &extract->filings[i];
        ExtractFiling *twin = *filing->date == '\0' ? dated_twin(extract, filing) : NULL;
        if (strcmp(filing->date, newest) > 0)
            newest = filing->date;
        if (twin == NULL)
            continue;
        for (size_t k = 0; k < filing->n; k++)
            filing_row_add(twin, &filing->rows[k]);
        free(filing->rows);
        *filing = (ExtractFiling){.report = NULL};
    }
    for (size_t i = 0; i < extract->n_filings; i++)
        if (extract->filings[i].report != NULL)
            extract->filings[kept++] = extract->filings[i];
    extract->n_filings = kept;
    for (size_t i = 0; i < kept; i++)
        if (*extract->filings[i].date == '\0')
            extract->filings[i].date = extract->date;
    if (kept > 0)
        qsort(extract->filings, kept, sizeof *extract->filings, compare_filings);
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
