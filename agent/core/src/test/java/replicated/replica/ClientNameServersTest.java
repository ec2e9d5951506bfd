// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** An administrator who looks at a server's sessions can tell the agent's questions from the application's reads. */
class ClientNameServersTest {

    private static final String POSTGRESQL =
            "SELECT application_name, count(*) FROM pg_stat_activity WHERE usename = 'app' GROUP BY 1";

    private static final String PROGRAMS = "SELECT attr_value, count(*) FROM performance_schema.session_connect_attrs"
            + " WHERE attr_name = 'program_name' GROUP BY 1";

    @Test
    void postgresqlShowsWatchersUnderTheirNameAndReadsUnderThatOfTheApplication() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
            String chosen = "tcpKeepAlive=true&ApplicationName=chosen";
            try (ReplicaSet set = open(
                            cluster, new org.postgresql.Driver(), "tcpKeepAlive=true&ApplicationName=shop", chosen);
                    Connection lent = borrowed(set)) {
                assertThat(lent.isReadOnly()).isTrue();
                awaitSessions(cluster.primary(), POSTGRESQL, Map.of("replicated-watch", 1));
                awaitSessions(cluster.standby(0), POSTGRESQL, Map.of("replicated-watch", 1, "shop", 1));
                // The file's own word for one replica is kept.
                awaitSessions(cluster.standby(1), POSTGRESQL, Map.of("chosen", 2));
            }
        }
    }

    @Test
    void mysqlShowsWatchersAsAProgram() throws SQLException {
        Availability mysql = MySqlCluster.availability();
        assumeTrue(mysql.isAvailable(), mysql.reason());
        try (MySqlCluster cluster = MySqlCluster.builder()
                        .standbys(2)
                        .setting("performance_schema", "ON")
                        .start();
                ReplicaSet set =
                        open(cluster, new com.mysql.cj.jdbc.Driver(), "connectionAttributes=program_name:shop", "")) {
            showsPrograms(cluster, set);
        }
    }

    @Test
    void mariadbShowsWatchersAsAProgram() throws SQLException {
        Availability mariadb = MariaDbCluster.availability();
        assumeTrue(mariadb.isAvailable(), mariadb.reason());
        try (MariaDbCluster cluster = MariaDbCluster.builder()
                        .standbys(2)
                        .setting("performance_schema", "ON")
                        .start();
                ReplicaSet set =
                        open(cluster, new org.mariadb.jdbc.Driver(), "connectionAttributes=program_name:shop", "")) {
            showsPrograms(cluster, set);
        }
    }

    private static void showsPrograms(Cluster cluster, ReplicaSet set) throws SQLException {
        try (Connection lent = borrowed(set)) {
            assertThat(lent.isReadOnly()).isTrue();
            awaitAmong(cluster.primary(), "replicated-watch", 1);
            awaitAmong(cluster.standby(0), "replicated-watch", 1);
            awaitAmong(cluster.standby(0), "shop", 1);
        }
    }

    private static ReplicaSet open(Cluster cluster, Driver driver, String parameters, String ofTheSecond) {
        PrimaryAccess access =
                Given.access(driver, with(cluster.primary(), parameters), Cluster.USER, new Secret(Cluster.PASSWORD));
        List<ReplicaSettings> replicas = List.of(
                Given.replica(cluster.standby(0).jdbcUrl(), "first"),
                Given.replica(with(cluster.standby(1), ofTheSecond), "second"));
        return ReplicaSets.open("app", access, Given.settings(replicas), Duration.ofSeconds(1));
    }

    private static String with(Server server, String parameters) {
        String url = server.jdbcUrl();
        return parameters.isEmpty() ? url : url + (url.indexOf('?') < 0 ? "?" : "&") + parameters;
    }

    private static Connection borrowed(ReplicaSet set) throws SQLException {
        Given.until(
                () -> set.replicas().stream().map(Replica::health).toList(),
                () -> set.replicas().stream().allMatch(one -> one.health().state() == State.UP));
        return set.replicas().get(0).borrow(1000);
    }

    private static void awaitSessions(Server server, String sql, Map<String, Integer> expected) {
        Given.until(() -> sessions(server, sql), () -> sessions(server, sql).equals(expected));
    }

    private static void awaitAmong(Server server, String name, int count) {
        Given.until(
                () -> sessions(server, PROGRAMS),
                () -> sessions(server, PROGRAMS).getOrDefault(name, 0) == count);
    }

    private static Map<String, Integer> sessions(Server server, String sql) {
        Map<String, Integer> sessions = new TreeMap<>();
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sessions.put(rows.getString(1), rows.getInt(2));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return sessions;
    }
}
