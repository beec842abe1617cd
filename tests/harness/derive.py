"""Values of indicators derived by hand from the raw extracts, with every step as text: rows, sums, quotients, rounding. Numbers
are fractions; nothing of the programs is used."""
from fractions import Fraction

SHOWN = 12  # rows of a sum that are listed one by one; above that, one line a rozdział


def is_capital_expenditure(row):
    return 600 <= int(row.paragraf) < 700


def shown(number, decimals=2):
    """With blanks between thousands: 1 234 567.89."""
    whole = rounded(abs(number), decimals)
    head, _, tail = whole.partition(".")
    groups = [head[max(0, i - 3):i] for i in range(len(head), 0, -3)][::-1]
    return ("-" if number < 0 else "") + " ".join(groups) + (f".{tail}" if tail else "")


def rounded(number, decimals):
    """Half away from zero, as text."""
    scaled = abs(number) * 10 ** decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = str(units).rjust(decimals + 1, "0")
    text = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    return f"-{text}" if number < 0 and units else text


def exact(number):
    """Enough digits to see how it is rounded; the rest is cut off."""
    whole = number.denominator
    while whole % 2 == 0:
        whole //= 2
    while whole % 5 == 0:
        whole //= 5
    if whole == 1 and number.denominator <= 10 ** 6:
        return shown(number, 6).rstrip("0").rstrip(".")
    cut = Fraction(int(number * 10 ** 8), 10 ** 8)
    return shown(cut, 8) + "…"


class Term:
    """A number of a derivation; `value` None: it is missing, and `why` says for which reason."""

    def __init__(self, name, value, lines, why=""):
        self.name, self.value, self.lines, self.why = name, value, lines, why


def filed_under(unit):
    """WK, PK, GK of a local government: 30 19 01 a gmina, 30 61 00 a city, 30 19 00 a powiat, 30 00 00 a voivodeship."""
    city = len(unit) == 6 and int(unit[2:4]) >= 61
    code = (unit[:4] if city else unit).ljust(6, "0")
    return code[:2], code[2:4], code[4:]


class Book:
    def __init__(self, extracts):
        self.extracts = extracts

    def budget(self, report, name, units, year, what, pick, column="R4"):
        """A sum over rows of Rb-27S or Rb-28S, of one local government or of several."""
        units = [units] if isinstance(units, str) else units
        file, rows = self.extracts.budget(report, year)
        places = {filed_under(unit) for unit in units}
        filed = [row for row in rows if row.unit in places and not row.union]
        head = f"{name}: Rb-{report}S {year}, {what}, kolumna {column}; {file}, {', '.join(' '.join(p) for p in sorted(places))}"
        missing = places - {row.unit for row in filed}
        if missing:
            return Term(name, None, [head, "  sprawozdania nie ma"], "nie złożono sprawozdania")
        chosen = [row for row in filed if pick(row)]
        total = sum((row.amount(column) for row in chosen), Fraction(0))
        return Term(name, total, [head, *self.listed(chosen, column), f"  suma: {shown(total)}"])

    @staticmethod
    def listed(rows, column):
        if not rows:
            return ["  nie ma takiego wiersza, a sprawozdanie jest: zero"]
        if len(rows) <= SHOWN:
            return [f"  {row.place}: {row.code} = {shown(row.amount(column))}" for row in rows]
        groups = {}
        for row in rows:
            groups.setdefault(row.rozdzial, []).append(row)
        if len(groups) > 2 * SHOWN:
            groups = {}
            for row in rows:
                groups.setdefault(f"dział {row.rozdzial[:3]}", []).append(row)
        return [f"  {name}: {len(part)} w. ({part[0].place} do {part[-1].place.split()[-1]}) = "
                f"{shown(sum(row.amount(column) for row in part))}" for name, part in groups.items()]

    def spent(self, name, units, year, what, pick, column="R4"):
        return self.budget("28", name, units, year, what, pick, column)

    def received(self, name, units, year, what, pick, column="R4"):
        return self.budget("27", name, units, year, what, pick, column)

    def wide(self, name, file, code, texts, year):
        text, place = self.extracts.wide(f"bdl/{file}", code, texts, year)
        value = Fraction(text.replace(",", ".")) if text else None
        return Term(name, value, [f"{name}: bdl/{file}, {place}: {text or 'puste'}"], "komórka jest pusta")

    def relational(self, name, file, code, texts, year):
        found = self.extracts.relational(f"bdl/{file}", code, texts, year)
        if found is None:
            return Term(name, None, [f"{name}: bdl/{file}: wiersza {code}, {'; '.join(texts)}, {year} nie ma"], "nie ma wiersza")
        text, letter, place = found
        missing = letter in ("x", "X", "n", "-", "#") or not text
        line = f"{name}: bdl/{file}, {place}: {text or 'puste'}" + (f', atrybut "{letter}"' if letter else "")
        return Term(name, None if missing else Fraction(text.replace(",", ".")), [line], f'atrybut "{letter}"')

    def api(self, name, pattern, code, year):
        value, attribute, place = self.extracts.api(pattern, code, year)
        line = f"{name}: {place}: {value if value is not None else 'puste'}" + (f", attrId {attribute}" if attribute != "1" else "")
        return Term(name, Fraction(value) if value is not None else None, [line], f"attrId {attribute}")

    def table(self, name, file, key, column):
        cells, place = self.extracts.table(file, key)
        return Term(name, Fraction(cells[column]), [f"{name}: {file}, {place}, kolumna {column}: {cells[column]}"])

    def debt(self, name, unit, year):
        """The whole of Rb-Z."""
        file, records = self.extracts.matrix("z", year)
        place, cells = next((place, cells) for place, cells in records
                            if (cells["WK"], cells["PK"], cells["GK"]) == filed_under(unit) and cells["GT"] not in "Zz")
        return Term(name, Fraction(cells["E"]), [f"{name}: {file}, {place}, kolumna E: {shown(Fraction(cells['E']))}"])


class Derived:
    """What comes out: how it is reckoned, and the number, or None with the reason."""

    def __init__(self, terms, formula, value, why=""):
        self.lines = [line for term in terms for line in term.lines]
        self.formula, self.value, self.why = formula, value, why


def reckon(formula, compute, *terms):
    """`formula` with the names of the terms; `compute` takes their values. Missing where a term is, or where 0 is divided by 0."""
    for term in terms:
        if term.value is None:
            return Derived(terms, formula, None, f"brak: {term.name} ({term.why})")
    try:
        return Derived(terms, formula, compute(*(term.value for term in terms)))
    except ZeroDivisionError:
        return Derived(terms, formula, None, "dzielenie przez zero")


def quotient(a, b, times=1):
    text = f"{a.name} / {b.name}" + (f" · {times}" if times != 1 else "")
    return reckon(text, lambda x, y: x / y * times, a, b)


def as_published(term):
    return reckon(f"{term.name}, jak podano", lambda x: x, term)


def difference(a, b):
    return reckon(f"{a.name} − {b.name}", lambda x, y: x - y, a, b)
