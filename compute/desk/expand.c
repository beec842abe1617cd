/*
 * smup expand: the plain definition of a member of a family, as if it had a file of its own, with
 * the digests that a review names. Without a code: all codes with their states and digests.
 */
#include "desk.h"
#include "grid.h"
#include "records.h"

#include <stdio.h>

typedef struct ExpandSettings {
    const char *config;
} ExpandSettings;

typedef struct Expansion {
    Arena *arena;
    const Definition *definition;
    StrBuf *text;
} Expansion;

static void write_attribute(const Expansion *expansion, const char *name, const char *value)
{
    strbuf_printf(expansion->text, " %s=\"", name);
    strbuf_puts(expansion->text, desk_xml_text(expansion->arena, value == NULL ? "" : value));
    strbuf_puts(expansion->text, "\"");
}

/* What a member leaves empty is not written. */
static void write_attributes(const Expansion *expansion, const XmlNode *node)
{
    for (size_t i = 0; i < node->n_attributes; i++) {
        const char *name = node->attributes[i].name.text;
        const char *value =
            definition_attribute(expansion->arena, expansion->definition, node, name);
        if (value == NULL || *value != '\0' || *xml_attribute(node, name) == '\0')
            write_attribute(expansion, strcmp(name, "lang") == 0 ? "xml:lang" : name, value);
    }
}

static void write_node(const Expansion *expansion, const XmlNode *node, int depth)
{
    strbuf_printf(expansion->text, "%*s<%s", 2 * depth, "", node->name);
    write_attributes(expansion, node);
    if (node->child == NULL && *node->text == '\0') {
        strbuf_puts(expansion->text, "/>\n");
        return;
    }
    strbuf_puts(expansion->text, ">");
    strbuf_puts(expansion->text, desk_xml_text(expansion->arena, node->text));
    if (node->child != NULL)
        strbuf_puts(expansion->text, "\n");
    for (const XmlNode *at = node->child; at != NULL; at = at->next)
        write_node(expansion, at, depth + 1);
    strbuf_printf(expansion->text, "%*s</%s>\n", node->child != NULL ? 2 * depth : 0, "",
                  node->name);
}

/* A text of the member stands instead of the family's. */
static bool is_replaced(const Definition *definition, const XmlNode *node)
{
    const char *language = xml_attribute(node, "lang");
    return definition->member != NULL && language != NULL &&
           *xml_text_in(definition->member, node->name, language) != '\0';
}

/* What a member has of its own beside its texts stands behind the family's. */
static bool is_added(const XmlNode *node)
{
    return str_list_has("input verify", node->name);
}

static void write_definition(const Expansion *expansion)
{
    const Definition *definition = expansion->definition;
    const XmlNode *node = definition->node, *member = definition->member;
    strbuf_printf(expansion->text,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<!-- %s; digest %.12s; texts %.12s -->\n"
                  "<indicator code=\"%s\"",
                  definition_state_name(definition->state), definition->digest,
                  definition->text_digest, definition->code);
    for (size_t i = 0; i < node->n_attributes; i++) {
        const char *name = node->attributes[i].name.text;
        if (strcmp(name, "id") != 0 && strcmp(name, "code") != 0)
            write_attribute(expansion, name,
                            definition_attribute(expansion->arena, definition, node, name));
    }
    strbuf_puts(expansion->text, ">\n");
    for (const XmlNode *at = member == NULL ? NULL : member->child; at != NULL; at = at->next)
        if (!is_added(at))
            write_node(expansion, at, 1);
    for (const XmlNode *at = node->child; at != NULL; at = at->next)
        if (strcmp(at->name, "member") != 0 && !is_replaced(definition, at))
            write_node(expansion, at, 1);
    for (const XmlNode *at = member == NULL ? NULL : member->child; at != NULL; at = at->next)
        if (is_added(at))
            write_node(expansion, at, 1);
    strbuf_puts(expansion->text, "</indicator>\n");
}

static void list(Arena *arena, const Catalogue *catalogue, StrBuf *text)
{
    Grid grid;
    const char *const heading[] = {_("code"), _("state"), _("digest"), _("texts"), _("name")};
    grid_init(&grid, arena, ARRAY_LENGTH(heading));
    grid_add(&grid, heading);
    for (size_t i = 0; i < catalogue->n; i++) {
        const Definition *definition = &catalogue->items[i];
        const char *const row[] = {definition->code, definition_state_name(definition->state),
                                   arena_printf(arena, "%.12s", definition->digest),
                                   arena_printf(arena, "%.12s", definition->text_digest),
                                   text_in_language(definition->name_pl, definition->name_en)};
        grid_add(&grid, row);
    }
    grid_write_lines(&grid, text);
    grid_done(&grid);
}

static bool expand_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    const ExpandSettings *settings = context;
    Catalogue catalogue = {0};
    *ret_result = STAGE_DONE;
    if (!catalogue_load(arena, config_folder(settings->config), NULL, NULL, &catalogue, err))
        return false;
    if (operands->n == 0)
        list(arena, &catalogue, &text);
    for (size_t i = 0; i < operands->n; i++) {
        const Definition *definition = desk_definition(&catalogue, operands->items[i], err);
        if (definition == NULL)
            return false;
        write_definition(&(Expansion){arena, definition, &text});
    }
    desk_print(&text);
    return true;
}

int expand_command(const Command *command, int argc, char **argv)
{
    ExpandSettings settings = {0};
    const Option options[] = {{"config", 0, OPTION_TEXT, &settings.config, "FOLDER",
                               N_("another config/ than the built-in one")}};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup expand POD05",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = expand_run};

    return stage_main(&stage, argc, argv);
}
