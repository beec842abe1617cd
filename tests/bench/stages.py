#!/usr/bin/env python3
"""Times of the stages on made extracts, each beside a yardstick of the same run: reading the bytes once with SHA-256.

Usage: stages.py BUILD SOURCE. Five rounds in turn, medians; ratios say more than seconds.
"""
import hashlib
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
ROUNDS = 5


def made_crel(path):
    """Twenty series of fifteen years for every gmina of today, 60 MB."""
    kinds = [row.split(";") for row in (SOURCE / "config/territory/kinds.csv").read_text().splitlines()[1:]]
    codes = [row[4] for row in kinds if row[3] == "" and row[2] < "2010"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write('"Kod";"Nazwa";"Wiek";"Płeć";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\r\n')
        for n, code in enumerate(codes):
            for age in range(20):
                for year in range(2010, 2025):
                    value = (n * 7919 + age * 104729 + year * 31) % 100000
                    file.write(f'{code};"Gmina {code}";"{age}";"ogółem";"{year}";{value},{age % 10};"osoba";"";\r\n')


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(*arguments):
    subprocess.run([str(a) for a in arguments], check=False, capture_output=True)


def main():
    with tempfile.TemporaryDirectory(prefix="smup-bench-") as folder:
        scratch = pathlib.Path(folder)
        crel = scratch / "LUDN_2137_CREL_20250101000000.csv"
        made_crel(crel)
        run(SOURCE / "fixtures" / "generate", scratch / "pilot")
        budget = sorted((scratch / "pilot" / "mf").rglob("*.csv")) + sorted((scratch / "pilot" / "mf").glob("*.zip"))
        size = {"crel": crel.stat().st_size, "budget": sum(path.stat().st_size for path in budget)}
        times = {name: [] for name in ("digest", "crel", "budget", "compute", "compute again")}
        for _ in range(ROUNDS):
            times["digest"].append(timed(lambda: hashlib.sha256(crel.read_bytes())))
            for name, paths in (("crel", [crel]), ("budget", budget)):
                shutil.rmtree(scratch / "w", ignore_errors=True)
                times[name].append(timed(lambda: run(BUILD / "smup-ingest", "-q", "-w", scratch / "w", *paths)))
            shutil.rmtree(scratch / "w", ignore_errors=True)
            run(BUILD / "smup-ingest", "-q", "-w", scratch / "w", scratch / "pilot")
            for name in ("compute", "compute again"):
                times[name].append(timed(lambda: run(BUILD / "smup-compute", "-q", "-w", scratch / "w")))
        median = {name: statistics.median(values) for name, values in times.items()}
        for name in ("crel", "budget"):
            print(f"ingest {name}: {size[name] / 1e6 / median[name]:.0f} MB/s, {median[name]:.2f} s for {size[name] / 1e6:.0f} MB, "
                  f"{median[name] / median['digest'] * size['crel'] / size[name]:.1f} times a byte's SHA-256")
        print(f"compute of the pilot: {median['compute']:.2f} s; again, nothing new: {median['compute again']:.2f} s")


main()
