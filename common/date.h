/* A day, as files and people write it. */
#pragma once

#include "str.h"

/* YYYY-MM-DD, YYYYMMDD or DD.MM.YYYY to YYYY-MM-DD; false where it is no day of the calendar
 * between 1900 and 2099. Blank text is "". */
bool date_parse(StrView text, char ret_date[11]);

/* YYYY-MM-DD, with THH:MM:SS behind it or not; a day of the calendar and a time of day. */
bool date_is_sound(const char *date);
