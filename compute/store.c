#include "store.h"

#include "digest.h"
#include "frame.h"

#include <stdio.h>

static bool run_sql(Db *db, const char *sql, Err *err)
{
    return db_exec(db, sql, err);
}

static bool store_areas(Workspace *workspace, const Catalogue *catalogue, Err *err)
{
    CLEANUP(db_query_p) DbQuery *area = NULL;
    CLEANUP(db_query_p) DbQuery *service = NULL;
    Db *db = workspace->db;
    if (!run_sql(db, "DELETE FROM area; DELETE FROM service", err) ||
        !db_prepare(db, "INSERT INTO area VALUES (?, ?, ?, ?)", &area, err) ||
        !db_prepare(db, "INSERT INTO service VALUES (?, ?, ?, ?, ?)", &service, err))
        return false;
    for (size_t i = 0; i < catalogue->n_areas; i++) {
        db_bind_text(area, 1, catalogue->areas[i].id);
        db_bind_int(area, 2, (int64_t)i + 1);
        db_bind_text(area, 3, catalogue->areas[i].name_pl);
        db_bind_text(area, 4, catalogue->areas[i].name_en);
        if (!db_run(area, err))
            return false;
    }
    for (size_t i = 0; i < catalogue->n_services; i++) {
        db_bind_text(service, 1, catalogue->services[i].id);
        db_bind_text(service, 2, catalogue->services[i].area);
        db_bind_int(service, 3, (int64_t)i + 1);
        db_bind_text(service, 4, catalogue->services[i].name_pl);
        db_bind_text(service, 5, catalogue->services[i].name_en);
        if (!db_run(service, err))
            return false;
    }
    return true;
}

static bool store_card(DbQuery *insert, const Definition *d, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const char *tiers = tiers_text(scratch, d->tiers), *levels = frame_base_levels(scratch, d);
    const char *texts[] = {d->state,
                           d->area,
                           d->service,
                           d->dimension,
                           d->direction,
                           d->name_pl,
                           d->name_en,
                           d->description_pl,
                           d->description_en,
                           d->interpretation_pl,
                           d->interpretation_en,
                           d->unit};
    db_bind_text(insert, 1, d->code);
    db_bind_text(insert, 2, d->digest);
    db_bind_int(insert, 3, d->version);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        db_bind_text(insert, 4 + (int)i, texts[i]);
    db_bind_int(insert, 16, d->decimals);
    db_bind_text(insert, 17, d->formula_text);
    db_bind_text(insert, 18, d->sources);
    db_bind_text(insert, 19, tiers);
    db_bind_text(insert, 20, levels);
    db_bind_int(insert, 21, d->from);
    db_bind_int(insert, 22, d->to);
    return db_run(insert, err);
}

/* Results of an earlier meaning are not kept beside a new card. */
static bool drop_other_meaning(Workspace *workspace, const Definition *definition, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(
            workspace->db,
            "DELETE FROM result WHERE indicator = ?1 AND EXISTS (SELECT 1 FROM indicator WHERE code = ?1 AND digest <> ?2)",
            &query, err))
        return false;
    db_bind_text(query, 1, definition->code);
    db_bind_text(query, 2, definition->digest);
    return db_run(query, err);
}

static bool drop_gone(Workspace *workspace, const Catalogue *catalogue, StrBuf *gone, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(db_query_p) DbQuery *delete = NULL;
    bool row,
        good = db_prepare(workspace->db, "SELECT code FROM indicator", &query, err) &&
               db_prepare(workspace->db, "DELETE FROM indicator WHERE code = ?", &delete, err);
    while (good && (good = db_step(query, &row, err)) && row) {
        uint32_t unused;
        if (strmap_find(catalogue->codes, str_view(db_text(query, 0)), &unused))
            continue;
        strbuf_printf(gone, " %s", db_text(query, 0));
        db_bind_text(delete, 1, db_text(query, 0));
        good = db_run(delete, err);
    }
    return good &&
           run_sql(workspace->db,
                   "DELETE FROM result WHERE indicator NOT IN (SELECT code FROM indicator)", err);
}

bool store_catalogue(Workspace *workspace, const Catalogue *catalogue, const bool *selected,
                     StrBuf *gone, Err *err)
{
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    if (!store_areas(workspace, catalogue, err) ||
        !db_prepare(
            workspace->db,
            "INSERT OR REPLACE INTO indicator VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            &insert, err))
        return false;
    for (size_t i = 0; i < catalogue->n; i++)
        if (selected[i] && (!drop_other_meaning(workspace, &catalogue->items[i], err) ||
                            !store_card(insert, &catalogue->items[i], err)))
            return false;
    return drop_gone(workspace, catalogue, gone, err);
}

bool store_key(Workspace *workspace, const char *code, int year, char ret_key[65], Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    ret_key[0] = '\0';
    if (!db_prepare(workspace->db, "SELECT key FROM result WHERE indicator = ? AND year = ?",
                    &query, err))
        return false;
    db_bind_text(query, 1, code);
    db_bind_int(query, 2, year);
    if (!db_step(query, &row, err))
        return false;
    if (row)
        (void)snprintf(ret_key, 65, "%s", db_text(query, 0));
    return true;
}

bool store_result(Workspace *workspace, const Definition *definition, int year, const char *key,
                  const Vector *result, const Statistics *statistics, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CLEANUP(strbuf_done) StrBuf data = {0}, blob = {0};
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    const Territory *territory = &workspace->territory;
    char digest[DIGEST_HEX];
    Digest *sum = digest_begin();
    uint32_t n = 0;
    Column column = column_new(scratch, result->n, true, result->exponent + definition->exponent);
    digest_add(sum, &column.scale, sizeof column.scale);
    for (uint32_t i = 0; i < result->n; i++) {
        if (!frame_holds(definition, territory, i, year))
            continue;
        column.units[n] = i;
        column.values.real[n] = result->values[i];
        column.states[n] = result->states[i];
        /* by code and not by place: the same result has the same digest in every workspace */
        digest_text(sum, territory->units[i].code);
        digest_add(sum, &column.values.real[n], sizeof column.values.real[n]);
        digest_add(sum, &column.states[n], sizeof column.states[n]);
        n++;
    }
    digest_end(sum, digest);
    column.n = n;
    column_pack(&column, &data);
    statistics_pack(statistics, &blob);
    if (!db_prepare(workspace->db, "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)",
                    &insert, err))
        return false;
    db_bind_text(insert, 1, definition->code);
    db_bind_int(insert, 2, year);
    db_bind_text(insert, 3, key);
    db_bind_text(insert, 4, digest);
    db_bind_blob(insert, 5, data.text, data.length);
    db_bind_blob(insert, 6, blob.text, blob.length);
    return db_run(insert, err);
}

bool store_prune(Workspace *workspace, const Definition *definition, int last, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db,
                    "DELETE FROM result WHERE indicator = ? AND NOT year BETWEEN ? AND ?", &query,
                    err))
        return false;
    db_bind_text(query, 1, definition->code);
    db_bind_int(query, 2, definition->from);
    db_bind_int(query, 3, definition->to < last ? definition->to : last);
    return db_run(query, err);
}
