// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
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
import replicated.servers.MariaDbCluster;

/**
 * The application cannot tell on MariaDB either, where errors have codes of their own, warnings are counted, settings
 * survive a rollback and some statements commit by themselves.
 */
class MariaDbDifferentialServersTest {

    private static final List<String> TEXTS = List.of(
            "SELECT id, text FROM notes ORDER BY id",
            "SELECT count(*) FROM notes WHERE id > ?",
            "SELECT text FROM notes WHERE id = ?",
            "SELECT id, (SELECT n.id FROM notes n WHERE n.id >= m.id) FROM notes m ORDER BY id DESC",
            "SELECT CAST(text AS INT) FROM notes WHERE id <= ?",
            "SELECT 1 / 0",
            "SELECT * FROM missing",
            "SELECT missing()",
            "SELEC 1",
            "INSERT INTO notes (text) VALUES ('a')",
            "INSERT INTO notes (id, text) VALUES (1, 'twice')",
            "INSERT IGNORE INTO notes (id, text) VALUES (1, 'twice')",
            "UPDATE notes SET text = concat(text, 'x') WHERE id = ?",
            "DELETE FROM notes WHERE id = 2",
            "REPLACE INTO notes (id, text) VALUES (3, 'r')",
            "INSERT INTO notes (text) VALUES ('r') RETURNING id",
            "SELECT add_note('f')",
            "SELECT count_notes()",
            "SELECT NEXTVAL(numbers)",
            "SELECT id FROM notes ORDER BY id FOR UPDATE",
            "SELECT id FROM notes ORDER BY id LOCK IN SHARE MODE",
            "SELECT GET_LOCK('a', 0)",
            "SELECT LAST_INSERT_ID()",
            "SET @x = 7",
            "SELECT @x",
            "SET SESSION sql_mode = 'ANSI_QUOTES'",
            "SELECT @@sql_mode",
            "SELECT @@autocommit, @@in_transaction",
            "USE app",
            "SELECT DATABASE()",
            "SHOW TABLES LIKE 'no%'",
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'careful'",
            "SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = 'mind'",
            "CREATE TEMPORARY TABLE IF NOT EXISTS scratch (i int)",
            "SELECT count(*) FROM scratch",
            "CREATE TABLE IF NOT EXISTS made (i int)",
            "CALL add_one()",
            "CALL all_notes()",
            "SELECT 1; SELECT 2",
            "SELECT set_v(5)",
            "SELECT set_v_unsaid(6)",
            "SELECT n FROM setting",
            "SELECT @v",
            "SELECT @v := 8",
            "SELECT v()",
            "SAVEPOINT t",
            "ROLLBACK TO SAVEPOINT t",
            "RELEASE SAVEPOINT t",
            "SET autocommit = 0",
            "SET autocommit = 1",
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "BEGIN",
            "START TRANSACTION READ ONLY",
            "COMMIT",
            "ROLLBACK");

    private static Differential differential;

    @BeforeContainer
    static void start() throws SQLException {
        Availability mariaDb = MariaDbCluster.availability();
        assumeTrue(mariaDb.isAvailable(), mariaDb.reason());
        MariaDbCluster cluster = MariaDbCluster.builder()
                .standbys(1)
                .setting("log_bin_trust_function_creators", "1")
                .setting("lock_wait_timeout", "20")
                .start();
        differential = new Differential(
                cluster,
                new org.mariadb.jdbc.Driver(),
                TEXTS,
                List.of(
                        "CREATE TABLE notes (id int AUTO_INCREMENT PRIMARY KEY, text varchar(100))",
                        "CREATE FUNCTION add_note(t varchar(100)) RETURNS int MODIFIES SQL DATA"
                                + " BEGIN INSERT INTO notes (text) VALUES (t); RETURN 1; END",
                        "CREATE FUNCTION count_notes() RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM notes)",
                        "CREATE FUNCTION set_v(n int) RETURNS int BEGIN SET @v = n; RETURN n; END",
                        "CREATE FUNCTION set_v_unsaid(n int) RETURNS int NO SQL BEGIN SET @v = n; RETURN n; END",
                        "CREATE FUNCTION v() RETURNS int READS SQL DATA RETURN @v",
                        "CREATE VIEW setting AS SELECT set_v(9) AS n",
                        "CREATE TABLE files (body longblob, tags varchar(100))",
                        "INSERT INTO files VALUES ('large object', 'one,two')",
                        "CREATE PROCEDURE add_one() INSERT INTO notes (text) VALUES ('p')",
                        "CREATE PROCEDURE all_notes() SELECT id, text FROM notes ORDER BY id"),
                List.of(
                        "CREATE OR REPLACE SEQUENCE numbers",
                        "DROP TABLE IF EXISTS made",
                        "TRUNCATE notes",
                        "INSERT INTO notes (text) VALUES ('one'), ('two'), ('three')"));
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

    /** The driver asks the server whether it is read-only, and a replica is. */
    @Example
    void applicationSeesTheSameOfAConnectionThatItHasSetToReadOnly() throws SQLException {
        differential.applicationSeesTheSame(
                new JdbcProgram(List.of(new Step(Call.READ_ONLY, 0, 0), new Step(Call.META, 0, 0))));
    }

    /** The driver allows it, but there is no transaction for it to last in. */
    @Example
    void applicationSeesTheSameOfASavepointSetInAutoCommit() throws SQLException {
        differential.applicationSeesTheSame(new JdbcProgram(List.of(
                new Step(Call.SAVEPOINT, 1, 0),
                new Step(Call.AUTO_COMMIT, 1, 0),
                new Step(Call.QUERY, 0, TEXTS.indexOf("SELECT count_notes()")),
                new Step(Call.UPDATE, 0, TEXTS.indexOf("INSERT INTO notes (text) VALUES ('a')")),
                new Step(Call.RELEASE, 1, 0),
                new Step(Call.COMMIT, 0, 0))));
    }

    /** It means the next one there, whichever server the open one goes on on. */
    @Example
    void applicationSeesTheSameOfAConnectionSetToReadOnlyWithinATransaction() throws SQLException {
        Step write = new Step(Call.QUERY, 1, TEXTS.indexOf("SELECT add_note('f')"));
        differential.applicationSeesTheSame(new JdbcProgram(List.of(
                new Step(Call.AUTO_COMMIT, 1, 0),
                new Step(Call.QUERY, 0, 0),
                new Step(Call.READ_ONLY, 0, 0),
                new Step(Call.STATE, 0, 0),
                write,
                new Step(Call.STATE, 0, 0),
                new Step(Call.COMMIT, 0, 0),
                new Step(Call.STATE, 0, 0),
                write)));
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
