#include "rows.h"

#include "matrix.h"

#include "sheet.h"

struct Rows {
    Extract *extract;
    const char *head; /* where the header is, for messages: "line 1" */
    char place[CELL_PLACE];
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
    Matrix *matrix;
    StrBuf key;
};

static size_t find_column(const Rows *rows, const char *name)
{
    size_t i = 0;
    while (name != NULL && i < rows->n_columns && !str_equal(rows->names[i], name))
        i++;
    return name == NULL ? rows->n_columns : i;
}

static bool need_column(const Rows *rows, const char *name, size_t *ret_column, Err *err)
{
    *ret_column = find_column(rows, name);
    if (name != NULL && *ret_column == rows->n_columns)
        return err_set(err, ERR_DATA, _("%s: the column \"%s\" is missing"), rows->head, name);
    return true;
}

static bool head_values(Rows *rows, Err *err)
{
    Extract *extract = rows->extract;
    const Profile *profile = extract->profile;
    rows->value_columns = arena_array(extract->arena, profile->n_values, sizeof(size_t));
    rows->value_series = arena_array(extract->arena, profile->n_values, sizeof(uint32_t));
    for (size_t i = 0; i < profile->n_values; i++) {
        const Variable *variable = profile->values[i].variable;
        if (!need_column(rows, profile->values[i].column, &rows->value_columns[i], err))
            return false;
        if (variable != NULL)
            rows->value_series[i] = extract_series(extract, variable->series[0].subject,
                                                   str_view(variable->series[0].dimensions),
                                                   str_view(variable->series[0].unit), "");
    }
    rows->n_values = profile->n_values;
    return true;
}

/* What is no column of the profile is a dimension, in the order of the file. */
static void head_dimensions(Rows *rows)
{
    Extract *extract = rows->extract;
    rows->dimension_columns = arena_array(extract->arena, rows->n_columns, sizeof(size_t));
    const char *names = "";
    for (size_t i = 0; i < rows->n_columns; i++) {
        bool known = i == rows->unit || i == rows->period || i == rows->period_index ||
                     i == rows->measure || i == rows->attribute || i == rows->label;
        for (size_t k = 0; k < rows->n_values; k++)
            known = known || i == rows->value_columns[k];
        if (known)
            continue;
        rows->dimension_columns[rows->n_dimensions++] = i;
        names = arena_printf(extract->arena, "%s%s%.*s", names,
                             *names == '\0' ? "" : DIMENSION_SEPARATOR, STR_ARG(rows->names[i]));
    }
    rows->dimension_names = names;
}

static bool head_long(Rows *rows, Err *err)
{
    const Profile *profile = rows->extract->profile;
    if (!need_column(rows, profile->unit_column, &rows->unit, err) ||
        !need_column(rows, profile->period_column, &rows->period, err) ||
        !need_column(rows, profile->period_sub_column, &rows->period_index, err) ||
        !need_column(rows, profile->measure_column, &rows->measure, err) ||
        !need_column(rows, profile->attribute_column, &rows->attribute, err) ||
        !head_values(rows, err))
        return false;
    rows->label = find_column(rows, profile->label_column);
    if (profile->measure_column != NULL)
        head_dimensions(rows);
    return true;
}

static bool head_wide(Rows *rows, Err *err)
{
    Extract *extract = rows->extract;
    if (!need_column(rows, extract->profile->unit_column, &rows->unit, err))
        return false;
    rows->label = find_column(rows, extract->profile->label_column);
    rows->years = arena_array(extract->arena, rows->n_columns, sizeof *rows->years);
    rows->series = arena_array(extract->arena, rows->n_columns, sizeof *rows->series);
    for (size_t i = 0; i < rows->n_columns; i++) {
        Heading heading;
        if (i == rows->unit || i == rows->label)
            continue;
        if (!heading_parse(rows->names[i], &heading)) {
            err_set(err, ERR_DATA, _("%s: the heading \"%.*s\" is not dimensions;year;[unit]"),
                    rows->head, STR_ARG(rows->names[i]));
            return false;
        }
        char *dimensions =
            arena_strndup(extract->arena, heading.dimensions.text, heading.dimensions.length);
        for (char *at = dimensions; *at != '\0'; at++)
            if (*at == ';')
                *at = *DIMENSION_SEPARATOR;
        rows->years[i] = heading.year;
        rows->series[i] =
            extract_series(extract, extract->subject, str_view(dimensions), heading.unit, "");
        (void)extract_piece(extract, rows->series[i], period_of(FREQ_ANNUAL, heading.year, 0));
    }
    return true;
}

static bool read_head(Rows *rows, const Record *record, Err *err)
{
    Extract *extract = rows->extract;
    rows->head = extract->sheet == NULL
                     ? _("line 1")
                     : arena_printf(extract->arena, _("sheet \"%s\", row %llu"), extract->sheet,
                                    (unsigned long long)record->line);
    if (record->bad || record->n_fields == 0)
        return err_set(err, ERR_DATA, _("%s: the header cannot be read"), rows->head);
    rows->n_columns = record->n_fields;
    if (record->n_fields > 1 && record->fields[record->n_fields - 1].length == 0) {
        rows->trailing = true;
        rows->n_columns--;
    }
    rows->names = arena_array(extract->arena, rows->n_columns, sizeof *rows->names);
    for (size_t i = 0; i < rows->n_columns; i++) {
        StrView name = str_trim(record->fields[i]);
        rows->names[i] = str_view(arena_strndup(extract->arena, name.text, name.length));
    }
    extract->names = rows->names;
    rows->unit = rows->period = rows->period_index = rows->measure = rows->attribute = rows->label =
        rows->n_columns;
    switch (extract->profile->layout) {
    case LAYOUT_LONG:
        return head_long(rows, err);
    case LAYOUT_WIDE:
        return head_wide(rows, err);
    case LAYOUT_REPORT:
        return report_columns(extract, rows->names, rows->n_columns, &rows->report, err);
    case LAYOUT_MATRIX:
        return matrix_columns(extract, rows->names, rows->n_columns, &rows->matrix, err);
    case LAYOUT_REGISTER:
        return true;
    case LAYOUT_API:
    case LAYOUT_BESTIA:
    case LAYOUT_REFUSED:
    case LAYOUTS:
        break;
    }
    return err_set(err, ERR_CONFIG, _("the profile \"%s\" has a layout that is not for tables"),
                   extract->profile->name);
}

/* Where a field is: "DANE!E12" in a sheet, NULL in a text, whose places are lines. */
static const char *place_of(Rows *rows, const Record *record, size_t column)
{
    if (rows->extract->sheet == NULL)
        return NULL;
    cell_place(rows->extract->sheet, column, record->line, rows->place);
    return rows->place;
}

static const Attribute *attribute_of(Rows *rows, const Record *record, bool *ret_known)
{
    const Profile *profile = rows->extract->profile;
    *ret_known = true;
    if (profile->attributes == NULL || rows->attribute == rows->n_columns)
        return NULL;
    StrView text = str_trim(record->fields[rows->attribute]);
    const Attribute *attribute =
        text.length > 1
            ? NULL
            : attribute_by_letter(profile->attributes, text.length == 0 ? ' ' : *text.text);
    *ret_known = attribute != NULL;
    return attribute;
}

static bool period_of_record(Rows *rows, const Record *record, int64_t *ret_period)
{
    uint64_t year, index = 0;
    StrView text = str_trim(record->fields[rows->period]);
    bool good = num_parse_count(text, 2100, &year) && year >= 1900;
    if (good && rows->period_index < rows->n_columns) {
        uint64_t last = rows->extract->profile->frequency == FREQ_QUARTER ? 4 : 12;
        good = num_parse_count(str_trim(record->fields[rows->period_index]), last, &index) &&
               index > 0;
    }
    if (good)
        *ret_period = period_of(rows->extract->profile->frequency, (int)year, (int)index);
    else
        extract_reject(rows->extract, REJECT_YEAR, true, record->number, record->line,
                       place_of(rows, record, rows->period), rows->names[rows->period].text, text,
                       NULL);
    return good;
}

static uint32_t series_of_record(Rows *rows, const Record *record)
{
    rows->key.length = 0;
    for (size_t i = 0; i < rows->n_dimensions; i++) {
        StrView text = str_trim(record->fields[rows->dimension_columns[i]]);
        if (i > 0)
            strbuf_add(&rows->key, DIMENSION_SEPARATOR, 1);
        strbuf_add(&rows->key, text.text, text.length);
    }
    StrView dimensions = {rows->key.text == NULL ? "" : rows->key.text, rows->key.length};
    return extract_series(rows->extract, rows->extract->subject, dimensions,
                          str_trim(record->fields[rows->measure]), rows->dimension_names);
}

static void take_value(Rows *rows, const Record *record, size_t column, ExtractValue *value)
{
    value->column = rows->names[column].text;
    value->column_number = (uint16_t)(column + 1);
    value->text = record->fields[column];
    value->shared = record->merged != NULL && record->merged[column];
    value->place =
        place_of(rows, record, value->unknown_attribute.text == NULL ? column : rows->attribute);
    extract_value(rows->extract, value);
}

static void read_long(Rows *rows, const Record *record, CodedUnit unit)
{
    Extract *extract = rows->extract;
    bool known;
    ExtractValue value = {.unit = unit, .record = record->number, .line = record->line};
    value.attribute = attribute_of(rows, record, &known);
    if (!known) {
        value.unknown_attribute = record->fields[rows->attribute];
        value.attribute_column = rows->names[rows->attribute].text;
    }
    if (!period_of_record(rows, record, &value.period))
        return;
    extract->account.records_used++;
    for (size_t i = 0; i < rows->n_values; i++) {
        value.series = extract->profile->values[i].variable != NULL
                           ? rows->value_series[i]
                           : series_of_record(rows, record);
        take_value(rows, record, rows->value_columns[i], &value);
    }
}

static void read_wide(Rows *rows, const Record *record, CodedUnit unit)
{
    ExtractValue value = {.unit = unit, .record = record->number, .line = record->line};
    rows->extract->account.records_used++;
    for (size_t i = 0; i < rows->n_columns; i++) {
        if (rows->years[i] == 0)
            continue;
        value.series = rows->series[i];
        value.period = period_of(FREQ_ANNUAL, rows->years[i], 0);
        take_value(rows, record, i, &value);
    }
}

static void read_observations(Rows *rows, const Record *record)
{
    Extract *extract = rows->extract;
    CodedUnit unit;
    if (extract_unit(extract, record->fields[rows->unit], record->number, record->line,
                     place_of(rows, record, rows->unit), rows->names[rows->unit].text, &unit)) {
        if (rows->label < rows->n_columns)
            extract_label(extract, &unit, record->fields[rows->label], record->line);
        if (extract->profile->layout == LAYOUT_WIDE)
            read_wide(rows, record, unit);
        else
            read_long(rows, record, unit);
    } else {
        extract->account.records_filtered += unit.filtered;
    }
}

/* What is wrong with the record as a whole; false where something is, and it is counted. */
static bool is_whole(Rows *rows, const Record *record)
{
    Extract *extract = rows->extract;
    if (record->bad) {
        const char *reason = arena_printf(
            extract->arena, _("the quotation marks are broken at column %zu"), record->bad_column);
        extract_reject(extract, REJECT_QUOTES, true, record->number, record->line, NULL, NULL,
                       record->raw, reason);
        return false;
    }
    if (record->n_fields == 0) {
        extract->account.records_blank++;
        return false;
    }
    if (memchr(record->raw.text, '\0', record->raw.length) != NULL) { /* texts would end there */
        extract_reject(extract, REJECT_NUL, true, record->number, record->line, NULL, NULL,
                       record->raw, NULL);
        return false;
    }
    size_t expected = rows->n_columns + rows->trailing;
    bool empty_last = rows->trailing && record->n_fields == expected &&
                      record->fields[record->n_fields - 1].length > 0;
    if (record->n_fields != expected || empty_last) {
        const char *reason =
            arena_printf(extract->arena,
                         PLURAL("the record has %zu field, the header %zu",
                                "the record has %zu fields, the header %zu", record->n_fields),
                         record->n_fields, expected);
        extract_reject(extract, REJECT_FIELDS, true, record->number, record->line, NULL, NULL,
                       record->raw, reason);
        return false;
    }
    return true;
}

static bool is_cut(const Rows *rows, const Record *record, Err *err)
{
    if (!record->unended || record->bad || record->n_fields == 0 ||
        record->n_fields >= rows->n_columns + rows->trailing)
        return false;
    err_set(err, ERR_DATA, _("line %llu: the file ends in the middle of a record"),
            (unsigned long long)record->line);
    err_hint(err, "%s", _("the file is cut: fetch it again"));
    return true;
}

bool rows_take(Rows *rows, const Record *given, Err *err)
{
    Extract *extract = rows->extract;
    Record repaired = *given, *record = &repaired;
    if (rows->names == NULL)
        return read_head(rows, record, err);
    extract->account.records++;
    if (extract->repairs != NULL &&
        !repair_record(extract->repairs, extract->arena, extract->profile->separator, rows->names,
                       rows->n_columns, record, err))
        return false;
    if (is_cut(rows, record, err))
        return false;
    if (!is_whole(rows, record))
        return true;
    const StrView *f = record->fields;
    switch (extract->profile->layout) {
    case LAYOUT_REPORT:
        return report_row(extract, rows->report, f, record->number, record->line, record->raw, err);
    case LAYOUT_MATRIX:
        return matrix_row(extract, rows->matrix, f, record->number, record->line, record->raw, err);
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
    read_observations(rows, record);
    return true;
}

bool rows_end(Rows *rows, Err *err)
{
    if (rows->names == NULL)
        return err_set(err, ERR_DATA, _("the file has no header"));
    if (rows->matrix != NULL)
        matrix_end(rows->extract, rows->matrix);
    return rows->extract->profile->layout != LAYOUT_REGISTER || terc_end(rows->extract, err);
}

Rows *rows_new(Extract *extract)
{
    Rows *rows = arena_alloc(extract->arena, sizeof *rows);
    *rows = (Rows){.extract = extract};
    return rows;
}

void rows_free_p(Rows **rows)
{
    if (*rows == NULL)
        return;
    matrix_done((*rows)->matrix);
    strbuf_done(&(*rows)->key);
}
