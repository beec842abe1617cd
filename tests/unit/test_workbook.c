#include "workbook.h"

#include "cases.h"
#include "parts.h"
#include "sheet.h"

#include <stdio.h>

/* Rows as text: "12: a|b"; behind a cell # is a number, ~ a shortened one, + merged, ^ from above.
 */
static bool write_row(void *context, const SheetRow *row, Err *err)
{
    StrBuf *text = context;
    (void)err;
    strbuf_printf(text, "%s%llu:", text->length > 0 ? " " : "", (unsigned long long)row->number);
    for (size_t i = 0; i < row->n; i++) {
        const SheetCell *cell = &row->cells[i];
        strbuf_printf(text, "%s%.*s%s%s%s%s", i > 0 ? "|" : "", STR_ARG(cell->text),
                      cell->number ? "#" : "", cell->shortened ? "~" : "", cell->merged ? "+" : "",
                      cell->below ? "^" : "");
    }
    return true;
}

typedef struct ReadCase {
    const char *label, *sheet;
    const char *rows;
    const char *error; /* NULL: none */
} ReadCase;

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define MERGED(rows, merges)                                                                       \
    "<worksheet><sheetData>" rows "</sheetData><mergeCells>" merges "</mergeCells></worksheet>"
#define ONE(cell) SHEET("<row r='1'>" cell "</row>")

static ReadCase cases[] = {
    {"texts come from the workbook's list", ONE("<c r='A1' t='s'><v>0</v></c>"), "1:ogółem", NULL},
    {"runs of a text are joined, and how it is pronounced is not in it",
     ONE("<c r='A1' t='s'><v>1</v></c>"), "1:w tym kobiety", NULL},
    {"an empty text is an empty cell", ONE("<c r='A1' t='s'><v>2</v></c>"), "1:", NULL},
    {"a text may stand in its cell",
     ONE("<c r='A1' t='inlineStr'><is><r><t>a </t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c>"),
     "1:a b", NULL},
    {"a number is what the file says",
     ONE("<c r='A1'><v>560.73</v></c><c r='B1' t='n'><v>-7</v></c>"), "1:560.73#|-7#", NULL},
    {"a number with binary noise is brought to its shortest decimal",
     ONE("<c r='A1'><v>76081159.659999996</v></c><c><v>5.0999999999999996</v></c>"),
     "1:76081159.66#~|5.1#~", NULL},
    {"an exponent is written out", ONE("<c r='A1'><v>1E-3</v></c><c><v>1.5E+6</v></c>"),
     "1:0.001#~|1500000#~", NULL},
    {"what is no number stays as it is", ONE("<c r='A1'><v>inf</v></c><c><v>0x1F</v></c>"),
     "1:inf#|0x1F#", NULL},
    {"a result of a formula is its value", ONE("<c r='A1'><f>B1*2</f><v>14</v></c>"), "1:14#",
     NULL},
    {"a text of a formula is a text", ONE("<c r='A1' t='str'><f>B1</f><v>bd</v></c>"), "1:bd",
     NULL},
    {"a formula that nobody computed is no value", ONE("<c r='A1'><f>B1*2</f></c>"), "1:=B1*2",
     NULL},
    {"an empty result is an empty cell", ONE("<c r='A1' t='str'><f>B1</f><v></v></c>"), "1:", NULL},
    {"an error is its name", ONE("<c r='A1' t='e'><v>#N/A</v></c>"), "1:#N/A", NULL},
    {"yes and no are words", ONE("<c r='A1' t='b'><v>1</v></c><c t='b'><v>0</v></c>"),
     "1:TRUE|FALSE", NULL},
    {"a date is no number", ONE("<c r='A1' s='1'><v>43831</v></c><c s='2'><v>43831.75</v></c>"),
     "1:2020-01-01|2020-01-01", NULL},
    {"letters in quotes, brackets and behind marks make no date",
     ONE("<c r='A1' s='3'><v>43831</v></c><c s='4'><v>43831</v></c><c s='5'><v>1</v></c>"),
     "1:43831#|43831#|1#", NULL},
    {"what cannot be a date shows as in a spreadsheet",
     ONE("<c r='A1' s='1'><v>-5</v></c><c s='1'><v>99999999</v></c><c s='1'><v>1E5</v></c>"),
     "1:########|########|########", NULL},
    {"gaps in rows and columns are empty",
     SHEET("<row r='2'><c r='C2'><v>1</v></c></row><row r='9'><c r='AA9'><v>2</v></c></row>"),
     "2:||1# 9:||||||||||||||||||||||||||2#", NULL},
    {"cells and rows without a place follow each other",
     SHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"), "1:1#|2# 2:3#",
     NULL},
    {"empty cells and rows are there", SHEET("<row r='1'><c r='A1' s='1'/></row><row r='2'/>"),
     "1: 2:", NULL},
    {"an empty sheet has no rows", "<worksheet><sheetData/></worksheet>", "", NULL},
    {"blanks between the elements are nothing",
     "<worksheet>\n <sheetData>\n  <row r='1'>\n   <c r='A1'>\n <v> 1 </v>\n </c></row></sheetData>"
     "</worksheet>",
     "1:1#", NULL},
    {"a prefix changes nothing",
     "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c></x:row>"
     "</x:sheetData></x:worksheet>",
     "1:1#", NULL},
    {"a BOM is passed over", "\xef\xbb\xbf" ONE("<c r='A1'><v>1</v></c>"), "1:1#", NULL},
    {"what stands outside the data is passed over",
     "<worksheet><extLst><row r='7'><c r='A7'><v>1</v></c></row></extLst><sheetData/></worksheet>",
     "", NULL},
    {"merged cells have the text of their first one",
     MERGED("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'/></row>"
            "<row r='2'><c r='C2'><v>1</v></c></row><row r='3'/>",
            "<mergeCell ref='A1:B2'/>"),
     "1:ogółem+|ogółem+ 2:ogółem+^|ogółem+^|1# 3:", NULL},
    {"a text in its cell outlives its row",
     MERGED("<row r='1'><c r='A1' t='str'><v>abc</v></c></row><row r='2'><c r='B2' t='str'>"
            "<v>xyz</v></c></row>",
            "<mergeCell ref='A1:A2'/>"),
     "1:abc+ 2:abc+^|xyz", NULL},
    {"a merged number is one in each",
     MERGED("<row r='1'><c r='A1'><v>1E2</v></c></row>", "<mergeCell ref='A1:B1'/>"),
     "1:100#~+|100#~+", NULL},
    {"ranges come in any order",
     MERGED("<row r='1'><c r='A1'><v>1</v></c><c r='C1'><v>2</v></c>"
            "</row>",
            "<mergeCell ref='C1:D1'/><mergeCell ref='A1:B1'/>"),
     "1:1#+|1#+|2#+|2#+", NULL},
    {"a range whose first row is not there is empty",
     MERGED("<row r='2'><c r='B2'><v>1</v></c></row>", "<mergeCell ref='A1:A3'/>"), "2:|1#", NULL},
    {"a text that the workbook lacks is refused", ONE("<c r='A1' t='s'><v>3</v></c>"), NULL,
     "cell A1"},
    {"a text of a strange number is refused", ONE("<c r='A1' t='s'><v>-1</v></c>"), NULL,
     "cell A1"},
    {"a cell of another row is refused", SHEET("<row r='1'><c r='A2'><v>1</v></c></row>"), NULL,
     "\"A2\" in row 1"},
    {"a cell that comes twice is refused", ONE("<c r='B1'><v>1</v></c><c r='B1'><v>2</v></c>"),
     NULL, "\"B1\" in row 1"},
    {"a cell out of order is refused", ONE("<c r='B1'><v>1</v></c><c r='A1'><v>2</v></c>"), NULL,
     "\"A1\" in row 1"},
    {"a place that is none is refused", ONE("<c r='1A'><v>1</v></c>"), NULL, "\"1A\" in row 1"},
    {"a column of four letters is refused", ONE("<c r='AAAA1'><v>1</v></c>"), NULL, "AAAA1"},
    {"a row that comes twice is refused", SHEET("<row r='3'/><row r='3'/>"), NULL, "row 3"},
    {"a row out of order is refused", SHEET("<row r='3'/><row r='2'/>"), NULL, "row 2"},
    {"a row past the last one is refused", SHEET("<row r='1048577'/>"), NULL, "1048576"},
    {"a row without a number past the last one is refused", SHEET("<row r='1048576'/><row/>"), NULL,
     "1048576"},
    {"a row of a strange number is refused", SHEET("<row r='-1'/>"), NULL, "1048576"},
    {"a column past the limit is refused", ONE("<c r='FAO1'><v>1</v></c>"), NULL, "FAO1"},
    {"an empty cell past the limit is nothing", ONE("<c r='XFD1' s='1'/>"), "1:", NULL},
    {"a range that is none is refused", MERGED("<row r='1'/>", "<mergeCell ref='A1'/>"), NULL,
     "\"A1\""},
    {"a range that is upside down is refused", MERGED("<row r='1'/>", "<mergeCell ref='B2:A1'/>"),
     NULL, "\"B2:A1\""},
    {"two ranges of one first cell are refused",
     MERGED("<row r='1'/>", "<mergeCell ref='A1:B1'/><mergeCell ref='A1:A2'/>"), NULL,
     "two ranges"},
    {"a DOCTYPE is refused", "<!DOCTYPE x [<!ENTITY e '1'>]>" ONE("<c r='A1'><v>&e;</v></c>"), NULL,
     "DOCTYPE"},
    {"a sheet that is cut is refused", "<worksheet><sheetData><row r='1'>", NULL, "well-formed"},
    {"no XML is refused", "Kod;Nazwa", NULL, "well-formed"},
};

/* The sheet "DANE" of a workbook around the XML; false with the Err. */
static bool read_sheet(const void *xml, size_t size, StrBuf *text, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Member members[PARTS];
    Input parts = parts_of(members, xml, size);
    assert_true(workbook_of_parts(&parts, &workbook, err));
    assert_int_equal(workbook_n_sheets(workbook), 2);
    return sheet_read(workbook, workbook_find_sheet(workbook, "DANE"), write_row, text, err);
}

static void a_sheet_is_read(void **state)
{
    const ReadCase *test = *state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    bool good = read_sheet(test->sheet, strlen(test->sheet), &text, &err);
    assert_int_equal(err.kind, test->error == NULL ? ERR_NONE : ERR_DATA);
    if (test->error != NULL) {
        assert_non_null(strstr(err.text, test->error));
        assert_non_null(strstr(err.text, "DANE"));
    }
    assert_int_equal(good, test->error == NULL);
    if (test->rows != NULL)
        assert_string_equal(text.text == NULL ? "" : text.text, test->rows);
}

static void a_part_in_utf16_is_read(void **state)
{
    static const char text[] = MERGED("<row><c><v>12</v></c></row>", "<mergeCell ref='A1:B1'/>");
    char wide[2 * sizeof text] = "\xff\xfe";
    CLEANUP(strbuf_done) StrBuf rows = {0};
    Err err = {0};
    (void)state;
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        wide[2 + 2 * i] = text[i];
        wide[3 + 2 * i] = '\0';
    }
    assert_true(read_sheet(wide, 2 * sizeof text, &rows, &err));
    assert_string_equal(rows.text, "1:12#+|12#+");
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
    static const char text[] = ONE("<c r='A1' t='str'><v>\xb3\xb9</v></c>");
    CLEANUP(strbuf_done) StrBuf rows = {0};
    Err err = {0};
    (void)state;
    assert_false(read_sheet(text, strlen(text), &rows, &err));
    assert_non_null(strstr(err.text, "UTF-8"));
}

static bool stop_at_once(void *context, const SheetRow *row, Err *err)
{
    (void)row, (void)err;
    ++*(unsigned *)context;
    return false;
}

static void the_function_may_stop(void **state)
{
    static const char text[] = SHEET("<row/><row/>");
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Member members[PARTS];
    Input parts = parts_of(members, text, strlen(text));
    unsigned n = 0;
    Err err = {0};
    (void)state;
    assert_true(workbook_of_parts(&parts, &workbook, &err));
    assert_false(sheet_read(workbook, 1, stop_at_once, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(err.kind, ERR_NONE);
}

static void a_sheet_without_cells_is_refused(void **state)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Member members[PARTS];
    Input parts = parts_of(members, "<x/>", 4);
    StrBuf text = {0};
    Err err = {0};
    (void)state;
    assert_true(workbook_of_parts(&parts, &workbook, &err));
    assert_false(sheet_read(workbook, 0, write_row, &text, &err));
    assert_non_null(strstr(err.text, "OPIS"));
}

/* As many rows as a sheet may have, and one range over all of them. */
static void a_sheet_of_empty_rows_and_one_of_merged_ones_end(void **state)
{
    CLEANUP(strbuf_done) StrBuf xml = {0};
    CLEANUP(strbuf_done) StrBuf rows = {0};
    Err err = {0};
    (void)state;
    strbuf_puts(&xml, "<worksheet><sheetData>");
    for (unsigned i = 0; i < 2 * SHEET_ROWS_MAX; i++)
        strbuf_puts(&xml, "<row/>");
    strbuf_puts(&xml, "</sheetData></worksheet>");
    assert_false(read_sheet(xml.text, xml.length, &rows, &err));
    assert_non_null(strstr(err.text, "1048576"));

    xml.length = rows.length = 0;
    err = (Err){0};
    strbuf_puts(&xml, "<worksheet><sheetData>");
    for (unsigned i = 0; i < 100000; i++)
        strbuf_puts(&xml, "<row/>");
    strbuf_puts(&xml, "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
                      "</worksheet>");
    assert_false(read_sheet(xml.text, xml.length, &rows, &err));
    assert_non_null(strstr(err.text, "20000000"));
}

typedef struct PartCase {
    const char *label, *part, *content; /* in place of that part */
    const char *error;
} PartCase;

static PartCase parts_cases[] = {
    {"without its first part it is a workbook where workbooks are", "_rels/.rels",
     "<Relationships/>", NULL},
    {"an Office document without sheets is no workbook", "xl/workbook.xml", "<document/>",
     "no workbook"},
    {"a binary workbook is none that can be read", "_rels/.rels",
     "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.bin'/>"
     "</Relationships>",
     "no workbook"},
    {"a DOCTYPE in the list of sheets is refused", "xl/workbook.xml",
     "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><workbook/>", "DOCTYPE"},
    {"a DOCTYPE in the texts is refused", "xl/sharedStrings.xml", "<!DOCTYPE x><sst/>", "DOCTYPE"},
    {"a DOCTYPE in the formats is refused", "xl/styles.xml", "<!DOCTYPE x><x/>", "DOCTYPE"},
    {"a DOCTYPE in the relations is refused", "_rels/.rels", "<!DOCTYPE x><x/>", "DOCTYPE"},
    {"texts that are cut are refused", "xl/sharedStrings.xml", "<sst><si>", "sharedStrings.xml"},
};

static void a_part_is_read(void **state)
{
    const PartCase *test = *state;
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Member members[PARTS];
    Input parts = parts_of(members, "<x/>", 4);
    Err err = {0};
    for (size_t i = 0; i < PARTS; i++)
        if (strcmp(members[i].name, test->part) == 0) {
            bytes_done(&members[i].bytes);
            members[i].bytes = parts_bytes(test->content, strlen(test->content));
        }
    assert_int_equal(workbook_of_parts(&parts, &workbook, &err), test->error == NULL);
    if (test->error != NULL)
        assert_non_null(strstr(err.text, test->error));
}

typedef struct PlaceCase {
    const char *label;
    size_t column;
    uint64_t row;
    const char *place;
} PlaceCase;

static PlaceCase places[] = {
    {"the first column is A", 0, 1, "DANE!A1"},
    {"the last of one letter is Z", 25, 12, "DANE!Z12"},
    {"then comes AA", 26, 2, "DANE!AA2"},
    {"the last of two letters is ZZ", 701, 3, "DANE!ZZ3"},
    {"then comes AAA", 702, 1048576, "DANE!AAA1048576"},
    {"the last of all is XFD", 16383, 4, "DANE!XFD4"},
};

static void a_place_is_named(void **state)
{
    const PlaceCase *test = *state;
    char place[CELL_PLACE];
    cell_place("DANE", test->column, test->row, place);
    assert_string_equal(place, test->place);
}

int main(void)
{
    enum { PLAIN = 5 };
    struct CMUnitTest
        tests[PLAIN + ARRAY_LENGTH(cases) + ARRAY_LENGTH(parts_cases) + ARRAY_LENGTH(places)] = {
            cmocka_unit_test(a_part_in_utf16_is_read),
            cmocka_unit_test(bytes_that_are_no_utf8_are_refused),
            cmocka_unit_test(the_function_may_stop),
            cmocka_unit_test(a_sheet_without_cells_is_refused),
            cmocka_unit_test(a_sheet_of_empty_rows_and_one_of_merged_ones_end),
        };

    CASES_FILL_AT(tests, PLAIN, cases, a_sheet_is_read);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(cases), parts_cases, a_part_is_read);
    CASES_FILL_AT(tests, PLAIN + ARRAY_LENGTH(cases) + ARRAY_LENGTH(parts_cases), places,
                  a_place_is_named);
    return cmocka_run_group_tests_name("workbook", tests, NULL, NULL);
}
