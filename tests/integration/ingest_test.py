#!/usr/bin/env python3
"""smup-ingest on small files of every form: ingest_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import fcntl
import gzip
import io
import itertools
import json
import os
import pathlib
import random
import shutil
import sqlite3
import struct
import sys
import time
import zipfile
import zlib
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import Skip, case, run_cases  # noqa: E402
from workspace import (POPULATION, Box, api_json, api_xml, bestia, crel, ctab, name_of, rb_csv, rb_dbf, terc_csv, terc_xml,  # noqa: E402
                       zipped)

N = Decimal
OLD, NEW = name_of("20210401120000"), name_of("20220407210714")


def plain(*numbers):
    """Cells as they are without status and letter."""
    return [(N(number), "", "F", "") for number in numbers]


# What is refused: status, message, and the workspace as it was

@case("a missing file is named and ends with 66")
def _(box):
    box.refused(box.folder / "nowhere.csv", status=66, says="nowhere.csv")


@case("a missing file is said before any other is read")
def _(box):
    box.refused(box.put(NEW, crel("0201011 2020 1")), box.folder / "nowhere.csv", status=66, says="nowhere.csv")


@case("a file that may not be read ends with 77")
def _(box):
    if os.geteuid() == 0:
        raise Skip("root may read anything")
    path = box.put(OLD, crel("0201011 2020 1"))
    path.chmod(0)
    box.refused(path, status=77, says=OLD)


@case("a file that is nothing known says what is known")
def _(box):
    text = box.refused(box.put("x.csv", "a;b\n1;2\n"), says=["x.csv", "bdl-crel", "what to do"])
    assert '"a;b"' in text


@case("an empty file is refused")
def _(box):
    box.refused(box.put(OLD, b""), says="empty")


@case("a file that is a BOM alone is refused")
def _(box):
    box.refused(box.put(OLD, b"\xef\xbb\xbf"))


@case("an empty ZIP is refused")
def _(box):
    with zipfile.ZipFile(box.folder / "x.zip", "w"):
        pass
    box.refused(box.folder / "x.zip", says="the container is empty")


@case("a binary file is refused")
def _(box):
    box.refused(box.put("x.bin", bytes(range(256)) * 8))


WHOLE = {"x.json": api_json("030210101011 2020 38486"), "x.xml": api_xml("030210101011 2020 38486"),
         "b.xml": bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 1.00"])),
         "t.xml": terc_xml("0201011 Bolesławiec", "0201044 Nowogrodziec", "0201043 Nowogrodziec")}


@case("XML and JSON cut anywhere are refused")
def _(box):
    for name, text in WHOLE.items():
        data = text.encode()
        for size in (1, len(data) // 4, len(data) // 2, len(data) - 20, len(data) - 1):
            box.refused(box.put(name, data[:size]), says=name)


@case("a DBF cut anywhere is refused")
def _(box):
    data = rb_dbf("020101 1 0 756 75615 031 0 100.00 99.50", "020101 1 0 756 75615 032 0 10.00 9.50")
    for size in (20, 400, len(data) // 2, len(data) - 20):
        box.refused(box.put("x.dbf", data[:size]), says="x.dbf")


@case("a DBF whose head lies is refused and never read past its end")
def _(box):
    data = bytearray(rb_dbf("020101 1 0 756 75615 031 0 100.00 99.50"))
    lies = [(10, b"\x02\x00"), (10, b"\x20\x00"), (4, b"\xff\xff\xff\x00"), (4, b"\x02\x00\x00\x00"), (8, b"\x42\x00"),
            (8, b"\xff\xff"), (32 + 16, b"\xff"), (32 * 14 + 16, b"\xff")]
    for at, value in lies:
        lie = bytearray(data)
        lie[at:at + len(value)] = value
        box.refused(box.put("x.dbf", bytes(lie)))


@case("a ZIP cut anywhere is refused or read whole")
def _(box):
    whole = zipped(box.folder / "x.zip", **{OLD: crel(*(f"0201011 {year} {year}7" for year in range(2000, 2021)))})
    data = whole.read_bytes()
    for size in (10, 60, len(data) // 2, len(data) - 150, len(data) - 60, len(data) - 1):
        path, w = box.put("cut.zip", data[:size]), box.folder / f"W{size}"
        try:
            box.run(path, status=65, says="cut.zip", w=w)
        except AssertionError:
            box.run(path, status=0, w=w)
            assert len(box.content(w).columns) == 21


@case("a ZIP with a wrong checksum is refused")
def _(box):
    with zipfile.ZipFile(box.folder / "x.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(OLD, crel("0201011 2020 38486"))
    data = (box.folder / "x.zip").read_bytes()
    box.refused(box.put("x.zip", data.replace(b"38486", b"38487")), says="container")


@case("a ZIP in a ZIP is refused")
def _(box):
    inner = zipped(box.folder / "inner.zip", **{OLD: crel("0201011 2020 38486")})
    with zipfile.ZipFile(box.folder / "outer.zip", "w") as archive:
        archive.write(inner, "inner.zip")
    box.refused(box.folder / "outer.zip", says='another container ("inner.zip")')


@case("cp1250 is refused where the profile allows UTF-8 only")
def _(box):
    box.refused(box.put("terc.csv", terc_csv("0201011 Bolesławiec").encode("cp1250", "ignore")),
                says=["is not UTF-8", "windows-1250", "terc.csv"])


@case("bytes that are neither UTF-8 nor cp1250 are refused with their place")
def _(box):
    box.refused(box.put(OLD, crel("0201011 2020 1").encode() + b"\x81\x83"), says="byte ")


@case("an XML in UTF-16 is read")
def _(box):
    text = api_xml("030210101011 2020 38486").replace("utf-8", "utf-16")
    box.run(box.put("x.xml", text, "utf-16"))
    assert box.content().cells() == {"020101": plain(38486)[0]}


@case("a CSV in UTF-16 is read")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486"), "utf-16"))
    assert box.content().cells() == {"020101": plain(38486)[0]}


@case("a quote that is never closed is found at its line")
def _(box):
    box.refused(box.put(OLD, 'Kod;Nazwa;Wiek;Płeć;Rok;Wartosc;Jednostka miary;Atrybut;\n0201011;"x;a;b;2020;1;osoba;;\n'
                             "0201021;x;a;b;2020;1;osoba;;\n"), says="line 2")


@case("more bad records than good ones: the file is not what its profile thinks")
def _(box):
    rows = [f"9{i:06} 2020 1" for i in range(20)]
    box.refused(box.put(OLD, crel("0201011 2020 1", *rows)), says="would be rejected")


@case("a DOCTYPE is refused in every XML")
def _(box):
    for name in ("x.xml", "b.xml", "t.xml"):
        text = WHOLE[name].lstrip("\ufeff").replace("?>", "?><!DOCTYPE x SYSTEM 'file:///etc/passwd'>", 1)
        box.refused(box.put(name, text), says="DOCTYPE")


@case("an entity bomb ends at once")
def _(box):
    entities = "<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 30))
    text = WHOLE["x.xml"].replace("?>", f"?><!DOCTYPE x [{entities}]>", 1).replace("38486", "&l29;")
    start = time.monotonic()
    box.refused(box.put("x.xml", text), says="DOCTYPE")
    assert time.monotonic() - start < 20


@case("a DOCTYPE behind 64 KiB of comments is refused")
def _(box):
    text = WHOLE["x.xml"].replace("?>", f"?><!--{'x' * 70000}--><!DOCTYPE x [<!ENTITY e '1'>]>", 1).replace("38486", "&e;")
    box.refused(box.put("x.xml", text))


@case("an entity nobody knows is refused")
def _(box):
    box.refused(box.put("x.xml", WHOLE["x.xml"].replace("38486", "&liczba;")), says="x.xml")


@case("a ZIP bomb is refused")
def _(box):
    with zipfile.ZipFile(box.folder / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(OLD, crel("0201011 2020 1") + "\n" * 150_000_000)
    box.refused(box.folder / "x.zip", says="more than it can honestly hold")


@case("a ZIP bomb of many small files is refused")
def _(box):
    size = 48 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(size)) + packer.flush()
    crc, body, directory = zlib.crc32(bytes(size)), b"", b""
    for i in range(16):
        name = f"{i:02}.csv".encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + common + name + packed
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 16, 16, len(directory), len(body), 0)
    box.refused(box.put("x.zip", body + directory + end), says="more than it can honestly hold")


@case("a gzip bomb is refused")
def _(box):
    box.refused(box.put(OLD + ".gz", gzip.compress(bytes(150_000_000))), says="more than it can honestly hold")


@case("a device, a pipe and a link to one do not hang")
def _(box):
    os.mkfifo(box.folder / "pipe")
    (box.folder / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        box.refused(box.folder / name, says="not a regular file")
    (box.folder / "in").mkdir()
    os.mkfifo(box.folder / "in" / "pipe")
    (box.folder / "in" / "zero").symlink_to("/dev/zero")
    box.put("in/" + OLD, crel("0201011 2020 7"))
    box.run(box.folder / "in", status=65)
    assert box.content().cells() == {"020101": plain(7)[0]}


@case("two files of one name in a ZIP are both read")
def _(box):
    import warnings
    warnings.simplefilter("ignore")
    with zipfile.ZipFile(box.folder / "x.zip", "w") as archive:
        archive.writestr(OLD, crel("0201011 2020 1"))
        archive.writestr(OLD, crel("0201022 2020 2"))
    box.run(box.folder / "x.zip")
    assert box.content().cells() == dict(zip(("020101", "020102"), plain(1, 2)))


@case("a workspace of another version is left alone")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    for pragma in ("user_version = 99", "application_id = 7"):
        shutil.rmtree(box.w, ignore_errors=True)
        box.run(path)
        db = sqlite3.connect(box.w / "workspace.sqlite")
        db.execute("PRAGMA " + pragma)
        db.close()
        box.refused(box.put(NEW, crel("0201011 2020 2")), status=76, says="version")


@case("a workspace that is no database is damage")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    box.run(path)
    (box.w / "workspace.sqlite").write_bytes(b"no database at all, but long enough" * 1000)
    for other in ("-wal", "-shm"):
        (box.w / f"workspace.sqlite{other}").unlink(missing_ok=True)
    box.run(path, status=65, says="damaged")


@case("a second writer is told who is at work")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1")))
    with open(box.w / "lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        box.refused(box.put(NEW, crel("0201011 2020 2")), status=75, says="in use by")
    box.run(box.folder / NEW)


@case("without a workspace, an option nobody knows, no files: 64")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    import subprocess
    for arguments in ([path], ["--frobnicate", path], ["-w"], ["-w", box.w], ["-w", ""]):
        done = subprocess.run([box.program, *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 64, (arguments, done)
        assert len(done.stderr.splitlines()) <= 2, done.stderr
    assert not box.w.exists() or not (box.w / "workspace.sqlite").exists()


@case("a date that is none ends with 64")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    for date in ("yesterday", "2020-13-01", "2020-01-32", "2020-1-1", "2020", "2020-01-01-02", "2020-01-01T", "20200101", "2021-02-31", "2020-01-01T24:00:00"):
        box.refused("--as-of", date, path, status=64, says=date)
    box.run("--as-of", "2020-12-31", path)
    box.refused("--as-of", "31.12.2020", path, status=64, says="31.12.2020")  # of a known file as well
    assert box.content().extracts[-1][5:] == ("2020-12-31", "declared")
    box.run(box.put(name_of("20210401006807"), crel("0201011 2020 2")), w=box.folder / "W2")  # fourteen digits that are no time
    assert box.content(box.folder / "W2").extracts[-1][5:] == ("", "unknown")


@case("a profile nobody knows ends with 64")
def _(box):
    box.refused("--source", "gus", box.put(OLD, crel("0201011 2020 1")), status=64, says="gus")


@case("a subject that neither content nor name tells has to be said")
def _(box):
    path = box.put("ludnosc.csv", crel("0201011 2020 1"))
    box.refused(path, says="--subject")
    box.run("--subject", "P2137", path)
    assert box.content().cells() == {"020101": plain(1)[0]}


@case("sources.csv beside the files says subject, date and name")
def _(box):
    box.put("in/a.csv", crel("0201011 2020 1"))
    box.put("in/sources.csv", f"file;name;subject;as_of;source\na.csv;{NEW};P2137;2021-05-06;bdl-crel\n")
    box.run(box.folder / "in")
    assert box.content().extracts[0][2:] == (NEW, "bdl-crel", "P2137", "2021-05-06", "declared")


@case("a profile that lacks what its layout needs is a wrong configuration")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    whole = ('<profile name="own" form="csv" layout="LAYOUT" separator=";"><recognise header="Kod;Rok;X"/>'
             '<unit column="Kod"/><period column="Rok"/><value column="X" variable="ludnosc_3112"/></profile>')
    data = box.put("own.csv", "Kod;Rok;X\n0201;2020;1\n")
    for part in ('<unit column="Kod"/>', '<period column="Rok"/>', '<value column="X" variable="ludnosc_3112"/>',
                 ' variable="ludnosc_3112"'):
        (config / "sources" / "own.xml").write_text(whole.replace("LAYOUT", "long").replace(part, ""))
        box.run(data, config=config, status=78, says="own.xml")
    (config / "sources" / "own.xml").write_text(whole.replace("LAYOUT", "report"))
    box.run(data, config=config, status=78, says="own.xml")


# What is rejected: the rest is in, the list says what and where

REJECTED = (N(0), "O", "F", "/")  # of a unit and period that are known


def rejected(box, content, code, says, good=1, name=OLD, **place):
    box.run(box.put(name, content), status=3)
    rejects = box.rejects()
    assert len(rejects) == 1, rejects
    row = rejects[0]
    assert row["file"] == name and row["code"] == code and says in row["reason"], row
    for column, value in place.items():
        assert row[column] == value, row
    taken = [cell for cell in box.content().cells().values() if cell != REJECTED]
    assert len(taken) == good


@case("too few fields: the record is listed with all that is needed to repair it")
def _(box):
    text = crel("0201011 2020 1", "0201022 2020 2").replace('2;"osoba";"";', '2;"osoba";')
    rejected(box, text, "CSV-0001", "has 8 fields, the header 9", line="3", record="3",
             raw='0201022;"Gmina, 0201022";"ogółem";"ogółem";"2020";2;"osoba";')


@case("too many fields: the record is listed")
def _(box):
    rejected(box, crel("0201011 2020 1", "0201022 2020 2").replace('2;"osoba";"";', '2;"osoba";"";9'), "CSV-0001", "fields",
             line="3")


@case("broken quotation marks: the record is listed and the next one is read")
def _(box):
    text = crel("0201022 2020 2", "0201011 2020 1").replace('"Gmina, 0201022"', '"Gmina "ładna""')
    rejected(box, text, "CSV-0002", "column", line="2")


@case("a NUL in a record: the record is listed")
def _(box):
    text = crel("0201011 2020 1", "0201022 2020 2").replace('0201022"', '0201022\0"')
    rejected(box, text, "CSV-0003", "NUL", line="3")


@case("a NUL in a dimension: the record is listed")
def _(box):
    text = crel("0201011 2020 1") + '0201022;"x";"ogółem";"ogółem\0";"2020";2;"osoba";"";\n'
    rejected(box, text, "CSV-0003", "NUL", line="3")


@case("a number that is none: the cell is listed with its column")
def _(box):
    for i, number in enumerate(("1.5", "1e5", "b.d.", "+5", "0x1F", "#ADR!", "1234567890123456789", "=1+1", "−5")):
        other = Box(box.folder / str(i), box.program, box.config)
        rejected(other, crel("0201011 2020 1", f"0201022 2020 {number}"), "NUM-0001", "", line="3", column="Wartosc",
                 raw="'" + number if number == "=1+1" else number)


@case("a formula in a reject is made harmless")
def _(box):
    rejected(box, crel("0201011 2020 1", "0201022 2020 =1+1"), "NUM-0001", "", raw="'=1+1")


@case("a unit nobody knows: the record is listed")
def _(box):
    rejected(box, crel("0201011 2020 1", "9901022 2020 2"), "TER-0001", "9901022", line="3", column="Kod", raw="9901022")


@case("a unit that had ended: the cell is listed with the successors")
def _(box):
    rejected(box, crel("0201011 2020 1", "3203042 2020 2"), "TER-0002", "since 2019-01-01 it is 320302 and 320306")


@case("a unit before its time: the cell is listed")
def _(box):
    rejected(box, crel("0201011 2020 1", "1207132 2020 2"), "TER-0002", "Szczawa")


@case("an attribute nobody knows: the record is listed")
def _(box):
    for i, letter in enumerate(("?", "xx", "S")):
        other = Box(box.folder / str(i), box.program, box.config)
        rejected(other, crel("0201011 2020 1", f"0201022 2020 2 {letter}"), "ATT-0001", "", line="3", column="Atrybut", raw=letter)


@case("an attribute that denies the value: the cell is listed")
def _(box):
    rejected(box, crel("0201011 2020 1", "0201022 2020 2 n"), "ATT-0002", "")


@case("a year that is none: the record is listed")
def _(box):
    for i, year in enumerate(("202", "20233", "2020/2021", "1899", "2101")):
        other = Box(box.folder / str(i), box.program, box.config)
        rejected(other, crel("0201011 2020 1", f"0201022 {year} 2"), "PER-0001", "", line="3", column="Rok", raw=year)


@case("one cell twice with two values in a file: neither counts and both are listed")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2", "0201022 2020 3")), status=3)
    assert [row["code"] for row in box.rejects()] == ["KEY-0001"] * 2
    assert box.content().cells() == {"020101": plain(1)[0], "020102": REJECTED}


@case("one cell twice with one value in a file is one cell")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1,5", "0201011 2020 1,50")), says="identical 1")
    assert box.content().cells() == {"020101": plain("1.5")[0]}


@case("blank lines are counted and harmless")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2").replace("\n", "\n\n")), says="blank 3")
    assert len(box.content().cells()) == 2


@case("the line ends of CSV do not matter")
def _(box):
    contents = []
    for i, end in enumerate(("\n", "\r\n", "\r\r\n", "\r")):
        w = box.folder / f"W{i}"
        box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2", end=end)), w=w)
        contents.append(box.content(w))
    assert all(contents[0].same_numbers(other) for other in contents[1:])


# What counts

@case("the same file twice is a no-op that says so")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    box.run(path)
    before = box.everything()
    text = box.run(path, box.put("other.csv", path.read_bytes()), says=["nothing new", "0 new, 2 known already"])
    assert OLD in text and box.everything() == before


@case("two extracts of one date that disagree are a conflict: neither counts, both are listed")
def _(box):
    a = box.put("a/" + OLD, crel("0201011 2020 1", "0201022 2020 2"))
    b = box.put("b/" + OLD.replace("LUDN", "LUDX"), crel("0201011 2020 1", "0201022 2020 3"))
    box.run(a)
    box.run(b, status=3)
    content = box.content()
    assert content.cells() == {"020101": plain(1)[0], "020102": (N(0), "O", "F", "!")}
    assert len(content.findings) == 1
    kind, series, period, unit, extracts = content.findings[0]
    assert (kind, series, period, unit) == ("conflict", POPULATION, "2020", "020102")
    assert OLD in extracts and OLD.replace("LUDN", "LUDX") in extracts
    assert [row["code"] for row in box.rejects()] == ["KEY-0002"]
    box.run(b, a, w=box.folder / "W2", status=3)
    assert box.content(box.folder / "W2").same_numbers(content)


@case("extracts without a date that disagree are a conflict, also with a dated one")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1")))
    box.run("--subject", "P2137", box.put("a.csv", crel("0201011 2020 2")), status=3)
    assert box.content().cells() == {"020101": (N(0), "O", "F", "!")}


@case("a rejected cell of a newer extract neither counts nor withdraws the older one")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2")))
    box.run(box.put(NEW, crel("0201011 2020 3", "0201022 2020 2.5")), status=3)
    content = box.content()
    assert content.cells() == dict(zip(("020101", "020102"), plain(3, 2))) and content.findings == []


@case("a newer extract settles a conflict")
def _(box):
    box.run(box.put("a/" + OLD, crel("0201011 2020 1")))
    box.run(box.put("b/" + OLD, crel("0201011 2020 2")), status=3)
    box.run(box.put(NEW, crel("0201011 2020 3")))
    content = box.content()
    assert content.cells() == {"020101": plain(3)[0]} and content.findings == []


def three(box):
    """Three extracts that overlap, disagree, withdraw and leave things out."""
    return [box.put("a/" + name_of("20200101000000"), crel("0201011 2019 1", "0201022 2019 2,5", "0201032 2019 3", "0201011 2018 7")),
            box.put("b/" + name_of("20210101000000"), crel("0201011 2019 4", "0201022 2020 5", "0201011 2018 7,0")),
            box.put("c/" + name_of("20210101000000"), crel("0201032 2019 9", "0201022 2020 6 s", "0201011 2019 4")),
            box.put("d/" + name_of("20220101000000"), crel("0201011 2019 8,25", "0201043 2020 1"))]


@case("the order of arrival does not matter")
def _(box):
    paths, first = three(box), None
    for i, order in enumerate(itertools.permutations(range(4))):
        w = box.folder / f"W{i}"
        for k in order:
            done = 3 if (w / "workspace.sqlite").exists() else 0
            try:
                box.run(paths[k], w=w, status=0)
            except AssertionError:
                box.run(paths[k], w=w)  # it was taken with a conflict; now it is known
        content = box.content(w)
        first = first or content
        assert content.columns == first.columns, (order, content.columns, first.columns)
        assert content.findings == first.findings, (order, content.findings, first.findings)
        assert done in (0, 3)
    assert first.cells(2019)["020101"] == plain("8.25")[0]
    assert first.cells(2020)["020102"] == (N(0), "O", "F", "!")


@case("older after newer and newer after older are the same")
def _(box):
    old, new = box.put(OLD, crel("0201011 2020 1", "0201022 2020 2")), box.put(NEW, crel("0201011 2020 3", "0201022 2021 4"))
    box.run(old)
    box.run(new)
    box.run(new, w=box.folder / "W2")
    box.run(old, w=box.folder / "W2", says=["superseded 2", "withdrawn 1"])
    content = box.content()
    assert content.same_numbers(box.content(box.folder / "W2"))
    assert content.cells(2020)["020101"] == plain(3)[0]


@case("a newer extract withdraws what it covers and lacks, and leaves alone what it does not speak of")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2", "0201032 2020 3", "0201022 2019 4")))
    box.run(box.put(NEW, crel("0201011 2020 5", "0201022 2021 6")), says="withdrawn 1")
    content = box.content()
    assert content.cells(2020) == {"020101": plain(5)[0], "020102": (N(0), "O", "F", "~"), "020103": plain(3)[0]}
    assert content.cells(2019) == {"020102": plain(4)[0]}
    assert content.findings == [("withdrawn", POPULATION, "2020", "020102", NEW)]


@case("a withdrawn cell names the extract that withdrew it, whoever comes last")
def _(box):
    box.run(box.put(NEW, crel("0201011 2020 5", "0201022 2021 6")))
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2")))
    box.run(box.put("c/" + name_of("20230101000000"), crel("0201043 2020 7")))
    assert box.content().findings == [("withdrawn", POPULATION, "2020", "020102", NEW)]


@case("an extract that says the same again is identical")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 1", "0201022 2020 2")))
    before = box.content()
    box.run(box.put(NEW, crel("0201011 2020 1,0", "0201022 2020 2,0")), says="identical 2")
    assert box.content().columns == before.columns


@case("a correction of one row changes one cell")
def _(box):
    units = [f"02010{i}{k}" for i, k in ((1, 1), (2, 2), (3, 2), (4, 3), (5, 2), (6, 2))]
    box.run(box.put(OLD, crel(*(f"{unit} {year} {year}{unit[5]}" for unit in units for year in (2018, 2019, 2020)))))
    before = box.content()
    box.run(box.put(NEW, crel("0201043 2019 777")))
    after = box.content()
    changed = [(key, unit) for key, cells in after.columns.items() for unit in cells if before.columns[key].get(unit) != cells[unit]]
    assert changed == [((POPULATION, "2019"), "020104")]
    assert {key: set(cells) for key, cells in after.columns.items()} == {key: set(cells) for key, cells in before.columns.items()}


@case("sixteen part files in any order equal the whole")
def _(box):
    voivodeships = [f"{2 * i:02}" for i in range(1, 17)]
    rows = {v: [f"{v}00000 {year} {year}{v}" for year in (2019, 2020)] + [f"{v}01000 {year} 1{v}" for year in (2019, 2020)] for v in voivodeships}
    box.run(box.put("whole/" + OLD, crel("0000000 2019 5", "0000000 2020 6", *(row for v in voivodeships for row in rows[v]))))
    whole = box.content()
    parts = [box.put(f"parts/{v}/{OLD}", crel(*(["0000000 2019 5", "0000000 2020 6"] if v == "02" else []), *rows[v])) for v in voivodeships]
    for seed in range(3):
        random.Random(seed).shuffle(parts)
        w = box.folder / f"W{seed}"
        box.run(*parts, w=w)
        assert box.content(w).same_numbers(whole)


@case("letters say what a value is: s preliminary, x missing and not for publication, z a true zero, n missing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 60663 s", "0201022 2020 0 x", "0201032 2020 0 z", "0201043 2020 - n",
                              "0201052 2020 0,0 a", "0201062 2020 0", "0202011 2020 - ", "0202021 2020 5 K")))
    assert box.content().cells() == {
        "020101": (N(60663), "P", "F", "s"), "020102": (N(0), "O", "N", "x"), "020103": (N(0), "", "F", "z"),
        "020104": (N(0), "O", "F", "n"), "020105": (N(0), "N", "F", "a"), "020106": (N(0), "", "F", ""),
        "020202": (N(5), "BU", "F", "K")}


@case("the town and the rural part stand apart from their gmina, districts from their city")
def _(box):
    box.run(box.put(OLD, crel("1412123 2020 8800", "1412124 2020 3500", "1412125 2020 5300", "1465011 2020 1794166",
                              "1465108 2020 105000", "1465000 2020 1794166")))
    assert box.content().cells() == dict(zip(("141212", "1412124", "1412125", "146501", "1465108", "1465"),
                                             plain(8800, 3500, 5300, 1794166, 105000, 1794166)))


@case("a city whose two rows differ is named")
def _(box):
    text = box.run(box.put(OLD, crel("1465000 2020 1861774")), box.put(NEW, crel("1465011 2020 1794166")))
    line = next(line for line in text.splitlines() if "1861774" in line)
    assert "1794166" in line and OLD in line and NEW in line and "2020" in line
    assert box.content().cells() == dict(zip(("1465", "146501"), plain(1861774, 1794166)))


@case("a gmina that changed its kind is one unit")
def _(box):
    box.run(box.put(OLD, crel("1412122 2013 8700", "1412123 2014 8800")))
    content = box.content()
    assert content.cells(2013) == {"141212": plain(8700)[0]} and content.cells(2014) == {"141212": plain(8800)[0]}


@case("CREL, CTAB, JSON and XML of one series are one series")
def _(box):
    box.run(box.put(OLD, crel("0201011 2017 1")), box.put(name_of("20210401120000", layout="CTAB"), ctab([2018], "0201011 2")),
            box.put("x.json", api_json("030210101011 2019 3")), box.put("x.xml", api_xml("030210101011 2020 4")))
    content = box.content()
    assert {key for key in content.columns} == {(POPULATION, year) for year in ("2017", "2018", "2019", "2020")}
    assert [content.cells(year)["020101"] for year in range(2017, 2021)] == plain(1, 2, 3, 4)


@case("the same numbers by CREL, CTAB, JSON and XML are the same columns")
def _(box):
    names = {OLD: crel("0201011 2020 38486", "0201000 2020 90000"), name_of(layout="CTAB"): ctab([2020], "0201011 38486", "0201000 90000"),
             "x.json": api_json("030210101011 2020 38486", "030210101000 2020 90000"),
             "x.xml": api_xml("030210101011 2020 38486", "030210101000 2020 90000")}
    contents = []
    for i, (name, text) in enumerate(names.items()):
        box.run(box.put(name, text), w=box.folder / f"W{i}")
        contents.append(box.content(box.folder / f"W{i}"))
    assert all(content.same_numbers(contents[0]) for content in contents) and contents[0].cells()["0201"] == plain(90000)[0]


@case("an empty cell of a wide table is blank and not zero")
def _(box):
    box.run(box.put(name_of(layout="CTAB"), ctab([2019, 2020], "0201011 1 -", "0201022 - 0")), says="blank 2")
    content = box.content()
    assert content.cells(2019) == {"020101": plain(1)[0]} and content.cells(2020) == {"020102": plain(0)[0]}


@case("an answer by unit is read, each result of its own variable")
def _(box):
    answer = {"totalRecords": 1, "unitId": "023000000000", "unitName": "x", "aggregateId": 1, "results": [
        {"id": 72305, "measureUnitId": 26, "lastUpdate": "2021-05-14T15:05:15.743", "values": [{"attrId": 1, "val": 7, "year": "2020"}]},
        {"id": 999999, "measureUnitId": 26, "lastUpdate": "2021-05-15T15:05:15", "values": [{"year": "2020", "val": 1.5, "attrId": 1}]}]}
    box.run(box.put("x.json", json.dumps(answer)))
    content = box.content()
    assert content.cells()["023000000000"] == plain(7)[0]
    assert content.columns[("BDL", "API 999999", "", "26"), "2020"]["023000000000"] == plain("1.5")[0]
    assert content.extracts[0][5:] == ("2021-05-15T15:05:15", "content")


@case("pages of an answer add up, in JSON and XML")
def _(box):
    pages = [["030210101011 2020 1", "030210101022 2020 2"], ["030210101032 2020 3"]]
    for i, make in enumerate((api_json, api_xml)):
        w = box.folder / f"W{i}"
        for order in ((1, 0), (0, 1)):
            box.run(*(box.put(f"{i}/page{k}", make(*pages[k], page=k)) for k in order), w=w)
        assert box.content(w).cells() == dict(zip(("020101", "020102", "020103"), plain(1, 2, 3)))


@case("attributes of the API by number: their meaning depends on the date of the answer")
def _(box):
    for i, make in enumerate((api_json, api_xml)):
        rows = ["030210101011 2019 0 94", "030210101022 2019 - 15", "030210101032 2019 0 0"]
        box.run(box.put("old", make(*rows, updated="2020-05-01T00:00:00")), w=box.folder / f"A{i}")
        box.run(box.put("new", make(*rows, updated="2025-05-01T00:00:00")), w=box.folder / f"B{i}")
        old, new = (box.content(box.folder / f"{letter}{i}").cells(2019) for letter in "AB")
        assert old == {"020101": (N(0), "O", "N", "x"), "020102": (N(0), "O", "F", "-"), "020103": plain(0)[0]}, old
        assert new == {"020101": (N(0), "", "F", "z"), "020102": (N(0), "O", "F", "-"), "020103": plain(0)[0]}, new


@case("an answer for a part of the units is refused")
def _(box):
    box.refused(box.put("x.json", api_json("030210101011 2020 1", aggregate=2)), says="aggregate-id=1")
    box.refused(box.put("x.xml", api_xml("030210101011 2020 1", aggregate=2)), says="aggregate-id=1")


@case("dictionaries of the API are no data")
def _(box):
    box.refused(box.put("x.json", json.dumps({"totalRecords": 1, "results": [{"id": 1, "name": "x"}]})), says="no answer")
    box.refused(box.put("y.json", "[1, 2]"), says="no answer")


@case("a value of an unknown attribute number is listed")
def _(box):
    box.run(box.put("x.json", api_json("030210101011 2020 1", "030210101022 2020 2 77")), status=3)
    assert [(row["code"], row["raw"]) for row in box.rejects()] == [("ATT-0001", "77")]


@case("the pseudo unit of Warszawa is passed over")
def _(box):
    box.run(box.put("x.json", api_json("030210101011 2020 1", "071412865998 2020 2")), says="filtered 1")
    assert set(box.content().cells()) == {"020101"}


@case("a copy made by a spreadsheet is repaired and the repairs are counted")
def _(box):
    text = crel("201011 2020 38486", "201000 2020 90000", "1465011 2020 1794166", "0 2020 38265013", quote="", end="\r\n").replace("Gmina, ", "Gmina ")
    box.run(box.put(OLD, text, "cp1250"))
    assert "3 codes had lost a leading zero" in box.report()
    assert box.content().cells() == dict(zip(("020101", "0201", "146501", "000000000000"), plain(38486, 90000, 1794166, 38265013)))


# Budget reports

TAX = ("020101 1 0 756 75615 031 0 100.00 99.50", "020101 1 0 756 75616 031 0 1234567.89 1000000.01",
       "0201 00 0 1".replace("0201 00 0 1", "020100 0 1") + " 600 60014 620 7 5.00 0.00", "146500 0 2 756 75621 001 0 7.00 6.00")
TAX_ROWS = {("756", "75615", "031", "0"): {0: 10000, 3: 9950}, ("756", "75616", "031", "0"): {0: 123456789, 3: 100000001}}


@case("Rb-27S by CSV and by DBF in a ZIP are equal")
def _(box):
    box.run(box.put("Rb27s_csv.csv", rb_csv(*TAX), "cp1250"))
    zipped(box.folder / "Rb27S_2019Q4.zip", Rb27s_dot_dbf=rb_dbf(*TAX))
    box.run(box.folder / "Rb27S_2019Q4.zip", w=box.folder / "W2")
    content, other = box.content(), box.content(box.folder / "W2")
    assert content.same_numbers(other)
    assert content.filing("Rb-27S", "020101") == TAX_ROWS
    assert content.filing("Rb-27S", "0201") == {("600", "60014", "620", "7"): {0: 500}}
    assert content.filing("Rb-27S", "146501") == {("756", "75621", "001", "0"): {0: 700, 3: 600}}


@case("the twin of a report is identical")
def _(box):
    box.run(box.put("Rb27s_csv.csv", rb_csv(*TAX)))
    box.run(box.put("Rb27s.dbf", rb_dbf(*TAX)), says="identical 48")
    assert box.content().filing("Rb-27S", "020101") == TAX_ROWS


@case("commas, groups, quotes, lost zeros and any order of columns are read")
def _(box):
    lines = rb_csv(TAX[1].replace("756 75616", "10 1095"), mark=",", quoted=True).replace("1234567,89", "1 234\u00a0567,89").splitlines()
    turned = "\n".join(";".join(reversed(line.split(";"))) for line in lines)
    box.run(box.put("x.csv", turned, "cp1250"))
    assert box.content().filing("Rb-27S", "020101") == {("010", "01095", "031", "0"): {0: 123456789, 3: 100000001}}


@case("Rb-28S is known by its columns")
def _(box):
    box.run(box.put("x.csv", rb_csv("020101 1 0 801 80101 401 0 100.00 99.50", report="28")))
    assert box.content().filing("Rb-28S", "020101") == {("801", "80101", "401", "0"): {0: 10000, 2: 9950}}


@case("a column twice is refused")
def _(box):
    box.refused(box.put("x.csv", rb_csv(*TAX).replace(";R2;", ";R4;", 1)), says="twice")


@case("a row of a report that cannot be meant is listed")
def _(box):
    bad = {"letter O in PAR4": ("020101 1 0 756 75615 031 O 1.00 1.00", "BUD-0001"), "another dzial": ("020101 1 0 801 75615 031 0 1.00 1.00", "BUD-0001"),
           "three decimals": ("020101 1 0 756 75615 032 0 1.005 1.00", "NUM-0001"), "an unknown unit": ("029901 1 0 756 75615 031 0 1.00 1.00", "TER-0001"),
           "a unit that had ended": ("320304 2 0 756 75615 031 0 1.00 1.00", "TER-0002")}
    for i, (row, code) in enumerate(bad.values()):
        w = box.folder / f"W{i}"
        box.run(box.put(f"{i}.csv", rb_csv(TAX[0], row)), status=3, w=w)
        rejects = box.rejects(w)
        assert [(r["code"], r["line"]) for r in rejects] == [(code, "3")], rejects


@case("a corrected report counts instead of the first, in any order")
def _(box):
    first, second = box.put("a.csv", rb_csv(*TAX)), box.put("b.csv", rb_csv(TAX[0].replace("100.00", "200.00"), date="2020-04-01"))
    box.run(first, second)
    box.run(second, first, w=box.folder / "W2")
    content = box.content()
    assert content.same_numbers(box.content(box.folder / "W2"))
    assert content.filing("Rb-27S", "020101") == {("756", "75615", "031", "0"): {0: 20000, 3: 9950}}
    assert content.filing("Rb-27S", "0201") is not None


@case("two reports of one date that disagree are a conflict: neither counts, the unit is listed")
def _(box):
    first, second = box.put("a.csv", rb_csv(*TAX)), box.put("b.csv", rb_csv(TAX[0].replace("100.00", "200.00")))
    box.run(first)
    box.run(second, status=3)
    content = box.content()
    assert content.filing("Rb-27S", "020101") is None and content.filing("Rb-27S", "0201") is not None
    assert [f[5] for f in content.filings if f[2] == "020101"] == [-1, -1]
    assert [(row["code"], row["raw"]) for row in box.rejects()] == [("KEY-0002", "020101")]
    box.run(second, first, w=box.folder / "W2", status=3)
    assert content.same_numbers(box.content(box.folder / "W2"))


@case("one classification twice with two amounts: neither counts")
def _(box):
    box.run(box.put("x.csv", rb_csv(TAX[0], TAX[0].replace("99.50", "1.00"), TAX[1])), status=3)
    assert set(box.content().filing("Rb-27S", "020101")) == {("756", "75616", "031", "0")}


@case("a row without any amount beside one with amounts: the account balances")
def _(box):
    empty = rb_csv(TAX[0]).splitlines()[1].split(";")
    empty[14:] = [""] * (len(empty) - 14)
    box.run(box.put("x.csv", rb_csv(TAX[0], TAX[1]) + ";".join(empty) + "\r\n"), status=3)
    assert set(box.content().filing("Rb-27S", "020101")) == {("756", "75616", "031", "0")}


@case("a union that shares a gmina's code is a unit of its own")
def _(box):
    text = rb_csv(TAX[0]) + rb_csv("020101 z 8 900 90002 201 0 55.00 54.00", msw="0219").splitlines()[1] + "\r\n"
    box.run(box.put("x.csv", text))
    content = box.content()
    assert set(content.filing("Rb-27S", "020101")) == {("756", "75615", "031", "0")}
    assert content.filing("Rb-27S", "020101Z/0219") == {("900", "90002", "201", "0"): {0: 5500, 3: 5400}}


@case("a deleted record of a DBF is filtered")
def _(box):
    box.run(box.put("x.dbf", rb_dbf(*TAX, deleted={0})), says="filtered 1")
    assert set(box.content().filing("Rb-27S", "020101")) == {("756", "75616", "031", "0")}


@case("quarters stand apart")
def _(box):
    box.run(box.put("a.csv", rb_csv(TAX[0])), box.put("b.csv", rb_csv(TAX[0].replace("99.50", "50.00"), quarter=2)))
    content = box.content()
    key = ("756", "75615", "031", "0")
    assert content.filing("Rb-27S", "020101", "2019-Q2")[key][3] == 5000 and content.filing("Rb-27S", "020101")[key][3] == 9950


GMINA = ("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 100.00 DW 99.50", "756 75616 031 0", "756 75618 041 0 PL 7.00"])
SCHOOL = ("Szkoła nr 7", "JB", "001070630", "020101 1 0", ["801 80101 075 0 PL 3.00 DW 2.00"])


@case("BeSTi@: a local government's report stands at it, bodies at themselves")
def _(box):
    box.run(box.put("x.xml", bestia(GMINA, SCHOOL)))
    content = box.content()
    assert content.filing("Rb-27S", "020101") == {("756", "75615", "031", "0"): {0: 10000, 3: 9950}, ("756", "75616", "031", "0"): {},
                                                  ("756", "75618", "041", "0"): {0: 700}}
    assert content.filing("Rb-27S", "020101/001070630/Szkoła nr 7") == {("801", "80101", "075", "0"): {0: 300, 3: 200}}
    assert len(content.filings) == 2


@case("BeSTi@: blanks around every text do not matter")
def _(box):
    text = bestia(GMINA, SCHOOL)
    box.run(box.put("x.xml", text))
    for name in ("Dzial", "PL", "WK", "Typ", "Rok", "DataSprawozdania", "Nazwa"):
        text = text.replace(f"<{name}>", f"<{name}>\n   ").replace(f"</{name}>", f"\t\n</{name}>")
    box.run(box.put("y.xml", text), w=box.folder / "W2")
    assert box.content().same_numbers(box.content(box.folder / "W2"))


@case("BeSTi@: a later version of one date counts")
def _(box):
    other = (*GMINA[:4], ["756 75615 031 0 PL 1.00"])
    for i, order in enumerate(((0, 1), (1, 0))):
        paths = [box.put("v0.xml", bestia(GMINA)), box.put("v1.xml", bestia(other, version=1))]
        box.run(*(paths[k] for k in order), w=box.folder / f"W{i}")
        assert box.content(box.folder / f"W{i}").filing("Rb-27S", "020101") == {("756", "75615", "031", "0"): {0: 100}}


@case("BeSTi@: a repeated amount is listed")
def _(box):
    box.run(box.put("x.xml", bestia(("Gmina", "JST", "1", "020101 1 0", ["756 75615 031 0 PL 1.00 PL 2.00", "756 75616 031 0 PL 3.00"]))), status=3)
    assert [(row["code"], row["column"]) for row in box.rejects()] == [("BUD-0002", "PL")]
    assert "Pozycja[1]/PL" in box.rejects()[0]["place"]


@case("BeSTi@: a report that cannot be placed is a reject, with positions and without")
def _(box):
    for i, rows in enumerate((["756 75615 031 0 PL 1.00"], [])):
        w = box.folder / f"W{i}"
        box.run(box.put(f"x{i}.xml", bestia((*GMINA[:4], rows), date="2020-02-31")), w=w, status=3)
        assert [row["code"] for row in box.rejects(w)] == ["PER-0001"], box.rejects(w)
        assert "/Rb-27S" in box.rejects(w)[0]["place"]


@case("BeSTi@: a package of another version is refused")
def _(box):
    box.refused(box.put("x.xml", bestia(GMINA).replace('Wersja="0.3"', 'Wersja="0.4"')), says="0.4")


# The register

REGISTER = ("02 DOLNOŚLĄSKIE", "0201 bolesławiecki", "0201011 Bolesławiec", "0201043 Nowogrodziec", "0201044 Nowogrodziec",
            "0201045 Nowogrodziec")


@case("the register by CSV and by both forms of XML is the same")
def _(box):
    contents = []
    for i, (name, text) in enumerate((("t.csv", terc_csv(*REGISTER)), ("t.xml", terc_xml(*REGISTER)), ("o.xml", terc_xml(*REGISTER, old=True)))):
        box.run(box.put(name, text), w=box.folder / f"W{i}", says="6 rows, 0 of them not in config/territory")
        contents.append(box.content(box.folder / f"W{i}").registers)
    assert contents[0] == contents[1] == contents[2] and len(contents[0]) == 6


@case("the address version of the register is refused with its reason")
def _(box):
    box.refused(box.put("t.csv", terc_csv(*(row for row in REGISTER if row[6] != "3"))), says="address version")


@case("a unit that config/territory lacks is named")
def _(box):
    box.run(box.put("t.csv", terc_csv(*REGISTER, "0201993 Nowa")), says="1 of them not in config/territory")
    assert "0201993 Nowa" in box.report()


# The archive, and what is not code

def archive_of_everything(box):
    box.put("in/sources.csv", 'file;name;subject;as_of;source\nodd.csv;"a;b ""c"".csv";P2137;2019-05-06;\n')
    box.put("in/odd.csv", crel("0201011 2018 5"))
    for path in three(box):
        (box.folder / "in" / path.parent.name).mkdir(parents=True, exist_ok=True)
        path.rename(box.folder / "in" / path.parent.name / path.name)
    box.put("in/Rb27s_csv.csv", rb_csv(*TAX), "cp1250")
    box.put("in/Rb27s_2.csv", rb_csv(TAX[0].replace("100.00", "200.00"), date="2020-04-01"))
    box.put("in/x.xml", bestia(GMINA, SCHOOL, quarter=2))
    box.put("in/y.xml", api_xml("030210101011 2016 4"))
    box.put("in/t.csv", terc_csv(*REGISTER))
    zipped(box.folder / "in" / "Rb28S.zip", Rb28s_dot_dbf=rb_dbf("020101 1 0 801 80101 401 0 100.00 99.50", report="28"))
    box.put("in/" + name_of("20180101000000") + ".gz", gzip.compress(crel("0201011 2017 5").encode()))
    box.run(box.folder / "in", status=3)
    box.run("--as-of", "2017-03-04", "--subject", "P2137", box.put("undated.csv", crel("0201011 2015 5")))
    return box.content()


@case("a workspace made again from the archive says the same")
def _(box):
    before = archive_of_everything(box)
    assert len(before.extracts) == 13 and before.findings
    box.run(box.w / "archive", w=box.folder / "W2", status=3)
    assert box.content(box.folder / "W2") == before
    for name in ("workspace.sqlite", "workspace.sqlite-wal", "workspace.sqlite-shm"):
        (box.w / name).unlink(missing_ok=True)
    archive = {path.name: path.read_bytes() for path in (box.w / "archive").iterdir()}
    box.run(box.w / "archive", status=3)
    assert box.content() == before
    assert {path.name: path.read_bytes() for path in (box.w / "archive").iterdir()} == archive


@case("a new file after the loss of the database does not lose what the archive knows")
def _(box):
    before = archive_of_everything(box)
    for path in box.w.glob("workspace.sqlite*"):
        path.unlink()
    box.run(box.put("0201.json", api_json("030210101011 2010 4")))
    box.run(box.w / "archive", status=3)
    after = box.content()
    assert set(after.extracts) > set(before.extracts) and len(after.extracts) == 14
    assert after.filings == before.filings and after.findings == before.findings


@case("the archive holds the bytes of every extract")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    box.run(path)
    sha = box.content().extracts[0][0]
    (box.w / "archive" / f"{sha}.zst").unlink()
    box.run(path)
    assert (box.w / "archive" / f"{sha}.zst").exists()


@case("a refused file leaves nothing in the archive")
def _(box):
    box.refused(box.put(OLD, crel("0201011 2020 1") + '"'))
    assert len(list((box.w / "archive").glob("*.zst"))) == 1


@case("a new source by powiat is added by a profile alone")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    (config / "sources" / "lasy.xml").write_text(
        '<profile name="lasy" form="csv" layout="long" separator="," encoding="UTF-8 windows-1250" decimal="." groups="yes"'
        ' source="LASY" subject="L1" rows-per-cell="sum"><recognise header="powiat;gatunek;rok;powierzchnia;jm"/>'
        '<unit column="powiat" form="teryt"/><period column="rok" frequency="annual"/><value column="powierzchnia"/>'
        '<measure column="jm"/><missing symbol="brak" state="L"/></profile>', encoding="utf-8")
    path = box.put("lasy.csv", 'powiat,gatunek,rok,powierzchnia,jm\n0201,dąb,2020,"1 200.50",ha\n0201,dąb,2020,0.25,ha\n'
                               "0202,dąb,2020,brak,ha\n0202,sosna,2020,7,ha\n", "cp1250")
    box.run(path, config=config)
    content = box.content()
    assert content.cells(2020, ("LASY", "L1", "dąb", "ha")) == {"0201": plain("1200.75")[0], "0202": (N(0), "L", "F", "")}
    assert content.cells(2020, ("LASY", "L1", "sosna", "ha")) == {"0202": plain(7)[0]}
    box.run(path, w=box.folder / "W2", status=65)


@case("a sum that fits no column beside the others is a reject and never a zero")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    (config / "sources" / "own.xml").write_text(
        '<profile name="own" form="csv" source="OWN" subject="S" rows-per-cell="sum"><recognise header="Kod;Rok;X;jm"/>'
        '<unit column="Kod"/><period column="Rok"/><value column="X"/><measure column="jm"/></profile>')
    large = "0201;2020;600000000000000000;x\n"
    box.run(box.put("own.csv", f"Kod;Rok;X;jm\n{large}{large}0202;2020;1,5;x\n"), config=config, status=3)
    assert [row["code"] for row in box.rejects()] == ["NUM-0002"], box.rejects()
    cells = box.content().cells(2020, ("OWN", "S", "", "x"))
    assert "0201" not in cells or cells["0201"][1] != "A", cells


@case("quarters and months of a source have their bounds")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    for i, (frequency, last) in enumerate((("quarter", 4), ("month", 12))):
        (config / "sources" / "own.xml").write_text(
            f'<profile name="own" form="csv" source="OWN" subject="S"><recognise header="Kod;Rok;Okres;X;jm"/><unit column="Kod"/>'
            f'<period column="Rok" index="Okres" frequency="{frequency}"/><value column="X"/><measure column="jm"/></profile>')
        w = box.folder / f"W{i}"
        box.run(box.put("own.csv", f"Kod;Rok;Okres;X;jm\n0201;2020;{last};1;x\n0201;2020;{last + 1};2;x\n0201;2020;0;2;x\n"),
                config=config, w=w, status=3)
        assert len(box.content(w).columns) == 1 and [row["code"] for row in box.rejects(w)] == ["PER-0001"] * 2


if __name__ == "__main__":
    program, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, program, config), sys.argv[3:]))
