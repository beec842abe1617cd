/*
 * Runs the cases of a .test file: `run FILE`. A case is some lines up to a blank one:
 *
 *     # a label, else the formula is one
 *     formula: a / prev(b, 1)
 *     a:       10   20    8 C   - Q      cells: a number or - (missing), and letters for the state
 *     b[-1]:    2    0    4     4        the same, of the year before ([+1]: after)
 *     result:   5    - O  2 C   - Q
 *
 * Letters are OBS_STATUS; C, which is none, is CONF_STATUS C, and others of that list stand behind
 * a slash (8 P/N). A result is written out in full, or as ~0.33, which is rounded to the places
 * written; of a condition it is true, false or -, of a text "the text". In place of a result,
 * `error: words` is a part of the message of a formula that is refused.
 */
#include "evaluate.h"
#include "file.h"
#include "num.h"

#include <stdio.h>
#include <stdlib.h>

#include "../harness/cases.h"

enum { YEAR = 2020, CELLS_MAX = 200, LINES_MAX = 40, STATE_TEXT = 32 };

typedef struct Cell {
    StrView number; /* "-" where missing */
    CellState state;
} Cell;

typedef struct Line {
    const char *name; /* input, "formula", "result", "error" */
    int years_back;
    char *text; /* behind the colon */
    Cell cells[CELLS_MAX];
    uint32_t n_cells;
    Vector vector; /* of an input */
} Line;

typedef struct Case {
    const char *label;
    Line *lines;
    unsigned n_lines;
    StrList names;
    Arena *arena;
} Case;

static Line *find_line(const Case *test, const char *name, int years_back)
{
    for (unsigned i = 0; i < test->n_lines; i++)
        if (strcmp(test->lines[i].name, name) == 0 && test->lines[i].years_back == years_back)
            return &test->lines[i];
    return NULL;
}

static CellState read_state(const char *letters)
{
    CellState all = 0, one;
    for (const char *at = letters; *at != '\0'; at++) {
        bool conf = *at == '/' || *at == 'C';
        at += *at == '/';
        if (conf ? !state_parse_conf(*at, &one) : !state_parse_obs((StrView){at, 1}, &one))
            fail_msg("\"%s\" is no state", letters);
        all |= one; /* not state_join(), which is under test */
    }
    return all;
}

static void write_state(CellState state, char ret_text[STATE_TEXT])
{
    size_t n = 0;
    for (CellState bit = 1; bit < 1u << OBS_CODES; bit <<= 1)
        if (state & bit)
            ret_text[n++] = state_obs_code(bit);
    char conf = state_conf_code(state);
    if (conf != 'F' && conf != 'C')
        ret_text[n++] = '/';
    if (conf != 'F')
        ret_text[n++] = conf;
    ret_text[n] = '\0';
}

/* Words of capital letters belong to the cell before them. */
static void read_cells(Arena *arena, Line *line)
{
    for (const char *at = line->text; *(at += strspn(at, " \t")) != '\0';) {
        size_t length = strcspn(at, " \t");
        if (*at == '"') {
            const char *end = strchr(at + 1, '"');
            assert_non_null(end);
            length = (size_t)(end + 1 - at);
        }
        const char *word = arena_strndup(arena, at, length);
        if ((*word >= 'A' && *word <= 'Z') || *word == '/') {
            assert_true(line->n_cells > 0);
            line->cells[line->n_cells - 1].state = read_state(word);
        } else {
            assert_true(line->n_cells < CELLS_MAX);
            line->cells[line->n_cells++] = (Cell){str_view(word), 0};
        }
        at += length;
    }
}

/* The exact decimals of an input share the largest number of places among them. */
static void make_vector(Arena *arena, Line *line)
{
    Num nums[CELLS_MAX] = {{0}};
    int scale = 0;
    line->vector = vector_new(arena, line->n_cells);
    for (uint32_t i = 0; i < line->n_cells; i++) {
        bool missing = str_equal(line->cells[i].number, "-");
        assert_true(missing == state_is_missing(line->cells[i].state));
        assert_true(missing ||
                    num_parse(line->cells[i].number, (NumFormat){".", false}, &nums[i]) == NUM_OK);
        scale = nums[i].scale > scale ? nums[i].scale : scale;
    }
    line->vector.exponent = scale;
    for (uint32_t i = 0; i < line->n_cells; i++) {
        int64_t mantissa;
        assert_true(num_rescale(nums[i].mantissa, nums[i].scale, scale, &mantissa));
        line->vector.values[i] = (double)mantissa;
        line->vector.states[i] = line->cells[i].state;
    }
}

static bool read_input(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const Case *test = context;
    const Line *line = find_line(test, test->names.items[name], YEAR - year);
    if (line == NULL)
        return err_set(err, ERR_DATA, "there is no line %s[%d]", test->names.items[name],
                       year - YEAR);
    *ret_vector = line->vector;
    return true;
}

/* The value as it is to be written, by the form that the expected one has. */
static void write_value(const Vector *vector, uint32_t row, FormulaType type,
                        const char *const *texts, StrView form, char ret_text[NUM_TEXT])
{
    double value = vector->values[row];
    const char *point = memchr(form.text, '.', form.length);
    int places = point == NULL ? 0 : (int)(form.text + form.length - point - 1);
    if (state_is_missing(vector->states[row]))
        strcpy(ret_text, value == 0 ? "-" : "a missing cell that is not 0");
    else if (type == FORMULA_TEXT)
        (void)snprintf(ret_text, NUM_TEXT, "\"%s\"", texts[(size_t)value]);
    else if (type == FORMULA_CONDITION)
        strcpy(ret_text, value == 1 ? "true" : value == 0 ? "false" : "neither true nor false");
    else if (form.text[0] == '~')
        num_write_rounded(value, -vector->exponent, places, ret_text);
    else
        num_write_exact(value, -vector->exponent, ret_text);
}

static void compare(const Case *test, const Line *expected, const Vector *result, FormulaType type,
                    const char *const *texts)
{
    assert_int_equal(result->n, expected->n_cells);
    for (uint32_t i = 0; i < result->n; i++) {
        StrView number = expected->cells[i].number;
        char value[NUM_TEXT], state[STATE_TEXT], wanted[STATE_TEXT];
        write_value(result, i, type, texts, number, value);
        number.text += number.text[0] == '~';
        number.length -= number.text > expected->cells[i].number.text;
        write_state(result->states[i], state);
        write_state(expected->cells[i].state, wanted);
        if (!str_equal(number, value) || strcmp(state, wanted) != 0)
            fail_msg("%s: cell %u is %s %s, expected %.*s %s", test->label, i + 1, value, state,
                     STR_ARG(number), wanted);
    }
}

static void the_result_is_as_written(void **state)
{
    Case *test = *state;
    const Line *text = find_line(test, "formula", 0), *expected = find_line(test, "result", 0),
               *error = find_line(test, "error", 0);
    Formula *formula = NULL;
    Err err = {0};
    assert_true(text != NULL && (expected != NULL) != (error != NULL));
    const FormulaNames names = {.inputs = test->names};
    const char *const *texts = NULL;
    bool parsed = formula_parse(test->arena, text->text, &names, (FormulaPlace){0}, &formula, &err);
    if (error != NULL) {
        assert_false(parsed);
        if (strstr(err.text, error->text) == NULL)
            fail_msg("%s", err.text);
        return;
    }
    EvaluateSource source = {.context = test, .input = read_input};
    Vector result = {0};
    for (unsigned i = 0; i < test->n_lines; i++)
        if (&test->lines[i] != text && &test->lines[i] != expected)
            make_vector(test->arena, &test->lines[i]);
    if (!parsed || !formula_evaluate_text(formula, &source, YEAR, expected->n_cells, test->arena,
                                          &result, &texts, &err))
        fail_msg("%s", err.text);
    compare(test, expected, &result, formula_type(formula), texts);
}

static void read_line(Case *test, char *text)
{
    Arena *arena = test->arena;
    char *colon = strchr(text, ':'), *bracket = strchr(text, '[');
    assert_true(colon != NULL && test->n_lines < LINES_MAX);
    Line *line = &test->lines[test->n_lines++];
    StrView value = str_trim(str_view(colon + 1));
    line->text = arena_strndup(arena, value.text, value.length);
    if (bracket != NULL && bracket < colon) {
        uint64_t years;
        assert_true((bracket[1] == '-' || bracket[1] == '+') && colon[-1] == ']');
        assert_true(
            num_parse_count((StrView){bracket + 2, (size_t)(colon - bracket - 3)}, 50, &years));
        line->years_back = bracket[1] == '-' ? (int)years : -(int)years;
        colon = bracket;
    }
    line->name = arena_strndup(arena, text, (size_t)(colon - text));
    bool formula = strcmp(line->name, "formula") == 0, error = strcmp(line->name, "error") == 0;
    if (formula && test->label == NULL)
        test->label = line->text;
    if (!formula && !error)
        read_cells(arena, line);
    if (!formula && !error && strcmp(line->name, "result") != 0)
        test->names.items[test->names.n++] = arena_strdup(arena, line->name);
}

/* Cut the file into cases; `ret_tests` has room for as many as there are lines. */
static size_t read_cases(Arena *arena, char *text, struct CMUnitTest *ret_tests)
{
    size_t n = 0;
    Case *test = NULL;
    for (char *line = text, *end; *line != '\0'; line = end) {
        end = line + strcspn(line, "\n");
        end += *end == '\n' ? (*end = '\0', 1) : 0;
        if (str_trim(str_view(line)).length == 0) {
            test = NULL;
            continue;
        }
        if (test == NULL) {
            test = arena_alloc(arena, sizeof *test);
            test->arena = arena;
            test->lines = arena_array(arena, LINES_MAX, sizeof *test->lines);
            test->names.items = arena_array(arena, LINES_MAX, sizeof *test->names.items);
            ret_tests[n++] =
                (struct CMUnitTest){.test_func = the_result_is_as_written, .initial_state = test};
        }
        if (*line != '#')
            read_line(test, line);
        else if (test->label == NULL)
            test->label = arena_strdup(arena, line + 1 + strspn(line + 1, " "));
        ret_tests[n - 1].name = test->label == NULL ? "" : test->label;
    }
    return n;
}

int main(int argc, char **argv)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(bytes_done) Bytes bytes = {0};
    Err err = {0};
    if (argc != 2 || !file_read(argv[1], &bytes, &err)) {
        (void)fprintf(stderr, "usage: run FILE; %s\n", err.text);
        return 2;
    }
    size_t n_lines = 1;
    for (size_t i = 0; i < bytes.size; i++)
        n_lines += bytes.data[i] == '\n';
    struct CMUnitTest *tests = arena_array(arena, n_lines, sizeof *tests);
    size_t n = read_cases(arena, bytes.data, tests);
    return _cmocka_run_group_tests(file_base_name(argv[1]), tests, n, NULL, NULL);
}
