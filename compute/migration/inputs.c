/* Numerator and denominator of a row as the inputs and the formula of a draft. */
#include "migration.h"

#include <string.h>

typedef struct Side {
    Migration *migration;
    Draft *draft;
    Heading column;
    const char *formula;
    size_t n;
} Side;

static bool is_taken(const Draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->n_inputs; i++)
        if (strcmp(draft->inputs[i].name, name) == 0)
            return true;
    return false;
}

/* The name said, the id, or licznik and mianownik; a number behind what was not said and is taken.
 */
static const char *input_name(const Side *side, const Reference *reference)
{
    const char *base = reference->name != NULL             ? reference->name
                       : reference->usual != NULL          ? reference->usual
                       : side->column == HEADING_NUMERATOR ? "licznik"
                                                           : "mianownik";
    const char *name = base;
    for (size_t n = 2;
         reference->name == NULL && is_taken(side->draft, name) && reference->usual == NULL; n++)
        name = arena_printf(side->migration->arena, "%s_%zu", base, n);
    return name;
}

/* False where the table gives one name to two inputs. */
static bool add_input(Side *side, const Reference *reference, Reason *ret_reason)
{
    Draft *draft = side->draft;
    Arena *arena = side->migration->arena;
    const char *name = input_name(side, reference);
    side->formula = arena_printf(arena, "%s%s", side->formula, name);
    side->n++;
    for (size_t i = 0; i < draft->n_inputs; i++)
        if (strcmp(draft->inputs[i].name, name) == 0) {
            *ret_reason = (Reason){name, _("two inputs of the row are called so"), ""};
            return strcmp(draft->inputs[i].attributes, reference->attributes) == 0;
        }
    if (draft->n_inputs == draft->capacity) {
        DraftInput *larger = arena_array(arena, 2 * draft->capacity + 4, sizeof *larger);
        if (draft->n_inputs > 0)
            memcpy(larger, draft->inputs, draft->n_inputs * sizeof *larger);
        draft->inputs = larger;
        draft->capacity = 2 * draft->capacity + 4;
    }
    draft->inputs[draft->n_inputs++] = (DraftInput){name, reference->attributes, side->column};
    return true;
}

/* The next " + " or " - ", or the end. */
static size_t term_length(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0' &&
           !(text[length] == ' ' && strchr("+-", text[length + 1]) != NULL &&
             text[length + 1] != '\0' && text[length + 2] == ' '))
        length++;
    return length;
}

static bool add_terms(Side *side, const char *text, Reason *ret_reason)
{
    Arena *arena = side->migration->arena;
    Reference reference;
    while (true) {
        size_t length = term_length(text);
        if (!refer(side->migration->referrer, arena_strndup(arena, text, length), &reference,
                   ret_reason) ||
            !add_input(side, &reference, ret_reason))
            return false;
        if (text[length] == '\0')
            return true;
        side->formula = arena_printf(arena, "%s %c ", side->formula, text[length + 1]);
        text += length + 3;
    }
}

/* A cell is one input, or a sum of them: a name may have a dash in it. */
static bool place_side(Side *side)
{
    Reference reference;
    Reason reason;
    const char *text = side->draft->row->cells[side->column];
    side->formula = "";
    bool single = refer_name(side->migration->referrer, text, &reference, &reason);
    if (!(single ? add_input(side, &reference, &reason) : add_terms(side, text, &reason))) {
        migration_problem(side->migration, side->draft, side->column, reason, true);
        return false;
    }
    return true;
}

static const char *side_text(const Side *side)
{
    return side->n > 1 ? arena_printf(side->migration->arena, "(%s)", side->formula)
                       : side->formula;
}

/* What the table says of a formula is kept for whoever writes it; one that the catalogue has
 * already needs nobody. */
static void leave_open(Migration *migration, Draft *draft)
{
    const Definition *other =
        draft->code == NULL ? NULL : catalogue_find(migration->catalogue, draft->code);
    const char *const *cells = draft->row->cells;
    draft->formula = "null";
    draft->comment =
        arena_printf(migration->arena, "formula: %s; numerator: %s; denominator: %s",
                     cells[HEADING_FORMULA], cells[HEADING_NUMERATOR], cells[HEADING_DENOMINATOR]);
    if (other != NULL && strcmp(other->formula_text, cells[HEADING_FORMULA]) == 0)
        return;
    migration_problem(migration, draft, HEADING_FORMULA,
                      (Reason){cells[HEADING_FORMULA],
                               _("no plain ratio: write inputs and formula into the draft"), ""},
                      false);
}

void draft_inputs(Migration *migration, Draft *draft)
{
    Side numerator = {migration, draft, HEADING_NUMERATOR, "", 0},
         denominator = {migration, draft, HEADING_DENOMINATOR, "", 0};
    const char *const *cells = draft->row->cells;
    const char *below = cells[HEADING_DENOMINATOR];
    if (*cells[HEADING_FORMULA] != '\0') {
        leave_open(migration, draft);
        return;
    }
    if (*cells[HEADING_NUMERATOR] == '\0')
        migration_problem(migration, draft, HEADING_NUMERATOR,
                          (Reason){"", _("there is nothing: what is counted?"), ""}, true);
    else if (!place_side(&numerator))
        numerator.formula = "";
    draft->formula = numerator.formula;
    if (*below == '\0')
        migration_problem(
            migration, draft, HEADING_DENOMINATOR,
            (Reason){"", _("there is nothing: the formula is the numerator alone"), "-"}, false);
    else if (strcmp(below, "-") != 0 && place_side(&denominator))
        draft->formula = arena_printf(migration->arena, "%s / %s", side_text(&numerator),
                                      side_text(&denominator));
}
