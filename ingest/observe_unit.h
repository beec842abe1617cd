/* The unit of a row: by a code, by the parts of one, or by an office's own key and a crosswalk. */
#pragma once

#include "reader.h"
#include "records.h"

typedef struct UnitColumns {
    size_t columns[UNIT_COLUMNS_MAX], n;
    StrBuf *joined; /* heap, of the caller: a code of several columns, until the next one */
} UnitColumns;
bool unit_has_column(const UnitColumns *units, size_t column);

typedef struct UnitRow {
    const Record *record;
    size_t column; /* the first one of the code */
    const char *place, *name;
} UnitRow;

/* A code of several columns cannot be written into one of them: the reject has the whole record. */
void unit_reject(Extract *extract, const UnitColumns *units, const UnitRow *row, RejectCode code,
                 bool whole_record, const char *reason);

/* By a code. *ret_good false: the record is rejected, or of a pseudo-unit (unit->filtered). False
 * where the run cannot go on. */
MUST_CHECK bool unit_of_row(Extract *extract, const UnitColumns *units, const UnitRow *row,
                            CodedUnit *ret_unit, bool *ret_good, Err *err);

/* By the profile's crosswalk; NULL, or the reason why there is none. */
const char *unit_by_crosswalk(Extract *extract, const UnitColumns *units, const Record *record,
                              int year, CodedUnit *ret_unit);
