// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.WritesOnReadRequests;

/** A replica's own errors are not the application's, as long as it has seen nothing that depends on that replica. */
class RescueTest {

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

    @Test
    void refusedStatementRunsOnThePrimaryAndCountsAsAWrite() throws SQLException {
        world.first.fails("SELECT", new SQLException("read-only", "25006"));

        assertThat(ask(connection)).isEqualTo("primary");

        assertThat(world.scope.heard)
                .containsExactly(
                        "replica-1 read-method",
                        "learn",
                        "primary rescued",
                        "moved",
                        "rescued refused",
                        "writing",
                        "committed");
    }

    @Test
    void textOnceRefusedIsKnownToWriteFromThenOn() throws SQLException {
        world.first.fails("SELECT", new SQLException("read-only", "25006"));
        ask(connection);
        world.scope.heard.clear();
        world.scope.hasWritten = false;

        try (Connection next = world.open()) {
            ask(next);
        }

        assertThat(world.scope.heard).containsExactly("primary write-statement", "writing", "committed");
    }

    @Test
    void refusalOfARefusingConfigurationIsOurs() {
        world.writesOnRead = WritesOnReadRequests.REFUSE;
        world.first.fails("SELECT", new SQLException("read-only", "25006"));

        assertThatThrownBy(() -> ask(connection)).hasMessageContaining("GET /notes/*");
        assertThat(world.primaries).isEmpty();
    }

    /** MariaDB's driver has this class for a parameter that was not set, and for what a function signals. */
    @Test
    void applicationsOwnErrorIsNotTakenForALostConnectionBecauseOfItsClass() throws SQLException {
        world.first.fails("SELECT", new SQLTransientConnectionException("Parameter at position 1 is not set", "07004"));

        assertThatThrownBy(() -> ask(connection)).hasMessageContaining("not set");

        assertThat(ask(connection)).isEqualTo("replica-1");
        assertThat(world.first.heard).isEmpty();
    }

    @Test
    void conflictTriesAnotherReplicaAndThenThePrimary() throws SQLException {
        world.first.fails("SELECT", new SQLException("conflict with recovery", "40001"));
        assertThat(ask(connection)).isEqualTo("replica-2");

        world.second.fails("SELECT", new SQLException("conflict with recovery", "40001"));
        assertThat(ask(connection)).isEqualTo("primary");

        assertThat(world.scope.heard)
                .containsExactly(
                        "replica-1 read-method",
                        "replica-2 rescued",
                        "rescued conflict",
                        "primary rescued",
                        "moved",
                        "rescued conflict");
        assertThat(world.first.heard).isEmpty();
        assertThat(world.scope.learned).isFalse();
    }

    /** The application sets its schema back on the server that has taken over: it would stay on the one left. */
    @Test
    void replicaThatIsLeftForAnotherInAnotherSchemaMeetsNobodyElse() throws SQLException {
        ask(connection);
        connection.setSchema("INFORMATION_SCHEMA");
        world.first.fails("SELECT", new SQLException("conflict with recovery", "40001"));

        connection.createStatement().executeQuery("SELECT 1").close();
        connection.setSchema("PUBLIC");

        assertThat(world.scope.heard).contains("replica-2 rescued");
        assertThat(world.first.heard).containsExactly("evict");
    }

    @Test
    void brokenConnectionIsReportedAndNeverPooledAgain() throws SQLException {
        world.first.fails("SELECT", new SQLException("gone", "08006"));

        assertThat(ask(connection)).isEqualTo("replica-2");

        assertThat(world.first.heard).containsExactly("failed", "evict");
    }

    @Test
    void preparedStatementIsRunElsewhereWithItsParameters() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ? FROM server")) {
            statement.setLong(1, 42);
            world.first.fails("SELECT", new SQLException("gone", "08006"));

            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("replica-2");
                assertThat(rows.getLong(2)).isEqualTo(42);
            }
        }
    }

    @Test
    void tableThatTheReplicaHasNotHeardOfYetIsReadOnThePrimary() throws SQLException {
        try (Connection primary = world.connect("primary")) {
            primary.createStatement().execute("CREATE TABLE fresh (id INT)");
        }

        try (PreparedStatement statement = connection.prepareStatement("SELECT COUNT(*) FROM fresh");
                ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
        }
        assertThat(world.scope.heard).contains("rescued absent");
    }

    @Test
    void errorOfTheApplicationsOwnIsNotRetried() {
        assertThatThrownBy(() -> connection.createStatement().executeQuery("SELECT 1 / 0 FROM server"))
                .isInstanceOf(SQLException.class);

        assertThat(world.primaries).isEmpty();
    }

    @Test
    void transactionAtReadCommittedGoesOnOnThePrimary() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        world.first.fails("SELECT", new SQLException("gone", "08006"));

        assertThat(ask(connection)).isEqualTo("primary");
        connection.commit();
    }

    @Test
    void transactionThatReadAboveReadCommittedSeesTheError() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        ask(connection);
        SQLException gone = new SQLException("gone", "08006");
        world.first.fails("SELECT", gone);

        assertThatThrownBy(() -> ask(connection)).isSameAs(gone);

        world.first.fails("rollback", gone);
        connection.rollback();
        assertThat(ask(connection)).isIn("replica-1", "replica-2");
    }

    @Test
    void rowsThatFailBeforeTheFirstWasSeenAreThoseOfAnotherServer() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM server");
                ResultSet rows = statement.executeQuery()) {
            world.first.fails("next", new SQLException("conflict with recovery", "40001"));

            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("replica-2");
            assertThat(rows.next()).isFalse();
            assertThat(statement.getResultSet()).isSameAs(rows);
        }
        assertThat(world.second.inUse()).isEqualTo(1);
    }

    /** Not those of what the statement ran before that. */
    @Test
    void rowsOfAnExecutionThatFailBeforeTheFirstWasSeenAreThoseOfAnotherServer() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 'another'").close();
            statement.execute("SELECT name FROM server");
            ResultSet rows = statement.getResultSet();
            world.first.fails("next", new SQLException("conflict with recovery", "40001"));

            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("replica-2");
        }
    }

    @Test
    void rowsOfAPreparedExecutionThatFailBeforeTheFirstWasSeenAreThoseOfAnotherServer() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT name, ? FROM server")) {
            statement.setInt(1, 7);
            statement.execute();
            ResultSet rows = statement.getResultSet();
            world.first.fails("next", new SQLException("conflict with recovery", "40001"));

            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("replica-2");
            assertThat(rows.getInt(2)).isEqualTo(7);
        }
    }

    /** No statement of the application's can be run again for them. */
    @Test
    void rowsOfMetadataThatFailFailForTheApplication() throws SQLException {
        SQLException conflict = new SQLException("conflict with recovery", "40001");
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "SERVER", null)) {
            world.first.fails("next", conflict);

            assertThatThrownBy(tables::next).isSameAs(conflict);
        }
    }

    @Test
    void aConnectionThatBreaksWhenAStatementIsClosedIsNeverPooledAgain() throws SQLException {
        Statement statement = connection.createStatement();
        statement.executeQuery("SELECT name FROM server").close();
        SQLException gone = new SQLException("gone", "08006");
        world.first.fails("close", gone);

        assertThatThrownBy(statement::close).isSameAs(gone);
        connection.close();

        assertThat(world.first.heard).containsExactly("failed", "evict");
    }

    @Test
    void rowsThatFailLaterFailForTheApplication() throws SQLException {
        SQLException conflict = new SQLException("conflict with recovery", "40001");
        try (PreparedStatement statement = connection.prepareStatement("SELECT x FROM SYSTEM_RANGE(1, 3)");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            world.first.fails("next", conflict);

            assertThatThrownBy(rows::next).isSameAs(conflict);
        }
    }

    @Test
    void commitOnAReplicaThatIsGoneHasNothingToLose() throws SQLException {
        connection.setAutoCommit(false);
        ask(connection);
        world.first.fails("commit", new SQLException("gone", "08006"));

        connection.commit();

        assertThat(world.first.heard).containsExactly("failed", "evict");
    }
}
