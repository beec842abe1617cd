/*
 * What the text of an input names. Exact ids first; then numbers of BDL ("BDL 72305", "72305",
 * "P2137 ogółem | ogółem"); then names in Polish and English, without their marks. A text that is
 * the name of two things is neither. Budget reports are named and filtered by the words of <input>.
 */
#include "migration.h"

#include "desk.h"
#include "finder.h"
#include "fold.h"

#include <assert.h>

typedef struct Target {
    const char *id, *attribute; /* attribute: "ref", "variable" */
} Target;

struct Referrer {
    Arena *arena;
    const Catalogue *catalogue;
    Target *targets;
    size_t n;
    StrMap *names;  /* folded -> place in targets */
    StrMap *others; /* folded -> place of another target that is called so too */
};

/* Filters and what else stands behind an input, with the words of <input>. */
static const struct {
    const char *word, *attribute;
} words[] = {{"ref", "ref"},
             {"variable", "variable"},
             {"zmienna", "variable"},
             {"report", "report"},
             {"measure", "measure"},
             {"dzial", "dzial"},
             {"rozdzial", "rozdzial"},
             {"paragraf", "paragraf"},
             {"p4", "p4"},
             {"concept", "concept"},
             {"pojecie", "concept"},
             {"group", "group"},
             {"grupa", "group"},
             {"shift", "shift"},
             {"blend", "blend"},
             {"perspective", "perspective"}};
enum { MEANING_MAX = ARRAY_LENGTH(words) };

static void add_name(Referrer *referrer, const char *name, uint32_t target)
{
    bool fresh;
    const char *folded = fold(referrer->arena, name);
    if (*name == '\0')
        return;
    uint32_t at = strmap_add(referrer->names, str_view(folded), target, &fresh);
    const Target *first = &referrer->targets[at], *own = &referrer->targets[target];
    /* a shared input stands for its variables */
    if (!fresh && at != target && strcmp(first->attribute, own->attribute) == 0 &&
        strcmp(folded, first->id) != 0)
        strmap_add(referrer->others, str_view(folded), target, &fresh);
}

static const char *series_name(Arena *arena, const VariableSeries *series)
{
    return arena_printf(arena, "%s %s", series->subject,
                        dimensions_text(arena, series->dimensions));
}

static void add_variable(Referrer *referrer, const Variable *variable)
{
    uint32_t at = (uint32_t)referrer->n;
    referrer->targets[referrer->n++] = (Target){variable->id, "variable"};
    add_name(referrer, variable->id, at);
    add_name(referrer, variable->name_pl, at);
    add_name(referrer, variable->name_en, at);
    for (size_t i = 0; i < variable->n_series; i++) {
        add_name(referrer, series_name(referrer->arena, &variable->series[i]), at);
        add_name(referrer, variable->series[i].subject, at);
    }
}

Referrer *referrer_new(Arena *arena, const Catalogue *catalogue)
{
    Referrer *referrer = arena_alloc(arena, sizeof *referrer);
    const VariableSet *set = &catalogue->variables;
    *referrer =
        (Referrer){.arena = arena,
                   .catalogue = catalogue,
                   .targets = arena_array(arena, catalogue->n_inputs + set->n + 1, sizeof(Target)),
                   .names = strmap_new(arena),
                   .others = strmap_new(arena)};
    for (size_t i = 0; i < catalogue->n_inputs; i++) {
        const XmlNode *node = catalogue->input_nodes[i];
        referrer->targets[referrer->n++] = (Target){xml_attribute(node, "id"), "ref"};
        add_name(referrer, xml_attribute(node, "id"), (uint32_t)i);
        add_name(referrer, xml_text_in(node, "name", "pl"), (uint32_t)i);
        add_name(referrer, xml_text_in(node, "name", "en"), (uint32_t)i);
    }
    for (size_t i = 0; i < set->n; i++)
        add_variable(referrer, &set->items[i]);
    return referrer;
}

/* ` word="value"`, as it stands in XML */
static const char *attribute_text(Arena *arena, const char *name, const char *value)
{
    return arena_printf(arena, " %s=\"%s\"", name, desk_xml_text(arena, value));
}

/* "BDL 72305", "72305", as spreadsheets write it too: "72305.0" */
static const Variable *find_number(const Referrer *referrer, const char *text)
{
    uint64_t number;
    uint32_t at;
    const char *digits = strncmp(text, "bdl ", 4) == 0 ? text + 4 : text;
    if (!cell_whole(digits, UINT32_MAX, &number))
        return NULL;
    const char *key = arena_printf(referrer->arena, "BDL %llu", (unsigned long long)number);
    return strmap_find(referrer->catalogue->variables.by_api, str_view(key), &at)
               ? &referrer->catalogue->variables.items[at]
               : NULL;
}

static bool name_target(const Referrer *referrer, const Target *target, Reference *ret_reference)
{
    *ret_reference =
        (Reference){.usual = target->id,
                    .attributes = attribute_text(referrer->arena, target->attribute, target->id)};
    return true;
}

/* The id, letter for letter: a shared input first. */
static bool find_id(const Referrer *referrer, const char *text, Reference *ret_reference)
{
    const Catalogue *catalogue = referrer->catalogue;
    bool shared = strmap_find(catalogue->inputs, str_view(text), &(uint32_t){0});
    if (!shared && variable_find(&catalogue->variables, text) == NULL)
        return false;
    return name_target(referrer, &(Target){text, shared ? "ref" : "variable"}, ret_reference);
}

static bool find_name(Referrer *referrer, const char *text, Reference *ret_reference,
                      Reason *ret_reason)
{
    uint32_t at;
    const char *folded = fold(referrer->arena, text);
    const Variable *variable = find_number(referrer, folded);
    if (variable != NULL)
        return name_target(referrer, &(Target){variable->id, "variable"}, ret_reference);
    if (strncmp(folded, "bdl ", 4) == 0)
        folded += 4;
    if (!strmap_find(referrer->names, str_view(folded), &at))
        return false;
    const Target *target = &referrer->targets[at];
    if (!strmap_find(referrer->others, str_view(folded), &at))
        return name_target(referrer, target, ret_reference);
    *ret_reason =
        (Reason){text, _("more than one thing is called so"),
                 arena_printf(referrer->arena, "%s; %s", target->id, referrer->targets[at].id)};
    return false;
}

static const char *find_word(const char *word, size_t length)
{
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (str_equal((StrView){word, length}, words[i].word))
            return words[i].attribute;
    return NULL;
}

/* A text as its first words and the words of <input> behind them: "x rozdzial=80101 80150". */
typedef struct Phrase {
    const char *first;
    const char *names[MEANING_MAX], *values[MEANING_MAX];
    size_t n;
} Phrase;

static bool split_phrase(Referrer *referrer, const char *text, Phrase *phrase, Reason *ret_reason)
{
    StrList list = str_split(referrer->arena, text, " ");
    *phrase = (Phrase){.first = ""};
    for (size_t i = 0; i < list.n; i++) {
        const char *word = list.items[i], *equals = strchr(word, '=');
        const char **to = phrase->n == 0 ? &phrase->first : &phrase->values[phrase->n - 1];
        if (equals == NULL) {
            *to = arena_printf(referrer->arena, "%s%s%s", *to, **to == '\0' ? "" : " ", word);
            continue;
        }
        const char *name =
            fold(referrer->arena, arena_strndup(referrer->arena, word, (size_t)(equals - word)));
        const char *attribute = find_word(name, strlen(name));
        if (attribute == NULL || phrase->n == MEANING_MAX) {
            *ret_reason = (Reason){word, _("the word before = is none of an input"),
                                   "rozdzial= dzial= paragraf= p4= concept= group= shift= blend="};
            return false;
        }
        phrase->names[phrase->n] = attribute;
        phrase->values[phrase->n++] = equals + 1;
    }
    return true;
}

/* "Rb-28S wykonanie": NULL where it is no report; *ret_measure "" where it is not said. */
static const char *find_report(Referrer *referrer, const char *first, const char **ret_measure)
{
    static const struct {
        const char *form, *report;
    } reports[] = {{"rb-28s", "Rb-28S"}, {"rb28s", "Rb-28S"}, {"rb 28s", "Rb-28S"},
                   {"rb-27s", "Rb-27S"}, {"rb27s", "Rb-27S"}, {"rb 27s", "Rb-27S"}};
    const char *folded = fold(referrer->arena, first);
    for (size_t i = 0; i < ARRAY_LENGTH(reports); i++) {
        size_t length = strlen(reports[i].form);
        if (strncmp(folded, reports[i].form, length) == 0 && strchr(" ,", folded[length]) != NULL) {
            *ret_measure = folded + length + strspn(folded + length, " ,");
            return reports[i].report;
        }
    }
    return NULL;
}

/* Lists of codes and names have one blank between. */
static const char *list_value(Arena *arena, const char *value)
{
    StrList list = str_split(arena, value, " ,;");
    const char *text = "";
    for (size_t i = 0; i < list.n; i++)
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : " ", list.items[i]);
    return text;
}

static void add_phrase(Arena *arena, const Phrase *phrase, Reference *reference)
{
    for (size_t i = 0; i < phrase->n; i++)
        reference->attributes = arena_printf(
            arena, "%s%s", reference->attributes,
            attribute_text(arena, phrase->names[i], list_value(arena, phrase->values[i])));
}

/* "wydatki: Rb-28S wykonanie": the name; text goes on behind it. */
static const char *take_name(Arena *arena, const char **text)
{
    size_t length = strspn(*text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.");
    if (length == 0 || (*text)[length] != ':' || (*text)[length + 1] != ' ')
        return NULL;
    const char *name = arena_strndup(arena, *text, length);
    *text += length + 2;
    return name;
}

/* A concept alone says what is counted, and not in which report. */
static bool fail_concept(Referrer *referrer, const char *text, Reason *ret_reason)
{
    const Concept *concept_ = concept_find(&referrer->catalogue->classification, text);
    if (concept_ == NULL)
        return false;
    *ret_reason = (Reason){
        text, _("a concept of the budget classification: of which report, and what of it?"),
        arena_printf(referrer->arena, "Rb-28S wykonanie concept=%s", text)};
    return true;
}

/* Most of its words, or letters like its own. */
static const char *find_near(const Referrer *referrer, const char *text)
{
    const char *folded = fold(referrer->arena, text), *best = "";
    size_t most = 0;
    const char *near = strmap_nearest(referrer->names, str_view(folded));
    uint32_t at;
    if (near != NULL && strmap_find(referrer->names, str_view(near), &at))
        return referrer->targets[at].id;
    StrList list = str_split(referrer->arena, folded, " ,.;:()|/-");
    for (size_t i = 0; i < referrer->catalogue->variables.n; i++) {
        const Variable *variable = &referrer->catalogue->variables.items[i];
        const char *name = fold(referrer->arena, variable->name_pl);
        size_t n = 0;
        for (size_t k = 0; k < list.n; k++)
            n += strlen(list.items[k]) > 3 && strstr(name, list.items[k]) != NULL;
        if (n > most) {
            most = n;
            best = variable->id;
        }
    }
    return 2 * most >= list.n ? best : "";
}

/* Filters alone that say which they are: "variable=x", "report=Rb-28S measure=plan". */
static bool says_which(const Phrase *phrase)
{
    for (size_t i = 0; i < phrase->n; i++)
        if (str_list_has("ref variable report", phrase->names[i]))
            return true;
    return false;
}

static bool find_what(Referrer *referrer, const Phrase *phrase, Reference *ret_reference,
                      Reason *ret_reason)
{
    Arena *arena = referrer->arena;
    const char *measure, *report = find_report(referrer, phrase->first, &measure);
    *ret_reference = (Reference){.attributes = ""};
    if (report != NULL) {
        ret_reference->attributes =
            arena_printf(arena, "%s%s", attribute_text(arena, "report", report),
                         *measure == '\0' ? "" : attribute_text(arena, "measure", measure));
        return true;
    }
    return (*phrase->first == '\0' && says_which(phrase)) ||
           find_id(referrer, phrase->first, ret_reference) ||
           find_name(referrer, phrase->first, ret_reference, ret_reason);
}

bool refer_name(Referrer *referrer, const char *text, Reference *ret_reference, Reason *ret_reason)
{
    *ret_reason = (Reason){.text = text};
    return find_id(referrer, text, ret_reference) ||
           find_name(referrer, text, ret_reference, ret_reason);
}

bool refer(Referrer *referrer, const char *text, Reference *ret_reference, Reason *ret_reason)
{
    Phrase phrase;
    assert(text != NULL);
    if (refer_name(referrer, text, ret_reference, ret_reason))
        return true;
    if (ret_reason->why != NULL)
        return false;
    const char *name = take_name(referrer->arena, &text);
    if (!split_phrase(referrer, text, &phrase, ret_reason))
        return false;
    if (find_what(referrer, &phrase, ret_reference, ret_reason)) {
        add_phrase(referrer->arena, &phrase, ret_reference);
        ret_reference->name = name;
        for (size_t i = 0; i < phrase.n && ret_reference->usual == NULL; i++)
            if (str_list_has("ref variable", phrase.names[i]))
                ret_reference->usual = phrase.values[i];
        return true;
    }
    if (ret_reason->why == NULL && !fail_concept(referrer, phrase.first, ret_reason))
        *ret_reason = (Reason){text, _("no variable, shared input or budget report is called so"),
                               find_near(referrer, *phrase.first == '\0' ? text : phrase.first)};
    return false;
}
