#!/usr/bin/env python3
"""The language of definitions from an extract to values.csv, on a small catalogue of its own: language_test.py BUILD SOURCE [WORD]...

Nine gminas of one powiat, three years. Every number that is expected was worked out by hand from the table below.
"""
import csv
import pathlib
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from definitions import approve, copy_config, give_ids, indicator, put, table, variable  # noqa: E402
from workspace import read_values  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
GMINAS = [f"30190{i}" for i in range(1, 10)]
POWIAT, VOIVODESHIP, COUNTRY = "3019", "023000000000", "000000000000"
# readers by year, of the nine gminas in order; the first has 4000 people, the others have 1000
READERS = {2018: [80, 10, 10, 30, 20, 50, 60, 70, 80],
           2019: [80, 10, 10, 30, 20, 50, 60, 70, 80],
           2020: [100, 10, 20, 30, 40, 50, 60, 70, 80]}
COUNTED = [103, 14, 20, 30, 40, 50, 60, 70, 84]  # the same of 2020, by another source
PUPILS = {2018: [90, 30], 2019: [120, "-"], 2020: [150, 60]}  # of the first two, in the school year that begins then
GROUP = GMINAS[1:6]
NEIGHBOURS = ["301901;301902", "301901;301903", "301901;301904", "301905;301906"]

READ = '<input name="czytelnicy" variable="czytelnicy"/>'
PEOPLE = '<input name="ludnosc" variable="ludnosc"/>'
OTHER = '<input name="inni" variable="inni"/>'


class World:
    """A workspace with the numbers above, and definitions."""

    def __init__(self, folder):
        self.folder, self.w = pathlib.Path(folder), pathlib.Path(folder) / "W"
        self.folder.mkdir(exist_ok=True)
        self.config = copy_config(SOURCE / "config", folder)
        put(self.config, "territory/groups.csv", "unit;group\n" + "".join(f"{unit};GW-00-05\n" for unit in GROUP))
        put(self.config, "territory/neighbours.csv", "a;b;from;to;certain\n" + "".join(f"{p};;;yes\n" for p in NEIGHBOURS))
        self.people = table(self.config, "ludzie", [
            variable("ludnosc", "osoba", "ludzie"), variable("czytelnicy", "osoba", "ludzie"), variable("inni", "osoba", "ludzie"),
            variable("szkoly", "szkoła", "ludzie")])
        schools = table(self.config, "szkolne", [variable("uczniowie", "uczeń", "szkolne", frequency="school")], "school")
        self.ingest_people(READERS, "20210401120000")
        self.ingest("szkolne_20210401120000.csv", schools + "".join(
            f"{unit};{year};{n}\n" for year, pupils in PUPILS.items() for unit, n in zip(GMINAS, pupils)))

    def run(self, program, *arguments, status=0):
        done = subprocess.run([BUILD / program, "-w", self.w, "--config", self.config, *map(str, arguments)], capture_output=True,
                              text=True, check=False)
        assert done.returncode == status, f"{program}: status {done.returncode}, not {status}: {done.stderr}"
        return done.stderr

    def ingest(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        self.run("smup-ingest", self.folder / name)

    def ingest_people(self, readers, date):
        self.ingest(f"ludzie_{date}.csv", self.people + "".join(
            f"{unit};{year};{4000 if at == 0 else 1000};{n};{COUNTED[at] if year == 2020 else n};2\n"
            for year, numbers in readers.items() for at, (unit, n) in enumerate(zip(GMINAS, numbers))))

    def define(self, *definitions):
        for text in definitions:
            put(self.config, f"indicators/proba/{re.search('code=.([A-Z0-9]+)', text)[1]}.xml", text)
        give_ids(self.config)
        approve(BUILD / "smup", self.config)

    def change(self, code, old, new):
        path = self.config / f"indicators/proba/{code}.xml"
        text = path.read_text(encoding="utf-8")
        assert old in text, (old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def compute(self, *definitions, status=0):
        """What computing says, after definitions are approved."""
        self.define(*definitions)
        return self.run("smup-compute", status=status)

    def values(self):
        self.run("smup-export", "--csv", self.folder / "csv")
        return read_values(self.folder / "csv")

    def expect(self, code, year, **cells):
        """gmina1="2.5 U": the value as it is published and the statuses, of the first gmina; powiat, voivodeship. None: no such year."""
        values, names = self.values(), {"powiat": POWIAT, "voivodeship": VOIVODESHIP, "country": COUNTRY}
        for name, expected in cells.items():
            row = values.get((code, names.get(name) or GMINAS[int(name[5:]) - 1], str(year)))
            found = row and " ".join(filter(None, [row["value"], row["obs_status"].replace("A", "")]))
            assert found == expected, f"{code} of {name} in {year} is \"{found}\", not \"{expected}\""

    def checks(self):
        """(check, severity, year, unit, value, other) of the last run, {} where it wrote none."""
        path = sorted(self.w.glob("runs/*"))[-1] / "checks.csv"
        if not path.exists():
            return set()
        with open(path, encoding="utf-8", newline="") as file:
            return {(row["check"], row["severity"], row["year"], row["unit"], row["value"], row["other"])
                    for row in csv.DictReader(file, delimiter=";")}

    def keys(self):
        with sqlite3.connect(self.w / "workspace.sqlite") as db:
            return dict(((code, year), key) for code, year, key in db.execute("SELECT indicator, year, key FROM result"))


SHARE = indicator("KUL01", "czytelnicy / ludnosc", "%", 1, READ, PEOPLE)
IN_GROUP = indicator("KUL02", "KUL01 / group_median(KUL01)", "%", 1)


@case("an indicator is computed from another one, and a third one from that")
def _(world):
    world.compute(SHARE, IN_GROUP, indicator("KUL03", "diff(KUL02)", "%", 1))
    world.expect("KUL01", 2020, gmina1="2.5", gmina2="1.0", gmina6="5.0", powiat="3.8")  # 460 / 12000
    # the median of the group is 3 % in 2020, 2 % in 2019
    world.expect("KUL02", 2020, gmina2="33.3", gmina3="66.7", gmina4="100.0", gmina6="166.7", gmina1="O", gmina9="O")
    world.expect("KUL02", 2019, gmina2="50.0", gmina4="150.0")
    world.expect("KUL03", 2020, gmina2="-16.7", gmina3="16.7", gmina4="-50.0", gmina1="O")
    world.expect("KUL03", 2018, gmina2=None)


@case("neighbours, units below and the unit above")
def _(world):
    world.compute(indicator("KUL04", "neighbours_avg(czytelnicy)", "osoba", 1, READ),
                  indicator("KUL05", "children_sum(czytelnicy)", "osoba", 0, READ),
                  indicator("KUL06", "share_in_parent(czytelnicy)", "%", 1, READ))
    world.expect("KUL04", 2020, gmina1="20.0", gmina5="O", gmina7="O")  # 10, 20, 30; one neighbour is too few; none
    world.expect("KUL04", 2019, gmina1="16.7")  # 10, 10, 30
    world.expect("KUL05", 2020, powiat="460", voivodeship="460 U", gmina1="O")  # one powiat of the voivodeship is known
    world.expect("KUL06", 2020, gmina1="21.7", gmina9="17.4", powiat="100.0 U")
    world.expect("KUL06", 2019, gmina1="19.5")  # 80 / 410


@case("a school year is shifted and blended")
def _(world):
    schools = '<input name="szkoly" variable="szkoly"/>'
    world.compute(
        indicator("EDU01", "uczniowie / szkoly", "uczeń/szkoła", 1, schools,
                  '<input name="uczniowie" variable="uczniowie" blend="8/12 previous 4/12 this"/>'),
        indicator("EDU02", "uczniowie / szkoly", "uczeń/szkoła", 1, schools,
                  '<input name="uczniowie" variable="uczniowie" shift="-1"/>'),
        indicator("EDU03", "uczniowie / szkoly", "uczeń/szkoła", 1, schools,
                  '<input name="uczniowie" variable="uczniowie" moment-accepted="rok szkolny"/>'))
    world.expect("EDU01", 2020, gmina1="65.0", gmina2="O")  # (8 * 120 + 4 * 150) / 12 / 2; 2019 is missing
    world.expect("EDU01", 2019, gmina1="50.0", gmina2="O")  # (8 * 90 + 4 * 120) / 12 / 2
    world.expect("EDU01", 2018, gmina1=None)
    world.expect("EDU02", 2020, gmina1="60.0", gmina2="O")
    world.expect("EDU02", 2019, gmina1="45.0", gmina2="15.0")
    world.expect("EDU03", 2020, gmina1="75.0", gmina2="30.0")


@case("units may be as far from each other as units go")
def _(world):
    far = table(world.config, "daleko", [variable("male", "osoba/1000000000000000000", "daleko"),
                                         variable("duze", "1000000000000000000 osoba", "daleko")])
    world.ingest("daleko_20210401120000.csv", far + f"{GMINAS[0]};2020;0.000000000000001;5\n")
    world.compute(indicator("KUL10", "male + duze", "1000000000000000000 osoba", 0, '<input name="male" variable="male"/>',
                            '<input name="duze" variable="duze"/>'))
    world.expect("KUL10", 2020, gmina1="5")


@case("a product of many decimals can be exported")
def _(world):
    world.compute(indicator("KUL10", "czytelnicy * 0.123456789012345 * 0.5", "osoba", 2, READ))
    world.expect("KUL10", 2020, gmina1="6.17", gmina2="0.62")


MANY = '<rule id="wiele" severity="error" pl="za wiele">if level() = "gmina" then KUL10 &lt;= 75 else true</rule>'
LARGE = ('<rule id="duze" severity="warning" pl="duże" en="large"><when>ludnosc &gt;= 4000 and level() = "gmina"</when>'
         "<then>KUL10 &lt;= 90</then></rule>")
CHANGE = '<rule id="zmiana" severity="info" pl="zmiana">abs(change(KUL10)) &lt;= 0.5</rule>'


@case("rules of every severity are told, and one of the severity error is a warning to the shell")
def _(world):
    log = world.compute(indicator("KUL10", "czytelnicy", "osoba", 0, READ, PEOPLE, MANY, LARGE, CHANGE), status=3)
    assert "6 (error), 1 (warning), 2 (info)" in log, log
    first, last = GMINAS[0], GMINAS[8]
    assert world.checks() == {
        *(("wiele", "error", year, unit, "80", "") for year in ("2018", "2019") for unit in (first, last)),
        ("wiele", "error", "2020", first, "100", ""), ("wiele", "error", "2020", last, "80", ""),
        ("duze", "warning", "2020", first, "100", ""),
        ("zmiana", "info", "2020", GMINAS[2], "20", ""), ("zmiana", "info", "2020", GMINAS[4], "40", "")}, world.checks()
    world.expect("KUL10", 2020, gmina1="100")  # what breaks a rule stays
    world.run("smup-compute", status=3)
    assert len(world.checks()) == 9, "a run that computes nothing tells them again"
    assert world.compute(indicator("KUL10", "czytelnicy", "osoba", 0, READ, PEOPLE, LARGE, CHANGE)), "the rule is gone"
    assert {check[1] for check in world.checks()} == {"warning", "info"}


@case("rules may speak of each other's indicators, and follow what these are")
def _(world):
    rule = '<rule id="nie_wiecej" severity="warning" pl="nie więcej">if level() = "gmina" then {} &lt;= {} else true</rule>'
    world.compute(indicator("KUL10", "czytelnicy", "osoba", 0, READ, rule.format("KUL10", "KUL11")),
                  indicator("KUL11", "inni", "osoba", 0, OTHER, rule.format("KUL11", "KUL10")))
    assert world.checks() == {("nie_wiecej", "warning", "2020", unit, value, "")
                              for unit, value in ((GMINAS[0], "103"), (GMINAS[1], "14"), (GMINAS[8], "84"))}
    world.change("KUL11", "<![CDATA[inni", "<![CDATA[inni + inni")
    world.compute()
    assert len(world.checks()) == 3 * 9, "twice as many are more in every gmina"


@case("a rule that looks at the year before follows what is corrected there")
def _(world):
    world.compute(indicator("KUL10", "czytelnicy", "osoba", 0, READ, CHANGE))
    assert {check[3] for check in world.checks()} == {GMINAS[2], GMINAS[4]}
    world.ingest_people({**READERS, 2019: [80, 10, 19, 30, 20, 50, 60, 70, 80]}, "20220401120000")
    world.compute()
    assert {(check[2], check[3]) for check in world.checks()} == {("2019", GMINAS[2]), ("2020", GMINAS[4])}, world.checks()


@case("a second source is compared within a tolerance, of so many or of a share")
def _(world):
    world.compute(indicator("KUL10", "czytelnicy", "osoba", 0, READ, OTHER, '<verify input="inni" tolerance="3"/>'),
                  indicator("KUL11", "czytelnicy", "osoba", 0, READ, OTHER, '<verify input="inni" tolerance="5%"/>'))
    local = {check for check in world.checks() if len(check[3]) < 12}
    assert local == world.checks(), "above the powiat the sums have gaps, and say nothing of the source"
    # 100 and 103, 10 and 14, 80 and 84; of the powiat 460 and 471: 3 % and 29 %, 5 %, 2 %
    absolute = {("inni", "verify", "2020", GMINAS[1], "10", "14.00"), ("inni", "verify", "2020", GMINAS[8], "80", "84.00"),
                ("inni", "verify", "2020", POWIAT, "460", "471.00")}
    assert local == absolute, local
    world.change("KUL10", 'tolerance="3"', 'tolerance="11"')
    world.compute()
    assert {check[3] for check in world.checks()} == {GMINAS[1]}, world.checks()  # of KUL11, which knows shares


@case("a member of a family has a second source of its own, and another member has none")
def _(world):
    def member(code, own):
        return (f'<member code="{code}" dana="czytelnicy"><name xml:lang="pl">a</name><name xml:lang="en">a</name>'
                f'<review author="A. Autor" reviewer="R. Recenzent" date="2026-11-22" digest="000000000000"/>{own}</member>\n')
    world.compute(
        '<family id="CZYTELNICY" version="1" state="approved">\n' + member("KUL10", OTHER + '<verify input="inni" tolerance="3"/>') +
        member("KUL11", "") + '<place area="kultura" service="biblioteki" dimension="ilosc" direction="neutral"/>\n'
        '<scope from="2010"><publish tier="gmina"/></scope>\n<input name="czytelnicy" variable="{dana}"/>\n'
        '<formula>czytelnicy</formula><result unit="osoba" decimals="0"/>\n</family>\n')
    world.expect("KUL11", 2020, gmina2="10")
    with sqlite3.connect(world.w / "workspace.sqlite") as db:
        found = list(db.execute("SELECT indicator, name, checked, failed FROM result_check WHERE year = 2020"))
    assert found == [("KUL10", "inni", 10, 3)], found  # nine gminas and their powiat; 10 and 14, 80 and 84, 460 and 471


@case("a series under an older name is read where the newer one has no value")
def _(world):
    put(world.config, "variables/nazwy.xml", '<variables>' + variable("nowa_nazwa", "osoba", "ludzie").replace(
        "</series>", '</series><series source="PROBA" subject="ludzie" levels="gmina" alias="yes"><dimension name="">czytelnicy</dimension></series>')
        + "</variables>")
    world.compute(indicator("KUL10", "nowa_nazwa", "osoba", 0, '<input name="nowa_nazwa" variable="nowa_nazwa"/>'))
    world.expect("KUL10", 2020, gmina2="10", powiat="460")


@case("a second run computes nothing")
def _(world):
    log = world.compute(SHARE, IN_GROUP)
    assert "6 results computed, 0 unchanged" in log, log
    keys = world.keys()
    log = world.compute()
    assert "0 results computed, 6 unchanged" in log, log
    assert world.keys() == keys


@case("what follows a correction is what a new workspace has")
def _(world):
    definitions = [SHARE, IN_GROUP, indicator("KUL03", "mean_years(czytelnicy, 2)", "osoba", 1, READ),
                   indicator("KUL04", "neighbours_avg(prev(czytelnicy))", "osoba", 1, READ)]
    corrected = {**READERS, 2019: [90, 10, 19, 30, 20, 50, 60, 70, 80]}
    other = World(world.folder / "other")
    for each in (world, other):
        if each is world:
            each.compute(*definitions)
        each.ingest_people(corrected, "20220401120000")
        each.compute(*definitions)
    assert world.values() == other.values() and world.keys() == other.keys()


@case("another description computes nothing")
def _(world):
    world.compute(SHARE, IN_GROUP)
    keys = world.keys()
    world.change("KUL01", ">Próba<", ">Czytelnicy na mieszkańca<")
    log = world.run("smup-compute")
    assert "0 results computed, 6 unchanged" in log and "L03" not in log, log
    assert world.keys() == keys


@case("another meaning makes a draft of the definition, and of what is computed from it")
def _(world):
    world.compute(SHARE, IN_GROUP, indicator("KUL10", "czytelnicy", "osoba", 0, READ))
    keys = world.keys()
    world.change("KUL01", "czytelnicy / ludnosc", "czytelnicy / (ludnosc + czytelnicy)")
    log = world.run("smup-compute")
    assert "L03: KUL01" in log and ("L03: KUL02" in log or "L06: KUL02" in log), log
    assert {code for code, _, _ in world.values()} == {"KUL10"}, "drafts are not exported"
    assert world.keys() == {key: value for key, value in keys.items() if key[0] == "KUL10"}
    log = world.compute()
    assert "6 results computed, 3 unchanged" in log, log
    world.expect("KUL01", 2020, gmina1="2.4")  # 100 / 4100


VERSION_2 = 'version="2" state="approved"><version number="2" since="2027-05-01" pl="nowy opis" en="a new text"/>'


@case("decimals, years and tiers are part of the meaning, the version and a rule's words are not")
def _(world):
    for old, new, draft in (('decimals="1"', 'decimals="2"', True), ('scope from="2010"', 'scope from="2019"', True),
                            ('<publish tier="city"/>', "", True), ('version="1" state="approved">', VERSION_2, False),
                            ('pl="zakres"', 'pl="poza zakresem"', False), ('severity="info"', 'severity="error"', False),
                            ("KUL01 >= 0", "KUL01 >= 1", True)):
        world.define(SHARE.replace("</indicator>", '<rule id="z" severity="info" pl="zakres"><![CDATA[KUL01 >= 0]]></rule></indicator>'))
        world.change("KUL01", old, new)
        assert ("L03" in world.run("smup-compute")) == draft, (old, new)


@case("a draft is never stored and never exported")
def _(world):
    world.compute(SHARE, indicator("KUL02", "czytelnicy", "osoba", 0, READ, state="draft"),
                  indicator("KUL03", "KUL02", "osoba", 0))
    assert {code for code, _, _ in world.values()} == {"KUL01"}
    log = world.run("smup-compute")
    assert "L06: KUL03" in log and "2 drafts are left out" in log, log
    assert "is a draft" in world.run("smup-compute", "--only", "KUL02", status=64)
    world.define(indicator("KUL01", "czytelnicy / ludnosc", "%", 1, READ, PEOPLE, state="draft"))
    log = world.run("smup-compute")
    assert "removed" in log and "KUL01" in log, log
    assert world.keys() == {}


@case("what is retired keeps its values, and names its successor")
def _(world):
    retired = indicator("KUL02", "czytelnicy", "osoba", 0, READ, state="retired", attributes=' successor="KUL01"')
    world.compute(SHARE, retired.replace('from="2010"', 'from="2010" to="2019"'))
    years = {year for code, unit, year in world.values() if (code, unit) == ("KUL02", GMINAS[0])}
    assert years == {"2018", "2019"}, years
    world.expect("KUL02", 2019, gmina1="80")
    world.change("KUL02", 'successor="KUL01"', 'successor="KUL09"')
    assert "R01: " in world.run("smup-compute", status=78)
    world.change("KUL02", ' successor="KUL09"', "")
    assert "L05: " in world.run("smup-compute", status=78)


@case("a digest that nobody reviewed approves nothing")
def _(world):
    put(world.config, "indicators/proba/KUL01.xml", SHARE)
    log = world.run("smup-compute")
    assert "L03: KUL01" in log and "1 draft is left out" in log, log
    assert world.keys() == {}


sys.exit(run_cases(World, sys.argv[3:]))
