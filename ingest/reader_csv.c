#include "csv_head.h"
#include "rows.h"

typedef struct Reader {
    Extract *extract;
    Rows *rows;
    CsvHead head;
    StrBuf title;
    bool in_table, begun, ended; /* below the heading; below the first row; below the table */
} Reader;

static bool take_head(Reader *reader, Err *err)
{
    const CsvHead *head = &reader->head;
    const Record record = {.number = 1,
                           .line = head->line,
                           .fields = head->names,
                           .n_fields = head->bad ? 0 : head->n,
                           .bad = head->bad};
    reader->in_table = true;
    if (reader->title.length > 0)
        reader->extract->title =
            arena_strndup(reader->extract->arena, reader->title.text, reader->title.length);
    return rows_take(reader->rows, &record, err);
}

/* Notes below the table are counted and passed over. */
static bool is_below(Reader *reader, const Record *record)
{
    const Profile *profile = reader->extract->profile;
    bool blank = record->n_fields == 0 && !record->bad;
    reader->ended = reader->ended || record->number > profile->range.last_row ||
                    (profile->ends_blank && reader->begun && blank);
    reader->begun = reader->begun || !blank;
    if (!reader->ended)
        return false;
    reader->extract->account.records++;
    reader->extract->account.records_blank += blank;
    reader->extract->account.records_filtered += !blank;
    return true;
}

static bool on_record(void *context, const Record *record, Err *err)
{
    Reader *reader = context;
    bool in_head = false;
    if (!reader->in_table) {
        in_head = csv_head_take(&reader->head, record);
        if (reader->head.whole && !take_head(reader, err))
            return false;
    }
    return in_head || is_below(reader, record) || rows_take(reader->rows, record, err);
}

static bool read_all(Reader *reader, const char *bytes, size_t size, Err *err)
{
    if (!records_read(bytes, size, reader->extract->profile->separator, on_record, reader, err))
        return false;
    if (!reader->in_table && reader->head.line > 0) {
        csv_head_end(&reader->head);
        if (!take_head(reader, err))
            return false;
    }
    return rows_end(reader->rows, err);
}

bool reader_csv(Extract *extract, const char *bytes, size_t size, Err *err)
{
    CLEANUP(rows_free_p) Rows *rows = rows_new(extract);
    Reader reader = {.extract = extract, .rows = rows};
    csv_head_init(&reader.head, extract->arena, extract->profile->header_rows);
    reader.head.title = &reader.title;
    bool good = read_all(&reader, bytes, size, err);
    strbuf_done(&reader.title);
    return good;
}
