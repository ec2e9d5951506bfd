// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.WritesOnReadRequests;
import replicated.context.RoutingContext;
import replicated.route.Intent;
import replicated.route.Reason;

/** Where a connection goes at its first statement, what it carries there, and what it holds before: nothing. */
class BindingTest {

    static final String WHERE = "SELECT name FROM server";

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    static String ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(WHERE)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Behind an endpoint the server is asked where it is: that is no statement of the request. */
    @Test
    void whatIsAskedOfAReplicaWhenItIsBorrowedIsTheAgentsOwn() throws SQLException {
        try (Connection connection = world.open()) {
            ask(connection);
            assertThat(RoutingContext.current().isSuppressed()).isFalse();
        }

        assertThat(world.first.asked).containsExactly(true);
    }

    @Test
    void connectionThatRunsNoStatementTouchesNoServer() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setReadOnly(true);
            connection.createStatement().close();
            connection.commit();
            connection.setAutoCommit(true);
        }

        assertThat(world.first.lent).isEmpty();
        assertThat(world.primaries).isEmpty();
        assertThat(world.scope.heard).isEmpty();
    }

    @Test
    void readGoesToTheReplicaOfTheScope() throws SQLException {
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-1");
        }

        assertThat(world.scope.heard).containsExactly("replica-1 read-method");
        assertThat(world.first.inUse()).isZero();
    }

    @Test
    void writeScopeGoesToThePrimary() throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.scope.heard).containsExactly("primary write-method");
    }

    @Test
    void stateSetBeforehandIsThereAtTheFirstStatement() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ask(connection);

            assertThat(world.first.lent.get(0).getAutoCommit()).isFalse();
            assertThat(world.first.lent.get(0).getTransactionIsolation())
                    .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
        }
    }

    @Test
    void serializableGoesToThePrimary() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.scope.heard).containsExactly("primary isolation");
    }

    @Test
    void brokenReplicaIsReportedAndAnotherServes() throws SQLException {
        world.first.refuses = new SQLException("refused", "08001", new java.io.IOException());

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-2");
        }

        assertThat(world.first.heard).containsExactly("failed");
    }

    @Test
    void busyReplicaSendsTheReadToThePrimary() throws SQLException {
        world.first.refuses = new SQLException("pool exhausted");

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.first.heard).isEmpty();
        assertThat(world.scope.heard).containsExactly("primary replica-busy");
    }

    @Test
    void noReplicaSendsTheReadToThePrimaryWithTheScopesReason() throws SQLException {
        world.scope.replicas.clear();
        world.scope.noReplica = Reason.BEHIND_BOOKMARK;

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.scope.heard).containsExactly("primary behind-bookmark");
    }

    @Test
    void faultOfOurOwnSendsTheApplicationToThePrimary() throws SQLException {
        world.scope.fault = new IllegalStateException("deliberate");

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.scope.heard).containsExactly("primary fault");
    }

    @Test
    void observeSendsEverythingToThePrimary() throws SQLException {
        world.observe = true;

        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }

        assertThat(world.scope.heard).containsExactly("primary observe", "would replica read-method");
    }

    @Test
    void observeTakesTheApplicationsOwnConnectionAtOnce() throws SQLException {
        world.observe = true;

        try (Connection connection = world.open()) {
            assertThat(world.primaries).hasSize(1);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(world.primaries.get(0).getTransactionIsolation())
                    .as("nothing is put off")
                    .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }

        assertThat(World.isOpen(world.primaries.get(0))).isFalse();
        assertThat(world.scope.heard).as("no statement, no decision").isEmpty();
    }

    @Test
    void observeNotesEachStatementAndTheMoveThatRouteWouldHaveMade() throws SQLException {
        world.observe = true;

        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            ask(connection);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('x')");
            ask(connection);
        }

        assertThat(world.scope.heard)
                .containsExactly(
                        "primary observe",
                        "would replica read-method",
                        "would primary write-statement",
                        "would move",
                        "learn",
                        "writing",
                        "committed",
                        "would primary write-statement");
    }

    @Test
    void observeRefusesNothing() throws SQLException {
        world.observe = true;
        world.writesOnRead = WritesOnReadRequests.REFUSE;

        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO notes (text) VALUES ('x')"))
                    .isEqualTo(1);
        }
    }

    @Test
    void readOnlyTransactionOfAWriteScopeIsARead() throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;
        world.readOnlyTransactions = true;

        try (Connection connection = world.open()) {
            connection.setReadOnly(true);

            assertThat(ask(connection)).isEqualTo("replica-1");
        }

        assertThat(world.scope.heard).containsExactly("replica-1 read-only-transaction");
    }

    @Test
    void readOnlyTransactionAfterAWriteStaysOnThePrimary() throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;
        world.readOnlyTransactions = true;
        world.scope.hasWritten = true;

        try (Connection connection = world.open()) {
            connection.setReadOnly(true);

            assertThat(ask(connection)).isEqualTo("primary");
        }
    }

    @Test
    void vendorsObjectIsThatOfThePrimary() throws SQLException {
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-1");

            Connection vendor = connection.unwrap(org.h2.jdbc.JdbcConnection.class);

            assertThat(vendor).isSameAs(world.primaries.get(0));
        }

        assertThat(world.scope.heard)
                .containsExactly("replica-1 read-method", "primary unwrap", "moved", "writing", "committed");
    }

    /** The application cannot tell (P6). Fails if {@code RoutedStatement.getConnection} gives the driver's. */
    @Test
    void objectsKnowTheirRoutedParents() throws SQLException {
        try (Connection connection = world.open();
                PreparedStatement statement = connection.prepareStatement(WHERE);
                ResultSet rows = statement.executeQuery()) {
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(rows.getStatement()).isSameAs(statement);
            assertThat(statement.getResultSet()).isSameAs(rows);
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThat(connection.getMetaData().getURL()).contains("primary");
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat(connection.isWrapperFor(Connection.class)).isTrue();
        }
    }

    @Test
    void rowsOfMetadataKnowNoOtherConnection() throws SQLException {
        try (Connection connection = world.open();
                ResultSet tables = connection.getMetaData().getTables(null, null, "SERVER", null)) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getStatement().getConnection()).isSameAs(connection);
        }
        assertThat(world.first.inUse()).isZero();
    }

    @Test
    void abortedConnectionIsNotRescued() throws SQLException {
        try (Connection connection = world.open();
                PreparedStatement statement = connection.prepareStatement(WHERE)) {
            connection.abort(Runnable::run);

            assertThatThrownBy(statement::executeQuery).isInstanceOf(SQLException.class);
            assertThat(connection.isClosed()).isTrue();
        }
        assertThat(world.primaries).isEmpty();
        assertThat(world.first.heard).as("nobody else gets it").containsExactly("evict");
    }

    @Test
    void closedConnectionSaysSo() throws SQLException {
        Connection connection = world.open();
        Statement statement = connection.createStatement();
        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertThat(statement.isClosed()).isTrue();
        assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> statement.executeQuery(WHERE))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
        assertThat(world.primaries).isEmpty();
    }
}
