#!/usr/bin/env python3
"""All real extracts of BDL and GUGiK together, for the whole country: every indicator whose inputs are all there, with its coverage and
what its second source says.

Usage: real_coverage.py BUILD SOURCE. Skipped (status 77) where the real files are not at hand.
"""
import csv
import io
import pathlib
import subprocess
import sys
import tempfile

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
SHARED = SOURCE.parent / "shared" / "data"
passed = failed = 0

# What no file tells of itself: (part of the name, subject).
SAID = [("dochody_budzetow_gmin_wg_zrodel", "P2622"), ("ludnosc_ekonomiczne_grupy_wieku", "P1342"), ("powierzchnia_km2", "P1410"),
        ("GUS_zarobki", "P2497")]
# Indicators with all their inputs in these files, and the share of their units that have a value in their best year, per cent.
EXPECTED = {
    **dict.fromkeys("INW09 INW25 KON01 KON02 KON03 KON04 KON05 KON09 KON10 KON11 KON12 KUL11 KUL25 NIE24 NIE25 POD16 POD41 POD42 POD43 "
                    "SPO14 SRO28".split(), 100.0),
    "DRO06": 99.5, "NIE09": 99.5,  # two powiats have no row; of one there is no price, and one has 0
    "KON07": 99.7, "KON08": 99.7,  # one city has no row
}


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'not ok'} {passed + failed} - {what}{'' if good else f': {seen}'}", flush=True)


def smup(*words):
    done = subprocess.run([str(word) for word in (BUILD / "smup", *words)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def read_all(workspace):
    """Files that the program reads, one at a time; those that it refuses are no extracts (real_data.py says of each why)."""
    n = 0
    for path in sorted(path for path in (SHARED / "bdl").rglob("*") if path.is_file() and path.suffix in (".csv", ".xlsx")):
        subject = next((subject for word, subject in SAID if word in path.name), None)
        said = ["--subject", subject, "--as-of", "2020-06-01"] if subject else []
        n += smup("ingest", "-q", "-w", workspace, *said, path)[0] in (0, 3)
    check(f"{n} real files are read", n == 34, n)


def covered(workspace):
    """{code: (best share, first and last year with a value, compared, differing)}"""
    _, text, _ = smup("coverage", "--csv", "-w", workspace)
    found = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        values, units = int(row["values"]), int(row["units"])
        if values > 0:
            best, first, _, compared, differing = found.get(row["indicator"], (0, row["year"], "", 0, 0))
            found[row["indicator"]] = (max(best, 100 * values / units), first, row["year"],
                                       compared + int(row["compared"]), differing + int(row["differing"]))
    return found


def main():
    if not SHARED.is_dir():
        print("skipped: the real extracts (shared/data) are not at hand")
        return 77
    with tempfile.TemporaryDirectory(prefix="smup-real-coverage-") as folder:
        workspace = pathlib.Path(folder) / "w"
        read_all(workspace)
        status, _, log = smup("compute", "-w", workspace)
        check("all of it is computed", status == 0, log[-300:])
        found = covered(workspace)
        for code, (best, first, last, compared, differing) in sorted(found.items()):
            print(f"# {code}: {first} to {last}, at best {best:.1f} % of its units; second source: {compared} compared, {differing} differ")
        best = {code: round(values[0], 1) for code, values in found.items()}
        wrong = {code: (best.get(code), share) for code, share in EXPECTED.items() if best.get(code) != share}
        check(f"{len(EXPECTED)} indicators have all their inputs, each for the share of units expected", not wrong, wrong)
        check("of 380 densities of 2020, BDL's own differ in two", found["KON04"][3:] == (380, 2), found["KON04"])
        _, text, _ = smup("coverage", "--lang", "en", "-w", workspace)
        waiting = [line for line in text.splitlines() if line.startswith("    ")]
        check("every other one names what it waits for", len(waiting) + len(found) == 254 and
              all("BDL " in line or "MF " in line or "GUGIK " in line or "of no unit and year" in line for line in waiting), len(waiting))
    print(f"1..{passed + failed}")
    return 1 if failed else 0


sys.exit(main())
