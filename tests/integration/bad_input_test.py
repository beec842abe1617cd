#!/usr/bin/env python3
"""Bad inputs by their ids (docs/handbook.md, Bad inputs): bad_input_test.py SMUP_INGEST CONFIG [ID]...

Budget extracts (BUD-...), packages of reports (XML-08, 11, 12, 14, 16, 17) and sums of gminas (TER-07) are in budget_test.py.
"""
import gzip
import json
import lzma
import os
import pathlib
import resource
import subprocess
import sys
import threading
import time
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import (Box, api_json, api_xml, crel, ctab, name_of, terc_csv, terc_xml)  # noqa: E402

OLD, NEW = name_of("20210401120000"), name_of("20220407210714")
HEAD = '"Kod";"Nazwa";"Wiek";"Płeć";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\n'
GOOD = '0201011;"a";"ogółem";"ogółem";"2020";38486;"osoba";"";\n'


def row(value, attribute="", code="0201011", year="2020", name="a"):
    return f'{code};"{name}";"ogółem";"ogółem";"{year}";{value};"osoba";"{attribute}";\n'


def others(n=20):
    """Good rows beside the one in question, so that the file as a whole is not in doubt."""
    return "".join(row(5, year=str(year)) for year in range(1998, 1998 + n))


def rejected(box, text, code, name=OLD, encoding="utf-8"):
    """One record or value is rejected with the code, the others are in; the reject."""
    box.run(box.put(name, text, encoding), status=3)
    rejects = box.rejects()
    assert [r["code"] for r in rejects] == [code], rejects
    assert box.content().cells("2000"), "the good rows are in"
    return rejects[0]


def numbers(box, period="2020"):
    return {unit: cell[0] for unit, cell in box.content().cells(period).items()}


def account(text):
    return next(line for line in text.splitlines() if "observations" in line)


# 2.2 CSV

@case("CSV-01: no bytes and a BOM alone are refused; a header alone is no data and a warning")
def _(box):
    box.refused(box.put(OLD, b""))
    box.refused(box.put(OLD, b"\xef\xbb\xbf"))
    for text in (HEAD, HEAD.rstrip("\n")):
        box.run(box.put(OLD, text), status=3, says="nothing below it")
        box.w = box.w.with_name(box.w.name + "x")


@case("CSV-02: a BOM before a quoted header is no part of a name")
def _(box):
    box.run(box.put(OLD, "\ufeff" + HEAD + GOOD))
    assert numbers(box) == {"020101": 38486}


@case("CSV-03: UTF-16 of both orders is read, other encodings are refused")
def _(box):
    for order in ("utf-16-le", "utf-16-be"):
        box.w = box.folder / order
        box.run(box.put(OLD, ("\ufeff" + HEAD + GOOD).encode(order)))
        assert numbers(box) == {"020101": 38486}
    box.w = box.folder / "W"
    for encoding in ("utf-7", "cp852", "mac_latin2"):
        box.refused(box.put(OLD, (HEAD + GOOD).encode(encoding)), says=OLD)


@case("CSV-04: Windows-1250 and ISO-8859-2 are told apart by their bytes, and no control character comes out")
def _(box):
    text = HEAD.replace("Płeć", "Płeć") + GOOD.replace('"a"', '"Świętochłowice, Łódź, Żory, źdźbło"')
    for encoding in ("cp1250", "iso-8859-2"):
        box.w = box.folder / encoding
        box.run(box.put(OLD, text.encode(encoding)))
        assert numbers(box) == {"020101": 38486}
    box.w = box.folder / "W"
    register = terc_csv("0201011 Bolesławiec").lstrip("\ufeff")
    box.refused(box.put("terc.csv", register.encode("cp1250")), says=["byte", "windows-1250"])


@case("CSV-05: two encodings in one file refuse it")
def _(box):
    text = HEAD.encode() + row(1, name="Łódź").encode() + row(2, name="Świdnica", code="0201022").encode("cp1250")
    box.refused(box.put(OLD, text), says="byte")


@case("CSV-06: overlong forms, surrogates and a cut last letter are no UTF-8 and say where")
def _(box):
    for bad in (b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"):
        box.refused(box.put(OLD, HEAD.encode() + GOOD.encode().replace(b'"a"', b'"' + "ł".encode() + bad + b'"')), says="byte")
    box.refused(box.put(OLD, HEAD.encode() + others().encode() + "0201011;\"ł".encode()[:-1]))


@case("CSV-07: a NUL within a field rejects the record")
def _(box):
    rejected(box, HEAD + others() + row("3\0" "8"), "CSV-0003")


@case("CSV-08: any line end, none at the end, and physical lines stay right")
def _(box):
    for i, end in enumerate(("\n", "\r\n", "\r", "\r\r\n")):
        box.w = box.folder / str(i)
        text = (HEAD + others() + row("x")).replace("\n", end)
        box.run(box.put(OLD, text.encode()), status=3)
        box.run(box.put(NEW, (HEAD + GOOD).replace("\n", end).rstrip("\r\n").encode()))
        line, = [int(r["line"]) for r in box.rejects()]
        assert line == 22, (end, line)


@case("CSV-09: blank lines and lines of blanks are counted and stay out of the values")
def _(box):
    text = box.run(box.put(OLD, HEAD + "\n" + GOOD + "\n\n"))
    assert "blank 3" in account(text), text
    box.w = box.folder / "blanks"
    box.run(box.put(OLD, HEAD + others() + "   \n"), status=3)
    assert [r["code"] for r in box.rejects()] == ["CSV-0001"]


@case("CSV-10: too few and too many fields reject the record; the last empty column is BDL's own")
def _(box):
    assert rejected(box, HEAD + others() + GOOD.replace('"a";', ""), "CSV-0001")["raw"].startswith("0201011;")
    box.w = box.folder / "many"
    rejected(box, HEAD + others() + GOOD.rstrip("\n") + "1;\n", "CSV-0001")


@case("CSV-11: a quotation mark that is never closed is found where it was opened")
def _(box):
    text = HEAD + GOOD + '0201022;"a;"b";"c";"2020";1;"osoba";"";\n' + others(100)
    box.run(box.put(OLD, text), status=3)
    assert [(r["code"], r["line"]) for r in box.rejects()][0] == ("CSV-0002", "3"), box.rejects()
    box.refused(box.put(NEW, HEAD + GOOD + '0201022;"a' + "\n" * 2000), says="line 3")


@case("CSV-12: a quotation mark within a bare field, or text behind the closing one, rejects the record with its column")
def _(box):
    assert "column" in rejected(box, HEAD + others() + row('3"8'), "CSV-0002")["reason"]
    box.w = box.folder / "behind"
    rejected(box, HEAD + others() + GOOD.replace('"a"', '"a"b'), "CSV-0002")


@case("CSV-13: line ends, separators and doubled marks within quotation marks belong to the text")
def _(box):
    name = 'a\nb;c""d'
    box.run(box.put(OLD, HEAD + row(1, name=name) + others() + row("x", code="0201022")), status=3)
    r, = box.rejects()
    assert (r["record"], r["line"]) == ("23", "24"), r
    assert numbers(box)["020101"] == 1


@case("CSV-14: a field, a record and a number of columns past the limits end in seconds, and memory stays flat")
def _(box):
    limit = 600 << 20
    for text in (HEAD + "0201011;" + "9" * (64 << 20), HEAD + "0201011;" + "9;" * 1000000 + "\n", "a;" * 5000 + "\n1\n"):
        path = box.put(OLD, text)
        start = time.monotonic()
        done = subprocess.run([box.program, "-w", box.w, "--config", box.config, path], capture_output=True, timeout=60,
                              preexec_fn=None if "asan" in os.environ.get("ASAN_OPTIONS", "") or is_sanitized(box)
                              else lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        assert done.returncode == 65, (done.returncode, done.stderr[-300:])
        assert time.monotonic() - start < 30
    assert box.content().columns == {}


def is_sanitized(box):
    return b"__asan_init" in pathlib.Path(box.program).read_bytes()


@case("CSV-15: after a mistake that ends the file no half row is there")
def _(box):
    box.refused(box.put(NEW, HEAD + GOOD + '0201022;"ogółem'), says="line 3")
    box.refused(box.put(name_of("20230101000000"), HEAD + GOOD + "0201022;Gmina;og"), says="in the middle of a record")


@case("CSV-16: columns are known by their names: renamed, missing or twice is refused, in another order it is another table")
def _(box):
    for heading in (HEAD.replace("Wartosc", "Wartość"), HEAD.replace('"Rok";', ""), HEAD.replace('"Kod"', '"kod"')):
        box.refused(box.put(OLD, heading + GOOD), says=["known source", 'nearest to "bdl-crel"', "lacks"])
    text = "TERYT;Powiat;Rok;Obreby;ObrebyGESUT\n0202;x;2020;4;2\n"
    box.run(box.put("g.csv", text.replace("Powiat", " Powiat ")))
    box.refused(box.put("h.csv", text.replace("Powiat", "Rok")))


@case("CSV-17: only the separators that the profile names make a number")
def _(box):
    for value in ("1 234,5", "1\u00a0234,5", "1\u202f234,5", "1.234,56", "1,234.56", "1'234"):
        box.w = box.folder / value
        assert rejected(box, HEAD + others() + row(value, code="0201022"), "NUM-0001")["raw"] == value
        assert "020102" not in {u for u, c in box.content().cells().items() if c[3] != "/"}


@case("CSV-18: what only looks like a number is rejected, with what is wrong with it")
def _(box):
    bad = ["\u22125", "+5", "5-", "(5)", "--5", "5%", "5 zl", "~5", "<5", "1e3", "0x1F", "inf", "nan", "9" * 400, "1e400", "5.5"]
    box.run(box.put(OLD, HEAD + others() + "".join(row(value, year=str(1950 + i)) for i, value in enumerate(bad))), status=3)
    rejects = box.rejects()
    assert [r["code"] for r in rejects] == ["NUM-0001"] * len(bad), rejects
    reasons = {r["raw"].lstrip("'"): r["reason"] for r in rejects}
    assert reasons["1e3"] != reasons["5%"] and reasons["9" * 400] != reasons["5%"] and reasons["5.5"] != reasons["5%"], reasons


@case("CSV-19: a symbol is missing where the profile says so, and else a reject, and never zero")
def _(box):
    gesut = "TERYT;Powiat;Rok;Obreby;ObrebyGESUT\n" + "".join(f"0202;x;{year};4;2\n" for year in range(2000, 2010))
    box.run(box.put("g.csv", gesut + "".join(f"{code};x;2020;4;{symbol}\n" for code, symbol in
                                             zip(("0203", "0204", "0205", "0206", "0207", "0208"),
                                                 ("bd", "-", ".", "x", "#", "n/d")))), status=3)
    assert sorted(r["raw"].lstrip("'") for r in box.rejects()) == ["#", "-", ".", "n/d", "x"], box.rejects()
    cells = next(c for (series, period), c in box.content().columns.items() if period == "2020" and "GESUT" in series[2])
    assert "O" in cells["0203"][1] and cells["0203"][3] == "", cells
    assert all("O" in cell[1] for cell in cells.values()), cells


@case("CSV-20: a printed 0 is what its letter says: missing, a small number or a true zero")
def _(box):
    codes = {"n": "0201011", "x": "0201022", "X": "0201032", "a": "0201043", "z": "0201052"}
    box.run(box.put(OLD, HEAD + "".join(row(0, letter, code) for letter, code in codes.items())))
    states = {letter: box.content().cells()[code[:6]][1] for letter, code in codes.items()}
    assert "O" in states["n"] and "O" in states["x"] + "" and "B" in states["X"] and states["a"] == "N" and states["z"] == "", states


@case("CSV-21: an unknown letter and two letters are rejects; a vocabulary that changed refuses the file")
def _(box):
    for attribute in ("q", "nn"):
        box.w = box.folder / attribute
        rejected(box, HEAD + others() + row(1, attribute), "ATT-0001")
    box.refused(box.put(NEW, HEAD + "".join(row(1, "q", year=str(y)) for y in range(1995, 2020))), says="attribute")


@case("CSV-21b: what an attribute's number means depends on the date of the answer")
def _(box):
    box.run(box.put("a.json", api_json("030210101011 2020 0 94", updated="2020-01-07T00:00:00")))
    box.run(box.put("b.json", api_json("030210101022 2020 0 94", updated="2025-05-01T00:00:00")))
    cells = box.content().cells()
    assert "O" in cells["020101"][1] and cells["020102"][1] == "", cells
    rejected(box, api_json(*(f"030210101011 {y} 5" for y in range(1998, 2015)), "030210101022 2000 5 1",
                           "030210101011 2020 0 777", updated="2026-01-01T00:00:00"), "ATT-0001", "c.json")


@case("CSV-22: a lost zero is restored only where the profile allows; a code made into a number is a reject that says so")
def _(box):
    text = box.run(box.put(OLD, HEAD + others() + row(7, code="201022")))
    assert numbers(box)["020102"] == 7 and "1 code had lost a leading zero" in box.report(), text
    for code in ("2.01E+05", "'0201022", "02010 22"):
        box.w = box.folder / code
        rejected(box, HEAD + others() + row(7, code=code), "TER-0001")
    box.w = box.folder / "W2"
    box.run(box.put(OLD, HEAD + row(7, code="0201022 ")))
    assert numbers(box)["020102"] == 7


@case("CSV-23: what a spreadsheet made of a number is a reject")
def _(box):
    bad = ["sty.23", "01.02.2023", "########", "#N/D!", "#ADR!", "=1+1"]
    box.run(box.put(OLD, HEAD + others() + "".join(row(value, year=str(1950 + i)) for i, value in enumerate(bad))), status=3)
    assert [r["raw"].lstrip("'") for r in box.rejects()] == bad, box.rejects()


@case("CSV-24: the same row twice is one cell and one identical")
def _(box):
    assert "stored 1 + identical 1" in account(box.run(box.put(OLD, HEAD + GOOD + GOOD)))


@case("CSV-25: one key with two values: both are rejected, neither wins")
def _(box):
    box.run(box.put(OLD, HEAD + others() + row(1) + row(2)), status=3)
    assert [r["code"] for r in box.rejects()] == ["KEY-0001"] * 2
    assert box.content().cells()["020101"][1:] == ("O", "F", "/"), box.content().cells()


@case("CSV-26: a year that the source cannot mean is a reject")
def _(box):
    for year in ("202", "20233", "1899", "2101", "2023/2024", "x"):
        box.w = box.folder / year.replace("/", "-")
        rejected(box, HEAD + others() + row(1, year=year), "PER-0001")


@case("CSV-27: cut within a row is refused; cut at the end of one, the report lists the units that are not there any more")
def _(box):
    whole = HEAD + "".join(row(i, code=code) for i, code in enumerate(("0201011", "0201022", "0201032", "0201043")))
    box.run(box.put(OLD, whole))
    box.refused(box.put(NEW, whole[:-20]), says="cut")
    box.run(box.put(NEW, "\n".join(whole.splitlines()[:4]) + "\n"))
    assert numbers(box)["020104"] == 3, "what a newer file does not speak of stays"


@case("CSV-28: a file that changes while it is read is refused")
def _(box):
    path = box.put(OLD, HEAD + GOOD * 400000)
    stop = threading.Event()

    def grow():
        while not stop.is_set():
            with open(path, "a", encoding="utf-8") as file:
                file.write(GOOD)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        text = subprocess.run([box.program, "-w", box.w, "--config", box.config, path], capture_output=True, timeout=60)
    finally:
        stop.set()
        thread.join()
    assert text.returncode == 65 and b"chang" in text.stderr, (text.returncode, text.stderr[-300:])
    assert box.content().columns == {}


@case("CSV-29: the same bytes under another name change no number; the later date is theirs, and it is said")
def _(box):
    path = box.put(OLD, HEAD + GOOD)
    box.run(path)
    before = box.content()
    box.run(box.put("copy/" + OLD, path.read_bytes()), says=["nothing new", OLD])
    box.run(box.put(NEW, path.read_bytes()), says=["the bytes were in the workspace as", OLD])
    after = box.content()
    assert after.same_numbers(before) and [row[2] for row in after.extracts] == [NEW]
    box.run(path, says=["nothing new", NEW])


@case("CSV-30: the units that a file does not name, where it names most of their level, are listed")
def _(box):
    codes = ["02", "04", "06", "08", "10", "12", "14", "16", "18", "20", "22", "24", "26", "28", "30"]
    text = box.run(box.put(OLD, HEAD + "".join(row(1, code=code + "00000") for code in codes)), says="15 of 16")
    assert "ZACHODNIOPOMORSKIE" in text.upper(), text
    box.w = box.folder / "half"
    assert "missing" not in box.run(box.put(OLD, HEAD + "".join(row(1, code=code + "00000") for code in codes[:7])))


# 2.3 XML

XML = api_xml("030210101011 2020 38486")


def xml(text):
    return XML.replace("<val>38486</val>", f"<val>{text}</val>")


def quick(box, path, says=None):
    start = time.monotonic()
    box.refused(path, says=says)
    assert time.monotonic() - start < 5


@case("XML-01: entities that grow are refused at the DOCTYPE, at once")
def _(box):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in zip("abcdefgh", "bcdefghi")) + "]>"
    square = '<!DOCTYPE x [<!ENTITY a "' + "a" * 50000 + '">]>'
    for head in (bomb, square):
        quick(box, box.put("x.xml", XML.replace("?>", "?>" + head, 1).replace("38486", "&i;" * 1000)), says="DOCTYPE")


@case("XML-02: an external entity is never opened")
def _(box):
    secret = box.put("secret", "12345")
    pipe = box.folder / "pipe"
    os.mkfifo(pipe)
    for head in (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>', f'<!DOCTYPE x [<!ENTITY a SYSTEM "{pipe}">]>',
                 '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', f'<!DOCTYPE x [<!ENTITY % a SYSTEM "{secret}"> %a;]>'):
        quick(box, box.put("x.xml", XML.replace("?>", "?>" + head, 1).replace("38486", "&a;")), says="DOCTYPE")


@case("XML-03: an entity within a value is refused and never an empty value")
def _(box):
    quick(box, box.put("x.xml", xml("&cena;")))


@case("XML-04: CDATA is text; comments and instructions join nothing; XInclude is an element like any other")
def _(box):
    box.run(box.put("a.xml", xml("<![CDATA[38486]]>")))
    assert numbers(box) == {"020101": 38486}
    box.w = box.folder / "W2"
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret"/>'
    box.put("secret", "5")
    box.run(box.put("b.xml", XML.replace("<totalRecords>", include + "<?php echo 1 ?><!-- x --><totalRecords>")))
    assert numbers(box) == {"020101": 38486}


@case("XML-05: depth, text and attributes past the limits end at once")
def _(box):
    for text in (XML.replace("<results>", "<results>" + "<a>" * 100000), xml("9" * (12 << 20)),
                 XML.replace("<results>", '<results a="' + "x" * (12 << 20) + '">'),
                 XML.replace("<results>", "<results " + "".join(f'a{i}="" ' for i in range(1000000)) + ">"),
                 XML.replace("<results>", "<results " + "".join(f'xmlns:a{i}="u" ' for i in range(200000)) + ">")):
        quick(box, box.put("x.xml", text))


@case("XML-06: packed XML goes through the one guarded unpacker, or is refused")
def _(box):
    box.run(box.put("x.xml", gzip.compress(XML.encode())))
    assert numbers(box) == {"020101": 38486}
    box.refused(box.put("y.xml", lzma.compress(XML.encode())))
    quick(box, box.put("z.xml", gzip.compress(XML.replace("38486", "0" * (200 << 20)).encode())))


@case("XML-07: of a document that is not whole nothing is stored")
def _(box):
    many = api_xml(*(f"030210101011 {year} {year}" for year in range(2000, 2020)))
    for text in (many[:-40], many + "<a/>", many + "dwa"):
        box.refused(box.put("x.xml", text))


@case("XML-09: declared ISO-8859-2, written in Windows-1250: control characters are refused")
def _(box):
    text = terc_xml("0201011 Świdnica").replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    head = '<?xml version="1.0" encoding="iso-8859-2"?>'
    box.refused(box.put("t.xml", (head + text).encode("cp1250")))


@case("XML-10: declared UTF-8 with other bytes is refused with the place; UTF-16 is read")
def _(box):
    box.refused(box.put("x.xml", XML.encode().replace(b"<name>x", b"<name>\xb3")), says="byte")
    box.run(box.put("y.xml", XML.replace("utf-8", "utf-16").encode("utf-16")))
    assert numbers(box) == {"020101": 38486}


@case("XML-13: characters that XML does not know are refused")
def _(box):
    for bad in ("&#0;", "\x01", "\ufffe", "&#xD800;", "&#xFFFF;"):
        quick(box, box.put("x.xml", XML.replace("<name>x", f"<name>{bad}")))


@case("XML-15: an attribute twice and a prefix that nobody declared are refused")
def _(box):
    for text in (XML.replace("<results>", '<results a="1" a="2">'), XML.replace("<results>", "<results><q:a/>")):
        box.refused(box.put("x.xml", text))


@case("XML-18: the line of a reject is right beyond 65,535 lines")
def _(box):
    text = XML.replace("<unitData>", "\n" * 70000 + "<unitData>")
    two = text.replace("</yearVal>", "</yearVal><yearVal><year>2021</year><val>x</val><attrId>1</attrId></yearVal>")
    box.run(box.put("x.xml", two), status=3)
    assert int(box.rejects()[0]["line"]) == 70001, box.rejects()


# 2.4 TERYT

@case("TER-01: codes of six, seven and twelve digits are the same unit")
def _(box):
    box.run(box.put(OLD, HEAD + row(1, year="2019")))
    box.run(box.put("x.json", api_json("030210101011 2020 2")))
    assert numbers(box, 2019) == {"020101": 1} and numbers(box) == {"020101": 2}


@case("TER-02: an unknown code, and one of another time, is a reject that names successor and date")
def _(box):
    assert "no unit" in rejected(box, HEAD + others() + row(1, code="9901011"), "TER-0001")["reason"]
    box.w = box.folder / "W2"
    reason = rejected(box, HEAD + others() + row(1, code="3203042"), "TER-0002")["reason"]
    assert "2018" in reason and ("320302" in reason or "320306" in reason), reason


@case("TER-03: a gmina that became a town is one unit with two codes")
def _(box):
    box.run(box.put(OLD, HEAD + row(1, code="1412122", year="2013") + row(2, code="1412123", year="2014")))
    assert set(numbers(box, 2013)) == set(numbers(box, 2014)) == {"141212"}


@case("TER-04: the town and the rural part are never added to their gmina")
def _(box):
    box.run(box.put(OLD, HEAD + row(10, code="0201043") + row(6, code="0201044") + row(4, code="0201045")))
    cells = numbers(box)
    assert cells["020104"] == 10 and len(cells) == 3, cells


@case("TER-05: districts and delegatury stand beside their city")
def _(box):
    box.run(box.put(OLD, HEAD + row(10, code="1465011") + row(6, code="1465028")))
    cells = numbers(box)
    assert cells["146501"] == 10 and len(cells) == 2, cells


@case("TER-06: a city as gmina and as powiat is two rows that are linked, and a difference is told")
def _(box):
    text = box.run(box.put(OLD, HEAD + row(10, code="3064011") + row(11, code="3064000")))
    assert numbers(box) == {"306401": 10, "3064": 11}
    assert "Poznań" in text and "10" in text and "11" in text, text


@case("TER-08: a unit before its time has no values, and nothing is spread over its parts")
def _(box):
    rejected(box, HEAD + others() + row(5, code="1207132", year="2020"), "TER-0002")


@case("TER-09: a name that contradicts its code is a warning, and the code counts")
def _(box):
    box.run(box.put(OLD, HEAD + row(5, name="Piła (1)")), says="contradicts")
    assert numbers(box) == {"020101": 5} and "Piła" in box.report()


@case("TER-10: a powiat that was restored and a gmina that was joined are what they were in each year")
def _(box):
    box.run(box.put(OLD, HEAD + row(1, code="0221091", year="2012") + row(2, code="0265011", year="2013") +
                    row(3, code="0809102", year="2014")))
    assert set(numbers(box, 2012)) == {"022109"} and set(numbers(box, 2013)) == {"026501"}
    assert set(numbers(box, 2014)) == {"080910"}


@case("TER-11: a damaged register is refused, rows without their date are rejects")
def _(box):
    box.refused(box.put("t.csv", terc_csv("0201011 Bolesławiec")[:-30]))
    lines = terc_csv("0201011 Bolesławiec").splitlines()
    box.run(box.put("u.csv", "\n".join(line[:-11] if i else line for i, line in enumerate(lines)) + "\n"), status=3)
    assert box.content().registers == [] and [r["code"] for r in box.rejects()] == ["CSV-0001"], box.rejects()


@case("TER-12: a unit that the register does not have yet is rejected, and the row says so")
def _(box):
    reason = rejected(box, HEAD + others() + row(5, code="3019999", year="2026"), "TER-0001")["reason"]
    assert "register" in reason, reason


if __name__ == "__main__":
    sys.exit(run_cases(lambda folder: Box(folder, sys.argv[1], sys.argv[2]), sys.argv[3:]))
