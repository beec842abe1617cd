#!/usr/bin/env python3
"""Encodings, codes of units, tables of other offices: forms_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import pathlib
import shutil
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, crel, ctab, name_of, terc_csv  # noqa: E402
from xlsx import Raw, book  # noqa: E402

N = Decimal


def plain(*numbers):
    return [(N(number), "", "F", "") for number in numbers]


def words(text, *more):
    """A small CREL whose dimension has these words."""
    return crel("0201011 2020 1", *more).replace("ogółem", text)


def dimensions(content):
    return {key[2].split("|")[0] for key, _ in content.columns}


# Encodings

@case("ISO-8859-2 and Windows-1250 are told apart by the bytes of the whole file, and read as the same texts")
def _(box):
    text = words("ścieżki, źródła i dąbrowy")
    for encoding in ("iso-8859-2", "cp1250", "utf-8", "utf-16", "utf-16-le", "utf-16-be"):
        w = box.folder / encoding
        mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
        box.run(box.put(name_of(), mark + text, encoding), w=w)
        assert dimensions(box.content(w)) == {"ścieżki, źródła i dąbrowy"}
    assert "the text is ISO-8859-2" in box.report(box.folder / "iso-8859-2")
    assert "the text is windows-1250" in box.report(box.folder / "cp1250")
    assert "the text is" not in box.report(box.folder / "utf-8")


@case("letters that stand at one place in both encodings settle nothing, and need not")
def _(box):
    box.run(box.put(name_of(), words("żółć"), "iso-8859-2"))
    assert dimensions(box.content()) == {"żółć"}


@case("a file in both encodings is refused, with a byte of each")
def _(box):
    one, two = crel("0201011 2020 1").replace("ogółem", "dąb").encode("cp1250"), words("kąt").encode("iso-8859-2")
    box.refused(box.put(name_of(), one + two.split(b"\n", 1)[1]), says=["two encodings", "byte 100", "byte 158", "Windows-1250", "ISO-8859-2"])


@case("quotation marks of Windows-1250 beside letters of ISO-8859-2 are two encodings")
def _(box):
    text = words("dąb").encode("iso-8859-2").replace(b"Gmina", b"\x84Gmina\x94")
    box.refused(box.put(name_of(), text), says="two encodings")


@case("a sign that means another thing in each, and no word that tells: refused")
def _(box):
    box.refused(box.put(name_of(), words("5 \u00b1 1"), "cp1250"), says=["nothing in the file tells", "save the file as UTF-8"])


@case("an encoding that the profile does not allow is refused with its byte")
def _(box):
    text = terc_csv("0201011 Dąb")
    for encoding, name in (("cp1250", "windows-1250"), ("iso-8859-2", "ISO-8859-2")):
        box.refused(box.put("terc.csv", text.replace("\ufeff", "").encode(encoding, "ignore")), says=["is not UTF-8", name, "byte "])


@case("control characters that a wrong conversion leaves behind refuse the file, also in UTF-8")
def _(box):
    wrong = words("\u009ccieżki")  # ś of Windows-1250 read as ISO-8859-1
    box.refused(box.put(name_of(), wrong), says=["control character (U+009C)", "fetch it again"])


# Units

def reasons(box):
    return [(row["code"], row["raw"], row["reason"]) for row in box.rejects()]


def codes_of(content):
    return {unit for cells in content.columns.values() for unit in cells}


@case("a code of any scheme is its unit, told by its shape")
def _(box):
    codes = {"1465011": "146501", "1465000": "1465", "146501": "146501", "071412865011": "146501", "10071412865011": "146501",
             "1142865011": "146501", "1002301601901": "301901", "PL_430601901": "301901", "PL411": "023016000000",
             "0000000": "000000000000"}
    for number, (code, unit) in enumerate(codes.items()):
        w = box.folder / f"W{number}"
        box.config = config_with(box, "bdl-crel", ' repair="leading-zero"', "")  # where six digits are six
        box.run(box.put(name_of(), crel(f"{code} 2016 1")), w=w)
        assert codes_of(box.content(w)) == {unit}, code


def config_with(box, profile, old, new):
    """A copy of the configuration with a change to a profile."""
    copy = box.folder / "config"
    if not copy.exists():
        shutil.copytree(config, copy)
    path = copy / "sources" / f"{profile}.xml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return copy


@case("a code says of which years it speaks: NTS and NUTS had other cuts")
def _(box):
    rows = ["1142500000 2014 1", "1142500000 2015 2", "PL911 2017 3", "PL911 2018 4", "PL127 2017 5"]
    box.run(box.put(name_of(), crel(*rows)), status=3)
    assert box.content().cells("2015") == {"071422500000": plain(2)[0]}
    assert box.content().cells("2018") == {"071412800000": plain(4)[0]}
    assert box.content().cells("2017") == {"071412800000": plain(5)[0]}
    assert reasons(box) == [
        ("TER-0002", "1", 'the code "1142500000" stands for 071422500000 PODREGION CIECHANOWSKI from 2015 to 2017'),
        ("TER-0002", "3", 'the code "PL911" stands for 071412800000 PODREGION MIASTO WARSZAWA since 2018; in 2017 it is PL127')]


@case("a code that is none, or none of that year, is rejected with what it was or what it became")
def _(box):
    rows = ["1207132 2024 1", "3203042 2019 2", "0201012 2020 3", "023015706012-0199020 2020 4", "0809113 2020 5"]
    box.run(box.put(name_of(), crel(*rows)), status=3)
    assert {row[2] for row in reasons(box)} == {
        "120713 Szczawa is in the register since 2025; until 2025-01-01 it was in 120705",
        "320304 Ostrowice is in the register until 2018; since 2019-01-01 it is 320302 and 320306",
        'the code "0201012" is no unit of the register; 020101 Bolesławiec is of kind 1',
        'the code "023015706012-0199020" is no unit of the register; it is a locality, below any gmina',
        'the code "0809113" is no unit of the register'}, reasons(box)


@case("codes with blanks are read where the profile allows, and counted")
def _(box):
    rows = crel("A 2020 1", "B 2020 2").replace("A;", "02 01 01 1;").replace("B;", "02 01  ;")
    box.run(box.put(name_of(), rows), status=3)
    assert [row[0] for row in reasons(box)] == ["TER-0001"] * 2 and 'need repair="blanks"' in reasons(box)[0][2]
    w = box.folder / "W2"
    box.run(box.put(name_of(), rows), w=w, config=config_with(box, "bdl-crel", '"leading-zero"', '"blanks leading-zero"'))
    assert box.content(w).cells() == {"020101": plain(1)[0], "0201": plain(2)[0]}
    assert "2 codes had blanks" in box.report(w)


def named(*rows):
    """Rows "code name" of a CTAB."""
    return ctab([2020]) + "".join(f'{row.split(" ", 1)[0]};"{row.split(" ", 1)[1]}";1;\n' for row in rows)


@case("a name that contradicts its code is a warning, counted, and said with its line; the code counts")
def _(box):
    rows = named("0201011 Bolesławiec (1)", "0201022 Gromadka (2)", "0206000 Powiat jeleniogórski", "1465011 M.st.Warszawa od 2002 (1)")
    text = box.run(box.put(name_of(layout="CTAB"), rows), says=["WARN", "names that contradict their codes: 1"])
    assert "stored 4" in text and box.content().cells()["020102"] == plain(1)[0]
    assert 'line 3: the file calls 0201022 "Gromadka (2)", the register "Bolesławiec"' in box.report()


@case("names as GUS, the Ministry, GUGiK and the English site write them contradict nothing")
def _(box):
    names = ["0000000 POLAND", "0200000 WOJ. DOLNOŚLĄSKIE", "0201000 Powiat bolesławiecki", "0264000 Powiat m.Wrocław",
             "0264000 City with powiat status Wrocław", "0265011 Wałbrzych since 2013 (1)", "0201044 Nowogrodziec - urban area (4)",
             "0201045 Nowogrodziec - obszar wiejski (5)", "1465108 Śródmieście - dzielnica (8)", "1465000 m. st. Warszawa",
             "3262011 M. Szczecin", "0201011 BOLESŁAWIEC", "2605062 Słupia (Konecka) (2)", "2605062 Słupia Konecka (2)"]
    for name in names:
        box.run(box.put(name_of(layout="CTAB"), named(name)), w=box.folder / name.split(" ", 1)[1].replace("/", ""))
    wrong = [name for name in names if "contradicts" in box.report(box.folder / name.split(" ", 1)[1])]
    assert wrong == [], wrong


if __name__ == "__main__":
    program, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, program, config), sys.argv[3:]))
