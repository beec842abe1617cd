#include "meaning.h"

#include "num.h"

#include <assert.h>

typedef struct Match {
    const Variable *other_unit; /* the same texts in another unit of measure */
    const Variable *subject;    /* a variable of the subject */
    bool named;
} Match;

static Match match_series(const Extract *extract, const ExtractSeries *series)
{
    const VariableSet *set = extract->variables;
    Match match = {NULL, NULL, false};
    for (size_t i = 0; i < set->n && !match.named; i++)
        for (size_t k = 0; k < set->items[i].n_series; k++) {
            const VariableSeries *s = &set->items[i].series[k];
            if (strcmp(s->source, series->source) != 0 || strcmp(s->subject, series->subject) != 0)
                continue;
            match.subject = &set->items[i];
            if (strcmp(s->dimensions, series->dimensions) != 0)
                continue;
            if (strcmp(s->unit, series->unit) == 0)
                match.named = true;
            else
                match.other_unit = &set->items[i];
        }
    return match;
}

/* "ogółem, ogółem [tys. osób]" */
static const char *series_text(Arena *arena, const ExtractSeries *series)
{
    char *dimensions = arena_strdup(arena, series->dimensions);
    for (char *at = dimensions; *at != '\0'; at++)
        if (*at == *DIMENSION_SEPARATOR)
            *at = '|';
    return arena_printf(arena, "%s [%s]", dimensions, series->unit);
}

static void note_names(Extract *extract)
{
    const ExtractSeries *first = NULL;
    bool named = false, units_said = false;
    for (size_t i = 0; i < extract->n_series; i++) {
        assert(extract->series != NULL);
        const ExtractSeries *series = &extract->series[i];
        Match match = match_series(extract, series);
        named = named || match.named;
        if (first == NULL && match.subject != NULL && !match.named)
            first = series;
        if (match.named || match.other_unit == NULL || units_said)
            continue;
        units_said = true;
        extract_note(
            extract, NOTE_WARN,
            _("%s %s: the variable %s has another unit of measure; no indicator reads these values"),
            series->subject, series_text(extract->arena, series), match.other_unit->id);
    }
    if (!named && first != NULL && !units_said)
        extract_note(
            extract, NOTE_WARN,
            _("%s: none of the file's %zu series is one that a variable means, so no indicator "
              "reads it; the first: %s"),
            first->subject, extract->n_series, series_text(extract->arena, first));
}

/* A prognosis has them, and a slip of the pen. */
static void note_years(Extract *extract)
{
    uint64_t year, n = 0;
    int last = 0;
    if (strlen(extract->date) < 4 ||
        !num_parse_count((StrView){extract->date, 4}, YEAR_LAST, &year))
        return;
    for (size_t i = 0; i < extract->n_pieces; i++) {
        int of_piece = period_year(extract->pieces[i].period);
        if (of_piece <= (int)year)
            continue;
        n += extract->pieces[i].n;
        last = of_piece > last ? of_piece : last;
    }
    if (n > 0)
        extract_note(extract, NOTE_WARN,
                     PLURAL("%llu value is of a year after the file's own date (up to %d)",
                            "%llu values are of years after the file's own date (up to %d)", n),
                     (unsigned long long)n, last);
}

void meaning_note(Extract *extract)
{
    note_names(extract);
    note_years(extract);
}
