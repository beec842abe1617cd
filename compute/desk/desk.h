/*
 * The methodologist's desk: commands for the person who writes definitions. They read config/ and
 * the workspace and change neither. A command is a row of command_list.h and a function that makes
 * a Stage of its own options and runs it.
 */
#pragma once

#include "command.h"
#include "definition.h"
#include "stage.h"
#include "workspace.h"

#define COMMAND(word, function, usage, summary)                                                    \
    int function(const Command *command, int argc, char **argv);
#include "command_list.h"
#undef COMMAND

/* What every command may be told: where the workspace and config/ are. */
typedef struct DeskPlaces {
    const char *workspace, *config;
} DeskPlaces;
/* The options for it; `places` is a DeskPlaces of the caller. */
#define DESK_OPTIONS(places)                                                                       \
    {"workspace", 'w', OPTION_TEXT, &(places).workspace, "FOLDER", N_("the workspace")},           \
    {                                                                                              \
        "config", 0, OPTION_TEXT, &(places).config, "FOLDER",                                      \
            N_("another config/ than the built-in one")                                            \
    }

/* "dane syntetyczne" above what is printed of a workspace of made data; NULL: of none. */
MUST_CHECK bool desk_mark_synthetic(Workspace *workspace, StrBuf *text, Err *err);

/* The definition of a code, or NULL with *err and the nearest code. */
const Definition *desk_definition(const Catalogue *catalogue, const char *code, Err *err);

/* The value of an option --units, "3019,301901": which units of the axis; NULL: *ret_asked stays.
 */
MUST_CHECK bool desk_units(Arena *arena, const Territory *territory, const char *text,
                           bool **ret_asked, Err *err);

/* A text as it stands in XML, in an attribute too. */
const char *desk_xml_text(Arena *arena, const char *text);

/* Print what a command has found, at its end and at once: a mistake leaves no half of it behind. */
void desk_print(const StrBuf *text);
