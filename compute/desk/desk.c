#include "desk.h"

#include <signal.h>
#include <stdio.h>

bool desk_mark_synthetic(Workspace *workspace, StrBuf *text, Err *err)
{
    bool synthetic = false;
    if (workspace != NULL && !workspace_is_synthetic(workspace, &synthetic, err))
        return false;
    strbuf_puts(text, synthetic ? "dane syntetyczne\n\n" : "");
    return true;
}

const Definition *desk_definition(const Catalogue *catalogue, const char *code, Err *err)
{
    const Definition *definition = catalogue_find(catalogue, code);
    if (definition != NULL)
        return definition;
    (void)err_set(err, ERR_USAGE, _("there is no indicator \"%s\" in the catalogue"), code);
    const char *near = strmap_nearest(catalogue->codes, str_view(code));
    if (near != NULL)
        (void)err_hint(err, _("a similar code exists: %s"), near);
    return NULL;
}

bool desk_units(Arena *arena, const Territory *territory, const char *text, bool **ret_asked,
                Err *err)
{
    if (text == NULL)
        return true;
    StrList codes = str_split(arena, text, ", ");
    bool *asked = arena_array(arena, territory->n_units, sizeof *asked);
    for (size_t i = 0; i < codes.n; i++) {
        StrView code = str_view(codes.items[i]);
        uint32_t unit = territory_find(territory, codes.items[i]);
        if (unit == NO_UNIT &&
            territory_resolve(territory, CODE_TERYT, code, false, &unit) != CODE_OK)
            return err_set(err, ERR_USAGE,
                           _("--units: the code \"%s\" is no unit of the register%s"),
                           codes.items[i], territory_successor(territory, code));
        asked[unit] = true;
    }
    *ret_asked = asked;
    return true;
}

const char *desk_xml_text(Arena *arena, const char *text)
{
    static const struct {
        char mark;
        const char *entity;
    } marks[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    CLEANUP(strbuf_done) StrBuf escaped = {0};
    for (; *text != '\0'; text++) {
        const char *entity = NULL;
        for (size_t i = 0; i < ARRAY_LENGTH(marks); i++)
            if (*text == marks[i].mark)
                entity = marks[i].entity;
        strbuf_add(&escaped, entity == NULL ? text : entity, entity == NULL ? 1 : strlen(entity));
    }
    return arena_strdup(arena, escaped.text == NULL ? "" : escaped.text);
}

void desk_print(const StrBuf *text)
{
    /* a reader that has seen enough (`| head`) ends the command, as it ends any other */
    (void)signal(SIGPIPE, SIG_DFL);
    (void)fwrite(text->text, 1, text->length, stdout); /* stage_main() looks whether it went out */
    (void)fflush(stdout);
}
