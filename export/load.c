#include "load.h"

#include "copy.h"
#include "num.h"

#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_TEXT = 24, FLAG_SHIFT = 24 };

static const char *number_text(char text[NUMBER_TEXT], int64_t number)
{
    (void)snprintf(text, NUMBER_TEXT, "%lld", (long long)number);
    return text;
}

static bool read_next(PGconn *conn, const char *sql, int64_t *ret_next, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(conn, sql, 0, NULL, &result, err))
        return false;
    *ret_next = pg_int(result, 0, 0) + 1;
    return true;
}

bool loader_init(Loader *loader, PGconn *conn, const Export *export, Err *err)
{
    *loader = (Loader){.conn = conn, .export = export};
    if (!read_next(conn, "SELECT coalesce(max(series_id), 0) FROM smup.series",
                   &loader->next_series, err) ||
        !read_next(conn, "SELECT coalesce(max(card_id), 0) FROM smup.card", &loader->next_card,
                   err))
        return false;
    loader->first_series = loader->next_series;
    return true;
}

/* The published state and the flag in one number; table smup.state says what it means. */
static int32_t state_code(const Cell *cell)
{
    return (int32_t)(cell->state | (uint32_t)cell->flag << FLAG_SHIFT);
}

typedef struct Place {
    uint32_t part, unit; /* unit: place in the series */
    int32_t id;
} Place;

static int compare_places(const void *a, const void *b)
{
    const Place *left = a, *right = b;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    return (left->id > right->id) - (left->id < right->id);
}

static void put_exact(Copy *copy, const Cell *cells, uint32_t n, uint32_t n_missing)
{
    copy_array(copy, COPY_FLOAT8, n, n_missing);
    for (uint32_t y = 0; y < n; y++)
        if (cells[y].has_value)
            copy_float8(copy, cells[y].exact);
        else
            copy_null(copy);
}

static void put_rounded(Copy *copy, const Cell *cells, uint32_t n, uint32_t n_missing)
{
    copy_array(copy, COPY_INT8, n, n_missing);
    for (uint32_t y = 0; y < n; y++)
        if (cells[y].has_value)
            copy_int8(copy, cells[y].rounded);
        else
            copy_null(copy);
}

static void put_states(Copy *copy, const Cell *cells, uint32_t n)
{
    uint32_t n_absent = 0;
    for (uint32_t y = 0; y < n; y++)
        n_absent += !cells[y].present;
    copy_array(copy, COPY_INT4, n, n_absent);
    for (uint32_t y = 0; y < n; y++)
        if (cells[y].present)
            copy_int4(copy, state_code(&cells[y]));
        else
            copy_null(copy);
}

static void put_ranks(Copy *copy, const uint16_t *ranks, uint32_t n)
{
    uint16_t any = 0;
    for (uint32_t i = 0; i < n * RANK_NUMBERS; i++)
        any |= ranks[i];
    if (any == 0)
        copy_null(copy);
    else
        copy_uint2s(copy, ranks, n * RANK_NUMBERS);
}

static void put_unit(Copy *copy, const Series *series, const Place *place, int32_t series_id)
{
    uint32_t n = series->n_years, n_missing = 0;
    const Cell *cells = series_cell(series, place->unit, 0);
    for (uint32_t y = 0; y < n; y++)
        n_missing += !cells[y].has_value;
    copy_row(copy, 7);
    copy_int4(copy, series_id);
    copy_int2(copy, (int16_t)place->part);
    copy_int4(copy, place->id);
    put_exact(copy, cells, n, n_missing);
    put_rounded(copy, cells, n, n_missing);
    put_states(copy, cells, n);
    put_ranks(copy, series->ranks + (size_t)place->unit * n * RANK_NUMBERS, n);
}

/* In the order of the key, so that its index grows at one end. */
static bool copy_values(Loader *loader, const Series *series, int64_t series_id, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Territory *territory = &loader->export->workspace->territory;
    Place *places = arena_array(scratch, series->n_units + 1, sizeof *places);
    for (uint32_t u = 0; u < series->n_units; u++) {
        const Unit *unit = &territory->units[series->units[u]];
        places[u] = (Place){catalogue_part(series->indicator, unit), u, unit_portal_id(unit)};
    }
    qsort(places, series->n_units, sizeof *places, compare_places);
    Copy copy;
    uint64_t n_rows;
    if (!copy_begin(&copy, loader->conn,
                    "COPY smup.value (series_id, part, unit_id, exact, rounded, states, ranks) "
                    "FROM STDIN (FORMAT binary)",
                    err))
        return false;
    for (uint32_t u = 0; u < series->n_units; u++)
        put_unit(&copy, series, &places[u], (int32_t)series_id);
    if (!copy_end(&copy, &n_rows, err))
        return false;
    loader->n_value_rows += n_rows;
    return true;
}

static void put_stat(Copy *copy, const StatRow *row, uint32_t n_years, int32_t series_id)
{
    uint32_t n_present = 0;
    for (uint32_t y = 0; y < n_years; y++)
        n_present += row->present[y];
    copy_row(copy, 4);
    copy_int4(copy, series_id);
    copy_text(copy, stat_scope_name(row->scope));
    copy_text(copy, row->key);
    copy_array(copy, COPY_FLOAT8, n_years * STAT_NUMBERS, (n_years - n_present) * STAT_NUMBERS);
    for (uint32_t i = 0; i < n_years * STAT_NUMBERS; i++)
        if (row->present[i / STAT_NUMBERS])
            copy_float8(copy, row->numbers[i]);
        else
            copy_null(copy);
}

static bool copy_stats(Loader *loader, const Series *series, int64_t series_id, Err *err)
{
    Copy copy;
    uint64_t n_rows;
    if (series->n_stats == 0)
        return true;
    if (!copy_begin(
            &copy, loader->conn,
            "COPY smup.statistic (series_id, scope, key, numbers) FROM STDIN (FORMAT binary)", err))
        return false;
    for (size_t i = 0; i < series->n_stats; i++)
        put_stat(&copy, &series->stats[i], series->n_years, (int32_t)series_id);
    if (!copy_end(&copy, &n_rows, err))
        return false;
    loader->n_stat_rows += n_rows;
    return true;
}

static bool insert_years(Loader *loader, const Series *series, const char *series_id, Err *err)
{
    CLEANUP(strbuf_done) StrBuf dates = {0};
    CLEANUP(strbuf_done) StrBuf places = {0};
    char text[NUMBER_TEXT];
    for (uint32_t y = 0; y < series->n_years; y++) {
        if (!series->listed[y])
            continue;
        int64_t date = (int64_t)(series->year_first + (int)y) * 10000 + 1231; /* 31 XII */
        pg_array_add(&dates, number_text(text, date));
        pg_array_add(&places, number_text(text, (int64_t)y + 1));
    }
    const char *const values[] = {series_id, pg_array_end(&dates), pg_array_end(&places)};
    return pg_run(loader->conn,
                  "INSERT INTO smup.series_year "
                  "SELECT $1::integer, * FROM unnest($2::integer[], $3::integer[])",
                  3, values, err);
}

/* The distinct states of the series that the dictionary may lack. */
static bool insert_states(Loader *loader, const Series *series, Err *err)
{
    CLEANUP(strbuf_done) StrBuf codes = {0};
    CLEANUP(strbuf_done) StrBuf statuses = {0};
    CLEANUP(strbuf_done) StrBuf confidences = {0};
    CLEANUP(strbuf_done) StrBuf flags = {0};
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    StrMap *seen = strmap_new(scratch);
    int32_t last = -1;
    for (size_t i = 0; i < (size_t)series->n_units * series->n_years; i++) {
        const Cell *cell = &series->cells[i];
        int32_t code = state_code(cell);
        bool fresh = false;
        if (cell->present && code != last)
            (void)strmap_add(seen, (StrView){(const char *)&code, sizeof code}, 0, &fresh);
        last = cell->present ? code : last;
        if (!fresh)
            continue;
        char text[NUMBER_TEXT], obs[OBS_TEXT], conf[] = {state_conf_code(cell->state), '\0'};
        state_obs_text(cell->state, obs);
        pg_array_add(&codes, number_text(text, code));
        pg_array_add(&statuses, obs);
        pg_array_add(&confidences, conf);
        pg_array_add(&flags, number_text(text, cell->flag));
    }
    const char *const values[] = {pg_array_end(&codes), pg_array_end(&statuses),
                                  pg_array_end(&confidences), pg_array_end(&flags)};
    return pg_run(loader->conn,
                  "INSERT INTO smup.state "
                  "SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::integer[]) "
                  "ON CONFLICT (state) DO NOTHING",
                  4, values, err);
}

static bool insert_series(Loader *loader, const Series *series, const char *series_id, Err *err)
{
    char decimals[NUMBER_TEXT], first[NUMBER_TEXT], years[NUMBER_TEXT], n[NUMBER_TEXT];
    char step[NUM_TEXT];
    const Indicator *indicator = series->indicator;
    num_write_exact(1, -indicator->decimals, step);
    const char *const values[] = {series_id,
                                  indicator->code,
                                  series->digest,
                                  indicator->source,
                                  number_text(decimals, indicator->decimals),
                                  step,
                                  number_text(first, series->year_first),
                                  number_text(years, series->n_years),
                                  number_text(n, (int64_t)series->n_values)};
    return pg_run(
        loader->conn,
        "INSERT INTO smup.series VALUES ($1::integer, $2, $3, $4, $5::integer, $6::numeric, "
        "$7::integer, $8::integer, $9::bigint)",
        ARRAY_LENGTH(values), values, err);
}

static bool add_series(Loader *loader, const Series *series, int64_t series_id, Err *err)
{
    char text[NUMBER_TEXT];
    (void)number_text(text, series_id);
    return pg_run(loader->conn, "INSERT INTO smup.indicator VALUES ($1) ON CONFLICT DO NOTHING", 1,
                  &series->indicator->code, err) &&
           insert_series(loader, series, text, err) && insert_years(loader, series, text, err) &&
           insert_states(loader, series, err) && copy_values(loader, series, series_id, err) &&
           copy_stats(loader, series, series_id, err);
}

/* Where the database holds the series already, it learns where the same values come from now. */
static bool find_series(Loader *loader, const Series *series, int64_t *ret_series, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    const char *const values[] = {series->indicator->code, series->digest,
                                  series->indicator->source};
    if (!pg_query(loader->conn,
                  "UPDATE smup.series SET source = $3 WHERE indicator = $1 AND digest = $2 "
                  "RETURNING series_id",
                  3, values, &result, err))
        return false;
    *ret_series = PQntuples(result) == 0 ? 0 : pg_int(result, 0, 0);
    return true;
}

bool load_series(Loader *loader, const Series *series, int64_t *ret_series, Err *err)
{
    if (!find_series(loader, series, ret_series, err))
        return false;
    if (*ret_series != 0)
        return true;
    *ret_series = loader->next_series++;
    if (!add_series(loader, series, *ret_series, err))
        return err_add(err, _("loading %s"), series->indicator->code);
    loader->n_loaded++;
    return true;
}

static bool insert_publications(Loader *loader, const Indicator *indicator, const char *card,
                                Err *err)
{
    for (size_t i = 0; i < indicator->n_publications; i++) {
        char part[NUMBER_TEXT], id[NUMBER_TEXT];
        const char *const values[] = {card, number_text(part, (int64_t)i),
                                      number_text(id, indicator->publications[i].portal_id),
                                      indicator->publications[i].tier, indicator->code};
        if (!pg_run(
                loader->conn,
                "INSERT INTO smup.publication VALUES ($1::integer, $2::smallint, $3::integer, $4, $5)",
                ARRAY_LENGTH(values), values, err))
            return false;
    }
    return true;
}

static bool insert_card(Loader *loader, const Indicator *indicator, const char *card, Err *err)
{
    char version[NUMBER_TEXT], decimals[NUMBER_TEXT], from[NUMBER_TEXT], to[NUMBER_TEXT];
    const char *const values[] = {card,
                                  indicator->code,
                                  indicator->card_digest,
                                  indicator->digest,
                                  number_text(version, indicator->version),
                                  number_text(decimals, indicator->decimals),
                                  number_text(from, indicator->year_from),
                                  number_text(to, indicator->year_to),
#define TEXT(name) indicator->name,
                                  CARD_TEXT_LIST(TEXT)
#undef TEXT
    };
    return pg_run(loader->conn, "INSERT INTO smup.indicator VALUES ($1) ON CONFLICT DO NOTHING", 1,
                  &indicator->code, err) &&
           pg_run(
               loader->conn,
               "INSERT INTO smup.card (card_id, indicator, digest, definition_digest, version, "
               "decimals, year_from, year_to, definition_state, area, service, dimension, "
               "direction, name_pl, name_en, description_pl, description_en, interpretation_pl, "
               "interpretation_en, unit, formula, sources, base_levels) VALUES ($1::integer, $2, "
               "$3, $4, $5::integer, $6::integer, $7::integer, $8::integer, $9, $10, $11, $12, "
               "$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
               ARRAY_LENGTH(values), values, err) &&
           insert_publications(loader, indicator, card, err);
}

bool load_card(Loader *loader, const Indicator *indicator, int64_t *ret_card, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    const char *const values[] = {indicator->code, indicator->card_digest};
    if (!pg_query(loader->conn,
                  "SELECT card_id FROM smup.card WHERE indicator = $1 AND digest = $2", 2, values,
                  &result, err))
        return false;
    if (PQntuples(result) > 0) {
        *ret_card = pg_int(result, 0, 0);
        return true;
    }
    char text[NUMBER_TEXT];
    *ret_card = loader->next_card++;
    if (!insert_card(loader, indicator, number_text(text, *ret_card), err))
        return err_add(err, _("storing the card of %s"), indicator->code);
    return true;
}

bool loader_check(Loader *loader, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    char first[NUMBER_TEXT];
    const char *const values[] = {number_text(first, loader->first_series)};
    if (!pg_query(loader->conn,
                  "SELECT (SELECT count(*) FROM smup.value WHERE series_id >= $1::integer), "
                  "(SELECT count(*) FROM smup.statistic WHERE series_id >= $1::integer)",
                  1, values, &result, err))
        return false;
    uint64_t n_values = (uint64_t)pg_int(result, 0, 0), n_stats = (uint64_t)pg_int(result, 0, 1);
    if (n_values == loader->n_value_rows && n_stats == loader->n_stat_rows)
        return true;
    return err_set(err, ERR_INTERNAL,
                   _("rows sent: %llu + %llu, in the database: %llu + %llu; nothing was kept"),
                   (unsigned long long)loader->n_value_rows,
                   (unsigned long long)loader->n_stat_rows, (unsigned long long)n_values,
                   (unsigned long long)n_stats);
}
