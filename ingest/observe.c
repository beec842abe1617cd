#include "observe.h"

#include "crosswalk.h"
#include "observe_unit.h"
#include "sheet.h"

#include <stdlib.h>

/* A column of numbers; of a year of its own, or of the row's. */
typedef struct ValueColumn {
    const ProfileValue *profile; /* NULL: of the layout `wide` */
    size_t column;               /* NOT_THERE: rows are counted */
    size_t weight;
    int year;
    bool fixed; /* its series does not depend on the row */
    uint32_t series;
} ValueColumn;

static const size_t NOT_THERE = SIZE_MAX;

/* The unit of a key in the year of a value column, or why there is none. */
typedef struct KeyedUnit {
    CodedUnit unit;
    const char *reason;
} KeyedUnit;

struct Observer {
    Extract *extract;
    const char *head;
    const StrView *names;
    size_t n_columns;
    UnitColumns units;
    size_t period, period_index, measure, attribute, label; /* NOT_THERE: none */
    int year;                                               /* of the whole table; 0: of its rows */
    ValueColumn *values;
    size_t n_values;
    bool by_row;        /* a value is of the year of its row */
    size_t *dimensions; /* columns; NOT_THERE: a text of the profile */
    const char **dimension_texts;
    size_t n_dimensions;
    const char *dimension_names;
    StrMap *unknown; /* texts that the dictionary lacks */
    size_t n_unknown;
    KeyedUnit *keyed; /* by value column; NULL: units have codes */
    StrBuf key, code;
    char place[CELL_PLACE];
};

/* The heading */

static bool need_column(const Observer *o, const char *name, size_t *ret_column, Err *err)
{
    *ret_column = NOT_THERE;
    if (name == NULL)
        return true;
    for (size_t i = 0; i < o->n_columns; i++)
        if (str_equal(o->names[i], name)) {
            *ret_column = i;
            return true;
        }
    return err_set(err, ERR_DATA, _("%s: the column \"%s\" is missing"), o->head, name);
}

/* The Polish text for one of another language, where the profile has a dictionary; the first ones
 * that it lacks are said. */
static StrView own_text(Observer *o, StrView text)
{
    enum { SAID = 10 };
    const Texts *texts = o->extract->profile->texts;
    const char *own = texts == NULL ? NULL : texts_find(texts, o->extract->subject, text);
    bool fresh = false;
    if (own != NULL)
        return str_view(own);
    if (texts != NULL && text.length > 0)
        (void)strmap_add(o->unknown, text, 0, &fresh);
    if (fresh && o->n_unknown++ < SAID)
        extract_note(o->extract, NOTE_PLAIN,
                     _("the text \"%.*s\" is not in the dictionary and stays"), STR_ARG(text));
    return text;
}

static void add_dimension(Observer *o, StrView text, bool first)
{
    text = own_text(o, text);
    if (!first)
        strbuf_add(&o->key, DIMENSION_SEPARATOR, 1);
    strbuf_add(&o->key, text.text, text.length);
}

static StrView key_of(const Observer *o)
{
    return (StrView){o->key.text == NULL ? "" : o->key.text, o->key.length};
}

static uint32_t series_of(Observer *o, const ProfileValue *value, const StrView *fields)
{
    Extract *extract = o->extract;
    if (value->series != NULL)
        return extract_series(extract, value->series->subject, str_view(value->series->dimensions),
                              str_view(value->series->unit), "");
    o->key.length = 0;
    for (size_t i = 0; i < o->n_dimensions; i++)
        add_dimension(o,
                      o->dimensions[i] == NOT_THERE ? str_view(o->dimension_texts[i])
                                                    : str_trim(fields[o->dimensions[i]]),
                      i == 0);
    if (value->text != NULL)
        add_dimension(o, str_view(value->text), o->n_dimensions == 0);
    StrView unit =
        value->unit != NULL ? str_view(value->unit) : own_text(o, str_trim(fields[o->measure]));
    return extract_series(extract, extract->subject, key_of(o), unit, o->dimension_names);
}

/* A series that is the same in every row. */
static bool is_fixed(const Observer *o, const ProfileValue *value)
{
    bool fixed = value->unit != NULL;
    for (size_t i = 0; i < o->n_dimensions; i++)
        fixed = fixed && o->dimensions[i] == NOT_THERE;
    return value->series != NULL || fixed;
}

static void add_value(Observer *o, const ProfileValue *value, size_t column, size_t weight,
                      int year)
{
    ValueColumn *at = &o->values[o->n_values++];
    int shift = year == 0 ? 0 : o->extract->profile->period_shift;
    *at = (ValueColumn){value, column, weight, year + shift, is_fixed(o, value), 0};
    if (at->fixed)
        at->series = series_of(o, value, NULL);
}

/* Value columns by name, or all those of a pattern "rok_{year}". */
static bool head_values(Observer *o, Err *err)
{
    const Profile *profile = o->extract->profile;
    o->values =
        arena_array(o->extract->arena, profile->n_values * (o->n_columns + 1), sizeof *o->values);
    for (size_t i = 0; i < profile->n_values; i++) {
        const ProfileValue *value = &profile->values[i];
        size_t column, weight, before = o->n_values;
        int year;
        if (!need_column(o, value->weight, &weight, err))
            return false;
        bool years = value->column != NULL && strstr(value->column, "{year}") != NULL;
        for (size_t k = 0; k < o->n_columns && years; k++)
            if (pattern_year(value->column, o->names[k], true, &year))
                add_value(o, value, k, weight, year);
        if (years && o->n_values == before)
            return err_set(err, ERR_DATA, _("%s: there is no column such as \"%s\""), o->head,
                           value->column);
        if (years)
            continue;
        if (!need_column(o, value->column, &column, err))
            return false;
        add_value(o, value, column, weight, 0);
    }
    return true;
}

static bool is_value(const Observer *o, size_t column)
{
    const Profile *profile = o->extract->profile;
    int year;
    for (size_t i = 0; i < profile->n_values; i++) {
        const ProfileValue *value = &profile->values[i];
        if ((value->column != NULL &&
             (str_equal(o->names[column], value->column) ||
              pattern_year(value->column, o->names[column], true, &year))) ||
            (value->weight != NULL && str_equal(o->names[column], value->weight)))
            return true;
    }
    return false;
}

static void add_column(Observer *o, size_t column, StrView name, const char *text)
{
    o->dimensions[o->n_dimensions] = column;
    o->dimension_texts[o->n_dimensions++] = text;
    o->dimension_names =
        arena_printf(o->extract->arena, "%s%s%.*s", o->dimension_names,
                     o->n_dimensions == 1 ? "" : DIMENSION_SEPARATOR, STR_ARG(name));
}

/* The dimensions that the profile names; where it names none, what is no column of its own is one,
 * in the order of the file. */
static bool head_dimensions(Observer *o, Err *err)
{
    Arena *arena = o->extract->arena;
    const Profile *profile = o->extract->profile;
    size_t n = o->n_columns + profile->n_dimensions;
    o->dimensions = arena_array(arena, n, sizeof *o->dimensions);
    o->dimension_texts = arena_array(arena, n, sizeof *o->dimension_texts);
    o->dimension_names = "";
    for (size_t i = 0; i < profile->n_dimensions; i++) {
        const ProfileDimension *dimension = &profile->dimensions[i];
        size_t column;
        if (!need_column(o, dimension->column, &column, err))
            return false;
        add_column(o, column, str_view(dimension->column == NULL ? "" : dimension->column),
                   dimension->text);
    }
    if (profile->n_dimensions > 0 || profile->measure_column == NULL)
        return true;
    for (size_t i = 0; i < o->n_columns; i++)
        if (!unit_has_column(&o->units, i) && i != o->period && i != o->period_index &&
            i != o->measure && i != o->attribute && i != o->label && !is_value(o, i))
            add_column(o, i, o->names[i], NULL);
    return true;
}

/* The year that the whole table is of. */
static bool head_year(Observer *o, Err *err)
{
    Extract *extract = o->extract;
    const Profile *profile = extract->profile;
    const char *text = profile->period_from == PERIOD_TITLE   ? extract->title
                       : profile->period_from == PERIOD_SHEET ? extract->period_text
                       : *extract->member == '\0'             ? extract->name
                                                              : extract->member;
    if (profile->period_from == PERIOD_FIXED)
        o->year = profile->period_year;
    if (profile->period_from == PERIOD_COLUMN || profile->period_from == PERIOD_FIXED)
        return true;
    if (text != NULL &&
        pattern_year(profile->period_text, heading_clean(extract->arena, str_view(text)), false,
                     &o->year)) {
        o->year += profile->period_shift;
        return true;
    }
    err_set(err, ERR_DATA, _("no year is to be found: \"%s\" does not stand in \"%.200s\""),
            profile->period_text, text == NULL ? "" : text);
    return err_hint(
        err, "%s",
        profile->period_from == PERIOD_NAME
            ? _("give the file the name that its publisher gave it")
            : _("correct the text of the period in the profile, or fetch the file again"));
}

static bool head_units(Observer *o, Err *err)
{
    const StrList *columns = &o->extract->profile->unit_columns;
    for (size_t i = 0; i < columns->n; i++)
        if (!need_column(o, columns->items[i], &o->units.columns[i], err))
            return false;
    o->units.n = columns->n;
    o->units.joined = &o->code;
    return true;
}

static bool head_long(Observer *o, Err *err)
{
    const Profile *profile = o->extract->profile;
    return head_units(o, err) && need_column(o, profile->period_column, &o->period, err) &&
           need_column(o, profile->period_sub_column, &o->period_index, err) &&
           need_column(o, profile->measure_column, &o->measure, err) &&
           need_column(o, profile->attribute_column, &o->attribute, err) &&
           head_dimensions(o, err) && head_values(o, err) && head_year(o, err);
}

static bool add_wide(Observer *o, size_t column, Err *err)
{
    Extract *extract = o->extract;
    Heading heading;
    if (!heading_parse(o->names[column], &heading))
        return err_set(err, ERR_DATA, _("%s: the heading \"%.*s\" is not dimensions;year;[unit]"),
                       o->head, STR_ARG(o->names[column]));
    StrView rest = heading.dimensions;
    o->key.length = 0;
    for (bool first = true; first || rest.text != NULL; first = false) {
        const char *end = memchr(rest.text, ';', rest.length);
        size_t length = end == NULL ? rest.length : (size_t)(end - rest.text);
        add_dimension(o, (StrView){rest.text, length}, first);
        rest = end == NULL ? (StrView){NULL, 0} : (StrView){end + 1, rest.length - length - 1};
    }
    uint32_t series =
        extract_series(extract, extract->subject, key_of(o), own_text(o, heading.unit), "");
    int year = heading.year + extract->profile->period_shift;
    o->values[o->n_values++] = (ValueColumn){NULL, column, NOT_THERE, year, true, series};
    return true;
}

static bool head_wide(Observer *o, Err *err)
{
    Extract *extract = o->extract;
    if (!head_units(o, err))
        return false;
    o->values = arena_array(extract->arena, o->n_columns, sizeof *o->values);
    for (size_t i = 0; i < o->n_columns; i++)
        if (!unit_has_column(&o->units, i) && i != o->label && !add_wide(o, i, err))
            return false;
    return true;
}

static void find_by_row(Observer *o)
{
    for (size_t i = 0; i < o->n_values; i++)
        o->by_row = o->by_row || o->values[i].year == 0;
}

/* The table speaks of what its columns are of, also where all of their cells are empty. */
static void speak_of_columns(Observer *o)
{
    for (size_t i = 0; i < o->n_values; i++)
        if (o->values[i].fixed && o->values[i].year > 0)
            (void)extract_piece(o->extract, o->values[i].series,
                                period_of(o->extract->profile->frequency, o->values[i].year, 0));
}

Observer *observer_new(Extract *extract, const char *head, const StrView *names, size_t n, Err *err)
{
    const Profile *profile = extract->profile;
    Observer *o = arena_alloc(extract->arena, sizeof *o);
    *o = (Observer){.extract = extract,
                    .head = head,
                    .names = names,
                    .n_columns = n,
                    .period = NOT_THERE,
                    .period_index = NOT_THERE,
                    .measure = NOT_THERE,
                    .attribute = NOT_THERE,
                    .label = NOT_THERE,
                    .unknown = strmap_new(extract->arena)};
    Err ignored = {0};
    (void)!need_column(o, profile->label_column, &o->label, &ignored); /* it may be missing */
    if (!(profile->layout == LAYOUT_WIDE ? head_wide(o, err) : head_long(o, err))) {
        observer_done(o);
        return NULL;
    }
    find_by_row(o);
    if (profile->crosswalk != NULL)
        o->keyed = arena_array(extract->arena, o->n_values, sizeof *o->keyed);
    speak_of_columns(o);
    return o;
}

/* Rows */

static const char *place_of(Observer *o, const Record *record, size_t column)
{
    const Extract *extract = o->extract;
    if (extract->sheet == NULL || column == NOT_THERE)
        return NULL;
    cell_place(extract->sheet, column + extract->profile->range.first_column, record->line,
               o->place);
    return o->place;
}

static const Attribute *attribute_of(const Observer *o, const Record *record, bool *ret_known)
{
    const Profile *profile = o->extract->profile;
    *ret_known = true;
    if (profile->attributes == NULL || o->attribute == NOT_THERE)
        return NULL;
    StrView text = str_trim(record->fields[o->attribute]);
    const Attribute *attribute =
        text.length > 1
            ? NULL
            : attribute_by_letter(profile->attributes, text.length == 0 ? ' ' : *text.text);
    *ret_known = attribute != NULL;
    return attribute;
}

/* The period of the row. NOT_THERE, or the column that says none. */
static size_t period_of_row(const Observer *o, const Record *record, int64_t *ret_period)
{
    const Profile *profile = o->extract->profile;
    uint64_t year = (uint64_t)o->year, index = 0,
             last = profile->frequency == FREQ_QUARTER ? 4 : 12;
    if (o->period != NOT_THERE &&
        (!num_parse_count(str_trim(record->fields[o->period]), 2100, &year) || year < 1900))
        return o->period;
    if (o->period_index != NOT_THERE &&
        (!num_parse_count(str_trim(record->fields[o->period_index]), last, &index) || index == 0))
        return o->period_index;
    int shift = o->period == NOT_THERE ? 0 : profile->period_shift;
    *ret_period = period_of(profile->frequency, (int)year + shift, (int)index);
    return NOT_THERE;
}

static void reject_period(Observer *o, const Record *record, size_t column)
{
    extract_reject(o->extract, REJECT_YEAR, true, record->number, record->line,
                   place_of(o, record, column), o->names[column].text,
                   str_trim(record->fields[column]), NULL);
    o->extract->lost = true;
}

static int64_t period_of_value(const Observer *o, const ValueColumn *column, int64_t of_row)
{
    return column->year == 0 ? of_row : period_of(o->extract->profile->frequency, column->year, 0);
}

/* A row is not taken, and its unit is not known: where several rows make a cell, none of that
 * period is whole. */
static void lose_value(Observer *o, const Record *record, const ValueColumn *column, int64_t of_row)
{
    Extract *extract = o->extract;
    const ProfileValue *profile = column->profile;
    if (profile == NULL || profile->rows == ROWS_ONE || profile->skip_missing)
        return;
    uint32_t series = column->fixed ? column->series : series_of(o, profile, record->fields);
    extract->series[series].rows = profile->rows;
    extract_piece(extract, series, period_of_value(o, column, of_row))->lost = true;
}

static void lose_row(Observer *o, const Record *record, int64_t of_row)
{
    for (size_t i = 0; i < o->n_values; i++)
        lose_value(o, record, &o->values[i], of_row);
}

static void take_value(Observer *o, const Record *record, const ValueColumn *column,
                       ExtractValue *value)
{
    const ProfileValue *profile = column->profile;
    bool counted = column->column == NOT_THERE;
    value->column = counted ? NULL : o->names[column->column].text;
    value->text = counted ? str_view("1") : record->fields[column->column];
    value->column_number = counted ? 0 : (uint16_t)(column->column + 1);
    value->shared = !counted && record->merged != NULL && record->merged[column->column];
    value->place =
        place_of(o, record, value->unknown_attribute.text == NULL ? column->column : o->attribute);
    value->series = column->fixed ? column->series : series_of(o, profile, record->fields);
    value->rows = profile == NULL ? ROWS_ONE : profile->rows;
    value->skip_missing = profile != NULL && profile->skip_missing;
    value->weight =
        column->weight == NOT_THERE ? (StrView){NULL, 0} : record->fields[column->weight];
    value->weight_column = column->weight == NOT_THERE ? NULL : o->names[column->weight].text;
    extract_value(o->extract, value);
}

static UnitRow unit_row(Observer *o, const Record *record)
{
    size_t first = o->units.columns[0];
    return (UnitRow){record, first, place_of(o, record, first), o->names[first].text};
}

/* A key that is of no unit in the year of a value column: nothing is lost where it has no value. */
static void reject_key(Observer *o, const Record *record, const ValueColumn *column, int64_t of_row,
                       const char *reason)
{
    Extract *extract = o->extract;
    const char *blank = extract->profile->blank;
    StrView text =
        column->column == NOT_THERE ? str_view("1") : str_trim(record->fields[column->column]);
    extract->account.read++;
    if (text.length == 0 || (blank != NULL && str_equal(text, blank))) {
        extract->account.blank++;
        return;
    }
    const UnitRow row = unit_row(o, record);
    unit_reject(extract, &o->units, &row, REJECT_KEY, false, reason);
    lose_value(o, record, column, of_row);
}

static void take_values(Observer *o, const Record *record, const CodedUnit *unit, int64_t period)
{
    Extract *extract = o->extract;
    bool known;
    ExtractValue value = {.record = record->number, .line = record->line};
    value.attribute = attribute_of(o, record, &known);
    if (!known) {
        value.unknown_attribute = record->fields[o->attribute];
        value.attribute_column = o->names[o->attribute].text;
    }
    extract->account.records_used++;
    for (size_t i = 0; i < o->n_values; i++) {
        const ValueColumn *column = &o->values[i];
        value.period = period_of_value(o, column, period);
        value.unit = unit == NULL ? o->keyed[i].unit : *unit;
        if (unit == NULL && o->keyed[i].reason != NULL)
            reject_key(o, record, column, period, o->keyed[i].reason);
        else
            take_value(o, record, column, &value);
    }
}

/* The units of a key, which may be others in other years; NULL, or why it has none in any. */
static const char *find_keyed(Observer *o, const Record *record, int64_t period)
{
    Extract *extract = o->extract;
    uint64_t bad_regons = extract->account.bad_regons;
    const char *reason = NULL;
    bool found = o->n_values == 0;
    int last = 0;
    for (size_t i = 0; i < o->n_values; i++) {
        KeyedUnit *at = &o->keyed[i];
        int year = period_year(period_of_value(o, &o->values[i], period));
        if (i > 0 && year == last)
            *at = o->keyed[i - 1];
        else
            at->reason = unit_by_crosswalk(extract, &o->units, record, year, &at->unit);
        last = year;
        found = found || at->reason == NULL;
        reason = reason == NULL ? at->reason : reason;
        if (at->reason == NULL)
            extract_speaks_of(extract, at->unit.unit, at->unit.from, at->unit.to);
    }
    if (extract->account.bad_regons > bad_regons) /* a record is counted once */
        extract->account.bad_regons = bad_regons + 1;
    return found ? NULL : reason;
}

static void keyed_row(Observer *o, const Record *record, int64_t period)
{
    const char *reason = find_keyed(o, record, period);
    if (reason == NULL) {
        take_values(o, record, NULL, period);
        return;
    }
    const UnitRow row = unit_row(o, record);
    unit_reject(o->extract, &o->units, &row, REJECT_KEY, true, reason);
    lose_row(o, record, period);
}

bool observer_row(Observer *o, const Record *record, Err *err)
{
    Extract *extract = o->extract;
    int64_t period = 0;
    size_t wrong = o->by_row ? period_of_row(o, record, &period) : NOT_THERE;
    CodedUnit unit;
    bool good;
    if (o->keyed != NULL) { /* the unit depends on the year */
        if (wrong != NOT_THERE)
            reject_period(o, record, wrong);
        else
            keyed_row(o, record, period);
        return true;
    }
    const UnitRow row = unit_row(o, record);
    if (!unit_of_row(extract, &o->units, &row, &unit, &good, err))
        return false;
    if (!good) {
        extract->account.records_filtered += unit.filtered;
        extract->lost = extract->lost || (!unit.filtered && wrong != NOT_THERE);
        if (!unit.filtered && wrong == NOT_THERE)
            lose_row(o, record, period);
        return true;
    }
    if (o->label != NOT_THERE)
        extract_label(extract, &unit, record->fields[o->label], record->line);
    if (wrong == NOT_THERE)
        take_values(o, record, &unit, period);
    else
        reject_period(o, record, wrong);
    return true;
}

void observer_end(Observer *o)
{
    if (o->n_unknown > 0)
        extract_note(o->extract, NOTE_INFO,
                     PLURAL("%zu text is not in the dictionary and stays as it is",
                            "%zu texts are not in the dictionary and stay as they are",
                            o->n_unknown),
                     o->n_unknown);
}

void observer_done(Observer *o)
{
    if (o == NULL)
        return;
    strbuf_done(&o->key);
    strbuf_done(&o->code);
}
