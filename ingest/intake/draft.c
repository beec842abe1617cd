#include "draft.h"

#include "num.h"
#include "profile.h"

typedef enum Role {
    ROLE_NONE,
    ROLE_UNIT,
    ROLE_KEY,
    ROLE_YEAR,
    ROLE_MEASURE,
    ROLE_VALUE,
    ROLE_YEARS,
    ROLE_LABEL,
    ROLE_TEXT
} Role;

typedef struct Guess {
    StrView name;
    Role role;
    size_t n; /* cells with a text */
    size_t units, repaired, spaced, years, numbers, points;
    const char *symbol;  /* a text among numbers */
    const char *pattern; /* of ROLE_YEARS */
} Guess;

typedef struct Draft {
    const Sample *sample;
    const Territory *territory;
    size_t head; /* place of the heading among the rows */
    Guess *columns;
    size_t n;
    bool repair, blanks, points, commas;
    StrBuf *text;
} Draft;

static size_t filled(const SampleRow *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n; i++)
        n += row->cells[i].length > 0;
    return n;
}

/* The first row that has a text in all of its cells and is as wide as most below it. */
static bool find_head(Draft *draft)
{
    const Sample *sample = draft->sample;
    size_t widest = 0;
    for (size_t i = 0; i < sample->n_rows; i++)
        widest = filled(&sample->rows[i]) > widest ? filled(&sample->rows[i]) : widest;
    for (size_t i = 0; i + 1 < sample->n_rows; i++)
        if (filled(&sample->rows[i]) > 1 && filled(&sample->rows[i]) + 1 >= widest &&
            sample->rows[i].cells[0].length > 0) {
            draft->head = i;
            draft->n = sample->rows[i].n;
            while (draft->n > 0 && sample->rows[i].cells[draft->n - 1].length == 0)
                draft->n--;
            return true;
        }
    return false;
}

static void look_at_unit(const Draft *draft, StrView text, Guess *column)
{
    char packed[32];
    size_t n = 0;
    uint32_t unit;
    for (size_t i = 0; i < text.length && n < sizeof packed; i++)
        if (text.text[i] != ' ')
            packed[n++] = text.text[i];
    StrView code = n == text.length ? text : (StrView){packed, n};
    if (text.length > sizeof packed)
        return;
    CodeResult result = territory_resolve(draft->territory, CODE_TERYT, code, false, &unit);
    bool repaired = result == CODE_UNKNOWN && territory_resolve(draft->territory, CODE_TERYT, code,
                                                                true, &unit) == CODE_REPAIRED;
    column->units += result == CODE_OK || result == CODE_PSEUDO || repaired;
    column->repaired += repaired;
    column->spaced += n != text.length;
}

static void look_at(const Draft *draft, StrView text, Guess *column)
{
    Num num;
    uint64_t year;
    if (text.length == 0)
        return;
    column->n++;
    look_at_unit(draft, text, column);
    column->years += text.length == 4 && num_parse_count(text, 2100, &year) && year >= 1990;
    bool number = num_parse(text, (NumFormat){".,", true}, &num) == NUM_OK;
    column->numbers += number;
    column->points += number && memchr(text.text, '.', text.length) != NULL;
    if (!number && text.length <= 10)
        column->symbol = text.text;
}

static bool most(size_t part, size_t whole)
{
    return whole > 0 && part * 3 >= whole * 2;
}

/* "rok_{year}" of "rok_2019"; NULL where no year stands in it. */
static const char *pattern_of(Arena *arena, StrView name)
{
    uint64_t year;
    for (size_t i = 0; i + 4 <= name.length; i++)
        if (num_parse_count((StrView){name.text + i, 4}, 2100, &year) && year >= 1990)
            return arena_printf(arena, "%.*s{year}%.*s", (int)i, name.text,
                                (int)(name.length - i - 4), name.text + i + 4);
    return NULL;
}

static Guess *find_role(const Draft *draft, Role role)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->columns[i].role == role)
            return &draft->columns[i];
    return NULL;
}

static Role role_of(const Draft *draft, const Guess *column)
{
    if (find_role(draft, ROLE_UNIT) == NULL && most(column->units, column->n))
        return ROLE_UNIT;
    if (find_role(draft, ROLE_YEAR) == NULL && most(column->years, column->n))
        return ROLE_YEAR;
    if (str_equal(column->name, "Jednostka miary") || str_equal(column->name, "jm"))
        return ROLE_MEASURE;
    if (most(column->numbers, column->n))
        return column->pattern != NULL ? ROLE_YEARS : ROLE_VALUE;
    bool behind_unit = find_role(draft, ROLE_UNIT) != NULL &&
                       find_role(draft, ROLE_LABEL) == NULL && column > draft->columns &&
                       column[-1].role == ROLE_UNIT;
    return behind_unit ? ROLE_LABEL : column->n > 0 ? ROLE_TEXT : ROLE_NONE;
}

/* Where no column has codes of units, the first one is a key of the office. */
static void choose_key(Draft *draft)
{
    if (find_role(draft, ROLE_UNIT) == NULL && draft->n > 0)
        draft->columns[0].role = ROLE_KEY;
}

static void look_at_columns(Draft *draft)
{
    const Sample *sample = draft->sample;
    draft->columns = arena_array(sample->arena, draft->n, sizeof *draft->columns);
    for (size_t i = 0; i < draft->n; i++) {
        Guess *column = &draft->columns[i];
        column->name = heading_clean(sample->arena, sample->rows[draft->head].cells[i]);
        column->pattern = pattern_of(sample->arena, column->name);
        for (size_t k = draft->head + 1; k < sample->n_rows; k++)
            if (i < sample->rows[k].n)
                look_at(draft, sample->rows[k].cells[i], column);
        column->role = role_of(draft, column);
        draft->repair = draft->repair || (column->role == ROLE_UNIT && column->repaired > 0);
        draft->blanks = draft->blanks || (column->role == ROLE_UNIT && column->spaced > 0);
        bool value = column->role == ROLE_VALUE || column->role == ROLE_YEARS;
        draft->points = draft->points || (value && column->points > 0);
    }
}

static void add_escaped(StrBuf *text, StrView raw)
{
    for (size_t i = 0; i < raw.length; i++) {
        char c = raw.text[i];
        if (c == '&' || c == '<' || c == '"')
            strbuf_puts(text, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&quot;");
        else
            strbuf_add(text, &c, 1);
    }
}

static void add_element(Draft *draft, const char *before, StrView name, const char *behind,
                        const char *why)
{
    strbuf_printf(draft->text, "  %s=\"", before);
    add_escaped(draft->text, name);
    strbuf_printf(draft->text, "\"%s/> <!-- %s -->\n", behind, why);
}

static void add_head(Draft *draft, const char *name)
{
    const Sample *sample = draft->sample;
    StrBuf *text = draft->text;
    strbuf_printf(
        text, "<!-- %s -->\n<profile name=\"",
        _("a draft: every guess has its reason; correct it, and see by smup profile try"));
    add_escaped(text, str_view(name));
    strbuf_printf(text, "\" form=\"%s\" layout=\"long\"", sample->form);
    if (sample->sheet == NULL) {
        strbuf_puts(text, " separator=\"");
        strbuf_puts(text, sample->separator == '\t' ? "&#9;" : "");
        if (sample->separator != '\t')
            strbuf_add(text, &sample->separator, 1);
        bool local = strncmp(sample->encoding, "UTF", 3) != 0;
        strbuf_printf(text, "\" encoding=\"UTF-8%s%s\"", local ? " " : "",
                      local ? sample->encoding : "");
    }
    strbuf_printf(text, " decimal=\"%s\"", draft->points && sample->sheet == NULL ? "." : ",");
    if (draft->repair || draft->blanks)
        strbuf_printf(text, " repair=\"%s%s%s\"", draft->blanks ? "blanks" : "",
                      draft->blanks && draft->repair ? " " : "",
                      draft->repair ? "leading-zero" : "");
    strbuf_puts(text, "\n         source=\"OFFICE\" subject=\"TABLE\" scope=\"content\">\n");
    strbuf_puts(text, "  <recognise header=\"");
    for (size_t i = 0; i < draft->n; i++) {
        strbuf_puts(text, i > 0 ? ";" : "");
        bool joined =
            memchr(draft->columns[i].name.text, ';', draft->columns[i].name.length) != NULL;
        add_escaped(text, joined ? str_view("*") : draft->columns[i].name);
    }
    strbuf_puts(text, "\"/>\n");
    size_t row = sample->rows[draft->head].number;
    if (sample->sheet != NULL) {
        strbuf_puts(text, "  <sheet name=\"");
        add_escaped(text, str_view(sample->sheet));
        strbuf_printf(text, "\" header-rows=\"%zu\"/> <!-- %s -->\n", row,
                      _("the sheet with most columns, the first row that is filled"));
    } else if (row > 1) {
        strbuf_printf(text, "  <sheet header-rows=\"%zu\"/> <!-- %s -->\n", row,
                      _("the first row that is filled"));
    }
}

static void add_period(Draft *draft)
{
    const Guess *year = find_role(draft, ROLE_YEAR);
    if (year != NULL)
        add_element(draft, "<period column", year->name, " frequency=\"annual\"",
                    _("its cells are years"));
    else if (find_role(draft, ROLE_YEARS) == NULL)
        strbuf_printf(draft->text, "  <period year=\"2020\"/> <!-- %s -->\n",
                      _("NO YEAR WAS FOUND: say it here, or where it stands (from=, text=)"));
}

/* "rok" of "rok_2019": what the columns of a pattern have in common. */
static StrView without_year(Arena *arena, const Guess *column)
{
    if (column->role != ROLE_YEARS)
        return column->name;
    size_t length = (size_t)(strstr(column->pattern, "{year}") - column->pattern);
    const char *behind = column->pattern + length + strlen("{year}");
    while (length > 0 && strchr("_ -", column->pattern[length - 1]) != NULL)
        length--;
    return str_view(arena_printf(arena, "%.*s%s", (int)length, column->pattern, behind));
}

static void add_values(Draft *draft)
{
    const char *last = "";
    bool measure = find_role(draft, ROLE_MEASURE) != NULL;
    for (size_t i = 0; i < draft->n; i++) {
        const Guess *column = &draft->columns[i];
        StrBuf more = {0};
        bool again = column->role == ROLE_YEARS && strcmp(last, column->pattern) == 0;
        if ((column->role != ROLE_VALUE && column->role != ROLE_YEARS) || again)
            continue;
        strbuf_puts(&more, " text=\"");
        add_escaped(&more, without_year(draft->sample->arena, column));
        strbuf_puts(&more, measure ? "\"" : "\" unit=\"szt.\"");
        if (column->role == ROLE_YEARS) {
            last = column->pattern;
            add_element(draft, "<value column", str_view(column->pattern), more.text,
                        _("numbers, a column a year; what are they, in which unit?"));
        } else {
            add_element(draft, "<value column", column->name, more.text,
                        _("numbers; in which unit? Or variable=, and no text and unit"));
        }
        strbuf_done(&more);
    }
    if (find_role(draft, ROLE_VALUE) == NULL && find_role(draft, ROLE_YEARS) == NULL)
        strbuf_printf(
            draft->text, "  <!-- %s -->\n",
            _("NO COLUMN OF NUMBERS WAS FOUND: add <value column=\"...\" .../>; rows are counted by "
              "rows=\"count\""));
}

static void add_symbols(Draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const Guess *column = &draft->columns[i];
        bool value = column->role == ROLE_VALUE || column->role == ROLE_YEARS, said = false;
        for (size_t k = 0; k < i && column->symbol != NULL; k++)
            said = said || (draft->columns[k].symbol != NULL &&
                            strcmp(draft->columns[k].symbol, column->symbol) == 0);
        if (value && column->symbol != NULL && !said)
            add_element(draft, "<missing symbol", str_view(column->symbol), " state=\"O\"",
                        _("stands among numbers: does it mean that there is none?"));
    }
}

bool draft_write(const Sample *sample, const Territory *territory, const char *name, StrBuf *text,
                 Err *err)
{
    Draft draft = {.sample = sample, .territory = territory, .text = text};
    if (!find_head(&draft))
        return err_set(err, ERR_DATA, _("no heading is to be found: no row of several texts"));
    look_at_columns(&draft);
    choose_key(&draft);
    const Guess *unit = find_role(&draft, ROLE_UNIT), *label = find_role(&draft, ROLE_LABEL);
    add_head(&draft, name);
    if (unit != NULL)
        add_element(&draft, "<unit column", unit->name, "", _("its cells are codes of units"));
    else
        add_element(&draft, "<unit column", draft.columns[0].name, " crosswalk=\"NAME\"",
                    _("NO CODES OF UNITS WERE FOUND: a key of the office? It needs a crosswalk"));
    if (label != NULL)
        add_element(&draft, "<label column", label->name, "", _("texts beside the codes"));
    add_period(&draft);
    for (size_t i = 0; i < draft.n; i++)
        if (draft.columns[i].role == ROLE_TEXT)
            add_element(&draft, "<dimension column", draft.columns[i].name, "",
                        _("texts; remove it where they do not tell series apart"));
    add_values(&draft);
    if (find_role(&draft, ROLE_MEASURE) != NULL)
        add_element(&draft, "<measure column", find_role(&draft, ROLE_MEASURE)->name, "",
                    _("by its name"));
    add_symbols(&draft);
    strbuf_puts(text, "</profile>\n");
    return true;
}
