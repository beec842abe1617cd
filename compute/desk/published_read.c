/* The two sides of the comparison, from config/portal/ids.csv and the workspace. */
#include "num.h"
#include "published.h"
#include "stored.h"
#include "table.h"

#include <stdlib.h>

/* Ids */

typedef struct Reader {
    Workspace *workspace;
    Arena *arena;
    Table table;
    size_t kind, code, tier, id;
} Reader;

static bool is_indicator(const Reader *reader, size_t row)
{
    return strcmp(reader->table.rows[row][reader->kind], "indicator") == 0;
}

/* All ids of a code, local ones too: which rows stand under one depends on the others. */
static bool read_publications(const Reader *reader, size_t row, PublishedIndicator *indicator,
                              Err *err)
{
    const char *code = reader->table.rows[row][reader->code];
    Publication *all = arena_array(reader->arena, reader->table.n_rows, sizeof *all);
    for (size_t i = 0; i < reader->table.n_rows; i++) {
        uint64_t id;
        if (!is_indicator(reader, i) || strcmp(reader->table.rows[i][reader->code], code) != 0)
            continue;
        if (!num_parse_count(str_view(reader->table.rows[i][reader->id]), INT32_MAX, &id))
            return err_set(err, ERR_CONFIG, _("%s:%zu: \"%s\" is no id"), reader->table.path, i + 2,
                           reader->table.rows[i][reader->id]);
        if (i == row)
            indicator->part = (unsigned)indicator->n_publications;
        all[indicator->n_publications++] =
            (Publication){reader->table.rows[i][reader->tier], (uint32_t)id};
    }
    indicator->publications = all;
    return true;
}

/* Our card. */
static bool read_card(const Reader *reader, PublishedIndicator *indicator, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    if (!db_prepare(reader->workspace->db,
                    "SELECT decimals, name_pl, dimension FROM indicator WHERE code = ?", &query,
                    err))
        return false;
    db_bind_text(query, 1, indicator->code);
    if (!db_step(query, &indicator->stored, err) || !indicator->stored)
        return err->kind == ERR_NONE;
    indicator->decimals = (int)db_int(query, 0);
    indicator->name = arena_strdup(reader->arena, db_text(query, 1));
    indicator->dimension = arena_strdup(reader->arena, db_text(query, 2));
    return true;
}

/* The newest entry of the portal's lists and cards that has the id. */
static bool read_published_name(const Reader *reader, PublishedIndicator *indicator, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(
            reader->workspace->db,
            "SELECT r.name, coalesce(json_extract(r.description, '$.\"wymiar-opisu-uslugi\"'), '') "
            "FROM register_row r JOIN extract e ON e.id = r.extract WHERE r.code = 'indicator ' || ? "
            "ORDER BY e.date DESC, e.sha256, e.member LIMIT 1",
            &query, err))
        return false;
    db_bind_text(query, 1, indicator->id);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    indicator->published_name = arena_strdup(reader->arena, db_text(query, 0));
    indicator->published_dimension = arena_strdup(reader->arena, db_text(query, 1));
    return true;
}

bool published_indicators(Workspace *workspace, Arena *arena, PublishedSet *ret_set, Err *err)
{
    Reader reader = {.workspace = workspace, .arena = arena};
    PublishedSet set = {0};
    if (!table_read(arena, arena_printf(arena, "%s/portal/ids.csv", workspace->config),
                    "kind code tier id note", &reader.table, err))
        return false;
    reader.kind = table_column(&reader.table, "kind");
    reader.code = table_column(&reader.table, "code");
    reader.tier = table_column(&reader.table, "tier");
    reader.id = table_column(&reader.table, "id");
    size_t note = table_column(&reader.table, "note");
    set.items = arena_array(arena, reader.table.n_rows, sizeof *set.items);
    for (size_t i = 0; i < reader.table.n_rows; i++) {
        char **row = reader.table.rows[i];
        PublishedIndicator *indicator = &set.items[set.n];
        if (!is_indicator(&reader, i) || strcmp(row[note], PORTAL_SOURCE) != 0)
            continue;
        *indicator = (PublishedIndicator){
            .code = row[reader.code], .tier = row[reader.tier], .id = row[reader.id]};
        if (!read_publications(&reader, i, indicator, err) || !read_card(&reader, indicator, err) ||
            !read_published_name(&reader, indicator, err))
            return false;
        set.n++;
    }
    *ret_set = set;
    return true;
}

/* Values */

static double scaled(double value, int scale)
{
    return scale >= 0 ? value / num_pow10(scale) : value * num_pow10(-scale);
}

static bool take_ours(Workspace *workspace, Arena *arena, const Flags *flags,
                      const PublishedIndicator *indicator, PublishedYear *year, Err *err)
{
    Column column;
    if (!stored_result(workspace, arena, indicator->code, year->year, &column, &year->computed,
                       err))
        return false;
    for (uint32_t i = 0; year->computed && i < column.n; i++) {
        const Unit *unit = &workspace->territory.units[column.units[i]];
        Cell cell;
        if (publication_part(indicator->publications, indicator->n_publications, unit) !=
            indicator->part)
            continue;
        if (!cell_publish(flags, scaled(column.values.real[i], column.scale), column.states[i],
                          indicator->decimals, &cell, err))
            return err_add(err, "%s %d, %s", indicator->code, year->year, unit->code);
        year->ours[column.units[i]] =
            (PublishedSide){true,
                            cell.has_value,
                            cell.exact,
                            num_to_double(cell.rounded, indicator->decimals),
                            indicator->decimals,
                            cell.flag};
    }
    return true;
}

/* Decimals that a number of the portal has: those that it says, or more where it writes more. */
static int decimals_of(double value, int said)
{
    char text[NUM_TEXT];
    num_write_exact(value, 0, text);
    const char *mark = strchr(text, '.');
    int written = mark == NULL ? 0 : (int)strlen(mark + 1);
    return written > said ? written : said;
}

static bool take_theirs(Workspace *workspace, Arena *arena, const PublishedIndicator *indicator,
                        PublishedYear *year, Err *err)
{
    Column values, precisions;
    bool found;
    int64_t period = period_of(FREQ_ANNUAL, year->year, 0);
    SeriesKey key = {PORTAL_SOURCE, indicator->id, PORTAL_VALUE, ""};
    if (!workspace_column(workspace, arena, &key, period, &values, &found, err))
        return false;
    key.dimensions = PORTAL_PRECISION;
    if (!workspace_column(workspace, arena, &key, period, &precisions, &found, err))
        return false;
    for (uint32_t i = 0; i < values.n; i++) {
        char flag = state_attribute(values.states[i]);
        uint32_t at = column_find(&precisions, values.units[i]);
        if (flag == ATTRIBUTE_REJECTED)
            continue;
        double value = num_to_double(values.values.exact[i], values.scale);
        double said = at < precisions.n && !state_is_missing(precisions.states[at])
                          ? num_to_double(precisions.values.exact[at], precisions.scale)
                          : 0;
        int decimals = decimals_of(value, said >= 0 && said <= NUM_SCALE_MAX ? (int)said : 0);
        year->theirs[values.units[i]] =
            (PublishedSide){true,
                            !state_is_missing(values.states[i]),
                            value,
                            value,
                            decimals <= NUM_SCALE_MAX ? decimals : NUM_SCALE_MAX,
                            flag >= '0' && flag <= '9' ? flag - '0' : 0};
    }
    return true;
}

static bool count_pages(Workspace *workspace, const PublishedIndicator *indicator,
                        PublishedYear *year, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(workspace->db,
                    "SELECT count(*), coalesce(max(CAST(name AS INTEGER)), 0) FROM register_row "
                    "WHERE code = printf('pages %s %d', ?, ?)",
                    &query, err))
        return false;
    db_bind_text(query, 1, indicator->id);
    db_bind_int(query, 2, year->year);
    if (!db_step(query, &row, err))
        return false;
    year->n_files = (size_t)db_int(query, 0);
    year->n_pages = (size_t)db_int(query, 1);
    return true;
}

bool published_year(Workspace *workspace, Arena *arena, const Flags *flags,
                    const PublishedIndicator *indicator, int year, PublishedYear *ret_year,
                    Err *err)
{
    uint32_t n = workspace->territory.n_units;
    *ret_year = (PublishedYear){.year = year,
                                .ours = arena_array(arena, n, sizeof(PublishedSide)),
                                .theirs = arena_array(arena, n, sizeof(PublishedSide))};
    return take_ours(workspace, arena, flags, indicator, ret_year, err) &&
           take_theirs(workspace, arena, indicator, ret_year, err) &&
           count_pages(workspace, indicator, ret_year, err);
}
