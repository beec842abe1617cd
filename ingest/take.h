/*
 * One file taken into the workspace, whole or not at all: recognised, read, settled, saved in one
 * transaction whatever its container holds, its bytes in the archive before it is committed. The
 * same bytes again are a no-op that says so.
 */
#pragma once

#include "run.h"

/* *ret_later: it is a list of rejects with repairs (retake.h), which was not taken here. */
MUST_CHECK bool take_file(Run *run, const char *path, bool *ret_later, Err *err);

/* The parts of it that reading a file again has too: */

/* One transaction, or within a plan a part of it that can fail alone. */
MUST_CHECK bool take_begin(Run *run, Err *err);
MUST_CHECK bool take_end(Run *run, bool good, Err *err);
/* Recognise a member, read and settle it; nothing is saved. */
MUST_CHECK bool take_read(Run *run, Extract *extract, Member *member, Err *err);
/* Is the file known? Then it is said. */
MUST_CHECK bool take_known(Run *run, const char *path, const char *sha256, bool *ret_known,
                           Err *err);
/* Log and report what is in. */
MUST_CHECK bool take_say(Run *run, const Extract *extract, Err *err);
