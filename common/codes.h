/*
 * Codes of the budget classification in time: tables of facts in config/classification/ (dzialy,
 * rozdzialy, paragrafy of income and of expenditure, the fourth digit). A row is a code with one
 * meaning. Each of its ends is a day, or two days between which it lies where no act that says it
 * has been seen; so a code is valid in a year, it is not, or that is not known.
 */
#pragma once

#include "diag.h"
#include "str.h"

/* CODE_TABLE(name, file, width of a code, what a code is) */
#define CODE_TABLE_LIST(CODE_TABLE)                                                                \
    CODE_TABLE(DZIALY, "dzialy.csv", 3, N_("dzial"))                                               \
    CODE_TABLE(ROZDZIALY, "rozdzialy.csv", 5, N_("rozdzial"))                                      \
    CODE_TABLE(INCOME, "paragrafy_dochodow.csv", 3, N_("paragraf"))                                \
    CODE_TABLE(EXPENDITURE, "paragrafy_wydatkow.csv", 3, N_("paragraf"))                           \
    CODE_TABLE(P4, "czwarta_cyfra.csv", 1, N_("fourth digit"))

typedef enum CodeTable {
#define CODE_TABLE(name, file, width, what) CODES_##name,
    CODE_TABLE_LIST(CODE_TABLE)
#undef CODE_TABLE
        CODE_TABLES
} CodeTable;

/* "rozdzial", in the language of the reader */
const char *code_table_what(CodeTable table);
/* "rozdzialy.csv" */
const char *code_table_file(CodeTable table);

typedef enum Validity { VALIDITY_NO, VALIDITY_UNKNOWN, VALIDITY_YES } Validity;

/* A code with one meaning: a row of a table. */
typedef struct ClassCode {
    const char *code, *name, *from, *to, *source, *note; /* "" where empty */
    const char *predecessors;                            /* "85505 85506": what it took over from */
    const char *changed; /* "2022-01-01": days on which its scope changed, and the code not */
    /* years: not valid before, surely valid from .. to, not valid after */
    int not_before, valid_from, valid_to, not_after;
    const struct ClassCode *next; /* the same code with a later meaning, or NULL */
} ClassCode;

typedef struct CodeList {
    ClassCode *items; /* ascending by code, and within it by time */
    size_t n;
    StrMap *by_code;           /* -> the first of the code */
    int first_year, last_year; /* that an end names */
} CodeList;

typedef struct CodeSet {
    CodeList tables[CODE_TABLES];
    bool read; /* all, without mistakes */
} CodeSet;

/* One table of the folder, or all; mistakes (ERR_CONFIG) go to `diag`, or with NULL the first one
 * to *err. */
MUST_CHECK bool codes_read(Arena *arena, const char *folder, CodeTable table, Diag *diag,
                           CodeList *ret_list, Err *err);
MUST_CHECK bool codes_load(Arena *arena, const char *folder, Diag *diag, CodeSet *ret_set,
                           Err *err);

/* The first meaning of a code; NULL where no table has it. */
const ClassCode *codes_find(const CodeList *list, const char *code);
/* Is a code, in any of its meanings from this one on, valid in the year? */
Validity code_validity(const ClassCode *code, int year);
/* One meaning alone. */
Validity code_meaning_validity(const ClassCode *meaning, int year);
