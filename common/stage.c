#include "stage.h"

#include "log.h"
#include "num.h"
#include "version.h"

#include <getopt.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { OPTIONS_MAX = 24, FIRST_LONG = 256 };

/* The catalogues lie beside the programs where they were built, and in share/ where they were
 * installed. */
static void bind_catalogues(void)
{
    char own[PATH_MAX], folder[PATH_MAX + 32];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    own[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(own, '/');
    if (slash == NULL)
        return;
    *slash = '\0';
    (void)snprintf(folder, sizeof folder, "%s/po", own);
    if (access(folder, F_OK) != 0)
        (void)snprintf(folder, sizeof folder, "%s/../share/locale", own);
    (void)bindtextdomain("smup", folder);
    (void)bind_textdomain_codeset("smup", "UTF-8");
    (void)textdomain("smup");
}

/* "pl", "pl_PL.UTF-8", ... */
static bool is_polish(const char *language)
{
    return language != NULL && strncmp(language, "pl", 2) == 0 &&
           strchr("_.@", language[2]) != NULL;
}

void stage_language(const char *asked)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *language = asked;
    for (size_t i = 0; language == NULL && i < ARRAY_LENGTH(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && *value != '\0')
            language = value;
    }
    bool polish = is_polish(language);
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    /* Only C.UTF-8 may exist (DESIGN 13), and with LANGUAGE it does; but from glibc 2.39 on C.UTF-8
     * is never translated (its bug 16621), so a Polish locale goes first where there is one. */
    if (!polish || setlocale(LC_MESSAGES, "pl_PL.UTF-8") == NULL)
        (void)setlocale(LC_MESSAGES, "C.UTF-8");
    (void)setenv("LANGUAGE", polish ? "pl" : "en", 1);
    if (asked != NULL)
        (void)setenv("LC_ALL", asked, 1); /* the stages that `smup run` starts speak it as well */
    bind_catalogues();
}

static void print_help(const Stage *stage)
{
    printf(_("%s: %s\n\nUsage: %s %s\n"), stage->name, _(stage->summary), stage->name,
           _(stage->usage));
    if (stage->example != NULL)
        printf(_("Example: %s\n"), stage->example);
    printf("\n");
    for (size_t i = 0; i < stage->n_options; i++) {
        const Option *option = &stage->options[i];
        char left[80], letter[8] = "    ";
        if (option->letter != 0)
            (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
        (void)snprintf(left, sizeof left, "%s--%s %s", letter, option->name,
                       option->argument == NULL ? "" : _(option->argument));
        printf("  %-28s %s\n", left, _(option->help));
    }
    printf("  %-28s %s\n", "    --lang pl|en", _("language of the messages"));
    printf("  %-28s %s\n", "-q, --quiet", _("log warnings and errors only"));
    printf("  %-28s %s\n", "-h, --help", _("this text"));
    printf("  %-28s %s\n", "    --version", _("the version of the program"));
}

typedef struct Parsed {
    bool help, version, quiet;
    const char *language;
} Parsed;

static void take(const Option *option, const char *argument)
{
    if (option->kind == OPTION_FLAG)
        *(bool *)option->value = true;
    else
        *(const char **)option->value = argument;
}

static bool parse(const Stage *stage, int argc, char **argv, Parsed *ret_parsed, Err *err)
{
    struct option table[OPTIONS_MAX + 5] = {0};
    char letters[2 * OPTIONS_MAX + 8] = ":hq";
    size_t used = strlen(letters);
    for (size_t i = 0; i < stage->n_options && i < OPTIONS_MAX; i++) {
        const Option *option = &stage->options[i];
        bool argument = option->kind != OPTION_FLAG;
        table[i] = (struct option){option->name, argument, NULL, FIRST_LONG + (int)i};
        if (option->letter != 0) {
            letters[used++] = option->letter;
            if (argument)
                letters[used++] = ':';
        }
    }
    table[stage->n_options] = (struct option){"help", no_argument, NULL, 'h'};
    table[stage->n_options + 1] = (struct option){"quiet", no_argument, NULL, 'q'};
    table[stage->n_options + 2] = (struct option){"version", no_argument, NULL, 1};
    table[stage->n_options + 3] = (struct option){"lang", required_argument, NULL, 2};
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, letters, table, NULL)) != -1;) {
        if (code == '?' || code == ':') {
            const char *word = argv[optind - 1];
            err_set(err, ERR_USAGE,
                    code == '?' ? _("the option \"%s\" is not known") : _("\"%s\" wants a value"),
                    word);
            return err_hint(err, _("\"%s --help\" lists the options"), stage->name);
        }
        ret_parsed->help |= code == 'h';
        ret_parsed->quiet |= code == 'q';
        ret_parsed->version |= code == 1;
        if (code == 2 && !is_polish(optarg) && strncmp(optarg, "en", 2) != 0)
            return err_set(err, ERR_USAGE, _("--lang wants pl or en, not \"%s\""), optarg);
        if (code == 2)
            ret_parsed->language = optarg;
        for (size_t i = 0; i < stage->n_options; i++) {
            const Option *option = &stage->options[i];
            if (code == FIRST_LONG + (int)i || (option->letter != 0 && code == option->letter))
                take(option, optarg);
        }
    }
    return true;
}

/* A text of several lines (a formula with its carets) is as many events. */
static void log_lines(const char *kind, const char *text)
{
    size_t length = strcspn(text, "\n");
    log_event(LOG_ERROR, "%s: %.*s", kind, (int)length, text);
    while (text[length] == '\n') {
        text += length + 1;
        length = strcspn(text, "\n");
        log_event(LOG_ERROR, "%.*s", (int)length, text);
    }
}

static int finish(const Stage *stage, bool good, StageResult result, const Err *err)
{
    bool written = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (!good) {
        log_lines(err_kind_name(err->kind), err->text);
        if (err->hint[0] != '\0')
            log_event(LOG_ERROR, _("what to do: %s"), err->hint);
        return err_exit_status(err->kind);
    }
    if (!written) {
        log_event(LOG_ERROR, _("%s: the output could not be written"), stage->name);
        return err_exit_status(ERR_IO);
    }
    return result == STAGE_WARN ? 3 : 0;
}

bool stage_years(const char *text, int *ret_first, int *ret_last, Err *err)
{
    enum { LAST = 9999 };
    uint64_t first = 0, last = 0;
    if (text == NULL)
        return true;
    size_t length = strcspn(text, "-");
    const char *end = text[length] == '-' ? text + length + 1 : text;
    if (!num_parse_count((StrView){text, length}, LAST, &first) ||
        !num_parse_count(str_view(end), LAST, &last) || first > last)
        return err_set(err, ERR_USAGE,
                       _("--years wants years such as 2015-2018 or 2018, not \"%s\""), text);
    *ret_first = (int)first;
    *ret_last = (int)last;
    return true;
}

int stage_main(const Stage *stage, int argc, char **argv)
{
    Parsed parsed = {0};
    Err err = {0};
    const struct rlimit no_core = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &no_core); /* a core file could hold confidential values */
    (void)signal(SIGPIPE, SIG_IGN);
    stage_language(NULL);
    log_start(stage->name, LOG_INFO);
    if (!parse(stage, argc, argv, &parsed, &err))
        return finish(stage, false, STAGE_DONE, &err);
    if (parsed.language != NULL)
        stage_language(parsed.language);
    log_start(stage->name, parsed.quiet ? LOG_WARN : LOG_INFO);
    if (parsed.help) {
        print_help(stage);
        return finish(stage, true, STAGE_DONE, &err);
    }
    if (parsed.version) {
        printf("%s %s\n", stage->name, SMUP_VERSION);
        return finish(stage, true, STAGE_DONE, &err);
    }
    StrList operands = {argv + optind, (size_t)(argc - optind)};
    StageResult result = STAGE_DONE;
    bool good = stage->run(stage->settings, &operands, &result, &err);
    return finish(stage, good, result, &err);
}
