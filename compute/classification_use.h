/*
 * What concepts and inputs name of the budget classification, held against its tables year by year:
 * a code that is not valid in a year in which it is used, or of which that is not known; one that
 * took over from a code that is named, and was forgotten; a scope that changed without a break;
 * years in which a concept has no codes.
 */
#pragma once

#include "definition.h"

/* Of every concept, and every input of a budget report; mistakes and warnings go to `diag`. */
void classification_check(Arena *arena, const Catalogue *catalogue, Diag *diag);
