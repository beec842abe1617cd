#!/usr/bin/env python3
"""The accounting against a generator that knows the class of every row it writes: account_test.py SMUP_INGEST CONFIG [SEED]...

Each seed makes some files of one series (CREL, or a workbook of the same rows) or of a budget report, with rows of every class in
random order, and counts what must come of them. The program's account, its rejects and the cells in force must say the same.
"""
import collections
import pathlib
import random
import re
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, name_of, rb_csv  # noqa: E402
from xlsx import Raw, book  # noqa: E402

HEADING = ["Kod", "Nazwa", "Wiek", "Płeć", "Rok", "Wartosc", "Jednostka miary", "Atrybut"]
# units that exist in all years used, with one kind
UNITS = ["0201011", "0201022", "0201032", "0201043", "0201052", "0201062", "0202011", "0202021", "3019011", "1465011", "3064011",
         "0200000", "3000000", "0201000", "3019000", "0000000"]
YEARS = range(2010, 2020)
BAD_NUMBERS = ["x", "1.5", "1e3", "--1", "brak", "#N/D!", "1 000"]


class Expected:
    """What must come of one file, as the account says it."""

    def __init__(self):
        self.records = collections.Counter()
        self.cells = collections.Counter()
        self.codes = collections.Counter()

    def record(self, kind, code=None):
        self.records[kind] += 1
        if code:
            self.codes[code] += 1

    def cell(self, kind, code=None):
        self.record("used")
        self.cells[kind] += 1
        if code:
            self.codes[code] += 1


def line(code, year, value, attribute=""):
    return [code, "x", "ogółem", "ogółem", str(year), value, "osoba", attribute]


class File:
    """What one file says: its cells (a value, a letter where it is missing, or "rejected"), the units and years that it speaks of."""

    def __init__(self, day):
        self.day, self.cells, self.units, self.years = day, {}, set(), set()


def make_rows(rng, expected, before, workbook, made):
    """Rows in random order; what they say goes into `made`."""
    keys = [(unit, year) for unit in UNITS for year in YEARS]
    rng.shuffle(keys)
    rows, cells = [], made.cells
    kinds = ["value"] * 40 + ["same"] * 6 + ["twice", "conflict", "blank", "missing", "bad number", "bad attribute",
                                            "contradiction", "unit", "year", "ended", "kind", "empty line", "repaired"] * 2
    if not workbook:
        kinds += ["fields", "quotes", "nul"] * 2
    for unit, year in keys[:rng.randrange(60, 150)]:
        kind, value = rng.choice(kinds), str(rng.randrange(1, 10 ** 6))
        key = (unit, year)
        if kind == "same" and isinstance(before.get(key), Decimal):
            value = str(before[key])
        elif kind == "same":
            kind = "value"
        if kind not in ("unit", "empty line", "fields", "quotes", "nul", "ended", "kind"):
            made.units.add(unit)
        if kind in ("value", "same", "repaired", "twice", "conflict", "blank", "missing", "bad number", "bad attribute",
                    "contradiction", "ended"):
            made.years.add(year)
        if kind in ("value", "same", "repaired"):
            code = unit[1:] if kind == "repaired" and unit[0] == "0" and unit != "0000000" else unit
            rows.append(line(code, year, value))
            cells[key] = Decimal(value)
            expected.record("used")
        elif kind == "twice":
            rows += [line(unit, year, value)] * 2
            cells[key] = Decimal(value)
            expected.record("used")
            expected.cell("identical")
        elif kind == "conflict":
            rows += [line(unit, year, value), line(unit, year, value + "1")]
            expected.cell("rejected", "KEY-0001")
            expected.cell("rejected", "KEY-0001")
            cells[key] = "rejected"
        elif kind == "blank":
            rows.append(line(unit, year, ""))
            expected.cell("blank")
        elif kind == "missing":
            cells[key] = rng.choice("nx")  # the letter tells one missing value from the other
            rows.append(line(unit, year, "", cells[key]))
            expected.record("used")
        elif kind == "bad number":
            rows.append(line(unit, year, rng.choice(BAD_NUMBERS)))
            expected.cell("rejected", "NUM-0001")
            cells[key] = "rejected"
        elif kind == "bad attribute":
            rows.append(line(unit, year, value, rng.choice(["q", "nn"])))
            expected.cell("rejected", "ATT-0001")
            cells[key] = "rejected"
        elif kind == "contradiction":
            rows.append(line(unit, year, value, "n"))
            expected.cell("rejected", "ATT-0002")
            cells[key] = "rejected"
        elif kind == "unit":
            rows.append(line("99" + unit[2:], year, value))
            expected.record("rejected", "TER-0001")
        elif kind == "year":
            rows.append(line(unit, rng.choice([202, 20201, "2020/21"]), value))
            expected.record("rejected", "PER-0001")
        elif kind == "ended":
            rows.append(line("1207132", year, value))  # Szczawa, from 2025
            expected.cell("rejected", "TER-0002")
        elif kind == "kind":
            rows.append(line("1412122" if year >= 2014 else "1412123", year, "0"))  # Mrozy, a town since 2014
            expected.cell("filtered")
        elif kind == "empty line":
            rows.append([])
            expected.record("blank")
        elif kind == "fields":
            rows.append(line(unit, year, value)[:rng.randrange(2, 8)])
            expected.record("rejected", "CSV-0001")
        elif kind == "quotes":
            rows.append([unit, 'x"x', *line(unit, year, value)[2:]])
            expected.record("rejected", "CSV-0002")
        elif kind == "nul":
            rows.append(line(unit, year, value[:1] + "\0"))
            expected.record("rejected", "CSV-0003")
    rng.shuffle(rows)
    return rows


def as_csv(rows):
    lines = [";".join(f'"{name}"' for name in HEADING) + ";"]
    lines += [";".join(row) + ";" if row else "" for row in rows]
    return "\n".join(lines) + "\n"


def as_book(rows):
    number = re.compile(r"\d+(\.\d+)?$")
    table = [[Raw(cell) if i == 5 and number.match(cell) and "." not in cell else cell or None for i, cell in enumerate(row)]
             for row in rows]
    return book({"DANE": [HEADING] + table})


WITHDRAWN = "withdrawn"


def in_force(files):
    """{(unit, year): value, letter or WITHDRAWN}, by DESIGN 4: the newest that has the cell, or that covers it and lacks it."""
    cells = {}
    for key in {key for file in files for key in file.cells}:
        withdrawn = False
        for file in sorted(files, key=lambda file: -file.day):
            value = file.cells.get(key)
            if key in file.cells and value != "rejected":
                cells[key] = WITHDRAWN if withdrawn else value
                break
            withdrawn = withdrawn or (key not in file.cells and key[0] in file.units and key[1] in file.years)
    return cells


def settle(expected, file, before, after, files):
    """How many of the file's cells are new, the same, or passed by a newer file."""
    for key, value in file.cells.items():
        if value == "rejected":
            continue
        newest = max(other.day for other in files if other.cells.get(key, "rejected") != "rejected")
        if key in before and before[key] == value:
            expected.cells["identical"] += 1
        elif after[key] != WITHDRAWN and newest == file.day:
            expected.cells["stored"] += 1
        else:
            expected.cells["superseded"] += 1


def parse(text, name):
    """(records, observations, other classes) of the account of a file."""
    found = next(line for line in text.splitlines() if name in line and "observations" in line)
    parts = re.search(r"records (\d+)(?: = ([^;]*))?; observations (\d+)(?: = ([^;]*))?", found)
    counters = []
    for total, classes in ((parts[1], parts[2]), (parts[3], parts[4])):
        counter = collections.Counter({word: int(n) for word, n in re.findall(r"(\w+) (\d+)", classes or "")})
        assert sum(counter.values()) == int(total), found
        counters.append(counter)
    return counters


def clean(counter):
    return {key: n for key, n in counter.items() if n}


def run_files(box, seed):
    rng = random.Random(seed)
    files, before = [], {}
    for day in rng.sample(range(1, 28), 3):
        workbook, expected, made = rng.random() < 0.3, Expected(), File(day)
        rows = make_rows(rng, expected, before, workbook, made)
        name = f"LUDN_2137_XREL_202106{day:02}120000.xlsx" if workbook else name_of(f"202106{day:02}120000")
        files.append(made)
        after = in_force(files)
        settle(expected, made, before, after, files)
        before = after
        path = box.put(name, as_book(rows) if workbook else as_csv(rows))
        text = box.run(path, status=3 if expected.codes else 0)
        records, observations = parse(text, name)
        assert clean(records) == clean(expected.records), (seed, name, clean(records), clean(expected.records))
        assert clean(observations) == clean(expected.cells), (seed, name, clean(observations), clean(expected.cells))
        codes = collections.Counter(r["code"] for r in box.rejects() if r["file"] == name)
        assert clean(codes) == clean(expected.codes), (seed, name, codes, expected.codes)
    return before


@case("observations: every row of every class is counted once, and what is in force is what was made")
def _(box):
    for seed in SEEDS:
        one = Box(box.folder / str(seed), box.program, box.config)
        one.folder.mkdir()
        truth = run_files(one, seed)
        content = one.content()
        for (unit, year), value in truth.items():
            number, status, _, letter = content.cells(year)[place(unit)]
            seen = WITHDRAWN if letter == "~" else letter if "O" in status else number
            assert seen == value, (seed, unit, year, seen, value)


def place(unit):
    """The unit on the axis: BDL's id above the powiat."""
    above = {"0000000": "000000000000", "0200000": "030200000000", "3000000": "023000000000"}
    return above.get(unit) or (unit[:4] if unit[4:] == "000" else unit[:6])


@case("budget reports: every amount of every row is counted once")
def _(box):
    for seed in SEEDS:
        rng = random.Random(seed)
        one = Box(box.folder / str(seed), box.program, box.config)
        one.folder.mkdir()
        n_money = 12  # R11 is no measure
        expected, rows = Expected(), []
        for unit in ("020101 1 0", "020102 2 0", "301901 1 0", "020100 0 1", "306400 0 2"):
            for paragraf in rng.sample(["031", "032", "033", "034", "036", "043", "050", "069", "075", "097"], 6):
                kind = rng.choice(["good"] * 6 + ["twice", "conflict", "p4", "number", "unit"])
                good = f"{unit} 756 75615 {paragraf} 0 {rng.randrange(1000)}.00 {rng.randrange(1000)}.50"
                if kind in ("good", "twice", "conflict"):
                    expected.record("used")
                if kind == "good":
                    rows.append(good)
                    expected.cells["stored"] += n_money
                elif kind == "twice":
                    rows += [good, good]
                    expected.record("used")
                    expected.cells["stored"] += n_money
                    expected.cells["identical"] += n_money
                elif kind == "conflict":
                    rows.append(good)
                    rows.append(re.sub(r"\.50$", ".51", good))
                    expected.record("used")
                    expected.cells["rejected"] += 2 * n_money
                elif kind == "p4":
                    rows.append(re.sub(rf" {paragraf} 0 ", f" {paragraf} X ", good))
                    expected.record("rejected", "BUD-0001")
                elif kind == "number":
                    rows.append(re.sub(r"\.50$", ".5x", good))
                    expected.record("rejected", "NUM-0001")
                else:
                    rows.append(good.replace(unit, "029901 1 0"))
                    expected.record("rejected", "TER-0001")
        rng.shuffle(rows)
        name = f"rb{seed}.csv"
        text = one.run(one.put(name, rb_csv(*rows)), status=3 if expected.codes or expected.cells["rejected"] else 0)
        records, observations = parse(text, name)
        assert clean(records) == clean(expected.records), (seed, records, expected.records)
        assert clean(observations) == clean(expected.cells), (seed, observations, expected.cells)


if __name__ == "__main__":
    SEEDS = [int(seed) for seed in sys.argv[3:]] or range(1, 16)
    sys.exit(run_cases(lambda folder: Box(folder, sys.argv[1], sys.argv[2])))
