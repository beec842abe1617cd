/*
 * What the state of a result is: every operation is run on every pair of a few cells, and those
 * that do the same share a table. A function of one operand that looks at another year or at the
 * unit above finds the second cell there.
 */
#include "language.h"

#include "evaluate.h"
#include "parser.h"

#include <assert.h>

enum { YEAR = 2020 };

/* The cells. As conditions, what is not 0 is true. */
typedef struct Sample {
    double value;
    CellState obs;
    char conf;
} Sample;
static const Sample samples[] = {{6, OBS_A, 'F'}, {0, OBS_A, 'F'}, {4, OBS_P, 'F'}, {8, OBS_A, 'C'},
                                 {0, OBS_O, 'F'}, {0, OBS_M, 'F'}, {0, OBS_Q, 'F'}};
enum { SAMPLES = ARRAY_LENGTH(samples), PAIRS = SAMPLES * SAMPLES, SECRET = 3 };

/* Rows of the trial: a pair each, and behind them the units above, which have the second cell. */
enum { ROWS = 2 * PAIRS };
typedef struct Trial {
    Vector first, second; /* of this unit and year; of others */
    Relations relations;
} Trial;

static bool read_pairs(void *context, unsigned name, int year, Vector *ret_vector, Err *err)
{
    const Trial *trial = context;
    (void)err;
    *ret_vector = name == 0 && year == YEAR ? trial->first : trial->second;
    return true;
}

static bool read_relations(void *context, int year, const Relations **ret_relations, Err *err)
{
    const Trial *trial = context;
    (void)year, (void)err;
    *ret_relations = &trial->relations;
    return true;
}

static CellState state_of(Sample sample)
{
    CellState conf = 0;
    bool known = state_parse_conf(sample.conf, &conf);
    assert(known);
    (void)known;
    return state_join(sample.obs, conf);
}

static void put(Vector *vector, uint32_t row, Sample sample)
{
    vector_put(vector, row, sample.value, state_of(sample));
}

static Trial make_pairs(Arena *arena)
{
    Trial trial = {vector_new(arena, ROWS), vector_new(arena, ROWS), {0}};
    bool *valid = arena_array(arena, ROWS, sizeof *valid);
    UnitLevel *levels = arena_array(arena, ROWS, sizeof *levels);
    uint32_t *above = arena_array(arena, ROWS, sizeof *above);
    for (uint32_t i = 0; i < ROWS; i++) {
        bool is_above = i >= PAIRS;
        uint32_t pair = i % PAIRS;
        put(&trial.first, i, samples[is_above ? pair % SAMPLES : pair / SAMPLES]);
        put(&trial.second, i, samples[pair % SAMPLES]);
        valid[i] = true;
        levels[i] = is_above ? LEVEL_COUNTRY : LEVEL_GMINA;
        above[i] = is_above ? NO_UNIT : i + PAIRS;
    }
    trial.relations =
        (Relations){.valid = valid, .levels = levels, .above = above, .parents = above};
    return trial;
}

/* ---- the formula of an operation ---- */

/* An operand of the type that the letter asks for; behind the second one any number. */
static const char *operand(Arena *arena, Op op, unsigned n)
{
    static const char *const names[] = {"a", "b", "1"};
    const char *name = names[n < 2 ? n : 2];
    char letter = op_letter(op, n);
    return arena_printf(arena,
                        letter == 'b'   ? "(%s <> 0)"
                        : letter == 't' ? "cast(%s, string)"
                                        : "%s",
                        name);
}

static const char *parameter(Arena *arena, Op op)
{
    Parameter parameter = op_infos[op].parameter;
    if (!op_has_parameter(op) ||
        (parameter.words == NULL && parameter.fallback >= parameter.least) ||
        (parameter.words != NULL && parameter.fallback >= 0))
        return "";
    if (parameter.words != NULL)
        return arena_printf(arena, ", %.*s", STR_ARG(op_word(parameter.words, 0)));
    return arena_printf(arena, ", %d", parameter.least == 1900 ? YEAR - 1 : parameter.least);
}

static const char *formula_of(Arena *arena, Op op)
{
    const char *text = op_infos[op].text, *a = operand(arena, op, 0);
    if (op == OP_IF)
        return "if a <> 0 then b else 1";
    if (op == OP_IN || op == OP_NOT_IN)
        return arena_printf(arena, "%s %s {6}", a, text);
    if (!op_is_function(op))
        return op_operands(op) == 1
                   ? arena_printf(arena, "%s %s", text, a)
                   : arena_printf(arena, "%s %s %s", a, text, operand(arena, op, 1));
    const char *list = a;
    for (unsigned n = 1; n < op_operands(op); n++)
        list = arena_printf(arena, "%s, %s", list, operand(arena, op, n));
    return arena_printf(arena, "%s(%s%s)", text, list, parameter(arena, op));
}

/* How it is written above a table. */
static const char *title_of(Arena *arena, Op op)
{
    if (op == OP_IF)
        return arena_printf(arena, "`%s`", _("if condition then value else known"));
    return arena_printf(arena, "`%s`", op_infos[op].text);
}

/* ---- running it ---- */

typedef struct Outcome {
    Op op;
    const char *cells[PAIRS];
    bool is_written;
} Outcome;

/* OBS_STATUS, before it `known` (which may be NULL) where it is not missing, behind it CONF_STATUS
 * where it is not free. */
static const char *cell_text(Arena *arena, CellState state, const char *known)
{
    char obs[OBS_TEXT];
    state_obs_text(state, obs);
    known = state_is_missing(state) ? NULL : known;
    const char *text = known == NULL           ? arena_strdup(arena, obs)
                       : strcmp(obs, "A") == 0 ? known
                                               : arena_printf(arena, "%s %s", known, obs);
    return state_is_secret(state) ? arena_printf(arena, "%s %c", text, state_conf_code(state))
                                  : text;
}

static const char *truth(double value)
{
    return value != 0 ? _("true") : _("false");
}

static bool evaluate(Arena *arena, const char *formula_text, const EvaluateSource *source,
                     uint32_t n, FormulaType *ret_type, Vector *ret_result, Err *err)
{
    const FormulaNames names = {.inputs = str_split(arena, "a b", " ")};
    const char *const *texts;
    Formula *formula;
    if (!formula_parse(arena, formula_text, &names, (FormulaPlace){0}, &formula, err))
        return false;
    *ret_type = formula_type(formula);
    return formula_evaluate_text(formula, source, YEAR, n, arena, ret_result, &texts, err);
}

/* Does the outcome depend on one of the two cells alone? Then every row, or every column, is the
 * same. */
static bool depends_only(const Outcome *outcome, bool on_second)
{
    for (uint32_t i = 0; i < PAIRS; i++)
        if (strcmp(outcome->cells[i], outcome->cells[on_second ? i % SAMPLES : i - i % SAMPLES]) !=
            0)
            return false;
    return true;
}

/* Is it known though what it depends on is missing? Then it matters what it is. */
static bool decides(const Outcome *outcome, const Trial *trial, const Vector *result)
{
    bool first = depends_only(outcome, false), second = depends_only(outcome, true);
    for (uint32_t i = 0; i < PAIRS; i++) {
        CellState a = second ? OBS_A : trial->first.states[i],
                  b = first ? OBS_A : trial->second.states[i];
        if (state_is_missing(a | b) && !state_is_missing(result->states[i]))
            return true;
    }
    return false;
}

static void write_cells(Arena *arena, const Vector *result, bool truths, Outcome *outcome)
{
    for (uint32_t i = 0; i < PAIRS; i++)
        outcome->cells[i] =
            cell_text(arena, result->states[i], truths ? truth(result->values[i]) : NULL);
}

static bool run(Arena *arena, Op op, Trial *trial, Outcome *ret_outcome, Err *err)
{
    const EvaluateSource source = {
        .context = trial, .input = read_pairs, .relations = read_relations};
    Vector result;
    FormulaType type;
    if (!evaluate(arena, formula_of(arena, op), &source, ROWS, &type, &result, err))
        return err_add(err, "trying \"%s\"", op_infos[op].text);
    *ret_outcome = (Outcome){.op = op};
    write_cells(arena, &result, false, ret_outcome);
    if (type == FORMULA_CONDITION && decides(ret_outcome, trial, &result))
        write_cells(arena, &result, true, ret_outcome);
    return true;
}

/* ---- tables ---- */

static bool is_same(const Outcome *a, const Outcome *b)
{
    for (uint32_t i = 0; i < PAIRS; i++)
        if (strcmp(a->cells[i], b->cells[i]) != 0)
            return false;
    return true;
}

/* The titles of all that do the same, which are written then. */
static const char *take_titles(Arena *arena, Outcome *outcomes, size_t n, size_t first)
{
    const char *titles = "";
    for (size_t i = first; i < n; i++)
        if (!outcomes[i].is_written && is_same(&outcomes[first], &outcomes[i])) {
            titles = arena_printf(arena, "%s%s%s", titles, i == first ? "" : " ",
                                  title_of(arena, outcomes[i].op));
            outcomes[i].is_written = true;
        }
    return titles;
}

static const char *sample_text(Arena *arena, unsigned i, bool condition)
{
    const char *known = condition                         ? truth(samples[i].value)
                        : samples[i].value == 0 && i == 1 ? "0"
                                                          : NULL;
    return arena_printf(arena, "**%s**", cell_text(arena, state_of(samples[i]), known));
}

static void write_heading(Arena *arena, const char *corner, bool condition, StrBuf *text)
{
    const char *row[SAMPLES + 1] = {corner};
    for (unsigned i = 0; i < SAMPLES; i++)
        row[i + 1] = sample_text(arena, i, condition);
    table_begin(text, row, SAMPLES + 1);
}

/* Those of one cell: a row each. */
static void write_singles(Arena *arena, Outcome *outcomes, size_t n, StrBuf *text)
{
    write_heading(arena, _("one argument"), false, text);
    for (size_t i = 0; i < n; i++) {
        bool second = !outcomes[i].is_written && depends_only(&outcomes[i], true);
        if (outcomes[i].is_written || (!second && !depends_only(&outcomes[i], false)))
            continue;
        const char *row[SAMPLES + 1];
        for (unsigned k = 0; k < SAMPLES; k++)
            row[k + 1] = outcomes[i].cells[second ? k : k * SAMPLES];
        row[0] = take_titles(arena, outcomes, n, i);
        if (second)
            row[0] = arena_printf(arena, _("%s (of the other year or unit)"), row[0]);
        table_row(text, row, SAMPLES + 1);
    }
    strbuf_puts(text, "\n");
}

static void write_pair_table(Arena *arena, Outcome *outcomes, size_t n, size_t at, StrBuf *text)
{
    Op op = outcomes[at].op;
    bool left = op_letter(op, 0) == 'b', right = op_operands(op) > 1 && op_letter(op, 1) == 'b';
    const Outcome *outcome = &outcomes[at];
    write_heading(arena, take_titles(arena, outcomes, n, at), right, text);
    for (unsigned i = 0; i < SAMPLES; i++) {
        const char *row[SAMPLES + 1] = {sample_text(arena, i, left)};
        for (unsigned k = 0; k < SAMPLES; k++)
            row[k + 1] = outcome->cells[i * SAMPLES + k];
        table_row(text, row, SAMPLES + 1);
    }
    strbuf_puts(text, "\n");
}

/* ---- functions of many units ---- */

/* Members of a group, the neighbours of a unit, the units below it. */
typedef struct Crowd {
    unsigned known, flagged, missing, secret;
} Crowd;
static const Crowd crowds[] = {
    {10, 0, 0, 0}, {9, 0, 1, 0}, {8, 0, 2, 0}, {9, 0, 0, 1}, {10, 5, 0, 0},
    {10, 4, 0, 0}, {3, 0, 0, 0}, {2, 0, 0, 0}, {0, 0, 3, 0},
};
enum { CROWDS = ARRAY_LENGTH(crowds), CROWD_ROWS = CROWDS * 16 }; /* row 0 of 16: the unit itself */

static bool is_of_crowd(Op op)
{
    return op_infos[op].shape == SHAPE_RELATED && op != OP_PARENT;
}

static unsigned size_of(const Crowd *crowd)
{
    return crowd->known + crowd->missing + crowd->secret;
}

static Sample member(const Crowd *crowd, unsigned i)
{
    Sample sample = i < crowd->known                   ? samples[0]
                    : i < crowd->known + crowd->secret ? samples[SECRET]
                                                       : (Sample){0, OBS_O, 'F'};
    sample.obs |= i < crowd->flagged ? OBS_P : OBS_A;
    return sample;
}

static Trial make_crowds(Arena *arena)
{
    Trial trial = {.first = vector_new(arena, CROWD_ROWS)};
    bool *valid = arena_array(arena, CROWD_ROWS, sizeof *valid);
    uint32_t *groups = arena_array(arena, CROWD_ROWS, sizeof *groups);
    uint32_t *above = arena_array(arena, CROWD_ROWS, sizeof *above);
    uint32_t *starts = arena_array(arena, CROWD_ROWS + 1, sizeof *starts);
    uint32_t *neighbours = arena_array(arena, CROWD_ROWS, sizeof *neighbours), n = 0;
    for (uint32_t i = 0; i < CROWD_ROWS; i++) {
        const Crowd *crowd = &crowds[i / 16];
        uint32_t place = i % 16, self = i - place;
        bool is_member = place > 0 && place <= size_of(crowd);
        put(&trial.first, i, is_member ? member(crowd, place - 1) : samples[0]);
        valid[i] = is_member || place == 0;
        groups[i] = is_member ? i / 16 + 1 : 0;
        above[i] = is_member ? self : NO_UNIT;
        starts[i] = n;
        for (uint32_t k = 1; place == 0 && k <= size_of(crowd); k++)
            neighbours[n++] = self + k;
    }
    starts[CROWD_ROWS] = n;
    trial.second = trial.first;
    trial.relations = (Relations){.valid = valid,
                                  .above = above,
                                  .parents = above,
                                  .groups = {groups, groups, groups, groups},
                                  .neighbours = neighbours,
                                  .neighbour_starts = starts};
    return trial;
}

static const char *crowd_text(Arena *arena, const Crowd *crowd)
{
    const char *text = arena_printf(arena, _("%u of %u"), crowd->known, size_of(crowd));
    if (crowd->secret > 0)
        text = arena_printf(arena, _("%s, %u confidential"), text, crowd->secret);
    return crowd->flagged > 0 ? arena_printf(arena, _("%s, %u with P"), text, crowd->flagged)
                              : text;
}

static bool run_crowd(Arena *arena, Op op, Trial *trial, Outcome *ret_outcome, Err *err)
{
    const EvaluateSource source = {
        .context = trial, .input = read_pairs, .relations = read_relations};
    Vector result;
    FormulaType type;
    if (!evaluate(arena, formula_of(arena, op), &source, CROWD_ROWS, &type, &result, err))
        return err_add(err, "trying \"%s\"", op_infos[op].text);
    bool group = op >= OP_GROUP_AVG && op <= OP_GROUP_STDDEV;
    *ret_outcome = (Outcome){.op = op};
    for (uint32_t i = 0; i < PAIRS; i++)
        ret_outcome->cells[i] =
            i < CROWDS ? cell_text(arena, result.states[16 * i + group], NULL) : "";
    return true;
}

static bool write_crowds(Arena *arena, StrBuf *text, Err *err)
{
    Trial trial = make_crowds(arena);
    Outcome *outcomes = arena_array(arena, OPS, sizeof *outcomes);
    const char *row[CROWDS + 1] = {_("units with a value")};
    size_t n = 0;
    for (Op op = 0; op < OPS; op++)
        if (is_of_crowd(op) && !run_crowd(arena, op, &trial, &outcomes[n++], err))
            return false;
    for (unsigned i = 0; i < CROWDS; i++)
        row[i + 1] = crowd_text(arena, &crowds[i]);
    table_begin(text, row, CROWDS + 1);
    for (size_t i = 0; i < n; i++) {
        if (outcomes[i].is_written)
            continue;
        for (unsigned k = 0; k < CROWDS; k++)
            row[k + 1] = outcomes[i].cells[k];
        row[0] = take_titles(arena, outcomes, n, i);
        table_row(text, row, CROWDS + 1);
    }
    return true;
}

bool language_states(Arena *arena, StrBuf *text, Err *err)
{
    Trial trial = make_pairs(arena);
    Outcome *outcomes = arena_array(arena, OPS, sizeof *outcomes);
    size_t n = 0;
    for (Op op = 0; op < OPS; op++)
        if (op_operands(op) > 0 && !is_of_crowd(op) && !run(arena, op, &trial, &outcomes[n++], err))
            return false;
    write_singles(arena, outcomes, n, text);
    for (size_t i = 0; i < n; i++)
        if (!outcomes[i].is_written)
            write_pair_table(arena, outcomes, n, i, text);
    return write_crowds(arena, text, err);
}
