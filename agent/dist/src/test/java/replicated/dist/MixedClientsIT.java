// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;

/**
 * Clients of a server such as one of FHIR: all have cookies, some write through POST, some search through POST, all
 * search through GET. What one of them writes costs the others no replica, and itself not for long.
 */
class MixedClientsIT {

    private static final int CLIENTS = 12;
    private static final int WRITERS = 4;
    private static final int REQUESTS = 60;

    /** Between two requests of a client; so many of one are one that writes or searches through POST. */
    private static final int PAUSE_MILLIS = 100;

    private static final int ROUND = 10;

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(2);

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger byReplica = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(CLIENTS);

    /** One client; a task that is run again and again. */
    private final class Client implements Runnable {

        private final TestApp app;
        private final int number;
        private final Visitor visitor = new Visitor(true);
        private int requests;

        Client(TestApp app, int number) {
            this.app = app;
            this.number = number;
        }

        @Override
        public void run() {
            try {
                request(requests++);
                if (requests == REQUESTS) {
                    done.countDown();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void request(int request) throws Exception {
            if (request % ROUND == number % ROUND) {
                String path = number < WRITERS ? "/api/notes" : "/api/read";
                assertThat(visitor.post(app.address(), path, "x").statusCode()).isEqualTo(200);
                return;
            }
            HttpResponse<String> answer = visitor.get(app.address(), request % 2 == 0 ? "/api/notes" : "/api/notes/1");
            assertThat(answer.statusCode()).isEqualTo(200);
            if (request >= ROUND) {
                reads.incrementAndGet();
                byReplica.addAndGet(isByReplica(answer.body()) ? 1 : 0);
            }
        }
    }

    private static boolean isByReplica(String body) {
        return !body.contains("\"servedBy\": \"" + SERVERS.cluster().primary().port() + "\"");
    }

    @Test
    void clientsOfWhichSomeWriteReadFromReplicas() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()));
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
        try (TestApp app =
                TestApp.start(folder, file, SERVERS.cluster().primary().jdbcUrl(), Cluster.USER, Cluster.PASSWORD)) {
            new Visitor(false).post(app.address(), "/api/notes", "the first");
            SERVERS.cluster().awaitCaughtUp();
            app.awaitReplicas(() -> isByReplica(
                    new Visitor(false).get(app.address(), "/api/notes/1").body()));
            List<ScheduledFuture<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(threads.scheduleWithFixedDelay(new Client(app, i), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            }
            assertThat(done.await(1, TimeUnit.MINUTES)).as(app.output()).isTrue();
            assertThat(running).as(app.output()).noneMatch(ScheduledFuture::isDone);
            System.out.printf("reads of %d clients on replicas: %d of %d%n", CLIENTS, byReplica.get(), reads.get());
            assertThat(byReplica.get())
                    .as("on replicas, of " + reads.get())
                    .isGreaterThanOrEqualTo(reads.get() * 9 / 10);
            assertThat(app.output()).doesNotContain("fault at");
        } finally {
            threads.shutdownNow();
        }
    }
}
