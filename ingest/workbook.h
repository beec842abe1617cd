/*
 * XLSX workbooks as foreign bytes: a ZIP of XML parts. Here are the parts that all sheets share:
 * the names of the sheets, the texts of cells, and which formats of numbers are dates (ECMA-376
 * part 1, 12 and 18); sheet.h reads the cells. Nothing outside the file is ever opened, no formula
 * is computed, and every size that the file can choose has a limit.
 */
#pragma once

#include "input.h"
#include "xml.h"

enum {
    WORKBOOK_SHEETS_MAX = 1000,
    WORKBOOK_STRINGS_MAX = 4 * 1024 * 1024,
    WORKBOOK_FORMATS_MAX = 100000,
    WORKBOOK_NAME_MAX = 128, /* bytes; a spreadsheet allows 31 characters */
};

typedef struct Workbook Workbook;

MUST_CHECK bool workbook_open(const char *bytes, size_t size, Workbook **ret_workbook, Err *err);
/* The same of parts that are unpacked already; their bytes belong to the workbook from now on,
 * whether it opens or not. */
MUST_CHECK bool workbook_of_parts(Input *parts, Workbook **ret_workbook, Err *err);
void workbook_close_p(Workbook **workbook);

size_t workbook_n_sheets(const Workbook *workbook);
const char *workbook_sheet_name(const Workbook *workbook, size_t sheet);
/* The place of the sheet of a name, workbook_n_sheets() where there is none. */
size_t workbook_find_sheet(const Workbook *workbook, const char *name);

/* For sheet.c: the XML of a sheet, and the texts and formats that its cells refer to. */
MUST_CHECK bool workbook_sheet_xml(Workbook *workbook, size_t sheet, StrView *ret_xml, Err *err);
/* False where the workbook has no text of that number. */
bool workbook_string(const Workbook *workbook, uint64_t number, StrView *ret_text);
bool workbook_format_is_date(const Workbook *workbook, uint64_t format);
bool workbook_counts_from_1904(const Workbook *workbook);
