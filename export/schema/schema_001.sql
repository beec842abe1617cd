-- Migration 1. Tables in smup belong to the owner alone; views in smup_portal are the contract with the portal.
CREATE SCHEMA smup;
CREATE SCHEMA smup_portal;
REVOKE ALL ON SCHEMA smup, smup_portal FROM PUBLIC;
COMMENT ON SCHEMA smup IS 'Tabele systemu, tylko dla właściciela / tables of the system, for their owner only';
COMMENT ON SCHEMA smup_portal IS
    'Widoki dla portalu; ich kształt jest umową / views for the portal; their shape is a contract';

CREATE TABLE smup.schema_version (
    version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now(), program text NOT NULL);

-- Small facts that are replaced whole (areas, services, units, flags): the digest of what is stored.
CREATE TABLE smup.sheet (name text PRIMARY KEY, digest text NOT NULL);

CREATE TABLE smup.area (
    code text PRIMARY KEY, portal_id integer NOT NULL UNIQUE, position integer NOT NULL, name_pl text NOT NULL,
    name_en text NOT NULL);
CREATE TABLE smup.service (
    code text PRIMARY KEY, portal_id integer NOT NULL UNIQUE, area text NOT NULL REFERENCES smup.area,
    position integer NOT NULL, name_pl text NOT NULL, name_en text NOT NULL);
CREATE TABLE smup.flag (flag integer PRIMARY KEY, name_pl text NOT NULL, name_en text NOT NULL);
CREATE TABLE smup.unit (
    unit_id integer PRIMARY KEY, code text NOT NULL UNIQUE, level text NOT NULL, name text NOT NULL,
    note text NOT NULL, parent text NOT NULL, city boolean NOT NULL, year_from integer NOT NULL,
    year_to integer NOT NULL);
-- How TERYT writes a unit, in time: a gmina that became urban-rural changes its seventh digit.
CREATE TABLE smup.unit_code (
    unit_id integer NOT NULL REFERENCES smup.unit, year_from integer NOT NULL, year_to integer NOT NULL,
    teryt text NOT NULL, PRIMARY KEY (unit_id, year_from));

-- What a number of value.states says: the published OBS_STATUS set, CONF_STATUS and flag.
CREATE TABLE smup.state (
    state integer PRIMARY KEY, obs_status text NOT NULL, conf_status text NOT NULL, flag integer NOT NULL);

CREATE TABLE smup.indicator (code text PRIMARY KEY);
-- A definition as it was published; another text is another card.
CREATE TABLE smup.card (
    card_id integer PRIMARY KEY, indicator text NOT NULL REFERENCES smup.indicator, digest text NOT NULL,
    definition_digest text NOT NULL, version integer NOT NULL, definition_state text NOT NULL, area text NOT NULL,
    service text NOT NULL, dimension text NOT NULL, direction text NOT NULL, name_pl text NOT NULL,
    name_en text NOT NULL, description_pl text NOT NULL, description_en text NOT NULL,
    interpretation_pl text NOT NULL, interpretation_en text NOT NULL, unit text NOT NULL, decimals integer NOT NULL,
    formula text NOT NULL, sources text NOT NULL, base_levels text NOT NULL, year_from integer NOT NULL,
    year_to integer NOT NULL, UNIQUE (indicator, digest));
-- The portal's ids of an indicator: one for all of its rows, or one a tier (part).
CREATE TABLE smup.publication (
    card_id integer NOT NULL REFERENCES smup.card, part smallint NOT NULL, portal_id integer NOT NULL,
    tier text NOT NULL, indicator text NOT NULL REFERENCES smup.indicator, PRIMARY KEY (card_id, part));
CREATE INDEX publication_of_id ON smup.publication (portal_id);

-- All values of an indicator; another value is another series. source: what the workspace said of its origin.
CREATE TABLE smup.series (
    series_id integer PRIMARY KEY, indicator text NOT NULL REFERENCES smup.indicator, digest text NOT NULL,
    source text NOT NULL, decimals integer NOT NULL, step numeric NOT NULL, year_first integer NOT NULL,
    n_years integer NOT NULL, n_values bigint NOT NULL, UNIQUE (indicator, digest));
-- Years of a series in which a unit has a value; at is their place in the arrays.
CREATE TABLE smup.series_year (
    series_id integer NOT NULL REFERENCES smup.series, date_id integer NOT NULL, at integer NOT NULL,
    PRIMARY KEY (series_id, date_id));

-- One row a unit, years in arrays. No foreign keys: a trigger a row would cost more than the load; the writer sends
-- the rows of a series in the transaction that makes it. rounded: value x 10^decimals. ranks: four numbers of two bytes
-- a year (level, kind, voivodeship, group; 0: none); as an array they would take longer to load than all the rest.
CREATE TABLE smup.value (
    series_id integer NOT NULL, part smallint NOT NULL, unit_id integer NOT NULL, exact float8[] NOT NULL,
    rounded bigint[] NOT NULL, states integer[] NOT NULL, ranks bytea,
    PRIMARY KEY (series_id, part, unit_id),
    CHECK (cardinality(exact) = cardinality(states) AND cardinality(rounded) = cardinality(states)));
-- numbers: n, mean, least, quartile 1, median, quartile 3, greatest of each year.
CREATE TABLE smup.statistic (
    series_id integer NOT NULL, scope text NOT NULL, key text NOT NULL, numbers float8[] NOT NULL,
    PRIMARY KEY (series_id, scope, key));
-- Nobody filters by what is inside the arrays; gathering statistics of it would only take time.
ALTER TABLE smup.value ALTER exact SET STATISTICS 0, ALTER rounded SET STATISTICS 0, ALTER states SET STATISTICS 0,
    ALTER ranks SET STATISTICS 0;
ALTER TABLE smup.statistic ALTER numbers SET STATISTICS 0;

-- An edition is a changeset; readers see it when it is approved and its embargo has passed.
CREATE TABLE smup.edition (
    edition_id integer PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL DEFAULT session_user,
    approved_at timestamptz, approved_by text, embargo_until timestamptz NOT NULL DEFAULT '-infinity',
    synthetic boolean NOT NULL, cause text NOT NULL, n_series integer NOT NULL, n_values bigint NOT NULL,
    digest text NOT NULL, program text NOT NULL, CHECK ((approved_at IS NULL) = (approved_by IS NULL)));
-- embargo_until: taken over from the entry this one replaces, so that a hotfix lifts no embargo.
CREATE TABLE smup.edition_series (
    indicator text NOT NULL REFERENCES smup.indicator, edition_id integer NOT NULL REFERENCES smup.edition,
    series_id integer NOT NULL REFERENCES smup.series, card_id integer NOT NULL REFERENCES smup.card,
    previous_series integer REFERENCES smup.series, embargo_until timestamptz NOT NULL,
    cause text NOT NULL CHECK (cause IN ('new', 'data', 'definition', 'both')),
    PRIMARY KEY (indicator, edition_id));
CREATE INDEX edition_series_of_edition ON smup.edition_series (edition_id);

-- What was stored last, published or not: the next edition is compared with it.
CREATE VIEW smup.head AS
    SELECT DISTINCT ON (entry.indicator) entry.indicator, entry.edition_id, entry.series_id, entry.card_id,
        greatest(entry.embargo_until, edition.embargo_until) AS embargo_until
    FROM smup.edition_series entry JOIN smup.edition USING (edition_id)
    ORDER BY entry.indicator, entry.edition_id DESC;

-- What readers see under each id of the portal. LATERAL with LIMIT: for one id it is one look into an index.
CREATE VIEW smup.published AS
    SELECT publication.portal_id, publication.part, publication.tier, publication.indicator, latest.edition_id,
        latest.series_id, latest.card_id, latest.synthetic
    FROM smup.publication
    CROSS JOIN LATERAL (
        SELECT entry.edition_id, entry.series_id, entry.card_id, edition.synthetic
        FROM smup.edition_series entry JOIN smup.edition USING (edition_id)
        WHERE entry.indicator = publication.indicator AND edition.approved_at IS NOT NULL
            AND edition.embargo_until <= now() AND entry.embargo_until <= now()
        ORDER BY entry.edition_id DESC LIMIT 1) latest
    WHERE latest.card_id = publication.card_id;

-- security_barrier: a reader's own function in WHERE is not shown what is under embargo.
CREATE VIEW smup_portal.v1_areas AS
    SELECT portal_id AS id_ou, name_pl AS nazwa_obszaru, name_en AS nazwa_obszaru_en, code AS kod,
        position AS kolejnosc
    FROM smup.area;

CREATE VIEW smup_portal.v1_services AS
    SELECT service.portal_id AS id_up, service.name_pl AS nazwa_uslugi, service.name_en AS nazwa_uslugi_en,
        area.portal_id AS id_ou, area.name_pl AS nazwa_obszaru, service.code AS kod, service.position AS kolejnosc
    FROM smup.service JOIN smup.area ON area.code = service.area;

CREATE VIEW smup_portal.v1_indicators WITH (security_barrier) AS
    SELECT published.portal_id AS id, card.name_pl AS nazwa_wskaznika, card.name_en AS nazwa_wskaznika_en,
        service.portal_id AS id_up, service.name_pl AS nazwa_uslugi, card.dimension AS wymiar_opisu_uslugi,
        card.indicator AS code, published.tier, published.synthetic AS dane_syntetyczne
    FROM smup.published
    JOIN smup.card USING (card_id)
    LEFT JOIN smup.service ON service.code = card.service;

CREATE VIEW smup_portal.v1_indicator_cards WITH (security_barrier) AS
    SELECT published.portal_id AS id, card.indicator AS code, published.tier, card.name_pl AS nazwa_wskaznika,
        card.name_en AS nazwa_wskaznika_en, area.portal_id AS id_ou, area.name_pl AS nazwa_obszaru,
        service.portal_id AS id_up, service.name_pl AS nazwa_uslugi, card.dimension AS wymiar_opisu_uslugi,
        card.direction AS kierunek, card.description_pl AS opis, card.description_en AS opis_en,
        card.interpretation_pl AS interpretacja, card.interpretation_en AS interpretacja_en, card.formula AS formula,
        card.unit AS jednostka, card.decimals AS precyzja, card.sources AS zrodla, card.base_levels AS poziomy,
        card.year_from AS rok_od, nullif(card.year_to, 9999) AS rok_do, card.version AS wersja,
        card.definition_state AS stan, published.edition_id AS edycja, published.synthetic AS dane_syntetyczne
    FROM smup.published
    JOIN smup.card USING (card_id)
    LEFT JOIN smup.service ON service.code = card.service
    LEFT JOIN smup.area ON area.code = card.area;

CREATE VIEW smup_portal.v1_units AS
    SELECT unit.unit_id AS id_teryt, substr(latest.teryt, 1, 2) AS woj, substr(latest.teryt, 3, 2) AS pow,
        substr(latest.teryt, 5, 2) AS gmn, substr(latest.teryt, 7, 1) AS rodz, unit.name AS nazwa,
        unit.note AS nazwa_dod, latest.teryt, unit.code, unit.level, unit.parent, unit.city AS miasto_npp,
        nullif(unit.year_from, 0) AS rok_od, nullif(unit.year_to, 9999) AS rok_do
    FROM smup.unit
    LEFT JOIN LATERAL (
        SELECT unit_code.teryt FROM smup.unit_code WHERE unit_code.unit_id = unit.unit_id
        ORDER BY unit_code.year_from DESC LIMIT 1) latest ON true;

CREATE VIEW smup_portal.v1_unit_codes AS
    SELECT unit_id AS id_teryt, teryt, substr(teryt, 7, 1) AS rodz, year_from AS rok_od, year_to AS rok_do
    FROM smup.unit_code;

CREATE VIEW smup_portal.v1_flags AS
    SELECT flag AS id_flaga, name_pl AS nazwa, name_en AS nazwa_en FROM smup.flag;

CREATE VIEW smup_portal.v1_dates WITH (security_barrier) AS
    SELECT published.portal_id AS id, series_year.date_id AS id_daty, series_year.date_id / 10000 AS rok,
        published.indicator AS code
    FROM smup.published JOIN smup.series_year USING (series_id);

CREATE VIEW smup_portal.v1_indicator_values WITH (security_barrier) AS
    SELECT published.portal_id AS id, series_year.date_id AS id_daty, value.unit_id AS id_teryt,
        state.flag AS id_flaga, value.rounded[series_year.at] * series.step AS wartosc, series.decimals AS precyzja,
        value.exact[series_year.at] AS wartosc_dokladna, published.indicator AS code, unit.level, unit.code AS unit,
        state.obs_status, state.conf_status, published.edition_id AS edycja, published.synthetic AS dane_syntetyczne
    FROM smup.published
    JOIN smup.series USING (series_id)
    JOIN smup.series_year USING (series_id)
    JOIN smup.value ON value.series_id = published.series_id AND value.part = published.part
    JOIN smup.state ON state.state = value.states[series_year.at]
    JOIN smup.unit ON unit.unit_id = value.unit_id;

CREATE VIEW smup_portal.v1_statistics WITH (security_barrier) AS
    SELECT published.portal_id AS id, series_year.date_id AS id_daty, statistic.scope AS zakres,
        statistic.key AS klucz, statistic.numbers[series_year.at * 7 - 6]::integer AS n,
        statistic.numbers[series_year.at * 7 - 5] AS srednia, statistic.numbers[series_year.at * 7 - 4] AS minimum,
        statistic.numbers[series_year.at * 7 - 3] AS kwartyl_1, statistic.numbers[series_year.at * 7 - 2] AS mediana,
        statistic.numbers[series_year.at * 7 - 1] AS kwartyl_3, statistic.numbers[series_year.at * 7] AS maksimum,
        published.indicator AS code, published.synthetic AS dane_syntetyczne
    FROM smup.published
    JOIN smup.series_year USING (series_id)
    JOIN smup.statistic ON statistic.series_id = published.series_id
        AND statistic.numbers[series_year.at * 7 - 6] IS NOT NULL;

CREATE VIEW smup_portal.v1_ranks WITH (security_barrier) AS
    SELECT published.portal_id AS id, series_year.date_id AS id_daty, value.unit_id AS id_teryt,
        nullif(get_byte(value.ranks, series_year.at * 8 - 8) * 256 + get_byte(value.ranks, series_year.at * 8 - 7), 0)
            AS ranga_poziom,
        nullif(get_byte(value.ranks, series_year.at * 8 - 6) * 256 + get_byte(value.ranks, series_year.at * 8 - 5), 0)
            AS ranga_rodzaj,
        nullif(get_byte(value.ranks, series_year.at * 8 - 4) * 256 + get_byte(value.ranks, series_year.at * 8 - 3), 0)
            AS ranga_wojewodztwo,
        nullif(get_byte(value.ranks, series_year.at * 8 - 2) * 256 + get_byte(value.ranks, series_year.at * 8 - 1), 0)
            AS ranga_grupa,
        published.indicator AS code, published.synthetic AS dane_syntetyczne
    FROM smup.published
    JOIN smup.series_year USING (series_id)
    JOIN smup.value ON value.series_id = published.series_id AND value.part = published.part
        AND substr(value.ranks, series_year.at * 8 - 7, 8) <> '\x0000000000000000';

CREATE VIEW smup_portal.v1_edition WITH (security_barrier) AS
    SELECT edition.edition_id AS edycja, edition.created_at AS utworzono, edition.approved_at AS zatwierdzono,
        edition.cause AS przyczyna, edition.n_series AS serie, edition.n_values AS wartosci,
        edition.digest AS skrot, edition.synthetic AS dane_syntetyczne,
        CASE WHEN edition.synthetic THEN 'dane syntetyczne' ELSE '' END AS uwaga
    FROM smup.edition
    WHERE edition.approved_at IS NOT NULL AND edition.embargo_until <= now();

COMMENT ON VIEW smup_portal.v1_areas IS 'Obszary / areas';
COMMENT ON COLUMN smup_portal.v1_areas.id_ou IS 'identyfikator obszaru / id of the area';
COMMENT ON COLUMN smup_portal.v1_areas.nazwa_obszaru IS 'nazwa po polsku / name in Polish';
COMMENT ON COLUMN smup_portal.v1_areas.nazwa_obszaru_en IS 'nazwa po angielsku / name in English';
COMMENT ON COLUMN smup_portal.v1_areas.kod IS 'kod w definicjach / code in the definitions';
COMMENT ON COLUMN smup_portal.v1_areas.kolejnosc IS 'kolejność / order';

COMMENT ON VIEW smup_portal.v1_services IS 'Usługi publiczne / public services';
COMMENT ON COLUMN smup_portal.v1_services.id_up IS 'identyfikator usługi / id of the service';
COMMENT ON COLUMN smup_portal.v1_services.nazwa_uslugi IS 'nazwa po polsku / name in Polish';
COMMENT ON COLUMN smup_portal.v1_services.nazwa_uslugi_en IS 'nazwa po angielsku / name in English';
COMMENT ON COLUMN smup_portal.v1_services.id_ou IS 'identyfikator obszaru / id of the area';
COMMENT ON COLUMN smup_portal.v1_services.nazwa_obszaru IS 'nazwa obszaru / name of the area';
COMMENT ON COLUMN smup_portal.v1_services.kod IS 'kod w definicjach / code in the definitions';
COMMENT ON COLUMN smup_portal.v1_services.kolejnosc IS 'kolejność / order';

COMMENT ON VIEW smup_portal.v1_indicators IS 'Wskaźniki opublikowane / published indicators';
COMMENT ON COLUMN smup_portal.v1_indicators.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_indicators.nazwa_wskaznika IS 'nazwa po polsku / name in Polish';
COMMENT ON COLUMN smup_portal.v1_indicators.nazwa_wskaznika_en IS 'nazwa po angielsku / name in English';
COMMENT ON COLUMN smup_portal.v1_indicators.id_up IS 'identyfikator usługi / id of the service';
COMMENT ON COLUMN smup_portal.v1_indicators.nazwa_uslugi IS 'nazwa usługi / name of the service';
COMMENT ON COLUMN smup_portal.v1_indicators.wymiar_opisu_uslugi IS
    'wymiar: ilość, jakość, dostępność, efektywność / dimension: quantity, quality, accessibility, efficiency';
COMMENT ON COLUMN smup_portal.v1_indicators.code IS 'kod definicji / code of the definition';
COMMENT ON COLUMN smup_portal.v1_indicators.tier IS
    'szczebel, którego dotyczy identyfikator; puste: wszystkie / tier that the id is for; empty: all';
COMMENT ON COLUMN smup_portal.v1_indicators.dane_syntetyczne IS
    'dane wytworzone, nie rzeczywiste / made data, not real';

COMMENT ON VIEW smup_portal.v1_indicator_cards IS 'Karty wskaźników / cards of indicators';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.code IS 'kod definicji / code of the definition';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.tier IS
    'szczebel, którego dotyczy identyfikator; puste: wszystkie / tier that the id is for; empty: all';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.nazwa_wskaznika IS 'nazwa po polsku / name in Polish';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.nazwa_wskaznika_en IS 'nazwa po angielsku / name in English';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.id_ou IS 'identyfikator obszaru / id of the area';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.nazwa_obszaru IS 'nazwa obszaru / name of the area';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.id_up IS 'identyfikator usługi / id of the service';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.nazwa_uslugi IS 'nazwa usługi / name of the service';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.wymiar_opisu_uslugi IS 'wymiar / dimension';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.kierunek IS
    'stymulanta, destymulanta, neutralny / whether more is better, worse or neither';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.opis IS 'opis po polsku / description in Polish';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.opis_en IS 'opis po angielsku / description in English';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.interpretacja IS 'interpretacja po polsku / interpretation in Polish';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.interpretacja_en IS
    'interpretacja po angielsku / interpretation in English';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.formula IS 'formuła / formula';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.jednostka IS 'jednostka miary / unit of measure';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.precyzja IS 'miejsca po przecinku / decimal places';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.zrodla IS 'źródła danych / sources of the data';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.poziomy IS 'poziomy wyjściowe / levels it is defined for';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.rok_od IS 'pierwszy rok / first year';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.rok_do IS 'ostatni rok; puste: nadal / last year; empty: still';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.wersja IS 'wersja definicji / version of the definition';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.stan IS 'stan definicji / state of the definition';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.edycja IS 'edycja, z której pochodzi / edition it comes from';
COMMENT ON COLUMN smup_portal.v1_indicator_cards.dane_syntetyczne IS
    'dane wytworzone, nie rzeczywiste / made data, not real';

COMMENT ON VIEW smup_portal.v1_units IS 'Słownik jednostek (TERYT) / dictionary of units';
COMMENT ON COLUMN smup_portal.v1_units.id_teryt IS 'identyfikator jednostki / id of the unit';
COMMENT ON COLUMN smup_portal.v1_units.woj IS 'województwo / voivodeship';
COMMENT ON COLUMN smup_portal.v1_units.pow IS 'powiat';
COMMENT ON COLUMN smup_portal.v1_units.gmn IS 'gmina';
COMMENT ON COLUMN smup_portal.v1_units.rodz IS 'rodzaj, ostatni / kind, the last one';
COMMENT ON COLUMN smup_portal.v1_units.nazwa IS 'nazwa / name';
COMMENT ON COLUMN smup_portal.v1_units.nazwa_dod IS 'nazwa dodatkowa / what kind of unit it is, in words';
COMMENT ON COLUMN smup_portal.v1_units.teryt IS 'kod TERYT, ostatni; puste: nie ma / last TERYT code; empty: none';
COMMENT ON COLUMN smup_portal.v1_units.code IS 'kod niezmienny w czasie / code that does not change in time';
COMMENT ON COLUMN smup_portal.v1_units.level IS 'poziom / level';
COMMENT ON COLUMN smup_portal.v1_units.parent IS 'kod jednostki nadrzędnej / code of the unit above';
COMMENT ON COLUMN smup_portal.v1_units.miasto_npp IS 'miasto na prawach powiatu / a city with powiat rights';
COMMENT ON COLUMN smup_portal.v1_units.rok_od IS 'pierwszy rok; puste: przed 2009 / first year; empty: before 2009';
COMMENT ON COLUMN smup_portal.v1_units.rok_do IS 'ostatni rok; puste: nadal / last year; empty: still';

COMMENT ON VIEW smup_portal.v1_unit_codes IS 'Kody TERYT w czasie / TERYT codes in time';
COMMENT ON COLUMN smup_portal.v1_unit_codes.id_teryt IS 'identyfikator jednostki / id of the unit';
COMMENT ON COLUMN smup_portal.v1_unit_codes.teryt IS 'kod TERYT, 7 cyfr / TERYT code, 7 digits';
COMMENT ON COLUMN smup_portal.v1_unit_codes.rodz IS 'rodzaj / kind';
COMMENT ON COLUMN smup_portal.v1_unit_codes.rok_od IS 'pierwszy rok / first year';
COMMENT ON COLUMN smup_portal.v1_unit_codes.rok_do IS 'ostatni rok / last year';

COMMENT ON VIEW smup_portal.v1_flags IS 'Słownik flag / dictionary of flags';
COMMENT ON COLUMN smup_portal.v1_flags.id_flaga IS 'flaga / flag';
COMMENT ON COLUMN smup_portal.v1_flags.nazwa IS 'znaczenie po polsku / meaning in Polish';
COMMENT ON COLUMN smup_portal.v1_flags.nazwa_en IS 'znaczenie po angielsku / meaning in English';

COMMENT ON VIEW smup_portal.v1_dates IS 'Lata opublikowane dla wskaźnika / published years of an indicator';
COMMENT ON COLUMN smup_portal.v1_dates.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_dates.id_daty IS 'data RRRR1231 / date YYYY1231';
COMMENT ON COLUMN smup_portal.v1_dates.rok IS 'rok / year';
COMMENT ON COLUMN smup_portal.v1_dates.code IS 'kod definicji / code of the definition';

COMMENT ON VIEW smup_portal.v1_indicator_values IS 'Wartości wskaźników / values of indicators';
COMMENT ON COLUMN smup_portal.v1_indicator_values.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_indicator_values.id_daty IS 'data RRRR1231 / date YYYY1231';
COMMENT ON COLUMN smup_portal.v1_indicator_values.id_teryt IS 'identyfikator jednostki / id of the unit';
COMMENT ON COLUMN smup_portal.v1_indicator_values.id_flaga IS 'flaga, zob. v1_flags / flag, see v1_flags';
COMMENT ON COLUMN smup_portal.v1_indicator_values.wartosc IS
    'wartość zaokrąglona; puste: brak lub tajemnica / rounded value; empty: missing or confidential';
COMMENT ON COLUMN smup_portal.v1_indicator_values.precyzja IS 'miejsca po przecinku / decimal places';
COMMENT ON COLUMN smup_portal.v1_indicator_values.wartosc_dokladna IS
    'wartość przed zaokrągleniem / value before rounding';
COMMENT ON COLUMN smup_portal.v1_indicator_values.code IS 'kod definicji / code of the definition';
COMMENT ON COLUMN smup_portal.v1_indicator_values.level IS 'poziom jednostki / level of the unit';
COMMENT ON COLUMN smup_portal.v1_indicator_values.unit IS 'kod jednostki niezmienny w czasie / code of the unit';
COMMENT ON COLUMN smup_portal.v1_indicator_values.obs_status IS
    'zbiór kodów SDMX OBS_STATUS; A: zwykła / set of codes of SDMX OBS_STATUS; A: normal';
COMMENT ON COLUMN smup_portal.v1_indicator_values.conf_status IS 'kod SDMX CONF_STATUS / code of SDMX CONF_STATUS';
COMMENT ON COLUMN smup_portal.v1_indicator_values.edycja IS 'edycja, z której pochodzi / edition it comes from';
COMMENT ON COLUMN smup_portal.v1_indicator_values.dane_syntetyczne IS
    'dane wytworzone, nie rzeczywiste / made data, not real';

COMMENT ON VIEW smup_portal.v1_statistics IS 'Statystyki wskaźników / statistics of indicators';
COMMENT ON COLUMN smup_portal.v1_statistics.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_statistics.id_daty IS 'data RRRR1231 / date YYYY1231';
COMMENT ON COLUMN smup_portal.v1_statistics.zakres IS
    'po czym: level, kind, voivodeship, group, neighbours / over what units';
COMMENT ON COLUMN smup_portal.v1_statistics.klucz IS 'które: np. gmina 1, kod grupy, kod jednostki / which of them';
COMMENT ON COLUMN smup_portal.v1_statistics.n IS 'liczba wartości / number of values';
COMMENT ON COLUMN smup_portal.v1_statistics.srednia IS 'średnia / mean';
COMMENT ON COLUMN smup_portal.v1_statistics.minimum IS 'najmniejsza / least';
COMMENT ON COLUMN smup_portal.v1_statistics.kwartyl_1 IS 'pierwszy kwartyl / first quartile';
COMMENT ON COLUMN smup_portal.v1_statistics.mediana IS 'mediana / median';
COMMENT ON COLUMN smup_portal.v1_statistics.kwartyl_3 IS 'trzeci kwartyl / third quartile';
COMMENT ON COLUMN smup_portal.v1_statistics.maksimum IS 'największa / greatest';
COMMENT ON COLUMN smup_portal.v1_statistics.code IS 'kod definicji / code of the definition';
COMMENT ON COLUMN smup_portal.v1_statistics.dane_syntetyczne IS
    'dane wytworzone, nie rzeczywiste / made data, not real';

COMMENT ON VIEW smup_portal.v1_ranks IS
    'Pozycje jednostek; 1 to wartość największa / ranks of units; 1 is the greatest value';
COMMENT ON COLUMN smup_portal.v1_ranks.id IS 'identyfikator wskaźnika / id of the indicator';
COMMENT ON COLUMN smup_portal.v1_ranks.id_daty IS 'data RRRR1231 / date YYYY1231';
COMMENT ON COLUMN smup_portal.v1_ranks.id_teryt IS 'identyfikator jednostki / id of the unit';
COMMENT ON COLUMN smup_portal.v1_ranks.ranga_poziom IS 'wśród jednostek poziomu / among the units of the level';
COMMENT ON COLUMN smup_portal.v1_ranks.ranga_rodzaj IS 'wśród jednostek rodzaju / among the units of the kind';
COMMENT ON COLUMN smup_portal.v1_ranks.ranga_wojewodztwo IS 'w województwie / within the voivodeship';
COMMENT ON COLUMN smup_portal.v1_ranks.ranga_grupa IS 'w grupie porównawczej / within the comparison group';
COMMENT ON COLUMN smup_portal.v1_ranks.code IS 'kod definicji / code of the definition';
COMMENT ON COLUMN smup_portal.v1_ranks.dane_syntetyczne IS 'dane wytworzone, nie rzeczywiste / made data, not real';

COMMENT ON VIEW smup_portal.v1_edition IS
    'Edycje opublikowane; dla wskaźnika liczy się najnowsza, która go zmienia / '
    'published editions; for an indicator the latest that changes it counts';
COMMENT ON COLUMN smup_portal.v1_edition.edycja IS 'numer / number';
COMMENT ON COLUMN smup_portal.v1_edition.utworzono IS 'kiedy załadowano / when it was loaded';
COMMENT ON COLUMN smup_portal.v1_edition.zatwierdzono IS 'kiedy zatwierdzono / when it was approved';
COMMENT ON COLUMN smup_portal.v1_edition.przyczyna IS
    'przyczyna: new, data, definition, both, mixed / why: new, data, definition, both, mixed';
COMMENT ON COLUMN smup_portal.v1_edition.serie IS 'liczba zmienionych wskaźników / number of indicators it changes';
COMMENT ON COLUMN smup_portal.v1_edition.wartosci IS 'liczba wartości w nich / number of values in them';
COMMENT ON COLUMN smup_portal.v1_edition.skrot IS 'skrót stanu po tej edycji / digest of the state after this edition';
COMMENT ON COLUMN smup_portal.v1_edition.dane_syntetyczne IS 'dane wytworzone, nie rzeczywiste / made data, not real';
COMMENT ON COLUMN smup_portal.v1_edition.uwaga IS '"dane syntetyczne" albo puste / "made data" or empty';
