/* xml_read: starts and ends match, depth stays within its limit, an Err if and only if false. */
#include "xml.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool on_start(void *context, const XmlEvent *event, Err *err)
{
    unsigned *depth = context;
    (void)err;
    assert(event->depth == ++*depth && *depth <= XML_DEPTH_MAX);
    return true;
}

static bool on_end(void *context, const XmlEvent *event, Err *err)
{
    unsigned *depth = context;
    (void)err;
    assert(event->depth == (*depth)-- && event->text.length <= XML_TEXT_MAX);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const XmlHandler handler = {on_start, on_end};
    unsigned depth = 0;
    Err err = {0};
    bool good = xml_read((const char *)bytes, size, &handler, &depth, &err);
    assert(good == (err.kind == ERR_NONE) && (!good || depth == 0));
    return 0;
}
