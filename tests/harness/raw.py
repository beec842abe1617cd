"""The pilot's raw extracts as a person reads them: rows of the Ministry's files, cells of BDL's tables and answers, each with
its place (file and line, record or key). Knows nothing of the programs, of config/ and of the generator."""
import csv
import io
import json
import struct
import zipfile
from fractions import Fraction
from xml.etree import ElementTree


def number(text):
    """An amount as the Ministry writes it: decimal point or comma, blanks between thousands, nothing for zero."""
    return Fraction(text.replace("\u00a0", "").replace(" ", "").replace(",", ".") or 0)


def dbf_records(content):
    """[(number of the record, {field: text})] of those that are not marked as deleted."""
    n, head, size = struct.unpack_from("<IHH", content, 4)
    fields, at = [], 32
    while content[at] != 13:
        name, width = content[at:at + 11].rstrip(b"\0").decode("ascii"), content[at + 16]
        fields.append((name, width))
        at += 32
    records = []
    for i in range(n):
        record = content[head + i * size:head + (i + 1) * size]
        if record[:1] == b"*":
            continue
        cells, at = {}, 1
        for name, width in fields:
            cells[name] = record[at:at + width].decode("cp1250").strip()
            at += width
        records.append((i + 1, cells))
    return records


def csv_records(content):
    text = content.decode("cp1250")
    return [(i + 2, row) for i, row in enumerate(csv.DictReader(io.StringIO(text), delimiter=";"))]


class Row:
    """A row of Rb-27S or Rb-28S."""

    def __init__(self, place, cells):
        self.place, self.cells = place, cells
        self.unit = tuple(cells[name] for name in ("WK", "PK", "GK"))
        self.union = cells["GT"] in ("Z", "z")
        self.rozdzial, self.paragraf = cells["ROZDZIAL"].zfill(5), cells["PAR"].zfill(3)
        self.code = f"{self.rozdzial} § {self.paragraf}-{cells['PAR4']}"

    def amount(self, column):
        return number(self.cells[column])


class Extracts:
    def __init__(self, folder):
        self.folder, self.memory = folder, {}

    def kept(self, key, make):
        if key not in self.memory:
            self.memory[key] = make()
        return self.memory[key]

    def budget(self, report, year):
        """(name of the file, [Row]) of the fourth quarter; the correction of 2017 in place of what it corrects."""
        return self.kept((report, year), lambda: self._budget(report, year))

    def _budget(self, report, year):
        mf = self.folder / "mf"
        table, packed = mf / f"{year}Q4" / f"Rb{report}s_csv.csv", mf / f"Rb{report}S_{year}Q4.zip"
        if table.exists():
            name, records, word = str(table.relative_to(self.folder)), csv_records(table.read_bytes()), "wiersz"
        else:
            with zipfile.ZipFile(packed) as archive:
                member = archive.namelist()[0]
                content = archive.read(member)
            name = f"{packed.relative_to(self.folder)}/{member}"
            records, word = ((csv_records(content), "wiersz") if member.endswith(".csv") else (dbf_records(content), "rekord"))
        rows = [Row(f"{word} {at}", cells) for at, cells in records]
        if (report, year) == ("28", 2017):
            later = [Row(f"korekta, wiersz {at}", cells)
                     for at, cells in csv_records((mf / "2017Q4_korekta" / "Rb28s_csv.csv").read_bytes())]
            rows = [row for row in rows if row.unit != later[0].unit or row.union] + later
        return name, rows

    def matrix(self, report, year):
        """(name of the file, [(place, cells)]) of Rb-Z or Rb-NDS."""
        def read():
            table, packed = (self.folder / "mf" / f"{year}Q4" / f"Rb{report}_csv.csv",
                             self.folder / "mf" / f"Rb{report.upper()}_{year}Q4.zip")
            if table.exists():
                return str(table.relative_to(self.folder)), [(f"wiersz {at}", cells) for at, cells in csv_records(table.read_bytes())]
            with zipfile.ZipFile(packed) as archive:
                member = archive.namelist()[0]
                return (f"{packed.relative_to(self.folder)}/{member}",
                        [(f"rekord {at}", cells) for at, cells in dbf_records(archive.read(member))])
        return self.kept((report, year, "matrix"), read)

    def lines(self, name):
        def read():
            content = (self.folder / name).read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1250")
            return list(csv.reader(io.StringIO(text), delimiter=";"))
        return self.kept(name, read)

    def wide(self, name, code, texts, year):
        """(text of the cell, place) of a wide table: the column's head is "texts;year;[unit]"."""
        lines = self.lines(name)
        column = next(i for i, head in enumerate(lines[0]) if head.split(";")[:-1] == [*texts, str(year)])
        at, line = next((i, line) for i, line in enumerate(lines) if line[0].zfill(7) == code)
        return line[column], f'wiersz {at + 1} ({line[0]} "{line[1]}"), kolumna {column + 1} "{lines[0][column]}"'

    def relational(self, name, code, texts, year):
        """(value, attribute, place); None where the table has no such row."""
        lines = self.lines(name)
        width = 2 + len(texts)
        for i, line in enumerate(lines[1:], 2):
            if line[0] == code and line[2:width] == list(texts) and line[width:width + 1] == [str(year)] and len(line) > width + 2:
                return line[width + 1], line[width + 3], f'wiersz {i} ({code} "{line[1]}", {"; ".join(texts)}, {year})'
        return None

    def api(self, pattern, code, year):
        """(value or None, number of the attribute, place) of the answers by variable whose names fit. The id of BDL is the
        TERYT code in pieces: 02 30 16 0 19 011 is 3019011."""
        for path in sorted((self.folder / "bdl").glob(pattern)):
            name = str(path.relative_to(self.folder))
            for result, years in self.kept(name, lambda: answers(path)):
                if result[2:4] + result[7:] == code and str(year) in years:
                    value, attribute = years[str(year)]
                    return value, attribute, f"{name}, id {result}, year {year}"
        return None

    def table(self, name, key):
        """({column: text}, place) of the row of a plain table that begins with the texts of the key."""
        lines = self.lines(name)
        at, line = next((i, line) for i, line in enumerate(lines) if all(text in line for text in key))
        return dict(zip(lines[0], line)), f"wiersz {at + 1}"


def answers(path):
    """[(id, {year: (value or None, attribute)})] of an answer of the API, JSON or XML."""
    if path.suffix == ".json":
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=str, parse_int=str)
        return [(r["id"], {v["year"]: (v["val"], v["attrId"]) for v in r["values"]}) for r in content["results"]]
    root = ElementTree.fromstring(path.read_bytes())
    return [(u.findtext("id"), {v.findtext("year"): (v.findtext("val") or None, v.findtext("attrId")) for v in u.iter("yearVal")})
            for u in root.iter("unitData")]
