#include "compute.h"

#include "checks.h"
#include "engine.h"
#include "example.h"
#include "log.h"
#include "num.h"
#include "statistics.h"
#include "store.h"

typedef struct Run {
    Arena *arena;
    Workspace workspace;
    const ComputeSettings *settings;
    Catalogue catalogue;
    Engine *engine;
    StrList only;
    int first, last; /* years asked for */
    uint64_t n_computed, n_same;
    uint64_t n_incomplete; /* values with the state U */
} Run;

static bool parse_years(Run *run, int data_last, Err *err)
{
    run->first = YEAR_FIRST;
    run->last = data_last;
    if (!stage_years(run->settings->years, &run->first, &run->last, err))
        return false;
    run->last = run->last < data_last ? run->last : data_last;
    return true;
}

static bool parse_only(Run *run, Err *err)
{
    if (run->settings->only == NULL)
        return true;
    run->only = str_split(run->arena, run->settings->only, ", ");
    for (size_t i = 0; i < run->only.n; i++) {
        const Definition *definition = catalogue_find(&run->catalogue, run->only.items[i]);
        if (definition != NULL && definition->state == STATE_DRAFT) {
            err_set(err, ERR_USAGE, _("%s is a draft, which is not stored"), definition->code);
            return err_hint(err, _("smup try %s -w %s shows its values"), definition->code,
                            run->workspace.path);
        }
        if (definition != NULL)
            continue;
        const char *near = strmap_nearest(run->catalogue.codes, str_view(run->only.items[i]));
        err_set(err, ERR_USAGE, _("there is no indicator \"%s\" in the catalogue"),
                run->only.items[i]);
        return near == NULL ? false : err_hint(err, _("a similar code exists: %s"), near);
    }
    return true;
}

static bool is_selected(const Run *run, const Definition *definition)
{
    for (size_t i = 0; i < run->only.n; i++)
        if (strcmp(run->only.items[i], definition->code) == 0)
            return true;
    return run->only.n == 0;
}

/* A draft is computed by smup try and never stored. */
static bool is_stored(const Run *run, const Definition *definition)
{
    return definition->state != STATE_DRAFT && is_selected(run, definition);
}

static bool is_asked(const Run *run, const Definition *definition, int year)
{
    return definition->from <= year && year <= definition->to && is_stored(run, definition);
}

static void count_incomplete(Run *run, const Vector *result)
{
    for (uint32_t i = 0; i < result->n; i++)
        run->n_incomplete +=
            (result->states[i] & OBS_U) != 0 && !state_is_missing(result->states[i]);
}

static bool compute_one(Run *run, const Definition *definition, int year, StatisticsFrame **frame,
                        Err *err)
{
    char key[DIGEST_HEX], stored[DIGEST_HEX];
    if (!engine_key(run->engine, definition, year, key, err) ||
        !store_key(&run->workspace, definition->code, year, stored, err))
        return false;
    if (strcmp(key, stored) == 0) {
        run->n_same++;
        return true;
    }
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Vector result, shown;
    Statistics statistics;
    Checks checks;
    if (!engine_result(run->engine, definition, year, scratch, &result, err) ||
        !checks_make(run->engine, definition, year, &result, scratch, &checks, err))
        return false;
    shown = result;
    shown.exponent += definition->exponent;
    if (*frame == NULL)
        *frame = statistics_frame(run->arena, engine_comparison(run->engine), year);
    statistics_make(scratch, *frame, &shown, &statistics);
    count_incomplete(run, &result);
    run->n_computed++;
    return store_result(&run->workspace, definition, year, key, &result, &statistics, err) &&
           store_checks(&run->workspace, definition, year, &checks, err);
}

enum { YEARS_KEPT = 10 }; /* prev over more years reads its inputs again */

static bool compute_years(Run *run, int data_first, Err *err)
{
    int start = run->first < data_first ? data_first : run->first;
    for (int year = start; year <= run->last; year++) {
        StatisticsFrame *frame = NULL;
        for (size_t i = 0; i < run->catalogue.n; i++)
            if (is_asked(run, &run->catalogue.items[i], year) &&
                !compute_one(run, &run->catalogue.items[i], year, &frame, err))
                return false;
        engine_forget(run->engine, year - YEARS_KEPT);
    }
    return true;
}

/* What counts as a draft although it was approved is not computed: somebody has to know. */
static void report_drafts(const Diag *diag)
{
    for (size_t i = 0; i < diag->n; i++) {
        const Err *warning = &diag->items[i].err;
        if (warning->code[0] == 'L')
            log_event(LOG_WARN, "%.*s", (int)strcspn(warning->text, "\n"), warning->text);
    }
}

static bool load(Run *run, Err *err)
{
    Diag diag = {.arena = run->arena};
    if (!catalogue_load(run->arena, run->workspace.config, NULL, &diag, &run->catalogue, err))
        return false;
    report_drafts(&diag);
    for (size_t i = 0; i < run->catalogue.n; i++)
        if (!examples_run(&run->catalogue.items[i], NULL, err))
            return false;
    if (!parse_only(run, err) || !engine_open(&run->workspace, &run->catalogue, &run->engine, err))
        return false;
    const CorrectionSet *corrections = engine_corrections(run->engine);
    if (corrections->n > 0)
        log_event(LOG_INFO,
                  _("corrections of source values: %zu, of which %llu wait for their data"),
                  corrections->n, (unsigned long long)corrections->n_waiting);
    return true;
}

/* What the rules and second sources say of everything that is stored now. */
static bool report_checks(Run *run, StageResult *ret_result, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    CheckCounts counts;
    if (!store_read_checks(&run->workspace, &run->catalogue, &text, &counts, err))
        return false;
    if (text.length == 0)
        return true;
    if (counts.failed[SEVERITY_ERROR] > 0)
        *ret_result = STAGE_WARN;
    log_event(counts.failed[SEVERITY_ERROR] > 0 ? LOG_ERROR : LOG_WARN,
              _("rules: values that break one: %llu (error), %llu (warning), %llu (info); second "
                "sources: values that differ: %llu; see %s/checks.csv"),
              (unsigned long long)counts.failed[SEVERITY_ERROR],
              (unsigned long long)counts.failed[SEVERITY_WARNING],
              (unsigned long long)counts.failed[SEVERITY_INFO], (unsigned long long)counts.differ,
              run->workspace.run_folder);
    return workspace_run_file(&run->workspace, "checks.csv", &text, err);
}

static bool write_report(Run *run, Err *err)
{
    const char *text;
    uint64_t n = binder_differences(engine_binder(run->engine), &text);
    if (n == 0)
        return true;
    CLEANUP(strbuf_done) StrBuf report = {0};
    strbuf_printf(&report,
                  _("Published values that differ from the sum of their complete parts: %llu\n%s"),
                  (unsigned long long)n, text);
    log_event(LOG_WARN,
              PLURAL("%llu published value differs from the sum of its parts; see %s/compute.txt",
                     "%llu published values differ from the sum of their parts; see %s/compute.txt",
                     n),
              (unsigned long long)n, run->workspace.run_folder);
    return workspace_run_file(&run->workspace, "compute.txt", &report, err);
}

static bool compute(Run *run, StageResult *ret_result, Err *err)
{
    int data_first, data_last;
    if (!load(run, err) ||
        !binder_years(engine_binder(run->engine), &data_first, &data_last, err) ||
        !parse_years(run, data_last, err) || !workspace_begin(&run->workspace, err))
        return false;
    bool *selected = arena_array(run->arena, run->catalogue.n, sizeof *selected);
    for (size_t i = 0; i < run->catalogue.n; i++)
        selected[i] = is_stored(run, &run->catalogue.items[i]);
    CLEANUP(strbuf_done) StrBuf gone = {0};
    bool good = store_catalogue(&run->workspace, &run->catalogue, selected, &gone, err);
    for (size_t i = 0; good && i < run->catalogue.n; i++)
        good = store_prune(&run->workspace, &run->catalogue.items[i], data_last, err);
    good = good && compute_years(run, data_first, err);
    if (good && run->only.n == 0 && run->settings->years == NULL)
        good = db_exec(
            run->workspace.db,
            "DELETE FROM computed; INSERT INTO computed SELECT coalesce(max(id), 0) FROM extract",
            err);
    if (!good) {
        workspace_rollback(&run->workspace);
        return false;
    }
    if (!workspace_commit(&run->workspace, err))
        return false;
    if (gone.length > 0)
        log_event(LOG_WARN, _("removed, since %s no longer defines it, or only as a draft:%s"),
                  run->workspace.config, gone.text);
    if (run->n_incomplete > 0)
        log_event(
            LOG_WARN,
            PLURAL("%llu of the values just computed is incomplete (state U): some parts of a sum "
                   "are missing; a ratio of such sums can be far off",
                   "%llu of the values just computed are incomplete (state U): some parts of a sum "
                   "are missing; a ratio of such sums can be far off",
                   run->n_incomplete),
            (unsigned long long)run->n_incomplete);
    return write_report(run, err) && report_checks(run, ret_result, err);
}

static size_t count_stored(const Run *run)
{
    size_t n = 0;
    for (size_t i = 0; i < run->catalogue.n; i++)
        n += run->catalogue.items[i].state != STATE_DRAFT;
    return n;
}

static void report_run(const Run *run, bool synthetic)
{
    size_t n = count_stored(run);
    if (n < run->catalogue.n)
        log_event(LOG_INFO,
                  PLURAL("%zu draft is left out; smup try shows its values",
                         "%zu drafts are left out; smup try shows their values",
                         run->catalogue.n - n),
                  run->catalogue.n - n);
    log_event(LOG_INFO, _("%s%s: %s, %llu unchanged"),
              arena_printf(run->arena, PLURAL("%zu indicator", "%zu indicators", n), n),
              synthetic ? " (dane syntetyczne)" : "",
              arena_printf(run->arena,
                           PLURAL("%llu result computed", "%llu results computed", run->n_computed),
                           (unsigned long long)run->n_computed),
              (unsigned long long)run->n_same);
}

bool compute_run(void *settings, const StrList *operands, StageResult *ret_result, Err *err)
{
    Run run = {.settings = settings};
    bool synthetic = false;
    *ret_result = STAGE_DONE;
    if (operands->n > 0)
        return err_set(err, ERR_USAGE,
                       _("\"%s\" is not understood; smup-compute takes options only"),
                       operands->items[0]);
    if (!workspace_open(run.settings->workspace, run.settings->config, WORKSPACE_WRITE,
                        "smup-compute", &run.workspace, err))
        return false;
    run.arena = arena_new();
    bool good =
        compute(&run, ret_result, err) && workspace_is_synthetic(&run.workspace, &synthetic, err);
    if (good)
        report_run(&run, synthetic);
    engine_free_p(&run.engine);
    workspace_close(&run.workspace);
    (void)arena_free(run.arena);
    return good;
}
