/*
 * What may be asked about files before and after smup-ingest takes them: what they are and would do
 * (plan), what was not taken and how to repair it (rejects). A command is a row of command_list.h.
 */
#pragma once

#include "command.h"
#include "stage.h"

#define COMMAND(word, function, usage, summary)                                                    \
    int function(const Command *command, int argc, char **argv);
#include "command_list.h"
#undef COMMAND
