#!/usr/bin/env python3
"""Values of the pilot derived by hand from its raw extracts, against fixtures/golden/pilot/ and against what the programs publish.

Usage: golden_test.py BUILD SOURCE [--write]. The derivations (golden_cases.py) read the made extracts themselves and reckon with
fractions. Their text must be that of the golden files, number for number; --write writes these anew, and its diff is read like code.
"""
import csv
import pathlib
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "harness")]
import golden_cases  # noqa: E402
from derive import Book, exact, quotient, rounded, shown  # noqa: E402
from raw import Extracts  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
GOLDEN = SOURCE / "fixtures" / "golden" / "pilot"
RANKED = ("POD01", 2020)  # the indicator and year of the median and the rank
passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'not ok'} {passed + failed} - {what}{'' if good else f': {seen}'}", flush=True)


# --- derivations as text ---


def outcome(case, derived):
    """value, flag, statuses as they are to be published."""
    if derived.value is None:
        return "", "5", case["obs"]
    value = rounded(derived.value, case["decimals"])
    nothing = derived.value != 0 and Fraction(value) == 0
    obs = ("N" if nothing else "A") if case["obs"] == "" else case["obs"]
    return value, "3" if nothing else "2" if derived.value == 0 else "1", obs


def case_text(case, derived):
    value, flag, obs = outcome(case, derived)
    lines = [f"## {case['code']} {case['unit']} {case['year']}", "", f"{case['title']} ({case['kind']}).", ""]
    lines += [f"    {line}" for line in derived.lines]
    if derived.value is None:
        lines.append(f"    {derived.formula}: {derived.why}")
    else:
        lines.append(f"    {derived.formula} = {exact(derived.value)}; zaokrąglone ({case['decimals']} po przecinku): {value}")
    note = f" ({case['note']})" if case["note"] else ""
    return "\n".join([*lines, "", f"Wynik: `{value or 'brak'}`, flaga {flag}, stan {obs}{note}, poufność {case['conf']}", ""])


def area_text(area, texts):
    head = (f"# Wartości wyprowadzone ręcznie: {area}\n\nDane syntetyczne. Liczby wziął z surowych wyciągów pilota `tests/integration/golden_test.py`, "
            "bez programów tego projektu;\njak powstał ten plik i kiedy wolno go zmienić, mówi [README](README.md).\n")
    return "\n".join([head, *texts])


# --- the median and a rank ---


def ranked_values(book):
    """{unit: value} of the property tax per resident of every gmina that filed in the year."""
    code, year = RANKED
    _, rows = book.extracts.budget("27", year)
    values, lines = {}, []
    for wk, pk, gk in sorted({row.unit for row in rows if not row.union}):
        city = gk == "00" and int(pk or 0) >= 61
        if pk == "00" or gk == "00" and not city:
            continue
        unit = f"{wk}{pk}01" if city else f"{wk}{pk}{gk}"
        kind = "1" if city else next(row.cells["GT"] for row in rows if row.unit == (wk, pk, gk) and not row.union)
        tax = book.received("podatek", unit, year, "75615 i 75616 § 031", golden_cases.tax("031"))
        people = (golden_cases.people_city if city else golden_cases.people_gmina)(book, unit + kind, year)
        values[unit] = quotient(tax, people).value
        lines.append(f"{unit}: {shown(tax.value)} / {people.value} = {exact(values[unit])}")
    return values, lines


def ranked_text(values, lines):
    code, year = RANKED
    middle, rank = statistics.median(values.values()), 1 + sum(value > values["301901"] for value in values.values())
    out = [f"# Mediana i ranga: {code} w {year} r.", "",
           "Dane syntetyczne. Podatek od nieruchomości (75615 i 75616 § 031, R4) przez ludność z 30 VI, każda gmina i każde miasto pilota.", "",
           *(f"    {line}" for line in lines), "",
           f"Wartości jest {len(values)}; środkowa (przy parzystej liczbie średnia dwóch środkowych): `{exact(middle)}`.",
           f"Piła (301901): większych jest {rank - 1}, więc ranga `{rank}`.", ""]
    return "\n".join(out), middle, rank


def stored_statistics(workspace):
    """(n, median, {unit: rank}) of the level of gminas, from the workspace (common/result.h)."""
    code, year = RANKED
    db = sqlite3.connect(workspace / "workspace.sqlite")
    blob = db.execute("SELECT statistics FROM result WHERE indicator = ? AND year = ?", (code, year)).fetchone()[0]
    units = [row[0] for row in db.execute("SELECT code FROM unit ORDER BY id")]
    db.close()
    _, n_stats, n_ranks = struct.unpack_from("<QQQ", blob)
    at, found, size = 24, None, (len(blob) - 24 - 20 * n_ranks) // n_stats
    for i in range(n_stats):
        scope, key, n = struct.unpack_from("<i32sI", blob, at + i * size)
        median = struct.unpack_from("<6d", blob, at + (i + 1) * size - 48)[3]
        if (scope, key.rstrip(b"\0")) == (0, b"gmina"):
            found = n, median
    at += n_stats * size
    ranks = {units[unit]: rank for unit, rank, *_ in struct.iter_unpack("<5I", blob[at:])}
    return *found, ranks


# --- the program ---


def run_pilot(folder):
    subprocess.run([SOURCE / "fixtures" / "generate", folder / "extracts"], check=True)
    done = subprocess.run([BUILD / "smup", "run", "-w", folder / "w", "--csv", folder / "csv", folder / "extracts"],
                          capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    with open(folder / "csv" / "values.csv", encoding="utf-8", newline="") as file:
        wanted = {f"{case['code']};{case['unit']}" for case in golden_cases.CASES}
        lines = (line for i, line in enumerate(file) if i == 0 or ";".join(line.split(";", 3)[:3:2]) in wanted)
        return {(row["indicator"], row["unit"], row["year"]): row for row in csv.DictReader(lines, delimiter=";")}


def compare(case, derived, published):
    name = f"{case['code']} {case['unit']} {case['year']}"
    row = published.get((case["code"], case["unit"], str(case["year"])))
    if row is None:
        return check(f"{name} is published", False)
    value, flag, obs = outcome(case, derived)
    seen = (row["value"], row["flag"], row["obs_status"], row["conf_status"])
    near = row["value_exact"] == "" if derived.value is None else row["value_exact"] != "" and \
        abs(Fraction(row["value_exact"]) - derived.value) <= abs(derived.value) / 10 ** 12
    check(f"{name}: {value or 'missing'}", seen == (value, flag, obs, case["conf"]) and near,
          f"derived {(value, flag, obs, case['conf'])}, published {seen}, exact {row['value_exact']}")


def main():
    write = sys.argv[3:] == ["--write"]
    with tempfile.TemporaryDirectory(prefix="smup-golden-") as scratch:
        folder = pathlib.Path(scratch)
        published = run_pilot(folder)
        book = Book(Extracts(folder / "extracts"))
        texts = {}
        for case in golden_cases.CASES:
            derived = case["derive"](book)
            compare(case, derived, published)
            texts.setdefault(case["area"], []).append(case_text(case, derived))
        files = {f"{area}.md": area_text(area, parts) for area, parts in texts.items()}
        values, lines = ranked_values(book)
        files["mediana_i_ranga.md"], middle, rank = ranked_text(values, lines)
        n, median, ranks = stored_statistics(folder / "w")
        check("the median of the gminas is the derived one", n == len(values) and abs(Fraction(median) - middle) <= middle / 10 ** 12,
              (n, len(values), median, float(middle)))
        check("so is the rank of Piła", ranks["301901"] == rank, (ranks["301901"], rank))
    for name, text in files.items():
        path = GOLDEN / name
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        check(f"{name} is what the extracts give", path.exists() and path.read_text(encoding="utf-8") == text,
              f"{path} differs; look why, then golden_test.py BUILD SOURCE --write")
    left = {path.name for path in GOLDEN.glob("*.md")} - set(files) - {"README.md"}
    check("there is no other file of values", not left, left)
    check("at least forty values of ten areas", len(golden_cases.CASES) >= 40 and len(texts) == 10, (len(golden_cases.CASES), len(texts)))
    print(f"1..{passed + failed}")
    return 1 if failed else 0


sys.exit(main())
