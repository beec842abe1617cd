#include "calendar.h"

#include "file.h"
#include "num.h"

static bool read_day(const char *text)
{
    uint64_t month, day;
    return strlen(text) == 5 && text[2] == '-' && num_parse_count((StrView){text, 2}, 12, &month) &&
           month > 0 && num_parse_count((StrView){text + 3, 2}, 31, &day) && day > 0;
}

static bool read_expect(const XmlNode *node, Expect *expect, Err *err)
{
    const char *late, *after = xml_attribute(node, "after");
    const XmlNode *contact = xml_child(node, "contact");
    uint64_t years = 1;
    *expect = (Expect){.source = xml_attribute(node, "source"),
                       .subject = xml_attribute(node, "subject"),
                       .report = xml_attribute(node, "report"),
                       .contact = contact == NULL ? "" : contact->text};
    if (!xml_known(node, "source subject report day after late", "contact", err) ||
        !xml_need(node, "day", &expect->day, err) || !xml_need(node, "late", &late, err))
        return false;
    if ((expect->source == NULL) == (expect->report == NULL))
        return xml_fail(node, err, _("say either source (and subject) or report"));
    if (!read_day(expect->day))
        return xml_fail_at(node, "day", err, _("day wants a month and a day, such as 05-31"));
    if (after != NULL && !num_parse_count(str_view(after), 9, &years))
        return xml_fail_at(node, "after", err, _("after wants years, such as 1"));
    if (!str_list_has("wait without", late))
        return xml_fail_at(node, "late", err, _("late wants wait or without"));
    expect->after = (int)years;
    expect->wait = strcmp(late, "wait") == 0;
    return true;
}

bool calendar_load(Arena *arena, const char *config, Calendar *ret_calendar, Err *err)
{
    const char *path = arena_printf(arena, "%s/calendar.xml", config);
    XmlNode *root;
    *ret_calendar = (Calendar){0};
    if (!file_exists(path))
        return true;
    if (!xml_read_file(arena, path, &root, err) || !xml_known(root, "", "expect", err))
        return false;
    ret_calendar->items =
        arena_array(arena, xml_count(root, "expect"), sizeof *ret_calendar->items);
    for (const XmlNode *at = xml_child(root, "expect"); at != NULL; at = xml_next(at, "expect"))
        if (!read_expect(at, &ret_calendar->items[ret_calendar->n++], err))
            return false;
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == NULL ? b == NULL : b != NULL && strcmp(a, b) == 0;
}

const Expect *calendar_find(const Calendar *calendar, const char *source, const char *subject,
                            const char *report)
{
    const Expect *general = NULL;
    for (size_t i = 0; i < calendar->n; i++) {
        const Expect *expect = &calendar->items[i];
        if (!same(expect->report, report) || (report == NULL && !same(expect->source, source)))
            continue;
        if (report != NULL || same(expect->subject, subject))
            return expect;
        if (expect->subject == NULL)
            general = expect;
    }
    return general;
}

const char *expect_day(Arena *arena, const Expect *expect, int year)
{
    return arena_printf(arena, "%d-%s", year + expect->after, expect->day);
}
