#include "retake.h"

#include "archived.h"
#include "declared.h"
#include "digest.h"
#include "encoding.h"
#include "forget.h"
#include "log.h"
#include "portal_unit.h"
#include "save.h"
#include "take.h"

#include <stdlib.h>

/* A file's member as the workspace knows it. */
typedef struct Origin {
    int64_t id;
    const char *sha256, *member;
    Declared declared;
} Origin;

static Declared stored_declared(Arena *arena, const char *name, const char *declared)
{
    const char *texts[3] = {"", "", ""};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        size_t length = strcspn(declared, ";");
        texts[i] = arena_strndup(arena, declared, length);
        declared += declared[length] == ';' ? length + 1 : length;
    }
    return (Declared){arena_strdup(arena, name), texts[0], texts[1], texts[2], true, false};
}

static bool find_origin(Run *run, const Repair *repair, Origin *ret_origin, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(run->workspace.db,
                    "SELECT id, name, declared FROM extract WHERE sha256 = ? AND member = ?",
                    &query, err))
        return false;
    db_bind_text(query, 1, repair->sha256);
    db_bind_text(query, 2, repair->member);
    if (!db_step(query, &row, err))
        return false;
    if (!row) {
        err_set(err, ERR_DATA, _("the file %.12s… that the list repairs is not in this workspace"),
                repair->sha256);
        return err_hint(err, "%s", _("read the file first, then the list"));
    }
    *ret_origin = (Origin){db_int(query, 0), repair->sha256, repair->member,
                           stored_declared(run->arena, db_text(query, 1), db_text(query, 2))};
    return true;
}

static Member *find_member(const Input *input, const char *name)
{
    for (size_t i = 0; i < input->n_members; i++)
        if (strcmp(input->members[i].name, name) == 0)
            return &input->members[i];
    return NULL;
}

static bool all_applied(const RepairSet *set, const Extract *extract, Err *err)
{
    for (size_t i = 0; i < set->n; i++)
        if (!set->items[i].applied) {
            err_set(err, ERR_DATA, _("\"%s\" has no record %llu that could be repaired"),
                    extract->name, (unsigned long long)set->items[i].record);
            return err_hint(
                err, "%s",
                _("records of XML, JSON and DBF are not repaired here: correct the file, or ask its "
                  "publisher, and give the corrected one"));
        }
    return true;
}

static bool read_again(Run *run, const Origin *origin, Extract *extract, const RepairSet *list,
                       Err *err)
{
    CLEANUP(input_done) Input input = {0};
    RepairSet *repairs = arena_alloc(extract->arena, sizeof *repairs);
    if (!repair_of_member(&run->workspace, extract->arena, extract->sha256, extract->member, list,
                          repairs, err) ||
        !input_open(run->arena, archived_bytes(run, extract->sha256), &input, err))
        return false;
    input_drop_raw(&input);
    Member *member = find_member(&input, extract->member);
    if (member == NULL)
        return err_set(err, ERR_DATA, _("the archived file has no \"%s\" in it"), extract->member);
    extract->repairs = repairs;
    return declared_apply(&origin->declared, extract, err) &&
           take_read(run, extract, member, err) && all_applied(repairs, extract, err);
}

/* One member of one file, in place of what it gave before. */
static bool retake_member(Run *run, const Origin *origin, const RepairSet *list, Extract *extract,
                          Err *err)
{
    CLEANUP(forgotten_done) Forgotten forgotten = {0};
    uint32_t unused;
    extract->name = origin->declared.name;
    extract->member = origin->member;
    extract->sha256 = origin->sha256;
    extract->synthetic = strmap_find(run->synthetic, str_view(origin->sha256), &unused);
    return (read_again(run, origin, extract, list, err) &&
            forget_extract(&run->workspace, extract->arena, origin->id, &forgotten, err) &&
            save_extract(extract, err) && forget_settle(extract, &forgotten, err)) ||
           err_add(err, _("reading \"%s\" again"), extract->name);
}

static bool same_member(const Repair *a, const Repair *b)
{
    return strcmp(a->sha256, b->sha256) == 0 && strcmp(a->member, b->member) == 0;
}

/* What was read again is said, and gone. */
static bool say_all(Run *run, Extract **extracts, size_t n, bool good, Err *err)
{
    for (size_t i = 0; i < n; i++) {
        good = good && take_say(run, extracts[i], err);
        extract_free_p(&extracts[i]);
    }
    return good;
}

static bool retake_members(Run *run, const char *path, const char *sha256, const RepairSet *list,
                           bool *ret_tried, Err *err)
{
    Extract **extracts = arena_array(run->arena, list->n, sizeof(Extract *));
    size_t n = 0;
    if (!take_begin(run, err))
        return false;
    bool good = true;
    for (size_t i = 0; i < list->n && good; i++) {
        Origin origin = {0};
        if (i > 0 && same_member(&list->items[i - 1], &list->items[i]))
            continue;
        extracts[n++] = extract_new(&run->workspace, &run->variables);
        good = find_origin(run, &list->items[i], &origin, err) &&
               retake_member(run, &origin, list, extracts[n - 1], err);
    }
    good = good && repair_save(&run->workspace, list, sha256, file_base_name(path), err);
    *ret_tried = good;
    return say_all(run, extracts, n, take_end(run, good, err), err);
}

static bool list_members(Run *run, const char *sha256, const Declared *declared,
                         Origin **ret_origins, size_t *ret_n, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    Origin *origins = arena_array(run->arena, MEMBERS_MAX, sizeof *origins);
    size_t n = 0;
    bool row, good = db_prepare(run->workspace.db,
                                "SELECT id, member FROM extract WHERE sha256 = ? ORDER BY id",
                                &query, err);
    if (good)
        db_bind_text(query, 1, sha256);
    while (good && (good = db_step(query, &row, err)) && row && n < MEMBERS_MAX)
        origins[n++] = (Origin){db_int(query, 0), arena_strdup(run->arena, sha256),
                                arena_strdup(run->arena, db_text(query, 1)), *declared};
    *ret_origins = origins;
    *ret_n = n;
    return good;
}

bool retake_file(Run *run, const char *sha256, const Declared *declared, Err *err)
{
    static const RepairSet none = {NULL, 0};
    Origin *origins;
    size_t n, read = 0;
    if (!list_members(run, sha256, declared, &origins, &n, err) || !take_begin(run, err))
        return false;
    Extract **extracts = arena_array(run->arena, n, sizeof(Extract *));
    bool good = true;
    for (; read < n && good; read++) {
        extracts[read] = extract_new(&run->workspace, &run->variables);
        good = retake_member(run, &origins[read], &none, extracts[read], err);
    }
    return say_all(run, extracts, read, take_end(run, good, err), err);
}

/* Files in which a row waits for a number of a unit that is known by now. */
static bool list_waiting(Run *run, StrList *ret_digests, Declared **ret_declared, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    StrList digests = {0};
    Declared *declared = NULL;
    size_t capacity = 0;
    bool row, good = db_prepare(run->workspace.db,
                                "SELECT sha256, name, declared FROM extract WHERE id IN "
                                "(SELECT extract FROM reject WHERE code = ? AND '" PORTAL_UNIT_ROW
                                "' || CAST(raw AS TEXT) IN (SELECT code FROM register_row)) "
                                "GROUP BY sha256 ORDER BY min(id)",
                                &query, err);
    if (good)
        db_bind_text(query, 1, reject_code(REJECT_PORTAL_UNIT));
    while (good && (good = db_step(query, &row, err)) && row) {
        declared = heap_grow(declared, &capacity, digests.n + 1, sizeof *declared);
        declared[digests.n] = stored_declared(run->arena, db_text(query, 1), db_text(query, 2));
        str_list_add(run->arena, &digests, db_text(query, 0));
    }
    *ret_digests = digests;
    *ret_declared = arena_array(run->arena, digests.n, sizeof *declared);
    if (digests.n > 0)
        memcpy(*ret_declared, declared, digests.n * sizeof *declared);
    free(declared);
    return good;
}

bool retake_waiting(Run *run, Err *err)
{
    StrList digests;
    Declared *declared;
    if (!list_waiting(run, &digests, &declared, err))
        return false;
    for (size_t i = 0; i < digests.n; i++) {
        if (run->plan == NULL)
            log_event(LOG_INFO,
                      _("%s: rows waited for the portal's dictionary of units; the file is read "
                        "again"),
                      declared[i].name);
        if (!retake_file(run, digests.items[i], &declared[i], err))
            return false;
    }
    return true;
}

/* Keep the list, do what it says; *ret_tried: it came to a commit. */
static bool take_list(Run *run, const char *path, Input *input, const char *sha256, bool *ret_tried,
                      Err *err)
{
    const char *encoding;
    RepairSet list;
    size_t bad;
    Bytes *bytes = &input->members[0].bytes;
    return encoding_decode(bytes, &encoding, &bad, err) &&
           repair_read_list(run->arena, bytes->data, bytes->size, &list, err) &&
           retake_members(run, path, sha256, &list, ret_tried, err);
}

bool retake_list(Run *run, const char *path, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    char sha256[DIGEST_HEX];
    bool known = false, tried = false;
    size_t units = run->workspace.territory.n_units;
    if (!input_open(run->arena, path, &input, err))
        return false;
    digest_of(input.raw.data, input.raw.size, sha256);
    if (!take_known(run, path, sha256, &known, err))
        return false;
    if (known) /* a copy of a list that this run has taken */
        return true;
    bool fresh = run->plan == NULL && !archived_has(run, sha256);
    if (run->plan == NULL && !archived_keep(run, &input.raw, sha256, err))
        return false;
    input_drop_raw(&input);
    if (take_list(run, path, &input, sha256, &tried, err)) {
        run->n_new++;
        return true;
    }
    /* after a failed commit nobody knows whether the transaction is in: the bytes stay */
    if (fresh && !tried)
        archived_drop(run, sha256);
    return workspace_forget_units(&run->workspace, (uint32_t)units);
}
