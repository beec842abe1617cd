/* Codes of units in every scheme (teryt.md 2). */
#include "territory.h"

#include <stdio.h>

static CodeResult found(uint32_t unit, CodeMatch *ret_match)
{
    *ret_match = (CodeMatch){unit, 0, YEAR_FIRST, YEAR_LAST};
    return CODE_OK;
}

static CodeResult find_other(const Territory *territory, const char *form, StrView code,
                             CodeMatch *ret_match)
{
    char key[40];
    uint32_t at;
    (void)snprintf(key, sizeof key, "%s %.*s", form, STR_ARG(code));
    if (!strmap_find(territory->by_other, str_view(key), &at))
        return CODE_UNKNOWN;
    const CodeRow *row = &territory->codes[at];
    if (row->unit == NO_UNIT)
        return CODE_PSEUDO;
    *ret_match = (CodeMatch){row->unit, 0, row->from, row->to};
    return CODE_OK;
}

static CodeResult find_code(const StrMap *map, StrView code, CodeMatch *ret_match)
{
    uint32_t unit;
    return strmap_find(map, code, &unit) ? found(unit, ret_match) : CODE_UNKNOWN;
}

static bool all_zeros(StrView code)
{
    for (size_t i = 0; i < code.length; i++)
        if (code.text[i] != '0')
            return false;
    return code.length > 0;
}

/* The last digit of seven, where it is the kind of a gmina. */
static CodeResult with_kind(const Territory *territory, CodeResult result, StrView code,
                            CodeMatch *match)
{
    if (result == CODE_OK && code.length == 7 && territory->units[match->unit].level == LEVEL_GMINA)
        match->kind = code.text[6] - '0';
    return result;
}

static CodeResult resolve_teryt(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    if (all_zeros(code) && (code.length == 2 || code.length == 4 || code.length == 7))
        return find_code(territory->by_code, str_view("000000000000"), ret_match);
    if (code.length == 2)
        return find_other(territory, "teryt2", code, ret_match);
    if (code.length == 4 || code.length == 6)
        return find_code(territory->by_code, code, ret_match);
    if (code.length != 7)
        return CODE_UNKNOWN;
    if (memcmp(code.text + 2, "00000", 5) == 0)
        return find_other(territory, "teryt2", (StrView){code.text, 2}, ret_match);
    if (memcmp(code.text + 4, "000", 3) == 0)
        return find_code(territory->by_code, (StrView){code.text, 4}, ret_match);
    CodeResult result = find_code(territory->by_teryt7, code, ret_match);
    if (result != CODE_OK)
        result = find_code(territory->by_code, code, ret_match);
    return with_kind(territory, result, code, ret_match);
}

void code_as_teryt(StrView code, char ret_teryt[TERYT_DIGITS])
{
    if (code.length > 3 && memcmp(code.text, "PL_", 3) == 0)
        code = (StrView){code.text + 3, code.length - 3};
    if (code.length == 13 || code.length == 14) /* KTS, and LAU without its kind */
        code = (StrView){code.text + 2, code.length - 2};
    ret_teryt[0] = '\0';
    if (!str_all_digits(code))
        return;
    /* BDL: the voivodeship at 3-4, powiat at 8-9, gmina 10-11, kind 12; NTS: at 2-3, 6-7, ... */
    size_t woj = code.length == 12 || code.length == 11 ? 2 : 1, pow = woj == 2 ? 7 : 5;
    if (code.length >= 9 && code.length <= 12)
        (void)snprintf(ret_teryt, TERYT_DIGITS, "%.2s%.*s", code.text + woj,
                       (int)(code.length - pow), code.text + pow);
    else if (code.length <= 7)
        (void)snprintf(ret_teryt, TERYT_DIGITS, "%.*s", STR_ARG(code));
}

bool code_is_locality(StrView code)
{
    return code.length == 20 && code.text[12] == '-' && str_all_digits((StrView){code.text, 12}) &&
           str_all_digits((StrView){code.text + 13, 7});
}

static CodeResult resolve_by_rule(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    char teryt[TERYT_DIGITS];
    code_as_teryt(code, teryt);
    return resolve_teryt(territory, str_view(teryt), ret_match);
}

static CodeResult resolve_bdl(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    CodeResult result = find_other(territory, "bdl12", code, ret_match);
    if (result != CODE_UNKNOWN || code.length != 12)
        return result;
    result = find_code(territory->by_code, code, ret_match);
    return result == CODE_OK ? result : resolve_by_rule(territory, code, ret_match);
}

static CodeResult resolve_nts(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    CodeResult result = find_other(territory, "nts10", code, ret_match);
    return result != CODE_UNKNOWN || code.length != 10
               ? result
               : resolve_by_rule(territory, code, ret_match);
}

/* "PL411", and the ids of LAU lists behind "PL_". */
static CodeResult resolve_pl(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    if (code.length > 2 && code.text[2] == '_')
        return code.length == 12 || code.length == 16 ? resolve_by_rule(territory, code, ret_match)
                                                      : CODE_UNKNOWN;
    return find_other(territory, "nuts", code, ret_match);
}

static CodeResult resolve_by_shape(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    bool kts = code.length >= 2 && memcmp(code.text, "10", 2) == 0;
    switch (code.length) {
    case 9:
        return resolve_by_rule(territory, code, ret_match);
    case 10:
        return resolve_nts(territory, code, ret_match);
    case 12:
        return resolve_bdl(territory, code, ret_match);
    case 13:
        return kts ? resolve_by_rule(territory, code, ret_match) : CODE_UNKNOWN;
    case 14:
        return kts ? resolve_bdl(territory, (StrView){code.text + 2, 12}, ret_match) : CODE_UNKNOWN;
    default:
        return resolve_teryt(territory, code, ret_match);
    }
}

/* Six digits are a gmina without its kind, or a seven-digit code that lost its zero: only the
 * profile knows. */
static CodeResult resolve_repaired(const Territory *territory, StrView code, CodeMatch *ret_match)
{
    char padded[16] = "0";
    memcpy(padded + 1, code.text, code.length);
    StrView whole = all_zeros(code) ? str_view("0000000") : (StrView){padded, code.length + 1};
    return resolve_by_shape(territory, whole, ret_match) == CODE_OK ? CODE_REPAIRED : CODE_UNKNOWN;
}

CodeResult territory_match(const Territory *territory, CodeForm form, StrView code, bool repair,
                           CodeMatch *ret_match)
{
    code = str_trim(code);
    if (form == CODE_TERYT && code.length >= 2 && memcmp(code.text, "PL", 2) == 0)
        return resolve_pl(territory, code, ret_match);
    if (!str_all_digits(code))
        return CODE_UNKNOWN;
    switch (form) {
    case CODE_BDL12:
        return resolve_bdl(territory, code, ret_match);
    case CODE_NTS10:
        return resolve_nts(territory, code, ret_match);
    case CODE_TERYT:
        break;
    }
    if (repair && (code.length == 11 || code.length == 6 || code.length == 3 || code.length == 1))
        return resolve_repaired(territory, code, ret_match);
    return resolve_by_shape(territory, code, ret_match);
}

CodeResult territory_resolve(const Territory *territory, CodeForm form, StrView code, bool repair,
                             uint32_t *ret_unit)
{
    CodeMatch match;
    CodeResult result = territory_match(territory, form, code, repair, &match);
    if (result == CODE_OK || result == CODE_REPAIRED)
        *ret_unit = match.unit;
    return result;
}

static const char *text_of_code(const StrMap *map, const char **texts, StrView code)
{
    char teryt[TERYT_DIGITS];
    uint32_t at;
    code_as_teryt(code, teryt);
    StrView gmina = str_view(teryt);
    if (gmina.length > 6)
        gmina.length = 6;
    return strmap_find(map, gmina, &at) ? texts[at] : "";
}

const char *territory_successor(const Territory *territory, StrView code)
{
    return text_of_code(territory->successors, territory->successor_texts, code);
}

const char *territory_predecessor(const Territory *territory, StrView code)
{
    return text_of_code(territory->predecessors, territory->predecessor_texts, code);
}
