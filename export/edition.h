/*
 * Editions (DESIGN 9): a changeset says for each indicator it changes which stored series and card
 * count from now on, and why. All of it happens behind the lock of schema_begin(), so what an
 * edition was compared with is what it replaces.
 */
#pragma once

#include "load.h"

typedef struct Edition {
    int64_t number; /* of the new edition; 0: nothing is new */
    int64_t last;   /* of the newest edition that was there before; 0: none */
    size_t n_entries;
    size_t
        n_absent; /* indicators of the database that the workspace lacks; they stay as they are */
    uint64_t n_loaded, n_values;
} Edition;

/* ERR_DATA where the database holds made data and the workspace real ones, or the other way round.
 */
MUST_CHECK bool edition_check_kind(PGconn *conn, const Export *export, Err *err);

/* Compare the workspace with the database, load what it lacks, and store an edition where anything
 * changed. */
MUST_CHECK bool edition_make(PGconn *conn, const Export *export, Edition *ret_edition, Err *err);

/*
 * Release an edition: the given one, or with 0 the newest that is not released yet. *ret_number is
 * 0 where there is none. `embargo` NULL leaves its embargo as it is.
 */
MUST_CHECK bool edition_publish(PGconn *conn, int64_t number, const char *embargo,
                                int64_t *ret_number, Err *err);
