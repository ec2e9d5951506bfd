package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Off means off (P7): within a second, under load, in both directions, and no request fails. */
class KillSwitchIT {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void theFileSwitchesWithinASecondUnderLoadAndNoRequestFails() throws Exception {
        assumeTrue(
                PostgresCluster.availability().isAvailable(),
                () -> PostgresCluster.availability().reason());
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(1).start()) {
            Server standby = cluster.standby(0);
            String replicas = "replicas: [{url: '" + standby.jdbcUrl() + "'}]\n";
            Path file = Files.writeString(folder.resolve("replicated.yaml"), replicas);
            try (TestApp app = TestApp.start(folder, file, cluster.primary().jdbcUrl(), cluster.primary())) {
                awaitServedBy(app.address(), standby, Duration.ofSeconds(60));

                Queue<String> failures = underLoad(app.address(), () -> {
                    for (int i = 0; i < 3; i++) {
                        Files.writeString(file, "mode: off\n" + replicas);
                        awaitServedBy(app.address(), cluster.primary(), LIMIT);
                        Files.writeString(file, replicas);
                        awaitServedBy(app.address(), standby, LIMIT);
                    }
                });

                assertThat(failures).isEmpty();
            }
        }
    }

    private static Queue<String> underLoad(URI address, SessionChecker.Scene scene) throws Exception {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                running.add(clients.submit(() -> {
                    Visitor visitor = new Visitor(true);
                    for (int n = 0; !stop.get(); n++) {
                        HttpResponse<String> response = n % 5 == 0
                                ? visitor.post(address, "/api/notes", "load")
                                : visitor.get(address, "/api/notes");
                        if (response.statusCode() != 200) {
                            failures.add(response.toString());
                        }
                    }
                    return null;
                }));
            }
            scene.play();
        } finally {
            stop.set(true);
            clients.shutdown();
        }
        for (Future<?> each : running) {
            each.get();
        }
        return failures;
    }

    /** Three answers in a row by one server. */
    private static void awaitServedBy(URI address, Server server, Duration limit) throws Exception {
        String expected = "\"servedBy\": \"" + server.port() + "\"";
        long deadline = System.nanoTime() + limit.toNanos();
        for (int inARow = 0; inARow < 3; ) {
            boolean hit = new Visitor(false).get(address, "/api/notes").body().contains(expected);
            inARow = hit ? inARow + 1 : 0;
            assertThat(hit || System.nanoTime() < deadline)
                    .as("served by %s within %s", server, limit)
                    .isTrue();
        }
    }
}
