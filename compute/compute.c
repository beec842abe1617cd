#include "compute.h"

#include "bind.h"
#include "digest.h"
#include "evaluate.h"
#include "example.h"
#include "file.h"
#include "frame.h"
#include "log.h"
#include "num.h"
#include "statistics.h"
#include "store.h"

/* Part of every result's key: raised when the program computes something differently. */
static const char engine_version[] = "smup compute 2";

typedef struct Run {
    Arena *arena;
    Workspace workspace;
    const ComputeSettings *settings;
    Catalogue catalogue;
    Comparison *comparison;
    Binder *binder;
    char territory_digest[DIGEST_HEX];
    StrList only;
    int first, last;  /* years asked for */
    uint32_t *before; /* for prev: the row whose past continues a row's */
    int *from, *breaks;
    uint64_t n_computed, n_same;
    uint64_t n_incomplete; /* values with the state U */
} Run;

static bool digest_territory(Run *run, Err *err)
{
    static const char *const tables[] = {"units.csv", "kinds.csv", "changes.csv", "neighbours.csv",
                                         "groups.csv"};
    Digest *digest = digest_begin();
    bool good = true;
    for (size_t i = 0; good && i < ARRAY_LENGTH(tables); i++) {
        CLEANUP(bytes_done) Bytes bytes = {0};
        const char *path =
            arena_printf(run->arena, "%s/territory/%s", run->workspace.config, tables[i]);
        good = file_read(path, &bytes, err);
        if (good)
            digest_add(digest, bytes.data, bytes.size);
    }
    digest_end(digest, run->territory_digest);
    return good;
}

static bool parse_years(Run *run, int data_last, Err *err)
{
    const char *text = run->settings->years;
    uint64_t first = 0, last = 0;
    run->first = YEAR_FIRST;
    run->last = data_last;
    if (text == NULL)
        return true;
    size_t length = strcspn(text, "-");
    const char *end = text[length] == '-' ? text + length + 1 : text;
    if (!num_parse_count((StrView){text, length}, YEAR_LAST, &first) ||
        !num_parse_count(str_view(end), YEAR_LAST, &last) || first > last)
        return err_set(err, ERR_USAGE,
                       _("--years wants years such as 2015-2018 or 2018, not \"%s\""), text);
    run->first = (int)first;
    run->last = (int)last < data_last ? (int)last : data_last;
    return true;
}

static bool parse_only(Run *run, Err *err)
{
    if (run->settings->only == NULL)
        return true;
    run->only = str_split(run->arena, run->settings->only, ", ");
    for (size_t i = 0; i < run->only.n; i++) {
        uint32_t unused;
        if (strmap_find(run->catalogue.codes, str_view(run->only.items[i]), &unused))
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

static bool is_asked(const Run *run, const Definition *definition, int year)
{
    return definition->from <= year && year <= definition->to && is_selected(run, definition);
}

typedef struct Reading {
    Run *run;
    const Definition *definition;
} Reading;

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    Reading *reading = context;
    return binder_input(reading->run->binder, reading->definition, name, year, ret_vector, err);
}

static bool break_between(void *context, unsigned name, int from_exclusive, int to_inclusive)
{
    const Reading *reading = context;
    return input_breaks(&reading->definition->inputs[name], from_exclusive, to_inclusive);
}

/* What a result depends on: definition, program, territory, and the columns of all years that the
 * formula reads. */
static bool key_of(Run *run, const Definition *definition, int year, char ret_key[DIGEST_HEX],
                   Err *err)
{
    Digest *digest = digest_begin();
    bool good = true;
    digest_text(digest, engine_version);
    digest_text(digest, definition->digest);
    digest_text(digest, run->territory_digest);
    for (int back = 0; good && back <= formula_years_back(definition->formula); back++)
        for (size_t i = 0; good && i < definition->n_inputs; i++)
            good = binder_digest(run->binder, &definition->inputs[i], year - back, digest, err);
    digest_end(digest, ret_key);
    return good;
}

static bool compute_one(Run *run, const Definition *definition, int year, StatisticsFrame **frame,
                        Err *err)
{
    char key[DIGEST_HEX], stored[DIGEST_HEX];
    if (!key_of(run, definition, year, key, err) ||
        !store_key(&run->workspace, definition->code, year, stored, err))
        return false;
    if (strcmp(key, stored) == 0) {
        run->n_same++;
        return true;
    }
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Reading reading = {run, definition};
    const EvaluateSource source = {.context = &reading,
                                   .input = read_input,
                                   .break_between = break_between,
                                   .before = run->before,
                                   .from = run->from,
                                   .breaks = run->breaks};
    Vector result, framed;
    Statistics statistics;
    uint32_t n = run->workspace.territory.n_units;
    if (!formula_evaluate(definition->formula, &source, year, n, scratch, &result, err))
        return err_add(err, _("computing %s for %d"), definition->code, year);
    framed = vector_new(scratch, n); /* only rows of the frame count in statistics */
    framed.exponent = result.exponent + definition->exponent;
    for (uint32_t i = 0; i < n; i++)
        if (frame_holds(definition, &run->workspace.territory, i, year))
            vector_put(&framed, i, result.values[i], result.states[i]);
        else
            framed.states[i] = OBS_O;
    if (*frame == NULL)
        *frame = statistics_frame(run->arena, run->comparison, year);
    statistics_make(scratch, *frame, &framed, &statistics);
    for (uint32_t i = 0; i < n; i++)
        run->n_incomplete += (framed.states[i] & OBS_U) != 0 && !state_is_missing(framed.states[i]);
    run->n_computed++;
    return store_result(&run->workspace, definition, year, key, &result, &statistics, err);
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
        binder_forget(run->binder, year - YEARS_KEPT);
    }
    return true;
}

static void continue_rows(Run *run)
{
    const Territory *territory = &run->workspace.territory;
    run->before = arena_array(run->arena, territory->n_units, sizeof *run->before);
    run->from = arena_array(run->arena, territory->n_units, sizeof *run->from);
    run->breaks = arena_array(run->arena, territory->n_units, sizeof *run->breaks);
    for (uint32_t i = 0; i < territory->n_units; i++) {
        run->before[i] = territory->units[i].before;
        run->from[i] = territory->units[i].from;
        run->breaks[i] = territory->units[i].break_year;
    }
}

static bool load(Run *run, Err *err)
{
    const char *config = run->workspace.config;
    if (!catalogue_load(run->arena, config, &run->catalogue, err))
        return false;
    for (size_t i = 0; i < run->catalogue.n; i++)
        if (!examples_run(&run->catalogue.items[i], err))
            return false;
    continue_rows(run);
    return comparison_load(run->arena, arena_printf(run->arena, "%s/territory", config),
                           &run->workspace.territory, &run->comparison, err) &&
           digest_territory(run, err) && parse_only(run, err);
}

static bool write_report(Run *run, Err *err)
{
    const char *text;
    uint64_t n = binder_differences(run->binder, &text);
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

static bool compute(Run *run, Err *err)
{
    int data_first, data_last;
    if (!load(run, err) || !binder_years(run->binder, &data_first, &data_last, err) ||
        !parse_years(run, data_last, err) || !workspace_begin(&run->workspace, err))
        return false;
    bool *selected = arena_array(run->arena, run->catalogue.n, sizeof *selected);
    for (size_t i = 0; i < run->catalogue.n; i++)
        selected[i] = is_selected(run, &run->catalogue.items[i]);
    CLEANUP(strbuf_done) StrBuf gone = {0};
    bool good = store_catalogue(&run->workspace, &run->catalogue, selected, &gone, err);
    for (size_t i = 0; good && i < run->catalogue.n; i++)
        good = store_prune(&run->workspace, &run->catalogue.items[i], data_last, err);
    good = good && compute_years(run, data_first, err);
    if (!good) {
        workspace_rollback(&run->workspace);
        return false;
    }
    if (!workspace_commit(&run->workspace, err))
        return false;
    if (gone.length > 0)
        log_event(LOG_WARN, _("removed, since %s no longer defines it:%s"), run->workspace.config,
                  gone.text);
    if (run->n_incomplete > 0)
        log_event(
            LOG_WARN,
            PLURAL("%llu of the values just computed is incomplete (state U): some parts of a sum "
                   "are missing; a ratio of such sums can be far off",
                   "%llu of the values just computed are incomplete (state U): some parts of a sum "
                   "are missing; a ratio of such sums can be far off",
                   run->n_incomplete),
            (unsigned long long)run->n_incomplete);
    return write_report(run, err);
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
    run.binder = binder_new(&run.workspace);
    bool good = compute(&run, err) && workspace_is_synthetic(&run.workspace, &synthetic, err);
    if (good)
        log_event(
            LOG_INFO, _("%s%s: %s, %llu unchanged"),
            arena_printf(run.arena, PLURAL("%zu indicator", "%zu indicators", run.catalogue.n),
                         run.catalogue.n),
            synthetic ? " (dane syntetyczne)" : "",
            arena_printf(run.arena,
                         PLURAL("%llu result computed", "%llu results computed", run.n_computed),
                         (unsigned long long)run.n_computed),
            (unsigned long long)run.n_same);
    binder_free_p(&run.binder);
    workspace_close(&run.workspace);
    (void)arena_free(run.arena);
    return good;
}
