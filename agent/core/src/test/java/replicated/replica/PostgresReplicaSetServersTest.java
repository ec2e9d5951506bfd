package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.position.Position;
import replicated.position.Position.Reached;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/** What stub drivers cannot show: that real standbys are judged, lost and taken back rightly. */
class PostgresReplicaSetServersTest {

    private static PostgresCluster cluster;

    private ReplicaSet set;

    @BeforeAll
    static void startServers() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(2).start();
        onPrimary("CREATE TABLE note (text varchar(100))");
    }

    @AfterAll
    static void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        set = ReplicaSets.open("app", access(), settings(cluster.standbys()), Duration.ofSeconds(1));
        awaitState(0, State.UP);
        awaitState(1, State.UP);
    }

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void lends_connections_of_standbys_that_refuse_writes_at_session_level() throws SQLException {
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            assertThat(value(connection, "SHOW default_transaction_read_only")).isEqualTo("on");
            assertThat(value(connection, "SELECT inet_server_port()"))
                    .isEqualTo("" + cluster.standby(0).port());
        }
    }

    @Test
    void captures_a_position_at_which_the_write_is_visible() throws Exception {
        for (int i = 0; i < 20; i++) {
            onPrimary("INSERT INTO note VALUES ('capture-" + i + "')");
            Position written = capture();
            Replica there = set.await(written, 5000);
            assertThat(there).isNotNull();
            try (Connection connection = there.borrow(1000, written)) {
                assertThat(value(connection, "SELECT count(*) FROM note WHERE text = 'capture-" + i + "'"))
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void a_killed_standby_serves_nobody_and_is_taken_back_when_it_is_there_again() throws SQLException {
        Connection borrowed = replica(0).borrow(1000);
        cluster.standby(0).kill();
        awaitState(0, State.DOWN);
        long before = System.nanoTime();
        assertThatThrownBy(() -> replica(0).borrow(1000)).isInstanceOf(SQLException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
        borrowed.close();

        cluster.standby(0).start();
        awaitState(0, State.UP);
        try (Connection connection = replica(0).borrow(1000)) {
            assertThat(value(connection, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void whoever_waits_for_a_frozen_standby_is_freed_within_the_replica_timeout() throws SQLException {
        try (Connection borrowed = replica(1).borrow(1000)) {
            cluster.standby(1).pause();
            long before = System.nanoTime();
            assertThatThrownBy(() -> value(borrowed, "SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(replica(1).health().state()).isEqualTo(State.DOWN);
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
        } finally {
            cluster.standby(1).resume();
        }
        awaitState(1, State.UP);
    }

    @Test
    void a_standby_whose_replay_is_paused_lags_and_an_idle_primary_makes_nobody_lag() throws Exception {
        cluster.standby(0).pauseReplay();
        try {
            onPrimary("INSERT INTO note VALUES ('paused')");
            Position written = capture();
            assertThat(set.await(written, 5000)).isSameAs(replica(1));
            assertThat(replica(0).health().position().covers(written)).isEqualTo(Reached.NO);
            until(() -> {
                onPrimary("INSERT INTO note VALUES ('more')");
                return replica(0).health().state() == State.LAGGING;
            });
            assertThat(replica(1).health().state()).isEqualTo(State.UP);
        } finally {
            cluster.standby(0).resumeReplay();
        }
        awaitState(0, State.UP);
        until(() -> Duration.ZERO.equals(replica(0).health().lag()));
    }

    @Test
    void a_replica_url_that_leads_to_the_primary_is_put_out_of_use() {
        set.update(settings(List.of(cluster.primary(), cluster.standby(1))));
        awaitState(0, State.WRONG_ROLE);
        assertThatThrownBy(() -> replica(0).borrow(1000)).hasMessageContaining("takes writes");
    }

    @Test
    void replicas_come_and_go_while_connections_are_lent() throws SQLException {
        Replica leaving = replica(0);
        Replica staying = replica(1);
        try (Connection lent = leaving.borrow(1000)) {
            set.update(settings(List.of(cluster.standby(1))));
            assertThat(set.replicas()).containsExactly(staying);
            assertThat(staying.health().state()).isEqualTo(State.UP);
            assertThat(value(lent, "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> leaving.borrow(1000)).hasMessageContaining("no longer configured");
        }
    }

    @Test
    void a_session_ended_by_an_administrator_does_not_put_the_replica_out_of_use() throws SQLException {
        try (Connection administrator = cluster.standby(0).connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
        }
        Position before = replica(0).health().position();
        until(() -> {
            onPrimary("INSERT INTO note VALUES ('x')");
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
            return replica(0).health().position().covers(before) == Reached.YES
                    && before.covers(replica(0).health().position()) == Reached.NO;
        });
    }

    @Test
    void the_primary_going_down_leaves_the_replicas_up_and_fails_captures_at_once() {
        cluster.primary().kill();
        try {
            until(() -> set.primaryHealth().state() == State.DOWN);
            assertThatThrownBy(this::capture).hasCauseInstanceOf(SQLException.class);
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
            assertThat(replica(1).health().state()).isEqualTo(State.UP);
        } finally {
            cluster.primary().start();
        }
        until(() -> set.primaryHealth().state() == State.UP);
    }

    @Test
    void behindAReaderEndpointTheVeryConnectionHandedOutShowsWhatIsRequired() throws Exception {
        try (TcpProxy endpoint = TcpProxy.to(cluster.standby(0), cluster.standby(1))) {
            String url = cluster.standby(0).jdbcUrlAt("127.0.0.1", endpoint.port());
            set.update(Given.settings(List.of(Given.replica(url, "endpoint"))));
            awaitState(0, State.UP);
            cluster.standby(1).pauseReplay();
            int served = 0;
            for (int i = 0; served < 20; i++) {
                assertThat(i).as("attempts to be served").isLessThan(1000);
                onPrimary("INSERT INTO note VALUES ('endpoint-" + i + "')");
                Position written = capture();
                cluster.awaitReplay(cluster.standby(0));
                served += servedBy(replica(0), written, "endpoint-" + i);
            }
        } finally {
            cluster.standby(1).resumeReplay();
            cluster.awaitCaughtUp();
        }
    }

    /** Several at once, so that the pool has connections to both servers. */
    private static int servedBy(Replica endpoint, Position written, String text) throws SQLException {
        List<Connection> lent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Connection one = borrowedOrNull(endpoint, written);
                if (one != null) {
                    lent.add(one);
                }
            }
            for (Connection connection : lent) {
                assertThat(value(connection, "SELECT count(*) FROM note WHERE text = '" + text + "'"))
                        .isEqualTo("1");
            }
        } finally {
            for (Connection connection : lent) {
                connection.close();
            }
        }
        return lent.size();
    }

    private static Connection borrowedOrNull(Replica replica, Position required) {
        try {
            return replica.borrow(1000, required);
        } catch (SQLException noneIsThere) {
            return null;
        }
    }

    @Test
    void whoeverWaitsOnABlackHoledNetworkIsFreedWithinTheReplicaTimeout() throws SQLException {
        try (TcpProxy network = TcpProxy.to(cluster.standby(0))) {
            String url = cluster.standby(0).jdbcUrlAt("127.0.0.1", network.port());
            set.update(Given.settings(List.of(Given.replica(url, "far"))));
            awaitState(0, State.UP);
            try (Connection lent = replica(0).borrow(1000)) {
                network.blackHole();
                long before = System.nanoTime();
                assertThatThrownBy(() -> value(lent, "SELECT 1")).isInstanceOf(SQLException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            }
            network.heal();
            awaitState(0, State.UP);
        }
    }

    @Test
    void aReplicaOnASlowNetworkServesAllTheSame() throws SQLException {
        try (TcpProxy network = TcpProxy.to(cluster.standby(0))) {
            network.latency(Duration.ofMillis(30));
            String url = cluster.standby(0).jdbcUrlAt("127.0.0.1", network.port());
            set.update(Given.settings(List.of(Given.replica(url, "slow"))));
            awaitState(0, State.UP);
            try (Connection lent = replica(0).borrow(1000)) {
                assertThat(value(lent, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aRotatedPasswordIsUsedForNewConnectionsWithoutANewPool() throws SQLException {
        Replica one = replica(0);
        alterPassword("rotated");
        try {
            ReplicaSettings before = set.settings().replicas().get(0);
            set.update(Given.settings(List.of(new ReplicaSettings(
                    before.url(), before.name(), 1, null, new Secret("rotated"), null, Map.of(), Map.of()))));
            assertThat(replica(0)).isSameAs(one);
            List<Connection> lent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lent.add(one.borrow(2000));
            }
            for (Connection connection : lent) {
                connection.close();
            }
        } finally {
            alterPassword(Cluster.PASSWORD);
        }
    }

    private static void alterPassword(String password) throws SQLException {
        try (Connection administrator = cluster.primary().connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("ALTER USER " + Cluster.USER + " PASSWORD '" + password + "'");
        }
        cluster.awaitCaughtUp();
    }

    private Position capture() throws Exception {
        return set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private Replica replica(int index) {
        return set.replicas().get(index);
    }

    private void awaitState(int index, State state) {
        until(() -> replica(index).health().state() == state);
    }

    private void until(BooleanSupplier condition) {
        Given.until(
                () -> set.replicas().stream().map(Replica::health).toList() + ", primary " + set.primaryHealth(),
                condition);
    }

    private static void onPrimary(String sql) {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static PrimaryAccess access() {
        return Given.access(
                new org.postgresql.Driver(), cluster.primary().jdbcUrl(), Cluster.USER, new Secret(Cluster.PASSWORD));
    }

    private static DataSourceSettings settings(List<Server> servers) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        for (Server server : servers) {
            replicas.add(Given.replica(server.jdbcUrl(), server.name()));
        }
        return Given.settings(replicas);
    }
}
