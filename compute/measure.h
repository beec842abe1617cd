/*
 * Units of measure, as far as scales go: "tys. zł" is 10^3, "%" 10^-2, "szt./1000 osoba" 10^-3 of
 * its base unit. Inputs are brought to base units, the result to its own, both by moving the
 * decimal point and never by arithmetic.
 */
#pragma once

#include "str.h"

/* A value in the unit is value x 10^exponent in base units; false where a number in the unit is no
 * power of ten. */
bool measure_exponent(const char *unit, int *ret_exponent);
