/* Putting a read extract into the workspace, within the caller's transaction. */
#pragma once

#include "extract.h"

/* Insert the extract with its series, pieces, filings or register rows, settle what counts, and
 * balance the account. */
MUST_CHECK bool save_extract(Extract *extract, Err *err);
