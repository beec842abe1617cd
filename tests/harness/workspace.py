"""A workspace in a folder of its own, what is in it in words, and files as the publishers write them.

Content is decoded here from the layouts in common/column.c and common/report.c, independently of the C code, and does not
depend on row numbers: two workspaces that say the same are equal.
"""
import csv
import json
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import zipfile
from decimal import Decimal

OBS = "BOMLHQJSDKWIFEPNUVG"  # the bits of a state from 0 (common/state.h)
CONF = "FENSDCAOTGM"
POPULATION = ("BDL", "P2137", "ogółem|ogółem", "osoba")  # variable 72305 of the API


def state_text(state):
    """(statuses, confidentiality, the source's letter)."""
    statuses = "".join(code for bit, code in enumerate(OBS) if state >> bit & 1)
    letter = chr(state >> 24) if state >> 24 else ""
    return statuses, CONF[state >> 20 & 15], letter


def decode_column(blob, units, without=()):
    """{unit: (value, statuses, confidentiality, letter)} of a packed column; cells of the states in `without` are left out."""
    kind, form, width, scale, n, first, n_states = struct.unpack_from("<8xBBBbIII", blob)
    at = 24
    states = struct.unpack_from(f"<{n_states}I", blob, at)
    at += 4 * n_states
    places = list(range(first, first + n))
    if form == 1:
        places = struct.unpack_from(f"<{n}I", blob, at)
        at += 4 * n
    size, letter = ((8, "q"), (4, "i"), (8, "d"))[kind]
    values = struct.unpack_from(f"<{n}{letter}", blob, at)
    at += n * size
    index = [0] * n if width == 0 else struct.unpack_from(f"<{n}{'BH'[width - 1]}", blob, at)
    assert at + n * width == len(blob)
    cells, texts = {}, [state_text(state) for state in states]
    left_out = {k for k, text in enumerate(texts) if text in without}
    for place, value, k in zip(places, values, index):
        if k in left_out:
            continue
        number = Decimal(value).scaleb(-scale).normalize() if kind != 2 else value
        cells[units[place]] = (number + 0, *texts[k])
    return cells


def decode_filing(blob, keys):
    """{(dzial, rozdzial, paragraf, p4): {measure: grosze}}, without the holes that rejected rows leave."""
    at = 8

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = blob[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    varint()  # the measures that the source has
    rows = {}
    for _ in range(varint()):
        key, present = keys[varint()], varint()
        if present >> 16 & 1:
            continue  # a hole: a row that was rejected
        rows[key] = {}
        for measure in range(16):
            if present >> measure & 1:
                value = varint()
                rows[key][measure] = value >> 1 ^ -(value & 1)
    assert at == len(blob)
    return rows


class Content:
    """What a workspace says."""

    def __init__(self, path, mode="ro"):
        db = sqlite3.connect(f"file:{path}/workspace.sqlite?mode={mode}", uri=True)
        try:
            self.read(db)
        finally:
            db.close()

    def read(self, db):
        units = dict(db.execute("SELECT id, code FROM unit"))
        keys = {row[0]: row[1:] for row in db.execute("SELECT id, dzial, rozdzial, paragraf, p4 FROM class_key")}
        series = {row[0]: (row[1], row[2], row[3].replace("\x1f", "|"), row[4])
                  for row in db.execute("SELECT id, source, subject, dimensions, unit FROM series")}
        self.columns = {}
        for number, period, blob, digest in db.execute(
                "SELECT c.series, c.period, p.data, c.digest FROM column_in_force c JOIN piece p ON p.id = c.piece"):
            self.columns[series[number], period_text(period)] = decode_column(blob, units)
        self.filings = sorted(
            (report, period_text(period), units[unit], date, version, in_force,
             tuple(sorted((key, tuple(amounts.items())) for key, amounts in decode_filing(blob, keys).items())))
            for report, period, unit, date, version, in_force, blob in db.execute(
                "SELECT report, period, unit, date, version, in_force, data FROM filing"))
        self.findings = sorted(
            (kind, series[number], period_text(period), units[unit], extracts)
            for number, period, unit, kind, extracts in db.execute(
                "SELECT series, period, unit, kind, extracts FROM finding"))
        self.registers = sorted(db.execute(
            "SELECT e.date, r.code, r.name, r.description FROM register_row r JOIN extract e ON e.id = r.extract"))
        self.extracts = sorted(db.execute(
            "SELECT sha256, member, name, profile, subject, date, date_source FROM extract"))

    def cells(self, period="2020", series=POPULATION):
        return self.columns.get((series, str(period)), {})

    def filing(self, report, unit, period="2019-Q4"):
        """The rows in force of a report, None where none counts."""
        rows = [f[6] for f in self.filings if f[:3] == (report, period, unit) and f[5] == 1]
        assert len(rows) <= 1
        return {key: dict(amounts) for key, amounts in rows[0]} if rows else None

    def __eq__(self, other):
        return vars(self) == vars(other)

    def same_numbers(self, other):
        return (self.columns, self.filings, self.findings) == (other.columns, other.filings, other.findings)


def period_text(period):
    frequency, year, index = period // 1000000, period // 100 % 10000, period % 100
    return {1: f"{year}", 2: f"{year}/{(year + 1) % 100:02}", 3: f"{year}-Q{index}", 4: f"{year}-{index:02}"}[frequency]


def read_values(folder):
    """{(indicator, unit, year): row} of values.csv."""
    with open(folder / "values.csv", encoding="utf-8", newline="") as file:
        return {(row["indicator"], row["unit"], row["year"]): row for row in csv.DictReader(file, delimiter=";")}


class Box:
    """A folder for one test: files to read, a workspace W, and the program."""

    def __init__(self, folder, program, config):
        self.folder, self.program, self.config = pathlib.Path(folder), program, config
        self.w = self.folder / "W"

    def put(self, name, content, encoding="utf-8"):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def run(self, *arguments, status=0, says=None, w=None, env=None, config=None):
        command = [self.program, "-w", w or self.w, "--config", config or self.config, *arguments]
        done = subprocess.run([str(word) for word in command], capture_output=True, timeout=120,
                              env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert done.returncode == status, f"status {done.returncode}, not {status}: {text}"
        for part in [says] if isinstance(says, str) else says or []:
            assert part in text, f'"{part}" is not in: {text}'
        return text

    def content(self, w=None):
        return Content(w or self.w)

    def everything(self, w=None):
        """All that must be as before when a file is refused: tables, row by row, and the archive."""
        w = pathlib.Path(w or self.w)
        if not (w / "workspace.sqlite").exists():
            return None
        db = sqlite3.connect(f"file:{w}/workspace.sqlite?mode=ro", uri=True)
        rows = list(db.iterdump())
        db.close()
        return rows, {path.name: path.read_bytes() for path in sorted((w / "archive").iterdir())}

    def refused(self, *arguments, status=65, says=None, **more):
        """The program refuses, and the workspace is as before."""
        if not (self.w / "workspace.sqlite").exists():
            self.run(self.put("LUDN_2137_CREL_20190101000000.csv", crel("0201011 2018 39000")))
        before = self.everything()
        text = self.run(*arguments, status=status, says=says, **more)
        assert self.everything() == before, "the workspace is not as before"
        return text

    def rejects(self, w=None):
        """Rows of every rejects.csv, oldest run first."""
        rows = []
        for path in sorted(pathlib.Path(w or self.w).glob("runs/*/rejects.csv")):
            with open(path, encoding="utf-8", newline="") as file:
                rows += csv.DictReader(file, delimiter=";")
        return rows

    def report(self, w=None):
        return "".join(path.read_text(encoding="utf-8")
                       for path in sorted(pathlib.Path(w or self.w).glob("runs/*/report.txt")))


# Files. A row of observations is "code year value attribute", the value and attribute may be left out.

class OwnConfig(Box):
    """A box with a config/ of its own, and the front `smup`."""

    def __init__(self, folder, build, source):
        super().__init__(folder, build / "smup-ingest", pathlib.Path(folder) / "config")
        self.build = build
        shutil.copytree(source / "config", self.config)

    def smup(self, *arguments, status=0, says=()):
        """What it prints; `says` may stand in its log too."""
        command = [self.build / "smup", *arguments, "-w", self.w, "--config", self.config]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        assert done.returncode == status, f"{done.returncode}: {done.stdout}{done.stderr}"
        for part in [says] if isinstance(says, str) else says:
            assert part in done.stdout + done.stderr, f'"{part}" is not in: {done.stdout}{done.stderr}'
        return done.stdout


def name_of(date="20210401120000", subject=2137, layout="CREL"):
    return f"LUDN_{subject}_{layout}_{date}.csv"


def crel(*rows, quote='"', unit="osoba", end="\n"):
    q = quote
    header = ["Kod", "Nazwa", "Wiek", "Płeć", "Rok", "Wartosc", "Jednostka miary", "Atrybut"]
    lines = ["".join(f"{q}{name}{q};" for name in header)]
    for row in rows:
        code, year, value, attribute = (row.split() + ["", ""])[:4]
        value = "" if value == "-" else value
        lines.append(f"{code};{q}Gmina, {code}{q};{q}ogółem{q};{q}ogółem{q};{q}{year}{q};{value};"
                     f"{q}{unit}{q};{q}{attribute}{q};")
    return end.join(lines) + end


def ctab(years, *rows, unit="osoba", dimensions="ogółem;ogółem"):
    lines = ['"Kod";"Nazwa";' + "".join(f'"{dimensions};{year};[{unit}]";' for year in years)]
    for row in rows:
        code, *values = row.split()
        lines.append(f'{code};"Gmina {code}";' + "".join(f"{'' if v == '-' else v};" for v in values))
    return "\n".join(lines) + "\n"


def api_values(rows):
    by_unit = {}
    for row in rows:
        unit, year, value, attribute = (row.split() + ["1"])[:4]
        by_unit.setdefault(unit, []).append((year, value, attribute))
    return by_unit


def api_json(*rows, variable=72305, updated="2021-04-01T12:00:00.09", aggregate=1, page=0):
    results = [{"id": unit, "name": "x", "values": [
        {"year": year, "val": None if value == "-" else float(value) if "." in value else int(value), "attrId": int(attribute)}
        for year, value, attribute in values]} for unit, values in api_values(rows).items()]
    return json.dumps({"totalRecords": 4180, "page": page, "pageSize": 100, "variableId": variable, "measureUnitId": 26,
                       "aggregateId": aggregate, "lastUpdate": updated, "results": results})


def api_xml(*rows, variable=72305, updated="2021-04-01T12:00:00.913", aggregate=1, page=0, root="singleVariableData"):
    results = ""
    for unit, values in api_values(rows).items():
        results += f"<unitData><id>{unit}</id><name>x</name><values>" + "".join(
            f"<yearVal><year>{year}</year><val>{'' if value == '-' else value}</val><attrId>{attribute}</attrId></yearVal>"
            for year, value, attribute in values) + "</values></unitData>"
    return (f'<?xml version="1.0" encoding="utf-8"?><{root} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<totalRecords>4180</totalRecords><page>{page}</page><pageSize>100</pageSize><links><first>f</first></links>"
            f"<variableId>{variable}</variableId><measureUnitId>26</measureUnitId><aggregateId>{aggregate}</aggregateId>"
            f"<lastUpdate>{updated}</lastUpdate><results>{results}</results></{root}>")


# Budget reports. A row is "WKPKGK GT PT dzial rozdzial paragraf p4 R1 R4", 020101 1 0 756 75615 031 0 100.00 99.50

RB_HEAD = "REGON WK PK GK GT PT KODMSWIA ROK KWARTAL DAT_SKW DZIAL ROZDZIAL PAR PAR4".split()
RB_MONEY = {"27": "R1 R2 R3 R4 R9 R10 R5 R6 R7 R8 R11 R11Z R11R".split(), "28": "R1 R10 R4 R11 R12 R9 R12U R12B R13".split()}


def rb_records(rows, report, year, quarter, date, msw=""):
    for row in rows:
        unit, gt, pt, dzial, rozdzial, paragraf, p4, *amounts = row.split()
        record = dict(zip(RB_HEAD, ["123456789     ", unit[:2], unit[2:4], unit[4:], gt, pt, msw, str(year), str(quarter),
                                    date, dzial, rozdzial, paragraf, p4]))
        record.update({name: "0.00" for name in RB_MONEY[report]})
        record.update(zip(("R1", "R4"), amounts))
        yield record


def rb_csv(*rows, report="27", year=2019, quarter=4, date="2020-02-20", mark=".", end="\r\n", msw="", quoted=False):
    names = RB_HEAD + RB_MONEY[report]
    lines = [";".join(names)]
    for record in rb_records(rows, report, year, quarter, date, msw):
        values = [record[name] for name in names]
        values[len(RB_HEAD):] = [value.replace(".", mark) for value in values[len(RB_HEAD):]]
        lines.append(";".join(f'"{value}"' if quoted else value for value in values))
    return end.join(lines) + end


DBF_WIDTHS = {"REGON": 14, "WK": 2, "PK": 2, "GK": 2, "GT": 1, "PT": 1, "KODMSWIA": 4, "ROK": 4, "KWARTAL": 1, "DAT_SKW": 8,
              "DZIAL": 3, "ROZDZIAL": 5, "PAR": 3, "PAR4": 1}


def rb_dbf(*rows, report="27", year=2019, quarter=4, date="20200220", deleted=(), msw=""):
    names = RB_HEAD + RB_MONEY[report]
    fields, body, widths = b"", b"", []
    for name in names:
        money = name not in DBF_WIDTHS
        widths.append(18 if money else DBF_WIDTHS[name])
        kind = b"N" if money else b"D" if name == "DAT_SKW" else b"C"
        fields += struct.pack("<11sc4xBB14x", name.encode(), kind, widths[-1], 2 if money else 0)
    records = list(rb_records(rows, report, year, quarter, date, msw))
    for i, record in enumerate(records):
        body += b"*" if i in deleted else b" "
        for name, width in zip(names, widths):
            text = record[name].encode("cp1250")[:width]
            body += text.rjust(width) if name not in DBF_WIDTHS else text.ljust(width)
    head = struct.pack("<BBBBIHH20x", 3, 120, 2, 20, len(records), 33 + len(fields), 1 + sum(widths))
    return head + fields + b"\r" + body + b"\x1a"


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return path


# BeSTi@: a unit is (name, type, regon, "WKPKGK GT PT", [rows "dzial rozdzial paragraf p4 PL amount DW amount ..."]).

def bestia(*units, report="Rb-27s", year=2019, quarter=4, date="2020-02-20", version=0):
    period = f"<Okres><Rok>{year}</Rok><TypOkresu>Kwartal</TypOkresu><Okres>{quarter}</Okres></Okres>"
    body = ""
    for name, kind, regon, place, rows in units:
        code, gt, pt = place.split()
        unit = (f"<Nazwa>{name}</Nazwa><Typ>{kind}</Typ><Regon>{regon:14}</Regon><WK>{code[:2]}</WK><PK>{code[2:4]}</PK>"
                f"<GK>{code[4:]}</GK><GT>{gt}</GT><PT>{pt}</PT>")
        positions = ""
        for row in rows:
            dzial, rozdzial, paragraf, p4, *amounts = row.split()
            positions += (f"<Pozycja><Dzial>{dzial}</Dzial><Rozdzial>{rozdzial}</Rozdzial><Paragraf>{paragraf}</Paragraf>"
                          f"<P4>{p4}</P4>" + "".join(f"<{a}>{b}</{a}>" for a, b in zip(amounts[::2], amounts[1::2])) +
                          "</Pozycja>")
        body += (f'<Jednostka>{unit}<Sprawozdania><{report} Id="x">{period}<Jednostka>{unit}</Jednostka><Naglowek>'
                 f"<Wersja>{version}</Wersja><DataSprawozdania>{date}</DataSprawozdania></Naglowek><Pozycje>{positions}"
                 f"</Pozycje></{report}></Sprawozdania><Podpisy><ds:Signature xmlns:ds='urn:x'><ds:Dzial>9</ds:Dzial>"
                 f"</ds:Signature></Podpisy></Jednostka>")
    return ('\ufeff<?xml version="1.0" encoding="utf-8"?><PaczkaSprawozdan Wersja="0.3">' + period + "<Jednostki>" + body +
            "</Jednostki></PaczkaSprawozdan>")


TERC_HEAD = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"


def terc_csv(*rows, date="2020-01-01"):
    """Rows "0201011 name"."""
    lines = [TERC_HEAD]
    for row in rows:
        code, name = row.split(" ", 1)
        lines.append(";".join([code[:2], code[2:4], code[4:6], code[6:], name, "gmina", date]))
    return "\ufeff" + "\r\n".join(lines) + "\r\n\r\n"


def terc_xml(*rows, date="2020-01-01", old=False):
    body = ""
    for row in rows:
        code, name = row.split(" ", 1)
        values = [code[:2], code[2:4], code[4:6], code[6:], name, "gmina", date]
        names = "WOJ POW GMI RODZ NAZWA NAZWA_DOD STAN_NA".split()
        if old:
            names[5] = "NAZDOD"
            body += "<row>" + "".join(f'<col name="{n}">{v}</col>' for n, v in zip(names, values)) + "</row>\n"
        else:
            body += "<row>" + "".join(f"<{n}>{v}</{n}>" for n, v in zip(names, values)) + "</row>\n"
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<teryt><catalog name="TERC" type="all" date="' + date + '">\n' + body +
            "</catalog></teryt>")
