#!/usr/bin/env python3
"""Every link of a Markdown page leads to a file that is there and to a heading in it: links_test.py SOURCE"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(sys.argv[1]).resolve()
PAGES = [SOURCE / "README.md", SOURCE / "CHANGELOG.md", SOURCE / "fixtures/README.md", SOURCE / "config/territory/README.md",
         *sorted((SOURCE / "docs").glob("*.md"))]


def prose_of(page):
    """The lines that are no code."""
    lines, in_code = [], False
    for line in page.read_text(encoding="utf-8").split("\n"):
        in_code ^= line.lstrip().startswith("```")
        lines.append("" if in_code or line.startswith("    ") else line)
    return lines


def anchors_of(page):
    """The names that headings get on GitHub and its like: lower case, no punctuation, - for each blank."""
    anchors = []
    for line in prose_of(page):
        if heading := re.fullmatch(r"#+ (.+)", line):
            name = re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-")
            anchors.append(f"{name}-{anchors.count(name)}" if name in anchors else name)
    return anchors


def wrong_links(page):
    for number, line in enumerate(prose_of(page), 1):
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
            path, _, anchor = target.partition("#")
            there = (page.parent / path).resolve() if path else page
            if "://" in path:
                continue
            if not there.exists():
                yield f"{page.relative_to(SOURCE)}:{number}: {target}: there is no such file"
            elif anchor and anchor not in anchors_of(there):
                yield f"{page.relative_to(SOURCE)}:{number}: {target}: no heading gives this anchor; there are: {' '.join(anchors_of(there))}"


print(f"1..{len(PAGES)}")
n_failed = 0
for at, name in enumerate(PAGES, 1):
    wrong = list(wrong_links(name))
    n_failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {at} - links of {name.relative_to(SOURCE)}", *(f"# {problem}" for problem in wrong), sep="\n")
sys.exit(1 if n_failed else 0)
