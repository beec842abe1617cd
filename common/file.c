#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void bytes_done(Bytes *bytes)
{
    free(bytes->data);
    *bytes = (Bytes){0};
}

static void close_p(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

bool file_read(const char *path, Bytes *ret_bytes, Err *err)
{
    CLEANUP(close_p) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat before, after;
    if (fd < 0 || fstat(fd, &before) != 0)
        return err_set_errno(err, ERR_NOINPUT, errno, _("could not open \"%s\""), path);
    if (!S_ISREG(before.st_mode))
        return err_set(err, ERR_DATA, _("\"%s\" is not a regular file"), path);
    if ((uint64_t)before.st_size > FILE_LIMIT_BYTES)
        return err_set(err, ERR_DATA, _("\"%s\" has %lld bytes; the limit is %zu"), path,
                       (long long)before.st_size, FILE_LIMIT_BYTES);
    size_t size = (size_t)before.st_size, capacity = 0, got = 0;
    CLEANUP(bytes_done) Bytes bytes = {heap_grow(NULL, &capacity, size + 1, 1), size};
    while (got < size) {
        ssize_t n = read(fd, bytes.data + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set_errno(err, ERR_IO, errno, _("could not read \"%s\""), path);
        if (n == 0)
            break;
        got += (size_t)n;
    }
    if (got != size || fstat(fd, &after) != 0 || after.st_size != before.st_size ||
        after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
        after.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
        return err_set(err, ERR_DATA, _("\"%s\" changed while it was read; run it again"), path);
    bytes.data[size] = '\0';
    *ret_bytes = bytes;
    bytes.data = NULL; /* the caller's now */
    return true;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return false;
    CLEANUP(close_p) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    return fd >= 0 && fsync(fd) == 0;
}

bool file_replace(const char *path, const void *bytes, size_t size, Err *err)
{
    CLEANUP(strbuf_done) StrBuf part = {0};
    strbuf_printf(&part, "%s.part", path);
    (void)unlink(part.text); /* left by a run that was killed */
    int fd = open(part.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""), part.text);
    bool good = write_all(fd, bytes, size) && fsync(fd) == 0;
    int problem = errno;
    if (close(fd) != 0 && good) {
        good = false;
        problem = errno;
    }
    if (good && (rename(part.text, path) != 0 || !sync_folder_of(path))) {
        good = false;
        problem = errno;
    }
    if (!good) {
        (void)unlink(part.text);
        return err_set_errno(err, ERR_IO, problem, _("could not write \"%s\""), path);
    }
    return true;
}

bool file_make_folder(const char *path, Err *err)
{
    if (mkdir(path, 0750) == 0 || (errno == EEXIST && file_is_folder(path)))
        return true;
    return err_set_errno(err, ERR_CANTCREAT, errno, _("could not create the folder \"%s\""), path);
}

bool file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

typedef struct PathList {
    char **items;
    size_t n, capacity;
} PathList;

static bool list_into(PathList *list, Arena *arena, const char *path, unsigned depth, Err *err)
{
    if (!file_is_folder(path)) {
        list->items = heap_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
        list->items[list->n++] = arena_strdup(arena, path);
        return true;
    }
    if (depth == 0)
        return err_set(err, ERR_DATA, _("the folders below \"%s\" are nested too deeply"), path);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return err_set_errno(err, ERR_NOINPUT, errno, _("could not open the folder \"%s\""), path);
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        good = list_into(list, arena, arena_printf(arena, "%s/%s", path, entry->d_name), depth - 1,
                         err);
    }
    (void)closedir(folder);
    return good;
}

enum { FOLDER_DEPTH = 16 };

bool file_list(Arena *arena, const char *path, StrList *ret_paths, Err *err)
{
    PathList list = {0};
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    bool good = list_into(&list, arena, arena_strndup(arena, path, length), FOLDER_DEPTH, err);
    if (good) {
        if (list.n > 0)
            qsort(list.items, list.n, sizeof *list.items, compare_texts);
        ret_paths->items = arena_array(arena, list.n + 1, sizeof *list.items);
        if (list.n > 0)
            memcpy(ret_paths->items, list.items, list.n * sizeof *list.items);
        ret_paths->n = list.n;
    }
    free(list.items);
    return good;
}

const char *file_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

bool file_is_same(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}
