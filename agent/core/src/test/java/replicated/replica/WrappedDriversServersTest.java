// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.p6spy.engine.spy.P6SpyDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.config.Secret;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;
import replicated.replica.Health.State;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.PausedReplay;
import replicated.servers.PostgresCluster;

/**
 * Drivers that stand before the database's own, whose URLs are not the vendor's: positions, lag, role and read-only
 * session have to be what they are without them.
 */
class WrappedDriversServersTest {

    /**
     * A driver and how it wants its URLs.
     *
     * @param name for people
     */
    record Wrapper(String name, Driver driver, UnaryOperator<String> url) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Wrapper> wrappers() {
        return List.of(
                new Wrapper("p6spy", new P6SpyDriver(), url -> url.replaceFirst("^jdbc:", "jdbc:p6spy:")),
                new Wrapper(
                        "aws",
                        new software.amazon.jdbc.Driver(),
                        url -> url.replaceFirst("^jdbc:", "jdbc:aws-wrapper:")),
                // Nothing in its URL says what is behind it.
                new Wrapper("house", new HouseDriver(), HouseDriver::of));
    }

    /** A company's own, as many have one. */
    private static final class HouseDriver extends StubDriver {

        private static final String PREFIX = "jdbc:house:";

        private static String of(String url) {
            return url.replace("jdbc:postgresql:", PREFIX + "1:").replace("jdbc:mariadb:", PREFIX + "2:");
        }

        @Override
        public boolean acceptsURL(String url) {
            return url.startsWith(PREFIX);
        }

        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            String plain = url.replaceFirst("^" + PREFIX, "jdbc:")
                    .replace("jdbc:1:", "jdbc:postgresql:")
                    .replace("jdbc:2:", "jdbc:mariadb:");
            return DriverManager.getConnection(plain, properties);
        }
    }

    @TempDir
    static Path folder;

    private ReplicaSet set;

    @BeforeAll
    static void logElsewhere() {
        System.setProperty("p6spy.config.logfile", folder.resolve("spy.log").toString());
    }

    @AfterEach
    void close() {
        if (set != null) {
            set.close();
        }
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void onPostgresTheServerIsKnownForWhatItIs(Wrapper wrapper) throws SQLException {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                PostgresCluster.availability().reason());
        try (Cluster cluster = PostgresCluster.builder().standbys(1).start()) {
            isKnown(wrapper, cluster, Dialects.POSTGRESQL, "SHOW default_transaction_read_only", "on");
        }
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void onMariaDbTheServerIsKnownForWhatItIs(Wrapper wrapper) throws SQLException {
        assumeTrue(
                MariaDbCluster.availability().isAvailable(),
                MariaDbCluster.availability().reason());
        try (Cluster cluster = MariaDbCluster.builder().standbys(1).start()) {
            isKnown(wrapper, cluster, Dialects.MARIADB, "SELECT @@tx_read_only", "1");
        }
    }

    /** Which is how people write them: nothing of the driver before it has to do with where a replica is. */
    @ParameterizedTest
    @MethodSource("named")
    void aReplicaThatIsWrittenWithoutThatDriversNameIsReachedThroughItToo(Wrapper wrapper) throws SQLException {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                PostgresCluster.availability().reason());
        try (Cluster cluster = PostgresCluster.builder().standbys(1).start()) {
            set = ReplicaSets.open(
                    "app",
                    Given.access(
                            wrapper.driver,
                            wrapper.url.apply(cluster.primary().jdbcUrl()),
                            Cluster.USER,
                            new Secret(Cluster.PASSWORD)),
                    Given.settings(List.of(Given.replica(cluster.standby(0).jdbcUrl(), "standby"))),
                    Duration.ofSeconds(1));
            await(0, State.UP);
            try (Connection connection = set.replicas().get(0).borrow(1000)) {
                assertThat(connection.unwrap(Connection.class).getMetaData().getURL())
                        .contains(":" + cluster.standby(0).port());
                assertThat(ReplicaSetContract.value(connection, "SHOW default_transaction_read_only"))
                        .isEqualTo("on");
            }
        }
    }

    static List<Wrapper> named() {
        return wrappers().stream()
                .filter(wrapper -> !wrapper.name.equals("house"))
                .toList();
    }

    private void isKnown(Wrapper wrapper, Cluster cluster, Dialect dialect, String readOnly, String yes)
            throws SQLException {
        String primary = wrapper.url.apply(cluster.primary().jdbcUrl());
        String standby = wrapper.url.apply(cluster.standby(0).jdbcUrl());
        set = ReplicaSets.open(
                "app",
                Given.access(wrapper.driver, primary, Cluster.USER, new Secret(Cluster.PASSWORD)),
                Given.settings(
                        List.of(Given.replica(standby, "standby"), Given.replica(primary, "in-truth-the-primary"))),
                Duration.ofSeconds(1));
        await(0, State.UP);
        await(1, State.PRIMARY);
        assertThatThrownBy(() -> set.replicas().get(1).borrow(1000)).hasMessageContaining("it is the primary now");
        Health health = set.replicas().get(0).health();
        assertThat(health.lag()).isNotNull();
        assertThat(health.position()).isNotNull();
        assertThat(health.why()).isEmpty();
        assertThat(set.dialect()).isEqualTo(dialect);
        assertThat(set.primaryPosition()).isNotNull();
        try (Connection connection = set.replicas().get(0).borrow(1000)) {
            assertThat(ReplicaSetContract.value(connection, readOnly)).isEqualTo(yes);
        }
        // AWS' driver looks for another writer then, in a time of its own.
        if (!wrapper.name().equals("aws")) {
            freesWhoWaitsForAFrozenServer(cluster);
        }
        try (PausedReplay paused = cluster.standby(0).pausedReplay();
                Connection writer = cluster.primary().connect()) {
            Given.until(() -> set.replicas().get(0).health(), () -> {
                run(writer, "CREATE TABLE IF NOT EXISTS note (words varchar(100))");
                run(writer, "INSERT INTO note VALUES ('x')");
                return set.replicas().get(0).health().state() == State.LAGGING;
            });
        }
    }

    private void freesWhoWaitsForAFrozenServer(Cluster cluster) throws SQLException {
        try (Connection lent = set.replicas().get(0).borrow(1000)) {
            cluster.standby(0).pause();
            long before = System.nanoTime();
            assertThatThrownBy(() -> ReplicaSetContract.value(lent, "SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        } finally {
            cluster.standby(0).resume();
        }
        await(0, State.UP);
    }

    @Test
    void whatNobodyCanKnowIsSaid() {
        StubDriver stub = new StubDriver();
        set = ReplicaSets.open(
                "app",
                Given.access(stub, StubDriver.url("primary")),
                Given.settings(List.of(Given.replica(StubDriver.url("one"), "one"))),
                Duration.ofSeconds(1));
        await(0, State.UP);
        assertThat(set.replicas().get(0).health().why()).isEqualTo("time windows only, no lag, no role");
        assertThat(set.primaryHealth().why()).contains("time windows only");
    }

    private void await(int index, State state) {
        Given.until(
                () -> set.replicas().stream().map(Replica::health).toList(),
                () -> set.replicas().get(index).health().state() == state);
    }

    private static void run(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
