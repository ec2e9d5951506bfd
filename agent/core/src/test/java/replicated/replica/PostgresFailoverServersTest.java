// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Position;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;
import replicated.replica.Health.State;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.HaProxy;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/** Roles change behind our back: a promoted replica must leave the set, and a fenced primary must be noticed. */
class PostgresFailoverServersTest {

    @Test
    void aPromotedStandbyLeavesTheSetAndTheAddressOfThePrimaryIsFollowedToIt() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
                TcpProxy address = TcpProxy.to(cluster.primary());
                ReplicaSet set = open(cluster, address)) {
            Replica replica = set.replicas().get(0);
            Given.until(replica::health, () -> replica.health().state() == State.UP);

            try (Connection lent = replica.borrow(1000);
                    Statement statement = lent.createStatement()) {
                cluster.standby(0).promote();
                Given.until(replica::health, () -> replica.health().state() == State.WRONG_ROLE);
                assertThatThrownBy(() -> replica.borrow(1000)).hasMessageContaining("takes writes");
                assertThatThrownBy(() -> statement.execute("CREATE TABLE written_on_a_replica (id int)"))
                        .extracting(e -> ((SQLException) e).getSQLState())
                        .isEqualTo("25006");
            }

            cluster.primary().stop();
            Given.until(set::primaryHealth, () -> set.primaryHealth().state() == State.DOWN);
            address.retarget(cluster.standby(0));
            Given.until(set::primaryHealth, () -> set.primaryHealth().state() == State.UP);
            assertThat(set.primaryPosition().text()).isNotEmpty();
            Given.until(replica::health, () -> replica.health().state() == State.PRIMARY);
        }
    }

    /**
     * The way to live with failovers: whoever is the primary, the others serve, and nothing has to be told to the
     * agent.
     */
    @Test
    void ofAListOfAllNodesWhoeverFollowsServesAlsoAfterAPromotion() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
            Server first = cluster.primary();
            Server second = cluster.standby(0);
            Server third = cluster.standby(1);
            grantStatistics(first);
            cluster.awaitCaughtUp();
            String url = "jdbc:postgresql://127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + ",127.0.0.1:"
                    + third.port() + "/" + Cluster.DATABASE + "?targetServerType=primary";
            whoeverFollowsServes(cluster, url);
        }
    }

    /** As Patroni's manual has it: applications go to HAProxy, which asks the nodes' REST interfaces who is the primary. */
    @Test
    void behindAHaProxyThatAsksForThePrimaryWhoeverFollowsServesAlsoAfterAPromotion() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        Availability proxy = HaProxy.availability();
        assumeTrue(proxy.isAvailable(), proxy.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start();
                HaProxy address = HaProxy.beforePrimaryOf(cluster.servers())) {
            grantStatistics(cluster.primary());
            cluster.awaitCaughtUp();
            whoeverFollowsServes(cluster, address.jdbcUrl());
        }
    }

    private static void grantStatistics(Server primary) throws SQLException {
        try (Connection administrator = primary.connectAsAdministrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("GRANT pg_read_all_stats TO " + Cluster.USER);
        }
    }

    private static void whoeverFollowsServes(PostgresCluster cluster, String url) throws SQLException {
        Server first = cluster.primary();
        Server second = cluster.standby(0);
        Server third = cluster.standby(1);
        List<ReplicaSettings> all = cluster.servers().stream()
                .map(server -> Given.replica(server.jdbcUrl(), server.name()))
                .toList();
        try (ReplicaSet set = ReplicaSets.open(
                "app",
                Given.access(new org.postgresql.Driver(), url, Cluster.USER, new Secret(Cluster.PASSWORD)),
                Given.settings(all),
                Duration.ofSeconds(1))) {
            awaitStates(set, State.PRIMARY, State.UP, State.UP);
            first.stop();
            awaitStates(set, State.DOWN, State.UP, State.UP);
            second.promote();
            third.follow(second);
            awaitStates(set, State.DOWN, State.PRIMARY, State.UP);
            first.follow(second);
            awaitStates(set, State.UP, State.PRIMARY, State.UP);
            try (Connection lent = set.replicas().get(0).borrow(1000)) {
                assertThat(ReplicaSetContract.value(lent, "SELECT pg_is_in_recovery()"))
                        .isEqualTo("t");
            }
        }
    }

    private static void awaitStates(ReplicaSet set, State... expected) {
        Given.until(
                () -> set.replicas().stream().map(Replica::health).toList() + ", primary " + set.primaryHealth(),
                () -> set.replicas().stream()
                        .map(replica -> replica.health().state())
                        .toList()
                        .equals(List.of(expected)));
    }

    /**
     * What an ordinary user may see of the timeline is minutes old, unless the server summarizes its WAL, or replays a
     * commit that drops a table.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAPromotionAStandbyServesAtOnceWhereAnybodyMaySeeItsTimeline(boolean summarizing) throws Exception {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder()
                        .standbys(2)
                        .setting("summarize_wal", summarizing ? "on" : "off")
                        .start();
                TcpProxy address = TcpProxy.to(cluster.primary())) {
            Server promoted = cluster.standby(0);
            Server follows = cluster.standby(1);
            try (ReplicaSet set = ReplicaSets.open(
                    "app",
                    Given.access(
                            new org.postgresql.Driver(),
                            cluster.primary().jdbcUrlAt("127.0.0.1", address.port()),
                            Cluster.USER,
                            new Secret(Cluster.PASSWORD)),
                    Given.settings(List.of(Given.replica(follows.jdbcUrl(), follows.name()))),
                    Duration.ofSeconds(1))) {
                awaitStates(set, State.UP);
                cluster.primary().stop();
                promoted.promote();
                follows.follow(promoted);
                address.retarget(promoted);
                Given.until(set::primaryHealth, () -> set.primaryHealth().state() == State.UP);
                try (Connection connection = promoted.connect();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE written ()");
                    if (!summarizing) {
                        statement.execute("DROP TABLE written");
                    }
                }
                Position written = set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
                assertThat(set.await(written, 20_000)).isSameAs(set.replicas().get(0));
            }
        }
    }

    /** Two that take writes: the one that the application writes to is the primary, the other is refused. */
    @Test
    void aNodeThatTakesWritesBesideThePrimaryStaysRefused() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
                ReplicaSet set = ReplicaSets.open(
                        "app",
                        Given.access(
                                new org.postgresql.Driver(),
                                cluster.primary().jdbcUrl(),
                                Cluster.USER,
                                new Secret(Cluster.PASSWORD)),
                        Given.settings(cluster.servers().stream()
                                .map(server -> Given.replica(server.jdbcUrl(), server.name()))
                                .toList()),
                        Duration.ofSeconds(1))) {
            awaitStates(set, State.PRIMARY, State.UP);
            cluster.standby(0).promote();
            awaitStates(set, State.PRIMARY, State.WRONG_ROLE);
        }
    }

    @Test
    void aConfiguredPrimaryThatIsAStandbyIsNoticedAndGivesNoPositions() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
                TcpProxy address = TcpProxy.to(cluster.standby(0));
                ReplicaSet set = open(cluster, address)) {
            Given.until(set::primaryHealth, () -> set.primaryHealth().state() == State.WRONG_ROLE);
            assertThat(set.capture().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withMessageContaining("read-only");
            address.retarget(cluster.primary());
            Given.until(set::primaryHealth, () -> set.primaryHealth().state() == State.UP);
            Replica replica = set.replicas().get(0);
            Given.until(replica::health, () -> replica.health().state() == State.UP);
        }
    }

    private static ReplicaSet open(PostgresCluster cluster, TcpProxy address) {
        Server standby = cluster.standby(0);
        return ReplicaSets.open(
                "app",
                Given.access(
                        new org.postgresql.Driver(),
                        cluster.primary().jdbcUrlAt("127.0.0.1", address.port()),
                        Cluster.USER,
                        new Secret(Cluster.PASSWORD)),
                Given.settings(List.of(Given.replica(standby.jdbcUrl(), standby.name()))),
                Duration.ofSeconds(1));
    }
}
