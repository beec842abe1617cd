#include "compute.h"

int main(int argc, char **argv)
{
    ComputeSettings settings = {0};
    const Option options[] = {
        {"workspace", 'w', OPTION_TEXT, &settings.workspace, N_("FOLDER"),
         N_("the workspace that smup-ingest filled")},
        {"only", 0, OPTION_TEXT, &settings.only, N_("CODE,..."), N_("these indicators only")},
        {"years", 0, OPTION_TEXT, &settings.years, "A-B", N_("these years only")},
        {"config", 0, OPTION_TEXT, &settings.config, N_("FOLDER"),
         N_("another config/ than the built-in one")},
    };
    const Stage stage = {
        .name = "smup-compute",
        .summary = N_("compute the indicators from what the workspace holds; only what changed"),
        .usage = N_("-w WORKSPACE [OPTIONS]"),
        .example = "smup-compute -w W --only FIN05,POD01 --years 2015-2018",
        .options = options,
        .n_options = ARRAY_LENGTH(options),
        .settings = &settings,
        .run = compute_run,
    };

    return stage_main(&stage, argc, argv);
}
