/* WORD(name, Polish, English) */
WORD(SITE, "Wskaźniki usług publicznych", "Public service indicators")
WORD(SKIP, "Przejdź do treści", "Skip to content")
WORD(MAIN_MENU, "Główne strony", "Main pages")
WORD(HOME, "Start", "Home")
WORD(SERVICES, "Usługi", "Services")
WORD(SOURCES, "Źródła", "Sources")
WORD(CODES, "Klasyfikacja budżetowa", "Budget classification")
WORD(OTHER_LANGUAGE, "English", "Polski")
WORD(SEARCH, "Szukaj wskaźnika", "Search for an indicator")
WORD(SEARCH_BUTTON, "Szukaj", "Search")
WORD(SEARCH_HELP, "Nazwa, kod, usługa, źródło albo rozdział; polskie litery nie są potrzebne.",
     "Name, code, service, source or chapter; Polish names are found without Polish letters too.")
WORD(FOOTER,
     "Karty powstały z tych samych plików, z których program liczy wartości. Wskaźniki są "
     "propozycją tego projektu na czas pilotażu, a nie publikacją GUS.",
     "The cards are made from the files that the program computes from. The indicators are a "
     "proposal of this project for its pilot, not a publication of Statistics Poland.")

WORD(HOME_INTRO,
     "Każdy wskaźnik ma kartę: definicję, wzór, źródła aż do szeregu lub rozdziału i paragrafu, "
     "lata, ograniczenia i przykład.",
     "Every indicator has a card: definition, formula, sources down to the series or the chapter "
     "and paragraph, years, limits and an example.")
WORD(RESULTS, "Wyniki wyszukiwania", "Search results")
WORD(AREAS, "Obszary", "Areas")
WORD(AREA, "Obszar", "Area")
WORD(BY_DIMENSION, "Liczba wskaźników według obszaru i wymiaru",
     "Number of indicators by area and dimension")
WORD(TOTAL, "Razem", "Total")
WORD(ALL_INDICATORS, "Wszystkie wskaźniki", "All indicators")
WORD(INDICATOR, "Wskaźnik", "Indicator")
WORD(DIMENSION, "Wymiar", "Dimension")
WORD(UNIT, "Jednostka", "Unit")
WORD(SERVICES_INTRO, "Wskaźniki według usług, w kolejności obszarów.",
     "Indicators by service, in the order of areas.")

WORD(DEFINITION, "Definicja", "Definition")
WORD(INTERPRETATION, "Interpretacja", "Interpretation")
WORD(FORMULA, "Wzór", "Formula")
WORD(IN_WORDS, "Słownie", "In words")
WORD(IF, "jeżeli", "if")
WORD(OTHERWISE, "w innym razie", "otherwise")
WORD(NUMERATOR, "Licznik", "Numerator")
WORD(DENOMINATOR, "Mianownik", "Denominator")
WORD(AS_WRITTEN, "Zapis w definicji", "As the definition has it")
WORD(RESULT_IN, "Wynik w jednostce", "The result is in")
WORD(FEATURES, "Cechy", "Features")
WORD(SCALED, "Program sam przelicza wynik na tę jednostkę, dlatego we wzorze nie ma mnożnika.",
     "The program converts the result to this unit by itself, so the formula has no factor.")
WORD(DECIMALS, "Miejsca po przecinku", "Decimals")
WORD(ROUNDING, "zaokrąglane raz, przy publikacji, połówki od zera",
     "rounded once, when published, halves away from zero")
WORD(DIRECTION, "Kierunek", "Direction")
WORD(TIERS, "Dla kogo", "For whom")
WORD(LEVELS, "Poziomy", "Levels")
WORD(LEVELS_ABOVE,
     "a także poziomy nad nimi aż do kraju: wzór jest liczony z danych tego poziomu, a nie ze "
     "średniej wskaźników; najmniejsze pokrycie bez oznaczenia niepełności: ",
     "and the levels above them up to the country: the formula is computed from data of that "
     "level, not as a mean of indicators; least coverage without the mark of incompleteness: ")
WORD(YEARS, "Lata", "Years")
WORD(FREQUENCY, "Częstotliwość", "Frequency")
WORD(ANNUAL, "roczna", "annual")
WORD(STATE, "Definicja jest", "The definition is")
WORD(PORTAL_ID, "Numer wskaźnika", "Id of the indicator")
WORD(LOCAL_ID, "nadany w tym projekcie, nie w SMUP", "assigned by this project, not by SMUP")
WORD(SMUP_ID, "numer SMUP", "SMUP's id")
WORD(ALL_TIERS, "wszystkie szczeble", "all tiers")

WORD(INPUTS, "Dane wejściowe i źródła", "Inputs and sources")
WORD(SERIES, "Szereg", "Series")
WORD(API_ID, "numer w API", "id in the API")
WORD(EVIDENCE, "potwierdzenie", "evidence")
WORD(SEEN, "widziane lata", "years seen")
WORD(YEARS_UNKNOWN, "granice lat nieznane", "the limits of years are not known")
WORD(MOMENT, "Stan na", "As of")
WORD(PERIOD, "Okres", "Period")
WORD(JANUARY, "stycznia", "January")
WORD(FEBRUARY, "lutego", "February")
WORD(MARCH, "marca", "March")
WORD(APRIL, "kwietnia", "April")
WORD(MAY, "maja", "May")
WORD(JUNE, "czerwca", "June")
WORD(JULY, "lipca", "July")
WORD(AUGUST, "sierpnia", "August")
WORD(SEPTEMBER, "września", "September")
WORD(OCTOBER, "października", "October")
WORD(NOVEMBER, "listopada", "November")
WORD(DECEMBER, "grudnia", "December")
WORD(FLOW, "cały rok", "the whole year")
WORD(SCHOOL_YEAR, "rok szkolny, zaliczany do roku, w którym się zaczyna",
     "school year, which counts for the year it begins in")
WORD(PERSPECTIVE, "Czyja to liczba", "Whose number")
WORD(PERSPECTIVE_JST, "samorządu, który sprawozdaje", "of the local government that reports")
WORD(PERSPECTIVE_AREA, "tego, co leży na obszarze", "of what lies in the territory")
WORD(ADDITIVE, "Wyższe poziomy", "Higher levels")
WORD(SUMMED, "publikowane, a gdzie ich nie ma, sumowane", "as published, or summed where not")
WORD(NOT_SUMMED, "tylko publikowane, nigdy sumowane", "as published only, never summed")
WORD(REPORT, "Sprawozdanie", "Report")
WORD(COLUMN_OF, "kolumna", "column")
WORD(DECIMAL_MARK, ",", ".")
WORD(CLASSIFICATION, "Klasyfikacja", "Classification")
WORD(EVERYTHING, "wszystkie działy, rozdziały i paragrafy",
     "all divisions, chapters and paragraphs")
WORD(NOT_IN, "wszystkie paragrafy poza", "all paragraphs but")
WORD(N_CODES, "kodów", "codes")
WORD(QUOTE, "„", "“")
WORD(UNQUOTE, "”", "”")
WORD(ABSENT, "Gdy czegoś nie ma", "Where something is not there")
WORD(ABSENT_MEANS,
     "Pozycja, której nie ma w złożonym sprawozdaniu, jest prawdziwym zerem; gdy sprawozdania nie "
     "złożono, wartości nie ma.",
     "An entry that a filed report lacks is a true zero; where no report was filed there is no "
     "value.")
WORD(SHIFT, "Przesunięcie lat", "Shift in years")
WORD(BLEND, "Łączenie lat", "Blend of years")
WORD(BLEND_TEXT, "część roku poprzedniego i bieżącego: ", "parts of the year before and of this: ")
WORD(OTHER_INDICATOR, "inny wskaźnik", "another indicator")

WORD(FOR_VERIFY, "tylko do weryfikacji", "for verification only")
WORD(FOR_RULE, "tylko w regule kontroli", "in a rule only")
WORD(TRUE, "prawda", "true")
WORD(FALSE, "fałsz", "false")
WORD(YEAR_BEFORE, "{1} z roku poprzedniego", "{1} of the year before")
WORD(SUCCESSOR, "Następca", "Successor")
WORD(LIMITS, "Ograniczenia", "Limits")
WORD(LIMIT_PERSPECTIVE, "Różne perspektywy w jednym wzorze", "Two perspectives in one formula")
WORD(LIMIT_MOMENT, "Różne momenty w jednym wzorze", "Two moments in one formula")
WORD(LIMIT_UNKNOWN, "Nie potwierdzono, że kod obowiązywał w użytych latach",
     "It is not confirmed that the code was valid in the years in which it is used")
WORD(LIMIT_GENERAL,
     "Brak danych nie jest zerem: jednostka bez wartości ma podaną przyczynę. Wartości po zmianie "
     "obszaru jednostki nie są porównywane z wcześniejszymi.",
     "Missing is not zero: a unit without a value has a reason. Values after a change of a unit's "
     "territory are not compared with those before.")
WORD(BREAKS, "Przerwy w szeregu", "Breaks in the series")
WORD(NO_BREAKS, "Nie zapisano przerw w szeregach wejściowych.",
     "No breaks of the input series are recorded.")
WORD(BREAKS_INTRO, "Od podanego roku wartości nie są porównywalne z wcześniejszymi.",
     "From the year given, values cannot be compared with those before.")
WORD(YEAR, "Rok", "Year")
WORD(KIND, "Rodzaj", "Kind")
WORD(NOTE, "Opis", "Note")
WORD(WHAT, "Czego dotyczy", "Of what")
WORD(RULES, "Reguły kontroli", "Rules")
WORD(NO_RULES, "Brak reguł.", "No rules.")
WORD(RULE_WHEN, "gdy", "when")
WORD(EXAMPLES, "Przykład", "Example")
WORD(EXAMPLES_INTRO, "Program sprawdza te przykłady przed każdym liczeniem.",
     "The program checks these examples before every computation.")
WORD(GIVEN, "Dane", "Given")
WORD(EXPECTED, "Wynik", "Result")
WORD(MISSING, "brak", "missing")
WORD(VERIFICATION, "Weryfikacja", "Verification")
WORD(NO_VERIFICATION, "Nie ma drugiego źródła tej samej liczby.",
     "There is no second source of the same number.")
WORD(VERIFY_INTRO, "Każda wartość jest porównywana z drugim źródłem:",
     "Every value is compared with a second source:")
WORD(TOLERANCE, "dopuszczalna różnica", "tolerance")
WORD(GRAPH, "Zależności", "Dependencies")
WORD(GRAPH_INTRO,
     "Od źródeł (z lewej) do wskaźnika i tych, które z niego korzystają (z prawej). Linia "
     "przerywana: tylko do weryfikacji.",
     "From the sources (left) to the indicator and those that use it (right). A broken line: for "
     "verification only.")
WORD(GRAPH_TEXT, "To samo jako lista", "The same as a list")
WORD(INPUT, "Wejście", "Input")
WORD(USED_BY, "Korzystają z niego", "Used by")
WORD(HISTORY, "Historia wersji", "Version history")
WORD(VERSION, "Wersja", "Version")
WORD(SINCE, "Od dnia", "Since")
WORD(CHANGE, "Co się zmieniło", "What changed")
WORD(FIRST_VERSION, "pierwsza wersja", "first version")
WORD(REVIEW, "Przegląd", "Review")
WORD(AUTHOR, "autor", "author")
WORD(REVIEWER, "recenzent", "reviewer")
WORD(DIGEST, "Skrót znaczenia", "Digest of its meaning")

WORD(SOURCES_INTRO,
     "Tematy BDL (podgrupy), tabele innych urzędów i sprawozdania budżetowe, ich szeregi i "
     "wskaźniki, które z nich korzystają.",
     "Subjects of BDL, tables of other offices and budget reports, their series, and the "
     "indicators that use them.")
WORD(ALL_OF_REPORT, "Wskaźniki z tego sprawozdania", "Indicators from this report")
WORD(CODES_INTRO,
     "Kody klasyfikacji budżetowej, z których korzystają wskaźniki. Lata mówią, kiedy kod jest "
     "używany we wzorze.",
     "Codes of the budget classification that indicators use. The years say when the code is used "
     "in the formula.")
WORD(DZIALY, "Działy", "Divisions (działy)")
WORD(ROZDZIALY, "Rozdziały", "Chapters (rozdziały)")
WORD(PARAGRAFY, "Paragrafy dochodów", "Paragraphs of revenue (paragrafy)")
WORD(PARAGRAFY_W, "Paragrafy wydatków", "Paragraphs of expenditure (paragrafy)")
WORD(NOT_IN_TABLE, "nazwa nieznana", "name not known")
WORD(DZIAL, "dział", "division")
WORD(ROZDZIAL, "rozdział", "chapter")
WORD(PARAGRAF, "paragraf", "paragraph")
WORD(P4, "czwarta cyfra", "fourth digit")
WORD(FROM_YEAR, "od", "from")
WORD(TO_YEAR, "do", "to")
WORD(ALL_YEARS, "wszystkie lata", "every year")
WORD(REVENUE, "Dochody", "Revenue")
WORD(EXPENDITURE, "Wydatki", "Expenditure")

WORD(SEARCH_NONE, "Nic nie znaleziono. Spróbuj krótszego słowa albo kodu.",
     "Nothing found. Try a shorter word or a code.")
WORD(SEARCH_FOUND, "Znaleziono: ", "Found: ")
