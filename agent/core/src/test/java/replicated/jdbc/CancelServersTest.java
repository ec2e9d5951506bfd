// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Availability;
import replicated.servers.Await;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * What other threads, and time-outs, do to a connection that is at work behaves as it does on the application's own
 * pool.
 */
@Timeout(120)
class CancelServersTest {

    private static final String LONG_READ = "SELECT count(*) FROM pg_sleep(60)";
    private static final String LONG_WRITE = "INSERT INTO notes SELECT 'long' FROM pg_sleep(60)";

    private static PostgresCluster cluster;
    private static RealWorld world;

    private final ExecutorService application = Executors.newSingleThreadExecutor();
    private StubScope scope;
    private Connection connection;

    @BeforeAll
    static void startServers() throws SQLException {
        Availability postgres = PostgresCluster.availability();
        assumeTrue(postgres.isAvailable(), postgres.reason());
        cluster = PostgresCluster.builder().standbys(1).start();
        cluster.synchronousRemoteApply(true);
        try (Connection primary = cluster.primary().connect();
                Statement statement = primary.createStatement()) {
            statement.execute("CREATE TABLE notes (text varchar(100))");
        }
        world = new RealWorld(cluster, new org.postgresql.Driver());
    }

    @AfterAll
    static void stopServers() {
        if (world != null) {
            world.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() throws SQLException {
        world.awaitReplicas();
        scope = world.scope();
        connection = world.open(scope);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        application.shutdownNow();
        assertThat(world.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(scope.replicas).allMatch(replica -> replica.inUse() == 0);
    }

    /** Starts what takes long, and returns when the server is at it. */
    private <T> Future<T> running(Server on, Callable<T> work) throws SQLException {
        Future<T> running = application.submit(work);
        Await.until(() -> sleepers(on) > 0);
        return running;
    }

    private static int sleepers(Server server) throws SQLException {
        try (Connection administrator = server.connectAsAdministrator();
                Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE wait_event = 'PgSleep' AND usename = 'app' AND state = 'active'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void assertFails(Future<?> running, String sqlState) {
        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM notes WHERE text = 'long'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aReadOnAReplicaIsCancelledAndNotRescued() throws Exception {
        try (Statement statement = connection.createStatement()) {
            Future<ResultSet> reading = running(cluster.standby(0), () -> statement.executeQuery(LONG_READ));

            statement.cancel();

            assertFails(reading, "57014");
            assertThat(count(connection)).isZero();
        }
        assertThat(scope.heard).containsExactly("standby-1 read-method");
    }

    @Test
    void aPreparedReadOnAReplicaIsCancelled() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(LONG_READ)) {
            Future<ResultSet> reading = running(cluster.standby(0), statement::executeQuery);

            statement.cancel();

            assertFails(reading, "57014");
        }
        assertThat(scope.heard).containsExactly("standby-1 read-method");
    }

    @Test
    void aWriteOnThePrimaryIsCancelled() throws Exception {
        try (Statement statement = connection.createStatement()) {
            Future<Integer> writing = running(cluster.primary(), () -> statement.executeUpdate(LONG_WRITE));

            statement.cancel();

            assertFails(writing, "57014");
            assertThat(count(connection)).isZero();
        }
    }

    /** The statement that was prepared on the replica has one on the primary by the time it is cancelled. */
    @Test
    void aStatementThatHasMovedIsCancelledWhereItIs() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 1").close();
            Future<Integer> writing = running(cluster.primary(), () -> statement.executeUpdate(LONG_WRITE));

            statement.cancel();

            assertFails(writing, "57014");
        }
        assertThat(scope.heard).contains("moved");
    }

    /** No driver knows of it there; without the agent it would have its server before it is made. */
    @Test
    void aStatementThatWaitsForAConnectionIsCancelled() throws Exception {
        HikariPoolMXBean pool = world.pool.getHikariPoolMXBean();
        List<Connection> others = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            while (others.size() < world.pool.getMaximumPoolSize()) {
                others.add(world.pool.getConnection());
            }
            Future<Integer> writing = application.submit(() -> statement.executeUpdate(LONG_WRITE));
            Await.until(() -> pool.getThreadsAwaitingConnection() > 0);

            statement.cancel();
            others.remove(0).close();

            assertFails(writing, "57014");
            assertThat(statement.executeUpdate("INSERT INTO notes VALUES ('short')"))
                    .isEqualTo(1);
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    /**
     * A cancel may come before, in the midst of, and after a move; whenever it does, the statement ends one way or the
     * other.
     */
    @Test
    void cancelsThatMeetAMoveHarmNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Connection next = world.open(world.scope());
                    Statement statement = next.createStatement()) {
                statement.executeQuery("SELECT 1").close();
                Future<Integer> moving =
                        application.submit(() -> statement.executeUpdate("INSERT INTO notes VALUES ('short')"));
                while (!moving.isDone()) {
                    statement.cancel();
                }
                try {
                    assertThat(moving.get()).isEqualTo(1);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(((SQLException) e.getCause()).getSQLState()).isEqualTo("57014");
                }
                assertThat(count(next)).isZero();
            }
        }
    }

    @Test
    void cancellingWhatDoesNotRunDoesNothing() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.cancel();
            assertThat(scope.heard).isEmpty();

            statement.executeQuery("SELECT 1").close();
            statement.cancel();

            assertThat(count(connection)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LONG_READ, LONG_WRITE})
    void anAbortedConnectionEndsItsStatementAndIsClosed(String sql) throws Exception {
        Server server = sql.equals(LONG_READ) ? cluster.standby(0) : cluster.primary();
        try (Statement statement = connection.createStatement()) {
            Future<Boolean> running = running(server, () -> statement.execute(sql));

            connection.abort(Runnable::run);

            assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
            assertThat(connection.isClosed()).isTrue();
            assertThat(connection.isValid(1)).isFalse();
            assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
        }
        try (Connection next = world.open(world.scope())) {
            assertThat(count(next)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "INSERT INTO notes VALUES ('short')"})
    void closingTwiceGivesBackOnce(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }

        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        try (Connection one = world.open(world.scope());
                Connection other = world.open(world.scope())) {
            assertThat(count(one)).isEqualTo(count(other));
        }
    }

    @Test
    void aConnectionIsValidWhereverItIs() throws SQLException {
        assertThat(connection.isValid(5)).isTrue();
        try (Connection reading = world.open(world.scope())) {
            assertThat(count(reading)).isZero();
            assertThat(reading.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LONG_READ, LONG_WRITE})
    void aQueryTimeoutEndsTheStatementAndNotTheConnection(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);

            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));

            assertThat(count(connection)).isZero();
        }
    }

    /** A replica that takes too long has lost its connection, and the primary is asked the same; it takes as long. */
    @Test
    void aNetworkTimeoutHoldsOnEveryServerInTurn() throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 500);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery(LONG_READ))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        }
        assertThat(scope.heard).contains("standby-1 read-method", "primary rescued");
    }
}
