#include "reader.h"

#include "records.h"

typedef struct Reader {
    Extract *extract;
    size_t n_columns;
    bool trailing; /* BDL ends the header with a separator, and so every record */
    StrView *names;
    size_t unit, period, period_index, measure, attribute, label; /* n_columns: not there */
    size_t *value_columns;
    uint32_t *value_series; /* of the profile's variables */
    size_t n_values;
    size_t *dimension_columns;
    size_t n_dimensions;
    const char *dimension_names;
    int *years; /* wide: year of a column, 0 for others */
    uint32_t *series;
    const ReportColumns *report;
    StrBuf key;
} Reader;

static size_t find_column(const Reader *reader, const char *name)
{
    size_t i = 0;
    while (name != NULL && i < reader->n_columns && !str_equal(reader->names[i], name))
        i++;
    return name == NULL ? reader->n_columns : i;
}

static bool need_column(const Reader *reader, const char *name, size_t *ret_column, Err *err)
{
    *ret_column = find_column(reader, name);
    if (name != NULL && *ret_column == reader->n_columns)
        return err_set(err, ERR_DATA, _("line 1: the column \"%s\" is missing"), name);
    return true;
}

static bool head_values(Reader *reader, Err *err)
{
    Extract *extract = reader->extract;
    const Profile *profile = extract->profile;
    reader->value_columns = arena_array(extract->arena, profile->n_values, sizeof(size_t));
    reader->value_series = arena_array(extract->arena, profile->n_values, sizeof(uint32_t));
    for (size_t i = 0; i < profile->n_values; i++) {
        const Variable *variable = profile->values[i].variable;
        if (!need_column(reader, profile->values[i].column, &reader->value_columns[i], err))
            return false;
        if (variable != NULL)
            reader->value_series[i] = extract_series(extract, variable->series[0].subject,
                                                     str_view(variable->series[0].dimensions),
                                                     str_view(variable->series[0].unit), "");
    }
    reader->n_values = profile->n_values;
    return true;
}

/* What is no column of the profile is a dimension, in the order of the file. */
static void head_dimensions(Reader *reader)
{
    Extract *extract = reader->extract;
    reader->dimension_columns = arena_array(extract->arena, reader->n_columns, sizeof(size_t));
    const char *names = "";
    for (size_t i = 0; i < reader->n_columns; i++) {
        bool known = i == reader->unit || i == reader->period || i == reader->period_index ||
                     i == reader->measure || i == reader->attribute || i == reader->label;
        for (size_t k = 0; k < reader->n_values; k++)
            known = known || i == reader->value_columns[k];
        if (known)
            continue;
        reader->dimension_columns[reader->n_dimensions++] = i;
        names = arena_printf(extract->arena, "%s%s%.*s", names,
                             *names == '\0' ? "" : DIMENSION_SEPARATOR, STR_ARG(reader->names[i]));
    }
    reader->dimension_names = names;
}

static bool head_long(Reader *reader, Err *err)
{
    const Profile *profile = reader->extract->profile;
    if (!need_column(reader, profile->unit_column, &reader->unit, err) ||
        !need_column(reader, profile->period_column, &reader->period, err) ||
        !need_column(reader, profile->period_sub_column, &reader->period_index, err) ||
        !need_column(reader, profile->measure_column, &reader->measure, err) ||
        !need_column(reader, profile->attribute_column, &reader->attribute, err) ||
        !head_values(reader, err))
        return false;
    reader->label = find_column(reader, profile->label_column);
    if (profile->measure_column != NULL)
        head_dimensions(reader);
    return true;
}

static bool head_wide(Reader *reader, Err *err)
{
    Extract *extract = reader->extract;
    if (!need_column(reader, extract->profile->unit_column, &reader->unit, err))
        return false;
    reader->label = find_column(reader, extract->profile->label_column);
    reader->years = arena_array(extract->arena, reader->n_columns, sizeof *reader->years);
    reader->series = arena_array(extract->arena, reader->n_columns, sizeof *reader->series);
    for (size_t i = 0; i < reader->n_columns; i++) {
        Heading heading;
        if (i == reader->unit || i == reader->label)
            continue;
        if (!heading_parse(reader->names[i], &heading)) {
            err_set(err, ERR_DATA, _("line 1: the heading \"%.*s\" is not dimensions;year;[unit]"),
                    STR_ARG(reader->names[i]));
            return false;
        }
        char *dimensions =
            arena_strndup(extract->arena, heading.dimensions.text, heading.dimensions.length);
        for (char *at = dimensions; *at != '\0'; at++)
            if (*at == ';')
                *at = *DIMENSION_SEPARATOR;
        reader->years[i] = heading.year;
        reader->series[i] =
            extract_series(extract, extract->subject, str_view(dimensions), heading.unit, "");
        (void)extract_piece(extract, reader->series[i], period_of(FREQ_ANNUAL, heading.year, 0));
    }
    return true;
}

static bool read_head(Reader *reader, const Record *record, Err *err)
{
    Extract *extract = reader->extract;
    if (record->bad || record->n_fields == 0)
        return err_set(err, ERR_DATA, _("line 1: the header cannot be read"));
    reader->n_columns = record->n_fields;
    if (record->n_fields > 1 && record->fields[record->n_fields - 1].length == 0) {
        reader->trailing = true;
        reader->n_columns--;
    }
    reader->names = arena_array(extract->arena, reader->n_columns, sizeof *reader->names);
    for (size_t i = 0; i < reader->n_columns; i++) {
        StrView name = str_trim(record->fields[i]);
        reader->names[i] = str_view(arena_strndup(extract->arena, name.text, name.length));
    }
    reader->unit = reader->period = reader->period_index = reader->measure = reader->attribute =
        reader->label = reader->n_columns;
    switch (extract->profile->layout) {
    case LAYOUT_LONG:
        return head_long(reader, err);
    case LAYOUT_WIDE:
        return head_wide(reader, err);
    case LAYOUT_REPORT:
        return report_columns(extract, reader->names, reader->n_columns, &reader->report, err);
    case LAYOUT_REGISTER:
        return true;
    case LAYOUT_API:
    case LAYOUT_BESTIA:
    case LAYOUT_REFUSED:
    case LAYOUTS:
        break;
    }
    return err_set(err, ERR_CONFIG, _("the profile \"%s\" has a layout that is not for CSV"),
                   extract->profile->name);
}

static const Attribute *attribute_of(Reader *reader, const Record *record, bool *ret_known)
{
    const Profile *profile = reader->extract->profile;
    *ret_known = true;
    if (profile->attributes == NULL || reader->attribute == reader->n_columns)
        return NULL;
    StrView text = str_trim(record->fields[reader->attribute]);
    const Attribute *attribute =
        text.length > 1
            ? NULL
            : attribute_by_letter(profile->attributes, text.length == 0 ? ' ' : *text.text);
    *ret_known = attribute != NULL;
    return attribute;
}

static bool period_of_record(Reader *reader, const Record *record, int64_t *ret_period)
{
    uint64_t year, index = 0;
    StrView text = str_trim(record->fields[reader->period]);
    bool good = num_parse_count(text, 2100, &year) && year >= 1900;
    if (good && reader->period_index < reader->n_columns) {
        uint64_t last = reader->extract->profile->frequency == FREQ_QUARTER ? 4 : 12;
        good = num_parse_count(str_trim(record->fields[reader->period_index]), last, &index) &&
               index > 0;
    }
    if (good)
        *ret_period = period_of(reader->extract->profile->frequency, (int)year, (int)index);
    else
        extract_reject(reader->extract, REJECT_YEAR, true, record->number, record->line, NULL,
                       reader->names[reader->period].text, text, NULL);
    return good;
}

static uint32_t series_of_record(Reader *reader, const Record *record)
{
    reader->key.length = 0;
    for (size_t i = 0; i < reader->n_dimensions; i++) {
        StrView text = str_trim(record->fields[reader->dimension_columns[i]]);
        if (i > 0)
            strbuf_add(&reader->key, DIMENSION_SEPARATOR, 1);
        strbuf_add(&reader->key, text.text, text.length);
    }
    StrView dimensions = {reader->key.text == NULL ? "" : reader->key.text, reader->key.length};
    return extract_series(reader->extract, reader->extract->subject, dimensions,
                          str_trim(record->fields[reader->measure]), reader->dimension_names);
}

static void read_long(Reader *reader, const Record *record, CodedUnit unit)
{
    Extract *extract = reader->extract;
    bool known;
    ExtractValue value = {.unit = unit, .record = record->number, .line = record->line};
    value.attribute = attribute_of(reader, record, &known);
    if (!known) {
        value.unknown_attribute = record->fields[reader->attribute];
        value.attribute_column = reader->names[reader->attribute].text;
    }
    if (!period_of_record(reader, record, &value.period))
        return;
    extract->account.records_used++;
    for (size_t i = 0; i < reader->n_values; i++) {
        value.series = extract->profile->values[i].variable != NULL
                           ? reader->value_series[i]
                           : series_of_record(reader, record);
        value.column = reader->names[reader->value_columns[i]].text;
        value.text = record->fields[reader->value_columns[i]];
        extract_value(extract, &value);
    }
}

static void read_wide(Reader *reader, const Record *record, CodedUnit unit)
{
    ExtractValue value = {.unit = unit, .record = record->number, .line = record->line};
    reader->extract->account.records_used++;
    for (size_t i = 0; i < reader->n_columns; i++) {
        if (reader->years[i] == 0)
            continue;
        value.series = reader->series[i];
        value.period = period_of(FREQ_ANNUAL, reader->years[i], 0);
        value.column = reader->names[i].text;
        value.text = record->fields[i];
        extract_value(reader->extract, &value);
    }
}

static void read_observations(Reader *reader, const Record *record)
{
    Extract *extract = reader->extract;
    CodedUnit unit;
    if (extract_unit(extract, record->fields[reader->unit], record->number, record->line, NULL,
                     reader->names[reader->unit].text, &unit)) {
        if (extract->profile->layout == LAYOUT_WIDE)
            read_wide(reader, record, unit);
        else
            read_long(reader, record, unit);
    } else {
        extract->account.records_filtered += unit.filtered;
    }
}

static bool on_record(void *context, const Record *record, Err *err)
{
    Reader *reader = context;
    Extract *extract = reader->extract;
    if (reader->names == NULL)
        return read_head(reader, record, err);
    extract->account.records++;
    if (record->bad) {
        const char *reason = arena_printf(
            extract->arena, _("the quotation marks are broken at column %zu"), record->bad_column);
        extract_reject(extract, REJECT_QUOTES, true, record->number, record->line, NULL, NULL,
                       record->raw, reason);
        return true;
    }
    if (record->n_fields == 0) {
        extract->account.records_blank++;
        return true;
    }
    if (memchr(record->raw.text, '\0', record->raw.length) != NULL) { /* texts would end there */
        extract_reject(extract, REJECT_NUL, true, record->number, record->line, NULL, NULL,
                       record->raw, NULL);
        return true;
    }
    size_t expected = reader->n_columns + reader->trailing;
    bool empty_last = reader->trailing && record->n_fields == expected &&
                      record->fields[record->n_fields - 1].length > 0;
    if (record->unended && record->n_fields < expected) {
        err_set(err, ERR_DATA, _("line %llu: the file ends in the middle of a record"),
                (unsigned long long)record->line);
        return err_hint(err, "%s", _("the file is cut: fetch it again"));
    }
    if (record->n_fields != expected || empty_last) {
        const char *reason =
            arena_printf(extract->arena,
                         PLURAL("the record has %zu field, the header %zu",
                                "the record has %zu fields, the header %zu", record->n_fields),
                         record->n_fields, expected);
        extract_reject(extract, REJECT_FIELDS, true, record->number, record->line, NULL, NULL,
                       record->raw, reason);
        return true;
    }
    const StrView *f = record->fields;
    switch (extract->profile->layout) {
    case LAYOUT_REPORT:
        return report_row(extract, reader->report, f, record->number, record->line, record->raw,
                          err);
    case LAYOUT_REGISTER:
        return terc_row(extract, f[0], f[1], f[2], f[3], f[4], f[5], f[6], record->number,
                        record->line);
    case LAYOUT_LONG:
    case LAYOUT_WIDE:
    case LAYOUT_API:
    case LAYOUT_BESTIA:
    case LAYOUT_REFUSED:
    case LAYOUTS:
        break;
    }
    read_observations(reader, record);
    return true;
}

bool reader_csv(Extract *extract, const char *bytes, size_t size, Err *err)
{
    Reader reader = {.extract = extract};
    bool good = records_read(bytes, size, extract->profile->separator, on_record, &reader, err);
    strbuf_done(&reader.key);
    if (good && reader.names == NULL)
        return err_set(err, ERR_DATA, _("the file has no header"));
    return good && (extract->profile->layout != LAYOUT_REGISTER || terc_end(extract, err));
}
