#include "ingest.h"

#include "check_report.h"
#include "date.h"
#include "digest.h"
#include "identity.h"
#include "input.h"
#include "log.h"
#include "recognise.h"
#include "report_run.h"
#include "save.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>

/* What cannot be told from content, declared in a sources.csv beside the files. */
typedef struct Declared {
    const char *name, *subject, *as_of, *source;
} Declared;

typedef struct Run {
    Arena *arena;
    Workspace workspace;
    VariableSet variables;
    ProfileSet profiles;
    const IngestSettings *settings;
    StrMap *synthetic;
    RunReport report;
    uint64_t n_files, n_new, n_same, n_refused;
    Err first_refusal;
} Run;

static bool load_synthetic(Run *run, Err *err)
{
    const char *path = arena_printf(run->arena, "%s/sources/synthetic.txt", run->workspace.config);
    CLEANUP(bytes_done) Bytes bytes = {0};
    run->synthetic = strmap_new(run->arena);
    if (!file_exists(path))
        return true;
    if (!file_read(path, &bytes, err))
        return false;
    StrList lines = str_split(run->arena, bytes.data, "\r\n");
    for (size_t i = 0; i < lines.n; i++)
        if (lines.items[i][0] != '#')
            (void)strmap_add(run->synthetic,
                             (StrView){lines.items[i], strcspn(lines.items[i], " ")}, 1, NULL);
    return true;
}

/* A file of an archive, named by its digest. */
static bool is_archived(const char *base)
{
    return strspn(base, "0123456789abcdef") == DIGEST_HEX - 1 &&
           strcmp(base + DIGEST_HEX - 1, ".zst") == 0;
}

/* The row of sources.csv for a file; all empty where there is none. */
static bool find_declared(Run *run, const char *path, Declared *ret_declared, bool *ret_listed,
                          Err *err)
{
    const char *base = file_base_name(path);
    const char *list = arena_printf(run->arena, "%.*ssources.csv", (int)(base - path), path);
    *ret_declared = (Declared){base, "", "", ""};
    *ret_listed = false;
    if (!file_exists(list))
        return true;
    Table table;
    if (!table_read(run->arena, list, "file", &table, err))
        return false;
    for (size_t i = 0; i < table.n_rows; i++) {
        if (strcmp(table_optional(&table, i, "file"), base) != 0)
            continue;
        const char *name = table_optional(&table, i, "name");
        *ret_listed = true;
        *ret_declared =
            (Declared){*name == '\0' ? base : name, table_optional(&table, i, "subject"),
                       table_optional(&table, i, "as_of"), table_optional(&table, i, "source")};
    }
    return true;
}

/* LUDN_2137_CREL_20220407210714.csv: subject P2137, exported 2022-04-07T21:07:14 (bdl.md 4). */
static const char *subject_of_name(Arena *arena, const char *name)
{
    size_t letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digits;
    if (letters != 4 || name[4] != '_' || (digits = strspn(name + 5, "0123456789")) == 0 ||
        name[5 + digits] != '_')
        return "";
    return arena_printf(arena, "P%.*s", (int)digits, name + 5);
}

/* The first fourteen digits of a name that are a day and a time. */
static const char *date_of_name(Arena *arena, const char *name)
{
    for (const char *at = name; (at = strpbrk(at, "0123456789")) != NULL;
         at += strspn(at, "0123456789")) {
        if (strspn(at, "0123456789") != 14)
            continue;
        const char *date = arena_printf(arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", at, at + 4, at + 6,
                                        at + 8, at + 10, at + 12);
        if (date_is_sound(date))
            return date;
    }
    return "";
}

static bool bad_date(const char *date, ErrKind kind, Err *err)
{
    return err_set(err, kind, _("the date \"%s\" is no day of the form YYYY-MM-DD"), date);
}

static bool declare(Run *run, Extract *extract, const Declared *declared, Err *err)
{
    const IngestSettings *settings = run->settings;
    const char *as_of = settings->as_of != NULL ? settings->as_of : declared->as_of;
    const char *subject = settings->subject != NULL ? settings->subject : declared->subject;
    extract->declared_date = as_of;
    extract->declared_subject = subject;
    extract->declared_source = settings->source != NULL ? settings->source : declared->source;
    extract->date = *as_of != '\0' ? as_of : date_of_name(extract->arena, extract->name);
    if (*extract->date == '\0' && *extract->member != '\0')
        extract->date = date_of_name(extract->arena, file_base_name(extract->member));
    extract->date_source = *as_of != '\0'           ? N_("declared")
                           : *extract->date != '\0' ? N_("file name")
                                                    : N_("unknown");
    if (*as_of != '\0' && !date_is_sound(as_of))
        return bad_date(as_of, ERR_DATA, err);
    if (strpbrk(subject, ";\"\r\n") != NULL)
        return err_set(err, settings->subject != NULL ? ERR_USAGE : ERR_DATA,
                       _("\"%s\" is no BDL subject such as P2137"), subject);
    extract->subject = *subject != '\0' ? subject : subject_of_name(extract->arena, extract->name);
    if (*extract->subject == '\0' && *extract->member != '\0')
        extract->subject = subject_of_name(extract->arena, file_base_name(extract->member));
    return true;
}

static bool check_subject(const Extract *extract, Err *err)
{
    const Profile *profile = extract->profile;
    bool needed = (profile->layout == LAYOUT_LONG && profile->measure_column != NULL) ||
                  profile->layout == LAYOUT_WIDE;
    if (!needed || *extract->subject != '\0')
        return true;
    err_set(err, ERR_DATA, _("neither the content nor the name of the file tells its BDL subject"));
    return err_hint(err, "%s",
                    _("say it: --subject P2622, or a row in sources.csv beside the file "
                      "(file;name;subject;as_of;source)"));
}

/* More rejects than good records: the file is not what its profile thinks. */
static bool check_rejects(const Extract *extract, Err *err)
{
    const Account *a = &extract->account;
    bool records = a->records_rejected > 10 && a->records_rejected > a->records_used;
    bool cells = a->rejected > 10 && a->rejected * 2 > a->read;
    if (!records && !cells)
        return true;
    const Reject *first = &extract->rejects[0];
    return err_set(
        err, ERR_DATA,
        _("more would be rejected than are good (records: %llu, values: %llu); the first: %s: %s: "
          "\"%.80s\""),
        (unsigned long long)a->records_rejected, (unsigned long long)a->rejected,
        extract->sheet != NULL
            ? first->place
            : arena_printf(extract->arena, _("line %llu"), (unsigned long long)first->line),
        first->reason, first->raw);
}

static bool read_member(Run *run, Extract *extract, Member *member, Err *err)
{
    Recognised recognised;
    const char *encoding,
        *only = *extract->declared_source == '\0' ? NULL : extract->declared_source;
    size_t bad;
    bool binary;
    encoding = "UTF-8";
    if (only != NULL && profile_find(&run->profiles, only) == NULL)
        return err_set(err, run->settings->source != NULL ? ERR_USAGE : ERR_DATA,
                       _("there is no profile \"%s\" in config/sources"), only);
    if (!recognise_binary(extract->arena, member->bytes.data, member->bytes.size, &binary, err))
        return false;
    if (!binary && !input_decode(&member->bytes, &encoding, &bad, err))
        return err_hint(err, "%s", _("save the file as UTF-8 or Windows-1250"));
    if (!recognise(extract->arena, &run->profiles, only, member->bytes.data, member->bytes.size,
                   &recognised, err))
        return false;
    extract->profile = recognised.profile;
    if (recognised.profile->layout == LAYOUT_REFUSED)
        return err_set(err, ERR_DATA, "%s", recognised.profile->refusal);
    if (strcmp(encoding, "windows-1250") == 0 &&
        !str_list_has(recognised.profile->encodings, encoding)) {
        err_set(err, ERR_DATA,
                _("byte %zu is not UTF-8; the file looks like %s, which the profile \"%s\" does "
                  "not allow"),
                bad, encoding, recognised.profile->name);
        return err_hint(err, "%s", _("save the file as UTF-8"));
    }
    if (recognised.profile->subject != NULL)
        extract->subject = recognised.profile->subject;
    if (!check_subject(extract, err) ||
        !recognised.reader(extract, member->bytes.data, member->bytes.size, err))
        return false;
    extract_settle(extract);
    extract_settle_filings(extract);
    return check_rejects(extract, err) && check_reports(extract, err) &&
           identities_check(extract, err);
}

static const char *archive_path(Run *run, const char *sha256)
{
    return arena_printf(run->arena, "%s/archive/%s.zst", run->workspace.path, sha256);
}

static bool archive_file(Run *run, const Input *input, const char *sha256, Err *err)
{
    CLEANUP(strbuf_done) StrBuf packed = {0};
    const char *path = archive_path(run, sha256);
    return file_exists(path) || (input_compress(&input->raw, &packed, err) &&
                                 file_replace(path, packed.text, packed.length, err));
}

static bool is_known(Run *run, const char *sha256, const char **ret_name, const char **ret_declared,
                     Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    *ret_name = NULL;
    if (!db_prepare(run->workspace.db,
                    "SELECT name, declared FROM extract WHERE sha256 = ? LIMIT 1", &query, err))
        return false;
    db_bind_text(query, 1, sha256);
    if (!db_step(query, &row, err))
        return false;
    if (row) {
        *ret_name = arena_strdup(run->arena, db_text(query, 0));
        *ret_declared = arena_strdup(run->arena, db_text(query, 1));
    }
    return true;
}

/* The same bytes again: a no-op that says so, and says what cannot be done this way. */
static void say_known(Run *run, const char *path, const char *name, const char *stored,
                      const Declared *declared)
{
    const IngestSettings *settings = run->settings;
    const char *now = arena_printf(
        run->arena, "%s;%s;%s", settings->subject != NULL ? settings->subject : declared->subject,
        settings->as_of != NULL ? settings->as_of : declared->as_of,
        settings->source != NULL ? settings->source : declared->source);
    run->n_same++;
    log_event(LOG_INFO, _("%s: nothing new, the same bytes are in the workspace as \"%s\""), path,
              name);
    if (strcmp(now, ";;") == 0 || strcmp(now, stored) == 0)
        return;
    log_event(
        LOG_WARN,
        _("%s: it stays declared as \"%s\" (subject;date;source), not \"%s\"; to change that, correct its row in "
          "%s/archive/sources.csv and read the archive into a new workspace"),
        path, stored, now, run->workspace.path);
    run->report.above_tolerance = true;
}

/* Real and made values do not stand in one workspace. */
static bool check_mixing(Run *run, bool synthetic, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(run->workspace.db,
                    "SELECT name FROM extract WHERE synthetic <> ? AND profile <> 'terc' LIMIT 1",
                    &query, err))
        return false;
    db_bind_int(query, 1, synthetic);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    err_set(
        err, ERR_DATA,
        synthetic
            ? _("the file is made (dane syntetyczne), but the workspace holds real data such as \"%s\"")
            : _("the file is real, but the workspace holds made data (dane syntetyczne) such as \"%s\""),
        db_text(query, 0));
    return err_hint(err, "%s", _("use another workspace"));
}

static void log_extract(const Extract *extract)
{
    const Account *a = &extract->account;
    bool look =
        a->rejected + a->records_rejected > extract->profile->max_rejects || a->withdrawn > 0;
    log_event(look ? LOG_WARN : LOG_INFO, _("%s%s%s: %s, date %s (%s)%s: %s%s"), extract->name,
              *extract->member == '\0' ? "" : "/", extract->member, extract->profile->name,
              *extract->date == '\0' ? "?" : extract->date, _(extract->date_source),
              extract->synthetic ? ", dane syntetyczne" : "", account_text(extract->arena, a),
              a->withdrawn == 0 ? ""
                                : arena_printf(extract->arena, _("; withdrawn %llu"),
                                               (unsigned long long)a->withdrawn));
}

/* One file is one transaction, whatever its container holds. *ret_tried: it came to a commit. */
static bool take_members(Run *run, Input *input, const char *sha256, const Declared *declared,
                         bool *ret_tried, Err *err)
{
    uint32_t unused;
    bool synthetic = strmap_find(run->synthetic, str_view(sha256), &unused), good = true;
    *ret_tried = false;
    if (!workspace_begin(&run->workspace, err))
        return false;
    Extract **extracts = arena_array(run->arena, input->n_members, sizeof(Extract *));
    for (size_t i = 0; i < input->n_members && good; i++) {
        Extract *extract = extracts[i] = extract_new(&run->workspace, &run->variables);
        extract->name = declared->name;
        extract->member = input->members[i].name;
        extract->sha256 = sha256;
        extract->synthetic = synthetic;
        good = declare(run, extract, declared, err) &&
               read_member(run, extract, &input->members[i], err) &&
               (extract->profile->layout == LAYOUT_REGISTER || check_mixing(run, synthetic, err)) &&
               save_extract(extract, err);
        if (!good && *extract->member != '\0')
            err_add(err, _("reading \"%s\" in it"), extract->member);
    }
    *ret_tried = good;
    good = good && workspace_commit(&run->workspace, err);
    if (!good)
        workspace_rollback(&run->workspace);
    for (size_t i = 0; i < input->n_members && extracts[i] != NULL;
         i++) { /* what is in is said, and nothing else */
        if (good)
            log_extract(extracts[i]);
        good = good && report_extract(&run->report, extracts[i], err);
        extract_free_p(&extracts[i]);
    }
    return good;
}

/* Only what is wrong with the file lets the others go on; a full disk or a lock ends the run. */
static bool only_this_file(const Err *err)
{
    return err->kind == ERR_DATA || err->kind == ERR_NOINPUT;
}

static bool take_file(Run *run, const char *path, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    Declared declared;
    char sha256[DIGEST_HEX];
    const char *known, *stored = "";
    bool listed, tried;
    if (!find_declared(run, path, &declared, &listed, err))
        return false;
    if (is_archived(file_base_name(path)) && !listed) {
        log_event(LOG_WARN,
                  _("%s: passed over; it was left in the archive by a run that did not finish"),
                  path);
        return true;
    }
    if (!input_open(run->arena, path, &input, err))
        return false;
    digest_of(input.raw.data, input.raw.size, sha256);
    if (!is_known(run, sha256, &known, &stored, err))
        return false;
    if (known != NULL) {
        if (!archive_file(run, &input, sha256, err)) /* there already, unless somebody removed it */
            return false;
        say_known(run, path, known, stored, &declared);
        return true;
    }
    /* The archive first: a transaction that is in has its bytes; the archived file of one that
     * failed does no harm. The bytes go in as they came, before they are decoded. */
    bool fresh = !file_exists(archive_path(run, sha256));
    size_t units = run->workspace.territory.n_units;
    if (!archive_file(run, &input, sha256, err))
        return false;
    input_drop_raw(&input);
    if (!take_members(run, &input, sha256, &declared, &tried, err)) {
        /* after a failed commit nobody knows whether the transaction is in: the bytes stay */
        if (fresh && !tried)
            (void)remove(archive_path(run, sha256));
        return workspace_forget_units(&run->workspace, (uint32_t)units);
    }
    run->n_new++;
    return true;
}

static bool refuse(Run *run, const char *path, Err *err)
{
    Err problem = *err;
    err_add(&problem, _("reading \"%s\""), path);
    run->n_refused++;
    report_refusal(&run->report, path, &problem);
    if (run->first_refusal.kind == ERR_NONE)
        run->first_refusal = problem;
    else
        log_event(LOG_WARN, _("refused: %s"), problem.text);
    *err = (Err){0};
    return true;
}

static bool take_paths(Run *run, const StrList *paths, Err *err)
{
    for (size_t i = 0; i < paths->n; i++) {
        StrList files;
        if (!file_list(run->arena, paths->items[i], &files, err))
            return false;
        for (size_t k = 0; k < files.n; k++) {
            const char *base = file_base_name(files.items[k]), *dot = strrchr(base, '.');
            if (strcmp(base, "sources.csv") == 0 || (dot != NULL && strcmp(dot, ".part") == 0))
                continue; /* a .part was left by a write that did not end */
            const char *table = input_table_of_memo(run->arena, files.items[k]);
            if (table != NULL && file_exists(table)) {
                log_event(LOG_INFO, _("%s: passed over; it holds the memo texts of \"%s\""),
                          files.items[k], file_base_name(table));
                continue;
            }
            run->n_files++;
            if (!take_file(run, files.items[k], err)) {
                if (!only_this_file(err))
                    return err_add(err, _("reading \"%s\""), files.items[k]);
                (void)refuse(run, files.items[k], err);
            }
        }
    }
    return true;
}

/* A name as a field of CSV, whatever a publisher put into it. */
static void add_quoted(StrBuf *text, const char *name)
{
    strbuf_puts(text, "\"");
    for (const char *at = name; *at != '\0'; at++)
        strbuf_add(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    strbuf_puts(text, "\"");
}

/* What the present list says of archived files that the database does not know (any more) stays. */
static bool add_unknown(Run *run, const char *path, StrMap *known, StrBuf *text, Err *err)
{
    Table table;
    if (!file_exists(path))
        return true;
    if (!table_read(run->arena, path, "file name subject as_of source", &table, err))
        return false;
    const char *const names[] = {"file", "name", "subject", "as_of", "source"};
    for (size_t i = 0; i < table.n_rows; i++) {
        const char *file = table.rows[i][table_column(&table, "file")];
        uint32_t unused;
        if (strmap_find(known, str_view(file), &unused) ||
            !file_exists(arena_printf(run->arena, "%s/archive/%s", run->workspace.path, file)))
            continue;
        for (size_t k = 0; k < ARRAY_LENGTH(names); k++) {
            strbuf_puts(text, k > 0 ? ";" : "");
            add_quoted(text, table.rows[i][table_column(&table, names[k])]);
        }
        strbuf_puts(text, "\n");
    }
    return true;
}

/* The archive knows its files by digest; their names and what was declared stand beside them, so
 * that it can be read again. */
static bool write_archive_list(Run *run, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(strbuf_done) StrBuf text = {0};
    StrMap *known = strmap_new(run->arena);
    const char *path = arena_printf(run->arena, "%s/archive/sources.csv", run->workspace.path);
    bool row,
        good = db_prepare(run->workspace.db,
                          "SELECT DISTINCT sha256, name, declared FROM extract ORDER BY sha256",
                          &query, err);
    strbuf_puts(&text, "file;name;subject;as_of;source\n");
    while (good && (good = db_step(query, &row, err)) && row) {
        const char *file = arena_printf(run->arena, "%s.zst", db_text(query, 0));
        (void)strmap_add(known, str_view(file), 1, NULL);
        strbuf_printf(&text, "%s;", file);
        add_quoted(&text, db_text(query, 1));
        strbuf_printf(&text, ";%s\n", db_text(query, 2));
    }
    return good && add_unknown(run, path, known, &text, err) &&
           file_replace(path, text.text, text.length, err);
}

static bool ingest_paths(Run *run, const StrList *paths, StageResult *ret_result, Err *err)
{
    const char *config = run->workspace.config;
    if (!variables_load(run->arena, arena_printf(run->arena, "%s/variables", config), NULL,
                        &run->variables, err) ||
        !profiles_load(run->arena, config, &run->variables, &run->profiles, err) ||
        !load_synthetic(run, err))
        return false;
    report_begin(&run->report, &run->workspace);
    Err later = {0};
    bool taken = take_paths(run, paths, err);
    /* whatever ended the run: what is in has its row in the archive's list, and its rejects are
     * written */
    bool said = write_archive_list(run, taken ? err : &later);
    said = said && report_compare(&run->report, taken ? err : &later) &&
           report_write(&run->report, taken ? err : &later);
    if (!taken || !said)
        return false;
    log_event(LOG_INFO,
              PLURAL("%llu file: %llu new, %llu known already, %llu refused; rejects: %llu%s",
                     "%llu files: %llu new, %llu known already, %llu refused; rejects: %llu%s",
                     run->n_files),
              (unsigned long long)run->n_files, (unsigned long long)run->n_new,
              (unsigned long long)run->n_same, (unsigned long long)run->n_refused,
              (unsigned long long)run->report.n_rejects,
              run->report.written
                  ? arena_printf(run->arena, _("; see %s"), run->workspace.run_folder)
                  : "");
    if (run->n_refused > 0) {
        *err = run->first_refusal;
        return false;
    }
    *ret_result = run->report.above_tolerance ? STAGE_WARN : STAGE_DONE;
    return true;
}

bool ingest_run(void *settings, const StrList *paths, StageResult *ret_result, Err *err)
{
    Run run = {.settings = settings};
    if (paths->n == 0) {
        err_set(err, ERR_USAGE, _("which files? Name files or folders"));
        return err_hint(err, "%s", _("for example: smup-ingest -w W folder-of-extracts"));
    }
    /* A slip of the pen is said before anything is read. */
    const char *as_of = run.settings->as_of;
    if (as_of != NULL && !date_is_sound(as_of))
        return bad_date(as_of, ERR_USAGE, err);
    for (size_t i = 0; i < paths->n; i++)
        if (!file_exists(paths->items[i]))
            return err_set(err, ERR_NOINPUT, _("there is no file or folder \"%s\""),
                           paths->items[i]);
    if (!workspace_open(run.settings->workspace, run.settings->config, WORKSPACE_CREATE,
                        "smup-ingest", &run.workspace, err))
        return false;
    run.arena = arena_new();
    bool good = ingest_paths(&run, paths, ret_result, err);
    report_done(&run.report);
    workspace_close(&run.workspace);
    (void)arena_free(run.arena);
    return good;
}
