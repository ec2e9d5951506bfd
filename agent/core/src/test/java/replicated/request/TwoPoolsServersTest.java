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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.jdbc.RoutedConnectionFactory;
import replicated.replica.Health.State;
import replicated.replica.ReplicaSets;
import replicated.servers.Await;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.PostgresCluster;
import replicated.source.DataSourceHook;
import replicated.source.DataSources;
import replicated.source.UnroutedStatements;

/** Several pools to one database, as applications have them, and no more in the file than its first lines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoPoolsServersTest {

    /** What a read shows, and the port of the server that it came from. */
    private record Shown(String words, int port) {}

    @TempDir
    static Path folder;

    private PostgresCluster cluster;
    private DataSources sources;
    private Scopes scopes;
    private RequestEntry entry;
    private ResponseCommit commit;
    private DataSourceHook hook;
    private List<HikariDataSource> pools = List.of();

    @BeforeAll
    void startServers() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                PostgresCluster.availability().reason());
        cluster = PostgresCluster.builder().standbys(2).start();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            for (String schema : List.of("tenant_a", "tenant_b")) {
                statement.execute("CREATE SCHEMA " + schema);
                statement.execute("CREATE TABLE " + schema + ".note (words varchar(100))");
                statement.execute("INSERT INTO " + schema + ".note VALUES ('of " + schema + "')");
            }
            statement.execute("CREATE TABLE public.note (words varchar(100))");
            statement.execute("INSERT INTO public.note VALUES ('first')");
        }
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void stopServers() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void close() {
        pools.forEach(HikariDataSource::close);
        sources.sweep();
    }

    @Test
    void eachTenantsPoolReadsFromAStandbyWithItsOwnSearchPathAndARequestFromOne() throws Exception {
        HikariDataSource a = pool("jdbc");
        a.setSchema("tenant_a");
        HikariDataSource b = pool("jdbc");
        b.setConnectionInitSql("SET search_path TO tenant_b");
        start(a, b);

        for (int i = 0; i < 10; i++) {
            try (Served get = new Served("/shop/notes")) {
                Shown ofA = read(a);
                Shown ofB = read(b);
                assertThat(ofA.words()).isEqualTo("of tenant_a");
                assertThat(ofB.words()).isEqualTo("of tenant_b");
                assertThat(ofA.port()).isEqualTo(ofB.port()).isNotEqualTo(primary());
            }
        }
    }

    @Test
    void aWriteByOnePoolIsSeenByTheOtherInTheRequestAndByTheClientAfterwards() throws Exception {
        HikariDataSource writes = pool("writes");
        HikariDataSource reads = pool("reads");
        reads.setReadOnly(true);
        start(writes, reads);
        String bookmark;
        try (PausedReplay paused = cluster.pausedReplay()) {
            // Another route than that of the reads, since it is learnt.
            try (Served writing = new Served("/shop/write")) {
                assertThat(read(reads).port()).isNotEqualTo(primary());
                write(writes, "second");
                assertThat(read(reads)).isEqualTo(new Shown("second", primary()));
                bookmark = writing.respond();
            }
            assertThat(bookmark).isNotNull();
            try (Served get = new Served("/shop/notes", bookmark)) {
                assertThat(read(reads)).isEqualTo(new Shown("second", primary()));
            }
        }
        Await.until(() -> {
            try (Served get = new Served("/shop/notes", bookmark)) {
                Shown shown = read(reads);
                assertThat(shown.words()).isEqualTo("second");
                return shown.port() != primary();
            }
        });
    }

    /** Such as one of a pool that cannot be routed: the first one that can is asked later in the same request. */
    @Test
    void aWriteBeforeAnyPoolIsRoutedIsSeenInItsRequest() throws Exception {
        HikariDataSource reads = pool("reads");
        open(reads);
        UnroutedStatements unrouted = new UnroutedStatements(scopes::writing, sources, scopes.writes());
        try (Served get = new Served("/shop/notes");
                Connection unknown = cluster.primary().connect();
                Statement statement = unknown.createStatement()) {
            String sql = "INSERT INTO note VALUES ('early')";
            Object token = unrouted.enter(statement, sql, false);
            statement.execute(sql);
            unrouted.exit(token, null);

            // Others use it meanwhile, until they read from standbys.
            CompletableFuture.runAsync(this::awaitReadsFromReplicas).get(30, TimeUnit.SECONDS);
            assertThat(read(reads).port()).isEqualTo(primary());
        }
    }

    /** Only the server can tell that it is one. */
    @Test
    void aServerByTwoNamesIsOneDatabase() throws Exception {
        HikariDataSource direct = pool("direct");
        HikariDataSource alias = pool("alias");
        String url = cluster.primary().jdbcUrl();
        alias.setJdbcUrl(url.replace("127.0.0.1", "localhost"));
        assertThat(alias.getJdbcUrl()).isNotEqualTo(url);
        start(direct, alias);

        try (Served get = new Served("/shop/notes")) {
            assertThat(read(direct).port()).isEqualTo(read(alias).port()).isNotEqualTo(primary());
        }
        assertThat(sources.unrouted()).isEmpty();
    }

    /** A pool of the application's own to a standby stays what it is, and is no reason to route none. */
    @Test
    void aPoolThatLeadsToAStandbyIsLeftAlone() throws Exception {
        HikariDataSource app = pool("app");
        HikariDataSource reports = pool("reports");
        reports.setJdbcUrl(cluster.standby(0).jdbcUrl());
        open(app, reports);

        Await.until(() -> {
            try (Served get = new Served("/shop/notes")) {
                read(reports);
                return read(app).port() != primary();
            }
        });
        assertThat(sources.unrouted())
                .singleElement()
                .satisfies(one -> assertThat(one.name()).isEqualTo("reports"));
    }

    private HikariDataSource pool(String name) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(cluster.primary().jdbcUrl());
        pool.setUsername(Cluster.USER);
        pool.setPassword(Cluster.PASSWORD);
        pool.setMaximumPoolSize(3);
        pool.setMinimumIdle(0);
        return pool;
    }

    private void open(HikariDataSource... used) throws Exception {
        pools = List.of(used);
        String replicas = cluster.standbys().stream()
                .map(server -> "  - url: " + server.jdbcUrl() + "\n")
                .collect(Collectors.joining());
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "replicas:\n" + replicas + "trust-after: 0\nconsistency: {poll-interval: 20ms}\n");
        Config config = ConfigParser.parse(new File(file.toString()), Map.<String, String>of()::get);
        sources = new DataSources(config, ReplicaSets::open);
        scopes = new Scopes(config, new LearnedRoutes(null), Decisions.NONE, sources.outsideUse());
        commit = new ResponseCommit();
        commit.armed("jdk.proxy");
        commit.armed("com.sun.proxy");
        entry = new RequestEntry(scopes, commit);
        hook = new DataSourceHook(
                scopes::routing,
                sources,
                new RoutedConnectionFactory(config::routing, scopes::present)::open,
                () -> {});
    }

    /** All of them read from all standbys from now on. */
    private void start(HikariDataSource... used) throws Exception {
        open(used);
        awaitReadsFromReplicas();
        Await.until(() -> sources.databases().stream()
                .flatMap(database -> database.replicas().replicas().stream())
                .allMatch(replica -> replica.health().state() == State.UP));
    }

    private void awaitReadsFromReplicas() {
        Await.until(() -> {
            try (Served get = new Served("/shop/notes")) {
                return pools.stream().allMatch(pool -> read(pool).port() != primary());
            }
        });
    }

    private int primary() {
        return cluster.primary().port();
    }

    private Connection connection(DataSource source) throws SQLException {
        Object kept = hook.enter(source);
        if (kept instanceof Connection routed) {
            return routed;
        }
        try {
            return source.getConnection();
        } finally {
            if (kept != null) {
                hook.exit(kept);
            }
        }
    }

    private Shown read(DataSource source) {
        try (Connection connection = connection(source);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT max(words), inet_server_port() FROM note")) {
            row.next();
            return new Shown(row.getString(1), row.getInt(2));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void write(DataSource source, String words) throws SQLException {
        try (Connection connection = connection(source);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO note VALUES ('" + words + "')");
        }
    }

    /** A request that is being served, by this thread. */
    private final class Served extends ServedRequest {

        Served(String path, String... cookies) {
            super(entry, commit, "GET", path, cookies);
        }
    }
}
