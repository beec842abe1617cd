/* The options of everything that reads files: `settings` is an IngestSettings of the caller. */
#pragma once

#include "ingest.h"

#define INGEST_OPTIONS(settings)                                                                   \
    {"workspace",           'w',          OPTION_TEXT,                                             \
     &(settings).workspace, N_("FOLDER"), N_("the workspace; made where it is not there")},        \
        {"source",           0,          OPTION_TEXT,                                              \
         &(settings).source, N_("NAME"), N_("read the files by this profile only")},               \
        {"subject",           0,       OPTION_TEXT,                                                \
         &(settings).subject, "P2137", N_("BDL subject of files whose name does not tell it")},    \
        {"as-of",           0,          OPTION_TEXT,                                               \
         &(settings).as_of, N_("DATE"), N_("date of files that do not tell it: YYYY-MM-DD")},      \
    {                                                                                              \
        "config", 0, OPTION_TEXT, &(settings).config, N_("FOLDER"),                                \
            N_("another config/ than the built-in one")                                            \
    }
