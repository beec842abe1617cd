#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

typedef struct Block {
    struct Block *next;
    size_t used, size;
    max_align_t bytes[];
} Block;

struct Arena {
    Block *block;
};

static void *out_of_memory(void)
{
    (void)fputs(_("out of memory; run it again on a machine with more\n"), stderr);
    exit(71); /* the one exit outside stage_main(): arena.h says so */
}

static Block *block_new(Block *next, size_t size)
{
    Block *block = calloc(1, sizeof *block + size);
    if (block == NULL)
        return out_of_memory();
    block->next = next;
    block->size = size;
    return block;
}

Arena *arena_new(void)
{
    Arena *arena = calloc(1, sizeof *arena);
    return arena == NULL ? out_of_memory() : arena;
}

Arena *arena_free(Arena *arena)
{
    if (arena == NULL)
        return NULL;
    for (Block *block = arena->block, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
    return NULL;
}

void arena_free_p(Arena **arena)
{
    *arena = arena_free(*arena);
}

void *arena_alloc(Arena *arena, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX / 2)
        return out_of_memory();
    size = (size + align - 1) / align * align;
    Block *block = arena->block;
    if (block == NULL || block->size - block->used < size) {
        /* A large piece gets a block of its own behind the current one, which stays in use. */
        if (size > BLOCK_SIZE / 4 && block != NULL) {
            block->next = block_new(block->next, size);
            block->next->used = size;
            return block->next->bytes;
        }
        block = arena->block = block_new(block, size > BLOCK_SIZE ? size : BLOCK_SIZE);
    }
    void *memory = (char *)block->bytes + block->used;
    block->used += size;
    return memory;
}

void *arena_array(Arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return out_of_memory();
    return arena_alloc(arena, count * size);
}

char *arena_strndup(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(Arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(arena, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void *heap_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return array;
    size_t grown = *capacity < 16 ? 16 : *capacity;
    while (grown < needed)
        grown *= 2;
    if (grown > SIZE_MAX / size)
        return out_of_memory();
    void *larger = realloc(array, grown * size);
    if (larger == NULL)
        return out_of_memory();
    *capacity = grown;
    return larger;
}

void heap_free_p(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;
    free(*pointer);
    *pointer = NULL;
}
