/*
 * A file of any form on its whole way: decoded, recognised, read, settled, saved and rolled back.
 * An Err if and only if false, never an internal one (save_extract() balances the account), and the
 * workspace is as before.
 */
#include "save.h"
#include "take.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static Run run;
static const IngestSettings settings;
static char folder[] = "/tmp/smup-fuzz-XXXXXX";

static void leave(void)
{
    static const char *const left[] = {"workspace.sqlite",
                                       "workspace.sqlite-wal",
                                       "workspace.sqlite-shm",
                                       "lock",
                                       "archive",
                                       "runs",
                                       ""};
    char path[100];
    workspace_close(&run.workspace);
    run.arena = arena_free(run.arena);
    for (size_t i = 0; i < ARRAY_LENGTH(left); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, left[i]);
        (void)remove(path);
    }
}

static void enter(void)
{
    Err err = {0};
    bool good = mkdtemp(folder) != NULL && workspace_open(folder, SMUP_CONFIG_DIR, WORKSPACE_CREATE,
                                                          "fuzz", &run.workspace, &err);
    run.arena = arena_new();
    run.settings = &settings;
    run.synthetic = strmap_new(run.arena);
    good = good &&
           variables_load(run.arena, SMUP_CONFIG_DIR "/variables", NULL, &run.variables, &err) &&
           profiles_load(run.arena, SMUP_CONFIG_DIR, &run.variables, &run.profiles, &err) &&
           workspace_begin(&run.workspace, &err);
    assert(good);
    (void)atexit(leave);
}

static bool read_and_save(Extract *extract, Member *member, Err *err)
{
    return take_read(&run, extract, member, err) && save_extract(extract, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Err err = {0}, undo = {0};
    if (run.arena == NULL)
        enter();
    uint32_t n_units = run.workspace.territory.n_units;
    size_t capacity = 0;
    Member member = {"", {heap_grow(NULL, &capacity, size + 1, 1), size}};
    memcpy(member.bytes.data, bytes, size);
    member.bytes.data[size] = '\0';
    Extract *extract = extract_new(&run.workspace, &run.variables);
    extract->name = "LUDN_2137_CREL_20220407210714.csv";
    extract->sha256 = "0";
    extract->subject = "P2137";
    extract->date = "2022-04-07T21:07:14";
    assert(db_exec(run.workspace.db, "SAVEPOINT input", &undo));
    bool good = read_and_save(extract, &member, &err);
    assert(good == (err.kind == ERR_NONE));
    assert(good || err.kind == ERR_DATA);
    assert(db_exec(run.workspace.db, "ROLLBACK TO input; RELEASE input", &undo));
    (void)workspace_forget_units(&run.workspace, n_units);
    extract_free_p(&extract);
    bytes_done(&member.bytes);
    return 0;
}
