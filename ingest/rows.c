#include "rows.h"

#include "matrix.h"
#include "observe.h"

struct Rows {
    Extract *extract;
    const char *head; /* where the header is, for messages: "line 1" */
    size_t n_columns;
    bool trailing; /* BDL ends the header with a separator, and so every record */
    StrView *names;
    Observer *observer;
    const ReportColumns *report;
    Matrix *matrix;
};

static bool read_head(Rows *rows, const Record *record, Err *err)
{
    Extract *extract = rows->extract;
    rows->head =
        extract->sheet == NULL
            ? arena_printf(extract->arena, _("line %llu"), (unsigned long long)record->line)
            : arena_printf(extract->arena, _("sheet \"%s\", row %llu"), extract->sheet,
                           (unsigned long long)record->line);
    if (record->bad || record->n_fields == 0)
        return err_set(err, ERR_DATA, _("%s: the header cannot be read"), rows->head);
    rows->n_columns = record->n_fields;
    if (record->n_fields > 1 && record->fields[record->n_fields - 1].length == 0) {
        rows->trailing = true;
        rows->n_columns--;
    }
    rows->names = arena_array(extract->arena, rows->n_columns, sizeof *rows->names);
    for (size_t i = 0; i < rows->n_columns; i++) {
        rows->names[i] = heading_clean(extract->arena, record->fields[i]);
    }
    extract->names = rows->names;
    switch (extract->profile->layout) {
    case LAYOUT_LONG:
    case LAYOUT_WIDE:
        rows->observer = observer_new(extract, rows->head, rows->names, rows->n_columns, err);
        return rows->observer != NULL;
    case LAYOUT_REPORT:
        return report_columns(extract, rows->names, rows->n_columns, &rows->report, err);
    case LAYOUT_MATRIX:
        return matrix_columns(extract, rows->names, rows->n_columns, &rows->matrix, err);
    case LAYOUT_REGISTER:
        return true;
    case LAYOUT_API:
    case LAYOUT_PORTAL:
    case LAYOUT_BESTIA:
    case LAYOUT_REFUSED:
    case LAYOUTS:
        break;
    }
    return err_set(err, ERR_CONFIG, _("the profile \"%s\" has a layout that is not for tables"),
                   extract->profile->name);
}

/* A record of which nothing can be told: of what sums it is a part neither. */
static bool reject_whole(Rows *rows, const Record *record, RejectCode code, const char *reason)
{
    extract_reject(rows->extract, code, true, record->number, record->line, NULL, NULL, record->raw,
                   reason);
    rows->extract->lost = true;
    return false;
}

/* What is wrong with the record as a whole; false where something is, and it is counted. */
static bool is_whole(Rows *rows, const Record *record)
{
    Extract *extract = rows->extract;
    if (record->bad) {
        const char *reason = arena_printf(
            extract->arena, _("the quotation marks are broken at column %zu"), record->bad_column);
        return reject_whole(rows, record, REJECT_QUOTES, reason);
    }
    if (record->n_fields == 0) {
        extract->account.records_blank++;
        return false;
    }
    if (memchr(record->raw.text, '\0', record->raw.length) != NULL) /* texts would end there */
        return reject_whole(rows, record, REJECT_NUL, NULL);
    size_t expected = rows->n_columns + rows->trailing;
    bool empty_last = rows->trailing && record->n_fields == expected &&
                      record->fields[record->n_fields - 1].length > 0;
    if (record->n_fields != expected || empty_last) {
        const char *reason =
            arena_printf(extract->arena,
                         PLURAL("the record has %zu field, the header %zu",
                                "the record has %zu fields, the header %zu", record->n_fields),
                         record->n_fields, expected);
        return reject_whole(rows, record, REJECT_FIELDS, reason);
    }
    return true;
}

static bool is_cut(const Rows *rows, const Record *record, Err *err)
{
    if (!record->unended || record->bad || record->n_fields == 0 ||
        record->n_fields >= rows->n_columns + rows->trailing)
        return false;
    err_set(err, ERR_DATA, _("line %llu: the file ends in the middle of a record"),
            (unsigned long long)record->line);
    err_hint(err, "%s", _("the file is cut: fetch it again"));
    return true;
}

bool rows_take(Rows *rows, const Record *given, Err *err)
{
    Extract *extract = rows->extract;
    Record repaired = *given, *record = &repaired;
    if (rows->names == NULL)
        return read_head(rows, record, err);
    extract->account.records++;
    if (extract->repairs != NULL &&
        !repair_record(extract->repairs, extract->arena, extract->profile->separator, rows->names,
                       rows->n_columns, record, err))
        return false;
    if (is_cut(rows, record, err))
        return false;
    if (!is_whole(rows, record))
        return true;
    const StrView *f = record->fields;
    switch (extract->profile->layout) {
    case LAYOUT_REPORT:
        return report_row(extract, rows->report, f, record->number, record->line, record->raw, err);
    case LAYOUT_MATRIX:
        return matrix_row(extract, rows->matrix, f, record->number, record->line, record->raw, err);
    case LAYOUT_REGISTER:
        return terc_row(extract, f[0], f[1], f[2], f[3], f[4], f[5], f[6], record->number,
                        record->line);
    case LAYOUT_LONG:
    case LAYOUT_WIDE:
    case LAYOUT_API:
    case LAYOUT_PORTAL:
    case LAYOUT_BESTIA:
    case LAYOUT_REFUSED:
    case LAYOUTS:
        break;
    }
    return observer_row(rows->observer, record, err);
}

bool rows_end(Rows *rows, Err *err)
{
    if (rows->names == NULL)
        return err_set(err, ERR_DATA, _("the file has no header"));
    if (rows->observer != NULL)
        observer_end(rows->observer);
    if (rows->matrix != NULL)
        matrix_end(rows->extract, rows->matrix);
    return rows->extract->profile->layout != LAYOUT_REGISTER || terc_end(rows->extract, err);
}

Rows *rows_new(Extract *extract)
{
    Rows *rows = arena_alloc(extract->arena, sizeof *rows);
    *rows = (Rows){.extract = extract};
    return rows;
}

void rows_free_p(Rows **rows)
{
    if (*rows == NULL)
        return;
    observer_done((*rows)->observer);
    matrix_done((*rows)->matrix);
}
