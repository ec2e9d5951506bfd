// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.EarlierPool;
import app.Pool;
import app.Pools;
import app.Source;
import app.WrappedPool;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.GaleraCluster;
import replicated.servers.MariaDbCluster;
import replicated.servers.MySqlCluster;
import replicated.servers.PausedReplay;
import replicated.servers.PostgresCluster;

/**
 * Each pool, each driver's own data source and what stands before them, with the packed agent on real servers: whether it is hooked, read
 * rightly, used up, and whether its clients see what they wrote, shows only with all of it together. Breaks where the
 * hook asks that a class which declares {@code getConnection()} be a {@code DataSource} itself.
 */
@ParameterizedClass
@EnumSource
class PoolsIT {

    /** What the application runs on, and which sources it has there. */
    enum Product {
        POSTGRESQL,
        MARIADB,
        GALERA,
        MYSQL;

        Availability availability() {
            return switch (this) {
                case POSTGRESQL -> PostgresCluster.availability();
                case MARIADB -> MariaDbCluster.availability();
                case GALERA -> GaleraCluster.availability();
                case MYSQL -> MySqlCluster.availability();
            };
        }

        Cluster start() {
            return switch (this) {
                case POSTGRESQL -> PostgresCluster.builder().standbys(1).start();
                case MARIADB -> MariaDbCluster.builder().standbys(1).start();
                case GALERA -> GaleraCluster.builder().standbys(1).start();
                case MYSQL -> MySqlCluster.builder().standbys(1).start();
            };
        }

        Stream<Source> sources() {
            return switch (this) {
                case POSTGRESQL ->
                    Stream.<Source[]>of(Pool.values(), EarlierPool.values(), WrappedPool.values())
                            .flatMap(Stream::of)
                            .filter(source ->
                                    source != Pool.MARIADB && source != Pool.MARIADB_POOL && source != Pool.MYSQL);
                case MARIADB, GALERA -> Stream.of(Pool.MARIADB, Pool.MARIADB_POOL);
                case MYSQL -> Stream.of(Pool.MYSQL);
            };
        }
    }

    /** More than a pool has connections: one that is lost is missed. */
    private static final int ROUNDS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    @Parameter
    Product product;

    private static Product running;
    private static Cluster cluster;
    private static ForkedApp app;

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws Exception {
        Availability servers = product.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        running = product;
        cluster = product.start();
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table note (text varchar(100))");
        }
        cluster.awaitCaughtUp();
        app = ForkedApp.main(Pools.class.getName())
                .classPath(Jars.app())
                .classPath(Jars.libraries("jetty-", "jakarta.servlet-api", "slf4j-"))
                .classPath(Jars.libraries(
                        Stream.of(Pool.values()).flatMap(Pool::jars).distinct().toArray(String[]::new)))
                .classPath(
                        Jars.libraries("datasource-", "micrometer-", "p6spy", "opentelemetry-", "log4jdbc", "dynamic-"))
                .jvm("-Dapp.pools=" + System.getProperty("replicated.pools"))
                .jvm("-Dlog4jdbc.spylogdelegator.name=net.sf.log4jdbc.log.slf4j.Slf4jSpyLogDelegator")
                .jvm("-Dp6spy.config.logfile=" + folder.resolve("spy.log"))
                .jvm("-Xmx256m")
                .jvm("-Dapp.url=" + cluster.primary().jdbcUrl())
                .jvm("-Dapp.user=" + Cluster.USER, "-Dapp.password=" + Cluster.PASSWORD)
                .agent(Files.writeString(folder.resolve("replicated.yaml"), configuration()))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /**
     * By the URL, since several data sources that lead to one database have to be told apart; one by its class, which
     * nobody knows. Behind a driver that stands before another, replicas may be written for it or, as here those of
     * OpenTelemetry's, for the other.
     */
    private static String configuration() {
        String replicas = "\n    "
                + MainJobIT.configuration(cluster).replace("\n  ", "\n      ").stripTrailing();
        return "datasources:\n  - match: {url: 'jdbc:log4jdbc:*'}" + replicas.replace("jdbc:", "jdbc:log4jdbc:")
                + "\n  - match: {url: '*127.0.0.1*'}" + replicas
                + "\n  - match: {class: app.InheritingPool}" + replicas
                + "\nstatus: {response-header: true}\n";
    }

    static Stream<Source> sources() {
        return running.sources();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void readsGoToTheStandbyAndWhoWroteSeesIt(Source source) throws Exception {
        int saidBefore = app.err().size();
        Visitor visitor = new Visitor(true);
        Visitor passerBy = new Visitor(false);
        awaitStandby(source, passerBy);
        int before = Integer.parseInt(read(source, visitor, "standby-1"));

        try (PausedReplay paused = cluster.standby(0).pausedReplay()) {
            for (int i = 1; i <= ROUNDS; i++) {
                HttpResponse<String> written = visitor.post(URI.create(app.address()), "/" + source.name(), "");
                assertThat(written.statusCode()).as(app.transcript()).isEqualTo(200);
                assertThat(read(source, visitor, "primary")).isEqualTo("" + (before + i));
                assertThat(read(source, passerBy, "standby-1")).isEqualTo("" + before);
            }
        }
        cluster.awaitCaughtUp();
        awaitStandby(source, visitor);
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(read(source, visitor, "standby-1")).isEqualTo("" + (before + ROUNDS));
        }
        visitor.post(URI.create(app.address()), "/" + source.name() + "/close", "");
        assertThat(app.err().stream().skip(saidBefore))
                .noneMatch(line -> line.matches(".* replicated (WARN|ERROR) .*"));
    }

    private static void awaitStandby(Source source, Visitor visitor) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Served.by(get(source, visitor)).contains("standby-1")) {
            assertThat(System.nanoTime())
                    .as("no replica serves %s:%n%s", source, app.transcript())
                    .isLessThan(deadline);
        }
    }

    private static String read(Source source, Visitor visitor, String server) throws Exception {
        HttpResponse<String> response = get(source, visitor);
        assertThat(Served.by(response)).as(app.transcript()).containsExactly(server);
        return response.body();
    }

    private static HttpResponse<String> get(Source source, Visitor visitor) throws Exception {
        HttpResponse<String> response = visitor.get(URI.create(app.address()), "/" + source.name());
        assertThat(response.statusCode())
                .as("%s%n%s", response.body(), app.transcript())
                .isEqualTo(200);
        return response;
    }
}
