/*
 * The columns of a table of indicators: what `smup definitions list --csv` writes, in this order,
 * and what import reads. Further words for a heading: folded (small letters, no marks), with `|`
 * between. `needed` columns must be in the table.
 */
HEADING(CODE, "code", true, "kod|kod wskaznika|symbol|indicator")
HEADING(SMUP_ID, "smup_id", false, "id smup|id|numer smup|smup")
HEADING(NAME_PL, "name_pl", true, "nazwa|nazwa pl|nazwa wskaznika|nazwa polska|name (pl)")
HEADING(NAME_EN, "name_en", false, "nazwa en|nazwa angielska|name|english name|name (en)")
HEADING(AREA, "area", false, "obszar")
HEADING(SERVICE, "service", true, "usluga|usluga publiczna|public service")
HEADING(DIMENSION, "dimension", true, "wymiar")
HEADING(DIRECTION, "direction", false, "kierunek|charakter")
HEADING(NUMERATOR, "numerator", true, "licznik")
HEADING(DENOMINATOR, "denominator", true, "mianownik")
HEADING(FORMULA, "formula", false, "wzor")
HEADING(SOURCE, "source", false, "zrodlo|zrodlo danych|data source|sources")
HEADING(UNIT, "unit", true, "jednostka|jednostka miary|jm|unit of measure")
HEADING(DECIMALS, "decimals", false, "miejsca po przecinku|miejsca dziesietne|dokladnosc")
HEADING(TIERS, "tiers", true, "szczebel|szczeble|poziom|tier|level|levels")
HEADING(FROM, "from", false, "od|od roku|rok od|first year")
HEADING(TO, "to", false, "do|do roku|rok do|last year")
HEADING(COVERAGE, "coverage", false, "pokrycie")
HEADING(STATE, "state", false, "stan")
