/*
 * Matrix reports (Rb-NDS, Rb-N, Rb-Z): one record is the report of one unit and quarter, a column
 * is a position and a measure, by the dictionary of the profile (position.h). They become series
 * (source, subject, position | measure). Of several records of one unit and quarter the newest
 * dated one counts. An empty amount of a report that was filed is a true zero (DESIGN 4).
 */
#pragma once

#include "jst.h"

typedef struct Matrix Matrix;
MUST_CHECK bool matrix_columns(Extract *extract, const StrView *names, size_t n,
                               Matrix **ret_matrix, Err *err);
MUST_CHECK bool matrix_row(Extract *extract, Matrix *matrix, const StrView *fields, uint64_t record,
                           uint64_t line, StrView raw, Err *err);
/* After the last record. */
void matrix_end(Extract *extract, Matrix *matrix);
void matrix_done(Matrix *matrix); /* NULL: nothing */
