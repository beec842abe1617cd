/*
 * What budget reports of a file say of themselves as a whole: is it the whole report (a part would
 * make zeros of what it leaves out), is it of the report and the quarter that its name says, do
 * cumulative amounts fall. What makes every number of the file doubtful refuses it; the rest is a
 * note.
 */
#pragma once

#include "extract.h"

/* <whole min-rows="3" of="50"/>: where so many units report, half of them have so many rows. */
MUST_CHECK bool whole_read(const XmlNode *profile_node, Profile *profile, Err *err);

/* After the last record. */
MUST_CHECK bool check_reports(Extract *extract, Err *err);
