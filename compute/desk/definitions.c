/*
 * smup definitions: the catalogue as a table (list), and a table as drafts (import). Import writes
 * into a folder of its own and changes neither config/ nor what the folder holds.
 */
#include "desk.h"
#include "grid.h"
#include "log.h"
#include "migration.h"
#include "portal.h"
#include "records.h"

enum { CELL_SHOWN = 60 };

typedef struct DefinitionsSettings {
    const char *config, *out;
    bool csv;
} DefinitionsSettings;

/* The portal's ids of the indicators: "gmina=4053 city=4403", or the one id of all tiers. */
typedef struct IdTexts {
    StrMap *places; /* code -> place in texts */
    const char **texts;
} IdTexts;

static bool read_ids(Arena *arena, const char *config, IdTexts *ret_ids, Err *err)
{
    PortalIds all;
    uint32_t n = 0;
    if (!portal_ids_read(arena, config, &all, err))
        return false;
    IdTexts ids = {strmap_new(arena), arena_array(arena, all.n + 1, sizeof(char *))};
    for (size_t i = 0; i < all.n; i++) {
        const PortalId *row = &all.items[i];
        bool fresh;
        if (strcmp(row->kind, "indicator") != 0 || strcmp(row->note, PORTAL_SOURCE) != 0)
            continue; /* ids of this project are none of SMUP's */
        uint32_t at = strmap_add(ids.places, str_view(row->code), n, &fresh);
        n += fresh;
        ids.texts[at] =
            arena_printf(arena, "%s%s%s%s%s", fresh ? "" : ids.texts[at], fresh ? "" : " ",
                         row->tier, *row->tier == '\0' ? "" : "=", row->id);
    }
    *ret_ids = ids;
    return true;
}

static const char *id_text(const IdTexts *ids, const char *code)
{
    uint32_t at;
    return strmap_find(ids->places, str_view(code), &at) ? ids->texts[at] : "";
}

static void add_csv_row(StrBuf *text, const char *const *cells)
{
    for (Heading i = 0; i < HEADINGS; i++) {
        record_put(text, cells[i]);
        strbuf_puts(text, i + 1 == HEADINGS ? "\n" : ";");
    }
}

/* A text cut for the eye: whole letters, and a mark that there is more. */
static const char *shown(Arena *arena, const char *text)
{
    size_t length = 0, letters = 0;
    for (; text[length] != '\0'; length++) {
        letters += (text[length] & 0xc0) != 0x80;
        if (letters > CELL_SHOWN)
            return arena_printf(arena, "%.*s…", (int)length, text);
    }
    return text;
}

static void add_eye_row(Arena *arena, Grid *grid, const TableRow *row)
{
    const char *const *cells = row->cells;
    const char *ratio =
        *cells[HEADING_FORMULA] != '\0' ? cells[HEADING_FORMULA]
        : strcmp(cells[HEADING_DENOMINATOR], "-") == 0
            ? cells[HEADING_NUMERATOR]
            : arena_printf(arena, "%s / %s", cells[HEADING_NUMERATOR], cells[HEADING_DENOMINATOR]);
    const char *const texts[] = {
        cells[HEADING_CODE],      cells[HEADING_STATE],
        cells[HEADING_AREA],      cells[HEADING_SERVICE],
        cells[HEADING_DIMENSION], cells[HEADING_UNIT],
        cells[HEADING_TIERS],     text_in_language(cells[HEADING_NAME_PL], cells[HEADING_NAME_EN]),
        shown(arena, ratio)};
    grid_add(grid, texts);
}

typedef struct Listing {
    Arena *arena;
    const Catalogue *catalogue;
    const IdTexts *ids;
    StrBuf *text;
    Grid grid;
    bool csv;
} Listing;

static void list_one(Listing *listing, const Definition *definition)
{
    TableRow row;
    indicator_row(listing->arena, listing->catalogue, definition, &row);
    row.cells[HEADING_SMUP_ID] = id_text(listing->ids, definition->code);
    if (listing->csv)
        add_csv_row(listing->text, row.cells);
    else
        add_eye_row(listing->arena, &listing->grid, &row);
}

static void list_head(Listing *listing)
{
    const char *headings[HEADINGS];
    const char *const eye[] = {_("code"), _("state"), _("area"), _("service"), _("dimension"),
                               _("unit"), _("tiers"), _("name"), _("formula")};
    for (Heading i = 0; i < HEADINGS; i++)
        headings[i] = heading_text(i);
    grid_init(&listing->grid, listing->arena, ARRAY_LENGTH(eye));
    if (listing->csv)
        add_csv_row(listing->text, headings);
    else
        grid_add(&listing->grid, eye);
}

static bool list(const DefinitionsSettings *settings, const StrList *codes, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    const char *config = config_folder(settings->config);
    Catalogue catalogue = {0};
    IdTexts ids;
    if (!catalogue_load(arena, config, NULL, NULL, &catalogue, err) ||
        !read_ids(arena, config, &ids, err))
        return false;
    for (size_t i = 1; i < codes->n; i++)
        if (desk_definition(&catalogue, codes->items[i], err) == NULL)
            return false;
    Listing listing = {
        .arena = arena, .catalogue = &catalogue, .ids = &ids, .text = &text, .csv = settings->csv};
    list_head(&listing);
    for (size_t i = 1; i < codes->n; i++)
        list_one(&listing, catalogue_find(&catalogue, codes->items[i]));
    for (size_t i = 0; codes->n == 1 && i < catalogue.n; i++)
        list_one(&listing, &catalogue.items[i]);
    if (!settings->csv)
        grid_write_lines(&listing.grid, &text);
    grid_done(&listing.grid);
    desk_print(&text);
    return true;
}

/* What was not placed, in the order of the table; of one thing the columns of the file. */
static void show_problems(const Migration *migration, bool csv, StrBuf *text)
{
    Arena *arena = migration->arena;
    Grid grid;
    const char *const heading[] = {_("line"), _("code"), _("column"),
                                   _("text"), _("why"),  _("nearest, or what to do"),
                                   _("draft")};
    grid_init(&grid, arena, ARRAY_LENGTH(heading));
    grid.right[0] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; i < migration->n_problems; i++) {
        const Problem *problem = &migration->problems[i];
        const Draft *draft = problem->draft;
        const char *column = migration->table.headings[problem->column];
        const char *const row[] = {
            arena_printf(arena, "%llu", (unsigned long long)draft->row->line),
            csv ? draft->code : shown(arena, draft->code),
            column != NULL ? column : heading_text(problem->column),
            csv ? problem->reason.text : shown(arena, problem->reason.text),
            problem->reason.why,
            problem->reason.nearest,
            draft->outcome == OUTCOME_STOPPED ? _("not written")
            : draft->outcome == OUTCOME_THERE ? _("there already")
                                              : _("written")};
        grid_add(&grid, row);
    }
    if (csv)
        grid_write_csv(&grid, text);
    else if (migration->n_problems > 0)
        grid_write_lines(&grid, text);
    grid_done(&grid);
}

/* What the table does not say has a value in the drafts: it is told once. */
static void log_assumed(const Migration *migration)
{
    static const struct {
        Heading column;
        const char *value;
    } assumed[] = {{HEADING_DIRECTION, "neutral"}, {HEADING_DECIMALS, "2"}, {HEADING_FROM, "2010"}};
    const char *others = "";
    for (size_t i = 0; i < ARRAY_LENGTH(assumed); i++)
        if (migration->table.headings[assumed[i].column] == NULL)
            log_event(LOG_INFO, _("there is no column %s: the drafts say %s"),
                      heading_text(assumed[i].column), assumed[i].value);
    for (size_t i = 0; i < migration->table.others.n; i++)
        others = arena_printf(migration->arena, "%s%s%s", others, i == 0 ? "" : ", ",
                              migration->table.others.items[i]);
    if (*others != '\0')
        log_event(LOG_INFO, _("columns that are not read: %s"), others);
}

static void log_end(const Migration *migration)
{
    size_t counts[OUTCOME_WRITTEN + 1] = {0};
    for (size_t i = 0; i < migration->table.n; i++)
        counts[migration->drafts[i].outcome]++;
    log_event(migration->n_problems > 0 ? LOG_WARN : LOG_INFO,
              _("%s: rows %zu = written %zu + there already %zu + not written %zu; not placed: "
                "%zu"),
              migration->out, migration->table.n, counts[OUTCOME_WRITTEN], counts[OUTCOME_THERE],
              counts[OUTCOME_STOPPED], migration->n_problems);
    if (migration->n_ids > migration->n_ids_known)
        log_event(LOG_INFO, _("%s/ids.csv: lines for portal/ids.csv of config/: %zu"),
                  migration->out, migration->n_ids - migration->n_ids_known);
}

static bool import(const DefinitionsSettings *settings, const char *path, StageResult *ret_result,
                   Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    Catalogue catalogue = {0};
    Migration migration = {.arena = arena,
                           .catalogue = &catalogue,
                           .config = config_folder(settings->config),
                           .out = settings->out};
    bool good = migration_import(&migration, path, err);
    if (good) {
        show_problems(&migration, settings->csv, &text);
        desk_print(&text);
        log_assumed(&migration);
        log_end(&migration);
        *ret_result = migration.n_problems > 0 ? STAGE_WARN : STAGE_DONE;
    }
    migration_done(&migration);
    return good;
}

static bool definitions_run(void *context, const StrList *operands, StageResult *ret_result,
                            Err *err)
{
    const DefinitionsSettings *settings = context;
    *ret_result = STAGE_DONE;
    const char *word = operands->n == 0 ? "" : operands->items[0];
    if (strcmp(word, "list") == 0)
        return list(settings, operands, err);
    if (strcmp(word, "import") != 0 || operands->n != 2)
        return err_set(err, ERR_USAGE, _("list, or import and which file?")) ||
               err_hint(err, "%s",
                        _("for example: smup definitions import table.csv --out drafts"));
    if (settings->out == NULL)
        return err_set(err, ERR_USAGE, _("where to? Name a folder with --out"));
    return import(settings, operands->items[1], ret_result, err);
}

int definitions_command(const Command *command, int argc, char **argv)
{
    DefinitionsSettings settings = {0};
    const Option options[] = {
        {"out", 'o', OPTION_TEXT, &settings.out, "FOLDER",
         N_("import: where the drafts go; what is there stays as it is")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL,
         N_("list: the table that import reads; import: what was not placed as CSV")},
        {"config", 0, OPTION_TEXT, &settings.config, "FOLDER",
         N_("another config/ than the built-in one")}};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup definitions import table.csv --out drafts",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = definitions_run};

    return stage_main(&stage, argc, argv);
}
