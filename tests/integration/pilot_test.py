#!/usr/bin/env python3
"""The pilot as a whole: every indicator has values, every second source is compared, every state occurs, every code of the budget
classification is one of its year.

Usage: pilot_test.py BUILD SOURCE
"""
import csv
import io
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "harness"), str(HERE.parent.parent / "fixtures" / "generator")]
sys.dont_write_bytecode = True
import plan  # noqa: E402  the generator's own: what local governments spend and receive
from workspace import CONF, OBS, decode_column  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
CONFIG = SOURCE / "config"
passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'not ok'} {passed + failed} - {what}{'' if good else f': {seen}'}", flush=True)


def smup(*words, statuses=(0,)):
    done = subprocess.run([str(word) for word in (BUILD / "smup", *words)], capture_output=True, text=True)
    if done.returncode not in statuses:
        raise RuntimeError(f"{words}: {done.returncode} {done.stderr}")
    return done.stdout


def table(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def cells(workspace, of):
    """The cells of the columns in force ("stored") or of the results, (subject or indicator, unit, year, value, state), but those
    of which nothing is known, which are nearly all."""
    query = {"stored": "SELECT s.subject, c.period / 100 % 10000, p.data FROM column_in_force c JOIN piece p ON p.id = c.piece "
                       "JOIN series s ON s.id = c.series",
             "results": "SELECT indicator, year, data FROM result"}[of]
    db = sqlite3.connect(f"file:{workspace}/workspace.sqlite?mode=ro", uri=True)
    units = dict(db.execute("SELECT id, code FROM unit"))
    for name, year, blob in db.execute(query):
        for unit, (value, *state) in decode_column(blob, units, {("O", "F", "")}).items():
            yield name, unit, year, value, state
    db.close()


# --- values ---

EVERY_FOURTH = {year for year in range(2010, 2026)} - {2010, 2014, 2018, 2022}
SURVEYS = {2013, 2015, 2016, 2018, 2020, 2022, 2024}  # of gminas' dwellings
BEFORE_2020 = set(range(2010, 2020))
# Years of the scope without a value: what the publisher does not publish.
WITHOUT = {"DRO06": {2010}, "GEO01": {2010, 2011, 2012, 2013}, "KON02": {2010, 2011, 2012}, "KON15": {2015}, "KUL11": EVERY_FOURTH,
           "NIE06": set(range(2010, 2026)) - SURVEYS, "NIE07": {2023, 2025}}
# Years in which a tier has zeros alone: its report is there, and nobody of it has such a row.
ONLY_ZEROS = {
    **{(code, tier): BEFORE_2020 for code in ("DRO20", "KUL23", "POD31", "SRO19", "SRO27") for tier in ("gmina", "city")},
    **{(code, tier): BEFORE_2020 for code in ("GEO09", "GEO13") for tier in ("powiat", "city")},
    ("DRO24", "gmina"): BEFORE_2020, ("KUL15", "gmina"): BEFORE_2020, ("POD32", "city"): BEFORE_2020,
    ("GEO07", "city"): {2010, 2011, 2012, 2013}, ("POD05", "city"): {2010},
    # a city has no sołectwa and no water supply of villages; a density is what BDL says it is, but where a powiat lost a gmina
    ("FIN32", "city"): set(range(2010, 2026)), ("SRO16", "city"): set(range(2010, 2026)),
    ("KON05", "powiat"): set(range(2010, 2026)) - {2015}, ("KON05", "city"): set(range(2010, 2026)),
}


def tier_of(unit):
    city = len(unit) in (4, 6) and int(unit[2:4]) >= 61
    return "city" if city else {4: "powiat", 6: "gmina", 12: "voivodeship"}[len(unit)]


def expanded():
    """{indicator: its definition as if it had a file of its own}"""
    return {code: smup("expand", code) for code in (line.split()[0] for line in smup("expand").splitlines()[1:])}


def scopes(definitions):
    """{indicator: (first year, last year, tiers)}"""
    found = {}
    for code, text in definitions.items():
        scope = re.search(r'<scope from="(\d+)"(?: to="(\d+)")?', text)
        found[code] = (int(scope[1]), int(scope[2] or 2025), re.findall(r'<publish tier="(\w+)"', text))
    return found


def every_indicator(definitions, results):
    having, nonzero = set(), set()
    for code, unit, year, value, (obs, _, _) in results:
        voivodeship = len(unit) == 12 and unit.endswith("00000000") and unit[2:4] != "00"
        if set(obs) & set("OMLHQ") or not voivodeship and len(unit) not in (4, 6):
            continue
        having.add((code, tier_of(unit), year))
        if value != 0:
            nonzero.add((code, tier_of(unit), year))
    n, lacking, zeros = 0, [], []
    for code, (first, last, tiers) in scopes(definitions).items():
        for tier in tiers:
            years = set(range(first, last + 1))
            n += len(years)
            lacking += [(code, tier, year) for year in years if ((code, tier, year) in having) == (year in WITHOUT.get(code, ()))]
            zeros += [(code, tier, year) for year in years - WITHOUT.get(code, set())
                      if ((code, tier, year) in nonzero) == (year in ONLY_ZEROS.get((code, tier), ()))]
    check(f"every indicator has values in every tier and year of its scope that is published, {n} in all", n > 7000 and not lacking, sorted(lacking)[:9])
    check("and one that is not zero, but where the pilot has none", not zeros, sorted(zeros)[:9])


# Readers of the residents, waste collected separately of all waste, the unemployed of those of working age; before the unit's scale.
SHARES = {"KUL03", "SRO06", "SPO36"}


def parts_of_wholes(results):
    highest = {}
    for code, _, _, value, (obs, _, _) in results:
        if code in SHARES and not set(obs) & set("OMLHQ"):
            highest[code] = max(highest.get(code, 0), value)
    check("no part is more than its whole", highest.keys() == SHARES and all(0 < most <= 1 for most in highest.values()), highest)


def coverage(workspace, results):
    rows = table(smup("coverage", "--csv", "-w", workspace))
    check("smup coverage: every unit has a value or a reason", all(
        int(row["units"]) == sum(int(row[name]) for name in ("values", "no_information", "impossible", "confidential")) for row in rows),
        [row for row in rows][:2])
    counted = {}
    for code, unit, year, _, (obs, _, _) in results:
        if code == "FIN08" and len(unit) == 6 and not set(obs) & set("OMLHQ"):
            counted[year] = counted.get(year, 0) + 1
    told = {int(row["year"]): int(row["values"]) for row in rows if row["indicator"] == "FIN08"}
    check("its counts are those of the results", told == counted and len(told) == 16, (told, counted))
    checked = next(row for row in rows if (row["indicator"], row["year"]) == ("KON04", "2015"))
    check("it tells what second sources say", (int(checked["compared"]) > 10, checked["differing"]) == (True, "1"), checked)
    done = subprocess.run([SOURCE / "docs" / "coverage", BUILD, "--check", workspace], capture_output=True, text=True)
    check("docs/coverage.md is that of the pilot", done.returncode == 0, done.stderr)


# --- second sources ---

# What differs on purpose, (indicator, year, second source, unit): ours and the ready-made number. Why: fixtures/README.md.
DIFFERENT = {
    ("FIN09", "2011", "na_mieszkanca_bdl", "3019"): ("2707.87", "2707.8400"),
    ("FIN09", "2011", "na_mieszkanca_bdl", "301901"): ("2792.36", "2792.3000"),
    ("FIN15", "2011", "wydatki_bdl", "3019"): ("369586001.92", "369581689.9200"),
    ("FIN15", "2011", "wydatki_bdl", "301901"): ("203085208.78", "203080896.7800"),
    ("FIN20", "2016", "na_mieszkanca_bdl", "320303"): ("434.92", "434.9300"),
    ("INW08", "2020", "na_1000_bdl", "301906"): ("267.7", "261.400"),
    ("KON04", "2015", "gestosc_bdl", "0809"): ("49", "56.00"),
}


def second_sources(definitions, workspace):
    declared = {(code, name) for code, text in definitions.items() for name in re.findall(r'<verify input="(\w+)"', text)}
    db = sqlite3.connect(f"file:{workspace}/workspace.sqlite?mode=ro", uri=True)
    compared = {(code, name): n for code, name, n in db.execute(
        "SELECT indicator, name, sum(checked) FROM result_check WHERE severity = 'verify' GROUP BY indicator, name")}
    db.close()
    few = {at: compared.get(at, 0) for at in declared if compared.get(at, 0) < 20}
    check(f"every second source is compared for twenty values at least, {len(declared)} sources and {sum(compared.values())} values",
          len(declared) > 15 and not few, few)
    listed = [row for path in (workspace / "runs").glob("*/checks.csv") for row in table(path.read_text(encoding="utf-8"))]
    found = {(row["indicator"], row["year"], row["check"], row["unit"]): (row["value"], row["other"])
             for row in listed if row["severity"] == "verify"}
    check("what differs is what differs on purpose, and nothing else", found == DIFFERENT, sorted(set(found.items()) ^ set(DIFFERENT.items())))


# --- states ---

# What each of these comes from stands in fixtures/README.md; the rest of the codes is never set without a person's word.
FROM_DATA = set("ABOMQWNPU")
BY_AN_OPERATOR = set("IJSDKFEVG")  # a correction: I after set and scale, the others after flag (handbook, corrections)
NEVER = set("LH")  # no source and no rule of this version sets them
CONF_FROM_DATA = set("FNC")  # the only ones that config/sources/attributes-bdl.csv has; others would need another office's dictionary
NOT_PRINTED = {"m"}  # of an attribute until 2020 that no series of the pilot needs


def every_state(workspace, results):
    stored_obs, stored_conf, letters, obs, conf = set(), set(), set(), set(), set()
    for _, _, _, _, (statuses, secrecy, letter) in cells(workspace, "stored"):
        stored_obs |= set(statuses or "A")
        stored_conf.add(secrecy)
        letters.add(letter)
    for _, _, _, _, (statuses, secrecy, _) in results:
        obs |= set(statuses or "A")
        conf.add(secrecy)
    check("every OBS_STATUS is of data, of an operator or never set", FROM_DATA | BY_AN_OPERATOR | NEVER == set(OBS) | {"A"})
    # a confidential result keeps its number in the workspace and gets its Q when it is published (EDU09 in golden_cases.py)
    check("each that comes from data is in a result of the pilot, and no other", obs | {"O"} == FROM_DATA - {"Q"}, obs ^ FROM_DATA)
    check("each that a source gives is in a stored cell", stored_obs == FROM_DATA - {"M"}, stored_obs ^ FROM_DATA)
    check("so are the codes of confidentiality", conf == stored_conf == CONF_FROM_DATA <= set(CONF), (conf, stored_conf))
    with open(CONFIG / "sources" / "attributes-bdl.csv", encoding="utf-8") as file:
        printed = {row["letter"] for row in csv.DictReader(file, delimiter=";")} - NOT_PRINTED
    check("every letter of BDL is in a stored cell", printed <= letters, printed - letters)
    check("so are the marks of a conflict and of a withdrawn cell; ? and / are of reading, not stored", {"!", "~"} <= letters, letters)


CORRECTIONS = """series;unit;period;action;expected;value;reason;evidence;author;approver;date
mieszkania_oddane_na_1000;3019011;2018;set;{0};3.21;test;test;A. Nowak;B. Kowal;2026-01-04
mieszkania_oddane_na_1000;3019022;2018;drop;{1};;test;test;A. Nowak;B. Kowal;2026-01-04
mieszkania_oddane_na_1000;3019032;2018;flag;{2};JSDKFEVG;test;test;A. Nowak;B. Kowal;2026-01-04
"""


def operators_states(workspace, scratch):
    """The states that only a person gives: a copy of config/ with corrections of three cells of the pilot."""
    config = scratch / "config"
    shutil.copytree(CONFIG, config)
    seen = {row["unit"]: row["value"] for row in table(smup("data", "mieszkania_oddane_na_1000", "2018", "--csv", "-w", workspace))}
    (config / "corrections").mkdir()
    (config / "corrections" / "proba.csv").write_text(CORRECTIONS.format(*(seen[unit] for unit in ("301901", "301902", "301903"))), encoding="utf-8")
    copy = scratch / "corrected"
    shutil.copytree(workspace, copy, symlinks=True)
    smup("compute", "--only", "INW01", "--config", config, "-w", copy)
    found = {row["unit"]: (row["value"], row["obs_status"]) for row in table(smup("data", "INW01", "2018", "--csv", "-w", copy))}
    check("a value that an operator sets has the state I", found["301901"] == ("3.21", "I"), found["301901"])
    check("one that an operator drops is missing", found["301902"] == ("", "O"), found["301902"])
    check("every other state of an operator is in a result that carries it", set(found["301903"][1]) == BY_AN_OPERATOR - {"I"}, found["301903"])


# --- the budget classification ---


def years_of(row):
    """Years in which a code may be in force: an interval of dates counts whole."""
    first, last = row["from"].split("/")[0], row["to"].split("/")[-1]
    return int(first[:4] or 0), int(last[:4] or 9999)


def classification():
    tables = {}
    for name in ("rozdzialy", "paragrafy_dochodow", "paragrafy_wydatkow"):
        with open(CONFIG / "classification" / f"{name}.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                tables.setdefault((name, row["code"]), []).append(years_of(row))
    used = set()
    for code, first, last, _, profile in plan.SPENDING_LINES:
        for year in range(first, last + 1):
            used |= {("rozdzialy", code, year), *(("paragrafy_wydatkow", paragraph, year) for paragraph, *_ in plan.PARAGRAPHS[profile])}
    for code, paragraph, _, first, last, *_ in plan.RECEIPT_LINES:
        used |= {(name, key, year) for year in range(first, last + 1) for name, key in (("rozdzialy", code), ("paragrafy_dochodow", paragraph))}
    wrong = sorted(at for at in used if not any(a <= at[2] <= b for a, b in tables.get(at[:2], ())))
    check(f"every rozdział and paragraf of the pilot may be in force in its year, {len(used)} in all", len(used) > 3000 and not wrong, wrong[:9])


def main():
    classification()
    with tempfile.TemporaryDirectory(prefix="smup-pilot-") as folder:
        scratch = pathlib.Path(folder)
        workspace = scratch / "w"
        subprocess.run([SOURCE / "fixtures" / "generate", scratch / "extracts"], check=True)
        size = sum(path.stat().st_size for path in (scratch / "extracts").rglob("*") if path.is_file())
        check("the pilot is smaller than 45 MB", size < 45e6, size)
        smup("ingest", "-q", "-w", workspace, scratch / "extracts", statuses=(3,))
        smup("compute", "-q", "-w", workspace)
        results = list(cells(workspace, "results"))
        definitions = expanded()
        every_indicator(definitions, results)
        second_sources(definitions, workspace)
        parts_of_wholes(results)
        coverage(workspace, results)
        every_state(workspace, results)
        operators_states(workspace, scratch)
    print(f"1..{passed + failed}")
    return 1 if failed else 0


sys.exit(main())
