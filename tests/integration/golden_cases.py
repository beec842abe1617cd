"""The values of the pilot that are derived by hand (golden_test.py): what each is reckoned from, in the words of its definition's
description, not of its formula. To add one: a @golden and its function."""
from derive import as_published, difference, is_capital_expenditure, quotient, reckon
from fractions import Fraction

CASES = []

# Paragraphs of the groups, from the acts (Dz.U. 2022 poz. 513, annex 4; Dz.U. 2009 nr 157 poz. 1240, art. 235)
WAGES_2021 = {401, 402, *range(404, 413), 417, 418, 471, 478}
WAGES_2022 = WAGES_2021 | {474, 475, 479, 480, 485}
CAPITAL_INCOME = {76, 77, 78, 80, 87, 609, 610, 618, 620, 625, 626, *range(628, 636), *range(641, 645), 645, 651, 652, 653, 656,
                  *range(661, 667), 668, 669}
LAND_CITIES = ("miasta na prawach powiatu", "miejsce zamieszkania", "stan na 30 czerwca", "ogółem")
LAND_ALL = ("ogółem", "miejsce zamieszkania", "stan na 30 czerwca", "ogółem")
PILSKI = [f"30190{i}" for i in range(1, 10)]


def golden(area, code, unit, year, kind, title, decimals, obs="A", conf="F", note=""):
    """`unit`: the code in values.csv; `kind`: dimension and form; `note`: why the state is not A."""
    def add(derive):
        CASES.append({"area": area, "code": code, "unit": unit, "year": year, "kind": kind, "title": title,
                      "decimals": decimals, "obs": obs, "conf": conf, "note": note, "derive": derive})
        return derive
    return add


def rozdzialy(*codes):
    return lambda row: row.rozdzial in codes


def current(*codes):
    return lambda row: row.rozdzial in codes and not is_capital_expenditure(row)


def capital(*codes):
    return lambda row: (not codes or row.rozdzial in codes) and is_capital_expenditure(row)


def everything(_):
    return True


def dzial(*codes):
    return lambda row: row.rozdzial[:3] in codes


def tax(*paragraphs, of=("75615", "75616")):
    return lambda row: row.rozdzial in of and row.paragraf in paragraphs


def edition(year):
    return "2020" if year < 2020 else "2026"


def people_gmina(book, code, year):
    return book.api("ludność 30 VI", "by-variable_199202_2020-2025_*" if year >= 2020 else "by-variable_199202_page*", code, year)


def people_city(book, code, year):
    return book.relational("ludność 30 VI", f"LUDN_2914_CREL_{edition(year)}0415104233.csv", code, LAND_CITIES, year)


def people_all(book, code, year):
    return book.wide("ludność 30 VI", f"LUDN_1336_CTAB_{edition(year)}0415103417.csv", code, LAND_ALL, year)


def people_december(book, code, year):
    return book.relational("ludność 31 XII", f"LUDN_2137_CREL_{edition(year)}0415093012.csv", code, ("ogółem", "ogółem"), year)


# --- edukacja ---

@golden("edukacja", "EDU01", "301901", 2018, "efektywność; iloraz, rok szkolny 2018/19",
        "Wydatki bieżące na szkoły podstawowe na 1 ucznia, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2018, "80101 i 80150 bez § 600–699", current("80101", "80150")),
                    b.wide("uczniowie 30 IX", "SZKO_2801_CTAB_20200710090118.csv", "3019011", ("uczniowie", "ogółem"), 2018))


@golden("edukacja", "EDU01", "301901", 2022, "efektywność; iloraz, wynagrodzenia nauczycieli w § 479 i 480",
        "Wydatki bieżące na szkoły podstawowe na 1 ucznia, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2022, "80101 i 80150 bez § 600–699", current("80101", "80150")),
                    b.wide("uczniowie 30 IX", "SZKO_2801_CTAB_20260710090118.csv", "3019011", ("uczniowie", "ogółem"), 2022))


@golden("edukacja", "EDU01", "3019", 2019, "efektywność; iloraz sum na poziomie powiatu",
        "Wydatki bieżące na szkoły podstawowe na 1 ucznia, gminy powiatu pilskiego", 2)
def _(b):
    return quotient(b.spent("wydatki dziewięciu gmin", PILSKI, 2019, "80101 i 80150 bez § 600–699", current("80101", "80150")),
                    b.wide("uczniowie 30 IX", "SZKO_2801_CTAB_20200710090118.csv", "3019000", ("uczniowie", "ogółem"), 2019))


@golden("edukacja", "EDU09", "3063", 2020, "efektywność; komórka tajna", "Wydatki na szkoły ponadpodstawowe na ucznia, Leszno", 2,
        obs="QU", conf="C", note="numer 91 w odpowiedzi z 2020 r. to #: tajemnica statystyczna; z pozostałych szkół byłaby tylko część sumy")
def _(b):
    return quotient(b.spent("wydatki", "306301", 2020, "80115, 80117, 80120, 80130 bez § 600–699",
                            current("80115", "80117", "80120", "80130")),
                    b.api("uczniowie liceów", "by-variable_455392_2020_page*", "3063000", 2020))


@golden("edukacja", "EDU16", "301901", 2021, "dostępność; iloraz, ostatni rok rozdziału 85401", "Wydatki na świetlice szkolne na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2021, "85401 bez § 600–699", current("85401")), people_gmina(b, "3019011", 2021))


@golden("edukacja", "EDU16", "301901", 2022, "dostępność; iloraz, pierwszy rok rozdziału 80107", "Wydatki na świetlice szkolne na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2022, "80107 bez § 600–699", current("80107")), people_gmina(b, "3019011", 2022))


@golden("edukacja", "EDU18", "306101", 2024, "ilość; iloraz, miasto na prawach powiatu", "Wydatki majątkowe na oświatę na mieszkańca, Kalisz", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "306101", 2024, "działy 801 i 854, § 600–699",
                            lambda row: dzial("801", "854")(row) and is_capital_expenditure(row)), people_city(b, "3061011", 2024))


@golden("edukacja", "EDU23", "306401", 2023, "efektywność; udział", "Udział wynagrodzeń w wydatkach bieżących szkół podstawowych, Poznań", 1)
def _(b):
    pick = current("80101", "80150")
    return quotient(b.spent("wynagrodzenia", "306401", 2023, "80101 i 80150, § 401, 402, 404–412, 417, 418, 471, 474, 475, 478–480, 485",
                            lambda row: pick(row) and int(row.paragraf) in WAGES_2022),
                    b.spent("wydatki bieżące", "306401", 2023, "80101 i 80150 bez § 600–699", pick), 100)


@golden("edukacja", "EDU25", "020206", 2017, "jakość; wykonanie do planu, sprawozdanie poprawione", "Wykonanie planu wydatków na oświatę, Łagiewniki", 1)
def _(b):
    return quotient(b.spent("wykonanie", "020206", 2017, "działy 801 i 854", dzial("801", "854")),
                    b.spent("plan", "020206", 2017, "działy 801 i 854", dzial("801", "854"), "R1"), 100)


@golden("edukacja", "EDU28", "023000000000", 2025, "kontekst; iloraz na poziomie województwa",
        "Wydatki budżetu województwa na oświatę na mieszkańca, wielkopolskie", 2)
def _(b):
    return quotient(b.relational("wydatki", "FINA_1582_CREL_20260512081804.csv", "3000000", ("ogółem",), 2025), people_all(b, "3000000", 2025))


# --- drogi i transport ---

@golden("drogi", "DRO06", "3019", 2021, "dostępność; iloraz na 10 tys. mieszkańców", "Drogi dla rowerów na 10 tys. mieszkańców, powiat pilski", 2)
def _(b):
    return quotient(b.wide("drogi, km", "TRAN_3164_CTAB_20260610101500.csv", "3019000", ("ścieżki rowerowe (drogi dla rowerów) ogółem",), 2021),
                    people_december(b, "3019000", 2021), 10000)


@golden("drogi", "DRO06", "3203", 2018, "dostępność; brak: dwa wyciągi jednej daty podają co innego",
        "Drogi dla rowerów na 10 tys. mieszkańców, powiat drawski", 2, obs="O", note="żaden z dwóch nie jest nowszy, więc żaden nie liczy się")
def _(b):
    texts = ("ścieżki rowerowe (drogi dla rowerów) ogółem",)
    one = b.wide("drogi, pierwszy wyciąg", "TRAN_3164_CTAB_20200610101500.csv", "3203000", texts, 2018)
    other = b.wide("drogi, drugi wyciąg", "powtorzone/TRAN_3164_CTAB_20200610101500.csv", "3203000", texts, 2018)
    assert one.value != other.value
    other.value, other.why = None, "sprzeczne wyciągi"
    return reckon("drogi / ludność · 10 000", lambda x, y: x, one, other)


@golden("drogi", "DRO14", "3064", 2023, "efektywność; iloraz, miasto na prawach powiatu, dwa rozdziały",
        "Wydatki bieżące na drogi na mieszkańca, Poznań", 2)
def _(b):
    return quotient(b.spent("wydatki bieżące", "306401", 2023, "60015 i 60016 bez § 600–699", current("60015", "60016")),
                    people_city(b, "3064000", 2023))


@golden("drogi", "DRO18", "023000000000", 2019, "efektywność; iloraz na poziomie województwa",
        "Wydatki bieżące na drogi wojewódzkie na mieszkańca, wielkopolskie", 2)
def _(b):
    return quotient(b.spent("wydatki bieżące", "30", 2019, "60013 bez § 600–699", current("60013")), people_all(b, "3000000", 2019))


@golden("drogi", "DRO20", "301901", 2019, "dostępność; prawdziwe zero", "Wydatki na drogi wewnętrzne na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2019, "60017", rozdzialy("60017")), people_gmina(b, "3019011", 2019))


@golden("drogi", "DRO26", "301903", 2022, "jakość; wykonanie do planu, gmina, która stała się miejsko-wiejska", "Wykonanie planu na drogi gminne, Kaczory", 1,
        obs="B", note="reguła z 2022: wszystkie wydatki związane z usługą w rozdziale usługi")
def _(b):
    return quotient(b.spent("wykonanie", "301903", 2022, "60016", rozdzialy("60016")),
                    b.spent("plan", "301903", 2022, "60016", rozdzialy("60016"), "R1"), 100)


@golden("drogi", "DRO27", "306101", 2023, "ilość; iloraz", "Wpływy z opłat za parkowanie na mieszkańca, Kalisz", 2)
def _(b):
    return quotient(b.received("wpływy", "306101", 2023, "60019 § 049", tax("049", of=("60019",))), people_city(b, "3061011", 2023))


@golden("drogi", "DRO21", "301901", 2020, "kontekst; udział", "Udział transportu i łączności w wydatkach, Piła", 1)
def _(b):
    return quotient(b.spent("dział 600", "301901", 2020, "dział 600", dzial("600")), b.spent("wydatki", "301901", 2020, "wszystkie", everything), 100)


# --- finanse ---

@golden("finanse", "FIN01", "301901", 2019, "kontekst; różnica na mieszkańca", "Wynik budżetu na mieszkańca, Piła", 2)
def _(b):
    balance = difference(b.received("dochody", "301901", 2019, "wszystkie", everything), b.spent("wydatki", "301901", 2019, "wszystkie", everything))
    people = people_gmina(b, "3019011", 2019)
    made = reckon("(dochody − wydatki) / ludność 30 VI", lambda x: balance.value / x, people)
    made.lines = balance.lines + made.lines
    return made


@golden("finanse", "FIN04", "121701", 2019, "kontekst; udział", "Dług do dochodów, Zakopane", 0, obs="", note="stan wynika z zaokrąglenia")
def _(b):
    return quotient(b.debt("dług", "121701", 2019), b.received("dochody", "121701", 2019, "wszystkie", everything), 100)


@golden("finanse", "FIN04", "121701", 2018, "kontekst; udział mniejszy niż format, flaga 3", "Dług do dochodów, Zakopane", 0,
        obs="", note="stan wynika z zaokrąglenia")
def _(b):
    return quotient(b.debt("dług", "121701", 2018), b.received("dochody", "121701", 2018, "wszystkie", everything), 100)


@golden("finanse", "FIN05", "086201", 2015, "kontekst; udział, miasto po połączeniu z gminą wiejską", "Udział wydatków majątkowych, Zielona Góra", 0,
        obs="B", note="pierwszy rok na obszarze połączonym")
def _(b):
    return quotient(b.spent("wydatki majątkowe", "086201", 2015, "§ 600–699", capital()), b.spent("wydatki", "086201", 2015, "wszystkie", everything), 100)


@golden("finanse", "FIN08", "320305", 2013, "kontekst; brak: sprawozdania nie złożono", "Dochody na mieszkańca, Wierzchowo", 2,
        obs="O", note="brak sprawozdania to brak, a nie zero")
def _(b):
    return quotient(b.received("dochody", "320305", 2013, "wszystkie", everything), people_gmina(b, "3203052", 2013))


@golden("finanse", "FIN13", "026501", 2013, "kontekst; zmiana do roku poprzedniego, kod zmieniony (Wałbrzych)", "Zmiana wydatków, Wałbrzych", 1)
def _(b):
    return reckon("(wydatki 2013 / wydatki 2012 − 1) · 100", lambda x, y: (x / y - 1) * 100,
                  b.spent("wydatki 2013", "026501", 2013, "wszystkie", everything),
                  b.spent("wydatki 2012", "022109", 2012, "wszystkie", everything))


@golden("finanse", "FIN16", "3019", 2018, "kontekst; suma wszystkich samorządów na obszarze powiatu", "Wydatki na obszarze powiatu pilskiego", 2)
def _(b):
    return as_published(b.spent("wydatki powiatu i dziewięciu gmin", ["3019", *PILSKI], 2018, "wszystkie", everything))


@golden("finanse", "FIN18", "301901", 2023, "jakość; klasa 0, 1, 2", "Klasa równowagi budżetu, Piła", 0)
def _(b):
    income = b.received("dochody", "301901", 2023, "wszystkie", everything)
    income_current = b.received("dochody bieżące", "301901", 2023, "bez § majątkowych", lambda row: int(row.paragraf) not in CAPITAL_INCOME)
    spent = b.spent("wydatki", "301901", 2023, "wszystkie", everything)
    spent_current = b.spent("wydatki bieżące", "301901", 2023, "bez § 600–699", lambda row: not is_capital_expenditure(row))
    return reckon("2, gdy dochody ≥ wydatki i dochody bieżące ≥ wydatki bieżące; 1, gdy tylko bieżące; inaczej 0",
                  lambda d, db, w, wb: Fraction(0 if db < wb else 1 if d < w else 2), income, income_current, spent, spent_current)


@golden("finanse", "FIN32", "301903", 2019, "dostępność; udział", "Fundusz sołecki w wydatkach, Kaczory", 2)
def _(b):
    return quotient(b.spent("fundusz sołecki", "301903", 2019, "wszystkie wiersze", lambda row: row.amount("R13") != 0, "R13"),
                    b.spent("wydatki", "301903", 2019, "wszystkie", everything), 100)


@golden("finanse", "FIN39", "301902", 2025, "ilość; iloraz", "Wydatki na ochotnicze straże pożarne na mieszkańca, Białośliwie", 2)
def _(b):
    return quotient(b.spent("wydatki", "301902", 2025, "75412", rozdzialy("75412")), people_gmina(b, "3019022", 2025))


@golden("finanse", "FIN06", "301901", 2023, "efektywność; udział", "Udział wynagrodzeń w wydatkach bieżących, Piła", 1)
def _(b):
    return quotient(b.spent("wynagrodzenia", "301901", 2023, "§ 401, 402, 404–412, 417, 418, 471, 474, 475, 478–480, 485",
                            lambda row: int(row.paragraf) in WAGES_2022),
                    b.spent("wydatki bieżące", "301901", 2023, "bez § 600–699", lambda row: not is_capital_expenditure(row)), 100)


# --- geodezja i kontekst terytorialny ---

@golden("geodezja", "GEO01", "3019", 2022, "jakość; udział", "Obręby z bazą GESUT, powiat pilski", 2)
def _(b):
    key, file = ("3019", "2022"), "gugik/gugik_gesut_20260331120000.csv"
    return quotient(b.table("z bazą GESUT", file, key, "ObrebyGESUT"), b.table("obręby", file, key, "Obreby"), 100)


@golden("geodezja", "GEO09", "3019", 2021, "ilość; iloraz na poziomie powiatu", "Wydatki majątkowe na geodezję na mieszkańca, powiat pilski", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "3019", 2021, "71012 § 600–699", capital("71012")), people_all(b, "3019000", 2021))


@golden("geodezja", "GEO04", "0202", 2012, "efektywność; iloraz, trzy rozdziały do 2013", "Wydatki na geodezję na mieszkańca, powiat dzierżoniowski", 2)
def _(b):
    return quotient(b.spent("wydatki", "0202", 2012, "71012, 71013 i 71014", rozdzialy("71012", "71013", "71014")), people_all(b, "0202000", 2012))


@golden("geodezja", "KON04", "3019", 2024, "kontekst; iloraz z wielkością z roku poprzedniego", "Gęstość zaludnienia, powiat pilski", 0)
def _(b):
    return quotient(people_december(b, "3019000", 2024),
                    b.wide("powierzchnia rok wcześniej", "PODZ_1410_CTAB_20260508120159.csv", "3019000", ("ogółem w km2",), 2023))


@golden("geodezja", "KON11", "301901", 2025, "kontekst; iloraz sum trzech zmiennych", "Obciążenie demograficzne, Piła", 1)
def _(b):
    young, working, old = (b.wide(name, "LUDN_1342_CTAB_20260415102201.csv", "3019011", (f"w wieku {name}", "ogółem"), 2025)
                           for name in ("przedprodukcyjnym", "produkcyjnym", "poprodukcyjnym"))
    return reckon("(przedprodukcyjni + poprodukcyjni) / produkcyjni · 100", lambda a, c, z: (a + z) / c * 100, young, working, old)


# --- kultura i rekreacja ---

@golden("kultura", "KUL07", "020206", 2014, "efektywność; brak: komórkę wycofał nowszy wyciąg", "Wydatki na biblioteki na czytelnika, Łagiewniki", 2, obs="O",
        note="nowszy wyciąg obejmuje tę gminę i nie ma już tej komórki")
def _(b):
    texts = ("czytelnicy w ciągu roku",)
    return reckon("wydatki / czytelnicy", lambda x, y: x / y,
                  b.spent("wydatki", "020206", 2014, "92116", rozdzialy("92116")),
                  b.relational("czytelnicy", "KULT_1688_CREL_20200915084050.csv", "0202062", texts, 2014))


@golden("kultura", "KUL07", "180710", 2012, "efektywność; iloraz, suma niepełna według wydawcy", "Wydatki na biblioteki na czytelnika, Jaśliska", 2,
        obs="U", note="atrybut k: agregat może być niepełny")
def _(b):
    return quotient(b.spent("wydatki", "180710", 2012, "92116", rozdzialy("92116")),
                    b.relational("czytelnicy", "KULT_1688_CREL_20200605110822.csv", "1807102", ("czytelnicy w ciągu roku",), 2012))


@golden("kultura", "KUL07", "221101", 2021, "efektywność; brak: x ze zmianą metody", "Wydatki na biblioteki na czytelnika, Hel", 2, obs="BO", conf="N",
        note="zero obok X nie jest zerem")
def _(b):
    return quotient(b.spent("wydatki", "221101", 2021, "92116", rozdzialy("92116")),
                    b.relational("czytelnicy", "KULT_1688_CREL_20260605110822.csv", "2211011", ("czytelnicy w ciągu roku",), 2021))


@golden("kultura", "KUL13", "301901", 2024, "dostępność; iloraz", "Wydatki bieżące na biblioteki na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki bieżące", "301901", 2024, "92116 bez § 600–699", current("92116")), people_gmina(b, "3019011", 2024))


@golden("kultura", "KUL16", "320302", 2019, "jakość; iloraz, gmina powiększona w 2019", "Wydatki na ochronę zabytków na mieszkańca, Drawsko Pomorskie", 2,
        obs="B", note="pierwszy rok z częścią Ostrowic")
def _(b):
    return quotient(b.spent("wydatki", "320302", 2019, "92120", rozdzialy("92120")), people_gmina(b, "3203023", 2019))


@golden("kultura", "KUL18", "026401", 2022, "ilość; iloraz", "Wydatki majątkowe na kulturę fizyczną na mieszkańca, Wrocław", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "026401", 2022, "dział 926, § 600–699",
                            lambda row: dzial("926")(row) and is_capital_expenditure(row)), people_city(b, "0264011", 2022))


@golden("kultura", "KUL02", "301901", 2015, "kontekst; udział, kwoty z przecinkiem", "Udział kultury w wydatkach, Piła", 1)
def _(b):
    return quotient(b.spent("dział 921", "301901", 2015, "dział 921", dzial("921")), b.spent("wydatki", "301901", 2015, "wszystkie", everything), 100)


# --- nieruchomości ---

@golden("nieruchomosci", "NIE09", "3019", 2023, "dostępność; iloraz dwóch gotowych wielkości", "Metry mieszkania za wynagrodzenie, powiat pilski", 2)
def _(b):
    return quotient(b.wide("wynagrodzenie", "WYNA_2497_CTAB_20260625072330.csv", "3019000", ("ogółem",), 2023),
                    b.wide("cena 1 m2", "RYNE_3787_CTAB_20260625071501.csv", "3019000", ("ogółem", "ogółem"), 2023))


@golden("nieruchomosci", "NIE07", "306401", 2024, "efektywność; iloraz, rozdział od 2022", "Wydatki bieżące na mieszkanie komunalne, Poznań", 2)
def _(b):
    return quotient(b.spent("wydatki bieżące", "306401", 2024, "70007 bez § 600–699", current("70007")),
                    b.wide("mieszkania komunalne", "GOSP_2762_CTAB_20260622095910.csv", "3064011", ("mieszkania ogółem", "mieszkania"), 2024))


@golden("nieruchomosci", "NIE11", "301901", 2022, "jakość; udział", "Zaległości w należnościach z najmu, Piła", 1,
        obs="B", note="reguła z 2022: wszystkie dochody związane z usługą w rozdziale usługi")
def _(b):
    pick = lambda row: row.rozdzial[:3] == "700" and row.paragraf == "075"  # noqa: E731
    return quotient(b.received("zaległości", "301901", 2022, "dział 700 § 075", pick, "R5"),
                    b.received("należności", "301901", 2022, "dział 700 § 075", pick, "R2"), 100)


@golden("nieruchomosci", "NIE14", "301901", 2021, "ilość; iloraz", "Dochody z najmu na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.received("dochody", "301901", 2021, "dział 700 § 075", lambda row: row.rozdzial[:3] == "700" and row.paragraf == "075"),
                    people_gmina(b, "3019011", 2021))


@golden("nieruchomosci", "NIE24", "301901", 2023, "kontekst; udział", "Udział najmu i dzierżawy w dochodach własnych, Piła", 2)
def _(b):
    area = "gminy łącznie z miastami na prawach powiatu"
    lease = ("dochody z majątku - dochody z najmu i dzierżawy składników majątkowych JST oraz innych umów o podobnym charakterze")
    return quotient(b.wide("najem", "FINA_2622_CTAB_20260512074655.csv", "3019011", (area, lease), 2023),
                    b.wide("dochody własne", "FINA_2622_CTAB_20260512074419.csv", "3019011", (area, "razem"), 2023), 100)


# --- podatki i opłaty ---

@golden("podatki", "POD01", "301901", 2025, "ilość; iloraz", "Podatek od nieruchomości na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.received("podatek", "301901", 2025, "75615 i 75616 § 031", tax("031")), people_gmina(b, "3019011", 2025))


@golden("podatki", "POD06", "306101", 2021, "efektywność; udział z czterema miejscami", "Umorzenia podatku od nieruchomości osób fizycznych, Kalisz", 4)
def _(b):
    pick = tax("031", of=("75616",))
    return quotient(b.received("umorzenia", "306101", 2021, "75616 § 031", pick, "R11Z"), b.received("dochody", "306101", 2021, "75616 § 031", pick), 100)


@golden("podatki", "POD17", "301904", 2016, "jakość; różnica bez znaku do planu", "Odchylenie wykonania podatków od planu, Łobżenica", 2)
def _(b):
    pick = rozdzialy("75615", "75616", "75618")
    return reckon("|wykonanie − plan| / plan · 100", lambda x, y: abs(x - y) / y * 100,
                  b.received("wykonanie", "301904", 2016, "75615, 75616, 75618", pick), b.received("plan", "301904", 2016, "75615, 75616, 75618", pick, "R1"))


@golden("podatki", "POD41", "301906", 2010, "kontekst; udział", "Udział podatku rolnego w dochodach własnych, Szydłowo", 2)
def _(b):
    area = "gminy łącznie z miastami na prawach powiatu"
    return quotient(b.wide("podatek rolny", "FINA_2622_CTAB_20260512074655.csv", "3019062", (area, "dochody podatkowe - podatek rolny"), 2010),
                    b.wide("dochody własne", "FINA_2622_CTAB_20200512074419.csv", "3019062", (area, "razem"), 2010), 100)


# --- lokalna polityka społeczna ---

@golden("polityka_spoleczna", "SPO03", "301901", 2018, "efektywność; iloraz z sumą w mianowniku", "Wydatki na miejsce opieki do lat 3, Piła", 2)
def _(b):
    file = "OCHR_3219_CREL_20200618131144.csv"
    return reckon("wydatki / (żłobki + kluby)", lambda w, z, k: w / (z + k),
                  b.spent("wydatki", "301901", 2018, "85505, 85506, 85507 bez § 600–699", current("85505", "85506", "85507")),
                  b.relational("żłobki", file, "3019011", ("żłobki", "miejsca"), 2018),
                  b.relational("kluby", file, "3019011", ("kluby dziecięce", "miejsca"), 2018))


@golden("polityka_spoleczna", "SPO03", "301901", 2021, "efektywność; iloraz, pierwszy rok rozdziału 85516", "Wydatki na miejsce opieki do lat 3, Piła", 2)
def _(b):
    file = "OCHR_3219_CREL_20260618131144.csv"
    return reckon("wydatki / (żłobki + kluby)", lambda w, z, k: w / (z + k),
                  b.spent("wydatki", "301901", 2021, "85516 bez § 600–699", current("85516")),
                  b.relational("żłobki", file, "3019011", ("żłobki", "miejsca"), 2021),
                  b.relational("kluby", file, "3019011", ("kluby dziecięce", "miejsca"), 2021))


@golden("polityka_spoleczna", "SPO03", "301902", 2023, "efektywność; niemożliwe: nie ma ani wydatków, ani miejsc", "Wydatki na miejsce opieki do lat 3, Białośliwie", 2,
        obs="M", note="0 do 0")
def _(b):
    file = "OCHR_3219_CREL_20260618131144.csv"
    return reckon("wydatki / (żłobki + kluby)", lambda w, z, k: w / (z + k),
                  b.spent("wydatki", "301902", 2023, "85516 bez § 600–699", current("85516")),
                  b.relational("żłobki", file, "3019022", ("żłobki", "miejsca"), 2023),
                  b.relational("kluby", file, "3019022", ("kluby dziecięce", "miejsca"), 2023))


@golden("polityka_spoleczna", "SPO14", "023000000000", 2025, "dostępność; gotowy odsetek, wstępny", "Odsetek dzieci objętych opieką, wielkopolskie", 1,
        obs="P", note="atrybut s: szacunek wstępny")
def _(b):
    return as_published(b.relational("odsetek", "OCHR_3857_CREL_20260618132516.csv", "3000000", (
        "odsetek dzieci w wieku 0-3 lata objętych różnymi formami opieki instytucjonalnej",), 2025))


@golden("polityka_spoleczna", "SPO05", "301901", 2016, "kontekst; iloraz, dział 852 do 2016", "Wydatki na pomoc społeczną i rodzinę na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2016, "dział 852", dzial("852")), people_gmina(b, "3019011", 2016))


@golden("polityka_spoleczna", "SPO20", "301901", 2025, "ilość; iloraz", "Dodatki mieszkaniowe na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2025, "85215", rozdzialy("85215")), people_gmina(b, "3019011", 2025))


@golden("polityka_spoleczna", "SPO29", "3019", 2023, "jakość; udział na poziomie powiatu", "Udział rodzin zastępczych w pieczy, powiat pilski", 1)
def _(b):
    return quotient(b.spent("rodziny zastępcze", "3019", 2023, "85508", rozdzialy("85508")),
                    b.spent("piecza", "3019", 2023, "85508 i 85510", rozdzialy("85508", "85510")), 100)


# --- środowisko ---

@golden("srodowisko", "SRO08", "020205", 2019, "efektywność; prawdziwe zero: opłatę pobiera związek", "Samofinansowanie systemu odpadów, Dzierżoniów (gmina wiejska)", 1)
def _(b):
    return quotient(b.received("opłaty", "020205", 2019, "90002 § 049", tax("049", of=("90002",))), b.spent("wydatki", "020205", 2019, "90002", rozdzialy("90002")), 100)


@golden("srodowisko", "SRO14", "301901", 2023, "dostępność; mniejsza z dwóch", "Korzystający z wodociągu i kanalizacji, Piła", 1)
def _(b):
    file = "GOSP_2433_CREL_20260622094358.csv"
    return reckon("mniejszy z odsetków", min, b.relational("wodociąg", file, "3019011", ("ogółem", "wodociąg"), 2023),
                  b.relational("kanalizacja", file, "3019011", ("ogółem", "kanalizacja"), 2023))


@golden("srodowisko", "SRO15", "301901", 2021, "efektywność; nadwyżka nad opłaty, nigdy poniżej zera", "Dopłata do systemu odpadów na mieszkańca, Piła", 2)
def _(b):
    return reckon("(większa z wydatków i opłat − opłaty) / ludność 30 VI", lambda w, o, p: (max(w, o) - o) / p,
                  b.spent("wydatki", "301901", 2021, "90002", rozdzialy("90002")),
                  b.received("opłaty", "301901", 2021, "90002 § 049", tax("049", of=("90002",))), people_gmina(b, "3019011", 2021))


@golden("srodowisko", "SRO02", "221101", 2013, "dostępność; brak: x", "Korzystający z kanalizacji, Hel", 1, obs="O", conf="N", note="zero obok x nie jest zerem")
def _(b):
    return as_published(b.relational("odsetek", "GOSP_2433_CREL_20200622094358.csv", "2211011", ("ogółem", "kanalizacja"), 2013))


@golden("srodowisko", "SRO04", "301901", 2022, "dostępność; gotowy odsetek z API", "Korzystający z gazu, Piła", 1)
def _(b):
    return as_published(b.api("odsetek", "by-variable_79127_2020-2025_*", "3019011", 2022))


@golden("srodowisko", "SRO19", "301901", 2023, "jakość; iloraz", "Wydatki na ochronę powietrza na mieszkańca, Piła", 2)
def _(b):
    return quotient(b.spent("wydatki", "301901", 2023, "90005", rozdzialy("90005")), people_gmina(b, "3019011", 2023))


@golden("srodowisko", "SRO16", "301903", 2023, "ilość; iloraz, dwa rozdziały od 2022", "Wydatki majątkowe na wodociągi i sanitację wsi na mieszkańca, Kaczory", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "301903", 2023, "01043 i 01044, § 600–699", capital("01043", "01044")), people_gmina(b, "3019033", 2023))


@golden("srodowisko", "SRO28", "023000000000", 2020, "kontekst; gotowy odsetek na poziomie województwa", "Udział lasów w powierzchni, wielkopolskie", 1)
def _(b):
    return as_published(b.relational("odsetek", "PODZ_2780_CREL_20260508121044.csv", "3000000", ("lasy",), 2020))


# --- budownictwo i inwestycje ---

@golden("budownictwo", "INW01", "0809", 2021, "kontekst; gotowy wskaźnik, powiat i miasto razem", "Mieszkania oddane na 1000 ludności, powiat zielonogórski", 2,
        obs="W", note="numer 97 to p: powiat i miasto na prawach powiatu razem")
def _(b):
    return as_published(b.api("wskaźnik", "by-variable_747060_2020-2025_*", "0809000", 2021))


@golden("budownictwo", "INW07", "023000000000", 2022, "ilość; iloraz na poziomie województwa", "Wydatki majątkowe na mieszkańca, wielkopolskie", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "30", 2022, "§ 600–699", capital()), people_all(b, "3000000", 2022))


@golden("budownictwo", "INW07", "3019", 2013, "ilość; iloraz na poziomie powiatu, puste pole to zero", "Wydatki majątkowe na mieszkańca, powiat pilski", 2)
def _(b):
    return quotient(b.spent("wydatki majątkowe", "3019", 2013, "§ 600–699", capital()), people_all(b, "3019000", 2013))


@golden("budownictwo", "INW08", "301901", 2022, "kontekst; iloraz na 1000 mieszkańców", "Mieszkania na 1000 mieszkańców, Piła", 1)
def _(b):
    return quotient(b.api("mieszkania", "by-variable_60811_2020-2025_*", "3019011", 2022), people_december(b, "3019011", 2022), 1000)


@golden("budownictwo", "INW20", "301901", 2024, "jakość; zaangażowanie do planu", "Zaangażowanie wydatków majątkowych, Piła", 1)
def _(b):
    return quotient(b.spent("zaangażowanie", "301901", 2024, "§ 600–699", capital(), "R10"), b.spent("plan", "301901", 2024, "§ 600–699", capital(), "R1"), 100)
