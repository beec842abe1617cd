#include "store.h"

#include "digest.h"
#include "frame.h"
#include "records.h"

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
    const char *texts[] = {definition_state_name(d->state),
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
        const Definition *definition = catalogue_find(catalogue, db_text(query, 0));
        if (definition != NULL && definition->state != STATE_DRAFT)
            continue;
        strbuf_printf(gone, " %s", db_text(query, 0));
        db_bind_text(delete, 1, db_text(query, 0));
        good = db_run(delete, err);
    }
    return good &&
           run_sql(
               workspace->db,
               "DELETE FROM result WHERE indicator NOT IN (SELECT code FROM indicator); "
               "DELETE FROM result_check WHERE (indicator, year) NOT IN (SELECT indicator, year FROM result)",
               err);
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

static bool prune(Workspace *workspace, const char *sql, const Definition *definition, int last,
                  Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(workspace->db, sql, &query, err))
        return false;
    db_bind_text(query, 1, definition->code);
    db_bind_int(query, 2, definition->from);
    db_bind_int(query, 3, definition->to < last ? definition->to : last);
    return db_run(query, err);
}

bool store_prune(Workspace *workspace, const Definition *definition, int last, Err *err)
{
    return prune(workspace, "DELETE FROM result WHERE indicator = ? AND NOT year BETWEEN ? AND ?",
                 definition, last, err) &&
           prune(workspace,
                 "DELETE FROM result_check WHERE indicator = ? AND NOT year BETWEEN ? AND ?",
                 definition, last, err);
}

static void write_failures(StrBuf *text, const Workspace *workspace, const Definition *definition,
                           const Checks *checks, const Check *check)
{
    char value[NUM_TEXT], other[NUM_TEXT];
    for (uint32_t i = 0; i < check->n_failed; i++) {
        uint32_t unit = check->units[i];
        check_write_value(definition, &checks->result, unit, value);
        strbuf_printf(text, "%s%s=%s", i == 0 ? "" : " ", workspace->territory.units[unit].code,
                      value);
        if (check->verify == NULL)
            continue;
        num_write_rounded(check->others[unit], 0, definition->decimals + 2, other);
        strbuf_printf(text, "/%s", other);
    }
}

bool store_checks(Workspace *workspace, const Definition *definition, int year,
                  const Checks *checks, Err *err)
{
    CLEANUP(db_query_p) DbQuery *delete = NULL;
    CLEANUP(db_query_p) DbQuery *insert = NULL;
    if (!db_prepare(workspace->db, "DELETE FROM result_check WHERE indicator = ? AND year = ?",
                    &delete, err) ||
        !db_prepare(workspace->db, "INSERT INTO result_check VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    &insert, err))
        return false;
    db_bind_text(delete, 1, definition->code);
    db_bind_int(delete, 2, year);
    if (!db_run(delete, err))
        return false;
    for (size_t i = 0; i < checks->n; i++) {
        const Check *check = &checks->items[i];
        CLEANUP(strbuf_done) StrBuf units = {0};
        strbuf_puts(&units, "");
        write_failures(&units, workspace, definition, checks, check);
        db_bind_text(insert, 1, definition->code);
        db_bind_int(insert, 2, year);
        db_bind_text(insert, 3,
                     check->rule != NULL ? check->rule->id
                                         : definition->inputs[check->verify->input].name);
        db_bind_text(insert, 4,
                     check->rule != NULL ? severity_name(check->rule->severity) : "verify");
        db_bind_int(insert, 5, check->n_checked);
        db_bind_int(insert, 6, check->n_failed);
        db_bind_real(insert, 7, check->greatest);
        db_bind_text(insert, 8, units.text);
        if (!db_run(insert, err))
            return false;
    }
    return true;
}

static const Rule *find_rule(const Catalogue *catalogue, const char *code, const char *id)
{
    const Definition *definition = catalogue_find(catalogue, code);
    for (size_t i = 0; definition != NULL && i < definition->n_rules; i++)
        if (strcmp(definition->rules[i].id, id) == 0)
            return &definition->rules[i];
    return NULL;
}

/* One line for each unit that fails: "EDU01;2018;zakres;error;020101;Bolesławiec;12.5;;words". */
static void write_check(StrBuf *text, const Workspace *workspace, const Catalogue *catalogue,
                        DbQuery *query, Arena *scratch)
{
    const char *code = db_text(query, 0), *name = db_text(query, 2);
    const Rule *rule = find_rule(catalogue, code, name);
    StrList units = str_split(scratch, db_text(query, 6), " ");
    for (size_t i = 0; i < units.n; i++) {
        char *value = strchr(units.items[i], '='), *other = strchr(value, '/');
        *value++ = '\0';
        if (other != NULL)
            *other++ = '\0';
        uint32_t unit = territory_find(&workspace->territory, units.items[i]);
        const char *const fields[] = {
            code,
            db_text(query, 1),
            name,
            rule == NULL ? "verify" : severity_name(rule->severity),
            units.items[i],
            unit == NO_UNIT ? "" : workspace->territory.units[unit].name,
            value,
            other == NULL ? "" : other,
            rule == NULL ? "" : text_in_language(rule->text_pl, rule->text_en)};
        for (size_t k = 0; k < ARRAY_LENGTH(fields); k++) {
            record_put(text, fields[k]);
            strbuf_puts(text, k + 1 < ARRAY_LENGTH(fields) ? ";" : "\n");
        }
    }
}

bool store_read_checks(Workspace *workspace, const Catalogue *catalogue, StrBuf *ret_text,
                       CheckCounts *ret_counts, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CheckCounts counts = {0};
    bool row;
    if (!db_prepare(
            workspace->db,
            "SELECT indicator, year, name, severity, failed, greatest, units FROM result_check "
            "WHERE failed > 0 ORDER BY indicator, year, name",
            &query, err))
        return false;
    while (db_step(query, &row, err) && row) {
        uint64_t failed = (uint64_t)db_int(query, 4);
        if (ret_text->length == 0)
            strbuf_puts(ret_text, "indicator;year;check;severity;unit;name;value;other;rule\n");
        if (strcmp(db_text(query, 3), "verify") == 0)
            counts.differ += failed;
        const Rule *rule = find_rule(catalogue, db_text(query, 0), db_text(query, 2));
        if (rule != NULL)
            counts.failed[rule->severity] += failed;
        write_check(ret_text, workspace, catalogue, query, scratch);
    }
    *ret_counts = counts;
    return err->kind == ERR_NONE;
}
