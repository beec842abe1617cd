/* Several rows of a file as one cell: sum, count, distinct, weighted mean, minimum, maximum. Exact:
 * no binary number is involved. */
#pragma once

#include "extract.h"

/* A missing one makes the total missing, with the reasons of all that are, unless `skip_missing`.
 * False where the total is too large. */
bool settle_aggregate(const Extract *extract, RowsPerCell rows, bool skip_missing,
                      const ExtractCell *cells, size_t n, ExtractCell *ret_total);
