#include "retake.h"

#include "archived.h"
#include "declared.h"
#include "digest.h"
#include "encoding.h"
#include "forget.h"
#include "save.h"
#include "take.h"

/* The file that a repair speaks of, as the workspace knows it. */
typedef struct Origin {
    int64_t id;
    Declared declared;
} Origin;

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
    const char *texts[3] = {"", "", ""}, *at = arena_strdup(run->arena, db_text(query, 2));
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        size_t length = strcspn(at, ";");
        texts[i] = arena_strndup(run->arena, at, length);
        at += at[length] == ';' ? length + 1 : length;
    }
    *ret_origin =
        (Origin){db_int(query, 0),
                 {arena_strdup(run->arena, db_text(query, 1)), texts[0], texts[1], texts[2], true}};
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
        !input_open(run->arena, archived_path(run, extract->sha256), &input, err))
        return false;
    Member *member = find_member(&input, extract->member);
    if (member == NULL)
        return err_set(err, ERR_DATA, _("the archived file has no \"%s\" in it"), extract->member);
    extract->repairs = repairs;
    return declared_apply(run, &origin->declared, extract, err) &&
           take_read(run, extract, member, err) && all_applied(repairs, extract, err);
}

/* One member of one file, from repair `first` of the list. */
static bool retake_member(Run *run, const Repair *first, const RepairSet *list, Extract *extract,
                          Err *err)
{
    CLEANUP(forgotten_done) Forgotten forgotten = {0};
    Origin origin;
    uint32_t unused;
    if (!find_origin(run, first, &origin, err))
        return false;
    extract->name = origin.declared.name;
    extract->member = first->member;
    extract->sha256 = first->sha256;
    extract->synthetic = strmap_find(run->synthetic, str_view(first->sha256), &unused);
    return (read_again(run, &origin, extract, list, err) &&
            forget_extract(&run->workspace, extract->arena, origin.id, &forgotten, err) &&
            save_extract(extract, err) && forget_settle(extract, &forgotten, err)) ||
           err_add(err, _("reading \"%s\" again"), extract->name);
}

static bool same_member(const Repair *a, const Repair *b)
{
    return strcmp(a->sha256, b->sha256) == 0 && strcmp(a->member, b->member) == 0;
}

static bool retake_members(Run *run, const char *path, const char *sha256, const RepairSet *list,
                           Err *err)
{
    Extract **extracts = arena_array(run->arena, list->n, sizeof(Extract *));
    size_t n = 0;
    if (!take_begin(run, err))
        return false;
    bool good = true;
    for (size_t i = 0; i < list->n && good; i++) {
        if (i > 0 && same_member(&list->items[i - 1], &list->items[i]))
            continue;
        extracts[n] = extract_new(&run->workspace, &run->variables);
        good = retake_member(run, &list->items[i], list, extracts[n++], err);
    }
    good = good && repair_save(&run->workspace, list, sha256, file_base_name(path), err);
    good = take_end(run, good, err);
    for (size_t i = 0; i < n; i++) {
        good = good && take_say(run, extracts[i], err);
        extract_free_p(&extracts[i]);
    }
    return good;
}

bool retake_list(Run *run, const char *path, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    char sha256[DIGEST_HEX];
    const char *encoding;
    RepairSet list;
    size_t bad, units = run->workspace.territory.n_units;
    if (!input_open(run->arena, path, &input, err))
        return false;
    digest_of(input.raw.data, input.raw.size, sha256);
    bool fresh = run->plan == NULL && !archived_has(run, sha256);
    if (run->plan == NULL && !archived_keep(run, &input.raw, sha256, err))
        return false;
    input_drop_raw(&input);
    Bytes *bytes = &input.members[0].bytes;
    if (encoding_decode(bytes, &encoding, &bad, err) &&
        repair_read_list(run->arena, bytes->data, bytes->size, &list, err) &&
        retake_members(run, path, sha256, &list, err)) {
        run->n_new++;
        return true;
    }
    if (fresh)
        archived_drop(run, sha256);
    return workspace_forget_units(&run->workspace, (uint32_t)units);
}
