#include "workspace.h"

#include "digest.h"
#include "file.h"
#include "num.h"
#include "portal.h"
#include "workspace_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 5000 };

static bool lock_take(Workspace *workspace, const char *stage, Err *err)
{
    const char *path = arena_printf(workspace->arena, "%s/lock", workspace->path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return err_set_errno(err, ERR_CANTCREAT, errno, _("could not open \"%s\""), path);
    char holder[200] = "";
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t n = read(fd, holder, sizeof holder - 1);
        (void)close(fd);
        err_set(err, ERR_BUSY, _("the workspace \"%s\" is in use by %s"), workspace->path,
                n > 0 ? holder : _("another run"));
        return err_hint(err, "%s", _("wait for it to end and run the same command again"));
    }
    (void)snprintf(holder, sizeof holder, _("%s, pid %ld, run %s"), stage, (long)getpid(),
                   workspace->run_id);
    if (ftruncate(fd, 0) != 0 || write(fd, holder, strlen(holder)) < 0) {
        int problem = errno;
        (void)close(fd);
        return err_set_errno(err, ERR_IO, problem, _("could not write \"%s\""), path);
    }
    workspace->lock = fd;
    return true;
}

static bool read_number(Db *db, const char *sql, int64_t *ret_number, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(db, sql, &query, err) || !db_step(query, &row, err))
        return false;
    *ret_number = row ? db_int(query, 0) : 0;
    return true;
}

static bool check_version(Workspace *workspace, bool writable, Err *err)
{
    int64_t application, version;
    if (!read_number(workspace->db, "PRAGMA application_id", &application, err) ||
        !read_number(workspace->db, "PRAGMA user_version", &version, err))
        return false;
    if (application == 0 && version == 0 && writable) {
        char marks[120];
        (void)snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                       WORKSPACE_APPLICATION_ID, WORKSPACE_VERSION);
        return db_exec(workspace->db, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE", err) &&
               db_exec(workspace->db, workspace_sql, err) && db_exec(workspace->db, marks, err) &&
               db_exec(workspace->db, "COMMIT", err);
    }
    if (application != WORKSPACE_APPLICATION_ID || version != WORKSPACE_VERSION) {
        err_set(err, ERR_PROTOCOL,
                _("\"%s/workspace.sqlite\" is of another program or version (%lld, %lld); this one "
                  "knows version %d"),
                workspace->path, (long long)application, (long long)version, WORKSPACE_VERSION);
        return err_hint(err, "%s", _("make a new workspace from the archive with smup-ingest"));
    }
    return true;
}

static bool open_database(Workspace *workspace, WorkspaceMode mode, Err *err)
{
    const char *path = arena_printf(workspace->arena, "%s/workspace.sqlite", workspace->path);
    int flags = mode == WORKSPACE_CREATE  ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                : mode == WORKSPACE_WRITE ? SQLITE_OPEN_READWRITE
                                          : SQLITE_OPEN_READONLY;
    if (mode != WORKSPACE_CREATE && !file_exists(path) && errno == EACCES)
        return err_set_errno(err, ERR_PERM, errno, _("could not open \"%s\""), path);
    if (mode != WORKSPACE_CREATE && !file_exists(path)) {
        err_set(err, ERR_NOINPUT, _("there is no workspace in \"%s\""), workspace->path);
        return err_hint(err, _("\"smup-ingest -w %s FILES\" makes one"), workspace->path);
    }
    if (sqlite3_open_v2(path, &workspace->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        if (workspace->db == NULL)
            return err_set(err, ERR_OS, _("out of memory"));
        return db_error(workspace->db, err);
    }
    (void)sqlite3_busy_timeout(workspace->db, BUSY_MILLISECONDS);
    return db_exec(
               workspace->db,
               "PRAGMA page_size = 16384; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
               "PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF",
               err) &&
           check_version(workspace, mode != WORKSPACE_READ, err);
}

static bool load_axis(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    AxisRow *rows = NULL;
    size_t n = 0, capacity = 0;
    bool row,
        good = db_prepare(workspace->db, "SELECT code, level, name, parent FROM unit ORDER BY id",
                          &query, err);
    while (good && (good = db_step(query, &row, err)) && row) {
        rows = heap_grow(rows, &capacity, n + 1, sizeof *rows);
        rows[n++] = (AxisRow){arena_strdup(workspace->arena, db_text(query, 0)),
                              arena_strdup(workspace->arena, db_text(query, 1)),
                              arena_strdup(workspace->arena, db_text(query, 2)),
                              arena_strdup(workspace->arena, db_text(query, 3))};
    }
    const char *folder = arena_printf(workspace->arena, "%s/territory", workspace->config);
    good = good && territory_load(workspace->arena, folder, rows, n, &workspace->territory, err);
    free(rows);
    return good;
}

static bool insert_unit(Workspace *workspace, uint32_t at, const char *parent, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const Unit *unit = &workspace->territory.units[at];
    if (!db_prepare(workspace->db, "INSERT INTO unit VALUES (?, ?, ?, ?, ?)", &query, err))
        return false;
    db_bind_int(query, 1, at);
    db_bind_text(query, 2, unit->code);
    db_bind_text(query, 3, level_name(unit->level));
    db_bind_text(query, 4, unit->name);
    db_bind_text(query, 5, parent);
    return db_run(query, err);
}

/* The territory tables may know units that the workspace does not know yet: they are appended, no
 * index changes. */
static bool append_units(Workspace *workspace, Err *err)
{
    const Territory *territory = &workspace->territory;
    int64_t known;
    if (!read_number(workspace->db, "SELECT count(*) FROM unit", &known, err))
        return false;
    if (known >= territory->n_units)
        return true;
    if (!workspace_begin(workspace, err))
        return false;
    for (uint32_t i = (uint32_t)known; i < territory->n_units; i++) {
        uint32_t parent = territory->units[i].parent;
        if (!insert_unit(workspace, i, parent == NO_UNIT ? "" : territory->units[parent].code,
                         err)) {
            workspace_rollback(workspace);
            return false;
        }
    }
    return workspace_commit(workspace, err);
}

static void name_run(Workspace *workspace)
{
    struct timespec now;
    struct tm utc;
    char text[32];
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    (void)strftime(text, sizeof text, "%Y%m%dT%H%M%S", &utc);
    workspace->run_id = arena_printf(workspace->arena, "%s.%03ldZ-%ld", text, now.tv_nsec / 1000000,
                                     (long)getpid());
    workspace->run_folder =
        arena_printf(workspace->arena, "%s/runs/%s", workspace->path, workspace->run_id);
}

static bool make_folders(Workspace *workspace, Err *err)
{
    return file_make_folder(workspace->path, err) &&
           file_make_folder(arena_printf(workspace->arena, "%s/archive", workspace->path), err) &&
           file_make_folder(arena_printf(workspace->arena, "%s/runs", workspace->path), err);
}

const char *config_folder(const char *asked)
{
    const char *from_environment = getenv("SMUP_CONFIG");
    if (asked != NULL)
        return asked;
    return from_environment != NULL ? from_environment : SMUP_CONFIG_DIR;
}

bool workspace_open(const char *path, const char *config, WorkspaceMode mode, const char *stage,
                    Workspace *ret_workspace, Err *err)
{
    Workspace workspace = {.arena = arena_new(), .lock = -1};
    if (path == NULL || *path == '\0') {
        (void)arena_free(workspace.arena);
        err_set(err, ERR_USAGE, _("which workspace? Name its folder with -w"));
        return err_hint(err, _("for example: %s -w W"), stage);
    }
    workspace.path = arena_strdup(workspace.arena, path);
    workspace.config = arena_strdup(workspace.arena, config_folder(config));
    name_run(&workspace);
    bool good = mode != WORKSPACE_CREATE || make_folders(&workspace, err);
    if (good && mode != WORKSPACE_READ && file_is_folder(path))
        good = lock_take(&workspace, stage, err);
    good = good && open_database(&workspace, mode, err) && load_axis(&workspace, err) &&
           (mode == WORKSPACE_READ || append_units(&workspace, err));
    if (!good) {
        workspace_close(&workspace);
        return false;
    }
    *ret_workspace = workspace;
    return true;
}

void workspace_close(Workspace *workspace)
{
    if (workspace->db != NULL)
        (void)sqlite3_close(workspace->db);
    if (workspace->lock >= 0)
        (void)close(workspace->lock);
    workspace->arena = arena_free(workspace->arena);
    *workspace = (Workspace){.lock = -1};
}

bool workspace_begin(Workspace *workspace, Err *err)
{
    return db_exec(workspace->db, "BEGIN IMMEDIATE", err);
}

bool workspace_commit(Workspace *workspace, Err *err)
{
    if (db_exec(workspace->db, "COMMIT", err))
        return true;
    workspace_rollback(workspace);
    return false;
}

void workspace_rollback(Workspace *workspace)
{
    Err ignored = {0};
    if (!sqlite3_get_autocommit(workspace->db))
        (void)!db_exec(workspace->db, "ROLLBACK", &ignored);
}

bool workspace_unit(Workspace *workspace, UnitLevel level, const char *code, const char *name,
                    const char *parent, uint32_t *ret_unit, Err *err)
{
    Territory *territory = &workspace->territory;
    uint32_t at = territory_find(territory, code);
    if (at == NO_UNIT) {
        at = territory->n_units;
        Unit *units = arena_array(workspace->arena, at + 1u, sizeof *units);
        memcpy(units, territory->units, at * sizeof *units);
        units[at] = (Unit){.code = arena_strdup(workspace->arena, code),
                           .name = arena_strdup(workspace->arena, name),
                           .bdl_id = "",
                           .level = level,
                           .from = YEAR_FIRST,
                           .to = YEAR_LAST,
                           .parent = territory_find(territory, parent),
                           .twin = NO_UNIT,
                           .before = NO_UNIT};
        territory->units = units;
        territory->n_units = at + 1;
        (void)strmap_add(territory->by_code, str_view(units[at].code), at, NULL);
        if (!insert_unit(workspace, at, parent, err))
            return false;
    }
    *ret_unit = at;
    return true;
}

bool workspace_forget_units(Workspace *workspace, uint32_t n_units)
{
    Territory *territory = &workspace->territory;
    for (uint32_t i = n_units; i < territory->n_units; i++)
        strmap_remove(territory->by_code, str_view(territory->units[i].code));
    territory->n_units = n_units;
    return false;
}

bool workspace_is_synthetic(Workspace *workspace, bool *ret_synthetic, Err *err)
{
    int64_t n;
    if (!read_number(workspace->db, "SELECT count(*) FROM extract WHERE synthetic <> 0", &n, err))
        return false;
    *ret_synthetic = n > 0;
    return true;
}

bool workspace_is_stale(Workspace *workspace, bool *ret_stale, Err *err)
{
    int64_t n;
    if (!read_number(
            workspace->db,
            "SELECT count(*) FROM extract WHERE id > (SELECT coalesce(max(extract), 0) FROM computed) "
            "AND profile <> '" PORTAL_PROFILE "'",
            &n, err))
        return false;
    *ret_stale = n > 0;
    return true;
}

bool workspace_run_file(Workspace *workspace, const char *name, const StrBuf *text, Err *err)
{
    return file_make_folder(workspace->run_folder, err) &&
           file_replace(arena_printf(workspace->arena, "%s/%s", workspace->run_folder, name),
                        text->text == NULL ? "" : text->text, text->length, err);
}

const char *period_text(Arena *arena, int64_t period)
{
    int year = period_year(period), index = (int)(period % 100);
    switch ((Frequency)(period / 1000000)) {
    case FREQ_SCHOOL:
        return arena_printf(arena, "%d/%02d", year, (year + 1) % 100);
    case FREQ_QUARTER:
        return arena_printf(arena, "%d-Q%d", year, index);
    case FREQ_MONTH:
        return arena_printf(arena, "%d-%02d", year, index);
    case FREQ_ANNUAL:
        break;
    }
    return arena_printf(arena, "%d", year);
}

bool period_parse(const char *text, int64_t *ret_period)
{
    static const struct {
        const char *mark;
        Frequency frequency;
        size_t digits;
        uint64_t max;
    } forms[] = {{"-Q", FREQ_QUARTER, 1, 4}, {"/", FREQ_SCHOOL, 2, 99}, {"-", FREQ_MONTH, 2, 12}};
    uint64_t year, index = 0;
    size_t length = strcspn(text, "-/");
    if (length != 4 || !num_parse_count((StrView){text, length}, YEAR_LAST, &year))
        return false;
    const char *rest = text + length;
    if (*rest == '\0') {
        *ret_period = period_of(FREQ_ANNUAL, (int)year, 0);
        return true;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        size_t mark = strlen(forms[i].mark);
        if (strncmp(rest, forms[i].mark, mark) != 0)
            continue;
        if (strlen(rest + mark) != forms[i].digits ||
            !num_parse_count(str_view(rest + mark), forms[i].max, &index))
            return false;
        bool school = forms[i].frequency == FREQ_SCHOOL;
        *ret_period = period_of(forms[i].frequency, (int)year, school ? 0 : (int)index);
        return school ? index == (year + 1) % 100 : index > 0;
    }
    return false;
}

bool workspace_column(Workspace *workspace, Arena *arena, const SeriesKey *key, int64_t period,
                      Column *ret_column, bool *ret_found, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const char *const parts[] = {key->source, key->subject, key->dimensions, key->unit};
    size_t size;
    *ret_column = (Column){0};
    *ret_found = false;
    if (!db_prepare(
            workspace->db,
            "SELECT p.data FROM series s JOIN column_in_force c ON c.series = s.id AND c.period = ?5 "
            "JOIN piece p ON p.id = c.piece WHERE s.source = ?1 AND s.subject = ?2 AND "
            "s.dimensions = ?3 AND s.unit = ?4",
            &query, err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        db_bind_text(query, (int)i + 1, parts[i]);
    db_bind_int(query, 5, period);
    if (!db_step(query, ret_found, err) || !*ret_found)
        return err->kind == ERR_NONE;
    const void *blob = db_blob(query, 0, &size);
    return column_unpack(arena, blob, size, key->subject, ret_column, err);
}
