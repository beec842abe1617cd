#include "desk.h"
#include "finder.h"
#include "fold.h"

typedef struct SeriesSettings {
    DeskPlaces places;
    bool evidence;
} SeriesSettings;

static StrList fold_words(Arena *arena, const StrList *operands)
{
    const char *all = "";
    for (size_t i = 0; i < operands->n; i++)
        all = arena_printf(arena, "%s %s", all, fold(arena, operands->items[i]));
    return str_split(arena, all, " \t\n");
}

/* A line for every thing: what there is at all. */
static void list_all(const Finder *finder, StrBuf *text)
{
    const char *const heading[] = {_("what"), _("id"), _("unit"), _("name")};
    Grid grid;
    grid_init(&grid, finder->arena, ARRAY_LENGTH(heading));
    grid_add(&grid, heading);
    for (size_t i = 0; i < finder->n; i++) {
        const Item *item = &finder->items[i];
        const char *const cells[] = {_(item->kind->label), item->id, item->unit, item->name};
        if (!item->by_words)
            grid_add(&grid, cells);
    }
    grid_write_lines(&grid, text);
    grid_done(&grid);
}

static bool show_found(const Finder *finder, const StrList *words, StrBuf *text, size_t *ret_n,
                       Err *err)
{
    *ret_n = 0;
    for (size_t i = 0; i < finder->n; i++) {
        if (!item_is_found(&finder->items[i], words))
            continue;
        strbuf_puts(text, *ret_n == 0 ? "" : "\n");
        if (!item_show(finder, &finder->items[i], text, err))
            return false;
        ++*ret_n;
    }
    return true;
}

static size_t count_found(const Finder *finder, char *word)
{
    const StrList one = {&word, 1};
    size_t n = 0;
    for (size_t i = 0; i < finder->n; i++)
        n += item_is_found(&finder->items[i], &one);
    return n;
}

/* Which of the words is at fault, and what was perhaps meant. */
static void say_nothing_found(const Finder *finder, const StrList *words, StrBuf *text)
{
    strbuf_puts(text, _("nothing is found by all of the words\n"));
    for (size_t i = 0; i < words->n; i++) {
        size_t n = count_found(finder, words->items[i]);
        const char *near = n > 0 ? NULL : finder_nearest(finder, words->items[i]);
        if (n > 0)
            line_add(text, words->items[i], _("found %zu times by itself"), n);
        else if (near != NULL)
            line_add(text, words->items[i], _("nowhere; a similar word exists: %s"), near);
        else
            line_add(text, words->items[i], "%s", _("nowhere"));
    }
}

/* Say what was found; with nothing found the run ends with a warning. */
static bool find(const Finder *finder, const StrList *words, StrBuf *text, StageResult *ret_result,
                 Err *err)
{
    size_t n;
    if (words->n == 0) {
        list_all(finder, text);
    } else {
        if (!show_found(finder, words, text, &n, err))
            return false;
        if (n == 0) {
            say_nothing_found(finder, words, text);
            *ret_result = STAGE_WARN;
        }
    }
    if (finder->workspace == NULL)
        strbuf_puts(text, _("\nName a workspace with -w to see what it holds of them, and what it "
                            "holds beside them.\n"));
    return true;
}

static bool run_in(const SeriesSettings *settings, Workspace *workspace, const StrList *operands,
                   StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    Catalogue catalogue;
    Finder finder;
    if (!catalogue_load(arena, config_folder(settings->places.config), NULL, NULL, &catalogue,
                        err) ||
        !finder_init(&finder, arena, &catalogue, workspace, err))
        return false;
    StrList words = fold_words(arena, operands);
    bool good = desk_mark_synthetic(workspace, &text, err);
    if (good && settings->evidence && operands->n > 0)
        good = err_set(err, ERR_USAGE, _("--evidence lists all series: it goes without words"));
    else if (good && settings->evidence)
        evidence_list(&finder, &text);
    else
        good = good && find(&finder, &words, &text, ret_result, err);
    finder_done(&finder);
    if (good)
        desk_print(&text);
    return good;
}

static bool series_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    const SeriesSettings *settings = context;
    Workspace workspace;
    *ret_result = STAGE_DONE;
    if (settings->places.workspace == NULL)
        return run_in(settings, NULL, operands, ret_result, err);
    if (!workspace_open(settings->places.workspace, settings->places.config, WORKSPACE_READ,
                        "smup series", &workspace, err))
        return false;
    bool good = run_in(settings, &workspace, operands, ret_result, err);
    workspace_close(&workspace);
    return good;
}

int series_command(const Command *command, int argc, char **argv)
{
    SeriesSettings settings = {0};
    const Option options[] = {DESK_OPTIONS(settings.places),
                              {"evidence", 0, OPTION_FLAG, &settings.evidence, NULL,
                               N_("list the series of variables, those least confirmed first")}};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup series ludność 30 vi",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = series_run};

    return stage_main(&stage, argc, argv);
}
