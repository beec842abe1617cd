#include "texts.h"

#include "table.h"
#include "variable.h"

#include <stdio.h>

enum { KEY_BYTES = 1000 };

static StrView key_of(const char *subject, StrView foreign, char key[KEY_BYTES])
{
    int length = snprintf(key, KEY_BYTES, "%s" DIMENSION_SEPARATOR "%.*s", subject,
                          foreign.length > 900 ? 900 : (int)foreign.length, foreign.text);
    return (StrView){key, (size_t)length};
}

bool texts_load(Arena *arena, const char *config, const char *name, Texts *ret_texts, Err *err)
{
    Table table;
    const char *path = arena_printf(arena, "%s/sources/texts-%s.csv", config, name);
    if (!table_read(arena, path, "subject own foreign", &table, err))
        return false;
    Texts texts = {strmap_new(arena), arena_array(arena, table.n_rows, sizeof *texts.own)};
    for (size_t i = 0; i < table.n_rows; i++) {
        char key[KEY_BYTES];
        bool fresh;
        StrView foreign = str_view(table.rows[i][table_column(&table, "foreign")]);
        const char *subject = table.rows[i][table_column(&table, "subject")];
        texts.own[i] = table.rows[i][table_column(&table, "own")];
        (void)strmap_add(texts.places, key_of(subject, foreign, key), (uint32_t)i, &fresh);
        if (!fresh)
            return err_set(err, ERR_CONFIG, _("%s:%zu: the text \"%.*s\" is there twice"), path,
                           i + 2, STR_ARG(foreign));
    }
    *ret_texts = texts;
    return true;
}

const char *texts_find(const Texts *texts, const char *subject, StrView foreign)
{
    char key[KEY_BYTES];
    uint32_t at;
    if (strmap_find(texts->places, key_of(subject, foreign, key), &at) ||
        strmap_find(texts->places, key_of("", foreign, key), &at))
        return texts->own[at];
    return NULL;
}
