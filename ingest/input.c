#include "input.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>

void input_drop_raw(Input *input)
{
    bool alias = input->n_members == 1 && input->members[0].bytes.data == input->raw.data;
    if (alias)
        input->raw = (Bytes){0};
    bytes_done(&input->raw);
}

void input_done(Input *input)
{
    input_drop_raw(input);
    for (size_t i = 0; i < input->n_members; i++)
        bytes_done(&input->members[i].bytes);
    input->n_members = 0;
}

static void input_move(Input *from, Input *to)
{
    *to = *from;
    *from = (Input){0};
}

static void archive_free_p(struct archive **archive)
{
    if (*archive != NULL)
        (void)archive_free(*archive);
}

static bool broken(struct archive *archive, Err *err)
{
    const char *text = archive_error_string(archive);
    err_set(err, ERR_DATA, _("the container cannot be opened: %s"), text == NULL ? "?" : text);
    return err_hint(err, "%s", _("the file is cut or damaged: fetch it again"));
}

/* Read the current entry whole, within the limits on all that the container has unpacked to. */
static bool read_entry(struct archive *archive, size_t packed, size_t *unpacked, Bytes *ret_bytes,
                       Err *err)
{
    Bytes bytes = {0};
    size_t capacity = 0;
    const void *block;
    size_t size;
    la_int64_t offset;
    int code;
    while ((code = archive_read_data_block(archive, &block, &size, &offset)) == ARCHIVE_OK) {
        *unpacked += size;
        if (*unpacked > FILE_LIMIT_BYTES ||
            (*unpacked > (64u << 20) && *unpacked / RATIO_MAX > packed)) {
            bytes_done(&bytes);
            return err_set(err, ERR_DATA,
                           _("the container unpacks to more than it can honestly hold"));
        }
        bytes.data = heap_grow(bytes.data, &capacity, bytes.size + size + 1, 1);
        if (size > 0)
            memcpy(bytes.data + bytes.size, block, size);
        bytes.size += size;
    }
    if (code != ARCHIVE_EOF) {
        bytes_done(&bytes);
        return broken(archive, err);
    }
    bytes.data = heap_grow(bytes.data, &capacity, bytes.size + 1, 1);
    bytes.data[bytes.size] = '\0';
    *ret_bytes = bytes;
    return true;
}

/* gzip and zstd: one file inside; its bytes take the place of the packed ones. */
static bool unpack_single(Bytes *raw, Err *err)
{
    CLEANUP(archive_free_p) struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    Bytes bytes = {0};
    size_t unpacked = 0;
    if (archive == NULL || archive_read_support_format_raw(archive) != ARCHIVE_OK ||
        archive_read_support_filter_gzip(archive) < ARCHIVE_WARN ||
        archive_read_support_filter_zstd(archive) < ARCHIVE_WARN ||
        archive_read_open_memory(archive, raw->data, raw->size) != ARCHIVE_OK ||
        archive_read_next_header(archive, &entry) != ARCHIVE_OK)
        return broken(archive, err);
    if (!read_entry(archive, raw->size, &unpacked, &bytes, err))
        return false;
    bytes_done(raw);
    *raw = bytes;
    return true;
}

static bool has_member(const Input *input, const char *name)
{
    for (size_t i = 0; i < input->n_members; i++)
        if (strcmp(input->members[i].name, name) == 0)
            return true;
    return false;
}

/* A member's name, made different from those before it: a container may say one twice. */
static const char *name_of(Arena *arena, const Input *input, const char *name)
{
    const char *own = arena_strdup(arena, name);
    size_t number = 1;
    while (has_member(input, own))
        own = arena_printf(arena, "%s (%zu)", name, ++number);
    return own;
}

static bool zip_open(struct archive *archive, const char *bytes, size_t size)
{
    return archive != NULL && archive_read_support_format_zip(archive) == ARCHIVE_OK &&
           archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK;
}

static bool take_entry(Arena *arena, struct archive *archive, struct archive_entry *entry,
                       size_t packed, size_t *unpacked, Input *input, Err *err)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (input->n_members == MEMBERS_MAX)
        return err_set(err, ERR_DATA, _("the container holds more than %d files"), MEMBERS_MAX);
    if (archive_entry_is_encrypted(entry) > 0) {
        err_set(err, ERR_DATA, _("the container is protected by a password"));
        return err_hint(err, "%s", _("unpack it with the password, and give what is in it"));
    }
    Member *member = &input->members[input->n_members];
    member->name = name_of(arena, input, name == NULL ? "?" : name);
    if (!read_entry(archive, packed, unpacked, &member->bytes, err))
        return err_add(err, _("reading \"%s\" in it"), member->name);
    input->n_members++;
    return true;
}

const char *input_table_of_memo(Arena *arena, const char *name)
{
    size_t length = strlen(name);
    const char *end = length < 4 ? "" : name + length - 4;
    if (strcmp(end, ".dbt") == 0)
        return arena_printf(arena, "%.*s.dbf", (int)(length - 4), name);
    if (strcmp(end, ".DBT") == 0)
        return arena_printf(arena, "%.*s.DBF", (int)(length - 4), name);
    return NULL;
}

static void drop_memos(Arena *arena, Input *input)
{
    size_t kept = 0;
    for (size_t i = 0; i < input->n_members; i++) {
        const char *table = input_table_of_memo(arena, input->members[i].name);
        if (table != NULL && has_member(input, table))
            bytes_done(&input->members[i].bytes);
        else
            input->members[kept++] = input->members[i];
    }
    input->n_members = kept;
}

bool input_unzip(Arena *arena, const char *bytes, size_t size, Input *ret_input, Err *err)
{
    CLEANUP(archive_free_p) struct archive *archive = archive_read_new();
    CLEANUP(input_done) Input input = {0};
    struct archive_entry *entry;
    size_t unpacked = 0;
    if (!zip_open(archive, bytes, size))
        return broken(archive, err);
    input.members = arena_array(arena, MEMBERS_MAX, sizeof *input.members);
    int code;
    while ((code = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
        if (archive_entry_filetype(entry) == AE_IFREG &&
            !take_entry(arena, archive, entry, size, &unpacked, &input, err))
            return false;
    if (code != ARCHIVE_EOF)
        return broken(archive, err);
    if (input.n_members == 0)
        return err_set(err, ERR_DATA, _("the container is empty"));
    drop_memos(arena, &input);
    input_move(&input, ret_input);
    return true;
}

static bool begins(const Bytes *bytes, const char *magic, size_t length)
{
    return bytes->size >= length && memcmp(bytes->data, magic, length) == 0;
}

/* The list of parts that every Office file begins with. */
static bool is_workbook(const Bytes *raw)
{
    CLEANUP(archive_free_p) struct archive *archive = archive_read_new();
    struct archive_entry *entry;
    if (!zip_open(archive, raw->data, raw->size))
        return false;
    for (int i = 0; i < MEMBERS_MAX && archive_read_next_header(archive, &entry) == ARCHIVE_OK;
         i++) {
        const char *name = archive_entry_pathname_utf8(entry);
        if (name != NULL && strcmp(name, "[Content_Types].xml") == 0)
            return true;
    }
    return false;
}

static bool is_container(const Bytes *raw)
{
    return begins(raw, "PK\x03\x04", 4) && !is_workbook(raw);
}

static bool refuse_nested(const Input *files, Err *err)
{
    for (size_t i = 0; i < files->n_members; i++)
        if (is_container(&files->members[i].bytes)) {
            err_set(err, ERR_DATA, _("the container holds another container (\"%s\")"),
                    files->members[i].name);
            return err_hint(err, "%s", _("unpack it, and give what is in it"));
        }
    return true;
}

bool input_open(Arena *arena, const char *path, Input *ret_input, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    if (!file_read(path, &input.raw, err))
        return false;
    if (begins(&input.raw, "\x1f\x8b", 2) || begins(&input.raw, "\x28\xb5\x2f\xfd", 4))
        if (!unpack_single(&input.raw, err))
            return false;
    if (input.raw.size == 0)
        return err_set(err, ERR_DATA, _("the file is empty"));
    if (begins(&input.raw, "PK\x05\x06", 4))
        return err_set(err, ERR_DATA, _("the container is empty"));
    if (is_container(&input.raw)) {
        Input files = {0};
        if (!input_unzip(arena, input.raw.data, input.raw.size, &files, err))
            return false;
        input.members = files.members;
        input.n_members = files.n_members;
        if (!refuse_nested(&input, err))
            return false;
    } else {
        input.members = arena_alloc(arena, sizeof *input.members);
        input.members[0] = (Member){"", input.raw};
        input.n_members = 1;
    }
    input_move(&input, ret_input);
    return true;
}

static la_ssize_t on_write(struct archive *archive, void *context, const void *bytes, size_t size)
{
    (void)archive;
    strbuf_add(context, bytes, size);
    return (la_ssize_t)size;
}

bool input_compress(const Bytes *raw, StrBuf *ret_packed, Err *err)
{
    CLEANUP(archive_free_p) struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    bool good = archive != NULL && entry != NULL &&
                archive_write_set_format_raw(archive) == ARCHIVE_OK &&
                archive_write_add_filter_zstd(archive) >= ARCHIVE_WARN &&
                archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK && /* no padding */
                archive_write_open(archive, ret_packed, NULL, on_write, NULL) == ARCHIVE_OK;
    if (good) {
        archive_entry_set_filetype(entry, AE_IFREG);
        good = archive_write_header(archive, entry) == ARCHIVE_OK &&
               archive_write_data(archive, raw->data, raw->size) == (la_ssize_t)raw->size &&
               archive_write_close(archive) == ARCHIVE_OK;
    }
    archive_entry_free(entry);
    if (!good)
        return err_set(err, ERR_IO, _("the file could not be packed for the archive"));
    return true;
}
