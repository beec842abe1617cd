#include "command.h"

#include "err.h"

#include <stdio.h>
#include <string.h>

int command_main(const Command *commands, int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    for (const Command *command = commands; command->word != NULL; command++)
        if (strcmp(word, command->word) == 0)
            return command->run(command, argc - 1, argv + 1);
    (void)fprintf(stderr, _("there is no command \"%s\"; \"smup --help\" lists the commands\n"),
                  word);
    return err_exit_status(ERR_USAGE);
}
