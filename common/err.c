#include "err.h"

#include "str.h"

#include <assert.h>
#include <errno.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>

/* gettext's translation of "" is the head of the catalogue. */
const char *text_of(const char *message)
{
    return *message == '\0' ? message : gettext(message);
}

const char *text_counted(const char *singular, const char *plural, uint64_t n)
{
    return ngettext(singular, plural, n);
}

/* What system calls say when they fail, from our catalogue: the C library's own comes with a
 * package that need not be there. */
static const char *system_text(int number)
{
    static const char *const texts[] = {
        N_("Cannot allocate memory"),
        N_("Disk quota exceeded"),
        N_("File exists"),
        N_("File name too long"),
        N_("File too large"),
        N_("Input/output error"),
        N_("Is a directory"),
        N_("No such file or directory"),
        N_("No space left on device"),
        N_("Not a directory"),
        N_("Operation not permitted"),
        N_("Permission denied"),
        N_("Read-only file system"),
        N_("Too many levels of symbolic links"),
        N_("Too many open files"),
    };
    const char *said = strerrordesc_np(number);
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        if (said != NULL && strcmp(said, texts[i]) == 0)
            return _(texts[i]);
    return strerror(number);
}

const char *text_in_language(const char *polish, const char *english)
{
    const char *language = getenv("LANGUAGE"); /* set by stage_main() */
    bool in_polish = language != NULL && strncmp(language, "pl", 2) == 0;
    return in_polish || english == NULL ? polish : english;
}

static const struct {
    const char *name;
    int status;
} kinds[ERR_KINDS] = {
    [ERR_NONE] = {"OK", 0},
#define ERR_KIND(kind, status, help) [ERR_##kind] = {#kind, status},
#include "err_list.h"
#undef ERR_KIND
};

bool err_set(Err *err, ErrKind kind, const char *format, ...)
{
    assert(err->kind == ERR_NONE && kind != ERR_NONE);
    err->kind = kind;
    va_list args;
    va_start(args, format);
    str_format(err->text, sizeof err->text, format, args);
    va_end(args);
    return false;
}

bool err_set_errno(Err *err, ErrKind kind, int error_number, const char *format, ...)
{
    assert(err->kind == ERR_NONE && kind != ERR_NONE);
    if (error_number == EACCES || error_number == EPERM)
        kind = ERR_PERM;
    else if (error_number == ENOMEM)
        kind = ERR_OS;
    err->kind = kind;
    va_list args;
    va_start(args, format);
    str_format(err->text, sizeof err->text, format, args);
    va_end(args);
    size_t used = strlen(err->text);
    (void)snprintf(err->text + used, sizeof err->text - used, ": %s", system_text(error_number));
    return false;
}

static bool begins_with_code(const char *message)
{
    return message[0] >= 'A' && message[0] <= 'Z' && message[1] >= '0' && message[1] <= '9' &&
           message[2] >= '0' && message[2] <= '9' && message[3] == ':';
}

bool err_set_place(Err *err, ErrKind kind, const ErrPlace *place, const char *message,
                   const char *excerpt)
{
    (void)err_set(err, kind, "%s%s%u:%u: ", place->file == NULL ? "" : place->file,
                  place->file == NULL ? "" : ":", place->line, place->column);
    err->place = *place;
    err->message = strlen(err->text);
    if (begins_with_code(message))
        memcpy(err->code, message, 3);
    size_t room = sizeof err->text - err->message;
    (void)snprintf(err->text + err->message, room, "%s", message);
    err->excerpt = strlen(err->text);
    (void)snprintf(err->text + err->excerpt, sizeof err->text - err->excerpt, "%s", excerpt);
    return false;
}

bool err_add(Err *err, const char *format, ...)
{
    char more[600];
    va_list args;
    va_start(args, format);
    str_format(more, sizeof more, format, args);
    va_end(args);
    size_t used = strlen(err->text);
    (void)snprintf(err->text + used, sizeof err->text - used, _("; while %s"), more);
    return false;
}

bool err_hint(Err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str_format(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return false;
}

int err_exit_status(ErrKind kind)
{
    return kinds[kind].status;
}

const char *err_kind_name(ErrKind kind)
{
    return kinds[kind].name;
}
