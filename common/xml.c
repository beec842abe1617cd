#include "xml.h"

#include "file.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Reader {
    xmlParserCtxtPtr parser;
    const XmlHandler *handler;
    void *context;
    Err *err;
    bool failed;
    StrBuf text[XML_DEPTH_MAX + 1];
    unsigned depth;
    char problem[300];
    unsigned problem_line;
} Reader;

static void stop(Reader *reader)
{
    reader->failed = true;
    xmlStopParser(reader->parser);
}

static unsigned line_of(const Reader *reader)
{
    return (unsigned)xmlSAX2GetLineNumber(reader->parser);
}

static void on_subset(void *context, const xmlChar *name, const xmlChar *public_id,
                      const xmlChar *system_id)
{
    Reader *reader = context;
    (void)name, (void)public_id, (void)system_id;
    if (reader->failed)
        return;
    err_set(reader->err, ERR_DATA, _("line %u: the document has a DOCTYPE, which no extract needs"),
            line_of(reader));
    err_hint(reader->err, "%s",
             _("fetch the file from its publisher again; this one may be hostile"));
    stop(reader);
}

static XmlEvent event_of(const Reader *reader, const xmlChar *name)
{
    return (XmlEvent){.name = str_view((const char *)name),
                      .line = line_of(reader),
                      .column = (unsigned)xmlSAX2GetColumnNumber(reader->parser),
                      .depth = reader->depth,
                      .offset = (uint64_t)xmlByteConsumed(reader->parser)};
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
        err_set(reader->err, ERR_DATA, _("line %u: elements are nested deeper than %d"),
                line_of(reader), XML_DEPTH_MAX);
        stop(reader);
        return;
    }
    reader->depth++;
    reader->text[reader->depth].length = 0;
    XmlAttribute list[64];
    XmlEvent event = event_of(reader, name);
    event.attributes = list;
    for (int i = 0; i < n_attributes && event.n_attributes < ARRAY_LENGTH(list); i++) {
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
    event.text = str_trim((StrView){text->text == NULL ? "" : text->text, text->length});
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
        err_set(reader->err, ERR_DATA, _("line %u: a text longer than %d bytes"), line_of(reader),
                XML_TEXT_MAX);
        stop(reader);
        return;
    }
    strbuf_add(text, bytes, (size_t)length);
}

static void on_reference(void *context, const xmlChar *name)
{
    Reader *reader = context;
    if (reader->failed)
        return;
    err_set(reader->err, ERR_DATA, _("line %u: the entity \"%s\" is not known"), line_of(reader),
            (const char *)name);
    stop(reader);
}

static void on_problem(void *context, xmlErrorPtr problem)
{
    Reader *reader = context;
    if (reader->problem[0] != '\0' || problem->level < XML_ERR_ERROR)
        return;
    (void)snprintf(reader->problem, sizeof reader->problem, "%s",
                   problem->message == NULL ? "?" : problem->message);
    reader->problem[strcspn(reader->problem, "\n")] = '\0';
    reader->problem_line = (unsigned)problem->line;
}

static xmlParserInputPtr no_entity(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    (void)url, (void)id, (void)parser;
    return NULL;
}

static bool feed(Reader *reader, const char *bytes, size_t size)
{
    enum { CHUNK = 64 * 1024 };
    for (size_t at = 0; at < size && !reader->failed; at += CHUNK) {
        size_t n = size - at < CHUNK ? size - at : CHUNK;
        if (xmlParseChunk(reader->parser, bytes + at, (int)n, at + n == size) != 0)
            break;
    }
    return !reader->failed && reader->parser->wellFormed && reader->problem[0] == '\0';
}

bool xml_read(const char *bytes, size_t size, const XmlHandler *handler, void *context, Err *err)
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
    Reader reader = {.handler = handler, .context = context, .err = err};
    xmlSetExternalEntityLoader(no_entity);
    if (size == 0)
        return err_set(err, ERR_DATA, _("the file is empty"));
    reader.parser = xmlCreatePushParserCtxt(&sax, &reader, NULL, 0, NULL);
    if (reader.parser == NULL)
        return err_set(err, ERR_OS, _("out of memory"));
    /* what arrives here is UTF-8 already, whatever the declaration says */
    (void)xmlCtxtUseOptions(reader.parser,
                            XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC);
    bool good = feed(&reader, bytes, size);
    if (!good && !reader.failed) {
        err_set(err, ERR_DATA, _("line %u: the XML is not well-formed: %s"),
                reader.problem_line > 0 ? reader.problem_line : line_of(&reader),
                reader.problem[0] != '\0' ? reader.problem : _("the document is cut"));
        err_hint(err, "%s", _("the file is cut or damaged: fetch it again"));
    }
    if (reader.parser->myDoc != NULL)
        xmlFreeDoc(reader.parser->myDoc);
    xmlFreeParserCtxt(reader.parser);
    for (size_t i = 0; i < ARRAY_LENGTH(reader.text); i++)
        strbuf_done(&reader.text[i]);
    return good;
}

typedef struct Builder {
    Arena *arena;
    const char *file, *bytes;
    size_t size;
    size_t at; /* the byte whose line and column these are */
    unsigned line, column;
    XmlNode *root, *current;
} Builder;

/* Line and column, in characters, of a byte of the document; tags come in order, so it goes on from
 * the last one. */
static void place_of(Builder *builder, size_t offset, unsigned *ret_line, unsigned *ret_column)
{
    if (offset < builder->at || builder->line == 0) {
        builder->at = 0;
        builder->line = builder->column = 1;
    }
    for (; builder->at < offset; builder->at++) {
        if (builder->bytes[builder->at] == '\n') {
            builder->line++;
            builder->column = 1;
        } else {
            builder->column += ((unsigned char)builder->bytes[builder->at] & 0xc0) != 0x80;
        }
    }
    *ret_line = builder->line;
    *ret_column = builder->column;
}

/* libxml2 knows where a start tag ends; it begins at the nearest `<` before, for no attribute may
 * hold one. */
static void place_node(Builder *builder, const XmlEvent *event, XmlNode *node)
{
    size_t start = event->offset < builder->size ? (size_t)event->offset : builder->size, text;
    text = start;
    while (start > 0 && builder->bytes[start] != '<')
        start--;
    while (text < builder->size && builder->bytes[text] != '>')
        text++;
    for (text += text < builder->size;
         text < builder->size && strchr(" \t\r\n", builder->bytes[text]) != NULL;)
        text++;
    place_of(builder, start, &node->line, &node->column);
    place_of(builder, text, &node->text_line, &node->text_column);
}

static bool build_start(void *context, const XmlEvent *event, Err *err)
{
    Builder *builder = context;
    (void)err;
    XmlNode *node = arena_alloc(builder->arena, sizeof *node);
    node->name = arena_strndup(builder->arena, event->name.text, event->name.length);
    node->text = "";
    node->file = builder->file;
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

bool xml_read_file(Arena *arena, const char *path, XmlNode **ret_root, Err *err)
{
    static const XmlHandler handler = {build_start, build_end};
    CLEANUP(bytes_done) Bytes bytes = {0};
    if (!file_read(path, &bytes, err))
        return false;
    Builder builder = {
        .arena = arena, .file = arena_strdup(arena, path), .bytes = bytes.data, .size = bytes.size};
    Err problem = {0};
    if (!xml_read(bytes.data, bytes.size, &handler, &builder, &problem)) {
        return err_set(err, ERR_CONFIG, "%s: %s", path, problem.text);
    }
    *ret_root = builder.root;
    return true;
}

const char *xml_attribute(const XmlNode *node, const char *name)
{
    for (size_t i = 0; i < node->n_attributes; i++)
        if (str_equal(node->attributes[i].name, name))
            return node->attributes[i].value.text;
    return NULL;
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

bool xml_fail(const XmlNode *node, Err *err, const char *format, ...)
{
    char text[1000];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set(err, ERR_CONFIG, "%s:%u:%u: <%s>: %s", node->file, node->line, node->column,
                   node->name, text);
}

bool xml_need(const XmlNode *node, const char *name, const char **ret_value, Err *err)
{
    const char *value = xml_attribute(node, name);
    if (value == NULL || *value == '\0')
        return xml_fail(node, err, _("the attribute \"%s\" is missing"), name);
    *ret_value = value;
    return true;
}

bool xml_known(const XmlNode *node, const char *attributes, const char *children, Err *err)
{
    for (size_t i = 0; i < node->n_attributes; i++)
        if (!str_list_has(attributes, node->attributes[i].name.text) &&
            !str_equal(node->attributes[i].name, "lang"))
            return xml_fail(node, err, _("unknown attribute \"%s\"; known here: %s"),
                            node->attributes[i].name.text, attributes);
    for (const XmlNode *child = node->child; child != NULL; child = child->next)
        if (!str_list_has(children, child->name))
            return xml_fail(child, err, _("unknown element; known here: %s"), children);
    return true;
}
