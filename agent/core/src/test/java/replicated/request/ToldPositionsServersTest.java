// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.jdbc.RoutedConnectionFactory;
import replicated.replica.ReplicaSets;
import replicated.servers.Await;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PausedReplay;
import replicated.servers.Server;
import replicated.servers.TcpProxy;
import replicated.source.DataSourceHook;
import replicated.source.DataSources;

/**
 * What a request costs that writes, counted on the wire to a real MySQL: nothing more than its statements where the
 * driver is told of positions, and its client sees what it wrote all the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToldPositionsServersTest {

    private static final int REQUESTS = 60;

    /** What a pool and a watcher send of their own accord meanwhile. */
    private static final int NOW_AND_THEN = REQUESTS / 4;

    private static final String TOLD = "trackSessionState=true&sessionVariables=session_track_gtids%3DOWN_GTID";

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    @TempDir
    static Path folder;

    private MySqlCluster cluster;
    private TcpProxy way;
    private HikariDataSource pool;
    private DataSources sources;
    private ResponseCommit commit;
    private RequestEntry entry;
    private DataSourceHook hook;

    @BeforeAll
    void startServers() throws SQLException {
        assumeTrue(
                MySqlCluster.availability().isAvailable(),
                MySqlCluster.availability().reason());
        cluster = MySqlCluster.builder()
                .standbys(1)
                .setting("log_bin_trust_function_creators", "ON")
                .start();
        way = TcpProxy.to(cluster.primary());
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (id int AUTO_INCREMENT PRIMARY KEY, words varchar(100))");
            statement.execute("CREATE FUNCTION noted() RETURNS int MODIFIES SQL DATA"
                    + " BEGIN INSERT INTO note (words) VALUES ('by function'); RETURN 1; END");
        }
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void stopServers() {
        if (way != null) {
            way.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
            sources.sweep();
        }
    }

    @Test
    void aWriteCostsNoRoundTripMoreThanItsStatements() throws Exception {
        open("");
        long asked = roundTrips(ToldPositionsServersTest::insert);
        close();
        open(TOLD);
        long told = roundTrips(ToldPositionsServersTest::insert);
        long inTransaction = roundTrips(connection -> {
            connection.setAutoCommit(false);
            insert(connection);
            insert(connection);
            connection.commit();
        });

        System.out.printf(
                "round trips of %d requests that write on MySQL: %d where the primary is asked, %d where it has told,"
                        + " %d with two writes in a transaction%n",
                REQUESTS, asked, told, inTransaction);
        assertThat(asked).as("asked").isGreaterThanOrEqualTo(2 * REQUESTS);
        assertThat(told).as("told").isBetween((long) REQUESTS, (long) REQUESTS + NOW_AND_THEN);
        // SET autocommit=0, two writes, COMMIT, and SET autocommit=1 by the pool.
        assertThat(inTransaction).as("in a transaction").isBetween(5L * REQUESTS, 5L * REQUESTS + NOW_AND_THEN);
    }

    @Test
    void aClientSeesWhatItWroteWhileTheReplicaIsBehindAndReadsFromItAfterwards() throws Exception {
        open(TOLD);
        seesItsOwn(ToldPositionsServersTest::insert);
        seesItsOwn(connection -> {
            connection.setAutoCommit(false);
            insert(connection);
            connection.commit();
        });
    }

    /** The function's commit may not be told: it is asked for. */
    @Test
    void aClientSeesWhatAFunctionWroteAfterAWriteThatWasTold() throws Exception {
        open(TOLD);
        seesItsOwn(connection -> {
            insert(connection);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT noted()")) {
                assertThat(row.next()).isTrue();
            }
        });
    }

    private void seesItsOwn(Work work) throws Exception {
        Server replica = cluster.standby(0);
        String bookmark;
        int written;
        try (PausedReplay paused = replica.pausedReplay()) {
            bookmark = post(work);
            assertThat(bookmark).isNotNull();
            try (Connection connection = cluster.primary().connect()) {
                written = count(connection);
            }
            try (Served get = new Served("GET", bookmark);
                    Connection connection = connection()) {
                assertThat(count(connection)).isEqualTo(written);
            }
        }
        Await.until(() -> {
            try (Served get = new Served("GET", bookmark);
                    Connection connection = connection()) {
                assertThat(count(connection)).isGreaterThanOrEqualTo(written);
                return connection.toString().contains("replica-1");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private long roundTrips(Work work) throws Exception {
        assertThat(post(work)).isNotNull();
        long before = way.roundTrips();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(post(work)).isNotNull();
        }
        return way.roundTrips() - before;
    }

    private String post(Work work) throws SQLException {
        try (Served post = new Served("POST")) {
            try (Connection connection = connection()) {
                work.on(connection);
            }
            return post.respond();
        }
    }

    private static void insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO note (words) VALUES ('x')"))
                    .isEqualTo(1);
        }
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM note")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void open(String parameters) throws Exception {
        String url = cluster.primary().jdbcUrlAt("127.0.0.1", way.port());
        pool = new HikariDataSource();
        pool.setJdbcUrl(url + (url.contains("?") ? "&" : "?") + parameters);
        pool.setUsername(Cluster.USER);
        pool.setPassword(Cluster.PASSWORD);
        pool.setMaximumPoolSize(1);
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "replicas:\n  - {url: '" + cluster.standby(0).jdbcUrl() + "', name: replica-1}\n"
                        + "trust-after: 0\nconsistency: {poll-interval: 2s}\n");
        Config config = ConfigParser.parse(new File(file.toString()), Map.<String, String>of()::get);
        sources = new DataSources(config, ReplicaSets::open);
        Scopes scopes = new Scopes(config, new LearnedRoutes(null), Decisions.NONE, sources.outsideUse());
        commit = new ResponseCommit();
        commit.armed("jdk.proxy");
        commit.armed("com.sun.proxy");
        entry = new RequestEntry(scopes, commit);
        hook = new DataSourceHook(
                scopes::routing,
                sources,
                new RoutedConnectionFactory(config::routing, scopes::present)::open,
                () -> {});
        Await.until(() -> {
            try (Served get = new Served("GET");
                    Connection connection = connection()) {
                count(connection);
                return connection.toString().contains("replica-1")
                        && sources.databases().get(0).replicas().primaryPosition() != null;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Connection connection() throws SQLException {
        Object kept = hook.enter(pool);
        if (kept instanceof Connection routed) {
            return routed;
        }
        try {
            return pool.getConnection();
        } finally {
            if (kept != null) {
                hook.exit(kept);
            }
        }
    }

    /** A request that is being served, by this thread. */
    private final class Served extends ServedRequest {

        Served(String method, String... cookies) {
            super(entry, commit, method, "/shop/notes", cookies);
        }
    }
}
