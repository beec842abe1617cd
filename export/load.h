/*
 * Loading one series, and the card it is published with, into the tables of smup: within the
 * caller's transaction, numbered from the caller's counters, by COPY BINARY.
 */
#pragma once

#include "pg.h"
#include "writer.h"

typedef struct Loader {
    PGconn *conn;
    const Export *export;
    int64_t first_series, next_series, next_card;
    uint64_t n_value_rows, n_stat_rows; /* sent so far, of series from first_series on */
    uint64_t n_loaded;
} Loader;

MUST_CHECK bool loader_init(Loader *loader, PGconn *conn, const Export *export, Err *err);

/* The number of the series or card under which the database holds it; loaded where it holds none.
 */
MUST_CHECK bool load_series(Loader *loader, const Series *series, int64_t *ret_series, Err *err);
MUST_CHECK bool load_card(Loader *loader, const Indicator *indicator, int64_t *ret_card, Err *err);

/* Does the database hold as many rows as were sent? */
MUST_CHECK bool loader_check(Loader *loader, Err *err);
