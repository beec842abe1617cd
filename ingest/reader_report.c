#include "jst.h"
#include "reader.h"

/* The places of the columns; NO_COLUMN where the file has no such column. */
struct ReportColumns {
    JstColumns jst;
    int dzial, rozdzial, paragraf, p4;
    int amounts[FILING_MEASURES];
};

bool report_columns(Extract *extract, const StrView *names, size_t n,
                    const ReportColumns **ret_columns, Err *err)
{
    ReportColumns *c = arena_alloc(extract->arena, sizeof *c);
    if (!jst_columns(extract, names, n, &c->jst, err) ||
        !header_place(names, n, "DZIAL", true, &c->dzial, err) ||
        !header_place(names, n, "ROZDZIAL", true, &c->rozdzial, err) ||
        !header_place(names, n, "PAR", true, &c->paragraf, err) ||
        !header_place(names, n, "PAR4", false, &c->p4, err))
        return false;
    size_t first = report_first_measure(extract->profile->report);
    for (size_t i = 0; i < FILING_MEASURES; i++) {
        c->amounts[i] = NO_COLUMN;
        if (first + i < n_report_measures &&
            strcmp(report_measures[first + i].report, extract->profile->report) == 0 &&
            !header_place(names, n, report_measures[first + i].column, false, &c->amounts[i], err))
            return false;
    }
    *ret_columns = c;
    return true;
}

/* Paragraf and fourth digit, from 3 + 1 digits or from 4 (budget.md 0, BUD-01). `p4` NULL: the file
 * has no column for the fourth digit. */
static const char *parse_paragraf(Extract *extract, StrView paragraf, StrView p4, ClassKey *key)
{
    char whole[5];
    paragraf = str_trim(paragraf);
    p4 = str_trim(p4);
    if (extract->profile->repair_letter && (str_equal(p4, "O") || str_equal(p4, "o"))) {
        p4 = str_view("0");
        extract->account.letters++;
    }
    if (p4.text == NULL || paragraf.length == 4) {
        if (!jst_padded(extract, paragraf, 4, whole))
            return "PAR";
        if (p4.length > 0 && !str_equal(p4, (const char[]){whole[3], '\0'}))
            return "PAR4";
        memcpy(key->paragraf, whole, 3);
        *key->p4 = whole[3];
        return NULL;
    }
    const char *wrong = NULL;
    if (!jst_padded(extract, p4, 1, key->p4))
        wrong = "PAR4";
    if (!jst_padded(extract, paragraf, 3, key->paragraf))
        wrong = "PAR";
    return wrong;
}

const char *class_key_parse(Extract *extract, StrView dzial, StrView rozdzial, StrView paragraf,
                            StrView p4, ClassKey *ret_key)
{
    memset(ret_key, 0, sizeof *ret_key);
    const char *wrong = parse_paragraf(extract, paragraf, p4, ret_key);
    if (!jst_padded(extract, rozdzial, 5, ret_key->rozdzial))
        wrong = "ROZDZIAL";
    if (!jst_padded(extract, dzial, 3, ret_key->dzial))
        wrong = "DZIAL";
    if (*ret_key->dzial != '\0' && *ret_key->rozdzial != '\0' &&
        memcmp(ret_key->dzial, ret_key->rozdzial, 3) != 0) {
        memset(ret_key->dzial, 0, sizeof ret_key->dzial);
        memset(ret_key->rozdzial, 0, sizeof ret_key->rozdzial);
        wrong = "ROZDZIAL";
    }
    return wrong;
}

bool amount_parse(StrView text, NumFormat format, int64_t *ret_amount, const char **ret_problem)
{
    Num num;
    text = str_trim(text);
    *ret_amount = 0;
    if (text.length == 0)
        return true;
    NumError problem = num_parse(text, format, &num);
    if (problem != NUM_OK) {
        *ret_problem = num_error_text(problem);
        return false;
    }
    for (; num.scale > 2 && num.mantissa % 10 == 0; num.scale--)
        num.mantissa /= 10;
    if (num.scale > 2 || !num_rescale(num.mantissa, num.scale, 2, ret_amount)) {
        *ret_problem = _("an amount has at most two decimals");
        return false;
    }
    return true;
}

static uint32_t known_measures(const ReportColumns *c)
{
    uint32_t known = 0;
    for (unsigned i = 0; i < FILING_MEASURES; i++)
        known |= (c->amounts[i] != NO_COLUMN ? 1u : 0u) << i;
    return known;
}

static const char *read_key(Extract *extract, const ReportColumns *c, const StrView *fields,
                            ClassKey *ret_key)
{
    StrView none = {NULL, 0};
    return class_key_parse(extract, jst_field(fields, c->dzial), jst_field(fields, c->rozdzial),
                           jst_field(fields, c->paragraf),
                           c->p4 == NO_COLUMN ? none : jst_field(fields, c->p4), ret_key);
}

/* Classification and amounts of a row; false where it is rejected: then what could be read of the
 * key stays. */
static bool read_row(Extract *extract, const ReportColumns *c, const StrView *fields,
                     uint64_t record, uint64_t line, StrView raw, ExtractRow *row)
{
    const char *problem, *part = read_key(extract, c, fields, &row->key);
    if (part != NULL) {
        extract_reject(extract, REJECT_CLASSIFICATION, true, record, line, NULL, part, raw, NULL);
        return false;
    }
    for (size_t i = 0; i < FILING_MEASURES; i++)
        if (c->amounts[i] != NO_COLUMN &&
            !amount_parse(jst_field(fields, c->amounts[i]), extract->profile->number,
                          &row->amounts[i], &problem))
            return !jst_reject(extract, REJECT_NUMBER, &c->jst, c->amounts[i], record, line, raw,
                               problem);
    return true;
}

static void count_row(Extract *extract, const ReportColumns *c, const StrView *fields,
                      ExtractRow *row)
{
    for (size_t i = 0; i < FILING_MEASURES; i++) {
        bool blank = c->amounts[i] != NO_COLUMN && jst_field(fields, c->amounts[i]).length == 0;
        extract->account.read += c->amounts[i] != NO_COLUMN;
        extract->account.blank += blank;
        row->n_values += c->amounts[i] != NO_COLUMN && !blank;
    }
    extract->account.records_used++;
}

bool report_row(Extract *extract, const ReportColumns *c, const StrView *fields, uint64_t record,
                uint64_t line, StrView raw, Err *err)
{
    JstRow whose;
    ExtractRow row;
    memset(&row, 0, sizeof row);
    if (!jst_row(extract, &c->jst, fields, record, line, raw, &whose, err))
        return false;
    if (!whose.placed)
        return true;
    if (whose.undated) {
        row.hole = jst_reject(extract, REJECT_YEAR, &c->jst, c->jst.date, record, line, raw, NULL);
        (void)read_key(extract, c, fields, &row.key);
    } else {
        row.hole = !read_row(extract, c, fields, record, line, raw, &row);
    }
    if (row.hole) /* the row was rejected; where it may belong, sums are missing */
        memset(row.amounts, 0, sizeof row.amounts);
    else
        count_row(extract, c, fields, &row);
    filing_row_add(extract_filing(extract, extract->profile->report, whose.period, whose.unit,
                                  whose.date, -1, known_measures(c)),
                   &row);
    return true;
}
