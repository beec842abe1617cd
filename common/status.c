#include "status.h"

#include "file.h"
#include "portal.h"

#include <stdio.h>

static bool print_query(Workspace *workspace, const char *heading, const char *sql, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, any = false;
    if (!db_prepare(workspace->db, sql, &query, err))
        return false;
    for (;;) {
        if (!db_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (!any && *heading != '\0')
            printf("%s\n", heading);
        any = true;
        printf("  %s\n", db_text(query, 0));
    }
}

static bool print_next(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, stale;
    if (!workspace_is_stale(workspace, &stale, err) ||
        !db_prepare(
            workspace->db,
            "SELECT EXISTS (SELECT 1 FROM column_in_force) OR EXISTS (SELECT 1 FROM filing), EXISTS (SELECT 1 FROM result)",
            &query, err) ||
        !db_step(query, &row, err))
        return false;
    if (db_int(query, 0) == 0)
        printf(_("next: smup-ingest -w %s FILES\n"), workspace->path);
    else if (db_int(query, 1) == 0 || stale)
        printf(_("next: smup-compute -w %s\n"), workspace->path);
    else
        printf(_("next: smup-export -w %s --csv DIR, or --db CONNINFO\n"), workspace->path);
    return true;
}

/* Cells, rejects and reports that a person should look at. */
static bool print_findings(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool
        rejects = false,
        row,
        good = db_prepare(
            workspace->db,
            "SELECT 'cell', count(*), kind FROM finding GROUP BY kind UNION ALL "
            "SELECT 'reject', count(*), code FROM reject GROUP BY code UNION ALL "
            "SELECT 'report', count(*), 'conflict' FROM filing WHERE in_force = -1 HAVING count(*) > 0",
            &query, err);
    for (bool any = false; good && (good = db_step(query, &row, err)) && row; any = true) {
        const char *what = db_text(query, 0);
        long long n = db_int(query, 1);
        printf("%s%s  ", any ? "" : _("to look at"), any ? "" : "\n");
        printf(strcmp(what, "cell") == 0 ? PLURAL("%lld cell: %s", "%lld cells: %s", n)
               : strcmp(what, "reject") == 0
                   ? PLURAL("%lld reject: %s", "%lld rejects: %s", n)
                   : PLURAL("%lld budget report: %s", "%lld budget reports: %s", n),
               n, _(db_text(query, 2)));
        printf("\n");
        rejects = rejects || strcmp(what, "reject") == 0;
    }
    if (good && rejects)
        printf(_("  smup rejects -w %s shows the rejects and how to repair them\n"),
               workspace->path);
    return good;
}

static bool print_results(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(workspace->db,
                    "SELECT count(DISTINCT indicator), min(year), max(year) FROM result", &query,
                    err) ||
        !db_step(query, &row, err))
        return false;
    long long n = db_int(query, 0);
    if (n == 0)
        return true;
    printf("%s\n  ", _("results: indicators, years"));
    printf(PLURAL("%lld indicator", "%lld indicators", n), n);
    printf("   %s .. %s\n", db_text(query, 1), db_text(query, 2));
    return true;
}

/* "BDL P2137": years behind each other with the same number of series are one. */
typedef struct Coverage {
    char name[200];
    int64_t first, last, n_series;
    bool any;
} Coverage;

static void print_years(const Coverage *coverage)
{
    if (!coverage->any)
        return;
    printf(coverage->last > coverage->first ? "%lld .. %lld (" : "%lld (",
           (long long)coverage->first, (long long)coverage->last);
    printf(PLURAL("%lld series)", "%lld series)", coverage->n_series),
           (long long)coverage->n_series);
}

/* One row: a subject, a year, how many series of it there are. */
static void add_coverage(Coverage *coverage, const char *name, int64_t year, int64_t n)
{
    bool same = coverage->any && strcmp(coverage->name, name) == 0;
    if (same && year == coverage->last + 1 && n == coverage->n_series) {
        coverage->last = year;
        return;
    }
    print_years(coverage);
    if (same)
        printf(", ");
    else
        printf("%s  %-24s  ", coverage->any ? "\n" : "", name);
    (void)snprintf(coverage->name, sizeof coverage->name, "%s", name);
    coverage->first = coverage->last = year;
    coverage->n_series = n;
    coverage->any = true;
}

/* What the portal has published are hundreds of subjects, an indicator each: one line. */
static bool print_coverage(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Coverage coverage = {.any = false};
    bool row,
        good = db_prepare(
            workspace->db,
            "SELECT iif(s.source = '" PORTAL_SOURCE "', s.source, s.source || ' ' || s.subject) "
            "AS name, c.period / 100 % 10000 AS year, "
            "count(DISTINCT s.id) FROM column_in_force c JOIN series s ON s.id = c.series "
            "WHERE s.source <> '" PORTAL_SOURCE "' OR s.dimensions = '" PORTAL_VALUE "' "
            "GROUP BY name, year ORDER BY name, year",
            &query, err);
    while (good && (good = db_step(query, &row, err)) && row) {
        if (!coverage.any)
            printf("%s\n", _("columns in force: subject, years (series)"));
        add_coverage(&coverage, db_text(query, 0), db_int(query, 1), db_int(query, 2));
    }
    if (coverage.any) {
        print_years(&coverage);
        printf("\n");
    }
    return good;
}

/* The newest folders of runs/, which had something to say. */
static bool print_runs(Workspace *workspace, Err *err)
{
    enum { SHOWN = 3 };
    StrList files;
    const char *folder = arena_printf(workspace->arena, "%s/runs", workspace->path);
    if (!file_is_folder(folder))
        return true;
    if (!file_list(workspace->arena, folder, &files, err))
        return false;
    const char *last = "";
    size_t n = 0;
    for (size_t i = files.n; i > 0; i--) {
        const char *path = files.items[i - 1] + strlen(folder) + 1;
        size_t length = strcspn(path, "/");
        if (strncmp(path, last, length) == 0 && last[length] == '/') {
            printf(", %s", path + length + 1);
            continue;
        }
        if (n == SHOWN)
            break;
        if (n++ == 0)
            printf("%s", _("last runs: what they had to say"));
        printf("\n  %.*s  %s", (int)length, path,
               path + (path[length] == '/' ? length + 1 : length));
        last = path;
    }
    if (n > 0)
        printf("\n");
    return true;
}

bool status_print(Workspace *workspace, Err *err)
{
    bool synthetic;
    if (!workspace_is_synthetic(workspace, &synthetic, err))
        return false;
    printf(_("workspace %s%s\n"), workspace->path, synthetic ? " (dane syntetyczne)" : "");
    return print_query(
               workspace, _("extracts by profile: files, dates"),
               "SELECT printf('%-12s %5d   %s .. %s', profile, count(*), min(date), max(date)) FROM extract "
               "GROUP BY profile ORDER BY profile",
               err) &&
           print_coverage(workspace, err) &&
           print_query(
               workspace, _("budget reports that count: units, periods"),
               "SELECT printf('%-12s %5d   %d .. %d', report, count(DISTINCT unit), min(period / 100 % 10000), "
               "max(period / 100 % 10000)) FROM filing WHERE in_force = 1 GROUP BY report ORDER BY report",
               err) &&
           print_runs(workspace, err) && print_findings(workspace, err) &&
           print_results(workspace, err) && print_next(workspace, err);
}
