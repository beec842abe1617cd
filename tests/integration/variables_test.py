#!/usr/bin/env python3
"""Every variable that an indicator reads through the years 2010 to 2025, held against its series; and real extracts against both.

Usage: variables_test.py BUILD SOURCE [WORD of a case's name]...

The walk reads the variables, the shared inputs and the definitions by itself and knows nothing of `smup check`. In each year of
an indicator's scope an input is one series, at the levels that its tiers need: published there, or summed from below. A year of
which no value of the series was seen is listed as not known. A series that nothing reads is forgotten, and fails.
"""
import copy
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import Skip, case, run_cases  # noqa: E402
from definitions import desk, members  # noqa: E402
from workspace import Content  # noqa: E402

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
SHARED = SOURCE.parent / "shared/data/bdl"
YEARS = range(2010, 2026)
LEVELS = ["gmina", "powiat", "voivodeship"]
ROWS_OF = {"gmina": ["gmina"], "city": ["gmina", "powiat"], "powiat": ["powiat"], "voivodeship": ["voivodeship"]}  # a city has two rows


def span(node):
    return range(int(node.get("from", 0)), int(node.get("to", 9999)) + 1)


def years_of(text):
    return {y for part in (text or "").split() for y in range(int(part[:4]), int(part[-4:]) + 1)}


def years_text(years):
    """2010-2012 2015"""
    years, parts = sorted(years), []
    for y in years:
        if parts and y == parts[-1][1] + 1:
            parts[-1][1] = y
        else:
            parts.append([y, y])
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in parts)


def name_of(variable, series):
    return f"{variable.get('id')} {series.get('subject')} {series.get('api', '')}".strip()


class Variables:
    def __init__(self, config):
        roots = [ET.parse(path).getroot() for path in sorted((config / "variables").glob("*.xml"))]
        self.variables = {v.get("id"): v for root in roots for v in root}
        self.shared = {i.get("id"): list(i.iter("from")) for path in sorted((config / "inputs").glob("*.xml")) for i in ET.parse(path).getroot()}

    def sources(self, given, tier, y):
        """The variables that serve the rows of a tier in a year."""
        if given.get("variable"):
            return [given.get("variable")]
        return [f.get("variable") for f in self.shared[given.get("ref")] if tier in f.get("tiers").split() and y in span(f)]


def serves(variable, series, tier):
    levels, below = series.get("levels").split(), LEVELS[:LEVELS.index(ROWS_OF[tier][0])]
    return any(row in levels for row in ROWS_OF[tier]) or variable.get("additive") == "yes" and any(level in levels for level in below)


def may_lack(root, name):
    """Does the formula say what is where there is no number?"""
    return re.search(rf"\b(isnull|nvl|sum_known)\([^()]*\b{name}\b", root.find("formula").text) is not None


def walk(variables, definitions):
    """({what is wrong: years}, series that were read, {(series, ...): years not known})"""
    wrong, read, unknown = {}, set(), {}
    for indicator, root in definitions:
        scope = root.find("scope")
        tiers = [publish.get("tier") for publish in scope.iter("publish")]
        given = [i for i in root.iter("input") if i.get("variable") or i.get("ref")]
        for i in given:
            for y in set(YEARS) & set(span(scope)):
                for tier in tiers:
                    at = indicator, i.get("name"), tier
                    step(variables, at, i, y + int(i.get("shift", 0)), may_lack(root, i.get("name")), wrong, read, unknown)
    return wrong, read, unknown


def step(variables, place, given, y, lacks, wrong, read, unknown):
    sources = variables.sources(given, place[2], y)
    if len(sources) != 1:
        wrong.setdefault((*place, f"{len(sources)} variables"), []).append(y)
        return
    variable = variables.variables[sources[0]]
    valid = [s for s in variable.iter("series") if y in span(s)]
    ones = [s for s in valid if s.get("alias") != "yes"]
    if not ones and lacks:
        return
    if len(ones) != 1:
        wrong.setdefault((*place, f"{len(ones)} series of {sources[0]}"), []).append(y)
        return
    read |= {id(s) for s in valid}
    if not serves(variable, ones[0], place[2]):
        wrong.setdefault((*place, f"{sources[0]} is not published there"), []).append(y)
    if not any(y in years_of(s.get("seen")) for s in valid):
        unknown.setdefault(name_of(variable, ones[0]), set()).add(y)


def forgotten(variables, read):
    for variable in variables.variables.values():
        for series in variable.iter("series"):
            if (id(series) in read) == (variable.get("unread") is not None):
                yield name_of(variable, series) + (" is read, and marked unread" if id(series) in read else "")


def smup(*words, status=0):
    return desk(BUILD, *words, status=status)


DEFINITIONS = members(BUILD, SOURCE / "config")


@case("every input is one series in every year of its indicator, at the levels of its tiers, and no series is forgotten")
def _(folder):
    variables = Variables(SOURCE / "config")
    wrong, read, unknown = walk(variables, DEFINITIONS)
    for series, years in sorted(unknown.items()):
        print(f"# not known: {series} in {years_text(years)}")
    assert len(read) > 80, len(read)
    assert not wrong, {key: years_text(years) for key, years in wrong.items()}
    assert not list(forgotten(variables, read)), list(forgotten(variables, read))


def change(variables, name, **attributes):
    series = list(variables.variables[name].iter("series"))
    for attribute, value in attributes.items():
        series[-1].set(attribute, value)


# what is changed, and what the walk then says
SLIPS = [
    ("wydatki_kultura_fizyczna_bdl", {"from": "2012"}, "0 series of wydatki_kultura_fizyczna_bdl"),
    ("wydatki_kultura_fizyczna_bdl", {"from": "2010"}, "2 series of wydatki_kultura_fizyczna_bdl"),
    ("ludnosc_3112", {"to": "2020"}, "0 series of ludnosc_3112"),
    ("gestosc_zaludnienia_bdl", {"levels": "country voivodeship"}, "gestosc_zaludnienia_bdl is not published there"),
    ("czytelnicy", {"levels": "powiat"}, "czytelnicy is not published there"),
]


@case("the walk sees a year without a series, a year with two, and a level at which nothing is published")
def _(folder):
    for name, attributes, said in SLIPS:
        variables = Variables(SOURCE / "config")
        change(variables, name, **attributes)
        wrong = {key[3] for key in walk(variables, DEFINITIONS)[0]}
        assert wrong == {said}, (name, attributes, wrong)


@case("the walk sees a series that nothing reads, and a mark of one that is read")
def _(folder):
    variables = Variables(SOURCE / "config")
    extra = copy.deepcopy(variables.variables["czytelnicy"])
    extra.set("id", "nowa")
    variables.variables["nowa"] = extra
    variables.variables["stadiony"].set("unread", "dla próby")
    read = walk(variables, DEFINITIONS)[1]
    assert list(forgotten(variables, read)) == ["stadiony P3881 is read, and marked unread", "nowa P1688 35719"], list(forgotten(variables, read))


@case("smup check tells of gaps and of two series what the walk tells; a break behind a gap and an alias declare them")
def _(folder):
    config = pathlib.Path(folder) / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "variables/finanse.xml"
    text = path.read_text(encoding="utf-8")
    for old, new, code in (('from="2011" evidence="client" seen="2011-2025"', 'from="2012" evidence="client"', "D42"),
                           ('from="2011" evidence="client" seen="2011-2025"', 'from="2010" evidence="client"', "D41"),
                           ('from="2011" evidence="client" seen="2011-2025"', 'from="2010" evidence="client" alias="yes"', None)):
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")
        found = set(re.findall(r"error (D4\d)", smup("check", "--config", config, status=None)))
        assert found == ({code} if code else set()), (new, found)
    path.write_text(text.replace(old, 'from="2012" evidence="client"').replace('<break at="2011"', '<break at="2012"'), encoding="utf-8")
    assert "error" not in smup("check", "--config", config)


@case("smup series --evidence lists every series once, the least confirmed first")
def _(folder):
    said = smup("series", "--evidence").splitlines()
    rows = [line.split() for line in said[1:-2]]
    order = ["none", "catalogue", "client", "profile", "api", "file"]
    series = [(v.get("id"), s.get("evidence")) for v in Variables(SOURCE / "config").variables.values() for s in v.iter("series")]
    assert sorted((row[1], row[0]) for row in rows) == sorted(series)
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=order.index)
    confirmed = sum(evidence in order[3:] for _, evidence in series)
    assert said[-1] == f"{len(series)} series; texts confirmed: {confirmed}; not confirmed: {len(series) - confirmed}", said[-1]


# the real extracts of BDL, and the subject and date of those renamed by hand
RENAMED = {"powierzchnia_km2_gminy_2010-2019.csv": "P1410", "dochody_budzetow_gmin_wg_zrodel_2010-2019.csv": "P2622",
           "ludnosc_ekonomiczne_grupy_wieku_gminy_2010-2019.csv": "P1342"}


def ingest_real(folder):
    """A workspace with all of them."""
    extracts, w = pathlib.Path(folder) / "extracts", pathlib.Path(folder) / "W"
    if not (SHARED / "crel").exists():
        raise Skip("the real files are not at hand")
    extracts.mkdir()
    for name in ("crel", "ctab", "excerpts", "xlsx"):
        for path in (SHARED / name).iterdir():
            if not re.match(r"(FINA_3758|LUDN_2137|SZKO_3374)_XTAB", path.name):  # headings written anew by hand
                shutil.copy(path, extracts)
    rows = [f"{name};;{subject};2021-03-01;" for name, subject in RENAMED.items()]
    (extracts / "sources.csv").write_text("\n".join(["file;name;subject;as_of;source", *rows]) + "\n", encoding="utf-8")
    done = subprocess.run([BUILD / "smup-ingest", "-w", w, extracts], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return w


@case("what is said to be seen in a file is in a real file: the texts, the unit and the years, and no file has a year that is not said")
def _(folder):
    content, n = Content(ingest_real(folder)), 0
    for name, variable in Variables(SOURCE / "config").variables.items():
        for series in variable.iter("series"):
            key = (series.get("source"), series.get("subject"), "|".join(d.text for d in series.iter("dimension")),
                   series.get("unit") or variable.get("unit"))
            years = {int(period[:4]) for (at, period), cells in content.columns.items()
                     if at == key and any("O" not in cell[1] for cell in cells.values())}
            assert years <= years_of(series.get("seen")), f"{name}: not said to be seen: {years_text(years - years_of(series.get('seen')))}"
            assert bool(years) == (series.get("evidence") == "file"), f"{name}: evidence={series.get('evidence')}, in files: {years_text(years)}"
            n += bool(years)
    assert n > 40, n


@case("the second sources that real extracts hold: how many values were compared, and how many differ for a reason that is known")
def _(folder):
    w = ingest_real(folder)
    done = subprocess.run([BUILD / "smup-compute", "-w", w, "--only", "KON02,KON03,KON04"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    with sqlite3.connect(w / "workspace.sqlite") as db:
        found = {(code, name, year): (checked, failed) for code, name, year, checked, failed in db.execute(
            "SELECT indicator, name, year, checked, failed FROM result_check WHERE severity = 'verify' AND checked > 0")}
        units = db.execute("SELECT units FROM result_check WHERE indicator = 'KON04' AND year = 2020 AND failed > 0").fetchone()[0]
    # of 2020 the population by age is rebased on the census of 2021, the totals of the gminas, exported in 2022, are not yet
    assert found == {("KON02", "ludnosc", 2020): (24, 24), ("KON04", "gestosc_bdl", 2020): (380, 2)}, found
    # Warszawa: its population is rebased, the density is not yet; Świętochłowice: 13 km2 stand for 13.31
    assert sorted(unit.split("=")[0] for unit in units.split()) == ["1465", "2476"], units


@case("every subject of a series has a name, and no subject is named that nothing reads")
def _(_):
    rows = [line.split(";") for line in (SOURCE / "config/variables/subjects.csv").read_text(encoding="utf-8").splitlines()[1:]]
    named = {(row[0], row[1]) for row in rows if row[2] and row[3]}
    used = {found for path in (SOURCE / "config/variables").glob("*.xml")
            for found in re.findall(r'<series source="([^"]+)" subject="([^"]+)"', path.read_text(encoding="utf-8"))}
    assert len(named) == len(rows) and named == used, named ^ used


if __name__ == "__main__":
    sys.exit(run_cases(lambda folder: folder, sys.argv[3:]))
