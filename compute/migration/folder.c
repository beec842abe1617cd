/*
 * The folder with the drafts. They are made and checked in FOLDER.part beside it; a folder that is
 * not there yet is that one renamed. Into one that is there each file is put by link(), which
 * never replaces a file, and when one of them cannot be put the others are taken out again: all or
 * nothing. A power cut between two of them leaves whole files, and the same import goes on there.
 */
#include "migration.h"

#include "file.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about, (void)kind, (void)place;
    return remove(path);
}

void folder_abort(Migration *migration)
{
    if (migration->part != NULL)
        (void)nftw(migration->part, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    migration->part = NULL;
}

/* The definitions that are there, by the names of their files. */
static bool list_files(Migration *migration, Err *err)
{
    Arena *arena = migration->arena;
    migration->existing = strmap_new(arena);
    if (!file_exists(migration->out))
        return true;
    if (!file_is_folder(migration->out))
        return err_set(err, ERR_CANTCREAT, _("\"%s\" is no folder"), migration->out);
    if (!xml_list(arena, migration->out, &migration->files, err))
        return false;
    for (size_t i = 0; i < migration->files.n; i++) {
        const char *base = file_base_name(migration->files.items[i]);
        (void)strmap_add(migration->existing, (StrView){base, strcspn(base, ".")}, (uint32_t)i,
                         NULL);
    }
    return true;
}

bool folder_begin(Migration *migration, Err *err)
{
    size_t length = strlen(migration->out);
    while (length > 1 && migration->out[length - 1] == '/')
        length--;
    migration->out = arena_strndup(migration->arena, migration->out, length);
    if (!list_files(migration, err))
        return false;
    migration->part = arena_printf(migration->arena, "%s.part", migration->out);
    (void)nftw(migration->part, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (mkdir(migration->part, 0777) == 0)
        return true;
    (void)err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""), migration->part);
    migration->part = NULL;
    return false;
}

static const char *area_folder(const Migration *migration, const char *folder, const Draft *draft)
{
    return arena_printf(migration->arena, "%s/%s", folder, draft->area);
}

static const char *draft_path(const Migration *migration, const char *folder, const Draft *draft)
{
    return arena_printf(migration->arena, "%s/%s/%s.xml", folder, draft->area, draft->code);
}

/* Where the drafts were checked, those that are written go to their areas and the others away. */
static bool sort_drafts(const Migration *migration, Err *err)
{
    for (size_t i = 0; i < migration->table.n; i++) {
        const Draft *draft = &migration->drafts[i];
        const char *path =
            arena_printf(migration->arena, "%s/%s.xml", migration->part, draft->code);
        if (draft->outcome != OUTCOME_WRITTEN) {
            if (draft->definition.code != NULL)
                (void)unlink(path);
            continue;
        }
        if (!file_make_folder(area_folder(migration, migration->part, draft), err))
            return false;
        const char *to = draft_path(migration, migration->part, draft);
        if (rename(path, to) != 0)
            return err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""), to);
    }
    return true;
}

/* Take out again what was put into the folder. */
static void take_out(const Migration *migration, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const Draft *draft = &migration->drafts[i];
        if (draft->outcome != OUTCOME_WRITTEN)
            continue;
        (void)unlink(draft_path(migration, migration->out, draft));
        (void)rmdir(area_folder(migration, migration->out, draft)); /* one with files stays */
    }
}

static bool put_in(const Migration *migration, Err *err)
{
    for (size_t i = 0; i < migration->table.n; i++) {
        const Draft *draft = &migration->drafts[i];
        if (draft->outcome != OUTCOME_WRITTEN)
            continue;
        const char *to = draft_path(migration, migration->out, draft);
        if (file_make_folder(area_folder(migration, migration->out, draft), err)) {
            if (link(draft_path(migration, migration->part, draft), to) == 0)
                continue;
            (void)err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""), to);
        }
        take_out(migration, i);
        return false;
    }
    return true;
}

/* The lines for config/portal/ids.csv: what imports before this one have put down stays letter for
 * letter, the new ones go behind it. */
static bool write_ids(const Migration *migration, const char *folder, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    CLEANUP(bytes_done) Bytes bytes = {0};
    const char *path = arena_printf(migration->arena, "%s/ids.csv", folder);
    if (migration->n_ids == migration->n_ids_known)
        return true;
    if (file_exists(path) && !file_read(path, &bytes, err))
        return false;
    strbuf_add(&text, bytes.data, bytes.size);
    if (bytes.size == 0)
        strbuf_puts(&text, "kind;code;tier;id;note\n");
    else if (bytes.data[bytes.size - 1] != '\n')
        strbuf_puts(&text, "\n");
    for (size_t i = migration->n_ids_known; i < migration->n_ids; i++)
        strbuf_printf(&text, "indicator;%s;%s;%s;SMUP\n", migration->ids[i].code,
                      migration->ids[i].tier, migration->ids[i].id);
    return file_replace(path, text.text, text.length, err);
}

bool folder_end(Migration *migration, Err *err)
{
    if (!sort_drafts(migration, err))
        return false;
    if (file_exists(migration->out)) {
        if (!put_in(migration, err))
            return false;
        if (write_ids(migration, migration->out, err))
            return true;
        take_out(migration, migration->table.n);
        return false;
    }
    if (rmdir(migration->part) == 0) { /* nothing in it: no folder is made */
        migration->part = NULL;
        return true;
    }
    if (!write_ids(migration, migration->part, err))
        return false;
    if (rename(migration->part, migration->out) != 0)
        return err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""),
                             migration->out);
    migration->part = NULL;
    return true;
}
