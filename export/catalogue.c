#include "catalogue.h"

#include "num.h"
#include "table.h"

#include <inttypes.h>
#include <stdio.h>

/* Raise it when what is stored of the same results changes: every series is then read again and
 * compared. */
static const char source_form[] = "smup-export 1";

typedef struct Ids {
    const char *path;
    StrMap *by_key; /* "kind code tier" */
    uint32_t next_free;
} Ids;

static bool read_ids(Workspace *workspace, Ids *ret_ids, Err *err)
{
    Arena *arena = workspace->arena;
    Ids ids = {arena_printf(arena, "%s/portal/ids.csv", workspace->config), strmap_new(arena), 1};
    StrMap *by_id = strmap_new(arena); /* "kind id" */
    Table table;
    if (!table_read(arena, ids.path, "kind code tier id", &table, err))
        return false;
    size_t kind = table_column(&table, "kind"), code = table_column(&table, "code"),
           tier = table_column(&table, "tier"), id = table_column(&table, "id");
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        uint64_t number = 0;
        bool fresh;
        if (!num_parse_count(str_view(row[id]), INT32_MAX, &number))
            return err_set(err, ERR_CONFIG, _("%s:%zu: \"%s\" is no id"), ids.path, i + 2, row[id]);
        const char *key = arena_printf(arena, "%s %s %s", row[kind], row[code], row[tier]);
        (void)strmap_add(ids.by_key, str_view(key), (uint32_t)number, &fresh);
        if (!fresh)
            return err_set(err, ERR_CONFIG, _("%s:%zu: %s \"%s\" has an id already"), ids.path,
                           i + 2, row[kind], row[code]);
        key = arena_printf(arena, "%s %" PRIu64, row[kind], number);
        size_t line = strmap_add(by_id, str_view(key), (uint32_t)i + 2, &fresh);
        if (!fresh)
            return err_set(err, ERR_CONFIG, _("%s:%zu: the id %llu stands in line %zu as well"),
                           ids.path, i + 2, (unsigned long long)number, line);
        if (number >= ids.next_free)
            ids.next_free = (uint32_t)number + 1;
    }
    *ret_ids = ids;
    return true;
}

static bool find_id(const Ids *ids, const char *kind, const char *code, const char *tier,
                    uint32_t *ret_id)
{
    char key[400];
    (void)snprintf(key, sizeof key, "%s %s %s", kind, code, tier);
    return strmap_find(ids->by_key, str_view(key), ret_id);
}

static bool no_id(const Ids *ids, const char *kind, const char *code, const char *tier, Err *err)
{
    err_set(err, ERR_CONFIG, _("the %s \"%s\"%s%s has no id of the portal in \"%s\""), _(kind),
            code, *tier == '\0' ? "" : _(", tier "), tier, ids->path);
    return err_hint(err, _("add the line \"%s;%s;%s;%u;\": %u is the next free id"), kind, code,
                    tier, ids->next_free, ids->next_free);
}

typedef struct Reader {
    Workspace *workspace;
    const Ids *ids;
} Reader;

static const char *keep(const Reader *reader, DbQuery *query, int column)
{
    return arena_strdup(reader->workspace->arena, db_text(query, column));
}

static bool count_rows(const Reader *reader, const char *sql, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(reader->workspace->db, sql, &query, err) || !db_step(query, &row, err))
        return false;
    *ret_n = row ? (size_t)db_int(query, 0) : 0;
    return true;
}

/* `sql`: id, area, position, name_pl, name_en. */
static bool read_headings(const Reader *reader, const char *kind, const char *sql, size_t n,
                          Heading **ret_headings, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Heading *headings = arena_array(reader->workspace->arena, n + 1, sizeof *headings);
    bool row, good = db_prepare(reader->workspace->db, sql, &query, err);
    for (size_t i = 0; good && (good = db_step(query, &row, err)) && row && i < n; i++) {
        headings[i] = (Heading){.code = keep(reader, query, 0),
                                .area = keep(reader, query, 1),
                                .position = (int)db_int(query, 2),
                                .name_pl = keep(reader, query, 3),
                                .name_en = keep(reader, query, 4)};
        if (!find_id(reader->ids, kind, headings[i].code, "", &headings[i].portal_id))
            good = no_id(reader->ids, kind, headings[i].code, "", err);
    }
    *ret_headings = headings;
    return good;
}

/* A single id stands in ids.csv without a tier; else there is one for each tier. */
static bool read_publications(const Reader *reader, const char *tiers, Indicator *indicator,
                              Err *err)
{
    Arena *arena = reader->workspace->arena;
    StrList list = str_split(arena, tiers, " ,");
    Publication *all = arena_array(arena, list.n + 1, sizeof *all);
    indicator->publications = all;
    indicator->n_publications = 1;
    all[0].tier = "";
    if (find_id(reader->ids, "indicator", indicator->code, "", &all[0].portal_id))
        return true;
    for (size_t i = 0; i < list.n; i++) {
        all[i].tier = list.items[i];
        if (!find_id(reader->ids, "indicator", indicator->code, list.items[i], &all[i].portal_id))
            return no_id(reader->ids, N_("indicator"), indicator->code, list.items[i], err);
    }
    indicator->n_publications = list.n;
    return list.n > 0 || no_id(reader->ids, N_("indicator"), indicator->code, "", err);
}

static void digest_card(Indicator *indicator)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    const char *texts[] = {indicator->code, indicator->digest,
#define TEXT(name) indicator->name,
                           CARD_TEXT_LIST(TEXT)
#undef TEXT
    };
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        strbuf_add(&text, texts[i], strlen(texts[i]) + 1);
    strbuf_printf(&text, "%d %d %d %d", indicator->version, indicator->decimals,
                  indicator->year_from, indicator->year_to);
    for (size_t i = 0; i < indicator->n_publications; i++)
        strbuf_printf(&text, ";%s %u", indicator->publications[i].tier,
                      indicator->publications[i].portal_id);
    digest_of(text.text, text.length, indicator->card_digest);
}

static bool read_indicator(const Reader *reader, DbQuery *query, Indicator *ret_indicator, Err *err)
{
    Indicator indicator = {.code = keep(reader, query, 0), .digest = keep(reader, query, 1)};
    indicator.version = (int)db_int(query, 2);
    indicator.decimals = (int)db_int(query, 3);
    indicator.year_from = (int)db_int(query, 4);
    indicator.year_to = (int)db_int(query, 5);
    int column = 7;
#define TEXT(name) indicator.name = keep(reader, query, column++);
    CARD_TEXT_LIST(TEXT)
#undef TEXT
    if (indicator.decimals < 0 || indicator.decimals > NUM_SCALE_MAX)
        return err_set(err, ERR_DATA, _("the indicator %s has %d decimals; 0 to %d can be written"),
                       indicator.code, indicator.decimals, NUM_SCALE_MAX);
    if (!read_publications(reader, db_text(query, 6), &indicator, err))
        return false;
    digest_card(&indicator);
    *ret_indicator = indicator;
    return true;
}

static const char indicator_sql[] =
    "SELECT code, digest, version, decimals, year_from, year_to, tiers"
#define TEXT(name) ", " #name
    CARD_TEXT_LIST(TEXT)
#undef TEXT
        " FROM indicator WHERE code IN (SELECT indicator FROM result) ORDER BY code";

static bool read_indicators(const Reader *reader, Catalogue *catalogue, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    size_t n;
    if (!count_rows(reader, "SELECT count(*) FROM indicator", &n, err) ||
        !db_prepare(reader->workspace->db, indicator_sql, &query, err))
        return false;
    catalogue->indicators = arena_array(reader->workspace->arena, n + 1, sizeof(Indicator));
    for (bool row;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (!read_indicator(reader, query, &catalogue->indicators[catalogue->n_indicators], err))
            return false;
        catalogue->n_indicators++;
    }
}

/* What the flags and decimals make of the results is part of what is stored. */
static Digest *source_begin(const Catalogue *catalogue, const Indicator *indicator)
{
    Digest *digest = digest_begin();
    digest_text(digest, source_form);
    digest_text(digest, indicator->card_digest);
    for (size_t i = 0; i < catalogue->flags.n; i++) {
        const Flag *flag = &catalogue->flags.rows[i];
        uint32_t numbers[] = {(uint32_t)flag->number, (uint32_t)flag->value, flag->obs};
        digest_add(digest, numbers, sizeof numbers);
    }
    return digest;
}

/* The keys alone, without the blobs behind them. */
static bool read_sources(const Reader *reader, Catalogue *catalogue, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(reader->workspace->db,
                    "SELECT year, key, digest FROM result WHERE indicator = ? ORDER BY year",
                    &query, err))
        return false;
    for (size_t i = 0; i < catalogue->n_indicators; i++) {
        Indicator *indicator = &catalogue->indicators[i];
        Digest *digest = source_begin(catalogue, indicator);
        db_bind_text(query, 1, indicator->code);
        bool row, good;
        while ((good = db_step(query, &row, err)) && row) {
            int64_t year = db_int(query, 0);
            digest_add(digest, &year, sizeof year);
            digest_text(digest, db_text(query, 1));
            digest_text(digest, db_text(query, 2));
            indicator->n_results++;
        }
        digest_end(digest, indicator->source);
        if (!good)
            return false;
    }
    return true;
}

bool catalogue_read(Workspace *workspace, Catalogue *ret_catalogue, Err *err)
{
    static const char area_sql[] =
        "SELECT id, '', position, name_pl, name_en FROM area ORDER BY position, id";
    static const char service_sql[] =
        "SELECT id, area, position, name_pl, name_en FROM service ORDER BY position, id";
    Catalogue catalogue = {0};
    Ids ids = {0};
    Reader reader = {workspace, &ids};
    const char *flags = arena_printf(workspace->arena, "%s/portal/flags.csv", workspace->config);
    if (!read_ids(workspace, &ids, err) ||
        !flags_read(workspace->arena, flags, &catalogue.flags, err) ||
        !count_rows(&reader, "SELECT count(*) FROM area", &catalogue.n_areas, err) ||
        !count_rows(&reader, "SELECT count(*) FROM service", &catalogue.n_services, err) ||
        !read_headings(&reader, N_("area"), area_sql, catalogue.n_areas, &catalogue.areas, err) ||
        !read_headings(&reader, N_("service"), service_sql, catalogue.n_services,
                       &catalogue.services, err) ||
        !read_indicators(&reader, &catalogue, err) || !read_sources(&reader, &catalogue, err))
        return false;
    *ret_catalogue = catalogue;
    return true;
}

unsigned catalogue_part(const Indicator *indicator, const Unit *unit)
{
    return publication_part(indicator->publications, indicator->n_publications, unit);
}

void unit_teryt(const Unit *unit, int year, char ret_text[TERYT_TEXT])
{
    size_t length = strlen(unit->code);
    int kind = unit_kind(unit, year);
    *ret_text = '\0';
    if (unit->level == LEVEL_COUNTRY)
        (void)snprintf(ret_text, TERYT_TEXT, "0000000");
    else if (unit->level == LEVEL_VOIVODESHIP && length == 12)
        (void)snprintf(ret_text, TERYT_TEXT, "%.2s00000", unit->code + 2);
    else if (unit->level == LEVEL_POWIAT && length == 4)
        (void)snprintf(ret_text, TERYT_TEXT, "%s000", unit->code);
    else if (unit->level == LEVEL_GMINA && length == 6 && kind > 0)
        (void)snprintf(ret_text, TERYT_TEXT, "%s%d", unit->code, kind % 10);
    else if (unit->level > LEVEL_GMINA && length == 7 && str_all_digits(str_view(unit->code)))
        (void)snprintf(ret_text, TERYT_TEXT, "%s", unit->code);
}

/*
 * TERYT codes of four, six and seven digits with a 1 in front; of a BDL id, whose last five digits
 * are 0 above the powiat, the first seven with a 2 in front. Codes that are no numbers (unions,
 * bodies) are hashed above these.
 */
int32_t unit_portal_id(const Unit *unit)
{
    enum { TERYT_ONE = 1, BDL_TWO = 2, SHORT_LONGEST = 7, BDL_LENGTH = 12, HASHED = 100000000 };
    StrView code = str_view(unit->code);
    uint64_t number = 0;
    bool bdl = code.length == BDL_LENGTH && strcmp(code.text + 7, "00000") == 0;
    StrView digits = {code.text, bdl ? SHORT_LONGEST : code.length};
    if (digits.length <= SHORT_LONGEST && num_parse_count(digits, 9999999, &number)) {
        uint64_t front = bdl ? BDL_TWO : TERYT_ONE;
        for (size_t i = 0; i < digits.length; i++)
            front *= 10;
        return (int32_t)(front + number);
    }
    return HASHED + (int32_t)(checksum_of(code.text, code.length) % (INT32_MAX - HASHED));
}
