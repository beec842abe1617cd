/* Variables and the shared inputs that are read from them. */
#include "finder.h"
#include "stored.h"

/* Everything of a variable that a person may remember it by. */
static void add_texts(StrBuf *text, const Variable *variable)
{
    strbuf_printf(text, "%s\n%s\n%s\n", variable->id, variable->name_pl, variable->name_en);
    for (size_t i = 0; i < variable->n_series; i++) {
        const VariableSeries *series = &variable->series[i];
        strbuf_printf(text, "%s\n%s\n%s\n%s\n%s\n", series->source, series->subject, series->api,
                      series->unit, series->dimensions);
    }
}

bool variable_add(Finder *finder, const ItemKind *kind, Err *err)
{
    const VariableSet *set = &finder->catalogue->variables;
    (void)err;
    for (size_t i = 0; i < set->n; i++) {
        CLEANUP(strbuf_done) StrBuf text = {0};
        const Variable *variable = &set->items[i];
        add_texts(&text, variable);
        finder_add(finder, (Item){kind, variable->id, variable->name_pl, variable->unit, text.text,
                                  variable});
    }
    return true;
}

/* Stock or flow, may it be summed, whose number is it: the same for all series of a variable. */
static void add_character(StrBuf *text, const Variable *variable)
{
    line_add(text, _("kind"), "%s%s%s, %s", variable->stock ? _("stock") : _("flow"),
             *variable->moment == '\0' ? "" : _(", moment "), variable->moment,
             variable->additive ? _("additive") : _("never summed"));
    line_add(text, _("perspective"), "%s",
             variable->area ? _("area: what lies in the territory")
                            : _("jst: the local government's own"));
}

static bool add_series(const Finder *finder, const VariableSeries *series, StrBuf *text, Err *err)
{
    int64_t id;
    line_add(text, _("series"), "%s %s, %s%s%s", series->source, series->subject,
             dimensions_text(finder->arena, series->dimensions),
             *series->api == '\0' ? "" : _("; number in the API "), series->api);
    line_add(text, _("evidence"), "%s: %s", evidence_word(series->evidence),
             _(evidence_text(series->evidence)));
    line_add(text, _("levels"), "%s", *series->levels == '\0' ? _("not said") : series->levels);
    line_add(text, _("years"), "%s",
             series->from == YEAR_FIRST && series->to == YEAR_LAST
                 ? _("no limits are known")
                 : years_text(finder->arena, series->from, series->to));
    line_add(text, _("seen"), "%s",
             *series->seen == '\0' ? _("no value of any year") : series->seen);
    return finder->workspace == NULL || (stored_find(finder->workspace, series, &id, err) &&
                                         stored_describe(finder->workspace, id, text, err));
}

bool variable_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Variable *variable = item->what;
    strbuf_printf(text, "    <input name=\"%s\" variable=\"%s\"/>\n", variable->id, variable->id);
    line_add(text, _("unit"), "%s", variable->unit);
    add_character(text, variable);
    for (size_t i = 0; i < variable->n_series; i++)
        if (!add_series(finder, &variable->series[i], text, err))
            return false;
    breaks_add(text, variable->node);
    if (xml_attribute(variable->node, "unread") != NULL)
        line_add(text, _("not read"), "%s", xml_attribute(variable->node, "unread"));
    return true;
}

/* How many indicators read the variable, in the formula, a rule or a second source. */
static size_t count_readers(const Catalogue *catalogue, const Variable *variable)
{
    size_t n = 0;
    for (size_t i = 0; i < catalogue->n; i++) {
        const Definition *definition = &catalogue->items[i];
        bool reads = false;
        for (size_t k = 0; k < definition->n_inputs; k++)
            for (size_t j = 0; j < definition->inputs[k].n_sources; j++)
                reads = reads || definition->inputs[k].sources[j].variable == variable;
        n += reads;
    }
    return n;
}

static void add_evidence(const Finder *finder, const Variable *variable,
                         const VariableSeries *series, Grid *grid)
{
    Arena *arena = finder->arena;
    const char *const row[] = {
        evidence_word(series->evidence),
        variable->id,
        arena_printf(arena, "%s %s, %s", series->source, series->subject,
                     dimensions_text(arena, series->dimensions)),
        series->from == YEAR_FIRST ? "-" : arena_printf(arena, "%d", series->from),
        series->to == YEAR_LAST ? "-" : arena_printf(arena, "%d", series->to),
        *series->seen == '\0' ? "-" : series->seen,
        arena_printf(arena, "%zu", count_readers(finder->catalogue, variable)),
    };
    grid_add(grid, row);
}

void evidence_list(const Finder *finder, StrBuf *text)
{
    const VariableSet *set = &finder->catalogue->variables;
    const char *const heading[] = {_("evidence"), _("variable"), _("series"),    _("from"),
                                   _("to"),       _("seen"),     _("indicators")};
    size_t n = 0, confirmed = 0;
    Grid grid;
    grid_init(&grid, finder->arena, ARRAY_LENGTH(heading));
    grid.right[ARRAY_LENGTH(heading) - 1] = true;
    grid_add(&grid, heading);
    for (int worst = EVIDENCE_NONE; worst >= 0; worst--)
        for (size_t i = 0; i < set->n; i++)
            for (size_t k = 0; k < set->items[i].n_series; k++) {
                const VariableSeries *series = &set->items[i].series[k];
                if ((int)series->evidence != worst)
                    continue;
                n++;
                confirmed += series->evidence <= EVIDENCE_PROFILE;
                add_evidence(finder, &set->items[i], series, &grid);
            }
    grid_write_lines(&grid, text);
    grid_done(&grid);
    strbuf_printf(text, _("\n%zu series; texts confirmed: %zu; not confirmed: %zu\n"), n, confirmed,
                  n - confirmed);
}

bool input_add(Finder *finder, const ItemKind *kind, Err *err)
{
    Catalogue *catalogue = finder->catalogue;
    for (size_t i = 0; i < catalogue->n_inputs; i++) {
        CLEANUP(strbuf_done) StrBuf text = {0};
        const XmlNode *node = catalogue->input_nodes[i];
        const char *id = xml_attribute(node, "id"), *unit;
        Input *input = arena_alloc(finder->arena, sizeof *input);
        if (!shared_input_read(finder->arena, catalogue, id, input, err) ||
            !xml_need(node, "unit", &unit, err))
            return false;
        input->node = node;
        strbuf_puts(&text, xml_text_in(node, "name", "en"));
        for (size_t k = 0; k < input->n_sources; k++) {
            strbuf_puts(&text, "\n");
            add_texts(&text, input->sources[k].variable);
        }
        finder_add(finder,
                   (Item){kind, id, xml_text_in(node, "name", "pl"), unit, text.text, input});
    }
    return true;
}

static bool add_source(const Finder *finder, const InputSource *source, StrBuf *text, Err *err)
{
    const Variable *variable = source->variable;
    bool whole = source->from == YEAR_FIRST && source->to == YEAR_LAST;
    line_add(text, _("from"), _("variable %s for %s%s%s"), variable->id,
             tiers_text(finder->arena, source->tiers), whole ? "" : ", ",
             whole ? "" : years_text(finder->arena, source->from, source->to));
    add_character(text, variable);
    for (size_t i = 0; i < variable->n_series; i++)
        if (!add_series(finder, &variable->series[i], text, err))
            return false;
    breaks_add(text, variable->node);
    return true;
}

bool input_show(const Finder *finder, const Item *item, StrBuf *text, Err *err)
{
    const Input *input = item->what;
    const char *moment = xml_attribute(input->node, "moment");
    strbuf_printf(text, "    <input name=\"%s\" ref=\"%s\"/>\n", item->id, item->id);
    line_add(text, _("unit"), "%s", item->unit);
    if (moment != NULL)
        line_add(text, _("moment"), "%s", moment);
    for (size_t i = 0; i < input->n_sources; i++)
        if (!add_source(finder, &input->sources[i], text, err))
            return false;
    return true;
}
