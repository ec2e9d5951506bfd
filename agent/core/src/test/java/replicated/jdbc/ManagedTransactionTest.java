// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.WritesOnReadRequests;
import replicated.context.RoutingContext;
import replicated.route.Intent;

/**
 * In a transaction of the container's, reads go to a replica and stay outside of it; the first that belongs on the
 * primary joins it.
 */
class ManagedTransactionTest {

    private final StubContainer container = new StubContainer();
    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.database.container = container;
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('x')");
        }
    }

    /** As in another scope. */
    private void forgetWhatWasWritten() {
        world.scope.hasWritten = false;
        world.scope.learned = false;
    }

    private long notesOnPrimary() throws SQLException {
        try (Connection connection = world.connect("primary")) {
            return notes(connection);
        }
    }

    private static long notes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM notes")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void readsGoToTheReplicaInATransactionOfTheirOwnThere() throws SQLException {
        StubContainer.Transaction transaction = container.begin();
        try (Connection connection = world.open()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(ask(connection)).isEqualTo("replica-1");
            assertThat(world.first.lent.get(0).getAutoCommit()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
        }
        assertThat(world.first.inUse()).isZero();
        container.commit();
        assertThat(transaction.hasPrimary()).isFalse();
        assertThat(world.scope.heard).containsExactly("replica-1 read-method");
    }

    @Test
    void aWriteJoinsTheTransactionAndWhatFollowsInItReadsThere() throws SQLException {
        container.begin();
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-1");
            write(connection);
            assertThat(notes(connection)).isEqualTo(1);
        }
        forgetWhatWasWritten();
        try (Connection reopened = world.open()) {
            assertThat(notes(reopened)).isEqualTo(1);
        }
        assertThat(notesOnPrimary()).isZero();
        container.rollback();
        assertThat(notesOnPrimary()).isZero();
        assertThat(world.scope.heard)
                .containsSubsequence("primary write-statement", "moved", "writing", "primary managed-transaction");
    }

    /** A lock is worth nothing if what it guards is read elsewhere. */
    @Test
    void whatHasReadFromThePrimaryReadsThereToItsEndAndNoLonger() throws SQLException {
        container.begin();
        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT name FROM server FOR UPDATE").close();
        }
        forgetWhatWasWritten();
        try (Connection reopened = world.open()) {
            assertThat(ask(reopened)).isEqualTo("primary");
        }
        container.commit();
        container.begin();
        try (Connection next = world.open()) {
            assertThat(ask(next)).isEqualTo("replica-1");
        }
        container.commit();
    }

    @Test
    void aReadElsewhereOnAnotherConnectionFollowsToThePrimary() throws SQLException {
        container.begin();
        try (Connection reader = world.open();
                Connection locker = world.open();
                Statement statement = locker.createStatement()) {
            assertThat(ask(reader)).isEqualTo("replica-1");
            statement.executeQuery("SELECT name FROM server FOR UPDATE").close();
            forgetWhatWasWritten();
            assertThat(ask(reader)).isEqualTo("primary");
        }
        container.commit();
    }

    @Test
    void whatIsNoLongerActiveIsThePrimarysToRefuse() throws SQLException {
        StubContainer.Transaction transaction = container.begin();
        try (Connection connection = world.open()) {
            ask(connection);
            transaction.rollbackOnly = true;
            assertThatThrownBy(() -> ask(connection)).hasMessage("the transaction cannot proceed");
        }
        container.rollback();
    }

    @Test
    void aboveReadCommittedItIsThePrimarys() throws SQLException {
        world.database.isolation = Connection.TRANSACTION_REPEATABLE_READ;
        container.begin();
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }
        container.commit();
        try (Connection outside = world.open()) {
            assertThat(ask(outside)).isEqualTo("replica-1");
        }
        assertThat(world.scope.heard).containsExactly("primary managed-transaction", "replica-1 read-method");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"commit", "rollback", "setAutoCommit", "setReadOnly", "setSavepoint", "setTransactionIsolation"})
    void whatIsTheContainersToDoItRefuses(String call) throws SQLException {
        container.begin();
        try (Connection connection = world.open()) {
            ask(connection);
            assertThatThrownBy(() -> {
                        switch (call) {
                            case "commit" -> connection.commit();
                            case "rollback" -> connection.rollback();
                            case "setAutoCommit" -> connection.setAutoCommit(true);
                            case "setReadOnly" -> connection.setReadOnly(true);
                            case "setSavepoint" -> connection.setSavepoint();
                            default -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                        }
                    })
                    .hasMessage("not in a managed transaction: " + call);
        }
        container.commit();
    }

    @Test
    void aConnectionThatOutlivesTheTransactionChoosesAnew() throws SQLException {
        try (Connection connection = world.open();
                Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery("SELECT name FROM server")) {
            assertThat(connection.getAutoCommit()).isTrue();
            container.begin();
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(ask(connection)).isEqualTo("replica-1");
            assertThat(world.first.lent).hasSize(2);
            assertThat(before.next()).isTrue();
            container.commit();
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(ask(connection)).isEqualTo("replica-1");
            assertThat(world.first.lent).hasSize(3);
            assertThat(world.first.lent.get(2).getAutoCommit()).isTrue();
            assertThat(World.isOpen(world.first.lent.get(1))).isFalse();
        }
        assertThat(world.first.inUse()).isZero();
    }

    @Test
    void whatAnInnerTransactionWroteIsItsOwnAndTheOuterOneHasItsOwnHandle() throws SQLException {
        StubContainer.Transaction outer = container.begin();
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-1");
            container.suspend(null);
            container.begin();
            write(connection);
            container.commit();
            assertThat(notesOnPrimary()).isEqualTo(1);
            container.suspend(outer);
            write(connection);
            assertThat(outer.hasPrimary()).isTrue();
            assertThat(notes(connection)).isEqualTo(2);
        }
        container.rollback();
        assertThat(notesOnPrimary()).isEqualTo(1);
    }

    /**
     * Else the reads that fall back would come to be refused for ever, one handle of an inner transaction after the
     * other.
     */
    @Test
    void whatAFallbackHasTakenComesBackWithTheHandleOfAnInnerTransaction() throws SQLException {
        world.fallbackMaxConcurrent = 1;
        world.scope.replicas.clear();
        StubContainer.Transaction outer = container.begin();
        try (Connection connection = world.open()) {
            container.suspend(null);
            container.begin();
            assertThat(ask(connection)).isEqualTo("primary");
            container.commit();
            container.suspend(outer);
            assertThat(ask(connection)).isEqualTo("primary");
        }
        container.commit();
        try (Connection next = world.open()) {
            assertThat(ask(next)).isEqualTo("primary");
        }
    }

    @Test
    void aSuspendedOneThatWroteIsNotReadIn() throws SQLException {
        StubContainer.Transaction outer = container.begin();
        try (Connection connection = world.open()) {
            write(connection);
            container.suspend(null);
            container.begin();
            forgetWhatWasWritten();
            try (Connection inner = world.open()) {
                assertThat(ask(inner)).isEqualTo("replica-1");
            }
            container.commit();
            container.suspend(outer);
            try (Connection again = world.open()) {
                assertThat(notes(again)).isEqualTo(1);
            }
        }
        container.commit();
        assertThat(notesOnPrimary()).isEqualTo(1);
    }

    @Test
    void whereFreshIsAskedForAWriteAfterAReadIsRefusedAndGoesThroughInTheNext() throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE_IF_FRESH;
        world.scope.fresh = false;
        container.begin();
        try (Connection connection = world.open()) {
            ask(connection);
            assertThatThrownBy(() -> write(connection))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        }
        container.rollback();
        container.begin();
        try (Connection connection = world.open()) {
            write(connection);
        }
        container.commit();
        assertThat(notesOnPrimary()).isEqualTo(1);
    }

    @Test
    void settingsByTextAreThePrimarys() throws SQLException {
        container.begin();
        try (Connection connection = world.open();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SCHEMA PUBLIC");
            assertThat(ask(connection)).isEqualTo("primary");
        }
        container.commit();
    }

    @Test
    void inModeObserveItIsTheContainersOwnAndNotedAsItWouldBeRouted() throws SQLException {
        world.observe = true;
        StubContainer.Transaction transaction = container.begin();
        try (Connection connection = world.open()) {
            assertThat(transaction.hasPrimary()).isTrue();
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(ask(connection)).isEqualTo("primary");
            assertThatThrownBy(connection::commit).hasMessage("not in a managed transaction: commit");
            write(connection);
        }
        container.rollback();
        assertThat(notesOnPrimary()).isZero();
        assertThat(world.scope.heard)
                .containsSubsequence("primary observe", "would replica read-method", "would primary write-statement");
    }

    @Test
    void aReplicaThatBreaksWithinATransactionIsLeftForThePrimary() throws SQLException {
        container.begin();
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("replica-1");
            world.first.fails("SELECT", new SQLException("gone", "08006"));
            assertThat(ask(connection)).isEqualTo("primary");
        }
        container.commit();
    }

    /** What ends the transaction tells nobody but the driver. */
    @Test
    void theDriverIsHeardWhereTheContainerCommitsAndNowhereElse() throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;
        RoutingContext thread = RoutingContext.current();
        boolean[] suppressed = new boolean[1];
        container.begin().onUpdate = () -> suppressed[0] = thread.isSuppressed();
        try (Connection connection = world.open()) {
            write(connection);
            assertThat(suppressed[0]).isFalse();
        }
        container.commit();
        assertThat(thread.isSuppressed()).isFalse();
    }
}
