#!/usr/bin/env python3
"""smup needs and smup status: what is there, what is late, what it holds up: needs_test.py BUILD SOURCE [WORD]..."""
import csv
import io
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import OwnConfig, bestia, crel, name_of, rb_csv  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
OLD = name_of("20210401120000")


class Desk(OwnConfig):
    def __init__(self, folder):
        super().__init__(folder, BUILD, SOURCE)

    def needs(self, *arguments, **more):
        rows = csv.DictReader(io.StringIO(self.smup("needs", "--csv", "--today", "2021-07-01", *arguments, **more)), delimiter=";")
        return {row["subject"]: row for row in rows}

    def calendar(self, *rows):
        text = "".join(f"<expect {row}><contact>Kto</contact></expect>" for row in rows)
        (self.config / "calendar.xml").write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<calendar>{text}</calendar>\n',
                                                  encoding="utf-8")


@case("what the catalogue needs is listed with the years that are there and missing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2019 38486", "0201011 2020 38400")))
    box.run(box.put("rb.csv", rb_csv("020101 1 0 756 75615 031 0 1.00 1.00")))
    rows = box.needs()
    assert rows["P2137"]["needed"] == "2010 .. 2020" and rows["Rb-27S"]["missing"] == "2010 .. 2018, 2020", rows
    assert rows["Rb-27S"]["in_part"] == "2019" and rows["Rb-28S"]["in_part"] == "", rows["Rb-28S"]
    assert "2019 .. 2020" in (rows["P2137"]["there"], rows["P2137"]["in_part"]), rows["P2137"]


@case("what only a second source reads is not needed, for values do without it")
def _(box):
    box.run(box.put(OLD, crel("0201011 2019 38486")))
    rows = box.needs()
    assert "P2425" in rows and "P2166" in rows, sorted(rows)  # KON05, INW08
    assert not {"P2426", "P2427", "P2430", "P2627", "P2644", "Rb-NDS"} & set(rows), sorted(rows)


@case("a year says what is late by the calendar, whom to ask and what it holds up")
def _(box):
    box.calendar('source="BDL" day="08-31" late="wait"', 'source="BDL" subject="P2622" day="06-30" late="without"',
                 'report="Rb-27S" day="05-31" after="1" late="wait"')
    box.run(box.put("rb.csv", rb_csv("020101 1 0 756 75615 031 0 1.00 1.00")))
    rows = box.needs("--year", "2020", status=3)
    assert rows["Rb-27S"]["late"] == "late: wait" and rows["Rb-27S"]["contact"] == "Kto", rows["Rb-27S"]
    assert "POD01" in rows["Rb-27S"]["indicators"].split(), rows["Rb-27S"]
    assert rows["P2622"]["late"] == "late: release without" and rows["P2622"]["expected"] == "2021-06-30", rows["P2622"]
    assert rows["P2137"]["late"] == "" and rows["P2137"]["expected"] == "2021-08-31", rows["P2137"]
    assert rows["Rb-28S"]["expected"] == "", "the calendar says nothing of it"
    assert box.needs("--year", "2019", status=3)["Rb-27S"]["state"].startswith("in part: 1 of 2")


@case("what is there of a few units is there in part, and bodies are no local governments")
def _(box):
    box.run(box.put("b.xml", bestia(("Szkoła", "JB", "1", "020101 1 0", ["756 75615 031 0 DW 2.00"]), year=2020)))
    assert box.needs("--year", "2020", status=3)["Rb-27S"]["state"] == "missing"
    box.run(box.put("rb.csv", rb_csv("020101 1 0 756 75615 031 0 1.00 1.00", year=2020)))
    assert box.needs("--year", "2020", status=3)["Rb-27S"]["state"].startswith("in part: 1 of")


@case("a day that is none is refused, and the year of today can be asked for")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486")))
    box.smup("needs", "--today", "2020-13-01", status=64)
    assert box.needs("--year", "2021", status=0)["P2137"]["state"] == "missing"


@case("after a new file the next thing is to compute, and export says that results do not know it")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486")))
    box.smup("compute")
    assert "next: smup-export" in box.smup("status")
    box.run(box.put(name_of("20220401120000"), crel("0201011 2020 38487")))
    assert "next: smup-compute" in box.smup("status")
    box.smup("export", "--csv", box.folder / "csv", says="came after the last whole run of smup-compute")
    box.smup("compute")
    assert "next: smup-export" in box.smup("status")


@case("nothing late is status 0")
def _(box):
    box.calendar('source="BDL" day="08-31" late="wait"')
    box.run(box.put(OLD, crel("0201011 2020 38486")))
    box.needs("--year", "2020")


@case("a mistake in the calendar is told with its place")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486")))
    for row, says in [('source="BDL" day="31-08" late="wait"', "05-31"), ('day="08-31" late="wait"', "report"),
                      ('source="BDL" day="08-31" late="later"', "wait or without"), ('source="BDL" day="08-31"', "late"),
                      ('source="BDL" day="08-31" late="wait" after="x"', "years"), ('source="BDL" dya="08-31" late="wait"', "dya")]:
        box.calendar(row)
        box.smup("needs", status=78, says=["calendar.xml:2", says])


@case("status tells coverage by subject and year, the last runs, and the way to the rejects")
def _(box):
    box.run(box.put(OLD, crel("0201011 2018 1", "0201011 2019 1", "0201011 2021 x", "0201022 2021 2", "9901011 2020 1")), status=3)
    box.smup("status", says=["BDL P2137", "2018 .. 2019 (1 series), 2021 (1 series)", "last runs", "rejects.csv", "smup rejects -w"])


if __name__ == "__main__":
    sys.exit(run_cases(Desk, sys.argv[3:]))
