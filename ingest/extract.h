/*
 * An extract in the making: what a reader finds in one file, counted exactly once. Readers hand
 * over cells or budget rows and say what they rejected, filtered or found blank; nothing touches
 * the workspace until the whole file is read. The account balances (account_balances):
 *
 *     records:      read = used + filtered + blank + rejected
 *     observations: read = stored + identical + superseded + filtered + blank + rejected
 */
#pragma once

#include "profile.h"
#include "repair.h"
#include "report.h"

typedef enum RejectCode {
#define REJECT(name, code, text, repair) REJECT_##name,
#include "reject_list.h"
#undef REJECT
    REJECT_CODES
} RejectCode;
const char *reject_code(RejectCode code);

typedef struct Reject {
    RejectCode code;
    uint64_t record, line;
    const char *place;  /* element path, or sheet and cell; NULL: the line says all */
    const char *column; /* name of the column, NULL for the whole record */
    StrView raw;        /* the field, or the whole record, byte for byte */
    const char *reason;
} Reject;

typedef struct Account {
    uint64_t records, records_used, records_filtered, records_blank, records_rejected;
    uint64_t read, stored, identical, superseded, filtered, blank, rejected;
    uint64_t repaired, letters, shortened, withdrawn, misnamed;
    uint64_t replaced;   /* of stored: another value than before */
    uint64_t despaced;   /* codes with blanks in them */
    uint64_t bad_regons; /* keys with a wrong check digit */
    uint64_t lost;       /* of rejected: parts of cells that a rejected record may belong to */
    uint64_t waiting;    /* of records_rejected: read again when a dictionary of units comes */
} Account;
bool account_balances(const Account *account);
const char *account_text(Arena *arena, const Account *account);

/* What a person should know of a file besides its rejects: in report.txt, and in the log where it
 * is a warning. */
typedef enum NoteKind { NOTE_PLAIN, NOTE_INFO, NOTE_WARN } NoteKind;
typedef struct Note {
    NoteKind kind; /* PLAIN: only in report.txt */
    const char *text;
} Note;

typedef struct ExtractSeries {
    const char *source, *subject, *dimensions, *unit, *names;
    RowsPerCell rows;
    bool skip_missing;
} ExtractSeries;

/* A row of a weighted mean; its cell's mantissa is the place here. */
typedef struct Weighted {
    int64_t value, weight;
    uint8_t value_scale, weight_scale;
} Weighted;

typedef struct ExtractCell {
    uint32_t unit;
    CellState state; /* with ATTRIBUTE_REJECTED: not taken, and not withdrawn either */
    int64_t mantissa;
    uint64_t record, line;
    uint8_t scale;
    uint16_t column; /* of the table, from 1; 0: the form has none */
    uint32_t text;   /* what the source wrote (extract_text); 0: the number as it is */
} ExtractCell;

/* What the extract says of one series and period. */
typedef struct ExtractPiece {
    uint32_t series;
    int64_t period;
    ExtractCell *cells; /* heap */
    size_t n, capacity;
    bool lost; /* a record of it was rejected, and of which cell cannot be told */
} ExtractPiece;

typedef struct ExtractRow {
    ClassKey key;      /* of a hole the readable parts */
    uint32_t n_values; /* amounts the source wrote, zeros included: for the account */
    bool hole;         /* a row that was rejected (report.h) */
    int64_t amounts[FILING_MEASURES];
} ExtractRow;

/* One report of one unit and period. */
typedef struct ExtractFiling {
    const char *report;
    int64_t period;
    uint32_t unit, known; /* known: measures the source has, one bit each */
    const char *date;     /* of the report; "" where its rows do not say */
    int version;          /* BeSTi@: 0, 1, ...; -1 where the source counts none */
    ExtractRow *rows;     /* heap */
    size_t n, capacity;
} ExtractFiling;

typedef struct RegisterRow {
    const char *code, *name, *description;
} RegisterRow;

/* A code with a kind (7th digit) speaks of a gmina only in the years of that kind: 0202033 says
 * nothing of 2014. */
typedef struct Covered {
    int16_t from, to; /* 0, 0: of no year */
} Covered;

/* Names that a unit was called by, judged once: a file says them in every row, and a unit that
 * changed its kind has one a kind. */
enum { LABELS_KEPT = 4 };
typedef struct LabelSeen {
    StrView labels[LABELS_KEPT];
    bool agrees[LABELS_KEPT];
    unsigned next; /* the place that the next one takes */
} LabelSeen;

typedef struct Extract {
    Arena *arena;
    Workspace *workspace; /* its territory; its unit axis grows by unions and bodies */
    const Profile *profile;
    const VariableSet *variables;
    const char *name, *member, *sha256; /* name: as the publisher wrote it */
    const char *subject, *declared_subject, *declared_date, *declared_source;
    const char *date,
        *date_source;  /* "content", "declared", "file name", "unknown"; date "" where unknown */
    const char *sheet; /* of a workbook, for the places of rejects; NULL: a form without sheets */
    bool synthetic;
    const char *about;       /* what the file says about itself, "label text" in lines */
    const char *title;       /* what stands above the heading; NULL: nothing */
    const char *period_text; /* the cell that tells the year, where the profile names one */
    RepairSet *repairs;      /* of records that were rejected; NULL: none */
    const StrView *names;    /* of the table's columns */

    ExtractSeries *series;
    size_t n_series, series_capacity;
    StrMap *series_map, *piece_map, *filing_map;
    ExtractPiece *pieces;
    size_t n_pieces, pieces_capacity;
    ExtractFiling *filings;
    size_t n_filings, filings_capacity;
    RegisterRow *registers;
    size_t n_registers, registers_capacity;
    Reject *rejects;
    size_t n_rejects, rejects_capacity;
    Note *notes; /* heap */
    size_t n_notes, notes_capacity;
    Covered *covered; /* heap, by axis place: the years of which the file speaks */
    size_t n_covered;
    Account account;
    Weighted *weighted; /* heap */
    size_t n_weighted, weighted_capacity;
    StrMap *text_map; /* texts of cells -> their number, from 1 */
    StrMap *day_map; /* unit and period -> day of its report, a text; NULL: of the extract's date */
    StrView *texts;  /* heap */
    size_t n_texts, texts_capacity;
    bool lost;         /* a record was rejected, and of which cell and period cannot be told */
    LabelSeen *labels; /* heap, by axis place */
    size_t n_labels, misnamed_said;
} Extract;

void extract_free_p(Extract **extract);
Extract *extract_new(Workspace *workspace, const VariableSet *variables);

uint32_t extract_series(Extract *extract, const char *subject, StrView dimensions, StrView unit,
                        const char *names);
ExtractPiece *extract_piece(Extract *extract, uint32_t series, int64_t period);
void extract_cell(Extract *extract, ExtractPiece *piece, ExtractCell cell);
/* The cells of a unit and period are of a report with its own day (YYYY-MM-DD). */
void extract_dated(Extract *extract, uint32_t unit, int64_t period, const char *day);
const char *extract_day(const Extract *extract, uint32_t unit, int64_t period); /* "": none */

/* The text of a cell as the source wrote it, by which its reject is repaired. `row`: the cell is a
 * row of its file, and not made of several. */
const char *extract_raw(Extract *extract, const ExtractPiece *piece, const ExtractCell *cell,
                        bool row);
void extract_speaks_of(Extract *extract, uint32_t unit, int from, int to);
ExtractFiling *extract_filing(Extract *extract, const char *report, int64_t period, uint32_t unit,
                              const char *date, int version, uint32_t known);
void filing_row_add(ExtractFiling *filing, const ExtractRow *row);
void extract_register(Extract *extract, StrView code, StrView name, StrView description);

/* A cell (`whole_record` false) or a record that is not taken. `reason` may be NULL: the code's own
 * text. */
void extract_reject(Extract *extract, RejectCode code, bool whole_record, uint64_t record,
                    uint64_t line, const char *place, const char *column, StrView raw,
                    const char *reason);

void extract_note(Extract *extract, NoteKind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* A unit code of the source to an axis place. False where there is none: *ret_unit says `filtered`
 * of a pseudo-unit, of all others *ret_reason says why. */
typedef struct CodedUnit {
    uint32_t unit;
    int kind;     /* that the code names, 0: none */
    int from, to; /* years in which the code stands for the unit */
    StrView code;
    bool filtered; /* a pseudo-unit: passed over */
} CodedUnit;
bool extract_unit(Extract *extract, StrView code, CodedUnit *ret_unit, const char **ret_reason);
/* Why the unit has no value of that year: it, or its code, is not there in it. NULL: it has. */
const char *unit_problem(Extract *extract, const CodedUnit *unit, int year);

/* The name that the file gives to the unit of a row: one that contradicts the register is counted,
 * and the first ones are said. Names decide nothing. */
void extract_label(Extract *extract, const CodedUnit *unit, StrView label, uint64_t line);

/*
 * One value as the source writes it, with its attribute (NULL: the family has none): decides the
 * cell's value and state by symbols and attributes, counts it, and adds it to the piece, or says
 * why not.
 */
typedef struct ExtractValue {
    CodedUnit unit;
    uint32_t series;
    int64_t period;
    StrView text;
    const Attribute *attribute;
    StrView unknown_attribute; /* what the source wrote and its dictionary lacks, NULL text where
                                  all is well */
    const char *attribute_column;
    bool shared;            /* the cell is merged with others */
    bool any_year;          /* the source has units of its own, also where the register has none */
    uint16_t column_number; /* as in ExtractCell */
    RowsPerCell rows;
    bool skip_missing;
    StrView weight; /* of a mean; NULL text: each row counts the same */
    const char *weight_column;
    uint64_t record, line;
    const char *place, *column;
} ExtractValue;
void extract_value(Extract *extract, const ExtractValue *value);

/* After the last record: rows without a date join the report of their unit and period; the extract
 * takes its newest date. */
void extract_settle_filings(Extract *extract);
/* One row a key: the same row twice is identical; two that differ are rejected and leave a hole.
 * Returns how many observations remain. */
uint64_t filing_settle_rows(Extract *extract, ExtractFiling *filing);

/* After the last record: cells of a piece ascending by unit, each unit once; equal ones merged and
 * unequal ones rejected, or made one as the profile says (RowsPerCell). All of a piece fit one
 * scale then. */
void extract_settle(Extract *extract);
/* A settled piece as a column. */
Column extract_column(Arena *arena, const ExtractPiece *piece);
