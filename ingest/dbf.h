/*
 * dBase tables (III, with a memo file or without): records as texts, by shapelib over the bytes in
 * hand. Texts are as they are in the file; memo texts stand in a file of their own and are not
 * read.
 */
#pragma once

#include "records.h"

/* The names of the fields, in capital letters; false where the bytes are no DBF. */
bool dbf_fields(Arena *arena, const char *bytes, size_t size, const StrView **ret_names,
                size_t *ret_n);

/* `deleted`: the record is marked so; it has no fields then. Return false to stop; set the Err. */
typedef bool (*DbfFunction)(void *context, const Record *record, bool deleted, Err *err);

/* Every record, from 1, each with as many fields as there are names. False where the head does not
 * fit the bytes: nothing is handed over then. */
MUST_CHECK bool dbf_read(const char *bytes, size_t size, DbfFunction function, void *context,
                         Err *err);
