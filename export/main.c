#include "export.h"

int main(int argc, char **argv)
{
    ExportSettings settings = {0};
    const Option options[] = {
        {"workspace", 'w', OPTION_TEXT, &settings.workspace, N_("FOLDER"),
         N_("the workspace to read")},
        {"db", 0, OPTION_TEXT, &settings.db, "CONNINFO",
         N_("load what changed into this database")},
        {"publish", 0, OPTION_FLAG, &settings.publish, NULL,
         N_("release the edition to the portal")},
        {"embargo", 0, OPTION_TEXT, &settings.embargo, N_("TIME"),
         N_("hide the edition until then (Polish time unless a zone is given)")},
        {"csv", 0, OPTION_TEXT, &settings.csv, N_("FOLDER"),
         N_("write values.csv into this folder")},
        {"config", 0, OPTION_TEXT, &settings.config, N_("FOLDER"), N_("configuration to use")},
    };
    const Stage stage = {
        .name = "smup-export",
        .summary = N_("bring the results of a workspace to the portal's database, or into a file"),
        .usage = N_("-w FOLDER (--db CONNINFO [--publish] [--embargo TIME] | --csv FOLDER)"),
        .example = "smup-export -w W --db \"host=/run/postgresql dbname=smup\" --publish",
        .options = options,
        .n_options = ARRAY_LENGTH(options),
        .settings = &settings,
        .run = export_run,
    };

    return stage_main(&stage, argc, argv);
}
