// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.config.WritesOnReadRequests;
import replicated.dialect.Dialects;
import replicated.route.Intent;

/** A connection that is on a replica and writes goes on, on the primary, for good. */
class MoveTest {

    private World world;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        connection = world.open();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        world.close();
    }

    private void write() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO notes (text) VALUES ('x')"))
                    .isEqualTo(1);
        }
    }

    @Test
    void writeAfterAReadMovesToThePrimaryAndReadsFollow() throws SQLException {
        assertThat(ask(connection)).isEqualTo("replica-1");

        write();

        assertThat(ask(connection)).isEqualTo("primary");
        assertThat(world.first.inUse()).isZero();
        assertThat(world.scope.heard)
                .containsExactly(
                        "replica-1 read-method", "learn", "primary write-statement", "moved", "writing", "committed");
    }

    @Test
    void whereFreshIsAskedForAWriteAfterAReadGoesOnIfThePrimaryHasNothingMore() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE_IF_FRESH;
        ask(connection);

        write();

        assertThat(ask(connection)).isEqualTo("primary");
    }

    /** As {@code @Retryable} does it, within one request. */
    @Test
    void whereFreshIsAskedForTheTransactionGoesThroughWhenItIsTriedAgain() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE_IF_FRESH;
        world.scope.fresh = false;
        connection.setAutoCommit(false);
        ask(connection);
        assertThatThrownBy(this::write).isInstanceOf(SQLException.class);
        connection.rollback();

        assertThat(ask(connection)).isEqualTo("primary");
        write();
        connection.commit();

        assertThat(world.scope.heard).contains("committed");
    }

    /** Also on another connection than the one that read. */
    @Test
    void whereFreshIsAskedForAWriteOutOfAStaleReadIsASerializationFailureAndNothingIsWritten() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE_IF_FRESH;
        world.scope.fresh = false;
        ask(connection);

        assertThatThrownBy(this::write)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("move-if-fresh")
                .hasMessageContaining("GET /notes/*")
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("40001");

        assertThat(world.scope.heard).contains("learn").doesNotContain("writing");
        try (Connection keeper = world.connect("primary");
                Statement statement = keeper.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM notes")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void firstStatementThatWritesNeverTouchesAReplica() throws SQLException {
        write();

        assertThat(world.first.lent).isEmpty();
        assertThat(world.scope.heard).containsExactly("primary write-statement", "writing", "learn", "committed");
    }

    @Test
    void aTransactionRolledBackOnPostgresLeavesNothingToTell() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        write();

        connection.rollback();
        connection.close();

        assertThat(world.scope.heard).endsWith("rolledBack").doesNotContain("committed");
    }

    @Test
    void elsewhereSomethingMayBeLeftOfARolledBackTransaction() throws SQLException {
        connection.setAutoCommit(false);
        write();

        connection.rollback();

        assertThat(world.scope.heard).endsWith("rolledBack", "committed");
    }

    @Test
    void aStatementThatPostgresRefusesLeavesNothingToTell() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO notes (nothing) VALUES ('x')"))
                    .isInstanceOf(SQLException.class);
        }
        connection.close();

        assertThat(world.scope.heard).endsWith("rolledBack").doesNotContain("committed");
    }

    @Test
    void ofABatchThatFailsSomeMayBeLeft() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO notes (text) VALUES ('x')");
            statement.addBatch("INSERT INTO notes (nothing) VALUES ('x')");
            assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
        }

        assertThat(world.scope.heard).endsWith("writing", "learn", "committed");
    }

    @Test
    void writeOfATransactionIsToldAfterItsCommit() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        write();
        assertThat(world.scope.heard).doesNotContain("committed");

        connection.commit();

        assertThat(world.scope.heard).endsWith("writing", "committed");
    }

    @Test
    void turningAutoCommitOnCommits() throws SQLException {
        connection.setAutoCommit(false);
        write();

        connection.setAutoCommit(true);

        assertThat(world.scope.heard).endsWith("committed");
    }

    @Test
    void preparedStatementTakesItsParametersAlong() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ?, ? FROM server")) {
            statement.setString(1, "a");
            statement.setInt(2, 7);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("primary");
                assertThat(rows.getString(2)).isEqualTo("a");
                assertThat(rows.getInt(3)).isEqualTo(7);
            }
        }
    }

    @Test
    void parametersComeAlongInWhateverOrderTheyWereSet() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?, ?, ?")) {
            statement.setString(1, "cleared");
            statement.clearParameters();
            statement.setString(2, "b");
            statement.setString(1, "first");
            statement.setString(3, "c");
            statement.setString(1, "a");
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("a");
                assertThat(rows.getString(2)).isEqualTo("b");
                assertThat(rows.getString(3)).isEqualTo("c");
            }
        }
    }

    @Test
    void onlyParameterSetAgainComesAlongAsItIsNow() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            statement.setString(1, "before");
            statement.setString(1, "now");
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("now");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersComeAlongWhateverWasSetBeside(String sql, Setting setting, String expected) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setting.on(statement);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                StringBuilder seen = new StringBuilder();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    Object value = rows.getObject(column);
                    seen.append(value.getClass().getSimpleName())
                            .append(' ')
                            .append(value)
                            .append(' ');
                }
                assertThat(seen.toString().strip()).isEqualTo(expected);
            }
        }
    }

    @FunctionalInterface
    interface Setting {
        void on(PreparedStatement statement) throws SQLException;
    }

    static Stream<Arguments> numbers() {
        String one = "SELECT ?";
        String two = "SELECT ?, ?";
        long large = Long.MAX_VALUE - 1;
        return Stream.of(
                numbers(one, "Integer -7", statement -> statement.setInt(1, -7)),
                numbers(one, "Long " + large, statement -> statement.setLong(1, large)),
                numbers(one, "Integer 2", statement -> {
                    statement.setLong(1, large);
                    statement.setInt(1, 2);
                }),
                numbers(one, "String a", statement -> {
                    statement.setInt(1, 1);
                    statement.setString(1, "a");
                }),
                numbers(one, "Integer 1", statement -> {
                    statement.setString(1, "a");
                    statement.setInt(1, 1);
                }),
                numbers(one, "Long 3", statement -> {
                    statement.setInt(1, 1);
                    statement.clearParameters();
                    statement.setLong(1, 3);
                }),
                numbers(two, "Integer 1 Long " + large, statement -> {
                    statement.setInt(1, 1);
                    statement.setLong(2, large);
                }),
                numbers(two, "Long " + large + " String b", statement -> {
                    statement.setLong(1, large);
                    statement.setString(2, "b");
                }),
                numbers(two, "Integer 5 Integer 2", statement -> {
                    statement.setInt(2, 2);
                    statement.setString(1, "a");
                    statement.setInt(1, 5);
                }));
    }

    private static Arguments numbers(String sql, String expected, Setting setting) {
        return Arguments.of(sql, setting, expected);
    }

    @Test
    void parameterChangedByTheApplicationIsSentAsItWasWhenSet() throws SQLException {
        java.sql.Timestamp moment = new java.sql.Timestamp(1000);
        try (PreparedStatement statement = connection.prepareStatement("SELECT CAST(? AS TIMESTAMP)")) {
            statement.setTimestamp(1, moment);
            moment.setTime(2000);
            write();

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getTimestamp(1)).isEqualTo(new java.sql.Timestamp(1000));
            }
        }
    }

    @Test
    void streamMakesTheStatementGoToThePrimaryBeforeItIsRead() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ?, ? FROM server")) {
            statement.setString(1, "a");
            statement.setCharacterStream(2, new java.io.StringReader("text"));

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("primary");
                assertThat(rows.getString(2)).isEqualTo("a");
                assertThat(rows.getString(3)).isEqualTo("text");
            }
        }
        assertThat(world.scope.learned).isFalse();
    }

    @Test
    void statementOptionsComeAlong() throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            statement.setMaxRows(3);
            statement.setQueryTimeout(9);
            statement.executeQuery("SELECT 1").close();
            write();

            statement.executeQuery("SELECT 1").close();

            assertThat(statement.getMaxRows()).isEqualTo(3);
            assertThat(statement.getQueryTimeout()).isEqualTo(9);
            assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_SCROLL_INSENSITIVE);
        }
    }

    @Test
    void openRowsAreReadToTheirEndFromTheServerTheyCameFrom() throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, x FROM server, SYSTEM_RANGE(1, 3)");
        rows.next();
        write();
        assertThat(world.first.inUse()).isEqualTo(1);

        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("replica-1");
        assertThat(rows.getStatement()).isSameAs(statement);
        rows.close();

        assertThat(world.first.inUse()).isZero();
    }

    @Test
    void rowsNeverClosedAreLeftWithTheConnection() throws SQLException {
        connection.createStatement().executeQuery("SELECT name FROM server").next();
        write();

        connection.close();

        assertThat(world.first.inUse()).isZero();
    }

    /** Its pool has not made them, so it would not close them. */
    @Test
    void statementsNeverClosedAreClosedBeforeTheReplicasConnectionGoesBack() throws SQLException {
        world.first.pooled = true;
        PreparedStatement first = connection.prepareStatement("SELECT 1");
        Statement second = connection.createStatement();
        second.executeQuery("SELECT 2");
        PreparedStatement third = connection.prepareStatement("SELECT 3");
        second.close();
        assertThat(world.first.open()).isEqualTo(2);

        connection.close();

        assertThat(world.first.open()).isZero();
        assertThat(first.isClosed()).isTrue();
        assertThat(third.isClosed()).isTrue();
        assertThat(world.first.returned()).isEqualTo(1);
    }

    /** What ran there may have marked its session, and nobody else is to meet that (P11). */
    @Test
    void sessionOnTheReplicaThatWasLeftIsClosedAndNotPooled() throws SQLException {
        PreparedStatement statement = connection.prepareStatement("SELECT name FROM server");

        write();

        assertThat(world.first.inUse()).isZero();
        assertThat(world.first.heard).containsExactly("evict");
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("primary");
        }
    }

    @Test
    void sessionOfRowsStillReadIsClosedWithTheRows() throws SQLException {
        ResultSet rows = connection.prepareStatement("SELECT name FROM server").executeQuery();
        PreparedStatement other = connection.prepareStatement("SELECT 1");
        write();
        assertThat(world.first.open()).isEqualTo(2);
        other.executeQuery().close();

        rows.next();
        assertThat(rows.getString(1)).isEqualTo("replica-1");
        rows.close();

        assertThat(world.first.inUse()).isZero();
        assertThat(world.first.heard).containsExactly("evict");
    }

    @Test
    void savepointsComeAlong() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        Savepoint savepoint = connection.setSavepoint("before");
        write();

        connection.rollback(savepoint);
        connection.commit();

        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM notes")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the primary's session has by a setting that each of these tests makes by text. */
    private int lockTimeout() throws SQLException {
        try (Statement statement = world.primaries.get(0).createStatement();
                ResultSet rows = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void settingsTakenBackByASavepointOnPostgresStayBehind() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        Savepoint savepoint = connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        connection.rollback(savepoint);

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void settingsTakenBackByTextAfterAFailureStayBehind() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        assertThatThrownBy(() -> run("SELECT 1 / 0")).isInstanceOf(SQLException.class);
        run("ROLLBACK TO SAVEPOINT \"before\"");
        assertThat(world.primaries).isEmpty();

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void aSavepointByTextGoesToThePrimaryAndFindsWhatWasSetBefore() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        assertThat(world.primaries).isEmpty();

        run("SAVEPOINT before");

        assertThat(lockTimeout()).isEqualTo(111);
        assertThat(world.first.inUse()).isZero();
        run("ROLLBACK TO SAVEPOINT before");
    }

    @Test
    void settingsStayWhereASavepointDoesNotTakeThemBack() throws SQLException {
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 111");
        ask(connection);
        Savepoint savepoint = connection.setSavepoint("before");
        run("SET LOCK_TIMEOUT 222");
        connection.rollback(savepoint);

        write();

        assertThat(lockTimeout()).isEqualTo(222);
    }

    @Test
    void aSettingMadeBeforeTheTransactionOutlivesItsRollback() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        ask(connection);
        run("SET LOCK_TIMEOUT 111");
        connection.setAutoCommit(false);
        run("SET LOCK_TIMEOUT 222");
        connection.rollback();

        write();

        assertThat(lockTimeout()).isEqualTo(111);
    }

    @Test
    void stateSetOnTheReplicaComesAlong() throws SQLException {
        ask(connection);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);

        write();

        assertThat(world.primaries.get(0).getAutoCommit()).isFalse();
        assertThat(world.primaries.get(0).getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Test
    void settingBySqlTextComesAlongAndSpoilsTheReplicasSession() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SCHEMA INFORMATION_SCHEMA");
            assertThat(world.first.inUse()).isEqualTo(1);
            statement.executeUpdate("INSERT INTO PUBLIC.notes (text) VALUES ('x')");
        }

        assertThat(connection.getSchema()).isEqualTo("INFORMATION_SCHEMA");
        assertThat(world.first.heard).containsExactly("evict");
    }

    /** Transactions stay whole (P4). Fails if {@code DecidingConnection.refuseInStrictTransaction} does nothing. */
    @Test
    void transactionThatHasReadAboveReadCommittedGetsASerializationFailure() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        ask(connection);

        assertThatThrownBy(this::write)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"))
                .hasMessageContaining("GET /notes/*");
        assertThat(world.scope.learned).isTrue();
        assertThat(world.primaries).isEmpty();
    }

    /** A request that only reads must not fail for a cache's sake, and not again and again. */
    @Test
    void cacheThatIsFilledAboveReadCommittedReadsWhereItIsAndTheNextTransactionOnThePrimary() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        ask(connection);
        world.scope.intent = Intent.CACHE_FILL;
        assertThat(ask(connection)).isEqualTo("replica-1");
        world.scope.intent = Intent.READ_METHOD;
        connection.commit();
        assertThat(world.scope.learned).isFalse();

        assertThat(ask(connection)).isEqualTo("primary");
    }

    @Test
    void transactionAboveReadCommittedThatHasNotReadMoves() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        ask(connection);
        connection.commit();

        write();

        assertThat(ask(connection)).isEqualTo("primary");
    }

    @Test
    void theKillSwitchFailsNoTransactionThatOnlyReads() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        ask(connection);

        world.scope.intent = Intent.OFF;

        assertThat(ask(connection)).as("within the transaction").isEqualTo("replica-1");
        connection.commit();
        assertThat(ask(connection)).as("after it").isEqualTo("primary");
        assertThat(world.scope.heard).containsExactly("replica-1 read-method", "primary off", "moved");
    }

    @Test
    void refusalNamesTheRouteAndTheRemedy() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.REFUSE;
        ask(connection);

        assertThatThrownBy(this::write)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"))
                .hasMessageContaining("GET /notes/*")
                .hasMessageContaining("routes:");
        assertThat(world.scope.heard).containsExactly("replica-1 read-method", "learn");
    }

    @Test
    void refusedRouteWritesOnceItIsLearnt() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.REFUSE;
        world.scope.learned = true;

        write();

        assertThat(world.scope.heard).contains("writing", "committed");
    }

    @Test
    void primaryAnnotationOfAnInnerCallMovesAndReplicaAnnotationNeverBringsBack() throws SQLException {
        ask(connection);
        world.scope.intent = Intent.ANNOTATION_PRIMARY;
        assertThat(ask(connection)).isEqualTo("primary");

        world.scope.intent = Intent.ANNOTATION_REPLICA;

        assertThat(ask(connection)).isEqualTo("primary");
        assertThat(world.scope.learned).isFalse();
    }

    @Test
    void readsFollowAWriteOfAnotherConnectionOfTheScope() throws SQLException {
        ask(connection);
        world.scope.hasWritten = true;

        assertThat(ask(connection)).isEqualTo("primary");
    }

    @Test
    void functionThatMayWriteCountsAsAWriteWhereNothingWouldRefuseIt() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        world.scope.intent = Intent.WRITE_METHOD;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE ALIAS place_order FOR 'java.lang.Math.abs(int)'");
            world.scope.heard.clear();
            statement.executeQuery("SELECT abs(1)").close();
            assertThat(world.scope.heard).isEmpty();

            statement.executeQuery("SELECT place_order(1)").close();
        }

        assertThat(world.scope.heard).containsExactly("writing", "committed");
    }

    @Test
    void updatableRowsAreOpenedOnThePrimary() throws SQLException {
        write();
        world.scope.heard.clear();
        try (Connection other = world.open();
                Statement statement = other.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
                ResultSet rows = statement.executeQuery("SELECT id, text FROM notes")) {
            rows.next();
            rows.updateString(2, "y");
            rows.updateRow();
        }

        assertThat(world.scope.heard).endsWith("writing", "committed");
    }

    @Test
    void batchRunsOnThePrimary() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO notes (text) VALUES (?)")) {
            statement.setString(1, "a");
            statement.addBatch();
            statement.setString(1, "b");
            statement.addBatch();

            assertThat(statement.executeBatch()).containsExactly(1, 1);
        }
        assertThat(world.scope.heard).endsWith("committed");
    }

    @Test
    void generatedKeysAreThoseOfThePrimary() throws SQLException {
        ask(connection);
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO notes (text) VALUES ('a')", Statement.RETURN_GENERATED_KEYS)) {
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getStatement()).isSameAs(statement);
            }
        }
    }
}
