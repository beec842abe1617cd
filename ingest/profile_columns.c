/* The elements of a profile that say which cells are unit, period, value, dimension. */
#include "crosswalk.h"
#include "profile.h"

static const char *const rows_names[ROWS_KINDS] = {
#define ROWS(name, text) text,
    ROWS_LIST(ROWS)
#undef ROWS
};

static bool known(const XmlNode *node, const char *attributes, Err *err)
{
    return node == NULL || xml_known(node, attributes, "", err);
}

static RowsPerCell rows_of(const char *word)
{
    RowsPerCell rows = 0;
    while (rows < ROWS_KINDS && strcmp(rows_names[rows], word) != 0)
        rows++;
    return rows;
}

/* A column of a variable must be looked for where one of the variable's series says it is. */
static bool find_variable(const ProfileLoader *loader, const XmlNode *at, const char *name,
                          const Profile *profile, ProfileValue *value)
{
    const Variable *variable = variable_find(loader->variables, name);
    if (variable == NULL) {
        const char *near = strmap_nearest(loader->variables->by_id, str_view(name));
        xml_fail(at, loader->err, _("the variable \"%s\" is not defined"), name);
        return near == NULL ? false : err_hint(loader->err, _("a similar name exists: %s"), near);
    }
    value->variable = variable;
    for (size_t i = 0; i < variable->n_series && value->series == NULL; i++)
        if (strcmp(variable->series[i].source, profile->source) == 0)
            value->series = &variable->series[i];
    return value->series != NULL ||
           xml_fail(at, loader->err,
                    _("source=\"%s\", but the series of the variable \"%s\" says source=\"%s\""),
                    profile->source, variable->id, variable->series[0].source);
}

static bool check_value(const XmlNode *at, const ProfileValue *value, Err *err)
{
    if (value->column == NULL && value->rows != ROWS_COUNT)
        return xml_fail(at, err, _("which column? Only a count of rows needs none"));
    if (value->weight != NULL && value->rows != ROWS_MEAN)
        return xml_fail(at, err, _("a weight belongs to rows=\"mean\""));
    if (value->variable != NULL && (value->text != NULL || value->unit != NULL))
        return xml_fail(at, err,
                        _("a variable has its own texts and unit: text and unit are for "
                          "columns without one"));
    return true;
}

static bool read_value(const ProfileLoader *loader, const XmlNode *at, const XmlNode *node,
                       const Profile *profile, ProfileValue *value)
{
    const char *variable = xml_attribute(at, "variable");
    const char *rows = xml_attribute_or(at, "rows", xml_attribute_or(node, "rows-per-cell", "one"));
    const char *missing =
        xml_attribute_or(at, "missing-rows", xml_attribute_or(node, "missing-rows", ""));
    if (!known(at, "column variable text unit rows weight missing-rows", loader->err))
        return false;
    *value = (ProfileValue){.column = xml_attribute(at, "column"),
                            .text = xml_attribute(at, "text"),
                            .unit = xml_attribute(at, "unit"),
                            .weight = xml_attribute(at, "weight"),
                            .rows = rows_of(rows),
                            .skip_missing = strcmp(missing, "skip") == 0};
    if (value->rows == ROWS_KINDS)
        return xml_fail_at(at, "rows", loader->err,
                           _("\"%s\" is none of: one sum count distinct mean min max"), rows);
    if (profile->period_parts && value->column != NULL && strstr(value->column, "{year}") != NULL)
        return xml_fail_at(at, "column", loader->err,
                           _("a column of a year needs frequency=\"annual\" or \"school\": it says "
                             "no quarter or month"));
    if (*missing != '\0' && !str_list_has("missing skip", missing))
        return xml_fail_at(at, "missing-rows", loader->err, _("\"%s\" is none of: missing skip"),
                           missing);
    return (variable == NULL || find_variable(loader, at, variable, profile, value)) &&
           check_value(at, value, loader->err);
}

static bool read_values(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    profile->values = arena_array(loader->arena, xml_count(node, "value"), sizeof *profile->values);
    for (const XmlNode *at = xml_child(node, "value"); at != NULL; at = xml_next(at, "value"))
        if (!read_value(loader, at, node, profile, &profile->values[profile->n_values++]))
            return false;
    return true;
}

static bool read_dimensions(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    profile->dimensions =
        arena_array(loader->arena, xml_count(node, "dimension"), sizeof *profile->dimensions);
    for (const XmlNode *at = xml_child(node, "dimension"); at != NULL;
         at = xml_next(at, "dimension")) {
        const ProfileDimension dimension = {xml_attribute(at, "column"), xml_attribute(at, "text")};
        if (!known(at, "column text", loader->err))
            return false;
        if ((dimension.column == NULL) == (dimension.text == NULL))
            return xml_fail(at, loader->err,
                            _("a dimension is a column, or a text that all rows have"));
        profile->dimensions[profile->n_dimensions++] = dimension;
    }
    return true;
}

static bool read_unit(const ProfileLoader *loader, const XmlNode *unit, Profile *profile)
{
    const char *form = xml_attribute_or(unit, "form", "teryt"),
               *columns = xml_attribute_or(unit, "columns", xml_attribute_or(unit, "column", NULL)),
               *crosswalk = xml_attribute_or(unit, "crosswalk", NULL);
    if (!known(unit, "column columns form crosswalk key", loader->err))
        return false;
    profile->unit_form = strcmp(form, "bdl12") == 0   ? CODE_BDL12
                         : strcmp(form, "nts10") == 0 ? CODE_NTS10
                                                      : CODE_TERYT;
    profile->unit_from = strcmp(form, "jst") == 0     ? UNIT_JST
                         : strcmp(form, "union") == 0 ? UNIT_UNION
                                                      : UNIT_CODE;
    profile->regon = strcmp(xml_attribute_or(unit, "key", "text"), "regon") == 0;
    if (columns != NULL) {
        profile->unit_columns = xml_attribute(unit, "columns") != NULL
                                    ? str_split(loader->arena, columns, "|")
                                    : (StrList){arena_alloc(loader->arena, sizeof(char *)), 1};
        if (xml_attribute(unit, "columns") == NULL)
            profile->unit_columns.items[0] = arena_strdup(loader->arena, columns);
        if (profile->unit_columns.n == 0 || profile->unit_columns.n > UNIT_COLUMNS_MAX)
            return xml_fail_at(unit, "columns", loader->err, _("a code has 1 to %d parts"),
                               UNIT_COLUMNS_MAX);
        profile->unit_column = profile->unit_columns.items[0];
    }
    if (profile->unit_from != UNIT_CODE && profile->unit_columns.n != 4)
        return xml_fail(unit, loader->err,
                        _("this form of codes has four columns: columns=\"WK|PK|GK|GT\""));
    return crosswalk == NULL || crosswalk_load(loader, unit, crosswalk, &profile->crosswalk);
}

static bool read_period(const ProfileLoader *loader, const XmlNode *period, Profile *profile)
{
    const char *frequency = xml_attribute_or(period, "frequency", "annual"),
               *from = xml_attribute_or(period, "from", "column"),
               *shift = xml_attribute_or(period, "shift", "0");
    uint64_t years = 0;
    bool back = *shift == '-';
    if (!known(period, "column index frequency from text sheet label year shift", loader->err))
        return false;
    profile->period_column = xml_attribute_or(period, "column", NULL);
    profile->period_sub_column = xml_attribute_or(period, "index", NULL);
    profile->period_text = xml_attribute_or(period, "text", NULL);
    profile->period_sheet = xml_attribute_or(period, "sheet", NULL);
    profile->period_label = xml_attribute_or(period, "label", NULL);
    profile->frequency = strcmp(frequency, "quarter") == 0  ? FREQ_QUARTER
                         : strcmp(frequency, "month") == 0  ? FREQ_MONTH
                         : strcmp(frequency, "school") == 0 ? FREQ_SCHOOL
                                                            : FREQ_ANNUAL;
    profile->period_from = strcmp(from, "title") == 0   ? PERIOD_TITLE
                           : strcmp(from, "name") == 0  ? PERIOD_NAME
                           : strcmp(from, "sheet") == 0 ? PERIOD_SHEET
                                                        : PERIOD_COLUMN;
    profile->period_parts = profile->frequency == FREQ_QUARTER || profile->frequency == FREQ_MONTH;
    if (profile->period_parts && profile->layout == LAYOUT_WIDE)
        return xml_fail_at(
            period, "frequency", loader->err,
            _("the headings of the layout \"wide\" say a year, and no quarter or month"));
    if (profile->period_parts && profile->period_sub_column == NULL)
        return xml_fail_at(period, "frequency", loader->err,
                           _("which column says the quarter or the month? index=\"...\""));
    if (!profile->period_parts && profile->period_sub_column != NULL)
        return xml_fail_at(
            period, "index", loader->err,
            _("index is the column of a quarter or a month, and frequency=\"%s\" has "
              "none"),
            frequency);
    if (!num_parse_count(str_view(shift + back), 100, &years))
        return xml_fail_at(period, "shift", loader->err,
                           _("shift is a number of years, such as -1"));
    profile->period_shift = back ? -(int)years : (int)years;
    if (period != NULL && !xml_year(period, "year", 0, &profile->period_year, loader->err))
        return false;
    if (profile->period_year > 0)
        profile->period_from = PERIOD_FIXED;
    bool of_text = profile->period_from == PERIOD_TITLE || profile->period_from == PERIOD_NAME ||
                   profile->period_from == PERIOD_SHEET;
    if (of_text && (profile->period_text == NULL || strstr(profile->period_text, "{year}") == NULL))
        return xml_fail(period, loader->err,
                        _("how does the year stand there? For example text=\"za rok {year}\""));
    if (profile->period_from == PERIOD_SHEET &&
        (profile->period_sheet == NULL || profile->period_label == NULL))
        return xml_fail(period, loader->err, _("from=\"sheet\" needs sheet and label"));
    return true;
}

static bool read_attribute(const ProfileLoader *loader, const XmlNode *attribute, Profile *profile)
{
    const char *dictionary = xml_attribute_or(attribute, "dictionary", NULL);
    profile->attribute_column = xml_attribute_or(attribute, "column", NULL);
    if (!known(attribute, "column dictionary", loader->err))
        return false;
    if (dictionary == NULL && profile->attribute_column != NULL)
        return xml_fail_at(attribute, "column", loader->err,
                           _("which dictionary explains the letters? dictionary=\"...\""));
    if (dictionary == NULL)
        return true;
    AttributeSet *set = arena_alloc(loader->arena, sizeof *set);
    profile->attributes = set;
    return attributes_load(loader->arena, loader->config, dictionary, set, loader->err);
}

static bool read_texts(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    const char *dictionary;
    if (node == NULL)
        return true;
    Texts *texts = arena_alloc(loader->arena, sizeof *texts);
    profile->texts = texts;
    return known(node, "dictionary", loader->err) &&
           xml_need(node, "dictionary", &dictionary, loader->err) &&
           texts_load(loader->arena, loader->config, dictionary, texts, loader->err);
}

bool profile_read_columns(const ProfileLoader *loader, const XmlNode *node, Profile *profile)
{
    const XmlNode *measure = xml_child(node, "measure"), *label = xml_child(node, "label");
    profile->measure_column = xml_attribute_or(measure, "column", NULL);
    profile->label_column = xml_attribute_or(label, "column", NULL);
    return known(measure, "column", loader->err) && known(label, "column", loader->err) &&
           read_unit(loader, xml_child(node, "unit"), profile) &&
           read_period(loader, xml_child(node, "period"), profile) &&
           read_attribute(loader, xml_child(node, "attribute"), profile) &&
           read_texts(loader, xml_child(node, "texts"), profile) &&
           read_dimensions(loader, node, profile) && read_values(loader, node, profile);
}
