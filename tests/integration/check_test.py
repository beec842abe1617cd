#!/usr/bin/env python3
"""Wrong definitions, told in English and in Polish: the cases of tests/definitions/.

Usage: check_test.py BUILD SOURCE [--write] [WORD of a case's name]...

    tests/integration/check_test.py build . --write

writes down what `smup check` says now; read the difference like code. A case is a file NAME.case:
what is wrong on its first line, then how tests/definitions/base/ is changed, then what is said.

    formula: TEXT           the formula of KUL01 becomes TEXT, as it stands in XML
    file: PATH              lines that begin with - become those with + that follow; where all begin with +, they are the file
    delete: PATH            there is no such file
    unreadable: PATH        the file is a link to nowhere
    [[1000 x a#, ]]         so many times: a1, a2, ...; \\u202e, \\xf1: a character, a byte

Every code of a mistake that occurs in the sources has a case.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
WRITE, WORDS = "--write" in sys.argv, [word for word in sys.argv[3:] if word != "--write"]
DEFINITIONS = SOURCE / "tests/definitions"
FORMULA = "indicators/kultura/KUL01.xml", "<formula>czytelnicy / ludnosc</formula>"
HEADS = {"en": "--- in English", "pl": "--- po polsku"}
WARNINGS = {"en": "warning", "pl": "ostrzeżenie"}
UNREACHED = {"S43": "libxml2 refuses a file that is no UTF-8 before its formula is read (X04); tests/unit/test_formula.c has it"}


def expanded(text):
    """The bytes that a line of a case stands for."""
    text = re.sub(r"\[\[(\d+) x (.*?)\]\]", lambda m: "".join(m[2].replace("#", str(n + 1)) for n in range(int(m[1]))), text)
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())


def replace(path, old, new):
    content = path.read_bytes() if old else b""
    assert content.count(old) == 1 or not old, f"{old.decode()!r} is {content.count(old)} times in {path.name}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.replace(old, new) if old else new)


def changes(lines):
    """[(word, path, old, new)]: what a case does to the base, in order."""
    found, last = [], ""
    for line in lines:
        word, _, rest = line.partition(": ")
        if line[:2] in ("- ", "+ ", "-", "+"):
            if line[0] == "-" and last != "-" and (found[-1][2] or found[-1][3]):
                found.append([*found[-1][:2], [], []])
            found[-1][2 if line[0] == "-" else 3].append(line[2:])
        elif word == "formula":
            found.append(["file", FORMULA[0], [FORMULA[1]], [f"<formula>{rest}</formula>"]])
        elif line:
            assert word in ("file", "delete", "unreadable"), line
            found.append([word, rest, [], []])
        last = line[:1]
    return found


class Case:
    def __init__(self, path):
        self.path, self.name = path, path.stem
        self.change, self.said = path.read_text(encoding="utf-8"), {language: "" for language in HEADS}
        for language, head in reversed(HEADS.items()):
            self.change, _, self.said[language] = self.change.partition(head + "\n")
            self.said[language] = self.said[language].strip("\n")
        self.change = self.change.strip("\n")

    def write(self):
        parts = [self.change, *(f"{head}\n\n{self.said[language]}" for language, head in HEADS.items())]
        self.path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

    def make(self, folder):
        """A config/ that is wrong in the way of the case."""
        shutil.copytree(DEFINITIONS / "base", folder / "config")
        for word, name, old, new in changes(self.change.splitlines()[1:]):
            path = folder / "config" / name
            if word == "file":
                replace(path, *(expanded("\n".join(lines)) for lines in (old, new)))
            elif word == "delete":
                path.unlink()
            else:
                path.symlink_to("nowhere")

    def mistakes(self, language):
        """[(place, severity, code)] of what is expected."""
        return re.findall(r"^(?:(\S+?:\d+:\d+): )?(\S+) ([A-Z]\d\d): ", self.said[language], re.M)


CASES = [Case(path) for path in sorted(DEFINITIONS.glob("*.case"))]


def start(folder, *options):
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
    return subprocess.Popen([BUILD / "smup-desk", "check", "--config", "config", *options], cwd=folder, env=kept, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, encoding="utf-8")


def said(process, status):
    out, log = process.communicate(timeout=120)
    assert process.returncode == status, f"status {process.returncode}, not {status}: {out[-2000:]}{log}"
    return out


def judge(wrong, folder):
    """What is said in each language is what is written in the case."""
    wrong.make(folder)
    processes = {language: start(folder, "--lang", language) for language in HEADS}
    outs = {language: process.communicate(timeout=120)[0].rstrip("\n") for language, process in processes.items()}
    found = {language: out.rpartition("\n\n")[0] for language, out in outs.items()} # without the count
    if WRITE:
        wrong.said = found
        wrong.write()
    for language in HEADS:
        assert found[language] == wrong.said[language], f"said:\n{found[language]}\nnot:\n{wrong.said[language]}"
    errors = [m for m in wrong.mistakes("en") if m[1] == "error"]
    n, warnings = len(wrong.mistakes("en")), len(wrong.mistakes("en")) - len(errors)
    assert n > 0, f"nothing is told: {outs['en']}"
    assert f": {len(errors)} mistake" in outs["en"] and f", {warnings} warning" in outs["en"], outs["en"][-100:]
    assert {process.returncode for process in processes.values()} == {78 if errors else 0}
    assert [(m[0], m[1] == WARNINGS["pl"], m[2]) for m in wrong.mistakes("pl")] == [
        (m[0], m[1] == WARNINGS["en"], m[2]) for m in wrong.mistakes("en")], "other places or codes in Polish"


for one in CASES:
    case(f"{one.name}: {one.change.splitlines()[0]}")(lambda folder, one=one: judge(one, folder))


@case("every code of the sources has a case, and every case begins with one it tells")
def _(folder):
    sources = [path for name in ("common", "compute") for path in (SOURCE / name).glob("*.c")]
    codes = {code for path in sources for code in re.findall(r'"([A-Z]\d\d): ', path.read_text(encoding="utf-8"))}
    told = {mistake[2] for one in CASES for mistake in one.mistakes("en")}
    assert codes - told - set(UNREACHED) == set(), f"no case: {sorted(codes - told - set(UNREACHED))}"
    assert told - codes == set(), f"not in the sources: {sorted(told - codes)}"
    assert not set(UNREACHED) & told, "reached after all"
    stray = [one.name for one in CASES if re.match(r"[A-Z]\d\d-", one.name) and one.name[:3] not in {m[2] for m in one.mistakes("en")}]
    assert not stray, f"another code is told: {stray}"


@case("the base of the cases is right")
def _(folder):
    shutil.copytree(DEFINITIONS / "base", folder / "config")
    assert said(start(folder), 0) == "4 indicators: 0 mistakes, 0 warnings\n"


MANY = [one for one in CASES if one.name.startswith("many-")]


@case("--format=gcc writes one line a mistake, at the same places")
def _(folder):
    for number, many in enumerate(MANY):
        (folder / str(number)).mkdir()
        many.make(folder / str(number))
        lines = said(start(folder / str(number), "--format=gcc"), 78).splitlines()
        found = [re.fullmatch(r"(\S+?:\d+:\d+): (error|warning): .* \[([A-Z]\d\d)\]", line) for line in lines]
        assert [m and m.groups() for m in found] == many.mistakes("en"), lines


@case("--json writes a list of mistakes, at the same places")
def _(folder):
    for number, many in enumerate(MANY):
        (folder / str(number)).mkdir()
        many.make(folder / str(number))
        items = json.loads(said(start(folder / str(number), "--json"), 78))
        assert [(f"{m['file']}:{m['line']}:{m['column']}", m["severity"], m["code"]) for m in items] == many.mistakes("en"), items
        for m in items:
            assert set(m) == {"file", "line", "column", "columns", "code", "severity", "message", "hint"}, m
            assert m["columns"] > 0 and m["message"] and "\n" not in m["message"] and m["code"] not in m["message"], m


def broken(folder, path, old, new):
    """A copy of the base with one file changed."""
    shutil.copytree(DEFINITIONS / "base", folder / "config")
    replace(folder / "config" / path, old.encode(), new.encode())


def said_wrong(process, status):
    """What goes to standard error."""
    out, log = process.communicate(timeout=120)
    assert process.returncode == status, f"status {process.returncode}, not {status}: {out[-2000:]}{log}"
    return log


@case("a code whose file cannot be read shows what is wrong with the file")
def _(folder):
    broken(folder, FORMULA[0], "</indicator>", "")
    out = said(start(folder, "KUL01"), 78)
    assert f"config/{FORMULA[0]}:" in out and "X04" in out and ": 1 mistake," in out, out


@case("a code that is not there names the folder")
def _(folder):
    shutil.copytree(DEFINITIONS / "base", folder / "config")
    assert 'in "config/indicators" there is no indicator KUL77' in said_wrong(start(folder, "KUL77"), 64)
    assert '"biblioteki" is neither a file nor the code of an indicator' in said_wrong(start(folder, "biblioteki"), 64)


@case("mistakes of other files that keep a definition from being checked are shown with it")
def _(folder):
    broken(folder, "units/units.xml", "</units>", "")
    out = said(start(folder, "KUL01"), 78)
    assert "config/units/units.xml:" in out and ": 1 mistake," in out, out
    items = json.loads(said(start(folder, "KUL01", "--json"), 78))
    assert [m["file"] for m in items] == ["config/units/units.xml"], items


@case("mistakes of other files that change nothing for a definition are only counted")
def _(folder):
    broken(folder, FORMULA[0], "<formula>", "<formula>1 +")
    out = said(start(folder, "FIN01"), 0)
    assert ": 0 mistakes," in out and "in other files: 1 mistake" in out, out


@case("--json loses no mistake whose message is cut within a letter")
def _(folder):
    for number, name in enumerate(("ą" * 500, "a" + "ą" * 500)):
        (folder / str(number)).mkdir()
        broken(folder / str(number), FORMULA[0], FORMULA[1], f"<{name}>1</{name}>{FORMULA[1]}")
        items = json.loads(said(start(folder / str(number), "--json"), 78))
        assert [m["code"] for m in items] == ["X02"] and name[:100] in items[0]["message"], items


sys.exit(run_cases(pathlib.Path, WORDS))
