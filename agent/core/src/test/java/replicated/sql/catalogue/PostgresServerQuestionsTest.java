// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;

/** PostgreSQL's catalogue, statistics, settings and functions. */
class PostgresServerQuestionsTest extends ServerQuestionsContract {

    private static final String TIME = "the time at which it is asked";
    private static final String CHANCE = "chance";
    private static final String WHERE = "where the connection leads to, which is asked to see just that";

    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("SELECT now()", TIME),
            Map.entry("SELECT clock_timestamp()", TIME),
            Map.entry("SELECT statement_timestamp()", TIME),
            Map.entry("SELECT transaction_timestamp()", TIME),
            Map.entry("SELECT timeofday()", TIME),
            Map.entry("SELECT random()", CHANCE),
            Map.entry("SELECT random_normal()", CHANCE),
            Map.entry("SELECT gen_random_uuid()", CHANCE),
            Map.entry("SELECT inet_server_port()", WHERE),
            Map.entry("SELECT inet_client_port()", WHERE));

    PostgresServerQuestionsTest() {
        super(EXCEPTIONS);
    }

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    Cluster started() {
        return PostgresCluster.builder()
                .setting("autovacuum", "off")
                .setting("max_prepared_transactions", "2")
                .start();
    }

    @Override
    Dialect dialect() {
        return Dialects.POSTGRESQL;
    }

    @Override
    List<String> activity() {
        return List.of(
                "CREATE SEQUENCE drawn",
                "SELECT nextval('drawn')",
                "CREATE TABLE note (id serial PRIMARY KEY, words text)",
                "INSERT INTO note (words) SELECT 'x' FROM generate_series(1, 1000)",
                "DELETE FROM note WHERE id > 900",
                "ANALYZE",
                "VACUUM note",
                "SELECT count(*) FROM note",
                "CREATE VIEW busy AS SELECT pid FROM pg_stat_activity",
                "CREATE TABLE mine (who text)",
                "ALTER TABLE mine ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own ON mine USING (who = current_setting('app.who', true))",
                "BEGIN",
                "INSERT INTO note (words) VALUES ('prepared')",
                "PREPARE TRANSACTION 'open'");
    }

    /** Of functions only those with nothing to fill in, or one object of the database. */
    @Override
    List<String> questions(Connection primary) throws SQLException {
        List<String> all = new ArrayList<>(list(primary, """
                SELECT 'SELECT * FROM ' || n.nspname || '.' || quote_ident(c.relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v', 'm')
                 UNION
                SELECT 'SELECT * FROM ' || quote_ident(c.relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'pg_catalog' AND c.relkind IN ('r', 'v', 'm')
                 UNION
                SELECT s || quote_ident(c.relname)
                  FROM pg_class c, unnest(ARRAY['SELECT * FROM ', 'TABLE ', 'SELECT is_called FROM public.']) s
                 WHERE c.relkind = 'S'
                """));
        all.addAll(list(primary, """
                SELECT DISTINCT 'SELECT ' || quote_ident(p.proname) || '(' || a.argument || ')'
                  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                  JOIN (VALUES ('', ''), ('oid', '''note''::regclass::oid'), ('regclass', '''note_id_seq''::regclass'),
                               ('regclass', '''note''::regclass'), ('xid', '''700''::xid'), ('text', '''PG_VERSION'''),
                               ('name', '''app''::name')) a (type, argument)
                    ON CASE WHEN p.pronargs = p.pronargdefaults THEN a.type = ''
                            WHEN p.pronargs - p.pronargdefaults = 1 THEN p.proargtypes[0] = to_regtype(a.type) END
                 WHERE n.nspname = 'pg_catalog' AND p.prokind = 'f'
                   AND p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
                 ORDER BY 1
                """));
        all.addAll(list(primary, "SELECT 'SHOW ' || name FROM pg_settings"));
        all.addAll(list(
                primary, "SELECT format('SELECT current_setting(%L)', name) FROM pg_settings WHERE name !~ '[.]'"));
        return all;
    }

    @Override
    List<String> furtherQuestions() {
        return List.of(
                "SELECT pg_is_in_recovery()",
                "SELECT last_value FROM drawn",
                "SELECT d.* FROM drawn AS d",
                "SELECT (SELECT is_called FROM drawn)",
                "SELECT * FROM busy",
                "SELECT n.words FROM note n, pg_stat_user_tables s WHERE s.relname = 'note'",
                "SHOW ALL",
                "SHOW TRANSACTION ISOLATION LEVEL",
                "SELECT current_setting('transaction_read_only'), current_setting('app.who', true)",
                "SELECT current_setting ( $1 )",
                "SELECT pg_catalog.current_setting('data_directory')",
                "SELECT version()");
    }

    @Override
    List<String> ordinaryReads() {
        return List.of(
                "SELECT c.relname, a.attname, t.typname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                        + " c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid ="
                        + " a.atttypid LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid",
                "SELECT pg_get_indexdef(i.indexrelid), pg_catalog.pg_get_expr(i.indpred, 0) FROM pg_index i",
                "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
                "SELECT * FROM information_schema.columns",
                "SELECT * FROM information_schema.sequences",
                "SELECT * FROM pg_tables, pg_indexes, pg_views",
                "SELECT * FROM mine",
                "SELECT current_setting('app.who', true)",
                "SHOW app.who",
                "SELECT n.words, nextval.drawn FROM note n, (SELECT 1 AS drawn) nextval",
                "SELECT inet_server_port(), inet_server_addr()");
    }
}
