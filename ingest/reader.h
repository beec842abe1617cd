/*
 * Readers: one for each physical form. A reader goes through the bytes of one member once and hands
 * what it finds to the extract. It returns false only where the file as a whole cannot be taken;
 * single bad records and cells are rejects.
 */
#pragma once

#include "extract.h"

/* Readers of texts get UTF-8 without BOM. */
MUST_CHECK bool reader_csv(Extract *extract, const char *bytes, size_t size, Err *err);
MUST_CHECK bool reader_dbf(Extract *extract, const char *bytes, size_t size, Err *err);
MUST_CHECK bool reader_xlsx(Extract *extract, const char *bytes, size_t size, Err *err);
MUST_CHECK bool reader_api_json(Extract *extract, const char *bytes, size_t size, Err *err);
MUST_CHECK bool reader_api_xml(Extract *extract, const char *bytes, size_t size, Err *err);
/* Answers of the public API of SMUP; does the text hold one, and values among it? */
MUST_CHECK bool reader_portal(Extract *extract, const char *bytes, size_t size, Err *err);
bool portal_is_answer(const char *bytes, size_t size);
bool portal_is_values(const char *bytes, size_t size);
MUST_CHECK bool reader_bestia(Extract *extract, const char *bytes, size_t size, Err *err);
MUST_CHECK bool reader_terc_xml(Extract *extract, const char *bytes, size_t size, Err *err);

/* Rows of budget reports, by column name: shared by CSV and DBF (budget.md 1.3). */
typedef struct ReportColumns ReportColumns;
MUST_CHECK bool report_columns(Extract *extract, const StrView *names, size_t n,
                               const ReportColumns **ret_columns, Err *err);
MUST_CHECK bool report_row(Extract *extract, const ReportColumns *columns, const StrView *fields,
                           uint64_t record, uint64_t line, StrView raw, Err *err);

/* dzial, rozdzial, paragraf of 3 digits and a fourth, or of 4 with `p4` blank or NULL. NULL, or
 * which of DZIAL ROZDZIAL PAR PAR4 is malformed: that part of the key is empty then, the others are
 * what they are. */
const char *class_key_parse(Extract *extract, StrView dzial, StrView rozdzial, StrView paragraf,
                            StrView p4, ClassKey *ret_key);
/* An amount in grosze; an empty text is zero. False with the reason where it is none. */
bool amount_parse(StrView text, NumFormat format, int64_t *ret_amount, const char **ret_problem);

/* TERC: one row of the register; at the end the whole is judged (the address version is refused).
 */
MUST_CHECK bool terc_row(Extract *extract, StrView woj, StrView pow, StrView gmi, StrView rodz,
                         StrView name, StrView description, StrView date, uint64_t record,
                         uint64_t line);
MUST_CHECK bool terc_end(Extract *extract, Err *err);

/* A BDL API value: by variable id, unit id, year; used by the JSON and XML readers. */
typedef struct ApiValue {
    StrView variable, unit, measure, year, value;
    int64_t attribute;
    bool has_attribute;
    const char *place;
    uint64_t record, line;
} ApiValue;
void api_value(Extract *extract, const ApiValue *value);
