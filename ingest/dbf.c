#include "dbf.h"

#include <ctype.h>
#include <shapefil.h>
#include <stdlib.h>

/* shapelib reads through hooks; ours read the bytes we hold. The hooks carry no context of their
 * own, hence the one static. */
typedef struct Memory {
    const char *bytes;
    size_t size, at;
} Memory;

static Memory memory;

static SAFile memory_open(const char *name, const char *access)
{
    (void)access;
    const char *dot = strrchr(name, '.');
    bool table = dot != NULL && (strcmp(dot, ".dbf") == 0 || strcmp(dot, ".DBF") == 0);
    memory.at = 0;
    return table ? (SAFile)&memory : NULL; /* no .cpg beside it: the profile names the encoding */
}

static SAOffset memory_read(void *target, SAOffset size, SAOffset count, SAFile file)
{
    Memory *m = (Memory *)file;
    size_t whole = size == 0 ? 0 : (m->size - m->at) / size;
    if (whole > count)
        whole = count;
    memcpy(target, m->bytes + m->at, whole * size);
    m->at += whole * size;
    return whole;
}

static SAOffset memory_write(void *source, SAOffset size, SAOffset count, SAFile file)
{
    (void)source, (void)size, (void)count, (void)file;
    return 0;
}

static SAOffset memory_seek(SAFile file, SAOffset offset, int whence)
{
    Memory *m = (Memory *)file;
    SAOffset target = whence == 0 ? offset : whence == 1 ? m->at + offset : m->size + offset;
    if (target > m->size)
        return (SAOffset)-1;
    m->at = target;
    return 0;
}

static SAOffset memory_tell(SAFile file)
{
    return ((Memory *)file)->at;
}

static int memory_flush(SAFile file)
{
    (void)file;
    return 0;
}

static int memory_remove(const char *name)
{
    (void)name;
    return -1;
}

static void quiet(const char *message)
{
    (void)message;
}

static bool header_is_sound(const char *bytes, size_t size)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (size < 65 || (b[0] != 0x03 && b[0] != 0x83 && b[0] != 0x30 && b[0] != 0xf5))
        return false;
    size_t header = b[8] | (size_t)b[9] << 8, record = b[10] | (size_t)b[11] << 8;
    uint32_t n = b[4] | (uint32_t)b[5] << 8 | (uint32_t)b[6] << 16 | (uint32_t)b[7] << 24;
    return header >= 65 && header <= size && record > 1 && record < 60000 && n < 100000000u &&
           b[2] >= 1 && b[2] <= 12;
}

static DBFHandle open_table(const char *bytes, size_t size)
{
    static const SAHooks hooks = {memory_open, memory_read,  memory_write, memory_seek,
                                  memory_tell, memory_flush, memory_flush, memory_remove,
                                  quiet,       atof};
    memory = (Memory){bytes, size, 0};
    return header_is_sound(bytes, size) ? DBFOpenLL("table.dbf", "rb", (SAHooks *)&hooks) : NULL;
}

static void table_close(DBFHandle *table)
{
    if (*table != NULL)
        DBFClose(*table);
}

static const StrView *names_of(Arena *arena, DBFHandle table, size_t *ret_n)
{
    int n = DBFGetFieldCount(table);
    StrView *names = arena_array(arena, (size_t)n, sizeof *names);
    for (int i = 0; i < n; i++) {
        char name[XBASE_FLDNAME_LEN_READ + 1] = "";
        (void)DBFGetFieldInfo(table, i, name, NULL, NULL);
        for (char *at = name; *at != '\0'; at++)
            *at = (char)toupper((unsigned char)*at);
        names[i] = str_view(arena_strdup(arena, name));
    }
    *ret_n = (size_t)n;
    return names;
}

bool dbf_fields(Arena *arena, const char *bytes, size_t size, const StrView **ret_names,
                size_t *ret_n)
{
    CLEANUP(table_close) DBFHandle table = open_table(bytes, size);
    if (table == NULL)
        return false;
    *ret_names = names_of(arena, table, ret_n);
    return true;
}

/* What of the head must be true so that no record lies outside the bytes. */
static bool records_fit(DBFHandle table, const char *bytes, size_t size, Err *err)
{
    int n = DBFGetFieldCount(table), n_records = DBFGetRecordCount(table);
    size_t header = (unsigned char)bytes[8] | (size_t)(unsigned char)bytes[9] << 8;
    size_t width = (unsigned char)bytes[10] | (size_t)(unsigned char)bytes[11] << 8;
    size_t needed = 1; /* the mark of a deleted record */
    for (int i = 0; i < n; i++) {
        int field = 0;
        (void)DBFGetFieldInfo(table, i, NULL, &field, NULL);
        needed += (size_t)field;
    }
    if (needed > width)
        return err_set(err, ERR_DATA,
                       _("the DBF header is damaged: fields of %zu bytes in records of %zu"),
                       needed, width);
    if (header + (size_t)n_records * width > size)
        return err_set(err, ERR_DATA,
                       PLURAL("the DBF file is cut: %d record announced, %zu there",
                              "the DBF file is cut: %d records announced, %zu there",
                              (uint64_t)n_records),
                       n_records, (size - header) / width);
    return true;
}

/* The texts of a record's fields, one behind the other in `text`. */
static void read_fields(DBFHandle table, int record, StrBuf *text, StrView *fields, size_t n)
{
    size_t at = 0;
    text->length = 0;
    for (size_t i = 0; i < n; i++) {
        const char *value = DBFReadStringAttribute(table, record, (int)i);
        strbuf_puts(text, value == NULL ? "" : value);
        strbuf_add(text, "", 1);
    }
    for (size_t i = 0; i < n; i++) {
        fields[i] = str_view(text->text + at);
        at += fields[i].length + 1;
    }
}

bool dbf_read(const char *bytes, size_t size, DbfFunction function, void *context, Err *err)
{
    CLEANUP(table_close) DBFHandle table = open_table(bytes, size);
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    if (table == NULL)
        return err_set(err, ERR_DATA, _("the DBF header is damaged"));
    if (!records_fit(table, bytes, size, err))
        return false;
    size_t header = (unsigned char)bytes[8] | (size_t)(unsigned char)bytes[9] << 8;
    size_t width = (unsigned char)bytes[10] | (size_t)(unsigned char)bytes[11] << 8;
    size_t n = (size_t)DBFGetFieldCount(table);
    StrView *fields = arena_array(scratch, n, sizeof *fields);
    int n_records = DBFGetRecordCount(table);
    for (int record = 0; record < n_records; record++) {
        uint64_t number = (uint64_t)record + 1;
        StrView raw = {bytes + header + (size_t)record * width, width};
        bool deleted = DBFIsRecordDeleted(table, record) != 0;
        size_t bad;
        if (!deleted)
            read_fields(table, record, &text, fields, n);
        if (!str_is_utf8(raw.text, raw.length, &bad) || memchr(raw.text, 0, raw.length) != NULL)
            raw = (StrView){"", 0}; /* its text is no name we need; the reject names its number */
        const Record row = {.number = number,
                            .line = number,
                            .fields = fields,
                            .n_fields = deleted ? 0 : n,
                            .raw = raw};
        if (!function(context, &row, deleted, err))
            return false;
    }
    return true;
}
