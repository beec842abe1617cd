#include "sample.h"

#include "encoding.h"
#include "recognise.h"
#include "sheet.h"

static void add_row(Sample *sample, size_t number, size_t n)
{
    sample->rows[sample->n_rows++] =
        (SampleRow){arena_array(sample->arena, n, sizeof(StrView)), n, number};
}

static StrView kept(Arena *arena, StrView text)
{
    text = str_trim(text);
    return (StrView){arena_strndup(arena, text.text, text.length), text.length};
}

static bool on_record(void *context, const Record *record, Err *err)
{
    Sample *sample = context;
    (void)err;
    add_row(sample, record->number, record->n_fields);
    for (size_t i = 0; i < record->n_fields; i++)
        sample->rows[sample->n_rows - 1].cells[i] = kept(sample->arena, record->fields[i]);
    return sample->n_rows < SAMPLE_ROWS;
}

static bool on_sheet_row(void *context, const SheetRow *row, Err *err)
{
    Sample *sample = context;
    (void)err;
    add_row(sample, row->number, row->n);
    for (size_t i = 0; i < row->n; i++)
        sample->rows[sample->n_rows - 1].cells[i] = kept(sample->arena, row->cells[i].text);
    return sample->n_rows < SAMPLE_ROWS;
}

static size_t widest(const Sample *sample)
{
    size_t n = 0;
    for (size_t i = 0; i < sample->n_rows; i++)
        n = sample->rows[i].n > n ? sample->rows[i].n : n;
    return n;
}

/* How many rows have as many fields as most of them, where they have several. */
static size_t evenness(const Sample *sample)
{
    size_t n = widest(sample), same = 0;
    for (size_t i = 0; i < sample->n_rows; i++)
        same += sample->rows[i].n == n;
    return n < 2 ? 0 : same;
}

static Sample empty(Arena *arena, const char *form)
{
    return (Sample){.arena = arena,
                    .form = form,
                    .encoding = "UTF-8",
                    .rows = arena_array(arena, SAMPLE_ROWS + 1, sizeof(SampleRow))};
}

static bool sample_csv(Arena *arena, Member *member, Sample *ret_sample, Err *err)
{
    const char *encoding;
    size_t bad;
    if (!encoding_decode(&member->bytes, &encoding, &bad, err))
        return false;
    Sample best = empty(arena, "csv");
    best.separator = ';';
    for (const char *mark = ";,\t|"; *mark != '\0'; mark++) {
        Sample sample = empty(arena, "csv");
        Err ignored = {0};
        sample.separator = *mark;
        (void)!records_read(member->bytes.data, member->bytes.size, *mark, on_record, &sample,
                            &ignored);
        if (best.n_rows == 0 || evenness(&sample) > evenness(&best))
            best = sample;
    }
    best.encoding = encoding;
    *ret_sample = best;
    return true;
}

static bool sample_xlsx(Arena *arena, const Member *member, Sample *ret_sample, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = NULL;
    Sample best = empty(arena, "xlsx");
    if (!workbook_open(member->bytes.data, member->bytes.size, &workbook, err))
        return false;
    for (size_t i = 0; i < workbook_n_sheets(workbook); i++) {
        Sample sample = empty(arena, "xlsx");
        sample.sheet = arena_strdup(arena, workbook_sheet_name(workbook, i));
        if (!sheet_read(workbook, i, on_sheet_row, &sample, err) && err->kind != ERR_NONE)
            return false;
        if (best.sheet == NULL || widest(&sample) > widest(&best))
            best = sample;
    }
    *ret_sample = best;
    return true;
}

bool sample_read(Arena *arena, Member *member, Sample *ret_sample, Err *err)
{
    const char *bytes = member->bytes.data;
    size_t size = member->bytes.size;
    bool binary;
    if (!recognise_binary(arena, bytes, size, &binary, err))
        return false;
    if (binary && size > 2 && memcmp(bytes, "PK", 2) == 0)
        return sample_xlsx(arena, member, ret_sample, err);
    if (binary || (size > 0 && (*bytes == '<' || *bytes == '{')))
        return err_set(err, ERR_DATA, _("a profile is drafted of CSV files and workbooks only"));
    return sample_csv(arena, member, ret_sample, err);
}
