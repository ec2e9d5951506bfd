// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.PostgresCluster;
import replicated.servers.Product;
import replicated.servers.Server;

/**
 * The scope follows the work (P2, P3) by every way from thread to thread that the JDK has, with the packed agent and
 * two real standbys. Fails with {@code -Dreplicated.follow-tasks=false}.
 */
class TasksIT {

    /** These are waited for by those who hand the work over. */
    private static final Set<String> WAITING = Set.of(
            "invoke-all",
            "invoke-any",
            "completion-service",
            "concurrent-map",
            "fork-join-invoke-all",
            "parallel-stream",
            "structured");

    private static final String BOOKMARK = "replicated_bookmark=";

    @TempDir
    Path folder;

    private int texts = 1000;

    @ParameterizedTest
    @CsvSource({"POSTGRESQL, 17, false", "POSTGRESQL, 25, false", "POSTGRESQL, 25, true", "MARIADB, 17, false"})
    void workOnOtherThreadsIsTheRequests(Product product, int jdk, boolean virtual) throws Exception {
        Availability availability = product.availability();
        assumeTrue(availability.isAvailable(), availability::reason);
        try (Cluster cluster = product.builder().standbys(2).start()) {
            try (Connection connection = cluster.primary().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table note (text varchar(100))");
            }
            cluster.awaitCaughtUp();
            try (ForkedApp app = start(cluster, jdk, virtual)) {
                URI address = URI.create(app.address());
                assertThat(get(address, "/virtual")).isEqualTo("" + virtual);
                List<String> carriers = List.of(get(address, "/carriers").split(",", -1));
                awaitReplicas(app, address, cluster);

                assertOneView(app, address, cluster, carriers);
                assertListenersAreTheRequests(address, cluster.primary());
                assertThat(get(address, "/remove"))
                        .as("a task is found in its queue")
                        .isEqualTo("true");
                assertNotOfTheRequest(address, cluster.primary());

                try (PausedReplay paused = cluster.pausedReplay()) {
                    assertWritesAreTold(address, carriers);
                    assertLateWritesAreRemembered(address, carriers);
                    assertQueuesServeEachRequestForItself(address);
                }

                assertThat(get(address, "/many?text=100000")).isEqualTo("done");
                // That of the request which asks, and perhaps of one that the container keeps for the next.
                app.await(() -> Integer.parseInt(served(address, "/left")) <= 4, "scopes are let go of");
                assertThat(app.err()).noneMatch(line -> line.contains("fault at"));
            }
        }
    }

    /**
     * Whoever leaves all of its work to other threads never asks for a connection in a scope, unless those are
     * followed.
     */
    @Test
    void requestsThatReadNothingThemselvesReadFromReplicas() throws Exception {
        Availability availability = PostgresCluster.availability();
        assumeTrue(availability.isAvailable(), availability::reason);
        try (Cluster cluster = PostgresCluster.builder().standbys(2).start();
                ForkedApp app = start(cluster, 17, false)) {
            URI address = URI.create(app.address());
            app.await(() -> !served(address, "/only/submit").equals(port(cluster.primary())), "a replica serves tasks");
        }
    }

    private static String served(URI address, String path) {
        try {
            return get(address, path);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** P3: whatever a request reads, on whatever thread, comes from one replica. */
    private static void assertOneView(ForkedApp app, URI address, Cluster cluster, List<String> carriers)
            throws Exception {
        List<String> elsewhere = new ArrayList<>();
        for (String carrier : carriers) {
            for (int time = 0; time < 5; time++) {
                String[] servers = get(address, "/read/" + carrier).split(" ", 2);
                if (!servers[0].equals(servers[1]) || servers[0].equals(port(cluster.primary()))) {
                    elsewhere.add(carrier + ": " + String.join(" and ", servers));
                }
            }
        }
        assertThat(elsewhere).as(app.transcript()).isEmpty();
    }

    private static void assertListenersAreTheRequests(URI address, Server primary) throws Exception {
        for (String how : List.of("/listener-timeout", "/listener-read", "/listener-write")) {
            for (int time = 0; time < 4; time++) {
                String[] servers = get(address, how).split(" ", 2);
                assertThat(servers[0]).isNotEqualTo(port(primary));
                assertThat(servers[1]).as(how).isEqualTo(servers[0]);
            }
        }
    }

    /** What repeats is no part of the request that began it, nor is the thread on which it runs. */
    private static void assertNotOfTheRequest(URI address, Server primary) throws Exception {
        String[] servers = get(address, "/repeat").split(" ", 2);
        assertThat(servers[0]).isNotEqualTo(port(primary));
        assertThat(servers[1]).isEqualTo(port(primary));
    }

    private void assertWritesAreTold(URI address, List<String> carriers) throws Exception {
        List<String> missed = new ArrayList<>();
        for (String carrier : carriers) {
            for (boolean post : List.of(true, false)) {
                Visitor visitor = new Visitor(true);
                String text = "" + ++texts;
                String path = "/write/" + carrier + "?text=" + text;
                HttpResponse<String> answer = post ? visitor.post(address, path, "") : visitor.get(address, path);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                String told = visitor.get(address, "/note").body();
                if (!visitor.toString().contains(BOOKMARK) || !told.equals(text)) {
                    missed.add(carrier + (post ? " by POST" : " by GET") + ": " + told + " with " + visitor);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    private void assertLateWritesAreRemembered(URI address, List<String> carriers) throws Exception {
        List<String> missed = new ArrayList<>();
        for (String carrier : carriers) {
            if (WAITING.contains(carrier)) {
                continue;
            }
            Visitor visitor = new Visitor(true).with("JSESSIONID", "of-" + carrier);
            String text = "" + ++texts;
            assertThat(visitor.post(address, "/late/" + carrier + "?text=" + text, "")
                            .body())
                    .isEqualTo("begun");
            assertThat(new Visitor(false).post(address, "/go", "").statusCode()).isEqualTo(200);
            String told = visitor.get(address, "/note").body();
            if (!told.equals(text)) {
                missed.add(carrier + ": " + told + " instead of " + text);
            }
        }
        assertThat(missed).isEmpty();
    }

    /** P2: what works off the tasks of several requests is nobody's, whoever has woken it. */
    private void assertQueuesServeEachRequestForItself(URI address) throws Exception {
        List<String> stale = new ArrayList<>();
        for (String queue : get(address, "/queues").split(",", -1)) {
            Visitor visitor = new Visitor(true);
            String text = "" + ++texts;
            visitor.post(address, "/write/submit?text=" + text, "");
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> served(address, "/first/" + queue));
            String told = visitor.get(address, "/second/" + queue).body();
            first.get(20, TimeUnit.SECONDS);
            if (!told.equals(text)) {
                stale.add(queue + ": " + told + " instead of " + text);
            }
        }
        assertThat(stale).isEmpty();
    }

    private ForkedApp start(Cluster cluster, int jdk, boolean virtual) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                trust-after: 0
                replicas:
                  - url: %s
                  - url: %s
                """.formatted(
                        cluster.standby(0).jdbcUrl(), cluster.standby(1).jdbcUrl()));
        ForkedApp.Builder app = ForkedApp.main("app.Tasks")
                .jdk(Jars.jdk(jdk))
                .classPath(Jars.app())
                .classPath(Jars.libraries(
                        "HikariCP",
                        "slf4j-",
                        "jetty-",
                        "netty-common-",
                        "jakarta.servlet-api",
                        "postgresql-",
                        "mariadb-java-client"))
                .jvm(
                        "-Dapp.url=" + cluster.primary().jdbcUrl(),
                        "-Dapp.user=" + Cluster.USER,
                        "-Dapp.password=" + Cluster.PASSWORD,
                        // For the parallel streams of a machine with few processors.
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=3")
                .agent(file);
        if (virtual) {
            AppJvm.virtualThreads().forEach(app::environment);
        }
        return (jdk >= 25 ? app.jvm("--enable-preview") : app).start();
    }

    /** Both standbys serve. */
    private static void awaitReplicas(ForkedApp app, URI address, Cluster cluster) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (int inARow = 0; inARow < 10; ) {
            assertThat(System.nanoTime()).as(app.transcript()).isLessThan(deadline);
            String server = get(address, "/read/submit").split(" ", 2)[0];
            inARow = server.equals(port(cluster.primary())) ? 0 : inARow + 1;
        }
    }

    private static String port(Server server) {
        return String.valueOf(server.port());
    }

    private static String get(URI address, String path) throws Exception {
        HttpResponse<String> answer = new Visitor(false).get(address, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
