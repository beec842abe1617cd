#!/usr/bin/env python3
"""What a number may never become on its way from an extract to an indicator: model_test.py BUILD SOURCE [WORD]...

Each case is a slip that once gave a wrong or a lost number without a word.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from definitions import approve, copy_config, give_ids, indicator, put  # noqa: E402
from workspace import Box, bestia, crel, name_of, rb_csv, read_values  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
OLD, NEW = name_of("20210401120000"), name_of("20220407210714")
PILA = "301901 1 0"


def values(box, *codes):
    """{(indicator, unit, year): row} after computing what the box holds."""
    for program, *arguments in (["smup-compute", "--only", ",".join(codes)], ["smup-export", "--csv", box.folder / "csv"]):
        done = subprocess.run([BUILD / program, "-w", box.w, "--config", SOURCE / "config", *map(str, arguments)],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return read_values(box.folder / "csv")


def without(text, *columns):
    """A CSV without some columns."""
    rows = [line.split(";") for line in text.splitlines()]
    keep = [i for i, name in enumerate(rows[0]) if name not in columns]
    return "".join(";".join(row[i] for i in keep) + "\r\n" for row in rows)


@case("a row that is rejected leaves a missing sum and never a lower one")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 801 80101 401 0 9 1000.00", f"{PILA} 801 80101 421 O 9 5000.00",
                                       f"{PILA} 921 92116 248 0 9 70.00", "301902 2 0 801 80101 401 0 9 10.00", report="28")),
            status=3)
    cells = values(box, "FIN15", "EDU11")
    assert cells["FIN15", "301901", "2019"]["value"] == "", cells["FIN15", "301901", "2019"]
    assert "O" in cells["FIN15", "301901", "2019"]["obs_status"]
    assert cells["FIN15", "301902", "2019"]["value"] == "10.00", "its neighbour is as it was"
    assert "U" in cells["FIN15", "3019", "2019"]["obs_status"], "the powiat's sum is flagged"


@case("two rows of one classification with different amounts leave a missing sum")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 801 80101 401 0 9 5000.00", f"{PILA} 801 80101 401 0 9 6000.00",
                                       f"{PILA} 600 60016 427 0 9 30.00", "301902 2 0 801 80101 401 0 9 10.00", report="28")),
            status=3)
    assert values(box, "FIN15")["FIN15", "301901", "2019"]["value"] == ""


@case("a measure that the source does not have is missing and not zero")
def _(box):
    box.run(box.put("rb27.csv", without(rb_csv(f"{PILA} 756 75615 031 0 900.00 800.00"), "R5", "R11Z")))
    cells = values(box, "POD05", "POD07", "POD09")
    assert not any(key[0] in ("POD05", "POD07") and row["value"] for key, row in cells.items()), cells
    assert cells["POD09", "301901", "2019"]["value"] == "0.00", cells["POD09", "301901", "2019"]


@case("the Ministry's file and a BeSTi@ package that agree in what both have do not conflict")
def _(box):
    box.run(box.put("rb27.csv", rb_csv(f"{PILA} 756 75615 031 0 900.00 800.00", f"{PILA} 756 75616 031 0 0.00 0.00")))
    box.run(box.put("b.xml", bestia(("PIŁA", "JST", "1", PILA, ["756 75615 031 0 PL 900.00 DW 800.00"]))))
    content = box.content()
    assert len(content.filings) == 2 and sorted(f[5] for f in content.filings) == [0, 1], content.filings


@case("the highest version of a package counts, whatever its date")
def _(box):
    for version, date, amount in ((2, "2020-03-01", "200.00"), (1, "2020-03-05", "100.00")):
        box.run(box.put(f"b{version}.xml", bestia(("PIŁA", "JST", "1", PILA, [f"756 75615 031 0 DW {amount}"]), date=date,
                                                  version=version)))
    assert box.content().filing("Rb-27S", "301901") == {("756", "75615", "031", "0"): {3: 20000}}


@case("rows without a date belong to the report of their unit, not to another one")
def _(box):
    text = rb_csv(f"{PILA} 756 75615 031 0 900.00 800.00", f"{PILA} 756 75616 031 0 90.00 80.00")
    head, first, second = text.splitlines()
    box.run(box.put("rb27.csv", "\r\n".join([head, first, second.replace(";2020-02-20;", ";;"), ""])))
    assert set(box.content().filing("Rb-27S", "301901")) == {("756", "75615", "031", "0"), ("756", "75616", "031", "0")}


@case("a date that is none is rejected and does not put an older report before its correction")
def _(box):
    box.run(box.put("a.csv", rb_csv(f"{PILA} 756 75615 031 0 900.00 800.00", date="22.02.2020")))
    box.run(box.put("b.csv", rb_csv(f"{PILA} 756 75615 031 0 900.00 850.00", date="01.03.2020")))
    box.run(box.put("c.csv", rb_csv("301902 2 0 756 75615 031 0 900.00 850.00", date="31.02.2020")), status=3)
    assert box.content().filing("Rb-27S", "301901") == {("756", "75615", "031", "0"): {0: 90000, 3: 85000}}


@case("a report without positions is a report: all of it is zero")
def _(box):
    box.run(box.put("b.xml", bestia(("PIŁA", "JST", "1", PILA, []))),
            box.put("c.xml", bestia(("KACZORY", "JST", "2", "301903 3 0", ["756 75615 031 0 DW 5.00"]), year=2022)), status=3)
    assert box.content().filing("Rb-27S", "301901") == {}


@case("a newer extract of the new kind leaves the years of the old kind alone")
def _(box):
    box.run(box.put(OLD, crel("0202031 2014 9100", "0202031 2015 9200", "0201011 2014 5", "0201011 2015 5")))
    box.run(box.put(NEW, crel("0202033 2016 9300", "0201011 2014 5", "0201011 2015 5", "0201011 2016 5")))
    content = box.content()
    assert [str(content.cells(year)["020203"][0]) for year in (2014, 2015)] == ["9.1E+3", "9.2E+3"] or \
        [int(content.cells(year)["020203"][0]) for year in (2014, 2015)] == [9100, 9200]
    assert not content.findings, content.findings


@case("the row of a kind that the gmina no longer has does not speak against the row of the true one")
def _(box):
    box.run(box.put(NEW, crel("0202033 2016 110", "0202031 2016 - n", "0202033 2017 120", "0202031 2017 0 x",
                              "0202033 2018 130", "0202031 2018 0")))
    assert [int(box.content().cells(year)["020203"][0]) for year in (2016, 2017, 2018)] == [110, 120, 130]


@case("a cell that a newer extract could not write withdraws nothing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2019 200", "0201022 2019 300")))
    box.run(box.put(NEW, crel("0201011 2019 2#00", "0201022 2019 310")), status=3)
    content = box.content()
    assert {code: int(cell[0]) for code, cell in content.cells(2019).items()} == {"020101": 200, "020102": 310}
    assert not content.findings, content.findings


@case("a unit whose territory became another one is not compared across the change")
def _(box):
    for year in (2014, 2015):
        box.run(box.put(f"{year}.csv", rb_csv("086200 0 2 801 80101 401 0 9 500.00", f"{PILA} 801 80101 401 0 9 500.00",
                                              report="28", year=year, date=f"{year + 1}-02-20")))
    cells = values(box, "FIN13")
    assert cells["FIN13", "086201", "2015"]["value"] == "" and "B" in cells["FIN13", "086201", "2015"]["obs_status"], \
        cells["FIN13", "086201", "2015"]
    assert cells["FIN13", "301901", "2015"]["value"] == "0.0", cells["FIN13", "301901", "2015"]


@case("a definition of gminas alone is not divided by the people of the cities")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 600 60016 427 0 9 1000.00", report="28")))
    box.run(box.put(name_of("20210401120000", 2914), (
        '"Kod";"Nazwa";"a";"b";"c";"d";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\r\n' + "".join(
            f'{code};"x";"gminy bez miast na prawach powiatu";"miejsce zamieszkania";"stan na 30 czerwca";"ogółem";"2019";'
            f'{people};"osoba";"";\r\n' for code, people in (("3019011", 10), ("3000000", 100))))))
    cells = values(box, "DRO12")
    assert cells["DRO12", "301901", "2019"]["value"] == "100.00", cells["DRO12", "301901", "2019"]
    assert cells["DRO12", "023000000000", "2019"]["value"] == "100.00", cells["DRO12", "023000000000", "2019"]
    assert "U" in cells["DRO12", "023000000000", "2019"]["obs_status"]


@case("a series of quarters counts by its fourth, and each government by its own number")
def _(box):
    config = copy_config(SOURCE / "config", box.folder)
    put(config, "variables/finanse.xml", (SOURCE / "config/variables/finanse.xml").read_text(encoding="utf-8"))
    read = '<input name="a" variable="nds_dochody"/>'
    put(config, "indicators/proba/PRO01.xml", indicator("PRO01", "a", "zł", 2, read))
    put(config, "indicators/proba/PRO02.xml", indicator("PRO02", "a", "zł", 2, read, tiers="powiat"))
    give_ids(config)
    approve(BUILD / "smup", config)
    head = "WK;PK;GK;GT;PT;ROK;KWARTAL;DAT_SKW;AP;AW;BP;BW;CP;CW\r\n"
    for quarter, date, rows in ((1, "2019-04-20", {"30;19;01;1;0": 100, "30;19;00;0;1": 120}),
                                (4, "2020-02-20", {"30;19;01;1;0": 400, "30;19;02;2;0": 50, "30;19;00;0;1": 500, "30;64;00;0;2": 1000})):
        box.run(box.put(f"nds{quarter}.csv", head + "".join(
            f"{unit};2019;{quarter};{date};0;{value};0;0;0;0\r\n" for unit, value in rows.items())), config=config)

    def computed():
        for program, *arguments in (["smup-compute"], ["smup-export", "--csv", box.folder / "csv"]):
            done = subprocess.run([BUILD / program, "-w", box.w, "--config", config, *map(str, arguments)], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        return read_values(box.folder / "csv")

    cells = computed()
    gminas = {unit: cells["PRO01", unit, "2019"] for unit in ("301901", "301902", "301903", "306401", "3019")}
    assert [row["value"] for row in gminas.values()] == ["400.00", "50.00", "", "1000.00", "450.00"], gminas
    assert "U" in gminas["3019"]["obs_status"] and "O" in gminas["301903"]["obs_status"]
    assert cells["PRO02", "3019", "2019"]["value"] == "500.00"
    assert ("PRO01", "023000000000", "2019") in cells and cells["PRO01", "023000000000", "2019"]["value"] == "1450.00"
    box.run(box.put("nds4b.csv", head + "30;19;01;1;0;2019;4;2020-05-01;0;410;0;0;0;0\r\n"), config=config)
    assert computed()["PRO01", "301901", "2019"]["value"] == "410.00", "the digest follows the fourth quarter"


sys.exit(run_cases(lambda folder: Box(folder, BUILD / "smup-ingest", SOURCE / "config"), sys.argv[3:]))
