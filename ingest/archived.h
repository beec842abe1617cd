/*
 * The archive of a workspace (DESIGN 5): every accepted file as it came, compressed, named by its
 * digest and never changed, and sources.csv beside them, which says what each was called and
 * declared: so that the archive can be read again into a new workspace.
 */
#pragma once

#include "run.h"

/* Is this the base name of an archived file? */
bool archived_is_name(const char *base);
/* Where the file of a digest is or would be. */
const char *archived_path(const Run *run, const char *sha256);
/* Where its bytes are: there, or in a plan where the file was given. */
const char *archived_bytes(const Run *run, const char *sha256);
void archived_plan(Run *run, const char *sha256, const char *path);
bool archived_has(const Run *run, const char *sha256);
/* Put the raw bytes in, where they are not there yet. */
MUST_CHECK bool archived_keep(Run *run, const Bytes *raw, const char *sha256, Err *err);
void archived_drop(Run *run, const char *sha256);
/* Bring sources.csv up to date. */
MUST_CHECK bool archived_write_list(Run *run, Err *err);
