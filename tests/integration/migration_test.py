#!/usr/bin/env python3
"""The catalogue as a table and a table as drafts: migration_test.py BUILD SOURCE [WORD]..."""
import csv
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import Skip, case, run_cases  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
CONFIG = SOURCE / "config"
HEAD = ["code", "smup_id", "name_pl", "name_en", "service", "dimension", "numerator", "denominator", "unit", "tiers"]
ROW = dict(zip(HEAD, ["XYZ01", "", "Czytelnicy na mieszkańca", "Readers per resident", "biblioteki", "dostepnosc", "czytelnicy",
                      "ludnosc_3112", "osoba/1000 osoba", "gmina city"]))


def table(*rows, head=None, separator=";"):
    head = head or list(dict.fromkeys(key for row in rows for key in {**ROW, **row}))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([{**ROW, **row}.get(key, "") for key in head])
    return text.getvalue()


class Desk:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.out = self.folder / "drafts"

    def smup(self, *arguments, status=0):
        done = subprocess.run([BUILD / "smup", *map(str, arguments)], capture_output=True, text=True, check=False)
        assert done.returncode == status, f"status {done.returncode}, not {status}: {done.stdout[:2000]}{done.stderr[:3000]}"
        return done.stdout, done.stderr

    def put(self, text, name="table.csv"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def imports(self, text, status=0, config=CONFIG, out=None):
        """What was not placed, as rows, and the log."""
        listed, log = self.smup("definitions", "import", self.put(text), "--out", out or self.out, "--csv", "--config", config, status=status)
        return list(csv.DictReader(io.StringIO(listed), delimiter=";")), log

    def draft(self, code="XYZ01"):
        paths = list(self.out.rglob(f"{code}.xml"))
        assert len(paths) == 1, paths
        return xml.parse(paths[0]).getroot()

    def nothing(self):
        """No folder, and nothing beside it that import has made."""
        left = [path.name for path in self.folder.iterdir() if path.name.startswith("drafts")]
        assert left == [], left


def digest(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def empty_config(folder):
    """config/ with areas and without one indicator."""
    config = folder / "config"
    shutil.copytree(CONFIG, config)
    for path in config.glob("indicators/*/"):
        shutil.rmtree(path)
    return config


def formula_only(node, formula):
    """A definition without what a table has no column for: what the formula does not read, and the order of inputs, which says nothing."""
    for name in ("rule", "verify", "example"):
        for element in node.findall(name):
            node.remove(element)
    names = re.findall(r"[\w.]+", formula)
    inputs = node.findall("input")
    for element in inputs:
        node.remove(element)
    node.extend(sorted((i for i in inputs if i.get("name") in names), key=lambda i: names.index(i.get("name"))))


def digests(desk, config):
    listed, _ = desk.smup("expand", "--config", config)
    return {line.split()[0]: line.split()[2] for line in listed.splitlines()[1:] if line.strip()}


NAME = r"[a-z][\w.]*"
SUM = rf"{NAME}(?: [+-] {NAME})*"
SIDE = rf"(?:{NAME}|\({SUM}\))"


def formulas(desk, codes):
    expanded, _ = desk.smup("expand", "--config", CONFIG, *codes)
    found = re.findall(r'<indicator code="(\w+)".*?<formula>(.*?)</formula>', expanded, re.S)
    assert [code for code, _ in found] == list(codes)
    return found


@case("the whole catalogue as a table and back has the meaning it had; what is no plain ratio is listed")
def _(desk):
    config, plain = empty_config(desk.folder), desk.folder / "plain"
    listed, _ = desk.smup("definitions", "list", "--csv", "--config", CONFIG)
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(listed), delimiter=";")}
    problems, _ = desk.imports(listed, status=3, config=config)
    others = {code for code, row in rows.items() if row["formula"] != ""}
    assert {(p["code"], p["column"], p["draft"]) for p in problems} == {(code, "formula", "written") for code in others}
    assert others == {code for code, formula in formulas(desk, rows) if not re.fullmatch(f"{SUM}|{SIDE} / {SIDE}", formula)}
    shutil.copytree(CONFIG, plain)
    for path in plain.glob("indicators/*/*.xml"):
        tree = xml.parse(path)
        for node in [tree.getroot(), *tree.getroot().iter("member")]:
            formula_only(node, tree.getroot().findtext("formula", ""))
        tree.write(path, encoding="utf-8")
    for area in filter(pathlib.Path.is_dir, desk.out.iterdir()):
        shutil.copytree(area, config / "indicators" / area.name)
    before, after = digests(desk, plain), digests(desk, config)
    assert set(before) == set(after) == set(rows)
    assert {code for code in rows if before[code] != after[code]} == others, {c for c in rows if before[c] != after[c]} ^ others
    listed, _ = desk.smup("definitions", "list", "--csv", "--config", config)
    for row in csv.DictReader(io.StringIO(listed), delimiter=";"):
        own = rows[row["code"]]
        same = [key for key in row if key not in ("state", "formula", "numerator", "denominator", "source") or
                (key != "state" and row["code"] not in others)]
        assert {key: row[key] for key in same} == {key: own[key] for key in same}, row["code"]


@case("the catalogue's own table, imported beside it, has nothing to say")
def _(desk):
    text, _log = desk.smup("definitions", "list", "--csv", "--config", CONFIG)
    listed, log = desk.imports(text)
    assert listed == [] and "not placed: 0" in log and "written 0" in log, (listed[:3], log)


@case("importing again adds nothing, changes no byte and says what was not placed again")
def _(desk):
    text = table({}, {"code": "XYZ02", "formula": "prev(czytelnicy)", "smup_id": "77001"})
    first, _ = desk.imports(text, status=3)
    before = digest(desk.out)
    second, log = desk.imports(text, status=3)
    assert digest(desk.out) == before and set(before) == {"kultura/XYZ01.xml", "kultura/XYZ02.xml", "ids.csv"}, before
    assert "written 0 + there already 2 + not written 0" in log
    assert [(p["code"], p["column"]) for p in first] == [(p["code"], p["column"]) for p in second] == [("XYZ02", "formula")]
    assert [path.name for path in desk.folder.iterdir() if "part" in path.name] == []


@case("a draft is a definition that smup check accepts, without a review")
def _(desk):
    assert desk.imports(table({}))[0] == []
    root = desk.draft()
    assert root.attrib == {"code": "XYZ01", "version": "1", "state": "draft"} and root.find("review") is None
    assert root.findtext("formula") == "czytelnicy / ludnosc_3112"
    assert root.find("place").attrib == {"area": "kultura", "service": "biblioteki", "dimension": "dostepnosc", "direction": "neutral"}
    assert root.find("scope").attrib == {"from": "2010"}
    assert [p.get("tier") for p in root.iter("publish")] == ["gmina", "city"]
    assert root.find("result").attrib == {"unit": "osoba/1000 osoba", "decimals": "2"}
    desk.smup("check", desk.out / "kultura" / "XYZ01.xml", "--config", CONFIG)


@case("headings and words in Polish, a comma, a BOM and the noise of a spreadsheet are read")
def _(desk):
    head = ["Mianownik", "Kod wskaźnika", "NAZWA", "Nazwa angielska", "Usługa", "Wymiar", "Licznik", "Jednostka miary", "Szczebel", "Od roku",
            "Miejsca po przecinku", "Kierunek", "Uwagi"]
    row = ["LUDNOŚĆ, stan na 31 XII", "XYZ01", "  Czytelnicy \u00a0 na\nmieszkańca ", "Readers", "Biblioteki", "Dostępność",
           "Czytelnicy bibliotek publicznych w ciągu roku ", "osoba/1000 osoba", "gminy, miasta na prawach powiatu", "2012.0", "1,0",
           "stymulanta", "x"]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([head, row, [""] * len(head)])
    problems, log = desk.imports("\ufeff" + text.getvalue() + "\r\n")
    root = desk.draft()
    assert problems == [] and "columns that are not read: Uwagi" in log
    assert root.findtext("name") == "Czytelnicy na mieszkańca"
    assert root.find("scope").attrib == {"from": "2012"} and root.find("result").get("decimals") == "1"
    assert root.find("place").get("dimension") == "dostepnosc" and root.find("place").get("direction") == "stimulant"
    assert [p.get("tier") for p in root.iter("publish")] == ["gmina", "city"]
    assert [i.attrib for i in root.iter("input")] == [{"name": "czytelnicy", "variable": "czytelnicy"},
                                                     {"name": "ludnosc_3112", "ref": "ludnosc_3112"}]


# a cell of the row that is placed else; the reason, what is nearest, and what came of the row
UNPLACED = [
    ({"service": "bibliotekii"}, "service", "no service is called so", "biblioteki", "not written"),
    ({"area": "kulturka"}, "area", "no area is called so", "kultura", "not written"),
    ({"area": "drogi"}, "service", "no service is called so", "", "not written"),
    ({"dimension": "dostęność"}, "dimension", "the word is not known", "dostepnosc", "not written"),
    ({"dimension": ""}, "dimension", "the word is not known", "ilosc jakosc dostepnosc efektywnosc kontekst", "not written"),
    ({"direction": "w górę"}, "direction", "the word is not known", "stimulant destimulant neutral", "not written"),
    ({"unit": "osobę/1000 osoba"}, "unit", "is not in config/units", "osoba", "not written"),
    ({"unit": ""}, "unit", "in which unit", "", "not written"),
    ({"unit": "zł"}, "unit", "U08", "", "not written"),
    ({"tiers": "gmina, powiaty, gminka"}, "tiers", "the word is not known", "gmina", "not written"),
    ({"tiers": ""}, "tiers", "for whom", "gmina city powiat voivodeship", "not written"),
    ({"decimals": "dwa"}, "decimals", "no whole number from 0 to 9", "", "not written"),
    ({"decimals": "10"}, "decimals", "no whole number from 0 to 9", "", "not written"),
    ({"from": "20O5"}, "from", "no whole number from 1900 to 2199", "", "not written"),
    ({"from": "2015", "to": "2012"}, "to", "D03", "", "not written"),
    ({"coverage": "95"}, "coverage", "D04", "", "not written"),
    ({"numerator": "czytelnizy"}, "numerator", "no variable, shared input or budget report is called so", "czytelnicy", "not written"),
    ({"numerator": ""}, "numerator", "what is counted", "", "not written"),
    ({"numerator": "BDL 99999999"}, "numerator", "no variable", "", "not written"),
    ({"numerator": "szkoly_podstawowe"}, "numerator", "a concept of the budget classification",
     "Rb-28S wykonanie concept=szkoly_podstawowe", "not written"),
    ({"numerator": "Rb-28S wykonannie rozdzial=92116", "unit": "zł/osoba"}, "numerator", "R03", "its measures:", "not written"),
    ({"numerator": "Rb-28S rozdzial=92116", "unit": "zł/osoba"}, "numerator", "X03", "", "not written"),
    ({"numerator": "Rb-28S wykonanie concept=biblioteky", "unit": "zł/osoba"}, "numerator", "R01", "biblioteki", "not written"),
    ({"numerator": "Rb-28S wykonanie rozdzial=921", "unit": "zł/osoba"}, "numerator", "D14", "", "not written"),
    ({"numerator": "Rb-28S wykonanie rozdzial=99999", "unit": "zł/osoba"}, "numerator", "K", "", "not written"),
    ({"numerator": "Rb-28S wykonanie rozdzal=92116", "unit": "zł/osoba"}, "numerator", "the word before =", "rozdzial=", "not written"),
    ({"numerator": "a: czytelnicy + a: ludnosc_3006"}, "numerator", "two inputs of the row are called so", "", "not written"),
    ({"denominator": ""}, "denominator", "the formula is the numerator alone", "-", "written"),
    ({"denominator": "mieszkańcy ogółem wszyscy"}, "denominator", "is called so", "", "not written"),
    ({"name_en": ""}, "name_en", "it is … in the draft", "", "written"),
    ({"name_pl": ""}, "name_pl", "it is … in the draft", "", "written"),
    ({"name_pl": "Wydatki\u202e"}, "name_pl", "not seen", "", "written"),
    ({"numerator": "P1688"}, "numerator", "more than one thing is called so", "czytelnicy; ksiegozbior", "not written"),
    ({"source": "ankieta"}, "source", "come from BDL too", "BDL P1688; BDL P2137", "written"),
    ({"formula": "czytelnicy * 2"}, "formula", "no plain ratio", "", "written"),
    ({"code": "xyz-01"}, "code", "capital letters and digits", "XYZ01", "not written"),
    ({"code": "../../XYZ01"}, "code", "capital letters and digits", "XYZ01", "not written"),
    ({"code": ""}, "code", "capital letters and digits", "", "not written"),
    ({"code": "EDU01"}, "code", "another indicator of the code; it differs in area, service", "config", "not written"),
    ({"smup_id": "gmina=4068"}, "smup_id", "assigned already", "FIN01 gmina", "written"),
    ({"smup_id": "4oo3"}, "smup_id", "no id", "", "written"),
    ({"smup_id": "powiat=77001"}, "smup_id", "none of the indicator's", "gmina city", "written"),
]


def unplaced(number):
    change, column, why, nearest, came = UNPLACED[number]
    cell = next(iter(change.items()))

    @case(f"listed with its reason: {cell[0]} \"{cell[1]}\"")
    def _(desk):
        unit = {"unit": "osoba"} if change.get("denominator") == "" else {}
        problems, _ = desk.imports(table({**change, **unit}), status=3)
        assert len(problems) == 1, problems
        problem = problems[0]
        assert problem["line"] == "2" and problem["column"] == column and problem["draft"] == came, problem
        assert why in problem["why"], problem
        assert (nearest in problem["nearest, or what to do"]) and (nearest != "" or problem["nearest, or what to do"] == "" or "U08" in why or "D" in why[:1]
                                                    or why[0] in "XK" or column in ("denominator", "service")), problem
        if came == "written":
            desk.smup("check", desk.out / "kultura" / "XYZ01.xml", "--config", CONFIG)
        else:
            desk.nothing()


for i in range(len(UNPLACED)):
    unplaced(i)


@case("all of a row that is wrong is listed at once, in the order of the columns")
def _(desk):
    problems, _ = desk.imports(table({"service": "bibliotekii", "unit": "", "smup_id": "gmina=4068", "numerator": "Rb-28S wykonannie p4=12",
                                      "denominator": "ludnosc_3122"}), status=3)
    assert [(p["column"], p["draft"]) for p in problems] == [(column, "not written") for column in
                                                            ("smup_id", "service", "numerator", "denominator", "unit")], problems


@case("a name that two variables have is neither")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(CONFIG, config)
    path = config / "variables" / "kultura.xml"
    text = path.read_text(encoding="utf-8")
    one = re.search(r'  <variable id="czytelnicy".*?</variable>\n', text, re.S)[0]
    other = one.replace('id="czytelnicy"', 'id="czytelnicy_2"').replace('<dimension name="', '<dimension name="Inny').replace(
        re.search(r'api="\d+"', one)[0], 'api="99999901"')
    other = re.sub(r'subject="\w+"', 'subject="P9999"', other)
    path.write_text(text.replace(one, one + other), encoding="utf-8")
    problems, _ = desk.imports(table({"numerator": "Czytelnicy bibliotek publicznych w ciągu roku"}), status=3, config=config)
    assert "more than one thing" in problems[0]["why"] and problems[0]["nearest, or what to do"] == "czytelnicy; czytelnicy_2", problems
    assert desk.imports(table({"numerator": "czytelnicy_2"}), config=config)[0] == []


@case("a source is named in any of its ways")
def _(desk):
    rows = [("GUS", "czytelnicy"), ("bank danych lokalnych", "czytelnicy"), ("BDL; rb 28s", "Rb-28S wykonanie rozdzial=92116")]
    assert desk.imports(table(*({"code": f"XYZ{i}", "source": source, "numerator": numerator, "unit": "zł/osoba" if "Rb" in numerator else ROW["unit"]}
                                for i, (source, numerator) in enumerate(rows))))[0] == []


@case("drafts may go straight into the catalogue")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(CONFIG, config)
    before = digest(config)
    assert desk.imports(table({}), config=config, out=config / "indicators")[0] == []
    after = digest(config)
    assert {key: after[key] for key in before} == before and set(after) - set(before) == {"indicators/kultura/XYZ01.xml"}
    desk.smup("check", "--config", config)
    assert "there already 1" in desk.imports(table({}), config=config, out=config / "indicators")[1]


@case("numbers and subjects of BDL, reports and sums are found")
def _(desk):
    rows = [("BDL 35719", "variable", "czytelnicy"), ("35719", "variable", "czytelnicy"), ("35719.0", "variable", "czytelnicy"),
            ("BDL P1688 czytelnicy w ciągu roku", "variable", "czytelnicy"), ("variable=czytelnicy", "variable", "czytelnicy")]
    text = table(*({"code": f"XYZ{i}", "numerator": words} for i, (words, _, _) in enumerate(rows)))
    assert desk.imports(text)[0] == []
    for i, (words, attribute, value) in enumerate(rows):
        assert desk.draft(f"XYZ{i}").find("input").get(attribute) == value, words
    shutil.rmtree(desk.out)
    desk.imports(table({"unit": "%", "from": "2015", "numerator": "a: Rb-28S wykonanie rozdział=80101, 80150 grupa=biezace - rb28s wykonanie dzial=801",
                        "denominator": "a: Rb-28S wykonanie rozdzial=80101 80150 group=biezace"}))
    root = desk.draft()
    assert [i.attrib for i in root.iter("input")] == [
        {"name": "a", "report": "Rb-28S", "measure": "wykonanie", "rozdzial": "80101 80150", "group": "biezace"},
        {"name": "licznik", "report": "Rb-28S", "measure": "wykonanie", "dzial": "801"}]
    assert root.findtext("formula") == "(a - licznik) / a"


@case("an indicator that is there already under other names of its inputs is the same")
def _(desk):
    listed, _ = desk.smup("definitions", "list", "KUL07", "FIN05", "--csv", "--config", CONFIG)
    text = re.sub(r'"\w+: ', '"', listed)
    assert text != listed
    problems, log = desk.imports(text)
    assert problems == [] and "written 0 + there already 2 + not written 0" in log
    desk.nothing()


@case("of two rows with one code the second is listed")
def _(desk):
    problems, log = desk.imports(table({}, {"name_pl": "Inny"}), status=3)
    assert [(p["line"], p["column"], p["draft"]) for p in problems] == [("3", "code", "not written")]
    assert "stands in line 2" in problems[0]["why"] and "rows 2 = written 1 + there already 0 + not written 1" in log
    assert desk.draft().findtext("name") == ROW["name_pl"]


@case("what stands in the folder is never replaced; another meaning is listed")
def _(desk):
    desk.imports(table({}))
    path = desk.out / "kultura" / "XYZ01.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("Readers per resident", "Mine"), encoding="utf-8")
    (desk.out / "notes.txt").write_text("mine", encoding="utf-8")
    before = digest(desk.out)
    problems, _ = desk.imports(table({"unit": "osoba/100 osoba", "decimals": "1"}), status=3)
    assert "it differs in unit, decimals" in problems[0]["why"] and problems[0]["nearest, or what to do"].endswith("XYZ01.xml"), problems
    assert desk.imports(table({}, {"code": "XYZ02"}))[0] == []
    after = digest(desk.out)
    assert {key: after[key] for key in before} == before and set(after) - set(before) == {"kultura/XYZ02.xml"}
    path.write_text("<indicator", encoding="utf-8")
    problems, _ = desk.imports(table({}), status=3)
    assert "has mistakes" in problems[0]["why"]


@case("a draft of a formula by hand is kept, whatever a person made of it")
def _(desk):
    text = table({"formula": "czytelnicy * 2"})
    desk.imports(text, status=3)
    root = desk.draft()
    assert root.findtext("formula") == "null" and "czytelnicy * 2" in root.findtext("comment") and root.find("input") is None
    path = desk.out / "kultura" / "XYZ01.xml"
    path.write_text(path.read_text(encoding="utf-8").replace(
        "<formula>null", '<input name="a" variable="czytelnicy"/><input name="b" ref="ludnosc_3112"/><formula>prev(a) / b'), encoding="utf-8")
    before = digest(desk.out)
    problems, _ = desk.imports(text, status=3)
    assert [(p["column"], p["draft"]) for p in problems] == [("formula", "there already")] and digest(desk.out) == before


@case("new ids are lines for ids.csv; they are kept and never given twice")
def _(desk):
    desk.imports(table({"smup_id": "gmina=77001 city=77002.0"}, {"code": "XYZ02", "smup_id": "77003"}))
    wanted = "kind;code;tier;id;note\n" + "".join(f"indicator;{line};SMUP\n" for line in
                                                 ["XYZ01;gmina;77001", "XYZ01;city;77002", "XYZ02;;77003"])
    assert (desk.out / "ids.csv").read_text(encoding="utf-8") == wanted
    problems, _ = desk.imports(table({"smup_id": "gmina=77009"}, {"code": "XYZ03", "smup_id": "gmina=77001 city=77005"}), status=3)
    assert [(p["code"], p["text"], p["nearest, or what to do"]) for p in problems] == [("XYZ01", "gmina=77009", "gmina=77001"),
                                                                       ("XYZ03", "gmina=77001", "XYZ01 gmina")]
    assert (desk.out / "ids.csv").read_text(encoding="utf-8") == wanted + "indicator;XYZ03;city;77005;SMUP\n"
    own = wanted.replace("77003;SMUP", "77003;of the council")
    (desk.out / "ids.csv").write_text(own, encoding="utf-8")
    problems, _ = desk.imports(table({"smup_id": "77010"}, {"code": "XYZ02", "smup_id": "city=77011"}, {"code": "XYZ04", "smup_id": "77012"}),
                               status=3)
    assert [(p["code"], p["nearest, or what to do"]) for p in problems] == [("XYZ01", "gmina=77001"), ("XYZ02", "77003")], problems
    assert (desk.out / "ids.csv").read_text(encoding="utf-8") == own + "indicator;XYZ04;;77012;SMUP\n"


MALFORMED = [
    ("a quotation mark within a text", table({}).replace("Readers", 'Rea"ders'), "line 2, column"),
    ("a quotation mark that is never closed", table({}) + '"XYZ02;x\n', "line 3: a quotation mark is opened"),
    ("a row with a field too many", table({}) + "XYZ02;;;;;;;;;;;\n", "line 3: fields: 12, but the heading has 10"),
    ("a column that must be there", table({}).replace("denominator", "denominatorr", 1), 'there is no column "denominator"'),
    ("two columns of one meaning", table({}).replace("smup_id", "licznik", 1), '"licznik" and "numerator" are both'),
    ("an empty file", "", "there is nothing in the file"),
    ("a file in windows-1250", table({}).encode("cp1250"), "line 2, byte"),
    ("a file in UTF-16", table({}).encode("utf-16"), "the text is not in UTF-8"),
    ("a workbook", b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", "this is a workbook"),
]


def malformed(what, text, message):
    @case(f"{what} ends with 65 and nothing is written")
    def _(desk):
        rows, log = desk.imports(text, status=65)
        assert message in log and rows == [], log
        assert "what to do:" in log or text == "", log
        desk.nothing()


for of in MALFORMED:
    malformed(*of)


@case("the heading that may have been meant is named")
def _(desk):
    _, log = desk.imports(table({}).replace("denominator", "denominatorr", 1), status=65)
    assert 'is it "denominatorr"?' in log, log


@case("no cell becomes a formula in a spreadsheet, and none comes back with a mark more")
def _(desk):
    name = "=HYPERLINK(\"http://x\";\"y\")"
    rows, _ = desk.imports(table({"name_pl": "'" + name, "service": "@cmd|' /C calc'!A0", "code": "XYZ02"}, {"name_pl": "'" + name}), status=3)
    assert rows[0]["text"].startswith("'@cmd"), rows
    assert desk.draft().findtext("name") == name
    config = desk.folder / "config"
    shutil.copytree(CONFIG, config)
    shutil.copy(desk.out / "kultura" / "XYZ01.xml", config / "indicators" / "kultura")
    listed, _ = desk.smup("definitions", "list", "XYZ01", "--csv", "--config", config)
    assert next(csv.DictReader(io.StringIO(listed), delimiter=";"))["name_pl"] == "'" + name
    shutil.rmtree(desk.out)
    desk.imports(listed)
    assert desk.draft().findtext("name") == name


@case("marks of XML in a cell stay text")
def _(desk):
    name = 'a"/><rule id="x"> & ]]> <!-- -- <b'
    desk.imports(table({"name_pl": name, "formula": name}), status=3)
    root = desk.draft()
    assert root.findtext("name") == name and name in root.findtext("comment") and root.find("rule") is None
    problems, _ = desk.imports(table({"code": "XYZ02", "numerator": 'a"b: variable=czytelnicy" x="'}), status=3)
    assert problems[0]["column"] == "numerator" and problems[0]["draft"] == "not written"


@case("a folder that cannot be made or is a file ends with 73, and nothing is left")
def _(desk):
    desk.imports(table({}), status=73, out=desk.folder / "no" / "drafts")
    (desk.folder / "file").write_text("x", encoding="utf-8")
    _, log = desk.imports(table({}), status=73, out=desk.folder / "file")
    assert "is no folder" in log and (desk.folder / "file").read_text(encoding="utf-8") == "x"
    desk.imports(table({}), status=73, out=desk.folder / "file" / "drafts")
    desk.nothing()


@case("a folder without permission ends with 77")
def _(desk):
    if os.geteuid() == 0:
        raise Skip("the test runs as root, who may write everywhere")
    locked = desk.folder / "locked"
    locked.mkdir(mode=0o555)
    desk.imports(table({}), status=77, out=locked / "drafts")


@case("a name that leads nowhere is not replaced either")
def _(desk):
    (desk.out / "kultura").mkdir(parents=True)
    link = desk.out / "kultura" / "XYZ01.xml"
    link.symlink_to("nowhere.xml")
    problems, _ = desk.imports(table({}, {"code": "XYZ02"}), status=3)
    assert problems[0]["draft"] == "not written" and link.is_symlink() and not link.exists(), problems
    assert desk.draft("XYZ02").get("code") == "XYZ02"


@case("where one draft cannot be put none is")
def _(desk):
    desk.out.mkdir()
    (desk.out / "kultura").write_text("in the way", encoding="utf-8")
    before = digest(desk.out)
    text = table({"code": "XYZ02", "service": "drogi", "area": "drogi", "dimension": "kontekst", "direction": "neutral"}, {"area": "kultura"})
    desk.imports(text, status=73)
    assert digest(desk.out) == before and [path.name for path in desk.out.iterdir()] == ["kultura"]
    assert not (desk.folder / "drafts.part").exists()


@case("a table of thousands of rows is read, one past the limit ends with 65")
def _(desk):
    text = table(*({"code": f"XYZ{i}"} for i in range(3000)))
    assert desk.imports(text)[0] == []
    assert len(list(desk.out.rglob("*.xml"))) == 3000
    _, log = desk.imports(table({}) + "x;;;;;;;;;\n" * 100000, status=65, out=desk.folder / "other")
    assert "more than 100000 rows" in log


@case("a sum is a sum with parentheses and without, a difference too")
def _(desk):
    config = desk.folder / "config"
    shutil.copytree(CONFIG, config)
    desk.imports(table({"numerator": "czytelnicy - ludnosc_3112", "denominator": "-", "unit": "osoba"}))
    text = (desk.out / "kultura" / "XYZ01.xml").read_text(encoding="utf-8")
    for code, formula in ("XYZ01", "czytelnicy - ludnosc_3112"), ("XYZ02", "(czytelnicy - ludnosc_3112)"), ("XYZ03", "-czytelnicy / ludnosc_3112"):
        (config / "indicators" / "kultura" / f"{code}.xml").write_text(
            re.sub("<formula>.*</formula>", f"<formula>{formula}</formula>", text).replace("XYZ01", code), encoding="utf-8")
    path = config / "indicators" / "kultura" / "XYZ03.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('unit="osoba"', 'unit="%"'), encoding="utf-8")
    listed, _ = desk.smup("definitions", "list", "XYZ01", "XYZ02", "XYZ03", "--csv", "--config", config)
    rows = list(csv.DictReader(io.StringIO(listed), delimiter=";"))
    assert [(row["numerator"], row["denominator"], row["formula"]) for row in rows[:2]] == [("czytelnicy - ludnosc_3112", "-", "")] * 2, rows
    assert rows[2]["formula"] == "'-czytelnicy / ludnosc_3112" and rows[2]["denominator"] == "", rows[2]


@case("the list for the eye, of all and of some; a code that is not there names a similar one")
def _(desk):
    listed, _ = desk.smup("definitions", "list", "--config", CONFIG)
    few, _ = desk.smup("definitions", "list", "KUL07", "EDU01", "--config", CONFIG)
    lines = few.splitlines()
    assert len(listed.splitlines()) > 200 and len(lines) == 3
    assert lines[1].startswith("KUL07") and "Rb-28S wykonanie" in lines[1] and lines[2].startswith("EDU01")
    _, log = desk.smup("definitions", "list", "EDU011", "--config", CONFIG, status=64)
    assert "a similar code exists: EDU01" in log


@case("what is missing of the command is asked for")
def _(desk):
    for arguments in ([], ["import"], ["draw"], ["import", "x.csv"], ["import", "x.csv", "y.csv", "--out", "z"]):
        _, log = desk.smup("definitions", *arguments, status=64)
        assert "what to do" in log or "--out" in log, log
    desk.smup("definitions", "import", desk.folder / "none.csv", "--out", desk.out, status=66)


def block(page, kind):
    """The fenced blocks of a kind in a page, in order."""
    return re.findall(rf"```{kind}\n(.*?)```", page, re.S)


@case("the worked example of the pages gives what they show")
def _(desk):
    for name, language in ("migration.md", "en"), ("migracja.md", "pl"):
        page = (SOURCE / "docs" / name).read_text(encoding="utf-8")
        folder = desk.folder / language
        folder.mkdir()
        (folder / "table.csv").write_text(block(page, "csv")[0], encoding="utf-8")
        done = subprocess.run([BUILD / "smup", "definitions", "import", "table.csv", "--out", "drafts", "--config", CONFIG, "--lang", language],
                              capture_output=True, text=True, cwd=folder, check=False)
        assert done.returncode == 3, done.stderr
        shown = block(page, "text")[0]
        assert [line.rstrip() for line in shown.splitlines()] == [line.rstrip() for line in done.stdout.splitlines()], done.stdout
        assert block(page, "xml")[0] == (folder / "drafts" / "edukacja" / "PRZ01.xml").read_text(encoding="utf-8")
        assert block(page, "ids")[0] == (folder / "drafts" / "ids.csv").read_text(encoding="utf-8")


sys.exit(run_cases(Desk, sys.argv[3:]))
