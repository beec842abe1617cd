/*
 * smup language: the functions and operators of formulas, the states of their results, the units of
 * measure and the codes of mistakes, as tables in Markdown. `./run docs` puts them into docs/.
 */
#include "language.h"

#include "desk.h"
#include "parser.h"

typedef struct LanguageSettings {
    const char *config;
} LanguageSettings;

/* "|" would end a cell, "<" begin an element; between backquotes only the first counts. */
static void write_cell(StrBuf *text, const char *cell)
{
    bool code = false;
    for (const char *at = cell; *at != '\0'; at++) {
        code = code != (*at == '`');
        if (*at == '|')
            strbuf_puts(text, "\\|");
        else if (*at == '<' && !code)
            strbuf_puts(text, "&lt;");
        else
            strbuf_add(text, at, 1);
    }
}

void table_row(StrBuf *text, const char *const *cells, size_t n)
{
    strbuf_puts(text, "|");
    for (size_t i = 0; i < n; i++) {
        strbuf_puts(text, " ");
        write_cell(text, cells[i]);
        strbuf_puts(text, *cells[i] == '\0' ? "|" : " |");
    }
    strbuf_puts(text, "\n");
}

void table_begin(StrBuf *text, const char *const *heading, size_t n)
{
    table_row(text, heading, n);
    for (size_t i = 0; i < n; i++)
        strbuf_puts(text, i == 0 ? "|---|" : "---|");
    strbuf_puts(text, "\n");
}

/* ---- functions and operators ---- */

static char result_letter(Op op)
{
    const char *types = op_infos[op].types;
    return types[strlen(types) - 1];
}

/* Conditions and texts have none. */
static const char *unit_text(Op op)
{
    static const char *const texts[OP_UNITS] = {
#define UNIT(name, help) help,
        OP_UNIT_LIST(UNIT)
#undef UNIT
    };
    OpUnit unit = op_infos[op].unit;
    bool none = unit == UNIT_LEAF || (unit == UNIT_PURE && result_letter(op) != 'n');
    return none ? "" : text_of(texts[unit]);
}

static const char *operands_text(char letter, bool one)
{
    return letter == 'n'   ? _("numbers")
           : letter == 'b' ? _("conditions")
           : letter == 't' ? _("texts")
           : letter == 'o' ? _("numbers or texts")
           : one           ? _("anything")
                           : _("what is of one type");
}

static const char *result_text(Op op)
{
    char letter = result_letter(op);
    return op_infos[op].parameter.fallback < 0 && op_infos[op].parameter.words != NULL
               ? _("that type")
           : letter == 'n' ? _("number")
           : letter == 'b' ? _("condition")
           : letter == 't' ? _("text")
                           : _("the same");
}

/* "texts, numbers → text" */
static const char *types_text(Arena *arena, Op op)
{
    const char *text = "";
    for (unsigned n = 0; op_letter(op, n) != '>'; n++)
        if (n == 0 || op_letter(op, n) != op_letter(op, n - 1))
            text = arena_printf(arena, "%s%s%s", text, n == 0 ? "" : ", ",
                                operands_text(op_letter(op, n), op_operands(op) == 1));
    return arena_printf(arena, "%s%s→ %s", text, *text == '\0' ? "" : " ", result_text(op));
}

static const char *words_text(Arena *arena, Parameter parameter)
{
    const char *text = "", *mark = parameter.fallback < 0 ? "" : "\"";
    for (int i = 0; op_word(parameter.words, i).length > 0; i++)
        text = arena_printf(arena, "%s%s`%s%.*s%s`", text, i == 0 ? "" : ", ", mark,
                            STR_ARG(op_word(parameter.words, i)), mark);
    if (parameter.fallback < 0)
        return text;
    return arena_printf(arena, _("%s; without it the first"), text);
}

/* What the last argument may be. */
static const char *parameter_text(Arena *arena, Op op)
{
    Parameter parameter = op_infos[op].parameter;
    if (op_needed(op) < op_operands(op))
        return op_operands(op) - op_needed(op) == 2 ? _("the last two may be left out")
                                                    : _("the last may be left out");
    if (!op_has_parameter(op))
        return "";
    if (parameter.words != NULL)
        return words_text(arena, parameter);
    if (parameter.fallback < parameter.least)
        return arena_printf(arena, _("%d to %d"), parameter.least, parameter.most);
    return arena_printf(arena, _("%d to %d; without it %d"), parameter.least, parameter.most,
                        parameter.fallback);
}

static const char *kind_title(FuncKind kind)
{
    static const char *const titles[FUNC_KINDS] = {
#define KIND(name, title) title,
        FUNC_KIND_LIST(KIND)
#undef KIND
    };
    return *titles[kind] == '\0' ? "" : text_of(titles[kind]);
}

static void write_functions(Arena *arena, FuncKind kind, StrBuf *text)
{
    const char *const heading[] = {arena_printf(arena, "**%s**", kind_title(kind)),
                                   _("takes → gives"), _("what it is"), _("last argument"),
                                   _("unit of measure")};
    table_begin(text, heading, ARRAY_LENGTH(heading));
    for (Op op = 0; op < OPS; op++) {
        if (op_infos[op].kind != kind)
            continue;
        const char *const row[] = {arena_printf(arena, "`%s`", op_signature(arena, op)),
                                   types_text(arena, op), text_of(op_infos[op].help),
                                   parameter_text(arena, op), unit_text(op)};
        table_row(text, row, ARRAY_LENGTH(row));
    }
    strbuf_puts(text, "\n");
}

/* An operator as it is written. */
static const char *operator_text(Arena *arena, Op op)
{
    if (op == OP_IF)
        return "`if … then … else …`, `case when … then … else …`";
    return arena_printf(arena,
                        op == OP_NOT                     ? "`%s (…)`"
                        : op == OP_IN || op == OP_NOT_IN ? "`%s {…}`"
                                                         : "`%s`",
                        op_infos[op].text);
}

static bool is_alike(Op a, Op b)
{
    return strcmp(op_infos[a].types, op_infos[b].types) == 0 &&
           op_infos[a].unit == op_infos[b].unit;
}

static void write_operators(Arena *arena, StrBuf *text)
{
    const char *const heading[] = {_("strength"), _("operator"), _("takes → gives"),
                                   _("unit of measure")};
    table_begin(text, heading, ARRAY_LENGTH(heading));
    for (OpRow row = 0; row < OP_ROWS; row++)
        for (Op op = op_rows[row].first, next; op <= op_rows[row].last; op = next) {
            const char *list = operator_text(arena, op);
            for (next = op + 1; next <= op_rows[row].last && is_alike(op, next); next++)
                list = arena_printf(arena, "%s %s", list, operator_text(arena, next));
            const char *const cells[] = {arena_printf(arena, "%d", (int)row + 1), list,
                                         types_text(arena, op), unit_text(op)};
            table_row(text, cells, ARRAY_LENGTH(cells));
        }
}

void language_functions(Arena *arena, StrBuf *text)
{
    for (FuncKind kind = KIND_OPERATORS + 1; kind < FUNC_KINDS; kind++)
        write_functions(arena, kind, text);
    write_operators(arena, text);
}

/* ---- the command ---- */

static bool write_part(Arena *arena, const LanguageSettings *settings, const char *word,
                       StrBuf *text, Err *err)
{
    if (strcmp(word, "functions") == 0)
        language_functions(arena, text);
    else if (strcmp(word, "states") == 0)
        return language_states(arena, text, err);
    else if (strcmp(word, "units") == 0)
        return language_units(arena, config_folder(settings->config), text, err);
    else if (strcmp(word, "codes") == 0)
        language_codes(arena, text);
    else
        return err_set(err, ERR_USAGE,
                       _("\"%s\" is no part of the language: functions, states, units or codes"),
                       word);
    return true;
}

static bool language_run(void *context, const StrList *operands, StageResult *ret_result, Err *err)
{
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    CLEANUP(strbuf_done) StrBuf text = {0};
    StrList words =
        operands->n > 0 ? *operands : str_split(arena, "functions states units codes", " ");
    *ret_result = STAGE_DONE;
    for (size_t i = 0; i < words.n; i++) {
        strbuf_puts(&text, i == 0 ? "" : "\n");
        if (!write_part(arena, context, words.items[i], &text, err))
            return false;
    }
    desk_print(&text);
    return true;
}

int language_command(const Command *command, int argc, char **argv)
{
    LanguageSettings settings = {0};
    const Option options[] = {{"config", 0, OPTION_TEXT, &settings.config, "FOLDER",
                               N_("another config/ than the built-in one")}};
    const Stage stage = {.name = command->name,
                         .summary = command->summary,
                         .usage = command->usage,
                         .example = "smup language states",
                         .options = options,
                         .n_options = ARRAY_LENGTH(options),
                         .settings = &settings,
                         .run = language_run};

    return stage_main(&stage, argc, argv);
}
