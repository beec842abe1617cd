#!/usr/bin/env python3
"""Wrong definitions: each ends with status 78 and a message that names the place, and leaves the workspace as it was.

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

FIN05 = "indicators/finanse/FIN05.xml"
PN = "indicators/podatki/PN_SKUTKI.xml"
CONCEPTS = "classification/concepts.xml"
PEOPLE = "variables/ludnosc.xml"

# file, what is written there, what a slip makes of it, what the message has to say
MISTAKES = [
    (FIN05, "majatkowe / wydatki", "majatkowe / wydatkii", ["FIN05.xml:13:24", "wydatkii", "^^^^^^^^", "wydatki"]),
    (FIN05, "majatkowe / wydatki", "majatkowe / wydatki * 0,5", ["FIN05.xml:13:", "0.5"]),
    (FIN05, "majatkowe / wydatki", "majatkowe", ["the input \"wydatki\" is not used"]),
    (FIN05, "majatkowe / wydatki", "majatkowe &gt; wydatki", ["the formula is a condition"]),
    (FIN05, 'group="majatkowe"', 'group="majatkowy"', ["FIN05.xml:11:3", "the group \"majatkowy\" is not defined", "majatkowe"]),
    (FIN05, 'measure="wykonanie"/>', 'measure="wykonani"/>', ["Rb-28S has no measure \"wykonani\"", "wykonanie"]),
    (FIN05, 'report="Rb-28S" measure="wykonanie" group', 'report="Rb-29S" measure="wykonanie" group', ["Rb-29S", "Rb-27S or Rb-28S"]),
    (FIN05, 'tier="city"', 'tier="miasto"', ["the tier \"miasto\" is not known", "gmina, city, powiat, voivodeship"]),
    (FIN05, 'service="wydatki"', 'service="wydaki"', ["the service \"wydaki\" of the area \"finanse\" is not in areas.xml"]),
    (FIN05, 'decimals="0"', 'decimals="dwa"', ["FIN05.xml:14:3", "decimals"]),
    (FIN05, 'unit="%"', 'unit="%/7 osoba"', ["no power of ten"]),
    (FIN05, "<expect>23</expect>", "<expect>22</expect>", ["the example of FIN05 fails: expected 22, got 23"]),
    (FIN05, '<given name="majatkowe" state="O"/>', '<given name="majatkowe" state="Y"/>', ["the state \"Y\" is not known"]),
    (FIN05, '<given name="majatkowe" state="O"/>', '<given name="majatkow" state="O"/>', ["there is no input \"majatkow\""]),
    (FIN05, '<given name="majatkowe" state="O"/>', '<given name="majatkowe" sate="O"/>', ["unknown attribute \"sate\""]),
    (FIN05, '<given name="majatkowe" state="O"/>', '<given name="majatkowe" state="O" lag="x"/>', ["the lag \"x\""]),
    (FIN05, 'name="wydatki" report', 'name="majatkowe" report', ["two inputs have the name \"majatkowe\""]),
    (FIN05, 'code="FIN05"', 'code="FIN06"', ["FIN06", "already defined in"]),
    (FIN05, '<scope from="2010">', '<scope form="2010">', ["unknown attribute \"form\"", "from to coverage"]),
    (FIN05, '<scope from="2010">', '<scope from="od 2010">', ["wants a year such as 2010"]),
    (FIN05, "<place area", "<palce area", ["FIN05.xml:9:3", "unknown element"]),
    (FIN05, "</indicator>", "", ["FIN05.xml", "not well-formed"]),
    (FIN05, '<name xml:lang="en">Share of capital expenditure in total expenditure</name>', "", ["no name in Polish and English"]),
    (FIN05, '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE indicator [<!ENTITY a "b">]>', ["DOCTYPE"]),
    (PN, 'measure="{measure}" rozdzial', 'measure="{miara}" rozdzial', ["measure", "member"]),
    (PN, 'paragraf="031"/>', 'paragraf="31"/>', ["\"31\" is not a code of 3 digits"]),
    (CONCEPTS, "85305 85306 85307", "85305 8530 85307", ["concepts.xml", "\"8530\" is not a code of 5 digits"]),
    (CONCEPTS, '<concept id="zlobki"', '<concept id="gimnazja"', ["defined twice"]),
    (PEOPLE, '<variable id="ludnosc_3112"', '<variable id="ludnosc_31_12"', ["the variable \"ludnosc_3112\" is not defined", "ludnosc_31_12"]),
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
        for name, old, new, wanted in MISTAKES:
            text = (SOURCE / "config" / name).read_text(encoding="utf-8")
            assert old in text, (name, old)
            (config / name).write_text(text.replace(old, new, 1), encoding="utf-8")
            status, log = compute(workspace, config)
            check(f"{name}: {new[:60] or 'an end that is missing'!r} ends with 78 and says {wanted[0]!r}",
                  status == 78 and all(part in log for part in wanted), f"{status} {log[-400:]}")
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
