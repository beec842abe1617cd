#include "archived.h"

#include "digest.h"
#include "records.h"
#include "table.h"

#include <stdio.h>

bool archived_is_name(const char *base)
{
    return strspn(base, "0123456789abcdef") == DIGEST_HEX - 1 &&
           strcmp(base + DIGEST_HEX - 1, ".zst") == 0;
}

const char *archived_path(const Run *run, const char *sha256)
{
    return arena_printf(run->arena, "%s/archive/%s.zst", run->workspace.path, sha256);
}

bool archived_has(const Run *run, const char *sha256)
{
    return file_exists(archived_path(run, sha256));
}

const char *archived_bytes(const Run *run, const char *sha256)
{
    uint32_t at;
    return strmap_find(run->planned, str_view(sha256), &at) ? run->planned_paths.items[at]
                                                            : archived_path(run, sha256);
}

void archived_plan(Run *run, const char *sha256, const char *path)
{
    bool fresh;
    (void)strmap_add(run->planned, str_view(arena_strdup(run->arena, sha256)),
                     (uint32_t)run->planned_paths.n, &fresh);
    if (fresh)
        str_list_add(run->arena, &run->planned_paths, arena_strdup(run->arena, path));
}

bool archived_keep(Run *run, const Bytes *raw, const char *sha256, Err *err)
{
    CLEANUP(strbuf_done) StrBuf packed = {0};
    return archived_has(run, sha256) ||
           (input_compress(raw, &packed, err) &&
            file_replace(archived_path(run, sha256), packed.text, packed.length, err));
}

void archived_drop(Run *run, const char *sha256)
{
    (void)remove(archived_path(run, sha256));
}

/* A name as a field of CSV, whatever a publisher put into it. */
static void add_quoted(StrBuf *text, const char *name)
{
    strbuf_puts(text, "\"");
    for (const char *at = name; *at != '\0'; at++)
        strbuf_add(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    strbuf_puts(text, "\"");
}

/* What the present list says of archived files that the database does not know (any more) stays. */
static bool add_unknown(Run *run, const char *path, StrMap *known, StrBuf *text, Err *err)
{
    Table table;
    if (!file_exists(path))
        return true;
    if (!table_read(run->arena, path, "file name subject as_of source", &table, err))
        return false;
    const char *const names[] = {"file", "name", "subject", "as_of", "source"};
    for (size_t i = 0; i < table.n_rows; i++) {
        const char *file = table.rows[i][table_column(&table, "file")];
        uint32_t unused;
        if (strmap_find(known, str_view(file), &unused) ||
            !file_exists(arena_printf(run->arena, "%s/archive/%s", run->workspace.path, file)))
            continue;
        for (size_t k = 0; k < ARRAY_LENGTH(names); k++) {
            strbuf_puts(text, k > 0 ? ";" : "");
            add_quoted(text, table.rows[i][table_column(&table, names[k])]);
        }
        strbuf_puts(text, "\n");
    }
    return true;
}

/* The archive knows its files by digest; their names and what was declared stand beside them, so
 * that it can be read again. */
bool archived_write_list(Run *run, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(strbuf_done) StrBuf text = {0};
    StrMap *known = strmap_new(run->arena);
    const char *path = arena_printf(run->arena, "%s/archive/sources.csv", run->workspace.path);
    bool row, good = db_prepare(run->workspace.db,
                                "SELECT DISTINCT sha256, name, declared FROM extract UNION "
                                "SELECT list, list_name, ';;' FROM repair ORDER BY 1",
                                &query, err);
    strbuf_puts(&text, "file;name;subject;as_of;source\n");
    while (good && (good = db_step(query, &row, err)) && row) {
        const char *file = arena_printf(run->arena, "%s.zst", db_text(query, 0));
        (void)strmap_add(known, str_view(file), 1, NULL);
        strbuf_printf(&text, "%s;", file);
        add_quoted(&text, db_text(query, 1));
        strbuf_printf(&text, ";%s\n", db_text(query, 2));
    }
    return good && add_unknown(run, path, known, &text, err) &&
           file_replace(path, text.text, text.length, err);
}
