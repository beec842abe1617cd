#include "forget.h"

#include "resolve.h"

#include <stdlib.h>

void forgotten_done(Forgotten *forgotten)
{
    free(forgotten->columns);
    free(forgotten->filings);
    *forgotten = (Forgotten){0};
}

static bool list_columns(Workspace *workspace, int64_t id, Forgotten *list, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, good = db_prepare(workspace->db, "SELECT series, period FROM piece WHERE extract = ?",
                                &query, err);
    if (good)
        db_bind_int(query, 1, id);
    while (good && (good = db_step(query, &row, err)) && row) {
        list->columns = heap_grow(list->columns, &list->columns_capacity, list->n_columns + 1,
                                  sizeof *list->columns);
        list->columns[list->n_columns++] =
            (struct ForgottenColumn){db_int(query, 0), db_int(query, 1)};
    }
    return good;
}

static bool list_filings(Workspace *workspace, Arena *arena, int64_t id, Forgotten *list, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        good = db_prepare(workspace->db,
                          "SELECT report, period, unit FROM filing WHERE extract = ?", &query, err);
    if (good)
        db_bind_int(query, 1, id);
    while (good && (good = db_step(query, &row, err)) && row) {
        list->filings = heap_grow(list->filings, &list->filings_capacity, list->n_filings + 1,
                                  sizeof *list->filings);
        list->filings[list->n_filings++] = (struct ForgottenFiling){
            arena_strdup(arena, db_text(query, 0)), db_int(query, 1), (uint32_t)db_int(query, 2)};
    }
    return good;
}

bool forget_extract(Workspace *workspace, Arena *arena, int64_t id, Forgotten *ret_forgotten,
                    Err *err)
{
    static const char *const statements[] = {
        "DELETE FROM piece WHERE extract = ?",        "DELETE FROM filing WHERE extract = ?",
        "DELETE FROM register_row WHERE extract = ?", "DELETE FROM reject WHERE extract = ?",
        "DELETE FROM extract WHERE id = ?",
    };
    *ret_forgotten = (Forgotten){0};
    if (!list_columns(workspace, id, ret_forgotten, err) ||
        !list_filings(workspace, arena, id, ret_forgotten, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(statements); i++) {
        CLEANUP(db_query_p) DbQuery *query = NULL;
        if (!db_prepare(workspace->db, statements[i], &query, err))
            return false;
        db_bind_int(query, 1, id);
        if (!db_run(query, err))
            return false;
    }
    return true;
}

static bool has_piece(const Extract *extract, int64_t id, const struct ForgottenColumn *at,
                      bool *ret_has, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(extract->workspace->db,
                    "SELECT 1 FROM piece WHERE extract = ? AND series = ? AND period = ?", &query,
                    err))
        return false;
    db_bind_int(query, 1, id);
    db_bind_int(query, 2, at->series);
    db_bind_int(query, 3, at->period);
    return db_step(query, ret_has, err);
}

static bool id_of(const Extract *extract, int64_t *ret_id, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(extract->workspace->db,
                    "SELECT id FROM extract WHERE sha256 = ? AND member = ?", &query, err))
        return false;
    db_bind_text(query, 1, extract->sha256);
    db_bind_text(query, 2, extract->member);
    if (!db_step(query, &row, err))
        return false;
    *ret_id = row ? db_int(query, 0) : 0;
    return true;
}

bool forget_settle(Extract *extract, const Forgotten *forgotten, Err *err)
{
    int64_t id;
    if (!id_of(extract, &id, err))
        return false;
    for (size_t i = 0; i < forgotten->n_columns; i++) {
        const struct ForgottenColumn *at = &forgotten->columns[i];
        const ExtractPiece nothing = {.period = at->period};
        bool has;
        if (!has_piece(extract, id, at, &has, err) ||
            (!has && !resolve_column(extract, 0, at->series, &nothing, err)))
            return false;
    }
    for (size_t i = 0; i < forgotten->n_filings; i++) {
        const struct ForgottenFiling *at = &forgotten->filings[i];
        if (!resolve_filing(extract, 0, at->report, at->period, at->unit, 0, err))
            return false;
    }
    return true;
}
