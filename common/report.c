#include "report.h"

const Measure report_measures[] = {
#define MEASURE(report, name, column, element) {report, name, column, element},
    MEASURE_LIST(MEASURE)
#undef MEASURE
};
const size_t n_report_measures = ARRAY_LENGTH(report_measures);

size_t report_first_measure(const char *report)
{
    size_t i = 0;
    while (i < n_report_measures && strcmp(report_measures[i].report, report) != 0)
        i++;
    return i;
}

bool report_measure(const char *report, const char *name, unsigned *ret_measure)
{
    size_t first = report_first_measure(report);
    for (size_t i = first; i < n_report_measures && strcmp(report_measures[i].report, report) == 0;
         i++)
        if (strcmp(report_measures[i].name, name) == 0) {
            *ret_measure = (unsigned)(i - first);
            return true;
        }
    return false;
}

int class_key_compare(const ClassKey *a, const ClassKey *b)
{
    int order = strcmp(a->dzial, b->dzial);
    if (order == 0)
        order = strcmp(a->rozdzial, b->rozdzial);
    if (order == 0)
        order = strcmp(a->paragraf, b->paragraf);
    return order != 0 ? order : strcmp(a->p4, b->p4);
}

/* Layout: u64 checksum, measures known, number of rows, then per row: key, set of the amounts that
 * are not zero and whether it is a hole, these amounts. */
enum { HOLE = 1u << FILING_MEASURES };

void filing_pack(uint32_t known, const FilingRow *rows, size_t n, StrBuf *ret_blob)
{
    size_t start = ret_blob->length;
    strbuf_add(ret_blob, "\0\0\0\0\0\0\0\0", 8);
    blob_put_varint(ret_blob, known);
    blob_put_varint(ret_blob, n);
    for (size_t i = 0; i < n; i++) {
        unsigned present = rows[i].hole ? HOLE : 0;
        for (unsigned k = 0; k < FILING_MEASURES; k++)
            present |= (rows[i].amounts[k] != 0 ? 1u : 0u) << k;
        blob_put_varint(ret_blob, rows[i].key);
        blob_put_varint(ret_blob, present);
        for (unsigned k = 0; k < FILING_MEASURES; k++)
            if (present & 1u << k)
                blob_put_varint(ret_blob, zigzag(rows[i].amounts[k]));
    }
    blob_seal(ret_blob, start);
}

bool filing_open(const void *blob, size_t size, FilingCursor *ret_cursor, Err *err)
{
    const unsigned char *bytes = blob;
    bool whole = blob_is_whole(blob, size);
    FilingCursor cursor = {whole ? bytes + 8 : NULL, whole ? bytes + size : NULL, 0, 0};
    uint64_t known = 0;
    if (!whole || !blob_get_varint(&cursor.at, cursor.end, &known) ||
        !blob_get_varint(&cursor.at, cursor.end, &cursor.left)) {
        err_set(err, ERR_DATA,
                _("the workspace is damaged: a budget report does not match its checksum"));
        return err_hint(err, "%s",
                        _("delete workspace.sqlite and run smup-ingest on the archive again"));
    }
    cursor.known = (uint32_t)known;
    *ret_cursor = cursor;
    return true;
}

bool filing_next(FilingCursor *cursor, FilingRow *ret_row)
{
    uint64_t key, present, amount;
    if (cursor->left == 0 || !blob_get_varint(&cursor->at, cursor->end, &key) ||
        !blob_get_varint(&cursor->at, cursor->end, &present))
        return false;
    *ret_row = (FilingRow){.key = (uint32_t)key, .hole = (present & HOLE) != 0};
    for (unsigned k = 0; k < FILING_MEASURES; k++)
        if (present & 1u << k) {
            if (!blob_get_varint(&cursor->at, cursor->end, &amount))
                return false;
            ret_row->amounts[k] = unzigzag(amount);
        }
    cursor->left--;
    return true;
}
