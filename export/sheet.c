#include "sheet.h"

#include <stdio.h>

enum { SHEET_COLUMNS = 10 };

typedef struct Sheet {
    const char *name;
    const char *clear;  /* run first, or NULL */
    const char *insert; /* with one array parameter a column */
    size_t n_columns;
    StrBuf columns[SHEET_COLUMNS];
} Sheet;

static void sheet_done(Sheet *sheet)
{
    for (size_t i = 0; i < SHEET_COLUMNS; i++)
        strbuf_done(&sheet->columns[i]);
}

static void add_number(Sheet *sheet, size_t column, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    pg_array_add(&sheet->columns[column], text);
}

static void add_text(Sheet *sheet, size_t column, const char *text)
{
    pg_array_add(&sheet->columns[column], text);
}

static bool sheet_store(PGconn *conn, Sheet *sheet, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *stored = NULL;
    const char *values[SHEET_COLUMNS];
    char hex[DIGEST_HEX];
    Digest *digest = digest_begin();
    for (size_t i = 0; i < sheet->n_columns; i++) {
        values[i] = pg_array_end(&sheet->columns[i]);
        digest_text(digest, values[i]);
    }
    digest_end(digest, hex);
    if (!pg_query(conn, "SELECT digest FROM smup.sheet WHERE name = $1", 1, &sheet->name, &stored,
                  err))
        return false;
    if (PQntuples(stored) == 1 && strcmp(pg_text(stored, 0, 0), hex) == 0)
        return true;
    const char *const mark[] = {sheet->name, hex};
    if ((sheet->clear != NULL && !pg_exec(conn, sheet->clear, err)) ||
        !pg_run(conn, sheet->insert, sheet->n_columns, values, err) ||
        !pg_run(conn,
                "INSERT INTO smup.sheet VALUES ($1, $2) "
                "ON CONFLICT (name) DO UPDATE SET digest = excluded.digest",
                2, mark, err))
        return err_add(err, _("storing the table \"%s\""), sheet->name);
    return true;
}

static bool store_areas(PGconn *conn, const Catalogue *catalogue, Err *err)
{
    CLEANUP(sheet_done)
    Sheet sheet = {
        .name = "area",
        .n_columns = 5,
        .insert =
            "INSERT INTO smup.area "
            "SELECT * FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[], $5::text[]) "
            "ON CONFLICT (code) DO UPDATE SET portal_id = excluded.portal_id, "
            "position = excluded.position, name_pl = excluded.name_pl, name_en = excluded.name_en"};
    for (size_t i = 0; i < catalogue->n_areas; i++) {
        const Heading *area = &catalogue->areas[i];
        add_text(&sheet, 0, area->code);
        add_number(&sheet, 1, area->portal_id);
        add_number(&sheet, 2, area->position);
        add_text(&sheet, 3, area->name_pl);
        add_text(&sheet, 4, area->name_en);
    }
    return sheet_store(conn, &sheet, err);
}

static bool store_services(PGconn *conn, const Catalogue *catalogue, Err *err)
{
    CLEANUP(sheet_done)
    Sheet sheet = {
        .name = "service",
        .n_columns = 6,
        .insert = "INSERT INTO smup.service SELECT * FROM unnest("
                  "$1::text[], $2::integer[], $3::text[], $4::integer[], $5::text[], $6::text[]) "
                  "ON CONFLICT (code) DO UPDATE SET portal_id = excluded.portal_id, "
                  "area = excluded.area, position = excluded.position, name_pl = excluded.name_pl, "
                  "name_en = excluded.name_en"};
    for (size_t i = 0; i < catalogue->n_services; i++) {
        const Heading *service = &catalogue->services[i];
        add_text(&sheet, 0, service->code);
        add_number(&sheet, 1, service->portal_id);
        add_text(&sheet, 2, service->area);
        add_number(&sheet, 3, service->position);
        add_text(&sheet, 4, service->name_pl);
        add_text(&sheet, 5, service->name_en);
    }
    return sheet_store(conn, &sheet, err);
}

static bool store_flags(PGconn *conn, const Flags *flags, Err *err)
{
    CLEANUP(sheet_done)
    Sheet sheet = {.name = "flag",
                   .n_columns = 3,
                   .insert = "INSERT INTO smup.flag SELECT DISTINCT ON (flag) * "
                             "FROM unnest($1::integer[], $2::text[], $3::text[]) AS row (flag) "
                             "ON CONFLICT (flag) DO UPDATE SET name_pl = excluded.name_pl, "
                             "name_en = excluded.name_en"};
    for (size_t i = 0; i < flags->n; i++) {
        add_number(&sheet, 0, flags->rows[i].number);
        add_text(&sheet, 1, flags->rows[i].name_pl);
        add_text(&sheet, 2, flags->rows[i].name_en);
    }
    return sheet_store(conn, &sheet, err);
}

/* As the register writes NAZWA_DOD. */
static const char *unit_note(const Unit *unit)
{
    static const char *const kinds[] = {"", "gmina miejska", "gmina wiejska",
                                        "gmina miejsko-wiejska"};
    static const char *const levels[LEVELS] = {
        [LEVEL_COUNTRY] = "kraj",
        [LEVEL_MACROREGION] = "makroregion",
        [LEVEL_VOIVODESHIP] = "województwo",
        [LEVEL_REGION] = "region",
        [LEVEL_SUBREGION] = "podregion",
        [LEVEL_POWIAT] = "powiat",
        [LEVEL_GMINA] = "gmina",
        [LEVEL_TOWN] = "miasto",
        [LEVEL_RURAL] = "obszar wiejski",
        [LEVEL_DISTRICT] = "dzielnica",
        [LEVEL_DELEGATION] = "delegatura",
        [LEVEL_UNION] = "związek",
        [LEVEL_BODY] = "jednostka",
    };
    int kind = unit->n_kinds == 0 ? 0 : unit->kinds[unit->n_kinds - 1].kind;
    if (unit_is_city(unit))
        return "miasto na prawach powiatu";
    return kind > 0 && kind < (int)ARRAY_LENGTH(kinds) ? kinds[kind] : levels[unit->level];
}

static bool store_units(PGconn *conn, const Territory *territory, Err *err)
{
    CLEANUP(sheet_done)
    Sheet sheet = {
        .name = "unit",
        .n_columns = 9,
        .insert =
            "INSERT INTO smup.unit SELECT * FROM unnest("
            "$1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], "
            "$7::boolean[], $8::integer[], $9::integer[]) "
            "ON CONFLICT (unit_id) DO UPDATE SET code = excluded.code, level = excluded.level, "
            "name = excluded.name, note = excluded.note, parent = excluded.parent, "
            "city = excluded.city, year_from = excluded.year_from, year_to = excluded.year_to"};
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const Unit *unit = &territory->units[i];
        add_number(&sheet, 0, unit_portal_id(unit));
        add_text(&sheet, 1, unit->code);
        add_text(&sheet, 2, level_name(unit->level));
        add_text(&sheet, 3, unit->name);
        add_text(&sheet, 4, unit_note(unit));
        add_text(&sheet, 5, unit->parent == NO_UNIT ? "" : territory->units[unit->parent].code);
        add_text(&sheet, 6, unit_is_city(unit) ? "t" : "f");
        add_number(&sheet, 7, unit->from);
        add_number(&sheet, 8, unit->to);
    }
    return sheet_store(conn, &sheet, err);
}

static void add_code(Sheet *sheet, const Unit *unit, int from, int to)
{
    char teryt[TERYT_TEXT];
    unit_teryt(unit, from, teryt);
    if (*teryt == '\0')
        return;
    add_number(sheet, 0, unit_portal_id(unit));
    add_number(sheet, 1, from);
    add_number(sheet, 2, to);
    add_text(sheet, 3, teryt);
}

static bool store_unit_codes(PGconn *conn, const Territory *territory, Err *err)
{
    CLEANUP(sheet_done)
    Sheet sheet = {.name = "unit code",
                   .n_columns = 4,
                   .clear = "DELETE FROM smup.unit_code",
                   .insert = "INSERT INTO smup.unit_code SELECT * FROM unnest("
                             "$1::integer[], $2::integer[], $3::integer[], $4::text[])"};
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const Unit *unit = &territory->units[i];
        for (size_t k = 0; k < unit->n_kinds; k++)
            add_code(&sheet, unit, unit->kinds[k].from, unit->kinds[k].to);
        if (unit->n_kinds == 0)
            add_code(&sheet, unit, unit->from, unit->to);
    }
    return sheet_store(conn, &sheet, err);
}

bool sheets_store(PGconn *conn, const Export *export, Err *err)
{
    const Catalogue *catalogue = export->catalogue;
    const Territory *territory = &export->workspace->territory;
    return store_areas(conn, catalogue, err) && store_services(conn, catalogue, err) &&
           store_flags(conn, &catalogue->flags, err) && store_units(conn, territory, err) &&
           store_unit_codes(conn, territory, err);
}
