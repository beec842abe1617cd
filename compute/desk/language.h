/*
 * The tables of docs/: what the language has, as Markdown in the language chosen. They are made
 * from the lists and the evaluator of the program itself, so that no table can say otherwise.
 */
#pragma once

#include "err.h"
#include "str.h"

/* Functions by what they are for, and operators by their strength. */
void language_functions(Arena *arena, StrBuf *text);
/* What the state of a result is, for every operation and every pair of states. */
MUST_CHECK bool language_states(Arena *arena, StrBuf *text, Err *err);
/* Scales and units of config/units. */
MUST_CHECK bool language_units(Arena *arena, const char *config, StrBuf *text, Err *err);
/* The codes of mistakes in definitions. */
void language_codes(Arena *arena, StrBuf *text);

/* A row of a table; what is no `code` of its own is escaped. */
void table_row(StrBuf *text, const char *const *cells, size_t n);
/* The first row and the line below it; the cells are a heading. */
void table_begin(StrBuf *text, const char *const *heading, size_t n);
