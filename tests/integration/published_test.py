#!/usr/bin/env python3
"""Answers of the public API of SMUP, and smup compare --published: published_test.py BUILD SOURCE [WORD]..."""
import csv
import io
import json
import pathlib
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "harness"))
from cases import case, run_cases  # noqa: E402
from workspace import OwnConfig, crel, name_of, rb_csv, zipped  # noqa: E402

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
WAGES, WAGES_CITY = 4052, 4402  # FIN06, one decimal
VALUE, PRECISION = ("SMUP", "4052", "wartosc", ""), ("SMUP", "4052", "precyzja", "")
UNITS = {  # number: TERYT and name
    1: ("", "POLSKA"), 2: ("02", "DOLNOŚLĄSKIE"), 3: ("0201", "bolesławiecki"), 11: ("0201011", "Bolesławiec"),
    12: ("0201022", "Bolesławiec"), 13: ("0201032", "Gromadka"), 14: ("0201043", "Nowogrodziec"), 15: ("0201044", "Nowogrodziec"),
    16: ("0201052", "Osiecznica"), 17: ("0201062", "Warta Bolesławiecka"), 21: ("1214023", "Koszyce"), 22: ("1214022", "Koszyce"),
    31: ("0265011", "Wałbrzych"), 32: ("0221091", "Wałbrzych"), 41: ("1207132", "Szczawa"), 42: ("0809102", "Zielona Góra"),
    43: ("3203042", "Ostrowice"), 44: ("2002162", "Grabówka"), 51: ("1465028", "Bemowo"),
}


def dictionary(units=None, pages=1):
    rows = []
    for number, (code, name) in (units or UNITS).items():
        parts = [code[:2], code[2:4], code[4:6], code[6:]]
        rows.append({"id-teryt": number, **{key: part or None for key, part in zip(("woj", "pow", "gmn", "rodz"), parts)},
                     "nazwa": name, "nazwa-dod": "x"})
    return json.dumps({"data": rows, "page-count": pages}, ensure_ascii=False)


def values(*rows, indicator=WAGES, year=2019, pages=1, **more):
    """A row is "number flag value precision"; - is null."""
    entries = []
    for row in rows:
        number, flag, value, precision = row.split()
        entries.append({"id": indicator, "id-daty": int(f"{year}1231"), "id-teryt": int(number), "id-flaga": int(flag),
                        "wartosc": None if value == "-" else float(value) if "." in value else int(value),
                        "precyzja": None if precision == "-" else int(precision), **more})
    return json.dumps({"data": entries, "page-count": pages})


class Desk(OwnConfig):
    def __init__(self, folder):
        super().__init__(folder, BUILD, SOURCE)

    def wages(self, *rows, year=2019):
        """Rb-28S of units "WKPKGK GT PT wages", of a thousand złoty of current expenditure each; FIN06 is computed."""
        lines = []
        for row in rows:
            unit, gt, pt, wages = row.split()
            lines.append(f"{unit} {gt} {pt} 801 80101 401 0 9999.00 {wages}")
            lines.append(f"{unit} {gt} {pt} 801 80101 421 0 9999.00 {Decimal(1000) - Decimal(wages)}")
        self.run(self.put(f"rb28_{year}.csv", rb_csv(*lines, report="28", year=year, date=f"{year + 1}-02-20")))
        self.smup("compute", "--only", "FIN06")

    def published(self, *rows, name="values.json", status=0, **more):
        if not (self.folder / "teryt.json").exists():
            self.run(self.put("teryt.json", dictionary()))
        return self.run(self.put(name, values(*rows, **more)), status=status)

    def differences(self, *arguments, status=0):
        rows = csv.DictReader(io.StringIO(self.smup("compare", "--published", "--csv", *arguments, status=status)), delimiter=";")
        return {(row["tier"], row["year"], row["unit"]): row for row in rows}

    def classes(self, status=0, year="2019"):
        """{unit: class} of all that is not equal and not ours alone."""
        return {unit: row["class"] for (_, at, unit), row in self.differences(status=status).items()
                if row["class"] != "only ours" and at == year}

    def counts(self, status=0, year="2019", tier="gmina"):
        lines = self.smup("compare", "--published", status=status).splitlines()
        line = next(line for line in lines if line.split()[:4] == ["FIN06", tier, str(WAGES if tier == "gmina" else WAGES_CITY), year])
        units, *classes = map(int, line.split()[4:])
        assert units == sum(classes), line
        return dict(zip(("equal", "only ours", "only theirs", "rounding", "changed", "flag", "unexplained"), classes))


# Reading


@case("number, precision and flag of a value are kept and counted")
def _(box):
    text = box.published("11 1 44.5 1", "12 2 0 1", "13 3 0 4", "14 5 - 1", "16 1 45 0")
    assert "records 5 = used 5; observations 10 = stored 10" in text, text
    content = box.content()
    assert content.cells(2019, VALUE) == {
        "020101": (Decimal("44.5"), "", "F", "1"), "020102": (0, "", "F", "2"), "020103": (0, "N", "F", "3"),
        "020104": (0, "O", "N", "5"), "020105": (45, "", "F", "1")}, content.cells(2019, VALUE)
    assert {unit: int(cell[0]) for unit, cell in content.cells(2019, PRECISION).items()} == {
        "020101": 1, "020102": 1, "020103": 4, "020104": 1, "020105": 0}


@case("a null is missing whatever its flag, save where the flag says that it is zero or nearly")
def _(box):
    box.published("11 1 - 1", "12 2 - 1", "13 3 - 4", "14 4 - 1", "16 6 - 1")
    cells = box.content().cells(2019, VALUE)
    assert {unit: cell[1:] for unit, cell in cells.items()} == {
        "020101": ("O", "F", "1"), "020102": ("", "F", "2"), "020103": ("N", "F", "3"), "020104": ("O", "F", "4"),
        "020105": ("O", "F", "6")}, cells


@case("flags 4 and 6 are kept with their numbers, one that nobody has announced is rejected")
def _(box):
    box.published("11 4 44.5 1", "12 6 3 1", "13 7 1 1", status=3)
    cells = box.content().cells(2019, VALUE)
    assert cells["020101"] == (Decimal("44.5"), "", "F", "4") and cells["020102"] == (3, "", "F", "6"), cells
    assert [row["code"] for row in box.rejects()] == ["ATT-0001"] and "020103" not in cells or cells["020103"][3] == "/", cells


@case("a number beside the flag that says there is none, or zero, is rejected")
def _(box):
    box.published("11 5 44.5 1", "12 2 0.1 1", "13 1 1 1", status=3)
    assert [row["code"] for row in box.rejects()] == ["ATT-0002", "ATT-0002"], box.rejects()


@case("a day that ends no year is rejected")
def _(box):
    box.published("11 1 44.5 1", **{"id-daty": 20190630}, status=3)
    assert [row["code"] for row in box.rejects()] == ["PER-0001"], box.rejects()


@case("values before their dictionary wait, are not refused, and are read when it comes")
def _(box):
    rows = [f"{number} 1 1.5 1" for number in UNITS if number > 10] + [f"{number} 1 1.5 1" for number in range(900, 920)]
    box.run(box.put("a.json", values(*rows)), status=3, says="records 36 = rejected 36")
    assert {row["code"] for row in box.rejects()} == {"KEY-0005"}
    assert "teryt-dictionary" in box.rejects()[0]["reason"]
    box.run(box.put("z.json", dictionary({n: u for n, u in UNITS.items() if n < 20})), status=3,
            says=["a.json: rows waited", "used 7 + rejected 29"])
    assert len(box.content().cells(2019, VALUE)) == 7
    more = dictionary({n: u for n, u in UNITS.items() if n >= 20} | {n: ("0201022", "x") for n in range(900, 901)})
    box.run(box.put("z2.json", more), status=3, says="a.json: rows waited")
    left = {row["raw"] for row in box.rejects()[-19:]}
    assert left == {str(n) for n in range(901, 920)}, left


@case("in one run the dictionary may be any of the files: nothing waits, and the order changes nothing")
def _(box):
    for folder, first, second in (("one", "a.json", "b.json"), ("two", "b.json", "a.json")):
        w = box.folder / f"W-{folder}"
        box.put(f"{folder}/{first}", values("11 1 44.5 1", "12 5 - 1"))
        box.put(f"{folder}/{second}", dictionary())
        box.run(box.folder / folder, w=w, says="rejects: 0")
    assert box.content(box.folder / "W-one").same_numbers(box.content(box.folder / "W-two"))


@case("a ZIP whose dictionary stands behind the values is read too")
def _(box):
    box.run(zipped(box.folder / "x.zip", a_dot_json=values("11 1 44.5 1"), b_dot_json=dictionary()), status=3)
    assert box.content().cells(2019, VALUE)["020101"][0] == Decimal("44.5")


@case("made again from the archive the workspace says the same")
def _(box):
    box.run(box.put("a.json", values("11 1 44.5 1", "99 1 1 1")), status=3)
    box.run(box.put("b.json", dictionary()), status=3)
    box.run(box.w / "archive", w=box.folder / "again", status=3)
    assert box.content().same_numbers(box.content(box.folder / "again"))


@case("a plan tells what would come of values and dictionary, and keeps nothing")
def _(box):
    box.put("x/a.json", values("11 1 44.5 1"))
    box.put("x/b.json", dictionary())
    text = box.smup("plan", "--csv", box.folder / "x")
    assert '"a.json";"smup-api"' in text and not box.w.exists(), text


@case("a dictionary that gives a known number to another unit is refused")
def _(box):
    box.run(box.put("teryt.json", dictionary()))
    box.refused(box.put("other.json", dictionary({11: ("0201022", "Bolesławiec")})), says=["number 11", "anew"])
    box.run(box.put("same.json", dictionary({11: ("0201011", "Bolesławiec (miasto)"), 77: ("0201", "bolesławiecki")})))


@case("a number that the dictionary gives to no unit of the register is told as such")
def _(box):
    box.run(box.put("teryt.json", dictionary({11: ("0201011", "Bolesławiec"), 12: ("9901011", "Nigdzie")})))
    box.run(box.put("values.json", values("11 1 1 1", "12 1 1 1")), status=3)
    (row,) = box.rejects()
    assert row["code"] == "TER-0001" and "Nigdzie" in row["reason"] and "9901011" in row["reason"], row


@case("units without a powiat are known by their names, voivodeships by their codes too")
def _(box):
    units = {1: ("", "POLSKA"), 2: ("02", "województwo dolnośląskie"), 3: ("02", "REGION DOLNOŚLĄSKIE"), 4: ("", "MAKROREGION CENTRALNY")}
    box.run(box.put("teryt.json", dictionary(units)))
    box.run(box.put("values.json", values("1 1 1 1", "2 1 2 1", "3 1 3 1", "4 1 4 1")))
    cells = {unit: int(cell[0]) for unit, cell in box.content().cells(2019, VALUE).items()}
    assert cells == {"000000000000": 1, "030200000000": 2, "030210000000": 3, "050000000000": 4}, cells


@case("codes that are numbers, or padded with zeros, are the same codes")
def _(box):
    row = {"id-teryt": "11", "woj": 2, "pow": 1, "gmn": 1, "rodz": 1, "nazwa": "Bolesławiec", "nazwa-dod": ""}
    powiat = {"id-teryt": 3, "woj": "02", "pow": "01", "gmn": "00", "rodz": "0", "nazwa": "bolesławiecki", "nazwa-dod": ""}
    voivodeship = {**powiat, "id-teryt": 2, "pow": "00", "nazwa": "województwo dolnośląskie"}
    box.run(box.put("teryt.json", json.dumps([row, powiat, voivodeship])))
    box.run(box.put("values.json", values("11 1 1 1", "3 1 2 1", "2 1 3 1")))
    assert set(box.content().cells(2019, VALUE)) == {"020101", "0201", "030200000000"}


@case("a profile of these answers needs its dictionary of flags")
def _(box):
    path = box.config / "sources" / "smup-api.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('<attribute dictionary="smup"/>', ""), encoding="utf-8")
    box.run(box.put("values.json", values("11 1 1 1")), status=78, says="attribute dictionary")


@case("pages of an answer stand beside each other, and nothing of one withdraws what another has")
def _(box):
    box.published("11 1 44.5 1", name="p1_20200901000000.json", pages=2)
    box.published("12 1 44.6 1", name="p2_20200901000100.json", pages=2)
    cells = box.content().cells(2019, VALUE)
    assert {unit: str(cell[0]) for unit, cell in cells.items()} == {"020101": "44.5", "020102": "44.6"}, cells
    assert box.content().findings == []


@case("a later answer takes the place of an earlier one, two of no date that disagree are a conflict")
def _(box):
    box.published("11 1 44.5 1", name="v_20200901000000.json")
    box.published("11 1 44.7 1", name="v_20201001000000.json")
    assert box.content().cells(2019, VALUE)["020101"][0] == Decimal("44.7")
    box.published("12 1 44.5 1", name="one.json")
    box.published("12 1 44.7 1", name="two.json", status=3)
    assert box.rejects()[-1]["code"] == "KEY-0002", box.rejects()
    assert box.content().cells(2019, VALUE)["020102"][3] == "!"


@case("a row twice is identical, two that differ are rejected and neither counts")
def _(box):
    text = box.published("11 1 44.5 1", "11 1 44.5 1", "12 1 44.5 1", "12 1 44.6 1", "13 1 1 1", status=3)
    assert "identical 3" in text and "rejected 2" in text, text
    assert {row["code"] for row in box.rejects()} == {"KEY-0001"}, box.rejects()
    cells = box.content().cells(2019, VALUE)
    assert cells["020101"][0] == Decimal("44.5") and "020102" not in cells or cells["020102"][3] == "/", cells


@case("a number for another kind of the gmina, without a value, is passed over")
def _(box):
    text = box.published("21 1 44.5 1", "22 5 - 1")
    assert "used 1 + filtered 1" in text, text
    assert box.content().cells(2019, VALUE) == {"121402": (Decimal("44.5"), "", "F", "1")}


@case("units that have ended are kept in the years of which the portal speaks")
def _(box):
    box.published("32 5 - 1", "41 1 1.5 1", "42 5 - 1", "43 1 7 0", "44 5 - 1")
    assert set(box.content().cells(2019, VALUE)) == {"022109", "120713", "080910", "320304", "200216"}


@case("broken JSON is refused, and nothing changes")
def _(box):
    box.run(box.put("teryt.json", dictionary()))
    good = values("11 1 44.5 1")
    box.refused(box.put("cut.json", good[:-20]), says=["JSON is broken", "fetch it again"])
    box.refused(box.put("two.json", good + "\n" + good), says="another JSON document")
    box.refused(box.put("other.json", '{"data":[{"id-teryt":1,"x":2}],"page-count":1}'), says="no answer of the public API of SMUP")


@case("an answer with nothing in it is read, and warns")
def _(box):
    box.run(box.put("empty.json", '{"data":[],"page-count":0}'), status=3, says="nothing below it")


@case("lists, cards and flags are kept as they came")
def _(box):
    box.run(box.put("areas.json", json.dumps([{"id-ou": 9, "nazwa-obszaru": "Podatki"}])))
    box.run(box.put("services.json", json.dumps([{"id-up": 61, "nazwa-uslugi": "Podatek", "id-ou": 9}])))
    box.run(box.put("list.json", json.dumps([{"id": 16, "nazwa-wskaznika": "Dochód", "id-up": 61, "nazwa-uslugi": "Podatek",
                                              "wymiar-opisu-uslugi": "ilość"}])))
    box.run(box.put("card.json", json.dumps({"id": 17, "nazwa-wskaznika": "Zaległości", "definicja": "długi tekst"})))
    box.run(box.put("flags.json", json.dumps([{"id-flaga": 4, "nazwa": "nikt nie wie"}])))
    rows = {code: (name, json.loads(text)) for _, code, name, text in box.content().registers}
    assert {code: name for code, (name, _) in rows.items()} == {
        "area 9": "Podatki", "service 61": "Podatek", "indicator 16": "Dochód", "indicator 17": "Zaległości", "flag 4": "nikt nie wie"}
    assert rows["indicator 17"][1]["definicja"] == "długi tekst"


@case("entries of a list without a number, of another shape or twice with other words are rejected")
def _(box):
    rows = [{"id-ou": 9, "nazwa-obszaru": "Podatki"}, {"id-ou": 9, "nazwa-obszaru": "Podatki"}, {"id-ou": 9, "nazwa-obszaru": "Inne"},
            {"id-ou": None, "nazwa-obszaru": "Nic"}, {"id-up": 1, "nazwa-uslugi": "x"}, 7, {"id-ou": 10, "nazwa-obszaru": "Finanse"}]
    text = box.run(box.put("areas.json", json.dumps(rows)), status=3)
    assert "records 7 = used 3 + rejected 4; observations 3 = stored 2 + identical 1" in text, text
    assert [row["code"] for row in box.rejects()] == ["KEY-0001", "CSV-0001", "CSV-0001", "CSV-0001"], box.rejects()
    assert [code for _, code, _, _ in box.content().registers] == ["area 10", "area 9"]


@case("an answer of BDL's API is still BDL's")
def _(box):
    box.refused(box.put("bdl.json", '{"totalRecords":1,"results":[]}'), says="data/by-variable")


@case("published values are no input, and are not offered as one")
def _(box):
    box.published("11 1 44.5 1")
    assert "4052" not in box.smup("series", "wartosc", status=0)
    path = box.config / "variables" / "published.xml"
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n<variables><variable id="z_portalu" unit="%" additive="no" kind="flow" '
                    'perspective="jst"><name xml:lang="pl">Z portalu</name><name xml:lang="en">From it</name>'
                    '<series source="SMUP" subject="4052"><dimension>wartosc</dimension></series></variable></variables>\n', encoding="utf-8")
    box.smup("compute", status=78, says="are no input")


@case("smup status counts published indicators in one line")
def _(box):
    box.published("11 1 44.5 1")
    box.published("11 1 44.5 1", indicator=16, name="x.json")
    lines = [line.split() for line in box.smup("status").splitlines() if "SMUP" in line]
    assert lines == [["SMUP", "2019", "(2", "series)"]], lines


# Comparing


@case("every class of difference, and the sums are all units of either side")
def _(box):
    box.wages("020101 1 0 444.96", "020102 2 0 444.49", "020103 2 0 300.00", "020104 3 0 0.00", "020105 2 0 250.00",
              "020106 2 0 123.45", "121402 3 0 500.00")
    box.published("11 1 44.5 1", "12 1 44.5 1", "13 1 30 0", "14 2 0 1", "16 1 26.1 1", "17 4 12.3 1", "21 1 61.5 1",
                  "15 1 9.9 1", "43 1 7 0", "51 5 - 1")
    assert box.classes(status=3) == {
        "020102": "rounding", "020105": "unexplained", "020106": "flag", "121402": "changed", "0201044": "only theirs",
        "320304": "only theirs", "1465028": "only theirs"}
    counts = box.counts(status=3)
    assert counts == {**counts, "equal": 3, "only theirs": 3, "rounding": 1, "changed": 1, "flag": 1, "unexplained": 1}, counts
    assert counts["only ours"] > 2000, counts
    row = box.differences(status=3)["gmina", "2019", "020105"]
    assert (row["ours_exact"], row["ours"], row["theirs"], row["precision"], row["flag"], row["their_flag"]) == \
        ("25", "25.0", "26.1", "1", "1", "1"), row


@case("fewer decimals are rounding, and the status is 0 where nothing is unexplained")
def _(box):
    box.wages("020101 1 0 444.96", "020102 2 0 444.49")
    box.published("11 1 44 0", "12 1 45 0", name="v_20200901000000.json")
    assert box.classes(status=3) == {"020101": "rounding", "020102": "unexplained"}, "44.449 is 44, and never 45"
    box.published("12 1 44 0", name="v_20210101000000.json")
    assert box.classes() == {"020101": "rounding", "020102": "rounding"}


@case("a number with more decimals than its precision says is taken at its word")
def _(box):
    box.wages("020101 1 0 444.96", "020102 2 0 444.96", "020103 2 0 444.96")
    box.published("11 1 44.496 1", "12 1 44.53 1", "13 1 44.5 -")
    assert box.classes(status=3) == {"020101": "rounding", "020102": "unexplained"}


@case("a value on one side and a flag of missing on the other is a flag, both missing is equal")
def _(box):
    box.wages("020101 1 0 444.96")
    box.published("11 5 - 1", "12 1 3.0 1", "13 5 - 1", "14 4 - 1")
    assert box.classes() == {"020101": "flag", "020102": "flag", "020104": "flag"}
    assert box.counts()["equal"] == 1


@case("a city stands under its own id, and the gminas' id has none")
def _(box):
    box.wages("026500 0 2 444.96", "020101 1 0 300.00")
    box.published("31 1 44.5 1", indicator=WAGES_CITY)
    box.published("11 1 30.0 1", "31 1 44.5 1", name="gminas.json")
    assert {key[0]: row["class"] for key, row in box.differences().items() if key[2] == "026501"} == {"gmina": "only theirs"}
    assert box.counts(tier="city")["equal"] == 1


@case("a year of which nothing is computed is said, and its units are the portal's alone")
def _(box):
    box.wages("020101 1 0 444.96")
    box.published("11 1 44.5 1", year=2011)
    box.smup("compare", "--published", says="FIN06, 2011: no result is stored")
    assert box.classes(year="2011") == {"020101": "only theirs"}


@case("pages that were not read are said")
def _(box):
    box.wages("020101 1 0 444.96", "020102 2 0 300.00")
    box.published("11 1 44.5 1", name="p1.json", pages=2)
    box.smup("compare", "--published", says="FIN06 (4052), 2019: only 1 of the 2 pages")
    box.published("12 1 30.0 1", name="p2.json", pages=2)
    assert "pages" not in box.smup("compare", "--published")


@case("codes and years narrow it, and what has no id of SMUP is refused")
def _(box):
    box.wages("020101 1 0 444.96")
    box.published("11 1 44.5 1")
    box.published("11 1 44.5 1", year=2018, name="2018.json")
    assert {key[1] for key in box.differences("--years", "2019", "FIN06")} == {"2019"}
    box.smup("compare", "--published", "FIN05", status=65, says="no values published by SMUP")
    box.smup("compare", "--published", "EDU01", status=64, says="no indicator that has an id of SMUP")
    box.smup("compare", status=64, says="--published")


@case("an id of ours that SMUP did not give is never matched")
def _(box):
    box.wages("020101 1 0 444.96")
    local = next(row["id"] for row in csv.DictReader((box.config / "portal/ids.csv").open(encoding="utf-8"), delimiter=";")
                 if row["kind"] == "indicator" and row["note"] == "local")
    box.published("11 1 44.5 1")
    box.published("11 1 44.5 1", indicator=int(local), name="local.json")
    text = box.smup("compare", "--published", says=["with values 1, only in lists 0", f"{local}: 1 year"])
    assert text.count(local) == 1, text


@case("names and dimensions that are others are listed, and ids that nobody here has are counted")
def _(box):
    box.wages("020101 1 0 444.96")
    box.published("11 1 44.5 1")
    box.published("11 1 44.5 1", indicator=4050, name="unknown.json")
    name = "Udział wynagrodzeń w wydatkach bieżących"
    box.run(box.put("list.json", json.dumps([
        {"id": 4052, "nazwa-wskaznika": name, "id-up": 1, "nazwa-uslugi": "x", "wymiar-opisu-uslugi": "Jakość"},
        {"id": 4402, "nazwa-wskaznika": name + " miast", "id-up": 1, "nazwa-uslugi": "x", "wymiar-opisu-uslugi": "Efektywność"},
        {"id": 4050, "nazwa-wskaznika": "Inny", "id-up": 1, "nazwa-uslugi": "x", "wymiar-opisu-uslugi": "ilość"},
        {"id": 4051, "nazwa-wskaznika": "Jeszcze inny", "id-up": 1, "nazwa-uslugi": "x", "wymiar-opisu-uslugi": "ilość"}])))
    text = box.smup("compare", "--published", says=["with values 1, only in lists 1", "4050: 1 year  Inny",
                                                    "FIN06 (4052): dimension Jakość; ours: efektywnosc", f'FIN06 (4402): "{name} miast"'])
    assert "FIN06 (4402): dimension" not in text and 'FIN06 (4052): "' not in text, text


@case("published values make no result stale, other files do")
def _(box):
    box.wages("020101 1 0 444.96")
    box.smup("compute")
    box.published("11 1 44.5 1")
    assert "files came after" not in box.smup("compare", "--published")
    box.run(box.put(name_of(), crel("0201011 2019 39000")))
    box.smup("compare", "--published", says="files came after")


sys.exit(run_cases(Desk, sys.argv[3:]))
