#!/usr/bin/env python3
"""Rows of tables that are not taken, and what becomes of the others: observe_test.py BUILD CONFIG [WORD of a case's name]..."""
import csv
import pathlib
import shutil
import subprocess
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, rb_csv  # noqa: E402

N = Decimal


def office(box, *elements, header="*", more="", **tables):
    """A configuration with a profile of these elements, and with crosswalks."""
    copy = box.folder / "config"
    if not copy.exists():
        shutil.copytree(config, copy)
    profile = (f'<profile name="office" form="csv" source="OFFICE" subject="S" {more}><recognise header="{header}"/>'
               + "".join(elements) + "</profile>")
    (copy / "sources" / "office.xml").write_text(profile, encoding="utf-8")
    (copy / "crosswalks").mkdir(exist_ok=True)
    for table, text in tables.items():
        (copy / "crosswalks" / f"{table}.csv").write_text(text, encoding="utf-8")
    return copy


def numbers(box, dimensions="x", unit="u", period="2020"):
    """{unit: number} of those that count."""
    cells = box.content().cells(period, ("OFFICE", "S", dimensions, unit))
    return {unit: cell[0] for unit, cell in cells.items() if cell[3] != "/"}


def listed(box, w=None):
    return [(row["code"], row["column"], row["raw"]) for row in box.rejects(w)]


def retry(box, copy, **repaired):
    """The list of rejects with `repaired` where the raw text is a key, put in."""
    smup = [build / "smup", "rejects"]
    where = ["-w", box.w, "--config", copy]
    rows = list(csv.DictReader(subprocess.run([*smup, "--csv", *where], capture_output=True, text=True, check=True).stdout.splitlines(),
                               delimiter=";"))
    for row in rows:
        row["repaired"] = repaired.get(row["raw"], "")
    with open(box.folder / "list.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    done = subprocess.run([*smup, "retry", box.folder / "list.csv", *where], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


ROWS = '<unit column="Kod"/><period column="Rok"/>'
SUM = '<value column="X" text="x" unit="u" rows="sum"/>'
VALUE = '<value column="X" text="x" unit="u"/>'


# Periods

@case("of year and quarter the one that is wrong is named")
def _(box):
    fixed = office(box, '<unit column="Kod"/><period year="2020" index="Kw" frequency="quarter"/>', VALUE, header="Kod;Kw;X")
    box.run(box.put("a.csv", "Kod;Kw;X\n0201;1;5\n0202;5;6\n"), config=fixed, status=3)
    assert listed(box) == [("PER-0001", "Kw", "5")], listed(box)
    both = office(box, '<unit column="Kod"/><period column="Rok" index="Kw" frequency="quarter"/>', VALUE, header="Kod;Rok;Kw;X")
    w = box.folder / "W2"
    box.run(box.put("b.csv", "Kod;Rok;Kw;X\n0201;2020;IV;5\n0202;20;1;6\n0203;2020;4;7\n"), config=both, status=3, w=w)
    assert listed(box, w) == [("PER-0001", "Kw", "IV"), ("PER-0001", "Rok", "20")], listed(box, w)


@case("frequency, index and columns of years that do not fit each other are mistakes of the profile, with their place")
def _(box):
    path = box.put("t.csv", "x")
    for elements, says in {
            '<period column="Rok" frequency="quarter"/><value column="X" unit="u"/>': "which column says the quarter",
            '<period column="Rok" index="Kw"/><value column="X" unit="u"/>': 'frequency="annual" has none',
            '<period column="Rok" index="M" frequency="school"/><value column="X" unit="u"/>': 'frequency="school" has none',
            '<period index="Kw" year="2020" frequency="quarter"/><value column="rok_{year}" unit="u"/>': "a column of a year"}.items():
        box.run(path, config=office(box, '<unit column="Kod"/>', elements), status=78, says=[says, "office.xml:1"])
    box.run(path, config=office(box, '<unit column="Kod"/><period frequency="month"/>', more='layout="wide"'), status=78,
            says=["office.xml:1", "wide"])


@case("a slip in missing-rows of a value, and letters without a dictionary, are mistakes of the profile")
def _(box):
    path = box.put("t.csv", "x")
    box.run(path, config=office(box, ROWS, '<value column="X" unit="u" rows="sum" missing-rows="skp"/>'), status=78,
            says=["office.xml:1", '"skp"', "missing skip"])
    box.run(path, config=office(box, ROWS, VALUE, '<attribute column="A"/>'), status=78, says=["office.xml:1", "dictionary"])


# Keys and codes of several columns

@case("long keys are told apart by all of their letters, and the row to add has them all")
def _(box):
    name = "Powiatowy Inspektorat Nadzoru Budowlanego " * 5
    table = f"key;from;to;unit\n{name}A/x;;;0201\n{name}B/x;;;0202\n"
    copy = office(box, '<unit columns="Organ|Dział" crosswalk="organy"/><period column="Rok"/>', VALUE, header="Organ;Dział;Rok;X",
                  organy=table)
    box.run(box.put("t.csv", f"Organ;Dział;Rok;X\n{name}A;x;2020;1\n{name}B;x;2020;2\n{name}C;x;2020;3\n"), config=copy, status=3)
    assert numbers(box) == {"0201": 1, "0202": 2}, numbers(box)
    row, = box.rejects()
    assert f"add a row there: {name}C/x;;;" in row["reason"], row


@case("a code of several columns is listed with its whole record, and repaired by one")
def _(box):
    copy = office(box, '<unit columns="W|P"/><period column="Rok"/>', VALUE, header="W;P;Rok;X")
    box.run(box.put("t.csv", "W;P;Rok;X\n02;01;2020;1\n99;01;2020;2\n"), config=copy, status=3)
    assert listed(box) == [("TER-0001", "", "99;01;2020;2")], listed(box)
    retry(box, copy, **{"99;01;2020;2": "02;02;2020;2"})
    assert numbers(box) == {"0201": 1, "0202": 2}


@case("a key that has a unit in one of the years of its row counts in that year")
def _(box):
    table = "key;from;to;unit\nA;2020;;0201\nB;;2019;0201\nB;2020;;0202\nC;2030;;0201\n"
    copy = office(box, '<unit column="U" crosswalk="urzedy"/>', '<value column="rok_{year}" text="x" unit="u"/>', header="U;*", urzedy=table)
    box.run(box.put("t.csv", "U;rok_2019;rok_2020\nA;1;2\nB;3;4\nC;5;6\n"), config=copy, status=3,
            says="records 3 = used 2 + rejected 1; observations 4 = stored 3 + rejected 1")
    assert numbers(box, period=2019) == {"0201": 3} and numbers(box) == {"0201": 2, "0202": 4}
    assert listed(box) == [("KEY-0004", "U", "A"), ("KEY-0004", "U", "C")], listed(box)


@case("a year without a value needs no unit")
def _(box):
    copy = office(box, '<unit column="U" crosswalk="urzedy"/>', '<value column="rok_{year}" text="x" unit="u"/>', header="U;*",
                  urzedy="key;from;to;unit\nA;2020;;0201\n")
    box.run(box.put("t.csv", "U;rok_2019;rok_2020\nA;;2\n"), config=copy, says="stored 1 + blank 1")


# Records that are parts of sums

@case("a record that was rejected takes the sums with it that it may belong to, and no others")
def _(box):
    copy = office(box, ROWS, SUM, '<value column="X" text="one" unit="u"/>', header="Kod;Rok;X")
    rows = "0201;2020;1\n0202;2020;2\n0203;2019;4\n"
    for i, (bad, sums) in enumerate({"9901;2020;8\n": {"0203": 4}, "0201;20;8\n": {}, "0201;2020\n": {}}.items()):
        box.w = box.folder / f"W{i}"
        box.run(box.put("t.csv", "Kod;Rok;X\n" + rows + bad), config=copy, status=3, says="missing-rows")
        assert {**numbers(box), **numbers(box, period=2019)} == sums, (bad, numbers(box))
        assert numbers(box, "one") == {"0201": 1, "0202": 2}
        assert [row["code"] for row in box.rejects()].count("KEY-0003") == (1 if sums else 2), listed(box)


@case("the sums are there again when the record is repaired")
def _(box):
    copy = office(box, ROWS, SUM, header="Kod;Rok;X")
    box.run(box.put("t.csv", "Kod;Rok;X\n0201;2020;1\n9901;2020;8\n"), config=copy, status=3)
    retry(box, copy, **{"9901": "0201"})
    assert numbers(box) == {"0201": 9}


@case("what an older file says of a sum stays where the newer one has a record of which nothing is known")
def _(box):
    copy = office(box, ROWS, SUM, header="Kod;Rok;X")
    box.run(box.put("t_20210101120000.csv", "Kod;Rok;X\n0201;2020;1\n0202;2020;3\n"), config=copy)
    box.run(box.put("t_20220101120000.csv", "Kod;Rok;X\n0201;2020;2\n0202;2019;3\n9901;2020;8\n"), config=copy, status=3)
    assert numbers(box) == {"0201": 1, "0202": 3}, numbers(box)


@case("with missing-rows=\"skip\" records that cannot be read do not matter")
def _(box):
    copy = office(box, ROWS, SUM.replace("/>", ' missing-rows="skip"/>'), header="Kod;Rok;X")
    box.run(box.put("t.csv", "Kod;Rok;X\n0201;2020;1\n9901;2020;8\n0201;2020\n"), config=copy, status=3)
    assert numbers(box) == {"0201": 1}


@case("however many rows a sum has, one record does not refuse the file")
def _(box):
    copy = office(box, ROWS, SUM, header="Kod;Rok;X", more='refuse-above="5"')
    box.run(box.put("t.csv", "Kod;Rok;X\n" + "0201;2020;1\n" * 30 + "9901;2020;8\n"), config=copy, status=3, says="rejected 30")
    assert numbers(box) == {}


# Reports of many quarters

@case("the quarter that a name says is found among however many periods")
def _(box):
    rows = [f"020101 1 0 756 75615 {paragraf} 0 100.00 99.50" for paragraf in ("031", "032", "033")]
    texts = [rb_csv(*rows, year=year, quarter=quarter) for year in range(2008, 2026) for quarter in (1, 2, 3, 4)]
    lines = texts[0].splitlines()[:1] + [line for text in texts for line in text.splitlines()[1:]]
    box.run(box.put("Rb27S_2025Q4.csv", "\r\n".join(lines) + "\r\n"), says="the file has several periods")


# What the list of rejects shows is what the file has

@case("values that contradict each other are listed as they are written, and repaired by that")
def _(box):
    copy = office(box, ROWS, VALUE, '<missing symbol="bd" state="L"/>', header="Kod;Rok;X", more='groups="yes"')
    text = "Kod;Rok;X\n0201;2020;12,50\n0201;2020;1 200,5\n0202;2020;900719925474099301\n0202;2020;bd\n0203;2020;007\n0203;2020;-0,0\n"
    box.run(box.put("t.csv", text), config=copy, status=3)
    assert [raw for _, _, raw in listed(box)] == ["12,50", "1 200,5", "900719925474099301", "bd", "007", "-0,0"], listed(box)
    retry(box, copy, **{"12,50": "1200,5", "bd": "900719925474099301", "-0,0": "7"})
    assert numbers(box) == {"0201": N("1200.5"), "0202": 900719925474099301, "0203": 7}


@case("the parts of a mean, of different texts and of a count are listed as they are written")
def _(box):
    for how, column, bad in (("mean", "X", "?"), ("distinct", "S", None), ("count", "S", None)):
        weight = ' weight="W"' if how == "mean" else ""
        copy = office(box, '<unit column="Kod"/><period column="Rok"/>', f'<value column="{column}" text="x" unit="u" rows="{how}"{weight}/>',
                      header="Kod;Rok;X;W;S", more='refuse-above="50"')
        w = box.folder / how
        if bad:
            box.run(box.put("t.csv", "Kod;Rok;X;W;S\n0201;2020;12,50;2;a\n0201;2020;?;1;b\n"), config=copy, status=3, w=w)
            assert ("KEY-0003", "X", "12,50") in listed(box, w), listed(box, w)
        else:  # a unit that was not there in that year
            box.run(box.put("t.csv", "Kod;Rok;X;W;S\n0201;2020;1;1;a\n3203042;2020;1;1;b\n"), config=copy, status=3, w=w)
            assert listed(box, w)[0] == ("TER-0002", column, "b"), listed(box, w)


if __name__ == "__main__":
    build, config = map(pathlib.Path, sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Box(folder, build / "smup-ingest", config), sys.argv[3:]))
