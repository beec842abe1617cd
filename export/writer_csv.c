#include "file.h"
#include "num.h"
#include "writer.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static const char header[] =
    "indicator;level;unit;teryt;year;value;value_exact;precision;flag;obs_status;conf_status\n";

static const char notice[] =
    "dane syntetyczne\n\n"
    "Plik values.csv w tym folderze zawiera dane wytworzone, a nie rzeczywiste.\n"
    "The file values.csv in this folder holds made data, not real ones.\n";

static void write_cell(StrBuf *text, const Series *series, const Unit *unit, int year,
                       const Cell *cell)
{
    char teryt[TERYT_TEXT], obs[OBS_TEXT], rounded[NUM_TEXT] = "", exact[NUM_TEXT] = "";
    int decimals = series->indicator->decimals;
    unit_teryt(unit, year, teryt);
    state_obs_text(cell->state, obs);
    if (cell->has_value) {
        num_write_rounded(cell->exact, 0, decimals, rounded);
        num_write_exact(cell->exact, 0, exact);
    }
    strbuf_printf(text, "%s;%s;%s;%s;%d;%s;%s;%d;%d;%s;%c\n", series->indicator->code,
                  level_name(unit->level), unit->code, teryt, year, rounded, exact, decimals,
                  cell->flag, obs, state_conf_code(cell->state));
}

static void write_series(StrBuf *text, const Workspace *workspace, const Series *series)
{
    for (uint32_t u = 0; u < series->n_units; u++)
        for (uint32_t y = 0; y < series->n_years; y++) {
            const Cell *cell = series_cell(series, u, y);
            if (cell->present)
                write_cell(text, series, &workspace->territory.units[series->units[u]],
                           series->year_first + (int)y, cell);
        }
}

/* The notice is there before made values are, and goes after they have gone. */
static bool write_files(const Export *export, const char *folder, const StrBuf *text, Err *err)
{
    Arena *arena = export->workspace->arena;
    const char *values = arena_printf(arena, "%s/values.csv", folder);
    const char *words = arena_printf(arena, "%s/DANE_SYNTETYCZNE.txt", folder);
    if (!file_make_folder(folder, err) ||
        (export->synthetic && !file_replace(words, notice, strlen(notice), err)) ||
        !file_replace(values, text->text, text->length, err))
        return false;
    if (!export->synthetic && unlink(words) != 0 && errno != ENOENT)
        return err_set_errno(err, ERR_IO, errno, _("could not remove \"%s\""), words);
    return true;
}

static bool write_csv(const Export *export, const char *folder, Summary *ret_summary, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    const Catalogue *catalogue = export->catalogue;
    uint64_t n_values = 0, n_rows = 0;
    size_t n_series = 0;
    strbuf_puts(&text, header);
    for (size_t i = 0; i < catalogue->n_indicators; i++) {
        CLEANUP(arena_free_p) Arena *scratch = arena_new();
        Series series;
        if (!series_read(export->workspace, catalogue, &catalogue->indicators[i], scratch, &series,
                         err))
            return false;
        write_series(&text, export->workspace, &series);
        n_values += series.n_values;
        n_series += series.n_years > 0;
    }
    for (size_t i = strlen(header); i < text.length; i++)
        n_rows += text.text[i] == '\n';
    if (!write_files(export, folder, &text, err))
        return false;
    Arena *arena = export->workspace->arena;
    ret_summary->line = arena_printf(
        arena, _("%s/values.csv: %s, %s in %s"), folder,
        arena_printf(arena, PLURAL("%zu indicator", "%zu indicators", n_series), n_series),
        arena_printf(arena, PLURAL("%llu value", "%llu values", n_values),
                     (unsigned long long)n_values),
        arena_printf(arena, PLURAL("%llu row", "%llu rows", n_rows), (unsigned long long)n_rows));
    return true;
}

const Writer writer_csv = {.target = offsetof(ExportSettings, csv), .write = write_csv};
