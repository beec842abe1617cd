#include "observe_unit.h"

#include "crosswalk.h"
#include "jst.h"

bool unit_has_column(const UnitColumns *units, size_t column)
{
    for (size_t i = 0; i < units->n; i++)
        if (units->columns[i] == column)
            return true;
    return false;
}

/* "-" stands for a part that there is not: the Ministry writes a powiat 02 01 - -. */
static StrView part_of(const UnitColumns *units, const Record *record, size_t part)
{
    StrView text = str_trim(record->fields[units->columns[part]]);
    return str_equal(text, "-") || str_equal(text, "\u2013") ? (StrView){"", 0} : text;
}

static StrView joined(const UnitColumns *units, const Record *record, const char *mark)
{
    StrBuf *text = units->joined;
    if (units->n == 1)
        return part_of(units, record, 0);
    text->length = 0;
    for (size_t i = 0; i < units->n; i++) {
        StrView part = part_of(units, record, i);
        strbuf_puts(text, i > 0 ? mark : "");
        strbuf_add(text, part.text, part.length);
    }
    return (StrView){text->text, text->length};
}

void unit_reject(Extract *extract, const UnitColumns *units, const UnitRow *row, RejectCode code,
                 bool whole_record, const char *reason)
{
    const Record *record = row->record;
    bool one = units->n == 1;
    extract_reject(extract, code, whole_record, record->number, record->line,
                   one ? row->place : NULL, one ? row->name : NULL,
                   one ? str_trim(record->fields[row->column]) : record->raw, reason);
}

const char *unit_by_crosswalk(Extract *extract, const UnitColumns *units, const Record *record,
                              int year, CodedUnit *ret_unit)
{
    const Crosswalk *crosswalk = extract->profile->crosswalk;
    char regon[15];
    StrView key = joined(units, record, "/");
    bool sound;
    if (!extract->profile->regon)
        return crosswalk_find(crosswalk, extract, key, year, ret_unit);
    if (!regon_parse(key, regon, &sound))
        return arena_printf(extract->arena, _("\"%.*s\" is no REGON: that has 9 or 14 digits"),
                            STR_ARG(key));
    const char *reason = crosswalk_find(crosswalk, extract, str_view(regon), year, ret_unit);
    if (reason != NULL && strlen(regon) == 14) { /* a local unit: that of the whole body */
        const char *whole = crosswalk_find(crosswalk, extract, (StrView){regon, 9}, year, ret_unit);
        reason = whole == NULL ? NULL : reason;
    }
    extract->account.bad_regons += reason == NULL && !sound;
    return reason;
}

static bool by_ministry(Extract *extract, const UnitColumns *units, const UnitRow *row,
                        CodedUnit *ret_unit, bool *ret_good, Err *err)
{
    static const char zeros[] = "00";
    const Record *record = row->record;
    StrView part[4];
    for (size_t i = 0; i < ARRAY_LENGTH(part); i++) {
        part[i] = part_of(units, record, i);
        if (part[i].length == 0)
            part[i] = str_view(zeros);
    }
    const JstCode code = {
        part[0],      part[1],
        part[2],      extract->profile->unit_from == UNIT_UNION ? str_view("Z") : part[3],
        str_view(""), str_view("")};
    const char *problem;
    *ret_unit = (CodedUnit){0, 0, YEAR_FIRST, YEAR_LAST, part[0], false};
    if (!jst_unit(extract, &code, &problem, &ret_unit->unit, err))
        return false;
    *ret_good = problem == NULL;
    if (problem == NULL)
        extract_speaks_of(extract, ret_unit->unit, YEAR_FIRST, YEAR_LAST);
    else
        unit_reject(extract, units, row, REJECT_UNIT, true, problem);
    return true;
}

bool unit_of_row(Extract *extract, const UnitColumns *units, const UnitRow *row,
                 CodedUnit *ret_unit, bool *ret_good, Err *err)
{
    const char *reason = NULL;
    if (extract->profile->unit_from != UNIT_CODE)
        return by_ministry(extract, units, row, ret_unit, ret_good, err);
    StrView code = row->record->fields[row->column];
    if (units->n > 1) {
        code = joined(units, row->record, "");
        code = str_view(arena_strndup(extract->arena, code.text, code.length));
    }
    *ret_good = extract_unit(extract, code, ret_unit, &reason);
    if (reason != NULL)
        unit_reject(extract, units, row, REJECT_UNIT, true, reason);
    return true;
}
