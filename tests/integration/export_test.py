#!/usr/bin/env python3
"""smup-export against a real server: export_test.py SMUP_EXPORT EXPORT_WORKSPACE CONFIG

SMUP_TEST_DB says where the server is; every test makes a database of its own and drops it. Without a server it fails.
"""
import contextlib
import csv
import io
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

N_INDICATORS = 8
PROGRAM, FILLER, CONFIG = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
TIERS = (["gmina", "city"], ["powiat", "city"], ["voivodeship"], [""])


def psql(conninfo, sql):
    command = ["psql", "-X", "-q", "-A", "-t", "-F", ";", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-c", sql]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def write_config(folder):
    """The territory as it is; flags as they are; ids of the indicators that the filler makes."""
    (folder / "portal").mkdir(parents=True)
    (folder / "territory").symlink_to(CONFIG / "territory")
    shutil.copy(CONFIG / "portal" / "flags.csv", folder / "portal")
    lines = ["kind;code;tier;id;note", "area;edukacja;;1;", "service;oswiata;;2;"]
    number = 100
    for i in range(1, 999):
        for tier in TIERS[i % 4]:
            number += 1
            lines.append(f"indicator;T{i:03};{tier};{number};")
    (folder / "portal" / "ids.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


class ExportTest(unittest.TestCase):
    n_databases = 0

    def setUp(self):
        self.server = os.environ.get("SMUP_TEST_DB")
        self.assertTrue(self.server, "SMUP_TEST_DB is not set: this test needs a PostgreSQL")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="smup-export-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.workspace = self.folder / "W"
        self.config = self.folder / "config"
        write_config(self.config)
        self.db = self.make_database()

    def make_database(self, options=""):
        ExportTest.n_databases += 1
        name = f"smup_export_{os.getpid()}_{ExportTest.n_databases}"
        psql(self.server, f"CREATE DATABASE {name} {options}")
        self.addCleanup(psql, self.server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return f"{self.server} dbname={name}"

    def fill(self, *options):
        command = [FILLER, "-c", self.config, "-n", str(N_INDICATORS), *options, self.workspace]
        subprocess.run(command, check=True, timeout=300)

    def export(self, *options, status=0, db=None, env=None):
        target = [] if "--csv" in options else ["--db", db or self.db]
        command = [PROGRAM, "-w", self.workspace, "--config", self.config, *target, *options]
        environment = {**os.environ, **(env or {})}
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout + done.stderr

    def ask(self, sql):
        return psql(self.db, sql)

    def values(self, folder="csv"):
        self.export("--csv", str(self.folder / folder))
        return (self.folder / folder / "values.csv").read_bytes()

    def digest_of_database(self):
        tables = "edition", "edition_series", "series", "value", "statistic", "card", "publication", "state"
        return [self.ask(f"SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') "
                         f"FROM smup.{table} t") for table in tables]

    # what is loaded

    def test_values_in_the_view_equal_values_csv_in_every_row(self):
        self.fill()
        expected = list(csv.DictReader(io.StringIO(self.values().decode()), delimiter=";"))
        self.export("--publish")
        found = self.ask(
            "COPY (SELECT v.code, v.level, v.unit, coalesce(c.teryt, ''), v.id_daty / 10000, coalesce(v.wartosc::text, ''),"
            " coalesce(v.wartosc_dokladna::text, ''), v.precyzja, v.id_flaga, v.obs_status, v.conf_status"
            " FROM smup_portal.v1_indicator_values v LEFT JOIN smup_portal.v1_unit_codes c"
            " ON c.id_teryt = v.id_teryt AND v.id_daty / 10000 BETWEEN c.rok_od AND c.rok_do)"
            " TO STDOUT (DELIMITER ';')").splitlines()
        self.assertEqual(len(found), len(expected))
        by_key = {tuple(line.split(";")[i] for i in (0, 2, 4)): line.split(";") for line in found}
        self.assertEqual(len(by_key), len(expected))
        seen_flags = set()
        for row in expected:
            key = row["indicator"], row["unit"], row["year"]
            got, wanted = by_key[key], list(row.values())
            exact, wanted_exact = got.pop(6), wanted.pop(6)
            self.assertEqual(got, wanted)
            self.assertEqual(exact == "", wanted_exact == "", key)
            if exact:
                self.assertEqual(float(exact).hex(), float(wanted_exact).hex(), key)
            seen_flags.add(row["flag"])
        self.assertEqual(seen_flags, {"1", "2", "3", "5"})
        self.assertFalse([r for r in expected if r["conf_status"] != "F" and (r["value"] or "Q" not in r["obs_status"])])
        listed = self.ask("SELECT DISTINCT code, rok FROM smup_portal.v1_dates").splitlines()
        self.assertEqual({f"{row['indicator']};{row['year']}" for row in expected}, set(listed))

    def test_values_csv_is_sorted_and_is_the_same_bytes_again(self):
        self.fill("-y", "11")
        first = self.values()
        self.assertEqual(first, self.values())
        rows = [line.split(";") for line in first.decode().splitlines()]
        self.assertEqual(rows[0], "indicator;level;unit;teryt;year;value;value_exact;precision;flag;obs_status;"
                                  "conf_status".split(";"))
        levels = "country macroregion voivodeship region subregion powiat gmina union".split()
        keys = [(r[0], levels.index(r[1]), r[2].encode(), r[4]) for r in rows[1:]]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(len(set(keys)), len(keys))
        self.assertNotIn(("T001", "2015"), {(r[0], r[4]) for r in rows})
        teryt = {(r[1], r[2]): r[3] for r in rows[1:]}
        self.assertEqual(teryt["country", "000000000000"], "0000000")
        self.assertEqual(teryt["voivodeship", "011200000000"], "1200000")
        self.assertEqual(teryt["powiat", "0201"], "0201000")
        self.assertEqual(teryt["gmina", "020101"], "0201011")
        self.assertEqual(teryt["macroregion", "010000000000"], "")
        self.assertEqual(teryt["union", "ZG-1"], "")

    def test_a_city_is_published_under_its_own_id(self):
        self.fill()
        self.export("--publish")
        ids = dict(line.split(";") for line in self.ask(
            "SELECT tier, id FROM smup_portal.v1_indicators WHERE code = 'T004'").splitlines())
        self.assertEqual(set(ids), {"gmina", "city"})
        city = self.ask("SELECT count(*), min(u.level), bool_and(u.miasto_npp) FROM smup_portal.v1_indicator_values v "
                        f"JOIN smup_portal.v1_units u USING (id_teryt) WHERE id = {ids['city']} AND id_daty = 20251231")
        self.assertEqual(city, "66;gmina;t")
        rest = self.ask("SELECT count(*) FROM smup_portal.v1_indicator_values v JOIN smup_portal.v1_units u "
                        f"USING (id_teryt) WHERE id = {ids['gmina']} AND u.level = 'gmina' AND u.miasto_npp")
        self.assertEqual(rest, "0")

    def test_statistics_and_ranks_are_those_of_the_values(self):
        self.fill()
        self.export("--publish")
        wrong = self.ask(
            "SELECT count(*) FROM (SELECT code, id_daty, id_teryt, level, wartosc_dokladna, rank() OVER "
            "(PARTITION BY code, id_daty, level ORDER BY wartosc_dokladna DESC) AS rank FROM smup_portal.v1_indicator_values "
            "WHERE wartosc_dokladna IS NOT NULL) v FULL JOIN (SELECT DISTINCT code, id_daty, id_teryt, ranga_poziom FROM "
            "smup_portal.v1_ranks) r USING (code, id_daty, id_teryt) WHERE v.rank IS DISTINCT FROM r.ranga_poziom "
            "AND level NOT IN ('country', 'union')")
        self.assertEqual(wrong, "0")
        wrong = self.ask(
            "SELECT count(*), count(*) FILTER (WHERE s.n IS DISTINCT FROM v.n OR s.minimum <> v.least OR s.maksimum <> v.most "
            "OR abs(s.mediana - v.median) > 1e-9 * abs(v.median)) FROM (SELECT code, id_daty, level, count(*) AS n, "
            "min(wartosc_dokladna) AS least, max(wartosc_dokladna) AS most, percentile_cont(0.5) WITHIN GROUP "
            "(ORDER BY wartosc_dokladna) AS median FROM smup_portal.v1_indicator_values WHERE wartosc_dokladna IS NOT NULL "
            "GROUP BY code, id_daty, level HAVING count(*) > 2) v LEFT JOIN (SELECT DISTINCT code, id_daty, klucz AS level, "
            "n, minimum, maksimum, mediana FROM smup_portal.v1_statistics WHERE zakres = 'level') s USING (code, id_daty, level)")
        n, bad = wrong.split(";")
        self.assertGreater(int(n), 100)
        self.assertEqual(bad, "0")

    def test_the_dictionaries_have_a_comment_on_every_view_and_column(self):
        self.fill()
        self.export("--publish")
        bare = self.ask(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
            "WHERE c.relnamespace = 'smup_portal'::regnamespace AND (col_description(c.oid, a.attnum) IS NULL "
            "OR obj_description(c.oid, 'pg_class') IS NULL)")
        self.assertEqual(bare, "")
        self.assertEqual(self.ask("SELECT id_ou, nazwa_obszaru FROM smup_portal.v1_areas"), "1;Edukacja")
        self.assertEqual(self.ask("SELECT id_up, id_ou FROM smup_portal.v1_services"), "2;1")
        self.assertEqual(self.ask("SELECT woj, pow, gmn, rodz, nazwa_dod FROM smup_portal.v1_units WHERE code = '020101'"),
                         "02;01;01;1;gmina miejska")
        self.assertEqual(self.ask("SELECT nazwa FROM smup_portal.v1_units WHERE code = 'ZG-1'"), 'Związek "Dolina"')
        self.assertEqual(self.ask("SELECT count(*) FROM smup_portal.v1_flags"), "6")
        self.assertEqual(self.ask("SELECT nazwa_wskaznika FROM smup_portal.v1_indicator_cards WHERE code = 'T003'"),
                         'Wskaźnik "T003\\')

    # editions

    def test_a_second_run_loads_nothing(self):
        self.fill()
        self.assertIn("edition 1", self.export("--publish"))
        before = self.digest_of_database()
        self.assertIn("nothing is new; edition 1 holds", self.export("--publish"))
        self.assertEqual(before, self.digest_of_database())
        shutil.rmtree(self.workspace)
        self.fill()
        self.assertIn("nothing is new; edition 1 holds", self.export())
        self.assertEqual(before, self.digest_of_database())

    def test_one_changed_cell_loads_one_series(self):
        self.fill()
        self.export("--publish")
        self.fill("-d", "T003")
        self.assertIn("1 series loaded", self.export())
        self.assertEqual(self.ask("SELECT indicator, cause, previous_series FROM smup.edition_series WHERE edition_id = 2"),
                         "T003;data;3")
        changed = ("SELECT count(*) FROM smup.value a JOIN smup.value b USING (unit_id) WHERE a.series_id = 3 AND "
                   f"b.series_id = {N_INDICATORS + 1} AND a IS DISTINCT FROM b AND a.exact <> b.exact")
        self.assertEqual(self.ask(changed), "1")
        self.fill()  # back to what was there: the stored series counts again
        self.assertIn("edition 3: 1 indicator, 0 series loaded", self.export("--publish"))
        self.assertEqual(self.ask("SELECT DISTINCT series_id FROM smup.published WHERE indicator = 'T003'"), "3")

    def test_a_changed_text_makes_an_edition_without_values(self):
        self.fill()
        self.export("--publish")
        self.fill("-t", "T002")
        self.assertIn("1 indicator, 0 series loaded", self.export("--publish"))
        self.assertEqual(self.ask("SELECT cause FROM smup.edition WHERE edition_id = 2"), "definition")
        self.assertEqual(self.ask("SELECT DISTINCT opis FROM smup_portal.v1_indicator_cards WHERE code = 'T002'"),
                         "Opis  (2)")

    def test_readers_see_an_edition_when_it_is_released(self):
        self.fill()
        self.export()
        self.assertEqual(self.ask("SELECT count(*) FROM smup_portal.v1_indicators"), "0")
        self.assertIn("edition 1 released", self.export("--publish"))
        self.assertNotEqual(self.ask("SELECT count(*) FROM smup_portal.v1_indicators"), "0")

    def test_an_embargo_holds_and_a_hotfix_does_not_lift_it(self):
        value = "SELECT max(edycja) FROM smup_portal.v1_indicator_values WHERE code = 'T003' AND id_daty = 20251231"
        self.fill()
        self.export("--publish")
        self.fill("-d", "T003")
        self.assertIn("hidden from readers until 2999-01-01 09:00", self.export("--publish", "--embargo", "2999-01-01 09:00"))
        self.assertEqual(self.ask(value), "1")
        self.assertEqual(self.ask("SELECT max(edycja) FROM smup_portal.v1_edition"), "1")
        self.fill("-d", "T004")  # T004 is new, T003 goes back to edition 1
        self.export("--publish")
        self.assertEqual(self.ask(value), "1")
        self.assertEqual(self.ask(value.replace("T003", "T004")), "3")
        self.fill("-d", "T003", "-t", "T003")  # a hotfix of what is under embargo
        self.export("--publish")
        self.assertEqual(self.ask(value), "1")
        self.ask("UPDATE smup.edition SET embargo_until = now(); UPDATE smup.edition_series SET embargo_until = now()")
        self.assertEqual(self.ask(value), "4")

    def test_an_embargo_that_is_no_time_is_refused(self):
        self.fill()
        self.assertIn("--embargo wants a time", self.export("--embargo", "soon", status=64))

    def test_a_restored_database_is_completed(self):
        self.fill()
        self.export("--publish")
        self.fill("-d", "T003")
        self.export("--publish")
        before = self.values()
        self.ask("DELETE FROM smup.edition_series WHERE edition_id = 2; DELETE FROM smup.edition WHERE edition_id = 2;"
                 f"DELETE FROM smup.value WHERE series_id = {N_INDICATORS + 1};"
                 f"DELETE FROM smup.statistic WHERE series_id = {N_INDICATORS + 1};"
                 f"DELETE FROM smup.series_year WHERE series_id = {N_INDICATORS + 1};"
                 f"DELETE FROM smup.series WHERE series_id = {N_INDICATORS + 1}")
        self.assertIn("edition 2: 1 indicator, 1 series loaded", self.export("--publish"))
        self.assertEqual(before, self.values("again"))

    # made data

    def test_made_data_say_so_everywhere_and_are_never_mixed(self):
        words = "dane syntetyczne"
        self.fill("-s")
        self.assertIn(words, self.export("--csv", str(self.folder / "csv")))
        self.assertIn(words, (self.folder / "csv" / "DANE_SYNTETYCZNE.txt").read_text(encoding="utf-8"))
        self.assertIn(words, self.export("--publish"))
        self.assertEqual(self.ask("SELECT DISTINCT dane_syntetyczne FROM smup_portal.v1_indicator_values"), "t")
        self.assertEqual(self.ask("SELECT uwaga FROM smup_portal.v1_edition"), words)
        before = self.digest_of_database()
        self.fill()
        self.assertIn("never mixed", self.export(status=65))
        self.assertEqual(before, self.digest_of_database())
        self.assertNotIn(words, self.export("--csv", str(self.folder / "csv")))
        self.assertFalse((self.folder / "csv" / "DANE_SYNTETYCZNE.txt").exists())
        self.db = self.make_database()
        self.export()
        self.fill("-s")
        self.export(status=65)

    # what goes wrong

    def test_no_server(self):
        self.fill()
        self.assertIn("could not connect", self.export(status=69, db="host=/nonexistent dbname=x"))
        self.assertIn("could not connect", self.export(status=69, db="host=127.0.0.1 port=1 dbname=x"))
        self.export(status=69, db=f"{self.server} dbname=smup_is_not_there")

    def test_a_role_that_is_refused(self):
        self.fill()
        self.export(status=77, db=f"{self.db} user=smup_is_nobody")

    def test_a_wrong_password(self):
        role = "smup_password"  # whom a server may let in by password only
        self.fill()
        if self.ask(f"SELECT count(*) FROM pg_roles WHERE rolname = '{role}'") == "0":
            psql(self.server, f"CREATE ROLE {role} LOGIN PASSWORD 'right'")
            self.addCleanup(psql, self.server, f"DROP ROLE {role}")
        said = self.export(status=77, db=f"{self.db} user={role}", env={"PGPASSWORD": "wrong"})
        self.assertNotIn("wrong", said)

    def test_a_role_without_rights(self):
        self.fill()
        self.export()
        role = f"smup_no_rights_{os.getpid()}"
        self.ask(f"CREATE ROLE {role} NOLOGIN")
        self.addCleanup(psql, self.server, f"DROP ROLE {role}")
        self.export(status=77, env={"PGOPTIONS": f"-c role={role}"})

    def test_a_password_on_the_command_line_is_refused_and_not_repeated(self):
        self.fill()
        for conninfo in "host=x password=hush", "postgresql://me:hush@x/y", "host=x password hush":
            self.assertNotIn("hush", self.export(status=64, db=conninfo))

    def test_a_database_of_another_encoding(self):
        self.fill()
        other = self.make_database("ENCODING 'LATIN2' LOCALE 'C' TEMPLATE template0")
        self.assertIn("LATIN2", self.export(status=78, db=other))

    def test_a_newer_schema(self):
        self.fill()
        self.export()
        self.ask("INSERT INTO smup.schema_version VALUES (999, now(), 'later')")
        self.assertIn("999", self.export(status=76))

    def test_names_shadowed_in_public_are_not_used(self):
        self.fill()
        self.ask("CREATE TABLE public.value (a int); CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql "
                 "AS 'SELECT ''infinity''::timestamptz'")
        self.ask(f"ALTER DATABASE {self.db.rsplit('=', 1)[1]} SET search_path TO public, pg_catalog")
        self.export("--publish")
        self.assertNotEqual(self.ask("SELECT count(*) FROM smup_portal.v1_indicators"), "0")

    def test_an_indicator_without_an_id(self):
        self.fill()
        ids = self.config / "portal" / "ids.csv"
        lines = ids.read_text(encoding="utf-8").splitlines()
        ids.write_text("\n".join(l for l in lines if not l.startswith("indicator;T003;")) + "\n", encoding="utf-8")
        said = self.export(status=78)
        self.assertIn("T003", said)
        self.assertIn("next free id", said)

    def test_two_indicators_with_one_id(self):
        self.fill()
        ids = self.config / "portal" / "ids.csv"
        lines = ids.read_text(encoding="utf-8").splitlines()
        first, second = [i for i, line in enumerate(lines) if line.startswith("indicator;")][:2]
        lines[second] = ";".join(lines[second].split(";")[:3] + lines[first].split(";")[3:])
        ids.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.assertIn(f"ids.csv:{second + 1}: the id {lines[first].split(';')[3]} stands in line {first + 1}", self.export(status=78))

    def test_another_load_at_the_same_time(self):
        self.fill()
        self.export()
        with self.transaction("SELECT pg_advisory_xact_lock(1397576016, 1)"):
            self.assertIn("another smup-export", self.export(status=75))

    @contextlib.contextmanager
    def transaction(self, sql):
        """A transaction that stays open after its statement."""
        command = ["psql", "-X", "-q", "-A", "-t", "-d", self.db]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            process.stdin.write(f"BEGIN; {sql}; SELECT 'ready';\n")
            process.stdin.flush()
            while "ready" not in process.stdout.readline():
                pass
            yield
            process.stdin.close()
            process.stdout.read()

    def start_held_load(self):
        """A load that waits for a lock in the middle of its COPY."""
        command = [PROGRAM, "-w", self.workspace, "--config", self.config, "--db", self.db, "--publish"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        waiting = ("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                   "AND application_name = 'smup-export' AND wait_event_type = 'Lock'")
        deadline = time.monotonic() + 30
        while self.ask(waiting) == "0":
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(process.poll())
        return process

    def test_killed_in_the_middle_it_leaves_nothing(self):
        self.fill()
        self.export("--publish")
        before = self.digest_of_database()
        self.fill("-d", "T003")
        with self.transaction("LOCK TABLE smup.statistic IN EXCLUSIVE MODE"):
            process = self.start_held_load()
            process.send_signal(signal.SIGKILL)
            process.communicate()
        deadline = time.monotonic() + 30
        while self.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                       "AND application_name = 'smup-export'") != "0":
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(before, self.digest_of_database())
        self.assertIn("edition 2", self.export("--publish"))

    def test_a_connection_cut_in_the_middle(self):
        self.fill()
        self.export("--publish")
        before = self.digest_of_database()
        self.fill("-d", "T003")
        with self.transaction("LOCK TABLE smup.statistic IN EXCLUSIVE MODE"):
            process = self.start_held_load()
            self.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                     "AND application_name = 'smup-export'")
            said = process.communicate()[1]
        self.assertEqual(process.returncode, 69, said)
        self.assertEqual(before, self.digest_of_database())

    def test_a_lock_that_is_not_to_be_had(self):
        self.fill()
        self.export("--publish")
        before = self.digest_of_database()
        self.fill("-d", "T003")
        with self.transaction("LOCK TABLE smup.value IN EXCLUSIVE MODE"):
            self.assertIn("55P03", self.export(status=75))
        self.assertEqual(before, self.digest_of_database())

    def test_readers_go_on_while_a_load_is_at_work(self):
        self.fill()
        self.export("--publish")
        self.fill("-d", "T003")
        seen = self.ask("SELECT count(*) FROM smup_portal.v1_indicator_values")
        with self.transaction("LOCK TABLE smup.statistic IN EXCLUSIVE MODE"):
            process = self.start_held_load()
            self.assertEqual(self.ask("SET statement_timeout TO '5s'; SELECT count(*) FROM smup_portal.v1_indicator_values"),
                             seen)
        process.communicate()
        self.assertEqual(process.returncode, 0)

    def test_a_count_that_does_not_match_keeps_nothing(self):
        self.fill()
        self.export("--publish")
        self.ask("CREATE FUNCTION public.lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
                 "CREATE TRIGGER lose BEFORE INSERT ON smup.value FOR EACH ROW WHEN (NEW.unit_id = 10201) "
                 "EXECUTE FUNCTION public.lose()")
        before = self.digest_of_database()
        self.fill("-d", "T003")
        self.assertIn("rows sent", self.export(status=70))
        self.assertEqual(before, self.digest_of_database())

    def test_a_commit_whose_answer_is_lost(self):
        self.fill()
        self.export("--publish")
        self.fill("-d", "T003")
        with Proxy(self.db, self.folder) as proxy:
            self.assertIn("edition 2", self.export("--publish", db=proxy.conninfo))
        self.assertTrue(proxy.has_cut)
        self.assertEqual(self.ask("SELECT count(*) FROM smup.edition"), "2")
        self.assertIn("nothing is new", self.export("--publish"))

    def test_a_commit_that_never_arrives(self):
        self.fill()
        self.export("--publish")
        before = self.digest_of_database()
        self.fill("-d", "T003")
        with Proxy(self.db, self.folder, forward=False) as proxy:
            self.assertIn("nothing was stored", self.export("--publish", status=69, db=proxy.conninfo))
        self.assertTrue(proxy.has_cut)
        self.assertEqual(before, self.digest_of_database())

    def test_a_reader_sees_the_views_and_not_the_tables(self):
        role = f"smup_reader_{os.getpid()}"
        self.fill()
        self.export("--publish")
        self.ask(f"CREATE ROLE {role} NOLOGIN; GRANT USAGE ON SCHEMA smup_portal TO {role}; "
                 f"GRANT SELECT ON ALL TABLES IN SCHEMA smup_portal TO {role}")
        self.addCleanup(lambda: psql(self.db, f"DROP OWNED BY {role}; DROP ROLE {role}"))
        for view in self.ask("SELECT viewname FROM pg_views WHERE schemaname = 'smup_portal'").splitlines():
            count = self.ask(f"SET ROLE {role}; SELECT count(*) > 0 FROM smup_portal.{view}")
            self.assertEqual(count, "t", view)
        for table in "value", "published":
            with self.assertRaisesRegex(RuntimeError, "permission denied"):
                self.ask(f"SET ROLE {role}; SELECT count(*) FROM smup.{table}")

    def test_one_indicator_and_date_is_found_by_index(self):
        self.fill("-n", "60", "-y", "6")
        self.export("--publish")
        plan = self.ask("EXPLAIN SELECT * FROM smup_portal.v1_indicator_values WHERE id = 104 AND id_daty = 20231231")
        self.assertIn("value_pkey", plan)
        self.assertNotIn("Seq Scan on value", plan)
        self.assertNotIn("Seq Scan on series_year", plan)


class Proxy:
    """A socket in front of the server's that cuts the first connection at its COMMIT, before or after the server has it."""

    def __init__(self, conninfo, folder, forward=True):
        words = dict(word.split("=", 1) for word in conninfo.split())
        name = f".s.PGSQL.{words.get('port', '5432')}"
        self.server = str(pathlib.Path(words["host"]) / name)
        self.conninfo = conninfo.replace(f"host={words['host']}", f"host={folder}")
        self.forward, self.has_cut = forward, False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / name))
        self.listener.listen()

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.server)
                threading.Thread(target=self.pump, args=(server, client), daemon=True).start()
                threading.Thread(target=self.pump_to_server, args=(client, server), daemon=True).start()

    @staticmethod
    def pump(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)

    def pump_to_server(self, client, server):
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if not self.has_cut and data == b"Q\0\0\0\x0bCOMMIT\0":
                    self.has_cut = True
                    client.shutdown(socket.SHUT_RDWR)
                    if self.forward:
                        server.sendall(data)
                        server.recv(1 << 16)
                    break
                server.sendall(data)
            server.shutdown(socket.SHUT_RDWR)


class TapResult(unittest.TextTestResult):
    """One line a test on stdout, so that they are counted."""

    def stopTest(self, test):
        bad = any(test is failed for failed, _ in self.failures + self.errors)
        print("not ok" if bad else "ok", self.testsRun, "-", test.id().rsplit(".", 1)[-1], flush=True)
        super().stopTest(test)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[4:] or ["ExportTest"], sys.modules["__main__"])
    print(f"1..{suite.countTestCases()}", flush=True)
    outcome = unittest.TextTestRunner(resultclass=TapResult, verbosity=0).run(suite)
    sys.exit(not outcome.wasSuccessful())
