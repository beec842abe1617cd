#include "jst.h"

#include "date.h"

#include <stdio.h>

bool header_place(const StrView *names, size_t n, const char *name, bool needed, int *ret_place,
                  Err *err)
{
    *ret_place = NO_COLUMN;
    for (size_t i = 0; i < n; i++) {
        if (!str_equal(str_trim(names[i]), name))
            continue;
        if (*ret_place != NO_COLUMN)
            return err_set(err, ERR_DATA, _("line 1: the column \"%s\" stands twice"), name);
        *ret_place = (int)i;
    }
    if (needed && *ret_place == NO_COLUMN)
        return err_set(err, ERR_DATA, _("line 1: the column \"%s\" is missing"), name);
    return true;
}

bool jst_columns(const Extract *extract, const StrView *names, size_t n, JstColumns *ret_columns,
                 Err *err)
{
    JstColumns c = {.names = names, .n = n, .id = NO_COLUMN};
    const struct {
        const char *name;
        bool needed;
        int *place;
    } columns[] = {
        {"WK", true, &c.wk},    {"PK", true, &c.pk},           {"GK", true, &c.gk},
        {"GT", true, &c.gt},    {"PT", true, &c.pt},           {"KODMSWIA", false, &c.msw},
        {"ROK", true, &c.year}, {"KWARTAL", true, &c.quarter}, {"DAT_SKW", false, &c.date},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        if (!header_place(names, n, columns[i].name, columns[i].needed, columns[i].place, err))
            return false;
    const char *id = extract->profile->union_column;
    if (c.msw == NO_COLUMN && id != NULL && !header_place(names, n, id, false, &c.id, err))
        return false;
    *ret_columns = c;
    return true;
}

bool jst_column_is_known(const JstColumns *c, size_t place)
{
    const int known[] = {c->wk,  c->pk, c->gk,   c->gt,      c->pt,
                         c->msw, c->id, c->year, c->quarter, c->date};
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
        if (known[i] == (int)place)
            return true;
    return false;
}

StrView jst_field(const StrView *fields, int place)
{
    return place == NO_COLUMN ? (StrView){"", 0} : str_trim(fields[place]);
}

bool jst_reject(Extract *extract, RejectCode code, const JstColumns *columns, int column,
                uint64_t record, uint64_t line, StrView raw, const char *reason)
{
    const char *name = column == NO_COLUMN
                           ? NULL
                           : arena_strndup(extract->arena, columns->names[column].text,
                                           columns->names[column].length);
    extract_reject(extract, code, true, record, line, NULL, name, raw, reason);
    return true;
}

bool jst_padded(Extract *extract, StrView text, size_t width, char *ret_code)
{
    text = str_trim(text);
    bool shorter = text.length < width;
    if (text.length == 0 || text.length > width || !str_all_digits(text) ||
        (shorter && !extract->profile->repair))
        return false;
    memset(ret_code, '0', width);
    memcpy(ret_code + width - text.length, text.text, text.length);
    ret_code[width] = '\0';
    extract->account.repaired += shorter;
    return true;
}

/* A union's number in the Ministry of the Interior's register: three or four digits, the same
 * union. */
static bool union_number(StrView text, char ret_number[8])
{
    text = str_trim(text);
    while (text.length > 0 && *text.text == '0') {
        text.text++;
        text.length--;
    }
    if (text.length > 6 || (text.length > 0 && !str_all_digits(text)))
        return false;
    if (text.length == 0)
        *ret_number = '\0';
    else
        (void)snprintf(ret_number, 8, "%.*s%.*s", text.length < 4 ? (int)(4 - text.length) : 0,
                       "0000", (int)text.length, text.text);
    return true;
}

static bool is_union(const JstCode *code)
{
    StrView gt = str_trim(code->gt), pt = str_trim(code->pt);
    return str_equal(gt, "Z") || str_equal(gt, "z") || str_equal(pt, "8") || str_equal(pt, "7");
}

bool jst_unit(Extract *extract, const JstCode *code, const char **ret_problem, uint32_t *ret_unit,
              Err *err)
{
    const Territory *territory = &extract->workspace->territory;
    char wk[3], pk[3], gk[3], text[64], number[8];
    *ret_problem = NULL;
    if (!jst_padded(extract, code->wk, 2, wk) || !jst_padded(extract, code->pk, 2, pk) ||
        !jst_padded(extract, code->gk, 2, gk)) {
        *ret_problem = _("WK, PK and GK are two digits each");
        return true;
    }
    if (is_union(code)) {
        if (!union_number(code->msw, number)) {
            *ret_problem = _("a union's number is three or four digits");
            return true;
        }
        (void)snprintf(text, sizeof text, "%s%s%sZ/%s", wk, pk, gk, number);
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
    if (unit->level == LEVEL_POWIAT && unit_is_city(unit)) /* a city stands at its gmina row */
        *ret_unit = unit->twin;
    return true;
}

/* Before III 2008 a union's number stands in ID_JST, behind a mark of its kind (budget.md 1.2). */
static bool number_of_id(const Extract *extract, StrView id, StrView *ret_number)
{
    StrView prefix = str_view(extract->profile->union_prefix);
    if (id.length <= prefix.length || memcmp(id.text, prefix.text, prefix.length) != 0)
        return false;
    *ret_number = (StrView){id.text + prefix.length, id.length - prefix.length};
    return true;
}

static bool is_blank(const JstColumns *c, const StrView *fields)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_trim(fields[i]).length > 0)
            return false;
    return true;
}

bool jst_row(Extract *extract, const JstColumns *c, const StrView *fields, uint64_t record,
             uint64_t line, StrView raw, JstRow *ret_row, Err *err)
{
    JstCode code = {jst_field(fields, c->wk), jst_field(fields, c->pk), jst_field(fields, c->gk),
                    jst_field(fields, c->gt), jst_field(fields, c->pt), jst_field(fields, c->msw)};
    uint64_t year, quarter;
    const char *problem = NULL;
    *ret_row = (JstRow){0};
    if (is_blank(c, fields)) { /* separators only */
        extract->account.records_blank++;
        return true;
    }
    if (!num_parse_count(jst_field(fields, c->year), 2100, &year) || year < 2000 ||
        !num_parse_count(jst_field(fields, c->quarter), 4, &quarter) || quarter == 0)
        return jst_reject(extract, REJECT_YEAR, c, c->year, record, line, raw, NULL);
    if (is_union(&code) && c->id != NO_COLUMN &&
        !number_of_id(extract, jst_field(fields, c->id), &code.msw))
        return jst_reject(extract, REJECT_UNIT, c, c->id, record, line, raw,
                          arena_printf(extract->arena, _("a union's %s begins with %s"),
                                       extract->profile->union_column,
                                       extract->profile->union_prefix));
    if (!jst_unit(extract, &code, &problem, &ret_row->unit, err))
        return false;
    if (problem != NULL)
        return jst_reject(extract, REJECT_UNIT, c, c->wk, record, line, raw, problem);
    if (!unit_valid(&extract->workspace->territory.units[ret_row->unit], (int)year))
        return jst_reject(extract, REJECT_UNIT_YEAR, c, c->wk, record, line, raw, NULL);
    ret_row->undated = !date_parse(jst_field(fields, c->date), ret_row->date);
    if (ret_row->undated)
        *ret_row->date = '\0';
    ret_row->period = period_of(FREQ_QUARTER, (int)year, (int)quarter);
    ret_row->placed = true;
    return true;
}
