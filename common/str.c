#include "str.h"

#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

bool str_equal(StrView a, const char *b)
{
    return a.length == strlen(b) && memcmp(a.text, b, a.length) == 0;
}

bool str_same(StrView a, StrView b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.text, b.text, a.length) == 0);
}

static size_t blank_at(const char *text, size_t length)
{
    if (length > 0 && (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n'))
        return 1;
    return length > 1 && memcmp(text, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

StrView str_trim(StrView view)
{
    for (size_t n; (n = blank_at(view.text, view.length)) > 0;)
        view = (StrView){view.text + n, view.length - n};
    while (view.length > 0) {
        size_t n = blank_at(view.text + view.length - 1, 1);
        if (n == 0 && view.length > 1)
            n = blank_at(view.text + view.length - 2, 2) == 2 ? 2 : 0;
        if (n == 0)
            break;
        view.length -= n;
    }
    return view;
}

bool str_all_digits(StrView view)
{
    for (size_t i = 0; i < view.length; i++)
        if (view.text[i] < '0' || view.text[i] > '9')
            return false;
    return view.length > 0;
}

/* RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. */
bool str_is_utf8(const char *bytes, size_t length, size_t *ret_bad_offset)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < length) {
        if (i + 8 <= length) {
            uint64_t word;
            memcpy(&word, p + i, 8);
            if ((word & 0x8080808080808080u) == 0) {
                i += 8;
                continue;
            }
        }
        size_t more = p[i] < 0x80 ? 0 : p[i] < 0xc2 ? 9 : p[i] < 0xe0 ? 1 : p[i] < 0xf0 ? 2 : 3;
        bool good = more < 9 && p[i] <= 0xf4 && i + more < length;
        for (size_t k = 1; good && k <= more; k++)
            good = (p[i + k] & 0xc0) == 0x80;
        if (good && more == 2)
            good = !(p[i] == 0xe0 && p[i + 1] < 0xa0) && !(p[i] == 0xed && p[i + 1] >= 0xa0);
        if (good && more == 3)
            good = !(p[i] == 0xf0 && p[i + 1] < 0x90) && !(p[i] == 0xf4 && p[i + 1] >= 0x90);
        if (!good) {
            *ret_bad_offset = i;
            return false;
        }
        i += more + 1;
    }
    return true;
}

void str_repair(char *text)
{
    size_t length = strlen(text), bad;
    for (; !str_is_utf8(text, length, &bad); length--)
        memmove(text + bad, text + bad + 1, length - bad);
}

void str_format(char *ret_text, size_t size, const char *format, va_list args)
{
    (void)vsnprintf(ret_text, size, format, args);
    str_repair(ret_text);
}

void str_list_add(Arena *arena, StrList *list, const char *text)
{
    if ((list->n & (list->n - 1)) == 0) { /* full: there is room for a power of two */
        char **items = arena_array(arena, list->n == 0 ? 1 : list->n * 2, sizeof *items);
        if (list->n > 0)
            memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
    }
    list->items[list->n++] = arena_strdup(arena, text);
}

bool str_list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; *(at += strspn(at, " ")) != '\0';) {
        size_t n = strcspn(at, " ");
        if (n == length && memcmp(at, word, n) == 0)
            return true;
        at += n;
    }
    return false;
}

void strbuf_add(StrBuf *buffer, const void *bytes, size_t length)
{
    buffer->text = heap_grow(buffer->text, &buffer->capacity, buffer->length + length + 1, 1);
    if (length > 0)
        memcpy(buffer->text + buffer->length, bytes, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void strbuf_puts(StrBuf *buffer, const char *text)
{
    strbuf_add(buffer, text, strlen(text));
}

void strbuf_printf(StrBuf *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t length = (size_t)vsnprintf(NULL, 0, format, args);
    va_end(args);
    buffer->text = heap_grow(buffer->text, &buffer->capacity, buffer->length + length + 1, 1);
    (void)vsnprintf(buffer->text + buffer->length, length + 1, format, again);
    va_end(again);
    buffer->length += length;
}

void strbuf_done(StrBuf *buffer)
{
    free(buffer->text);
    *buffer = (StrBuf){0};
}

typedef struct Slot {
    const char *key; /* NULL: empty */
    uint32_t length, value;
    uint64_t hash;
} Slot;

struct StrMap {
    Arena *arena;
    Slot *slots;
    size_t n, capacity; /* capacity is a power of two */
};

StrMap *strmap_new(Arena *arena)
{
    StrMap *map = arena_alloc(arena, sizeof *map);
    map->arena = arena;
    map->capacity = 64;
    map->slots = arena_array(arena, map->capacity, sizeof *map->slots);
    return map;
}

static Slot *slot_of(Slot *slots, size_t capacity, StrView key, uint64_t hash)
{
    size_t at = hash & (capacity - 1);
    while (slots[at].key != NULL &&
           (slots[at].hash != hash || !str_same((StrView){slots[at].key, slots[at].length}, key)))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

uint32_t strmap_add(StrMap *map, StrView key, uint32_t value, bool *ret_new)
{
    uint64_t hash = XXH3_64bits(key.text, key.length);
    Slot *slot = slot_of(map->slots, map->capacity, key, hash);
    if (ret_new != NULL)
        *ret_new = slot->key == NULL;
    if (slot->key != NULL)
        return slot->value;
    if ((map->n + 1) * 2 > map->capacity) {
        size_t capacity = map->capacity * 2;
        Slot *slots = arena_array(map->arena, capacity, sizeof *slots);
        for (size_t i = 0; i < map->capacity; i++) {
            Slot *old = &map->slots[i];
            if (old->key != NULL)
                *slot_of(slots, capacity, (StrView){old->key, old->length}, old->hash) = *old;
        }
        map->slots = slots;
        map->capacity = capacity;
        slot = slot_of(slots, capacity, key, hash);
    }
    map->n++;
    *slot =
        (Slot){arena_strndup(map->arena, key.text, key.length), (uint32_t)key.length, value, hash};
    return value;
}

/* The slot keeps its key, so that others behind it are still found, but it matches nothing any
 * more. */
void strmap_remove(StrMap *map, StrView key)
{
    Slot *slot = slot_of(map->slots, map->capacity, key, XXH3_64bits(key.text, key.length));
    if (slot->key != NULL) {
        slot->hash = ~slot->hash;
        slot->length = 0;
    }
}

bool strmap_find(const StrMap *map, StrView key, uint32_t *ret_value)
{
    const Slot *slot = slot_of(map->slots, map->capacity, key, XXH3_64bits(key.text, key.length));
    if (slot->key == NULL)
        return false;
    *ret_value = slot->value;
    return true;
}

const char *str_lower(Arena *arena, StrView text)
{
    char *lower = arena_strndup(arena, text.text, text.length);
    for (char *at = lower; *at != '\0'; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at);
    return lower;
}

static const struct {
    const char *letter;
    char plain;
} polish[] = {{"ą", 'a'}, {"ć", 'c'}, {"ę", 'e'}, {"ł", 'l'}, {"ń", 'n'}, {"ó", 'o'},
              {"ś", 's'}, {"ź", 'z'}, {"ż", 'z'}, {"Ą", 'A'}, {"Ć", 'C'}, {"Ę", 'E'},
              {"Ł", 'L'}, {"Ń", 'N'}, {"Ó", 'O'}, {"Ś", 'S'}, {"Ź", 'Z'}, {"Ż", 'Z'}};

char str_plain_letter(const char *at)
{
    for (size_t i = 0; i < ARRAY_LENGTH(polish); i++)
        if (strncmp(at, polish[i].letter, 2) == 0)
            return polish[i].plain;
    return '\0';
}

const char *str_plain(Arena *arena, StrView text)
{
    char *plain = arena_strndup(arena, text.text, text.length);
    size_t n = 0;
    for (size_t i = 0; i < text.length; i++) {
        char letter = i + 1 < text.length ? str_plain_letter(text.text + i) : '\0';
        plain[n++] = letter == '\0' ? text.text[i] : letter;
        i += letter != '\0';
    }
    plain[n] = '\0';
    return plain;
}

unsigned str_code_point(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return bytes[0] < 0xe0
               ? (bytes[0] & 0x1fu) << 6 | (bytes[1] & 0x3fu)
               : (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
}

/* A mark of the direction of writing, or a character without width. */
static bool is_hidden(unsigned letter)
{
    return letter == 0x61c || (letter >= 0x200b && letter <= 0x200f) ||
           (letter >= 0x202a && letter <= 0x202e) || letter == 0x2060 ||
           (letter >= 0x2066 && letter <= 0x2069) || letter == 0xfeff;
}

const char *str_find_hidden(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char first = (unsigned char)*text;
        if (first >= 0xc2 && first < 0xf0 && is_hidden(str_code_point(text)))
            return text;
    }
    return NULL;
}

enum { NEAR_LENGTH = 64 };

/* The text without the marks of Polish letters, which are what is forgotten first. */
static size_t plain_text(StrView text, char ret_plain[NEAR_LENGTH + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < text.length; i++) {
        char letter = i + 1 < text.length ? str_plain_letter(text.text + i) : '\0';
        ret_plain[n++] = letter == '\0' ? text.text[i] : letter;
        i += letter != '\0';
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters that are other, missing, too many, or swapped with their neighbour. */
static size_t edit_distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][NEAR_LENGTH + 1];
    for (size_t i = 0; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                row[j] = i + j;
                continue;
            }
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

const char *strmap_nearest(const StrMap *map, StrView key)
{
    char wanted[NEAR_LENGTH + 1], plain[NEAR_LENGTH + 1];
    const char *nearest = NULL;
    if (key.length > NEAR_LENGTH)
        return NULL;
    size_t n = plain_text(key, wanted), best = n / 3 + 1;
    for (size_t i = 0; i < map->capacity; i++) {
        const Slot *slot = &map->slots[i];
        if (slot->key == NULL || slot->length > NEAR_LENGTH)
            continue;
        size_t m = plain_text((StrView){slot->key, slot->length}, plain);
        size_t distance = edit_distance(wanted, n, plain, m);
        if (distance < best ||
            (distance == best && nearest != NULL && strcmp(slot->key, nearest) < 0)) {
            best = distance;
            nearest = slot->key;
        }
    }
    return nearest;
}

StrList str_split(Arena *arena, const char *text, const char *separators)
{
    StrList list = {0};
    size_t n = 0;
    for (const char *at = text; *(at += strspn(at, separators)) != '\0';
         at += strcspn(at, separators))
        n++;
    list.items = arena_array(arena, n + 1, sizeof *list.items);
    for (const char *at = text; *(at += strspn(at, separators)) != '\0';) {
        size_t length = strcspn(at, separators);
        list.items[list.n++] = arena_strndup(arena, at, length);
        at += length;
    }
    return list;
}
