#!/usr/bin/env python3
"""The site in a real browser: browser_test.py BUILD SOURCE [WORD]...

With AXE=FILE (axe.min.js of axe-core) its rules of WCAG 2.1 A and AA are run too: `./run browser`.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from browser import ENTER, TAB, Browser, programs  # noqa: E402
from cases import Skip, case, run_cases  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


class Visit:
    """The site, and one browser for all cases."""
    folder = browser = None

    def go(self, path):
        self.browser.open((Visit.folder / path).as_uri())
        return self.browser

    def paths(self):
        return sorted(str(path.relative_to(Visit.folder)) for path in Visit.folder.rglob("*.html"))


def texts(browser, selector):
    return browser.run("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())", selector)


def found(browser):
    return texts(browser, "#results li")


@case("an indicator is found by its name, with Polish letters, without them, and with another ending")
def _(visit):
    for words in ("szkoły podstawowe", "szkoly podstawowe", "SZKOŁA PODSTAWOWA", "edu01", "podstawowych szkół"):
        browser = visit.go("index.html")
        browser.type("#q", words)
        assert any(line.startswith("EDU01 ") for line in found(browser)[:8]), (words, found(browser)[:8])
        assert texts(browser, "#found") == [f"Znaleziono: {len(found(browser))}"]
    browser = visit.go("index.html")
    browser.type("#q", "żłobki")
    with_letters = found(browser)
    browser = visit.go("index.html")
    browser.type("#q", "zlobki")
    assert found(browser) == with_letters != [], with_letters


@case("by service, source and chapter too")
def _(visit):
    for words, code in (("P2801", "EDU01"), ("80101", "EDU01"), ("rozdział 80101", "EDU01"), ("„szkoły podstawowe”", "EDU01"), ("śmieci", "SRO25"), ("DPS", "SPO18"), ("ścieżki rowerowe", "DRO06"), ("85516", "SPO03"), ("biblioteki", "KUL07")):
        browser = visit.go("index.html")
        browser.type("#q", words)
        assert any(line.startswith(code + " ") for line in found(browser)), (words, found(browser))


@case("a word is found where one begins, not in the middle of another")
def _(visit):
    browser = visit.go("index.html")
    browser.type("#q", "dług")
    codes = [line.split()[0] for line in found(browser)]
    assert {"FIN03", "FIN04"} <= set(codes[:8]), codes
    assert "POD16" not in codes, "according to is no debt"
    browser = visit.go("index.html")
    browser.type("#q", "PIT")
    assert any(line.startswith("FIN20 ") for line in found(browser)[:3]), found(browser)[:3]  # the word before its synonym


@case("what is not there is said, and an empty question shows no results")
def _(visit):
    browser = visit.go("index.html")
    browser.type("#q", "xyzzy")
    assert found(browser) == [] and texts(browser, "#found") == ["Nic nie znaleziono. Spróbuj krótszego słowa albo kodu."]
    assert visit.go("index.html").run("return document.getElementById('results').hidden") is True


@case("the search of a card leads home with its results, and from there to the card, by keyboard alone")
def _(visit):
    browser = visit.go("indicators/KON04.html")
    browser.type("#q", "zlobki" + ENTER)
    assert browser.address().endswith("/index.html?q=zlobki"), browser.address()
    first = found(browser)[0]
    browser.click("#q")
    for _ in range(12):
        browser.press(TAB)
        if browser.run("return document.activeElement.closest('#results') !== null"):
            break
    browser.press(ENTER)
    assert texts(browser, "h1")[0].startswith(first.split()[0] + "."), (first, texts(browser, "h1"))
    browser = visit.go("en/index.html")
    browser.type("#q", "primary schools")
    assert any(line.startswith("EDU01 Current") for line in found(browser)) and texts(browser, "#found")[0].startswith("Found: ")


@case("the first key leads to the content, and what has the focus is seen")
def _(visit):
    browser = visit.go("indicators/EDU01.html")
    browser.press(TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    assert browser.run("return document.activeElement.getBoundingClientRect().left") >= 0
    browser.press(ENTER)
    assert browser.address().endswith("#content")
    browser.press(TAB)
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


@case("a fraction is drawn as one: numerator above, denominator below")
def _(visit):
    browser = visit.go("indicators/EDU01.html")
    above, below = browser.run("return [...document.querySelector('mfrac').children].map(e => e.getBoundingClientRect().toJSON())")
    assert above["bottom"] <= below["top"] + 1 and above["height"] > 5 and below["width"] > 5, (above, below)


@case("no box of a graph lies on another, no text leaves its box, and boxes lead on")
def _(visit):
    browser = visit.browser
    for path in visit.paths():
        if "indicators/" not in path or (path.startswith("en/") and not re.search(r"[05]\.html", path)):
            continue
        wrong = visit.go(path).run("""
            const boxes = [...document.querySelectorAll('svg rect')].map(e => e.getBBox());
            const texts = [...document.querySelectorAll('svg text:not(.heading)')].map(e => e.getBBox());
            const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            const holds = (box, t) => box.x <= t.x && t.x + t.width <= box.x + box.width && box.y <= t.y && t.y + t.height <= box.y + box.height;
            return [boxes.some((a, i) => boxes.some((b, k) => i < k && !apart(a, b))) && 'two boxes',
                    ...texts.filter(t => !boxes.some(box => holds(box, t))).map(t => 'text at ' + t.x + ' ' + t.y + ' ' + t.width),
                    boxes.length < 3 && 'few boxes'].filter(Boolean)""")
        assert wrong == [], (path, wrong)
    visit.go("indicators/KON04.html")
    browser.run("document.querySelector('svg a').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    assert "sources.html#BDL-" in browser.address(), browser.address()


@case("on a phone no page has to be moved sideways, and what is wide moves in itself")
def _(visit):
    browser = visit.browser
    browser.width(320)
    try:
        for path in visit.paths():
            if path.startswith("en/") and not path.endswith(("01.html", "index.html", "codes.html")):
                continue
            assert visit.go(path).run("return document.documentElement.scrollWidth") <= 320, path
    finally:
        browser.width(1280)


@case("a card prints: as PDF, without menu and search, with the graph on the page and what is folded open")
def _(visit):
    browser = visit.go("indicators/EDU01.html")
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF-") and 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 8, pdf[:20]
    browser.media("print")
    try:
        for selector in ("nav", "form", ".skip"):
            assert browser.run("return getComputedStyle(document.querySelector(arguments[0])).display", selector) == "none", selector
        browser.width(700)
        assert browser.run("return document.querySelector('svg').getBoundingClientRect().right <= document.documentElement.clientWidth")
        assert browser.run("return document.querySelector('details ul').getBoundingClientRect().height") > 0
    finally:
        browser.media()
        browser.width(1280)


@case("no page makes the browser complain")
def _(visit):
    browser = visit.browser
    browser.complaints()
    for path in visit.paths():
        if re.search(r"(index|codes|sources|services|edukacja|[13579]1)\.html$", path):
            visit.go(path)
            assert browser.complaints() == [], path


def axe(browser, source):
    browser.run(source + "; return true")
    return browser.run_later("""
        const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}}).then(
            found => done(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | '))),
            error => done(['axe: ' + error]))""", RULES)


@case("WCAG 2.1 AA: axe-core finds nothing, by day and by night, on a screen and on a phone")
def _(visit):
    if not os.environ.get("AXE"):
        raise Skip("axe-core is not at hand; ./run browser brings it")
    source = pathlib.Path(os.environ["AXE"]).read_text(encoding="utf-8")
    browser = visit.browser
    try:
        for path in visit.paths():
            if "indicators/" in path and not re.search(r"(01|FIN18|KON04|SPO03)\.html$", path):
                continue
            for scheme, pixels in (("light", 1280), ("dark", 320)):
                browser.width(pixels)
                browser.media(prefers_color_scheme=scheme)
                visit.go(path)
                if path.endswith("index.html"):
                    browser.type("#q", "szko")
                found_wrong = axe(browser, source)
                assert found_wrong == [], (path, scheme, pixels, found_wrong)
    finally:
        browser.media()
        browser.width(1280)


if __name__ == "__main__":
    if programs() is None:
        print("1..1\nok 1 - the site in a browser # SKIP chromium and chromedriver are not there; see ./run browser")
        sys.exit(0)
    with tempfile.TemporaryDirectory(prefix="smup-browser-", ignore_cleanup_errors=True) as folder:
        Visit.folder = pathlib.Path(folder) / "site"
        subprocess.run([BUILD / "smup", "docs", "--out", Visit.folder, "--config", SOURCE / "config"], check=True, stderr=subprocess.DEVNULL)
        Visit.browser = Browser(folder)
        try:
            status = run_cases(lambda _folder: Visit(), sys.argv[3:])
        finally:
            Visit.browser.close()
    sys.exit(status)
