#include "records.h"
#include "rows.h"

static bool on_record(void *context, const Record *record, Err *err)
{
    return rows_take(context, record, err);
}

bool reader_csv(Extract *extract, const char *bytes, size_t size, Err *err)
{
    CLEANUP(rows_free_p) Rows *rows = rows_new(extract);
    return records_read(bytes, size, extract->profile->separator, on_record, rows, err) &&
           rows_end(rows, err);
}
