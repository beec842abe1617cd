/*
 * Rejects as work: a list of rejects as smup writes it (rejects.csv), in which somebody has filled
 * in the column `repaired`. The file that the rejects came from is never changed: it is read again
 * from the archive with the repaired texts in the places of the raw ones, and what comes of it
 * takes the place of what the file gave before. A repair says what it expects to find: where the
 * record has another text, nothing is done. Lists are archived like files, so that a new workspace
 * made from the archive has the same repairs.
 */
#pragma once

#include "records.h"
#include "workspace.h"

#define REPAIR_HEADER "run;file;member;sha256;record;line;place;column;code;raw;repaired;reason"

typedef struct Repair {
    const char *sha256, *member;
    uint64_t record;
    const char *column;     /* "": the record as a whole */
    const char *raw, *text; /* what is expected, as record_put() writes it; what counts */
    bool applied;
} Repair;

typedef struct RepairSet {
    Repair *items; /* by file, member and record */
    size_t n;
} RepairSet;

/* Is it such a list? Any name, any order of the files in it. */
bool repair_is_list(const char *bytes, size_t size);
/* The rows with a repair. */
MUST_CHECK bool repair_read_list(Arena *arena, const char *bytes, size_t size, RepairSet *ret_set,
                                 Err *err);

/* The repairs that the workspace knows of a file's member; those of `set` come after them. */
MUST_CHECK bool repair_of_member(Workspace *workspace, Arena *arena, const char *sha256,
                                 const char *member, const RepairSet *set, RepairSet *ret_set,
                                 Err *err);
/* Keep the repairs of the list that has the digest. */
MUST_CHECK bool repair_save(Workspace *workspace, const RepairSet *set, const char *list,
                            const char *name, Err *err);

/* The record with what is repaired in it; `names` are those of its columns. False where the record
 * is not what a repair expects. */
MUST_CHECK bool repair_record(RepairSet *set, Arena *arena, char separator, const StrView *names,
                              size_t n_names, Record *record, Err *err);
