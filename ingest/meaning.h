/*
 * What the variables (config/variables) make of what a file holds: slips that no row shows. A
 * subject that variables know and of which the file has none of their series, a unit of measure
 * that is not theirs, years that come after the file's own date. They are notes and change nothing:
 * series that nobody has named are stored all the same.
 */
#pragma once

#include "extract.h"

/* After the extract is settled. */
void meaning_note(Extract *extract);
