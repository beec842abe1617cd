#include "records.h"

#include <csv.h>
#include <stdlib.h>

typedef struct Reader {
    struct csv_parser parser;
    StrBuf text;  /* the fields of the record, one behind the other */
    size_t *ends; /* of the fields in `text` */
    size_t n, capacity;
    StrView *fields;
    size_t fields_capacity;
    bool too_long;
    int line_end; /* the line end of the record just finished, 0 while it goes on */
} Reader;

static int no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static void on_field(void *bytes, size_t length, void *context)
{
    Reader *reader = context;
    if (length > FIELD_BYTES_MAX || reader->n >= RECORD_FIELDS_MAX) {
        reader->too_long = true;
        return;
    }
    strbuf_add(&reader->text, bytes, bytes == NULL ? 0 : length);
    reader->ends = heap_grow(reader->ends, &reader->capacity, reader->n + 1, sizeof *reader->ends);
    reader->ends[reader->n++] = reader->text.length;
}

static void on_record(int line_end, void *context)
{
    Reader *reader = context;
    reader->line_end = line_end < 0 ? '\n' : line_end;
}

static void reader_done(Reader *reader)
{
    csv_free(&reader->parser);
    strbuf_done(&reader->text);
    free(reader->ends);
    free(reader->fields);
}

static bool reader_init(Reader *reader, char separator, Err *err)
{
    unsigned char options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_EMPTY_IS_NULL;
    if (csv_init(&reader->parser, options) != 0)
        return err_set(err, ERR_OS, _("out of memory"));
    csv_set_delim(&reader->parser, (unsigned char)separator);
    csv_set_space_func(&reader->parser, no_space);
    csv_set_blk_size(&reader->parser, FIELD_BYTES_MAX);
    return true;
}

static void start_record(Reader *reader)
{
    reader->n = 0;
    reader->text.length = 0;
    reader->line_end = 0;
}

static const StrView *fields_of(Reader *reader)
{
    reader->fields =
        heap_grow(reader->fields, &reader->fields_capacity, reader->n + 1, sizeof *reader->fields);
    size_t from = 0;
    for (size_t i = 0; i < reader->n; i++) {
        const char *text = reader->text.text == NULL ? "" : reader->text.text;
        reader->fields[i] = (StrView){text + from, reader->ends[i] - from};
        from = reader->ends[i];
    }
    return reader->fields;
}

/* The bytes up to and with the next line end: \n, \r\n, \r\r\n (seen in a real register) or a lone
 * \r. The next line feed is looked for once and not for every lone \r before it. */
static size_t line_length(const char *at, const char *end, const char **line_feed)
{
    if (*line_feed == NULL || *line_feed < at) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        *line_feed = next == NULL ? end : next;
    }
    const char *carriage = memchr(at, '\r', (size_t)(*line_feed - at));
    const char *behind = carriage == NULL ? *line_feed : carriage + 1;
    if (carriage != NULL && end - behind > 1 && behind[0] == '\r' && behind[1] == '\n')
        behind++;
    return (size_t)(behind - at) + (behind < end && *behind == '\n');
}

static StrView without_line_end(const char *from, const char *to)
{
    while (to > from && (to[-1] == '\n' || to[-1] == '\r'))
        to--;
    return (StrView){from, (size_t)(to - from)};
}

static bool too_long(uint64_t line, Err *err)
{
    err_set(err, ERR_DATA,
            _("line %llu: a record longer than %d bytes, or with more than %d fields"),
            (unsigned long long)line, RECORD_BYTES_MAX, RECORD_FIELDS_MAX);
    return err_hint(err, "%s",
                    _("look for a quotation mark that is opened there and never closed"));
}

static bool open_quote(uint64_t line, Err *err)
{
    err_set(err, ERR_DATA,
            _("line %llu: a quotation mark is opened in this record and never closed"),
            (unsigned long long)line);
    return err_hint(err, "%s", _("the file is cut or damaged: fetch it again"));
}

bool records_read(const char *bytes, size_t size, char separator, RecordFunction function,
                  void *context, Err *err)
{
    CLEANUP(reader_done) Reader reader = {0};
    if (!reader_init(&reader, separator, err))
        return false;
    const char *at = bytes, *end = bytes + size, *from = bytes, *line_feed = NULL;
    uint64_t line = 1, record_line = 1, number = 0;

    while (at < end) {
        size_t length = line_length(at, end, &line_feed);
        size_t content = without_line_end(at, at + length).length;
        bool ended = content < length;
        if ((size_t)(at + length - from) > RECORD_BYTES_MAX)
            return too_long(record_line, err);
        /* one plain line feed for whatever ended the line, so that libcsv sees each line end once
         */
        size_t taken = csv_parse(&reader.parser, at, content, on_field, on_record, &reader);
        bool bad = taken != content;
        if (!bad && ended)
            bad = csv_parse(&reader.parser, "\n", 1, on_field, on_record, &reader) != 1;
        else if (!bad && csv_fini(&reader.parser, on_field, on_record, &reader) != 0)
            return open_quote(record_line, err);
        line += ended;
        if (reader.too_long)
            return too_long(record_line, err);
        if (bad || reader.line_end != 0 || !ended) {
            Record record = {.number = ++number,
                             .line = record_line,
                             .raw = without_line_end(from, at + length),
                             .unended = !ended,
                             .bad = bad,
                             .bad_column = taken + 1};
            if (!bad) {
                record.fields = fields_of(&reader);
                record.n_fields = reader.n;
            } else {
                csv_free(&reader.parser);
                if (!reader_init(&reader, separator, err))
                    return false;
            }
            if (!function(context, &record, err))
                return false;
            start_record(&reader);
            record_line = line;
            from = at + length;
        }
        at += length;
    }
    return reader.n == 0 && from == end ? true : open_quote(record_line, err);
}

void record_put(StrBuf *csv, const char *text)
{
    bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL &&
                   strspn(text, "+-0123456789.,") != strlen(text);
    strbuf_puts(csv, formula ? "\"'" : "\"");
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"')
            strbuf_puts(csv, "\"\"");
        else
            strbuf_add(csv, byte < 0x20 ? " " : at, 1);
    }
    strbuf_puts(csv, "\"");
}
