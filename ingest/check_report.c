#include "check_report.h"

#include "codes.h"
#include "totals.h"

#include <stdio.h>
#include <stdlib.h>

bool whole_read(const XmlNode *profile_node, Profile *profile, Err *err)
{
    const XmlNode *node = xml_child(profile_node, "whole");
    const char *rows, *units;
    if (node == NULL)
        return true;
    if (!xml_known(node, "min-rows of", "", err) || !xml_need(node, "min-rows", &rows, err) ||
        !xml_need(node, "of", &units, err))
        return false;
    if (!num_parse_count(str_view(rows), INT32_MAX, &profile->whole_rows) ||
        !num_parse_count(str_view(units), INT32_MAX, &profile->whole_units))
        return xml_fail(node, err, _("min-rows and of want whole numbers"));
    return true;
}

/* The periods of the file, ascending, with how many units each has. */
typedef struct PeriodCount {
    int64_t period;
    size_t n_units;
} PeriodCount;
typedef struct PeriodList {
    PeriodCount *items; /* room for one of each filing and piece */
    size_t n;
} PeriodList;

static void count_period(PeriodList *list, int64_t period, size_t n_units)
{
    size_t at = 0;
    while (at < list->n && list->items[at].period < period)
        at++;
    if (at < list->n && list->items[at].period == period) {
        if (list->items[at].n_units < n_units)
            list->items[at].n_units = n_units;
    } else {
        memmove(&list->items[at + 1], &list->items[at], (list->n - at) * sizeof *list->items);
        list->items[at] = (PeriodCount){period, n_units};
        list->n++;
    }
}

static size_t units_of(const Extract *extract, int64_t period)
{
    size_t n = 0;
    for (size_t i = 0; i < extract->n_filings; i++)
        n += extract->filings[i].period == period;
    return n;
}

static PeriodList periods_of(const Extract *extract)
{
    PeriodList list = {.items = arena_array(extract->arena, extract->n_filings + extract->n_pieces,
                                            sizeof *list.items)};
    int64_t last = -1;
    for (size_t i = 0; i < extract->n_filings; i++) {
        int64_t period = extract->filings[i].period;
        if (period != last)
            count_period(&list, period, units_of(extract, period));
        last = period;
    }
    for (size_t i = 0; i < extract->n_pieces; i++)
        count_period(&list, extract->pieces[i].period, extract->pieces[i].n);
    return list;
}

/* The quarter in a name: Rb27S_2024Q4.zip, Sprawozdania[2022][IVKwartal] Wydatki.xml. */
static bool quarter_of_name(const char *name, int64_t *ret_period)
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    for (const char *at = name; (at = strpbrk(at, "0123456789")) != NULL;
         at += strspn(at, "0123456789")) {
        uint64_t year, quarter = 0;
        if (strspn(at, "0123456789") != 4 || !num_parse_count((StrView){at, 4}, 2100, &year) ||
            year < 1990)
            continue;
        if ((at[4] == 'Q' || at[4] == 'q') && at[5] >= '1' && at[5] <= '4')
            quarter = (uint64_t)(at[5] - '0');
        for (size_t i = 0; i < ARRAY_LENGTH(roman) && strncmp(at + 4, "][", 2) == 0; i++)
            if (strspn(at + 6, "IV") == strlen(roman[i]) &&
                strncmp(at + 6, roman[i], strlen(roman[i])) == 0 &&
                strncmp(at + 6 + strlen(roman[i]), "Kw", 2) == 0)
                quarter = i + 1;
        if (quarter == 0)
            continue;
        *ret_period = period_of(FREQ_QUARTER, (int)year, (int)quarter);
        return true;
    }
    return false;
}

static bool check_periods(Extract *extract, Err *err)
{
    PeriodList list = periods_of(extract);
    int64_t named = 0;
    bool found = false;
    CLEANUP(strbuf_done) StrBuf text = {0};
    for (size_t i = 0; i < list.n; i++)
        strbuf_printf(&text, "%s%s (%zu)", i == 0 ? "" : ", ",
                      period_text(extract->arena, list.items[i].period), list.items[i].n_units);
    if (list.n > 1)
        extract_note(extract, NOTE_WARN, _("the file has several periods (units): %.300s"),
                     text.text);
    if (list.n == 0 ||
        !(quarter_of_name(extract->member, &named) || quarter_of_name(extract->name, &named)))
        return true;
    for (size_t i = 0; i < list.n; i++)
        found = found || list.items[i].period == named;
    if (found)
        return true;
    err_set(err, ERR_DATA, _("the name says %s, the reports in the file are of %.200s"),
            period_text(extract->arena, named), text.text);
    return err_hint(err, "%s", _("if the content is right, rename the file; else fetch it again"));
}

/* "Rb28s.dbf" with the columns of Rb-27S. */
static void check_name(Extract *extract)
{
    static const char *const tags[][2] = {
        {"rb27s", "Rb-27S"}, {"rb28s", "Rb-28S"}, {"rbnds", "Rb-NDS"}};
    const Profile *profile = extract->profile;
    const char *is = profile->report != NULL ? profile->report : profile->subject;
    const char *name = *extract->member == '\0' ? extract->name : extract->member;
    char plain[200];
    size_t length = 0;
    for (const char *at = name; *at != '\0' && length + 1 < sizeof plain; at++)
        if (*at != '-' && *at != '_' && *at != ' ')
            plain[length++] = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    plain[length] = '\0';
    for (size_t i = 0; is != NULL && i < ARRAY_LENGTH(tags); i++)
        if (strstr(plain, tags[i][0]) != NULL && strcmp(tags[i][1], is) != 0)
            extract_note(extract, NOTE_WARN, _("the name says %s, the columns are those of %s"),
                         tags[i][1], is);
}

static int compare_sizes(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* A file in which the units have hardly any rows is a part of a report (one paragraf, one
 * chapter): what it leaves out would count as zero. */
static bool check_whole(const Extract *extract, Err *err)
{
    const Profile *profile = extract->profile;
    size_t n = extract->n_filings;
    if (profile->whole_units == 0 || n < profile->whole_units)
        return true;
    size_t *sizes = arena_array(extract->arena, n, sizeof *sizes);
    for (size_t i = 0; i < n; i++)
        sizes[i] = extract->filings[i].n;
    qsort(sizes, n, sizeof *sizes, compare_sizes);
    size_t median = sizes[n / 2];
    if (median >= profile->whole_rows)
        return true;
    err_set(err, ERR_DATA,
            _("this is a part of %s and not the whole (units: %zu, rows of the middle one: %zu); "
              "what a report does not name counts as zero"),
            profile->report, n, median);
    return err_hint(err, "%s", _("bring the file with all rows of every unit"));
}

static void check_plan(Extract *extract)
{
    uint64_t n = 0;
    unsigned plan;
    for (size_t i = 0; i < extract->n_filings; i++) {
        const ExtractFiling *filing = &extract->filings[i];
        for (size_t k = 0; report_measure(filing->report, "plan", &plan) && k < filing->n; k++)
            n += filing->rows[k].amounts[plan] < 0;
    }
    if (n > 0)
        extract_note(extract, NOTE_WARN,
                     PLURAL("%llu row has a negative plan", "%llu rows have a negative plan", n),
                     (unsigned long long)n);
}

/* Codes of another year, or of none, do occur (budget.md 1.5): they are taken, and said. */
static bool check_divisions(Extract *extract, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    CodeList list;
    uint64_t n = 0;
    const char *folder =
        arena_printf(extract->arena, "%s/classification", extract->workspace->config);
    if (!codes_read(extract->arena, folder, CODES_DZIALY, NULL, &list, err))
        return false;
    for (size_t i = 0; i < extract->n_filings; i++)
        for (size_t k = 0; k < extract->filings[i].n; k++) {
            const char *name = extract->filings[i].rows[k].key.dzial;
            const ClassCode *code = codes_find(&list, name);
            int year = period_year(extract->filings[i].period);
            if (*name == '\0' || code_validity(code, year) != VALIDITY_NO)
                continue;
            n++;
            const char *known =
                code == NULL ? _("not known")
                : *code->to == '\0'
                    ? arena_printf(extract->arena, _("from %s on"), code->from)
                    : arena_printf(extract->arena, _("from %s to %s"), code->from, code->to);
            const char *one = arena_printf(extract->arena, "%s %d (%s)", name, year, known);
            if (text.length < 400 && (text.text == NULL || strstr(text.text, one) == NULL))
                strbuf_printf(&text, "%s%s", text.length == 0 ? "" : ", ", one);
        }
    if (n > 0)
        extract_note(extract, NOTE_WARN,
                     PLURAL("%llu row has a dzial that is not of its year: %.500s",
                            "%llu rows have a dzial that is not of its year: %.500s", n),
                     (unsigned long long)n, text.text);
    return true;
}

typedef struct Fall {
    uint32_t unit;
    int from, to; /* quarters */
    int64_t before, after;
} Fall;
enum { FALLS_LISTED = 5 };

typedef struct Falls {
    Fall biggest[FALLS_LISTED]; /* descending */
    uint64_t n;
} Falls;

static void take_fall(Falls *falls, Fall fall)
{
    size_t at = falls->n < FALLS_LISTED ? falls->n : FALLS_LISTED;
    falls->n++;
    while (at > 0 &&
           falls->biggest[at - 1].before - falls->biggest[at - 1].after < fall.before - fall.after)
        at--;
    if (at == FALLS_LISTED)
        return;
    memmove(&falls->biggest[at + 1], &falls->biggest[at],
            (FALLS_LISTED - 1 - at) * sizeof *falls->biggest);
    falls->biggest[at] = fall;
}

static void list_falls(Extract *extract, const char *report, int year, const Falls *falls)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    for (size_t i = 0; i < falls->n && i < FALLS_LISTED; i++) {
        const Fall *fall = &falls->biggest[i];
        const Unit *unit = &extract->workspace->territory.units[fall->unit];
        char before[NUM_TEXT], after[NUM_TEXT];
        num_write_decimal(fall->before, 2, before);
        num_write_decimal(fall->after, 2, after);
        strbuf_printf(&text, _("%s%s %s: %s by quarter %d, %s by quarter %d"), i == 0 ? "" : "; ",
                      unit->code, unit->name, before, fall->from, after, fall->to);
    }
    extract_note(extract, NOTE_WARN,
                 PLURAL("%s of %d: a cumulative total falls at %llu unit; the biggest: %.1200s",
                        "%s of %d: cumulative totals fall at %llu units; the biggest: %.1200s",
                        falls->n),
                 report, year, (unsigned long long)falls->n, text.text);
}

/* Reports are cumulative from 1 January: a later quarter with less is corrected, or mistaken. */
static bool check_year(Extract *extract, const char *report, int year, Err *err)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    Total *quarters[4];
    Falls falls = {.n = 0};
    unsigned measure;
    if (!report_measure(report, "wykonanie", &measure))
        return true;
    for (int q = 0; q < 4; q++)
        if (!totals_of(extract, scratch, report, measure, period_of(FREQ_QUARTER, year, q + 1),
                       &quarters[q], err))
            return false;
    for (uint32_t unit = 0; unit < extract->workspace->territory.n_units; unit++) {
        int last = -1;
        for (int q = 0; q < 4; q++) {
            const Total *now = &quarters[q][unit];
            if (!now->known)
                continue;
            const Total *before = last < 0 ? NULL : &quarters[last][unit];
            if (before != NULL && (before->own || now->own) && now->value < before->value)
                take_fall(&falls, (Fall){unit, last + 1, q + 1, before->value, now->value});
            last = q;
        }
    }
    if (falls.n > 0)
        list_falls(extract, report, year, &falls);
    return true;
}

static bool check_falls(Extract *extract, Err *err)
{
    StrMap *seen = strmap_new(extract->arena);
    for (size_t i = 0; i < extract->n_filings; i++) {
        const ExtractFiling *filing = &extract->filings[i];
        int year = period_year(filing->period);
        char key[40];
        bool fresh;
        (void)snprintf(key, sizeof key, "%s %d", filing->report, year);
        (void)strmap_add(seen, str_view(key), 0, &fresh);
        if (fresh && !check_year(extract, filing->report, year, err))
            return false;
    }
    return true;
}

bool check_reports(Extract *extract, Err *err)
{
    if (extract->n_filings == 0 && extract->profile->layout != LAYOUT_MATRIX)
        return true;
    check_name(extract);
    check_plan(extract);
    return check_whole(extract, err) && check_divisions(extract, err) &&
           check_periods(extract, err) && check_falls(extract, err);
}
