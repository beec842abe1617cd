#include "ingest.h"

#include "archive.h"
#include "declared.h"
#include "log.h"
#include "take.h"

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
    bool said = archive_write_list(run, taken ? err : &later);
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
    if (as_of != NULL && !declared_date_is_sound(as_of, ERR_USAGE, err))
        return false;
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
