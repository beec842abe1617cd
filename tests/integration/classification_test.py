#!/usr/bin/env python3
"""Every input of every indicator through the years 2010 to 2025, held against the tables of the budget classification.

Usage: classification_test.py BUILD SOURCE [WORD of a case's name]...

The walk reads the tables, the concepts and the definitions by itself and knows nothing of `smup check`; what both say is compared.
A code that is not valid in a year in which it is used fails, and so does one that took over and is forgotten. Codes of which that
is not known are listed.
"""
import csv
import pathlib
import re
import shutil
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from definitions import desk, members  # noqa: E402

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
YEARS = range(2010, 2026)
FILES = {"dzial": "dzialy", "rozdzial": "rozdzialy", "Rb-27S": "paragrafy_dochodow", "Rb-28S": "paragrafy_wydatkow", "p4": "czwarta_cyfra"}


def year(day, other):
    return int(day[:4]) if day else other


def ends(text, empty):
    """(first, last) of an end: one day is both, "A/B" lies between them."""
    first, _, last = text.partition("/")
    return empty if not text else (year(first, 0), year(last, 9999)) if "/" in text else (year(first, 0),) * 2


class Meaning:
    def __init__(self, row):
        self.code, self.predecessors = row["code"], row["predecessors"].split()
        (self.not_before, self.begun), (self.lasts, self.not_after) = ends(row["from"], None), ends(row["to"], (9999, 9999))

    def valid(self, y):
        """True, False, or None: not known."""
        return False if y < self.not_before or y > self.not_after else True if self.begun <= y <= self.lasts else None


class Classification:
    def __init__(self, config):
        self.meanings = {}
        for kind, name in FILES.items():
            with open(config / f"classification/{name}.csv", encoding="utf-8", newline="") as file:
                self.meanings[kind] = [Meaning(row) for row in csv.DictReader(file, delimiter=";")]
        root = ET.parse(config / "classification/concepts.xml").getroot()
        self.concepts = {concept.get("id"): concept for concept in root}

    def valid(self, kind, code, y):
        found = [m.valid(y) for m in self.meanings[kind] if m.code == code]
        return True if True in found else None if None in found else False

    def heirs(self, kind, code):
        """[(who took over, the years between which that can have begun)]"""
        for heir in self.meanings[kind]:
            if code in heir.predecessors:
                old = [m for m in self.meanings[kind] if m.code == code and m.not_before <= heir.begun][-1]
                yield heir, ((heir.not_before, heir.begun) if heir.begun > old.begun else (old.lasts, old.not_after + 1))


def codes_of(concept, y):
    return {code for span in concept.iter("codes") if int(span.get("from", 0)) <= y <= int(span.get("to", 9999)) for code in span.text.split()}


def uses(classification, root):
    """What the inputs of an indicator name: (input, kind, year -> codes, years and notes of breaks)."""
    for given in root.iter("input"):
        report = given.get("report")
        for word in ("dzial", "rozdzial", "paragraf", "p4") if report else ():
            if given.get(word):
                yield given.get("name"), report if word == "paragraf" else word, lambda y, c=given.get(word): set(c.split()), []
        for name in (given.get("concept") or "").split():
            concept = classification.concepts[name]
            kind = report if concept.get("kind") == "paragraf" else concept.get("kind")
            yield given.get("name"), kind, lambda y, c=concept: codes_of(c, y), [(int(b.get("at")), b.text) for b in concept.iter("break")]


def forgotten(classification, kind, codes, breaks, years):
    named = set()
    for y in years:
        named |= codes(y)
        for code in sorted(named) if codes(y) else ():
            for heir, (earliest, begun) in classification.heirs(kind, code):
                if y >= begun and heir.valid(y) and heir.code not in codes(y) and not any(earliest <= b <= begun and heir.code in text for b, text in breaks):
                    yield y, code, heir.code


def smup(*words, status=0):
    return desk(BUILD, *words, status=status)


def walk(config, definitions):
    """({(indicator, input, code, year)} not valid, forgotten, and not known), and how many were looked at."""
    classification, told, n = Classification(config), ({}, {}, {}), 0
    for indicator, root in definitions:
        scope = root.find("scope")
        years = [y for y in YEARS if int(scope.get("from")) <= y <= int(scope.get("to", 9999))]
        for name, kind, codes, breaks in uses(classification, root):
            for y in years:
                assert codes(y), f"{indicator} {name}: no codes in {y}"
                for code in codes(y):
                    n += 1
                    valid = classification.valid(kind, code, y)
                    if valid is not True:
                        told[0 if valid is False else 2].setdefault((indicator, name, code), []).append(y)
            for y, code, heir in forgotten(classification, kind, codes, breaks, years):
                told[1].setdefault((indicator, name, f"{heir} after {code}"), []).append(y)
    return *told, n


DEFINITIONS = members(BUILD, SOURCE / "config")


@case("no input of any indicator names a code in a year in which it is not valid, or forgets one that took over")
def _(folder):
    invalid, lost, unknown, n = walk(SOURCE / "config", DEFINITIONS)
    for (indicator, name, code), years in sorted(unknown.items()):
        print(f"# not known: {code} in {years[0]} to {years[-1]} ({indicator}, {name})")
    assert n > 1000, n
    assert not invalid, f"not valid: {invalid}"
    assert not lost, f"valid and forgotten: {lost}"


@case("what is not known to the walk is what smup check warns of")
def _(folder):
    unknown = walk(SOURCE / "config", DEFINITIONS)[2]
    warned = set(re.findall(r"K03: whether \w+ (\d+) is valid", smup("check")))
    assert {code for _, _, code in unknown} <= warned, (unknown, warned)


# what is written in concepts.xml, what a slip makes of it, which list it then stands in, the code of the mistake
SLIPS = [
    ('<codes from="2010" to="2016">852</codes>\n    <codes from="2017">852 855</codes>', '<codes from="2010">852</codes>', 1, "855 after 852", "K04"),
    ('<codes from="2021">85516</codes>', '<codes from="2021">85505</codes>', 0, "85505", "K01"),
    ('<codes from="2017" to="2020">85505 85506 85507</codes>\n    <codes from="2021">85516</codes>',
     '<codes from="2017">85505 85506 85507</codes>', 0, "85507", "K01"),
    ('<codes from="2015" to="2023">80101 80150</codes>', '<codes from="2015" to="2023">80101</codes>', 1, "80150 after 80101", "K04"),
    ('<codes from="2022">01043 01044</codes>', '<codes from="2022">01043</codes>', 1, "01044 after 01010", "K04"),
    ('<codes from="2010" to="2016">85204</codes>', '<codes from="2010" to="2016">85508</codes>', 0, "85508", "K01"),
    ('<codes from="2010" to="2019">71012 71013 71014</codes>\n    <codes from="2020">71012</codes>',
     '<codes from="2010">71012 71013 71014</codes>', 0, "71014", "K01"),
    ('<codes from="2016">047 055 075 076 077</codes>', '<codes from="2016">047 075 076 077</codes>', 1, "055 after 047", "K04"),
]


@case("a slip in a concept is found by the walk and by smup check")
def _(folder):
    config = folder / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "classification/concepts.xml"
    right = path.read_text(encoding="utf-8")
    for old, new, which, what, mistake in SLIPS:
        assert old in right, old
        path.write_text(right.replace(old, new, 1), encoding="utf-8")
        told = walk(config, DEFINITIONS)
        assert what in {key[2] for key in told[which]}, (what, told)
        said = smup("check", "--config", config, status=78 if mistake == "K01" else 0)
        assert re.search(rf" {mistake}: \w+ {what.split()[0]} ", said), (what, said)


@case("a concept may leave a successor out if a break says why")
def _(folder):
    config = folder / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "classification/concepts.xml"
    text = path.read_text(encoding="utf-8")
    assert "80116" in text, "80116 took over a part of 80130 and is left out by a break"
    path.write_text(text.replace("szkoły policealne 80116, które", "szkoły policealne, które"), encoding="utf-8")
    assert "80116 after 80130" in {key[2] for key in walk(config, DEFINITIONS)[1]}
    assert "K04: rozdzial 80116 took over from 80130" in smup("check", "--config", config)


@case("a scope that changed under the same code wants a break: the rule of 2022")
def _(folder):
    config = folder / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "classification/concepts.xml"
    text = path.read_text(encoding="utf-8")
    with open(config / "classification/rozdzialy.csv", encoding="utf-8", newline="") as file:
        changed = {row["code"]: row["changed"] for row in csv.DictReader(file, delimiter=";") if row["changed"]}
    assert len(changed) > 25 and changed["60016"] == "2022-01-01" and changed["90002"] == "2015-01-01", changed
    assert "K06" not in smup("check", "--config", config)
    n = 0
    for code, day in changed.items():
        root = ET.fromstring(text.encode())
        for concept in [c for c in root if code in codes_of(c, int(day[:4])) and codes_of(c, int(day[:4]) - 1)]:
            for gap in concept.findall("break"):
                concept.remove(gap)
            path.write_bytes(ET.tostring(root, encoding="utf-8"))
            assert f"K06: the scope of rozdzial {code} changed on {day}" in smup("check", "--config", config), code
            n += 1
    assert n >= 5, n


@case("mistakes in a table end with 78, its line, and nothing computed")
def _(folder):
    config = folder / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "classification/rozdzialy.csv"
    right = path.read_text(encoding="utf-8")
    line = right.splitlines().index(next(row for row in right.splitlines() if row.startswith("85516;"))) + 1
    for old, new, said in (("85516;", "8551;", "K10"), (";2021-01-01;;85505", ";2021-02-29;;85505", "K12"), ("85505 85506 85507;", "85505 8550;", "K14"), ("85505 85506 85507;;", "85505 85506 85507;2021;", "K16"),
                           ("85516;System opieki nad dziećmi w wieku do lat 3;2021-01-01;;", "85516;System opieki;2021-01-01;", "fields")):
        assert old in right, old
        path.write_text(right.replace(old, new, 1), encoding="utf-8")
        out = smup("check", "--config", config, status=78)
        assert f"rozdzialy.csv:{line}" in out and said in out, (said, out)


@case("smup series finds codes by words of their names, with the years in which they are valid and what took over")
def _(folder):
    out = smup("series", "geodezyjne", "opracowania")
    assert "code 71014: Opracowania geodezyjne i kartograficzne\n" in out and 'rozdzial="71014"' in out, out
    assert "2010 to 2011; not known: 2012 to 2019" in out and "by 71012" in out, out
    out = smup("series", "475")
    assert out.index("akcesori") < out.index("2010\n") < out.index("pomocą obywatelom Ukrainy\n", out.index("2010\n")), out
    assert 'report="Rb-28S" measure="wykonanie" paragraf="475"' in out and 'Rb-27S" measure="wykonanie" paragraf="475"' not in out, out
    out = smup("series", "rb-27s", "uzytkowania", "wieczystego")
    assert 'report="Rb-27S" measure="wykonanie" paragraf="055"' in out and "from 047" in out, out
    out = smup("series", "85516")
    assert "from 85505 85506 85507" in out and "years       2021 on" in out, out


@case("the list of everything is not drowned in codes that nothing names")
def _(folder):
    assert "80101" not in smup("series") and len(smup("series").splitlines()) < 600


sys.exit(run_cases(pathlib.Path, sys.argv[3:]))
