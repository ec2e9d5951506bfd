// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.config.WritesOnReadRequests;
import replicated.log.Faults;
import replicated.route.Intent;

/**
 * A fault of ours, wherever it is, never reaches the application: it goes on, and the fault is counted (P5). Fails if
 * {@code DecidingConnection.decide} throws what it caught.
 */
class FaultTest {

    /** By the hook, or no more than fields, or only where there is a span to be told (SpansTest). */
    private static final Set<String> NOT_ASKED = Set.of(
            "hasEnded",
            "outside",
            "ofRequest",
            "wroteEarly",
            "on",
            "scope",
            "database",
            "services",
            "setServices",
            "reason");

    private World world;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    static Stream<String> methods() {
        return Stream.of(RoutingScope.class, ScopedDatabase.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .map(java.lang.reflect.Method::getName)
                .filter(name -> !NOT_ASKED.contains(name))
                .sorted();
    }

    /** A scope of which one method is broken. */
    private RoutingScope broken(String broken) {
        return (RoutingScope) Proxy.newProxyInstance(
                FaultTest.class.getClassLoader(),
                new Class<?>[] {RoutingScope.class, ScopedDatabase.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(broken)) {
                        throw new IllegalStateException("deliberate fault in " + broken);
                    }
                    try {
                        Object answer = method.invoke(world.scope, arguments);
                        return answer == world.scope ? proxy : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static long faults() {
        return Faults.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void applicationReadsWritesAndReadsOn(String broken) throws SQLException {
        try (Connection connection = world.open(broken(broken));
                Statement statement = connection.createStatement()) {
            BindingTest.ask(connection);
            world.first.fails("SELECT", new SQLException("conflict with recovery", "40001"));
            BindingTest.ask(connection);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('b')");
            connection.commit();
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM notes")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
        assertThat(world.first.inUse() + world.second.inUse()).isZero();
        assertThat(world.primaries).noneMatch(World::isOpen);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void faultIsCounted(String broken) throws SQLException {
        long before = faults();
        world.writesOnRead = WritesOnReadRequests.REFUSE;
        try (Connection connection = world.open(broken(broken))) {
            BindingTest.ask(connection);
            world.first.fails("SELECT", new SQLException("conflict with recovery", "40001"));
            BindingTest.ask(connection);
            // Refused first, moved once it is learnt.
            for (int i = 0; i < 2; i++) {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("25006");
                }
            }
        }
        try (Connection connection = world.open(broken(broken));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('b')");
            connection.rollback();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("25006");
        }

        readWhereWritesAreExpected(broken);
        writeAfterReading(broken);
        readTwiceWithoutReplicas(broken);
        readWithSomethingAsked(broken);
        fillACacheInAStrictTransaction(broken);
        readWhatTheReplicaRefuses(broken);
        world.observe = true;
        try (Connection connection = world.open(broken(broken));
                Statement statement = connection.createStatement()) {
            BindingTest.ask(connection);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
            // So many that one is measured, whatever chance says.
            for (int i = 0; i < 256; i++) {
                statement.execute("SELECT 1");
            }
        }

        assertThat(faults()).isGreaterThan(before);
    }

    /** With a text of its own, since that is known to write from then on. */
    private void readWhatTheReplicaRefuses(String broken) throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE;
        world.scope.hasWritten = false;
        world.first.fails("SELECT", new SQLException("read-only", "25006"));
        try (Connection connection = world.open(broken(broken));
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT COUNT(*) FROM notes").close();
        }
        world.scope.hasWritten = false;
        world.scope.learned = false;
    }

    private void readWhereWritesAreExpected(String broken) throws SQLException {
        world.scope.expectedToWrite = true;
        world.scope.intent = Intent.WRITE_METHOD;
        try (Connection connection = world.open(broken(broken))) {
            BindingTest.ask(connection);
        }
        world.scope.expectedToWrite = false;
        world.scope.intent = Intent.READ_METHOD;
    }

    /** On a replica: then what was decided before is not all that counts. */
    private void readWithSomethingAsked(String broken) throws SQLException {
        world.scope.replicas.add(world.first);
        world.fallbackMaxConcurrent = 0;
        try (Connection connection = world.open(broken(broken))) {
            BindingTest.ask(connection);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            BindingTest.ask(connection);
        }
    }

    /** Which may not move. */
    private void fillACacheInAStrictTransaction(String broken) throws SQLException {
        try (Connection connection = world.open(broken(broken))) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            BindingTest.ask(connection);
            world.scope.intent = Intent.CACHE_FILL;
            BindingTest.ask(connection);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("40001");
        }
        world.scope.intent = Intent.READ_METHOD;
    }

    /** Asks whether the primary knows more. */
    private void writeAfterReading(String broken) throws SQLException {
        world.writesOnRead = WritesOnReadRequests.MOVE_IF_FRESH;
        world.scope.hasWritten = false;
        world.scope.learned = false;
        world.scope.fresh = false;
        try (Connection connection = world.open(broken(broken));
                Statement statement = connection.createStatement()) {
            BindingTest.ask(connection);
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('a')");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("40001");
        }
        world.writesOnRead = WritesOnReadRequests.MOVE;
    }

    /** The second finds no place on the primary. */
    private void readTwiceWithoutReplicas(String broken) throws SQLException {
        world.fallbackMaxConcurrent = 1;
        world.scope.replicas.clear();
        world.scope.hasWritten = false;
        world.scope.learned = false;
        try (Connection one = world.open(broken(broken));
                Connection two = world.open(broken(broken))) {
            BindingTest.ask(one);
            BindingTest.ask(two);
        } catch (SQLTransientConnectionException e) {
            assertThat(e.getMessage()).contains("fallback.max-concurrent");
        }
    }
}
