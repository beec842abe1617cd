#!/usr/bin/env python3
"""The pilot through the three stages: what a year's recomputation promises, shown on made extracts and a real PostgreSQL.

Usage: pipeline.py BUILD SOURCE, with SMUP_TEST_DB naming the server. No server is a failure.
"""
import contextlib
import csv
import hashlib
import itertools
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'not ok'} {passed + failed} - {what}{'' if good else f': {seen}'}", flush=True)


def run(program, *arguments):
    done = subprocess.run([BUILD / program, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stderr


def rejects(workspace):
    rows = []
    for path in sorted(workspace.glob("runs/*/rejects.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, delimiter=";"))
    return rows


def export_csv(workspace, folder):
    status, log = run("smup-export", "-w", workspace, "--csv", folder)
    check(f"{workspace.name}: values.csv is written and says dane syntetyczne",
          status == 0 and "dane syntetyczne" in log, log[-300:])
    return folder / "values.csv"


def cells(values, wanted):
    """Rows of values.csv, most of which are empty, of which `wanted` is true for code and value."""
    with open(values, encoding="utf-8") as file:
        header = next(file).rstrip("\n").split(";")
        for line in file:
            fields = line.rstrip("\n").split(";")
            if wanted(fields[0], fields[5]):
                yield dict(zip(header, fields))


def first_workspace(scratch, pilot):
    """The files as they come, the correction after a first computation: incremental."""
    workspace, late = scratch / "first", scratch / "late"
    shutil.move(pilot / "mf" / "2017Q4_korekta", late)
    status, log = run("smup-ingest", "-w", workspace, pilot)
    check("the pilot is read: status 3, for it holds rejects on purpose", status == 3, f"{status} {log[-300:]}")
    check("nothing is refused", "0 refused" in log, log[-200:])
    found = sorted((row["code"], row["file"]) for row in rejects(workspace))
    check("five rejects, each with its code", [code for code, _ in found] ==
          ["BUD-0001", "CSV-0001", "KEY-0002", "TER-0001", "TER-0001"], found)
    check("a reject names file, line, column, raw text, code and reason", all(
        row["file"] and row["raw"] and row["reason"] and (row["line"] != "0" or row["code"] == "KEY-0002")
        for row in rejects(workspace)), rejects(workspace))
    status, log = run("smup-ingest", "-w", workspace, pilot)
    check("the same files again are a no-op that says so", status == 0 and "0 new" in log and log.count("nothing new") >= 70,
          f"{status} {log[-200:]}")
    status, log = run("smup-compute", "-w", workspace)
    check("the catalogue is computed and says dane syntetyczne", status == 0 and "dane syntetyczne" in log, log[-300:])
    before = export_csv(workspace, scratch / "csv-before")
    status, log = run("smup-ingest", "-w", workspace, late)
    check("the correction comes later", status == 0 and "rejects: 0" in log, log[-300:])
    shutil.move(late, pilot / "mf" / "2017Q4_korekta")
    status, log = run("smup-compute", "-w", workspace)
    check("only what reads Rb-28S of 2017 is computed again", status == 0 and " 0 results" not in log and
          " 0 unchanged" not in log, log[-200:])
    after = export_csv(workspace, scratch / "csv-after")
    with open(before, encoding="utf-8") as old, open(after, encoding="utf-8") as new:
        changed = {tuple(line.split(";")[2:5:2]) for pair in itertools.zip_longest(old, new, fillvalue=";;;;") if pair[0] != pair[1]
                   for line in pair}
    units = {unit for unit, _ in changed}
    check("a correction of one gmina changes that gmina and what lies above it, of 2017 and the change to 2018",
          units == {"020206", "0202", "030210300000", "030210000000", "023010000000"} & units | {"020206", "0202"} or
          (units >= {"020206", "0202"} and not any(len(u) == 6 and u != "020206" or len(u) == 4 and u != "0202" for u in units))
          and {year for _, year in changed} <= {"2017", "2018"}, sorted(changed)[:20])
    status, log = run("smup-compute", "-w", workspace)
    check("the same run twice recomputes nothing and says so", " 0 results computed" in log, log[-200:])
    return workspace, after


def results(workspace):
    """Everything that was computed, in bytes; values.csv is made of it."""
    with contextlib.closing(sqlite3.connect(workspace / "workspace.sqlite")) as db:
        rows = db.execute("SELECT indicator, year, digest, data, statistics FROM result ORDER BY indicator, year").fetchall()
    check(f"{workspace.name}: there are results", len(rows) > 3000, len(rows))
    return rows


def other_orders(scratch, pilot, expected):
    workspace = scratch / "reversed"
    files = sorted((path for path in pilot.rglob("*") if path.is_file()), reverse=True)
    status, log = run("smup-ingest", "-w", workspace, *files)
    check("the files in the opposite order are read", status == 3 and "0 refused" in log, log[-200:])
    run("smup-compute", "-w", workspace)
    check("files in another order give the same bytes", results(workspace) == expected)
    rebuilt = scratch / "rebuilt"
    status, log = run("smup-ingest", "-w", rebuilt, workspace / "archive")
    check("the archive alone is read", status == 3 and "0 refused" in log, f"{status} {log[-300:]}")
    run("smup-compute", "-w", rebuilt)
    check("a workspace made again from the archive gives the same bytes", results(rebuilt) == expected)


def quirks(values):
    codes = {"FIN08", "FIN13", "FIN14", "FIN15", "FIN16", "POD01", "KUL07", "DRO06", "SPO14"}
    cell = {(row["indicator"], row["unit"], row["year"]): row for row in cells(values, lambda code, value: code in codes)}
    number = lambda *key: float(cell[key]["value_exact"])
    own, gminas, all_jst = (number(code, "3019", "2018") for code in ("FIN14", "FIN15", "FIN16"))
    check("Powiat Pilski: own spending, its gminas', and of all in its territory are three numbers that add up",
          len({own, gminas, all_jst}) == 3 and abs(own + gminas - all_jst) < 0.005, (own, gminas, all_jst))
    check("a JST that did not report is missing, not zero",
          cell["FIN08", "320305", "2013"]["value"] == "" and "O" in cell["FIN08", "320305", "2013"]["obs_status"] and
          cell["FIN08", "320305", "2012"]["value"] != "", cell["FIN08", "320305", "2013"])
    check("the powiat's sum without it is flagged, never silently low",
          "U" in cell["FIN08", "3203", "2013"]["obs_status"] and "U" not in cell["FIN08", "3203", "2012"]["obs_status"],
          cell["FIN08", "3203", "2013"])
    check("a gmina that changed kind goes on under its six digits",
          all(cell["POD01", "020203", str(year)]["value"] for year in range(2010, 2026)) and
          cell["POD01", "020203", "2015"]["teryt"] == "0202031" and cell["POD01", "020203", "2016"]["teryt"] == "0202033")
    check("the change of a city with powiat rights goes on over its new code (Wałbrzych 2013)",
          cell["FIN13", "026501", "2013"]["value"] != "", cell.get(("FIN13", "026501", "2013")))
    check("a missing x is confidential and published as missing",
          cell["KUL07", "221101", "2014"]["value"] == "" and cell["KUL07", "221101", "2014"]["conf_status"] == "N" and
          "O" in cell["KUL07", "221101", "2014"]["obs_status"], cell["KUL07", "221101", "2014"])
    check("a withdrawn cell is missing", cell["KUL07", "020206", "2014"]["value"] == "", cell["KUL07", "020206", "2014"])
    check("two extracts that disagree: neither counts", cell["DRO06", "3203", "2018"]["value"] == "",
          cell["DRO06", "3203", "2018"])
    check("a preliminary value carries P", all("P" in row["obs_status"] for key, row in cell.items()
                                              if key[0] == "SPO14" and key[2] == "2019" and row["level"] == "voivodeship"))
    check("every gmina of every year has a cell", sum(key[0] == "FIN08" and row["level"] == "gmina" and row["year"] == "2010"
                                                      for key, row in cell.items()) == 2479)


def published(workspace):
    """The portal's answers are computed in Python from the pilot's own numbers (fixtures/generator/portal.py)."""
    done = subprocess.run([BUILD / "smup", "compare", "--published", "--csv", "-w", workspace], capture_output=True, text=True)
    rows = list(csv.DictReader(done.stdout.splitlines(), delimiter=";"))
    found = {(row["indicator"], row["year"], row["unit"]): row["class"] for row in rows}
    check("published values and those computed here differ where the generator says so, and nowhere else",
          {key: word for key, word in found.items() if word in ("changed", "flag", "unexplained")} == {
              ("FIN05", "2018", "301903"): "unexplained", ("POD01", "2018", "301905"): "unexplained",
              ("FIN05", "2018", "141212"): "flag", ("FIN05", "2018", "221101"): "flag", ("POD03", "2017", "306401"): "flag",
              ("POD03", "2017", "300708"): "changed"} and done.returncode == 3, done.stdout[:2000] + done.stderr)
    rounded = [key[0] for key, word in found.items() if word == "rounding"]
    check("fewer decimals, and a rounded number rounded, are rounding",
          (rounded.count("POD02"), rounded.count("POD01"), len(rounded)) == (41, 2, 43), rounded)
    alone = {key[2] for key, word in found.items() if word == "only theirs"}
    check("units that only the portal has: districts, and those that have ended",
          {unit for unit in alone if not unit.startswith("1465")} == {"022109", "320304"} and len(alone) == 20, alone)


def relations(values):
    """Indicators of one budget against each other: what one is made of, another has too."""
    cell = {(row["indicator"], row["unit"], row["year"]): float(row["value_exact"])
            for row in cells(values, lambda code, value: value != "")}
    ids = (SOURCE / "config" / "portal" / "ids.csv").read_text(encoding="utf-8").splitlines()
    codes = {line.split(";")[1] for line in ids if line.startswith("indicator;")}
    empty = codes - {code for code, _, _ in cell}
    check("every indicator has values", not empty, empty)
    near = lambda a, b: abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1)
    places = [(unit, year) for code, unit, year in cell if code == "FIN34"]
    at = lambda code, place: cell[(code, *place)]
    check(f"spending on culture per resident is its share of spending per resident, in all {len(places)} cells",
          len(places) > 500 and all(near(at("KUL12", p), at("KUL02", p) / 100 * at("FIN09", p)) for p in places))
    check("the cover of current expenditure follows from the share of the operating surplus",
          all(near(at("FIN42", p) / 100, 1 / (1 - at("FIN34", p) / 100)) for p in places))
    check("the shares of the economic age groups give the dependency ratio", all(
        near(value, 100 * (1 / (1 - (cell["KON09", unit, year] + cell["KON10", unit, year]) / 100) - 1))
        for (code, unit, year), value in cell.items() if code == "KON11"))
    check("care of children under 3 goes on over the change of its chapters in 2017, division 855 begins then",
          all(("SPO25", "301901", str(year)) in cell for year in (2016, 2017)) and
          ("SPO06", "301901", "2016") not in cell and ("SPO06", "301901", "2017") in cell)


def psql(database, sql):
    done = subprocess.run(["psql", "-X", "-A", "-t", "-F", ";", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()


# What compute made, against PostgreSQL's own functions over the values that it exported.
STATISTICS = """
WITH cells AS (
    SELECT DISTINCT code, id_daty, level, unit, wartosc_dokladna AS x FROM smup_portal.v1_indicator_values
    WHERE wartosc IS NOT NULL),
own AS (
    SELECT code, id_daty, level, count(*) AS n, avg(x) AS mean, min(x) AS least, max(x) AS greatest,
           percentile_cont(0.25) WITHIN GROUP (ORDER BY x) AS q1, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS q2,
           percentile_cont(0.75) WITHIN GROUP (ORDER BY x) AS q3
    FROM cells GROUP BY code, id_daty, level HAVING count(*) >= 3),
theirs AS (
    SELECT DISTINCT code, id_daty, klucz, n, srednia, minimum, kwartyl_1, mediana, kwartyl_3, maksimum
    FROM smup_portal.v1_statistics WHERE zakres = 'level')
SELECT count(*), count(*) FILTER (WHERE s.n = o.n AND s.minimum = o.least AND s.maksimum = o.greatest
           AND abs(s.kwartyl_1 - o.q1) <= 1e-12 * abs(o.q1) AND abs(s.mediana - o.q2) <= 1e-12 * abs(o.q2)
           AND abs(s.kwartyl_3 - o.q3) <= 1e-12 * abs(o.q3) AND abs(s.srednia - o.mean) <= 1e-9 * abs(o.mean) + 1e-12)
FROM own o LEFT JOIN theirs s ON s.code = o.code AND s.id_daty = o.id_daty AND s.klucz = o.level
"""
BY_VOIVODESHIP = """
WITH cells AS (
    SELECT DISTINCT code, id_daty, level, left(unit, 2) AS woj, unit, wartosc_dokladna AS x
    FROM smup_portal.v1_indicator_values WHERE wartosc IS NOT NULL AND level IN ('gmina', 'powiat')),
own AS (
    SELECT code, id_daty, level, woj, count(*) AS n, avg(x) AS mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS median
    FROM cells GROUP BY code, id_daty, level, woj HAVING count(*) >= 3),
theirs AS (
    SELECT DISTINCT code, id_daty, split_part(klucz, ' ', 1) AS level, substr(split_part(klucz, ' ', 2), 3, 2) AS woj, n, srednia,
           mediana
    FROM smup_portal.v1_statistics WHERE zakres = 'voivodeship')
SELECT count(*), count(*) FILTER (WHERE s.n = o.n AND abs(s.mediana - o.median) <= 1e-12 * abs(o.median)
           AND abs(s.srednia - o.mean) <= 1e-9 * abs(o.mean) + 1e-12)
FROM own o FULL JOIN theirs s USING (code, id_daty, level, woj)
"""
RANKS = """
WITH cells AS (
    SELECT DISTINCT v.code, v.id_daty, v.level, v.id_teryt, v.wartosc_dokladna AS x, r.ranga_poziom AS ranga
    FROM smup_portal.v1_indicator_values v
    LEFT JOIN smup_portal.v1_ranks r ON r.id = v.id AND r.id_daty = v.id_daty AND r.id_teryt = v.id_teryt
    WHERE v.wartosc IS NOT NULL),
own AS (SELECT *, rank() OVER w AS own, count(*) OVER (PARTITION BY code, id_daty, level) AS n FROM cells
        WINDOW w AS (PARTITION BY code, id_daty, level ORDER BY x DESC))
SELECT count(*), count(*) FILTER (WHERE ranga = own) FROM own WHERE n >= 3
"""


def portal(scratch, workspace):
    server = os.environ.get("SMUP_TEST_DB")
    check("a PostgreSQL server is there (SMUP_TEST_DB)", bool(server))
    if not server:
        return
    name = f"pipeline_{os.getpid()}"
    psql(server, f"CREATE DATABASE {name}")
    database = f"{server} dbname={name}"
    try:
        status, log = run("smup-export", "-w", workspace, "--db", database, "--publish")
        check("the edition is loaded and released", status == 0, log[-400:])
        status, log = run("smup-export", "-w", workspace, "--db", database, "--publish")
        check("again: nothing is new, and it says so", status == 0 and "nothing is new" in log, log[-300:])
        areas = psql(database, "SELECT count(DISTINCT s.id_ou) FROM smup_portal.v1_indicators i "
                               "JOIN smup_portal.v1_services s USING (id_up)")
        check("indicators of all nine areas and finances", areas == ["10"], areas)
        compare_statistics(database)
    finally:
        psql(server, f"DROP DATABASE {name} WITH (FORCE)")


def compare_statistics(database):
    groups, equal = map(int, psql(database, STATISTICS)[0].split(";"))
    check(f"the statistics of all {groups} groups by level equal percentile_cont, avg, min and max of PostgreSQL",
          groups > 500 and equal == groups, (groups, equal))
    groups, equal = map(int, psql(database, BY_VOIVODESHIP)[0].split(";"))
    check(f"those of all {groups} groups by voivodeship too, and there are no others", groups > 500 and equal == groups,
          (groups, equal))
    ranked, equal = map(int, psql(database, RANKS)[0].split(";"))
    check(f"the ranks of all {ranked} values equal rank() of PostgreSQL", ranked > 10000 and equal == ranked, (ranked, equal))


def main():
    with tempfile.TemporaryDirectory(prefix="smup-pipeline-") as folder:
        scratch = pathlib.Path(folder)
        pilot = scratch / "pilot"
        subprocess.run([SOURCE / "fixtures" / "generate", pilot], check=True)
        listed = {line.split()[0] for line in (SOURCE / "config/sources/synthetic.txt").read_text().splitlines()
                  if not line.startswith("#")}
        unknown = [path.name for path in pilot.rglob("*") if path.is_file() and "teryt" not in path.parts and
                   hashlib.sha256(path.read_bytes()).hexdigest() not in listed]
        check("every made file is known by its digest", not unknown, unknown)
        workspace, values = first_workspace(scratch, pilot)
        quirks(values)
        relations(values)
        published(workspace)
        other_orders(scratch, pilot, results(workspace))
        portal(scratch, workspace)
    print(f"1..{passed + failed}")
    return 1 if failed else 0


sys.exit(main())
