/*
 * smup compare --published: what the portal SMUP has published (ingested answers of its API, the
 * source "SMUP") beside the stored results, by indicator, tier and year. Every unit of either side
 * is in one class (published.h), so a row of the table adds up to its units. Nothing is computed
 * and nothing is changed. The status is 3 where a difference is unexplained, else 0.
 */
#include "desk.h"
#include "fold.h"
#include "grid.h"
#include "num.h"
#include "published.h"
#include "stored.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct CompareSettings {
    DeskPlaces places;
    const char *years;
    bool published, csv;
} CompareSettings;

/* A unit in which the two sides are not equal. */
typedef struct Difference {
    const PublishedIndicator *indicator;
    int year;
    uint32_t unit;
    PublishedClass class;
    PublishedSide ours, theirs;
    double distance;
} Difference;

typedef struct Compare {
    Arena *arena;
    Workspace *workspace;
    const CompareSettings *settings;
    PublishedSet set;
    bool *asked; /* by place in the set */
    Flags flags;
    int first, last;
    Grid grid;
    size_t counts[PUBLISHED_CLASSES], n_units;
    Difference *items; /* heap */
    size_t n, capacity;
    StrBuf notes;
} Compare;

static const char *number_text(Arena *arena, size_t number)
{
    return arena_printf(arena, "%zu", number);
}

static void add_counts(Compare *compare, const char *const head[4], const size_t *counts)
{
    enum { HEAD = 4, COLUMNS = HEAD + 1 + PUBLISHED_CLASSES };
    const char *texts[COLUMNS] = {head[0], head[1], head[2], head[3]};
    size_t n = 0;
    for (size_t i = 0; i < PUBLISHED_CLASSES; i++) {
        texts[HEAD + 1 + i] = number_text(compare->arena, counts[i]);
        n += counts[i];
    }
    texts[HEAD] = number_text(compare->arena, n);
    grid_add(&compare->grid, texts);
}

static void begin_table(Compare *compare)
{
    enum { HEAD = 5, COLUMNS = HEAD + PUBLISHED_CLASSES };
    const char *heading[COLUMNS] = {_("indicator"), _("tier"), _("id"), _("year"), _("units")};
    grid_init(&compare->grid, compare->arena, COLUMNS);
    for (size_t i = 0; i < PUBLISHED_CLASSES; i++)
        heading[HEAD + i] = _(published_word(i));
    for (size_t i = HEAD - 1; i < COLUMNS; i++)
        compare->grid.right[i] = true;
    grid_add(&compare->grid, heading);
}

/* Counting */

static void add_difference(Compare *compare, const Difference *difference)
{
    compare->items =
        heap_grow(compare->items, &compare->capacity, compare->n + 1, sizeof *compare->items);
    compare->items[compare->n++] = *difference;
}

static void note_year(Compare *compare, const PublishedIndicator *indicator,
                      const PublishedYear *year)
{
    if (!year->computed)
        strbuf_printf(&compare->notes, _("%s, %d: no result is stored of that year\n"),
                      indicator->code, year->year);
    if (year->n_files < year->n_pages)
        strbuf_printf(&compare->notes,
                      _("%s (%s), %d: only %zu of the %zu pages of the portal's answer were read; "
                        "units of the others are \"%s\"\n"),
                      indicator->code, indicator->id, year->year, year->n_files, year->n_pages,
                      _(published_word(PUBLISHED_OURS)));
}

static bool compare_year(Compare *compare, const PublishedIndicator *indicator, int at, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Territory *territory = &compare->workspace->territory;
    size_t counts[PUBLISHED_CLASSES] = {0};
    PublishedYear year;
    if (!published_year(compare->workspace, scratch, &compare->flags, indicator, at, &year, err))
        return false;
    for (uint32_t i = 0; i < territory->n_units; i++) {
        const PublishedSide *ours = &year.ours[i], *theirs = &year.theirs[i];
        if (!ours->there && !theirs->there)
            continue;
        PublishedClass class =
            published_judge(ours, theirs, published_changed(&territory->units[i], at));
        counts[class]++;
        compare->counts[class]++;
        const Difference difference = {
            indicator, at, i, class, *ours, *theirs, published_distance(ours, theirs)};
        if (class != PUBLISHED_EQUAL)
            add_difference(compare, &difference);
    }
    const char *const head[] = {indicator->code, indicator->tier, indicator->id,
                                arena_printf(compare->arena, "%d", at)};
    add_counts(compare, head, counts);
    note_year(compare, indicator, &year);
    return true;
}

static bool compare_indicator(Compare *compare, const PublishedIndicator *indicator, Err *err)
{
    Periods periods = {0};
    const VariableSeries series = {
        .source = PORTAL_SOURCE, .subject = indicator->id, .dimensions = PORTAL_VALUE, .unit = ""};
    int64_t id;
    if (!stored_find(compare->workspace, &series, &id, err) ||
        !stored_periods(compare->workspace, compare->arena, id, &periods, err))
        return false;
    for (size_t i = 0; i < periods.n; i++) {
        int year = period_year(periods.items[i]);
        if (year >= compare->first && year <= compare->last &&
            !compare_year(compare, indicator, year, err))
            return false;
    }
    return true;
}

/* Differences */

/* The number as it is published; "-" where there is none, "" where there is no row. */
static const char *side_text(Arena *arena, const PublishedSide *side)
{
    char text[NUM_TEXT];
    if (!side->there || !side->has_value)
        return side->there ? "-" : "";
    num_write_rounded(side->published, 0, side->decimals, text);
    return arena_strdup(arena, text);
}

static const char *exact_text(Arena *arena, const PublishedSide *side)
{
    char text[NUM_TEXT];
    if (!side->there || !side->has_value)
        return "";
    num_write_exact(side->exact, 0, text);
    return arena_strdup(arena, text);
}

static const char *flag_text(Arena *arena, const PublishedSide *side)
{
    return !side->there || side->flag == 0 ? "" : arena_printf(arena, "%d", side->flag);
}

/* Unexplained first, then by class upwards; within it the greatest distance. */
static int compare_differences(const void *left, const void *right)
{
    const Difference *a = left, *b = right;
    if (a->class != b->class)
        return a->class > b->class ? -1 : 1;
    if (a->distance != b->distance)
        return a->distance > b->distance ? -1 : 1;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    if (a->year != b->year)
        return a->year > b->year ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void sort_differences(Compare *compare)
{
    if (compare->n > 0)
        qsort(compare->items, compare->n, sizeof *compare->items, compare_differences);
}

/* What rounding or a missing row explains is counted, and listed in the CSV file. */
static void write_worst(Compare *compare, StrBuf *text)
{
    enum { SHOWN = 20 };
    Grid grid;
    const char *const heading[] = {"",        _("indicator"), _("year"), _("unit"),
                                   _("name"), _("class"),     _("ours"), _("theirs"),
                                   _("flag"), _("their flag")};
    size_t shown = 0;
    grid_init(&grid, compare->arena, ARRAY_LENGTH(heading));
    grid.right[6] = grid.right[7] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; i < compare->n && shown < SHOWN; i++) {
        const Difference *at = &compare->items[i];
        const Unit *unit = &compare->workspace->territory.units[at->unit];
        if (at->class <= PUBLISHED_ROUNDING)
            break;
        const char *const row[] = {"",
                                   at->indicator->code,
                                   arena_printf(compare->arena, "%d", at->year),
                                   unit->code,
                                   unit->name,
                                   _(published_word(at->class)),
                                   side_text(compare->arena, &at->ours),
                                   side_text(compare->arena, &at->theirs),
                                   flag_text(compare->arena, &at->ours),
                                   flag_text(compare->arena, &at->theirs)};
        grid_add(&grid, row);
        shown++;
    }
    if (shown > 0) {
        strbuf_puts(text, _("\nthe worst differences:\n"));
        grid_write_lines(&grid, text);
    }
    grid_done(&grid);
}

static void write_csv(Compare *compare, StrBuf *text)
{
    /* names of columns, and words of classes, are not for translation: programs read them */
    static const char *const heading[] = {"indicator", "tier",      "id",         "year", "unit",
                                          "name",      "class",     "ours_exact", "ours", "flag",
                                          "theirs",    "precision", "their_flag"};
    Grid grid;
    grid_init(&grid, compare->arena, ARRAY_LENGTH(heading));
    grid_add(&grid, heading);
    for (size_t i = 0; i < compare->n; i++) {
        CLEANUP(arena_free_p) Arena *scratch = arena_new();
        const Difference *at = &compare->items[i];
        const Unit *unit = &compare->workspace->territory.units[at->unit];
        const char *const row[] = {
            at->indicator->code,
            at->indicator->tier,
            at->indicator->id,
            arena_printf(scratch, "%d", at->year),
            unit->code,
            unit->name,
            published_word(at->class),
            exact_text(scratch, &at->ours),
            side_text(scratch, &at->ours),
            flag_text(scratch, &at->ours),
            side_text(scratch, &at->theirs),
            at->theirs.there ? arena_printf(scratch, "%d", at->theirs.decimals) : "",
            flag_text(scratch, &at->theirs)};
        grid_add(&grid, row);
    }
    grid_write_csv(&grid, text);
    grid_done(&grid);
}

/* Names, and what the portal has besides */

static void write_names(Compare *compare, StrBuf *text)
{
    bool said = false;
    for (size_t i = 0; i < compare->set.n; i++) {
        const PublishedIndicator *at = &compare->set.items[i];
        if (!compare->asked[i] || !at->stored || at->published_name == NULL)
            continue;
        bool other_dimension = *at->published_dimension != '\0' &&
                               strcmp(fold(compare->arena, at->published_dimension),
                                      fold(compare->arena, at->dimension)) != 0;
        bool other_name = strcmp(at->published_name, at->name) != 0;
        if (!other_name && !other_dimension)
            continue;
        strbuf_puts(text, said ? "" : _("\nthe portal names them otherwise:\n"));
        said = true;
        if (other_name)
            strbuf_printf(text, _("  %s (%s): \"%s\"; ours: \"%s\"\n"), at->code, at->id,
                          at->published_name, at->name);
        if (other_dimension)
            strbuf_printf(text, _("  %s (%s): dimension %s; ours: %s\n"), at->code, at->id,
                          at->published_dimension, at->dimension);
    }
}

static bool is_ours(const Compare *compare, const char *id)
{
    for (size_t i = 0; i < compare->set.n; i++)
        if (strcmp(compare->set.items[i].id, id) == 0)
            return true;
    return false;
}

/* Ids with values or in a list that no code of ours has: how many, and those with values. */
static bool write_others(Compare *compare, StrBuf *text, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(strbuf_done) StrBuf lines = {0};
    size_t n_values = 0, n_listed = 0;
    bool row,
        good = db_prepare(compare->workspace->db,
                          "SELECT id, max(name), sum(periods) FROM ("
                          "SELECT s.subject id, '' name, count(*) periods FROM series s JOIN "
                          "column_in_force c ON c.series = s.id WHERE s.source = '" PORTAL_SOURCE
                          "' AND s.dimensions = '" PORTAL_VALUE "' GROUP BY s.subject UNION ALL "
                          "SELECT DISTINCT substr(code, 11), name, 0 FROM register_row "
                          "WHERE code GLOB 'indicator *') GROUP BY id ORDER BY CAST(id AS INTEGER)",
                          &query, err);
    while (good && (good = db_step(query, &row, err)) && row) {
        size_t years = (size_t)db_int(query, 2);
        if (is_ours(compare, db_text(query, 0)))
            continue;
        n_values += years > 0;
        n_listed += years == 0;
        if (years > 0)
            strbuf_printf(&lines, PLURAL("  %s: %zu year  %s\n", "  %s: %zu years  %s\n", years),
                          db_text(query, 0), years, db_text(query, 1));
    }
    if (good && n_values + n_listed > 0)
        strbuf_printf(text,
                      _("\nids of the portal that no indicator here has: with values %zu, only in "
                        "lists %zu\n%s"),
                      n_values, n_listed, lines.text == NULL ? "" : lines.text);
    return good;
}

/* The command */

static bool choose(Compare *compare, const StrList *operands, Err *err)
{
    StrMap *codes = strmap_new(compare->arena);
    compare->asked = arena_array(compare->arena, compare->set.n, sizeof *compare->asked);
    for (size_t i = 0; i < compare->set.n; i++) {
        compare->asked[i] = operands->n == 0;
        (void)strmap_add(codes, str_view(compare->set.items[i].code), 0, NULL);
    }
    for (size_t k = 0; k < operands->n; k++) {
        uint32_t unused;
        if (!strmap_find(codes, str_view(operands->items[k]), &unused)) {
            err_set(err, ERR_USAGE, _("\"%s\" is no indicator that has an id of SMUP"),
                    operands->items[k]);
            return err_hint(err, "%s",
                            _("the ids are in config/portal/ids.csv, with the note SMUP"));
        }
        for (size_t i = 0; i < compare->set.n; i++)
            if (strcmp(compare->set.items[i].code, operands->items[k]) == 0)
                compare->asked[i] = true;
    }
    return true;
}

static bool write_all(Compare *compare, StrBuf *text, Err *err)
{
    bool stale;
    const char *const total[] = {_("all"), "", "", ""};
    if (compare->settings->csv) {
        write_csv(compare, text);
        return true;
    }
    if (!workspace_is_stale(compare->workspace, &stale, err))
        return false;
    add_counts(compare, total, compare->counts);
    grid_write_lines(&compare->grid, text);
    if (stale)
        strbuf_puts(text, _("\nfiles came after the last whole run of smup-compute; the results do "
                            "not know them\n"));
    if (compare->notes.length > 0)
        strbuf_printf(text, "\n%s", compare->notes.text);
    write_worst(compare, text);
    write_names(compare, text);
    return write_others(compare, text, err);
}

static bool none_there(const Workspace *workspace, Err *err)
{
    err_set(err, ERR_DATA,
            _("the workspace \"%s\" holds no values published by SMUP of these indicators and "
              "years"),
            workspace->path);
    return err_hint(err, "%s",
                    _("ingest answers of its API: indicator-date-data and teryt-dictionary; how to "
                      "fetch them is in docs/published.md"));
}

static bool run(Compare *compare, const StrList *operands, StrBuf *text, Err *err)
{
    Workspace *workspace = compare->workspace;
    const char *flags = arena_printf(compare->arena, "%s/portal/flags.csv", workspace->config);
    if (!stage_years(compare->settings->years, &compare->first, &compare->last, err) ||
        !flags_read(compare->arena, flags, &compare->flags, err) ||
        !published_indicators(workspace, compare->arena, &compare->set, err) ||
        !choose(compare, operands, err))
        return false;
    begin_table(compare);
    for (size_t i = 0; i < compare->set.n; i++)
        if (compare->asked[i] && !compare_indicator(compare, &compare->set.items[i], err))
            return false;
    if (compare->grid.n_rows == 1)
        return none_there(workspace, err);
    sort_differences(compare);
    return (compare->settings->csv || desk_mark_synthetic(workspace, text, err)) &&
           write_all(compare, text, err);
}

static bool compare_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    Workspace workspace;
    Compare compare = {
        .arena = arena, .workspace = &workspace, .settings = context, .last = YEAR_LAST};
    if (!compare.settings->published) {
        err_set(err, ERR_USAGE, _("compare with what? Say --published"));
        return err_hint(err, "%s", _("for example: smup compare --published -w W"));
    }
    if (!workspace_open(compare.settings->places.workspace, compare.settings->places.config,
                        WORKSPACE_READ, "smup compare", &workspace, err))
        return false;
    bool good = run(&compare, operands, &text, err);
    if (good)
        desk_print(&text);
    *ret_result = compare.counts[PUBLISHED_UNEXPLAINED] > 0 ? STAGE_WARN : STAGE_DONE;
    grid_done(&compare.grid);
    strbuf_done(&compare.notes);
    free(compare.items);
    workspace_close(&workspace);
    return good;
}

int compare_command(const Command *command, int argc, char **argv)
{
    CompareSettings settings = {0};
    const Option options[] = {
        DESK_OPTIONS(settings.places),
        {"published", 0, OPTION_FLAG, &settings.published, NULL,
         N_("with what SMUP has published")},
        {"years", 0, OPTION_TEXT, &settings.years, "A-B", N_("these years only")},
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL,
         N_("every unit that is not equal, as CSV: UTF-8, separated by ;")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup compare --published FIN05 --years 2018 -w W",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = compare_run};

    return stage_main(&stage, argc, argv);
}
