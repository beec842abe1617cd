#!/usr/bin/env python3
"""Encodings, codes of units, tables of other offices: forms_test.py SMUP_INGEST CONFIG [WORD of a case's name]..."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
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
    assert 'line 3: the file calls 020102 "Gromadka (2)", the register "Bolesławiec"' in box.report()


@case("names as GUS, the Ministry, GUGiK and the English site write them contradict nothing")
def _(box):
    names = ["0000000 POLAND", "0200000 WOJ. DOLNOŚLĄSKIE", "0201000 Powiat bolesławiecki", "0264000 Powiat m.Wrocław",
             "0264000 City with powiat status Wrocław", "0265011 Wałbrzych since 2013 (1)", "0201044 Nowogrodziec - urban area (4)",
             "0201045 Nowogrodziec - obszar wiejski (5)", "1465108 Śródmieście - dzielnica (8)", "1465000 m. st. Warszawa",
             "3262011 M. Szczecin", "0201011 BOLESŁAWIEC", "2605062 Słupia (Konecka) (2)", "2605062 Słupia Konecka (2)", "1004032 GÓRA ŚW. MAŁGORZATY",
             "0206000 karkonoski (jeleniogórski)"]
    for name in names:
        box.run(box.put(name_of(layout="CTAB"), named(name)), w=box.folder / name.split(" ", 1)[1].replace("/", ""))
    wrong = [name for name in names if "contradicts" in box.report(box.folder / name.split(" ", 1)[1])]
    assert wrong == [], wrong


# Old and English exports

@case("an export of before 2018 is read: NTS codes, its own headings, a colon where there is no value")
def _(box):
    text = ("Kod;Jednostka terytorialna;Okresy;Lata;Jednostka miary;Wartość\n0;POLSKA;grudzień;2015;zł;:\n"
            "1100000000; ŁÓDZKIE;styczeń;2014;zł;3569,57\n")
    box.run("--subject", "P2497", box.put("zarobki.csv", text), says="bdl-old")
    assert box.content().cells("2014", ("BDL", "P2497", "styczeń", "zł")) == {"051000000000": plain("3569.57")[0]}
    assert box.content().cells("2015", ("BDL", "P2497", "grudzień", "zł")) == {"000000000000": (N(0), "O", "F", "")}


@case("an English export meets the Polish series by the dictionary; a text that it lacks stays, and is counted")
def _(box):
    text = '"Code";"Name";"total in square km;2021;[km2]";"something new;2021;[ha]";\n0201011;"Bolesławiec (1)";24;7;\n'
    box.run(box.put("PODZ_1410_CTAB_20260508120159.csv", text), says="bdl-ctab-en")
    assert box.content().cells("2021", ("BDL", "P1410", "ogółem w km2", "km2")) == {"020101": plain(24)[0]}
    assert box.content().cells("2021", ("BDL", "P1410", "something new", "ha")) == {"020101": plain(7)[0]}
    assert 'the text "something new" is not in the dictionary' in box.report() and "2 texts are not" in box.report()


@case("the English relational export, whose headings no file has shown yet, is read as they are supposed to be")
def _(box):
    text = ("Code;Name;Age;Sex;Year;Value;Measure unit;Attribute\n0201011;Bolesławiec (1);total;total;2020;38486;person;\n")
    box.run(box.put(name_of(), text), says="bdl-crel-en")
    assert box.content().cells() == {"020101": plain(38486)[0]}


@case("an English workbook is read, whatever its sheet is called")
def _(box):
    rows = [["Code", "Name", "total in square km"], [None, None, "2021"], [None, None, "[km2]"], ["0201011", "Bolesławiec (1)", Raw("24")]]
    path = box.put("PODZ_1410_XTAB_20260508120159.xlsx", book({"DESC": [["x"]], "TABLE": rows}, {"TABLE": ["A1:A3", "B1:B3"]}))
    box.run(path, says="bdl-xtab-en")
    assert box.content().cells("2021", ("BDL", "P1410", "ogółem w km2", "km2")) == {"020101": plain(24)[0]}


# Tables of offices

def office(box, profile, name="office", **tables):
    """A copy of the configuration with this profile, and with crosswalks."""
    copy = box.folder / "config"
    if not copy.exists():
        shutil.copytree(config, copy)
    (copy / "sources" / f"{name}.xml").write_text(profile, encoding="utf-8")
    (copy / "crosswalks").mkdir(exist_ok=True)
    for table, text in tables.items():
        (copy / "crosswalks" / f"{table}.csv").write_text(text, encoding="utf-8")
    return copy


def profile_of(*elements, form="csv", header="*", more=""):
    return (f'<profile name="office" form="{form}" source="OFFICE" subject="S" {more}><recognise header="{header}"/>'
            + "".join(elements) + "</profile>")


def office_cells(box, dimensions, unit, period="2020", w=None):
    cells = box.content(w).cells(period, ("OFFICE", "S", dimensions, unit))
    return {unit: cell for unit, cell in cells.items() if cell[3] != "/"}  # "/": of a reject


@case("the year stands in the title, in the name of the file, beside a label of a sheet, or in the profile")
def _(box):
    unit, value = '<unit column="Kod"/>', '<value column="X" text="x" unit="szt."/>'
    ways = {
        "title": ('<period from="title" text="za rok {year} r."/>', "Tabela za rok 2020 r.;\n;\nKod;X\n0201;5\n",
                  '<sheet header-rows="3"/>'),
        "name": ('<period from="name" text="stan_{year}-12"/>', "Kod;X\n0201;5\n", ""),
        "year": ('<period year="2020"/>', "Kod;X\n0201;5\n", "")}
    for way, (period, text, sheet) in ways.items():
        copy = office(box, profile_of(sheet, unit, period, value, header="Kod;X"))
        box.run(box.put("stan_2020-12.csv", text), config=copy, w=box.folder / way)
        assert office_cells(box, "x", "szt.", w=box.folder / way) == {"0201": plain(5)[0]}, way
    copy = office(box, profile_of('<sheet name="T"/>', unit, '<period from="sheet" sheet="O" label="Rok:" text="{year}" shift="-1"/>',
                                  value, form="xlsx", header="Kod;X"))
    path = box.put("o.xlsx", book({"O": [["Rok:", "2021"]], "T": [["Kod", "X"], ["0201", Raw("5")]]}))
    box.run(path, config=copy, w=box.folder / "sheet")
    assert office_cells(box, "x", "szt.", w=box.folder / "sheet") == {"0201": plain(5)[0]}


@case("a title or a name without the year refuses the file and says what was looked for")
def _(box):
    copy = office(box, profile_of('<unit column="Kod"/><period from="name" text="stan_{year}"/><value column="X" text="x" unit="szt."/>',
                                  header="Kod;X"))
    box.refused(box.put("other.csv", "Kod;X\n0201;5\n"), config=copy, says=["no year is to be found", "stan_{year}", "other.csv"])


@case("a wide table of an office: a column a year, and the year before it is not lost")
def _(box):
    copy = office(box, profile_of('<unit column="Kod"/><label column="Nazwa"/><value column="rok_{year}" text="x" unit="zł"/>',
                                  header="Kod;Nazwa;*"))
    box.run(box.put("t.csv", "Kod;Nazwa;rok_2019;rok_2020\n0201011;Bolesławiec;1,5;2\n0201022;Bolesławiec;;4\n"), config=copy,
            says="stored 3 + blank 1")
    assert office_cells(box, "x", "zł", "2019") == {"020101": plain("1.5")[0]}
    assert office_cells(box, "x", "zł") == {"020101": plain(2)[0], "020102": plain(4)[0]}


@case("columns of their own years and columns of the row's year stand in one table")
def _(box):
    copy = office(box, profile_of('<unit column="Kod"/><period column="Rok"/><value column="plan_{year}" text="plan" unit="zł"/>'
                                  '<value column="X" text="x" unit="zł"/>', header="Kod;Rok;*"))
    box.run(box.put("t.csv", "Kod;Rok;plan_2021;X\n0201;2020;5;1\n"), config=copy)
    assert office_cells(box, "plan", "zł", "2021") == {"0201": plain(5)[0]}
    assert office_cells(box, "x", "zł", "2020") == {"0201": plain(1)[0]}


@case("value columns and dimension columns make series without a measure column")
def _(box):
    copy = office(box, profile_of(
        '<unit column="Kod"/><period column="Rok"/><dimension column="Rodzaj"/><dimension text="razem"/>'
        '<value column="Liczba" text="liczba" unit="szt."/><value column="Kwota" text="kwota" unit="zł"/>',
        header="Kod;Rok;Rodzaj;Liczba;Kwota;Uwagi"))
    box.run(box.put("t.csv", "Kod;Rok;Rodzaj;Liczba;Kwota;Uwagi\n0201;2020;A;3;1,25;x\n0201;2020;B;4;2;\n"), config=copy)
    assert office_cells(box, "A|razem|liczba", "szt.") == {"0201": plain(3)[0]}
    assert office_cells(box, "B|razem|kwota", "zł") == {"0201": plain(2)[0]}


@case("the parts of a code stand in several columns; a dash is a part that is not there")
def _(box):
    copy = office(box, profile_of('<unit columns="WK|PK|GK|GT" form="jst"/><period column="Rok"/><value column="X" text="x" unit="zł"/>',
                                  header="WK;PK;GK;GT;Rok;X", more='repair="leading-zero"'))
    box.run(box.put("t.csv", "WK;PK;GK;GT;Rok;X\n02;01;01;1;2020;1\n2;01;-;-;2020;2\n02;-;-;-;2020;3\n02;64;-;-;2020;4\n02;99;-;-;2020;5\n"),
            config=copy, status=3)
    assert office_cells(box, "x", "zł") == {unit: plain(n)[0] for unit, n in
                                            (("020101", 1), ("0201", 2), ("030200000000", 3), ("026401", 4))}
    assert reasons(box)[0][0] == "TER-0001" and "0299" in reasons(box)[0][2]


@case("a range of a sheet: titles above, notes below and beside, a heading of several rows")
def _(box):
    rows = [["Zestawienie za 2020 rok"], [None, "x"], [None, "Kod", "Liczba", None, "obok"], [None, None, "a\n b", "c", None],
            [None, "0201", Raw("1"), Raw("2"), "n"], [None, "0202", Raw("3"), "", None], [None, None, None], ["Źródło: dane własne", "y"]]
    copy = office(box, profile_of(
        '<sheet name="T" range="B3:D" header-rows="3-4" ends="blank-row"/><unit column="Kod"/>'
        '<period from="title" text="za {year} rok"/><value column="Liczba;a b" text="a" unit="szt."/>'
        '<value column="Liczba;c" text="c" unit="szt."/>', form="xlsx", header="Kod;*"))
    box.run(box.put("t.xlsx", book({"T": rows}, {"T": ["B3:B4", "C3:D3"]})), config=copy,
            says="records 4 = used 2 + filtered 1 + blank 1; observations 4 = stored 3 + blank 1")
    assert office_cells(box, "a", "szt.") == {"0201": plain(1)[0], "0202": plain(3)[0]}
    box.run(box.put("u.xlsx", book({"T": rows[:4] + [[None, "0201", "?", Raw("2")]]}, {"T": ["B3:B4", "C3:D3"]})), config=copy,
            w=box.folder / "W2", status=3)
    assert [row["place"] for row in box.rejects(box.folder / "W2")] == ["T!C5"]


@case("a CSV has a heading of several rows too, with titles above and notes below")
def _(box):
    text = "Zestawienie za 2020 rok;;;\nKod;Liczba;;\n;a;c;\n\n0201;1;2;\n\nŹródło: dane własne\n"
    copy = office(box, profile_of(
        '<sheet header-rows="2-3" ends="blank-row"/><unit column="Kod"/><period from="title" text="za {year} rok"/>'
        '<value column="Liczba;a" text="a" unit="szt."/><value column="Liczba;c" text="c" unit="szt."/>', header="Kod;*"))
    box.run(box.put("t.csv", text), config=copy, says="records 4 = used 1 + filtered 1 + blank 2; observations 2 = stored 2")
    assert office_cells(box, "c", "szt.") == {"0201": plain(2)[0]}


@case("the Ministry's table of PIT shares gives a series for chapter, paragraph and amount; a city has two")
def _(box):
    head = ["WK", "PK", "GK", "GT", "Nazwa JST", "województwo", "powiat", "Klasyfikacja budżetowa", None, None,
            "Należności \n (saldo początkowe plus przypisy minus odpisy)", "Dochody wykonane\n(wpłaty minus zwroty)", "        Saldo końcowe"]
    rows = [["Informacja o udziałach jednostek samorządu terytorialnego w podatku PIT za rok budżetowy 2020"], None, None, head,
            [None] * 7 + ["DZIAŁ", "ROZDZIAŁ", "PARAGRAF", None, None, "należności pozostałe do zapłaty", None, "nadpłaty"],
            [None] * 12 + ["ogółem", "w tym:"], [None] * 13 + ["zaległości netto"],
            ["02", "61", "-", "-", "Jelenia Góra", "dolnośląskie", "-", Raw("756"), Raw("75621"), "0010", Raw("84424413"), Raw("84424413")],
            ["02", "61", "-", "-", "Jelenia Góra", "dolnośląskie", "-", Raw("756"), Raw("75622"), "0010", Raw("22724531"), Raw("22724531")]]
    merges = [f"{c}4:{c}7" for c in "ABCDEFGKL"] + ["H4:J4", "M4:O4", "M5:N5", "H5:H7", "I5:I7", "J5:J7", "M6:M7", "O5:O7"]
    box.run(box.put("x.xlsx", book({"MNPP": rows}, {"MNPP": merges})), says="mf-pit")
    for chapter, amount in (("75621", 84424413), ("75622", 22724531)):
        cells = box.content().cells("2020", ("MF", "PIT", f"{chapter}|0010|dochody wykonane", "zł"))
        assert cells == {"026101": plain(amount)[0]}, cells


# Rows of one cell

AGGREGATES = [("sum", "", "60.5"), ("count", "", "3"), ("min", "", "10"), ("max", "", "30"), ("mean", "", "20.1666667"),
              ("mean", ' weight="W"', "25.125")]


@case("several rows make one cell as the profile says: sum, count, minimum, maximum, mean, distinct")
def _(box):
    text = "Kod;Rok;X;W;S\n0201;2020;10;0,5;a\n0201;2020;20,5;1;b\n0201;2020;30;2,5;a\n0202;2020;7;1;c\n"
    for how, weight, expected in AGGREGATES + [("distinct", "", "2")]:
        column = "S" if how == "distinct" else "X"
        copy = office(box, profile_of(f'<unit column="Kod"/><period column="Rok"/><value column="{column}" text="x" unit="u" rows="{how}"{weight}/>',
                                      header="Kod;Rok;X;W;S"))
        w = box.folder / (how + str(len(weight)))
        box.run(box.put("t.csv", text), config=copy, w=w, says="records 4 = used 4; observations 4 = stored 4")
        cells = office_cells(box, "x", "u", w=w)
        assert cells["0201"] == plain(expected)[0], (how, cells)
        assert cells["0202"] == plain(1 if how in ("count", "distinct") else 7)[0], (how, cells)


@case("a second row of a cell that is one row is a conflict, and not a sum")
def _(box):
    copy = office(box, profile_of('<unit column="Kod"/><period column="Rok"/><value column="X" text="x" unit="u"/>', header="Kod;Rok;X"))
    box.run(box.put("t.csv", "Kod;Rok;X\n0201;2020;1\n0201;2020;2\n"), config=copy, status=3)
    assert [row[0] for row in reasons(box)] == ["KEY-0001"] * 2 and office_cells(box, "x", "u") == {}


@case("a row without a number makes the cell of several missing, unless the profile skips it")
def _(box):
    text = "Kod;Rok;X\n0201;2020;1\n0201;2020;bd\n0202;2020;4\n0202;2020;\n"
    for more, one, other in (("", (N(0), "L", "F", ""), (N(0), "O", "F", "")), (' missing-rows="skip"', plain(1)[0], plain(4)[0])):
        copy = office(box, profile_of(f'<unit column="Kod"/><period column="Rok"/><value column="X" text="x" unit="u" rows="sum"{more}/>'
                                      '<missing symbol="bd" state="L"/>', header="Kod;Rok;X"))
        w = box.folder / f"W{len(more)}"
        box.run(box.put("t.csv", text), config=copy, w=w)
        assert office_cells(box, "x", "u", w=w) == {"0201": one, "0202": other}, office_cells(box, "x", "u", w=w)


@case("a rejected row of several takes the others with it: the sum would be too low")
def _(box):
    copy = office(box, profile_of('<unit column="Kod"/><period column="Rok"/><value column="X" text="x" unit="u" rows="sum"/>',
                                  header="Kod;Rok;X"))
    box.run(box.put("t.csv", "Kod;Rok;X\n0201;2020;1\n0201;2020;?\n0202;2020;4\n"), config=copy, status=3)
    assert sorted(row[0] for row in reasons(box)) == ["KEY-0003", "NUM-0001"]
    assert office_cells(box, "x", "u") == {"0202": plain(4)[0]}


# Crosswalks

SCHOOLS = "key;from;to;unit;name\n1001;;;0201011;SP 1\n1002;;2019;0201022;SP 2\n1002;2020;;0201011;SP 2, moved\n1003;;;0201022;SP 3\n"


@case("schools by their RSPO numbers are counted by gmina, as the crosswalk says in that year")
def _(box):
    copy = office(box, profile_of('<unit column="RSPO" crosswalk="rspo"/><period column="Rok" frequency="school"/>'
                                  '<value text="szkoły" unit="szt." rows="count"/><value column="Uczniowie" text="uczniowie" unit="osoba" rows="sum"/>',
                                  header="RSPO;Nazwa;Rok;Uczniowie"), rspo=SCHOOLS)
    text = "RSPO;Nazwa;Rok;Uczniowie\n1001;A;2019;100\n1002;B;2019;50\n1003;C;2019;7\n1001;A;2020;90\n1002;B;2020;60\n9999;D;2020;5\n"
    box.run(box.put("t.csv", text), config=copy, status=3)
    assert office_cells(box, "szkoły", "szt.", "2019/20") == {"020101": plain(1)[0], "020102": plain(2)[0]}
    assert office_cells(box, "uczniowie", "osoba", "2019/20") == {"020101": plain(100)[0], "020102": plain(57)[0]}
    assert office_cells(box, "uczniowie", "osoba", "2020/21") == {}, "the school 9999 may be in any gmina"
    assert [row[:2] for row in reasons(box)] == [("KEY-0004", "9999"), ("KEY-0003", ""), ("KEY-0003", "")]
    assert 'the key "9999" is not in config/crosswalks/rspo.csv; add a row there: 9999;;;code of its unit' == reasons(box)[0][2]


@case("a key that is not of that year, that is there twice, or whose unit is none, is rejected with its line")
def _(box):
    table = "key;from;to;unit\nA;2021;;0201\nB;;;0201\nB;2019;;0202\nC;;;9901\nD;;;0202\n"
    copy = office(box, profile_of('<unit column="U" crosswalk="urzedy"/><period column="Rok"/><value column="X" text="x" unit="u"/>',
                                  header="U;Rok;X"), urzedy=table)
    box.run(box.put("t.csv", "U;Rok;X\nA;2020;1\nB;2020;2\nC;2020;3\nD;2020;4\n"), config=copy, status=3)
    assert office_cells(box, "x", "u") == {"0202": plain(4)[0]}
    said = [row[2] for row in reasons(box)]
    for part, reason in zip(("(line 2) only since 2021", "two units in 2020 in config/crosswalks/urzedy.csv, lines 3 and 4",
                             'urzedy.csv, line 5: "9901" is no unit'), said):
        assert part in reason, said


@case("a name is a key within its powiat, and a REGON with blanks or of a local unit finds its body")
def _(box):
    copy = office(box, profile_of('<unit columns="Powiat|Gmina" crosswalk="gminy"/><period column="Rok"/><value column="X" text="x" unit="u"/>',
                                  header="Powiat;Gmina;Rok;X"), gminy="key;from;to;unit\n0201/Bolesławiec (miasto);;;0201011\n")
    box.run(box.put("t.csv", "Powiat;Gmina;Rok;X\n0201;Bolesławiec (miasto);2020;4\n"), config=copy)
    assert office_cells(box, "x", "u") == {"020101": plain(4)[0]}
    copy = office(box, profile_of('<unit column="REGON" crosswalk="regon" key="regon"/><period column="Rok"/>'
                                  '<value column="X" text="x" unit="u" rows="sum" missing-rows="skip"/>', header="REGON;Rok;X"),
                  regon="key;from;to;unit\n123456785;;;0202\n111111111;;;0201\n")
    w = box.folder / "W2"
    box.run(box.put("r.csv", "REGON;Rok;X\n123 456 785;2020;1\n12345678512347;2020;2\n111111111;2020;4\n1234;2020;5\n"), config=copy, w=w, status=3)
    assert office_cells(box, "x", "u", w=w) == {"0202": plain(3)[0], "0201": plain(4)[0]}
    assert "1 REGON has a wrong check digit" in box.report(w)
    assert "is no REGON" in box.rejects(w)[0]["reason"]


@case("a crosswalk that is not there, or with wrong years, is a mistake of the configuration")
def _(box):
    copy = office(box, profile_of('<unit column="U" crosswalk="urzedy"/><period column="Rok"/><value column="X" text="x" unit="u"/>'))
    path = box.put("t.csv", "U;Rok;X\nA;2020;1\n")
    box.run(path, config=copy, status=78, says="there is no crosswalk")
    office(box, profile_of('<unit column="U" crosswalk="urzedy"/><period column="Rok"/><value column="X" text="x" unit="u"/>'),
           urzedy="key;from;to;unit\nA;2021;2020;0201\n")
    box.run(path, config=copy, status=78, says="urzedy.csv:2")


@case("mistakes in the elements of a profile say their place and what to write")
def _(box):
    cases = {'<value column="X"/>': "needs: measure column | value unit | value variable",
             '<value column="X" unit="u" rows="average"/>': "none of: one sum count distinct mean min max",
             '<value unit="u"/>': "Only a count", '<value column="X" unit="u" weight="W"/>': 'rows="mean"',
             '<value column="X" unit="u"/><dimension/>': "a dimension is a column",
             '<value column="X" unit="u"/><sheet range="B3"/>': "range wants",
             '<value column="X" unit="u"/><label colum="X"/>': "colum", '<value column="X" unit="u"/><blank symbl="-"/>': "symbl"}
    for element, says in cases.items():
        box.run(box.put("t.csv", "x"), config=office(box, profile_of('<unit column="Kod"/><period column="Rok"/>', element)),
                status=78, says=says)


# Notes

@case("the notes of the sheet OPIS stand in the report of the run")
def _(box):
    sheets = {"OPIS": [["Data ostatniej aktualizacji:", "2021-03-14"], ["Wymiary:", "Wiek; Płeć; Rok"], ["Przypisy:", "n - Dana\njeszcze niedostępna"]],
              "DANE": [["Kod", "Nazwa", "Wiek", "Płeć", "Rok", "Wartosc", "Jednostka miary", "Atrybut"],
                       ["0201011", "Bolesławiec (1)", "ogółem", "ogółem", "2020", Raw("7"), "osoba", " "]]}
    box.run(box.put("LUDN_2137_XREL_20210401120000.xlsx", book(sheets)))
    assert "Wymiary: Wiek; Płeć; Rok" in box.report() and "Przypisy: n - Dana jeszcze niedostępna" in box.report()
    assert box.content().extracts[0][5:] == ("2021-03-14", "content")
    about = sqlite3.connect(box.w / "workspace.sqlite").execute("SELECT notes FROM extract").fetchall()
    assert about == [("Wymiary: Wiek; Płeć; Rok\nPrzypisy: n - Dana jeszcze niedostępna\n",)], about


# A first profile

def profile_command(*words, status=0, says=(), place="/tmp"):
    done = subprocess.run([str(word) for word in (program.parent / "smup-intake", "profile", *words, "--config", config)],
                          capture_output=True, timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(place)})
    text = (done.stdout + done.stderr).decode()
    assert done.returncode == status, f"status {done.returncode}: {text}"
    for part in says:
        assert part in text, f'"{part}" is not in: {text}'
    return done.stdout.decode()


OFFICE = ("Kod;Powiat;Rok;Rodzaj;Wnioski\n0202;dzierżoniowski;2023;a;1204\n0202;dzierżoniowski;2024;a;1310,5\n"
          "3019;pilski;2023;b;bd\n9901;nieznany;2024;b;4100\n")


@case("a drafted profile says why each column is what it is, and reads its file as it stands")
def _(box):
    path = box.put("t.csv", OFFICE)
    draft = profile_command("draft", path, says=['<unit column="Kod"/>', "its cells are codes of units", '<label column="Powiat"/>',
                                                 '<period column="Rok" frequency="annual"/>', '<dimension column="Rodzaj"/>',
                                                 '<value column="Wnioski"', '<missing symbol="bd"'])
    place = box.folder / "place"
    place.mkdir()
    text = profile_command("try", path, "--profile", box.put("draft.xml", draft), says=["records 4 = used 3 + rejected 1"], place=place)
    rows = [line.split() for line in text.splitlines()]
    assert ["2", "0202", "dzierżoniowski", "TABLE", "a|Wnioski", "[szt.]", "2023", "1204", "A"] in rows, text
    assert ["4", "3019", "pilski", "TABLE", "b|Wnioski", "[szt.]", "2023", "O"] in rows, text
    assert 'rejected: line 5, Kod, "9901": TER-0001' in text
    assert list(place.iterdir()) == [], "nothing is left behind"


@case("a draft finds separator, encoding, title, lost zeros, blanks in codes, and columns a year")
def _(box):
    path = box.put("t.csv", "Tytuł,,\nKod,Nazwa,rok_2019,rok_2020\n201011,Bolesławiec,1.5,2\n201022,Gromadką,3,4\n", "cp1250")
    draft = profile_command("draft", path, says=['separator=","', "windows-1250", 'header-rows="2"', 'repair="leading-zero"',
                                                 'column="rok_{year}"', 'decimal="."'])
    profile_command("try", path, "--profile", box.put("d.xml", draft), says=["used 2", "TABLE rok [szt.]  2019      1.5"])
    rows = [["Wykaz"], ["TERYT", "Powierzchnia"], ["02 01 01 1", Raw("12.5")], ["02 01  ", Raw("7")]]
    path = box.put("t.xlsx", book({"Opis": [["x"]], "Arkusz1": rows}))
    draft = profile_command("draft", path, says=['<sheet name="Arkusz1" header-rows="2"/>', 'repair="blanks"', "NO YEAR WAS FOUND"])
    profile_command("try", path, "--profile", box.put("d.xml", draft), says=["used 2", "12.5"])


@case("a file that is no table, and a command without a file, say what is wanted")
def _(box):
    profile_command("draft", box.put("t.csv", "words\n"), status=65, says=["no heading is to be found"])
    profile_command("draft", status=64, says=["which file"])
    profile_command("try", box.put("t.csv", OFFICE), status=65, says=["no file of a known source"])


@case("a file that a profile reads already is tried by it")
def _(box):
    profile_command("try", box.put(name_of(), crel("0201011 2020 38486")), says=["bdl-crel", "P2137 ogółem|ogółem [osoba]", "38486"])


if __name__ == "__main__":
    program, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, program, config), sys.argv[3:]))
