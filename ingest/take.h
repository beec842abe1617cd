/*
 * One file taken into the workspace, whole or not at all: recognised, read, settled, saved in one
 * transaction whatever its container holds, its bytes in the archive before it is committed. The
 * same bytes again are a no-op that says so.
 */
#pragma once

#include "run.h"

MUST_CHECK bool take_file(Run *run, const char *path, Err *err);
