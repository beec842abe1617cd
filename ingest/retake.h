/*
 * Files read again from the archive, each whole or not at all: with the repairs of a list
 * (repair.h), or under another declaration. What comes of a file takes the place of what it gave
 * before.
 */
#pragma once

#include "declared.h"

/* Read a known file again because it is declared otherwise now. */
MUST_CHECK bool retake_file(Run *run, const char *sha256, const Declared *declared, Err *err);

/* Read again the files in which a row waits for a number of a unit (REJECT_PORTAL_UNIT) that a
 * dictionary explains by now. */
MUST_CHECK bool retake_waiting(Run *run, Err *err);

/* Do what a list says. */
MUST_CHECK bool retake_list(Run *run, const char *path, Err *err);
