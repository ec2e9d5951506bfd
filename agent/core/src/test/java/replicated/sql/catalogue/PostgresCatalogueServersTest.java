// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Driver;
import java.util.List;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** PostgreSQL's catalogue. */
class PostgresCatalogueServersTest extends CatalogueContract {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    Cluster started() {
        return PostgresCluster.builder().standbys(0).start();
    }

    @Override
    Driver driver() {
        return new org.postgresql.Driver();
    }

    @Override
    Dialect dialect() {
        return Dialects.POSTGRESQL;
    }

    @Override
    String reading(String name) {
        return "CREATE FUNCTION " + name + "() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM note'";
    }

    @Override
    String writing(String name) {
        return "CREATE FUNCTION " + name
                + "() RETURNS int LANGUAGE sql AS 'INSERT INTO public.note VALUES (1) RETURNING 1'";
    }

    @Override
    List<String> schema() {
        return List.of(
                "CREATE TABLE note (words text)",
                reading("notes"),
                writing("touch"),
                "CREATE SCHEMA other",
                // By a name that is on the list, told apart by its argument alone.
                "CREATE FUNCTION lower(note) RETURNS int LANGUAGE sql AS 'INSERT INTO note VALUES (2) RETURNING 1'",
                "CREATE FUNCTION overloaded(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
                "CREATE FUNCTION overloaded(text) RETURNS int LANGUAGE sql AS 'SELECT touch()'",
                "CREATE FUNCTION other.\"Odd Name\"() RETURNS int LANGUAGE sql AS 'SELECT touch()'",
                "CREATE FUNCTION other.tidy() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'",
                "CREATE FUNCTION locks() RETURNS void LANGUAGE sql AS 'SELECT pg_advisory_lock(1)'",
                "CREATE FUNCTION set_who(text) RETURNS text LANGUAGE sql"
                        + " AS 'SELECT set_config(''app.who'', $1, false)'",
                "CREATE FUNCTION label(note) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1.words'",
                "CREATE FUNCTION title(note) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.words'",
                "CREATE FUNCTION add_touched(int, int) RETURNS int LANGUAGE sql AS 'SELECT touch()'",
                "CREATE AGGREGATE touched(int) (SFUNC = add_touched, STYPE = int)",
                "CREATE AGGREGATE plain(int) (SFUNC = int4larger, STYPE = int)",
                "CREATE OPERATOR @@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = add_touched)",
                "CREATE FUNCTION is_fine(int) RETURNS boolean LANGUAGE sql AS 'SELECT touch() > 0'",
                "CREATE DOMAIN checked AS int CHECK (is_fine(VALUE))",
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                "CREATE VIEW touching AS SELECT words, touch() FROM note LIMIT 1",
                "CREATE VIEW other.over_it AS SELECT words FROM touching",
                "CREATE VIEW over_both AS SELECT n.words FROM note n CROSS JOIN other.over_it",
                "CREATE VIEW locking AS SELECT pg_try_advisory_lock_shared(7)",
                "CREATE VIEW plain_view AS SELECT upper(n.words) AS l, now(), notes(), random(),"
                        + " extract(year FROM now()) FROM note n",
                "CREATE MATERIALIZED VIEW kept AS SELECT touch()",
                "CREATE UNLOGGED TABLE counters (n int)",
                "CREATE VIEW sums AS SELECT sum(n) FROM counters",
                "CREATE TABLE parts (n int) PARTITION BY LIST (n)",
                "CREATE UNLOGGED TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
                "CREATE TABLE secrets (who text)",
                "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY mine ON secrets USING (touch() > 0)",
                "CREATE TABLE rows_of (who text)",
                "ALTER TABLE rows_of ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY mine ON rows_of USING (who = current_setting('app.who', true))");
    }

    @Override
    List<String> judged() {
        return List.of(
                "READ SELECT words FROM note",
                "READ SELECT notes()",
                "READ SELECT public.notes(), other.tidy() FROM note",
                "READ SELECT upper(words), now(), random(), clock_timestamp() FROM note",
                "READ SELECT pg_catalog.upper(words), pg_catalog.array_to_string(ARRAY[1], ','), array_ndims('{1}'::int[]) FROM note",
                "READ SELECT int4pl(1, 2), text_smaller('a', 'b')",
                "READ SELECT plain(1)",
                "READ SELECT * FROM plain_view",
                "READ SELECT * FROM kept",
                "READ SELECT title FROM (SELECT n.title FROM note n) x",
                "READ SELECT 1::positive",
                "READ SELECT * FROM rows_of",
                "FUNCTION SELECT touch()",
                "FUNCTION SELECT \"touch\" ()",
                "FUNCTION SELECT lower(n) FROM note n",
                "FUNCTION SELECT overloaded(1)",
                "FUNCTION SELECT other.\"Odd Name\"()",
                "FUNCTION SELECT locks()",
                "FUNCTION SELECT set_who('alice')",
                "FUNCTION SELECT n.label FROM note n",
                "FUNCTION SELECT touched(1)",
                "FUNCTION SELECT 1 @@@ 2",
                "FUNCTION SELECT 1::checked",
                "FUNCTION SELECT * FROM touching",
                "FUNCTION SELECT * FROM \"touching\" t, note",
                "FUNCTION TABLE other.over_it",
                "FUNCTION SELECT count(*) FROM over_both",
                "FUNCTION SELECT * FROM locking",
                "FUNCTION SELECT * FROM secrets",
                "TABLE SELECT * FROM counters",
                "TABLE SELECT * FROM sums",
                "TABLE SELECT * FROM parts",
                "TABLE SELECT * FROM parts_1",
                "WRITE INSERT INTO counters VALUES (1)");
    }
}
