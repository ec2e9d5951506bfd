// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import replicated.servers.Cluster;

/**
 * What requests hand over keeps none of them: pools that grow, timers and schedulers that repeat, tasks that are
 * cancelled, removed, never run or hand themselves over again. Instances of the agent's classes on the heap, before and
 * after so many requests ({@code leaks.requests}).
 */
class TaskLeaksIT {

    private static final int REQUESTS = Integer.getInteger("leaks.requests", 50_000);
    private static final int WARM_UP = 5_000;
    private static final int CLIENTS = 4;

    /**
     * What is started once in so many requests and stays: a thread of the application's own knows its scope until it
     * asks.
     */
    private static final int STAYING_EVERY = 10_000;

    /** What may be under way, or on its way out, when somebody looks. */
    private static final long ANY_TIME = 100;

    /** Once nobody asks any more: those that the container keeps for the next request. */
    private static final long SCOPES = 4;

    private static final Pattern LINE = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(replicated\\.\\S+)");

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServers SERVERS = new PostgresServers(1);

    @Test
    void nothingIsKeptOfRequestsThatHandWorkOver() throws Exception {
        Path file =
                Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(SERVERS.cluster()) + """
                trust-after: 0
                consistency: {max-age: 10s}
                """);
        try (ForkedApp app = ForkedApp.main("app.Tasks")
                .classPath(Jars.app())
                .classPath(Jars.libraries(
                        "HikariCP", "slf4j-", "jetty-", "netty-common-", "jakarta.servlet-api", "postgresql-"))
                .jvm(
                        "-Xmx256m",
                        "-Dapp.url=" + SERVERS.cluster().primary().jdbcUrl(),
                        "-Dapp.user=" + Cluster.USER,
                        "-Dapp.password=" + Cluster.PASSWORD)
                .agent(file)
                .start()) {
            URI address = URI.create(app.address());
            String primary = "" + SERVERS.cluster().primary().port();
            app.await(() -> !ask(address, "/only/submit").equals(primary), "a replica serves tasks");
            AtomicInteger number = new AtomicInteger();
            drive(address, number, WARM_UP);
            Map<String, Long> before = histogram(app.pid());

            drive(address, number, REQUESTS);

            Predicate<Map.Entry<String, Long>> grown = each ->
                    each.getValue() > before.getOrDefault(each.getKey(), 0L) + ANY_TIME + 4L * REQUESTS / STAYING_EVERY;
            app.await(
                    () -> histogram(app.pid()).entrySet().stream().noneMatch(grown), "nothing of the agent's is kept");
            app.await(() -> scopes(histogram(app.pid())) <= SCOPES, "scopes are let go of");
            Map<String, Long> after = histogram(app.pid());
            System.out.printf(
                    "after %d requests, the agent's %d objects are %d; scopes %d and %d%n",
                    REQUESTS, sum(before), sum(after), scopes(before), scopes(after));
            assertThat(app.err()).noneMatch(line -> line.contains("fault at"));
        }
    }

    private static long scopes(Map<String, Long> histogram) {
        return histogram.getOrDefault("replicated.request.Scope", 0L);
    }

    private static long sum(Map<String, Long> histogram) {
        return histogram.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void drive(URI address, AtomicInteger number, int requests) throws Exception {
        int last = number.get() + requests;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    for (int next = number.incrementAndGet(); next <= last; next = number.incrementAndGet()) {
                        ask(address, "/hand?text=" + next);
                    }
                }));
            }
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            clients.shutdownNow();
            number.set(last);
        }
    }

    private static String ask(URI address, String path) {
        try {
            var answer = new Visitor(false).get(address, path);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.body());
            }
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many there are of each class of the agent's, after a collection. */
    private static Map<String, Long> histogram(long pid) {
        try {
            Process jcmd = new ProcessBuilder(
                            AppJvm.home().resolve("bin").resolve("jcmd").toString(), "" + pid, "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Long> all = new TreeMap<>();
            for (Matcher line = LINE.matcher(text); line.find(); ) {
                all.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
            }
            assertThat(all).as(text).isNotEmpty();
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
