// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.servers.Cluster;
import replicated.servers.PgBouncer;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;
import replicated.servers.TcpProxy;

/** Behind real poolers: nobody misses what they wrote, and nobody else is disturbed. */
class PoolersIT {

    private static final int CLIENTS = 4;
    private static final int ROUNDS = 60;

    @TempDir
    Path folder;

    @BeforeEach
    void needServers() {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        assumeTrue(
                PgBouncer.availability().isAvailable(),
                () -> PgBouncer.availability().reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void withAnAliasForEachServerReplicasServeAndOthersCanWriteAfterAPromotion(String mode) throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
                PgBouncer before = PgBouncer.start(mode, cluster.primary());
                PgBouncer pooler = PgBouncer.start(mode, cluster.standby(0));
                TestApp app = start(before.jdbcUrl() + "?prepareThreshold=0", pooler.jdbcUrl())) {
            awaitServedBy(app, cluster.standby(0));
            assertThat(app.output())
                    .contains("replica 'pooled' of notes is behind a connection pooler")
                    .contains("the primary of notes is behind a connection pooler");
            cluster.standby(0).setApplyDelay(Duration.ofMillis(300));
            assertThat(staleAnswers(app.address())).isEmpty();
            cluster.standby(0).setApplyDelay(Duration.ZERO);
            cluster.awaitCaughtUp();

            cluster.standby(0).promote();
            List<Connection> others = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    Connection other = DriverManager.getConnection(
                            pooler.jdbcUrl() + "?prepareThreshold=0", Cluster.USER, Cluster.PASSWORD);
                    others.add(other);
                    other.setAutoCommit(false);
                    try (Statement statement = other.createStatement()) {
                        statement.execute("INSERT INTO note (text) VALUES ('by another client')");
                    }
                }
            } finally {
                for (Connection other : others) {
                    other.rollback();
                    other.close();
                }
            }
            assertThat(app.output()).doesNotContain("fault at");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "session"})
    void anAliasThatLeadsToSeveralServersServesNobodyAndNothingStale(String mode) throws Exception {
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start();
                TcpProxy one = TcpProxy.to(cluster.standby(0));
                TcpProxy two = one.at("127.0.0.2")) {
            two.retarget(cluster.standby(1));
            cluster.standby(1).setApplyDelay(Duration.ofSeconds(2));
            try (PgBouncer pooler = PgBouncer.start(mode, 20, "127.0.0.1,127.0.0.2", one.port());
                    TestApp app = start(cluster.primary().jdbcUrl(), pooler.jdbcUrl())) {
                assertThat(staleAnswers(app.address())).isEmpty();
                app.awaitReplicas(() -> {
                    new Visitor(false).get(app.address(), "/api/search?word=nothing");
                    return app.output().contains("SEVERAL_SERVERS");
                });
                assertThat(app.output())
                        .contains("give each server an alias of its own")
                        .doesNotContain("fault at");
                assertThat(new Visitor(false)
                                .get(app.address(), "/api/search?word=nothing")
                                .body())
                        .contains("\"" + cluster.primary().port() + "\"");
            }
        }
    }

    private TestApp start(String primary, String replica) throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"), "replicas: [{url: '" + replica + "', name: pooled}]\n");
        return TestApp.start(folder, file, primary, Cluster.USER, Cluster.PASSWORD);
    }

    private static void awaitServedBy(TestApp app, Server server) throws Exception {
        Visitor nobody = new Visitor(false);
        app.awaitReplicas(() ->
                nobody.get(app.address(), "/api/search?word=nothing").body().contains("\"" + server.port() + "\""));
    }

    /** What clients did not see of what they had just written. */
    private static List<String> staleAnswers(URI address) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<String>>> running = new ArrayList<>();
            AtomicInteger number = new AtomicInteger();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    List<String> stale = new ArrayList<>();
                    Visitor visitor = new Visitor(true);
                    for (int round = 0; round < ROUNDS; round++) {
                        String text = "note-" + number.incrementAndGet() + "-";
                        assertThat(visitor.post(address, "/api/notes", text).statusCode())
                                .isLessThan(400);
                        for (int read = 0; read < 3; read++) {
                            String answer = visitor.get(address, "/api/search?word=" + text)
                                    .body();
                            if (!answer.contains(text)) {
                                stale.add(text + ": " + answer);
                            }
                        }
                    }
                    return stale;
                }));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<String>> one : running) {
                all.addAll(one.get());
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }
}
