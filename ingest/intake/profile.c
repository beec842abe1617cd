/* `smup profile`: a first profile of a file (draft), and how a file would be read (try). Nothing is
 * stored: what reading needs of a workspace lies in a folder of its own and goes again. */
#include "declared.h"
#include "draft.h"
#include "grid.h"
#include "intake.h"
#include "take.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS_SHOWN = 20, REJECTS_SHOWN = 10 };

typedef struct ProfileSettings {
    IngestSettings ingest;
    const char *profile;
} ProfileSettings;

typedef struct Shown {
    const ExtractPiece *piece;
    const ExtractCell *cell;
} Shown;

static int compare_shown(const void *a, const void *b)
{
    const Shown *x = a, *y = b;
    if (x->cell->line != y->cell->line)
        return x->cell->line < y->cell->line ? -1 : 1;
    return (x->piece > y->piece) - (x->piece < y->piece);
}

static const char *series_text(Arena *arena, const ExtractSeries *series)
{
    char *text =
        arena_printf(arena, "%s %s [%s]", series->subject, series->dimensions, series->unit);
    for (char *at = text; *at != '\0'; at++)
        if (*at == *DIMENSION_SEPARATOR)
            *at = '|';
    return text;
}

static void add_shown(Grid *grid, const Extract *extract, const Shown *shown)
{
    const Unit *unit = &extract->workspace->territory.units[shown->cell->unit];
    Arena *arena = extract->arena;
    char number[NUM_TEXT], state[OBS_TEXT];
    num_write_decimal(shown->cell->mantissa, shown->cell->scale, number);
    state_obs_text(shown->cell->state, state);
    const char *const texts[] = {arena_printf(arena, "%llu", (unsigned long long)shown->cell->line),
                                 unit->code,
                                 unit->name,
                                 series_text(arena, &extract->series[shown->piece->series]),
                                 period_text(arena, shown->piece->period),
                                 state_is_missing(shown->cell->state) ? "" : number,
                                 state};
    grid_add(grid, texts);
}

static void show_cells(const Extract *extract, StrBuf *text)
{
    static const char *const heading[] = {"line",   "unit",  "name", "series",
                                          "period", "value", "state"};
    size_t n = 0, capacity = 0;
    CLEANUP(heap_free_p) Shown *all = NULL;
    for (size_t p = 0; p < extract->n_pieces; p++)
        for (size_t i = 0; i < extract->pieces[p].n; i++) {
            const ExtractCell *cell = &extract->pieces[p].cells[i];
            if (state_attribute(cell->state) == ATTRIBUTE_REJECTED)
                continue;
            all = heap_grow(all, &capacity, n + 1, sizeof *all);
            all[n++] = (Shown){&extract->pieces[p], cell};
        }
    if (n == 0)
        return;
    qsort(all, n, sizeof *all, compare_shown);
    Grid grid;
    grid_init(&grid, extract->arena, ARRAY_LENGTH(heading));
    grid.right[5] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; i < n && i < ROWS_SHOWN; i++)
        add_shown(&grid, extract, &all[i]);
    grid_write_lines(&grid, text);
    grid_done(&grid);
}

static void show_rejects(const Extract *extract, StrBuf *text)
{
    for (size_t i = 0; i < extract->n_rejects && i < REJECTS_SHOWN; i++) {
        const Reject *reject = &extract->rejects[i];
        strbuf_printf(text, _("rejected: line %llu, %s, \"%.80s\": %s: %s\n"),
                      (unsigned long long)reject->line,
                      reject->column == NULL ? "-" : reject->column, reject->raw.text,
                      reject_code(reject->code), reject->reason);
    }
    if (extract->n_rejects > REJECTS_SHOWN)
        strbuf_printf(text, _("and %zu more\n"), extract->n_rejects - REJECTS_SHOWN);
}

static bool load_profiles(Run *run, const char *path, Err *err)
{
    const ProfileLoader loader = {run->arena, run->workspace.config, &run->variables, err};
    if (!variables_load(run->arena, arena_printf(run->arena, "%s/variables", run->workspace.config),
                        NULL, &run->variables, err))
        return false;
    if (path == NULL)
        return profiles_load(run->arena, run->workspace.config, &run->variables, &run->profiles,
                             err);
    run->profiles = (ProfileSet){arena_alloc(run->arena, sizeof(Profile)), 1};
    return profile_load(&loader, path, run->profiles.items);
}

static void show(const Extract *extract)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    if (extract->profile == NULL)
        return;
    strbuf_printf(&text, "%s: %s\n", extract->profile->name,
                  account_text(extract->arena, &extract->account));
    show_cells(extract, &text);
    show_rejects(extract, &text);
    for (size_t i = 0; i < extract->n_notes; i++)
        strbuf_printf(&text, "%s\n", extract->notes[i].text);
    (void)fwrite(text.text, 1, text.length, stdout);
}

static bool try_member(Run *run, Input *input, const char *path, Err *err)
{
    CLEANUP(extract_free_p) Extract *extract = extract_new(&run->workspace, &run->variables);
    Declared declared;
    if (!declared_find(run, path, &declared, err))
        return false;
    extract->name = declared.name;
    extract->member = input->members[0].name;
    extract->sha256 = "";
    bool good =
        declared_apply(&declared, extract, err) && take_read(run, extract, &input->members[0], err);
    show(extract);
    return good;
}

static bool try_file(Run *run, const ProfileSettings *settings, const char *path, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    if (!load_profiles(run, settings->profile, err) || !input_open(run->arena, path, &input, err) ||
        !workspace_begin(&run->workspace, err))
        return false;
    input_drop_raw(&input);
    bool good = try_member(run, &input, path, err);
    workspace_rollback(&run->workspace);
    return good;
}

static bool draft_file(Run *run, const char *path, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    CLEANUP(strbuf_done) StrBuf text = {0};
    Sample sample;
    const char *base = file_base_name(path);
    const char *name = str_lower(run->arena, (StrView){base, strcspn(base, ".")});
    if (!input_open(run->arena, path, &input, err))
        return false;
    input_drop_raw(&input);
    if (!sample_read(run->arena, &input.members[0], &sample, err) ||
        !draft_write(&sample, &run->workspace.territory, name, &text, err))
        return err_add(err, _("reading \"%s\""), path);
    (void)fwrite(text.text, 1, text.length, stdout);
    return true;
}

/* In a workspace of its own, which is made and goes again. */
static bool with_workspace(const ProfileSettings *settings, bool draft, const char *path, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Run run = {.settings = &settings->ingest, .arena = arena};
    Plan plan;
    const char *folder = NULL;
    plan_init(&plan, arena);
    bool good = plan_workspace(arena, &plan, &folder, err) &&
                workspace_open(folder, settings->ingest.config, WORKSPACE_CREATE, "smup profile",
                               &run.workspace, err);
    if (good) {
        good = draft ? draft_file(&run, path, err) : try_file(&run, settings, path, err);
        workspace_close(&run.workspace);
    }
    plan_done(&plan);
    return good;
}

static bool profile_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    const ProfileSettings *settings = context;
    *ret_result = STAGE_DONE;
    bool draft = operands->n > 0 && strcmp(operands->items[0], "draft") == 0;
    if (operands->n != 2 || (!draft && strcmp(operands->items[0], "try") != 0)) {
        err_set(err, ERR_USAGE, _("which file, and draft or try?"));
        return err_hint(err, "%s", _("for example: smup profile draft table.csv"));
    }
    return with_workspace(settings, draft, operands->items[1], err);
}

int profile_command(const Command *command, int argc, char **argv)
{
    ProfileSettings settings = {0};
    const Option options[] = {
        {"profile", 0, OPTION_TEXT, &settings.profile, N_("FILE"),
         N_("try: read it by the profile in this file, wherever it lies")},
        {"source", 0, OPTION_TEXT, &settings.ingest.source, N_("NAME"),
         N_("read the files by this profile only")},
        {"subject", 0, OPTION_TEXT, &settings.ingest.subject, "P2137",
         N_("BDL subject of files whose name does not tell it")},
        {"config", 0, OPTION_TEXT, &settings.ingest.config, N_("FOLDER"),
         N_("another config/ than the built-in one")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup profile try table.csv --profile draft.xml",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = profile_run};

    return stage_main(&stage, argc, argv);
}
