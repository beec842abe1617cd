/*
 * Arena: memory that lives as long as its owner says and is given back at once. What it returns is
 * zeroed and never NULL; out of memory ends the stage with status 71, and the stage may be run
 * again.
 */
#pragma once

#include "util.h"

typedef struct Arena Arena;

Arena *arena_new(void);
Arena *arena_free(Arena *arena); /* takes NULL, returns NULL */
void arena_free_p(Arena **arena);

void *arena_alloc(Arena *arena, size_t size);
void *arena_array(Arena *arena, size_t count, size_t size);
char *arena_strndup(Arena *arena, const char *text, size_t length);
char *arena_strdup(Arena *arena, const char *text);
char *arena_printf(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Grow a plain heap array so that it holds `needed` items; ends the stage when memory is out. */
void *heap_grow(void *array, size_t *capacity, size_t needed, size_t size);
void heap_free_p(void *pointer_to_pointer); /* for CLEANUP on any heap pointer */
