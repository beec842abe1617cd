#!/usr/bin/env python3
"""The methodologist's desk on a small workspace: desk_test.py BUILD CONFIG [WORD of a case's name]..."""
import csv
import io
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import crel, name_of, rb_csv  # noqa: E402

OLD, NEW = name_of("20210401120000"), name_of("20220407210714")
HEADING = "unit;name;level;value;obs_status;conf_status;attribute;variable;extract;date;correction".split(";")


class Desk:
    """A folder with a workspace W, and the front."""

    def __init__(self, folder, build, config):
        self.folder, self.build, self.config = pathlib.Path(folder), build, config
        self.w = self.folder / "W"

    def run(self, *words, status=0, says=(), silent=(), program="smup"):
        done = subprocess.run([str(self.build / program), *map(str, words)], capture_output=True, timeout=120,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "SMUP_CONFIG": str(self.config)})
        self.out, self.log = done.stdout.decode(), done.stderr.decode()
        text = self.out + self.log
        assert done.returncode == status, f"status {done.returncode}, not {status}: {text}"
        for part in [says] if isinstance(says, str) else says:
            assert part in text, f'"{part}" is not in: {text}'
        for part in silent:
            assert part not in text, f'"{part}" is in: {text}'
        return text

    def ingest(self, name, content, status=0):
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        self.run("-q", "-w", self.w, path, program="smup-ingest", status=status)

    def found(self, *words, **more):
        """"kind id" of everything that is found, in the order in which it is shown."""
        self.run("series", *words, **more)
        return [line.split(":")[0].rstrip() for line in self.out.splitlines() if line and line[0] not in " \nN"]

    def data(self, *words, **more):
        """Rows of the CSV, by unit."""
        self.run("data", *words, "-w", self.w, "--csv", **more)
        rows = list(csv.DictReader(io.StringIO(self.out), delimiter=";"))
        assert self.out.splitlines()[0].replace('"', "").split(";") == HEADING
        return {row["unit"]: row for row in rows}


def people(desk):
    desk.ingest(OLD, crel("0201011 2019 39000", "0201011 2020 39100", "0202011 2020 30000", "0201000 2020 90000 s"))


# smup series

@case("the front lists the commands of the desk, and runs them")
def _(desk):
    desk.run("--help", says=["smup series [WORDS]", "smup data SERIES PERIOD"])
    desk.run("series", "--help", says=["Usage: smup series [WORDS]", "--workspace FOLDER", "--config FOLDER"])
    desk.run("sereis", status=64, says="smup series")
    desk.run("sereis", program="smup-desk", status=64, says='there is no command "sereis"')


@case("a variable is found by its name, with Polish letters and without, in any case")
def _(desk):
    for word in ("żłobk", "zlobk", "ŻŁOBK", "Zlobk"):
        assert {"variable miejsca_zlobki", "concept zlobki"} <= set(desk.found(word)), (word, desk.out)
    desk.run("series", "zlobk", says=['<input name="miejsca_zlobki" variable="miejsca_zlobki"/>', "unit        miejsce",
                                      "kind        stock, moment 12-31, additive", "perspective area",
                                      "series      BDL P3219, żłobki | miejsca", "levels      country voivodeship powiat gmina"])


@case("all words must be there; a quoted text is as good as its words")
def _(desk):
    both = desk.found("czytelnicy", "rok")
    assert "variable czytelnicy" in both == desk.found("rok czytelnicy"), both
    desk.run("series", "czytelnicy", "rower", status=3, says=["nothing is found by all of the words", "czytelnicy  found",
                                                             "rower       found"])


@case("a variable is found by its subject, its number in the API, its unit and its dimension texts")
def _(desk):
    assert {"variable czytelnicy", "subject P1688"} <= set(desk.found("P1688"))
    assert "variable czytelnicy" in desk.found("35719")
    assert "variable czytelnicy" in desk.found("Czytelnicy", "osoba")
    assert "variable stadiony" in desk.found("P3881", "stadiony")
    desk.run("series", "35719", says="number in the API 35719")


@case("a shared input says which variable serves which tiers, and is shown before variables")
def _(desk):
    assert desk.found("ludność", "30", "vi")[0] == "input ludnosc_3006"
    desk.run("series", "ludnosc_3006", says=['<input name="ludnosc_3006" ref="ludnosc_3006"/>', "moment      06-30",
                                             "from        variable ludnosc_3006_gminy for gmina",
                                             "from        variable ludnosc_3006_bilans for powiat voivodeship",
                                             "break       2020 census: census of 2021"])


@case("years of a series and of a <from> are said")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(desk.config, config)
    for name, old, new in (("variables/kultura.xml", 'api="35719"', 'api="35719" from="2012" to="2019"'),
                           ("inputs/ludnosc.xml", 'variable="ludnosc_3112" tiers', 'variable="ludnosc_3112" from="2011" tiers')):
        text = (config / name).read_text(encoding="utf-8")
        assert old in text
        (config / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    desk.run("series", "czytelnicy", "--config", config, says="years       2012 to 2019")
    desk.run("series", "ludnosc_3112", "--config", config, says="gmina city powiat voivodeship, 2011 on")


@case("a concept is found by its name and by a code of any year")
def _(desk):
    assert desk.found("80101") == ["concept szkoly_podstawowe", "code 80101"]
    assert desk.found("80150")[0] == "concept szkoly_podstawowe"
    desk.run("series", "szkoly_podstawowe", says=[
        '<input name="szkoly_podstawowe" report="Rb-28S" measure="wykonanie" concept="szkoly_podstawowe"/>',
        "rozdzial    2010 to 2014: 80101", "rozdzial    2024 on: 80101 80108 80150", "unit        zł"], silent=['report="Rb-27S"'])
    desk.run("series", "uzytkowanie_wieczyste", says="break       2016 classification")


@case("groups and measures of the reports have their lines")
def _(desk):
    desk.run("series", "majątkowe", "rb-27s", says='<input name="majatkowe" report="Rb-27S" measure="wykonanie" group="majatkowe"/>')
    desk.run("series", "biezace", "rb-28s", says="codes       every paragraf that is not in majatkowe")
    assert desk.found("skutki", "rozlozenia") == ["measure skutki_rozlozenia"]
    desk.run("series", "R11R", says=['<input name="skutki_rozlozenia" report="Rb-27S" measure="skutki_rozlozenia"/>', "element OT"])


@case("an indicator is found by code and name, and is no input")
def _(desk):
    assert desk.found("edu01") == ["indicator EDU01"]
    schools = ["indicator EDU01", "indicator EDU09"]
    assert desk.found("szkoły", "na 1 ucznia") == desk.found("schools", "per pupil") == schools
    desk.run("series", "edu01", says=["formula     wydatki / uczniowie", "EDU01.xml", "an indicator is no input"],
             silent=["<input name"])


@case("without words everything there is has a line")
def _(desk):
    lines = desk.run("series").splitlines()
    assert lines[0].split() == ["what", "id", "unit", "name"]
    for start in ("input ludnosc_3006 ", "variable czytelnicy ", "concept zlobki ", "group majatkowe ", "measure plan ",
                  "indicator FIN05 ", "subject P2137 "):
        assert any(" ".join(line.split()).startswith(start) for line in lines), start


@case("no hit: the nearest word is offered, and the run ends with 3")
def _(desk):
    desk.run("series", "czytelniccy", status=3, says="nowhere; a similar word exists: czytelnicy")
    desk.run("series", "qqqqqqqqqqqqqqqq", status=3, says="qqqqqqqqqqqqqqqq nowhere")


@case("a workspace adds years, units with a value and the newest extract")
def _(desk):
    people(desk)
    desk.ingest(NEW, crel("0201011 2020 39101"))
    desk.run("series", "ludnosc_3112", "ogółem", "-w", desk.w, says=[
        "stored      2019 .. 2020", "with a value in 2020: powiat 1 of 380, gmina 2 of 2477",
        f"extract     {NEW}, date 2022-04-07T21:07:14"])
    desk.run("series", "czytelnicy", "-w", desk.w, says="nothing of it in this workspace")
    desk.run("series", "ludnosc", "-w", desk.folder / "nowhere", status=66, says="there is no workspace")


@case("gaps between years are seen")
def _(desk):
    desk.ingest(OLD, crel("0201011 2015 1", "0201011 2016 1", "0201011 2018 1"))
    desk.run("series", "ludnosc_3112", "-w", desk.w, says="stored      2015 .. 2016, 2018")


@case("a series that nobody named has a number and a skeleton with its texts letter for letter")
def _(desk):
    desk.ingest(OLD, crel("0201011 2020 39100").replace('"ogółem"', '"0-4 & <5"', 1))
    (number,) = desk.found("0-4", "<5", "-w", desk.w)
    assert number == "unnamed #1", number
    desk.run("series", "<5", "-w", desk.w, says=[
        '<variable id="0_4_5_ogolem" unit="osoba" kind="…"', '<series source="BDL" subject="P2137" levels="gmina">',
        '<dimension name="Wiek">0-4 &amp; &lt;5</dimension>\n        <dimension name="Płeć">ogółem</dimension>', "smup data 1 YEAR"])
    desk.run("series", "P2137", "-w", desk.w, says="stored      1 series, 1 of them unnamed")
    config = desk.folder / "config"
    shutil.copytree(desk.config, config)
    skeleton = desk.run("series", "<5", "-w", desk.w).split("is …\n")[1].split("    fill in")[0]
    for old, new in (('kind="…"', 'kind="stock"'), ('moment="…"', 'moment="12-31"'), ('additive="…"', 'additive="yes"'),
                     ('perspective="…"', 'perspective="area"')):
        assert old in skeleton
        skeleton = skeleton.replace(old, new)
    (config / "variables" / "own.xml").write_text(f"<variables>{skeleton}</variables>", encoding="utf-8")
    assert desk.found("<5", "-w", desk.w, "--config", config) == ["variable 0_4_5_ogolem"]


@case("budget codes of the reports have a line for the report that has them")
def _(desk):
    desk.ingest("rb28.csv", rb_csv("020101 1 0 801 80102 401 0 100.00 99.50", report="28"))
    desk.run("series", "80102", "-w", desk.w, says=[
        '<input name="r80102" report="Rb-28S" measure="wykonanie" rozdzial="80102"/>', "in 1 of 1 reports Rb-28S of 2019"],
        silent=['report="Rb-27S"'])
    desk.run("series", "szkoly_podstawowe", "-w", desk.w, says=["stored      Rb-28S of 2019", "with the report of 2019: gmina 1 of 2477"])


# smup data

@case("every cell has its exact value, its states and its extract")
def _(desk):
    desk.ingest(OLD, crel("0201011 2020 39100,50", "0202011 2020 - #", "0201000 2020 90000 s"))
    rows = desk.data("ludnosc_3112", "2020")
    assert list(rows) == ["0201", "020101", "020201"], rows
    assert rows["020101"] == dict(zip(HEADING, ["020101", "Bolesławiec", "gmina", "39100.50", "A", "F", "", "ludnosc_3112", OLD,
                                                "2021-04-01T12:00:00", ""])), rows["020101"]
    assert [rows["020201"][key] for key in HEADING[3:7]] == ["", "Q", "C", "#"]
    assert [rows["0201"][key] for key in HEADING[3:7]] == ["90000.00", "P", "F", "s"]
    text = desk.run("data", "ludnosc_3112", "2020", "-w", desk.w, says="2 values; missing 1: confidential (Q) 1")
    assert text.startswith("ludnosc_3112, 2020: Ludność, stan na 31 XII [osoba]\n"), text


@case("a cell of several extracts names the newest that has it")
def _(desk):
    people(desk)
    desk.ingest(NEW, crel("0201011 2019 39000", "0201011 2020 39101", "0202011 2020 30000"))
    desk.ingest(name_of("20230101000000"), crel("0202011 2020 30005"))
    rows = desk.data("ludnosc_3112", "2020")
    assert rows["020101"]["extract"] == NEW and rows["020101"]["value"] == "39101"
    assert rows["020201"]["extract"] == name_of("20230101000000") and rows["020201"]["value"] == "30005"
    assert rows["0201"]["extract"] == OLD


@case("conflicts and withdrawn cells say so, with the extracts")
def _(desk):
    desk.ingest(OLD, crel("0201011 2020 1", "0202011 2020 2", "0203011 2020 5", "0203011 2019 5"))
    desk.ingest("LUDN_2137_CREL_20210401120000_2.csv", crel("0202011 2020 3"), status=3)
    desk.ingest(NEW, crel("0203011 2019 5", "0203011 2021 5", "0201011 2020 1"))
    rows = desk.data("ludnosc_3112", "2020")
    assert rows["020201"]["attribute"] == "!" and rows["020201"]["value"] == "", rows
    assert OLD in rows["020201"]["extract"] and "_2.csv" in rows["020201"]["extract"], rows
    assert rows["020301"]["attribute"] == "~" and rows["020301"]["extract"] == NEW, rows
    desk.run("data", "ludnosc_3112", "2020", "-w", desk.w,
             says="1 values; missing 2: conflict of extracts (!) 1, withdrawn by a newer extract (~) 1")


@case("a shared input says which variable serves a unit")
def _(desk):
    header = '"Kod";"Nazwa";"Zakres terytorialny";"Miejsce zamieszkania / zameldowania";"Stan na dzień";"Płeć";"Rok";"Wartosc";' \
             '"Jednostka miary";"Atrybut";\n'
    row = '{};"x";"{}";"miejsce zamieszkania";"stan na 30 czerwca";"ogółem";"2020";{};"osoba";"";\n'
    desk.ingest("LUDN_2914_CREL_20210401120000.csv", header + row.format("0201011", "gminy bez miast na prawach powiatu", 10) +
                row.format("0264011", "gminy bez miast na prawach powiatu", 0) + row.format("0264011", "miasta na prawach powiatu", 20))
    rows = desk.data("ludnosc_3006", "2020")
    assert {unit: (row["value"], row["variable"]) for unit, row in rows.items()} == {
        "020101": ("10", "ludnosc_3006_gminy"), "026401": ("20", "ludnosc_3006_miasta")}, rows


@case("--units narrows to codes of any form, and counts those without a cell")
def _(desk):
    people(desk)
    assert list(desk.data("ludnosc_3112", "2020", "--units", "0201,0201011")) == ["0201", "020101"]
    assert "without a cell 1 of the units asked for" in desk.run("data", "ludnosc_3112", "2020", "-w", desk.w, "--units", "0202011,0203")
    desk.run("data", "ludnosc_3112", "2020", "-w", desk.w, "--units", "999999", status=64, says='"999999" is no unit')


@case("a series without a name is asked for by its number")
def _(desk):
    desk.ingest(OLD, crel("0201011 2020 7").replace('"ogółem"', '"0-4"', 1))
    for word in ("1", "#1"):
        assert desk.data(word, "2020")["020101"]["value"] == "7"
    desk.run("data", "2", "2020", "-w", desk.w, status=64, says="no series of the number 2")


@case("results of an indicator are shown with their states")
def _(desk):
    desk.ingest("rb28.csv", rb_csv("020101 1 0 801 80101 401 0 100.00 80.00", "020101 1 0 801 80101 605 0 100.00 20.00", report="28"))
    desk.run("data", "FIN05", "2019", "-w", desk.w, status=64, says="compute it first: smup-compute")
    desk.run("-q", "-w", desk.w, "--only", "FIN05", program="smup-compute", status=0)
    rows = desk.data("FIN05", "2019", "--units", "020101,020201")
    assert [rows["020101"][key] for key in HEADING[3:]] == ["20", "A", "F", "", "", "", "", ""], rows
    assert rows["020201"]["value"] == "" and rows["020201"]["obs_status"] == "O"
    desk.run("series", "fin05", "-w", desk.w, says=["stored      2019", "gmina 1 of 2477"])


@case("a confidential number is shown to nobody who did not ask for it")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(desk.config, config)
    path = config / "sources" / "attributes-bdl.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("#;Q;C;missing", "#;A;C;keep"), encoding="utf-8")
    desk.config = config
    desk.ingest(OLD, crel("0201011 2020 39100 #"))
    row = desk.data("ludnosc_3112", "2020")["020101"]
    assert (row["value"], row["conf_status"]) == ("", "C"), row
    assert "confidential and not shown 1" in desk.run("data", "ludnosc_3112", "2020", "-w", desk.w) and "39100" not in desk.out
    assert desk.data("ludnosc_3112", "2020", "--confidential")["020101"]["value"] == "39100"


@case("an unknown series, period or workspace is said, with what there is")
def _(desk):
    people(desk)
    for words, status, says in ((("ludnosc_3113", "2020"), 64, "a similar name exists: ludnosc_3112"),
                                (("zlobki", "2020"), 64, "smup series zlobki"),
                                (("ludnosc_3112", "2031"), 64, "it has 2019 .. 2020"),
                                (("ludnosc_3112", "2020-Q4"), 64, "nothing of 2020-Q4"),
                                (("czytelnicy", "2020"), 64, "holds nothing of czytelnicy"),
                                (("ludnosc_3112", "20"), 64, "the period \"20\" is not understood"),
                                (("ludnosc_3112", "2020/22"), 64, "is not understood"),
                                (("ludnosc_3112", "2020-13"), 64, "is not understood"),
                                (("ludnosc_3112",), 64, "for example: smup data")):
        desk.run("data", *words, "-w", desk.w, status=status, says=says)
    desk.run("data", "ludnosc_3112", "2020", status=64, says="which workspace?")


@case("quarters are asked for as quarters")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(desk.config, config)
    (config / "sources" / "own.xml").write_text(
        '<profile name="own" form="csv" source="OWN" subject="S"><recognise header="Kod;Rok;Okres;X;jm"/><unit column="Kod"/>'
        '<period column="Rok" index="Okres" frequency="quarter"/><value column="X"/><measure column="jm"/></profile>')
    desk.config = config
    desk.ingest("own.csv", "Kod;Rok;Okres;X;jm\n0201;2020;4;1;x\n0201;2021;1;2;x\n0201;2021;3;2;x\n")
    assert desk.data("1", "2021-Q1")["0201"]["value"] == "2"
    desk.run("data", "1", "2020", "-w", desk.w, status=64, says="it has 2020-Q4 .. 2021-Q1, 2021-Q3")


# smup language

@case("the tables of the language have every function, every operation on states, every unit and every code")
def _(desk):
    source = desk.config.parent
    listed = (source / "compute/func_list.h").read_text(encoding="utf-8")
    functions = re.findall(r'^FUNC\(\w+, "(\w+)"', listed, re.M)
    operators = set(re.findall(r'^OPERATOR\(\w+, "([^"]+)"', listed, re.M)) - {"null"}
    desk.run("language", "functions", says=[f"| `{name}(" for name in functions])
    desk.run("language", "functions", says=["| `round(x, n)` |", "| 3 | `*` `/` |", "| 8 | `if … then … else …`"])
    texts = desk.run("language", "states").replace("\\|", "|")
    for name in operators.union(functions) - {"if", "year", "level"}:
        assert texts.count(f"`{name}`") == (2 if name == "-" else 1), name
    ids = re.findall(r'<unit id="(.+?)"', (desk.config / "units/units.xml").read_text(encoding="utf-8"))
    desk.run("language", "units", says=["| `tys.` | 1000 |", "| – `uczeń` | | uczniowie, uczniów |", *[f"`{id}` |" for id in ids]])
    said = "".join(path.read_text(encoding="utf-8") for folder in ("common", "compute") for path in (source / folder).glob("*.c"))
    desk.run("language", "codes", says=[f"\n| {code} | " for code in set(re.findall(r'"([A-Z][0-9]{2}): ', said))])
    assert "%" not in re.sub(r"0\.5%|&lt;", "", desk.out), desk.out


@case("the states of results are those that formulas give")
def _(desk):
    desk.run("language", "states", says=[
        "| **0** | A | M | P | A C | O | M | Q |",  # 0 / 0
        "| **O** | U | U | PU | U C | O | OM | OQ |",  # sum_known
        "| **false** | false | false | false P | false C | false | false | false |"])  # and
    desk.run("language", "stats", status=64, says="functions, states, units or codes")


@case("the desk changes nothing in the workspace")
def _(desk):
    people(desk)

    def content():
        with sqlite3.connect(f"file:{desk.w}/workspace.sqlite?mode=ro", uri=True) as db:
            return list(db.iterdump())
    before = content()
    desk.run("series", "ludnosc", "-w", desk.w)
    desk.data("ludnosc_3112", "2020")
    assert content() == before


if __name__ == "__main__":
    build, config = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    sys.exit(run_cases(lambda folder: Desk(folder, build, config), sys.argv[3:]))
