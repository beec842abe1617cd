#include "ingest.h"

#include "archived.h"
#include "declared.h"
#include "log.h"
#include "retake.h"
#include "take.h"

static bool load_synthetic(Run *run, Err *err)
{
    const char *path = arena_printf(run->arena, "%s/sources/synthetic.txt", run->workspace.config);
    CLEANUP(bytes_done) Bytes bytes = {0};
    run->synthetic = strmap_new(run->arena);
    run->planned = strmap_new(run->arena);
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

/* Only what is wrong with the file lets the others go on; a full disk or a lock ends the run. */
static bool only_this_file(const Err *err)
{
    return err->kind == ERR_DATA || err->kind == ERR_NOINPUT;
}

static bool refuse(Run *run, const char *path, Err *err)
{
    Err problem = *err;
    err_add(&problem, _("reading \"%s\""), path);
    run->n_refused++;
    if (run->plan != NULL) {
        plan_refusal(run->plan, path, err);
        *err = (Err){0};
        return true;
    }
    report_refusal(&run->report, path, &problem);
    if (run->first_refusal.kind == ERR_NONE)
        run->first_refusal = problem;
    else
        log_event(LOG_WARN, _("refused: %s"), problem.text);
    *err = (Err){0};
    return true;
}

/* A row that names no file says nothing: a slip in its name would be silent else. */
static bool look_at_declarations(Run *run, const char *path, Err *err)
{
    uint64_t n;
    const char *first = "";
    if (!declared_missing(run, path, &n, &first, err))
        return err_add(err, _("reading \"%s\""), path);
    if (n > 0) {
        log_event(LOG_WARN,
                  PLURAL("%s: %llu row names a file that is not beside it (\"%s\")",
                         "%s: %llu rows name files that are not beside it (the first: \"%s\")", n),
                  path, (unsigned long long)n, first);
        run->report.above_tolerance = true;
    }
    return true;
}

static bool take_path(Run *run, const char *path, Err *err)
{
    bool later = false;
    if (!take_file(run, path, &later, err))
        return only_this_file(err) ? refuse(run, path, err)
                                   : err_add(err, _("reading \"%s\""), path);
    if (later)
        str_list_add(run->arena, &run->later, path);
    return true;
}

static bool take_one(Run *run, const char *path, Err *err)
{
    const char *base = file_base_name(path), *dot = strrchr(base, '.');
    if (strcmp(base, "sources.csv") == 0)
        return look_at_declarations(run, path, err);
    if (dot != NULL && strcmp(dot, ".part") == 0)
        return true; /* left by a write that did not end */
    const char *table = input_table_of_memo(run->arena, path);
    if (table != NULL && file_exists(table)) {
        log_event(LOG_INFO, _("%s: passed over; it holds the memo texts of \"%s\""), path,
                  file_base_name(table));
        return true;
    }
    run->n_files++;
    return take_path(run, path, err);
}

/* Values of the portal: after all files of the run, since its dictionary may be any of them. */
static bool take_answers(Run *run, Err *err)
{
    run->answers_turn = true;
    for (size_t i = 0; i < run->answers.n; i++)
        if (!take_path(run, run->answers.items[i], err))
            return false;
    return retake_waiting(run, err);
}

/* A list may repair what another one repaired: as long as one of them is taken, those that were not
 * are tried again. */
static bool take_lists(Run *run, Err *err)
{
    for (StrList left = run->later; left.n > 0; left = run->later) {
        Err *problems = arena_array(run->arena, left.n, sizeof *problems);
        run->later = (StrList){0};
        for (size_t i = 0; i < left.n; i++) {
            Err *problem = &problems[run->later.n];
            if (retake_list(run, left.items[i], problem))
                continue;
            if (!only_this_file(problem)) {
                *err = *problem;
                return err_add(err, _("reading \"%s\""), left.items[i]);
            }
            str_list_add(run->arena, &run->later, left.items[i]);
        }
        if (run->later.n < left.n)
            continue;
        for (size_t i = 0; i < left.n; i++)
            (void)refuse(run, left.items[i], &problems[i]);
        return true;
    }
    return true;
}

static bool take_paths(Run *run, const StrList *paths, Err *err)
{
    for (size_t i = 0; i < paths->n; i++) {
        StrList files;
        if (!file_list(run->arena, paths->items[i], &files, err))
            return false;
        for (size_t k = 0; k < files.n; k++)
            if (!take_one(run, files.items[k], err))
                return false;
    }
    return take_answers(run, err) && take_lists(run, err);
}

static void log_summary(Run *run)
{
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
}

/* Whatever ended the run: what is in has its row in the archive's list, and its rejects are
 * written. */
static bool take_and_say(Run *run, const StrList *paths, Err *err)
{
    Err later = {0};
    bool taken = take_paths(run, paths, err);
    bool said = archived_write_list(run, taken ? err : &later);
    said = said && report_compare(&run->report, taken ? err : &later) &&
           report_write(&run->report, taken ? err : &later);
    if (taken && said)
        log_summary(run);
    return taken && said;
}

static bool take_as_plan(Run *run, const StrList *paths, Err *err)
{
    if (!workspace_begin(&run->workspace, err))
        return false;
    bool good = take_paths(run, paths, err);
    workspace_rollback(&run->workspace);
    if (!good)
        return false;
    plan_print(run->plan, run->settings->csv);
    if (run->n_refused > 0)
        return err_set(err, ERR_DATA,
                       PLURAL("%llu file of %llu would be refused",
                              "%llu files of %llu would be refused", run->n_refused),
                       (unsigned long long)run->n_refused, (unsigned long long)run->n_files);
    return true;
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
    if (!(run->plan != NULL ? take_as_plan(run, paths, err) : take_and_say(run, paths, err)))
        return false;
    if (run->plan == NULL && run->n_refused > 0) {
        *err = run->first_refusal;
        return false;
    }
    *ret_result = run->report.above_tolerance ? STAGE_WARN : STAGE_DONE;
    return true;
}

static bool check_paths(const IngestSettings *settings, const StrList *paths, Err *err)
{
    if (paths->n == 0) {
        err_set(err, ERR_USAGE, _("which files? Name files or folders"));
        return err_hint(err, "%s",
                        settings->plan ? _("for example: smup plan -w W folder-of-extracts")
                                       : _("for example: smup-ingest -w W folder-of-extracts"));
    }
    if (settings->as_of != NULL && !declared_date_is_sound(settings->as_of, ERR_USAGE, err))
        return false;
    for (size_t i = 0; i < paths->n; i++)
        if (!file_exists(paths->items[i]))
            return err_set(err, ERR_NOINPUT, _("there is no file or folder \"%s\""),
                           paths->items[i]);
    return true;
}

bool ingest_run(void *settings, const StrList *paths, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Run run = {.settings = settings, .arena = arena};
    Plan plan;
    const char *folder = run.settings->workspace;
    /* A slip of the pen is said before anything is read. */
    if (!check_paths(run.settings, paths, err))
        return false;
    if (run.settings->plan) {
        run.plan = &plan;
        plan_init(&plan, arena);
        if (!plan_workspace(arena, &plan, &folder, err))
            return false;
    }
    bool good = workspace_open(folder, run.settings->config, WORKSPACE_CREATE,
                               run.plan != NULL ? "smup plan" : "smup-ingest", &run.workspace, err);
    if (good) {
        good = ingest_paths(&run, paths, ret_result, err);
        report_done(&run.report);
        workspace_close(&run.workspace);
    }
    if (run.plan != NULL)
        plan_done(&plan);
    return good;
}
