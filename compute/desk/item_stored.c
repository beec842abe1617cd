/* What the workspace itself knows: subjects of the sources, and series that no variable names. */
#include "desk.h"
#include "finder.h"
#include "fold.h"
#include "portal.h"
#include "stored.h"

#include <assert.h>
#include <stdlib.h>

typedef struct StoredSeries {
    int64_t id;
    VariableSeries key;
    const char *names; /* of the dimensions, joined as their texts are; "" where not known */
    bool named;        /* a variable stands for it */
} StoredSeries;

typedef struct StoredList {
    StoredSeries *items; /* heap */
    size_t n, capacity;
} StoredList;

typedef struct Subject {
    const char *source, *subject;
    const char *variables;      /* ids of those that are read from it */
    size_t n_stored, n_unnamed; /* series in the workspace */
} Subject;

typedef struct Subjects {
    StrMap *by_name;
    Subject *items; /* heap */
    size_t n, capacity;
} Subjects;

static const char *key_text(Arena *arena, const VariableSeries *series)
{
    return arena_printf(arena, "%s\n%s\n%s\n%s", series->source, series->subject,
                        series->dimensions, series->unit);
}

static StrMap *named_series(Arena *arena, const VariableSet *set)
{
    StrMap *named = strmap_new(arena);
    for (size_t i = 0; i < set->n; i++)
        for (size_t k = 0; k < set->items[i].n_series; k++)
            (void)strmap_add(named, str_view(key_text(arena, &set->items[i].series[k])), 0, NULL);
    return named;
}

static void take_series(Finder *finder, const StrMap *named, DbQuery *query, StoredList *list)
{
    Arena *arena = finder->arena;
    uint32_t unused;
    StoredSeries series = {.id = db_int(query, 0),
                           .key = {.source = arena_strdup(arena, db_text(query, 1)),
                                   .subject = arena_strdup(arena, db_text(query, 2)),
                                   .dimensions = arena_strdup(arena, db_text(query, 3)),
                                   .unit = arena_strdup(arena, db_text(query, 4))},
                           .names = arena_strdup(arena, db_text(query, 5))};
    series.named = strmap_find(named, str_view(key_text(arena, &series.key)), &unused);
    list->items = heap_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
    list->items[list->n++] = series;
}

/* All series of the workspace, none where no workspace was named. What the portal has published is
 * no input, and is not offered. */
static bool read_series(Finder *finder, StoredSeries **ret_items, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    StoredList list = {0};
    const StrMap *named = named_series(finder->arena, &finder->catalogue->variables);
    bool row = finder->workspace != NULL;
    bool good =
        !row || db_prepare(finder->workspace->db,
                           "SELECT id, source, subject, dimensions, unit, names FROM series "
                           "WHERE source <> '" PORTAL_SOURCE "' ORDER BY source, subject, id",
                           &query, err);
    while (good && row && (good = db_step(query, &row, err)) && row)
        take_series(finder, named, query, &list);
    *ret_items = arena_array(finder->arena, list.n, sizeof **ret_items);
    if (list.n > 0)
        memcpy(*ret_items, list.items, list.n * sizeof **ret_items);
    *ret_n = list.n;
    heap_free_p(&list.items);
    return good;
}

static Subject *subject_of(Arena *arena, Subjects *subjects, const VariableSeries *series)
{
    const char *name = arena_printf(arena, "%s %s", series->source, series->subject);
    bool fresh;
    uint32_t at = strmap_add(subjects->by_name, str_view(name), (uint32_t)subjects->n, &fresh);
    if (fresh) {
        subjects->items = heap_grow(subjects->items, &subjects->capacity, subjects->n + 1,
                                    sizeof *subjects->items);
        subjects->items[subjects->n++] =
            (Subject){.source = series->source, .subject = series->subject, .variables = ""};
    }
    assert(subjects->items != NULL);
    return &subjects->items[at];
}

static void add_variables(Finder *finder, Subjects *subjects)
{
    const VariableSet *set = &finder->catalogue->variables;
    for (size_t i = 0; i < set->n; i++)
        for (size_t k = 0; k < set->items[i].n_series; k++) {
            Subject *subject = subject_of(finder->arena, subjects, &set->items[i].series[k]);
            if (!str_list_has(subject->variables, set->items[i].id))
                subject->variables =
                    arena_printf(finder->arena, "%s%s%s", subject->variables,
                                 *subject->variables == '\0' ? "" : " ", set->items[i].id);
        }
}

static int compare_subjects(const void *a, const void *b)
{
    const Subject *x = a, *y = b;
    int order = strcmp(x->source, y->source);
    return order != 0 ? order : strcmp(x->subject, y->subject);
}

bool subject_add(Finder *finder, const ItemKind *kind, Err *err)
{
    Subjects subjects = {.by_name = strmap_new(finder->arena)};
    StoredSeries *stored;
    size_t n;
    if (!read_series(finder, &stored, &n, err))
        return false;
    add_variables(finder, &subjects);
    for (size_t i = 0; i < n; i++) {
        Subject *subject = subject_of(finder->arena, &subjects, &stored[i].key);
        subject->n_stored++;
        subject->n_unnamed += !stored[i].named;
    }
    if (subjects.n > 0)
        qsort(subjects.items, subjects.n, sizeof *subjects.items, compare_subjects);
    for (size_t i = 0; i < subjects.n; i++) {
        Subject *subject = arena_alloc(finder->arena, sizeof *subject);
        *subject = subjects.items[i];
        const SourceSubject *named =
            subject_find(&finder->catalogue->variables, subject->source, subject->subject);
        const char *name = named == NULL
                               ? subject->source
                               : arena_printf(finder->arena, "%s, %s", subject->source,
                                              text_in_language(named->name_pl, named->name_en));
        finder_add(finder, (Item){kind, subject->subject, name, "",
                                  named == NULL ? ""
                                                : arena_printf(finder->arena, "%s\n%s",
                                                               named->name_pl, named->name_en),
                                  subject});
    }
    heap_free_p(&subjects.items);
    return true;
}

bool subject_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Subject *subject = item->what;
    (void)err;
    line_add(text, _("variables"), "%s",
             *subject->variables == '\0' ? _("none yet") : subject->variables);
    if (finder->workspace != NULL)
        line_add(text, _("stored"), _("%zu series, %zu of them unnamed"), subject->n_stored,
                 subject->n_unnamed);
    return true;
}

bool unnamed_add(Finder *finder, const ItemKind *kind, Err *err)
{
    StoredSeries *stored;
    size_t n;
    if (!read_series(finder, &stored, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        const VariableSeries *key = &stored[i].key;
        if (stored[i].named)
            continue;
        const char *id = arena_printf(finder->arena, "#%lld", (long long)stored[i].id);
        const char *name = arena_printf(finder->arena, "%s %s, %s", key->source, key->subject,
                                        dimensions_text(finder->arena, key->dimensions));
        finder_add(finder, (Item){kind, id, name, key->unit, stored[i].names, &stored[i]});
    }
    return true;
}

/* An id from the dimension texts, to be bettered by a person: "ludnosc na 1 km2" becomes
 * ludnosc_na_1_km2. */
static const char *propose_id(Arena *arena, const VariableSeries *series)
{
    const char *plain = fold(arena, series->dimensions);
    CLEANUP(strbuf_done) StrBuf id = {0};
    for (const char *at = plain; *at != '\0'; at++) {
        bool good = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (good)
            strbuf_add(&id, at, 1);
        else if (id.length > 0 && id.text[id.length - 1] != '_')
            strbuf_puts(&id, "_");
    }
    while (id.length > 0 && id.text[id.length - 1] == '_')
        id.text[--id.length] = '\0';
    return arena_strdup(arena, id.length == 0 ? fold(arena, series->subject) : id.text);
}

/* "country gmina": the levels of which the column has a cell; a town or a district is none. */
static const char *levels_of(const Workspace *workspace, Arena *arena, const Column *column)
{
    bool has[LEVELS] = {false};
    const char *text = "";
    for (uint32_t i = 0; i < column->n; i++)
        has[workspace->territory.units[column->units[i]].level] = true;
    for (UnitLevel level = 0; level <= LEVEL_GMINA; level++)
        if (has[level])
            text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : " ", level_name(level));
    return text;
}

static bool read_levels(const Finder *finder, int64_t id, const char **ret_levels, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Periods periods;
    Column column;
    int64_t extract;
    *ret_levels = "";
    if (!stored_periods(finder->workspace, scratch, id, &periods, err))
        return false;
    if (periods.n == 0)
        return true;
    if (!stored_column(finder->workspace, scratch, id, periods.items[periods.n - 1], &column,
                       &extract, err))
        return false;
    *ret_levels = levels_of(finder->workspace, finder->arena, &column);
    return true;
}

/* The <dimension> elements of a series: the texts letter for letter, empty ones too. */
static void add_dimensions(Arena *arena, const StoredSeries *series, StrBuf *text)
{
    const char *name = series->names;
    for (const char *at = series->key.dimensions;;) {
        size_t length = strcspn(at, DIMENSION_SEPARATOR),
               name_length = strcspn(name, DIMENSION_SEPARATOR);
        strbuf_printf(text, "        <dimension name=\"%s\">%s</dimension>\n",
                      desk_xml_text(arena, arena_strndup(arena, name, name_length)),
                      desk_xml_text(arena, arena_strndup(arena, at, length)));
        if (at[length] == '\0')
            return;
        at += length + 1;
        name += name_length + (name[name_length] != '\0');
    }
}

bool unnamed_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const StoredSeries *series = item->what;
    const VariableSeries *key = &series->key;
    Arena *arena = finder->arena;
    const char *levels, *unit = desk_xml_text(arena, key->unit);
    if (!read_levels(finder, series->id, &levels, err))
        return false;
    line_add(text, _("to do"), "%s",
             _("give it a name: put this into a file of config/variables/ and fill in what is …"));
    strbuf_printf(text,
                  "    <variable id=\"%s\" unit=\"%s\" kind=\"…\" moment=\"…\" additive=\"…\" "
                  "perspective=\"…\">\n"
                  "      <name xml:lang=\"pl\">…</name>\n      <name xml:lang=\"en\">…</name>\n"
                  "      <series source=\"%s\" subject=\"%s\" levels=\"%s\">\n",
                  propose_id(arena, key), *unit == '\0' ? "…" : unit,
                  desk_xml_text(arena, key->source), desk_xml_text(arena, key->subject), levels);
    add_dimensions(arena, series, text);
    strbuf_puts(text, "      </series>\n    </variable>\n");
    line_add(
        text, _("fill in"), "%s",
        _("kind: stock or flow; moment: MM-DD of a stock, a flow has none; additive: yes or no; "
          "perspective: area or jst"));
    line_add(text, _("values"), _("smup data %s YEAR -w %s"), item->id + 1,
             finder->workspace->path);
    return stored_describe(finder->workspace, series->id, text, err);
}
