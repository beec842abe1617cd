/*
 * The catalogue as a table and back (`smup definitions`). A row is an indicator; its numerator and
 * its denominator are written in a small notation (notation.c), the words of which are the
 * attributes of <input>. Importing never guesses and never overwrites: a row becomes a draft that
 * `smup check` accepts, or it is listed with the place, the reason and the nearest candidate.
 *
 * What is listed keeps the row from being written where the draft would be wrong or stop `smup
 * check` for everybody: the table is corrected and imported again. It is listed and written where
 * the draft is of use as it is: a name that lacks (it is … in the draft), no denominator (the
 * formula is the numerator alone), a source that is another, an id that cannot be given, and a
 * formula that is no plain ratio (the draft is null, and says in a comment what the table said).
 */
#pragma once

#include "definition.h"

#include <stdio.h>

typedef enum Heading {
#define HEADING(name, heading, needed, forms) HEADING_##name,
#include "heading_list.h"
#undef HEADING
    HEADINGS
} Heading;
const char *heading_text(Heading column);

typedef struct TableRow {
    uint64_t line;
    const char *cells[HEADINGS]; /* "" where there is nothing */
} TableRow;

typedef struct IndicatorTable {
    const char *headings[HEADINGS]; /* as the file writes them; NULL: it has no such column */
    StrList others;                 /* headings of columns that are not read */
    TableRow *rows;                 /* heap */
    size_t n, capacity;
} IndicatorTable;

/* Read a CSV (`;` or `,`, UTF-8): ERR_DATA with line and column where it is no table of indicators.
 */
MUST_CHECK bool indicator_table_read(Arena *arena, const char *path, IndicatorTable *ret_table,
                                     Err *err);
void indicator_table_done(IndicatorTable *table);

/* The catalogue's indicator as a row; the id is not known here. */
void indicator_row(Arena *arena, const Catalogue *catalogue, const Definition *definition,
                   TableRow *ret_row);

/* Terms of a sum; the first has no sign before it. */
typedef struct Terms {
    const Input **inputs; /* in the arena */
    bool *minus;
    size_t n;
} Terms;
/* Is the formula a sum of inputs, or one sum over another? Then both, the second may be empty. */
bool ratio_split(Arena *arena, const Definition *definition, Terms *ret_numerator,
                 Terms *ret_denominator);

/* What has been found for an input: the attributes of <input> but its name. */
typedef struct Reference {
    const char *name;       /* what the formula calls it; NULL: not said */
    const char *usual;      /* the id, as a name; NULL: it has none */
    const char *attributes; /* ` ref="ludnosc_3006"` */
} Reference;

/* Why a text could not be placed, and what is near it ("" where nothing is). */
typedef struct Reason {
    const char *text, *why, *nearest;
} Reason;

/* Everything that the text of an input may name. */
typedef struct Referrer Referrer;
Referrer *referrer_new(Arena *arena, const Catalogue *catalogue);
/* An id, a number or a name, and nothing else; false with the reason, if there is one. */
bool refer_name(Referrer *referrer, const char *text, Reference *ret_reference, Reason *ret_reason);
/* One input; false with the reason. */
bool refer(Referrer *referrer, const char *text, Reference *ret_reference, Reason *ret_reason);

typedef struct DraftInput {
    const char *name, *attributes;
    Heading column; /* where the table says it */
} DraftInput;

typedef enum Outcome {
    OUTCOME_OPEN,    /* not known yet */
    OUTCOME_STOPPED, /* listed, not written */
    OUTCOME_THERE,   /* it has been there already */
    OUTCOME_WRITTEN,
} Outcome;

typedef struct Draft {
    const TableRow *row;
    const char *code, *name_pl, *name_en, *area, *service, *dimension, *direction, *unit;
    const char *formula, *comment; /* comment NULL: none */
    unsigned tiers;
    uint64_t decimals, from, to; /* to 0: open */
    const char *coverage;        /* "": it is not said */
    DraftInput *inputs;
    size_t n_inputs, capacity;
    Outcome outcome;
    Definition definition; /* read back from the file */
} Draft;

typedef struct Problem {
    const Draft *draft;
    Heading column;
    Reason reason;
} Problem;

/* An id that the portal uses, or shall use. */
typedef struct PortalNumber {
    const char *code, *tier, *id;
} PortalNumber;

typedef struct Migration {
    Arena *arena;
    Catalogue *catalogue;
    Referrer *referrer;
    const char *config, *out, *part;
    IndicatorTable table;
    Draft *drafts;    /* one a row */
    StrMap *codes;    /* of the rows -> place in drafts */
    StrMap *existing; /* codes with a file in `out` -> place in `files` */
    StrList files;
    Problem *problems; /* heap */
    size_t n_problems, problems_capacity;
    PortalNumber *ids; /* heap; those of config/, of the folder, and new ones */
    size_t n_ids, ids_capacity, n_ids_known; /* known: all but the new ones */
    StrMap *ids_by_number, *ids_by_code;     /* "4053", "EDU01 gmina" -> place in ids */
} Migration;

/* A whole number as spreadsheets write it: "2", "2.0", "2,00". */
bool cell_whole(const char *text, uint64_t max, uint64_t *ret_number);

void migration_done(Migration *migration);
/* Something was not placed; `stops`: the row is not written. */
void migration_problem(Migration *migration, Draft *draft, Heading column, Reason reason,
                       bool stops);

/* The cells of a row as the parts of a draft. */
void draft_place(Migration *migration, Draft *draft);
/* Its numerator, denominator and formula. */
void draft_inputs(Migration *migration, Draft *draft);
/* The file of a draft, read back by what reads definitions: its mistakes are problems. */
MUST_CHECK bool draft_check(Migration *migration, Draft *draft, Err *err);
/* The codes of the budget classification in all drafts. */
void drafts_check_codes(Migration *migration);
/* In which columns the two differ: "numerator, unit", NULL: in none. */
const char *draft_difference(Migration *migration, const Draft *draft, const Definition *other);

/* Ids of config/ and of the folder; those of the table, which are placed or listed. */
MUST_CHECK bool ids_read(Migration *migration, Err *err);
void ids_place(Migration *migration, Draft *draft);

/* The folder beside the one asked for, where drafts are made and checked. */
MUST_CHECK bool folder_begin(Migration *migration, Err *err);
/* Put drafts and ids into the folder: all of them, or none. */
MUST_CHECK bool folder_end(Migration *migration, Err *err);
/* What folder_begin() made is gone, whatever came of it. */
void folder_abort(Migration *migration);

/* The file with the table becomes drafts and problems, and what can be placed is written. */
MUST_CHECK bool migration_import(Migration *migration, const char *path, Err *err);
