/*
 * The calendar of data (config/calendar.xml): when a subject or a report of a year is expected,
 * from whom, and whether its indicators wait when it is late or are released without it. Never is
 * an old number carried forward.
 */
#pragma once

#include "xml.h"

typedef struct Expect {
    const char *source, *subject, *report; /* NULL: any subject of the source; no report */
    const char *day;                       /* MM-DD */
    int after;                             /* years after the year of the data */
    bool wait;                             /* when late; else released without */
    const char *contact;
} Expect;

typedef struct Calendar {
    Expect *items;
    size_t n;
} Calendar;

/* No file: an empty calendar. */
MUST_CHECK bool calendar_load(Arena *arena, const char *config, Calendar *ret_calendar, Err *err);

/* What is expected of a report, or (report NULL) of a source's subject; NULL: nothing is known. */
const Expect *calendar_find(const Calendar *calendar, const char *source, const char *subject,
                            const char *report);
/* The day, YYYY-MM-DD, on which the data of a year are expected. */
const char *expect_day(Arena *arena, const Expect *expect, int year);
