// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import replicated.config.WritesOnReadRequests;
import replicated.dialect.Dialects;
import replicated.route.Intent;

/** A connection that is on a replica and writes goes on, on the primary, for good. */
class MoveTest extends MoveScene {

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
