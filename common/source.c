#include "source.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN_BEFORE = 60, SHOWN = 110, SHOWN_BYTES = 3 * SHOWN + 1 };

#define MARK "\ufffd" /* for what cannot be shown */

static bool is_follower(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static unsigned count_characters(const char *text, size_t n)
{
    unsigned count = 0;
    for (size_t i = 0; i < n; i++)
        count += !is_follower(text[i]);
    return count;
}

void source_place(const Source *source, size_t at, unsigned *ret_line, unsigned *ret_column)
{
    size_t line_start = 0;
    *ret_line = 1;
    for (size_t i = 0; i < at; i++)
        if (source->text[i] == '\n') {
            ++*ret_line;
            line_start = i + 1;
        }
    *ret_column = 1 + count_characters(source->text + line_start, at - line_start);
}

/* A line as it can be printed: what is no character, is not seen or turns the direction of writing
 * becomes a mark, control characters a blank. */
static void make_visible(StrView line, char ret_shown[SHOWN_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < line.length; i++) {
        char whole[5] = {line.text[i]};
        size_t length = 1, bad;
        for (; length < 4 && i + length < line.length && is_follower(line.text[i + length]);
             length++)
            whole[length] = line.text[i + length];
        bool good = str_is_utf8(whole, length, &bad) && str_find_hidden(whole) == NULL;
        if (!good)
            (void)snprintf(whole, sizeof whole, "%s", MARK);
        else if ((unsigned char)whole[0] < ' ' || whole[0] == 0x7f)
            whole[0] = ' ';
        for (const char *at = whole; *at != '\0'; at++)
            ret_shown[n++] = *at;
        i += length - 1;
    }
    ret_shown[n] = '\0';
}

/* The line of the word, or the part around it where the line is long, and carets below. */
static void show_line(const Source *source, size_t start, size_t end, char *ret, size_t size)
{
    const char *text = source->text;
    size_t line = start, stop = start;
    while (line > 0 && text[line - 1] != '\n' && start - line < SHOWN_BEFORE)
        line--;
    while (line < start && is_follower(text[line]))
        line++;
    while (text[stop] != '\0' && text[stop] != '\n' && stop - line < SHOWN)
        stop++;
    while (stop > start && is_follower(text[stop]))
        stop--;
    while (stop > start && text[stop - 1] == '\r')
        stop--;
    if (end > stop)
        end = stop;
    char shown[SHOWN_BYTES];
    make_visible((StrView){text + line, stop - line}, shown);
    unsigned carets = end > start ? count_characters(text + start, end - start) : 1;
    int used = snprintf(ret, size, "\n    %s\n    %*s", shown,
                        (int)count_characters(text + line, start - line), "");
    for (unsigned i = 0; i < carets && (size_t)used + 1 < size; i++)
        ret[used++] = '^';
    ret[used] = '\0';
}

bool source_fail(const Source *source, size_t start, size_t end, Err *err, const char *format, ...)
{
    char message[600], shown[2 * SHOWN_BYTES] = "";
    ErrPlace place = {.file = source->file, .columns = 1};
    va_list args;
    va_start(args, format);
    str_format(message, sizeof message, format, args);
    va_end(args);
    source_place(source, start, &place.line, &place.column);
    if (end > start)
        place.columns = count_characters(source->text + start, end - start);
    if (source->length > 0 || source->file == NULL)
        show_line(source, start, end, shown, sizeof shown);
    return err_set_place(err, ERR_CONFIG, &place, message, shown);
}

bool source_hint_similar(Err *err, const StrMap *known, const char *name)
{
    const char *near = strmap_nearest(known, str_view(name));
    return near == NULL ? false : err_hint(err, _("a similar name exists: %s"), near);
}

bool source_hint_nearest(Err *err, const char *list, const char *name)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    StrMap *map = strmap_new(scratch);
    StrList words = str_split(scratch, list, " ");
    for (size_t i = 0; i < words.n; i++)
        (void)strmap_add(map, str_view(words.items[i]), 0, NULL);
    return source_hint_similar(err, map, name);
}
