#include "bind_parts.h"

#include "num.h"

#include <stdio.h>
#include <string.h>

int64_t bind_period(const VariableSeries *series, int year)
{
    return series->quarter ? period_of(FREQ_QUARTER, year, 4)
                           : period_of(series->school ? FREQ_SCHOOL : FREQ_ANNUAL, year, 0);
}

unsigned bind_tier(const Unit *unit)
{
    unsigned tier = unit_tier(unit);
    return tier != 0 ? tier : TIER_VOIVODESHIP;
}

/*
 * A definition of one kind of government alone (gminas without cities, cities alone, land powiats
 * alone): above its own level an input is the sum of those units and never a published value, which
 * holds the others too.
 */
static bool is_of_one_kind(const Definition *definition)
{
    unsigned tiers = definition->tiers;
    return tiers == TIER_GMINA || tiers == TIER_CITY || tiers == TIER_POWIAT;
}

static bool is_part(const Definition *definition, const Unit *unit)
{
    return !is_of_one_kind(definition) ||
           (unit_is_city(unit) ? definition->tiers == TIER_CITY : definition->tiers != TIER_CITY);
}

static bool may_be_published(const Definition *definition, const Unit *unit)
{
    if (!is_of_one_kind(definition) || unit->level == LEVEL_GMINA)
        return true;
    return unit->level == LEVEL_POWIAT && (definition->tiers == TIER_POWIAT || unit_is_city(unit));
}

static bool put_column(const Territory *territory, const Definition *definition,
                       const InputSource *source, const Column *column, bool own, int year,
                       Cells *cells)
{
    int scale = column->scale > cells->scale ? column->scale : cells->scale;
    for (uint32_t i = 0; i < cells->n && scale > cells->scale; i++)
        if (cells->set[i] && !num_rescale(cells->values[i], cells->scale, scale, &cells->values[i]))
            return false;
    cells->scale = scale;
    for (uint32_t i = 0; i < column->n; i++) {
        uint32_t at = column->units[i];
        const Unit *unit = &territory->units[at];
        if (cells->set[at] || unit->level > LEVEL_GMINA || !unit_valid(unit, year) ||
            !(own || may_be_published(definition, unit)) || (source->tiers & bind_tier(unit)) == 0)
            continue;
        if (!num_rescale(column->values.exact[i], column->scale, scale, &cells->values[at]))
            return false;
        cells->set[at] = true;
        cells->states[at] = column->states[i];
    }
    return true;
}

static bool is_additive(const Input *input)
{
    for (size_t i = 0; i < input->n_sources; i++)
        if (!input->sources[i].variable->additive)
            return false;
    return true;
}

static void note_difference(Binder *binder, const Input *input, const Unit *unit, int year,
                            int64_t published, int64_t sum, int scale)
{
    char texts[2][NUM_TEXT], key[200];
    bool fresh;
    enum { LISTED = 200 };
    (void)snprintf(key, sizeof key, "%s %s %d", input->sources[0].variable->id, unit->code, year);
    (void)strmap_add(binder->difference_map, str_view(key), 0, &fresh);
    if (!fresh)
        return;
    binder->n_differences++;
    if (binder->n_differences > LISTED)
        return;
    num_write_exact(num_to_double(published, scale), 0, texts[0]);
    num_write_exact(num_to_double(sum, scale), 0, texts[1]);
    strbuf_printf(&binder->differences, _("%s, %s %s, %d: published %s, the sum of its parts %s\n"),
                  input->sources[0].variable->id, unit->code, unit->name, year, texts[0], texts[1]);
}

static bool settle_variable(Binder *binder, const Definition *definition, const Input *input,
                            int year, Cells *cells)
{
    const Territory *territory = &binder->workspace->territory;
    Sums sums = sums_new(cells->arena, cells->n);
    bool additive = is_additive(input);
    for (size_t l = 0; l < SUM_LEVELS; l++) {
        const uint32_t *places = binder->levels[sum_levels[l]];
        for (uint32_t k = 0; k < binder->n_levels[sum_levels[l]]; k++) {
            uint32_t at = places[k];
            const Unit *unit = &territory->units[at];
            if (!unit_valid(unit, year))
                continue;
            bool part = unit->level < LEVEL_POWIAT || is_part(definition, unit);
            if (unit->level == LEVEL_GMINA)
                sums.all[at] = 1;
            if (!cells->set[at]) {
                cells_take_sum(cells, &sums, at, additive);
            } else {
                bool value = !state_is_missing(cells->states[at]);
                if (additive && value && sums.have[at] > 0 && sums.have[at] == sums.all[at] &&
                    sums.values[at] != cells->values[at])
                    note_difference(binder, input, unit, year, cells->values[at], sums.values[at],
                                    cells->scale);
                cells->all[at] = sums.all[at] > 0 ? sums.all[at] : 1;
                cells->have[at] = value ? cells->all[at] : 0;
            }
            if (part && !sums_pass(&sums, unit->parent, cells->values[at], cells->states[at],
                                   cells->have[at], cells->all[at]))
                return false;
        }
    }
    return true;
}

/* Reports of local governments: a unit that is not there did not report. */
static bool settle_own(Binder *binder, const Definition *definition, const Input *input, int year,
                       Cells *cells)
{
    for (uint32_t i = 0; i < cells->n; i++)
        if (!cells->set[i])
            cells->states[i] = state_with_attribute(OBS_O, ATTRIBUTE_NOT_REPORTED);
    memset(cells->set, 0, cells->n * sizeof *cells->set); /* each row is own or a sum from here */
    return bind_settle_own(binder, definition, input->sources[0].variable->area, year, cells);
}

bool bind_variable(Binder *binder, const Definition *definition, const Input *input, int year,
                   Cells *cells, Err *err)
{
    size_t n_series = 0, n_own = 0;
    for (size_t i = 0; i < input->n_sources; i++) {
        const InputSource *source = &input->sources[i];
        if (year < source->from || year > source->to)
            continue;
        for (size_t k = 0; k < source->variable->n_series; k++) {
            const VariableSeries *series = &source->variable->series[k];
            Column column = {0};
            bool found;
            if (year < series->from || year > series->to)
                continue;
            n_series++;
            n_own += series->own;
            const SeriesKey key = {series->source, series->subject, series->dimensions,
                                   series->unit};
            if (!workspace_column(binder->workspace, cells->arena, &key, bind_period(series, year),
                                  &column, &found, err) ||
                (found && !corrections_apply(binder->corrections, cells->arena, series,
                                             bind_period(series, year), &column, err)))
                return false;
            if (found && !put_column(&binder->workspace->territory, definition, source, &column,
                                     series->own, year, cells))
                return bind_too_large(definition, input, year, err);
        }
    }
    if (n_own > 0 && n_own == n_series)
        return settle_own(binder, definition, input, year, cells) ||
               bind_too_large(definition, input, year, err);
    return settle_variable(binder, definition, input, year, cells) ||
           bind_too_large(definition, input, year, err);
}

bool bind_digest_series(Binder *binder, const void *what, int year, char *hex, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    const VariableSeries *series = what;
    bool row;
    if (!db_prepare(
            binder->workspace->db,
            "SELECT c.digest FROM series s JOIN column_in_force c ON c.series = s.id AND c.period = ?5 "
            "WHERE s.source = ?1 AND s.subject = ?2 AND s.dimensions = ?3 AND s.unit = ?4",
            &query, err))
        return false;
    db_bind_text(query, 1, series->source);
    db_bind_text(query, 2, series->subject);
    db_bind_text(query, 3, series->dimensions);
    db_bind_text(query, 4, series->unit);
    db_bind_int(query, 5, bind_period(series, year));
    if (!db_step(query, &row, err))
        return false;
    if (row)
        (void)snprintf(hex, DIGEST_HEX, "%s", db_text(query, 0));
    return true;
}
