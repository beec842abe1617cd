/* The parts of a tiny workbook around the XML of its one sheet "DANE": texts 0 to 2, formats 0
 * to 5. */
#pragma once

#include "workbook.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS = 6 };

#define PARTS_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char *const parts_made[PARTS - 1][2] = {
    {"_rels/.rels", "<Relationships><Relationship Id='r1' Type='" PARTS_REL "officeDocument' "
                    "Target='xl/workbook.xml'/></Relationships>"},
    {"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='OPIS' r:id='r9'/>"
                        "<sheet name='DANE' r:id='r1'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id='r1' Type='" PARTS_REL
     "worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='" PARTS_REL
     "sharedStrings' Target='/xl/sharedStrings.xml'/><Relationship Id='r3' Type='" PARTS_REL
     "styles' Target='./styles.xml'/></Relationships>"},
    {"xl/sharedStrings.xml",
     "<sst><si><t>ogółem</t></si><si><r><t xml:space='preserve'>w tym </t></r><r><t>kobiety</t></r>"
     "<rPh sb='0' eb='1'><t>mowa</t></rPh></si><si><t/></si></sst>"},
    {"xl/styles.xml",
     "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd'/>"
     "<numFmt numFmtId='165' formatCode='#,##0.00\\ \"dni\"'/>"
     "<numFmt numFmtId='166' formatCode='[Red]0.0_d'/></numFmts>"
     "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
     "<xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/><xf/>"
     "</cellXfs></styleSheet>"},
};

static inline Bytes parts_bytes(const void *bytes, size_t size)
{
    char *copy = malloc(size + 1);
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    return (Bytes){copy, size};
}

/* `members` holds PARTS; the bytes are for workbook_of_parts() to take. */
static inline Input parts_of(Member *members, const void *sheet, size_t size)
{
    for (size_t i = 0; i < PARTS - 1; i++)
        members[i] =
            (Member){parts_made[i][0], parts_bytes(parts_made[i][1], strlen(parts_made[i][1]))};
    members[PARTS - 1] = (Member){"xl/worksheets/sheet1.xml", parts_bytes(sheet, size)};
    return (Input){.members = members, .n_members = PARTS};
}
