// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent that comes to an application under load: no request fails, and from then on they are routed. */
class AttachIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JETTY_12_EE10", "TOMCAT_10", "UNDERTOW"})
    void classesThatAreLoadedAndDataSourcesThatAreOpenAreRoutedFromThenOn(Container container) throws Exception {
        Path file = PagesReplica.configuration(folder, "log: {level: warn}");
        try (ForkedApp app = container.app(folder).start();
                Load load = new Load(URI.create(app.address()))) {
            assertThat(PagesReplica.servedByReplica(app.address())).isFalse();
            load.awaitRequests(200);

            attach(app, file);
            PagesReplica.awaitServing(app);
            load.awaitRequests(200);

            HttpResponse<String> written = new Visitor(true).post(URI.create(app.address()), "/write", "");
            assertThat(written.headers().allValues("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .startsWith("replicated_");
            assertThat(load.stop())
                    .as("requests that failed\n" + app.transcript())
                    .isEmpty();
            // A machine that is busy with something else may keep a server from answering in time.
            assertThat(app.err())
                    .as(app.transcript())
                    .noneMatch(line -> line.contains(" replicated ") && !line.contains("no answer within"));
        }
    }

    @Test
    void aSecondAttachSaysThatTheAgentIsThere() throws Exception {
        Path file = PagesReplica.configuration(folder);
        try (ForkedApp app = Container.JETTY_12_EE10.app(folder).start()) {
            app.address();
            attach(app, file);

            try (ForkedApp again = attaching(app, file)) {
                assertThat(again.exitCode()).isEqualTo(1);
                assertThat(again.out()).singleElement().asString().contains("has the agent already");
            }
        }
    }

    private static void attach(ForkedApp app, Path file) throws Exception {
        try (ForkedApp attaching = attaching(app, file)) {
            assertThat(attaching.exitCode()).as(attaching.transcript()).isZero();
            assertThat(attaching.out()).singleElement().asString().contains("the agent is in process " + app.pid());
        }
    }

    private static ForkedApp attaching(ForkedApp app, Path file) throws Exception {
        return ForkedApp.jar(Jars.agent())
                .arguments("attach", Long.toString(app.pid()), file.toString())
                .start();
    }

    /** Three clients that read and write until they are stopped. */
    private static final class Load implements AutoCloseable {

        private final ExecutorService clients = Executors.newFixedThreadPool(3);
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger requests = new AtomicInteger();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<Future<?>> running = new ArrayList<>();

        Load(URI address) {
            for (int i = 0; i < 3; i++) {
                running.add(clients.submit(() -> {
                    Visitor visitor = new Visitor(true).overHttp1();
                    for (int n = 0; !stopped.get(); n++) {
                        HttpResponse<String> response =
                                n % 5 == 0 ? visitor.post(address, "/write", "") : visitor.get(address, "/read");
                        if (response.statusCode() != 200) {
                            failures.add(response + ": " + response.body());
                        }
                        requests.incrementAndGet();
                    }
                    return null;
                }));
            }
        }

        void awaitRequests(int more) throws Exception {
            int enough = requests.get() + more;
            while (requests.get() < enough) {
                for (Future<?> client : running) {
                    if (client.isDone()) {
                        client.get();
                    }
                }
                Thread.onSpinWait();
            }
        }

        Queue<String> stop() throws Exception {
            stopped.set(true);
            for (Future<?> client : running) {
                client.get();
            }
            return failures;
        }

        @Override
        public void close() {
            stopped.set(true);
            clients.shutdownNow();
        }
    }
}
