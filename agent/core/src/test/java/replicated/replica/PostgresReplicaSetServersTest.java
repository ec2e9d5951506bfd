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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.config.Balance;
import replicated.config.Consistency;
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

/** What stub drivers cannot show: that real standbys are judged, lost and taken back rightly. */
class PostgresReplicaSetServersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
            until("standby 0 lags", () -> {
                onPrimary("INSERT INTO note VALUES ('more')");
                return replica(0).health().state() == State.LAGGING;
            });
            assertThat(replica(1).health().state()).isEqualTo(State.UP);
        } finally {
            cluster.standby(0).resumeReplay();
        }
        awaitState(0, State.UP);
        until("no lag", () -> Duration.ZERO.equals(replica(0).health().lag()));
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
        until("sampled anew", () -> {
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
            until("the primary is seen down", () -> set.primaryHealth().state() == State.DOWN);
            assertThatThrownBy(this::capture).hasCauseInstanceOf(SQLException.class);
            assertThat(replica(0).health().state()).isEqualTo(State.UP);
            assertThat(replica(1).health().state()).isEqualTo(State.UP);
        } finally {
            cluster.primary().start();
        }
        until("the primary is seen up", () -> set.primaryHealth().state() == State.UP);
    }

    private Position capture() throws Exception {
        return set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private Replica replica(int index) {
        return set.replicas().get(index);
    }

    private void awaitState(int index, State state) {
        until("replica " + index + " is " + state, () -> replica(index).health().state() == state);
    }

    private void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(
                            "%s; replicas are %s",
                            what, set.replicas().stream().map(Replica::health).toList())
                    .isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
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
        return new PrimaryAccess(
                "app",
                cluster.primary().jdbcUrl(),
                Cluster.USER,
                new Secret(Cluster.PASSWORD),
                Map.of(),
                new org.postgresql.Driver(),
                true,
                -1,
                false,
                null,
                null,
                4,
                null,
                Duration.ofSeconds(5));
    }

    private static DataSourceSettings settings(List<Server> servers) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        for (Server server : servers) {
            replicas.add(new ReplicaSettings(
                    server.jdbcUrl(), server.name(), 1, null, Secret.NONE, null, Map.of(), Map.of()));
        }
        Consistency defaults = Consistency.DEFAULT;
        Consistency consistency = new Consistency(
                defaults.readYourWrites(),
                defaults.window(),
                defaults.maxWait(),
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                defaults.cookie(),
                defaults.header(),
                defaults.maxAge(),
                defaults.secret());
        return new DataSourceSettings(null, replicas, Balance.ROUND_ROBIN, consistency, 0);
    }
}
