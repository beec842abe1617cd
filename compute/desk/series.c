#include "desk.h"

#include <stdio.h>

typedef struct SeriesSettings {
    DeskPlaces places;
} SeriesSettings;

static bool series_run(void *context, const StrList *words, StageResult *ret_result, Err *err)
{
    const SeriesSettings *settings = context;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Catalogue catalogue;
    (void)words;
    *ret_result = STAGE_DONE;
    if (!catalogue_load(arena, config_folder(settings->places.config), &catalogue, err))
        return false;
    for (size_t i = 0; i < catalogue.variables.n; i++)
        printf("%s\n", catalogue.variables.items[i].id);
    return true;
}

int series_command(const DeskCommand *command, int argc, char **argv)
{
    SeriesSettings settings = {0};
    const Option options[] = {DESK_OPTIONS(settings.places)};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup series ludność 30 vi",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = series_run};

    return stage_main(&stage, argc, argv);
}
