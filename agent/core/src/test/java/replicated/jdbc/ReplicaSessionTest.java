// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is set on a replica's connection, and its pool would not reset, meets nobody else. */
class ReplicaSessionTest {

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.first.pooled = true;
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    @Test
    void whatThePoolWouldNotResetIsPutBackWhenTheConnectionIsClosedOnItsReplica() throws SQLException {
        try (Connection connection = world.open()) {
            BindingTest.ask(connection);
            connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        }

        assertThat(world.first.returned()).isEqualTo(1);
        assertThat(world.first.lent.get(0).getHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
    }
}
