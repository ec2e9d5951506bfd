// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.Product;

/**
 * P6: an argument that a driver refuses is refused where it is given, although the statement has no server yet. What
 * each driver refuses is found by asking it. Fails if {@code RoutedStatement} only takes note of a setting.
 */
@ParameterizedClass
@EnumSource
class ArgumentsServersTest {

    /** A call before any statement was run. */
    private interface Call {
        void on(Connection connection) throws SQLException;
    }

    /** A call on a statement that was not run yet. */
    private interface Setting {
        void on(Statement statement) throws SQLException;
    }

    private static final Map<String, Call> CALLS = new TreeMap<>(Map.ofEntries(
            Map.entry("type", connection -> connection.createStatement(17, ResultSet.CONCUR_READ_ONLY)),
            Map.entry("concurrency", connection -> connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, 1)),
            Map.entry(
                    "holdability",
                    connection ->
                            connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, 77)),
            Map.entry("swapped", connection -> connection.createStatement(1007, 1003)),
            setting("fetch size", statement -> statement.setFetchSize(-5)),
            setting("fetch direction", statement -> statement.setFetchDirection(3)),
            setting("query time-out", statement -> statement.setQueryTimeout(-1)),
            setting("field size", statement -> statement.setMaxFieldSize(-1)),
            setting("rows", statement -> statement.setMaxRows(-1)),
            setting("many rows", statement -> statement.setLargeMaxRows(-1)),
            setting("nothing wrong", statement -> statement.setFetchSize(5))));

    @Parameter
    Product product;

    private static Cluster cluster;
    private static RealWorld world;

    private static Map.Entry<String, Call> setting(String name, Setting setting) {
        return Map.entry(name, connection -> {
            try (Statement statement = connection.createStatement()) {
                setting.on(statement);
            }
        });
    }

    private static Driver driver(Product product) throws SQLException {
        return switch (product) {
            case POSTGRESQL -> new org.postgresql.Driver();
            case MARIADB -> new org.mariadb.jdbc.Driver();
            case MYSQL -> new com.mysql.cj.jdbc.Driver();
        };
    }

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws SQLException {
        Availability servers = product.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        cluster = product.builder().start();
        world = new RealWorld(cluster, driver(product));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (world != null) {
            world.close();
            cluster.close();
        }
    }

    /** Each on a connection of its own: after some refusals a pool closes one. */
    private interface Opening {
        Connection open() throws SQLException;
    }

    private static Map<String, String> refused(Opening opening) throws SQLException {
        Map<String, String> refused = new TreeMap<>();
        for (Map.Entry<String, Call> call : CALLS.entrySet()) {
            try (Connection connection = opening.open()) {
                call.getValue().on(connection);
            } catch (SQLException e) {
                refused.put(call.getKey(), e.getSQLState() + " " + e.getMessage());
            }
        }
        return refused;
    }

    @Test
    void whatTheDriverRefusesIsRefusedAtTheCall() throws SQLException {
        Map<String, String> byTheDriver = refused(world::primary);
        StubScope scope = world.scope();

        assertThat(refused(() -> world.open(scope))).isEqualTo(byTheDriver);
        assertThat(scope.heard).as("where connections went").isEmpty();
        assertThat(byTheDriver).hasSizeGreaterThan(3).doesNotContainKey("nothing wrong");
    }
}
