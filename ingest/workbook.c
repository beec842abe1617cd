#include "workbook.h"

#include "encoding.h"
#include "num.h"
#include "records.h"

#include <stdlib.h>
#include <strings.h>

/* A relation of one part to another. */
typedef struct Relation {
    StrView id, type, target;
    bool external;
} Relation;

typedef struct Relations {
    Arena *arena;
    const char *from; /* the part that has them */
    Relation *items;  /* heap */
    size_t n, capacity;
} Relations;

typedef struct Sheet {
    const char *name, *id; /* id: of its relation */
    const Relation *relation;
} Sheet;

struct Workbook {
    Arena *arena;
    Input parts;
    Relations relations;
    Sheet *sheets; /* heap */
    size_t n_sheets, sheets_capacity;
    StrView *strings; /* heap; the texts in the arena */
    size_t n_strings, strings_capacity;
    bool *dates; /* heap; by format */
    size_t n_formats, formats_capacity;
    bool from_1904;
};

void workbook_close_p(Workbook **workbook)
{
    Workbook *w = *workbook;
    if (w == NULL)
        return;
    input_done(&w->parts);
    free(w->relations.items);
    free(w->sheets);
    free(w->strings);
    free(w->dates);
    (void)arena_free(w->arena);
    *workbook = NULL;
}

static StrView keep(Arena *arena, StrView text)
{
    const char *from = text.text == NULL ? "" : text.text;
    return (StrView){arena_strndup(arena, from, text.length), text.length};
}

/* Names of parts do not tell capital letters from small ones. */
static Member *find_part(Workbook *workbook, const char *name)
{
    for (size_t i = 0; i < workbook->parts.n_members; i++)
        if (strcasecmp(workbook->parts.members[i].name, name) == 0)
            return &workbook->parts.members[i];
    return NULL;
}

static bool decode_part(Member *part, Err *err)
{
    const char *encoding;
    size_t bad;
    return encoding_decode(&part->bytes, &encoding, &bad, err) &&
           (!encoding_is_local(encoding) ||
            err_set(err, ERR_DATA, _("byte %zu is not UTF-8"), bad));
}

static bool read_part(Member *part, const XmlHandler *handler, void *context, Err *err)
{
    return (decode_part(part, err) &&
            xml_read(part->bytes.data, part->bytes.size, handler, context, err)) ||
           err_add(err, _("reading \"%s\" in it"), part->name);
}

static bool nothing_at_end(void *context, const XmlEvent *event, Err *err)
{
    (void)context, (void)event, (void)err;
    return true;
}

/* Relations: _rels/.rels of the whole file, xl/_rels/workbook.xml.rels of the workbook. */

static bool on_relation(void *context, const XmlEvent *event, Err *err)
{
    Relations *relations = context;
    if (!str_equal(event->name, "Relationship"))
        return true;
    if (relations->n == MEMBERS_MAX)
        return err_set(err, ERR_DATA, _("a part that refers to more than %d others"), MEMBERS_MAX);
    StrView mode = xml_event_attribute(event, "TargetMode");
    relations->items = heap_grow(relations->items, &relations->capacity, relations->n + 1,
                                 sizeof *relations->items);
    relations->items[relations->n++] = (Relation){
        keep(relations->arena, xml_event_attribute(event, "Id")),
        keep(relations->arena, xml_event_attribute(event, "Type")),
        keep(relations->arena, xml_event_attribute(event, "Target")), str_equal(mode, "External")};
    return true;
}

static bool read_relations(Workbook *workbook, const char *from, Relations *relations, Err *err)
{
    static const XmlHandler handler = {on_relation, nothing_at_end};
    const char *slash = strrchr(from, '/'), *base = slash == NULL ? from : slash + 1;
    const char *name =
        arena_printf(workbook->arena, "%.*s_rels/%s.rels", (int)(base - from), from, base);
    Member *part = find_part(workbook, name);
    relations->arena = workbook->arena;
    relations->from = from;
    return part == NULL || read_part(part, &handler, relations, err);
}

/* The last word of a type: ".../relationships/worksheet", in the usual and in the strict form. */
static bool is_of_type(const Relation *relation, const char *type)
{
    size_t length = strlen(type);
    return relation->type.length > length &&
           relation->type.text[relation->type.length - length - 1] == '/' &&
           strcmp(relation->type.text + relation->type.length - length, type) == 0;
}

static const Relation *find_relation(const Relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->n; i++)
        if (is_of_type(&relations->items[i], type))
            return &relations->items[i];
    return NULL;
}

/* A target is said from the folder of the part that names it, or from the top. */
static const char *path_of(Arena *arena, const Relations *relations, const Relation *relation)
{
    const char *target = relation->target.text, *from = relations->from;
    if (*target == '/')
        return target + 1;
    const char *slash = strrchr(from, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - from);
    while (strncmp(target, "../", 3) == 0 || strncmp(target, "./", 2) == 0) {
        bool up = target[1] == '.';
        target += up ? 3 : 2;
        while (up && folder > 0 && from[--folder] != '/')
            ;
    }
    return arena_printf(arena, "%.*s%s%s", (int)folder, from, folder > 0 ? "/" : "", target);
}

/* Texts: <si><t>text</t></si>, or runs <r><t>te</t></r><r><t>xt</t></r>; how a text is pronounced
 * (<rPh>) is no part of it. */

typedef struct StringsReader {
    Workbook *workbook;
    StrBuf text;
    bool phonetic;
} StringsReader;

static bool strings_start(void *context, const XmlEvent *event, Err *err)
{
    StringsReader *reader = context;
    (void)err;
    if (str_equal(event->name, "si"))
        reader->text.length = 0;
    if (str_equal(event->name, "rPh"))
        reader->phonetic = true;
    return true;
}

static bool add_string(StringsReader *reader, Err *err)
{
    Workbook *workbook = reader->workbook;
    if (workbook->n_strings == WORKBOOK_STRINGS_MAX)
        return err_set(err, ERR_DATA, _("the workbook has more than %d texts"),
                       WORKBOOK_STRINGS_MAX);
    workbook->strings = heap_grow(workbook->strings, &workbook->strings_capacity,
                                  workbook->n_strings + 1, sizeof *workbook->strings);
    StrView text = {reader->text.text == NULL ? "" : reader->text.text, reader->text.length};
    workbook->strings[workbook->n_strings++] = keep(workbook->arena, text);
    return true;
}

static bool strings_end(void *context, const XmlEvent *event, Err *err)
{
    StringsReader *reader = context;
    if (str_equal(event->name, "rPh"))
        reader->phonetic = false;
    if (str_equal(event->name, "t") && !reader->phonetic) {
        strbuf_add(&reader->text, event->whole.text, event->whole.length);
        if (reader->text.length > FIELD_BYTES_MAX)
            return err_set(err, ERR_DATA, _("a cell with a text longer than %d bytes"),
                           FIELD_BYTES_MAX);
    }
    return !str_equal(event->name, "si") || add_string(reader, err);
}

static bool read_strings(Workbook *workbook, Member *part, Err *err)
{
    static const XmlHandler handler = {strings_start, strings_end};
    StringsReader reader = {.workbook = workbook};
    bool good = read_part(part, &handler, &reader, err);
    strbuf_done(&reader.text);
    return good;
}

/* Formats: a cell names an <xf> of <cellXfs>, that one a format by number: one of the known numbers
 * of dates (18.8.30), or one that the workbook defines by a code. */

typedef struct FormatsReader {
    Workbook *workbook;
    StrMap *own; /* number -> is it a date? */
    bool in_cells;
} FormatsReader;

/* Does a code such as "yyyy\-mm\-dd" write a date? Letters in quotes, brackets and behind a
 * backslash are text. */
static bool code_is_date(StrView code)
{
    for (size_t i = 0; i < code.length; i++) {
        char byte = code.text[i], close = byte == '"' ? '"' : byte == '[' ? ']' : '\0';
        const char *end = close == '\0' || i + 1 == code.length
                              ? NULL
                              : memchr(code.text + i + 1, close, code.length - i - 1);
        if (end != NULL)
            i = (size_t)(end - code.text);
        else if (byte == '\\' || byte == '_' || byte == '*')
            i++;
        else if (strchr("yYmMdDhHsS", byte) != NULL && byte != '\0')
            return true;
    }
    return false;
}

static bool number_is_date(const FormatsReader *reader, StrView number)
{
    uint32_t is_date;
    uint64_t n;
    if (strmap_find(reader->own, number, &is_date))
        return is_date != 0;
    return num_parse_count(number, 58, &n) &&
           ((n >= 14 && n <= 22) || (n >= 27 && n <= 36) || (n >= 45 && n <= 47) || n >= 50);
}

static bool formats_start(void *context, const XmlEvent *event, Err *err)
{
    FormatsReader *reader = context;
    Workbook *workbook = reader->workbook;
    StrView number = xml_event_attribute(event, "numFmtId");
    bool fresh;
    if (number.text == NULL)
        number = str_view("0");
    if (str_equal(event->name, "numFmt"))
        (void)strmap_add(reader->own, number,
                         code_is_date(xml_event_attribute(event, "formatCode")), &fresh);
    if (str_equal(event->name, "cellXfs"))
        reader->in_cells = true;
    if (!reader->in_cells || !str_equal(event->name, "xf"))
        return true;
    if (workbook->n_formats == WORKBOOK_FORMATS_MAX)
        return err_set(err, ERR_DATA, _("the workbook has more than %d formats of cells"),
                       WORKBOOK_FORMATS_MAX);
    workbook->dates = heap_grow(workbook->dates, &workbook->formats_capacity,
                                workbook->n_formats + 1, sizeof *workbook->dates);
    workbook->dates[workbook->n_formats++] = number_is_date(reader, number);
    return true;
}

static bool formats_end(void *context, const XmlEvent *event, Err *err)
{
    FormatsReader *reader = context;
    (void)err;
    if (str_equal(event->name, "cellXfs"))
        reader->in_cells = false;
    return true;
}

static bool read_formats(Workbook *workbook, Member *part, Err *err)
{
    static const XmlHandler handler = {formats_start, formats_end};
    FormatsReader reader = {.workbook = workbook, .own = strmap_new(workbook->arena)};
    return read_part(part, &handler, &reader, err);
}

/* The workbook itself: its sheets in their order. */

static bool on_workbook(void *context, const XmlEvent *event, Err *err)
{
    Workbook *workbook = context;
    if (str_equal(event->name, "workbookPr")) {
        StrView from_1904 = xml_event_attribute(event, "date1904");
        workbook->from_1904 = str_equal(from_1904, "1") || str_equal(from_1904, "true");
    }
    if (!str_equal(event->name, "sheet"))
        return true;
    StrView name = xml_event_attribute(event, "name"), id = xml_event_attribute(event, "id");
    if (workbook->n_sheets == WORKBOOK_SHEETS_MAX || name.length > WORKBOOK_NAME_MAX)
        return err_set(err, ERR_DATA,
                       _("more than %d sheets, or one with a name longer than %d bytes"),
                       WORKBOOK_SHEETS_MAX, WORKBOOK_NAME_MAX);
    workbook->sheets = heap_grow(workbook->sheets, &workbook->sheets_capacity,
                                 workbook->n_sheets + 1, sizeof *workbook->sheets);
    workbook->sheets[workbook->n_sheets++] =
        (Sheet){keep(workbook->arena, name).text, keep(workbook->arena, id).text, NULL};
    return true;
}

static bool no_workbook(Err *err)
{
    err_set(err, ERR_DATA,
            _("this Office document is no workbook that can be read (.xlsx, .xlsm)"));
    return err_hint(err, "%s",
                    _("open it and save it as an XLSX workbook or as CSV (UTF-8, semicolons)"));
}

static bool read_sheets(Workbook *workbook, Member *part, Err *err)
{
    static const XmlHandler handler = {on_workbook, nothing_at_end};
    if (!read_part(part, &handler, workbook, err))
        return false;
    for (size_t i = 0; i < workbook->n_sheets; i++)
        for (size_t k = 0; k < workbook->relations.n; k++)
            if (str_equal(workbook->relations.items[k].id, workbook->sheets[i].id))
                workbook->sheets[i].relation = &workbook->relations.items[k];
    return workbook->n_sheets > 0 || no_workbook(err);
}

/* A part of all sheets, where there is one: the texts, the formats. */
static bool read_shared(Workbook *workbook, const char *type,
                        bool (*read)(Workbook *workbook, Member *part, Err *err), Err *err)
{
    const Relation *relation = find_relation(&workbook->relations, type);
    Member *part =
        relation == NULL || relation->external
            ? NULL
            : find_part(workbook, path_of(workbook->arena, &workbook->relations, relation));
    return part == NULL || read(workbook, part, err);
}

static bool read_workbook(Workbook *workbook, Err *err)
{
    Relations top = {0};
    const char *path = "xl/workbook.xml";
    bool good = read_relations(workbook, "", &top, err);
    const Relation *main = good ? find_relation(&top, "officeDocument") : NULL;
    if (main != NULL)
        path = path_of(workbook->arena, &top, main);
    free(top.items);
    if (!good)
        return false;
    Member *part = find_part(workbook, path);
    const char *dot = strrchr(path, '.');
    if (part == NULL || dot == NULL || strcasecmp(dot, ".xml") != 0) /* .bin: of an .xlsb */
        return no_workbook(err);
    return read_relations(workbook, path, &workbook->relations, err) &&
           read_sheets(workbook, part, err) &&
           read_shared(workbook, "sharedStrings", read_strings, err) &&
           read_shared(workbook, "styles", read_formats, err);
}

static Workbook *workbook_new(void)
{
    Arena *arena = arena_new();
    Workbook *workbook = arena_alloc(arena, sizeof *workbook);
    workbook->arena = arena;
    return workbook;
}

bool workbook_of_parts(Input *parts, Workbook **ret_workbook, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = workbook_new();
    size_t n = parts->n_members;
    workbook->parts.members = arena_array(workbook->arena, n, sizeof *parts->members);
    for (size_t i = 0; i < n; i++)
        workbook->parts.members[i] = (Member){arena_strdup(workbook->arena, parts->members[i].name),
                                              parts->members[i].bytes};
    workbook->parts.n_members = n;
    *parts = (Input){0};
    if (!read_workbook(workbook, err))
        return false;
    *ret_workbook = workbook;
    workbook = NULL;
    return true;
}

bool workbook_open(const char *bytes, size_t size, Workbook **ret_workbook, Err *err)
{
    CLEANUP(workbook_close_p) Workbook *workbook = workbook_new();
    if (!input_unzip(workbook->arena, bytes, size, &workbook->parts, err) ||
        !read_workbook(workbook, err))
        return false;
    *ret_workbook = workbook;
    workbook = NULL;
    return true;
}

size_t workbook_n_sheets(const Workbook *workbook)
{
    return workbook->n_sheets;
}

const char *workbook_sheet_name(const Workbook *workbook, size_t sheet)
{
    return workbook->sheets[sheet].name;
}

size_t workbook_find_sheet(const Workbook *workbook, const char *name)
{
    size_t i = 0;
    while (i < workbook->n_sheets && strcmp(workbook->sheets[i].name, name) != 0)
        i++;
    return i;
}

bool workbook_sheet_xml(Workbook *workbook, size_t sheet, StrView *ret_xml, Err *err)
{
    const Sheet *at = &workbook->sheets[sheet];
    const Relation *relation = at->relation;
    if (relation != NULL && relation->external) {
        err_set(err, ERR_DATA, _("the sheet \"%s\" lies outside the file, at \"%.*s\""), at->name,
                STR_ARG(relation->target));
        return err_hint(
            err, "%s",
            _("nothing outside is opened: fetch the file from its publisher again; this "
              "one may be hostile"));
    }
    Member *part =
        relation == NULL || !is_of_type(relation, "worksheet")
            ? NULL
            : find_part(workbook, path_of(workbook->arena, &workbook->relations, relation));
    if (part == NULL) {
        err_set(err, ERR_DATA, _("the sheet \"%s\" has no cells in this file"), at->name);
        return err_hint(err, "%s", _("the file is cut or damaged: fetch it again"));
    }
    if (!decode_part(part, err))
        return err_add(err, _("reading \"%s\" in it"), part->name);
    *ret_xml = (StrView){part->bytes.data, part->bytes.size};
    return true;
}

bool workbook_string(const Workbook *workbook, uint64_t number, StrView *ret_text)
{
    if (number >= workbook->n_strings)
        return false;
    *ret_text = workbook->strings[number];
    return true;
}

bool workbook_format_is_date(const Workbook *workbook, uint64_t format)
{
    return format < workbook->n_formats && workbook->dates[format];
}

bool workbook_counts_from_1904(const Workbook *workbook)
{
    return workbook->from_1904;
}
