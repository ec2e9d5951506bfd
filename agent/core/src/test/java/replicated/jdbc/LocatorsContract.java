// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import replicated.servers.Availability;
import replicated.servers.Cluster;

/**
 * What a replica has handed out and what reads on from its connection can be read after the routed connection has
 * moved.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LocatorsContract {

    private Cluster cluster;
    private RealWorld world;
    private StubScope scope;

    Connection connection;

    abstract Availability availability();

    abstract Cluster started() throws SQLException;

    abstract Driver driver() throws SQLException;

    abstract String parameters();

    /** Makes {@code notes(text)}, {@code numbers(n)} with 1 to 500, and what the tests of one database read. */
    abstract List<String> schema();

    /** Prepares a statement for rows that come from the server as they are read. */
    abstract void stream(Statement statement) throws SQLException;

    @BeforeAll
    final void startServers() throws SQLException {
        Availability availability = availability();
        assumeTrue(availability.isAvailable(), availability.reason());
        cluster = started();
        try (Connection primary = cluster.primary().connect();
                Statement statement = primary.createStatement()) {
            for (String text : schema()) {
                statement.execute(text);
            }
        }
        cluster.awaitCaughtUp();
        world = new RealWorld(cluster, driver(), parameters());
    }

    @AfterAll
    final void stopServers() {
        if (world != null) {
            world.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    final void open() throws SQLException {
        world.awaitReplicas();
        scope = world.scope();
        connection = world.open(scope);
    }

    @AfterEach
    final void close() throws SQLException {
        connection.close();
        assertThat(world.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(replicasConnections()).isZero();
    }

    final int replicasConnections() {
        return scope.replicas.stream().mapToInt(replica -> replica.inUse()).sum();
    }

    /**
     * The first row of what a replica answers; its statement and rows are closed if the test does not keep them open.
     */
    final <T> T read(String query, Reading<T> reading) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(scope.heard).anyMatch(news -> news.startsWith("standby"));
            assertThat(scope.heard).doesNotContain("moved");
            rows.next();
            return reading.of(rows);
        }
    }

    final void move() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('moved')");
        }
        assertThat(scope.heard).contains("moved");
    }

    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whoHasFetchedNoneKeepsNoConnectionOfTheReplica() throws SQLException {
        connection.setAutoCommit(false);
        Object number = read("SELECT n FROM numbers WHERE n = 7", rows -> rows.getObject(1));
        assertThat(number).hasToString("7");
        move();
        assertThat(replicasConnections()).isZero();
        connection.commit();
    }

    @Test
    void rowsThatComeAsTheyAreReadAreReadToTheirEnd() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            stream(statement);
            ResultSet rows = statement.executeQuery("SELECT n FROM numbers ORDER BY n");
            int sum = 0;
            while (rows.next()) {
                sum += rows.getInt(1);
                if (rows.getInt(1) == 3) {
                    move();
                }
            }
            assertThat(sum).isEqualTo(500 * 501 / 2);
        }
        assertThat(replicasConnections()).isZero();
        connection.commit();
    }

    /** As a driver's own statement does, which has but one result. */
    @Test
    void rowsAreClosedWhenTheirStatementRunsAgainOnThePrimary() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT n FROM numbers ORDER BY n");
            rows.next();
            statement.executeUpdate("INSERT INTO notes (text) VALUES ('moved')");
            assertThat(rows.isClosed()).isTrue();
            assertThat(replicasConnections()).isZero();
        }
    }
}
