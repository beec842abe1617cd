#include "declared.h"

#include "date.h"
#include "table.h"

/* The row of sources.csv for a file; all empty where there is none. */
static bool find_row(Run *run, const char *path, Declared *ret_declared, Err *err)
{
    const char *base = file_base_name(path);
    const char *list = arena_printf(run->arena, "%.*ssources.csv", (int)(base - path), path);
    *ret_declared = (Declared){base, "", "", "", false, false};
    if (!file_exists(list))
        return true;
    Table table;
    if (!table_read(run->arena, list, "file", &table, err))
        return false;
    for (size_t i = 0; i < table.n_rows; i++) {
        if (strcmp(table_optional(&table, i, "file"), base) != 0)
            continue;
        const char *name = table_optional(&table, i, "name");
        *ret_declared = (Declared){
            *name == '\0' ? base : name, table_optional(&table, i, "subject"),
            table_optional(&table, i, "as_of"), table_optional(&table, i, "source"), true};
    }
    return true;
}

bool declared_missing(Run *run, const char *list, uint64_t *ret_n, const char **ret_first, Err *err)
{
    Table table;
    *ret_n = 0;
    if (!table_read(run->arena, list, "file", &table, err))
        return false;
    for (size_t i = 0; i < table.n_rows; i++) {
        const char *file = table_optional(&table, i, "file");
        if (file_exists(
                arena_printf(run->arena, "%.*s%s", (int)(file_base_name(list) - list), list, file)))
            continue;
        if ((*ret_n)++ == 0)
            *ret_first = file;
    }
    return true;
}

/* LUDN_2137_CREL_20220407210714.csv: subject P2137, exported 2022-04-07T21:07:14 (bdl.md 4). */
static const char *subject_of_name(Arena *arena, const char *name)
{
    size_t letters = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digits;
    if (letters != 4 || name[4] != '_' || (digits = strspn(name + 5, "0123456789")) == 0 ||
        name[5 + digits] != '_')
        return "";
    return arena_printf(arena, "P%.*s", (int)digits, name + 5);
}

/* The first fourteen digits of a name that are a day and a time. */
static const char *date_of_name(Arena *arena, const char *name)
{
    for (const char *at = name; (at = strpbrk(at, "0123456789")) != NULL;
         at += strspn(at, "0123456789")) {
        if (strspn(at, "0123456789") != 14)
            continue;
        const char *date = arena_printf(arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", at, at + 4, at + 6,
                                        at + 8, at + 10, at + 12);
        if (date_is_sound(date))
            return date;
    }
    return "";
}

bool declared_find(Run *run, const char *path, Declared *ret_declared, Err *err)
{
    const IngestSettings *settings = run->settings;
    if (!find_row(run, path, ret_declared, err))
        return false;
    ret_declared->asked = settings->subject != NULL;
    if (settings->subject != NULL)
        ret_declared->subject = settings->subject;
    if (settings->as_of != NULL)
        ret_declared->as_of = settings->as_of;
    if (settings->source != NULL)
        ret_declared->source = settings->source;
    return true;
}

bool declared_date_is_sound(const char *date, ErrKind kind, Err *err)
{
    return date_is_sound(date) ||
           err_set(err, kind, _("the date \"%s\" is no day of the form YYYY-MM-DD"), date);
}

const char *declared_date(Arena *arena, const Declared *declared, const char *member)
{
    const char *date =
        *declared->as_of != '\0' ? declared->as_of : date_of_name(arena, declared->name);
    return *date != '\0' || *member == '\0' ? date : date_of_name(arena, file_base_name(member));
}

bool declared_apply(const Declared *declared, Extract *extract, Err *err)
{
    const char *subject = declared->subject;
    extract->declared_date = declared->as_of;
    extract->declared_subject = subject;
    extract->declared_source = declared->source;
    extract->date = declared_date(extract->arena, declared, extract->member);
    extract->date_source = *declared->as_of != '\0' ? N_("declared")
                           : *extract->date != '\0' ? N_("file name")
                                                    : N_("unknown");
    if (*declared->as_of != '\0' && !declared_date_is_sound(declared->as_of, ERR_DATA, err))
        return false;
    if (strpbrk(subject, ";\"\r\n") != NULL)
        return err_set(err, declared->asked ? ERR_USAGE : ERR_DATA,
                       _("\"%s\" is no BDL subject such as P2137"), subject);
    extract->subject = *subject != '\0' ? subject : subject_of_name(extract->arena, extract->name);
    if (*extract->subject == '\0' && *extract->member != '\0')
        extract->subject = subject_of_name(extract->arena, file_base_name(extract->member));
    return true;
}

/* BDL's are a P and a number; other sources call theirs as they like. */
static bool is_subject(const Profile *profile, const char *subject)
{
    return strcmp(profile->source, "BDL") != 0 ||
           (subject[0] == 'P' && subject[1] != '\0' && str_all_digits(str_view(subject + 1)));
}

bool declared_suffices(const Extract *extract, Err *err)
{
    const Profile *profile = extract->profile;
    if (!profile_needs_subject(profile))
        return true;
    if (*extract->subject != '\0' && !is_subject(profile, extract->subject))
        return err_set(err, ERR_DATA, _("\"%s\" is no BDL subject such as P2137"),
                       extract->subject);
    if (*extract->subject != '\0')
        return true;
    err_set(err, ERR_DATA, _("neither the content nor the name of the file tells its BDL subject"));
    return err_hint(err, "%s",
                    _("say it: --subject P2622, or a row in sources.csv beside the file "
                      "(file;name;subject;as_of;source)"));
}
