// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static replicated.jdbc.BindingTest.ask;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialects;
import replicated.route.Intent;
import replicated.route.Reason;

/** When replicas are gone, their reads fall to the primary no faster than the file says that it can take. */
class FallbackTest {

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.fallbackMaxConcurrent = 2;
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    private void loseAllReplicas() {
        world.scope.replicas.clear();
    }

    @Test
    void readBeyondTheBoundIsRefusedWithAnErrorThatSaysWhy() throws SQLException {
        loseAllReplicas();
        try (Connection one = world.open();
                Connection two = world.open();
                Connection three = world.open()) {
            assertThat(ask(one)).isEqualTo("primary");
            assertThat(ask(two)).isEqualTo("primary");

            assertThatThrownBy(() -> ask(three))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasMessageContainingAll("no-replica", "2", "fallback.max-concurrent")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("08004");
            assertThat(world.scope.heard).contains("refused fallback");
            assertThat(world.primaries).hasSize(2);
        }
    }

    @Test
    void closedConnectionMakesRoomForTheNext() throws SQLException {
        loseAllReplicas();
        for (int i = 0; i < 5; i++) {
            try (Connection one = world.open();
                    Connection two = world.open()) {
                assertThat(ask(one)).isEqualTo("primary");
                assertThat(ask(two)).isEqualTo("primary");
            }
        }
    }

    @Test
    void refusedConnectionCanTryAgainOnceThereIsRoom() throws SQLException {
        loseAllReplicas();
        try (Connection one = world.open();
                Connection two = world.open();
                Connection three = world.open()) {
            ask(one);
            ask(two);
            assertThatThrownBy(() -> ask(three)).isInstanceOf(SQLTransientConnectionException.class);
            one.close();

            assertThat(ask(three)).isEqualTo("primary");
        }
    }

    @Test
    void primaryThatGivesNoConnectionCostsNoPlace() throws SQLException {
        loseAllReplicas();
        world.database.primaryFails = new SQLException("pool is empty");
        for (int i = 0; i < 3; i++) {
            try (Connection connection = world.open()) {
                assertThatThrownBy(() -> ask(connection)).hasMessage("pool is empty");
            }
        }
        world.database.primaryFails = null;
        try (Connection connection = world.open()) {
            assertThat(ask(connection)).isEqualTo("primary");
        }
    }

    @Test
    void writesAndReadsThatBelongOnThePrimaryAreNotBounded() throws SQLException {
        loseAllReplicas();
        try (Connection one = world.open();
                Connection two = world.open();
                Connection writer = world.open();
                Connection behind = world.open()) {
            ask(one);
            ask(two);
            try (Statement statement = writer.createStatement()) {
                assertThat(statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')"))
                        .isEqualTo(1);
            }
            world.scope.hasWritten = false;
            world.scope.noReplica = Reason.BEHIND_BOOKMARK;
            assertThat(ask(behind)).isEqualTo("primary");
        }
    }

    @Test
    void readRescuedFromTheLastReplicaIsBoundedAndKeepsItsCause() throws SQLException {
        world.database.dialect = Dialects.POSTGRESQL;
        world.scope.replicas.remove(world.second);
        world.fallbackMaxConcurrent = 1;
        SQLException broken = new SQLException("terminated by administrator", "57P01");
        try (Connection holder = world.open();
                Connection rescued = world.open()) {
            world.scope.replicas.clear();
            ask(holder);
            world.scope.replicas.add(world.first);
            world.first.fails("SELECT", broken);

            assertThatThrownBy(() -> ask(rescued))
                    .isInstanceOf(SQLTransientConnectionException.class)
                    .hasSuppressedException(broken);
        }
    }

    @Test
    void writeThatAReplicaRefusedIsNotBounded() throws SQLException {
        world.fallbackMaxConcurrent = 1;
        try (Connection holder = world.open();
                Connection writer = world.open()) {
            world.scope.noReplica = Reason.NO_REPLICA;
            world.scope.replicas.clear();
            ask(holder);
            world.scope.replicas.add(world.first);
            world.first.fails("SELECT", new SQLException("read-only", "25006"));

            assertThat(ask(writer)).isEqualTo("primary");
        }
    }

    @Test
    void withoutABoundEveryReadIsServed() throws SQLException {
        loseAllReplicas();
        world.fallbackMaxConcurrent = 0;
        try (Connection one = world.open();
                Connection two = world.open();
                Connection three = world.open()) {
            assertThat(ask(one)).isEqualTo("primary");
            assertThat(ask(two)).isEqualTo("primary");
            assertThat(ask(three)).isEqualTo("primary");
        }
    }

    @Test
    void writeScopesAreNotBounded() throws SQLException {
        loseAllReplicas();
        world.scope.intent = Intent.WRITE_METHOD;
        world.fallbackMaxConcurrent = 1;
        try (Connection one = world.open();
                Connection two = world.open()) {
            assertThat(ask(one)).isEqualTo("primary");
            assertThat(ask(two)).isEqualTo("primary");
        }
    }
}
