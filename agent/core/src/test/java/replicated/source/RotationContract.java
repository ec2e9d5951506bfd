// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import replicated.bookmark.Position;
import replicated.config.Config;
import replicated.jdbc.Database;
import replicated.replica.Health;
import replicated.replica.Health.State;
import replicated.replica.Replica;
import replicated.replica.ReplicaSets;
import replicated.servers.Availability;
import replicated.servers.Await;
import replicated.servers.Cluster;
import replicated.servers.Server;

/**
 * Passwords are rotated while applications run, and not at the same moment everywhere: nobody may wait for a failing
 * login meanwhile, no server's log may fill with them, and nobody has to change the agent's file afterwards. On real
 * servers.
 *
 * @param <C> the kind of cluster
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RotationContract<C extends Cluster> {

    private static final String NEW = "rotated";
    private static final int MOST_FAILED_LOGINS = 15;

    C cluster;
    private DataSources sources;
    private HikariDataSource pool;
    private Database database;

    abstract Availability availability();

    abstract C started();

    /** Gives the application's user another password, and leaves its sessions as they are. */
    abstract void alterPassword(String password) throws SQLException;

    /** Ends all sessions of the application's user, as a restart or a limit of age does sooner or later. */
    abstract void endSessions(Server server) throws SQLException;

    /** How many logins a server has refused so far. */
    abstract long failedLogins(Server server) throws SQLException;

    @BeforeAll
    void startServers() {
        assumeTrue(availability().isAvailable(), availability().reason());
        cluster = started();
    }

    @AfterAll
    void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void close() throws SQLException {
        if (pool != null) {
            pool.close();
            sources.sweep();
        }
        alterPassword(Cluster.PASSWORD);
        cluster.awaitCaughtUp();
    }

    @Test
    void aPasswordThatThePoolIsGivenIsTheReplicasToo() throws Exception {
        open(new HikariDataSource(configuration()));
        rotate();
        Map<Server, Long> before = failures();
        await(() -> everyReplicaIs(State.LOGIN_FAILED)
                && database.replicas().primaryHealth().state() == State.LOGIN_FAILED);

        // The first pauses of the back-off pass, while requests write and read.
        await(() -> {
            assertNobodyWaits();
            return refused(before) >= 3L * (1 + cluster.standbys().size());
        });
        assertThat(database.replicas().replicas()).allMatch(Replica::loginRefused);
        assertThat(database.replicas().primaryLoginRefused()).isTrue();
        assertThat(refused(before)).isLessThan(MOST_FAILED_LOGINS);
        long changed = System.nanoTime();
        pool.getHikariConfigMXBean().setPassword(NEW);

        await(this::everybodyServes);

        assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(Duration.ofSeconds(6));
        assertThat(refused(before)).isLessThan(MOST_FAILED_LOGINS);
        assertThat(database.replicas().capture().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(sources.find(pool)).isSameAs(database);
    }

    /** Sessions outlive a change of their password, so a pool notices only when it grows. */
    @Test
    void aReplicaGoesOnWithTheConnectionsItHasAndNobodyWaitsForMore() throws Exception {
        open(new HikariDataSource(configuration()));
        alterPassword(NEW);
        cluster.awaitCaughtUp();
        Replica replica = database.replicas().replicas().get(0);
        try (Connection first = replica.borrow(1000)) {
            assertThat(answers(first)).isTrue();
            await(() -> {
                tryToBorrow(replica);
                return replica.loginRefused();
            });
            long start = System.nanoTime();
            tryToBorrow(replica);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
            assertThat(replica.health().state()).isEqualTo(State.UP);
            assertThat(answers(first)).isTrue();

            pool.getHikariConfigMXBean().setPassword(NEW);

            await(() -> !replica.loginRefused());
            try (Connection second = replica.borrow(1000)) {
                assertThat(answers(second)).isTrue();
            }
        }
    }

    /** As for tokens of a cloud's identity service. */
    @Test
    void aSubclassThatMakesItsCredentialsIsAskedForEachConnection() throws Exception {
        AtomicReference<String> token = new AtomicReference<>(Cluster.PASSWORD);
        open(new HikariDataSource(configuration()) {
            @Override
            public Credentials getCredentials() {
                return Credentials.of(Cluster.USER, token == null ? Cluster.PASSWORD : token.get());
            }
        });
        token.set(NEW);
        Map<Server, Long> before = failures();

        rotate();

        await(() -> everybodyServes() && database.replicas().replicas().stream().allMatch(RotationContract::isRead));
        // A watcher may have met its server between the two changes.
        assertThat(refused(before)).isLessThanOrEqualTo(4);
    }

    private static boolean isRead(Replica replica) {
        try (Connection connection = replica.borrow(1000)) {
            return answers(connection);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private HikariConfig configuration() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(cluster.primary().jdbcUrl());
        configuration.setUsername(Cluster.USER);
        configuration.setPassword(Cluster.PASSWORD);
        configuration.setMaximumPoolSize(4);
        // It logs in only where a test asks it: failed logins are ours then.
        configuration.setMinimumIdle(0);
        configuration.setInitializationFailTimeout(-1);
        return configuration;
    }

    private void open(HikariDataSource made) {
        open(made, "consistency: {poll-interval: 20ms}", "");
    }

    /**
     * A pool of HikariCP's.
     *
     * @param keys further lines of the file
     * @param perReplica further keys of each replica
     */
    HikariDataSource open(String keys, String perReplica) {
        open(new HikariDataSource(configuration()), keys, perReplica);
        return pool;
    }

    private void open(HikariDataSource made, String keys, String perReplica) {
        pool = made;
        String replicas = cluster.standbys().stream()
                .map(server -> "{url: \"" + server.jdbcUrl() + "\", name: " + server.name() + perReplica + "}")
                .collect(Collectors.joining(", "));
        Config config = Configs.of(keys + "\nreplicas: [" + replicas + "]");
        sources = new DataSources(config, ReplicaSets::open);
        database = sources.find(pool);
        await(this::everybodyServes);
    }

    /** On the server; the pool does not know of it yet. */
    private void rotate() throws SQLException {
        alterPassword(NEW);
        cluster.awaitCaughtUp();
        for (Server server : cluster.servers()) {
            endSessions(server);
        }
    }

    private void assertNobodyWaits() {
        long start = System.nanoTime();
        CompletionStage<Position> asked = database.replicas().capture();
        try {
            asked.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
        } catch (CompletionException refused) {
            assertThat(refused).hasCauseInstanceOf(SQLException.class);
        }
        database.replicas().replicas().forEach(RotationContract::tryToBorrow);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }

    private static void tryToBorrow(Replica replica) {
        try {
            replica.borrow(1000).close();
        } catch (SQLException elsewhere) {
            // A request would be served by another server.
        }
    }

    private boolean everybodyServes() {
        return everyReplicaIs(State.UP) && database.replicas().primaryHealth().state() == State.UP;
    }

    boolean everyReplicaIs(State state) {
        return database.replicas().replicas().stream()
                .map(Replica::health)
                .map(Health::state)
                .allMatch(state::equals);
    }

    private Map<Server, Long> failures() {
        return cluster.servers().stream().collect(Collectors.toMap(server -> server, this::failedNow));
    }

    private long refused(Map<Server, Long> before) {
        return cluster.servers().stream()
                .mapToLong(server -> failedNow(server) - before.get(server))
                .sum();
    }

    private long failedNow(Server server) {
        try {
            return failedLogins(server);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean answers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1")) {
            return row.next();
        }
    }

    void await(BooleanSupplier condition) {
        Await.until(this::states, condition::getAsBoolean);
    }

    private List<String> states() {
        return Stream.concat(
                        Stream.of(database.replicas().primaryHealth()),
                        database.replicas().replicas().stream().map(Replica::health))
                .map(health -> health.state() + " " + health.why())
                .toList();
    }
}
