/* sheet_read and workbook_open: rows in order, texts within their limits, an Err if and only if
 * false. Bytes that are no ZIP are the one sheet of a tiny workbook. */
#include "parts.h"
#include "records.h"
#include "sheet.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool look(void *context, const SheetRow *row, Err *err)
{
    uint64_t *last = context;
    (void)err;
    assert(row->number > *last && row->number <= SHEET_ROWS_MAX && row->n <= SHEET_COLUMNS_MAX);
    assert(row->n == 0 || row->cells[row->n - 1].text.length > 0);
    for (size_t i = 0; i < row->n; i++)
        assert(row->cells[i].text.length <= FIELD_BYTES_MAX);
    *last = row->number;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Member members[PARTS];
    Err err = {0};
    bool zip = size >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0;
    Input parts = zip ? (Input){0} : parts_of(members, bytes, size);
    bool good = zip ? workbook_open((const char *)bytes, size, &workbook, &err)
                    : workbook_of_parts(&parts, &workbook, &err);
    assert(good == (err.kind == ERR_NONE));
    for (size_t i = 0; good && i < workbook_n_sheets(workbook); i++) {
        uint64_t last = 0;
        err = (Err){0};
        bool read = sheet_read(workbook, i, look, &last, &err);
        assert(read == (err.kind == ERR_NONE));
    }
    return 0;
}
