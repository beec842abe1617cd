#include "take.h"

#include "archived.h"
#include "check_report.h"
#include "declared.h"
#include "digest.h"
#include "encoding.h"
#include "identity.h"
#include "log.h"
#include "meaning.h"
#include "recognise.h"
#include "retake.h"
#include "save.h"

#include <stdio.h>

static bool is_above(const Profile *profile, uint64_t n, uint64_t of)
{
    return profile->refuse_above > 0 &&
           (profile->refuse_share ? n * 100 > profile->refuse_above * of
                                  : n > profile->refuse_above);
}

/* More rejects than good records, or than the profile bears: the file is not what it is taken for.
 */
static bool check_rejects(const Extract *extract, Err *err)
{
    const Account *a = &extract->account;
    uint64_t rejected = a->records_rejected - a->waiting; /* what waits is not wrong */
    bool records = rejected > 10 && rejected > a->records_used;
    uint64_t values = a->rejected - a->lost; /* what is lost with a record is good by itself */
    bool cells = values > 10 && values * 2 > a->read;
    bool above = is_above(extract->profile, rejected, a->records) ||
                 is_above(extract->profile, values, a->read);
    if (!records && !cells && !above)
        return true;
    const Reject *first = &extract->rejects[0];
    const char *what = arena_printf(
        extract->arena, _("(records: %llu, values: %llu); the first: %s: %s: \"%.80s\""),
        (unsigned long long)rejected, (unsigned long long)values,
        extract->sheet != NULL
            ? first->place
            : arena_printf(extract->arena, _("line %llu"), (unsigned long long)first->line),
        first->reason, first->raw.text);
    return records || cells
               ? err_set(err, ERR_DATA, _("more would be rejected than are good %s"), what)
               : err_set(
                     err, ERR_DATA,
                     _("more would be rejected than the profile \"%s\" allows (refuse-above) %s"),
                     extract->profile->name, what);
}

bool take_read(Run *run, Extract *extract, Member *member, Err *err)
{
    Recognised recognised;
    const char *encoding = "UTF-8";
    const char *only = *extract->declared_source == '\0' ? NULL : extract->declared_source;
    size_t bad = 0;
    bool binary;
    if (only != NULL && profile_find(&run->profiles, only) == NULL)
        return err_set(err, run->settings->source != NULL ? ERR_USAGE : ERR_DATA,
                       _("there is no profile \"%s\" in config/sources"), only);
    if (!recognise_binary(extract->arena, member->bytes.data, member->bytes.size, &binary, err))
        return false;
    if (!binary && !encoding_decode(&member->bytes, &encoding, &bad, err))
        return false;
    if (!recognise(extract->arena, &run->profiles, only, member->bytes.data, member->bytes.size,
                   &recognised, err))
        return false;
    extract->profile = recognised.profile;
    if (recognised.profile->layout == LAYOUT_REFUSED)
        return err_set(err, ERR_DATA, "%s", recognised.profile->refusal);
    if (encoding_is_local(encoding) && !str_list_has(recognised.profile->encodings, encoding)) {
        err_set(err, ERR_DATA,
                _("byte %zu is not UTF-8; the file looks like %s, which the profile \"%s\" does "
                  "not allow"),
                bad, encoding, recognised.profile->name);
        return err_hint(err, "%s", _("save the file as UTF-8"));
    }
    if (strcmp(encoding, "UTF-8") != 0)
        extract_note(extract, NOTE_INFO, _("the text is %s"), encoding);
    if (recognised.profile->subject != NULL)
        extract->subject = recognised.profile->subject;
    if (!declared_suffices(extract, err) ||
        !recognised.reader(extract, member->bytes.data, member->bytes.size, err))
        return false;
    extract_settle(extract);
    meaning_note(extract);
    extract_settle_filings(extract);
    return check_rejects(extract, err) && check_reports(extract, err) &&
           identities_check(extract, err);
}

/* The same bytes again: a no-op that says so. */
static void say_known(Run *run, const char *path, const char *name)
{
    run->n_same++;
    if (run->plan != NULL)
        plan_known(run->plan, path, name);
    else
        log_event(LOG_INFO, _("%s: nothing new, the same bytes are in the workspace as \"%s\""),
                  path, name);
}

/* Of a known file: what it is called and declared, and of which date it is. */
typedef struct Known {
    const char *name, *declared, *date, *member;
    bool dated_by_name;
} Known;

static bool find_known(Run *run, const char *sha256, Known *ret_known, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    *ret_known = (Known){.name = NULL};
    if (!db_prepare(run->workspace.db,
                    "SELECT name, declared, coalesce(date, ''), member, date_source FROM extract "
                    "WHERE sha256 = ?1 UNION ALL "
                    "SELECT list_name, ';;', '', '', '' FROM repair WHERE list = ?1 LIMIT 1",
                    &query, err))
        return false;
    db_bind_text(query, 1, sha256);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    *ret_known = (Known){
        arena_strdup(run->arena, db_text(query, 0)), arena_strdup(run->arena, db_text(query, 1)),
        arena_strdup(run->arena, db_text(query, 2)), arena_strdup(run->arena, db_text(query, 3)),
        strcmp(db_text(query, 4), "file name") == 0 || strcmp(db_text(query, 4), "unknown") == 0};
    return true;
}

/* Somebody says something else of the bytes now, or their new name has a later date: so that what
 * counts does not depend on which of two copies came first. */
static bool is_otherwise(Run *run, const Known *known, const Declared *declared)
{
    const char *now =
        arena_printf(run->arena, "%s;%s;%s", declared->subject, declared->as_of, declared->source);
    if (strcmp(now, ";;") != 0)
        return strcmp(now, known->declared) != 0;
    return strcmp(known->declared, ";;") == 0 && known->dated_by_name &&
           strcmp(declared_date(run->arena, declared, known->member), known->date) > 0;
}

static bool take_again(Run *run, const char *path, const char *sha256, const Known *known,
                       const Declared *declared, Err *err)
{
    if (!retake_file(run, sha256, declared, err))
        return false;
    if (run->plan == NULL)
        log_event(
            LOG_INFO,
            _("%s: the bytes were in the workspace as \"%s\"; they are read again as they are "
              "called and declared now"),
            path, known->name);
    run->n_new++;
    return true;
}

bool take_known(Run *run, const char *path, const char *sha256, bool *ret_known, Err *err)
{
    Known known;
    if (!find_known(run, sha256, &known, err))
        return false;
    *ret_known = known.name != NULL;
    if (*ret_known)
        say_known(run, path, known.name);
    return true;
}

/* Real and made values do not stand in one workspace. */
static bool check_mixing(Run *run, bool synthetic, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(run->workspace.db,
                    "SELECT name FROM extract WHERE synthetic <> ? AND profile <> 'terc' LIMIT 1",
                    &query, err))
        return false;
    db_bind_int(query, 1, synthetic);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    err_set(
        err, ERR_DATA,
        synthetic
            ? _("the file is made (dane syntetyczne), but the workspace holds real data such as \"%s\"")
            : _("the file is real, but the workspace holds made data (dane syntetyczne) such as \"%s\""),
        db_text(query, 0));
    return err_hint(err, "%s", _("use another workspace"));
}

static void log_extract(const Extract *extract)
{
    const Account *a = &extract->account;
    bool look = a->rejected + a->records_rejected > extract->profile->max_rejects ||
                a->withdrawn > 0 || a->misnamed > 0;
    log_event(look ? LOG_WARN : LOG_INFO, _("%s%s%s: %s, date %s (%s)%s: %s%s"), extract->name,
              *extract->member == '\0' ? "" : "/", extract->member, extract->profile->name,
              *extract->date == '\0' ? "?" : extract->date, _(extract->date_source),
              extract->synthetic ? ", dane syntetyczne" : "", account_text(extract->arena, a),
              a->withdrawn == 0 ? ""
                                : arena_printf(extract->arena, _("; withdrawn %llu"),
                                               (unsigned long long)a->withdrawn));
}

/* A plan is one transaction, in which a file is a part that can fail alone. */
bool take_begin(Run *run, Err *err)
{
    return run->plan == NULL ? workspace_begin(&run->workspace, err)
                             : db_exec(run->workspace.db, "SAVEPOINT file", err);
}

bool take_end(Run *run, bool good, Err *err)
{
    Err ignored = {0};
    if (run->plan != NULL) {
        const char *sql = good ? "RELEASE file" : "ROLLBACK TO file; RELEASE file";
        return db_exec(run->workspace.db, sql, good ? err : &ignored) && good;
    }
    good = good && workspace_commit(&run->workspace, err);
    if (!good)
        workspace_rollback(&run->workspace);
    return good;
}

/* What is in is said, and nothing else. */
bool take_say(Run *run, const Extract *extract, Err *err)
{
    if (run->plan != NULL)
        plan_extract(run->plan, extract);
    else
        log_extract(extract);
    return report_extract(&run->report, extract, err);
}

/* One file is one transaction, whatever its container holds. *ret_tried: it came to a commit. */
static bool take_members(Run *run, Input *input, const char *sha256, const Declared *declared,
                         bool *ret_tried, Err *err)
{
    uint32_t unused;
    bool synthetic = strmap_find(run->synthetic, str_view(sha256), &unused), good = true;
    *ret_tried = false;
    if (!take_begin(run, err))
        return false;
    Extract **extracts = arena_array(run->arena, input->n_members, sizeof(Extract *));
    for (size_t i = 0; i < input->n_members && good; i++) {
        Extract *extract = extracts[i] = extract_new(&run->workspace, &run->variables);
        extract->name = declared->name;
        extract->member = input->members[i].name;
        extract->sha256 = sha256;
        extract->synthetic = synthetic;
        good = declared_apply(declared, extract, err) &&
               take_read(run, extract, &input->members[i], err) &&
               (extract->profile->layout == LAYOUT_REGISTER || check_mixing(run, synthetic, err)) &&
               save_extract(extract, err);
        if (!good && *extract->member != '\0')
            err_add(err, _("reading \"%s\" in it"), extract->member);
    }
    *ret_tried = good;
    good = take_end(run, good, err);
    for (size_t i = 0; i < input->n_members && extracts[i] != NULL; i++) {
        good = good && take_say(run, extracts[i], err);
        extract_free_p(&extracts[i]);
    }
    return good;
}

/* A list of rejects with repairs is no data: retake.c takes it, after all files. */
static bool is_list(const Input *input)
{
    return input->n_members == 1 &&
           repair_is_list(input->members[0].bytes.data, input->members[0].bytes.size);
}

/* Values of the portal name units by numbers that its dictionary explains, wherever that stands. */
static bool is_values(const Input *input)
{
    for (size_t i = 0; i < input->n_members; i++)
        if (portal_is_values(input->members[i].bytes.data, input->members[i].bytes.size))
            return true;
    return false;
}

bool take_file(Run *run, const char *path, bool *ret_later, Err *err)
{
    CLEANUP(input_done) Input input = {0};
    Declared declared;
    char sha256[DIGEST_HEX];
    Known known;
    bool tried;
    *ret_later = false;
    if (!declared_find(run, path, &declared, err))
        return false;
    if (archived_is_name(file_base_name(path)) && !declared.listed) {
        log_event(LOG_WARN,
                  _("%s: passed over; it was left in the archive by a run that did not finish"),
                  path);
        return true;
    }
    if (!input_open(run->arena, path, &input, err))
        return false;
    digest_of(input.raw.data, input.raw.size, sha256);
    if (!find_known(run, sha256, &known, err))
        return false;
    if (known.name != NULL) {
        /* it is there already, unless somebody removed it */
        if (run->plan == NULL && !archived_keep(run, &input.raw, sha256, err))
            return false;
        if (!is_list(&input) && is_otherwise(run, &known, &declared))
            return take_again(run, path, sha256, &known, &declared, err);
        say_known(run, path, known.name);
        return true;
    }
    if ((*ret_later = is_list(&input)))
        return true;
    if (!run->answers_turn && is_values(&input)) {
        str_list_add(run->arena, &run->answers, path);
        return true;
    }
    /* The archive first: a transaction that is in has its bytes; the archived file of one that
     * failed does no harm. The bytes go in as they came, before they are decoded. */
    bool fresh = run->plan == NULL && !archived_has(run, sha256);
    size_t units = run->workspace.territory.n_units;
    if (run->plan == NULL && !archived_keep(run, &input.raw, sha256, err))
        return false;
    if (run->plan != NULL)
        archived_plan(run, sha256, path);
    input_drop_raw(&input);
    if (!take_members(run, &input, sha256, &declared, &tried, err)) {
        /* after a failed commit nobody knows whether the transaction is in: the bytes stay */
        if (fresh && !tried)
            archived_drop(run, sha256);
        return workspace_forget_units(&run->workspace, (uint32_t)units);
    }
    run->n_new++;
    return true;
}
