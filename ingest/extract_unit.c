/* Units of a row: by their code; the name beside it is only compared. */
#include "extract.h"
#include "unit_name.h"

/* The code without the blanks in it ("02 01 01 1"), where there are any. */
static StrView without_blanks(Extract *extract, StrView code)
{
    if (memchr(code.text, ' ', code.length) == NULL)
        return code;
    char *text = arena_alloc(extract->arena, code.length + 1);
    size_t n = 0;
    for (size_t i = 0; i < code.length; i++)
        if (code.text[i] != ' ')
            text[n++] = code.text[i];
    return (StrView){text, n};
}

static const char *from_to(Extract *extract, int from, int to)
{
    return from == YEAR_FIRST ? arena_printf(extract->arena, _("until %d"), to)
           : to == YEAR_LAST  ? arena_printf(extract->arena, _("since %d"), from)
                              : arena_printf(extract->arena, _("from %d to %d"), from, to);
}

/* The code of the same scheme that stood for the unit before, or after. */
static const char *other_code(Extract *extract, const CodedUnit *coded, int year)
{
    const Territory *territory = &extract->workspace->territory;
    const CodeRow *other = NULL;
    const char *form = NULL;
    for (uint32_t i = 0; i < territory->n_codes; i++)
        if (str_equal(coded->code, territory->codes[i].code))
            form = territory->codes[i].form;
    for (uint32_t i = 0; i < territory->n_codes && form != NULL; i++) {
        const CodeRow *row = &territory->codes[i];
        if (row->unit == coded->unit && row->from <= year && year <= row->to &&
            strcmp(row->form, form) == 0)
            other = row;
    }
    return other == NULL ? ""
                         : arena_printf(extract->arena, _("; in %d it is %s"), year, other->code);
}

const char *unit_problem(Extract *extract, const CodedUnit *coded, int year)
{
    const Territory *territory = &extract->workspace->territory;
    const Unit *unit = &territory->units[coded->unit];
    if (year < coded->from || year > coded->to)
        return arena_printf(extract->arena, _("the code \"%.*s\" stands for %s %s %s%s"),
                            STR_ARG(coded->code), unit->code, unit->name,
                            from_to(extract, coded->from, coded->to),
                            other_code(extract, coded, year));
    if (unit_valid(unit, year))
        return NULL;
    return arena_printf(extract->arena, _("%s %s is in the register %s%s"), unit->code, unit->name,
                        from_to(extract, unit->from, unit->to),
                        year < unit->from ? territory_predecessor(territory, str_view(unit->code))
                                          : territory_successor(territory, str_view(unit->code)));
}

/* What a code that is none may mean. */
static const char *advice(Extract *extract, StrView code)
{
    const Territory *territory = &extract->workspace->territory;
    const char *successor = territory_successor(territory, code);
    char teryt[TERYT_DIGITS];
    if (code_is_locality(code))
        return _("; it is a locality, below any gmina");
    if (*successor != '\0')
        return successor;
    code_as_teryt(code, teryt);
    if (strlen(teryt) == 7) {
        teryt[6] = '\0';
        uint32_t gmina = territory_find(territory, teryt);
        if (gmina != NO_UNIT && territory->units[gmina].n_kinds > 0)
            return arena_printf(
                extract->arena, _("; %s %s is of kind %d"), teryt, territory->units[gmina].name,
                territory->units[gmina].kinds[territory->units[gmina].n_kinds - 1].kind);
    }
    return memchr(code.text, ' ', code.length) == NULL
               ? ""
               : _("; codes with blanks need repair=\"blanks\" in the profile");
}

static void speak_of(Extract *extract, const CodeMatch *match)
{
    const Unit *unit = &extract->workspace->territory.units[match->unit];
    if (match->kind == 0)
        extract_speaks_of(extract, match->unit, match->from, match->to);
    for (size_t i = 0; i < unit->n_kinds && match->kind != 0; i++)
        if (unit->kinds[i].kind == match->kind)
            extract_speaks_of(extract, match->unit, unit->kinds[i].from, unit->kinds[i].to);
}

bool extract_unit(Extract *extract, StrView text, CodedUnit *ret_unit, const char **ret_reason)
{
    const Territory *territory = &extract->workspace->territory;
    const Profile *profile = extract->profile;
    CodeMatch match = {0, 0, YEAR_FIRST, YEAR_LAST};
    text = str_trim(text);
    StrView code = profile->drop_blanks ? without_blanks(extract, text) : text;
    CodeResult result =
        territory_match(territory, profile->unit_form, code, profile->repair, &match);
    bool good = result == CODE_OK || result == CODE_REPAIRED;
    *ret_unit =
        (CodedUnit){match.unit, match.kind, match.from, match.to, code, result == CODE_PSEUDO};
    if (good) {
        extract->account.repaired += result == CODE_REPAIRED;
        extract->account.despaced += code.length != text.length;
        speak_of(extract, &match);
    } else if (result != CODE_PSEUDO) {
        *ret_reason =
            arena_printf(extract->arena, _("the code \"%.*s\" is no unit of the register%s"),
                         STR_ARG(text), advice(extract, text));
    }
    return good;
}

enum { MISNAMED_SAID = 10 };

static unsigned judge_label(Extract *extract, const Unit *unit, StrView label, uint64_t line,
                            LabelSeen *seen)
{
    CLEANUP(arena_free_p) Arena *scratch = arena_new();
    unsigned at = seen->next++ % LABELS_KEPT;
    seen->labels[at] =
        (StrView){arena_strndup(extract->arena, label.text, label.length), label.length};
    seen->agrees[at] = unit_name_agrees(scratch, unit, label);
    if (!seen->agrees[at] && extract->misnamed_said++ < MISNAMED_SAID)
        extract_note(extract, NOTE_PLAIN,
                     _("line %llu: the file calls %s \"%.*s\", the register \"%s\""),
                     (unsigned long long)line, unit->code, STR_ARG(label), unit->name);
    return at;
}

void extract_label(Extract *extract, const CodedUnit *coded, StrView label, uint64_t line)
{
    const Unit *unit = &extract->workspace->territory.units[coded->unit];
    label = str_trim(label);
    if (coded->unit >= extract->n_labels) {
        size_t before = extract->n_labels;
        extract->labels = heap_grow(extract->labels, &extract->n_labels, coded->unit + 1u,
                                    sizeof *extract->labels);
        memset(extract->labels + before, 0, (extract->n_labels - before) * sizeof *extract->labels);
    }
    LabelSeen *seen = &extract->labels[coded->unit];
    unsigned at = 0;
    while (at < LABELS_KEPT &&
           !(seen->labels[at].text != NULL && str_same(seen->labels[at], label)))
        at++;
    if (at == LABELS_KEPT)
        at = judge_label(extract, unit, label, line, seen);
    extract->account.misnamed += !seen->agrees[at];
}
