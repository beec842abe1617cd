#!/usr/bin/env python3
"""What the tutorials and handbooks show is what happens: tutorial_test.py BUILD SOURCE [--update] [PAGE]...

The files, changes and commands of each page are taken in their order, in a folder with a made pilot workspace, and what is shown
behind a command is compared with what it says:

    <!-- file: PATH -->      and a block ```xml: a file to write
    <!-- change: PATH -->    and a block ```diff: lines of a file to replace
        $ command            and what it says; "…" stands for any text in a line, alone for any lines

The beginning of a line of the log and the name of a run are "…" wherever they are shown. With --update (`./run docs`) what is
shown is brought up to date; where that is "…" alone, all that was said is put there.
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAMS = ["smup", "smup-ingest", "smup-compute", "smup-export", "smup-desk", "smup-intake"]
ENGLISH, POLISH = "C.UTF-8", "pl_PL.UTF-8"
PAGES = {
    "tutorial.md": ENGLISH, "samouczek.md": POLISH,
    "handbook-methodologist.md": ENGLISH, "podrecznik-metodyka.md": POLISH,
    "statistician-year.md": ENGLISH, "rok-statystyka.md": POLISH,
    "handbook-operator.md": ENGLISH, "podrecznik-operatora.md": POLISH,
    "jst-official.md": ENGLISH, "urzednik-jst.md": POLISH,
}
BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
UPDATE = "--update" in sys.argv[3:]
CHOSEN = [word for word in sys.argv[3:] if word != "--update"] or list(PAGES)
SERVER = os.environ.get("SMUP_TEST_DB")


def fail(problem):
    raise AssertionError(problem)


def steps_of(lines):
    """[kind, the path or command, the line of the first line of content, content, its indentation]."""
    steps, at = [], 0
    while at < len(lines):
        mark = re.fullmatch(r"<!-- (file|change): (.+) -->", lines[at])
        if mark:
            end = lines.index("```", at + 2)
            steps.append([mark[1], mark[2], at + 2, lines[at + 2:end], ""])
            at = end
        elif command := re.fullmatch(r"( {4,})\$ (.+)", lines[at]):  # deeper than four in a list
            indent, end = command[1], at + 1
            while end < len(lines) and (lines[end] == "" or lines[end].startswith(indent)) and not lines[end].startswith(indent + "$ "):
                end += 1
            while lines[end - 1] == "":
                end -= 1
            steps.append(["run", command[2], at + 1, [line[len(indent):].rstrip() for line in lines[at + 1:end]], indent])
            at = end - 1
        at += 1
    return steps


def normal(text):
    text = re.sub(r"^\d{4}-\d\d-\d\dT[\d:.]+Z (\w+) +smup[\w -]*\[\d+\] ", r"… \1 ", text, flags=re.M)
    text = re.sub(r"\d{8}T\d{6}\.\d{3}Z-\d+", "…", re.sub(r" +$", "", text, flags=re.M))
    return text.rstrip("\n").split("\n") if text else []


def is_any_lines(line):
    return line.strip() == "…"


def pattern_of(line):
    return ".*".join(re.escape(part) for part in line.split("…"))


def is_shown(shown, said):
    pattern = "".join("(?:.*\n)*?" if is_any_lines(line) else pattern_of(line) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(line + "\n" for line in said)) is not None


def groups_of(shown):
    """Runs of lines between those that stand for any lines."""
    groups = [[]]
    for line in shown:
        if is_any_lines(line):
            groups.append([])
        else:
            groups[-1].append(line)
    return groups


def place_groups(groups, said):
    """Where each group of lines stands in what was said now, by likeness; None where there is no room."""
    def likeness(group, at):
        return sum(difflib.SequenceMatcher(None, a, b).ratio() for a, b in zip(group, said[at:]))

    best = {0: (0.0, [])}  # by the first line that is free
    for number, group in enumerate(groups):
        better = {}
        for free, (score, places) in best.items():
            starts = [0] if number == 0 else range(free, len(said) - len(group) + 1)
            if number == len(groups) - 1 and number > 0:
                starts = [len(said) - len(group)]
            for start in starts:
                if start < free or start + len(group) > len(said):
                    continue
                found = (score + likeness(group, start), [*places, start])
                if start + len(group) not in better or found > better[start + len(group)]:
                    better[start + len(group)] = found
        best = better
    return max(best.values())[1] if best else None


def fresh_line(line, said):
    if re.fullmatch(pattern_of(line), said):
        return line
    return said[:len(line) - 1] + "…" if line.endswith("…") and len(said) >= len(line) else said


def fresh_output(shown, said):
    """What to show now: the same lines as before, where they can be found again."""
    if shown == ["?"]:
        return said
    groups = groups_of(shown)
    places = [0] if len(groups) == 1 and len(groups[0]) != len(said) else place_groups(groups, said)
    if places is None or len(groups) == 1:
        return said
    fresh, between = [], [line for line in shown if is_any_lines(line)]
    for number, (group, place) in enumerate(zip(groups, places)):
        fresh += between[number - 1:number] + [fresh_line(*pair) for pair in zip(group, said[place:])]
    return fresh


def on_server(sql):
    subprocess.run(["psql", "-Xq", "-d", SERVER, "-c", sql], check=True, capture_output=True, timeout=60)


class Page:
    def __init__(self, name, folder):
        self.path, self.folder, self.exports, self.n_left_out = SOURCE / "docs" / name, folder, "", 0
        self.lines = self.path.read_text(encoding="utf-8").split("\n")
        self.environment = {**os.environ, "LC_ALL": PAGES[name], "PERL_BADLANG": "0"}  # Debian's psql begins in Perl
        self.environment.pop("SMUP_CONFIG", None)
        self.database = "smup_page_" + re.sub(r"\W", "_", self.path.stem)

    def make_database(self):
        self.environment["SMUP_DB"] = f"{SERVER} dbname={self.database}"  # of two words dbname the later counts
        on_server(f"DROP DATABASE IF EXISTS {self.database}")
        on_server(f"CREATE DATABASE {self.database} ENCODING 'UTF8' TEMPLATE template0")

    def say(self, command):
        done = subprocess.run(["sh", "-c", self.exports + command], cwd=self.folder, env=self.environment, timeout=600,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.exports += command + "\n" if command.startswith("export ") else ""
        return normal(done.stdout.decode())

    def change(self, path, content):
        text = "\n" + (self.folder / path).read_text(encoding="utf-8")
        old, new = ("\n" + "".join(line[1:] + "\n" for line in content if line[0] in kinds) for kinds in ("- ", "+ "))
        text.count(old) == 1 or fail(f"the lines to change are {text.count(old)} times in {path}:{old}")
        (self.folder / path).write_text(text.replace(old, new)[1:], encoding="utf-8")

    def update(self, at, shown, said, indent):
        fresh = fresh_output(shown, said)
        self.lines[at:at + len(shown)] = [indent + line if line else "" for line in fresh]
        old, new = (re.findall(r"\b[0-9a-f]{12}\b", "\n".join(lines)) for lines in (shown, fresh))
        if len(old) == len(new):
            for a, b in zip(old, new):
                self.lines = [line.replace(a, b) for line in self.lines]

    def take(self, number):
        kind, what, at, content, indent = steps_of(self.lines)[number]
        if kind == "run" and "$SMUP_DB" in what and not SERVER:
            self.n_left_out += 1
            return
        if kind == "file":
            (self.folder / what).write_text("\n".join(content) + "\n", encoding="utf-8")
        elif kind == "change":
            self.change(what, content)
        else:
            said = self.say(what)
            if is_shown(content, said):
                return
            UPDATE or fail(f"{self.path.name}:{at}: $ {what}\n" + "\n".join(
                ["-- is shown:", *content, "-- was said:", *said, "-- bring up to date with ./run docs"]))
            self.update(at, content, said, indent)

    def run(self):
        before, steps = list(self.lines), steps_of(self.lines)
        has_database = SERVER and any(kind == "run" and "$SMUP_DB" in what for kind, what, *_ in steps)
        if has_database:
            self.make_database()
        try:
            for number in range(len(steps)):
                self.take(number)
        finally:
            if has_database:
                on_server(f"DROP DATABASE {self.database} WITH (FORCE)")
        if self.n_left_out:
            print(f"# {self.path.name}: SMUP_TEST_DB is not set; commands of a database that were not run: {self.n_left_out}")
        if self.lines != before:
            self.path.write_text("\n".join(self.lines), encoding="utf-8")
            print(f"# {self.path.name}: brought up to date")


def make_pilot(folder):
    """A folder as ./run demo leaves it: build/ with the programs, build/demo/extracts and workspace, config/."""
    extracts, words = folder / "build/demo/extracts", ["-q", "-w", str(folder / "build/demo/workspace")]
    extracts.parent.mkdir(parents=True)
    for program in PROGRAMS:
        (folder / "build" / program).symlink_to(BUILD / program)
    shutil.copytree(SOURCE / "config", folder / "config")
    for status, command in [([0], [SOURCE / "fixtures/generate", extracts]), ([0, 3], [BUILD / "smup-ingest", *words, extracts]),
                            ([0], [BUILD / "smup-compute", *words])]:
        done = subprocess.run(command, capture_output=True, timeout=300)
        assert done.returncode in status, done.stderr.decode()


def pilot_in(place):
    pilot = pathlib.Path(os.environ.get("PILOT") or place / "pilot")
    if not pilot.is_dir():
        making = pilot.with_name(pilot.name + ".part")
        shutil.rmtree(making, ignore_errors=True)
        make_pilot(making)
        making.rename(pilot)
    return pilot


def main():
    n_failed = 0
    print(f"1..{len(CHOSEN)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="smup-test-") as place:
        pilot = pilot_in(pathlib.Path(place))
        for number, name in enumerate(CHOSEN, 1):
            folder = pathlib.Path(place) / name
            shutil.copytree(pilot, folder, symlinks=True)
            try:
                Page(name, folder).run()
                print(f"ok {number} - {name} shows what happens", flush=True)
            except (AssertionError, OSError, subprocess.SubprocessError) as problem:
                n_failed += 1
                print(f"not ok {number} - {name} shows what happens\n" + "\n".join(f"# {line}" for line in str(problem).split("\n")),
                      flush=True)
            shutil.rmtree(folder)
    return 1 if n_failed else 0


sys.exit(main())
