#include "table.h"

#include "file.h"
#include "records.h"

#include <assert.h>
#include <stdlib.h>

typedef struct Builder {
    Arena *arena;
    Table *table;
    size_t capacity;
} Builder;

static bool take(void *context, const Record *record, Err *err)
{
    Builder *builder = context;
    Table *table = builder->table;
    if (record->n_fields == 0 && !record->bad)
        return true;
    if (record->bad || (table->columns.n > 0 && record->n_fields != table->columns.n))
        return err_set(err, ERR_CONFIG, _("%s:%llu: %zu fields where %zu were expected"),
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
    table->rows[table->n_rows++] = row;
    return true;
}

size_t table_column(const Table *table, const char *name)
{
    size_t i = 0;
    while (i < table->columns.n && strcmp(table->columns.items[i], name) != 0)
        i++;
    assert(i < table->columns.n);
    return i;
}

bool table_read(Arena *arena, const char *path, const char *needed, Table *ret_table, Err *err)
{
    CLEANUP(bytes_done) Bytes bytes = {0};
    Table table = {.path = arena_strdup(arena, path)};
    Builder builder = {arena, &table, 0};
    if (!file_read(path, &bytes, err))
        return false;
    bool good = records_read(bytes.data, bytes.size, ';', take, &builder, err);
    char ***rows = arena_array(arena, table.n_rows + 1, sizeof *rows);
    if (table.n_rows > 0)
        memcpy(rows, table.rows, table.n_rows * sizeof *rows);
    free(table.rows);
    table.rows = rows;
    if (!good) {
        err->kind = ERR_CONFIG;
        return err_add(err, _("reading the table \"%s\""), path);
    }
    StrList words = str_split(arena, needed, " ");
    for (size_t i = 0; i < words.n; i++) {
        size_t k = 0;
        while (k < table.columns.n && strcmp(table.columns.items[k], words.items[i]) != 0)
            k++;
        if (k == table.columns.n)
            return err_set(err, ERR_CONFIG, _("%s:1: the column \"%s\" is missing"), path,
                           words.items[i]);
    }
    *ret_table = table;
    return true;
}
