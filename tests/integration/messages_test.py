#!/usr/bin/env python3
"""The messages: all of them marked and translated, and said in the language asked for.

Usage: messages_test.py BUILD SOURCE.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "harness"))
from cases import Skip, case, run_cases  # noqa: E402
from workspace import crel, name_of  # noqa: E402

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
LANGUAGES = (SOURCE / "po/LINGUAS").read_text().split()


def tool(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def entries(text):
    """The messages of a catalogue: [(message, translations, flags)], without its head."""
    found = []
    for block in text.split("\n\n"):
        lines = [line.removeprefix("#~ ") for line in block.splitlines() if not line.startswith("#|")]
        flags = " ".join(line for line in lines if line.startswith("#,"))
        words, texts = [], []
        for line in lines:
            start = re.match(r'(msg\S+ )?"(.*)"$', line)
            if start and start[1]:
                words.append(start[1].strip())
                texts.append(start[2])
            elif start:
                texts[-1] += start[2]
        if texts and texts[0]:
            found.append((texts[0], texts[words.index(next(w for w in words if w.startswith("msgstr"))):], flags))
    return found


def merged(language, folder):
    """The catalogue as `./run messages` would make it, with what went still in it."""
    template = folder / "smup.pot"
    template.write_text(tool(SOURCE / "po/messages", "template"), encoding="utf-8")
    tool("msgmerge", "--quiet", "--previous", "--no-wrap", "-o", folder / "merged.po", SOURCE / f"po/{language}.po", template)
    return folder / "merged.po"


@case("every message is translated, none is fuzzy, none is left over")
def _(folder):
    wrong = []
    for language in LANGUAGES:
        catalogue = merged(language, folder)
        for what, option in [("not translated", "--untranslated"), ("fuzzy", "--only-fuzzy"), ("left over", "--only-obsolete")]:
            wrong += [f'{language}: {what}: "{entry[0]}"' for entry in entries(tool("msgattrib", "--no-wrap", option, catalogue))]
    assert not wrong, "\n".join([f"{len(wrong)} messages; see ./run messages", *wrong])


@case("every format of a translation takes what its message takes")
def _(folder):
    for language in LANGUAGES:
        tool("msgfmt", "--check", "-o", folder / "smup.mo", SOURCE / f"po/{language}.po")


def end_of_call(text, at):
    """Where the parenthesis closes that was opened before `at`."""
    depth = 1
    while depth:
        literal = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'').match(text, at)
        depth += 0 if literal else {"(": 1, ")": -1}.get(text[at], 0)
        at = literal.end() if literal else at + 1
    return at


def without_marked(text):
    while mark := re.search(r"\b(?:_|N_|PLURAL)\(", text):
        text = text[:mark.start()] + text[end_of_call(text, mark.end()):]
    return text


@case("every text for people is marked")
def _(folder):
    speakers = r"\b(?:err_set|err_set_errno|err_add|err_hint|xml_fail|source_fail|FAIL_AT|log_event|printf|puts|fputs|fprintf)\s*\("
    unmarked = []
    for path in sorted(path for name in ("common", "ingest", "compute", "export") for path in (SOURCE / name).rglob("*.[ch]")):
        text = re.sub(r"/\*.*?\*/|^#.*?(?<!\\)$", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
        for call in re.finditer(speakers, text):
            said = without_marked(text[call.end():end_of_call(text, call.end())])
            unmarked += [f'{path.relative_to(SOURCE)}: "{literal}"' for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', said)
                         if re.search(r"[A-Za-z]{2,} [A-Za-z]{3,}", literal) and "dane syntetyczne" not in literal and not literal.startswith("<")]
    assert not unmarked, "\n".join(["texts without _(), N_() or PLURAL():", *unmarked])


@case("a Polish message quotes in the Polish way")
def _(folder):
    wrong = [f'"{message}": "{text}"' for message, texts, _ in entries(tool("msgcat", "--no-wrap", SOURCE / "po/pl.po"))
             for text in texts if len(re.findall("„[^”]*”", text)) < len(re.findall(r'(?<!=)\\"%.*?\\"', message))]
    assert not wrong, "\n".join(wrong)


@case("the code at the head of a message is the same in both languages")
def _(folder):
    def code(text):
        return (re.match(r"[A-Z]\d\d: ", text) or [""])[0]
    wrong = [f'"{message}": "{text}"' for language in LANGUAGES
             for message, texts, _ in entries(tool("msgcat", "--no-wrap", SOURCE / f"po/{language}.po"))
             for text in texts if code(text) != code(message)]
    assert not wrong, "\n".join(wrong)


class Smup:
    """The programs in a folder of their own, in surroundings that speak a language or none."""

    def __init__(self, folder):
        self.folder, self.programs = pathlib.Path(folder), BUILD

    def say(self, program, *words, status=0, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        done = subprocess.run([str(self.programs / program), *map(str, words)], capture_output=True, env={**kept, **variables},
                              text=True, cwd=self.folder, timeout=120)
        assert done.returncode == status, f"status {done.returncode}, not {status}: {done.stderr}"
        return done.stdout + done.stderr

    def extract(self, number):
        path = self.folder / name_of(f"2021040112{number // 60:02}{number % 60:02}")
        path.write_text(crel(f"0201011 2020 {39000 + number}"), encoding="utf-8")
        return path


def expect(text, *parts):
    for part in parts:
        assert part in text, f'"{part}" is not in: {text}'


POLISH, ENGLISH = "w „W” nie ma przestrzeni roboczej", 'there is no workspace in "W"'


@case("--lang chooses the language, whatever the surroundings say")
def _(folder):
    smup = Smup(folder)
    for program in "smup-compute", "smup-export":
        words = ["-w", "W", *(["--csv", "C"] if program == "smup-export" else [])]
        expect(smup.say(program, "--lang", "pl", *words, status=66), POLISH, " ERROR ", " NOINPUT: ", "co zrobić: ")
        expect(smup.say(program, *words, "--lang=pl", status=66, LC_ALL="C"), POLISH)
        expect(smup.say(program, "--lang", "en", *words, status=66, LC_ALL="pl_PL.UTF-8", LANG="pl"), ENGLISH, "what to do: ")
    expect(smup.say("smup", "status", "--lang", "pl", "-w", "W", status=66), POLISH)
    expect(smup.say("smup", "--lang", "pl", "status", "-w", "W", status=66), POLISH)
    expect(smup.say("smup", "--lang", "pl", "compute", "-w", "W", status=66), POLISH)
    expect(smup.say("smup", "run", "--lang", "pl", "-w", "W", status=66), POLISH, "przebieg kończy się tutaj")
    expect(smup.say("smup-compute", "--lang", "de", status=64), 'not "de"')


@case("without --lang LC_ALL, LC_MESSAGES and LANG choose, though there is no such locale")
def _(folder):
    smup = Smup(folder)
    for polish, variables in [
            (True, {"LC_ALL": "pl_PL.UTF-8"}), (True, {"LANG": "pl"}), (True, {"LC_MESSAGES": "pl_PL"}),
            (True, {"LANG": "pl_PL.ISO-8859-2"}), (True, {"LC_ALL": "", "LANG": "pl_PL.UTF-8"}),
            (True, {"LC_MESSAGES": "pl", "LANG": "en_GB.UTF-8"}), (True, {"LANG": "pl", "LANGUAGE": "en"}),
            (False, {}), (False, {"LC_ALL": "C"}), (False, {"LANG": "C.UTF-8"}), (False, {"LANG": "de_DE.UTF-8"}),
            (False, {"LC_ALL": "en_US.UTF-8", "LANG": "pl_PL.UTF-8"}), (False, {"LANGUAGE": "pl"}), (False, {"LANG": "plx"})]:
        expect(smup.say("smup-compute", "-w", "W", status=66, **variables), POLISH if polish else ENGLISH)
        expect(smup.say("smup", "help", **variables), "maszynownia" if polish else "the machine room")
        expect(smup.say("smup-ingest", "--help", **variables), "Użycie: " if polish else "Usage: ", "--as-of")


@case("a number has its form: 1 plik, 2 pliki, 5 plików, 22 pliki")
def _(folder):
    smup = Smup(folder)
    files, taken = [smup.extract(number) for number in range(22)], 0
    for n, polish in (1, "1 plik: nowe"), (2, "2 pliki: nowe"), (5, "5 plików: nowe"), (22, "22 pliki: nowe"):
        expect(smup.say("smup-ingest", "-w", "W", *files[:n], LANG="pl_PL.UTF-8"), f"{polish} {n - taken}, już znane {taken},")
        expect(smup.say("smup-ingest", "-w", "W", *files[:n], LANG="en"),
               f"{n} file{'' if n == 1 else 's'}: 0 new, {n} known already")
        taken = n
    expect(smup.say("smup", "status", "-w", "W", LANG="pl"), "wyciągi według profilu", "dalej: smup-compute -w W")


@case("numbers do not change with the language, also where there is a Polish locale")
def _(folder):
    smup = Smup(folder)
    try:
        subprocess.run(["localedef", "-i", "pl_PL", "-f", "UTF-8", smup.folder / "pl_PL.UTF-8"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Skip(f"no Polish locale can be made here: {problem}")
    smup.say("smup-ingest", "-w", "W", smup.extract(0))
    where = {"LOCPATH": f"{smup.folder}:/usr/lib/locale"}
    expect(smup.say("smup-compute", "--lang", "en", "-w", "W", **where), "results computed, 0 unchanged")
    expect(smup.say("smup-compute", "--lang", "pl", "-w", "W", **where), "obliczono 0 wyników, bez zmian: ")


@case("what the system says is Polish too")
def _(folder):
    smup = Smup(folder)
    (smup.folder / "file").write_text("x")
    expect(smup.say("smup-ingest", "-w", "file/W", "file", LANG="pl", status=73), "„file/W”: to nie jest folder")


@case("installed programs find the catalogues in share/locale")
def _(folder):
    smup = Smup(folder)
    smup.programs = smup.folder / "usr/bin"
    smup.programs.mkdir(parents=True)
    shutil.copy(BUILD / "smup-compute", smup.programs)
    expect(smup.say("smup-compute", "-w", "W", LANG="pl", status=66), ENGLISH)
    shutil.copytree(BUILD / "po/pl", smup.folder / "usr/share/locale/pl")
    expect(smup.say("smup-compute", "-w", "W", LANG="pl", status=66), POLISH)


sys.exit(run_cases(pathlib.Path, sys.argv[3:]))
