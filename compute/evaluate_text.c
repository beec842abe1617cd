/* Texts in formulas: states, levels and what can be done with them. A text is known by its number
 * in the machine's pool; equal texts have one number. */
#include "machine.h"
#include "num.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <wctype.h>

double text_number(TextPool *pool, StrView text)
{
    bool fresh;
    if (pool->map == NULL)
        pool->map = strmap_new(pool->arena);
    if (pool->n + 2 > pool->capacity) {
        const char **larger =
            arena_array(pool->arena, pool->capacity = 2 * pool->capacity + 16, sizeof *larger);
        if (pool->n > 0)
            memcpy(larger, pool->items, (pool->n + 1) * sizeof *larger);
        pool->items = larger;
        pool->items[0] = ""; /* of a missing cell */
    }
    uint32_t number = strmap_add(pool->map, text, pool->n + 1, &fresh);
    if (fresh)
        pool->items[++pool->n] = arena_strndup(pool->arena, text.text, text.length);
    return number;
}

const char *text_by_number(const TextPool *pool, double number)
{
    return number == 0 ? "" : pool->items[(uint32_t)number];
}

static void put_text(Machine *machine, Vector *out, uint32_t row, StrView text, CellState state)
{
    vector_put(out, row, state_is_missing(state) ? 0 : text_number(&machine->texts, text), state);
}

static StrView text_at(const Machine *machine, const Vector *vector, uint32_t row)
{
    return str_view(text_by_number(&machine->texts, vector->values[row]));
}

void run_JOIN(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    CLEANUP(strbuf_done) StrBuf joined = {0};
    for (uint32_t i = 0; i < out->n; i++) {
        StrView a = text_at(machine, &args[0], i), b = text_at(machine, &args[1], i);
        joined.length = 0;
        strbuf_add(&joined, a.text, a.length);
        strbuf_add(&joined, b.text, b.length);
        put_text(machine, out, i, (StrView){joined.text, joined.length},
                 state_join(args[0].states[i], args[1].states[i]));
    }
    out->exponent = 0;
}

/* The state of what is known of a missing cell too. */
static CellState known(CellState state)
{
    return state & ~(CellState)OBS_MISSING;
}

void run_STATUS(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    for (uint32_t i = 0; i < out->n; i++) {
        char code = state_obs_code(args[0].states[i]);
        put_text(machine, out, i, (StrView){&code, 1}, known(args[0].states[i]));
    }
    out->exponent = 0;
}

void run_COMMENT(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    for (uint32_t i = 0; i < out->n; i++) {
        char letter = state_attribute(args[0].states[i]);
        CellState state = known(args[0].states[i]);
        put_text(machine, out, i, (StrView){&letter, 1}, letter == '\0' ? state | OBS_O : state);
    }
    out->exponent = 0;
}

bool fill_levels(Machine *machine, const Node *node, Vector *out)
{
    const Relations *relations = NULL;
    const EvaluateSource *source = machine->source;
    if (source->relations != NULL &&
        !source->relations(source->context, node_year(node, machine->year), &relations,
                           machine->err))
        return false;
    for (uint32_t i = 0; i < out->n; i++)
        put_text(machine, out, i,
                 str_view(relations != NULL ? level_name(relations->levels[i]) : ""),
                 relations != NULL ? OBS_A : OBS_O);
    out->exponent = 0;
    return true;
}

/* Bytes of the first n characters. */
static size_t bytes_of(StrView text, double n)
{
    size_t at = 0;
    for (double seen = 0; at < text.length; at++)
        if (((unsigned char)text.text[at] & 0xc0) != 0x80 && ++seen > n)
            break;
    return at;
}

void run_SUBSTR(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    for (uint32_t i = 0; i < out->n; i++) {
        StrView text = text_at(machine, &args[0], i);
        double start = vector_plain(&args[1], i, 0), length = vector_plain(&args[2], i, 0);
        CellState state =
            state_join(state_join(args[0].states[i], args[1].states[i]), args[2].states[i]);
        size_t from = bytes_of(text, start - 1);
        size_t to = bytes_of(text, start - 1 + length);
        bool wrong = start < 1 || length < 0;
        put_text(machine, out, i, (StrView){text.text + from, wrong ? 0 : to - from},
                 wrong && !state_is_missing(state) ? state | OBS_O : state);
    }
    out->exponent = 0;
}

void run_LENGTH(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    for (uint32_t i = 0; i < out->n; i++) {
        StrView text = text_at(machine, &args[0], i);
        double n = 0;
        for (size_t k = 0; k < text.length; k++)
            n += ((unsigned char)text.text[k] & 0xc0) != 0x80;
        vector_put(out, i, n, args[0].states[i]);
    }
    out->exponent = 0;
}

static void add_letter(StrBuf *text, uint32_t letter)
{
    char bytes[4];
    size_t n = letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; i-- > 0; letter >>= 6)
        bytes[i] = (char)(i == 0 ? marks[n] | letter : 0x80 | (letter & 0x3f));
    strbuf_add(text, bytes, n);
}

static locale_t unicode;

static void make_unicode(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

/* Letter by letter, of every alphabet. The text is UTF-8. */
static void change_case(Machine *machine, const Vector *in, Vector *out,
                        wint_t (*change)(wint_t, locale_t))
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_unicode);
    CLEANUP(strbuf_done) StrBuf changed = {0};
    for (uint32_t i = 0; i < out->n; i++) {
        const unsigned char *at =
            (const unsigned char *)text_by_number(&machine->texts, in->values[i]);
        changed.length = 0;
        while (*at != '\0') {
            unsigned more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
            uint32_t letter = more == 0 ? *at : *at & (0x3fu >> more);
            for (at++; more > 0; more--)
                letter = letter << 6 | (*at++ & 0x3f);
            add_letter(&changed, unicode == NULL ? letter : (uint32_t)change(letter, unicode));
        }
        put_text(machine, out, i, (StrView){changed.text, changed.length}, in->states[i]);
    }
    out->exponent = 0;
}

void run_UPPER(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    change_case(machine, &args[0], out, towupper_l);
}

void run_LOWER(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    change_case(machine, &args[0], out, towlower_l);
}

void run_TRIM(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    (void)node;
    for (uint32_t i = 0; i < out->n; i++)
        put_text(machine, out, i, str_trim(text_at(machine, &args[0], i)), args[0].states[i]);
    out->exponent = 0;
}

/* The words of cast(), in the order of func_list.h. */
enum { CAST_INTEGER, CAST_NUMBER, CAST_STRING, CAST_BOOLEAN };

static void cast_to_text(Machine *machine, FormulaType from, const Vector *in, uint32_t row,
                         Vector *out)
{
    char number[NUM_TEXT];
    StrView text = {"", 0};
    if (from == FORMULA_TEXT)
        text = text_at(machine, in, row);
    if (from == FORMULA_CONDITION)
        text = str_view(in->values[row] != 0 ? "TRUE" : "FALSE");
    if (from == FORMULA_NUMBER) {
        num_write_exact(in->values[row], -in->exponent, number);
        text = str_view(number);
    }
    put_text(machine, out, row, text, in->states[row]);
}

static void cast_to_number(const Machine *machine, FormulaType from, const Vector *in, uint32_t row,
                           bool whole, Vector *out)
{
    CellState state = in->states[row];
    double value = from == FORMULA_TEXT ? 0 : vector_plain(in, row, 0);
    Num num;
    if (from == FORMULA_TEXT && !state_is_missing(state)) {
        if (num_parse(text_at(machine, in, row), (NumFormat){".", false}, &num) == NUM_OK)
            value = num_to_double(num.mantissa, num.scale);
        else
            state |= OBS_O;
    }
    if (whole && value != floor(value))
        state |= OBS_O;
    vector_put(out, row, value, state);
}

static void cast_to_condition(const Machine *machine, FormulaType from, const Vector *in,
                              uint32_t row, Vector *out)
{
    CellState state = in->states[row];
    double value = in->values[row] != 0;
    if (from == FORMULA_TEXT && !state_is_missing(state)) {
        StrView text = text_at(machine, in, row);
        value = str_equal(text, "TRUE") || str_equal(text, "true");
        if (value == 0 && !str_equal(text, "FALSE") && !str_equal(text, "false"))
            state |= OBS_O;
    }
    vector_put(out, row, value, state);
}

void run_CAST(Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    FormulaType from = node->child->type;
    for (uint32_t i = 0; i < out->n; i++) {
        if (node->parameter == CAST_STRING)
            cast_to_text(machine, from, &args[0], i, out);
        else if (node->parameter == CAST_BOOLEAN)
            cast_to_condition(machine, from, &args[0], i, out);
        else
            cast_to_number(machine, from, &args[0], i, node->parameter == CAST_INTEGER, out);
    }
    out->exponent = 0;
}

void compare_texts(const Machine *machine, const Node *node, const Vector *args, Vector *out)
{
    bool between = node->op == OP_BETWEEN;
    for (uint32_t i = 0; i < out->n; i++) {
        const char *a = text_at(machine, &args[0], i).text, *b = text_at(machine, &args[1], i).text;
        assert(a != NULL && b != NULL);
        int order = strcmp(a, b);
        bool yes = node->op == OP_LESS         ? order < 0
                   : node->op == OP_LESS_EQUAL ? order <= 0
                   : node->op == OP_GREATER    ? order > 0
                                               : order >= 0;
        CellState state = state_join(args[0].states[i], args[1].states[i]);
        if (between) {
            const char *c = text_at(machine, &args[2], i).text;
            assert(c != NULL);
            yes = yes && strcmp(a, c) <= 0;
            state = state_join(state, args[2].states[i]);
        }
        vector_put(out, i, yes, state);
    }
    out->exponent = 0;
}
