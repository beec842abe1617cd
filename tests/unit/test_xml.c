#include "xml.h"

#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Events as text: <name a=v ...> text </name>. */
static bool on_start(void *context, const XmlEvent *event, Err *err)
{
    StrBuf *text = context;
    (void)err;
    strbuf_printf(text, "<%.*s", STR_ARG(event->name));
    for (size_t i = 0; i < event->n_attributes; i++)
        strbuf_printf(text, " %.*s=%.*s", STR_ARG(event->attributes[i].name),
                      STR_ARG(event->attributes[i].value));
    strbuf_puts(text, ">");
    return true;
}

static bool on_end(void *context, const XmlEvent *event, Err *err)
{
    StrBuf *text = context;
    if (str_equal(event->text, "stop"))
        return err_set(err, ERR_DATA, "stopped at line %u", event->line);
    strbuf_printf(text, "%.*s</%.*s>", STR_ARG(event->text), STR_ARG(event->name));
    return true;
}

static const XmlHandler handler = {on_start, on_end};

typedef struct ReadCase {
    const char *label, *text, *events;
    const char *error; /* NULL: none */
    size_t length;     /* 0: of the text */
} ReadCase;

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

static ReadCase cases[] = {
    {"elements, attributes and texts are handed over", HEAD "<a x='1'><b>t</b></a>",
     "<a x=1><b>t</b></a>", NULL, 0},
    {"texts are trimmed", "<a>\n  12 \t</a>", "<a>12</a>", NULL, 0},
    {"a prefix is cut off", "<p:a xmlns:p='u' p:x='1'><p:b/></p:a>", "<a x=1><b></b></a>", NULL, 0},
    {"CDATA is text", "<a><![CDATA[1<2]]></a>", "<a>1<2</a>", NULL, 0},
    {"predefined entities and characters are read", "<a x='&lt;'>&amp;&#x17c;</a>",
     "<a x=<>&\xc5\xbc</a>", NULL, 0},
    {"a BOM is passed over", "\xef\xbb\xbf" HEAD "<a/>", "<a></a>", NULL, 0},
    {"comments and instructions are passed over", "<?x y?><a><!-- c -->1<?x y?></a><!-- d -->",
     "<a>1</a>", NULL, 0},
    {"a parent's text is its own", "<a>x<b>y</b></a>", "<a><b>y</b>x</a>", NULL, 0},
    {"an XInclude is an element as any",
     "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></a>",
     "<a><include href=/etc/passwd></include></a>", NULL, 0},
    {"a DOCTYPE ends the file", "<!DOCTYPE a><a/>", "", "DOCTYPE", 0},
    {"an external DTD ends the file", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "", "DOCTYPE",
     0},
    {"an external entity ends the file",
     "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "", "DOCTYPE", 0},
    {"a parameter entity ends the file",
     "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///dev/zero'>%p;]><a/>", "", "DOCTYPE", 0},
    {"an unknown entity ends the file", "<a>1&x;2</a>", NULL, "line 1", 0},
    {"a document that is cut is refused", HEAD "<a>\n<b>1</b>", NULL, "line 2", 0},
    {"a document cut within a tag is refused", "<a><b", NULL, "line 1", 0},
    {"two roots are refused", "<a/><b/>", NULL, "line 1", 0},
    {"text behind the root is refused", "<a/>\n\nx", NULL, "line 3", 0},
    {"mismatched tags are refused", "<a><b></a></b>", NULL, "line 1", 0},
    {"an attribute twice is refused", "<a x='1' x='2'/>", NULL, "line 1", 0},
    {"a prefix nobody declared is refused", "<p:a/>", NULL, "line 1", 0},
    {"bytes that are no UTF-8 are refused", "<a>\xb3</a>", NULL, "line 1", 0},
    {"an overlong form is refused", "<a>\xc0\xaf</a>", NULL, "line 1", 0},
    {"an unknown encoding is refused", "<?xml version='1.0' encoding='x-none'?><a>\xb3</a>", NULL,
     "", 0},
    {"a NUL is refused", "<a>1\0002</a>", NULL, "line 1", 10},
    {"a character that XML forbids is refused", "<a>&#1;</a>", NULL, "line 1", 0},
    {"a reference to NUL is refused", "<a>&#0;</a>", NULL, "line 1", 0},
    {"no bytes are refused", "", NULL, "empty", 0},
    {"blanks alone are refused", " \n", NULL, "line", 0},
    {"plain text is refused", "Kod;Nazwa", NULL, "line 1", 0},
    {"the handler may end the file", "<a>\n<b>stop</b><c/></a>", "<a><b>", "stopped at line 2", 0},
};

static void a_document_is_read(void **state)
{
    const ReadCase *test = *state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err = {0};
    size_t length = test->length > 0 ? test->length : strlen(test->text);
    bool good = xml_read(test->text, length, &handler, &text, &err);
    assert_int_equal(good, test->error == NULL);
    assert_int_equal(err.kind, good ? ERR_NONE : ERR_DATA);
    if (test->error != NULL)
        assert_non_null(strstr(err.text, test->error));
    if (test->events != NULL)
        assert_string_equal(text.text == NULL ? "" : text.text, test->events);
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool reads(const StrBuf *text, Err *err)
{
    StrBuf events = {0};
    *err = (Err){0};
    bool good = xml_read(text->text, text->length, &handler, &events, err);
    strbuf_done(&events);
    return good;
}

static void a_billion_laughs_end_at_once(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err;
    strbuf_puts(&text, "<!DOCTYPE a [<!ENTITY l0 'ha'>");
    for (int i = 1; i < 30; i++) {
        strbuf_printf(&text, "<!ENTITY l%d '", i);
        for (int k = 0; k < 10; k++)
            strbuf_printf(&text, "&l%d;", i - 1);
        strbuf_puts(&text, "'>");
    }
    strbuf_puts(&text, "]><a>&l29;</a>");
    double start = seconds();
    assert_false(reads(&text, &err));
    assert_true(seconds() - start < 0.5);
    assert_non_null(strstr(err.text, "DOCTYPE"));
}

static void a_quadratic_blow_up_ends_at_once(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err;
    strbuf_puts(&text, "<!DOCTYPE a [<!ENTITY e '");
    for (int i = 0; i < 100000; i++)
        strbuf_puts(&text, "x");
    strbuf_puts(&text, "'>]><a>");
    for (int i = 0; i < 100000; i++)
        strbuf_puts(&text, "&e;");
    strbuf_puts(&text, "</a>");
    double start = seconds();
    assert_false(reads(&text, &err));
    assert_true(seconds() - start < 0.5);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    static const int depths[] = {XML_DEPTH_MAX, XML_DEPTH_MAX + 1, 100000};
    for (size_t k = 0; k < ARRAY_LENGTH(depths); k++) {
        CLEANUP(strbuf_done) StrBuf text = {0};
        Err err;
        for (int i = 0; i < depths[k]; i++)
            strbuf_puts(&text, "<a>");
        for (int i = 0; i < depths[k]; i++)
            strbuf_puts(&text, "</a>");
        assert_int_equal(reads(&text, &err), depths[k] <= XML_DEPTH_MAX);
        assert_int_equal(err.kind, depths[k] <= XML_DEPTH_MAX ? ERR_NONE : ERR_DATA);
    }
}

static void a_text_has_a_limit(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        CLEANUP(strbuf_done) StrBuf text = {0};
        Err err;
        strbuf_puts(&text, "<a>");
        for (int i = 0; i < XML_TEXT_MAX + more; i++)
            strbuf_puts(&text, "x");
        strbuf_puts(&text, "</a>");
        assert_int_equal(reads(&text, &err), more == 0);
    }
}

static bool add_whole(void *context, const XmlEvent *event, Err *err)
{
    (void)err;
    strbuf_printf(context, "[%.*s]", STR_ARG(event->whole));
    return true;
}

static bool pass(void *context, const XmlEvent *event, Err *err)
{
    (void)context, (void)event, (void)err;
    return true;
}

static void the_whole_text_keeps_its_blanks(void **state)
{
    static const XmlHandler whole = {pass, add_whole};
    static const char text[] = "<a> <b> x </b>\n <b/> y</a>";
    CLEANUP(strbuf_done) StrBuf found = {0};
    Err err = {0};
    (void)state;
    assert_true(xml_read(text, strlen(text), &whole, &found, &err));
    assert_string_equal(found.text, "[ x ][][ y]");
}

static void blanks_between_many_children_are_no_long_text(void **state)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err;
    (void)state;
    strbuf_puts(&text, "<a>");
    for (int i = 0; i < XML_TEXT_MAX / 8; i++)
        strbuf_puts(&text, "\n        <b/>");
    strbuf_puts(&text, "</a>");
    assert_true(reads(&text, &err));
}

static void lines_are_counted_past_65535(void **state)
{
    (void)state;
    CLEANUP(strbuf_done) StrBuf text = {0};
    Err err;
    strbuf_puts(&text, "<a>");
    for (int i = 1; i < 70002; i++)
        strbuf_puts(&text, "<b/>\n");
    strbuf_puts(&text, "<c>stop</c></a>");
    assert_false(reads(&text, &err));
    assert_string_equal(err.text, "stopped at line 70002");
}

static void a_document_cut_anywhere_is_refused(void **state)
{
    (void)state;
    static const char whole[] = HEAD "<a x='1'><b>12</b><!-- c --><![CDATA[d]]>&amp;</a>";
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        StrBuf events = {0};
        Err err = {0};
        char *copy = malloc(length + 1);
        memcpy(copy, whole, length);
        assert_false(xml_read(copy, length, &handler, &events, &err));
        assert_int_equal(err.kind, ERR_DATA);
        strbuf_done(&events);
        free(copy);
    }
}

static void a_chunk_border_changes_nothing(void **state)
{
    (void)state;
    for (size_t before = 65536 - 40; before < 65536 + 4; before++) {
        CLEANUP(strbuf_done) StrBuf text = {0}, events = {0};
        Err err = {0};
        strbuf_puts(&text, "<a><!--");
        while (text.length < before)
            strbuf_puts(&text, "x");
        strbuf_puts(&text, "--><b c='\xc5\xbc&lt;'>12\xc5\xbc&amp;34</b></a>");
        assert_true(xml_read(text.text, text.length, &handler, &events, &err));
        assert_string_equal(events.text, "<a><b c=\xc5\xbc<>12\xc5\xbc&34</b></a>");
        strbuf_done(&events);
    }
}

static char path[] = "/tmp/smup-xml-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static XmlNode *tree_of(Arena *arena, const char *text, Err *err)
{
    XmlNode *root = NULL;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    return xml_read_file(arena, path, &root, err) ? root : NULL;
}

static void a_file_becomes_a_tree_with_places(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    const char *value;
    const XmlNode *root = tree_of(arena, "<a>\n <b x='1'>t</b>\n <c/>\n <b x=''/>\n</a>", &err);
    assert_non_null(root);
    const XmlNode *first = xml_child(root, "b"), *second = xml_next(first, "b");
    assert_string_equal(first->text, "t");
    assert_int_equal(first->line, 2);
    assert_int_equal(second->line, 4);
    assert_ptr_equal(second->parent, root);
    assert_null(xml_next(second, "b"));
    assert_null(xml_child(root, "d"));
    assert_string_equal(xml_attribute(first, "x"), "1");
    assert_null(xml_attribute(first, "y"));
    assert_true(xml_need(first, "x", &value, &err));
    assert_false(xml_need(second, "x", &value, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, ":4:"));
}

static void what_is_not_known_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    const XmlNode *root = tree_of(arena, "<a x='1' xml:lang='pl'><b/></a>", &err);
    assert_non_null(root);
    assert_true(xml_known(root, "x y", "b c", &err));
    assert_false(xml_known(root, "y", "b", &err));
    assert_non_null(strstr(err.text, "\"x\""));
    err = (Err){0};
    assert_false(xml_known(root, "x", "c", &err));
    assert_string_equal(err.code, "X02");
    assert_int_equal(err.place.column, 24);
    assert_non_null(strstr(err.text, "^^"));
}

/* Carets under the value of an attribute, whatever stands around it. */
static void a_mistake_in_an_attribute_is_shown_there(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    const XmlNode *root = tree_of(arena, "<a żółw='x > y'\n   y = \"wrong\"/>", &err);
    assert_non_null(root);
    assert_false(xml_fail_at(root, "y", &err, "D99: no"));
    assert_int_equal(err.place.line, 2);
    assert_int_equal(err.place.column, 9);
    assert_int_equal(err.place.columns, 5);
    err = (Err){0};
    assert_false(xml_fail_at(root, "nowhere", &err, "D99: no"));
    assert_int_equal(err.place.line, 1);
    assert_int_equal(err.place.columns, 2);
}

/* The file's byte of a character of the text: behind entities, CDATA marks and comments. */
static void a_byte_of_a_text_is_found_in_the_file(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    const XmlNode *root = tree_of(arena, "<a> b &lt; c<!-- no --> <![CDATA[& d]]>\r\n e</a>", &err);
    assert_non_null(root);
    assert_string_equal(root->text, "b < c & d\n e");
    for (const char *at = "bcde"; *at != '\0'; at++) {
        const char *in_text = strchr(root->text, *at);
        assert_int_equal(root->source->text[xml_text_byte(root, (size_t)(in_text - root->text))],
                         *at);
    }
}

static void a_broken_file_is_a_wrong_configuration(void **state)
{
    (void)state;
    CLEANUP(arena_free_p) Arena *arena = arena_new();
    Err err = {0};
    assert_null(tree_of(arena, "<a>\n<b>\n</a>", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, ":3:1: X04: "));
}

int main(void)
{
    enum { PLAIN = 14 };
    struct CMUnitTest tests[PLAIN + ARRAY_LENGTH(cases)] = {
        cmocka_unit_test(a_billion_laughs_end_at_once),
        cmocka_unit_test(a_quadratic_blow_up_ends_at_once),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(a_text_has_a_limit),
        cmocka_unit_test(the_whole_text_keeps_its_blanks),
        cmocka_unit_test(blanks_between_many_children_are_no_long_text),
        cmocka_unit_test(lines_are_counted_past_65535),
        cmocka_unit_test(a_document_cut_anywhere_is_refused),
        cmocka_unit_test(a_chunk_border_changes_nothing),
        cmocka_unit_test(a_file_becomes_a_tree_with_places),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(a_mistake_in_an_attribute_is_shown_there),
        cmocka_unit_test(a_byte_of_a_text_is_found_in_the_file),
        cmocka_unit_test(a_broken_file_is_a_wrong_configuration),
    };

    CASES_FILL_AT(tests, PLAIN, cases, a_document_is_read);
    return cmocka_run_group_tests_name("xml", tests, make_file, remove_file);
}
