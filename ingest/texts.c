#include "texts.h"

#include "table.h"
#include "variable.h"

static StrView key_of(StrBuf *key, const char *subject, StrView foreign)
{
    key->length = 0;
    strbuf_puts(key, subject);
    strbuf_puts(key, DIMENSION_SEPARATOR);
    strbuf_add(key, foreign.text, foreign.length);
    return (StrView){key->text, key->length};
}

bool texts_load(Arena *arena, const char *config, const char *name, Texts *ret_texts, Err *err)
{
    Table table;
    CLEANUP(strbuf_done) StrBuf key = {0};
    const char *path = arena_printf(arena, "%s/sources/texts-%s.csv", config, name);
    if (!table_read(arena, path, "subject own foreign", &table, err))
        return false;
    Texts texts = {strmap_new(arena), arena_array(arena, table.n_rows, sizeof *texts.own)};
    for (size_t i = 0; i < table.n_rows; i++) {
        bool fresh;
        StrView foreign = str_view(table.rows[i][table_column(&table, "foreign")]);
        const char *subject = table.rows[i][table_column(&table, "subject")];
        texts.own[i] = table.rows[i][table_column(&table, "own")];
        (void)strmap_add(texts.places, key_of(&key, subject, foreign), (uint32_t)i, &fresh);
        if (!fresh)
            return err_set(err, ERR_CONFIG, _("%s:%zu: the text \"%.*s\" is there twice"), path,
                           i + 2, STR_ARG(foreign));
    }
    *ret_texts = texts;
    return true;
}

const char *texts_find(const Texts *texts, const char *subject, StrView foreign)
{
    CLEANUP(strbuf_done) StrBuf key = {0};
    uint32_t at;
    if (strmap_find(texts->places, key_of(&key, subject, foreign), &at) ||
        strmap_find(texts->places, key_of(&key, "", foreign), &at))
        return texts->own[at];
    return NULL;
}
