/* Importing a table: rows to drafts, drafts checked and compared with what there is, and written.
 */
#include "migration.h"

#include "fold.h"

#include <stdlib.h>

void migration_done(Migration *migration)
{
    folder_abort(migration);
    indicator_table_done(&migration->table);
    free(migration->problems);
    free(migration->ids);
    migration->problems = NULL;
    migration->ids = NULL;
}

void migration_problem(Migration *migration, Draft *draft, Heading column, Reason reason,
                       bool stops)
{
    migration->problems = heap_grow(migration->problems, &migration->problems_capacity,
                                    migration->n_problems + 1, sizeof *migration->problems);
    migration->problems[migration->n_problems++] = (Problem){draft, column, reason};
    if (stops)
        draft->outcome = OUTCOME_STOPPED;
}

/* A catalogue without indicators is one to begin with. */
static bool load_catalogue(Migration *migration, Err *err)
{
    Diag diag = {.arena = migration->arena};
    if (catalogue_load(migration->arena, migration->config, NULL, &diag, migration->catalogue, err))
        return true;
    if (diag.n_errors != 1 || strcmp(err->code, "D36") != 0)
        return false;
    *err = (Err){0};
    return true;
}

/* The definition of the code in a file of the folder; false where it is not there, or has mistakes.
 */
static bool read_existing(Migration *migration, const char *path, Definition *ret_definition)
{
    Diag diag = {.arena = migration->arena};
    Err err = {0};
    XmlNode *root;
    if (!xml_read_file(migration->arena, path, &root, &err) || strcmp(root->name, "indicator") != 0)
        return false;
    definition_read(migration->arena, migration->catalogue, root, NULL, &diag, ret_definition);
    definition_compile(migration->arena, migration->catalogue, &diag, ret_definition);
    return ret_definition->compiled;
}

static void compare(Migration *migration, Draft *draft)
{
    Definition in_folder = {0};
    uint32_t at;
    const char *where = migration->config;
    const Definition *other = catalogue_find(migration->catalogue, draft->code);
    if (other == NULL) {
        if (!strmap_find(migration->existing, str_view(draft->code), &at))
            return;
        where = migration->files.items[at];
        other = &in_folder;
        if (!read_existing(migration, where, &in_folder)) {
            migration_problem(
                migration, draft, HEADING_CODE,
                (Reason){draft->code, _("its file is there and has mistakes: smup check"), where},
                true);
            return;
        }
    }
    const char *difference = draft_difference(migration, draft, other);
    draft->outcome = OUTCOME_THERE;
    if (difference != NULL)
        migration_problem(
            migration, draft, HEADING_CODE,
            (Reason){draft->code,
                     arena_printf(migration->arena,
                                  _("there is another indicator of the code; it differs in %s"),
                                  difference),
                     where},
            true);
}

/* Small letters without blanks and dashes: "Rb 28S" is "Rb-28S". */
static const char *bare(Arena *arena, const char *text)
{
    char *word = arena_strdup(arena, fold(arena, text)), *out = word;
    for (const char *at = word; *at != '\0'; at++)
        if (strchr(" -_.", *at) == NULL)
            *out++ = *at;
    *out = '\0';
    return word;
}

static bool names_source(Arena *arena, const char *said, const char *publisher)
{
    static const char *const of_bdl[] = {"gus", "bankdanychlokalnych", "localdatabank",
                                         "statisticspoland"};
    said = bare(arena, said);
    for (size_t i = 0; strcmp(publisher, "BDL") == 0 && i < ARRAY_LENGTH(of_bdl); i++)
        if (strstr(said, of_bdl[i]) != NULL)
            return true;
    return strstr(said, bare(arena, publisher)) != NULL;
}

/* Are the data from where the table says? Each source of the draft has to be named. */
static void compare_sources(Migration *migration, Draft *draft)
{
    Arena *arena = migration->arena;
    const char *said = draft->row->cells[HEADING_SOURCE];
    StrList list = str_split(arena, draft->definition.sources, ";");
    for (size_t i = 0; *said != '\0' && i < list.n; i++) {
        const char *source = list.items[i] + strspn(list.items[i], " ");
        const char *publisher = arena_strndup(arena, source, strcspn(source, " "));
        if (names_source(arena, said, publisher))
            continue;
        const char *why =
            arena_printf(arena, _("numerator and denominator come from %s too"), publisher);
        migration_problem(migration, draft, HEADING_SOURCE,
                          (Reason){said, why, draft->definition.sources}, false);
        return;
    }
}

static bool make_drafts(Migration *migration, Err *err)
{
    for (size_t i = 0; i < migration->table.n; i++) {
        Draft *draft = &migration->drafts[i];
        draft->row = &migration->table.rows[i];
        draft_place(migration, draft);
        if (!draft_check(migration, draft, err))
            return false;
    }
    drafts_check_codes(migration);
    for (size_t i = 0; i < migration->table.n; i++) {
        Draft *draft = &migration->drafts[i];
        if (draft->outcome == OUTCOME_OPEN) {
            compare_sources(migration, draft);
            compare(migration, draft);
        }
        if (draft->outcome == OUTCOME_OPEN)
            draft->outcome = OUTCOME_WRITTEN;
        ids_place(migration, draft);
    }
    return true;
}

static int by_line(const void *a, const void *b)
{
    const Problem *x = a, *y = b;
    if (x->draft != y->draft)
        return x->draft < y->draft ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return strcmp(x->reason.text, y->reason.text);
}

bool migration_import(Migration *migration, const char *path, Err *err)
{
    if (!indicator_table_read(migration->arena, path, &migration->table, err) ||
        !load_catalogue(migration, err) || !folder_begin(migration, err) ||
        !ids_read(migration, err))
        return false;
    migration->referrer = referrer_new(migration->arena, migration->catalogue);
    migration->codes = strmap_new(migration->arena);
    migration->drafts =
        arena_array(migration->arena, migration->table.n + 1, sizeof *migration->drafts);
    if (!make_drafts(migration, err) || !folder_end(migration, err))
        return false;
    if (migration->n_problems > 0)
        qsort(migration->problems, migration->n_problems, sizeof *migration->problems, by_line);
    return true;
}
