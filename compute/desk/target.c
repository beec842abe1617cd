#include "target.h"

#include "num.h"
#include "stored.h"

/* "#21", or "21": a shell takes what follows an unquoted # for a comment. */
static bool parse_number(const char *word, uint64_t *ret_number)
{
    return num_parse_count(str_view(*word == '#' ? word + 1 : word), INT32_MAX, ret_number);
}

static bool find_stored(Arena *arena, Workspace *workspace, uint64_t number, Target *ret_target,
                        Err *err)
{
    CLEANUP(db_query_p) DbQuery *query = NULL;
    bool row;
    if (!db_prepare(
            workspace->db,
            "SELECT source, subject, replace(dimensions, char(31), ' | '), unit FROM series "
            "WHERE id = ?",
            &query, err))
        return false;
    db_bind_int(query, 1, (int64_t)number);
    if (!db_step(query, &row, err))
        return false;
    if (!row) {
        err_set(err, ERR_USAGE, _("the workspace has no series of the number %llu"),
                (unsigned long long)number);
        return err_hint(err, _("\"smup series WORDS -w %s\" shows the numbers"), workspace->path);
    }
    *ret_target = (Target){.id = arena_printf(arena, "#%llu", (unsigned long long)number),
                           .name = arena_printf(arena, "%s %s, %s", db_text(query, 0),
                                                db_text(query, 1), db_text(query, 2)),
                           .unit = arena_strdup(arena, db_text(query, 3)),
                           .stored = (int64_t)number};
    return true;
}

static bool find_input(Arena *arena, Catalogue *catalogue, uint32_t at, Target *ret_target,
                       Err *err)
{
    const XmlNode *node = catalogue->input_nodes[at];
    Target target = {.input = arena_alloc(arena, sizeof *target.input),
                     .name = xml_text_in(node, "name", "pl")};
    if (!xml_need(node, "id", &target.id, err) || !xml_need(node, "unit", &target.unit, err) ||
        !shared_input_read(arena, catalogue, target.id, target.input, err))
        return false;
    *ret_target = target;
    return true;
}

static bool is_concept(const Catalogue *catalogue, const char *word)
{
    const Classification *all = &catalogue->classification;
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->concepts[i].id, word) == 0)
            return true;
    return false;
}

static bool not_found(Arena *arena, const Catalogue *catalogue, const char *word, Err *err)
{
    StrMap *ids = strmap_new(arena);
    for (size_t i = 0; i < catalogue->variables.n; i++)
        (void)strmap_add(ids, str_view(catalogue->variables.items[i].id), 0, NULL);
    for (size_t i = 0; i < catalogue->n_inputs; i++)
        (void)strmap_add(ids, str_view(xml_attribute(catalogue->input_nodes[i], "id")), 0, NULL);
    for (size_t i = 0; i < catalogue->n; i++)
        (void)strmap_add(ids, str_view(catalogue->items[i].code), 0, NULL);
    const char *near = strmap_nearest(ids, str_view(word));
    if (is_concept(catalogue, word)) {
        err_set(err, ERR_USAGE, _("\"%s\" is a concept of the budget classification, no series"),
                word);
        return err_hint(err, _("\"smup series %s\" shows how an input reads it"), word);
    }
    err_set(err, ERR_USAGE, _("no variable, input or indicator has the name \"%s\""), word);
    return near == NULL ? err_hint(err, "%s", _("\"smup series WORDS\" finds names"))
                        : err_hint(err, _("a similar name exists: %s"), near);
}

bool target_find(Arena *arena, Catalogue *catalogue, Workspace *workspace, const char *word,
                 Target *ret_target, Err *err)
{
    uint32_t at;
    uint64_t number;
    const Variable *variable = variable_find(&catalogue->variables, word);
    if (parse_number(word, &number))
        return find_stored(arena, workspace, number, ret_target, err);
    if (strmap_find(catalogue->inputs, str_view(word), &at))
        return find_input(arena, catalogue, at, ret_target, err);
    if (variable != NULL) {
        *ret_target = (Target){.id = variable->id,
                               .name = variable->name_pl,
                               .unit = variable->unit,
                               .variable = variable};
        return true;
    }
    for (size_t i = 0; i < catalogue->n; i++) {
        const Definition *definition = &catalogue->items[i];
        if (strcmp(definition->code, word) != 0)
            continue;
        *ret_target = (Target){.id = definition->code,
                               .name = definition->name_pl,
                               .unit = definition->unit,
                               .definition = definition};
        return true;
    }
    return not_found(arena, catalogue, word, err);
}

static bool input_cells(const Input *input, DataCells *cells, Err *err)
{
    int year = period_year(cells->period);
    for (size_t i = 0; i < input->n_sources; i++) {
        const InputSource *source = &input->sources[i];
        if (year >= source->from && year <= source->to &&
            !cells_take_variable(cells, source->variable, source->tiers, err))
            return false;
    }
    return true;
}

bool target_cells(const Target *target, DataCells *cells, Err *err)
{
    if (target->input != NULL)
        return input_cells(target->input, cells, err);
    if (target->variable != NULL)
        return cells_take_variable(cells, target->variable, 0, err);
    if (target->definition != NULL)
        return cells->period / 1000000 != FREQ_ANNUAL ||
               cells_take_results(cells, target->definition->code, err);
    return cells_take_stored(cells, target->stored, NULL, NULL, 0, err);
}

static bool add_periods(Arena *arena, Workspace *workspace, int64_t id, const char **text, Err *err)
{
    Periods periods;
    if (!stored_periods(workspace, arena, id, &periods, err))
        return false;
    const char *more = periods_text(arena, &periods);
    if (*more != '\0' && strstr(*text, more) == NULL)
        *text = arena_printf(arena, "%s%s%s", *text, **text == '\0' ? "" : "; ", more);
    return true;
}

static bool add_variable_periods(Arena *arena, const Variable *variable, Workspace *workspace,
                                 const char **text, Err *err)
{
    for (size_t i = 0; i < variable->n_series; i++) {
        int64_t id;
        if (!stored_find(workspace, &variable->series[i], &id, err) ||
            !add_periods(arena, workspace, id, text, err))
            return false;
    }
    return true;
}

bool target_periods(Arena *arena, const Target *target, Workspace *workspace, const char **ret_text,
                    Err *err)
{
    const char *text = "";
    if (target->definition != NULL) {
        Periods years;
        if (!stored_results(workspace, arena, target->definition->code, &years, err))
            return false;
        text = periods_text(arena, &years);
    }
    if (target->stored != 0 && !add_periods(arena, workspace, target->stored, &text, err))
        return false;
    if (target->variable != NULL &&
        !add_variable_periods(arena, target->variable, workspace, &text, err))
        return false;
    for (size_t i = 0; target->input != NULL && i < target->input->n_sources; i++)
        if (!add_variable_periods(arena, target->input->sources[i].variable, workspace, &text, err))
            return false;
    *ret_text = text;
    return true;
}
