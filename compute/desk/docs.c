/*
 * smup docs: the catalogue as a static site in a folder, see compute/site/. Reads definitions and
 * the portal's ids, no workspace.
 */
#include "desk.h"
#include "log.h"
#include "site.h"
#include "table.h"

typedef struct DocsSettings {
    const char *config, *out;
} DocsSettings;

static bool read_synonyms(Site *site, const char *config, Err *err)
{
    Table table;
    if (!table_read(site->arena, arena_printf(site->arena, "%s/portal/synonyms.csv", config),
                    "word means", &table, err))
        return false;
    site->synonyms = arena_array(site->arena, table.n_rows, sizeof *site->synonyms);
    for (size_t i = 0; i < table.n_rows; i++)
        site->synonyms[i] = (Synonym){table.rows[i][table_column(&table, "word")],
                                      table.rows[i][table_column(&table, "means")]};
    site->n_synonyms = table.n_rows;
    return true;
}

static bool docs_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    const DocsSettings *settings = context;
    const char *config = config_folder(settings->config);
    Catalogue catalogue = {0};
    Site site = {.arena = arena, .catalogue = &catalogue};
    size_t n_pages;
    *ret_result = STAGE_DONE;
    if (operands->n > 0)
        return err_set(err, ERR_USAGE, _("docs takes no \"%s\": it writes all indicators"),
                       operands->items[0]);
    if (settings->out == NULL)
        return err_set(err, ERR_USAGE, _("where to? Name a folder with --out"));
    if (!catalogue_load(arena, config, NULL, NULL, &catalogue, err) ||
        !portal_ids_read(arena, config, &site.ids, err) || !read_synonyms(&site, config, err) ||
        !site_write(&site, settings->out, &n_pages, err))
        return false;
    log_event(LOG_INFO, _("%s: %zu indicators, %zu pages; open %s/index.html in a browser"),
              settings->out, catalogue.n, n_pages, settings->out);
    return true;
}

int docs_command(const Command *command, int argc, char **argv)
{
    DocsSettings settings = {0};
    const Option options[] = {{"out", 'o', OPTION_TEXT, &settings.out, "FOLDER",
                               N_("where the site goes; made, or replaced when it is one")},
                              {"config", 0, OPTION_TEXT, &settings.config, "FOLDER",
                               N_("another config/ than the built-in one")}};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup docs --out site",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = docs_run};

    return stage_main(&stage, argc, argv);
}
