/*
 * XML as foreign bytes: libxml2's SAX2 push parser over bytes we hold, without network, entities or
 * DTD. A DOCTYPE ends the file at once, and so do our own limits on depth and text. Elements are
 * known by local name. Two ways to read: events for large extracts, a tree for definitions (with
 * lines and columns for messages).
 */
#pragma once

#include "source.h"
#include "str.h"

enum { XML_DEPTH_MAX = 64, XML_TEXT_MAX = 1024 * 1024, XML_TAG_MAX = 64 * 1024 };

typedef struct XmlAttribute {
    StrView name, value;
} XmlAttribute;

typedef struct XmlEvent {
    StrView name;                   /* local name */
    const XmlAttribute *attributes; /* at start only */
    size_t n_attributes;
    StrView text, whole;          /* at end only: the element's own text, trimmed and as it is */
    unsigned line, column, depth; /* the root has depth 1 */
    uint64_t offset;
} XmlEvent;

/* Return false to stop reading; set the Err then, or leave it where enough is read. */
typedef struct XmlHandler {
    bool (*start)(void *context, const XmlEvent *event, Err *err);
    bool (*end)(void *context, const XmlEvent *event, Err *err);
} XmlHandler;

/* The value of an attribute at the start of an element; NULL text where it is not there. */
StrView xml_event_attribute(const XmlEvent *event, const char *name);

/* Read a whole document; false with ERR_DATA where it is not well-formed, hostile, or the handler
 * says so. */
MUST_CHECK bool xml_read(const char *bytes, size_t size, const XmlHandler *handler, void *context,
                         Err *err);

typedef struct XmlNode {
    const char *name, *text;
    XmlAttribute *attributes;
    size_t n_attributes;
    struct XmlNode *parent, *child, *next, *last_child;
    const char *file;
    const Source *source;     /* the whole file */
    size_t start, text_start; /* bytes of it: the tag's first one, the text's first one */
    unsigned line;            /* of the tag */
} XmlNode;

/* A definition file as a tree in the arena; errors are ERR_CONFIG and name the file and line. */
MUST_CHECK bool xml_read_file(Arena *arena, const char *path, XmlNode **ret_root, Err *err);

/* The *.xml files of a folder and those below it, in byte order; a folder that cannot be read is
 * ERR_CONFIG. */
MUST_CHECK bool xml_list(Arena *arena, const char *folder, StrList *ret_paths, Err *err);

/* NULL where there is no such attribute, child or next sibling of the name. */
const char *xml_attribute(const XmlNode *node, const char *name);
/* Of a node that may be NULL; `other` where it or the attribute is not there. */
const char *xml_attribute_or(const XmlNode *node, const char *name, const char *other);
const XmlNode *xml_child(const XmlNode *node, const char *name);
const XmlNode *xml_next(const XmlNode *node, const char *name);

/* The value of an attribute that must be there; else *err names file, line, element and attribute.
 */
MUST_CHECK bool xml_need(const XmlNode *node, const char *name, const char **ret_value, Err *err);
/* Refuse attributes that are not in the list "a b c" and children not in the other. */
MUST_CHECK bool xml_known(const XmlNode *node, const char *attributes, const char *children,
                          Err *err);
/* The second half of it alone. */
MUST_CHECK bool xml_known_children(const XmlNode *node, const char *children, Err *err);
/* An error at a node: "file:line:column: ..." with its line and carets; returns false. The format
 * may begin with the code of the mistake (source_fail). */
bool xml_fail(const XmlNode *node, Err *err, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same at the value of an attribute, or at the node where it has no such attribute. */
bool xml_fail_at(const XmlNode *node, const char *attribute, Err *err, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same at the bytes start to end of the node's text. */
bool xml_fail_text(const XmlNode *node, size_t start, size_t end, Err *err, const char *format, ...)
    PRINTF_LIKE(5, 6);
/* How many children of the name there are. */
size_t xml_count(const XmlNode *node, const char *name);
/* The element's text as a number of the file's byte: behind entities and CDATA marks. */
size_t xml_text_byte(const XmlNode *node, size_t at);
