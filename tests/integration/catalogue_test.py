#!/usr/bin/env python3
"""The catalogue as a whole, and what families may leave open: catalogue_test.py BUILD SOURCE [WORD]..."""
import collections
import functools
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
DIMENSIONS = {"ilosc", "jakosc", "dostepnosc", "efektywnosc", "kontekst"}
NOT_THERE = {"podatki": {"dostepnosc"}, "geodezja": {"dostepnosc"}, "budownictwo": {"dostepnosc"}}


def smup(config, *arguments):
    done = subprocess.run([BUILD / "smup", *arguments, "--config", config], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Desk:
    def __init__(self, folder):
        self.config = pathlib.Path(folder) / "config"
        shutil.copytree(SOURCE / "config", self.config)

    def change(self, name, old, new):
        path = self.config / "indicators" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) > 0, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def expanded(config, code):
    status, text = smup(config, "expand", code)
    assert status == 0, text
    return text


@functools.cache
def catalogue():
    """{code: the definition as a file of its own} of the catalogue as it is."""
    status, text = smup(SOURCE / "config", "expand")
    assert status == 0, text
    codes = [line.split()[0] for line in text.splitlines()[1:] if line.strip()]
    return {code: expanded(SOURCE / "config", code) for code in codes}


@case("an attribute whose parameter the member leaves empty is as if it were not written")
def _(desk):
    family = "wspolne/POKRYCIE_DOCHODAMI.xml"
    desk.change(family, 'code="FIN42" obszar="finanse" service="wynik_budzetu" kierunek="stimulant" szczebel="gmina" od="2010"',
                'code="FIN42" obszar="finanse" service="wynik_budzetu" kierunek="stimulant" szczebel="gmina" od=""')
    status, text = smup(desk.config, "check")
    assert status == 0 and "L03" not in text, text
    member = expanded(desk.config, "FIN42")
    assert "<scope>" in member and 'concept=' not in member and 'group="biezace"' in member, member
    assert '<scope from="2010" to="2024">' in expanded(desk.config, "EDU12")


@case("inputs and second sources of a member are its own, and a change of them is a change of its meaning alone")
def _(desk):
    family = "wspolne/DOCHODY_NA_MIESZKANCA.xml"
    own, other = expanded(desk.config, "FIN08"), expanded(desk.config, "FIN22")
    assert '<verify input="na_mieszkanca_bdl" tolerance="0.005">' in own and "verify" not in other, (own, other)
    assert 'variable="dochody_na_mieszkanca_bdl"' in own and "dochody_na_mieszkanca_bdl" not in other, (own, other)
    desk.change(family, 'variable="dochody_na_mieszkanca_bdl"/>\n    <verify input="na_mieszkanca_bdl" tolerance="0.005"',
                'variable="dochody_na_mieszkanca_bdl"/>\n    <verify input="na_mieszkanca_bdl" tolerance="1"')
    status, text = smup(desk.config, "check")
    assert status == 0 and re.findall(r"L03: (\w+)", text) == ["FIN08"], text


@case("a year of a member that is no year is reported at the family's attribute")
def _(desk):
    desk.change("wspolne/POKRYCIE_DOCHODAMI.xml", 'od="2016"', 'od="od 2016"')
    status, text = smup(desk.config, "check")
    assert status == 78 and 'D26: the attribute from wants a year such as 2010, not "od 2016"' in text, text


@case("a parameter that the members lack is reported in concept, group and years too")
def _(desk):
    for old, new in (('concept="{pojecie_wydatkow}"', 'concept="{pojecie}"'), ('group="{grupa_wydatkow}"', 'group="{grupa}"'),
                     ('from="{od}"', 'from="{rok}"')):
        desk.change("wspolne/POKRYCIE_DOCHODAMI.xml", old, new)
        status, text = smup(desk.config, "check", "FIN42")
        assert status == 78 and "D01" in text, (new, text)
        desk.change("wspolne/POKRYCIE_DOCHODAMI.xml", new, old)


@case("every area has ten indicators or more, in every dimension where it makes sense, as the table in docs/ says")
def _(desk):
    found = collections.defaultdict(collections.Counter)
    for text in catalogue().values():
        place = re.search(r'<place area="(\w+)" service="\w+" dimension="(\w+)"', text)
        found[place[1]][place[2]] += 1
    assert len(found) == 10 and sum(sum(area.values()) for area in found.values()) >= 150, found
    for area, counts in found.items():
        assert sum(counts.values()) >= 10, (area, counts)
        assert DIMENSIONS - set(counts) == NOT_THERE.get(area, set()), (area, counts)
    rows = re.findall(r"^\| `(\w+)` [^|]*\|(.*)\|$", (SOURCE / "docs/definitions.md").read_text(encoding="utf-8"), re.MULTILINE)
    shown = {area: [int(cell) for cell in cells.split("|")] for area, cells in rows if area in found}
    order = ("ilosc", "jakosc", "dostepnosc", "efektywnosc", "kontekst")
    assert shown == {area: [*(counts[d] for d in order), sum(counts.values())] for area, counts in found.items()}, shown


@case("every indicator has both texts in both languages and an example with a missing input")
def _(desk):
    for code, text in catalogue().items():
        for element in ("name", "description", "interpretation"):
            for language in ("pl", "en"):
                assert re.search(rf'<{element} xml:lang="{language}">[^<]', text), (code, element, language)
        examples = text.split("<example>")[1:]
        assert any('<given name="' in e and 'state="' in e for e in examples), code
        assert any(re.search(r"<expect>-?[0-9]", e) for e in examples), code


@case("an indicator without an id of SMUP says that it is a proposal, one with it does not")
def _(desk):
    ids = [line.split(";") for line in (desk.config / "portal/ids.csv").read_text(encoding="utf-8").splitlines()]
    known = {row[1] for row in ids if row[0] == "indicator" and row[4] == "SMUP"} | {"POD09"}  # POD09: name known, id not
    for code, text in catalogue().items():
        assert ("ropozycja" in text) == (code not in known) == ("proposal" in text), code


@case("no two indicators mean the same")
def _(desk):
    seen = {}
    for code, text in catalogue().items():
        meaning = "".join(re.findall(r"<publish[^>]*>|<input[^>]*>|<formula>[^<]*|<result[^>]*>|<scope[^>]*>", text))
        assert meaning not in seen, (code, seen.get(meaning))
        seen[meaning] = code


sys.exit(run_cases(Desk, sys.argv[3:]))
