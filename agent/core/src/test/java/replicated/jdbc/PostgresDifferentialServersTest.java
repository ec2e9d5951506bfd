// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import replicated.jdbc.JdbcProgram.Call;
import replicated.jdbc.JdbcProgram.Step;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/**
 * The application cannot tell: whatever sequence of JDBC calls it makes, a routed connection over a primary and a
 * standby that shows every commit answers as the application's own pool does.
 */
class PostgresDifferentialServersTest {

    static final List<String> TEXTS = List.of(
            "SELECT id, text FROM notes ORDER BY id",
            "SELECT count(*) FROM notes WHERE id > ?",
            "SELECT text FROM notes WHERE id = ?",
            "SELECT current_setting('transaction_isolation')",
            "SELECT 1 / (id - 2) FROM notes ORDER BY id",
            "SELECT * FROM missing",
            "SELEC 1",
            "INSERT INTO notes (text) VALUES ('a')",
            "INSERT INTO notes (id, text) VALUES (1, 'twice')",
            "UPDATE notes SET text = text || 'x' WHERE id = ?",
            "DELETE FROM notes WHERE id = 2",
            "INSERT INTO notes (text) VALUES ('r') RETURNING id",
            "SELECT add_note('f')",
            "SELECT nextval('notes_id_seq')",
            "SELECT id FROM notes ORDER BY id FOR UPDATE",
            "WITH made AS (INSERT INTO notes (text) VALUES ('w') RETURNING id) SELECT id FROM made",
            "SELECT pg_advisory_xact_lock(1)",
            "SET search_path TO other, public",
            "SET LOCAL search_path TO other, public",
            "SHOW search_path",
            "SELECT name FROM which",
            "DO $$ BEGIN RAISE WARNING 'careful'; END $$",
            "SELECT warn_me()",
            "CREATE TEMP TABLE IF NOT EXISTS scratch (i int)",
            "SELECT count(*) FROM scratch",
            "SELECT 1; SELECT 2",
            "SELECT set_who('alice')",
            "SELECT set_who_here('bob')",
            "SELECT name FROM whoever",
            "SELECT who()",
            "SELECT current_setting('app.who', true)",
            "SELECT text FROM mine ORDER BY text",
            "SET app.who = 'carol'",
            "SET LOCAL app.who = 'dave'",
            "SET LOCAL app.who = 'erin'",
            "RESET app.who",
            "SAVEPOINT t",
            "ROLLBACK TO SAVEPOINT t",
            "RELEASE SAVEPOINT t",
            "DISCARD ALL",
            "BEGIN",
            "COMMIT",
            "ROLLBACK");

    static final String SCHEMA = """
            CREATE TABLE notes (id serial PRIMARY KEY, text varchar(100));
            CREATE TABLE which (name text);
            INSERT INTO which VALUES ('public');
            CREATE SCHEMA other;
            CREATE TABLE other.which (name text);
            INSERT INTO other.which VALUES ('other');
            CREATE FUNCTION add_note(t text) RETURNS int LANGUAGE sql
              AS $$ INSERT INTO notes (text) VALUES (t) RETURNING id $$;
            CREATE FUNCTION warn_me() RETURNS int LANGUAGE plpgsql STABLE
              AS $$ BEGIN RAISE WARNING 'mind'; RETURN 1; END $$;
            CREATE FUNCTION set_who(name text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.who', name, false) $$;
            CREATE FUNCTION set_who_here(name text) RETURNS text LANGUAGE plpgsql
              AS $$ BEGIN RETURN set_config('app.who', name, true); END $$;
            CREATE FUNCTION who() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.who', true) $$;
            CREATE VIEW whoever AS SELECT set_who('view') AS name;
            CREATE TABLE owned (owner text, text text);
            INSERT INTO owned VALUES ('alice', 'a'), ('bob', 'b'), ('carol', 'c'), ('view', 'v');
            CREATE VIEW mine AS SELECT text FROM owned WHERE owner = who();
            CREATE TABLE files (body oid, tags text[]);
            INSERT INTO files VALUES (lo_from_bytea(0, 'large object'), '{one,two}')
            """;

    static final String CONTENT =
            "TRUNCATE notes RESTART IDENTITY; INSERT INTO notes (text) VALUES ('one'), ('two'), ('three')";

    private static Differential differential;

    @BeforeContainer
    static void start() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
        cluster.synchronousRemoteApply(true);
        try (Connection connection = cluster.primary().connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            // Otherwise a session in which it was set once, for a transaction even, says '' of it and a fresh one null.
            statement.execute("ALTER ROLE app SET app.who = ''");
        }
        differential = new Differential(cluster, new org.postgresql.Driver(), TEXTS, List.of(SCHEMA), List.of(CONTENT));
    }

    @AfterContainer
    static void stop() {
        if (differential != null) {
            differential.close();
        }
    }

    @Provide
    Arbitrary<JdbcProgram> programs() {
        return JdbcProgram.programs(TEXTS.size());
    }

    /**
     * To prepare sends nothing: it may not fail in a transaction that has failed, and what was prepared is to be had
     * after it.
     */
    @Example
    void applicationSeesTheSameOfAStatementPreparedInAFailedTransaction() throws SQLException {
        int write = TEXTS.indexOf("INSERT INTO notes (text) VALUES ('a')");
        differential.applicationSeesTheSame(new JdbcProgram(List.of(
                new Step(Call.AUTO_COMMIT, 1, 0),
                new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT 1 / (id - 2) FROM notes ORDER BY id")),
                new Step(Call.PREPARE, 0, write),
                new Step(Call.RUN_UPDATE, 0, 0),
                new Step(Call.ROLLBACK, 0, 0),
                new Step(Call.RUN_UPDATE, 0, 0),
                new Step(Call.COMMIT, 0, 0))));
    }

    /** Otherwise no text could end it, and all that follows would fail. */
    @Example
    void applicationSeesTheSameOfAFailedTransactionThatIsEndedByText() throws SQLException {
        for (String end : List.of("COMMIT", "ROLLBACK")) {
            differential.applicationSeesTheSame(new JdbcProgram(List.of(
                    new Step(Call.AUTO_COMMIT, 1, 0),
                    new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT 1 / (id - 2) FROM notes ORDER BY id")),
                    new Step(Call.EXECUTE, 0, TEXTS.indexOf("BEGIN")),
                    new Step(Call.EXECUTE, 0, TEXTS.indexOf(end)),
                    new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT add_note('f')")),
                    new Step(Call.UPDATE, 0, TEXTS.indexOf("INSERT INTO notes (text) VALUES ('a')")),
                    new Step(Call.COMMIT, 0, 0))));
        }
    }

    /** A savepoint takes back the settings made after it, on whichever server they were made, and no others. */
    @Example
    void applicationSeesTheSameOfSettingsAroundASavepoint() throws SQLException {
        Step set = new Step(Call.EXECUTE, 0, TEXTS.indexOf("SET LOCAL search_path TO other, public"));
        Step savepoint = new Step(Call.SAVEPOINT, 0, 1);
        Step back = new Step(Call.ROLLBACK_TO, 0, 0);
        Step write = new Step(Call.UPDATE, 1, TEXTS.indexOf("INSERT INTO notes (text) VALUES ('a')"));
        Step fail = new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT 1 / (id - 2) FROM notes ORDER BY id"));
        Step ask = new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT name FROM which"));
        for (List<Step> steps : List.of(
                List.of(savepoint, set, back, write, ask),
                List.of(savepoint, set, fail, back, write, ask),
                List.of(set, savepoint, back, write, ask),
                List.of(set, savepoint, write, ask, back, ask),
                List.of(savepoint, set, write, ask, back, ask))) {
            List<Step> program = new ArrayList<>(List.of(new Step(Call.AUTO_COMMIT, 1, 0), ask));
            program.addAll(steps);
            program.add(new Step(Call.COMMIT, 0, 0));
            program.add(ask);
            differential.applicationSeesTheSame(new JdbcProgram(program));
        }
    }

    /**
     * Auto-commit is told to the connection that was left, too: a large object can be read in a transaction, whichever
     * it is.
     */
    @Example
    void applicationSeesTheSameOfALargeObjectReadInALaterTransaction() throws SQLException {
        differential.applicationSeesTheSame(new JdbcProgram(List.of(
                new Step(Call.FETCH_LOB, 0, 0),
                new Step(Call.UPDATE, 1, TEXTS.indexOf("INSERT INTO notes (text) VALUES ('a')")),
                new Step(Call.AUTO_COMMIT, 1, 0),
                new Step(Call.READ_LOB, 0, 2))));
    }

    @Property(tries = 60, seed = "20261122")
    void applicationSeesTheSame(@ForAll("programs") JdbcProgram program) throws SQLException {
        differential.applicationSeesTheSame(program);
    }

    @Property(tries = 600)
    @Tag("explore")
    void applicationSeesTheSameWithProgramsNobodyHasTried(@ForAll("programs") JdbcProgram program) throws SQLException {
        applicationSeesTheSame(program);
    }
}
