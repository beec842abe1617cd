/*
 * A program of several commands, each the word behind `smup`: a row of its list (command_list.h)
 * and a function that makes a Stage of its own options and runs it. The front lists and passes on
 * the same rows.
 */
#pragma once

typedef struct Command {
    const char *word, *name; /* "series", "smup series" */
    const char *usage, *summary;
    int (*run)(const struct Command *command, int argc, char **argv);
} Command;

/* Run the command that argv[1] names; the exit status. */
int command_main(const Command *commands, int argc, char **argv); /* ends with a row without word */
