"""Workbooks as BDL writes them, made with zipfile alone. A cell is a text, a number as Raw, XML as Xml, or None: not there."""
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr


class Raw(str):
    """A number exactly as the file holds it."""


class Xml(str):
    """The XML of a cell; PLACE stands for where it is."""


REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def column_name(column):
    name = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def relations(*items):
    return HEAD + "<Relationships>" + "".join(
        f'<Relationship Id="{number}" Type="{REL}/{kind}" Target={quoteattr(target)}{more}/>'
        for number, kind, target, more in items) + "</Relationships>"


def sheet_xml(rows, merges, strings):
    body = ""
    for number, row in enumerate(rows, 1):
        if row is None:
            continue
        cells = ""
        for column, cell in enumerate(row):
            place = f"{column_name(column)}{number}"
            if cell is None:
                continue
            if isinstance(cell, Xml):
                cells += cell.replace("PLACE", place)
            elif isinstance(cell, Raw):
                cells += f'<c r="{place}"><v>{cell}</v></c>'
            else:
                cells += f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
        body += f'<row r="{number}">{cells}</row>'
    ranges = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return ('<?xml version="1.0" encoding="utf-8"?><worksheet><sheetData>' + body + "</sheetData>" +
            (f"<mergeCells>{ranges}</mergeCells>" if merges else "") + "</worksheet>")


def book_parts(sheets, merges=None, external=None):
    """{name of a part: text}; `sheets` {name: rows}, `merges` {name: ranges}; `external`: a sheet that lies elsewhere."""
    strings, parts, links, list_of_sheets = {}, {}, [], ""
    for number, (name, rows) in enumerate(sheets.items(), 1):
        list_of_sheets += f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="s{number}"/>'
        if name == external:
            links.append((f"s{number}", "worksheet", "file:///etc/passwd", ' TargetMode="External"'))
            continue
        links.append((f"s{number}", "worksheet", f"worksheets/sheet{number}.xml", ""))
        parts[f"xl/worksheets/sheet{number}.xml"] = "\ufeff" + sheet_xml(rows, (merges or {}).get(name, []), strings)
    links += [("texts", "sharedStrings", "sharedStrings.xml", ""), ("formats", "styles", "styles.xml", "")]
    return {
        "[Content_Types].xml": HEAD + "<Types/>",
        "_rels/.rels": relations(("a", "officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns:r="{REL}"><sheets>{list_of_sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*links),
        **parts,
        "xl/styles.xml": HEAD + '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": HEAD + "<sst>" + "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings) + "</sst>",
    }


def packed(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():  # of one date, so that the same parts are the same bytes
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def book(sheets, merges=None):
    return packed(book_parts(sheets, merges))


def opis(updated):
    return [["Kategoria:", "LUDNOŚĆ"], [None, "-"], ["Data ostatniej aktualizacji:", updated], ["Wymiary:", "Wiek; Płeć; Rok"]]


def value_of(text):
    return text if text in ("-", "") else Raw(text)


def xrel_rows(*rows, unit="osoba"):
    table = [["Kod", "Nazwa", "Wiek", "Płeć", "Rok", "Wartosc", "Jednostka miary", "Atrybut"]]
    for row in rows:
        code, year, value, attribute = (row.split() + [" "])[:4]
        table.append([code, f"Gmina, {code}", "ogółem", "ogółem", year, value_of(value), unit, attribute])
    return table


def xrel(*rows, updated=None, unit="osoba"):
    sheets = {"OPIS": opis(updated)} if updated else {}
    return book({**sheets, "DANE": xrel_rows(*rows, unit=unit)})


def xtab_sheets(years, *rows, dimensions=(("ogółem", "ogółem"),), unit="osoba", updated=None):
    """Each of `dimensions` has its columns, one a year; its texts are merged over them."""
    columns = [(texts, year) for texts in dimensions for year in years]
    depth = len(dimensions[0])
    head = [["Kod", "Nazwa"] + [texts[k] if year == years[0] else None for texts, year in columns] for k in range(depth)]
    for k in range(1, depth):
        head[k][:2] = [None, None]
    head += [[None, None] + [year for _, year in columns], [None, None] + [f"[{unit}]" for _ in columns]]
    merges = [f"A1:A{depth + 2}", f"B1:B{depth + 2}"]
    for i in range(0, len(columns), len(years)):
        for k in range(depth if len(years) > 1 else 0):
            merges.append(f"{column_name(2 + i)}{k + 1}:{column_name(1 + i + len(years))}{k + 1}")
    table = head
    for row in rows:
        code, *values = row.split()
        table.append([code, f"Gmina {code}"] + [value_of(value) for value in values])
    sheets = {"OPIS": opis(updated)} if updated else {}
    return {**sheets, "TABLICA": table}, {"TABLICA": merges}


def xtab(*arguments, **named):
    return book(*xtab_sheets(*arguments, **named))
