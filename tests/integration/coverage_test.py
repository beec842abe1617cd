#!/usr/bin/env python3
"""smup coverage on small workspaces: whom it counts, where, and what it says of the rest: coverage_test.py BUILD SOURCE [WORD]..."""
import csv
import io
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, rb_csv  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])


class Desk(Box):
    def __init__(self, folder):
        super().__init__(folder, BUILD / "smup-ingest", SOURCE / "config")

    def smup(self, *arguments, status=0):
        done = subprocess.run([str(a) for a in [BUILD / "smup", *arguments, "-w", self.w]], capture_output=True, text=True)
        assert done.returncode == status, f"{done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr if status else done.stdout

    def spent(self, *rows, year=2019, more=()):
        """An Rb-28S with these rows, read and computed."""
        self.run(self.put(f"rb{year}.csv", rb_csv(*rows, report="28", year=year, date=f"{year + 1}-02-20")), *more)
        self.smup("compute")

    def rows(self, *arguments):
        return {(row["indicator"], row["year"]): row
                for row in csv.DictReader(io.StringIO(self.smup("coverage", "--csv", *arguments)), delimiter=";")}


def numbers(row, *names):
    return [int(row[name]) for name in names]


PIECES = ("values", "zeros", "impossible", "no_information", "confidential", "incomplete")
# the share of education in spending (EDU11): two values, a zero, 0 of 0
FOUR = ("020104 1 0 801 80101 401 0 6.00 6.00", "020101 1 0 801 80101 401 0 5.00 5.00", "020101 1 0 600 60016 427 0 5.00 5.00", "020102 2 0 600 60016 427 0 7.00 7.00",
         "020103 2 0 600 60016 427 0 1.00 0.00")


@case("a unit has a value, a true zero among them, cannot have one, or has no information")
def _(box):
    box.spent(*FOUR)
    row = box.rows("EDU11")["EDU11", "2019"]
    assert numbers(row, *PIECES) == [3, 1, 1, 2473, 0, 0], row
    assert row["units"] == "2477" and row["area"] == "edukacja", row


@case("a city with powiat rights is one unit")
def _(box):
    box.spent("026400 0 2 801 80101 401 0 5.00 5.00")
    row = box.rows("EDU11")["EDU11", "2019"]
    assert numbers(row, "units", "values") == [2477, 1], row


@case("units are those of the indicator's tiers and of the year")
def _(box):
    box.spent("300000 0 0 600 60013 427 0 5.00 5.00", year=2012)
    rows = box.rows()
    assert rows["EDU11", "2012"]["units"] == "2479" and rows["FIN14", "2012"]["units"] == "314", rows["FIN14", "2012"]
    assert rows["DRO18", "2012"]["units"] == "16" and ("DRO25", "2012") not in rows


@case("years may be narrowed to those that there are")
def _(box):
    box.spent(*FOUR)
    box.spent(*FOUR, year=2020)
    assert sorted(year for _, year in box.rows("EDU11")) == ["2019", "2020"]
    assert sorted(year for _, year in box.rows("EDU11", "--years", "2020-2030")) == ["2020"]
    assert "of 2019 to 2020" in box.smup("coverage", "--years", "2001-2002", status=64)


@case("without a code: a line an indicator, the sum, and what those without a value wait for")
def _(box):
    box.spent(*FOUR)
    lines = box.smup("coverage", "--lang", "en").splitlines()
    line = next(line.split() for line in lines if line.startswith("EDU11"))
    assert line[:7] == ["EDU11", "2019", "2477", "3", "0.1", "0", "0"], line
    assert next(line for line in lines if line.startswith("all")).split()[2] != "0"
    waiting = {line.split()[0]: line.split(None, 1)[1] for line in lines if line.startswith("    ")}
    assert waiting["EDU28"] == "BDL P1582, BDL P2914, BDL P1336" and waiting["FIN01"].startswith("MF Rb-27S, BDL P2914"), waiting
    assert "EDU11" not in waiting and f"\n{len(waiting)} indicators without any value\n" in "\n".join(lines), len(waiting)


@case("a draft waits for its review, not for data")
def _(box):
    config = box.folder / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "indicators" / "finanse" / "FIN18.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('state="approved"', 'state="draft"'), encoding="utf-8")
    box.spent(*FOUR)
    box.smup("compute", "--config", config)
    text = box.smup("coverage", "--lang", "en", "--config", config)
    line = next(line for line in text.splitlines() if line.startswith("    FIN18"))
    assert line.split(None, 1)[1] == "a draft, which is not computed", line


@case("a code that is not there, and a workspace without results, are said")
def _(box):
    box.run(box.put("rb.csv", rb_csv(*FOUR, report="28")))
    assert "holds no results" in box.smup("coverage", status=65)
    box.smup("compute")
    assert "similar code" in box.smup("coverage", "EDU111", status=64)


sys.exit(run_cases(Desk, sys.argv[3:]))
