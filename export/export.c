#include "export.h"

#include "log.h"
#include "writer.h"
#include "writers.h"

#include <stdio.h>

#define WRITER(name) extern const Writer writer_##name;
WRITERS
#undef WRITER

static const Writer *const writers[] = {
#define WRITER(name) &writer_##name,
    WRITERS
#undef WRITER
};

static const char *target_of(const Writer *writer, const ExportSettings *settings)
{
    const char *target;
    memcpy(&target, (const char *)settings + writer->target, sizeof target);
    return target;
}

/* NULL with *err set where the options do not name one target. */
static const Writer *choose_writer(const ExportSettings *settings, const StrList *operands,
                                   Err *err)
{
    const Writer *chosen = NULL;
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(writers); i++)
        if (target_of(writers[i], settings) != NULL) {
            chosen = writers[i];
            n++;
        }
    if (operands->n > 0)
        err_set(err, ERR_USAGE, _("\"%s\" is too much: smup-export takes options only"),
                operands->items[0]);
    else if (n > 1)
        err_set(err, ERR_USAGE, "%s", _("--db and --csv exclude each other"));
    else if (n == 0)
        err_set(err, ERR_USAGE, "%s", _("where to? Give --db or --csv"));
    else if (settings->db == NULL && (settings->publish || settings->embargo != NULL))
        err_set(err, ERR_USAGE, "%s", _("--publish and --embargo go with --db"));
    if (err->kind == ERR_NONE)
        return chosen;
    err_hint(err, "%s",
             _("for example: smup-export -w W --db \"host=/run/postgresql dbname=smup\""));
    return NULL;
}

static bool export_all(const ExportSettings *settings, Workspace *workspace, const Writer *writer,
                       Err *err)
{
    Catalogue catalogue;
    Export export = {.settings = settings, .workspace = workspace, .catalogue = &catalogue};
    if (!workspace_is_synthetic(workspace, &export.synthetic, err) ||
        !catalogue_read(workspace, &catalogue, err))
        return false;
    if (catalogue.n_indicators == 0) {
        err_set(err, ERR_DATA, _("the workspace \"%s\" holds no results"), workspace->path);
        return err_hint(err, _("\"smup-compute -w %s\" makes them"), workspace->path);
    }
    if (export.synthetic) {
        printf("%s\n", SYNTHETIC_WORDS);
        log_event(LOG_WARN, _("%s: the workspace holds made data, not real ones"), SYNTHETIC_WORDS);
    }
    bool stale;
    if (!workspace_is_stale(workspace, &stale, err))
        return false;
    if (stale)
        log_event(
            LOG_WARN,
            _("files came after the last whole run of smup-compute; the results do not know them"));
    Summary summary = {0};
    if (!writer->write(&export, target_of(writer, settings), &summary, err))
        return false;
    for (size_t i = 0; i < summary.n_warnings; i++)
        log_event(LOG_WARN, "%s", summary.warnings[i]);
    log_event(LOG_INFO, "%s%s", summary.line, export.synthetic ? ", " SYNTHETIC_WORDS : "");
    return true;
}

bool export_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    const ExportSettings *settings = context;
    const Writer *writer = choose_writer(settings, operands, err);
    Workspace workspace;
    (void)ret_result;
    if (writer == NULL || !workspace_open(settings->workspace, settings->config, WORKSPACE_READ,
                                          "smup-export", &workspace, err))
        return false;
    /* one state of the workspace from the first read to the last, whoever writes meanwhile */
    bool good =
        db_exec(workspace.db, "BEGIN", err) && export_all(settings, &workspace, writer, err);
    workspace_close(&workspace);
    return good;
}
