/* The schemas of config/schema/ against config/ as it is, and against an indicator that has all
 * that one may have. */
#include "str.h"

#include "cases.h"

#include <glob.h>
#include <libxml/relaxng.h>
#include <stdio.h>

static const char *config;

static xmlRelaxNGPtr read_schema(const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/schema/%s.rng", config, name);
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(path);
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    assert_non_null(schema);
    return schema;
}

/* Takes the document. */
static bool is_valid(xmlRelaxNGPtr schema, xmlDocPtr document)
{
    xmlRelaxNGValidCtxtPtr validator = xmlRelaxNGNewValidCtxt(schema);
    bool valid = document != NULL && xmlRelaxNGValidateDoc(validator, document) == 0;
    xmlRelaxNGFreeValidCtxt(validator);
    xmlFreeDoc(document);
    return valid;
}

typedef struct FolderCase {
    const char *label, *schema, *files;
} FolderCase;

static FolderCase folders[] = {
    {"areas", "areas", "indicators/areas.xml"},
    {"budget classification", "classification", "classification/*.xml"},
    {"indicators", "indicator", "indicators/*/*.xml"},
    {"shared inputs", "inputs", "inputs/*.xml"},
    {"units", "units", "units/*.xml"},
    {"variables", "variables", "variables/*.xml"},
};

static void every_file_fits_its_schema(void **state)
{
    const FolderCase *folder = *state;
    char pattern[512];
    glob_t found;
    (void)snprintf(pattern, sizeof pattern, "%s/%s", config, folder->files);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    xmlRelaxNGPtr schema = read_schema(folder->schema);
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (!is_valid(schema, xmlReadFile(found.gl_pathv[i], NULL, XML_PARSE_NONET)))
            fail_msg("%s does not fit %s.rng", found.gl_pathv[i], folder->schema);
    xmlRelaxNGFree(schema);
    globfree(&found);
}

static const char whole[] =
    "<indicator code=\"EDU99\" version=\"2\" state=\"retired\" successor=\"EDU01\">"
    "<name xml:lang=\"pl\">a</name><name xml:lang=\"en\">a</name>"
    "<description xml:lang=\"pl\">a</description><description xml:lang=\"en\">a</description>"
    "<interpretation xml:lang=\"pl\">a</interpretation>"
    "<interpretation xml:lang=\"en\">a</interpretation>"
    "<review author=\"a\" reviewer=\"b\" date=\"2026-11-22\" digest=\"0123456789ab\"/>"
    "<place area=\"edukacja\" service=\"oswiata\" dimension=\"ilosc\" direction=\"neutral\"/>"
    "<scope from=\"2010\" to=\"2020\" coverage=\"0.95\"><publish tier=\"gmina\"/></scope>"
    "<input name=\"u\" variable=\"uczniowie_sp\" blend=\"8/12 previous 4/12 this\" "
    "moment-accepted=\"a\"/>"
    "<input name=\"l\" ref=\"ludnosc_3112\" shift=\"-1\" perspective-accepted=\"a\"/>"
    "<input name=\"w\" report=\"Rb-28S\" measure=\"wykonanie\" concept=\"zlobki\" "
    "group=\"biezace\" absent=\"zero-if-reported\" perspective=\"area\"/>"
    "<formula>u / l</formula>"
    "<result unit=\"%\" decimals=\"1\"/>"
    "<rule id=\"a\" severity=\"error\" pl=\"a\" en=\"a\">EDU99 &lt; 1</rule>"
    "<verify input=\"w\" tolerance=\"0.5%\"><comment>a</comment></verify>"
    "<rule id=\"b\" severity=\"info\" pl=\"a\"><when>u &gt; 0</when><then>l &gt; 0</then></rule>"
    "<example><comment>a</comment><given name=\"u\" lag=\"-1\">1</given>"
    "<given name=\"u\" year=\"2015\" state=\"P\">1</given><given name=\"l\" state=\"O\"/>"
    "<expect state=\"O\"/></example>"
    "<comment>a</comment></indicator>";

typedef struct SlipCase {
    const char *label, *old, *wrong;
} SlipCase;

static SlipCase slips[] = {
    {"a state that does not exist", "state=\"retired\"", "state=\"published\""},
    {"retired without a successor", " successor=\"EDU01\"", ""},
    {"a draft with a successor", "state=\"retired\"", "state=\"draft\""},
    {"a short digest", "0123456789ab", "0123"},
    {"a day that is no date", "2026-11-22", "22.11.2026"},
    {"a blend without its words", "8/12 previous 4/12 this", "8/12 4/12"},
    {"a shift past its limit", "shift=\"-1\"", "shift=\"-11\""},
    {"an input of two kinds", "ref=\"ludnosc_3112\"", "ref=\"a\" variable=\"a\""},
    {"when without then", "<then>l &gt; 0</then>", ""},
    {"a tolerance with a comma", "0.5%", "0,5%"},
    {"a state of no cell", "<expect state=\"O\"/>", "<expect state=\"X\"/>"},
    {"a year and a lag", "year=\"2015\"", "year=\"2015\" lag=\"1\""},
};

static bool fits(const char *old, const char *wrong)
{
    CLEANUP(strbuf_done) StrBuf text = {0};
    const char *at = strstr(whole, old);
    assert_non_null(at);
    strbuf_add(&text, whole, (size_t)(at - whole));
    strbuf_puts(&text, wrong);
    strbuf_puts(&text, at + strlen(old));
    xmlRelaxNGPtr schema = read_schema("indicator");
    bool valid =
        is_valid(schema, xmlReadMemory(text.text, (int)text.length, NULL, NULL, XML_PARSE_NONET));
    xmlRelaxNGFree(schema);
    return valid;
}

static void all_that_an_indicator_may_have_fits(void **state)
{
    (void)state;
    assert_true(fits("", ""));
}

static void a_slip_does_not_fit(void **state)
{
    const SlipCase *slip = *state;
    assert_false(fits(slip->old, slip->wrong));
}

static void say_nothing(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

int main(int argc, char **argv)
{
    enum { PLAIN = 1, SLIPS = PLAIN + ARRAY_LENGTH(folders) };
    struct CMUnitTest tests[SLIPS + ARRAY_LENGTH(slips)] = {
        cmocka_unit_test(all_that_an_indicator_may_have_fits)};

    config = argc > 1 ? argv[1] : "config";
    xmlSetGenericErrorFunc(NULL, say_nothing);
    CASES_FILL_AT(tests, PLAIN, folders, every_file_fits_its_schema);
    CASES_FILL_AT(tests, SLIPS, slips, a_slip_does_not_fit);
    int status = cmocka_run_group_tests_name("schema", tests, NULL, NULL);
    xmlRelaxNGCleanupTypes();
    xmlCleanupParser();
    return status;
}
