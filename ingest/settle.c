/* After the last record: cells of a piece ascending by unit, each unit once. */
#include "extract.h"
#include "settle_aggregate.h"

#include <assert.h>
#include <stdlib.h>

static int compare_cells(const void *a, const void *b)
{
    const ExtractCell *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static bool same_value(const ExtractCell *a, const ExtractCell *b)
{
    int64_t x, y;
    int scale = a->scale > b->scale ? a->scale : b->scale;
    return a->state == b->state && num_rescale(a->mantissa, a->scale, scale, &x) &&
           num_rescale(b->mantissa, b->scale, scale, &y) && x == y;
}

static bool was_rejected(const ExtractCell *cell)
{
    return state_attribute(cell->state) == ATTRIBUTE_REJECTED;
}

static const char *twice_reason(const Extract *extract, const ExtractPiece *piece, const Unit *unit)
{
    return arena_printf(
        extract->arena,
        _("%s: two rows of the file give %s %s for %s different values; neither counts"),
        extract->series[piece->series].subject, unit->code, unit->name,
        period_text(extract->arena, piece->period));
}

/* `row`: the cell is a row of the file, and not yet made of several. */
static void reject_cell(Extract *extract, const ExtractPiece *piece, ExtractCell *cell,
                        RejectCode code, bool row)
{
    const Unit *unit = &extract->workspace->territory.units[cell->unit];
    extract_reject(extract, code, false, cell->record, cell->line, NULL,
                   cell->column == 0 ? NULL : extract->names[cell->column - 1].text,
                   str_view(extract_raw(extract, piece, cell, row)),
                   code == REJECT_TWICE ? twice_reason(extract, piece, unit) : NULL);
    cell->mantissa = 0;
    cell->scale = 0;
    cell->state = state_with_attribute(OBS_O, ATTRIBUTE_REJECTED);
}

static ExtractCell reject_cells(Extract *extract, const ExtractPiece *piece, size_t from, size_t to,
                                RejectCode code)
{
    for (size_t i = from; i < to; i++)
        reject_cell(extract, piece, &piece->cells[i], code, true);
    return piece->cells[from];
}

/* Cells [from, to) are of one unit, and each source row is one of them: what is left of them is one
 * at *kept. */
static void settle_rows(Extract *extract, ExtractPiece *piece, size_t from, size_t to, size_t kept)
{
    ExtractCell *cells = piece->cells, total;
    size_t good = from;
    for (size_t i = from; i < to; i++)
        if (!was_rejected(&cells[i]))
            cells[good++] = cells[i];
    const ExtractSeries *series = &extract->series[piece->series];
    if (good == from)
        total = cells[from];
    else if (good < to)
        total = reject_cells(extract, piece, from, good, REJECT_PART);
    else if (settle_aggregate(extract, series->rows, series->skip_missing, cells + from, to - from,
                              &total))
        extract->account.stored += good - from - 1; /* they are in the total */
    else
        total = reject_cells(extract, piece, from, good, REJECT_RANGE);
    cells[kept] = total;
}

/* The same where one row makes a cell: equal ones are merged, others all rejected, with one kept
 * that says so. */
static void settle_unit(Extract *extract, ExtractPiece *piece, size_t from, size_t to, size_t kept)
{
    ExtractCell *cells = piece->cells;
    size_t good = from;
    /* A row that was rejected does not speak against one that was not. */
    for (size_t i = from; i < to; i++)
        if (!was_rejected(&cells[i]))
            cells[good++] = cells[i];
    if (good == from) {
        cells[kept] = cells[from];
        return;
    }
    bool same = true;
    ExtractCell total = cells[from];
    for (size_t i = from + 1; i < good; i++)
        same = same && same_value(&cells[from], &cells[i]);
    if (same)
        extract->account.identical += good - from - 1;
    else
        total = reject_cells(extract, piece, from, good, REJECT_TWICE);
    cells[kept] = total;
}

static int scale_of(const ExtractPiece *piece)
{
    int scale = 0;
    for (size_t i = 0; i < piece->n; i++)
        if (piece->cells[i].scale > scale)
            scale = piece->cells[i].scale;
    return scale;
}

static bool fits_scale(const ExtractPiece *piece, int scale)
{
    int64_t ignored;
    for (size_t i = 0; i < piece->n; i++)
        if (!num_rescale(piece->cells[i].mantissa, piece->cells[i].scale, scale, &ignored))
            return false;
    return true;
}

/* A column has one scale: where the others do not fit beside them, the cells of absurdly many
 * decimals are rejected. */
static void settle_scale(Extract *extract, ExtractPiece *piece)
{
    for (int scale; !fits_scale(piece, scale = scale_of(piece));)
        for (size_t i = 0; i < piece->n; i++)
            if (piece->cells[i].scale == scale)
                reject_cell(extract, piece, &piece->cells[i], REJECT_RANGE, false);
}

/* A record that was rejected may belong to any cell of the piece: none of them is whole, and of all
 * units that the file speaks of it says nothing. One line in the list, all rows in the account. */
static void settle_lost(Extract *extract, ExtractPiece *piece)
{
    const ExtractCell nothing = {.state = state_with_attribute(OBS_O, ATTRIBUTE_REJECTED)};
    const uint16_t column = piece->n > 0 ? piece->cells[0].column : 0;
    const int year = period_year(piece->period);
    size_t n = 0;
    for (size_t i = 0; i < piece->n; i++) {
        n += !was_rejected(&piece->cells[i]);
        piece->cells[i] = (ExtractCell){.unit = piece->cells[i].unit, .state = nothing.state};
    }
    for (uint32_t unit = 0; unit < extract->n_covered; unit++)
        if (extract->covered[unit].from <= year && year <= extract->covered[unit].to) {
            ExtractCell cell = nothing;
            cell.unit = unit;
            extract_cell(extract, piece, cell);
        }
    if (n == 0)
        return;
    const char *reason = arena_printf(
        extract->arena,
        PLURAL("a record of the file was rejected, and of which cell of %s it is a part cannot be "
               "told: %zu row does not count",
               "a record of the file was rejected, and of which cell of %s it is a part cannot be "
               "told: %zu rows do not count",
               n),
        period_text(extract->arena, piece->period), n);
    extract_reject(extract, REJECT_PART, false, 0, 0, NULL,
                   column == 0 ? NULL : extract->names[column - 1].text, str_view(""), reason);
    extract->account.rejected += n - 1;
    extract->account.lost += n;
}

/* What was counted while reading and no class of the account shows. */
static void note_counts(Extract *extract)
{
    const Account *a = &extract->account;
    if (a->despaced > 0)
        extract_note(extract, NOTE_PLAIN,
                     PLURAL("%llu code had blanks in it and was read without them",
                            "%llu codes had blanks in them and were read without them",
                            a->despaced),
                     (unsigned long long)a->despaced);
    if (a->bad_regons > 0)
        extract_note(
            extract, NOTE_WARN,
            PLURAL("%llu REGON has a wrong check digit; it was found all the same",
                   "%llu REGON numbers have a wrong check digit; they were found all the same",
                   a->bad_regons),
            (unsigned long long)a->bad_regons);
    if (a->misnamed > 0)
        extract_note(extract, NOTE_WARN,
                     PLURAL("%llu row has a name that contradicts its code; the code counts",
                            "%llu rows have a name that contradicts their code; the code counts",
                            a->misnamed),
                     (unsigned long long)a->misnamed);
}

void extract_settle(Extract *extract)
{
    note_counts(extract);
    for (size_t p = 0; p < extract->n_pieces; p++) {
        ExtractPiece *piece = &extract->pieces[p];
        const ExtractSeries *series = &extract->series[piece->series];
        size_t kept = 0;
        bool sorted = true;
        if (series->rows != ROWS_ONE && !series->skip_missing && (extract->lost || piece->lost))
            settle_lost(extract, piece);
        for (size_t i = 1; i < piece->n && sorted; i++)
            sorted = piece->cells[i - 1].unit < piece->cells[i].unit;
        RowsPerCell rows = series->rows;
        if (!sorted || (rows != ROWS_ONE && rows != ROWS_SUM)) {
            qsort(piece->cells, piece->n, sizeof *piece->cells, compare_cells);
            for (size_t from = 0, to = 0; from < piece->n; from = to) {
                while (to < piece->n && piece->cells[to].unit == piece->cells[from].unit)
                    to++;
                if (rows == ROWS_ONE)
                    settle_unit(extract, piece, from, to, kept++);
                else
                    settle_rows(extract, piece, from, to, kept++);
            }
            piece->n = kept;
        }
        settle_scale(extract, piece); /* the last: a sum may fit less than its parts */
    }
    if (extract->account.lost > 0)
        extract_note(
            extract, NOTE_WARN, "%s",
            _("records that were rejected may belong to sums of this file, which do not count "
              "therefore: repair the records (smup rejects), or write missing-rows=\"skip\" into "
              "the profile if rows that cannot be read do not matter"));
}

Column extract_column(Arena *arena, const ExtractPiece *piece)
{
    int scale = scale_of(piece);
    Column column = column_new(arena, (uint32_t)piece->n, false, scale);
    for (size_t i = 0; i < piece->n; i++) {
        const ExtractCell *cell = &piece->cells[i];
        bool fits = num_rescale(cell->mantissa, cell->scale, scale, &column.values.exact[i]);
        assert(fits); /* settled: extract_settle() has rejected what does not */
        (void)fits;
        column.units[i] = cell->unit;
        column.states[i] = cell->state;
    }
    return column;
}
