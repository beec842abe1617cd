/*
 * `smup rejects`: what was not taken, by reason, with examples and the way to repair it; --csv
 * gives the whole list, whose column `repaired` waits to be filled in; `retry` puts a list with
 * repairs in.
 */
#include "file.h"
#include "ingest.h"
#include "intake.h"
#include "reject_texts.h"
#include "repair.h"

#include <stdio.h>

typedef struct RejectsSettings {
    const char *workspace, *config;
    bool csv;
} RejectsSettings;

enum { EXAMPLES = 3, SHOWN = 60 };

/* Where and what: "KULT_1688….csv, line 17, Wartosc: "brak"". */
static void print_example(DbQuery *query)
{
    const char *member = db_text(query, 1), *place = db_text(query, 3), *field = db_text(query, 4);
    size_t size;
    const char *raw = db_blob(query, 5, &size);
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    char *text = arena_strndup(arena, raw == NULL ? "" : raw, size > SHOWN ? SHOWN : size);
    str_repair(text);
    const char *where = *place != '\0'
                            ? arena_strdup(arena, place)
                            : arena_printf(arena, _("line %lld"), (long long)db_int(query, 2));
    printf(_("    %s%s%s, %s%s%s: \"%s\"%s\n"), db_text(query, 0), *member == '\0' ? "" : "/",
           member, where, *field == '\0' ? "" : ", ", field, text, size > SHOWN ? "…" : "");
}

static bool print_examples(Workspace *workspace, const char *code, int64_t n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        good = db_prepare(
            workspace->db,
            "SELECT e.name, e.member, r.line, coalesce(r.place, ''), coalesce(r.field, ''), r.raw "
            "FROM reject r JOIN extract e ON e.id = r.extract WHERE r.code = ? "
            "ORDER BY e.name, e.member, r.record, r.rowid LIMIT ?",
            &query, err);
    if (good) {
        db_bind_text(query, 1, code);
        db_bind_int(query, 2, EXAMPLES);
    }
    while (good && (good = db_step(query, &row, err)) && row)
        print_example(query);
    if (good && n > EXAMPLES)
        printf(PLURAL("    and %lld more\n", "    and %lld more\n", n - EXAMPLES),
               (long long)(n - EXAMPLES));
    return good;
}

static bool print_groups(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        any = false,
        good =
            db_prepare(workspace->db,
                       "SELECT code, count(*), count(DISTINCT extract) FROM reject GROUP BY code "
                       "ORDER BY code",
                       &query, err);
    while (good && (good = db_step(query, &row, err)) && row) {
        const RejectText *text = reject_text_find(db_text(query, 0));
        int64_t n = db_int(query, 1), files = db_int(query, 2);
        any = true;
        printf("%s  %s: ", db_text(query, 0), text == NULL ? "?" : _(text->text));
        printf(PLURAL("%lld reject in ", "%lld rejects in ", n), (long long)n);
        printf(PLURAL("%lld file\n", "%lld files\n", files), (long long)files);
        good = print_examples(workspace, db_text(query, 0), n, err);
        if (text != NULL)
            printf(_("    to repair it: %s\n"), _(text->repair));
    }
    if (good && any)
        printf(
            _("\nnext: smup rejects -w %s --csv > rejects.csv; write what should stand there into the column "
              "\"repaired\";\n      smup rejects retry rejects.csv -w %s\n"),
            workspace->path, workspace->path);
    else if (good)
        printf("%s\n", _("nothing waits: no record and no value is rejected"));
    return good;
}

static bool print_csv(Workspace *workspace, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(strbuf_done) StrBuf csv = {0};
    bool row, good = db_prepare(
                  workspace->db,
                  "SELECT e.name, e.member, e.sha256, r.record, r.line, coalesce(r.place, ''), "
                  "coalesce(r.field, ''), r.code, r.raw, r.reason FROM reject r JOIN extract e ON "
                  "e.id = r.extract ORDER BY e.name, e.member, r.record, r.rowid",
                  &query, err);
    enum { COLUMNS = 10, RAW = 8 };
    printf("%s\n", REPAIR_HEADER);
    while (good && (good = db_step(query, &row, err)) && row) {
        csv.length = 0;
        record_put(&csv, "");
        for (int i = 0; i < COLUMNS; i++) {
            strbuf_puts(&csv, ";");
            record_put(&csv, db_text(query, i));
            if (i == RAW)
                strbuf_puts(&csv, ";\"\"");
        }
        printf("%s\n", csv.text);
    }
    return good;
}

static bool retry(const RejectsSettings *settings, const StrList *operands, StageResult *ret_result,
                  Err *err)
{
    IngestSettings ingest = {.workspace = settings->workspace, .config = settings->config};
    const StrList paths = {operands->items + 1, operands->n - 1};
    if (paths.n == 0) {
        err_set(err, ERR_USAGE, _("which list? Name the file with the repairs"));
        return err_hint(err, "%s", _("for example: smup rejects retry rejects.csv -w W"));
    }
    for (size_t i = 0; i < paths.n; i++) {
        CLEANUP(bytes_done) Bytes bytes = {0};
        if (!file_read(paths.items[i], &bytes, err))
            return false;
        if (!repair_is_list(bytes.data, bytes.size)) {
            err_set(err, ERR_DATA, _("\"%s\" is no list of rejects; it does not begin with \"%s\""),
                    paths.items[i], REPAIR_HEADER);
            return err_hint(
                err, "%s",
                _("smup rejects --csv writes one; a corrected file is put in by smup ingest"));
        }
    }
    return ingest_run(&ingest, &paths, ret_result, err);
}

static bool rejects_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    const RejectsSettings *settings = context;
    Workspace workspace;
    *ret_result = STAGE_DONE;
    if (operands->n > 0 && strcmp(operands->items[0], "retry") == 0)
        return retry(settings, operands, ret_result, err);
    if (operands->n > 0)
        return err_set(err, ERR_USAGE, _("\"%s\" is not known here; known: retry FILE"),
                       operands->items[0]);
    if (!workspace_open(settings->workspace, settings->config, WORKSPACE_READ, "smup rejects",
                        &workspace, err))
        return false;
    bool good = settings->csv ? print_csv(&workspace, err) : print_groups(&workspace, err);
    workspace_close(&workspace);
    return good;
}

int rejects_command(const Command *command, int argc, char **argv)
{
    RejectsSettings settings = {0};
    const Option options[] = {
        {"workspace", 'w', OPTION_TEXT, &settings.workspace, N_("FOLDER"), N_("the workspace")},
        {"config", 0, OPTION_TEXT, &settings.config, N_("FOLDER"),
         N_("another config/ than the built-in one")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL,
         N_("the whole list as CSV, to be repaired: UTF-8, separated by ;")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup rejects -w W",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = rejects_run};

    return stage_main(&stage, argc, argv);
}
