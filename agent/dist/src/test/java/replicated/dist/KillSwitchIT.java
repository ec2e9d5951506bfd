// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Off means off (P7): within a second, under load, in both directions, and no request fails. */
class KillSwitchIT {

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int SWITCHES = 3;

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    @Test
    void theFileSwitchesWithinASecondUnderLoadAndNoRequestFails() throws Exception {
        Path file = configuration("");
        drill(file, app -> mode -> configuration("mode: " + mode + "\n"));
    }

    @Test
    void aRemoteJmxClientSwitchesWithinASecondUnderLoadAndNoRequestFails() throws Exception {
        Path file = configuration("");
        String output = drill(file, app -> {
            RemoteAgent operator = RemoteAgent.connect(app.pid());
            return mode -> {
                operator.mode(mode);
                assertThat(operator.mode()).isEqualTo(mode);
            };
        });

        assertThat(output.lines().filter(line -> line.contains("mode route -> off")))
                .as("one line for each switch")
                .hasSize(SWITCHES);
        assertThat(output.lines().filter(line -> line.contains("mode off -> route")))
                .hasSize(SWITCHES);
    }

    /** Lag is what makes it visible: the standby shows nothing for a while after it was written. */
    @Test
    void whatAClientWroteWhileTheAgentWasOffItReadsOnceTheAgentIsOn() throws Exception {
        try (PostgresCluster late = PostgresCluster.builder()
                .standbys(1)
                .setting("recovery_min_apply_delay", "'2s'")
                .start()) {
            Path file = Files.writeString(
                    folder.resolve("late.yaml"),
                    "replicas: [{url: '" + late.standby(0).jdbcUrl() + "'}]\n");
            try (TestApp app = TestApp.start(folder, file, late.primary().jdbcUrl(), late.primary())) {
                new Visitor(false).post(app.address(), "/api/notes", "so that there is a table to read");
                awaitServedBy(app.address(), late.standby(0), Duration.ofSeconds(60));
                RemoteAgent operator = RemoteAgent.connect(app.pid());
                Visitor visitor = new Visitor(true);

                operator.mode("off");
                visitor.post(app.address(), "/api/notes", "written while off");
                operator.mode("route");
                operator.close();

                assertThat(visitor.get(app.address(), "/api/notes").body()).contains("written while off");
                awaitServedBy(app.address(), late.standby(0), Duration.ofSeconds(60));
                assertThat(visitor.get(app.address(), "/api/notes").body()).contains("written while off");
            }
        }
    }

    private Path configuration(String mode) throws IOException {
        return Files.writeString(
                folder.resolve("replicated.yaml"),
                mode + "replicas: [{url: '" + SERVERS.cluster().standby(0).jdbcUrl() + "'}]\n");
    }

    /** Who switches; an operator may need the application to be running. */
    private interface Operator {
        Switch of(TestApp app) throws Exception;
    }

    private interface Switch {
        void to(String mode) throws Exception;
    }

    /** Switches off and on under load, and returns what the application said meanwhile. */
    private String drill(Path file, Operator operator) throws Exception {
        Server standby = SERVERS.cluster().standby(0);
        try (TestApp app = TestApp.start(
                folder,
                file,
                SERVERS.cluster().primary().jdbcUrl(),
                SERVERS.cluster().primary())) {
            awaitServedBy(app.address(), standby, Duration.ofSeconds(60));
            Switch mode = operator.of(app);

            Queue<String> failures = underLoad(app.address(), () -> {
                for (int i = 0; i < SWITCHES; i++) {
                    mode.to("off");
                    awaitServedBy(app.address(), SERVERS.cluster().primary(), LIMIT);
                    mode.to("route");
                    awaitServedBy(app.address(), standby, LIMIT);
                }
            });

            assertThat(failures).as(app.output()).isEmpty();
            return app.output();
        }
    }

    private interface Scene {
        void play() throws Exception;
    }

    private static Queue<String> underLoad(URI address, Scene scene) throws Exception {
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
                                : visitor.get(address, n % 5 == 1 ? "/api/slow?ms=20" : "/api/notes");
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
