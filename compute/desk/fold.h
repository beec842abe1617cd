/*
 * Texts as they are searched: lower case and without the marks of Polish letters, so that "zlobki"
 * finds "Żłobki" and the other way round. Other foreign letters stay as they are.
 */
#pragma once

#include "str.h"

const char *fold(Arena *arena, const char *text);

/* Does the folded text hold each of the folded words, anywhere? */
bool fold_has_all(const char *folded, const StrList *words);
