#include "report_run.h"

#include "log.h"
#include "records.h"

#include <stdlib.h>

void report_begin(RunReport *report, Workspace *workspace)
{
    *report = (RunReport){.workspace = workspace, .arena = arena_new()};
    strbuf_puts(&report->rejects, REPAIR_HEADER "\n");
}

void report_done(RunReport *report)
{
    strbuf_done(&report->rejects);
    strbuf_done(&report->text);
    free(report->touched);
    report->arena = arena_free(report->arena);
}

static void add_field(StrBuf *csv, const char *text, bool last)
{
    record_put(csv, text);
    strbuf_puts(csv, last ? "\n" : ";");
}

static void add_reject(RunReport *report, const Extract *extract, const Reject *reject)
{
    StrBuf *csv = &report->rejects;
    add_field(csv, report->workspace->run_id, false);
    add_field(csv, extract->name, false);
    add_field(csv, extract->member, false);
    add_field(csv, extract->sha256, false);
    strbuf_printf(csv, "%llu;%llu;", (unsigned long long)reject->record,
                  (unsigned long long)reject->line);
    add_field(csv, reject->place == NULL ? "" : reject->place, false);
    add_field(csv, reject->column == NULL ? "" : reject->column, false);
    add_field(csv, reject_code(reject->code), false);
    add_field(csv, reject->raw.text, false);
    add_field(csv, "", false);
    add_field(csv, reject->reason, true);
    report->n_rejects++;
}

/* The register in config/ against a register that came in: what differs is said, the facts in
 * config/ stand. */
static void compare_register(RunReport *report, const Extract *extract)
{
    const Territory *territory = &report->workspace->territory;
    uint64_t year, differ = 0;
    if (extract->profile->layout != LAYOUT_REGISTER || strlen(extract->date) < 4 ||
        !num_parse_count((StrView){extract->date, 4}, YEAR_LAST, &year))
        return;
    for (size_t i = 0; i < extract->n_registers; i++) {
        const RegisterRow *row = &extract->registers[i];
        uint32_t unit;
        CodeResult found =
            territory_resolve(territory, CODE_TERYT, str_view(row->code), false, &unit);
        bool known = found == CODE_OK && unit_valid(&territory->units[unit], (int)year);
        if (known && strlen(row->code) == 7 && territory->units[unit].level == LEVEL_GMINA)
            known = unit_kind(&territory->units[unit], (int)year) == row->code[6] - '0';
        if (known)
            continue;
        differ++;
        strbuf_printf(&report->text,
                      _("  the register of %s has %s %s (%s), config/territory has not\n"),
                      extract->date, row->code, row->name, row->description);
    }
    log_event(differ == 0 ? LOG_INFO : LOG_WARN,
              PLURAL("the register of %s: %zu row, %llu of them not in config/territory",
                     "the register of %s: %zu rows, %llu of them not in config/territory",
                     extract->n_registers),
              extract->date, extract->n_registers, (unsigned long long)differ);
}

bool report_extract(RunReport *report, const Extract *extract, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row, good;
    const Account *a = &extract->account;
    strbuf_printf(&report->text, "%s%s%s\n  %s, %s (%s)%s\n  %s\n", extract->name,
                  *extract->member == '\0' ? "" : "/", extract->member, extract->profile->name,
                  *extract->date == '\0' ? "?" : extract->date, _(extract->date_source),
                  extract->synthetic ? ", dane syntetyczne" : "", account_text(report->arena, a));
    if (a->repaired > 0)
        strbuf_printf(&report->text,
                      PLURAL("  %llu code had lost a leading zero and was repaired\n",
                             "  %llu codes had lost a leading zero and were repaired\n",
                             a->repaired),
                      (unsigned long long)a->repaired);
    if (a->letters > 0)
        strbuf_printf(&report->text,
                      PLURAL("  %llu fourth digit was the letter O and was read as zero\n",
                             "  %llu fourth digits were the letter O and were read as zero\n",
                             a->letters),
                      (unsigned long long)a->letters);
    if (a->shortened > 0)
        strbuf_printf(
            &report->text,
            PLURAL("  %llu number stood in the workbook with an exponent or more than 15 "
                   "digits and was read as the shortest decimal of its binary value\n",
                   "  %llu numbers stood in the workbook with an exponent or more than 15 "
                   "digits and were read as the shortest decimals of their binary values\n",
                   a->shortened),
            (unsigned long long)a->shortened);
    for (size_t i = 0; i < extract->n_notes; i++) {
        const Note *note = &extract->notes[i];
        strbuf_printf(&report->text, "  %s\n", note->text);
        if (note->kind != NOTE_PLAIN)
            log_event(note->kind == NOTE_WARN ? LOG_WARN : LOG_INFO, "%s%s%s: %s", extract->name,
                      *extract->member == '\0' ? "" : "/", extract->member, note->text);
    }
    for (size_t i = 0; i < extract->n_rejects; i++)
        add_reject(report, extract, &extract->rejects[i]);
    if (a->records == 0) {
        log_event(LOG_WARN, _("%s: there is a header and nothing below it"), extract->name);
        report->above_tolerance = true;
    }
    report->above_tolerance |= extract->n_rejects > extract->profile->max_rejects;
    compare_register(report, extract);
    good = db_prepare(
        report->workspace->db,
        "SELECT DISTINCT p.series, p.period FROM piece p JOIN extract e ON e.id = p.extract "
        "WHERE e.sha256 = ? AND e.member = ?",
        &query, err);
    if (good) {
        db_bind_text(query, 1, extract->sha256);
        db_bind_text(query, 2, extract->member);
    }
    while (good && (good = db_step(query, &row, err)) && row) {
        report->touched = heap_grow(report->touched, &report->touched_capacity,
                                    report->n_touched + 1, sizeof *report->touched);
        report->touched[report->n_touched++] =
            (struct TouchedColumn){db_int(query, 0), db_int(query, 1)};
    }
    return good;
}

void report_refusal(RunReport *report, const char *path, const Err *problem)
{
    strbuf_printf(&report->text, _("%s\n  refused: %s\n"), path, problem->text);
    if (problem->hint[0] != '\0')
        strbuf_printf(&report->text, _("  what to do: %s\n"), problem->hint);
}

static int compare_touched(const void *a, const void *b)
{
    const struct TouchedColumn *x = a, *y = b;
    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    return (x->period > y->period) - (x->period < y->period);
}

/* The newest extract that has the unit's cell: where the number in force comes from. */
static const char *origin_of(RunReport *report, const struct TouchedColumn *at, uint32_t unit,
                             Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const char *name = "?";
    bool row;
    if (!db_prepare(report->workspace->db,
                    "SELECT e.name, p.data FROM piece p JOIN extract e ON e.id = p.extract "
                    "WHERE p.series = ? AND p.period = ? ORDER BY e.date DESC",
                    &query, err))
        return NULL;
    db_bind_int(query, 1, at->series);
    db_bind_int(query, 2, at->period);
    for (;;) {
        Column column;
        size_t size;
        if (!db_step(query, &row, err))
            return NULL;
        if (!row)
            return name;
        const void *blob = db_blob(query, 1, &size);
        if (!column_unpack(scratch, blob, size, db_text(query, 0), &column, err))
            return NULL;
        if (column_find(&column, unit) < column.n)
            return arena_strdup(report->arena, db_text(query, 0));
    }
}

static bool compare_city(RunReport *report, const struct TouchedColumn *at, const char *series,
                         const Column *column, uint32_t powiat, Err *err)
{
    const Territory *territory = &report->workspace->territory;
    uint32_t gmina = territory->units[powiat].twin;
    uint32_t p = column_find(column, powiat), g = column_find(column, gmina);
    if (p == column->n || g == column->n || state_is_missing(column->states[p]) ||
        state_is_missing(column->states[g]) || column->values.exact[p] == column->values.exact[g])
        return true;
    char values[2][NUM_TEXT];
    num_write_exact(num_to_double(column->values.exact[p], column->scale), 0, values[0]);
    num_write_exact(num_to_double(column->values.exact[g], column->scale), 0, values[1]);
    const char *from_powiat = origin_of(report, at, powiat, err);
    const char *from_gmina = from_powiat == NULL ? NULL : origin_of(report, at, gmina, err);
    if (from_gmina == NULL)
        return false;
    const char *line = arena_printf(
        report->arena, _("%s, %s, %s: the city's powiat row is %s (%s), its gmina row %s (%s)"),
        territory->units[powiat].name, period_text(report->arena, at->period), series, values[0],
        from_powiat, values[1], from_gmina);
    log_event(LOG_WARN, "%s", line);
    strbuf_printf(&report->text, "%s\n", line);
    return true;
}

/* Cells of the column that a person should know of: conflicts, and cells that a newer extract
 * withdrew. */
static bool list_findings(RunReport *report, const struct TouchedColumn *at, const char *series,
                          Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row,
        good = db_prepare(
            report->workspace->db,
            "SELECT u.code || ' ' || u.name, f.kind, f.extracts FROM finding f JOIN unit u ON u.id = f.unit "
            "WHERE f.series = ? AND f.period = ? ORDER BY u.code",
            &query, err);
    if (good) {
        db_bind_int(query, 1, at->series);
        db_bind_int(query, 2, at->period);
    }
    while (good && (good = db_step(query, &row, err)) && row)
        strbuf_printf(&report->text, "%s: %s, %s, %s (%s)\n", _(db_text(query, 1)),
                      db_text(query, 0), period_text(report->arena, at->period), series,
                      db_text(query, 2));
    return good;
}

static bool compare_column(RunReport *report, const struct TouchedColumn *at, Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    const Territory *territory = &report->workspace->territory;
    Column column;
    bool row;
    size_t size;
    if (!db_prepare(
            report->workspace->db,
            "SELECT p.data, s.subject || ' ' || replace(s.dimensions, char(31), ', ') || ' [' || s.unit "
            "|| ']' FROM column_in_force c JOIN piece p ON p.id = c.piece JOIN series s ON s.id = c.series "
            "WHERE c.series = ? AND c.period = ?",
            &query, err))
        return false;
    db_bind_int(query, 1, at->series);
    db_bind_int(query, 2, at->period);
    if (!db_step(query, &row, err) || !row)
        return err->kind == ERR_NONE;
    const void *blob = db_blob(query, 0, &size);
    const char *series = arena_strdup(scratch, db_text(query, 1));
    if (!column_unpack(scratch, blob, size, series, &column, err) ||
        !list_findings(report, at, series, err))
        return false;
    for (uint32_t i = 0; i < column.n; i++) {
        const Unit *unit = &territory->units[column.units[i]];
        if (unit->level == LEVEL_POWIAT && unit_is_city(unit) &&
            !compare_city(report, at, series, &column, column.units[i], err))
            return false;
    }
    return true;
}

bool report_compare(RunReport *report, Err *err)
{
    if (report->n_touched > 0)
        qsort(report->touched, report->n_touched, sizeof *report->touched, compare_touched);
    for (size_t i = 0; i < report->n_touched; i++)
        if ((i == 0 || compare_touched(&report->touched[i - 1], &report->touched[i]) != 0) &&
            !compare_column(report, &report->touched[i], err))
            return false;
    return true;
}

bool report_write(RunReport *report, Err *err)
{
    if (report->text.length == 0)
        return true;
    report->written = true;
    return workspace_run_file(report->workspace, "report.txt", &report->text, err) &&
           workspace_run_file(report->workspace, "rejects.csv", &report->rejects, err);
}
