#include "date.h"
#include "reader.h"

#include <stdio.h>

/* The places of the columns; NONE where the file has no such column. */
enum { NONE = -1 };
struct ReportColumns {
    int wk, pk, gk, gt, pt, msw, year, quarter, date, dzial, rozdzial, paragraf, p4;
    int amounts[FILING_MEASURES];
    const StrView *names;
};

static bool place_of(const StrView *names, size_t n, const char *name, bool needed, int *ret_place,
                     Err *err)
{
    *ret_place = NONE;
    for (size_t i = 0; i < n; i++) {
        if (!str_equal(str_trim(names[i]), name))
            continue;
        if (*ret_place != NONE)
            return err_set(err, ERR_DATA, _("line 1: the column \"%s\" stands twice"), name);
        *ret_place = (int)i;
    }
    if (needed && *ret_place == NONE)
        return err_set(err, ERR_DATA, _("line 1: the column \"%s\" is missing"), name);
    return true;
}

bool report_columns(Extract *extract, const StrView *names, size_t n,
                    const ReportColumns **ret_columns, Err *err)
{
    ReportColumns *c = arena_alloc(extract->arena, sizeof *c);
    const struct {
        const char *name;
        bool needed;
        int *place;
    } columns[] = {
        {"WK", true, &c->wk},
        {"PK", true, &c->pk},
        {"GK", true, &c->gk},
        {"GT", true, &c->gt},
        {"PT", true, &c->pt},
        {"KODMSWIA", false, &c->msw},
        {"ROK", true, &c->year},
        {"KWARTAL", true, &c->quarter},
        {"DAT_SKW", false, &c->date},
        {"DZIAL", true, &c->dzial},
        {"ROZDZIAL", true, &c->rozdzial},
        {"PAR", true, &c->paragraf},
        {"PAR4", true, &c->p4},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        if (!place_of(names, n, columns[i].name, columns[i].needed, columns[i].place, err))
            return false;
    size_t first = report_first_measure(extract->profile->report);
    for (size_t i = 0; i < FILING_MEASURES; i++) {
        c->amounts[i] = NONE;
        if (first + i < n_report_measures &&
            strcmp(report_measures[first + i].report, extract->profile->report) == 0 &&
            !place_of(names, n, report_measures[first + i].column, false, &c->amounts[i], err))
            return false;
    }
    c->names = names;
    *ret_columns = c;
    return true;
}

/* Digits padded to a width: leading zeros are lost in copies (budget.md 1.3). */
static bool padded(StrView text, size_t width, char *ret_code)
{
    text = str_trim(text);
    if (text.length == 0 || text.length > width || !str_all_digits(text))
        return false;
    memset(ret_code, '0', width);
    memcpy(ret_code + width - text.length, text.text, text.length);
    ret_code[width] = '\0';
    return true;
}

const char *class_key_parse(StrView dzial, StrView rozdzial, StrView paragraf, StrView p4,
                            ClassKey *ret_key)
{
    const char *wrong = NULL;
    memset(ret_key, 0, sizeof *ret_key);
    if (!padded(p4, 1, ret_key->p4))
        wrong = "PAR4";
    if (!padded(paragraf, 3, ret_key->paragraf))
        wrong = "PAR";
    if (!padded(rozdzial, 5, ret_key->rozdzial))
        wrong = "ROZDZIAL";
    if (!padded(dzial, 3, ret_key->dzial))
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

/* WK PK GK GT PT to the axis (budget.md 1.3): a city with powiat rights stands at its gmina row. */
bool jst_unit(Extract *extract, const JstCode *code, const char **ret_problem, uint32_t *ret_unit,
              Err *err)
{
    const Territory *territory = &extract->workspace->territory;
    char wk[3], pk[3], gk[3], text[64];
    StrView gt = str_trim(code->gt);
    *ret_problem = NULL;
    if (!padded(code->wk, 2, wk) || !padded(code->pk, 2, pk) || !padded(code->gk, 2, gk)) {
        *ret_problem = _("WK, PK and GK are two digits each");
        return true;
    }
    StrView pt = str_trim(code->pt);
    if (str_equal(gt, "Z") || str_equal(gt, "z") || str_equal(pt, "8") || str_equal(pt, "7")) {
        StrView msw = str_trim(code->msw);
        (void)snprintf(text, sizeof text, "%s%s%sZ/%.*s", wk, pk, gk, STR_ARG(msw));
        char parent[8];
        (void)snprintf(parent, sizeof parent, "%s%s", wk, pk);
        return workspace_unit(extract->workspace, LEVEL_UNION, text, text, parent, ret_unit, err);
    }
    if (strcmp(gk, "00") != 0)
        (void)snprintf(text, sizeof text, "%s%s%s", wk, pk, gk);
    else if (strcmp(pk, "00") != 0)
        (void)snprintf(text, sizeof text, "%s%s", wk, pk);
    else
        (void)snprintf(text, sizeof text, "%s", wk);
    if (territory_resolve(territory, CODE_TERYT, str_view(text), false, ret_unit) != CODE_OK) {
        *ret_problem = arena_printf(extract->arena, _("%s is no unit of the register%s"), text,
                                    territory_successor(territory, str_view(text)));
        return true;
    }
    const Unit *unit = &territory->units[*ret_unit];
    if (unit->level == LEVEL_POWIAT && unit_is_city(unit))
        *ret_unit = unit->twin;
    return true;
}

static StrView field_at(const StrView *fields, int place)
{
    return place == NONE ? (StrView){"", 0} : str_trim(fields[place]);
}

static bool reject_row(Extract *extract, RejectCode code, uint64_t record, uint64_t line,
                       StrView column, StrView raw, const char *reason)
{
    const char *name =
        column.length == 0 ? NULL : arena_strndup(extract->arena, column.text, column.length);
    extract_reject(extract, code, true, record, line, NULL, name, raw, reason);
    return true;
}

static uint32_t known_measures(const ReportColumns *c)
{
    uint32_t known = 0;
    for (unsigned i = 0; i < FILING_MEASURES; i++)
        known |= (c->amounts[i] != NONE ? 1u : 0u) << i;
    return known;
}

/* Classification and amounts of a row; false where it is rejected: then what could be read of the
 * key stays. */
static bool read_row(Extract *extract, const ReportColumns *c, const StrView *fields,
                     uint64_t record, uint64_t line, StrView raw, ExtractRow *row)
{
    const char *problem,
        *part = class_key_parse(field_at(fields, c->dzial), field_at(fields, c->rozdzial),
                                field_at(fields, c->paragraf), field_at(fields, c->p4), &row->key);
    if (part != NULL)
        return !reject_row(extract, REJECT_CLASSIFICATION, record, line, str_view(part), raw, NULL);
    for (size_t i = 0; i < FILING_MEASURES; i++)
        if (c->amounts[i] != NONE &&
            !amount_parse(field_at(fields, c->amounts[i]), extract->profile->number,
                          &row->amounts[i], &problem))
            return !reject_row(extract, REJECT_NUMBER, record, line, c->names[c->amounts[i]], raw,
                               problem);
    return true;
}

static void count_row(Extract *extract, const ReportColumns *c, const StrView *fields,
                      ExtractRow *row)
{
    for (size_t i = 0; i < FILING_MEASURES; i++) {
        bool blank = c->amounts[i] != NONE && field_at(fields, c->amounts[i]).length == 0;
        extract->account.read += c->amounts[i] != NONE;
        extract->account.blank += blank;
        row->n_values += c->amounts[i] != NONE && !blank;
    }
    extract->account.records_used++;
}

bool report_row(Extract *extract, const ReportColumns *c, const StrView *fields, uint64_t record,
                uint64_t line, StrView raw, Err *err)
{
    const JstCode code = {field_at(fields, c->wk), field_at(fields, c->pk),
                          field_at(fields, c->gk), field_at(fields, c->gt),
                          field_at(fields, c->pt), field_at(fields, c->msw)};
    uint64_t year, quarter;
    const char *problem;
    uint32_t unit = 0;
    char date[11];
    ExtractRow row;
    memset(&row, 0, sizeof row);
    if (!num_parse_count(field_at(fields, c->year), 2100, &year) || year < 2000 ||
        !num_parse_count(field_at(fields, c->quarter), 4, &quarter) || quarter == 0)
        return reject_row(extract, REJECT_YEAR, record, line, c->names[c->year], raw, NULL);
    if (!jst_unit(extract, &code, &problem, &unit, err))
        return false;
    if (problem != NULL)
        return reject_row(extract, REJECT_UNIT, record, line, c->names[c->wk], raw, problem);
    if (!unit_valid(&extract->workspace->territory.units[unit], (int)year))
        return reject_row(extract, REJECT_UNIT_YEAR, record, line, c->names[c->wk], raw, NULL);
    if (!date_parse(field_at(fields, c->date), date)) {
        row.hole = reject_row(extract, REJECT_YEAR, record, line, c->names[c->date], raw, NULL);
        (void)class_key_parse(field_at(fields, c->dzial), field_at(fields, c->rozdzial),
                              field_at(fields, c->paragraf), field_at(fields, c->p4), &row.key);
        date[0] = '\0';
    }
    if (!row.hole)
        row.hole = !read_row(extract, c, fields, record, line, raw, &row);
    if (row.hole)
        memset(
            row.amounts, 0,
            sizeof row.amounts); /* the row was rejected; where it may belong, sums are missing */
    else
        count_row(extract, c, fields, &row);
    filing_row_add(extract_filing(extract, extract->profile->report,
                                  period_of(FREQ_QUARTER, (int)year, (int)quarter), unit, date, -1,
                                  known_measures(c)),
                   &row);
    return true;
}
