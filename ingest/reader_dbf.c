#include "dbf.h"
#include "rows.h"

typedef struct Reader {
    Extract *extract;
    Rows *rows;
} Reader;

static bool on_record(void *context, const Record *record, bool deleted, Err *err)
{
    const Reader *reader = context;
    if (!deleted)
        return rows_take(reader->rows, record, err);
    reader->extract->account.records++;
    reader->extract->account.records_filtered++;
    return true;
}

bool reader_dbf(Extract *extract, const char *bytes, size_t size, Err *err)
{
    CLEANUP(rows_free_p) Rows *rows = rows_new(extract);
    Reader reader = {extract, rows};
    Layout layout = extract->profile->layout;
    const StrView *names;
    size_t n;
    if (!dbf_fields(extract->arena, bytes, size, &names, &n))
        return err_set(err, ERR_DATA, _("the DBF header is damaged"));
    if (layout != LAYOUT_REPORT && layout != LAYOUT_MATRIX)
        return err_set(err, ERR_CONFIG, _("the profile \"%s\" does not read DBF"),
                       extract->profile->name);
    return rows_take(rows, &(Record){.fields = names, .n_fields = n}, err) &&
           dbf_read(bytes, size, on_record, &reader, err) && rows_end(rows, err);
}
