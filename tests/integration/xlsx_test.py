#!/usr/bin/env python3
"""smup-ingest on workbooks: xlsx_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import pathlib
import shutil
import sys
import time
import zipfile
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, crel, ctab, name_of, zipped  # noqa: E402
from xlsx import Raw, Xml, book, book_parts, opis, packed, xrel, xrel_rows, xtab, xtab_sheets  # noqa: E402

N = Decimal


def file_name(layout, date="20210401120000"):
    return name_of(date, layout=layout).replace(".csv", ".xlsx")


REL, TAB = file_name("XREL"), file_name("XTAB")


def plain(*numbers):
    return [(N(number), "", "F", "") for number in numbers]


def places(box):
    return [(row["code"], row["place"], row["column"], row["raw"]) for row in box.rejects()]


# One series from every form

@case("XREL: values, zeros, letters and what is missing are those of the CREL")
def _(box):
    rows = ["0201011 2020 38486", "0201022 2020 -", "0201032 2020 0 x", "0201044 2020 - n", "0201044 2019 0 z", "0202011 2020 12.5 s"]
    box.run(box.put(REL, xrel(*rows)), says="bdl-xrel")
    w = box.folder / "W2"
    box.run(box.put(name_of(), crel(*(row.replace(".", ",") for row in rows))), w=w)
    assert box.content().same_numbers(box.content(w))
    assert box.content().cells()["020103"] == (N(0), "O", "N", "x") and len(box.content().cells()) == 4


@case("XTAB: values and what is missing are those of the CTAB")
def _(box):
    rows = ["0201011 38486 38500", "0201022 - 7", "0201032 12.5 -"]
    box.run(box.put(TAB, xtab(["2019", "2020"], *rows)), says=["bdl-xtab", "stored 4 + blank 2"])
    w = box.folder / "W2"
    box.run(box.put(name_of(layout="CTAB"), ctab([2019, 2020], *(row.replace(".", ",") for row in rows))), w=w)
    assert box.content().same_numbers(box.content(w))
    assert box.content().cells() == {"020101": plain(38500)[0], "020102": plain(7)[0]}


@case("the same values in CREL, CTAB, XREL and XTAB are one series, and identical")
def _(box):
    rows = ["0201011 2020 38486", "0201022 2020 15"]
    box.run(box.put(name_of(), crel(*rows)))
    for name, content in [(REL, xrel(*rows)), (TAB, xtab(["2020"], "0201011 38486", "0201022 15")),
                          (name_of(layout="CTAB"), ctab([2020], "0201011 38486", "0201022 15"))]:
        box.run(box.put(name, content), says="identical 2")
    assert len(box.content().columns) == 1 and box.content().findings == []


@case("several dimensions, merged over their years, become the headings of the CTAB")
def _(box):
    dimensions = (("0-4", "mężczyźni"), ("0-4", "kobiety"), ("5-9", "mężczyźni"))
    sheets, merges = xtab_sheets(["2019", "2020"], "0201011 1 2 3 4 5 6", dimensions=dimensions)
    sheets["TABLICA"][0][4] = None  # "0-4" over both of its groups
    merges["TABLICA"] = ["A1:A4", "B1:B4", "C1:F1", "G1:H1", "C2:D2", "E2:F2", "G2:H2"]
    box.run(box.put(TAB, book(sheets, merges)), says="stored 6")
    for dimension, value in (("0-4|mężczyźni", 2), ("0-4|kobiety", 4), ("5-9|mężczyźni", 6)):
        assert box.content().cells(2020, ("BDL", "P2137", dimension, "osoba")) == {"020101": plain(value)[0]}


@case("binary noise and exponents are brought to the shortest decimal, and counted")
def _(box):
    box.run(box.put(REL, xrel("0201011 2020 76081159.659999996", "0201022 2020 1E-3", "0201032 2020 100.50")))
    assert list(box.content().cells().values()) == plain("76081159.66", "0.001", "100.5")
    assert "2 numbers stood in the workbook with an exponent" in box.report()


@case("a workbook in a ZIP is read, and so is one with another name")
def _(box):
    box.put("in/" + REL, b"")
    with zipfile.ZipFile(box.folder / "x.zip", "w") as archive:
        archive.writestr(REL, xrel("0201011 2020 7"))
    box.run(box.folder / "x.zip")
    assert box.content().cells() == {"020101": plain(7)[0]}
    box.run("--subject", "P2137", box.put("dane", xrel("0201011 2020 7")), w=box.folder / "W2")
    assert box.content(box.folder / "W2").cells() == {"020101": plain(7)[0]}


@case("the archive keeps the workbook, and a new workspace made from it says the same")
def _(box):
    box.run(box.put(REL, xrel("0201011 2020 7", updated="09.11.2020")))
    w = box.folder / "W2"
    box.run(box.w / "archive", w=w)
    assert box.content(w) == box.content()
    box.run(box.folder / REL, says="nothing new")


# The date

@case("the sheet OPIS tells the date, in either form")
def _(box):
    for text in ("2019-03-14", "14.03.2019"):
        w = box.folder / text
        box.run(box.put(REL, xrel("0201011 2020 7", updated=text)), w=w)
        assert box.content(w).extracts[0][5:] == ("2019-03-14", "content")
    box.run(box.put(TAB, xtab(["2020"], "0201011 7", updated="2019-03-14")))
    assert box.content().extracts[0][5:] == ("2019-03-14", "content")


@case("a date of OPIS may be a date cell")
def _(box):
    sheets = {"OPIS": opis(Xml('<c r="PLACE" s="1"><v>43538</v></c>')), "DANE": xrel_rows("0201011 2020 7")}
    box.run(box.put(REL, book(sheets)))
    assert box.content().extracts[0][5:] == ("2019-03-14", "content")


@case("without OPIS, or without a date in it, the name tells the date")
def _(box):
    for number, sheets in enumerate(({}, {"OPIS": opis("wczoraj")}, {"OPIS": [["Kategoria:", "x"]]}, {"OPIS": []})):
        w = box.folder / f"W{number}"
        box.run(box.put(REL, book({**sheets, "DANE": xrel_rows("0201011 2020 7")})), w=w)
        assert box.content(w).extracts[0][5:] == ("2021-04-01T12:00:00", "file name")


# Rejects name their place

@case("a bad cell is a reject with sheet, row and column")
def _(box):
    box.run(box.put(REL, xrel("0201011 2020 7", "0201022 2020 12,5,1", "9901011 2020 1", "0201032 202 1", "0201044 2020 5 ?")), status=3)
    assert places(box) == [("NUM-0001", "DANE!F3", "Wartosc", "12,5,1"), ("TER-0001", "DANE!A4", "Kod", "9901011"),
                           ("PER-0001", "DANE!E5", "Rok", "202"), ("ATT-0001", "DANE!H6", "Atrybut", "?")]
    assert [row["line"] for row in box.rejects()] == ["3", "4", "5", "6"]
    taken = {unit: cell for unit, cell in box.content().cells().items() if cell[3] != "/"}
    assert taken == {"020101": plain(7)[0]}


@case("a bad cell of a wide table is a reject with its own column")
def _(box):
    sheets, merges = xtab_sheets(["2019", "2020"], "0201011 1 2", "0201022 3 4")
    sheets["TABLICA"][4][3] = "dwa"
    box.run(box.put(TAB, book(sheets, merges)), status=3)
    assert places(box) == [("NUM-0001", "TABLICA!D5", "ogółem;ogółem;2020;[osoba]", "dwa")]


@case("dates, errors, words and formulas without a result are no values")
def _(box):
    cells = [Xml('<c r="PLACE" s="1"><v>43831</v></c>'), Xml('<c r="PLACE" t="e"><v>#N/A</v></c>'),
             Xml('<c r="PLACE" t="b"><v>1</v></c>'), Xml('<c r="PLACE"><f>A1*2</f></c>')]
    rows = xrel_rows(*(f"0201{i}2 2020 1" for i in ("02", "03", "05", "06")), "0201011 2020 5")
    for row, cell in zip(rows[1:], cells):
        row[5] = cell
    box.run(box.put(REL, book({"DANE": rows})), status=3)
    assert [place[1:] for place in places(box)] == [
        ("DANE!F2", "Wartosc", "2020-01-01"), ("DANE!F3", "Wartosc", "#N/A"), ("DANE!F4", "Wartosc", "TRUE"),
        ("DANE!F5", "Wartosc", "'=A1*2")]


@case("a point in a text is no decimal mark of BDL; in a number it is one")
def _(box):
    rows = xrel_rows("0201011 2020 1", "0201022 2020 1.5", "0201032 2020 1")
    rows[1][5], rows[3][5] = "1.5", "1,5"
    box.run(box.put(REL, book({"DANE": rows})), status=3)
    assert places(box) == [("NUM-0001", "DANE!F2", "Wartosc", "1.5")]
    assert box.content().cells()["020102"] == box.content().cells()["020103"] == plain("1.5")[0]


@case("a code merged over its rows is in each of them; a value merged over rows is nobody's")
def _(box):
    rows = xrel_rows("0201011 2019 1", "x 2020 2", "0201022 2020 3", "0201032 2020 4")
    rows[2][0] = rows[2][1] = rows[4][5] = None
    box.run(box.put(REL, book({"DANE": rows}, {"DANE": ["A2:A3", "B2:B3", "F4:F5"]})), status=3)
    assert box.content().cells(2019) == {"020101": plain(1)[0]}
    assert box.content().cells(2020)["020101"] == plain(2)[0]
    assert [place[:2] for place in places(box)] == [("CEL-0001", "DANE!F4"), ("CEL-0001", "DANE!F5")]


@case("two rows of one cell are rejected with their rows")
def _(box):
    box.run(box.put(REL, xrel("0201011 2020 7", "0201011 2020 8")), status=3)
    assert [place[:2] for place in places(box)] == [("KEY-0001", "DANE!2:2"), ("KEY-0001", "DANE!3:3")]


@case("codes saved as numbers have lost a zero: it is restored and counted")
def _(box):
    rows = xrel_rows("0201011 2020 7")
    rows[1][0], rows[1][4] = Raw("201011"), Raw("2020")
    box.run(box.put(REL, book({"DANE": rows})))
    assert box.content().cells() == {"020101": plain(7)[0]}
    assert "1 code had lost a leading zero" in box.report()


@case("rows that are empty or not there, and notes to the right, are no records")
def _(box):
    rows = xrel_rows("0201011 2020 7", "0201022 2020 8")
    rows[1:1] = [None, [], [None, " "]]
    rows[4] += [None, "uwaga"]
    box.run(box.put(REL, book({"DANE": rows})), says="records 4 = used 2 + blank 2")
    assert len(box.content().cells()) == 2


@case("more bad rows than good ones: the first is named by its cell")
def _(box):
    box.refused(box.put(REL, xrel(*(f"99{i:02}011 2020 1" for i in range(20)))), says=["would be rejected", "DANE!A2"])


@case("a heading and nothing below it is worth a look")
def _(box):
    box.run(box.put(REL, xrel()), status=3, says="nothing below it")
    box.run(box.put(TAB, xtab(["2020"])), status=3, says="nothing below it", w=box.folder / "W2")


# What is refused

@case("a workbook of no known source says its sheets and how one begins")
def _(box):
    box.refused(box.put("x.xlsx", book({"Arkusz1": [["a", "b"]], "Inny": []})), says=['"Arkusz1", "Inny"', '"a;b"', "bdl-xrel"])
    rows = [["Kod", "Nazwa", "gestosc_2018"], ["0201000", "x", Raw("1")]]
    box.refused(box.put(TAB, book({"OPIS": opis("2019-03-14"), "TABLICA": rows})), says=['"TABLICA" begins with "Kod;Nazwa;gestosc_2018"'])


@case("a workbook without the sheet of the data is refused")
def _(box):
    box.refused(box.put(REL, book({"OPIS": opis("2019-03-14")})), says=['"OPIS"', "bdl-xrel"])
    box.refused("--source", "bdl-xrel", box.put(REL, book({"Arkusz1": xrel_rows("0201011 2020 7")})), says='"Arkusz1"')


@case("a heading whose merged cells were taken apart is refused, and no series is made up")
def _(box):
    sheets, merges = xtab_sheets(["2019", "2020"], "0201011 1 2")
    box.refused(box.put(TAB, book(sheets)), says='"Kod;Nazwa;ogółem;ogółem;2019;[osoba];2020;[osoba]"')
    merges["TABLICA"].remove("C1:D1")
    box.refused(box.put(TAB, book(sheets, merges)), says=["TABLICA!D1", "what to do"])


@case("a heading that never ends is refused")
def _(box):
    rows = [["Kod", "Nazwa", "x"]] + [[None, None, "x"] for _ in range(30)]
    box.refused(box.put(TAB, book({"TABLICA": rows})), says="more than 16 rows")


@case("a workbook cut anywhere is refused; one that lost only its list of parts is read whole")
def _(box):
    data = xrel(*(f"0201011 {year} {year}7" for year in range(2000, 2021)))
    parts = data.index(b"PK\x01\x02")
    for size in (10, 60, parts // 3, parts // 2, parts - 200, parts - 1):
        box.refused(box.put(REL, data[:size]))
    box.run(box.put(REL, data[:parts + 100]), says="stored 21", w=box.folder / "W2")


@case("a part that is missing is named")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")})
    for name, says in (("xl/worksheets/sheet1.xml", '"DANE" has no cells'), ("xl/sharedStrings.xml", "cell A1"),
                       ("xl/workbook.xml", "no workbook"), ("xl/_rels/workbook.xml.rels", '"DANE" has no cells')):
        box.refused(box.put(REL, packed({key: text for key, text in parts.items() if key != name})), says=says)


@case("a DOCTYPE in any part is refused")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")})
    entities = "<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 30))
    for name in parts:
        if name == "[Content_Types].xml":
            continue  # it is not read
        hostile = parts[name].replace("?>", f"?><!DOCTYPE x [{entities}]>", 1)
        box.refused(box.put(REL, packed({**parts, name: hostile})), says="DOCTYPE")


@case("a sheet that lies outside the file is refused, and nothing there is opened")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")}, external="DANE")
    box.refused(box.put(REL, packed(parts)), says=["outside the file", "file:///etc/passwd"])


@case("a link to another workbook is not followed: the values of the file count")
def _(box):
    rows = xrel_rows("0201011 2020 1")
    rows[1][5] = Xml('<c r="PLACE"><f>[1]Arkusz1!A1</f><v>7</v></c>')
    parts = book_parts({"DANE": rows})
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    box.run(box.put(REL, packed(parts)))
    assert box.content().cells() == {"020101": plain(7)[0]}


@case("a workbook that is a bomb is refused")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")})
    for name, text in (("xl/worksheets/sheet1.xml", parts["xl/worksheets/sheet1.xml"] + "\n" * 150_000_000),
                       ("xl/media/image1.png", "\0" * 150_000_000)):
        start = time.monotonic()
        box.refused(box.put(REL, packed({**parts, name: text})), says="more than it can honestly hold")
        assert time.monotonic() - start < 20


@case("a sheet of two million empty rows ends, and is refused")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")})
    name = "xl/worksheets/sheet1.xml"
    start = time.monotonic()
    box.refused(box.put(REL, packed({**parts, name: parts[name].replace("</sheetData>", "<row/>" * 2_000_000 + "</sheetData>")})),
                says=["1048576", "DANE"])
    assert time.monotonic() - start < 20


@case("one merged range over all of a sheet ends, and is refused")
def _(box):
    parts = book_parts({"DANE": xrel_rows("0201011 2020 7")}, {"DANE": ["A2:XFD1048576"]})
    name = "xl/worksheets/sheet1.xml"
    start = time.monotonic()
    box.refused(box.put(REL, packed({**parts, name: parts[name].replace("</sheetData>", "<row/>" * 500_000 + "</sheetData>")})), says="20000000")
    assert time.monotonic() - start < 20


@case("a workbook behind a password and one of the old form say what to do")
def _(box):
    compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000)
    box.refused(box.put("x.xls", compound), says=[".xls", "save it as an XLSX"])
    box.refused(box.put("x.xlsx", compound + "EncryptedPackage".encode("utf-16-le") + bytes(500)), says=["password", "what to do"])
    data = bytearray(xrel("0201011 2020 7"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := data.find(mark, start + 1)) >= 0:
            data[start + at] |= 1
    box.refused(box.put(REL, bytes(data)), says=["password", "what to do"])


@case("another Office document is no workbook")
def _(box):
    zipped(box.folder / "x.docx", **{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})
    box.refused(box.folder / "x.docx", says=["no workbook", "CSV"])


# Profiles

def own_profile(box, text):
    config = box.folder / "config"
    if not config.exists():
        shutil.copytree(box.config, config)
    (config / "sources" / "own.xml").write_text(text, encoding="utf-8")
    return config


@case("a source of workbooks is added by a profile alone: title above, heading of two rows")
def _(box):
    config = own_profile(box, '<profile name="lasy" form="xlsx" layout="long" source="BDL" subject="P2137" decimal=",">'
                              '<recognise columns="TERYT Rok"/><sheet name="Lasy 2" header-rows="3-4"/><unit column="TERYT"/>'
                              '<period column="Rok"/><value column="Ludność;w tysiącach" variable="ludnosc"/>'
                              '<missing symbol="bd" state="L"/></profile>')
    variable = '<variables><variable id="ludnosc" unit="osoba" kind="stock" additive="yes" perspective="area"><name xml:lang="pl">x</name>' \
               '<name xml:lang="en">x</name><series source="BDL" subject="P2137" levels="gmina"><dimension name="">ogółem</dimension>' \
               '</series></variable></variables>'
    (config / "variables" / "own.xml").write_text(variable, encoding="utf-8")
    rows = [["Lasy w gminach"], None, ["TERYT", "Rok", "Ludność", None], [None, None, "w tysiącach", "w milionach"],
            ["0201011", "2020", Raw("12.5"), Raw("1")], ["0201022", "2020", "bd", Raw("2")]]
    path = box.put("lasy.xlsx", book({"Lasy": [], "Lasy 2": rows}, {"Lasy 2": ["A1:D1", "A3:A4", "B3:B4", "C3:D3"]}))
    box.run(path, config=config, says=["lasy, date ?", "stored 2"])
    assert sorted(cell[:2] for column in box.content().columns.values() for cell in column.values()) == [(N(0), "L"), (N("12.5"), "")]


@case("one profile may read CSV and workbooks, of which the first sheet")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    path = config / "sources" / "gugik-gesut.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('form="csv"', 'form="csv xlsx"'), encoding="utf-8")
    rows = [["TERYT", "Powiat", "Rok", "Obreby", "ObrebyGESUT"], ["0202", "x", Raw("2020"), Raw("10"), "bd"]]
    box.run(box.put("x_20210401120000.xlsx", book({"Arkusz1": rows})), config=config)
    w = box.folder / "W2"
    box.run(box.put("x_20210401120000.csv", "TERYT;Powiat;Rok;Obreby;ObrebyGESUT\n0202;x;2020;10;bd\n"), config=config, w=w)
    assert box.content().same_numbers(box.content(w)) and len(box.content().columns) == 2


@case("a budget report in a workbook is read as its CSV, and a bad row named by its row")
def _(box):
    from workspace import rb_csv
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    path = config / "sources" / "mf-rb27s.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('form="csv dbf"', 'form="csv dbf xlsx"'), encoding="utf-8")
    text = rb_csv("020101 1 0 756 75615 031 0 100.00 99.50", "020101 1 0 756 7561 031 0 10.00 9.50")
    rows = [line.split(";") for line in text.split("\r\n") if line]
    box.run(box.put("Rb27s.xlsx", book({"Arkusz1": rows})), config=config, status=3)
    w = box.folder / "W2"
    box.run(box.put("Rb27s.csv", text), config=config, w=w, status=3)
    assert box.content().filings == box.content(w).filings != []
    assert [place[:2] for place in places(box)] == [("BUD-0001", "Arkusz1!3:3")]


@case("a profile with a mistake about sheets is a wrong configuration")
def _(box):
    whole = ('<profile name="own" form="xlsx" source="BDL"><recognise header="Kod;Rok;X"/>SHEET<unit column="Kod"/><period column="Rok"/>'
             '<value column="X" variable="ludnosc_3112"/></profile>')
    data = box.put(REL, xrel("0201011 2020 7"))
    config = own_profile(box, whole.replace("SHEET", '<sheet name="A" header-rows="2-3"/><date sheet="B" label="x"/>'))
    box.run(data, config=config)
    for part, says in (('<sheet name="A" header-rows="0"/>', "header-rows"), ('<sheet header-rows="3-1"/>', "header-rows"),
                       ('<sheet header-rows="x"/>', "header-rows"), ('<sheet header-rows=""/>', "header-rows"),
                       ('<sheet naem="A"/>', "naem"), ('<date sheet="OPIS"/>', "label"), ('<date label="x"/>', "sheet")):
        box.run(data, config=own_profile(box, whole.replace("SHEET", part)), status=78, says=["own.xml", says])


if __name__ == "__main__":
    program, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, program, config), sys.argv[3:]))
