#include "cell.h"

#include "num.h"
#include "table.h"

#include <math.h>

static const struct {
    const char *word;
    FlagValue value;
} flag_words[] = {
    {"", FLAG_NEVER},    {"any", FLAG_ANY},         {"missing", FLAG_MISSING},
    {"zero", FLAG_ZERO}, {"nonzero", FLAG_NONZERO},
};

static bool read_flag(char **row, const Table *table, Flag *flag)
{
    uint64_t number;
    const char *word = row[table_column(table, "value")];
    StrView obs = str_view(row[table_column(table, "obs_status")]);
    size_t i = 0;
    while (i < ARRAY_LENGTH(flag_words) && strcmp(flag_words[i].word, word) != 0)
        i++;
    if (i == ARRAY_LENGTH(flag_words) ||
        !num_parse_count(str_view(row[table_column(table, "flag")]), 127, &number) ||
        (obs.length > 0 && !state_parse_obs(obs, &flag->obs)))
        return false;
    flag->number = (int)number;
    flag->value = flag_words[i].value;
    flag->name_pl = row[table_column(table, "name_pl")];
    flag->name_en = row[table_column(table, "name_en")];
    return true;
}

bool flags_read(Arena *arena, const char *path, Flags *ret_flags, Err *err)
{
    Table table;
    if (!table_read(arena, path, "flag obs_status value name_pl name_en", &table, err))
        return false;
    Flags flags = {arena_array(arena, table.n_rows + 1, sizeof(Flag)), table.n_rows};
    for (size_t i = 0; i < table.n_rows; i++)
        if (!read_flag(table.rows[i], &table, &flags.rows[i]))
            return err_set(err, ERR_CONFIG,
                           _("%s:%zu: not a flag: a number, codes of OBS_STATUS, and one of "
                             "missing, any, zero, nonzero or nothing are wanted"),
                           path, i + 2);
    *ret_flags = flags;
    return true;
}

/* A zero that is all that is known of a sum with gaps does not say "did not occur". */
static int find_flag(const Flags *flags, const Cell *cell)
{
    bool known = cell->has_value && (cell->exact != 0 || (cell->state & OBS_U) == 0);
    FlagValue value = !known ? FLAG_MISSING : cell->exact == 0 ? FLAG_ZERO : FLAG_NONZERO;
    for (size_t i = 0; i < flags->n; i++) {
        const Flag *flag = &flags->rows[i];
        bool fits = flag->value == value || flag->value == FLAG_ANY;
        if (fits && (cell->state & flag->obs) == flag->obs)
            return flag->number;
    }
    return 0;
}

/*
 * The digits decide (num.h), but writing them takes a microsecond. Nearly always the product with
 * the power of ten is enough: it is wrong by less than 3 units in 2^53, so where its fraction is
 * farther than that from one half the answer is known.
 */
static bool round_value(double exact, int decimals, int64_t *ret_rounded)
{
    double product = fabs(exact) * num_pow10(decimals);
    double fraction = product - floor(product);
    if (product < 0x1p50 && fabs(fraction - 0.5) > product * 1e-15) {
        int64_t whole = (int64_t)floor(product) + (fraction > 0.5);
        *ret_rounded = exact < 0 ? -whole : whole;
        return true;
    }
    char text[NUM_TEXT];
    Num number;
    num_write_rounded(exact, 0, decimals, text);
    if (num_parse(str_view(text), (NumFormat){".", false}, &number) != NUM_OK)
        return false;
    *ret_rounded = number.mantissa;
    return true;
}

bool cell_publish(const Flags *flags, double value, CellState state, int decimals, Cell *ret_cell,
                  Err *err)
{
    Cell cell = {.present = true, .state = state & (OBS_MASK | CONF_MASK)};
    cell.has_value = !state_is_missing(state) && !state_is_secret(state);
    if (!state_is_missing(state) && state_is_secret(state))
        cell.state |= OBS_Q;
    if (cell.has_value) {
        cell.exact = value == 0 ? 0 : value; /* no negative zero */
        if (!isfinite(value) || !round_value(cell.exact, decimals, &cell.rounded))
            return err_set(err, ERR_DATA,
                           PLURAL("the value %g cannot be written with %d decimal",
                                  "the value %g cannot be written with %d decimals",
                                  (uint64_t)decimals),
                           value, decimals);
        if (cell.exact != 0 && cell.rounded == 0)
            cell.state |= OBS_N;
    }
    cell.flag = find_flag(flags, &cell);
    *ret_cell = cell;
    return true;
}
