#include "position.h"

#include "num.h"
#include "table.h"
#include "workspace.h"

/* 2018-Q1 */
static bool parse_quarter(const char *text, int64_t *ret_period)
{
    uint64_t year, quarter;
    if (strlen(text) != 7 || text[4] != '-' || text[5] != 'Q' ||
        !num_parse_count((StrView){text, 4}, 2100, &year) || year < 1990 ||
        !num_parse_count(str_view(text + 6), 4, &quarter) || quarter == 0)
        return false;
    *ret_period = period_of(FREQ_QUARTER, (int)year, (int)quarter);
    return true;
}

/* "E1IF#2": the second column of the name. */
static bool parse_column(const char *text, Position *position)
{
    size_t length = strcspn(text, "#");
    uint64_t nth = 1;
    if (length == 0 || (text[length] == '#' &&
                        (!num_parse_count(str_view(text + length + 1), 9, &nth) || nth == 0)))
        return false;
    position->column = (StrView){text, length};
    position->nth = nth;
    return true;
}

static bool same_column(const Position *position, StrView column, size_t nth)
{
    return position->nth == nth && str_same(position->column, column);
}

static bool overlaps(const PositionSet *set, const Position *position)
{
    for (size_t i = 0; i < set->n; i++)
        if (same_column(&set->items[i], position->column, position->nth) &&
            set->items[i].from <= position->to && position->from <= set->items[i].to)
            return true;
    return false;
}

bool positions_load(Arena *arena, const char *path, const char *unit, PositionSet *ret_set,
                    Err *err)
{
    Table table;
    PositionSet set = {.path = path, .unit = unit};
    if (!table_read(arena, path, "column from to position measure note", &table, err))
        return false;
    size_t column = table_column(&table, "column"), from = table_column(&table, "from"),
           to = table_column(&table, "to"), name = table_column(&table, "position"),
           measure = table_column(&table, "measure"), note = table_column(&table, "note");
    set.items = arena_array(arena, table.n_rows, sizeof *set.items);
    for (size_t i = 0; i < table.n_rows; i++) {
        char **row = table.rows[i];
        Position position = {
            .position = row[name], .measure = row[measure], .note = row[note], .to = INT64_MAX};
        if (!parse_column(row[column], &position))
            return err_set(err, ERR_CONFIG, _("%s:%zu: \"%s\" is no name of a column"), path, i + 2,
                           row[column]);
        if (!parse_quarter(row[from], &position.from) ||
            (*row[to] != '\0' && !parse_quarter(row[to], &position.to)))
            return err_set(err, ERR_CONFIG,
                           _("%s:%zu: from and to are quarters such as 2018-Q1; to may be empty"),
                           path, i + 2);
        if ((*row[name] == '\0') != (*row[measure] == '\0') ||
            (*row[name] == '\0' && *row[note] == '\0'))
            return err_set(err, ERR_CONFIG,
                           _("%s:%zu: a row has a position and a measure, or neither and a note "
                             "that says why"),
                           path, i + 2);
        if (overlaps(&set, &position))
            return err_set(err, ERR_CONFIG,
                           _("%s:%zu: the column \"%s\" has two meanings in one quarter"), path,
                           i + 2, row[column]);
        set.items[set.n++] = position;
    }
    *ret_set = set;
    return true;
}

const Position *position_find(const PositionSet *set, StrView column, size_t nth, int64_t period)
{
    for (size_t i = 0; i < set->n; i++)
        if (same_column(&set->items[i], column, nth) && set->items[i].from <= period &&
            period <= set->items[i].to)
            return &set->items[i];
    return NULL;
}

bool position_is_known(const PositionSet *set, StrView column, size_t nth)
{
    for (size_t i = 0; i < set->n; i++)
        if (same_column(&set->items[i], column, nth))
            return true;
    return false;
}
