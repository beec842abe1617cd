/*
 * smup: the front. It execs the stages and the methodologist's desk and links none of them; `smup
 * run` is the three in a row, `smup status` says what a workspace holds and what to do next.
 */
#include "log.h"
#include "stage.h"
#include "status.h"
#include "version.h"
#include "workspace.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const stages[] = {"ingest", "compute", "export"};

/* Lists of words and no code: the front stays free of the stages, and each list stands once. */
static const struct {
    const char *program, *word, *usage, *summary;
} commands[] = {
#define COMMAND(word, function, usage, summary) {"intake", word, usage, summary},
#include "ingest/intake/command_list.h"
#undef COMMAND
#define COMMAND(word, function, usage, summary) {"desk", word, usage, summary},
#include "compute/desk/command_list.h"
#undef COMMAND
};

/* The stages lie beside this program. */
static const char *stage_path(Arena *arena, const char *stage)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return arena_printf(arena, "smup-%s", stage);
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    *slash = '\0';
    return arena_printf(arena, "%s/smup-%s", self, stage);
}

static int run_stage(Arena *arena, const char *stage, char **arguments)
{
    const char *path = stage_path(arena, stage);
    pid_t child = fork();
    int status;
    if (child == 0) {
        (void)execv(path, arguments);
        (void)fprintf(stderr, _("could not run \"%s\"\n"), path);
        _exit(70);
    }
    if (child < 0)
        return 71;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return 71;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

typedef struct RunSettings {
    const char *workspace, *config, *db, *csv;
    bool publish;
} RunSettings;

typedef struct Arguments {
    char **items;
    size_t n;
} Arguments;

enum { OPTIONS_MAX = 16 }; /* what stands in a command beside the paths, and the closing NULL */

static void add(Arguments *arguments, const char *option, const char *value)
{
    if (value != NULL) {
        if (option != NULL)
            arguments->items[arguments->n++] = (char *)option;
        arguments->items[arguments->n++] = (char *)value;
    }
}

/* Ingest the files, compute, export; stops at the first stage that fails and ends with its status.
 */
static int run_all(Arena *arena, const RunSettings *settings, const StrList *paths)
{
    int worst = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(stages); i++) {
        Arguments list = {arena_array(arena, paths->n + OPTIONS_MAX, sizeof(char *)), 0};
        Arguments *arguments = &list;
        add(arguments, NULL, arena_printf(arena, "smup-%s", stages[i]));
        add(arguments, "-w", settings->workspace);
        add(arguments, "--config", settings->config);
        add(arguments, NULL, log_least() == LOG_WARN ? "-q" : NULL);
        if (i == 0) {
            if (paths->n == 0)
                continue;
            add(arguments, NULL, "--");
            for (size_t k = 0; k < paths->n; k++)
                add(arguments, NULL, paths->items[k]);
        }
        if (i == 2) {
            if (settings->db == NULL && settings->csv == NULL)
                continue;
            add(arguments, settings->db != NULL ? "--db" : "--csv",
                settings->db != NULL ? settings->db : settings->csv);
            if (settings->publish)
                add(arguments, NULL, "--publish");
        }
        int status = run_stage(arena, stages[i], arguments->items);
        if (status != 0 && status != 3) {
            if (i + 1 < ARRAY_LENGTH(stages))
                log_event(
                    LOG_WARN,
                    _("the run ends here: smup-%s ended with %d; what follows it was not done"),
                    stages[i], status);
            return status;
        }
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int exit_of_run; /* `smup run` ends with the status of its stages */

static bool run_command(void *context, const StrList *paths, StageResult *ret_result, Err *err)
{
    const RunSettings *settings = context;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    *ret_result = STAGE_DONE;
    if (settings->workspace == NULL)
        return err_set(err, ERR_USAGE, _("which workspace? Name its folder with -w"));
    if (settings->db != NULL && settings->csv != NULL)
        return err_set(err, ERR_USAGE, _("--db or --csv: one of them at a time"));
    if (settings->publish && settings->db == NULL)
        return err_set(err, ERR_USAGE, _("--publish goes with --db"));
    exit_of_run = run_all(arena, settings, paths);
    return true;
}

static bool status_command(void *context, const StrList *operands, StageResult *ret_result,
                           Err *err)
{
    const RunSettings *settings = context;
    Workspace workspace;
    (void)operands;
    *ret_result = STAGE_DONE;
    if (!workspace_open(settings->workspace, settings->config, WORKSPACE_READ, "smup status",
                        &workspace, err))
        return false;
    bool good = status_print(&workspace, err);
    workspace_close(&workspace);
    return good;
}

static int usage(FILE *out)
{
    (void)fputs(
        _("smup: the machine room of SMUP\n\n"
          "  smup run -w W [--db CONNINFO [--publish] | --csv DIR] [PATH...]   ingest, compute, export in a row\n"
          "  smup status -w W                                                   what the workspace holds, what is next\n"
          "  smup ingest | compute | export ...                                 one stage; --help tells its options\n"),
        out);
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
        char left[80];
        (void)snprintf(left, sizeof left, "smup %s %s", commands[i].word, commands[i].usage);
        (void)fprintf(out, "  %-66s %s\n", left, _(commands[i].summary));
    }
    return out == stdout ? 0 : 64;
}

static int as_stage(const char *name, const char *summary, const char *line,
                    bool (*run)(void *, const StrList *, StageResult *, Err *), bool with_export,
                    int argc, char **argv)
{
    RunSettings settings = {0};
    const Option options[] = {
        {"workspace", 'w', OPTION_TEXT, &settings.workspace, N_("FOLDER"), N_("the workspace")},
        {"config", 0, OPTION_TEXT, &settings.config, N_("FOLDER"),
         N_("another config/ than the built-in one")},
        {"db", 0, OPTION_TEXT, &settings.db, "CONNINFO", N_("the portal's database")},
        {"csv", 0, OPTION_TEXT, &settings.csv, N_("DIR"), N_("write values.csv into this folder")},
        {"publish", 0, OPTION_FLAG, &settings.publish, NULL, N_("release the edition")},
    };
    const Stage stage = {.name = name,
                         .summary = summary,
                         .usage = line,
                         .options = options,
                         .n_options = with_export ? ARRAY_LENGTH(options) : 2,
                         .settings = &settings,
                         .run = run};
    int status = stage_main(&stage, argc, argv);
    return status == 0 ? exit_of_run : status;
}

/* Become a program that lies beside this one; comes back only where that cannot be done. */
static int become(const char *stage, char **arguments)
{
    Arena *arena = arena_new();
    const char *path = stage_path(arena, stage);
    (void)execv(path, arguments);
    (void)fprintf(stderr, _("could not run \"%s\"\n"), path);
    return 70;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    stage_language(NULL);
    if (argc > 2 && strcmp(command, "--lang") == 0) { /* `smup --lang pl WORD ...` */
        stage_language(argv[2]);
        argv += 2;
        argc -= 2;
        command = argc > 1 ? argv[1] : "";
    }
    for (size_t i = 0; i < ARRAY_LENGTH(stages); i++)
        if (strcmp(command, stages[i]) == 0)
            return become(stages[i], argv + 1);
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        if (strcmp(command, commands[i].word) == 0)
            return become(commands[i].program, argv);
    if (strcmp(command, "--version") == 0) {
        printf("smup %s\n", SMUP_VERSION);
        return 0;
    }
    if (strcmp(command, "run") == 0)
        return as_stage(
            "smup run",
            N_("ingest the files, compute, export; stops at the first stage that fails"),
            N_("-w WORKSPACE [OPTIONS] [PATH...]"), run_command, true, argc - 1, argv + 1);
    if (strcmp(command, "status") == 0)
        return as_stage("smup status", N_("what the workspace holds and what to do next"),
                        N_("-w WORKSPACE"), status_command, false, argc - 1, argv + 1);
    return usage(strcmp(command, "--help") == 0 || strcmp(command, "-h") == 0 ||
                         strcmp(command, "help") == 0
                     ? stdout
                     : stderr);
}
