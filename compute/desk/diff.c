/*
 * smup diff-definitions: what a change of definitions does to the values, before anything is
 * stored. OLD and NEW are two files, or two folders like config/. Of every indicator whose meaning
 * differs: cells changed, median and greatest change, units most affected, and who is computed from
 * it.
 */
#include "desk.h"
#include "file.h"
#include "trial.h"

#include <sys/stat.h>

typedef struct DiffSettings {
    DeskPlaces places;
    const char *years;
} DiffSettings;

enum { YEARS_KEPT = 10 };

/* One of the two sides. */
typedef struct Side {
    const char *path, *config, *file; /* file NULL: a folder */
    Catalogue catalogue;
    Engine *engine;
} Side;

typedef struct Diff {
    Arena *arena;
    const DiffSettings *settings;
    Workspace *workspace;
    Side old, new;
    int first, last;
    size_t n_changed;
    StrBuf text;
} Diff;

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool open_side(Diff *diff, Side *side, const char *path, Err *err)
{
    side->path = path;
    side->config = is_folder(path) ? path : diff->workspace->config;
    side->file = is_folder(path) ? NULL : path;
    if (!file_exists(path) && !is_folder(path))
        return err_set(err, ERR_NOINPUT, _("there is no file or folder \"%s\""), path);
    return catalogue_load(diff->arena, side->config, side->file, NULL, &side->catalogue, err) &&
           engine_open(diff->workspace, &side->catalogue, &side->engine, err);
}

/* Of a file only its own definitions are compared. */
static bool is_meant(const Side *side, const Definition *definition)
{
    return side->file == NULL || strcmp(definition->node->file, side->file) == 0;
}

/* Those that are computed from a code, directly. */
static const char *dependents(Arena *arena, const Catalogue *catalogue, const char *code)
{
    const char *list = "";
    for (size_t i = 0; i < catalogue->n; i++)
        for (size_t k = catalogue->items[i].n_written; k < catalogue->items[i].n_inputs; k++)
            if (strcmp(catalogue->items[i].inputs[k].name, code) == 0 &&
                strcmp(catalogue->items[i].code, code) != 0)
                list = arena_printf(arena, "%s%s%s", list, *list == '\0' ? "" : ", ",
                                    catalogue->items[i].code);
    return list;
}

static bool compare_years(Diff *diff, const Definition *old, const Definition *new,
                          Changes *changes, Err *err)
{
    for (int year = diff->first; year <= diff->last; year++) {
        CLEANUP(arena_free_p) Arena *scratch = arena_new();
        Vector before, after;
        if (!engine_result(diff->old.engine, old, year, scratch, &before, err) ||
            !engine_result(diff->new.engine, new, year, scratch, &after, err))
            return false;
        changes_add(changes, year, old, &before, new, &after);
        engine_forget(diff->old.engine, year - YEARS_KEPT);
        engine_forget(diff->new.engine, year - YEARS_KEPT);
    }
    changes_end(changes);
    return true;
}

static bool compare(Diff *diff, const Definition *old, const Definition *new, Err *err)
{
    Changes changes = {0};
    if (strcmp(old->digest, new->digest) == 0)
        return true;
    if (!compare_years(diff, old, new, &changes, err)) {
        changes_done(&changes);
        return false;
    }
    diff->n_changed++;
    strbuf_printf(&diff->text, "%s  %s [%s]\n", new->code,
                  text_in_language(new->name_pl, new->name_en), new->unit);
    if (strcmp(old->formula_text, new->formula_text) != 0)
        strbuf_printf(&diff->text, _("  formula: %s\n  now:     %s\n"), old->formula_text,
                      new->formula_text);
    changes_write(&changes, diff->arena, &diff->workspace->territory, &diff->text);
    const char *from_it = dependents(diff->arena, &diff->new.catalogue, new->code);
    if (*from_it != '\0')
        strbuf_printf(&diff->text, _("  computed from it: %s\n"), from_it);
    strbuf_puts(&diff->text, "\n");
    changes_done(&changes);
    return true;
}

static bool compare_all(Diff *diff, Err *err)
{
    const Catalogue *old = &diff->old.catalogue, *new = &diff->new.catalogue;
    for (size_t i = 0; i < new->n; i++) {
        const Definition *at = &new->items[i], *before = catalogue_find(old, at->code);
        if (!is_meant(&diff->new, at))
            continue;
        if (before == NULL)
            strbuf_printf(&diff->text, _("%s is new\n\n"), at->code);
        else if (!compare(diff, before, at, err))
            return false;
        diff->n_changed += before == NULL;
    }
    for (size_t i = 0; i < old->n; i++) {
        const Definition *at = &old->items[i];
        const Definition *now = catalogue_find(new, at->code);
        if (!is_meant(&diff->old, at) || (now != NULL && is_meant(&diff->new, now)))
            continue;
        diff->n_changed++;
        strbuf_printf(&diff->text, _("%s is gone\n\n"), at->code);
    }
    strbuf_printf(&diff->text,
                  PLURAL("%zu indicator changes its meaning\n",
                         "%zu indicators change their meaning\n", diff->n_changed),
                  diff->n_changed);
    return true;
}

static bool run(Diff *diff, const StrList *operands, Err *err)
{
    return open_side(diff, &diff->old, operands->items[0], err) &&
           open_side(diff, &diff->new, operands->items[1], err) &&
           binder_years(engine_binder(diff->new.engine), &diff->first, &diff->last, err) &&
           stage_years(diff->settings->years, &diff->first, &diff->last, err) &&
           desk_mark_synthetic(diff->workspace, &diff->text, err) && compare_all(diff, err);
}

static bool diff_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Workspace workspace;
    Diff diff = {.arena = arena, .settings = context, .workspace = &workspace};
    *ret_result = STAGE_DONE;
    if (operands->n != 2) {
        (void)err_set(err, ERR_USAGE, _("smup diff-definitions wants the old and the new one"));
        return err_hint(err, "%s", _("two files with definitions, or two folders like config/"));
    }
    if (!workspace_open(diff.settings->places.workspace, diff.settings->places.config,
                        WORKSPACE_READ, "smup diff-definitions", &workspace, err))
        return false;
    bool good = run(&diff, operands, err);
    if (good)
        desk_print(&diff.text);
    strbuf_done(&diff.text);
    engine_free_p(&diff.old.engine);
    engine_free_p(&diff.new.engine);
    workspace_close(&workspace);
    return good;
}

int diff_command(const Command *command, int argc, char **argv)
{
    DiffSettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"years", 0, OPTION_TEXT, &settings.years, "A-B", N_("these years only")},
    };
    const Stage stage = {
        .name = command->name,
        .summary = command->summary,
        .usage = command->usage,
        .example = "smup diff-definitions config/indicators/edukacja/EDU01.xml EDU01.xml -w W",
        .options = options,
        .n_options = ARRAY_LENGTH(options),
        .settings = &settings,
        .run = diff_run};

    return stage_main(&stage, argc, argv);
}
