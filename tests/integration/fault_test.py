#!/usr/bin/env python3
"""A disk that fails and a run that is killed: fault_test.py SMUP_INGEST CONFIG FAULT_LIBRARY [WORD of a case's name]...

The N-th call of smup-ingest that changes a file fails, for N = 1, 2, 3 ... until the run succeeds. Each time: the exit status
says so, what the workspace says is as before or as after (of some of the files: one is one transaction), and the same command
once more, without a fault, completes it.
"""
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import Box, Content, crel, name_of, rb_csv  # noqa: E402

STATUSES = {71, 73, 74, 75}
SECONDS = 6  # of a loop by single steps, and as many by larger ones
CALLS = 50  # each of the first ones, however slow the machine


def prepare(box, fresh):
    """Two files to read, and a workspace that holds an older one, or none."""
    box.files = [box.put("in/" + name_of("20220101000000"), crel("0201011 2020 5", "0201022 2021 6")),
                 box.put("in/rb.csv", rb_csv("020101 1 0 756 75615 031 0 100.00 99.50", "020101 Z 8 900 90002 201 0 5.00 4.00", msw="0219"))]
    box.template = box.folder / "template"
    if not fresh:
        box.run(box.put("old/" + name_of("20210101000000"), crel("0201011 2020 1", "0201022 2020 2")), w=box.template)
    box.states = []  # what a workspace may say: nothing new, the first file, both
    w = copy(box)
    for files in ([], box.files[:1], box.files):
        if files:
            box.run(*files, w=w)
        box.states.append(numbers(w))
    shutil.rmtree(w)


def copy(box):
    w = box.folder / "W"
    if box.template.exists():
        shutil.copytree(box.template, w)
    return w


def numbers(w):
    """What counts; None where there is no workspace yet."""
    if not (w / "workspace.sqlite").exists():
        return None
    look = w.with_name("look")  # a copy, where what the run left behind may be rolled back
    shutil.copytree(w, look)
    try:
        content = Content(look, "rw")
        lost = [extract for extract in content.extracts if not (w / "archive" / f"{extract[0]}.zst").exists()]
        assert not lost, f"in the workspace, but not in the archive: {lost}"
    except sqlite3.OperationalError as problem:
        assert "no such table" in str(problem), problem  # a database just made
        return None
    finally:
        shutil.rmtree(look)
    return (content.columns, content.filings, content.findings) if content.extracts else None


def check(box, w, text, rebuild=True):
    """Before, or after some of the files, or after all; the archive has the bytes; once more completes it."""
    state = numbers(w)
    assert state in box.states, text
    box.run(*box.files, w=w)
    content = Content(w)
    assert (content.columns, content.filings, content.findings) == box.states[-1], text
    archive = {path.name for path in (w / "archive").iterdir()}
    assert {f"{extract[0]}.zst" for extract in content.extracts} <= archive, text
    assert not [name for name in archive if name.endswith(".part")], text
    if rebuild:
        box.run(w / "archive", w=box.folder / "W2")
        assert Content(box.folder / "W2").same_numbers(content), text
        shutil.rmtree(box.folder / "W2")
    return state


def loop(box, error, forever, fresh=False):
    prepare(box, fresh)
    mark = box.folder / "mark"
    options = os.environ.get("ASAN_OPTIONS")
    env = {**os.environ, "LC_ALL": "C.UTF-8", "LD_PRELOAD": str(LIBRARY), "FAULT_ERROR": error, "FAULT_MARK": str(mark),
           "ASAN_OPTIONS": (options + ":" if options else "") + "verify_asan_link_order=0"}
    if forever:
        env["FAULT_FOREVER"] = "1"
    n, statuses, start = 1, {}, time.monotonic()
    while True:
        w = copy(box)
        command = [box.program, "-w", w, "--config", box.config, *box.files]
        done = subprocess.run([str(word) for word in command], capture_output=True, timeout=60, env={**env, "FAULT_AT": str(n)})
        text = f"call {n}: status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"
        hit = mark.exists()
        mark.unlink(missing_ok=True)
        statuses[done.returncode] = statuses.get(done.returncode, 0) + 1
        if done.returncode == 0:
            assert numbers(w) == box.states[-1], text
        else:
            assert done.returncode in STATUSES and hit, text
            assert done.stderr.decode().count(" ERROR ") >= 1, text
        check(box, w, text, rebuild=n % 5 == 0)
        shutil.rmtree(w)
        if not hit:
            break
        # past the budget of time in larger steps, and past the last call in the end; some calls on any machine
        n += 1 if n < CALLS or time.monotonic() - start < SECONDS else 7 if time.monotonic() - start < 2 * SECONDS else 1000
    print(f"# {sum(statuses.values())} runs to call {n}: {statuses}")
    assert n > 20 and statuses.get(74, 0) > 10, (n, statuses)


@case("a full disk at any one moment")
def _(box):
    loop(box, "ENOSPC", forever=False)


@case("a disk that is full from any moment on")
def _(box):
    loop(box, "ENOSPC", forever=True)


@case("an error of the disk at any one moment")
def _(box):
    loop(box, "EIO", forever=False)


@case("a disk that fails from any moment on")
def _(box):
    loop(box, "EIO", forever=True)


@case("a full disk while the workspace is made")
def _(box):
    loop(box, "ENOSPC", forever=True, fresh=True)


@case("killed at any time, twenty times")
def _(box):
    prepare(box, fresh=False)
    w = copy(box)
    command = [str(word) for word in (box.program, "-w", w, "--config", box.config, *box.files)]
    start = time.monotonic()
    subprocess.run(command, capture_output=True, check=True)
    duration = time.monotonic() - start
    shutil.rmtree(w)
    random.seed(1)
    seen = set()
    for n in range(20):
        w = copy(box)
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(random.random() * duration)
        run.send_signal(signal.SIGKILL)
        text = f"kill {n}: {run.communicate()[1].decode()}"
        assert run.returncode in (-signal.SIGKILL, 0), text
        seen.add(box.states.index(check(box, w, text)))
        shutil.rmtree(w)
    assert 0 in seen or len(seen) > 1, seen


if __name__ == "__main__":
    PROGRAM, CONFIG, LIBRARY = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    sys.exit(run_cases(lambda folder: Box(folder, PROGRAM, CONFIG), sys.argv[4:]))
