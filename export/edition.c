#include "edition.h"

#include "version.h"

#include <stdio.h>

enum { NUMBER_TEXT = 24 };

/* What the database holds of an indicator: its newest entry, released or not. */
typedef struct Head {
    int64_t series, card;
    const char *digest, *source, *card_digest, *definition_digest, *embargo;
    bool in_workspace;
} Head;

typedef struct Entry {
    const Indicator *indicator;
    int64_t series, card;
    uint64_t n_values;
    const Head *head; /* NULL: the indicator is new */
    const char *cause;
} Entry;

typedef struct Maker {
    Loader loader;
    Arena *arena;
    StrMap *head_by_code;
    Head *heads;
    size_t n_heads;
    Entry *entries;
    size_t n_entries;
} Maker;

static const char *number_text(char text[NUMBER_TEXT], int64_t number)
{
    (void)snprintf(text, NUMBER_TEXT, "%lld", (long long)number);
    return text;
}

bool edition_check_kind(PGconn *conn, const Export *export, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(conn, "SELECT synthetic FROM smup.edition ORDER BY edition_id DESC LIMIT 1", 0,
                  NULL, &result, err))
        return false;
    if (PQntuples(result) == 0 || (strcmp(pg_text(result, 0, 0), "t") == 0) == export->synthetic)
        return true;
    if (export->synthetic)
        err_set(err, ERR_DATA,
                _("the workspace holds made data (%s) and the database \"%s\" real ones"),
                SYNTHETIC_WORDS, PQdb(conn));
    else
        err_set(err, ERR_DATA,
                _("the workspace holds real data and the database \"%s\" made ones (%s)"),
                PQdb(conn), SYNTHETIC_WORDS);
    return err_hint(err, "%s", _("the two are never mixed: name another database with --db"));
}

static bool read_heads(Maker *maker, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(
            maker->loader.conn,
            "SELECT head.indicator, head.series_id, head.card_id, series.digest, series.source, "
            "card.digest, card.definition_digest, head.embargo_until "
            "FROM smup.head JOIN smup.series USING (series_id) JOIN smup.card USING (card_id)",
            0, NULL, &result, err))
        return false;
    maker->n_heads = (size_t)PQntuples(result);
    maker->heads = arena_array(maker->arena, maker->n_heads + 1, sizeof *maker->heads);
    for (size_t i = 0; i < maker->n_heads; i++) {
        int row = (int)i;
        maker->heads[i] = (Head){
            .series = pg_int(result, row, 1),
            .card = pg_int(result, row, 2),
            .digest = arena_strdup(maker->arena, pg_text(result, row, 3)),
            .source = arena_strdup(maker->arena, pg_text(result, row, 4)),
            .card_digest = arena_strdup(maker->arena, pg_text(result, row, 5)),
            .definition_digest = arena_strdup(maker->arena, pg_text(result, row, 6)),
            .embargo = arena_strdup(maker->arena, pg_text(result, row, 7)),
        };
        (void)strmap_add(maker->head_by_code, str_view(pg_text(result, row, 0)), (uint32_t)i, NULL);
    }
    return true;
}

static const char *find_cause(const Head *head, const Entry *entry)
{
    if (head == NULL)
        return "new";
    bool data = head->series != entry->series;
    bool definition = strcmp(head->definition_digest, entry->indicator->digest) != 0 || !data;
    return data && definition ? "both" : data ? "data" : "definition";
}

/* The series is read only where its source differs from what the database noted of it. */
static bool compare_series(Maker *maker, const Indicator *indicator, const Head *head, Entry *entry,
                           Err *err)
{
    const Export *export = maker->loader.export;
    if (head != NULL && strcmp(head->source, indicator->source) == 0) {
        entry->series = head->series;
        return true;
    }
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Series series;
    if (!series_read(export->workspace, export->catalogue, indicator, scratch, &series, err))
        return false;
    if (head == NULL && series.n_years == 0)
        return true; /* no value in any year: there is nothing to show */
    entry->n_values = series.n_values;
    return load_series(&maker->loader, &series, &entry->series, err);
}

static bool compare_indicator(Maker *maker, const Indicator *indicator, Err *err)
{
    uint32_t at;
    Head *head =
        strmap_find(maker->head_by_code, str_view(indicator->code), &at) ? &maker->heads[at] : NULL;
    Entry entry = {.indicator = indicator, .head = head};
    if (head != NULL)
        head->in_workspace = true;
    if (!compare_series(maker, indicator, head, &entry, err))
        return false;
    bool same_card = head != NULL && strcmp(head->card_digest, indicator->card_digest) == 0;
    if (entry.series == 0 || (head != NULL && head->series == entry.series && same_card))
        return true;
    if (!load_card(&maker->loader, indicator, &entry.card, err))
        return false;
    entry.cause = find_cause(head, &entry);
    maker->entries[maker->n_entries++] = entry;
    return true;
}

/* An embargo that still holds what is replaced goes on to what replaces it. */
static bool insert_entry(Maker *maker, const Entry *entry, int64_t number, Err *err)
{
    char edition[NUMBER_TEXT], series[NUMBER_TEXT], card[NUMBER_TEXT], previous[NUMBER_TEXT];
    const Head *head = entry->head;
    const char *const values[] = {entry->indicator->code,
                                  number_text(edition, number),
                                  number_text(series, entry->series),
                                  number_text(card, entry->card),
                                  head == NULL ? NULL : number_text(previous, head->series),
                                  head == NULL ? "-infinity" : head->embargo,
                                  entry->cause};
    return pg_run(
        maker->loader.conn,
        "INSERT INTO smup.edition_series (indicator, edition_id, series_id, card_id, "
        "previous_series, embargo_until, cause) VALUES ($1, $2::integer, $3::integer, "
        "$4::integer, $5::integer, CASE WHEN $6::timestamptz > now() THEN $6::timestamptz "
        "ELSE '-infinity' END, $7)",
        ARRAY_LENGTH(values), values, err);
}

static const char *common_cause(const Maker *maker)
{
    for (size_t i = 1; i < maker->n_entries; i++)
        if (strcmp(maker->entries[i].cause, maker->entries[0].cause) != 0)
            return "mixed";
    return maker->entries[0].cause;
}

/* What all editions up to this one hold, so that two databases can be compared. */
static bool set_digest(Maker *maker, int64_t number, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(
            maker->loader.conn,
            "SELECT head.indicator, series.digest, card.digest "
            "FROM smup.head JOIN smup.series USING (series_id) JOIN smup.card USING (card_id) "
            "ORDER BY head.indicator COLLATE \"C\"",
            0, NULL, &result, err))
        return false;
    char hex[DIGEST_HEX], edition[NUMBER_TEXT];
    Digest *digest = digest_begin();
    for (int row = 0; row < PQntuples(result); row++)
        for (int column = 0; column < 3; column++)
            digest_text(digest, pg_text(result, row, column));
    digest_end(digest, hex);
    const char *const values[] = {number_text(edition, number), hex};
    return pg_run(maker->loader.conn,
                  "UPDATE smup.edition SET digest = $2 WHERE edition_id = $1::integer", 2, values,
                  err);
}

/* Few rows that many joins go through: the planner should know how few. */
static bool analyze(PGconn *conn, Err *err)
{
    return pg_exec(
        conn,
        "ANALYZE smup.edition, smup.edition_series, smup.indicator, smup.card, "
        "smup.publication, smup.series, smup.series_year, smup.state, smup.unit, smup.value, "
        "smup.statistic",
        err);
}

static bool store_edition(Maker *maker, Edition *edition, Err *err)
{
    const Export *export = maker->loader.export;
    char number[NUMBER_TEXT], n_series[NUMBER_TEXT], n_values[NUMBER_TEXT];
    edition->number = edition->last + 1;
    for (size_t i = 0; i < maker->n_entries; i++)
        edition->n_values += maker->entries[i].n_values;
    const char *const values[] = {number_text(number, edition->number),
                                  export->settings->embargo,
                                  export->synthetic ? "t" : "f",
                                  common_cause(maker),
                                  number_text(n_series, (int64_t)maker->n_entries),
                                  number_text(n_values, (int64_t)edition->n_values),
                                  SMUP_VERSION};
    if (!pg_run(maker->loader.conn,
                "INSERT INTO smup.edition (edition_id, embargo_until, synthetic, cause, n_series, "
                "n_values, digest, program) VALUES ($1::integer, coalesce($2::timestamptz, "
                "'-infinity'), $3::boolean, $4, $5::integer, $6::bigint, '', $7)",
                ARRAY_LENGTH(values), values, err))
        return false;
    for (size_t i = 0; i < maker->n_entries; i++)
        if (!insert_entry(maker, &maker->entries[i], edition->number, err))
            return false;
    return set_digest(maker, edition->number, err) && loader_check(&maker->loader, err) &&
           analyze(maker->loader.conn, err);
}

static bool read_last(PGconn *conn, int64_t *ret_last, Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(conn, "SELECT coalesce(max(edition_id), 0) FROM smup.edition", 0, NULL, &result,
                  err))
        return false;
    *ret_last = pg_int(result, 0, 0);
    return true;
}

bool edition_make(PGconn *conn, const Export *export, Edition *ret_edition, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    const Catalogue *catalogue = export->catalogue;
    Maker maker = {.arena = arena,
                   .head_by_code = strmap_new(arena),
                   .entries = arena_array(arena, catalogue->n_indicators + 1, sizeof(Entry))};
    Edition edition = {0};
    if (!loader_init(&maker.loader, conn, export, err) || !read_last(conn, &edition.last, err) ||
        !read_heads(&maker, err))
        return false;
    for (size_t i = 0; i < catalogue->n_indicators; i++)
        if (!compare_indicator(&maker, &catalogue->indicators[i], err))
            return false;
    edition.n_entries = maker.n_entries;
    edition.n_loaded = maker.loader.n_loaded;
    for (size_t i = 0; i < maker.n_heads; i++)
        edition.n_absent += !maker.heads[i].in_workspace;
    if (maker.n_entries > 0 && !store_edition(&maker, &edition, err))
        return false;
    *ret_edition = edition;
    return true;
}

bool edition_publish(PGconn *conn, int64_t number, const char *embargo, int64_t *ret_number,
                     Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    char text[NUMBER_TEXT];
    const char *const values[] = {number == 0 ? NULL : number_text(text, number), embargo};
    if (!pg_query(conn,
                  "UPDATE smup.edition SET approved_at = now(), approved_by = session_user, "
                  "embargo_until = coalesce($2::timestamptz, embargo_until) WHERE edition_id = "
                  "coalesce($1::integer, (SELECT max(edition_id) FROM smup.edition "
                  "WHERE approved_at IS NULL)) RETURNING edition_id",
                  2, values, &result, err))
        return false;
    *ret_number = PQntuples(result) == 0 ? 0 : pg_int(result, 0, 0);
    return true;
}
