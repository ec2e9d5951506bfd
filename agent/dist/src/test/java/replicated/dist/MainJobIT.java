// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;
import replicated.servers.LoggedStatement;
import replicated.servers.Server;

/**
 * The main job on real servers: the servers' own logs say that no write reached a standby, that no plain read reached
 * the primary, and the clients say that no request failed.
 */
class MainJobIT {

    private static final int REQUESTS = Integer.getInteger("requests", 10_000);
    private static final int CLIENTS = 8;

    @TempDir
    static Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    @Test
    void writesGoToThePrimaryAndPlainReadsToTheStandbysAndNoRequestFails() throws Exception {
        Path configuration = Files.writeString(
                folder.resolve("replicated.yaml"), configuration(SERVERS.cluster()) + "trust-after: 0\n");
        try (TestApp app = TestApp.start(
                folder,
                configuration,
                SERVERS.cluster().primary().jdbcUrl(),
                SERVERS.cluster().primary())) {
            new Visitor(false).post(app.address(), "/api/notes", "the first");
            awaitReplicas(app.address());
            SERVERS.cluster().awaitCaughtUp();
            SERVERS.cluster().servers().forEach(Server::forgetStatements);

            List<String> failures = drive(app.address());

            assertThat(failures)
                    .as("requests that failed; the application said:%n%s", app.output())
                    .isEmpty();
        }
        for (Server standby : SERVERS.cluster().standbys()) {
            assertThat(texts(standby)).as("statements of " + standby).noneMatch(MainJobIT::writes);
            assertThat(texts(standby)).as("statements of " + standby).anyMatch(MainJobIT::isPlainRead);
        }
        assertThat(texts(SERVERS.cluster().primary())).noneMatch(MainJobIT::isPlainRead);
        assertThat(texts(SERVERS.cluster().primary())).anyMatch(MainJobIT::writes);
    }

    static String configuration(Cluster cluster) {
        StringBuilder yaml = new StringBuilder("replicas:\n");
        for (Server standby : cluster.standbys()) {
            yaml.append("  - {url: '" + standby.jdbcUrl() + "', name: " + standby.name() + "}\n");
        }
        return yaml.toString();
    }

    static void awaitReplicas(URI address) throws Exception {
        Visitor nobody = new Visitor(false);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String primary = "\"" + SERVERS.cluster().primary().port() + "\"";
        for (int inARow = 0; inARow < 20; ) {
            assertThat(System.nanoTime()).as("the replicas do not come up").isLessThan(deadline);
            boolean byReplica =
                    !nobody.get(address, "/api/search?word=nothing").body().contains(primary);
            inARow = byReplica ? inARow + 1 : 0;
        }
    }

    private static List<String> drive(URI address) throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicLong left = new AtomicLong(REQUESTS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                String name = "client" + i;
                running.add(clients.submit(() -> {
                    Visitor regular = new Visitor(true);
                    while (left.getAndDecrement() > 0) {
                        HttpResponse<String> response = request(address, regular, name, random);
                        if (response.statusCode() >= 400) {
                            failures.add(response + ": " + response.body());
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            clients.shutdownNow();
        }
        return List.copyOf(failures);
    }

    /** Plain reads are of passers-by without cookies and use statements that nothing else uses. */
    private static HttpResponse<String> request(URI address, Visitor regular, String name, Random random)
            throws Exception {
        Visitor passerBy = new Visitor(false);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> passerBy.get(address, "/api/search?word=" + random.nextInt(100));
            case 3, 4 -> passerBy.get(address, "/reports/count");
            case 5 -> regular.post(address, "/api/notes", "text " + random.nextInt());
            case 6 -> regular.get(address, "/api/notes");
            case 7 -> regular.post(address, "/api/notes/1", "changed " + random.nextInt());
            case 8 -> regular.get(address, "/api/visit/1");
            case 9 -> regular.get(address, "/api/transaction/1");
            case 10 -> regular.get(address, "/?visitor=" + name);
            default -> regular.post(address, "/api/redirect", "text " + random.nextInt());
        };
    }

    private static List<String> texts(Server server) {
        return server.statementsLogged().stream().map(LoggedStatement::text).toList();
    }

    static boolean writes(String sql) {
        return sql.matches("(?is)\\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|TRUNCATE|MERGE)\\b.*");
    }

    private static boolean isPlainRead(String sql) {
        return sql.contains("COUNT(*) FROM note") || sql.contains("LIKE");
    }
}
