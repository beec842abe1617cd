/*
 * To be preloaded: the N-th call that changes a file fails. FAULT_AT is N, counted from 1;
 * FAULT_ERROR is ENOSPC or EIO (default); FAULT_FOREVER: every later one fails too. Calls on the
 * standard streams do not count. When a call has failed, the file FAULT_MARK is made, so that the
 * test knows when N has gone past the last call. Not in any release.
 */
#undef _FILE_OFFSET_BITS /* pwrite() and pwrite64() are two names here */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static unsigned long calls;

static bool fault(int fd)
{
    const char *at = getenv("FAULT_AT"), *mark = getenv("FAULT_MARK"),
               *name = getenv("FAULT_ERROR");
    unsigned long n = at == NULL ? 0 : strtoul(at, NULL, 10);
    if (n == 0 || (fd >= 0 && fd <= 2))
        return false;
    unsigned long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (call != n && (call < n || getenv("FAULT_FOREVER") == NULL))
        return false;
    if (mark != NULL) {
        int made = open(mark, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (made >= 0)
            (void)close(made);
    }
    errno = name != NULL && strcmp(name, "ENOSPC") == 0 ? ENOSPC : EIO;
    return true;
}

/* The function of this name in the library behind us. */
#define NEXT(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))
#define FAULTY(result, name, parameters, arguments, fd)                                            \
    result name parameters                                                                         \
    {                                                                                              \
        return fault(fd) ? -1 : NEXT(name) arguments;                                              \
    }

FAULTY(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size), fd)
FAULTY(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), (fd, bytes, size, at),
       fd)
FAULTY(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t at),
       (fd, bytes, size, at), fd)
FAULTY(int, fsync, (int fd), (fd), fd)
FAULTY(int, fdatasync, (int fd), (fd), fd)
FAULTY(int, ftruncate, (int fd, off_t size), (fd, size), fd)
FAULTY(int, ftruncate64, (int fd, off64_t size), (fd, size), fd)
FAULTY(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size), fd)
FAULTY(int, rename, (const char *from, const char *to), (from, to), -1)
FAULTY(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
