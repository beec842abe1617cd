#include "xml.h"

#include "file.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What is wrong with the document itself, at a byte of it. */
typedef struct Problem {
    size_t at;
    unsigned line; /* 0: nothing is wrong */
    char text[300];
    const char *hint,
        *remedy; /* what to do about an extract, and about a definition; may be NULL */
} Problem;

typedef struct Reader {
    xmlParserCtxtPtr parser;
    const char *bytes;
    size_t size;
    const XmlHandler *handler;
    void *context;
    Err *err;
    bool failed;
    StrBuf text[XML_DEPTH_MAX + 1];
    unsigned depth;
    bool any; /* element */
    Problem problem;
} Reader;

static unsigned line_of(const Reader *reader)
{
    return (unsigned)xmlSAX2GetLineNumber(reader->parser);
}

static size_t place_of(const Reader *reader)
{
    long at = xmlByteConsumed(reader->parser);
    return at < 0 || (size_t)at > reader->size ? reader->size : (size_t)at;
}

/* The nearest such character at the byte or before it; the byte itself where there is none. */
static size_t back_to(const Reader *reader, size_t at, char sign)
{
    for (size_t i = at; i + 1 > 0; i--)
        if (i < reader->size && reader->bytes[i] == sign)
            return i;
    return at;
}

static void stop(Reader *reader)
{
    reader->failed = true;
    xmlStopParser(reader->parser);
}

/* The document is refused at the tag that is being read. */
static void PRINTF_LIKE(4, 5)
    refuse(Reader *reader, const char *hint, const char *remedy, const char *format, ...)
{
    Problem *problem = &reader->problem;
    va_list args;
    va_start(args, format);
    str_format(problem->text, sizeof problem->text, format, args);
    va_end(args);
    problem->at = back_to(reader, place_of(reader), '<');
    problem->line = line_of(reader);
    problem->hint = hint;
    problem->remedy = remedy;
    stop(reader);
}

static void on_subset(void *context, const xmlChar *name, const xmlChar *public_id,
                      const xmlChar *system_id)
{
    Reader *reader = context;
    (void)name, (void)public_id, (void)system_id;
    if (!reader->failed)
        refuse(reader, _("fetch the file from its publisher again; this one may be hostile"),
               _("delete it, and the entities with it"), "%s", _("the document has a DOCTYPE"));
}

static XmlEvent event_of(const Reader *reader, const xmlChar *name)
{
    return (XmlEvent){.name = str_view((const char *)name),
                      .line = line_of(reader),
                      .column = (unsigned)xmlSAX2GetColumnNumber(reader->parser),
                      .depth = reader->depth,
                      .offset = (uint64_t)xmlByteConsumed(reader->parser)};
}

/* The line ends and blanks between many children are no text. */
static void drop_blanks(StrBuf *text)
{
    if (text->length > 0 && strspn(text->text, " \t\r\n") == text->length)
        text->length = 0;
}

StrView xml_event_attribute(const XmlEvent *event, const char *name)
{
    for (size_t i = 0; i < event->n_attributes; i++)
        if (str_equal(event->attributes[i].name, name))
            return event->attributes[i].value;
    return (StrView){NULL, 0};
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    Reader *reader = context;
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    if (reader->failed)
        return;
    if (reader->depth == XML_DEPTH_MAX) {
        refuse(reader, NULL, NULL, _("elements are nested deeper than %d"), XML_DEPTH_MAX);
        return;
    }
    XmlAttribute list[64];
    if ((size_t)n_attributes > ARRAY_LENGTH(list)) {
        refuse(reader, NULL, NULL, _("an element has more than %zu attributes"),
               ARRAY_LENGTH(list));
        return;
    }
    drop_blanks(&reader->text[reader->depth]);
    reader->any = true;
    reader->depth++;
    reader->text[reader->depth].length = 0;
    XmlEvent event = event_of(reader, name);
    event.attributes = list;
    for (int i = 0; i < n_attributes; i++) {
        const char *value = (const char *)attributes[5 * i + 3];
        list[event.n_attributes++] =
            (XmlAttribute){str_view((const char *)attributes[5 * i]),
                           {value, (size_t)((const char *)attributes[5 * i + 4] - value)}};
    }
    if (!reader->handler->start(reader->context, &event, reader->err))
        stop(reader);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    Reader *reader = context;
    (void)prefix, (void)uri;
    if (reader->failed)
        return;
    XmlEvent event = event_of(reader, name);
    StrBuf *text = &reader->text[reader->depth];
    event.whole = (StrView){text->text == NULL ? "" : text->text, text->length};
    event.text = str_trim(event.whole);
    bool good = reader->handler->end(reader->context, &event, reader->err);
    reader->depth--;
    if (!good)
        stop(reader);
}

static void on_text(void *context, const xmlChar *bytes, int length)
{
    Reader *reader = context;
    if (reader->failed || reader->depth == 0)
        return;
    StrBuf *text = &reader->text[reader->depth];
    if (text->length + (size_t)length > XML_TEXT_MAX) {
        refuse(reader, NULL, NULL, _("a text longer than %d bytes"), XML_TEXT_MAX);
        return;
    }
    strbuf_add(text, bytes, (size_t)length);
}

static void on_reference(void *context, const xmlChar *name)
{
    Reader *reader = context;
    if (!reader->failed)
        refuse(reader, NULL, NULL, _("the entity \"%s\" is not known"), (const char *)name);
}

/* What libxml2 finds most often, in our words. */
typedef struct Reason {
    int code;
    char sign; /* the place is the nearest one before where libxml2 stopped; 0: it is there */
    const char *text, *remedy;
} Reason;

static const Reason reasons[] = {
    {XML_ERR_ENTITYREF_SEMICOL_MISSING, '&', N_("a semicolon is missing behind &"),
     N_("write &lt; for < and &amp; for & in a text or a formula")},
    {XML_ERR_UNDECLARED_ENTITY, '&', N_("the entity is not known"),
     N_("write the character itself; &lt; for < and &amp; for & are known")},
    {XML_ERR_ATTRIBUTE_REDEFINED, '<', N_("an attribute of this element stands twice"), NULL},
    {XML_ERR_ATTRIBUTE_WITHOUT_VALUE, '<', N_("an attribute of this element has no value"),
     N_("write name=\"value\"")},
    {XML_ERR_ATTRIBUTE_NOT_STARTED, '\0', N_("the value of an attribute has no quotation marks"),
     N_("write name=\"value\"")},
    {XML_ERR_LT_IN_ATTRIBUTE, '\0', N_("\"<\" stands in an attribute"),
     N_("a quotation mark is missing before it, or it is written &lt;")},
    {XML_ERR_SPACE_REQUIRED, '\0',
     N_("a quotation mark or a blank is missing among the attributes"),
     N_("write name=\"value\", with blanks between the attributes")},
    {XML_ERR_INTERNAL_ERROR, '\0',
     N_("a quotation mark or a blank is missing among the attributes"),
     N_("write name=\"value\", with blanks between the attributes")},
    {XML_ERR_GT_REQUIRED, '<', N_("\">\" is missing at the end of this"), NULL},
    {XML_ERR_INVALID_CHAR, '\0', N_("this byte is no character"),
     N_("save the file in the encoding UTF-8")},
    {XML_ERR_HYPHEN_IN_COMMENT, '\0', N_("-- stands within a comment"), N_("write one hyphen")},
    {XML_ERR_COMMENT_NOT_FINISHED, '<', N_("a comment has no end"), N_("write --> behind it")},
};

static const Reason lone_less = {0, '<', N_("\"<\" begins no element here"),
                                 N_("write &lt; for < in a text or a formula")};
static const Reason lone_ampersand = {0, '&', N_("\"&\" stands alone"),
                                      N_("write &amp; for & in a text or a formula")};
static const Reason cut = {0, '>', N_("the document ends before its elements are closed"), NULL};
static const Reason no_xml = {0, '\0', N_("this is no XML"), NULL};
static const Reason too_much = {0, '\0', N_("something stands behind the end of the document"),
                                N_("one file holds one definition; delete what follows it")};

static const Reason *find_reason(const Reader *reader, int code, size_t at)
{
    if (code == XML_ERR_DOCUMENT_END || (code == XML_ERR_GT_REQUIRED && at == reader->size))
        return reader->depth > 0 ? &cut : reader->any ? &too_much : &no_xml;
    if (code == XML_ERR_NAME_REQUIRED && at > 0 && reader->bytes[at - 1] == '<')
        return &lone_less;
    if (code == XML_ERR_NAME_REQUIRED && at > 0 && reader->bytes[at - 1] == '&')
        return &lone_ampersand;
    for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++)
        if (reasons[i].code == code)
            return &reasons[i];
    return NULL;
}

static void on_problem(void *context, xmlErrorPtr found)
{
    Reader *reader = context;
    Problem *problem = &reader->problem;
    if (problem->line > 0 || found->level < XML_ERR_ERROR)
        return;
    size_t at = place_of(reader);
    const Reason *reason = find_reason(reader, found->code, at);
    char text[200];
    if (found->code == XML_ERR_TAG_NAME_MISMATCH)
        (void)snprintf(text, sizeof text, _("</%s> closes <%s> of line %d"), found->str2,
                       found->str1, found->int1);
    else
        (void)snprintf(text, sizeof text, "%s",
                       reason != NULL           ? text_of(reason->text)
                       : found->message == NULL ? "?"
                                                : found->message);
    text[strcspn(text, "\n")] = '\0';
    (void)snprintf(problem->text, sizeof problem->text, _("the XML is not well-formed: %s"), text);
    str_repair(problem->text);
    problem->at = reason == NULL         ? back_to(reader, at, '<')
                  : reason->sign != '\0' ? back_to(reader, at, reason->sign)
                                         : at;
    problem->line = found->line > 0 ? (unsigned)found->line : 1;
    problem->hint = _("the file is cut or damaged: fetch it again");
    problem->remedy = reason == NULL || reason->remedy == NULL ? NULL : text_of(reason->remedy);
}

static xmlParserInputPtr no_entity(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    (void)url, (void)id, (void)parser;
    return NULL;
}

/* A tag with a million attributes or namespaces costs the parser the square of its length: it does
 * not get to see one. Within a tag no other begins, so every byte is looked at once. */
static bool refuse_long_tag(Reader *reader)
{
    const char *end = reader->bytes + reader->size, *at = reader->bytes, *from = at;
    Problem *problem = &reader->problem;
    unsigned line = 1;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        const char *tag = at++, *last = at;
        bool mark = at < end && (*at == '!' || *at == '?');
        while (!mark && last < end && *last != '<' && *last != '>' && last - tag <= XML_TAG_MAX)
            last++;
        at = last;
        if (mark || last - tag <= XML_TAG_MAX)
            continue;
        for (; from < tag; from++)
            line += *from == '\n';
        (void)snprintf(problem->text, sizeof problem->text, _("a tag longer than %d bytes"),
                       XML_TAG_MAX);
        problem->at = (size_t)(tag - reader->bytes);
        problem->line = line;
        reader->failed = true;
        return false;
    }
    return true;
}

static bool feed(Reader *reader)
{
    enum { CHUNK = 64 * 1024 };
    if (!refuse_long_tag(reader))
        return false;
    for (size_t at = 0; at < reader->size && !reader->failed; at += CHUNK) {
        size_t n = reader->size - at < CHUNK ? reader->size - at : CHUNK;
        if (xmlParseChunk(reader->parser, reader->bytes + at, (int)n, at + n == reader->size) != 0)
            break;
    }
    return !reader->failed && reader->parser->wellFormed && reader->problem.line == 0;
}

/* False with *err, or with *ret_problem where the document is wrong. */
static bool read_document(const char *bytes, size_t size, const XmlHandler *handler, void *context,
                          Problem *ret_problem, Err *err)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .internalSubset = on_subset,
                         .externalSubset = on_subset,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text,
                         .cdataBlock = on_text,
                         .reference = on_reference,
                         .serror = on_problem};
    Reader reader = {
        .bytes = bytes, .size = size, .handler = handler, .context = context, .err = err};
    xmlSetExternalEntityLoader(no_entity);
    reader.parser = xmlCreatePushParserCtxt(&sax, &reader, NULL, 0, NULL);
    if (reader.parser == NULL)
        return err_set(err, ERR_OS, _("out of memory"));
    /* what arrives here is UTF-8 already, whatever the declaration says */
    (void)xmlCtxtUseOptions(reader.parser,
                            XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC);
    bool good = feed(&reader);
    if (!good && !reader.failed && reader.problem.line == 0)
        on_problem(&reader, &(xmlError){.level = XML_ERR_FATAL, .code = XML_ERR_DOCUMENT_END});
    *ret_problem = reader.problem;
    if (reader.parser->myDoc != NULL)
        xmlFreeDoc(reader.parser->myDoc);
    xmlFreeParserCtxt(reader.parser);
    for (size_t i = 0; i < ARRAY_LENGTH(reader.text); i++)
        strbuf_done(&reader.text[i]);
    return good;
}

bool xml_read(const char *bytes, size_t size, const XmlHandler *handler, void *context, Err *err)
{
    Problem problem = {0};
    if (size == 0)
        return err_set(err, ERR_DATA, _("the file is empty"));
    if (read_document(bytes, size, handler, context, &problem, err))
        return true;
    if (err->kind != ERR_NONE || problem.line == 0) /* the handler has stopped */
        return false;
    (void)err_set(err, ERR_DATA, _("line %u: %s"), problem.line, problem.text);
    return problem.hint == NULL ? false : err_hint(err, "%s", problem.hint);
}

typedef struct Builder {
    Arena *arena;
    const Source *source;
    size_t at; /* the byte whose line this is; tags come in order */
    unsigned line;
    XmlNode *root, *current;
} Builder;

/* libxml2 knows where a start tag ends; it begins at the nearest `<` before, for no attribute may
 * hold one. */
static void place_node(Builder *builder, const XmlEvent *event, XmlNode *node)
{
    const char *bytes = builder->source->text;
    size_t size = builder->source->length;
    size_t start = event->offset < size ? (size_t)event->offset : size, text = start;
    while (start > 0 && bytes[start] != '<')
        start--;
    while (text < size && bytes[text] != '>')
        text++;
    for (text += text < size; text < size && strchr(" \t\r\n", bytes[text]) != NULL;)
        text++;
    node->start = start;
    node->text_start = text;
    for (; builder->at < start; builder->at++)
        builder->line += bytes[builder->at] == '\n';
    node->line = builder->line;
}

static bool build_start(void *context, const XmlEvent *event, Err *err)
{
    Builder *builder = context;
    (void)err;
    XmlNode *node = arena_alloc(builder->arena, sizeof *node);
    node->name = arena_strndup(builder->arena, event->name.text, event->name.length);
    node->text = "";
    node->file = builder->source->file;
    node->source = builder->source;
    place_node(builder, event, node);
    node->parent = builder->current;
    node->n_attributes = event->n_attributes;
    node->attributes = arena_array(builder->arena, event->n_attributes, sizeof *node->attributes);
    for (size_t i = 0; i < event->n_attributes; i++) {
        const XmlAttribute *from = &event->attributes[i];
        node->attributes[i].name =
            str_view(arena_strndup(builder->arena, from->name.text, from->name.length));
        node->attributes[i].value =
            str_view(arena_strndup(builder->arena, from->value.text, from->value.length));
    }
    if (builder->current == NULL) {
        builder->root = node;
    } else if (builder->current->last_child == NULL) {
        builder->current->child = builder->current->last_child = node;
    } else {
        builder->current->last_child->next = node;
        builder->current->last_child = node;
    }
    builder->current = node;
    return true;
}

static bool build_end(void *context, const XmlEvent *event, Err *err)
{
    Builder *builder = context;
    (void)err;
    builder->current->text = arena_strndup(builder->arena, event->text.text, event->text.length);
    builder->current = builder->current->parent;
    return true;
}

/* A document that is no XML, as a mistake in a definition. */
static bool fail_document(const Source *source, const Problem *problem, Err *err)
{
    const char *text = source->text;
    size_t end = problem->at;
    if (text[problem->at] == '<')
        end += 1 + strcspn(text + end + 1, " \t\r\n>");
    (void)source_fail(source, problem->at, end, err, _("X04: the file is refused: %s"),
                      problem->text);
    return problem->remedy == NULL ? false : err_hint(err, "%s", problem->remedy);
}

/* A file or folder that is not there, or may not be read. */
static bool fail_unread(Arena *arena, const char *path, Err *err)
{
    const Source nothing = {arena_strdup(arena, path), "", 0};
    const char *problem = arena_strdup(arena, err->text);
    *err = (Err){0};
    return source_fail(&nothing, 0, 0, err, _("X05: this file cannot be read: %s"), problem);
}

bool xml_read_file(Arena *arena, const char *path, XmlNode **ret_root, Err *err)
{
    static const XmlHandler handler = {build_start, build_end};
    CLEANUP(bytes_done) Bytes bytes = {0};
    if (!file_read(path, &bytes, err))
        return fail_unread(arena, path, err);
    Source *source = arena_alloc(arena, sizeof *source);
    *source = (Source){arena_strdup(arena, path), arena_strndup(arena, bytes.data, bytes.size),
                       bytes.size};
    Builder builder = {.arena = arena, .source = source, .line = 1};
    Problem problem = {0};
    if (bytes.size == 0)
        return source_fail(source, 0, 0, err, "X04: %s", _("the file is empty"));
    if (!read_document(source->text, source->length, &handler, &builder, &problem, err))
        return err->kind == ERR_NONE && fail_document(source, &problem, err);
    *ret_root = builder.root;
    return true;
}

bool xml_list(Arena *arena, const char *folder, StrList *ret_paths, Err *err)
{
    StrList all, list = {0};
    if (!file_list(arena, folder, &all, err))
        return fail_unread(arena, folder, err);
    list.items = arena_array(arena, all.n, sizeof *list.items);
    for (size_t i = 0; i < all.n; i++) {
        const char *dot = strrchr(all.items[i], '.');
        if (dot != NULL && strcmp(dot, ".xml") == 0)
            list.items[list.n++] = all.items[i];
    }
    *ret_paths = list;
    return true;
}

const char *xml_attribute(const XmlNode *node, const char *name)
{
    for (size_t i = 0; i < node->n_attributes; i++)
        if (str_equal(node->attributes[i].name, name))
            return node->attributes[i].value.text;
    return NULL;
}

const char *xml_attribute_or(const XmlNode *node, const char *name, const char *other)
{
    const char *value = node == NULL ? NULL : xml_attribute(node, name);
    return value == NULL ? other : value;
}

const XmlNode *xml_child(const XmlNode *node, const char *name)
{
    for (const XmlNode *child = node->child; child != NULL; child = child->next)
        if (strcmp(child->name, name) == 0)
            return child;
    return NULL;
}

const XmlNode *xml_next(const XmlNode *node, const char *name)
{
    for (const XmlNode *next = node->next; next != NULL; next = next->next)
        if (strcmp(next->name, name) == 0)
            return next;
    return NULL;
}

size_t xml_count(const XmlNode *node, const char *name)
{
    size_t n = 0;
    for (const XmlNode *child = xml_child(node, name); child != NULL; child = xml_next(child, name))
        n++;
    return n;
}

/* The bytes of a tag's name with its "<". */
static size_t tag_end(const XmlNode *node)
{
    size_t end = node->start + 1;
    return end + strcspn(node->source->text + end, " \t\r\n/>");
}

/* The bytes of an attribute of the node: its name, or the value within the quotation marks; false
 * where it is not there. */
static bool attribute_span(const XmlNode *node, const char *name, bool value, size_t *ret_start,
                           size_t *ret_end)
{
    const char *text = node->source->text;
    for (size_t at = tag_end(node);;) {
        at += strspn(text + at, " \t\r\n");
        size_t length = strcspn(text + at, " \t\r\n=/>"), start = at;
        StrView found = {text + at, length};
        const char *colon = memchr(found.text, ':', length);
        if (colon != NULL) /* known by local name */
            found = (StrView){colon + 1, length - (size_t)(colon + 1 - found.text)};
        at += length + strspn(text + at + length, " \t\r\n=");
        char quote = text[at];
        if (length == 0 || (quote != '"' && quote != '\''))
            return false;
        const char *end = strchr(text + at + 1, quote);
        if (end == NULL)
            return false;
        if (str_equal(found, name)) {
            *ret_start = value ? at + 1 : start;
            *ret_end = value ? (size_t)(end - text) : start + length;
            return true;
        }
        at = (size_t)(end - text) + 1;
    }
}

/* Marks that are no part of the text: how many bytes of them stand here. */
static size_t mark_length(const char *at, bool *in_cdata)
{
    const char *end = strncmp(at, "<!--", 4) == 0 ? strstr(at, "-->") : NULL;
    if (end != NULL)
        return (size_t)(end + 3 - at);
    bool begins = !*in_cdata && strncmp(at, "<![CDATA[", 9) == 0;
    bool ends = *in_cdata && strncmp(at, "]]>", 3) == 0;
    if (begins || ends)
        *in_cdata = begins;
    return begins ? 9 : ends ? 3 : 0;
}

size_t xml_text_byte(const XmlNode *node, size_t n)
{
    const char *text = node->source->text;
    size_t at = node->text_start;
    bool in_cdata = false;
    for (;;) {
        size_t mark = mark_length(text + at, &in_cdata);
        at += mark;
        if (mark > 0)
            continue;
        if (n == 0 || text[at] == '\0')
            return at;
        /* a line end of Windows counts as one character of the text, an entity too */
        at += text[at] == '\r' && text[at + 1] == '\n';
        at += text[at] == '&' && !in_cdata ? strcspn(text + at, ";") + 1 : 1;
        n--;
    }
}

bool xml_fail(const XmlNode *node, Err *err, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    str_format(text, sizeof text, format, args);
    va_end(args);
    return source_fail(node->source, node->start, tag_end(node), err, "%s", text);
}

bool xml_fail_text(const XmlNode *node, size_t start, size_t end, Err *err, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    str_format(text, sizeof text, format, args);
    va_end(args);
    return source_fail(node->source, xml_text_byte(node, start), xml_text_byte(node, end), err,
                       "%s", text);
}

bool xml_fail_at(const XmlNode *node, const char *attribute, Err *err, const char *format, ...)
{
    char text[600];
    size_t start = node->start, end = tag_end(node);
    va_list args;
    va_start(args, format);
    str_format(text, sizeof text, format, args);
    va_end(args);
    (void)attribute_span(node, attribute, true, &start, &end);
    return source_fail(node->source, start, end, err, "%s", text);
}

bool xml_need(const XmlNode *node, const char *name, const char **ret_value, Err *err)
{
    const char *value = xml_attribute(node, name);
    if (value == NULL || *value == '\0')
        return xml_fail(node, err, _("X03: <%s> lacks the attribute \"%s\""), node->name, name);
    *ret_value = value;
    return true;
}

static bool fail_unknown_attribute(const XmlNode *node, const char *name, const char *known,
                                   Err *err)
{
    size_t start = node->start, end = tag_end(node);
    (void)attribute_span(node, name, false, &start, &end);
    if (*known == '\0')
        return source_fail(node->source, start, end, err, _("X01: <%s> has no attributes"),
                           node->name);
    (void)source_fail(node->source, start, end, err,
                      _("X01: <%s> has no attribute \"%s\"; it has: %s"), node->name, name, known);
    return source_hint_nearest(err, known, name);
}

bool xml_known(const XmlNode *node, const char *attributes, const char *children, Err *err)
{
    for (size_t i = 0; i < node->n_attributes; i++)
        if (!str_list_has(attributes, node->attributes[i].name.text) &&
            !str_equal(node->attributes[i].name, "lang"))
            return fail_unknown_attribute(node, node->attributes[i].name.text, attributes, err);
    return xml_known_children(node, children, err);
}

bool xml_known_children(const XmlNode *node, const char *children, Err *err)
{
    for (const XmlNode *child = node->child; child != NULL; child = child->next)
        if (!str_list_has(children, child->name)) {
            if (*children == '\0')
                return xml_fail(child, err, _("X02: <%s> holds no elements"), node->name);
            (void)xml_fail(child, err, _("X02: <%s> has no element <%s>; it has: %s"), node->name,
                           child->name, children);
            return source_hint_nearest(err, children, child->name);
        }
    return true;
}
