/*
 * What counts where several extracts speak of the same cell (DESIGN 4). The answer is a function of
 * the set of extracts and not of their order of arrival: the newest extract that has the cell, or
 * whose scope covers it, decides; equal or unknown dates that disagree are a conflict and neither
 * counts; a cell that a newer extract covers and lacks is withdrawn.
 */
#pragma once

#include "extract.h"

/* Settle what counts for the series (its row in the workspace) and period of a piece just saved;
 * counts its cells. `extract_id` 0: of one that is gone. */
MUST_CHECK bool resolve_column(Extract *extract, int64_t extract_id, int64_t series,
                               const ExtractPiece *piece, Err *err);

/* Settle which filing of (report, period, unit) counts; `filing` is the one just saved, with
 * `n_values` observations; 0: one that is gone. */
MUST_CHECK bool resolve_filing(Extract *extract, int64_t filing, const char *report, int64_t period,
                               uint32_t unit, uint64_t n_values, Err *err);
