#include "plan.h"

#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS = 10, FIRST_NUMBER = 4 };

void plan_init(Plan *plan, Arena *arena)
{
    /* names of columns, and so not for translation: programs read them */
    static const char *const heading[COLUMNS] = {"file",       "source",   "subject",   "date",
                                                 "new",        "replaces", "withdraws", "identical",
                                                 "superseded", "rejected"};
    *plan = (Plan){0};
    grid_init(&plan->grid, arena, COLUMNS);
    for (size_t i = FIRST_NUMBER; i < COLUMNS; i++)
        plan->grid.right[i] = true;
    grid_add(&plan->grid, heading);
}

void plan_done(Plan *plan)
{
    static const char *const left[] = {"workspace.sqlite",
                                       "workspace.sqlite-wal",
                                       "workspace.sqlite-shm",
                                       "lock",
                                       "archive",
                                       "runs",
                                       ""};
    for (size_t i = 0; i < ARRAY_LENGTH(left) && plan->own_folder != NULL; i++)
        (void)remove(arena_printf(plan->grid.arena, "%s/%s", plan->own_folder, left[i]));
    grid_done(&plan->grid);
    strbuf_done(&plan->below);
}

static const char *count_text(Arena *arena, uint64_t n)
{
    return n == 0 ? "" : arena_printf(arena, "%llu", (unsigned long long)n);
}

void plan_extract(Plan *plan, const Extract *extract)
{
    const Account *a = &extract->account;
    Arena *arena = plan->grid.arena;
    const char *const texts[COLUMNS] = {
        arena_printf(arena, "%s%s%s", extract->name, *extract->member == '\0' ? "" : "/",
                     extract->member),
        extract->profile->name,
        extract->subject,
        *extract->date == '\0' ? "?" : extract->date,
        count_text(arena, a->stored - a->replaced),
        count_text(arena, a->replaced),
        count_text(arena, a->withdrawn),
        count_text(arena, a->identical),
        count_text(arena, a->superseded),
        count_text(arena, a->rejected + a->records_rejected),
    };
    grid_add(&plan->grid, texts);
}

static void add_without_numbers(Plan *plan, const char *path, const char *what)
{
    const char *const texts[COLUMNS] = {file_base_name(path), what, "", "", "", "", "", "", "", ""};
    grid_add(&plan->grid, texts);
}

void plan_known(Plan *plan, const char *path, const char *name)
{
    add_without_numbers(plan, path, _("known already"));
    if (strcmp(file_base_name(path), name) != 0)
        strbuf_printf(&plan->below, _("%s: the same bytes are in the workspace as \"%s\"\n"), path,
                      name);
}

void plan_refusal(Plan *plan, const char *path, const Err *problem)
{
    add_without_numbers(plan, path, _("refused"));
    strbuf_printf(&plan->below, "%s: %s\n", path, problem->text);
    if (problem->hint[0] != '\0')
        strbuf_printf(&plan->below, "  %s\n", problem->hint);
}

void plan_print(const Plan *plan, bool csv)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    if (csv) {
        grid_write_csv(&plan->grid, &text);
    } else {
        grid_write_lines(&plan->grid, &text);
        if (plan->below.length > 0)
            strbuf_printf(&text, "\n%s", plan->below.text);
    }
    (void)fwrite(text.text, 1, text.length, stdout); /* stage_main() looks whether it went out */
    if (csv && plan->below.length > 0)
        (void)fwrite(plan->below.text, 1, plan->below.length, stderr);
}

bool plan_workspace(Arena *arena, Plan *plan, const char **asked, Err *err)
{
    if (*asked != NULL && file_exists(arena_printf(arena, "%s/workspace.sqlite", *asked)))
        return true;
    const char *place = getenv("TMPDIR");
    char *folder = arena_printf(arena, "%s/smup-plan-XXXXXX",
                                place == NULL || *place == '\0' ? "/tmp" : place);
    if (mkdtemp(folder) == NULL)
        return err_set_errno(err, ERR_CANTCREAT, errno, _("could not make a folder such as \"%s\""),
                             folder);
    *asked = plan->own_folder = folder;
    return true;
}
