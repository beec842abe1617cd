#!/usr/bin/env python3
"""The catalogue as a site, without a browser: docs_test.py BUILD SOURCE [WORD]..."""
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from site_pages import read_site  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
OWN_PAGES = {"index.html", "services.html", "sources.html", "codes.html"}
HEADINGS = ["Definicja", "Interpretacja", "Wzór", "Słownie", "Cechy", "Dane wejściowe i źródła", "Ograniczenia",
            "Przerwy w szeregu", "Reguły kontroli", "Przykład", "Weryfikacja", "Zależności", "Historia wersji"]


def smup(*arguments):
    done = subprocess.run([BUILD / "smup", *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def docs(out, config=SOURCE / "config", status=0):
    code, text = smup("docs", "--out", out, "--config", config)
    assert code == status, text
    return text


def digest(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


@functools.cache
def site():
    """The folder and pages of the catalogue as it is; made once."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="smup-site-")) / "site"
    docs(folder)
    return folder, read_site(folder)


@functools.cache
def codes():
    status, text = smup("expand", "--config", SOURCE / "config")
    assert status == 0, text
    return [line.split()[0] for line in text.splitlines()[1:] if line.strip()]


@case("every indicator has a card and every area a page, in both languages")
def _(_folder):
    folder, pages = site()
    areas = re.findall(r'<area id="(\w+)"', (SOURCE / "config/indicators/areas.xml").read_text(encoding="utf-8"))
    wanted = OWN_PAGES | {f"indicators/{code}.html" for code in codes()} | {f"areas/{area}.html" for area in areas}
    assert set(pages) == wanted | {f"en/{path}" for path in wanted}
    for path, page in pages.items():
        assert page.language == ("en" if path.startswith("en/") else "pl"), path
        assert page.title and page.path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>\n"), path


@case("every page is well-formed, its headings go down one step at a time, and no id stands twice")
def _(_folder):
    for path, page in site()[1].items():
        assert page.wrong == [], (path, page.wrong[:3])
        assert len(page.ids) == len(set(page.ids)), path
        assert page.headings[0] == 1 and page.headings.count(1) == 1, path
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:])), (path, page.headings)


@case("every link leads to a page, a file or a place that is there")
def _(_folder):
    folder, pages = site()
    for path, page in pages.items():
        for link in page.links:
            assert "//" not in link, f"{path} leads out: {link}"
            target, _, place = link.partition("#")
            there = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            assert (folder / there).is_file(), (path, link)
            assert not place or place in pages[there].ids, (path, link)


@case("a card has every part, with the source down to the chapter")
def _(_folder):
    _, pages = site()
    for code in codes():
        text = pages[f"indicators/{code}.html"].text
        missing = [heading for heading in HEADINGS if heading not in text]
        assert not missing, (code, missing)
    text = pages["indicators/EDU01.html"].text
    for words in ("EDU01. Wydatki bieżące na szkoły podstawowe na 1 ucznia", "zł/uczeń", "Rb-28S, wykonanie (kolumna R4)",
                  "2015–2023: 80101 Szkoły podstawowe, 80150", "BDL P2801", "numer w API 151867", "Stan na 30 września", "1250000,50 [zł]",
                  "12500,01 [zł/uczeń]", "brak (Q)", "901001 (gmina; nadany w tym projekcie, nie w SMUP)",
                  "Licznik „Wydatki (Rb-28S, wykonanie): Szkoły podstawowe; Wydatki bieżące”"):
        assert words in text, (words, text)
    text = pages["en/indicators/EDU01.html"].text
    for words in ("Current expenditure on primary schools per pupil", "1250000.50 [zł]", "Numerator “Expenditure (Rb-28S, executed)"):
        assert words in text, (words, text)


@case("a formula is drawn as it is computed")
def _(_folder):
    folder, _ = site()
    for code, math in {
            "EDU01": "<mfrac><mrow><mi>wydatki</mi></mrow><mrow><mi>uczniowie</mi></mrow></mfrac>",
            "KON04": "<msub><mi>powierzchnia</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>",
            "KON05": "<mo>,</mo><mn>0</mn>",
            "SPO03": "<mtr><mtd><mfrac><mrow><mi>wydatki</mi></mrow><mrow><mi>miejsca_zlobki</mi></mrow></mfrac></mtd>"
                     "<mtd><mtext>jeżeli </mtext><mrow><mtext>isnull</mtext><mo>(</mo><mi>miejsca_kluby</mi><mo>)</mo></mrow></mtd></mtr>"}.items():
        assert math in (folder / f"indicators/{code}.html").read_text(encoding="utf-8"), code


FORMULAS = {  # formula: what is drawn, without tags; what is said
    "czytelnicy / ludnosc": ("KUL01=czytelnicyludnosc", "Numerator “Library readers” Denominator “Population”"),
    "(czytelnicy - ludnosc) * 2": ("KUL01=(czytelnicy−ludnosc)·2", "(“Library readers” minus “Population”) times 2."),
    "czytelnicy - (ludnosc - czytelnicy)": ("KUL01=czytelnicy−(ludnosc−czytelnicy)",
                                            "“Library readers” minus (“Population” minus “Library readers”)."),
    "sum_known(czytelnicy, ludnosc, ludnosc)": ("KUL01=sum_known(czytelnicy,ludnosc,ludnosc)",
                                          "the sum of those known of: “Library readers”; “Population”; “Population”."),
    "if czytelnicy > 0.5 and not isnull(ludnosc) then 1 else -2":
        ("KUL01=1if czytelnicy>0.5∧¬isnull(ludnosc)−2otherwise", "1, if (“Library readers” is greater than 0.5) and (not (“Population” is missing)); otherwise minus 2."),
    "at_year(czytelnicy + ludnosc, 2015)": ("KUL01=(czytelnicy+ludnosc)2015", "(“Library readers” plus “Population”) of the year 2015."),
    'group_median(czytelnicy, "kind")': ("KUL01=group_median(czytelnicy,kind)", "the median in the group of similar units (kind of unit) of “Library readers”."),
    "max_of(czytelnicy, 2.5) + 3 * ludnosc": ("KUL01=max_of(czytelnicy,2.5)+3·ludnosc", "(the greatest of: “Library readers”; 2.5) plus"),
    "power(czytelnicy + ludnosc, 2) / ludnosc": ("KUL01=(czytelnicy+ludnosc)2ludnosc", "(“Library readers” plus “Population”) to the power of 2 Denominator"),
    "prev(czytelnicy) + ludnosc + ludnosc": ("KUL01=czytelnicyt−1+ludnosc+ludnosc",
                                             "(“Library readers” of the year before) plus “Population” plus “Population”."),
    "power(czytelnicy, 2) / ludnosc": ("KUL01=czytelnicy2ludnosc", "Numerator “Library readers” to the power of 2 Denominator"),
    "if czytelnicy in {1, 2} then 1 else 0": ("KUL01=1if czytelnicy∈{1,2}0otherwise", "1, if “Library readers” is one of: 1, 2; otherwise 0."),
}


@case("every form of formula is drawn and said")
def _(folder):
    base = pathlib.Path(folder) / "config"
    shutil.copytree(SOURCE / "tests/definitions/base", base)
    definition = base / "indicators/kultura/KUL01.xml"
    shutil.copytree(SOURCE / "config/portal", base / "portal")
    text = re.sub(r"<example>.*</example>", "", definition.read_text(encoding="utf-8"), flags=re.S)
    for formula, (drawn, said) in FORMULAS.items():
        written = formula.replace("<", "&lt;").replace(">", "&gt;")
        unit = "osoba/1000 osoba" if formula == "czytelnicy / ludnosc" else "osoba"
        changed = re.sub(r"<formula>.*?</formula>", f"<formula>{written}</formula>", text)
        changed = changed if "ludnosc" in formula else changed.replace('<input name="ludnosc" ref="ludnosc"/>', "")
        definition.write_text(changed.replace('unit="osoba/1000 osoba"', f'unit="{unit}"'), encoding="utf-8")
        out = pathlib.Path(folder) / "site"
        status, message = smup("docs", "--out", out, "--config", base)
        if status != 0:
            raise AssertionError((formula, message))
        page = (out / "en/indicators/KUL01.html").read_text(encoding="utf-8")
        math = re.sub(r"<[^>]*>", "", re.search(r"<math.*?</math>", page, re.S)[0]).replace("&gt;", ">").replace("&lt;", "<")
        assert math == drawn, (formula, math)
        assert said in read_site(out)["en/indicators/KUL01.html"].text, (formula, said)


@case("cards name the codes of which check says that their validity is not known, and no others")
def _(_folder):
    _, pages = site()
    said = {code for path, page in pages.items()
            for code in re.findall(r"Nie potwierdzono, że kod obowiązywał w użytych latach: (\d+),", page.text)}
    assert said == set(re.findall(r"K03: whether \w+ (\d+) is valid", smup("check", "--config", SOURCE / "config")[1])) != set(), said


@case("the search looks in names, services, sources and codes of every indicator")
def _(_folder):
    folder, _ = site()
    for name, words in (("index-pl.js", "szkoły podstawowe"), ("index-en.js", "primary schools")):
        text = (folder / name).read_text(encoding="utf-8")
        rows = json.loads(text.splitlines()[0].removeprefix("const smupIndex = ").removesuffix(";"))
        assert [row[0] for row in rows] == codes()
        row = rows[codes().index("EDU01")]
        assert row[2] == "indicators/EDU01.html" and "80101" in row[3] and "P2801" in row[3] and words in row[3].lower(), row


@case("lists lead from a source and from a code to the indicators that use it")
def _(_folder):
    folder, pages = site()
    assert "BDL-P2801" in pages["sources.html"].ids and "Rb-27S" in pages["sources.html"].ids
    part = (folder / "codes.html").read_text(encoding="utf-8").split('id="rozdzial-85516"')[1].split("<h3")[0]
    assert "SPO03.html" in part and "od 2021" in part, part
    assert "80101" not in part and part.count("SPO03.html") == 1
    text = pages["codes.html"].text
    assert "nowe znaczenie od 2025" not in text.split("71013")[1].split("71014")[0], text


@case("the same definitions give the same bytes, and a site is replaced by the next one")
def _(folder):
    out = pathlib.Path(folder) / "site"
    docs(out)
    first = digest(out)
    (out / "left.html").write_text("of before")
    docs(out)
    assert digest(out) == first == digest(site()[0])
    assert [path.name for path in pathlib.Path(folder).iterdir()] == ["site"]


@case("what only a rule or a second source reads is not shown as what the value is made of")
def _(_folder):
    folder, pages = site()
    assert "KON03" not in pages["indicators/KON02.html"].text.split("Dane wejściowe i źródła")[1].split("Reguły kontroli")[0]
    assert "KON02" not in pages["indicators/KON03.html"].text.split("Zależności")[1]
    assert "(tylko do weryfikacji)" in pages["indicators/KON04.html"].text
    breaks = pages["indicators/KON04.html"].text.split("Przerwy w szeregu")[1].split("Reguły kontroli")[0]
    assert "gotowy wskaźnik BDL" not in breaks and "2010" in breaks and "2020" in breaks, breaks
    assert "census of 2021: rebased" in pages["en/indicators/KON04.html"].text
    rows = (folder / "indicators/KON02.html").read_text(encoding="utf-8").split('id="breaks"')[1].split("</table>")[0]
    assert rows.count("<tr>") == 3, rows  # the heading, and what 26 series have in common


@case("every word of the site is used")
def _(_folder):
    room = SOURCE / "compute/site"
    words = re.findall(r"^WORD\((\w+)", (room / "word_list.h").read_text(encoding="utf-8"), re.M)
    code = "".join(path.read_text(encoding="utf-8") for path in room.glob("*.c"))
    months = words.index("JANUARY")
    assert [word for word in words[:months + 1] + words[months + 12:] if not re.search(rf"\bWORD_{word}\b", code)] == []


@case("a folder that is no site is not touched, under whatever name")
def _(folder):
    out = pathlib.Path(folder) / "mine"
    for other in ("mine.part", "mine.old"):
        (pathlib.Path(folder) / other).mkdir()
        (pathlib.Path(folder) / other / "letter.txt").write_text("dear")
    assert "mine.part" in docs(out, status=73)
    shutil.rmtree(out.with_name("mine.part"))
    docs(out)
    assert (pathlib.Path(folder) / "mine.old/letter.txt").read_text() == "dear"
    assert out.stat().st_mode & 0o055 == 0o055 & ~os.umask(os.umask(0)), "the web server's user reads it"
    shutil.rmtree(out)
    for place in (".", "..", "", "/"):
        docs(place, status=64)
    assert smup("docs", "EDU01", "--out", out)[0] == 64 and not out.exists()
    out.mkdir()
    docs(out)  # empty: taken
    shutil.rmtree(out)
    out.mkdir()
    (out / "letter.txt").write_text("dear")
    text = docs(out, status=73)
    assert "is no site of smup docs" in text and "name a folder that is not there yet" in text, text
    assert [path.name for path in out.iterdir()] == ["letter.txt"]


@case("without --out, or with a catalogue that has a mistake, nothing is written")
def _(folder):
    status, text = smup("docs")
    assert status == 64 and "--out" in text, text
    config = pathlib.Path(folder) / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "indicators/edukacja/EDU01.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("wydatki / uczniowie", "wydatki / uczen"), encoding="utf-8")
    text = docs(pathlib.Path(folder) / "site", config, 78)
    assert "N02" in text and not (pathlib.Path(folder) / "site").exists(), text


@case("texts with signs of HTML stand as they are written")
def _(folder):
    config = pathlib.Path(folder) / "config"
    shutil.copytree(SOURCE / "config", config)
    path = config / "indicators/edukacja/EDU01.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("Małe szkoły są droższe", 'Małe &lt;b&gt;szkoły&lt;/b&gt; &amp; "inne"', 1), encoding="utf-8")
    docs(pathlib.Path(folder) / "site", config)
    page = (pathlib.Path(folder) / "site/indicators/EDU01.html").read_text(encoding="utf-8")
    assert "Małe &lt;b&gt;szkoły&lt;/b&gt; &amp; &quot;inne&quot;" in page


if __name__ == "__main__":
    try:
        status = run_cases(lambda folder: folder, sys.argv[3:])
    finally:
        if site.cache_info().currsize:
            shutil.rmtree(site()[0].parent)
    sys.exit(status)
