#include "file.h"

#include "cases.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Failures of the system, by --wrap: the n-th of the calls that change something fails with
 * `fault_error`. */
static unsigned fault_at, fault_calls;
static int fault_error;
static void (*on_read)(void); /* called before every read */

static bool fault(void)
{
    bool hit = ++fault_calls == fault_at;
    if (hit)
        errno = fault_error;
    return hit;
}

ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __real_read(int fd, void *bytes, size_t size);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_read(int fd, void *bytes, size_t size);
int __wrap_fsync(int fd);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);

/* In pieces, as a full pipe or a signal would have it. */
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    return fault() ? -1 : __real_write(fd, bytes, size > 3 ? 3 : size);
}

ssize_t __wrap_read(int fd, void *bytes, size_t size)
{
    if (on_read != NULL)
        on_read();
    return fault() ? -1 : __real_read(fd, bytes, size > 5 ? 5 : size);
}

int __wrap_fsync(int fd)
{
    return fault() ? -1 : __real_fsync(fd);
}

int __wrap_close(int fd)
{
    int result = __real_close(fd);
    return fault() ? -1 : result;
}

int __wrap_rename(const char *from, const char *to)
{
    return fault() ? -1 : __real_rename(from, to);
}

static void fault_arm(unsigned n, int error)
{
    fault_at = n;
    fault_calls = 0;
    fault_error = error;
}

static bool fault_was_hit(void)
{
    return fault_at > 0 && fault_calls >= fault_at;
}

static char folder[] = "/tmp/smup-file-XXXXXX";
static char path[100], part[120];

static int set_up(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/a", folder);
    (void)snprintf(part, sizeof part, "%s.part", path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[120];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void assert_content(const char *text)
{
    Bytes bytes = {0};
    Err err = {0};
    fault_arm(0, 0);
    assert_true(file_read(path, &bytes, &err));
    assert_int_equal(bytes.size, strlen(text));
    assert_string_equal(bytes.data, text);
    bytes_done(&bytes);
}

static void replacing_is_whole_or_not_at_all(void **state)
{
    (void)state;
    static const int errors[] = {ENOSPC, EIO, EACCES};
    static const ErrKind kinds[] = {ERR_IO, ERR_IO, ERR_PERM};
    for (size_t i = 0; i < ARRAY_LENGTH(errors); i++)
        for (unsigned n = 1;; n++) {
            Err err = {0};
            put(path, "old");
            fault_arm(n, errors[i]);
            bool good = file_replace(path, "the new text", 12, &err);
            if (!fault_was_hit()) {
                assert_true(good);
                /* four writes, fsync, close, rename; fsync and close of the folder */
                assert_int_equal(n, 9 + 1);
                assert_content("the new text");
                break;
            }
            fault_arm(0, 0);
            assert_false(file_exists(part));
            if (good) /* only closing the folder may fail unseen */
                assert_content("the new text");
            else
                assert_int_equal(err.kind, kinds[i]);
            Bytes bytes = {0};
            Err ignored = {0};
            assert_true(file_read(path, &bytes, &ignored));
            assert_true(strcmp(bytes.data, "old") == 0 || strcmp(bytes.data, "the new text") == 0);
            bytes_done(&bytes);
        }
}

static void an_interrupted_write_goes_on(void **state)
{
    (void)state;
    Err err = {0};
    put(path, "old");
    fault_arm(2, EINTR);
    assert_true(file_replace(path, "the new text", 12, &err));
    assert_content("the new text");
}

static void what_a_killed_run_left_is_no_obstacle(void **state)
{
    (void)state;
    Err err = {0};
    fault_arm(0, 0);
    put(part, "half of som");
    assert_true(file_replace(path, "new", 3, &err));
    assert_content("new");
    assert_false(file_exists(part));
}

static void a_symbolic_link_left_there_is_not_followed(void **state)
{
    (void)state;
    char victim[120];
    Err err = {0};
    fault_arm(0, 0);
    (void)snprintf(victim, sizeof victim, "%s/victim", folder);
    put(victim, "mine");
    assert_int_equal(symlink(victim, part), 0);
    assert_true(file_replace(path, "new", 3, &err));
    Bytes bytes = {0};
    assert_true(file_read(victim, &bytes, &err));
    assert_string_equal(bytes.data, "mine");
    bytes_done(&bytes);
}

static void nothing_may_be_written(void **state)
{
    (void)state;
    Err err = {0};
    fault_arm(0, 0);
    assert_true(file_replace(path, "", 0, &err));
    assert_content("");
}

static void a_folder_that_is_not_there_cannot_be_written_to(void **state)
{
    (void)state;
    Err err = {0};
    fault_arm(0, 0);
    assert_false(file_replace("/nowhere/at/all", "x", 1, &err));
    assert_int_equal(err.kind, ERR_CANTCREAT);
    assert_non_null(strstr(err.text, "/nowhere/at/all"));
}

static void fails_to_read(const char *name, ErrKind kind, const char *text)
{
    Bytes bytes = {0};
    Err err = {0};
    fault_arm(0, 0);
    assert_false(file_read(name, &bytes, &err));
    assert_int_equal(err.kind, kind);
    assert_non_null(strstr(err.text, text));
    assert_null(bytes.data);
}

static void a_missing_file_names_the_file(void **state)
{
    (void)state;
    fails_to_read("/nowhere/x.csv", ERR_NOINPUT, "/nowhere/x.csv");
}

static void a_folder_is_no_file(void **state)
{
    (void)state;
    fails_to_read(folder, ERR_DATA, "not a regular file");
}

static void a_device_is_no_file(void **state)
{
    (void)state;
    char link[120];
    (void)snprintf(link, sizeof link, "%s/zero", folder);
    assert_int_equal(symlink("/dev/zero", link), 0);
    fails_to_read(link, ERR_DATA, "not a regular file");
    (void)unlink(link);
}

static void a_pipe_does_not_hang(void **state)
{
    (void)state;
    char pipe[120];
    (void)snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    fails_to_read(pipe, ERR_DATA, "not a regular file");
    (void)unlink(pipe);
}

static void a_huge_file_is_refused_before_it_is_read(void **state)
{
    (void)state;
    put(path, "x");
    if (truncate(path, (off_t)FILE_LIMIT_BYTES + 1) != 0)
        skip();
    fails_to_read(path, ERR_DATA, "the limit is");
}

static void a_file_without_permission_is_refused_by_its_class(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip(); /* root may read anything */
    put(path, "secret");
    assert_int_equal(chmod(path, 0), 0);
    fails_to_read(path, ERR_PERM, "Permission denied");
    (void)unlink(path);
}

static void a_read_error_is_one(void **state)
{
    (void)state;
    Bytes bytes = {0};
    Err err = {0};
    put(path, "0123456789");
    fault_arm(2, EIO);
    assert_false(file_read(path, &bytes, &err));
    assert_int_equal(err.kind, ERR_IO);
    fault_arm(2, EINTR);
    err = (Err){0};
    assert_true(file_read(path, &bytes, &err));
    assert_string_equal(bytes.data, "0123456789");
    bytes_done(&bytes);
}

static void file_grows(void)
{
    FILE *file = fopen(path, "a");
    assert_true(file != NULL && fputs("more", file) >= 0 && fclose(file) == 0);
}

static void file_shrinks(void)
{
    assert_int_equal(truncate(path, 3), 0);
}

static void file_is_rewritten(void)
{
    struct timespec then[2] = {{1000000, 5}, {1000000, 5}};
    put(path, "9876543210"); /* of the same length and in the same second */
    assert_int_equal(utimensat(AT_FDCWD, path, then, 0), 0);
}

typedef struct ChangeCase {
    const char *label;
    void (*change)(void);
} ChangeCase;

static ChangeCase changes[] = {
    {"a file that grows while it is read is refused", file_grows},
    {"a file that shrinks while it is read is refused", file_shrinks},
    {"a file rewritten while it is read is refused", file_is_rewritten},
};

static void a_change_while_reading_is_refused(void **state)
{
    const ChangeCase *test = *state;
    Bytes bytes = {0};
    Err err = {0};
    put(path, "0123456789");
    struct timespec long_ago[2] = {{1000000, 0}, {1000000, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    fault_arm(0, 0);
    on_read = test->change;
    bool good = file_read(path, &bytes, &err);
    on_read = NULL;
    assert_false(good);
    assert_int_equal(err.kind, ERR_DATA);
    assert_non_null(strstr(err.text, "changed while it was read"));
}

static void a_folder_is_listed_in_the_order_of_bytes(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    StrList list;
    char top[120], name[200];
    fault_arm(0, 0);
    (void)snprintf(top, sizeof top, "%s/list", folder);
    assert_true(file_make_folder(top, &err));
    assert_true(file_make_folder(top, &err)); /* there already: nothing to do */
    assert_true(file_make_folder(arena_printf(arena, "%s/b", top), &err));
    static const char *const names[] = {"z", "B", "b/2", "b/10", ".hidden", "a"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        (void)snprintf(name, sizeof name, "%s/%s", top, names[i]);
        put(name, "");
    }
    assert_true(file_list(arena, top, &list, &err));
    static const char *const expected[] = {"B", "a", "b/10", "b/2", "z"};
    assert_int_equal(list.n, ARRAY_LENGTH(expected));
    for (size_t i = 0; i < list.n; i++)
        assert_string_equal(list.items[i] + strlen(top) + 1, expected[i]);
    assert_string_equal(file_base_name(list.items[2]), "10");
    assert_string_equal(file_base_name("x"), "x");
}

static void a_folder_within_itself_ends(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    StrList list;
    char top[120], link[140];
    (void)snprintf(top, sizeof top, "%s/loop", folder);
    (void)snprintf(link, sizeof link, "%s/self", top);
    assert_true(file_make_folder(top, &err));
    assert_int_equal(symlink(".", link), 0);
    assert_false(file_list(arena, top, &list, &err));
    assert_int_equal(err.kind, ERR_DATA);
    (void)unlink(link);
}

static void a_folder_in_the_place_of_a_file_cannot_be_made(void **state)
{
    (void)state;
    Err err = {0};
    fault_arm(0, 0);
    (void)unlink(path);
    put(path, "x");
    assert_false(file_make_folder(path, &err));
    assert_int_equal(err.kind, ERR_CANTCREAT);
}

int main(void)
{
    enum { PLAIN = 16 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(changes)] = {
        cmocka_unit_test(replacing_is_whole_or_not_at_all),
        cmocka_unit_test(an_interrupted_write_goes_on),
        cmocka_unit_test(what_a_killed_run_left_is_no_obstacle),
        cmocka_unit_test(a_symbolic_link_left_there_is_not_followed),
        cmocka_unit_test(nothing_may_be_written),
        cmocka_unit_test(a_folder_that_is_not_there_cannot_be_written_to),
        cmocka_unit_test(a_missing_file_names_the_file),
        cmocka_unit_test(a_folder_is_no_file),
        cmocka_unit_test(a_device_is_no_file),
        cmocka_unit_test(a_pipe_does_not_hang),
        cmocka_unit_test(a_huge_file_is_refused_before_it_is_read),
        cmocka_unit_test(a_file_without_permission_is_refused_by_its_class),
        cmocka_unit_test(a_read_error_is_one),
        cmocka_unit_test(a_folder_is_listed_in_the_order_of_bytes),
        cmocka_unit_test(a_folder_within_itself_ends),
        cmocka_unit_test(a_folder_in_the_place_of_a_file_cannot_be_made),
    };

    CASES_FILL_AT(tests, PLAIN, changes, a_change_while_reading_is_refused);
    return cmocka_run_group_tests_name("file", tests, set_up, tear_down);
}
