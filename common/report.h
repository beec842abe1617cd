/*
 * Budget reports (Rb-27S, Rb-28S): their measures, the classification key of a row, and a filing:
 * the rows of one report of one unit and period as one blob. Amounts are grosze; what a filed
 * report does not name is a true zero (DESIGN 4). Names of the measures: budget.md 2.1, 2.2. The
 * list is (report, name here, DBF/CSV column, BeSTi@ element).
 */
#pragma once

#include "column.h"

#define MEASURE_LIST(MEASURE)                                                                      \
    MEASURE("Rb-27S", "plan", "R1", "PL")                                                          \
    MEASURE("Rb-27S", "naleznosci", "R2", "NA")                                                    \
    MEASURE("Rb-27S", "potracenia", "R3", "PO")                                                    \
    MEASURE("Rb-27S", "wykonanie", "R4", "DW")                                                     \
    MEASURE("Rb-27S", "otrzymane", "R9", "")                                                       \
    MEASURE("Rb-27S", "saldo_naleznosci", "R10", "NO")                                             \
    MEASURE("Rb-27S", "zaleglosci", "R5", "NZ")                                                    \
    MEASURE("Rb-27S", "nadplaty", "R6", "NP")                                                      \
    MEASURE("Rb-27S", "skutki_obnizenia", "R7", "SO")                                              \
    MEASURE("Rb-27S", "skutki_ulg", "R8", "SU")                                                    \
    MEASURE("Rb-27S", "skutki_umorzenia", "R11Z", "UZ")                                            \
    MEASURE("Rb-27S", "skutki_rozlozenia", "R11R", "OT")                                           \
    MEASURE("Rb-28S", "plan", "R1", "PL")                                                          \
    MEASURE("Rb-28S", "zaangazowanie", "R10", "ZA")                                                \
    MEASURE("Rb-28S", "wykonanie", "R4", "WW")                                                     \
    MEASURE("Rb-28S", "zobowiazania", "R11", "ZO")                                                 \
    MEASURE("Rb-28S", "zobowiazania_wymagalne", "R12", "ZW")                                       \
    MEASURE("Rb-28S", "wymagalne_lat_ubieglych", "R12U", "LU")                                     \
    MEASURE("Rb-28S", "wymagalne_roku_biezacego", "R12B", "RB")                                    \
    MEASURE("Rb-28S", "niewygasajace", "R9", "WN")                                                 \
    MEASURE("Rb-28S", "fundusz_solecki", "R13", "WFS")

typedef struct Measure {
    const char *report, *name, *column, *element;
} Measure;

extern const Measure report_measures[];
extern const size_t n_report_measures;

/* Measures of a report have consecutive numbers in one list; a filing stores amounts by that
 * number, counted from its first. */
enum { FILING_MEASURES = 16 };
/* The number of a measure within its report; false if the report has none of the name. */
bool report_measure(const char *report, const char *name, unsigned *ret_measure);
size_t report_first_measure(const char *report); /* n_report_measures where the report is unknown */

typedef struct ClassKey {
    char dzial[4], rozdzial[6], paragraf[4], p4[2];
} ClassKey;
int class_key_compare(const ClassKey *a, const ClassKey *b);

/*
 * A row of a filing. A hole is a row that was rejected: what it held is not known, so a sum that it
 * may belong to is missing and never lower. Of its key the readable parts are there, the others are
 * empty.
 */
typedef struct FilingRow {
    uint32_t key; /* row of class_key */
    bool hole;
    int64_t amounts[FILING_MEASURES];
} FilingRow;

/* `known`: the measures that the source has, one bit each; of the others a filing says nothing. The
 * blob begins with its checksum. */
void filing_pack(uint32_t known, const FilingRow *rows, size_t n, StrBuf *ret_blob);

typedef struct FilingCursor {
    const unsigned char *at, *end;
    uint64_t left;
    uint32_t known;
} FilingCursor;
MUST_CHECK bool filing_open(const void *blob, size_t size, FilingCursor *ret_cursor, Err *err);
/* False at the end, or where the blob is damaged (then cursor->left is not 0). */
bool filing_next(FilingCursor *cursor, FilingRow *ret_row);
