/* The codes of mistakes: what list-codes finds in the sources. */
#include "language.h"

typedef struct Code {
    const char *code, *singular, *plural; /* plural NULL: counts nothing */
} Code;
static const Code codes[] = {
#define CODE(code, singular, plural) {code, singular, plural},
#include "code_list.h"
#undef CODE
};

/* The families of codes, by their letter. */
static const struct {
    char letter;
    const char *title;
} families[] = {
    {'X', N_("XML")},
    {'D', N_("the parts of a definition")},
    {'R', N_("what a definition refers to")},
    {'K', N_("codes of the budget classification in time")},
    {'S', N_("how a formula is written")},
    {'N', N_("names in formulas")},
    {'T', N_("numbers, conditions and texts")},
    {'U', N_("units of measure")},
    {'P', N_("whose number, of which day")},
    {'V', N_("rules and second sources")},
    {'E', N_("worked examples")},
    {'L', N_("the life of a definition")},
};

/* The message without its code, and an ellipsis for what it names. */
static void write_message(StrBuf *text, const char *message)
{
    for (const char *at = message + strcspn(message, " ") + 1; *at != '\0'; at++) {
        if (*at == '%' && at[1] == '%') {
            strbuf_add(text, at++, 1);
        } else if (*at == '%') {
            at += strcspn(at, "sduzc"); /* to the letter of the conversion */
            at += *at == 'z';
            strbuf_puts(text, "…");
        } else {
            strbuf_add(text, at, 1);
        }
    }
}

static void write_code(Arena *arena, const Code *code, StrBuf *text)
{
    StrBuf message = {0};
    write_message(&message, code->plural == NULL ? text_of(code->singular)
                                                 : PLURAL(code->singular, code->plural, 5));
    const char *const row[] = {code->code, arena_strndup(arena, message.text, message.length)};
    table_row(text, row, ARRAY_LENGTH(row));
    strbuf_done(&message);
}

void language_codes(Arena *arena, StrBuf *text)
{
    const char *const heading[] = {_("code"), _("what is wrong")};
    table_begin(text, heading, ARRAY_LENGTH(heading));
    for (size_t k = 0; k < ARRAY_LENGTH(families); k++) {
        const char *const title[] = {"", arena_printf(arena, "**%s**", text_of(families[k].title))};
        table_row(text, title, ARRAY_LENGTH(title));
        for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
            if (codes[i].code[0] == families[k].letter)
                write_code(arena, &codes[i], text);
    }
}
