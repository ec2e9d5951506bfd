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
import replicated.context.RoutingContext;
import replicated.route.Intent;
import replicated.route.Reason;

/**
 * Applications keep a connection open across requests: what it reads and writes belongs to the request that uses it
 * (P2, P3). Fails if {@code DecidingConnection.usedBy} does nothing.
 */
class KeptConnectionTest {

    private World world;
    private final StubScope later = new StubScope();

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        work(world.scope);
    }

    @AfterEach
    void stop() throws SQLException {
        RoutingContext.enter(null);
        world.close();
    }

    private void work(RoutingScope scope) {
        world.present = scope;
        RoutingContext.enter(scope == null ? null : () -> scope);
    }

    private static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
        }
    }

    /** Who sets a schema sets it back, and does so on the server that has taken over: it would stay on the one left. */
    @Test
    void replicaThatIsLeftInAnotherSchemaMeetsNobodyElse() throws SQLException {
        try (Connection kept = world.open()) {
            assertThat(BindingTest.ask(kept)).isEqualTo("replica-1");
            kept.setSchema("INFORMATION_SCHEMA");

            work(later);
            kept.createStatement().executeQuery("SELECT 1").close();
            kept.setSchema("PUBLIC");

            assertThat(world.first.heard).contains("evict");
        }
    }

    @Test
    void laterRequestThatHasToReadFromThePrimaryDoes() throws SQLException {
        try (Connection kept = world.open()) {
            assertThat(BindingTest.ask(kept)).isEqualTo("replica-1");
            later.noReplica = Reason.BEHIND_BOOKMARK;

            work(later);

            assertThat(BindingTest.ask(kept)).isEqualTo("primary");
            assertThat(later.heard).containsExactly("primary behind-bookmark");
            assertThat(world.first.inUse()).isZero();
        }
    }

    @Test
    void transactionThatHasReadOnAReplicaGoesOnOnThePrimaryForALaterRequest() throws SQLException {
        try (Connection kept = world.open()) {
            kept.setAutoCommit(false);
            assertThat(BindingTest.ask(kept)).isEqualTo("replica-1");

            work(later);

            assertThat(BindingTest.ask(kept)).isEqualTo("primary");
            kept.rollback();
        }
    }

    @Test
    void writeIsToldToTheRequestThatWrites() throws SQLException {
        try (Connection kept = world.open()) {
            BindingTest.ask(kept);
            work(later);
            later.intent = Intent.WRITE_METHOD;

            write(kept);

            assertThat(later.heard).contains("writing", "committed");
            assertThat(world.scope.heard).containsExactly("replica-1 read-method");
        }
    }

    @Test
    void transactionThatAnEarlierRequestBeganToWriteIsTheOneThatCommitsIt() throws SQLException {
        try (Connection kept = world.open()) {
            kept.setAutoCommit(false);
            write(kept);
            work(later);

            BindingTest.ask(kept);
            kept.commit();

            assertThat(later.heard).contains("writing", "committed");
            assertThat(world.scope.heard).doesNotContain("committed");
        }
    }

    @Test
    void afterItsRequestAConnectionOutsideOfRequestsReadsFromThePrimary() throws SQLException {
        try (Connection kept = world.open()) {
            assertThat(BindingTest.ask(kept)).isEqualTo("replica-1");
            world.scope.over = true;
            work(null);
            later.intent = Intent.WRITE_METHOD;
            world.present = later;

            assertThat(BindingTest.ask(kept)).isEqualTo("primary");
        }
    }

    @Test
    void threadOfNoScopeGoesOnInTheConnectionsOwnWhileThatLasts() throws SQLException {
        try (Connection connection = world.open()) {
            work(null);
            world.present = later;

            assertThat(BindingTest.ask(connection)).isEqualTo("replica-1");
            assertThat(later.heard).isEmpty();
        }
    }

    @Test
    void commitOfALaterRequestIsItsOwn() throws SQLException {
        try (Connection kept = world.open()) {
            kept.setAutoCommit(false);
            write(kept);
            work(later);

            kept.commit();

            assertThat(later.heard).containsExactly("writing", "committed");
            assertThat(world.scope.heard).doesNotContain("committed");
        }
    }

    @Test
    void writeThatALaterRequestPreparesTeachesNothingAboutTheEarlier() throws SQLException {
        try (Connection kept = world.open()) {
            BindingTest.ask(kept);
            work(later);
            later.intent = Intent.WRITE_METHOD;

            kept.prepareStatement("INSERT INTO notes (text) VALUES ('a')").execute();

            assertThat(world.scope.heard).containsExactly("replica-1 read-method");
            assertThat(later.heard).contains("primary write-method", "committed");
        }
    }

    @Test
    void connectionThatManyRequestsUseOnThreadsOfTheirOwnHoldsOneOfAReplica() throws Exception {
        try (Connection kept = world.open()) {
            BindingTest.ask(kept);
            for (int request = 0; request < 5; request++) {
                StubScope scope = new StubScope();
                scope.replicas.add(world.first);
                Thread thread = new Thread(() -> {
                    world.present = scope;
                    RoutingContext.enter(() -> scope);
                    try {
                        BindingTest.ask(kept);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                thread.join();
            }

            assertThat(world.first.inUse()).isEqualTo(1);
        }
        assertThat(world.first.inUse()).isZero();
    }

    /** A view or a function may write (DESIGN 4.5). */
    @Test
    void anyStatementOfARequestThatIsThereToWriteCountsAsAWrite() throws SQLException {
        world.scope.intent = Intent.WRITE_METHOD;
        world.scope.expectedToWrite = true;
        try (Connection connection = world.open()) {
            BindingTest.ask(connection);
        }

        assertThat(world.scope.heard).containsExactly("primary write-method", "writing", "committed");
    }

    private static String first(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /**
     * Each request takes and leaves a replica: a count of them that came round too soon would take an old statement for
     * a present one.
     */
    @Test
    void statementThatWasNotUsedForManyRequestsRunsAgain() throws SQLException {
        later.replicas.add(world.first);
        for (int unused = 60; unused <= 68; unused++) {
            work(world.scope);
            try (Connection kept = world.open();
                    PreparedStatement statement = kept.prepareStatement(BindingTest.WHERE)) {
                first(statement);
                for (int requests = 1; requests <= unused; requests++) {
                    work(requests % 2 == 0 ? world.scope : later);
                    BindingTest.ask(kept);
                }
                assertThat(first(statement)).as("after " + unused + " requests").isEqualTo("replica-1");
            }
        }
    }

    /** Rows are still read from a replica that was left, and there is no server now: neither is forgotten. */
    @Test
    void abortAndCloseGiveBackAReplicaWhoseRowsAreStillRead() throws SQLException {
        Connection kept = world.open();
        Statement statement = kept.createStatement();
        ResultSet rows = statement.executeQuery(BindingTest.WHERE);
        assertThat(rows.next()).isTrue();
        work(later);
        later.noReplica = Reason.BEHIND_BOOKMARK;
        world.database.primaryFails = new SQLException("the primary is down", "08001");
        assertThatThrownBy(() -> BindingTest.ask(kept)).hasMessageContaining("down");

        kept.abort(Runnable::run);
        kept.close();

        assertThat(world.first.inUse()).isZero();
    }
}
