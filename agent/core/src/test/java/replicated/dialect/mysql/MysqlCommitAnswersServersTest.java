// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.dialect.CommitAnswers;
import replicated.dialect.Dialects;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/**
 * What a real server tells of commits, as its driver keeps it: the commit at hand or nothing, but never an earlier one.
 * A position that lacks the commit would have its client read a state older than its own write.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlCommitAnswersServersTest {

    private static final String TOLD = "trackSessionState=true&sessionVariables=session_track_gtids%3DOWN_GTID";
    private static final String INSERT = "INSERT INTO notes VALUES ('x')";

    private final CommitAnswers answers = Dialects.MYSQL.commitAnswers();
    private MySqlCluster cluster;
    private Driver driver;

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    @BeforeAll
    void start() throws SQLException {
        assumeTrue(
                MySqlCluster.availability().isAvailable(),
                MySqlCluster.availability().reason());
        cluster = MySqlCluster.builder()
                .standbys(1)
                .setting("log_bin_trust_function_creators", "ON")
                .start();
        driver = new com.mysql.cj.jdbc.Driver();
        try (Connection connection = cluster.primary().connect()) {
            execute(connection, "CREATE TABLE notes (text varchar(100))");
            execute(
                    connection,
                    "CREATE FUNCTION noted() RETURNS int MODIFIES SQL DATA BEGIN " + INSERT + "; RETURN 1; END");
            execute(
                    connection,
                    "CREATE PROCEDURE note_thrice() BEGIN " + INSERT + "; " + INSERT + "; SELECT 1; " + INSERT
                            + "; END");
            execute(connection, "CREATE PROCEDURE note_and_select() BEGIN " + INSERT + "; SELECT 1; END");
        }
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aCommitTellsItsOwn() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, INSERT);
            execute(connection, INSERT);

            assertIsAllOf(told(connection, Connection::commit));
        }
    }

    @Test
    void aStatementOfItsOwnTellsIts() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            assertIsAllOf(told(connection, one -> execute(one, INSERT)));
            assertIsAllOf(told(connection, one -> execute(one, INSERT)));
            assertIsAllOf(told(connection, one -> execute(one, "CREATE TABLE IF NOT EXISTS more (n int)")));
        }
    }

    @Test
    void ofABatchTheLastIsToldThatAllOthersCameBefore() throws SQLException {
        try (HikariDataSource pool = pool(TOLD + "&rewriteBatchedStatements=true");
                Connection connection = pool.getConnection();
                Statement batch = connection.createStatement()) {
            for (int i = 0; i < 10; i++) {
                batch.addBatch(INSERT);
            }
            assertIsAllOf(told(connection, one -> batch.executeBatch()));
        }
    }

    @Test
    void whatCommitsNothingTellsNothing() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            execute(connection, INSERT);
            assertThat(told(connection, one -> execute(one, "UPDATE notes SET text = 'y' WHERE text = 'none'")))
                    .isNull();
            connection.setAutoCommit(false);
            execute(connection, "SELECT count(*) FROM notes");
            assertThat(told(connection, Connection::commit)).isNull();
            execute(connection, INSERT);
            assertThat(told(connection, Connection::rollback)).isNull();
        }
    }

    /** What it was told last is of the commit before. */
    @Test
    void aCommitThatTheDriverDoesNotSendTellsNothing() throws SQLException {
        try (HikariDataSource pool = pool(TOLD + "&useLocalTransactionState=true");
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, INSERT);
            assertIsAllOf(told(connection, Connection::commit));

            assertThat(told(connection, Connection::commit)).isNull();
        }
    }

    /** Rows end with a packet of their own, in which the driver may or may not be told. */
    @Test
    void whatWritesAndGivesRowsTellsItsOwnOrNothing() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            for (String text : new String[] {"SELECT noted()", "CALL note_thrice()", "CALL note_and_select()"}) {
                execute(connection, INSERT);
                Position told = told(connection, one -> execute(one, text));
                if (told != null) {
                    assertIsAllOf(told);
                }
            }
        }
    }

    @Test
    void whereTheSessionDoesNotTrackNothingIsTold() throws SQLException {
        for (String parameters :
                new String[] {"", "trackSessionState=true", "sessionVariables=session_track_gtids%3DOWN_GTID"}) {
            try (HikariDataSource pool = pool(parameters);
                    Connection connection = pool.getConnection()) {
                assertThat(told(connection, one -> execute(one, INSERT)))
                        .as(parameters)
                        .isNull();
            }
        }
    }

    @Test
    void whatWasToldBeforeASessionWasResetIsNotToldAgain() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            execute(connection, INSERT);
            connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).resetServerState();
            execute(connection, "SET SESSION session_track_gtids = OFF");

            assertThat(told(connection, one -> execute(one, INSERT))).isNull();
        }
    }

    @Test
    void allGtidsAreAPositionToo() throws SQLException {
        try (HikariDataSource pool = pool(TOLD.replace("OWN_GTID", "ALL_GTIDS"));
                Connection connection = pool.getConnection()) {
            assertIsAllOf(told(connection, one -> execute(one, INSERT)));
        }
    }

    /** It takes another server's connection after a commit, on which an earlier commit was told. */
    @Test
    void aDriverThatTurnsToAnotherServerTellsNothingOfTheOther() throws SQLException {
        int port = cluster.primary().port();
        String url = "jdbc:mysql:loadbalance://127.0.0.1:" + port + ",localhost:" + port + "/" + Cluster.DATABASE
                + "?allowPublicKeyRetrieval=true&sslMode=PREFERRED&ha.loadBalanceStrategy=random&" + TOLD;
        try (HikariDataSource pool = poolOf(url);
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            int known = 0;
            for (int i = 0; i < 40; i++) {
                execute(connection, INSERT);
                Position told = told(connection, Connection::commit);
                if (told != null) {
                    known++;
                    assertIsAllOf(told);
                }
            }
            assertThat(known).as("commits told").isLessThan(40);
        }
    }

    @Test
    void noOtherDriverIsAsked() throws SQLException {
        try (HikariDataSource pool = pool(TOLD);
                Connection connection = pool.getConnection()) {
            Driver withoutMySqls = (Driver) Proxy.newProxyInstance(
                    ClassLoader.getPlatformClassLoader(), new Class<?>[] {Driver.class}, (proxy, method, all) -> null);
            assertThat(answers.before(connection, withoutMySqls)).isNull();
            assertThat(answers.before(connection, null)).isNull();
        }
    }

    private Position told(Connection connection, Work work) throws SQLException {
        Object kept = answers.before(connection, driver);
        work.on(connection);
        return kept == null ? null : answers.since(kept);
    }

    /** Nobody else writes: what the server has executed is what was told and what was there before it. */
    private void assertIsAllOf(Position told) throws SQLException {
        assertThat(told).as("told").isNotNull();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@global.gtid_executed")) {
            row.next();
            Position executed = MysqlPosition.of(row.getString(1)).orElseThrow();
            String first = row.getString(1).replaceAll(":.*", ":1");
            Position upTo = MysqlPosition.of(first).orElseThrow().upTo(told).orElseThrow();
            assertThat(upTo.covers(executed)).as("%s covers %s", upTo, executed).isEqualTo(Reached.YES);
            assertThat(executed.covers(told)).isEqualTo(Reached.YES);
        }
    }

    private HikariDataSource pool(String parameters) {
        String url = cluster.primary().jdbcUrl();
        return poolOf(url + (url.contains("?") ? "&" : "?") + parameters);
    }

    private static HikariDataSource poolOf(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(Cluster.USER);
        config.setPassword(Cluster.PASSWORD);
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
