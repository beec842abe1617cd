#include "table.h"

#include "file.h"
#include "records.h"

#include <assert.h>
#include <stdlib.h>

typedef struct Builder {
    Arena *arena;
    Table *table;
    size_t capacity, line_capacity;
} Builder;

static bool take(void *context, const Record *record, Err *err)
{
    Builder *builder = context;
    Table *table = builder->table;
    if (record->n_fields == 0 && !record->bad)
        return true;
    if (record->bad || (table->columns.n > 0 && record->n_fields != table->columns.n))
        return err_set(err, ERR_CONFIG,
                       PLURAL("%s:%llu: %zu field where %zu were expected",
                              "%s:%llu: %zu fields where %zu were expected", record->n_fields),
                       table->path, (unsigned long long)record->line, record->n_fields,
                       table->columns.n);
    char **row = arena_array(builder->arena, record->n_fields, sizeof *row);
    for (size_t i = 0; i < record->n_fields; i++)
        row[i] = arena_strndup(builder->arena, record->fields[i].text, record->fields[i].length);
    if (table->columns.n == 0) {
        table->columns = (StrList){row, record->n_fields};
        return true;
    }
    table->rows =
        heap_grow(table->rows, &builder->capacity, table->n_rows + 1, sizeof *table->rows);
    table->lines =
        heap_grow(table->lines, &builder->line_capacity, table->n_rows + 1, sizeof *table->lines);
    table->lines[table->n_rows] = record->line;
    table->rows[table->n_rows++] = row;
    return true;
}

static size_t find_column(const Table *table, const char *name)
{
    size_t i = 0;
    while (i < table->columns.n && strcmp(table->columns.items[i], name) != 0)
        i++;
    return i;
}

size_t table_column(const Table *table, const char *name)
{
    size_t i = find_column(table, name);
    assert(i < table->columns.n);
    return i;
}

const char *table_optional(const Table *table, size_t row, const char *name)
{
    size_t i = find_column(table, name);
    return i < table->columns.n ? table->rows[row][i] : "";
}

/* What was grown on the heap belongs to the arena from now on. */
static void *settle(Arena *arena, void *items, size_t n, size_t size)
{
    void *copy = arena_array(arena, n + 1, size);
    if (n > 0)
        memcpy(copy, items, n * size);
    free(items);
    return copy;
}

bool table_read(Arena *arena, const char *path, const char *needed, Table *ret_table, Err *err)
{
    CLEANUP(bytes_done) Bytes bytes = {0};
    Table table = {.path = arena_strdup(arena, path)};
    Builder builder = {.arena = arena, .table = &table};
    if (!file_read(path, &bytes, err))
        return false;
    size_t mark = bytes.size >= 3 && memcmp(bytes.data, "\xef\xbb\xbf", 3) == 0
                      ? 3
                      : 0; /* a spreadsheet's BOM */
    bool good = records_read(bytes.data + mark, bytes.size - mark, ';', take, &builder, err);
    table.rows = settle(arena, table.rows, table.n_rows, sizeof *table.rows);
    table.lines = settle(arena, table.lines, table.n_rows, sizeof *table.lines);
    if (!good) {
        err->kind = ERR_CONFIG;
        return err_add(err, _("reading the table \"%s\""), path);
    }
    StrList words = str_split(arena, needed, " ");
    for (size_t i = 0; i < words.n; i++) {
        if (find_column(&table, words.items[i]) == table.columns.n)
            return err_set(err, ERR_CONFIG, _("%s:1: the column \"%s\" is missing"), path,
                           words.items[i]);
    }
    *ret_table = table;
    return true;
}
