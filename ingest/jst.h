/*
 * Who filed a row of a budget report, and for when: WK PK GK GT PT (budget.md 1.3), ROK, KWARTAL,
 * DAT_SKW. All layouts of the Ministry begin with these columns, in any order; what the profile
 * allows is repaired, and counted.
 */
#pragma once

#include "extract.h"

enum { NO_COLUMN = -1 };

/* The place of a column in the header, NO_COLUMN where it is not there. False where it stands
 * twice, or is not there and needed. */
MUST_CHECK bool header_place(const StrView *names, size_t n, const char *name, bool needed,
                             int *ret_place, Err *err);

typedef struct JstColumns {
    int wk, pk, gk, gt, pt, msw, id, year, quarter, date;
    const StrView *names;
    size_t n;
} JstColumns;
MUST_CHECK bool jst_columns(const Extract *extract, const StrView *names, size_t n,
                            JstColumns *ret_columns, Err *err);
bool jst_column_is_known(const JstColumns *columns, size_t place);

/* A field, trimmed; "" where the column is not there. */
StrView jst_field(const StrView *fields, int place);

typedef struct JstRow {
    uint32_t unit;
    int64_t period;
    char date[11];
    bool placed;  /* else it is blank, or rejected: the extract has counted it */
    bool undated; /* placed, but its date is no day: to be rejected by who reads the rest */
} JstRow;
MUST_CHECK bool jst_row(Extract *extract, const JstColumns *columns, const StrView *fields,
                        uint64_t record, uint64_t line, StrView raw, JstRow *ret_row, Err *err);

/* Where a local government's report belongs on the axis; a union is appended. */
typedef struct JstCode {
    StrView wk, pk, gk, gt, pt;
    StrView msw; /* a union's number in its register, with leading zeros or not */
} JstCode;
MUST_CHECK bool jst_unit(Extract *extract, const JstCode *code, const char **ret_problem,
                         uint32_t *ret_unit, Err *err);

/* Digits of a code of so many; with leading zeros that were lost where the profile allows that
 * (budget.md 1.3), and counted. */
bool jst_padded(Extract *extract, StrView text, size_t width, char *ret_code);

/* A record that is not taken, with its column (NO_COLUMN: as a whole). Returns true, for a reader
 * that goes on. */
bool jst_reject(Extract *extract, RejectCode code, const JstColumns *columns, int column,
                uint64_t record, uint64_t line, StrView raw, const char *reason);
