#!/usr/bin/env python3
"""Computing with a wrong definition ends with status 78 and the code of the mistake, and leaves the workspace as it was.

Usage: definitions_test.py BUILD SOURCE.
"""
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
passed = failed = 0

# file, what is written there, what a slip makes of it, the code of the mistake; check_test.py knows many more
MISTAKES = [
    ("indicators/finanse/FIN05.xml", "majatkowe / wydatki", "majatkowe / wydatkii", "N02"),
    ("indicators/finanse/FIN05.xml", "<expect>23</expect>", "<expect>22</expect>", "E04"),
    ("indicators/finanse/FIN05.xml", "</indicator>", "", "X04"),
    ("indicators/podatki/PN_SKUTKI.xml", 'measure="{measure}" rozdzial', 'measure="{miara}" rozdzial', "D01"),
    ("classification/concepts.xml", "85305 85306 85307", "85305 8530 85307", "D35"),
    ("inputs/ludnosc.xml", 'unit="osoba"', 'unit="zł"', "U14"),
    ("units/units.xml", 'equals="1000 m"', 'equals="1500 m"', "U13"),
    ("variables/ludnosc.xml", '<variable id="ludnosc_3112"', '<variable id="ludnosc_31_12"', "R01"),
]


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok' if good else 'not ok'} {passed + failed} - {what}{'' if good else f': {seen}'}", flush=True)


def compute(workspace, config, *arguments):
    done = subprocess.run([BUILD / "smup-compute", "-w", workspace, "--config", config, *arguments], capture_output=True,
                          text=True)
    return done.returncode, done.stderr


def content(workspace):
    with sqlite3.connect(workspace / "workspace.sqlite") as db:
        return "\n".join(db.iterdump())


def main():
    with tempfile.TemporaryDirectory(prefix="smup-definitions-") as folder:
        scratch = pathlib.Path(folder)
        extracts, workspace, config = scratch / "extracts", scratch / "w", scratch / "config"
        extracts.mkdir()
        (extracts / "LUDN_2137_CREL_20220407210714.csv").write_text(
            '"Kod";"Nazwa";"Wiek";"Płeć";"Rok";"Wartosc";"Jednostka miary";"Atrybut";\r\n'
            '3019011;"Piła (1)";"ogółem";"ogółem";"2019";73139;"osoba";"";\r\n', encoding="utf-8")
        subprocess.run([BUILD / "smup-ingest", "-q", "-w", workspace, extracts], check=True)
        shutil.copytree(SOURCE / "config", config)
        status, log = compute(workspace, config)
        check("the catalogue as it is computes", status == 0, log[-300:])
        before = content(workspace)
        for name, old, new, code in MISTAKES:
            text = (SOURCE / "config" / name).read_text(encoding="utf-8")
            assert old in text, (name, old)
            (config / name).write_text(text.replace(old, new, 1), encoding="utf-8")
            status, log = compute(workspace, config)
            check(f"{name}: {code} ends with 78", status == 78 and f": {code}: " in log, f"{status} {log[-400:]}")
            (config / name).write_text(text, encoding="utf-8")
        check("the workspace is as it was", content(workspace) == before)
        status, log = compute(workspace, config, "--only", "FIN5")
        check("--only with an unknown code ends with 64 and the nearest one", status == 64 and "FIN05" in log, log[-300:])
        status, log = compute(workspace, config, "--years", "2018-2010")
        check("--years the wrong way round ends with 64", status == 64 and "--years" in log, log[-300:])
        status, log = compute(scratch / "nowhere", config)
        check("a workspace that is not there ends with 66", status == 66 and "there is no workspace" in log, log[-300:])
    print(f"1..{passed + failed}")
    return 1 if failed else 0


sys.exit(main())
