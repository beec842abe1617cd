#include "extract.h"

#include "reject_texts.h"

#include <stdio.h>
#include <stdlib.h>

const char *reject_code(RejectCode code)
{
    return reject_texts[code].code;
}

bool account_balances(const Account *a)
{
    return a->records ==
               a->records_used + a->records_filtered + a->records_blank + a->records_rejected &&
           a->read ==
               a->stored + a->identical + a->superseded + a->filtered + a->blank + a->rejected;
}

/* "79 = stored 69 + blank 10": classes without any are left out. */
static void add_balance(StrBuf *text, uint64_t total, const char *const *names,
                        const uint64_t *counts, size_t n)
{
    const char *mark = " = ";
    strbuf_printf(text, "%llu", (unsigned long long)total);
    for (size_t i = 0; i < n; i++) {
        if (counts[i] == 0)
            continue;
        strbuf_printf(text, "%s%s %llu", mark, _(names[i]), (unsigned long long)counts[i]);
        mark = " + ";
    }
}

const char *account_text(Arena *arena, const Account *a)
{
    static const char *const record_classes[] = {N_("used"), N_("filtered"), N_("blank"),
                                                 N_("rejected")};
    static const char *const classes[] = {N_("stored"),   N_("identical"), N_("superseded"),
                                          N_("filtered"), N_("blank"),     N_("rejected")};
    const uint64_t records[] = {a->records_used, a->records_filtered, a->records_blank,
                                a->records_rejected};
    const uint64_t observations[] = {a->stored,   a->identical, a->superseded,
                                     a->filtered, a->blank,     a->rejected};
    CLEANUP(strbuf_done) StrBuf text = {0};
    strbuf_printf(&text, "%s ", _("records"));
    add_balance(&text, a->records, record_classes, records, ARRAY_LENGTH(records));
    strbuf_printf(&text, "; %s ", _("observations"));
    add_balance(&text, a->read, classes, observations, ARRAY_LENGTH(observations));
    if (a->misnamed > 0)
        strbuf_printf(&text, _("; names that contradict their codes: %llu"),
                      (unsigned long long)a->misnamed);
    return arena_strdup(arena, text.text);
}

Extract *extract_new(Workspace *workspace, const VariableSet *variables)
{
    Arena *arena = arena_new();
    Extract *extract = arena_alloc(arena, sizeof *extract);
    *extract = (Extract){.arena = arena,
                         .workspace = workspace,
                         .variables = variables,
                         .member = "",
                         .subject = "",
                         .declared_subject = "",
                         .declared_date = "",
                         .declared_source = "",
                         .date = "",
                         .about = "",
                         .date_source = N_("unknown"),
                         .series_map = strmap_new(arena),
                         .piece_map = strmap_new(arena),
                         .filing_map = strmap_new(arena),
                         .text_map = strmap_new(arena)};
    return extract;
}

void extract_free_p(Extract **extract)
{
    if (*extract == NULL)
        return;
    Extract *e = *extract;
    for (size_t i = 0; i < e->n_pieces; i++)
        free(e->pieces[i].cells);
    for (size_t i = 0; i < e->n_filings; i++)
        free(e->filings[i].rows);
    free(e->pieces);
    free(e->filings);
    free(e->series);
    free(e->registers);
    free(e->rejects);
    free(e->notes);
    free(e->covered);
    free(e->labels);
    free(e->weighted);
    free(e->texts);
    (void)arena_free(e->arena);
    *extract = NULL;
}

uint32_t extract_series(Extract *extract, const char *subject, StrView dimensions, StrView unit,
                        const char *names)
{
    char key[4000];
    size_t subject_length = strlen(subject),
           length = subject_length + dimensions.length + unit.length + 2;
    char *text = length < sizeof key ? key : arena_alloc(extract->arena, length);
    memcpy(text, subject, subject_length + 1);
    memcpy(text + subject_length + 1, dimensions.text, dimensions.length);
    text[subject_length + 1 + dimensions.length] = '\0';
    memcpy(text + subject_length + dimensions.length + 2, unit.text, unit.length);
    bool fresh;
    uint32_t at = strmap_add(extract->series_map, (StrView){text, length},
                             (uint32_t)extract->n_series, &fresh);
    if (!fresh)
        return at;
    extract->series = heap_grow(extract->series, &extract->series_capacity, extract->n_series + 1,
                                sizeof *extract->series);
    extract->series[extract->n_series++] =
        (ExtractSeries){extract->profile->source,
                        arena_strdup(extract->arena, subject),
                        arena_strndup(extract->arena, dimensions.text, dimensions.length),
                        arena_strndup(extract->arena, unit.text, unit.length),
                        names,
                        ROWS_ONE,
                        false};
    return at;
}

ExtractPiece *extract_piece(Extract *extract, uint32_t series, int64_t period)
{
    const struct {
        int64_t period, series;
    } key = {period, series};
    bool fresh;
    uint32_t at = strmap_add(extract->piece_map, (StrView){(const char *)&key, sizeof key},
                             (uint32_t)extract->n_pieces, &fresh);
    if (fresh) {
        extract->pieces = heap_grow(extract->pieces, &extract->pieces_capacity,
                                    extract->n_pieces + 1, sizeof *extract->pieces);
        extract->pieces[extract->n_pieces++] = (ExtractPiece){.series = series, .period = period};
    }
    return &extract->pieces[at];
}

void extract_cell(Extract *extract, ExtractPiece *piece, ExtractCell cell)
{
    (void)extract;
    piece->cells = heap_grow(piece->cells, &piece->capacity, piece->n + 1, sizeof *piece->cells);
    piece->cells[piece->n++] = cell;
}

void extract_speaks_of(Extract *extract, uint32_t unit, int from, int to)
{
    if (unit >= extract->n_covered) {
        size_t before = extract->n_covered;
        extract->covered =
            heap_grow(extract->covered, &extract->n_covered, unit + 1u, sizeof *extract->covered);
        memset(extract->covered + before, 0,
               (extract->n_covered - before) * sizeof *extract->covered);
    }
    Covered *covered = &extract->covered[unit];
    if (covered->to == 0 || from < covered->from)
        covered->from = (int16_t)from;
    if (to > covered->to)
        covered->to = (int16_t)to;
}

ExtractFiling *extract_filing(Extract *extract, const char *report, int64_t period, uint32_t unit,
                              const char *date, int version, uint32_t known)
{
    char key[120];
    size_t length = (size_t)snprintf(key, sizeof key, "%s %lld %u %s %d", report, (long long)period,
                                     unit, date, version);
    bool fresh;
    uint32_t at = strmap_add(extract->filing_map, (StrView){key, length},
                             (uint32_t)extract->n_filings, &fresh);
    if (fresh) {
        extract->filings = heap_grow(extract->filings, &extract->filings_capacity,
                                     extract->n_filings + 1, sizeof *extract->filings);
        extract->filings[extract->n_filings++] =
            (ExtractFiling){.report = report,
                            .period = period,
                            .unit = unit,
                            .known = known,
                            .date = arena_strdup(extract->arena, date),
                            .version = version};
    }
    return &extract->filings[at];
}

void filing_row_add(ExtractFiling *filing, const ExtractRow *row)
{
    filing->rows = heap_grow(filing->rows, &filing->capacity, filing->n + 1, sizeof *filing->rows);
    filing->rows[filing->n++] = *row;
}

void extract_register(Extract *extract, StrView code, StrView name, StrView description)
{
    extract->registers = heap_grow(extract->registers, &extract->registers_capacity,
                                   extract->n_registers + 1, sizeof *extract->registers);
    extract->registers[extract->n_registers++] =
        (RegisterRow){arena_strndup(extract->arena, code.text, code.length),
                      arena_strndup(extract->arena, name.text, name.length),
                      arena_strndup(extract->arena, description.text, description.length)};
}

void extract_reject(Extract *extract, RejectCode code, bool whole_record, uint64_t record,
                    uint64_t line, const char *place, const char *column, StrView raw,
                    const char *reason)
{
    if (whole_record)
        extract->account.records_rejected++;
    else
        extract->account.rejected++;
    extract->rejects = heap_grow(extract->rejects, &extract->rejects_capacity,
                                 extract->n_rejects + 1, sizeof *extract->rejects);
    if (place == NULL && extract->sheet != NULL) /* the whole row */
        place = arena_printf(extract->arena, "%s!%llu:%llu", extract->sheet,
                             (unsigned long long)line, (unsigned long long)line);
    extract->rejects[extract->n_rejects++] = (Reject){
        code,
        record,
        line,
        place == NULL ? NULL : arena_strdup(extract->arena, place),
        column == NULL ? NULL : arena_strdup(extract->arena, column),
        (StrView){arena_strndup(extract->arena, raw.text, raw.length), raw.length},
        reason == NULL ? _(reject_texts[code].text) : arena_strdup(extract->arena, reason)};
}

void extract_note(Extract *extract, NoteKind kind, const char *format, ...)
{
    char text[2000];
    va_list args;
    va_start(args, format);
    str_format(text, sizeof text, format, args);
    va_end(args);
    extract->notes = heap_grow(extract->notes, &extract->notes_capacity, extract->n_notes + 1,
                               sizeof *extract->notes);
    extract->notes[extract->n_notes++] = (Note){kind, arena_strdup(extract->arena, text)};
}

static const ProfileSymbol *find_symbol(const Profile *profile, StrView text)
{
    for (size_t i = 0; i < profile->n_symbols; i++)
        if (str_equal(text, profile->symbols[i].symbol))
            return &profile->symbols[i];
    return NULL;
}

static uint32_t extract_text(Extract *extract, StrView text)
{
    bool fresh;
    uint32_t at = strmap_add(extract->text_map, text, (uint32_t)extract->n_texts + 1, &fresh);
    if (fresh) {
        extract->texts = heap_grow(extract->texts, &extract->texts_capacity, extract->n_texts + 1,
                                   sizeof *extract->texts);
        extract->texts[extract->n_texts++] =
            (StrView){arena_strndup(extract->arena, text.text, text.length), text.length};
    }
    return at;
}

typedef struct ReportKey {
    int64_t period, unit;
} ReportKey;

void extract_dated(Extract *extract, uint32_t unit, int64_t period, const char *day)
{
    const ReportKey key = {period, unit};
    if (extract->day_map == NULL)
        extract->day_map = strmap_new(extract->arena);
    (void)strmap_add(extract->day_map, (StrView){(const char *)&key, sizeof key},
                     extract_text(extract, str_view(day)), NULL);
}

const char *extract_day(const Extract *extract, uint32_t unit, int64_t period)
{
    const ReportKey key = {period, unit};
    uint32_t at;
    return strmap_find(extract->day_map, (StrView){(const char *)&key, sizeof key}, &at)
               ? extract->texts[at - 1].text
               : "";
}

/* Is the text what extract_raw() makes of the number? Most are, and need not be kept. */
static bool is_plain(const Extract *extract, StrView text, const ExtractCell *cell)
{
    const char mark = *extract->profile->number.marks;
    size_t sign = text.length > 0 && *text.text == '-';
    if (state_is_missing(cell->state) || text.length == sign || (sign > 0 && cell->mantissa == 0))
        return false;
    for (size_t i = sign; i < text.length; i++)
        if ((text.text[i] < '0' || text.text[i] > '9') && text.text[i] != mark)
            return false;
    bool padded = text.text[sign] == '0' && text.length > sign + 1 && text.text[sign + 1] != mark;
    return text.text[sign] != mark && text.text[text.length - 1] != mark && !padded;
}

const char *extract_raw(Extract *extract, const ExtractPiece *piece, const ExtractCell *cell,
                        bool row)
{
    char number[NUM_TEXT];
    int64_t mantissa = cell->mantissa;
    int scale = cell->scale;
    if (cell->text > 0)
        return extract->texts[cell->text - 1].text;
    if (state_is_missing(cell->state))
        return "";
    if (row && extract->series[piece->series].rows == ROWS_MEAN) {
        mantissa = extract->weighted[cell->mantissa].value;
        scale = extract->weighted[cell->mantissa].value_scale;
    }
    num_write_decimal(mantissa, scale, number);
    if (strchr(number, '.') != NULL)
        *strchr(number, '.') = *extract->profile->number.marks;
    return arena_strdup(extract->arena, number);
}

/* A cell that is not taken says nothing: what an older extract says of it stays. */
static void reject_value(Extract *extract, const ExtractValue *value, RejectCode code,
                         const char *reason)
{
    const ExtractCell nothing = {.unit = value->unit.unit,
                                 .state = state_with_attribute(OBS_O, ATTRIBUTE_REJECTED),
                                 .record = value->record,
                                 .line = value->line,
                                 .column = value->column_number};
    extract_reject(extract, code, false, value->record, value->line, value->place, value->column,
                   value->text, reason);
    extract_cell(extract, extract_piece(extract, value->series, value->period), nothing);
}

/* The value and state of a text and attribute; false when the cell was rejected. */
static bool read_value(Extract *extract, const ExtractValue *value, StrView text, ExtractCell *cell)
{
    const Attribute *attribute = value->attribute;
    const ProfileSymbol *symbol = find_symbol(extract->profile, text);
    Num num = {0};
    if (symbol != NULL) {
        cell->state = symbol->state;
        return true;
    }
    if (text.length > 0) {
        NumError problem = num_parse(text, extract->profile->number, &num);
        if (problem != NUM_OK) {
            reject_value(extract, value, REJECT_NUMBER, num_error_text(problem));
            return false;
        }
    }
    if (attribute != NULL) {
        cell->state = attribute->state;
        if (attribute->missing || attribute->zero) {
            if (num.mantissa != 0)
                reject_value(extract, value, REJECT_CONTRADICTION, NULL);
            return num.mantissa == 0;
        }
    }
    cell->mantissa = num.mantissa;
    cell->scale = num.scale;
    return true;
}

/* What a row adds to a cell of several: 1, the number of its text, or value and weight. */
static bool read_part(Extract *extract, const ExtractValue *value, StrView text, ExtractCell *cell)
{
    Num weight = {1, 0};
    if (value->rows == ROWS_COUNT || value->rows == ROWS_DISTINCT) {
        const ProfileSymbol *symbol = find_symbol(extract->profile, text);
        cell->state = symbol == NULL ? OBS_A : symbol->state;
        cell->text = extract_text(extract, text);
        cell->mantissa = value->rows == ROWS_DISTINCT ? cell->text : 1;
        return true;
    }
    if (!read_value(extract, value, text, cell))
        return false;
    if (value->rows != ROWS_MEAN || state_is_missing(cell->state))
        return true;
    StrView weight_text = str_trim(value->weight);
    NumError problem = value->weight.text == NULL
                           ? NUM_OK
                           : num_parse(weight_text, extract->profile->number, &weight);
    if (problem != NUM_OK || weight.mantissa < 0) {
        ExtractValue wrong = *value;
        wrong.column = value->weight_column;
        wrong.text = weight_text;
        reject_value(extract, &wrong, REJECT_NUMBER, _("the weight is no number"));
        return false;
    }
    extract->weighted = heap_grow(extract->weighted, &extract->weighted_capacity,
                                  extract->n_weighted + 1, sizeof *extract->weighted);
    extract->weighted[extract->n_weighted] =
        (Weighted){cell->mantissa, weight.mantissa, cell->scale, weight.scale};
    cell->mantissa = (int64_t)extract->n_weighted++;
    cell->scale = 0;
    return true;
}

/* A row of a kind that the gmina does not have in that year, without a number: `0` or `n` beside
 * the row of the true kind. */
static bool is_other_kind(const Unit *unit, const CodedUnit *coded, int year,
                          const ExtractCell *cell)
{
    int kind = unit_kind(unit, year);
    return coded->kind != 0 && kind != 0 && coded->kind != kind && cell->mantissa == 0;
}

void extract_value(Extract *extract, const ExtractValue *value)
{
    const Unit *unit = &extract->workspace->territory.units[value->unit.unit];
    StrView text = str_trim(value->text);
    bool silent = value->attribute == NULL || value->attribute->letter == ' ' ||
                  !(value->attribute->missing || value->attribute->zero);
    int year = period_year(value->period);
    extract->account.read++;
    if (extract->profile->blank != NULL && str_equal(text, extract->profile->blank))
        text.length = 0;
    if (value->unknown_attribute.text != NULL) {
        ExtractValue wrong = *value;
        wrong.text = value->unknown_attribute;
        wrong.column = value->attribute_column;
        reject_value(extract, &wrong, REJECT_ATTRIBUTE, NULL);
        return;
    }
    extract->series[value->series].rows = value->rows;
    extract->series[value->series].skip_missing = value->skip_missing;
    bool part = value->rows != ROWS_ONE && !value->skip_missing; /* then an empty one counts too */
    bool blank = text.length == 0 && silent;
    if (blank && !part) {
        extract->account.blank++;
        (void)extract_piece(extract, value->series,
                            value->period); /* it speaks of the period all the same */
        return;
    }
    if (value->shared) {
        reject_value(extract, value, REJECT_SHARED, NULL);
        return;
    }
    ExtractCell cell = {.unit = value->unit.unit,
                        .record = value->record,
                        .line = value->line,
                        .column = value->column_number};
    if (blank)
        cell.state = OBS_O;
    else if (!(value->rows == ROWS_ONE ? read_value(extract, value, text, &cell)
                                       : read_part(extract, value, text, &cell)))
        return;
    if (value->rows == ROWS_ONE && is_other_kind(unit, &value->unit, year, &cell)) {
        extract->account.filtered++;
        return;
    }
    const char *reason = value->any_year ? NULL : unit_problem(extract, &value->unit, year);
    if (reason != NULL) {
        reject_value(extract, value, REJECT_UNIT_YEAR, reason);
        return;
    }
    if (cell.text == 0 && (blank || !is_plain(extract, text, &cell)))
        cell.text = extract_text(extract, str_trim(value->text));
    extract_cell(extract, extract_piece(extract, value->series, value->period), cell);
}
