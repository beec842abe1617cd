#include "portal_unit.h"

#include "json_text.h"

#include <stdio.h>

typedef struct PortalUnit {
    CodeMatch match; /* unit: NO_UNIT where the register has none */
    const char *code, *name;
} PortalUnit;

struct PortalUnits {
    StrMap *by_number;
    PortalUnit *items;
    size_t n;
};

/* A part of a code with so many digits; "" for none, which is also written as zeros. */
static void add_part(const json_t *row, const char *key, int width, char *code, size_t size)
{
    char number[NUM_TEXT];
    StrView text = str_trim(json_text(json_object_get(row, key), number));
    uint64_t value = 0;
    size_t length = strlen(code);
    if (!num_parse_count(text, 99, &value))
        (void)snprintf(code + length, size - length, "%.*s", STR_ARG(text)); /* no code at all */
    else if (value > 0)
        (void)snprintf(code + length, size - length, "%0*d", width, (int)value);
}

static uint32_t unit_of_name(const Territory *territory, StrView name)
{
    for (uint32_t i = 0; i < territory->n_units && name.length > 0; i++)
        if (territory->units[i].level <= LEVEL_SUBREGION &&
            str_equal(name, territory->units[i].name))
            return i;
    return NO_UNIT;
}

static PortalUnit unit_of_row(const Extract *extract, const json_t *row)
{
    const Territory *territory = &extract->workspace->territory;
    PortalUnit unit = {.match = {NO_UNIT, 0, YEAR_FIRST, YEAR_LAST}};
    char code[16] = "", number[NUM_TEXT];
    static const struct {
        const char *key;
        int width;
    } parts[] = {{"woj", 2}, {"pow", 2}, {"gmn", 2}, {"rodz", 1}};
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        add_part(row, parts[i].key, parts[i].width, code, sizeof code);
    StrView name = str_trim(json_text(json_object_get(row, "nazwa"), number));
    unit.code = arena_strdup(extract->arena, code);
    unit.name = arena_strndup(extract->arena, name.text, name.length);
    if (strlen(code) <= 2)
        unit.match.unit = unit_of_name(territory, name);
    if (unit.match.unit == NO_UNIT &&
        territory_match(territory, CODE_TERYT, str_view(code), false, &unit.match) != CODE_OK)
        unit.match.unit = NO_UNIT;
    return unit;
}

/* The same number in two dictionaries is one unit (portal_units_agree); what one of them does not
 * tell, the other may. */
static bool take_row(const Extract *extract, PortalUnits *units, const char *number,
                     const char *text, Err *err)
{
    CLEANUP(json_free_p) json_t *row = json_document(text, strlen(text), "", err);
    bool fresh;
    if (row == NULL)
        return false;
    PortalUnit unit = unit_of_row(extract, row);
    uint32_t at = strmap_add(units->by_number, str_view(number), (uint32_t)units->n, &fresh);
    if (fresh || units->items[at].match.unit == NO_UNIT)
        units->items[at] = unit;
    units->n += fresh;
    return true;
}

static bool count_rows(const Extract *extract, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(extract->workspace->db,
                    "SELECT count(*) FROM register_row WHERE code GLOB '" PORTAL_UNIT_ROW "*'",
                    &query, err) ||
        !db_step(query, &row, err))
        return false;
    *ret_n = (size_t)db_int(query, 0);
    return true;
}

bool portal_units_read(const Extract *extract, PortalUnits **ret_units, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    PortalUnits *units = arena_alloc(extract->arena, sizeof *units);
    size_t n;
    bool row, good = count_rows(extract, &n, err) &&
                     db_prepare(extract->workspace->db,
                                "SELECT r.code, r.description FROM register_row r "
                                "JOIN extract e ON e.id = r.extract "
                                "WHERE r.code GLOB '" PORTAL_UNIT_ROW
                                "*' ORDER BY e.date DESC, e.sha256, e.member",
                                &query, err);
    if (!good)
        return false;
    *units = (PortalUnits){strmap_new(extract->arena),
                           arena_array(extract->arena, n, sizeof(PortalUnit)), 0};
    while ((good = db_step(query, &row, err)) && row)
        if (!take_row(extract, units, db_text(query, 0) + strlen(PORTAL_UNIT_ROW),
                      db_text(query, 1), err))
            return false;
    *ret_units = units;
    return good;
}

bool portal_units_find(const PortalUnits *units, Extract *extract, StrView number,
                       CodedUnit *ret_unit, RejectCode *ret_code, const char **ret_reason)
{
    uint32_t at;
    if (!strmap_find(units->by_number, number, &at)) {
        *ret_code = REJECT_PORTAL_UNIT;
        *ret_reason = arena_printf(
            extract->arena,
            _("the portal's number %.*s is in no dictionary that was read; give the answer of "
              "teryt-dictionary, and the row is read again by itself"),
            STR_ARG(number));
        return false;
    }
    const PortalUnit *unit = &units->items[at];
    if (unit->match.unit == NO_UNIT) {
        *ret_code = REJECT_UNIT;
        *ret_reason = arena_printf(
            extract->arena,
            _("the portal's number %.*s is \"%s\" (\"%s\") in its dictionary, which is no unit of "
              "the register"),
            STR_ARG(number), unit->name, unit->code);
        return false;
    }
    *ret_unit = (CodedUnit){unit->match.unit, unit->match.kind,     unit->match.from,
                            unit->match.to,   str_view(unit->code), false};
    return true;
}

bool portal_units_agree(const PortalUnits *units, const Extract *extract, const json_t *row,
                        StrView number, Err *err)
{
    uint32_t at;
    if (!strmap_find(units->by_number, number, &at))
        return true;
    const PortalUnit *before = &units->items[at], now = unit_of_row(extract, row);
    if (before->match.unit == NO_UNIT || now.match.unit == NO_UNIT ||
        before->match.unit == now.match.unit)
        return true;
    err_set(err, ERR_DATA,
            _("the portal's number %.*s is \"%s\" (%s) here, and \"%s\" (%s) in a dictionary that "
              "was read before"),
            STR_ARG(number), now.name, now.code, before->name, before->code);
    return err_hint(err, "%s",
                    _("the portal has numbered its units anew: read the new dictionary and answers "
                      "fetched with it into another workspace"));
}
