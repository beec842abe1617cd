/* BeSTi@ packages (budget.md 3):
 * PaczkaSprawozdan/Jednostki/Jednostka/Sprawozdania/Rb-../Pozycje/Pozycja, child by child. */
#include "date.h"
#include "jst.h"
#include "reader.h"

#include <stdio.h>

enum { NAMES_MAX = 16, TEXT_MAX = 200 };

typedef struct Reader {
    Extract *extract;
    char path[NAMES_MAX][40];
    char type[TEXT_MAX], name[TEXT_MAX], regon[TEXT_MAX], wk[8], pk[8], gk[8], gt[8], pt[8];
    char year[8], period_kind[16], period[8], date[16], version[8];
    char package_year[8], package_period[8]; /* of the package as a whole */
    StrBuf others;                           /* kinds of reports that are not read */
    StrBuf bad_regons;
    uint64_t n_others, n_signatures, n_trimmed;
    char dzial[8], rozdzial[8], paragraf[8], p4[8];
    const char *report;
    ExtractRow row;
    unsigned seen; /* amounts of the position, one bit a measure */
    bool row_bad;
    uint64_t position;
} Reader;

static bool at_path(const Reader *reader, unsigned depth, const char *const *names, unsigned n)
{
    if (depth != n)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (strcmp(names[i], "*") != 0 && strcmp(reader->path[i], names[i]) != 0)
            return false;
    return true;
}
#define AT(reader, depth, ...)                                                                     \
    at_path(reader, depth, (const char *const[]){__VA_ARGS__},                                     \
            ARRAY_LENGTH(((const char *const[]){__VA_ARGS__})))

static bool on_start(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    if (event->depth > NAMES_MAX)
        return true; /* signatures; nothing of ours lies so deep */
    (void)snprintf(reader->path[event->depth - 1], sizeof reader->path[0], "%.*s",
                   STR_ARG(event->name));
    reader->n_signatures += str_equal(event->name, "Signature");
    if (event->depth == 1) {
        StrView version = xml_event_attribute(event, "Wersja");
        if (!str_equal(version, "0.3"))
            return err_set(err, ERR_DATA, _("the package is of version %.*s; 0.3 is known"),
                           STR_ARG(version.text == NULL ? str_view("?") : version));
    } else if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka")) {
        reader->type[0] = reader->name[0] = reader->regon[0] = '\0';
        reader->wk[0] = reader->pk[0] = reader->gk[0] = reader->gt[0] = reader->pt[0] = '\0';
    } else if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka",
                  "Sprawozdania", "*")) {
        reader->report = str_equal(event->name, "Rb-27s")   ? "Rb-27S"
                         : str_equal(event->name, "Rb-28s") ? "Rb-28S"
                                                            : NULL;
        reader->position = 0;
        reader->year[0] = reader->period[0] = reader->period_kind[0] = reader->date[0] = '\0';
        (void)snprintf(reader->version, sizeof reader->version, "0");
    } else if (str_equal(event->name, "Pozycja")) {
        memset(&reader->row, 0, sizeof reader->row);
        reader->dzial[0] = reader->rozdzial[0] = reader->paragraf[0] = reader->p4[0] = '\0';
        reader->seen = 0;
        reader->row_bad = false;
        reader->position++;
    }
    return true;
}

static void set_text(char *target, size_t size, StrView text)
{
    (void)snprintf(target, size, "%.*s", (int)(text.length < size ? text.length : size - 1),
                   text.text);
}

/* Where in the file; `element` NULL: the whole position, before the first one the whole report. */
static const char *place_of(Reader *reader, const char *element)
{
    if (reader->position == 0)
        return arena_printf(reader->extract->arena, "Jednostka \"%s\"/%s", reader->name,
                            reader->report);
    return arena_printf(reader->extract->arena, "Jednostka \"%s\"/%s/Pozycja[%llu]%s%s",
                        reader->name, reader->report, (unsigned long long)reader->position,
                        element == NULL ? "" : "/", element == NULL ? "" : element);
}

static void reject_position(Reader *reader, const XmlEvent *event, RejectCode code,
                            const char *element, StrView raw, const char *reason)
{
    if (!reader->row_bad)
        extract_reject(reader->extract, code, true, reader->position, event->line,
                       place_of(reader, element), element, raw, reason);
    reader->row_bad = true;
}

static void take_amount(Reader *reader, const XmlEvent *event, const char *name)
{
    size_t first = report_first_measure(reader->report);
    for (unsigned i = 0; i < FILING_MEASURES && first + i < n_report_measures; i++) {
        const Measure *measure = &report_measures[first + i];
        const char *problem = NULL;
        if (strcmp(measure->report, reader->report) != 0 || strcmp(measure->element, name) != 0)
            continue;
        if (reader->seen & 1u << i)
            reject_position(reader, event, REJECT_MEASURE, name, event->text, NULL);
        else if (!amount_parse(event->text, reader->extract->profile->number,
                               &reader->row.amounts[i], &problem))
            reject_position(reader, event, REJECT_NUMBER, name, event->text, problem);
        reader->seen |= 1u << i;
        reader->row.n_values++;
        return;
    }
}

/* 9 digits, or 14 with 00000 for the whole of an enterprise: the same. Returns whether its check
 * digit is right. */
static bool normalise_regon(char *regon)
{
    static const int weights[] = {8, 9, 2, 3, 4, 5, 6, 7};
    size_t length = strlen(regon);
    int sum = 0;
    if (length == 14 && strcmp(regon + 9, "00000") == 0)
        regon[length = 9] = '\0';
    if (length == 14 || length == 0)
        return true;
    if (length != 9 || !str_all_digits(str_view(regon)))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(weights); i++)
        sum += (regon[i] - '0') * weights[i];
    return sum % 11 % 10 == regon[8] - '0';
}

/* A body's own code: what it says of itself, since a REGON alone is not safe (budget.md 3). */
static bool unit_of(Reader *reader, const char **ret_problem, uint32_t *ret_unit, Err *err)
{
    const JstCode code = {str_view(reader->wk), str_view(reader->pk), str_view(reader->gk),
                          str_view(reader->gt), str_view(reader->pt), str_view("")};
    if (!jst_unit(reader->extract, &code, ret_problem, ret_unit, err))
        return false;
    if (*ret_problem != NULL || strcmp(reader->type, "JST") == 0)
        return true;
    if (!normalise_regon(reader->regon) &&
        (reader->bad_regons.text == NULL || strstr(reader->bad_regons.text, reader->name) == NULL))
        strbuf_printf(&reader->bad_regons, "%s%s \"%s\"",
                      reader->bad_regons.length == 0 ? "" : ", ", reader->regon, reader->name);
    const char *parent = reader->extract->workspace->territory.units[*ret_unit].code;
    const char *body =
        arena_printf(reader->extract->arena, "%s/%s/%s", parent, reader->regon, reader->name);
    return workspace_unit(reader->extract->workspace, LEVEL_BODY, body, reader->name, parent,
                          ret_unit, err);
}

/* What a BeSTi@ report can say: the measures that have an element there. */
static uint32_t known_measures(const char *report)
{
    uint32_t known = 0;
    size_t first = report_first_measure(report);
    for (unsigned i = 0;
         first + i < n_report_measures && strcmp(report_measures[first + i].report, report) == 0;
         i++)
        known |= (*report_measures[first + i].element != '\0' ? 1u : 0u) << i;
    return known;
}

/* Whose report it is and of when; *ret_filing NULL, with the reason, where that cannot be told. */
static bool filing_of(Reader *reader, ExtractFiling **ret_filing, RejectCode *ret_code,
                      const char **ret_problem, Err *err)
{
    Extract *extract = reader->extract;
    uint64_t year, quarter, version;
    char date[11];
    uint32_t unit = 0;
    *ret_filing = NULL;
    *ret_problem = NULL;
    *ret_code = REJECT_YEAR;
    if (!num_parse_count(str_view(reader->year), 2100, &year) ||
        !num_parse_count(str_view(reader->period), 4, &quarter) || quarter == 0 ||
        strcmp(reader->period_kind, "Kwartal") != 0 || !date_parse(str_view(reader->date), date))
        return true;
    *ret_code = REJECT_UNIT;
    if (!unit_of(reader, ret_problem, &unit, err))
        return false;
    if (*ret_problem != NULL)
        return true;
    *ret_code = REJECT_UNIT_YEAR;
    if (!unit_valid(&extract->workspace->territory.units[unit], (int)year))
        return true;
    if (!num_parse_count(str_view(reader->version), 9999, &version))
        version = 0;
    *ret_filing =
        extract_filing(extract, reader->report, period_of(FREQ_QUARTER, (int)year, (int)quarter),
                       unit, date, (int)version, known_measures(reader->report));
    return true;
}

static bool end_position(Reader *reader, const XmlEvent *event, Err *err)
{
    Extract *extract = reader->extract;
    ExtractFiling *filing;
    RejectCode code;
    const char *problem;
    extract->account.records++;
    if (!filing_of(reader, &filing, &code, &problem, err))
        return false;
    if (filing == NULL) {
        reject_position(reader, event, code, NULL, str_view(reader->year), problem);
        return true;
    }
    const char *part =
        class_key_parse(extract, str_view(reader->dzial), str_view(reader->rozdzial),
                        str_view(reader->paragraf), str_view(reader->p4), &reader->row.key);
    if (part != NULL)
        reject_position(reader, event, REJECT_CLASSIFICATION, part, str_view(reader->rozdzial),
                        NULL);
    reader->row.hole = reader->row_bad;
    if (reader->row_bad) {
        memset(reader->row.amounts, 0, sizeof reader->row.amounts);
        reader->row.n_values = 0;
    } else {
        extract->account.records_used++;
        extract->account.read += reader->row.n_values;
    }
    filing_row_add(filing, &reader->row);
    return true;
}

/* The package says one quarter and a report in it another: one of them is wrong. */
static bool check_package(const Reader *reader, Err *err)
{
    if (*reader->package_year == '\0' || *reader->package_period == '\0' ||
        (strcmp(reader->package_year, reader->year) == 0 &&
         strcmp(reader->package_period, reader->period) == 0))
        return true;
    return err_set(err, ERR_DATA,
                   _("the package is of %s, period %s, but the report of \"%s\" in it is of %s, "
                     "period %s"),
                   reader->package_year, reader->package_period, reader->name, reader->year,
                   reader->period);
}

/* A report of a kind that is not read: counted, and its kind is said at the end. */
static void pass_report(Reader *reader, const XmlEvent *event)
{
    char name[60];
    (void)snprintf(name, sizeof name, "%.*s", STR_ARG(event->name));
    reader->extract->account.records++;
    reader->extract->account.records_filtered++;
    reader->n_others++;
    if (reader->others.text == NULL || strstr(reader->others.text, name) == NULL)
        strbuf_printf(&reader->others, "%s%s", reader->others.length == 0 ? "" : ", ", name);
}

/* A report without positions is a report all the same: all of it is zero. */
static bool end_report(Reader *reader, const XmlEvent *event, Err *err)
{
    ExtractFiling *filing;
    RejectCode code;
    const char *problem;
    if (!check_package(reader, err))
        return false;
    if (reader->position > 0)
        return true;
    if (!filing_of(reader, &filing, &code, &problem, err))
        return false;
    if (filing == NULL) {
        reader->extract->account.records++;
        reader->row_bad = false;
        reject_position(reader, event, code, NULL, str_view(reader->year), problem);
    }
    return true;
}

static void take_text(Reader *reader, const XmlEvent *event)
{
    const struct {
        const char *parent, *name;
        char *target;
        size_t size;
    } texts[] = {
#define TEXT(parent, name, field) {parent, name, reader->field, sizeof reader->field}
        TEXT("Jednostka", "Typ", type),
        TEXT("Jednostka", "Nazwa", name),
        TEXT("Jednostka", "Regon", regon),
        TEXT("Jednostka", "WK", wk),
        TEXT("Jednostka", "PK", pk),
        TEXT("Jednostka", "GK", gk),
        TEXT("Jednostka", "GT", gt),
        TEXT("Jednostka", "PT", pt),
        TEXT("Okres", "Rok", year),
        TEXT("Okres", "TypOkresu", period_kind),
        TEXT("Okres", "Okres", period),
        TEXT("Naglowek", "Wersja", version),
        TEXT("Naglowek", "DataSprawozdania", date),
        TEXT("Pozycja", "Dzial", dzial),
        TEXT("Pozycja", "Rozdzial", rozdzial),
        TEXT("Pozycja", "Paragraf", paragraf),
        TEXT("Pozycja", "P4", p4),
#undef TEXT
    };
    unsigned depth = event->depth;
    if (depth < 2 || depth > NAMES_MAX)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (strcmp(reader->path[depth - 2], texts[i].parent) != 0 ||
            !str_equal(event->name, texts[i].name))
            continue;
        if (strcmp(texts[i].parent, "Pozycja") == 0 && *texts[i].target != '\0')
            reject_position(reader, event, REJECT_CLASSIFICATION, texts[i].name, event->text,
                            _("the position gives one part of its classification twice"));
        set_text(texts[i].target, texts[i].size, event->text);
        return;
    }
}

static bool on_end(void *context, const XmlEvent *event, Err *err)
{
    Reader *reader = context;
    if (event->depth > NAMES_MAX || strcmp(reader->path[1], "Podpisy") == 0)
        return true;
    /* the report's own copy of Jednostka (depth 6) says the same as the list's (depth 3); the
     * list's is taken */
    bool copy = event->depth == 7 && strcmp(reader->path[5], "Jednostka") == 0;
    bool package = event->depth <= 3 &&
                   strcmp(reader->path[1], "Okres") == 0; /* the reports carry their own */
    if (!copy && !package)
        take_text(reader, event);
    reader->n_trimmed += event->text.length > 0 && event->text.length < event->whole.length;
    if (package) {
        if (AT(reader, event->depth, "PaczkaSprawozdan", "Okres", "Rok"))
            set_text(reader->package_year, sizeof reader->package_year, event->text);
        if (AT(reader, event->depth, "PaczkaSprawozdan", "Okres", "Okres"))
            set_text(reader->package_period, sizeof reader->package_period, event->text);
    }
    if (reader->report == NULL) {
        if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka", "Sprawozdania",
               "*"))
            pass_report(reader, event);
        return true;
    }
    if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka", "Sprawozdania", "*",
           "Pozycje", "Pozycja", "*")) {
        char name[40];
        set_text(name, sizeof name, event->name);
        take_amount(reader, event, name);
    }
    if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka", "Sprawozdania", "*",
           "Pozycje", "Pozycja"))
        return end_position(reader, event, err);
    if (AT(reader, event->depth, "PaczkaSprawozdan", "Jednostki", "Jednostka", "Sprawozdania", "*"))
        return end_report(reader, event, err);
    return true;
}

bool reader_bestia(Extract *extract, const char *bytes, size_t size, Err *err)
{
    static const XmlHandler handler = {on_start, on_end};
    Reader reader = {.extract = extract};
    bool good = xml_read(bytes, size, &handler, &reader, err);
    if (reader.n_others > 0)
        extract_note(extract, NOTE_WARN,
                     PLURAL("%llu report of a kind that is not read is passed over: %.200s",
                            "%llu reports of kinds that are not read are passed over: %.200s",
                            reader.n_others),
                     (unsigned long long)reader.n_others, reader.others.text);
    if (reader.n_signatures > 0)
        extract_note(extract, NOTE_PLAIN,
                     PLURAL("%llu signature, which is not checked",
                            "%llu signatures, which are not checked", reader.n_signatures),
                     (unsigned long long)reader.n_signatures);
    if (reader.n_trimmed > 0)
        extract_note(extract, NOTE_PLAIN,
                     PLURAL("%llu text had blanks around it, which do not count",
                            "%llu texts had blanks around them, which do not count",
                            reader.n_trimmed),
                     (unsigned long long)reader.n_trimmed);
    if (reader.bad_regons.length > 0)
        extract_note(extract, NOTE_WARN, _("the check digit of a REGON is wrong: %.400s"),
                     reader.bad_regons.text);
    strbuf_done(&reader.bad_regons);
    strbuf_done(&reader.others);
    return good;
}
