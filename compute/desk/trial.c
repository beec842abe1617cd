#include "trial.h"

#include "grid.h"
#include "num.h"
#include "stored.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool trial_run(Arena *arena, Engine *engine, const Definition *definition, int first, int last,
               Trial *ret_trial, Err *err)
{
    Trial trial = {.definition = definition, .engine = engine};
    first = first > definition->from ? first : definition->from;
    last = last < definition->to ? last : definition->to;
    if (last >= first)
        trial.years = arena_array(arena, (size_t)(last - first) + 1, sizeof *trial.years);
    for (int year = first; year <= last; year++) {
        TrialYear *at = &trial.years[trial.n++];
        at->year = year;
        if (!engine_result(engine, definition, year, arena, &at->result, err) ||
            !checks_make(engine, definition, year, &at->result, arena, &at->checks, err))
            return false;
    }
    *ret_trial = trial;
    return true;
}

bool trial_stored(Arena *arena, Workspace *workspace, const char *code, int year, int exponent,
                  Vector *ret_vector, bool *ret_found, Err *err)
{
    Column column;
    if (!stored_result(workspace, arena, code, year, &column, ret_found, err))
        return false;
    if (!*ret_found)
        return true;
    Vector vector = vector_new(arena, workspace->territory.n_units);
    vector_fill(&vector, 0, column.scale - exponent, OBS_O);
    for (uint32_t i = 0; i < column.n; i++)
        vector_put(&vector, column.units[i], column.values.real[i], column.states[i]);
    *ret_vector = vector;
    return true;
}

static bool is_known(CellState state)
{
    return !state_is_missing(state);
}

static void add(Changes *changes, const Change *change)
{
    changes->items =
        heap_grow(changes->items, &changes->capacity, changes->n + 1, sizeof *changes->items);
    changes->items[changes->n++] = *change;
}

static void write_cell(const Definition *definition, const Vector *result, uint32_t unit, char *ret,
                       size_t size)
{
    char value[NUM_TEXT];
    check_write_value(definition, result, unit, value);
    (void)snprintf(ret, size, "%.*s", (int)size - 1, value);
}

void changes_add(Changes *changes, int year, const Definition *before_of, const Vector *before,
                 const Definition *after_of, const Vector *after)
{
    for (uint32_t i = 0; i < after->n; i++) {
        bool had = is_known(before->states[i]), has = is_known(after->states[i]);
        Change change = {.year = year, .unit = i};
        changes->n_cells += had || has;
        if (!had && !has && before->states[i] == after->states[i])
            continue;
        write_cell(before_of, before, i, change.before, sizeof change.before);
        write_cell(after_of, after, i, change.after, sizeof change.after);
        if (state_is_secret(before->states[i]) || state_is_secret(after->states[i])) {
            changes->n_states += before->states[i] != after->states[i];
            continue; /* the size of a change would tell the number */
        }
        if (had && has && strcmp(change.before, change.after) != 0) {
            change.size = vector_plain(after, i, after_of->exponent) -
                          vector_plain(before, i, before_of->exponent);
            changes->n_values++;
        } else if (had != has) {
            changes->n_gone += had;
            changes->n_new += has;
        } else if (before->states[i] != after->states[i]) {
            changes->n_states++;
            continue;
        } else {
            continue;
        }
        add(changes, &change);
    }
}

static int compare_changes(const void *left, const void *right)
{
    const Change *a = left, *b = right;
    double x = fabs(a->size), y = fabs(b->size);
    if (x != y)
        return x > y ? -1 : 1;
    if (a->year != b->year)
        return a->year > b->year ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

void changes_end(Changes *changes)
{
    if (changes->n > 0)
        qsort(changes->items, changes->n, sizeof *changes->items, compare_changes);
}

void changes_done(Changes *changes)
{
    free(changes->items);
    *changes = (Changes){0};
}

/* Of the values that are others, the sizes without their signs; those come first. */
static double median_size(const Changes *changes)
{
    size_t n = changes->n_values;
    if (n == 0)
        return 0;
    double upper = fabs(changes->items[(n - 1) / 2].size), lower = fabs(changes->items[n / 2].size);
    return (upper + lower) / 2;
}

static const char *number(Arena *arena, double value)
{
    char text[NUM_TEXT];
    num_write_rounded(value, 0, 4, text);
    char *end = text + strlen(text);
    while (strchr(text, '.') != NULL && (end[-1] == '0' || end[-1] == '.')) {
        bool point = *--end == '.';
        *end = '\0';
        if (point)
            break;
    }
    return arena_strdup(arena, text);
}

void changes_write(const Changes *changes, Arena *arena, const Territory *territory, StrBuf *text)
{
    enum { SHOWN = 10 };
    Grid grid;
    strbuf_printf(
        text,
        _("  cells with a value: %zu; another value: %zu, missing now: %zu, missing before: "
          "%zu, only other states: %zu\n"),
        changes->n_cells, changes->n_values, changes->n_gone, changes->n_new, changes->n_states);
    if (changes->n == 0)
        return;
    if (changes->n_values > 0)
        strbuf_printf(text, _("  change of the value: median %s, greatest %s\n"),
                      number(arena, median_size(changes)),
                      number(arena, fabs(changes->items[0].size)));
    strbuf_puts(text, _("  most affected:\n"));
    const char *const heading[] = {"   ", _("unit"), _("name"), _("year"), _("before"), _("after")};
    grid_init(&grid, arena, ARRAY_LENGTH(heading));
    grid.right[4] = grid.right[5] = true;
    grid_add(&grid, heading);
    for (size_t i = 0; i < changes->n && i < SHOWN; i++) {
        const Change *change = &changes->items[i];
        const Unit *unit = &territory->units[change->unit];
        const char *const row[] = {"",
                                   unit->code,
                                   unit->name,
                                   arena_printf(arena, "%d", change->year),
                                   change->before,
                                   change->after};
        grid_add(&grid, row);
    }
    grid_write_lines(&grid, text);
    grid_done(&grid);
}
