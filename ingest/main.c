#include "ingest_options.h"

int main(int argc, char **argv)
{
    IngestSettings settings = {0};
    const Option options[] = {INGEST_OPTIONS(settings)};
    const Stage stage = {
        .name = "smup-ingest",
        .summary = N_("read raw extracts into the workspace; files are recognised by content"),
        .usage = N_("-w WORKSPACE [OPTIONS] PATH..."),
        .example = "smup-ingest -w W fixtures-out/",
        .options = options,
        .n_options = ARRAY_LENGTH(options),
        .settings = &settings,
        .run = ingest_run,
    };

    return stage_main(&stage, argc, argv);
}
