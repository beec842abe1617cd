#!/usr/bin/env python3
"""smup plan and smup rejects: intake_test.py BUILD CONFIG [WORD of a case's name]..."""
import csv
import gzip
import io
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, crel, ctab, name_of, rb_csv, zipped  # noqa: E402
from xlsx import Raw, book  # noqa: E402

OLD, NEW = name_of("20210401120000"), name_of("20220407210714")


class Desk(Box):
    """A box with the front beside ingest."""

    def __init__(self, folder, build, config):
        super().__init__(folder, build / "smup-ingest", config)
        self.build = build

    def smup(self, *arguments, status=0, says=None, w=None):
        command = [self.build / "smup", *arguments, "--config", self.config]
        if w is not False:
            command += ["-w", w or self.w]
        done = subprocess.run([str(word) for word in command], capture_output=True, timeout=120,
                              env={**os.environ, "TMPDIR": str(self.folder)})
        text, log = done.stdout.decode(), done.stderr.decode()
        assert done.returncode == status, f"status {done.returncode}, not {status}: {text}{log}"
        for part in [says] if isinstance(says, str) else says or []:
            assert part in text + log, f'"{part}" is not in: {text}{log}'
        return text

    def plan(self, *arguments, **more):
        """{file: row} of the plan."""
        rows = csv.DictReader(io.StringIO(self.smup("plan", "--csv", *arguments, **more)), delimiter=";")
        return {row["file"]: row for row in rows}

    def list(self, w=None):
        text = self.smup("rejects", "--csv", w=w)
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    def repair(self, w=None, name="repairs.csv", **texts):
        """The list of rejects with `repaired` filled in where the raw text is a key."""
        rows = self.list(w)
        for row in rows:
            row["repaired"] = texts.get(row["raw"], "")
        return self.write_list(rows, name)

    def write_list(self, rows, name="repairs.csv"):
        path = self.folder / name
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return path


# What would be done

@case("a plan says what each file is and would add, and does nothing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486", "0201022 2020 14000")))
    before, runs = box.everything(), list(box.w.glob("runs/*"))
    box.put("in/" + NEW, crel("0201011 2020 38490", "0201032 2020 5000", "9901011 2020 1"))
    rows = box.plan(box.folder / "in", status=3)
    row = rows[NEW]
    assert (row["source"], row["subject"], row["date"]) == ("bdl-crel", "P2137", "2022-04-07T21:07:14"), row
    assert (row["new"], row["replaces"], row["rejected"]) == ("1", "1", "1"), row
    assert box.everything() == before
    assert list(box.w.glob("runs/*")) == runs, "a plan leaves no run"


@case("what is planned is what is done")
def _(box):
    files = [box.put(OLD, crel("0201011 2020 38486", "0201022 2020 14000", "0201032 2020 x1")),
             box.put(NEW, crel("0201011 2020 38490", "0201032 2020 5000", "0201022 2019 13000")),
             box.put("KULT_1_CTAB_20220101000000.csv", ctab([2019, 2020], "0201011 1 2", "0201022 - 3"))]
    plan = box.plan(*files, status=3)
    text = box.run(*files, status=3)
    for row in plan.values():
        line = next(line for line in text.splitlines() if row["file"] in line and "observations" in line)
        stored = int(row["new"] or 0) + int(row["replaces"] or 0)
        assert f"stored {stored}" in line, (row, line)
        assert (f"rejected {row['rejected']}" in line) == bool(row["rejected"]), (row, line)
        assert (f"withdrawn {row['withdraws']}" in line) == bool(row["withdraws"]), (row, line)
    assert plan[NEW]["withdraws"] == "1" and plan[NEW]["replaces"] == "1", plan[NEW]


@case("a file that is planned after another sees what that one would do")
def _(box):
    rows = box.plan(box.put("a/" + OLD, crel("0201011 2020 38486")), box.put("b/" + NEW, crel("0201011 2020 38486", "0201011 2021 38400")))
    assert rows[OLD]["new"] == "1" and rows[NEW]["identical"] == "1", rows


@case("a plan without a workspace is one for an empty one, and leaves nothing behind")
def _(box):
    path = box.put(OLD, crel("0201011 2020 38486"))
    assert box.plan(path, w=False)[OLD]["new"] == "1"
    assert box.plan(path, w=box.folder / "nowhere")[OLD]["new"] == "1"
    assert not (box.folder / "nowhere").exists()
    assert not list(box.folder.glob("smup-plan-*"))


@case("a plan says which files would be refused and why, and which are known")
def _(box):
    known = box.put(OLD, crel("0201011 2020 38486"))
    box.run(known)
    copy = box.put("copy.csv", known.read_bytes())
    other = box.put("x.csv", "a;b\n1;2\n")
    text = box.smup("plan", known, copy, other, status=65, says=["1 file of 3", "known sources"])
    lines = text.splitlines()
    assert any("x.csv" in line and "refused" in line for line in lines), text
    assert any(line.startswith("copy.csv") and "known already" in line for line in lines), text
    assert f'copy.csv: the same bytes are in the workspace as "{OLD}"' in text, text


@case("a plan reads one export under two names as ingesting does")
def _(box):
    first = box.put(OLD, crel("0201011 2020 38486"))
    second = box.put(NEW, first.read_bytes())
    for w in (False, box.w):
        plan = box.plan(first, second, w=w)
        assert plan[OLD]["new"] == plan[NEW]["new"] == "1", plan
    box.run(first, second)


@case("a profile says how many rejects refuse a file as a whole, as a number or a share")
def _(box):
    config = box.folder / "config"
    shutil.copytree(box.config, config)
    profile = config / "sources" / "bdl-crel.xml"
    plain = profile.read_text(encoding="utf-8")
    box.config = config
    path = box.put(OLD, crel("0201011 2020 x", "0201022 2020 y", *(f"0201011 {year} 1" for year in range(1990, 2020))))
    for limit, status in (("1", 65), ("2", 3), ("5%", 65), ("10%", 3)):
        profile.write_text(plain.replace('repair="', f'refuse-above="{limit}" repair="'), encoding="utf-8")
        box.run(path, status=status, says="refuse-above" if status == 65 else "rejected 2", w=box.folder / limit)
    profile.write_text(plain.replace('repair="', 'refuse-above="viel" repair="'), encoding="utf-8")
    box.run(path, status=78, says=["bdl-crel.xml", "per cent"], w=box.folder / "no")


# Rejects as work

@case("a workspace without rejects says so")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486")))
    box.smup("rejects", says="nothing waits")
    assert box.list() == []


@case("rejects are listed by reason, with examples and the way to repair them")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 bd", "0201032 2020 x", "0201043 2020 y", "9901011 2020 1")),
            status=3)
    text = box.smup("rejects", says=["NUM-0001", "4 rejects in 1 file", "and 1 more", "TER-0001", '"9901011"', "to repair it"])
    assert text.index("NUM-0001") < text.index("TER-0001"), text


@case("a raw record is kept byte for byte, however long")
def _(box):
    record = '0201011;"' + "ó" * 3000 + '";"a";"b";"2020";1'
    box.run(box.put(OLD, crel("0201022 2020 5") + record + "\n"), status=3)
    assert [row["raw"] for row in box.list()] == [record]


@case("a repaired value is put in, and the reject is gone")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    box.smup("rejects", "retry", box.repair(brak="38486"))
    assert {unit: cell[0] for unit, cell in box.content().cells().items()} == {"020101": 38486, "020102": 14000}
    assert box.list() == []


@case("a repaired code and a repaired record are put in")
def _(box):
    good = '0201022;"Gmina";"ogółem";"ogółem";"2020";14000;"osoba";"";'
    broken = good.replace('"ogółem";"ogółem";', '"ogółem";')
    box.run(box.put(OLD, crel("9901011 2020 38486", "0201032 2020 5") + broken + "\n"), status=3)
    box.smup("rejects", "retry", box.repair(**{"9901011": "0201011", broken: good}))
    assert {unit: cell[0] for unit, cell in box.content().cells().items()} == {
        "020101": 38486, "020102": 14000, "020103": 5}
    assert box.list() == []


@case("two rows that contradict each other are settled by repairing one")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486", "0201011 2020 38468", "0201022 2020 1")), status=3)
    rows = box.list()
    assert [(row["code"], row["column"], row["raw"]) for row in rows] == [
        ("KEY-0001", "Wartosc", "38486"), ("KEY-0001", "Wartosc", "38468")], rows
    box.smup("rejects", "retry", box.repair(**{"38468": "38486"}))
    assert box.content().cells()["020101"][0] == 38486 and box.list() == []


@case("a cell of a workbook is repaired like one of a CSV")
def _(box):
    head = ["Kod", "Nazwa", "Wiek", "Płeć", "Rok", "Wartosc", "Jednostka miary", "Atrybut"]
    rows = [["0201011", "B", "ogółem", "ogółem", "2020", "brak", "osoba", " "],
            ["0201022", "B", "ogółem", "ogółem", "2020", Raw("14000"), "osoba", " "]]
    box.run(box.put("LUDN_2137_XREL_20210401120000.xlsx", book({"DANE": [head] + rows})), status=3)
    assert [row["place"] for row in box.list()] == ["DANE!F2"]
    box.smup("rejects", "retry", box.repair(brak="38486"))
    assert box.content().cells()["020101"][0] == 38486 and box.list() == []


@case("a value is emptied by a blank")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    box.smup("rejects", "retry", box.repair(brak=" "))
    assert "020101" not in box.content().cells() and box.list() == []


@case("a member of a ZIP is repaired, the others stay")
def _(box):
    box.run(zipped(box.folder / "x.zip", **{OLD: crel("0201011 2020 brak", "0201022 2020 2"), name_of(subject=1336): crel("0201011 2020 7")}),
            status=3)
    before = box.content().columns
    box.smup("rejects", "retry", box.repair(brak="38486"))
    after = box.content().columns
    assert box.content().cells()["020101"][0] == 38486
    assert {key: cells for key, cells in before.items() if "P1336" in key[0]} == {
        key: cells for key, cells in after.items() if "P1336" in key[0]}


@case("a repair that is not a number is a reject again, and can be repaired again")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    box.smup("rejects", "retry", box.repair(brak="nie ma", name="one.csv"), status=3)
    assert [row["raw"] for row in box.list()] == ["nie ma"]
    box.smup("rejects", "retry", box.repair(**{"nie ma": "38486"}, name="two.csv"))
    assert box.content().cells()["020101"][0] == 38486 and box.list() == []


@case("a slip in a repair is repaired by the corrected list, and taken back by the text of the file")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    rows = box.list()
    for i, (text, status, value) in enumerate((("83486", 0, 83486), ("38486", 0, 38486), ("brak", 3, None))):
        rows[0]["repaired"] = text
        box.smup("rejects", "retry", box.write_list(rows, f"{i}.csv"), status=status)
        cell = box.content().cells()["020101"]
        assert (cell[0] if value else cell[3]) == (value or "/"), (i, cell)
    assert [row["raw"] for row in box.list()] == ["brak"]


@case("what no variable means is said: another unit of measure, none of a subject's series, years to come")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 38486", unit="tys. osób")), says=["WARN", "ludnosc_3112", "another unit of measure"])
    box.run(box.put(NEW, crel("0201011 2020 38486").replace("ogółem", "razem")), says=["WARN", "none of the file's 1 series", "razem|razem [osoba]"])
    box.run(box.put(name_of("20230101000000"), crel("0201011 2020 38486", "0201011 2099 1")), says=["WARN", "1 value is of a year after", "2099"])


@case("a row of sources.csv that names no file is said")
def _(box):
    box.put("in/" + OLD, crel("0201011 2020 38486"))
    box.put("in/sources.csv", "file;subject;as_of\nLUDN_2137_CREL_20210401120001.csv;P2137;2021-05-01\n")
    box.run(box.folder / "in", status=3, says=["names a file that is not beside it", "20210401120001"])


@case("the archive makes the repairs again, in whatever order it is read")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000", "0201032 2020 x")), status=3)
    box.smup("rejects", "retry", box.repair(brak="nie ma", name="one.csv"), status=3)
    box.smup("rejects", "retry", box.repair(**{"nie ma": "38486", "x": "7"}, name="two.csv"))
    other = box.folder / "other"
    box.run(box.w / "archive", w=other, status=3)
    assert box.content(other).same_numbers(box.content())
    assert box.content(other).extracts == box.content().extracts
    assert len(list((box.w / "archive").glob("*.zst"))) == 3


@case("the same list again changes nothing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    path = box.repair(brak="38486")
    box.smup("rejects", "retry", path)
    before = box.everything()
    box.smup("rejects", "retry", path, says="nothing new")
    assert box.everything() == before


@case("a list that expects another text than the file has is refused and changes nothing")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    before = box.everything()
    rows = box.list()
    rows[0].update(raw="bark", repaired="38486")
    box.smup("rejects", "retry", box.write_list(rows), status=65, says=["record 2", '"brak"', '"bark"', OLD])
    rows[0].update(raw="brak", record="99")
    box.smup("rejects", "retry", box.write_list(rows), status=65, says="no record 99")
    rows[0].update(record="2", sha256="0" * 64)
    box.smup("rejects", "retry", box.write_list(rows), status=65, says="is not in this workspace")
    rows[0].update(repaired="")
    box.smup("rejects", "retry", box.write_list(rows), status=65, says='"repaired"')
    assert box.everything() == before


@case("a file that is no list is refused, with the way to a list")
def _(box):
    path = box.put(OLD, crel("0201011 2020 1"))
    box.run(path)
    box.smup("rejects", "retry", path, status=65, says=["no list of rejects", "smup rejects --csv"])
    box.smup("rejects", "retry", status=64, says="which list")
    box.smup("rejects", "again", status=64, says="retry FILE")


@case("a list is planned like a file")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    path, before = box.repair(brak="38486"), box.everything()
    assert box.plan(path)[OLD]["new"] == "2"
    assert box.everything() == before


@case("a cell that a repair takes away is withdrawn: the newer file covers it and lacks it")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 11", "0201022 2020 5")))
    box.run(box.put(NEW, crel("0201011 2020 12", "0201022 2020 5", "0201032 2020 x")), status=3)
    rows = box.list()
    rows[0]["repaired"] = "6"
    rows.append({**rows[0], "record": "2", "column": "Rok", "raw": "2020", "repaired": "2021"})
    box.smup("rejects", "retry", box.write_list(rows))
    content = box.content()
    assert content.cells(2021)["020101"][0] == 12
    # the newer file covers the cell and lacks it now: withdrawn, and recorded (DESIGN 4)
    assert content.cells()["020101"][3] == "~", content.cells()
    assert [finding[0] for finding in content.findings] == ["withdrawn"], content.findings


@case("a list made into a formula by a spreadsheet's guard is read as it was meant")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 =1+1", "0201022 2020 14000")), status=3)
    assert [row["raw"] for row in box.list()] == ["'=1+1"]
    box.smup("rejects", "retry", box.repair(**{"'=1+1": "-2"}))
    assert box.content().cells()["020101"][0] == -2


@case("a repaired row of a budget report fills its hole, and sums are there again")
def _(box):
    good = "020101 1 0 756 75615 031 0 100.00 99.50"
    text = rb_csv(good, "020101 1 0 756 75615 032 0 10.00 9.50")
    box.run(box.put("rb.csv", text.replace(";031;0;", ";031;X;")), status=3)
    row, = box.list()
    assert row["code"] == "BUD-0001" and row["column"] == "PAR4", row
    row["repaired"] = row["raw"].replace(";031;X;", ";031;0;")
    box.smup("rejects", "retry", box.write_list([row]))
    assert box.content().filing("Rb-27S", "020101") == {
        ("756", "75615", "031", "0"): {0: 10000, 3: 9950}, ("756", "75615", "032", "0"): {0: 1000, 3: 950}}
    assert box.list() == []


@case("a file in any encoding is repaired: Windows-1250, UTF-16, packed")
def _(box):
    text = crel("0201011 2020 brak", "0201022 2020 14000").replace("Gmina", "Łódź, Świdnica")
    for i, data in enumerate((text.encode("cp1250"), text.encode("utf-16"), text.encode("iso-8859-2"), gzip.compress(text.encode("cp1250")))):
        box.w = box.folder / f"W{i}"
        box.run(box.put(OLD, data), status=3)
        box.smup("rejects", "retry", box.repair(brak="38486", name=f"{i}.csv"))
        assert {unit: cell[0] for unit, cell in box.content().cells().items()} == {"020101": 38486, "020102": 14000}, i


@case("the same bytes under two names count by the later one, in any order")
def _(box):
    one = crel("0201011 2020 100")
    files = {"a": (OLD, one), "b": (name_of("20210601120000"), crel("0201011 2020 222")), "c": (NEW, one)}
    paths = {key: box.put(f"{key}/{name}", text) for key, (name, text) in files.items()}
    for order in ("abc", "cba", "bca", "acb"):
        w = box.folder / order
        for key in order:
            box.run(paths[key], w=w)
        assert box.content(w).cells()["020101"][0] == 100, order
        assert (NEW, "2022-04-07T21:07:14") in {(row[2], row[5]) for row in box.content(w).extracts}, order
        other = box.folder / (order + "again")
        box.run(w / "archive", w=other)
        assert box.content(other).same_numbers(box.content(w)), order


@case("a known file that is declared otherwise now is read again as it is declared now")
def _(box):
    path = box.put("x.csv", crel("0201011 2020 100"))
    box.run(path, "--subject", "P2137", "--as-of", "2021-01-01")
    box.run(path, "--subject", "P1336", "--as-of", "2021-02-01", says="read again")
    assert box.content().cells() == {}, "nothing is left of what it was"
    assert [row[4:6] for row in box.content().extracts] == [("P1336", "2021-02-01")]
    before = box.everything()
    box.run(path, "--subject", "P1336", "--as-of", "2021-02-01", says="nothing new")
    assert box.everything() == before


@case("options of a run say nothing of the files that a list repairs")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    box.run(box.repair(brak="38486"), "--as-of", "2024-01-01", "--subject", "P1")
    assert [row[4:7] for row in box.content().extracts] == [("P2137", "2021-04-01T12:00:00", "file name")]


@case("two copies of a list in one run are one")
def _(box):
    box.run(box.put(OLD, crel("0201011 2020 brak", "0201022 2020 14000")), status=3)
    path = box.repair(brak="38486")
    box.run(path, box.put("copy.csv", path.read_bytes()), says="nothing new")
    assert box.list() == []


@case("a BDL subject that is none is refused")
def _(box):
    for subject in ("1410", "p1410", "P 1410", "P14x"):
        box.refused(box.put("x.csv", crel("0201011 2020 1")), "--subject", subject, says="no BDL subject")


@case("smup run -q is quiet in every stage")
def _(box):
    path = box.put(NEW, crel("0201011 2020 1"))
    for option, said in (([], True), (["-q"], False)):
        done = subprocess.run([box.build / "smup", "run", "-w", box.folder / f"W{len(option)}", "--config", box.config, *option, path],
                              capture_output=True, text=True)
        assert (" INFO " in done.stderr) == said and done.returncode in (0, 3), (option, done.stderr)


if __name__ == "__main__":
    BUILD, CONFIG = map(pathlib.Path, sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Desk(folder, BUILD, CONFIG), sys.argv[3:]))
