#include "edition.h"
#include "schema.h"
#include "sheet.h"

#include <stddef.h>

/* Before anything is loaded: a time that cannot be read should not cost a load. */
static bool check_embargo(PGconn *conn, const char *embargo, Err *err)
{
    if (embargo == NULL || pg_run(conn, "SELECT $1::timestamptz", 1, &embargo, err))
        return true;
    if (err->kind != ERR_INTERNAL)
        return false;
    *err = (Err){0};
    err_set(err, ERR_USAGE, _("--embargo wants a time, not \"%.100s\""), embargo);
    return err_hint(err, "%s", _("for example: --embargo \"2026-08-28 09:00\""));
}

static bool run_transaction(PGconn *conn, const Export *export, Edition *edition,
                            int64_t *ret_published, Err *err)
{
    *ret_published = 0;
    return schema_begin(conn, err) && edition_check_kind(conn, export, err) &&
           sheets_store(conn, export, err) && edition_make(conn, export, edition, err) &&
           (!export->settings->publish ||
            edition_publish(conn, edition->number, export->settings->embargo, ret_published, err));
}

/* Editions that nobody released, and the last embargo that hides a released one, "" where none
 * does: readers do not see what only they change. */
static bool read_hidden(PGconn *conn, Arena *arena, int64_t *ret_held, const char **ret_embargo,
                        Err *err)
{
    CLEANUP(pg_clear_p) PGresult *result = NULL;
    if (!pg_query(
            conn,
            "SELECT count(*) FILTER (WHERE approved_at IS NULL), "
            "coalesce(to_char(max(embargo_until) FILTER (WHERE approved_at IS NOT NULL AND "
            "embargo_until > now() AND embargo_until < 'infinity'), 'YYYY-MM-DD HH24:MI'), '') "
            "FROM smup.edition",
            0, NULL, &result, err))
        return false;
    *ret_held = pg_int(result, 0, 0);
    *ret_embargo = arena_strdup(arena, pg_text(result, 0, 1));
    return true;
}

typedef struct Outcome {
    Edition edition;
    unsigned n_migrations;
    int64_t published; /* 0: none */
    int64_t held;      /* editions that nobody released */
    const char *embargo;
} Outcome;

static const char *summary_line(Arena *arena, const Outcome *outcome)
{
    const Edition *edition = &outcome->edition;
    const char *released = "";
    if (outcome->published != 0 && outcome->published == edition->number)
        released = _("; released");
    else if (outcome->published != 0)
        released = arena_printf(arena, _("; edition %lld released"), (long long)outcome->published);
    else if (edition->number != 0)
        released = _("; not released yet (--publish)");
    if (edition->number == 0)
        return arena_printf(arena, _("nothing is new; edition %lld holds%s"),
                            (long long)edition->last, released);
    return arena_printf(
        arena, _("edition %lld: %s, %s, %s%s%s"), (long long)edition->number,
        arena_printf(arena, PLURAL("%zu indicator", "%zu indicators", edition->n_entries),
                     edition->n_entries),
        arena_printf(arena, PLURAL("%llu series loaded", "%llu series loaded", edition->n_loaded),
                     (unsigned long long)edition->n_loaded),
        arena_printf(arena, PLURAL("%llu value", "%llu values", edition->n_values),
                     (unsigned long long)edition->n_values),
        released, outcome->n_migrations > 0 ? _("; the schema was made") : "");
}

static void summarize(const Export *export, const Outcome *outcome, Summary *ret_summary)
{
    Arena *arena = export->workspace->arena;
    size_t n = 0;
    if (outcome->edition.n_absent > 0)
        ret_summary->warnings[n++] = arena_printf(
            arena,
            PLURAL("%zu indicator of the database is not in the workspace; it stays as it is",
                   "%zu indicators of the database are not in the workspace; they stay as they are",
                   outcome->edition.n_absent),
            outcome->edition.n_absent);
    if (outcome->published != 0 && outcome->held > 0)
        ret_summary->warnings[n++] = arena_printf(
            arena,
            PLURAL("%lld other edition is not released; what only it changes is not seen",
                   "%lld other editions are not released; what only they change is not seen",
                   (uint64_t)outcome->held),
            (long long)outcome->held);
    if (export->settings->embargo != NULL && outcome->edition.number == 0 &&
        outcome->published == 0)
        ret_summary->warnings[n++] = _("there was no edition for the embargo of --embargo");
    if (*outcome->embargo != '\0')
        ret_summary->warnings[n++] = arena_printf(
            arena, _("what was released under embargo is hidden from readers until %s"),
            outcome->embargo);
    ret_summary->n_warnings = n;
    ret_summary->line = summary_line(arena, outcome);
}

static bool write_pg(const Export *export, const char *conninfo, Summary *ret_summary, Err *err)
{
    CLEANUP(pg_close_p) PGconn *conn = NULL;
    Outcome outcome = {0};
    if (!pg_open(conninfo, &conn, err) || !check_embargo(conn, export->settings->embargo, err) ||
        !schema_migrate(conn, &outcome.n_migrations, err))
        return false;
    if (!run_transaction(conn, export, &outcome.edition, &outcome.published, err) ||
        !read_hidden(conn, export->workspace->arena, &outcome.held, &outcome.embargo, err) ||
        !pg_commit(&conn, conninfo, err))
        return false;
    summarize(export, &outcome, ret_summary);
    return true;
}

const Writer writer_pg = {.target = offsetof(ExportSettings, db), .write = write_pg};
