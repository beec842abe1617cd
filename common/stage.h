/*
 * The one place where a stage begins and ends: options, language, log, lock-free start, exit status
 * (reliability.md 5.1). A stage is a table of options and a run function; `--help` comes from the
 * table.
 */
#pragma once

#include "err.h"
#include "str.h"

typedef enum OptionKind { OPTION_TEXT, OPTION_FLAG } OptionKind;

typedef struct Option {
    const char *name; /* long name */
    char letter;      /* 0: none */
    OptionKind kind;
    void *value; /* const char **, uint64_t * or bool * */
    const char *argument, *help;
} Option;

/* What a run says besides success: with STAGE_WARN it ends with status 3 (committed, but look at
 * it). */
typedef enum StageResult { STAGE_DONE, STAGE_WARN } StageResult;

typedef struct Stage {
    const char *name, *summary, *usage, *example;
    const Option *options;
    size_t n_options;
    void *settings;
    bool (*run)(void *settings, const StrList *operands, StageResult *ret_result, Err *err);
} Stage;

/* Messages from here on in this language ("pl", "en"), NULL: as LC_ALL, LC_MESSAGES or LANG say.
 * stage_main() does it; only the front has something to say before. */
void stage_language(const char *asked);

/* The value of an option --years: "2015-2018" or "2018"; NULL leaves both as they are. */
MUST_CHECK bool stage_years(const char *text, int *ret_first, int *ret_last, Err *err);

int stage_main(const Stage *stage, int argc, char **argv);
