#include "column.h"

#include "digest.h"

/* Layout: u64 checksum, u8 kind, u8 unit form, u8 state width, i8 scale, u32 n, u32 first unit, u32
 * distinct states, states, then units (u32 each, or nothing for a run of consecutive units), values
 * (8 bytes each, exact ones narrowed to 4 where all fit), state indices (0, 1 or 2 bytes each).
 * Little-endian, as all machines this runs on. */
typedef struct Head {
    uint64_t checksum;
    uint8_t kind, unit_form, state_width;
    int8_t scale;
    uint32_t n, first, n_states;
} Head;

enum { KIND_EXACT64, KIND_EXACT32, KIND_REAL, KINDS };
enum { UNITS_RUN, UNITS_LIST, UNIT_FORMS };

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are little-endian");

Column column_new(Arena *arena, uint32_t n, bool real, int scale)
{
    Column column = {.n = n, .real = real, .scale = scale};
    column.units = arena_array(arena, n, sizeof *column.units);
    column.values.exact = arena_array(arena, n, sizeof *column.values.exact);
    column.states = arena_array(arena, n, sizeof *column.states);
    return column;
}

uint32_t column_find(const Column *column, uint32_t unit)
{
    uint32_t low = 0, high = column->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (column->units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < column->n && column->units[low] == unit ? low : column->n;
}

void blob_seal(StrBuf *blob, size_t start)
{
    uint64_t checksum = checksum_of(blob->text + start + 8, blob->length - start - 8);
    memcpy(blob->text + start, &checksum, sizeof checksum);
}

bool blob_is_whole(const void *blob, size_t size)
{
    uint64_t checksum;
    if (size < sizeof checksum)
        return false;
    memcpy(&checksum, blob, sizeof checksum);
    return checksum == checksum_of((const char *)blob + 8, size - 8);
}

void blob_put_varint(StrBuf *blob, uint64_t value)
{
    unsigned char bytes[10];
    size_t n = 0;
    do {
        bytes[n] = (unsigned char)(value & 0x7f);
        value >>= 7;
        bytes[n] |= value != 0 ? 0x80 : 0;
    } while (bytes[n++] & 0x80);
    strbuf_add(blob, bytes, n);
}

bool blob_get_varint(const unsigned char **at, const unsigned char *end, uint64_t *ret_value)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *ret_value = value;
            return true;
        }
    }
    return false;
}

/* The table of distinct states in order of first use; every cell's place in it. */
static uint32_t index_states(const Column *column, Arena *scratch, CellState **ret_table,
                             uint16_t *index)
{
    size_t capacity = 0;
    CellState *table = NULL;
    uint32_t n = 0;
    for (uint32_t i = 0; i < column->n; i++) {
        uint32_t k = 0;
        if (i > 0 && column->states[i] == column->states[i - 1]) {
            index[i] = index[i - 1];
            continue;
        }
        while (k < n && table[k] != column->states[i])
            k++;
        if (k == n) {
            table = heap_grow(table, &capacity, n + 1u, sizeof *table);
            table[n++] = column->states[i];
        }
        index[i] = (uint16_t)k;
    }
    *ret_table = arena_array(scratch, n + 1u, sizeof *table);
    if (n > 0)
        memcpy(*ret_table, table, n * sizeof *table);
    heap_free_p(&table);
    return n;
}

void column_pack(const Column *column, StrBuf *ret_blob)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    uint32_t n = column->n;
    uint16_t *index = arena_array(scratch, n + 1u, sizeof *index);
    CellState *table;
    Head head = {.n = n, .scale = (int8_t)column->scale, .first = n > 0 ? column->units[0] : 0};
    head.n_states = index_states(column, scratch, &table, index);
    head.state_width = head.n_states <= 1 ? 0 : head.n_states <= 256 ? 1 : 2;
    head.unit_form = n == 0 || column->units[n - 1] - head.first == n - 1 ? UNITS_RUN : UNITS_LIST;
    head.kind = column->real ? KIND_REAL : KIND_EXACT32;
    for (uint32_t i = 0; i < n && head.kind == KIND_EXACT32; i++)
        if (column->values.exact[i] != (int32_t)column->values.exact[i])
            head.kind = KIND_EXACT64;

    size_t start = ret_blob->length;
    strbuf_add(ret_blob, &head, sizeof head);
    strbuf_add(ret_blob, table, head.n_states * sizeof *table);
    if (head.unit_form == UNITS_LIST)
        strbuf_add(ret_blob, column->units, n * sizeof *column->units);
    if (head.kind == KIND_EXACT32) {
        int32_t *narrow = arena_array(scratch, n, sizeof *narrow);
        for (uint32_t i = 0; i < n; i++)
            narrow[i] = (int32_t)column->values.exact[i];
        strbuf_add(ret_blob, narrow, n * sizeof *narrow);
    } else {
        strbuf_add(ret_blob, column->values.exact, n * sizeof *column->values.exact);
    }
    if (head.state_width == 1) {
        uint8_t *narrow = arena_array(scratch, n, 1);
        for (uint32_t i = 0; i < n; i++)
            narrow[i] = (uint8_t)index[i];
        strbuf_add(ret_blob, narrow, n);
    } else if (head.state_width == 2) {
        strbuf_add(ret_blob, index, n * sizeof *index);
    }
    blob_seal(ret_blob, start);
}

static bool damaged(const char *name, Err *err)
{
    err_set(err, ERR_DATA, _("the workspace is damaged: the column %s does not match its checksum"),
            name);
    return err_hint(err, "%s",
                    _("delete workspace.sqlite and run smup-ingest on the archive again"));
}

bool column_unpack(Arena *arena, const void *blob, size_t size, const char *name,
                   Column *ret_column, Err *err)
{
    Head head;
    if (size < sizeof head || !blob_is_whole(blob, size))
        return damaged(name, err);
    memcpy(&head, blob, sizeof head);
    uint64_t width = head.kind == KIND_EXACT32 ? 4 : 8;
    uint64_t need = sizeof head + (uint64_t)head.n_states * 4 +
                    (head.unit_form == UNITS_LIST ? (uint64_t)head.n * 4 : 0) +
                    head.n * (width + head.state_width);
    if (head.kind >= KINDS || head.unit_form >= UNIT_FORMS || need != size ||
        (head.n > 0 && head.n_states == 0))
        return damaged(name, err);

    uint32_t n = head.n;
    const char *at = (const char *)blob + sizeof head;
    Column column = column_new(arena, n, head.kind == KIND_REAL, head.scale);
    const char *table = at;
    at += head.n_states * sizeof(CellState);
    if (head.unit_form == UNITS_LIST) {
        memcpy(column.units, at, n * sizeof *column.units);
        at += n * sizeof *column.units;
    } else {
        for (uint32_t i = 0; i < n; i++)
            column.units[i] = head.first + i;
    }
    if (head.kind == KIND_EXACT32) {
        for (uint32_t i = 0; i < n; i++) {
            int32_t narrow;
            memcpy(&narrow, at + i * sizeof narrow, sizeof narrow);
            column.values.exact[i] = narrow;
        }
    } else if (n > 0) {
        memcpy(column.values.exact, at, n * sizeof *column.values.exact);
    }
    at += n * width;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = 0;
        if (head.state_width == 1)
            k = (unsigned char)at[i];
        else if (head.state_width == 2)
            k = (unsigned char)at[2 * i] | (uint32_t)(unsigned char)at[2 * i + 1] << 8;
        if (k >= head.n_states)
            return damaged(name, err);
        memcpy(&column.states[i], table + k * sizeof(CellState), sizeof(CellState));
    }
    *ret_column = column;
    return true;
}
