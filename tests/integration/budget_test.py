#!/usr/bin/env python3
"""Budget reports of local governments, all layouts: budget_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import csv
import itertools
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import zipfile
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, bestia, crel, name_of, rb_csv, rb_dbf  # noqa: E402

N = Decimal
KEY = ("756", "75615", "031", "0")
TAX = "020101 1 0 756 75615 031 0 100.00 99.50"
JST = "REGON WK PK GK GT PT KODMSWIA ROK KWARTAL DAT_SKW".split()
MONEY = {"27": "R1 R2 R3 R4 R9 R10 R5 R6 R7 R8 R11 R11Z R11R".split(), "28": "R1 R10 R4 R11 R12 R9 R12U R12B R13".split()}


def rejects(box, w=None):
    return [(row["code"], row["line"], row["column"]) for row in box.rejects(w)]


# The layouts of 2004 to II 2008 (budget.md 1.2)

def old_rows(rows, report, year, quarter, date):
    """(names, records): a row is as in rb_csv; the JST's number may stand in front of it: "44219:020101 Z 8 ..."."""
    names = ("IDD IDSPRAW ID_JST REGON WK PK GK GT PT ROK KWARTAL DAT_SKW UWAGI DZIAL ROZDZIAL STATUS PAR PAR4".split() +
             MONEY[report])
    records = []
    for i, row in enumerate(rows):
        jst, _, rest = row.rpartition(":")
        unit, gt, pt, dzial, rozdzial, paragraf, p4, *amounts = rest.split()
        record = dict.fromkeys(names, "0.00")
        record.update(zip(names, [str(i), "7", jst or "1201", "123456789     ", unit[:2], unit[2:4], unit[4:], gt, pt, str(year),
                                  str(quarter), date, "korekta planu, zażółcona", dzial, rozdzial, "3", paragraf, p4]))
        record.update(zip(("R1", "R4"), amounts))
        records.append(record)
    return names, records


def old_csv(*rows, report="27", year=2005, quarter=4, date="2006-02-20"):
    names, records = old_rows(rows, report, year, quarter, date)
    return "\r\n".join([";".join(names)] + [";".join(record[name] for name in names) for record in records]) + "\r\n"


def dbf(names, records, widths, version=3, deleted=()):
    """A dBase III table; UWAGI is a memo: ten blanks, or the number of its block."""
    fields, body = b"", b""
    for name in names:
        kind = b"M" if name == "UWAGI" else b"C" if name in widths else b"N"
        width = 10 if name == "UWAGI" else widths.get(name, 18)
        fields += struct.pack("<11sc4xBB14x", name.encode(), kind, width, 2 if kind == b"N" else 0)
    for i, record in enumerate(records):
        body += b"*" if i in deleted else b" "
        for name in names:
            width = 10 if name == "UWAGI" else widths.get(name, 18)
            text = "1" if name == "UWAGI" else record[name]
            body += (text.ljust(width) if name in widths else text.rjust(width)).encode("cp1250")
    size = 1 + sum(10 if name == "UWAGI" else widths.get(name, 18) for name in names)
    head = struct.pack("<BBBBIHH20x", version, 106, 2, 20, len(records), 33 + len(fields), size)
    return head + fields + b"\r" + body + b"\x1a"


OLD_WIDTHS = {"IDD": 8, "IDSPRAW": 8, "ID_JST": 6, "REGON": 14, "WK": 2, "PK": 2, "GK": 2, "GT": 1, "PT": 1, "ROK": 4, "KWARTAL": 1,
              "DAT_SKW": 8, "DZIAL": 3, "ROZDZIAL": 5, "STATUS": 1, "PAR": 3, "PAR4": 1}


def old_dbf(*rows, report="27", year=2005, quarter=4, date="20060220"):
    return dbf(*old_rows(rows, report, year, quarter, date), OLD_WIDTHS, version=0x83)


@case("the layout of 2004 to II 2008 by CSV and by DBF with a memo file in a ZIP are equal")
def _(box):
    rows = (TAX, "44219:020101 Z 8 900 90002 049 0 55.00 54.00", "146500 0 2 756 75621 001 0 7.00 6.00")
    box.run(box.put("RB27S.csv", old_csv(*rows), "cp1250"), says="mf-rb27s-2004")
    path = box.folder / "Dxx.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("RB27S.DBF", old_dbf(*rows))
        archive.writestr("RB27S.DBT", struct.pack("<I", 2) + bytes(508) + b"notes of people\x1a\x1a".ljust(512, b"\0"))
    box.run(path, w=box.folder / "W2", says="mf-rb27s-2004")
    content = box.content()
    assert content.same_numbers(box.content(box.folder / "W2"))
    assert content.filing("Rb-27S", "020101", "2005-Q4") == {KEY: {0: 10000, 3: 9950}}
    assert content.filing("Rb-27S", "020101Z/4219", "2005-Q4") == {("900", "90002", "049", "0"): {0: 5500, 3: 5400}}
    assert content.filing("Rb-27S", "146501", "2005-Q4") == {("756", "75621", "001", "0"): {0: 700, 3: 600}}


@case("a memo file beside its table is passed over and named; one alone is refused")
def _(box):
    box.put("d/RB28S.dbf", old_dbf(TAX, report="28"))
    memo = box.put("d/RB28S.dbt", b"\1\0\0\0" + bytes(508))
    box.run(box.folder / "d", says=["RB28S.dbt: passed over", "mf-rb28s-2004"])
    assert box.content().filing("Rb-28S", "020101", "2005-Q4") == {KEY: {0: 10000, 2: 9950}}
    box.refused(memo.rename(box.folder / "alone.dbt"))


@case("a union's number is the same in the old layout and in the new one, with its leading zero or without")
def _(box):
    row = "020101 z 8 900 90002 049 0 55.00 54.00"
    box.run(box.put("old.csv", old_csv("40219:" + row)),
            *(box.put(f"new{msw}.csv", rb_csv(row, msw=msw, year=year)) for msw, year in (("0219", 2009), ("219", 2010))))
    assert {(f[1], f[2]) for f in box.content().filings} == {(q, "020101Z/0219") for q in ("2005-Q4", "2009-Q4", "2010-Q4")}
    box.run(box.put("bad.csv", old_csv(TAX, "90219:" + row, year=2006)), status=3)
    assert rejects(box) == [("TER-0001", "3", "ID_JST")], rejects(box)


@case("the letter O for a fourth digit is repaired and counted in the old layout, and a reject in the new one")
def _(box):
    row = TAX.replace("031 0", "031 O")
    box.run(box.put("old.csv", old_csv(row), "cp1250"))
    assert box.content().filing("Rb-27S", "020101", "2005-Q4") == {KEY: {0: 10000, 3: 9950}}
    assert "1 fourth digit was the letter O" in box.report()
    box.run(box.put("new.csv", rb_csv(TAX, row.replace("75615", "75616"))), status=3)
    assert rejects(box) == [("BUD-0001", "3", "PAR4")]


@case("leading zeros that were lost are put back, and counted")
def _(box):
    row = "020101 1 0 756 75615 031 0 1.00 1.00"
    lines = rb_csv(row).replace("756;75615;031", "10;1095;31").replace(";02;01;01;", ";2;1;1;")
    box.run(box.put("x.csv", lines))
    assert box.content().filing("Rb-27S", "020101") == {("010", "01095", "031", "0"): {0: 100, 3: 100}}
    assert "6 codes had lost a leading zero" in box.report()


@case("a row of separators only is blank, one with a field too many is a reject")
def _(box):
    lines = rb_csv(TAX).splitlines()
    box.run(box.put("x.csv", "\r\n".join(lines + [";" * lines[0].count(";"), lines[1] + ";x"]) + "\r\n"), status=3,
            says="records 3 = used 1 + blank 1 + rejected 1")
    assert rejects(box) == [("CSV-0001", "4", "")]


@case("BUD-01: a paragraf of 3 digits and a fourth, of 4 digits, and both in one load are the same")
def _(box):
    four = rb_csv(TAX.replace("031 0", "310 0")).replace(";PAR;PAR4;", ";PAR;").replace(";310;0;", ";0310;")
    for i, text in enumerate((rb_csv(TAX), four, rb_csv(TAX).replace(";031;0;", ";0310;;"), rb_csv(TAX).replace(";031;0;", ";0310;0;"),
                              four.replace(";0310;", ";310;"))):
        w = box.folder / f"W{i}"
        box.run(box.put(f"{i}.csv", text), w=w)
        assert box.content(w).filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 9950}}, i
    box.run(box.put("a.csv", rb_csv(TAX)), box.put("b.csv", four))
    assert [f[5] for f in box.content().filings] in ([0, 1], [1, 0])
    box.run(box.put("c.csv", rb_csv(TAX, TAX.replace("75615", "75616")).replace("75616;031;0;", "75616;0310;7;")), status=3,
            w=box.folder / "W9")
    assert rejects(box, box.folder / "W9") == [("BUD-0001", "3", "PAR4")]


# Matrix reports: one record a unit (budget.md 2.3, 2.4)

def matrix(names, *rows, year=2019, quarter=4, date="2020-02-20", old=False):
    """A row is "WKPKGK GT PT amount..." in the order of names; `-` is an empty amount."""
    head = "IDD IDSPRAW ID_JST REGON WK PK GK GT PT ROK KWARTAL DAT_SKW UWAGI".split() if old else JST
    lines = [";".join(head + names.split())]
    for row in rows:
        unit, gt, pt, *amounts = row.split()
        record = {"REGON": "123456789     ", "WK": unit[:2], "PK": unit[2:4], "GK": unit[4:], "GT": gt, "PT": pt, "ROK": str(year),
                  "KWARTAL": str(quarter), "DAT_SKW": date, "ID_JST": "40219", "KODMSWIA": "0219" if gt in "Zz" else ""}
        lines.append(";".join([record.get(name, "") for name in head] + ["" if a == "-" else a for a in amounts]))
    return "\r\n".join(lines) + "\r\n"


def series(subject, position, measure):
    return ("MF", subject, f"{position}|{measure}", "zł")


def amount(content, subject, position, measure, unit, period="2019-Q4"):
    cell = content.cells(period, series(subject, position, measure)).get(unit)
    return None if cell is None else cell[0]


NDS_NEW = "AP AW A1P A1W A2P A2W BP BW B1P B1W B2P B2W CP CW"
NDS_OLD = "AP AW BP BW B3P B3W B1P B1W CP CW"


@case("Rb-NDS: units, cities, unions; an empty amount of a report that was filed is zero")
def _(box):
    box.run(box.put("Rb_NDS.csv", matrix(NDS_NEW, "020101 1 0 100.00 90.50 80 70.5 20 20 110 100 90 80 20 20 -10.00 -9.50",
                                         "020100 0 1 5 4 5 4 - - 5 5 5 5 - - 0 -1", "146500 0 2 9 8 9 8 0 0 7 6 7 6 0 0 2 2",
                                         "020101 z 8 1 1 1 1 0 0 1 1 1 1 0 0 0 0")), says="mf-rbnds")
    content = box.content()
    get = lambda position, measure, unit: amount(content, "Rb-NDS", position, measure, unit)  # noqa: E731
    assert get("dochody ogółem", "wykonanie", "020101") == N("90.5") and get("dochody ogółem", "plan", "020101") == 100
    assert get("wynik budżetu", "wykonanie", "020101") == N("-9.5")
    assert get("dochody majątkowe", "plan", "0201") == 0 and get("dochody ogółem", "plan", "0201") == 5
    assert get("wydatki bieżące", "wykonanie", "146501") == 6
    assert get("dochody ogółem", "plan", "020101Z/0219") == 1
    assert "columns that are not read: REGON" in box.report()


@case("Rb-NDS: B1 was capital expenditure and is current expenditure; the years between are rejected with that reason")
def _(box):
    old = matrix(NDS_OLD, "020101 1 0 100 90 110 100 60 61 50 39 -10 -10", year=2009, date="2010-02-20", old=True)
    new = matrix(NDS_NEW, "020101 1 0 100 90 80 70 20 20 110 100 60 61 50 39 -10 -10")
    box.run(box.put("old.csv", old), box.put("new.csv", new))
    content = box.content()
    for period in ("2009-Q4", "2019-Q4"):
        for position, plan, done in (("wydatki bieżące", 60, 61), ("wydatki majątkowe", 50, 39), ("wydatki ogółem", 110, 100)):
            assert amount(content, "Rb-NDS", position, "plan", "020101", period) == plan, (period, position)
            assert amount(content, "Rb-NDS", position, "wykonanie", "020101", period) == done
    box.run(box.put("between.csv", matrix(NDS_OLD, "020101 1 0 100 90 110 100 60 61 50 39 -10 -10", year=2014, date="2015-02-20")), status=3)
    assert rejects(box) == [("BUD-0003", "2", "B3P")], rejects(box)
    assert "the form was renumbered" in box.rejects()[0]["reason"] and "2014-Q4" not in str(box.content().columns.keys())


@case("Rb-NDS: of two versions in one file the newest dated counts, and the same across files in any order")
def _(box):
    lines = matrix("AP AW BP BW CP CW", "020101 1 0 1 1 1 1 0 0", "020102 2 0 7 7 7 7 0 0").splitlines()
    later = matrix("AP AW BP BW CP CW", "020101 1 0 2 2 1 1 1 1", date="2020-04-01").splitlines()
    both = box.put("both.csv", "\r\n".join([lines[0], later[1], *lines[1:]]) + "\r\n")
    box.run(both, says="superseded 6")
    first, second = box.put("first.csv", "\r\n".join(lines) + "\r\n"), box.put("second.csv", "\r\n".join(later) + "\r\n")
    box.run(first, second, w=box.folder / "W2")
    box.run(second, first, w=box.folder / "W3")
    for w in ("W", "W2", "W3"):
        content = box.content(box.folder / w)
        assert amount(content, "Rb-NDS", "dochody ogółem", "plan", "020101") == 2
        assert amount(content, "Rb-NDS", "dochody ogółem", "plan", "020102") == 7
        assert not content.findings, content.findings


@case("Rb-NDS: a correction counts by the date of its own report, whatever other reports its file and the older one hold")
def _(box):
    names = "AP AW BP BW CP CW"
    lines = matrix(names, "020101 1 0 10 10 10 10 0 0", "020103 2 0 3 3 3 3 0 0").splitlines()
    other = matrix(names, "020102 2 0 7 7 7 7 0 0", date="2020-09-01").splitlines()
    first = box.put("a.csv", "\r\n".join(lines + other[1:]) + "\r\n")
    second = box.put("b.csv", matrix(names, "020101 1 0 20 20 20 20 0 0", date="2020-06-01"))
    third = box.put("c.csv", matrix(names, "020103 2 0 4 4 4 4 0 0", "020102 2 0 8 8 8 8 0 0", date="2020-01-31"))
    for i, files in enumerate(itertools.permutations((first, second, third))):
        w = box.folder / f"W{i}"
        for path in files:
            box.run(path, w=w)
        content = box.content(w)
        got = [amount(content, "Rb-NDS", "dochody ogółem", "plan", unit) for unit in ("020101", "020102", "020103")]
        assert got == [20, 7, 3] and not content.findings, (files, got, content.findings)
        told = subprocess.run([pathlib.Path(box.program).resolve().parent / "smup", "data", "nds_dochody_plan", "2019-Q4", "--csv", "-w", w,
                               "--config", box.config], capture_output=True, text=True, check=True).stdout
        got = [(row["unit"], row["value"], row["extract"], row["date"]) for row in csv.DictReader(told.splitlines(), delimiter=";")]
        assert got == [("020101", "20.00", "b.csv", "2020-06-01"), ("020102", "7.00", "a.csv", "2020-09-01"),
                       ("020103", "3.00", "a.csv", "2020-02-20")], (files, got)


@case("Rb-NDS: by DBF, with a deleted record; a bad amount is rejected and the others of the report stay")
def _(box):
    names = JST + "AP AW BP BW CP CW".split()
    record = dict(zip(names, ["1", "02", "01", "01", "1", "0", "", "2019", "4", "20200220", "1.00", "2.00", "3.00", "4.00", "-2.00", "-2.00"]))
    widths = {**OLD_WIDTHS, "KODMSWIA": 4}
    box.run(box.put("x.dbf", dbf(names, [{**record, "AW": "9.99"}, record], widths, deleted={0})), says=["filtered 1", "stored 6"])
    assert amount(box.content(), "Rb-NDS", "dochody ogółem", "wykonanie", "020101") == 2
    box.run(box.put("y.csv", matrix("AP AW BP BW CP CW", "020101 1 0 1.005 2 3 x 4 5")), w=box.folder / "W2", status=3)
    assert rejects(box, box.folder / "W2") == [("NUM-0001", "2", "AP"), ("NUM-0001", "2", "BW")]
    assert amount(box.content(box.folder / "W2"), "Rb-NDS", "wynik budżetu", "plan", "020101") == 4


Z_NAMES = "E EKO EZO E1 E1IF E2 E2ZF E1IF E2PN E3 E4"


@case("Rb-Z: E1IF twice in the heading is E1IF and E2IF; another name twice is refused")
def _(box):
    box.run(box.put("Rbz.csv", matrix(Z_NAMES, "020101 1 0 100 90 10 40 5 60 1 7 2 0 0", year=2010, date="2011-02-20")), says="mf-rbz")
    get = lambda position, measure: amount(box.content(), "Rb-Z", position, measure, "020101", "2010-Q4")  # noqa: E731
    assert get("zobowiązania ogółem", "ogółem") == 100 and get("zobowiązania ogółem", "krajowi ogółem") == 90
    assert get("papiery wartościowe", "pozostałe krajowe instytucje finansowe") == 5
    assert get("kredyty i pożyczki", "pozostałe krajowe instytucje finansowe") == 7
    box.refused(box.put("x.csv", matrix(Z_NAMES.replace("E2PN", "EKO"), "020101 1 0 1 1 1 1 1 1 1 1 1 1 1")), says='"EKO" stands twice')


@case("Rb-N: N112KR is N12KR; rows N4 and N5 may be a file of their own")
def _(box):
    box.run(box.put("Rbn.csv", matrix("N NKO NZO N1 N12 N112KR N2 N3", "020101 1 0 10 9 1 3 2 1 0 7")), says="mf-rbn,")
    box.run(box.put("Rbn4.csv", matrix("N4 N41 N42 N5 N51", "020101 1 0 4 3 1 5 5")), says="mf-rbn4,")
    content = box.content()
    assert amount(content, "Rb-N", "papiery wartościowe krótkoterminowe", "grupa I", "020101") == 1
    assert amount(content, "Rb-N", "należności wymagalne", "ogółem", "020101") == 4


@case("a matrix report needs no program: a dictionary and a profile; mistakes in them end with 78 and their place")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    (config / "sources" / "rb-x.xml").write_text(
        '<profile name="rb-x" form="csv" layout="matrix" subject="Rb-X" source="MF" decimal="." repair="leading-zero">'
        '<recognise columns="WK ROK XA XB"/><positions dictionary="rb-x" unit="zł"/></profile>', encoding="utf-8")
    table = config / "sources" / "positions-rb-x.csv"
    head = "column;from;to;position;measure;note\n"
    path = box.put("x.csv", matrix("XA XB", "020101 1 0 1 2"))
    table.write_text(head + "XA;2019-Q1;;podatek;wpływy;\nXB;2019-Q1;;podatek;skutki;\n", encoding="utf-8")
    box.run(path, config=config)
    assert amount(box.content(), "Rb-X", "podatek", "skutki", "020101") == 2
    for i, (row, says) in enumerate({"XA;2019;;a;b;": ":2: from and to are quarters", "XA;2019-Q1;;;;": ":2: a row has a position",
                                     "XA;2019-Q1;;a;b;\nXA;2020-Q1;;c;d;": ":3: the column \"XA\" has two meanings",
                                     "#2;2019-Q1;;a;b;": ":2: \"#2\" is no name"}.items()):
        table.write_text(head + row + "\n", encoding="utf-8")
        box.run(path, config=config, status=78, says=["positions-rb-x.csv", says], w=box.folder / f"V{i}")


# What a file says of itself as a whole

def many(rows, n=60, **more):
    """n gminas of the register with the same rows ("dzial rozdzial paragraf p4 plan amount")."""
    return rb_csv(*(f"{unit} {row}" for unit in UNITS[:n] for row in rows), **more)


UNITS = [f"0201{i:02} {gt} 0" for i, gt in enumerate("122323", 1)]


@case("a part of a report is refused: what it leaves out would count as zero")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    for path in config.glob("sources/mf-rb2*.xml"):
        path.write_text(path.read_text(encoding="utf-8").replace('of="50"', 'of="5"'), encoding="utf-8")
    one, three = ["756 75621 001 0 1 1"], ["756 75621 001 0 1 1", "756 75615 031 0 1 1", "756 75616 031 0 1 1"]
    for report in ("27", "28"):
        box.refused(box.put("part.csv", many(one, report=report)), config=config,
                    says=[f"this is a part of Rb-{report}S", "units: 6, rows of the middle one: 1", "all rows of every unit"])
        box.run(box.put(f"whole{report}.csv", many(three, report=report)), config=config)
    box.run(box.put("few.csv", many(one, n=4, quarter=3)), config=config, w=box.folder / "W2")
    mistake = config / "sources" / "mf-rb27s.xml"
    mistake.write_text(mistake.read_text(encoding="utf-8").replace('min-rows="3"', 'min-rows="three"'), encoding="utf-8")
    box.run(box.put("x.csv", many(one)), config=config, status=78, says=["mf-rb27s.xml", "min-rows"], w=box.folder / "W3")


@case("BUD-09: a report under another's name is read by its columns, with a warning; asked for as another it is refused")
def _(box):
    box.run(box.put("Rb-28S_csv.csv", rb_csv(TAX)), says=["WARN", "the name says Rb-28S, the columns are those of Rb-27S"])
    assert box.content().filing("Rb-27S", "020101")
    box.refused(box.put("x.csv", rb_csv(TAX, quarter=3)), "--source", "mf-rb28s", says="no file of a known source")
    box.refused(box.put("y.xml", bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 1.00"])).replace("Rb-27s", "Rb-28s").replace(
        "PaczkaSprawozdan", "Paczka")), says="<Paczka>")


@case("XML-17: a name or a package that says another quarter than the reports is refused")
def _(box):
    for name in ("Rb27S_2019Q2.csv", "Sprawozdania[2019][IIKwartał] Dochody.csv"):
        box.refused(box.put(name, rb_csv(TAX)), says=["2019-Q2", "2019-Q4 (1)"])
    for name in ("Rb27S_2019Q4.csv", "Sprawozdania[2019][IVKwartał] Dochody.csv"):
        box.run(box.put(name, rb_csv(TAX)), w=box.folder / name[-9:])
    text = bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 1.00"]))
    box.refused(box.put("x.xml", text.replace("<Okres>4</Okres>", "<Okres>2</Okres>", 1)), says=["period 2", "period 4"])


@case("several periods in one file are taken, and said")
def _(box):
    box.run(box.put("x.csv", rb_csv(TAX) + rb_csv(TAX, quarter=3).splitlines()[1] + "\r\n"), says=["WARN", "2019-Q3 (1), 2019-Q4 (1)"])


@case("BUD-05: a cumulative total that falls is said with the biggest falls, in any order of files and not against a correction")
def _(box):
    def report(quarter, *amounts, date=None):
        return rb_csv(*(f"{unit} 756 75615 031 0 9 {amount}" for unit, amount in zip(UNITS, amounts)), quarter=quarter,
                      date=date or f"2019-{3 * quarter + 1:02}-20" if quarter < 4 else "2020-02-20")
    first, second = box.put("1.csv", report(1, 100, 50, 10)), box.put("2.csv", report(2, 40, 60, 5))
    says = ["WARN", "cumulative totals fall at 2 units", "020101 Bolesławiec: 100.00 by quarter 1, 40.00 by quarter 2; 020103"]
    box.run(first, second, says=says)
    box.run(second, first, says=says, w=box.folder / "W2")
    text = box.run(box.put("3.csv", report(3, 100, 70, 20)))
    assert "fall" not in text, text
    text = box.run(box.put("1b.csv", report(1, 30, 50, 4, date="2019-05-20")), w=box.folder / "W2")
    assert "fall" not in text, text


@case("BUD-02: negative receipts are taken; a negative plan is taken with a warning")
def _(box):
    text = box.run(box.put("a.csv", rb_csv(TAX.replace("99.50", "-99.50"))))
    assert box.content().filing("Rb-27S", "020101")[KEY][3] == -9950 and "plan" not in text
    box.run(box.put("b.csv", rb_csv(TAX.replace("100.00", "-100.00"), quarter=3)), says=["WARN", "1 row has a negative plan"])
    assert box.content().filing("Rb-27S", "020101", "2019-Q3")[KEY][0] == -10000


# BeSTi@ packages

GMINA = ("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 100.00 DW 99.50"])


@case("BeSTi@: reports of kinds that are not read are counted and named")
def _(box):
    text = bestia(GMINA).replace("<Sprawozdania>", "<Sprawozdania><Rb-nds><Pozycje><Pozycja/></Pozycje></Rb-nds><Rb-z/><Rb-z/>")
    box.run(box.put("x.xml", text), says=["3 reports of kinds that are not read are passed over: Rb-nds, Rb-z", "filtered 3"])
    assert box.content().filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 9950}}


@case("XML-08: a package of another version, or of none, and another root are refused")
def _(box):
    for old, new in (('Wersja="0.3"', 'Wersja="0.4"'), (' Wersja="0.3"', "")):
        box.refused(box.put("x.xml", bestia(GMINA).replace(old, new)), says="0.3 is known")
    box.refused(box.put("x.xml", bestia(GMINA).replace("PaczkaSprawozdan", "Pakiet")), says=["<Pakiet>", "bestia"])


@case("XML-11, XML-14: the place of a bad amount in one long line; a part that is missing, empty or repeated")
def _(box):
    rows = [f"756 75616 {i:03} 0 PL 1.00" for i in range(200)]
    box.run(box.put("x.xml", bestia((*GMINA[:4], rows)).replace("<Paragraf>199</Paragraf><P4>0</P4><PL>1.00", "<Paragraf>199</Paragraf><P4>0</P4><PL>1,0x")),
            status=3)
    reject = box.rejects()[0]
    assert (reject["code"], reject["raw"]) == ("NUM-0001", "1,0x") and 'Jednostka "Gmina"/Rb-27S/Pozycja[200]/PL' in reject["place"], reject
    for i, (old, new, codes) in enumerate((("<P4>0</P4>", "", ["BUD-0001"]), ("<Dzial>756</Dzial>", "<Dzial/>", ["BUD-0001"]),
                                           ("<PL>100.00</PL>", "<PL>100.00</PL><PL>100.00</PL>", ["BUD-0002"]),
                                           ("<PL>100.00</PL>", "<PL></PL>", []), ("<WK>02</WK>", "<WK/>", ["TER-0001"]))):
        w = box.folder / f"W{i}"
        box.run(box.put(f"{i}.xml", bestia(GMINA).replace(old, new)), status=3 if codes else 0, w=w)
        assert [r["code"] for r in box.rejects(w)] == codes, (old, box.rejects(w))


@case("XML-12: blanks around texts do not count, and are counted; XML-14: a part of a classification that is given twice is a reject")
def _(box):
    box.run(box.put("x.xml", bestia(GMINA).replace("<PL>", "<PL>\n  ").replace("</Dzial>", "\t</Dzial>")))
    assert box.content().filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 9950}} and "4 texts had blanks around them" in box.report()
    box.run(box.put("y.xml", bestia(GMINA, quarter=3).replace("<P4>0</P4>", "<P4>0</P4><P4>7</P4>")), status=3)
    assert [(r["code"], r["column"]) for r in box.rejects()] == [("BUD-0001", "P4")]


@case("XML-16: signatures are counted and never said to be checked")
def _(box):
    box.run(box.put("x.xml", bestia(GMINA)))
    assert "1 signature, which is not checked" in box.report()


@case("BUD-08: a dzial that is unknown or of other years is taken and said, with its years")
def _(box):
    old = "020101 1 0 855 85501 206 0 1.00 1.00"
    text = box.run(box.put("a.csv", rb_csv(TAX, old, year=2016, date="2017-02-20")), box.put("b.csv", rb_csv(TAX, old)))
    assert text.count("not of its year") == 1 and "1 row has a dzial that is not of its year: 855 2016 (from 2017-01-01 on)" in text, text
    box.run(box.put("c.csv", rb_csv(TAX, "020101 1 0 999 99901 206 0 1.00 1.00", quarter=3)), says="999 2019 (not known)")
    assert len(box.content().filing("Rb-27S", "020101", "2019-Q3")) == 2


@case("BUD-07: the old layout, the new one and a package of the same report agree; an unknown layout says what is known")
def _(box):
    paths = [box.put("old.csv", old_csv(TAX, year=2019, date="2020-02-20")), box.put("new.csv", rb_csv(TAX)),
             box.put("b.xml", bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 100.00 DW 99.50"])))]
    for order in (paths, paths[::-1]):
        w = box.folder / order[0].stem
        box.run(*order, w=w)
        content = box.content(w)
        assert len(content.filings) == 3 and sorted(f[5] for f in content.filings) == [0, 0, 1], content.filings
        assert content.filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 9950}}
    box.refused(box.put("x.csv", rb_csv(TAX).replace(";R4;", ";KWOTA;")), says=["no file of a known source", 'nearest to "mf-rb27s"', "lacks: R4"])


@case("BUD-03: several versions of a report in one file and across files, in any order: the last counts, all are kept")
def _(box):
    def version(n, amount):
        return bestia(("Gmina", "JST", "1", "020101 1 0", [f"756 75615 031 0 PL {amount}"]), version=n, date=f"2020-03-{20 - n}")
    def unit(text):
        return text.split("<Jednostki>")[1].split("</Jednostki>")[0]
    one = version(0, "1.00").replace("</Jednostki>", unit(version(2, "3.00")) + unit(version(1, "2.00")) + "</Jednostki>")
    box.run(box.put("all.xml", one), says="observations 3 = stored 1 + superseded 2")
    files = [box.put(f"{n}.xml", version(n, f"{n + 1}.00")) for n in range(3)]
    for i, order in enumerate(itertools.permutations(files)):
        box.run(*order, w=box.folder / f"V{i}")
        content = box.content(box.folder / f"V{i}")
        assert content.filing("Rb-27S", "020101") == {KEY: {0: 300}} and len(content.filings) == 3
    first, later = rb_csv(TAX).splitlines(), rb_csv(TAX.replace("99.50", "88.00"), date="2020-04-01").splitlines()
    box.run(box.put("both.csv", "\r\n".join([*first, later[1]]) + "\r\n"), w=box.folder / "W3", says="superseded 12")
    assert box.content(box.folder / "W3").filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 8800}}
    assert sorted(f[3] for f in box.content(box.folder / "W3").filings) == ["2020-02-20", "2020-04-01"]


@case("BUD-04: reports of single bodies stand beside the JST's own and are never added to it, nor stand in for it")
def _(box):
    school = ("Szkoła nr 7", "JB", "001070630", "020101 1 0", ["756 75615 031 0 PL 3.00 DW 2.00"])
    box.run(box.put("x.xml", bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 100.00 DW 99.50"]), school)))
    box.run(box.put("y.xml", bestia(school, quarter=3)))
    content = box.content()
    assert content.filing("Rb-27S", "020101") == {KEY: {0: 10000, 3: 9950}}
    assert content.filing("Rb-27S", "020101/001070630/Szkoła nr 7") == {KEY: {0: 300, 3: 200}}
    assert content.filing("Rb-27S", "020101", "2019-Q3") is None
    box.run(box.put("z.xml", bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 90.00"]), version=1)))
    content = box.content()
    assert content.filing("Rb-27S", "020101") == {KEY: {0: 9000}} and content.filing("Rb-27S", "020101/001070630/Szkoła nr 7")


@case("BUD-11: a REGON of 14 digits with zeros is the one of 9; a wrong check digit is a warning")
def _(box):
    rows = ["756 75615 031 0 PL 3.00"]
    box.run(box.put("a.xml", bestia(("Szkoła", "JB", "001070630", "020101 1 0", rows))),
            box.put("b.xml", bestia(("Szkoła", "JB", "00107063000000", "020101 1 0", rows), quarter=3)),
            box.put("c.xml", bestia(("Szkoła", "JB", "", "020101 1 0", rows), quarter=2)))
    assert {f[2] for f in box.content().filings} == {"020101/001070630/Szkoła", "020101//Szkoła"}
    box.run(box.put("d.xml", bestia(("Inna", "JB", "001070631", "020101 1 0", rows))), says=["WARN", 'REGON is wrong: 001070631 "Inna"'])


@case("BUD-12: unions of every marking are units of their own class")
def _(box):
    rows = ["020101 z 8 900 90002 049 0 1.00 1.00", "020101 Z 3 900 90002 049 0 2.00 2.00", "020102 2 0 900 90002 049 0 4.00 4.00"]
    box.run(*(box.put(f"{i}.csv", rb_csv(row, msw=f"{i + 1}")) for i, row in enumerate(rows)))
    assert {f[2] for f in box.content().filings} == {"020101Z/0001", "020101Z/0002", "020102"}
    db = sqlite3.connect(f"file:{box.w}/workspace.sqlite?mode=ro", uri=True)
    levels = dict(db.execute("SELECT code, level FROM unit WHERE code LIKE '0201%Z/%'"))
    db.close()
    assert set(levels.values()) == {"union"}, levels


@case("BUD-13: amounts beyond what a double holds are exact; a third decimal is a reject, a third zero is none")
def _(box):
    box.run(box.put("a.csv", rb_csv("020101 1 0 756 75615 031 0 90071992547409.93 1.100")))
    assert box.content().filing("Rb-27S", "020101") == {KEY: {0: 9007199254740993, 3: 110}}
    box.run(box.put("b.csv", rb_csv(TAX.replace("031", "032"), TAX.replace("99.50", "99.501"), quarter=3)), status=3)
    assert rejects(box) == [("NUM-0001", "3", "R4")]


# BUD-06 (zl and thousands of zl mixed): the Ministry's reports are in zl by their form, so a profile says the unit; a jump against the
# edition before is what a release is compared for. BUD-10 (control totals of the sender): no sender of these forms gives any.


# Identities

def rb27(*rows, **more):
    """Rows "WKPKGK GT PT dzial rozdzial paragraf p4 R2 R4 R5 R6 R10"."""
    lines = rb_csv(*(" ".join(row.split()[:7]) for row in rows), **more).splitlines()
    names = lines[0].split(";")
    for i, row in enumerate(rows, 1):
        fields = lines[i].split(";")
        for name, value in zip("R2 R4 R5 R6 R10".split(), row.split()[7:]):
            fields[names.index(name)] = value
        lines[i] = ";".join(fields)
    return "\r\n".join(lines) + "\r\n"


SOUND = "020101 1 0 756 75615 031 0 100.00 90.00 5.00 2.00 12.00"
BROKEN = ("020101 1 0 756 75616 031 0 100.00 90.00 0.00 0.00 9.99", "020102 2 0 756 75616 032 0 100.00 90.00 0.00 0.00 50.00")


def profile_with(box, name, *changes):
    config = box.folder / "config"
    if not config.exists():
        shutil.copytree(box.config, config)
    path = config / "sources" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return config


@case("an identity within rows: how many break it, and the greatest difference with its place")
def _(box):
    text = box.run(box.put("a.csv", rb27(SOUND)))
    assert "WARN" not in text and "R2 = R4 + R10 - R6: holds (checked: 1)" in box.report()
    box.run(box.put("b.csv", rb27(SOUND, *BROKEN, quarter=3)),
            says=["WARN", "R2 = R4 + R10 - R6: broken (2 of 3), at most by 40.00: 020102 Bolesławiec, 2019-Q3, 756 75616 0320"])
    assert len(box.content().filing("Rb-27S", "020101", "2019-Q3")) == 2, "a warning takes nothing away"


@case("an identity: a tolerance, and severity error that refuses the file")
def _(box):
    rule = '<identity rule="R2 = R4 + R10 - R6"'
    config = profile_with(box, "mf-rb27s.xml", (rule, rule + ' tolerance="0.01" severity="error"'))
    box.run(box.put("a.csv", rb27(SOUND, BROKEN[0])), config=config)
    box.refused(box.put("b.csv", rb27(SOUND, *BROKEN)), config=config, says="broken (1 of 3), at most by 40.00")


@case("an identity is not looked at where a measure is not in the file, and in a row that was rejected")
def _(box):
    lines = [line.split(";") for line in rb27(SOUND, *BROKEN).splitlines()]
    at = lines[0].index("R10")
    box.run(box.put("a.csv", "\r\n".join(";".join(line[:at] + line[at + 1:]) for line in lines) + "\r\n"))
    assert "R2 = R4" not in box.report()
    box.run(box.put("b.csv", rb27(SOUND, BROKEN[1].replace("90.00", "9x.00"))), status=3, w=box.folder / "W2")
    assert "R2 = R4 + R10 - R6: holds (checked: 1)" in box.report(box.folder / "W2")


@case("mistakes in an identity end with 78, the place and what was expected")
def _(box):
    rule = 'rule="R2 = R4 + R10 - R6"'
    for i, (wrong, says) in enumerate({
            'rule="R2 = R4 + "': "character 11: expected a name", 'rule="R2 = R4 * R10"': "character 9: expected + - = &lt;=",
            'rule="R2"': "character 3: expected + -", 'rule="R2 = 2"': "character 6: expected a name", 'rule="R2 = \'R4"': "quotation marks",
            'rule="R2 = R99"': 'Rb-27S has no "R99"', rule + ' tolerance="x"': "a tolerance is a number", rule + ' severity="bad"': "warning error",
            'sum="gmina" of="wies"': '"wies" is no level', 'sum="gmina" of="gmina"': "the parts lie below",
            'report="Rb-27S" measure="wykonanie" series="MF|a"': "source|subject", rule + ' rul="x"': "rul"}.items()):
        config = profile_with(box, "mf-rb27s.xml", (rule, wrong))
        box.run(box.put("x.csv", rb27(SOUND)), config=config, status=78, w=box.folder / f"V{i}",
                says=["mf-rb27s.xml:", says.replace("&lt;", "<")])
        profile_with(box, "mf-rb27s.xml", (wrong, rule))
    config = profile_with(box, "mf-rbnds.xml", ("'wynik budżetu' =", "'wynik' ="))
    box.run(box.put("x.csv", rb27(SOUND)), config=config, status=78, says=['positions-rb-nds.csv has no "wynik"'])


@case("Rb-NDS: its own sums, and Rb-27S and Rb-28S in any order of arrival")
def _(box):
    nds = matrix(NDS_NEW, "020101 1 0 100 90 80 70 20 20 110 100 90 80 20 20 -10 -10", "020102 2 0 1 5 1 3 0 1 1 1 1 1 0 0 0 5")
    a, b = box.put("nds.csv", nds), box.put("rb27.csv", rb27(SOUND, "020102 2 0 756 75616 032 0 0 5.00 0 0 0"))
    equal = "Rb-27S wykonanie = MF|Rb-NDS|dochody ogółem|wykonanie|zł: "
    for i, order in enumerate(((a, b), (b, a))):
        text = box.run(*order, w=box.folder / f"W{i}")
        assert equal + "holds (checked: 2)" in box.report(box.folder / f"W{i}")
        assert "'dochody ogółem' = 'dochody bieżące' + 'dochody majątkowe': broken (1 of 4), at most by 1.00: 020102 Bolesławiec, 2019-Q4, " \
            "wykonanie" in text, text
        assert "'wynik budżetu' = 'dochody ogółem' - 'wydatki ogółem': broken (1 of 4), at most by 1.00: 020102" in text, text
    box.run(box.put("rb27b.csv", rb27(SOUND.replace("100.00 90.00", "101.00 91.00"), date="2020-05-01")), w=box.folder / "W0",
            says=["WARN", equal + "broken (1 of 1), at most by 1.00: 020101"])


@case("TER-07: gminas make the voivodeship, in series of additive variables and where all gminas are there")
def _(box):
    with open(pathlib.Path(box.config) / "territory" / "units.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    gminas = [row["unit"] + row["bdl_id"][-1] for row in rows if row["level"] == "gmina" and row["unit"].startswith("16") and
              (row["from"] or "0") <= "2020" <= (row["to"] or "9999")]
    assert len(gminas) == 71, len(gminas)
    lines = [f"{unit} 2020 10" for unit in gminas]
    for i, (more, says) in enumerate(((["1600000 2020 710"], "sum of gmina = voivodeship: holds (checked: 1)"),
                                      (["1600000 2020 700"], "broken (1 of 1), at most by 10: 031600000000 OPOLSKIE, 2020, P2137"),
                                      (["1600000 2020 99"], ""))):
        w = box.folder / f"W{i}"
        box.run(box.put(f"{i}/{name_of()}", crel(*(lines if says else lines[1:]), *more)), w=w)
        assert says in box.report(w) if says else "sum of gmina" not in box.report(w), box.report(w)


@case("BUD-14: who did not report is missing and listed, and is no zero")
def _(box):
    config = profile_with(box, "mf-rb27s.xml", ('levels="gmina powiat voivodeship"', 'levels="voivodeship"'))
    rows = [f"{code:02}0000 0 0 756 75621 001 0 0 1.00 0 0 0" for code in range(2, 33, 2)]
    box.run(box.put("all.csv", rb27(*rows)), config=config)
    assert "units of voivodeship, 2019-Q4: all 16 report" in box.report()
    text = box.run(box.put("one-less.csv", rb27(*rows[1:], quarter=3)), config=config)
    assert "WARN" in text and "15 of 16 report; missing: 030200000000 DOLNOŚLĄSKIE" in text, text
    assert len({f[2] for f in box.content().filings if f[1] == "2019-Q3"}) == 15
    text = box.run(box.put("few.csv", rb27(*rows[:2], quarter=2)), config=config)
    assert "report; missing" not in text, "a part of the units is only written down"


if __name__ == "__main__":
    sys.exit(run_cases(lambda folder: Box(folder, *sys.argv[1:3]), sys.argv[3:]))
