#include "intake.h"

static const Command commands[] = {
#define COMMAND(word, function, usage, summary) {word, "smup " word, usage, summary, function},
#include "command_list.h"
#undef COMMAND
    {0},
};

int main(int argc, char **argv)
{
    return command_main(commands, argc, argv);
}
