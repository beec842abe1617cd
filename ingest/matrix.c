#include "matrix.h"

#include "position.h"
#include "reader.h"

#include <stdlib.h>

typedef struct MatrixRow {
    JstRow whose;
    uint64_t record, line;
    int64_t *amounts; /* of each column */
    bool *rejected;
} MatrixRow;

/* What the columns mean in one period: their series; -1 where the dictionary knows of none. */
typedef struct MatrixPeriod {
    int64_t period;
    const Position **positions;
    int64_t *series;
} MatrixPeriod;

struct Matrix {
    JstColumns jst;
    size_t *columns, *nth; /* those of the dictionary: place, and which of its name */
    size_t n_columns;
    MatrixRow *rows; /* heap; freed by matrix_done() */
    size_t n, capacity;
    MatrixPeriod *periods; /* in the arena */
    size_t n_periods;
};
enum { PERIODS_MAX = 400 };

static size_t nth_of(const StrView *names, size_t place)
{
    size_t nth = 1;
    for (size_t i = 0; i < place; i++)
        nth += str_same(str_trim(names[i]), str_trim(names[place]));
    return nth;
}

bool matrix_columns(Extract *extract, const StrView *names, size_t n, Matrix **ret_matrix, Err *err)
{
    const PositionSet *set = extract->profile->positions;
    CLEANUP(strbuf_done) StrBuf passed = {0};
    Matrix *matrix = arena_alloc(extract->arena, sizeof *matrix);
    *matrix = (Matrix){0};
    if (!jst_columns(extract, names, n, &matrix->jst, err))
        return false;
    matrix->columns = arena_array(extract->arena, n, sizeof(size_t));
    matrix->nth = arena_array(extract->arena, n, sizeof(size_t));
    for (size_t i = 0; i < n; i++) {
        StrView name = str_trim(names[i]);
        size_t nth = nth_of(names, i);
        if (position_is_known(set, name, nth)) {
            matrix->columns[matrix->n_columns] = i;
            matrix->nth[matrix->n_columns++] = nth;
        } else if (nth > 1 && position_is_known(set, name, 1)) {
            return err_set(err, ERR_DATA, _("line 1: the column \"%.*s\" stands twice"),
                           STR_ARG(name));
        } else if (!jst_column_is_known(&matrix->jst, i)) {
            strbuf_printf(&passed, "%s%.*s", passed.length == 0 ? "" : ", ", STR_ARG(name));
        }
    }
    if (passed.length > 0)
        extract_note(extract, NOTE_PLAIN, _("columns that are not read: %.400s"), passed.text);
    matrix->periods = arena_array(extract->arena, PERIODS_MAX, sizeof *matrix->periods);
    *ret_matrix = matrix;
    return true;
}

static const MatrixPeriod *period_columns(Extract *extract, Matrix *matrix, int64_t period)
{
    for (size_t i = 0; i < matrix->n_periods; i++)
        if (matrix->periods[i].period == period)
            return &matrix->periods[i];
    if (matrix->n_periods == PERIODS_MAX) /* 2000 to 2100 have no more quarters */
        return NULL;
    const PositionSet *set = extract->profile->positions;
    MatrixPeriod *at = &matrix->periods[matrix->n_periods++];
    at->period = period;
    at->positions = arena_array(extract->arena, matrix->n_columns, sizeof(Position *));
    at->series = arena_array(extract->arena, matrix->n_columns, sizeof *at->series);
    for (size_t i = 0; i < matrix->n_columns; i++) {
        StrView name = str_trim(matrix->jst.names[matrix->columns[i]]);
        const Position *position = position_find(set, name, matrix->nth[i], period);
        at->positions[i] = position;
        at->series[i] = -1;
        if (position == NULL || *position->position == '\0')
            continue;
        const char *texts = arena_printf(extract->arena, "%s" DIMENSION_SEPARATOR "%s",
                                         position->position, position->measure);
        at->series[i] = extract_series(extract, extract->profile->subject, str_view(texts),
                                       str_view(set->unit), "Pozycja" DIMENSION_SEPARATOR "Miara");
    }
    return at;
}

/* A column that has an amount and no known meaning in that quarter: what the record says cannot be
 * told. */
static bool meaning_is_known(Extract *extract, const Matrix *matrix, const MatrixPeriod *period,
                             const StrView *fields, uint64_t record, uint64_t line, StrView raw)
{
    for (size_t i = 0; i < matrix->n_columns; i++) {
        const Position *position = period->positions[i];
        if (period->series[i] >= 0 || jst_field(fields, (int)matrix->columns[i]).length == 0)
            continue;
        const char *why =
            position != NULL ? position->note : _("the dictionary has no meaning of it then");
        const char *reason = arena_printf(
            extract->arena, _("what the column \"%.*s\" means in %s is not known: %s (%s)"),
            STR_ARG(str_trim(matrix->jst.names[matrix->columns[i]])),
            period_text(extract->arena, period->period), why, extract->profile->positions->path);
        return !jst_reject(extract, REJECT_POSITION, &matrix->jst, (int)matrix->columns[i], record,
                           line, raw, reason);
    }
    return true;
}

static void read_amounts(Extract *extract, const Matrix *matrix, const MatrixPeriod *period,
                         const StrView *fields, MatrixRow *row)
{
    row->amounts = arena_array(extract->arena, matrix->n_columns, sizeof *row->amounts);
    row->rejected = arena_array(extract->arena, matrix->n_columns, sizeof *row->rejected);
    for (size_t i = 0; i < matrix->n_columns; i++) {
        StrView text = jst_field(fields, (int)matrix->columns[i]);
        StrView name = matrix->jst.names[matrix->columns[i]];
        const char *problem;
        if (period->series[i] < 0)
            continue;
        extract->account.read++;
        row->rejected[i] =
            !amount_parse(text, extract->profile->number, &row->amounts[i], &problem);
        if (row->rejected[i])
            extract_reject(extract, REJECT_NUMBER, false, row->record, row->line, NULL,
                           arena_strndup(extract->arena, name.text, name.length), text, problem);
    }
    extract->account.records_used++;
}

bool matrix_row(Extract *extract, Matrix *matrix, const StrView *fields, uint64_t record,
                uint64_t line, StrView raw, Err *err)
{
    MatrixRow row = {.record = record, .line = line};
    if (!jst_row(extract, &matrix->jst, fields, record, line, raw, &row.whose, err))
        return false;
    if (!row.whose.placed)
        return true;
    if (row.whose.undated)
        return jst_reject(extract, REJECT_YEAR, &matrix->jst, matrix->jst.date, record, line, raw,
                          NULL);
    const MatrixPeriod *period = period_columns(extract, matrix, row.whose.period);
    if (period == NULL)
        return jst_reject(extract, REJECT_YEAR, &matrix->jst, matrix->jst.year, record, line, raw,
                          NULL);
    if (!meaning_is_known(extract, matrix, period, fields, record, line, raw))
        return true;
    read_amounts(extract, matrix, period, fields, &row);
    matrix->rows = heap_grow(matrix->rows, &matrix->capacity, matrix->n + 1, sizeof *matrix->rows);
    matrix->rows[matrix->n++] = row;
    return true;
}

/* Unit and period together, the newest first. */
static int compare_rows(const void *a, const void *b)
{
    const MatrixRow *x = a, *y = b;
    if (x->whose.unit != y->whose.unit)
        return x->whose.unit < y->whose.unit ? -1 : 1;
    if (x->whose.period != y->whose.period)
        return x->whose.period < y->whose.period ? -1 : 1;
    int order = strcmp(y->whose.date, x->whose.date);
    return order != 0 ? order : (x->record > y->record) - (x->record < y->record);
}

static void give_cells(Extract *extract, Matrix *matrix, const MatrixRow *row, bool counts)
{
    const MatrixPeriod *period = period_columns(extract, matrix, row->whose.period);
    for (size_t i = 0; i < matrix->n_columns; i++) {
        if (period->series[i] < 0)
            continue;
        if (!counts) {
            extract->account.superseded += !row->rejected[i];
            continue;
        }
        ExtractCell cell = {
            .unit = row->whose.unit,
            .mantissa = row->rejected[i] ? 0 : row->amounts[i],
            .scale = row->rejected[i] ? 0 : 2,
            .state = row->rejected[i] ? state_with_attribute(OBS_O, ATTRIBUTE_REJECTED) : 0,
            .record = row->record,
            .line = row->line};
        extract_cell(extract,
                     extract_piece(extract, (uint32_t)period->series[i], row->whose.period), cell);
    }
}

void matrix_end(Extract *extract, Matrix *matrix)
{
    const char *newest = "";
    if (matrix->n > 0)
        qsort(matrix->rows, matrix->n, sizeof *matrix->rows, compare_rows);
    for (size_t i = 0, first = 0; i < matrix->n; i++) {
        const MatrixRow *row = &matrix->rows[i], *head = &matrix->rows[first];
        if (row->whose.unit != head->whose.unit || row->whose.period != head->whose.period)
            head = &matrix->rows[first = i];
        give_cells(extract, matrix, row, strcmp(row->whose.date, head->whose.date) == 0);
        if (row == head)
            extract_dated(extract, row->whose.unit, row->whose.period, row->whose.date);
        if (strcmp(row->whose.date, newest) > 0)
            newest = row->whose.date;
    }
    if (*newest != '\0') {
        extract->date = arena_strdup(extract->arena, newest);
        extract->date_source = N_("content");
    }
}

void matrix_done(Matrix *matrix)
{
    if (matrix != NULL)
        free(matrix->rows);
}
