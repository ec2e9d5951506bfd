// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.route.Intent;

/**
 * The second read of a scope is not decided anew, whatever frameworks ask of its connection that says nothing about
 * where it may read.
 */
class RememberedDecisionTest {

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    private interface Step {
        void on(Connection connection) throws SQLException;
    }

    /** How often the scope is asked for a replica by two reads on each of two connections. */
    private int choices(Step asked) throws SQLException {
        for (int i = 0; i < 2; i++) {
            try (Connection connection = world.open()) {
                asked.on(connection);
                assertThat(BindingTest.ask(connection)).isEqualTo("replica-1");
                assertThat(BindingTest.ask(connection)).isEqualTo("replica-1");
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            }
        }
        return world.scope.choices;
    }

    @Test
    void ofAPlainConnectionOneChoiceIsMade() throws SQLException {
        assertThat(choices(connection -> {})).isOne();
    }

    @Test
    void ofHibernatesTransactionsOneChoiceIsMade() throws SQLException {
        assertThat(choices(connection -> {
                    connection.setReadOnly(true);
                    connection.setAutoCommit(false);
                }))
                .isOne();
    }

    @Test
    void ofAnIsolationThatReadsWhatIsCommittedOneChoiceIsMade() throws SQLException {
        assertThat(choices(connection -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED)))
                .isOne();
    }

    /** Above that level it is for each connection to decide: caches may be filled, and SERIALIZABLE is the primary's. */
    @Test
    void ofAStricterIsolationEachConnectionIsDecided() throws SQLException {
        assertThat(choices(connection -> connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ)))
                .isEqualTo(2);
    }

    @Test
    void aWriteOfTheScopeIsNotOverlookedInATransaction() throws SQLException {
        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            assertThat(BindingTest.ask(connection)).isEqualTo("replica-1");
            world.scope.hasWritten = true;

            connection.commit();
            assertThat(BindingTest.ask(connection)).isEqualTo("primary");
        }
    }

    @Test
    void anIntentToWriteIsNotOverlookedInATransaction() throws SQLException {
        choices(connection -> connection.setAutoCommit(false));
        world.scope.intent = Intent.ANNOTATION_PRIMARY;

        try (Connection connection = world.open()) {
            connection.setAutoCommit(false);
            assertThat(BindingTest.ask(connection)).isEqualTo("primary");
        }
    }
}
