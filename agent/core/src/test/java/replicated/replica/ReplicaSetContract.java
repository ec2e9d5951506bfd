// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/**
 * What stub drivers cannot show: that real servers are judged, lost and taken back rightly. The same for every database
 * that has positions; each has a class of its own that names its servers.
 *
 * @param <C> the kind of cluster
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReplicaSetContract<C extends Cluster> {

    C cluster;
    ReplicaSet set;

    abstract Availability availability();

    /** A primary and two standbys. */
    abstract C started();

    abstract Driver driver();

    @BeforeAll
    void startServers() {
        assumeTrue(availability().isAvailable(), availability().reason());
        cluster = started();
        onPrimary("CREATE TABLE note (words varchar(100))");
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        open(0);
    }

    /** With all replicas from {@code first} on in service. */
    private void open(int first) {
        PrimaryAccess access =
                Given.access(driver(), cluster.primary().jdbcUrl(), Cluster.USER, new Secret(Cluster.PASSWORD));
        set = ReplicaSets.open("app", access, settings(cluster.standbys()), Duration.ofSeconds(1));
        awaitState(first, State.UP);
        awaitState(1, State.UP);
    }

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void capturesAPositionAtWhichTheWriteIsVisible() throws Exception {
        for (int i = 0; i < 20; i++) {
            onPrimary("INSERT INTO note VALUES ('capture-" + i + "')");
            Position written = capture();
            Replica there = set.await(written, 5000);
            assertThat(there).isNotNull();
            try (Connection connection = there.borrow(1000, written)) {
                assertThat(value(connection, "SELECT count(*) FROM note WHERE words = 'capture-" + i + "'"))
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void aKilledStandbyServesNobodyAndIsTakenBackWhenItIsThereAgain() throws SQLException {
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
    void whoeverWaitsForAFrozenStandbyIsFreedWithinTheReplicaTimeout() throws SQLException {
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
    void aStandbyWhoseReplayIsPausedLagsAndAnIdlePrimaryMakesNobodyLag() throws Exception {
        try (PausedReplay paused = cluster.standby(0).pausedReplay()) {
            onPrimary("INSERT INTO note VALUES ('paused')");
            Position written = capture();
            assertThat(set.await(written, 5000)).isSameAs(replica(1));
            assertThat(replica(0).health().position().covers(written)).isEqualTo(Reached.NO);
            until(() -> {
                onPrimary("INSERT INTO note VALUES ('more')");
                return replica(0).health().state() == State.LAGGING;
            });
            assertThat(replica(1).health().state()).isEqualTo(State.UP);
        }
        awaitState(0, State.UP);
        until(() -> Duration.ZERO.equals(replica(0).health().lag()));
    }

    /** Its lag looked like a nanosecond, for ever on an idle primary and for a whole max-lag on a busy one. */
    @Test
    void whoIsBehindAllThatIsRememberedServesNobodyUntilItIsSeenAtAKnownPoint() throws Exception {
        set.close();
        try (PausedReplay paused = cluster.standby(0).pausedReplay()) {
            onPrimary("INSERT INTO note VALUES ('before the start')");
            cluster.awaitReplay(cluster.standby(1));
            open(1);
            until(() -> replica(0).health().why().contains("behind all this node remembers"));
            assertThat(replica(0).health().state()).isEqualTo(State.UNKNOWN);
            assertThat(replica(0).health().lag()).isNull();
            assertThatThrownBy(() -> replica(0).borrow(1000)).hasMessageContaining("lag is not known yet");
            for (int i = 0; i < 20; i++) {
                // What PostgreSQL writes of its own accord may wait for the next commit to be sent.
                Replica reached = null;
                for (int writes = 0; writes < 10 && reached == null; writes++) {
                    onPrimary("INSERT INTO note VALUES ('while it is busy')");
                    reached = set.await(capture(), 500);
                }
                assertThat(reached).isSameAs(replica(1));
                assertThat(replica(0).health().state()).isEqualTo(State.UNKNOWN);
            }
        }
        awaitState(0, State.UP);
        until(() -> Duration.ZERO.equals(replica(0).health().lag()));
    }

    @Test
    void aReplicaUrlThatLeadsToThePrimaryIsToldAsSuchAndServesNobody() {
        set.update(settings(List.of(cluster.primary(), cluster.standby(1))));
        awaitState(0, State.PRIMARY);
        assertThatThrownBy(() -> replica(0).borrow(1000)).hasMessageContaining("it is the primary now");
        awaitState(1, State.UP);
    }

    @Test
    void replicasComeAndGoWhileConnectionsAreLent() throws SQLException {
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
    void thePrimaryGoingDownLeavesTheReplicasUpAndFailsCapturesAtOnce() {
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
            try (PausedReplay paused = cluster.standby(1).pausedReplay()) {
                int served = 0;
                for (int i = 0; served < 20; i++) {
                    assertThat(i).as("attempts to be served").isLessThan(1000);
                    onPrimary("INSERT INTO note VALUES ('endpoint-" + i + "')");
                    Position written = capture();
                    cluster.awaitReplay(cluster.standby(0));
                    served += servedBy(replica(0), written, "endpoint-" + i);
                }
            }
        }
        cluster.awaitCaughtUp();
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
                assertThat(value(connection, "SELECT count(*) FROM note WHERE words = '" + text + "'"))
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

    final Position capture() throws Exception {
        return set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    final Replica replica(int index) {
        return set.replicas().get(index);
    }

    final void awaitState(int index, State state) {
        until(() -> replica(index).health().state() == state);
    }

    final void until(BooleanSupplier condition) {
        Given.until(
                () -> set.replicas().stream().map(Replica::health).toList() + ", primary " + set.primaryHealth(),
                condition);
    }

    final void onPrimary(String sql) {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static DataSourceSettings settings(List<Server> servers) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        for (Server server : servers) {
            replicas.add(Given.replica(server.jdbcUrl(), server.name()));
        }
        return Given.settings(replicas);
    }
}
