/*
 * A draft as a file. It is read back by what reads every definition, so that what is written is
 * what `smup check` accepts: a mistake that it finds is listed with the column it comes from.
 */
#include "migration.h"

#include "classification_use.h"
#include "desk.h"

#include <errno.h>
#include <unistd.h>

static void add_element(Arena *arena, StrBuf *text, const char *element, const char *language,
                        const char *value)
{
    strbuf_printf(text, "  <%s", element);
    if (language != NULL)
        strbuf_printf(text, " xml:lang=\"%s\"", language);
    strbuf_puts(text, ">");
    strbuf_puts(text, desk_xml_text(arena, value));
    strbuf_printf(text, "</%s>\n", element);
}

static void add_scope(Arena *arena, const Draft *draft, StrBuf *text)
{
    strbuf_printf(text, "  <scope from=\"%llu\"", (unsigned long long)draft->from);
    if (draft->to != 0)
        strbuf_printf(text, " to=\"%llu\"", (unsigned long long)draft->to);
    if (*draft->coverage != '\0')
        strbuf_printf(text, " coverage=\"%s\"", desk_xml_text(arena, draft->coverage));
    strbuf_puts(text, ">");
    for (unsigned bit = 0; bit < TIERS; bit++)
        if (draft->tiers & 1u << bit)
            strbuf_printf(text, "<publish tier=\"%s\"/>", tier_name(bit));
    strbuf_puts(text, "</scope>\n");
}

/* One element a line: a mistake has a line, and the line tells the column of the table. */
enum { LINE_PLACE = 5, LINE_SCOPE, LINE_INPUTS };

static void write_draft(Arena *arena, const Draft *draft, StrBuf *text)
{
    strbuf_puts(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    strbuf_printf(text, "<indicator code=\"%s\" version=\"1\" state=\"draft\">\n", draft->code);
    add_element(arena, text, "name", "pl", draft->name_pl);
    add_element(arena, text, "name", "en", draft->name_en);
    strbuf_printf(text, "  <place area=\"%s\" service=\"%s\" dimension=\"%s\" direction=\"%s\"/>\n",
                  draft->area, draft->service, draft->dimension, draft->direction);
    add_scope(arena, draft, text);
    for (size_t i = 0; i < draft->n_inputs; i++) {
        strbuf_printf(text, "  <input name=\"%s\"", desk_xml_text(arena, draft->inputs[i].name));
        strbuf_puts(text, draft->inputs[i].attributes);
        strbuf_puts(text, "/>\n");
    }
    add_element(arena, text, "formula", NULL, draft->formula);
    strbuf_printf(text, "  <result unit=\"%s\" decimals=\"%llu\"/>\n",
                  desk_xml_text(arena, draft->unit), (unsigned long long)draft->decimals);
    if (draft->comment != NULL)
        add_element(arena, text, "comment", NULL, draft->comment);
    strbuf_puts(text, "</indicator>\n");
}

static bool is_input(const Draft *draft, unsigned line)
{
    return line >= LINE_INPUTS && line < LINE_INPUTS + draft->n_inputs;
}

static Heading column_of(const Draft *draft, unsigned line)
{
    if (line == LINE_PLACE)
        return HEADING_SERVICE;
    if (line == LINE_SCOPE)
        return draft->to != 0 && draft->to < draft->from ? HEADING_TO : HEADING_COVERAGE;
    if (is_input(draft, line))
        return draft->inputs[line - LINE_INPUTS].column;
    return line < LINE_PLACE ? HEADING_NAME_PL : HEADING_UNIT;
}

static void add_mistake(Migration *migration, Draft *draft, const Err *err)
{
    Arena *arena = migration->arena;
    Heading column = column_of(draft, err->place.line);
    size_t end = err->excerpt > err->message ? err->excerpt : strlen(err->text);
    while (end > err->message && strchr(" \n", err->text[end - 1]) != NULL)
        end--;
    const char *why = arena_strndup(arena, err->text + err->message, end - err->message);
    migration_problem(migration, draft, column,
                      (Reason){draft->row->cells[column], why, arena_strdup(arena, err->hint)},
                      true);
}

/* Of a row that is not written anyway only the mistakes of its inputs are told: those of cells that
 * could not be placed have been. */
static void read_back(Migration *migration, Draft *draft, const char *path)
{
    Arena *arena = migration->arena;
    Diag diag = {.arena = arena};
    XmlNode *root;
    Err err = {0};
    bool stopped = draft->outcome == OUTCOME_STOPPED;
    if (!xml_read_file(arena, path, &root, &err)) {
        add_mistake(migration, draft, &err);
        return;
    }
    definition_read(arena, migration->catalogue, root, NULL, &diag, &draft->definition);
    if (!stopped)
        definition_compile(arena, migration->catalogue, &diag, &draft->definition);
    for (size_t i = 0; i < diag.n; i++)
        if (!diag.items[i].warning && (!stopped || is_input(draft, diag.items[i].err.place.line)))
            add_mistake(migration, draft, &diag.items[i].err);
    if (draft->definition.compiled)
        definition_digest_value(arena, &draft->definition);
}

static bool write_file(const char *path, const StrBuf *text, Err *err)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return err_set_errno(err, ERR_CANTCREAT, errno, _("could not create \"%s\""), path);
    bool good = fwrite(text->text, 1, text->length, file) == text->length;
    good = fflush(file) == 0 && good;
    good = fclose(file) == 0 && good;
    return good || err_set_errno(err, ERR_IO, errno, _("could not write \"%s\""), path);
}

/* The draft with something in place of what could not be placed, so that the rest is checked. */
static Draft filled(const Draft *draft)
{
    Draft copy = *draft;
    copy.area = copy.service = copy.dimension = copy.direction = copy.unit = "-";
    copy.tiers = TIER_GMINA;
    return copy;
}

bool draft_check(Migration *migration, Draft *draft, Err *err)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    uint32_t at;
    if (!strmap_find(migration->codes, str_view(draft->code), &at) ||
        &migration->drafts[at] != draft)
        return true; /* it cannot have a file */
    const char *path = arena_printf(migration->arena, "%s/%s.xml", migration->part, draft->code);
    Draft copy = draft->outcome == OUTCOME_STOPPED ? filled(draft) : *draft;
    write_draft(migration->arena, &copy, &text);
    if (!write_file(path, &text, err))
        return false;
    read_back(migration, draft, path);
    return true;
}

/* The draft whose file it is; NULL where it is another's. */
static Draft *draft_of(Migration *migration, const char *file)
{
    size_t length = strlen(migration->part);
    uint32_t at;
    if (file == NULL || strncmp(file, migration->part, length) != 0 || file[length] != '/')
        return NULL;
    const char *base = file + length + 1;
    StrView code = {base, strcspn(base, ".")};
    return strmap_find(migration->codes, code, &at) ? &migration->drafts[at] : NULL;
}

void drafts_check_codes(Migration *migration)
{
    Diag diag = {.arena = migration->arena};
    Catalogue all = *migration->catalogue;
    if (!all.classification.codes.read)
        return;
    all.items = arena_array(migration->arena, migration->table.n, sizeof *all.items);
    all.n = 0;
    for (size_t i = 0; i < migration->table.n; i++)
        if (migration->drafts[i].outcome == OUTCOME_OPEN)
            all.items[all.n++] = migration->drafts[i].definition;
    classification_check(migration->arena, &all, &diag);
    for (size_t i = 0; i < diag.n; i++) {
        Draft *draft = draft_of(migration, diag.items[i].err.place.file);
        if (draft != NULL && !diag.items[i].warning)
            add_mistake(migration, draft, &diag.items[i].err);
    }
}

/* The terms by what they mean, whatever they are called. */
static const char *terms_meaning(Arena *arena, const Terms *terms)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    for (size_t i = 0; i < terms->n; i++)
        strbuf_printf(&text, "%c %s\n", terms->minus[i] ? '-' : '+', terms->inputs[i]->canonical);
    return text.length == 0 ? "" : arena_strdup(arena, text.text);
}

static void add_difference(Arena *arena, bool differs, Heading column, const char **list)
{
    if (differs)
        *list = arena_printf(arena, "%s%s%s", *list == NULL ? "" : *list, *list == NULL ? "" : ", ",
                             heading_text(column));
}

static void compare_formulas(Arena *arena, const Definition *own, const Definition *other,
                             const char **list)
{
    Terms above, below, other_above, other_below;
    if (!ratio_split(arena, own, &above, &below) ||
        !ratio_split(arena, other, &other_above, &other_below)) {
        /* what a person made of a formula that the table does not place is not compared */
        add_difference(arena, ratio_split(arena, own, &above, &below), HEADING_FORMULA, list);
        return;
    }
    add_difference(arena,
                   strcmp(terms_meaning(arena, &above), terms_meaning(arena, &other_above)) != 0,
                   HEADING_NUMERATOR, list);
    add_difference(arena,
                   strcmp(terms_meaning(arena, &below), terms_meaning(arena, &other_below)) != 0,
                   HEADING_DENOMINATOR, list);
}

const char *draft_difference(Migration *migration, const Draft *draft, const Definition *other)
{
    Arena *arena = migration->arena;
    const Definition *own = &draft->definition;
    const char *list = NULL;
    add_difference(arena, strcmp(own->area, other->area) != 0, HEADING_AREA, &list);
    add_difference(arena, strcmp(own->service, other->service) != 0, HEADING_SERVICE, &list);
    add_difference(arena, strcmp(own->dimension, other->dimension) != 0, HEADING_DIMENSION, &list);
    compare_formulas(arena, own, other, &list);
    add_difference(arena, strcmp(own->unit, other->unit) != 0, HEADING_UNIT, &list);
    add_difference(arena, own->decimals != other->decimals, HEADING_DECIMALS, &list);
    add_difference(arena, own->tiers != other->tiers, HEADING_TIERS, &list);
    add_difference(arena, own->from != other->from, HEADING_FROM, &list);
    add_difference(arena, own->to != other->to, HEADING_TO, &list);
    add_difference(arena, own->coverage != other->coverage, HEADING_COVERAGE, &list);
    return list;
}
