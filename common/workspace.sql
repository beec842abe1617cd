CREATE TABLE unit (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, level TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL);

-- units: the years of each unit that the extract covers (Covered of ingest/extract.h), by id of unit. notes: what the file says
-- about itself.
CREATE TABLE extract (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, member TEXT NOT NULL, name TEXT NOT NULL, profile TEXT NOT NULL,
    subject TEXT NOT NULL, date TEXT, date_source TEXT NOT NULL, declared TEXT NOT NULL, scope TEXT NOT NULL, units BLOB,
    synthetic INTEGER NOT NULL, account TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '', UNIQUE (sha256, member));

CREATE TABLE series (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, subject TEXT NOT NULL, dimensions TEXT NOT NULL, unit TEXT NOT NULL,
    names TEXT NOT NULL, UNIQUE (source, subject, dimensions, unit));

-- What one extract says of one series and period; extract 0 marks a piece merged from several. `dates`: the day of each cell's
-- own report, eleven bytes a cell; NULL: all cells are of the extract's date.
CREATE TABLE piece (
    id INTEGER PRIMARY KEY, series INTEGER NOT NULL, period INTEGER NOT NULL, extract INTEGER NOT NULL, data BLOB NOT NULL,
    dates BLOB);
CREATE INDEX piece_of_series ON piece (series, period, extract);
CREATE INDEX piece_of_extract ON piece (extract);

-- What counts: the piece in force for a series and period.
CREATE TABLE column_in_force (
    series INTEGER NOT NULL, period INTEGER NOT NULL, piece INTEGER NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (series, period)) WITHOUT ROWID;

-- What was rejected, kept with the extract it came from; runs/<run>/rejects.csv says the same of one run.
CREATE TABLE reject (
    extract INTEGER NOT NULL, record INTEGER NOT NULL, line INTEGER NOT NULL, place TEXT, field TEXT, code TEXT NOT NULL,
    raw BLOB NOT NULL, reason TEXT NOT NULL);
CREATE INDEX reject_of_extract ON reject (extract);

-- What somebody wrote in place of a rejected text (ingest/repair.h): the list it came in, the file, the record.
CREATE TABLE repair (
    list TEXT NOT NULL, list_name TEXT NOT NULL, sha256 TEXT NOT NULL, member TEXT NOT NULL, record INTEGER NOT NULL,
    field TEXT NOT NULL, raw TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX repair_of_file ON repair (sha256, member);

-- Cells that a person should know of: conflicts of equal or no date, cells withdrawn by a newer extract.
CREATE TABLE finding (
    series INTEGER NOT NULL, period INTEGER NOT NULL, unit INTEGER NOT NULL, kind TEXT NOT NULL, extracts TEXT NOT NULL);
CREATE INDEX finding_of_series ON finding (series, period);

CREATE TABLE class_key (
    id INTEGER PRIMARY KEY, dzial TEXT NOT NULL, rozdzial TEXT NOT NULL, paragraf TEXT NOT NULL, p4 TEXT NOT NULL,
    UNIQUE (dzial, rozdzial, paragraf, p4));

-- One report of one unit and period in one extract: rows of a cube. in_force: 1 counts, 0 superseded, -1 conflict.
CREATE TABLE filing (
    id INTEGER PRIMARY KEY, report TEXT NOT NULL, period INTEGER NOT NULL, unit INTEGER NOT NULL, extract INTEGER NOT NULL,
    date TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL, in_force INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX filing_of_report ON filing (report, period, unit);
CREATE INDEX filing_of_extract ON filing (extract);

CREATE TABLE register_row (
    extract INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
    PRIMARY KEY (extract, code)) WITHOUT ROWID;

CREATE TABLE area (id TEXT PRIMARY KEY, position INTEGER NOT NULL, name_pl TEXT NOT NULL, name_en TEXT NOT NULL);
CREATE TABLE service (
    id TEXT PRIMARY KEY, area TEXT NOT NULL, position INTEGER NOT NULL, name_pl TEXT NOT NULL, name_en TEXT NOT NULL);
CREATE TABLE indicator (
    code TEXT PRIMARY KEY, digest TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, area TEXT NOT NULL,
    service TEXT NOT NULL, dimension TEXT NOT NULL, direction TEXT NOT NULL, name_pl TEXT NOT NULL, name_en TEXT NOT NULL,
    description_pl TEXT NOT NULL, description_en TEXT NOT NULL, interpretation_pl TEXT NOT NULL,
    interpretation_en TEXT NOT NULL, unit TEXT NOT NULL, decimals INTEGER NOT NULL, formula TEXT NOT NULL,
    sources TEXT NOT NULL, tiers TEXT NOT NULL, base_levels TEXT NOT NULL, year_from INTEGER NOT NULL, year_to INTEGER NOT NULL);

-- The result of an indicator and year over the unit axis. key: digest of definition and inputs; digest: of the values.
CREATE TABLE result (
    indicator TEXT NOT NULL, year INTEGER NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,
    data BLOB NOT NULL, statistics BLOB NOT NULL, PRIMARY KEY (indicator, year)) WITHOUT ROWID;

-- The newest extract that a whole run of computing has seen.
CREATE TABLE computed (extract INTEGER NOT NULL);

-- What the rules and second sources of an indicator say of a result. units: "020101=12.5 ..." of those that fail; a second
-- source's value stands behind a slash. severity: of a rule; of a second source 'verify'.
CREATE TABLE result_check (
    indicator TEXT NOT NULL, year INTEGER NOT NULL, name TEXT NOT NULL, severity TEXT NOT NULL, checked INTEGER NOT NULL,
    failed INTEGER NOT NULL, greatest REAL NOT NULL, units TEXT NOT NULL, PRIMARY KEY (indicator, year, name)) WITHOUT ROWID;
