#!/usr/bin/env python3
"""Corrections of source values, from config/corrections to values.csv: corrections_test.py BUILD SOURCE [WORD]..."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import OwnConfig, crel, name_of, rb_csv, read_values  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
OLD, NEW = name_of("20210401120000"), name_of("20220407210714")
HEAD = "series;unit;period;action;expected;value;reason;evidence;author;approver;date\n"
WORDS = "przecinek zgubiony;pismo US Poznań 12/2021;A. Nowak;B. Kowal;2021-05-04\n"
PILA = "301901 1 0"


class Desk(OwnConfig):
    def __init__(self, folder):
        super().__init__(folder, BUILD, SOURCE)

    def correct(self, *rows, words=WORDS):
        (self.config / "corrections").mkdir(exist_ok=True)
        text = HEAD + "".join(f"{row};{words}" for row in rows)
        (self.config / "corrections" / "2021.csv").write_text(text, encoding="utf-8")

    def values(self, *codes):
        self.smup("compute", "--only", ",".join(codes))
        self.smup("export", "--csv", self.folder / "csv")
        return read_values(self.folder / "csv")

    def cell(self, unit, variable="ludnosc_3112", period="2020"):
        text = self.smup("data", variable, period, "--csv", "--units", unit)
        line = next(line for line in text.splitlines() if line.startswith(f'"{unit}"'))
        return [field.strip('"') for field in line.split('";"')]


def people(box):
    box.run(box.put(OLD, crel("0201011 2020 38486", "0201022 2020 14000", "0201032 2020 - n", "0201043 2020 7")))


@case("a value that is set counts, with its mark, and its correction is told")
def _(box):
    people(box)
    box.correct("ludnosc_3112;0201022;2020;set;14000;1400")
    cell = box.cell("020102")
    assert cell[3] == "1400" and "I" in cell[4] and cell[6] == "^", cell
    assert "przecinek zgubiony" in cell[-1] and "B. Kowal" in cell[-1] and "14000" in cell[-1], cell
    assert box.cell("020101")[3] == "38486" and box.cell("020101")[-1] == ""


@case("a value that the source lacks can be set")
def _(box):
    people(box)
    box.correct("ludnosc_3112;0201032;2020;set;-;5000", "ludnosc_3112;0201052;2020;set;-;12.5")
    assert box.cell("020103")[3] == "5000.0", box.cell("020103")
    assert box.cell("020105")[3] == "12.5" and box.cell("020101")[3] == "38486.0"


@case("a value is dropped, scaled, flagged")
def _(box):
    people(box)
    box.correct("ludnosc_3112;0201011;2020;drop;38486;", "ludnosc_3112;0201022;2020;scale;14000;0.001",
                "ludnosc_3112;0201043;2020;flag;7;UE")
    assert box.cell("020101")[3:5] == ["", "O"], box.cell("020101")
    assert box.cell("020102")[3] == "14" and "I" in box.cell("020102")[4], box.cell("020102")
    cell = box.cell("020104")
    assert cell[3] == "7" and cell[4] == "EU" and cell[6] == "^", cell


@case("a correction reaches the indicator, and without it the source's value is back")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 801 80101 401 0 900.00 800.00", "301902 2 0 801 80101 401 0 9 10.00", report="28")))
    before = box.values("FIN15")["FIN15", "301901", "2019"]
    box.correct("Rb-28S/wykonanie/801/80101/401/0;3019011;2019-Q4;set;800.00;8000.00")
    after = box.values("FIN15")["FIN15", "301901", "2019"]
    assert (before["value"], after["value"]) == ("800.00", "8000.00"), (before, after)
    assert "I" in after["obs_status"] and "I" not in before["obs_status"], after
    box.correct("Rb-28S/wykonanie/801/80101/401/0;3019011;2019-Q4;drop;800.00;")
    dropped = box.values("FIN15")["FIN15", "301901", "2019"]
    assert dropped["value"] == "" and "O" in dropped["obs_status"], dropped
    (box.config / "corrections" / "2021.csv").unlink()
    assert box.values("FIN15")["FIN15", "301901", "2019"] == before


@case("where the source no longer shows what is expected, the run stops at the row")
def _(box):
    people(box)
    box.correct("ludnosc_3112;0201011;2020;flag;38486;U", "ludnosc_3112;0201022;2020;set;14000;1400")
    box.smup("compute")
    box.run(box.put(NEW, crel("0201011 2020 38486", "0201022 2020 1400")))
    box.smup("compute", status=78, says=["2021.csv:3", "020102", "1400", "14000", "look again"])
    box.correct("ludnosc_3112;0201011;2020;flag;38486;U")
    box.smup("compute")


@case("of a budget report too")
def _(box):
    box.run(box.put("rb27.csv", rb_csv(f"{PILA} 756 75615 031 0 900.00 800.00")))
    box.correct("Rb-27S/wykonanie/756/75615/031/0;3019011;2019-Q4;set;801.00;8000.00")
    box.smup("compute", status=78, says=["2021.csv:2", "800.00", "801.00"])


@case("a correction of a period that is not there waits, and is counted")
def _(box):
    people(box)
    box.correct("ludnosc_3112;0201022;2019;set;14000;1400")
    box.smup("compute", says="1 wait")


@case("mistakes are told with file and line, and nothing is computed")
def _(box):
    people(box)
    good = "ludnosc_3112;0201022;2020;set;14000;1400"
    for row, words, says in [
            ("ludnosc_312;0201022;2020;set;14000;1400", WORDS, ["not defined", "ludnosc_3112"]),
            ("ludnosc_3112;9901022;2020;set;14000;1400", WORDS, ["no unit"]),
            ("ludnosc_3112;0201022;20;set;14000;1400", WORDS, ["period"]),
            ("ludnosc_3112;0201022;2020;put;14000;1400", WORDS, ["set drop scale flag"]),
            ("ludnosc_3112;0201022;2020;set;x;1400", WORDS, ["expected"]),
            ("ludnosc_3112;0201022;2020;set;14000;", WORDS, ["value"]),
            ("ludnosc_3112;0201022;2020;drop;14000;5", WORDS, ["takes no value"]),
            ("ludnosc_3112;0201022;2020;scale;-;5", WORDS, ["only set"]),
            ("ludnosc_3112;0201022;2020;flag;14000;O", WORDS, ["statuses"]),
            ("Rb-28S/wykonanie/801;0201022;2020-Q4;set;1;2", WORDS, ["budget report"]),
            ("Rb-28S/wykonanie/801/80101/401/0;0201022;2020;set;1;2", WORDS, ["quarter"]),
            (good, ";;;;\n", ["reason"]),
            (good, "a;b;A. Nowak;A. Nowak;2021-05-04\n", ["approver"]),
            (good, "a;b;A. Nowak;B. Kowal;wczoraj\n", ["date"]),
            (f"{good};{WORDS}{good}", WORDS, ["same cell", "2021.csv:2"])]:
        box.correct(row, words=words)
        box.smup("compute", status=78, says=["2021.csv:", *says])


@case("corrections of one row do not touch its other measures")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 801 80101 401 0 900.00 800.00", "301902 2 0 801 80101 401 0 9 10.00", report="28")))
    row = "Rb-28S/{}/801/80101/401/0;3019011;2019-Q4"
    box.correct(f"{row.format('wykonanie')};drop;800.00;", f"{row.format('plan')};flag;900.00;U")
    dropped = box.values("FIN15")["FIN15", "301901", "2019"]
    assert dropped["value"] == "" and "U" not in dropped["obs_status"], dropped
    box.correct(f"{row.format('plan')};flag;900.00;U")
    plain = box.values("FIN15")["FIN15", "301901", "2019"]
    assert plain["value"] == "800.00" and "U" not in plain["obs_status"], plain


@case("a correction of another measure does not mend a rejected row; one of the row's own does")
def _(box):
    text = rb_csv(f"{PILA} 801 80101 401 0 900.00 8x0.00", f"{PILA} 801 80101 421 0 9 70.00", "301902 2 0 801 80101 401 0 9 10.00",
                  report="28")
    box.run(box.put("rb28.csv", text), status=3)
    row = "Rb-28S/{}/801/80101/401/0;3019011;2019-Q4"
    box.correct(f"{row.format('plan')};set;-;900.00")
    assert box.values("FIN15")["FIN15", "301901", "2019"]["value"] == ""
    box.correct(f"{row.format('wykonanie')};set;-;800.00")
    assert box.values("FIN15")["FIN15", "301901", "2019"]["value"] == "870.00"
    box.correct(f"{row.format('wykonanie')};set;0.00;800.00")
    box.smup("compute", status=78, says=["shows -", "expects 0.00"])


@case("a row that a report does not have is zero, and can be set")
def _(box):
    box.run(box.put("rb28.csv", rb_csv(f"{PILA} 801 80101 401 0 900.00 800.00", "301902 2 0 801 80101 401 0 9 10.00", report="28")))
    row = "Rb-28S/wykonanie/801/80101/421/0;3019011;2019-Q4"
    box.correct(f"{row};set;0.00;5.00")
    assert box.values("FIN15")["FIN15", "301901", "2019"]["value"] == "805.00"
    box.correct(f"{row};set;-;5.00")
    box.smup("compute", status=78, says=["shows 0.00", "expects -"])
    box.correct("Rb-28S/wykonanie/801/80101/421/0;3019033;2019-Q4;set;0.00;5.00")
    box.smup("compute", says="1 wait")
    box.correct("Rb-28S/wykonanie/801/80101/421/0;3019011;2019-Q3;set;0.00;5.00")
    box.smup("compute", status=78, says="fourth quarter")


@case("of a variable with several series the one that the cell is read from is looked at and corrected")
def _(box):
    path = box.config / "variables" / "ludnosc.xml"
    text = path.read_text(encoding="utf-8")
    at = text.index('<variable id="ludnosc_3112"')
    end = text.index("</series>", at) + len("</series>")
    second = text[text.index("<series", at):end].replace("P2137", "P1336").replace("ogółem", "razem")
    second = __import__("re").sub(r' api="[^"]*"', "", second).replace("<series", '<series alias="yes"')
    path.write_text(text[:end] + second + text[end:], encoding="utf-8")
    other = crel("0201011 2020 5", "0201022 2020 6").replace("ogółem", "razem")
    box.run(box.put(OLD, crel("0201011 2020 7")), box.put(name_of("20210401120000", subject=1336), other))
    assert box.cell("020101")[3] == "7" and box.cell("020102")[3] == "6"
    box.correct("ludnosc_3112;0201011;2020;set;5;50")
    box.smup("compute", status=78, says=["shows 7", "expects 5"])
    assert box.cell("020101")[3] == "7"
    box.correct("ludnosc_3112;0201022;2020;set;-;99")
    box.smup("compute", status=78, says=["shows 6", "expects -"])
    box.correct("ludnosc_3112;0201022;2020;set;6;60")
    assert box.cell("020102")[3] == "60"


if __name__ == "__main__":
    sys.exit(run_cases(Desk, sys.argv[3:]))
