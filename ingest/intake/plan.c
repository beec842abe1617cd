/* `smup plan`: ingest's own run, rolled back (plan.h). */
#include "ingest_options.h"
#include "intake.h"

int plan_command(const Command *command, int argc, char **argv)
{
    IngestSettings settings = {.plan = true};
    const Option options[] = {
        INGEST_OPTIONS(settings),
        {"csv", 0, OPTION_FLAG, &settings.csv, NULL, N_("as CSV: UTF-8, separated by ;")},
    };
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup plan -w W extracts/",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = ingest_run};

    return stage_main(&stage, argc, argv);
}
