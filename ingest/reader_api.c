/* Answers of the BDL API v1 (bdl.md 2.2, 2.3): JSON by jansson, XML by local names; both end in
 * api_value(). */
#include "json_text.h"
#include "reader.h"

#include <stdio.h>

/* The API writes only the id of a variable: config/variables knows its texts; others are stored
 * under their id and listed. */
static uint32_t series_of(Extract *extract, StrView variable, StrView measure)
{
    char key[80];
    uint32_t at;
    (void)snprintf(key, sizeof key, "BDL %.*s", STR_ARG(variable));
    if (strmap_find(extract->variables->by_api, str_view(key), &at)) {
        const Variable *known = &extract->variables->items[at];
        for (size_t i = 0; i < known->n_series; i++)
            if (str_equal(variable, known->series[i].api))
                return extract_series(extract, known->series[i].subject,
                                      str_view(known->series[i].dimensions),
                                      str_view(known->series[i].unit), "");
    }
    (void)snprintf(key, sizeof key, "API %.*s", STR_ARG(variable));
    return extract_series(extract, key, (StrView){"", 0}, measure, "");
}

/* The day whose dictionary of attributes holds: when the answer was fetched, where that is
 * declared, else its newest update. */
static const char *dictionary_date(const Extract *extract)
{
    const char *date = *extract->declared_date != '\0' ? extract->declared_date : extract->date;
    return *date == '\0' ? "9998" : date;
}

void api_value(Extract *extract, const ApiValue *value)
{
    uint64_t year;
    CodedUnit unit;
    const Attribute *attribute = attribute_by_letter(extract->profile->attributes, ' ');
    extract->account.records++;
    if (!num_parse_count(str_trim(value->year), 2100, &year) || year < 1900) {
        extract_reject(extract, REJECT_YEAR, true, value->record, value->line, value->place, "year",
                       value->year, NULL);
        return;
    }
    if (value->has_attribute)
        attribute = value->attribute < 0
                        ? NULL
                        : attribute_by_id(extract->profile->attributes, value->attribute,
                                          dictionary_date(extract));
    char unknown[32];
    (void)snprintf(unknown, sizeof unknown, "%lld", (long long)value->attribute);
    const char *reason = NULL;
    if (!extract_unit(extract, value->unit, &unit, &reason)) {
        extract->account.records_filtered += unit.filtered;
        if (reason != NULL)
            extract_reject(extract, REJECT_UNIT, true, value->record, value->line, value->place,
                           "id", str_trim(value->unit), reason);
        return;
    }
    extract->account.records_used++;
    const ExtractValue cell = {.unit = unit,
                               .series = series_of(extract, value->variable, value->measure),
                               .period = period_of(FREQ_ANNUAL, (int)year, 0),
                               .text = value->value,
                               .attribute = attribute,
                               .unknown_attribute =
                                   attribute == NULL ? str_view(unknown) : (StrView){NULL, 0},
                               .attribute_column = "attrId",
                               .record = value->record,
                               .line = value->line,
                               .place = value->place,
                               .column = "val"};
    extract_value(extract, &cell);
}

/* The newest lastUpdate of the answer is the extract's date. */
static void take_date(Extract *extract, StrView text)
{
    text = str_trim(text);
    if (text.length < 10 || text.text[4] != '-')
        return;
    size_t length = text.length > 19 ? 19 : text.length;
    const char *date = arena_strndup(extract->arena, text.text, length);
    if (strcmp(extract->date_source, "content") != 0 || strcmp(date, extract->date) > 0)
        extract->date = date;
    extract->date_source = N_("content");
}

static bool partial_aggregate(int64_t aggregate, Err *err)
{
    err_set(err, ERR_DATA,
            _("the answer is of aggregate %lld, a part of the unit and not the unit"),
            (long long)aggregate);
    return err_hint(err, "%s", _("ask the API for aggregate-id=1"));
}

typedef struct Answer {
    Extract *extract;
    StrView variable, unit, measure;
    uint64_t record;
} Answer;

/* A number, also as text; -1, which no dictionary has, for anything else. */
static int64_t attribute_of_json(const json_t *value)
{
    uint64_t number;
    if (json_is_integer(value))
        return json_integer_value(value);
    return json_is_string(value) &&
                   num_parse_count(str_view(json_string_value(value)), INT32_MAX, &number)
               ? (int64_t)number
               : -1;
}

static bool json_values(Answer *answer, const json_t *result, size_t number, Err *err)
{
    const json_t *values = json_object_get(result, "values");
    size_t i;
    json_t *entry;
    if (!json_is_array(values))
        return err_set(err, ERR_DATA, _("results[%zu] has no array \"values\""), number);
    json_array_foreach(values, i, entry)
    {
        char year[NUM_TEXT], val[NUM_TEXT], place[80];
        const json_t *attribute = json_object_get(entry, "attrId");
        (void)snprintf(place, sizeof place, "results[%zu].values[%zu]", number, i);
        ApiValue value = {.variable = answer->variable,
                          .unit = answer->unit,
                          .measure = answer->measure,
                          .year = json_text(json_object_get(entry, "year"), year),
                          .value = json_text(json_object_get(entry, "val"), val),
                          .attribute = attribute_of_json(attribute),
                          .has_attribute = attribute != NULL && !json_is_null(attribute),
                          .place = place,
                          .record = ++answer->record};
        api_value(answer->extract, &value);
    }
    return true;
}

static bool json_answer(Extract *extract, const json_t *root, Err *err)
{
    char variable[NUM_TEXT], unit[NUM_TEXT], id[NUM_TEXT], measure[NUM_TEXT];
    const json_t *results = json_object_get(root, "results"),
                 *aggregate = json_object_get(root, "aggregateId");
    const json_t *by_variable = json_object_get(root, "variableId");
    Answer answer = {.extract = extract};
    size_t i;
    json_t *result;
    if (json_is_integer(aggregate) && json_integer_value(aggregate) != 1)
        return partial_aggregate(json_integer_value(aggregate), err);
    answer.variable = json_text(by_variable, variable);
    answer.unit = json_text(json_object_get(root, "unitId"), unit);
    take_date(extract, json_text(json_object_get(root, "lastUpdate"), id));
    json_array_foreach(results, i, result)
        take_date(extract, json_text(json_object_get(result, "lastUpdate"), id));
    json_array_foreach(results, i, result)
    {
        StrView own = json_text(json_object_get(result, "id"), id);
        const json_t *unit_of =
            json_object_get(by_variable == NULL ? result : root, "measureUnitId");
        answer.measure = json_text(unit_of, measure);
        if (by_variable != NULL)
            answer.unit = own;
        else
            answer.variable = own;
        if (!json_values(&answer, result, i, err))
            return false;
    }
    return true;
}

bool reader_api_json(Extract *extract, const char *bytes, size_t size, Err *err)
{
    json_t *root = json_document(
        bytes, size,
        _("lists and dictionaries saved a line each are not data; give answers of data/by-variable "
          "or data/by-unit, each as a file of its own"),
        err);
    if (root == NULL)
        return false;
    bool good =
        json_is_array(json_object_get(root, "results")) &&
        (json_object_get(root, "variableId") != NULL || json_object_get(root, "unitId") != NULL);
    if (!good) {
        err_set(err, ERR_DATA,
                _("this JSON is no answer of data/by-variable or data/by-unit: it has no "
                  "variableId or unitId with results"));
        err_hint(
            err, "%s",
            _("dictionaries and lists of the API are not data; keep whole answers, with their head"));
    } else {
        good = json_answer(extract, root, err);
    }
    json_decref(root);
    return good;
}

/* XML: elements by local name at any depth, since no recorded answer exists (bdl.md 2.3). */
typedef struct XmlAnswer {
    Extract *extract;
    StrBuf variable, unit, measure, id, year, value;
    bool has_attribute, has_value;
    int64_t attribute;
    uint64_t record;
} XmlAnswer;

static void keep(StrBuf *buffer, StrView text)
{
    buffer->length = 0;
    strbuf_add(buffer, text.text, text.length);
}

static StrView kept(const StrBuf *buffer)
{
    return (StrView){buffer->text == NULL ? "" : buffer->text, buffer->length};
}

static bool xml_start(void *context, const XmlEvent *event, Err *err)
{
    XmlAnswer *answer = context;
    (void)err;
    if (str_equal(event->name, "yearVal")) {
        answer->has_attribute = answer->has_value = false;
        answer->value.length = answer->year.length = 0;
    }
    return true;
}

static void xml_year_value(XmlAnswer *answer, const XmlEvent *event)
{
    char place[80];
    bool by_variable = answer->variable.length > 0;
    answer->record++;
    (void)snprintf(place, sizeof place, "yearVal[%llu]", (unsigned long long)answer->record);
    const ApiValue value = {.variable = by_variable ? kept(&answer->variable) : kept(&answer->id),
                            .unit = by_variable ? kept(&answer->id) : kept(&answer->unit),
                            .measure = kept(&answer->measure),
                            .year = kept(&answer->year),
                            .value = kept(&answer->value),
                            .attribute = answer->attribute,
                            .has_attribute = answer->has_attribute,
                            .place = place,
                            .record = answer->record,
                            .line = event->line};
    api_value(answer->extract, &value);
}

static bool xml_end(void *context, const XmlEvent *event, Err *err)
{
    XmlAnswer *answer = context;
    StrView name = event->name;
    uint64_t number;
    if (str_equal(name, "variableId"))
        keep(&answer->variable, event->text);
    else if (str_equal(name, "unitId"))
        keep(&answer->unit, event->text);
    else if (str_equal(name, "measureUnitId"))
        keep(&answer->measure, event->text);
    else if (str_equal(name, "lastUpdate"))
        take_date(answer->extract, event->text);
    else if (str_equal(name, "id"))
        keep(&answer->id, event->text);
    else if (str_equal(name, "year"))
        keep(&answer->year, event->text);
    else if (str_equal(name, "val"))
        keep(&answer->value, event->text);
    else if (str_equal(name, "aggregateId") && num_parse_count(event->text, INT32_MAX, &number) &&
             number != 1)
        return partial_aggregate((int64_t)number, err);
    else if (str_equal(name, "attrId")) {
        answer->has_attribute = true;
        answer->attribute = num_parse_count(event->text, INT32_MAX, &number) ? (int64_t)number : -1;
    } else if (str_equal(name, "yearVal")) {
        xml_year_value(answer, event);
    }
    return true;
}

/* The date may stand behind the values that it is needed for: all of them are looked for first. */
static void find_dates(Extract *extract, const char *bytes, size_t size)
{
    static const char tag[] = "<lastUpdate>";
    const char *end = bytes + size, *at = bytes;
    while ((at = memmem(at, (size_t)(end - at), tag, sizeof tag - 1)) != NULL) {
        at += sizeof tag - 1;
        const char *stop = memchr(at, '<', (size_t)(end - at));
        if (stop != NULL)
            take_date(extract, (StrView){at, (size_t)(stop - at)});
    }
}

bool reader_api_xml(Extract *extract, const char *bytes, size_t size, Err *err)
{
    static const XmlHandler handler = {xml_start, xml_end};
    XmlAnswer answer = {.extract = extract};
    find_dates(extract, bytes, size);
    bool good = xml_read(bytes, size, &handler, &answer, err);
    if (good && answer.variable.length == 0 && answer.unit.length == 0)
        good = err_set(err, ERR_DATA,
                       _("this XML is no answer of data/by-variable or data/by-unit: it has "
                         "no variableId or unitId"));
    strbuf_done(&answer.variable);
    strbuf_done(&answer.unit);
    strbuf_done(&answer.measure);
    strbuf_done(&answer.id);
    strbuf_done(&answer.year);
    strbuf_done(&answer.value);
    return good;
}
