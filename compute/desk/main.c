#include "desk.h"

#include <stdio.h>

static const DeskCommand commands[] = {
#define COMMAND(word, function, usage, summary) {word, "smup " word, usage, summary, function},
#include "command_list.h"
#undef COMMAND
};

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
        if (strcmp(word, commands[i].word) == 0)
            return commands[i].run(&commands[i], argc - 1, argv + 1);
    (void)fprintf(stderr, _("there is no command \"%s\"; \"smup --help\" lists the commands\n"),
                  word);
    return err_exit_status(ERR_USAGE);
}
