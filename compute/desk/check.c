/*
 * smup check: every mistake of every definition in one run, without any data: the catalogue with
 * its units, variables and classification, and all worked examples. With CODEs or a FILE only what
 * stands in their files is shown; a FILE outside of config/ is checked as if it stood there.
 */
#include "desk.h"
#include "example.h"
#include "file.h"

#include <jansson.h>
#include <stdlib.h>

typedef struct CheckSettings {
    const char *config, *format;
    bool json;
} CheckSettings;

typedef struct CheckRun {
    Arena *arena;
    const CheckSettings *settings;
    Catalogue catalogue;
    Diag diag;
    StrMap *files;  /* that are shown; empty: all */
    size_t n_codes; /* asked for */
    size_t n_errors, n_warnings, n_elsewhere;
} CheckRun;

static bool is_in_shown(const CheckRun *run, const char *file)
{
    return file != NULL && strmap_find(run->files, str_view(file), &(uint32_t){0});
}

static bool is_shown(const CheckRun *run, const Mistake *mistake)
{
    return run->n_codes == 0 || is_in_shown(run, mistake->err.place.file);
}

/* "S05: the decimal mark ...": without its code. */
static const char *message_of(const Err *err)
{
    const char *message = err->text + err->message;
    return err->code[0] == '\0' ? message : message + 4 + strspn(message + 4, " ");
}

static int message_length(const Err *err)
{
    const char *end = err->text + (err->excerpt > 0 ? err->excerpt : strlen(err->text));
    return (int)(end - message_of(err));
}

static void write_text(StrBuf *text, const Mistake *mistake)
{
    const Err *err = &mistake->err;
    strbuf_printf(text, "%.*s%s %s\n", (int)err->message, err->text,
                  mistake->warning ? _("warning") : _("error"), err->text + err->message);
    if (err->hint[0] != '\0')
        strbuf_printf(text, _("    what to do: %s\n"), err->hint);
    strbuf_puts(text, "\n");
}

/* One line a mistake, as compilers write them: editors jump to it. */
static void write_gcc(StrBuf *text, const Mistake *mistake)
{
    const Err *err = &mistake->err;
    strbuf_printf(text, "%.*s%s: %.*s%s%s%s [%s]\n", (int)err->message, err->text,
                  mistake->warning ? "warning" : "error", message_length(err), message_of(err),
                  err->hint[0] == '\0' ? "" : " (", err->hint, err->hint[0] == '\0' ? "" : ")",
                  err->code[0] == '\0' ? "-" : err->code);
}

/* JSON holds UTF-8 only, and a file's name may be any bytes. */
static const char *json_text(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_strndup(arena, text, length);
    str_repair(copy);
    return copy;
}

static json_t *json_of(Arena *arena, const Mistake *mistake)
{
    const Err *err = &mistake->err;
    const char *file = err->place.file;
    json_t *item = json_pack("{s:s, s:s, s:s, s:s}", "code", err->code, "severity",
                             mistake->warning ? "warning" : "error", "message",
                             json_text(arena, message_of(err), (size_t)message_length(err)), "hint",
                             json_text(arena, err->hint, strlen(err->hint)));
    if (file != NULL)
        file = json_text(arena, file, strlen(file));
    if (err->place.line > 0)
        (void)json_object_update_new(
            item, json_pack("{s:s?, s:i, s:i, s:i}", "file", file, "line", (int)err->place.line,
                            "column", (int)err->place.column, "columns", (int)err->place.columns));
    return item;
}

static bool print_json(const CheckRun *run, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < run->diag.n; i++)
        if (is_shown(run, &run->diag.items[i]))
            (void)json_array_append_new(list, json_of(run->arena, &run->diag.items[i]));
    char *dump = json_dumps(list, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(list);
    if (dump == NULL)
        return err_set(err, ERR_OS, _("out of memory"));
    strbuf_printf(&text, "%s\n", dump);
    free(dump);
    desk_print(&text);
    return true;
}

static bool print(CheckRun *run, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    bool gcc = run->settings->format != NULL && strcmp(run->settings->format, "gcc") == 0;
    for (size_t i = 0; i < run->diag.n; i++) {
        const Mistake *mistake = &run->diag.items[i];
        bool shown = is_shown(run, mistake);
        run->n_errors += shown && !mistake->warning;
        run->n_warnings += shown && mistake->warning;
        run->n_elsewhere += !shown && !mistake->warning;
        if (shown && !run->settings->json)
            (gcc ? write_gcc : write_text)(&text, mistake);
    }
    if (run->settings->json)
        return print_json(run, err);
    if (!gcc)
        strbuf_printf(
            &text, _("%s: %s, %s\n"),
            arena_printf(run->arena, PLURAL("%zu indicator", "%zu indicators", run->catalogue.n),
                         run->catalogue.n),
            arena_printf(run->arena, PLURAL("%zu mistake", "%zu mistakes", run->n_errors),
                         run->n_errors),
            arena_printf(run->arena, PLURAL("%zu warning", "%zu warnings", run->n_warnings),
                         run->n_warnings));
    if (!gcc && run->n_elsewhere > 0)
        strbuf_printf(&text,
                      PLURAL("in other files: %zu mistake (smup check shows it)\n",
                             "in other files: %zu mistakes (smup check shows them)\n",
                             run->n_elsewhere),
                      run->n_elsewhere);
    desk_print(&text);
    return true;
}

/* The examples of what could be compiled. */
static bool run_examples(CheckRun *run, Err *err)
{
    for (size_t i = 0; i < run->catalogue.n; i++)
        if (run->catalogue.items[i].compiled &&
            !examples_run(&run->catalogue.items[i], &run->diag, err))
            return false;
    return true;
}

static int compare_mistakes(const void *left, const void *right)
{
    const Err *a = &((const Mistake *)left)->err, *b = &((const Mistake *)right)->err;
    int files = strcmp(a->place.file == NULL ? "" : a->place.file,
                       b->place.file == NULL ? "" : b->place.file);
    if (files != 0)
        return files;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* By place, each once: members of a family have the family's mistakes in common. */
static void sort(Diag *diag)
{
    size_t n = 0;
    if (diag->n > 0)
        qsort(diag->items, diag->n, sizeof *diag->items, compare_mistakes);
    for (size_t i = 0; i < diag->n; i++)
        if (n == 0 || compare_mistakes(&diag->items[i], &diag->items[n - 1]) != 0)
            diag->items[n++] = diag->items[i];
    diag->n = n;
}

static void show_file(CheckRun *run, const char *file)
{
    (void)strmap_add(run->files, str_view(file), 0, NULL);
}

/* The file of that code has mistakes, and the code could not be read. */
static bool take_broken(CheckRun *run, const char *code)
{
    const char *name = arena_printf(run->arena, "%s.xml", code);
    bool found = false;
    for (size_t i = 0; i < run->diag.n; i++) {
        const char *file = run->diag.items[i].err.place.file;
        if (file == NULL || strcmp(file_base_name(file), name) != 0)
            continue;
        show_file(run, file);
        found = true;
    }
    return found;
}

static bool fail_operand(const CheckRun *run, const char *operand, Err *err)
{
    const char *near = strmap_nearest(run->catalogue.codes, str_view(operand));
    if (operand[strspn(operand, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0')
        (void)err_set(err, ERR_USAGE, _("in \"%s/indicators\" there is no indicator %s"),
                      config_folder(run->settings->config), operand);
    else
        (void)err_set(err, ERR_USAGE, _("\"%s\" is neither a file nor the code of an indicator"),
                      operand);
    return near == NULL ? false : err_hint(err, _("a similar code exists: %s"), near);
}

/* An operand is a file, or a code of the catalogue, whose file it means. */
static bool take_operand(CheckRun *run, const char *operand, const char *file, Err *err)
{
    const Definition *definition = catalogue_find(&run->catalogue, operand);
    run->n_codes++;
    if (file != NULL && strcmp(operand, file) == 0) {
        show_file(run, operand);
        return true;
    }
    if (definition == NULL)
        return take_broken(run, operand) || fail_operand(run, operand, err);
    show_file(run, definition->node->file);
    return true;
}

static bool is_wrong_in(const CheckRun *run, const char *file)
{
    for (size_t i = 0; i < run->diag.n; i++) {
        const Mistake *mistake = &run->diag.items[i];
        if (!mistake->warning && mistake->err.place.file != NULL &&
            strcmp(mistake->err.place.file, file) == 0)
            return true;
    }
    return false;
}

/* What was asked for may have no mistake of its own, and not be checked for those of the files it
 * takes names from: then they are shown too. */
static void take_causes(CheckRun *run)
{
    bool unchecked = false;
    for (size_t i = 0; i < run->catalogue.n; i++) {
        const Definition *definition = &run->catalogue.items[i];
        const char *file = definition->node->file;
        unchecked = unchecked ||
                    (!definition->compiled && is_in_shown(run, file) && !is_wrong_in(run, file));
    }
    for (size_t i = 0; unchecked && i < run->diag.n; i++)
        if (!run->diag.items[i].warning && run->diag.items[i].err.place.file != NULL)
            show_file(run, run->diag.items[i].err.place.file);
}

static bool check_format(const CheckSettings *settings, Err *err)
{
    return settings->format == NULL || str_list_has("text gcc", settings->format) ||
           err_set(err, ERR_USAGE, _("--format=%s is not known: text or gcc"), settings->format);
}

static bool check(CheckRun *run, const StrList *operands, Err *err)
{
    const char *file = NULL;
    Err first = {0};
    for (size_t i = 0; i < operands->n; i++)
        if (strchr(operands->items[i], '.') != NULL) {
            if (file != NULL)
                return err_set(err, ERR_USAGE,
                               _("one file at a time; without any, all of config/"));
            file = operands->items[i];
        }
    if (file != NULL && !file_exists(file))
        return err_set(err, ERR_NOINPUT, _("there is no file \"%s\""), file);
    bool good = catalogue_load(run->arena, config_folder(run->settings->config), file, &run->diag,
                               &run->catalogue, &first);
    if (!good && run->diag.n_errors == 0) {
        *err = first;
        return false;
    }
    for (size_t i = 0; i < operands->n; i++)
        if (!take_operand(run, operands->items[i], file, err))
            return false;
    if (!run_examples(run, err))
        return false;
    take_causes(run);
    sort(&run->diag);
    if (!print(run, err))
        return false;
    return run->n_errors == 0 || err_set(err, ERR_CONFIG,
                                         PLURAL("%zu mistake in the definitions",
                                                "%zu mistakes in the definitions", run->n_errors),
                                         run->n_errors);
}

static bool check_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CheckRun run = {
        .arena = arena, .settings = context, .diag = {.arena = arena}, .files = strmap_new(arena)};
    *ret_result = STAGE_DONE;
    return check_format(run.settings, err) && check(&run, operands, err);
}

int check_command(const Command *command, int argc, char **argv)
{
    CheckSettings settings = {0};
    const Option options[] = {
        {"config", 0, OPTION_TEXT, &settings.config, "FOLDER",
         N_("another config/ than the built-in one")},
        {"format", 0, OPTION_TEXT, &settings.format, "text|gcc",
         N_("gcc: one line a mistake, as compilers write them")},
        {"json", 0, OPTION_FLAG, &settings.json, NULL, N_("a JSON list for programs")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup check EDU01",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = check_run};

    return stage_main(&stage, argc, argv);
}
