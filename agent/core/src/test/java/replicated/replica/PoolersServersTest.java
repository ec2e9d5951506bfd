// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.bookmark.Position;
import replicated.config.Secret;
import replicated.replica.Health.State;
import replicated.servers.Cluster;
import replicated.servers.PgBouncer;
import replicated.servers.PostgresCluster;
import replicated.servers.TcpProxy;

/**
 * Behind a pooler a session belongs to nobody, and an alias may lead to several servers: nothing may be left in the
 * one, and the other must not be taken for one server.
 */
class PoolersServersTest {

    private static PostgresCluster cluster;

    private ReplicaSet set;

    @BeforeAll
    static void startServers() throws SQLException {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                PostgresCluster.availability().reason());
        assumeTrue(
                PgBouncer.availability().isAvailable(), PgBouncer.availability().reason());
        cluster = started(2);
    }

    private static PostgresCluster started(int standbys) throws SQLException {
        PostgresCluster started = PostgresCluster.builder().standbys(standbys).start();
        try (Connection connection = started.primary().connect()) {
            run(connection, "CREATE TABLE note (words varchar(100))");
        }
        started.awaitCaughtUp();
        return started;
    }

    @AfterAll
    static void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void close() {
        if (set != null) {
            set.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void nothingIsLeftInItsSessionsAndOthersCanWriteAtOnceAfterAPromotion(String mode) throws Exception {
        try (PostgresCluster own = started(1);
                PgBouncer pooler = PgBouncer.start(mode, own.standby(0))) {
            open(own.primary().jdbcUrl(), pooler.jdbcUrl());
            await(State.UP);
            assertThat(replica().pooled()).isTrue();
            assertThat(replica().health().why()).contains("behind a connection pooler");
            useAll();
            try (Connection other = client(pooler)) {
                assertThat(value(other, "SHOW default_transaction_read_only")).isEqualTo("off");
                assertThat(value(other, "SELECT count(*) FROM pg_prepared_statements"))
                        .isEqualTo("0");
            }

            own.standby(0).promote();
            List<Connection> others = new ArrayList<>();
            try {
                for (int i = 0; i < 6; i++) {
                    Connection other = client(pooler);
                    others.add(other);
                    other.setAutoCommit(false);
                    run(other, "INSERT INTO note VALUES ('by another client of the alias')");
                }
                for (Connection other : others) {
                    other.commit();
                }
            } finally {
                close(others);
            }
            await(State.WRONG_ROLE);
        }
    }

    /** All sessions that the pooler has, each with what a pool and a reader do on it. */
    private void useAll() throws SQLException {
        List<Connection> lent = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Connection connection = replica().borrow(2000);
                lent.add(connection);
                connection.setAutoCommit(false);
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM note WHERE words = ?")) {
                    for (int times = 0; times < 20; times++) {
                        statement.setString(1, "x" + times);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                        }
                    }
                }
            }
            for (Connection connection : lent) {
                connection.commit();
            }
        } finally {
            close(lent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void anAliasThatLeadsToSeveralServersIsRefusedWithTheRemedy(String mode) {
        try (TcpProxy one = TcpProxy.to(cluster.standby(0));
                TcpProxy two = one.at("127.0.0.2")) {
            two.retarget(cluster.standby(1));
            try (PgBouncer pooler = PgBouncer.start(mode, 20, "127.0.0.1,127.0.0.2", one.port())) {
                open(cluster.primary().jdbcUrl(), pooler.jdbcUrl());
                await(State.SEVERAL_SERVERS);
                assertThat(replica().health().why()).contains("give each server an alias of its own");
                assertThatThrownBy(() -> replica().borrow(1000)).hasMessageContaining("several servers");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void aSecondServerThatComesLaterTakesTheReplicaOutOfServiceAsSoonAsItIsMet(String mode) throws SQLException {
        try (TcpProxy endpoint = TcpProxy.to(cluster.standby(0));
                PgBouncer pooler = PgBouncer.start(mode, 40, "127.0.0.1", endpoint.port())) {
            open(cluster.primary().jdbcUrl(), pooler.jdbcUrl());
            await(State.UP);
            // By threes: what follows asks for sessions by twos, and either could get those of one server for ever.
            endpoint.retarget(cluster.standby(1), cluster.standby(0), cluster.standby(1));
            List<Connection> lent = new ArrayList<>();
            List<Connection> others = new ArrayList<>();
            try {
                // Neither the pooler nor the pool opens more sessions than it needs, so those that lead to the first
                // server have to be held, by others too. At eight each they are given up and it begins anew: with a
                // pool that is used up nobody would ever meet another session than the watcher's.
                Given.until(() -> replica().health(), () -> {
                    if (replica().health().state() == State.UP) {
                        holdOneMore(pooler, lent, others);
                    }
                    return replica().health().state() == State.SEVERAL_SERVERS;
                });
            } finally {
                close(lent);
                close(others);
            }
        }
    }

    private void holdOneMore(PgBouncer pooler, List<Connection> lent, List<Connection> others) {
        try {
            if (lent.size() == 8) {
                lent.forEach(replica()::evict);
                close(lent);
                lent.clear();
                close(others);
                others.clear();
            }
            boolean byAnother = others.size() == lent.size();
            Connection one = byAnother ? client(pooler) : replica().borrow(200);
            (byAnother ? others : lent).add(one);
            one.setAutoCommit(false);
            value(one, "SELECT 1");
        } catch (SQLException notServed) {
            // What is asked for is that this comes to be so.
        }
    }

    @Test
    void aServerThatWasRestartedIsNotTakenForASecondOne() {
        try (PgBouncer pooler = PgBouncer.start("transaction", cluster.standby(0))) {
            open(cluster.primary().jdbcUrl(), pooler.jdbcUrl());
            await(State.UP);
            cluster.standby(0).kill();
            Given.until(() -> replica().health(), () -> replica().health().state() != State.UP);
            cluster.standby(0).start();
            await(State.UP);
        }
    }

    @Test
    void aPoolerWithASingleSessionIsEnough() throws SQLException {
        try (PgBouncer pooler = PgBouncer.start(
                "transaction", 1, "127.0.0.1", cluster.standby(0).port())) {
            open(cluster.primary().jdbcUrl(), pooler.jdbcUrl());
            await(State.UP);
            try (Connection connection = replica().borrow(1000)) {
                assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void thePrimaryBehindOneTellsWhereItIsAndKeepsNothing(String mode) throws Exception {
        try (PgBouncer pooler = PgBouncer.start(mode, cluster.primary())) {
            open(pooler.jdbcUrl(), cluster.standby(0).jdbcUrl());
            await(State.UP);
            assertThat(replica().pooled()).isFalse();
            try (Connection writer = client(pooler)) {
                for (int i = 0; i < 30; i++) {
                    String words = "'" + mode + "-" + i + "'";
                    run(writer, "INSERT INTO note VALUES (" + words + ")");
                    Position written = set.capture().toCompletableFuture().get(5, TimeUnit.SECONDS);
                    assertThat(set.await(written, 5000)).isSameAs(replica());
                    try (Connection connection = replica().borrow(1000, written)) {
                        assertThat(value(connection, "SELECT count(*) FROM note WHERE words = " + words))
                                .isEqualTo("1");
                    }
                }
                assertThat(value(writer, "SELECT count(*) FROM pg_prepared_statements"))
                        .isEqualTo("0");
                assertThat(value(writer, "SHOW default_transaction_read_only")).isEqualTo("off");
            }
        }
    }

    @Test
    void withoutOneNothingIsTakenForAPooler() {
        open(cluster.primary().jdbcUrl(), cluster.standby(0).jdbcUrl());
        await(State.UP);
        assertThat(replica().pooled()).isFalse();
        assertThat(replica().health().why()).isEmpty();
    }

    private void open(String primary, String replica) {
        set = ReplicaSets.open(
                "app",
                Given.access(new org.postgresql.Driver(), primary, Cluster.USER, new Secret(Cluster.PASSWORD)),
                Given.settings(List.of(Given.replica(replica, "pooled"))),
                Duration.ofSeconds(1));
    }

    private Replica replica() {
        return set.replicas().get(0);
    }

    private void await(State state) {
        Given.until(
                () -> replica().health() + ", primary " + set.primaryHealth(),
                () -> replica().health().state() == state);
    }

    /** Another program that uses the alias. */
    private static Connection client(PgBouncer pooler) throws SQLException {
        return DriverManager.getConnection(pooler.jdbcUrl() + "?prepareThreshold=0", Cluster.USER, Cluster.PASSWORD);
    }

    private static void close(List<Connection> connections) throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        return ReplicaSetContract.value(connection, sql);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
