#include "identity.h"

#include "totals.h"

/* What was found of one identity. */
typedef struct Finding {
    uint64_t n_checked, n_broken;
    int64_t greatest;
    int scale;
    const char *where;
} Finding;

/* Is a * 10^-a_scale greater than b * 10^-b_scale? Neither is negative. */
static bool is_greater(int64_t a, int a_scale, int64_t b, int b_scale)
{
    int scale = a_scale > b_scale ? a_scale : b_scale;
    if (!num_rescale(a, a_scale, scale, &a))
        return true;
    return num_rescale(b, b_scale, scale, &b) && a > b;
}

static void take(Extract *extract, Finding *finding, const Identity *identity, int64_t difference,
                 int scale, uint32_t unit, int64_t period, const char *what)
{
    const Unit *u = &extract->workspace->territory.units[unit];
    finding->n_checked++;
    if (!is_greater(difference, scale, identity->tolerance.mantissa, identity->tolerance.scale))
        return;
    finding->n_broken++;
    if (!is_greater(difference, scale, finding->greatest, finding->scale))
        return;
    finding->greatest = difference;
    finding->scale = scale;
    finding->where =
        arena_printf(extract->arena, "%s %s, %s%s%s", u->code, u->name,
                     period_text(extract->arena, period), *what == '\0' ? "" : ", ", what);
}

static bool has_all(const Rule *rule, uint32_t known)
{
    for (size_t i = 0; i < rule->n; i++)
        for (size_t k = 0; k < rule->sums[i].n; k++)
            if ((known & 1u << rule->sums[i].terms[k].place) == 0)
                return false;
    return true;
}

static void check_rows(Extract *extract, const Identity *identity, Finding *finding)
{
    const Rule *rule = &identity->rule;
    int64_t *values = arena_array(extract->arena, rule_n_terms(rule), sizeof *values), difference;
    for (size_t f = 0; f < extract->n_filings; f++) {
        const ExtractFiling *filing = &extract->filings[f];
        if (strcmp(filing->report, identity->report) != 0 || !has_all(rule, filing->known))
            continue;
        for (size_t r = 0; r < filing->n; r++) {
            const ExtractRow *row = &filing->rows[r];
            size_t n = 0;
            for (size_t i = 0; i < rule->n && !row->hole; i++)
                for (size_t k = 0; k < rule->sums[i].n; k++)
                    values[n++] = row->amounts[rule->sums[i].terms[k].place];
            if (row->hole || !rule_difference(rule, values, &difference))
                continue;
            take(extract, finding, identity, difference, 2, filing->unit, filing->period,
                 difference == 0 ? ""
                                 : arena_printf(extract->arena, "%s %s %s%s", row->key.dzial,
                                                row->key.rozdzial, row->key.paragraf, row->key.p4));
        }
    }
}

/* A settled piece is ascending by unit. */
static const ExtractCell *cell_of(const ExtractPiece *piece, uint32_t unit)
{
    size_t low = 0, high = piece->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (piece->cells[middle].unit < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < piece->n && piece->cells[low].unit == unit &&
                   !state_is_missing(piece->cells[low].state)
               ? &piece->cells[low]
               : NULL;
}

/* The first dimension, and what stands behind it. */
static size_t first_length(const char *dimensions)
{
    return strcspn(dimensions, DIMENSION_SEPARATOR);
}

/* The piece of a position beside another: the same in all but the first dimension. */
static const ExtractPiece *piece_beside(const Extract *extract, const ExtractPiece *piece,
                                        const char *name)
{
    const ExtractSeries *series = &extract->series[piece->series];
    const char *rest = series->dimensions + first_length(series->dimensions);
    for (size_t i = 0; i < extract->n_pieces; i++) {
        const ExtractPiece *other = &extract->pieces[i];
        const ExtractSeries *s = &extract->series[other->series];
        size_t length = first_length(s->dimensions);
        if (other->period == piece->period && length == strlen(name) &&
            memcmp(s->dimensions, name, length) == 0 && strcmp(s->dimensions + length, rest) == 0 &&
            strcmp(s->subject, series->subject) == 0 && strcmp(s->unit, series->unit) == 0)
            return other;
    }
    return NULL;
}

static void check_group(Extract *extract, const Identity *identity, const ExtractPiece *first,
                        Finding *finding)
{
    const Rule *rule = &identity->rule;
    size_t n_terms = rule_n_terms(rule), n = 0;
    const ExtractPiece **pieces = arena_array(extract->arena, n_terms, sizeof(ExtractPiece *));
    int64_t *values = arena_array(extract->arena, n_terms, sizeof *values), difference;
    for (size_t i = 0; i < rule->n; i++)
        for (size_t k = 0; k < rule->sums[i].n; k++)
            if ((pieces[n++] = piece_beside(extract, first, rule->sums[i].terms[k].name)) == NULL)
                return;
    const char *dimensions = extract->series[first->series].dimensions;
    const char *rest = dimensions + first_length(dimensions);
    for (size_t i = 0; i < first->n; i++) {
        uint32_t unit = first->cells[i].unit;
        bool whole = true;
        int scale = 0;
        for (n = 0; n < n_terms && whole; n++) {
            const ExtractCell *cell = cell_of(pieces[n], unit);
            whole = cell != NULL;
            scale = whole && cell->scale > scale ? cell->scale : scale;
        }
        for (n = 0; n < n_terms && whole; n++) {
            const ExtractCell *cell = cell_of(pieces[n], unit);
            whole = num_rescale(cell->mantissa, cell->scale, scale, &values[n]);
        }
        if (whole && rule_difference(rule, values, &difference))
            take(extract, finding, identity, difference, scale, unit, first->period,
                 *rest == '\0' ? "" : rest + 1);
    }
}

static void check_positions(Extract *extract, const Identity *identity, Finding *finding)
{
    const char *name = identity->rule.sums[0].terms[0].name;
    for (size_t i = 0; i < extract->n_pieces; i++) {
        const ExtractPiece *piece = &extract->pieces[i];
        const char *dimensions = extract->series[piece->series].dimensions;
        size_t length = first_length(dimensions);
        if (length == strlen(name) && memcmp(dimensions, name, length) == 0)
            check_group(extract, identity, piece, finding);
    }
}

static bool is_additive(const Extract *extract, const ExtractSeries *series)
{
    const VariableSet *set = extract->variables;
    for (size_t i = 0; i < set->n; i++)
        for (size_t k = 0; k < set->items[i].n_series; k++) {
            const VariableSeries *s = &set->items[i].series[k];
            if (strcmp(s->source, series->source) == 0 &&
                strcmp(s->subject, series->subject) == 0 &&
                strcmp(s->dimensions, series->dimensions) == 0 &&
                strcmp(s->unit, series->unit) == 0)
                return set->items[i].additive && !s->own;
        }
    return false;
}

/* The parts of each whole: a sum where all that are valid in the year have a value. */
static void check_sum_piece(Extract *extract, const Identity *identity, const ExtractPiece *piece,
                            Finding *finding)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Territory *territory = &extract->workspace->territory;
    int64_t *sums = arena_array(scratch, territory->n_units, sizeof *sums), value;
    bool *broken = arena_array(scratch, territory->n_units, sizeof *broken);
    int year = period_year(piece->period), scale = 0;
    for (size_t i = 0; i < piece->n; i++)
        scale = piece->cells[i].scale > scale ? piece->cells[i].scale : scale;
    for (uint32_t unit = 0; unit < territory->n_units; unit++) {
        if (territory->units[unit].level != identity->part ||
            !unit_valid(&territory->units[unit], year))
            continue;
        const ExtractCell *cell = cell_of(piece, unit);
        uint32_t whole = unit_ancestor(territory, unit, identity->whole);
        if (whole != NO_UNIT &&
            (cell == NULL || !num_rescale(cell->mantissa, cell->scale, scale, &value) ||
             __builtin_add_overflow(sums[whole], value, &sums[whole])))
            broken[whole] = true;
    }
    const char *dimensions = extract->series[piece->series].dimensions;
    for (uint32_t unit = 0; unit < territory->n_units; unit++) {
        const ExtractCell *cell = cell_of(piece, unit);
        if (territory->units[unit].level != identity->whole || broken[unit] || cell == NULL ||
            !num_rescale(cell->mantissa, cell->scale, scale, &value) ||
            __builtin_sub_overflow(value, sums[unit], &value) || value == INT64_MIN)
            continue;
        CLEANUP(strbuf_done) StrBuf what = {0};
        strbuf_printf(&what, "%s %s", extract->series[piece->series].subject, dimensions);
        for (char *at = what.text; *at != '\0'; at++)
            if (*at == *DIMENSION_SEPARATOR)
                *at = '|';
        take(extract, finding, identity, value < 0 ? -value : value, scale, unit, piece->period,
             what.text);
    }
}

static void check_sums(Extract *extract, const Identity *identity, Finding *finding)
{
    for (size_t i = 0; i < extract->n_pieces; i++)
        if (is_additive(extract, &extract->series[extract->pieces[i].series]))
            check_sum_piece(extract, identity, &extract->pieces[i], finding);
}

/* The values of a series: of the extract in hand, else those in force. */
static bool values_of(Extract *extract, Arena *scratch, const Identity *identity, int64_t period,
                      Column *ret_column, bool *ret_own, Err *err)
{
    bool found;
    *ret_own = false;
    for (size_t i = 0; i < extract->n_pieces; i++) {
        const ExtractSeries *series = &extract->series[extract->pieces[i].series];
        if (extract->pieces[i].period != period || strcmp(series->source, identity->source) != 0 ||
            strcmp(series->subject, identity->subject) != 0 ||
            strcmp(series->dimensions, identity->dimensions) != 0 ||
            strcmp(series->unit, identity->unit) != 0)
            continue;
        *ret_column = extract_column(scratch, &extract->pieces[i]);
        *ret_own = true;
        return true;
    }
    const SeriesKey key = {identity->source, identity->subject, identity->dimensions,
                           identity->unit};
    return workspace_column(extract->workspace, scratch, &key, period, ret_column, &found, err);
}

static bool check_report_period(Extract *extract, const Identity *identity, int64_t period,
                                Finding *finding, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Column column;
    Total *totals;
    bool own;
    if (!values_of(extract, scratch, identity, period, &column, &own, err) ||
        !totals_of(extract, scratch, identity->report, identity->measure, period, &totals, err))
        return false;
    for (uint32_t i = 0; i < column.n; i++) {
        const Total *total = &totals[column.units[i]];
        int scale = column.scale > 2 ? column.scale : 2; /* amounts have two decimals */
        int64_t value, amount;
        if (state_is_missing(column.states[i]) || !total->known || !(own || total->own) ||
            !num_rescale(column.values.exact[i], column.scale, scale, &value) ||
            !num_rescale(total->value, 2, scale, &amount) ||
            __builtin_sub_overflow(value, amount, &value) || value == INT64_MIN)
            continue;
        take(extract, finding, identity, value < 0 ? -value : value, scale, column.units[i], period,
             "");
    }
    return true;
}

/* Every period of the extract once. */
static bool is_first(const Extract *extract, size_t at, int64_t *ret_period)
{
    size_t n = extract->n_filings;
    *ret_period = at < n ? extract->filings[at].period : extract->pieces[at - n].period;
    for (size_t i = 0; i < at; i++)
        if ((i < n ? extract->filings[i].period : extract->pieces[i - n].period) == *ret_period)
            return false;
    return true;
}

static bool reports(const Extract *extract, uint32_t unit, int64_t period)
{
    for (size_t i = 0; i < extract->n_pieces; i++)
        if (extract->pieces[i].period == period && cell_of(&extract->pieces[i], unit) != NULL)
            return true;
    return false;
}

static bool is_expected(const Identity *identity, const Unit *unit, int year)
{
    bool city = unit->level == LEVEL_POWIAT && unit_is_city(unit); /* it stands at its gmina */
    return unit->level <= LEVEL_GMINA && str_list_has(identity->levels, level_name(unit->level)) &&
           unit_valid(unit, year) && !city;
}

enum { MISSING_LISTED = 20 };

/* Where most report, who does not is of interest; of a part of the units it is only written down.
 */
static void check_complete(Extract *extract, const Identity *identity, int64_t period)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CLEANUP(strbuf_done) StrBuf missing = {0};
    const Territory *territory = &extract->workspace->territory;
    bool *there = arena_array(scratch, territory->n_units, sizeof *there);
    uint64_t n = 0, n_there = 0;
    for (size_t i = 0; i < extract->n_filings; i++)
        if (extract->filings[i].period == period)
            there[extract->filings[i].unit] = true;
    for (uint32_t unit = 0; unit < territory->n_units; unit++) {
        const Unit *u = &territory->units[unit];
        if (!is_expected(identity, u, period_year(period)))
            continue;
        n++;
        if (there[unit] || reports(extract, unit, period))
            n_there++;
        else if (n - n_there <= MISSING_LISTED)
            strbuf_printf(&missing, "%s%s %s", missing.length == 0 ? "" : ", ", u->code, u->name);
    }
    if (n_there == n)
        extract_note(extract, NOTE_PLAIN, _("%s, %s: all %llu report"), identity->text,
                     period_text(extract->arena, period), (unsigned long long)n);
    else
        extract_note(extract, n_there * 2 >= n ? NOTE_WARN : NOTE_PLAIN,
                     _("%s, %s: %llu of %llu report; missing: %.1500s%s"), identity->text,
                     period_text(extract->arena, period), (unsigned long long)n_there,
                     (unsigned long long)n, missing.text,
                     n - n_there > MISSING_LISTED ? ", ..." : "");
}

/* Of observations: where a file names most units of a level, those that it never names. */
static void check_named(Extract *extract, UnitLevel level, int first, int last)
{
    CLEANUP(strbuf_done) StrBuf missing = {0};
    const Territory *territory = &extract->workspace->territory;
    uint64_t n = 0, n_there = 0;
    for (uint32_t unit = 0; unit < territory->n_units; unit++) {
        const Unit *u = &territory->units[unit];
        bool city = u->level == LEVEL_POWIAT && unit_is_city(u), valid = false;
        for (int year = first; year <= last && u->level == level && !city; year++)
            valid = valid || unit_valid(u, year);
        if (!valid)
            continue;
        n++;
        if (unit < extract->n_covered && extract->covered[unit].to > 0)
            n_there++;
        else if (n - n_there <= MISSING_LISTED)
            strbuf_printf(&missing, "%s%s %s", missing.length == 0 ? "" : ", ", u->code, u->name);
    }
    if (n_there < n && n_there * 2 >= n)
        extract_note(extract, NOTE_WARN,
                     _("%s: the file names %llu of %llu units; missing: %.1500s%s"),
                     level_name(level), (unsigned long long)n_there, (unsigned long long)n,
                     missing.text, n - n_there > MISSING_LISTED ? ", ..." : "");
}

static void check_levels(Extract *extract, const Identity *identity)
{
    int first = YEAR_LAST, last = YEAR_FIRST;
    for (size_t i = 0; i < extract->n_pieces; i++) {
        int year = period_year(extract->pieces[i].period);
        first = year < first ? year : first;
        last = year > last ? year : last;
    }
    for (UnitLevel level = 0; level <= LEVEL_GMINA; level++)
        if (str_list_has(identity->levels, level_name(level)))
            check_named(extract, level, first, last);
}

static bool check_periods(Extract *extract, const Identity *identity, Finding *finding, Err *err)
{
    int64_t period;
    for (size_t i = 0; i < extract->n_filings + extract->n_pieces; i++) {
        if (!is_first(extract, i, &period))
            continue;
        if (identity->kind == IDENTITY_COMPLETE)
            check_complete(extract, identity, period);
        else if (!check_report_period(extract, identity, period, finding, err))
            return false;
    }
    return true;
}

static bool say(Extract *extract, const Identity *identity, const Finding *finding, Err *err)
{
    char number[NUM_TEXT];
    if (finding->n_checked == 0)
        return true;
    if (finding->n_broken == 0) {
        extract_note(extract, NOTE_PLAIN, _("%s: holds (checked: %llu)"), identity->text,
                     (unsigned long long)finding->n_checked);
        return true;
    }
    num_write_decimal(finding->greatest, finding->scale, number);
    const char *text =
        arena_printf(extract->arena, _("%s: broken (%llu of %llu), at most by %s: %s"),
                     identity->text, (unsigned long long)finding->n_broken,
                     (unsigned long long)finding->n_checked, number, finding->where);
    if (identity->refuse)
        return err_set(err, ERR_DATA, "%s", text);
    extract_note(extract, NOTE_WARN, "%s", text);
    return true;
}

bool identities_check(Extract *extract, Err *err)
{
    for (size_t i = 0; i < extract->profile->n_identities; i++) {
        const Identity *identity = &extract->profile->identities[i];
        Finding finding = {0};
        switch (identity->kind) {
        case IDENTITY_ROW:
            check_rows(extract, identity, &finding);
            break;
        case IDENTITY_POSITION:
            check_positions(extract, identity, &finding);
            break;
        case IDENTITY_SUM:
            check_sums(extract, identity, &finding);
            break;
        case IDENTITY_COMPLETE:
            if (extract->profile->layout == LAYOUT_LONG ||
                extract->profile->layout == LAYOUT_WIDE) {
                check_levels(extract, identity);
                break;
            }
            /* fall through */
        case IDENTITY_REPORT:
            if (!check_periods(extract, identity, &finding, err))
                return false;
            break;
        }
        if (!say(extract, identity, &finding, err))
            return false;
    }
    return true;
}
