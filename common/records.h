/*
 * Records of a delimited text: libcsv in its strict form, fed line by line so that every record
 * knows its first line. Blank lines are records without fields. A record that breaks the quoting
 * rules is handed over as bad, with its raw text, and reading goes on behind its line; an open
 * quote at the end of the file, or a field or record past the limits, ends the file.
 */
#pragma once

#include "err.h"
#include "str.h"

enum { RECORD_FIELDS_MAX = 4096, FIELD_BYTES_MAX = 64 * 1024, RECORD_BYTES_MAX = 1024 * 1024 };

typedef struct Record {
    uint64_t number; /* from 1, the header included */
    uint64_t line;   /* physical line of its first byte, from 1 */
    const StrView *fields;
    size_t n_fields; /* 0: a blank line */
    StrView raw;     /* the bytes of the record without its line end */
    bool unended;    /* the file ends with it, without a line end */
    bool bad; /* quoting is broken at `bad_column` (byte of the line, from 1); no fields then */
    size_t bad_column;
    const bool *merged; /* of a sheet's row: the fields that are merged cells; NULL: none is */
} Record;

/* Return false to stop reading; set the Err then. Everything in `record` is valid until the
 * function returns. */
typedef bool (*RecordFunction)(void *context, const Record *record, Err *err);

/* Write a field for people's spreadsheets: quoted, one line, and no formula (CWE-1236). */
void record_put(StrBuf *csv, const char *text);

MUST_CHECK bool records_read(const char *bytes, size_t size, char separator,
                             RecordFunction function, void *context, Err *err);
