/*
 * Files read again from the archive with the repairs of a list (repair.h), each whole or not at
 * all: what comes of a file takes the place of what it gave before.
 */
#pragma once

#include "run.h"

/* *ret_known: the list was taken before. */
MUST_CHECK bool retake_list(Run *run, const char *path, Err *err);
