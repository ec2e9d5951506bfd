// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.PausedReplay;
import replicated.servers.Product;

/**
 * The scope follows the work (P2, P3) by the ways of Spring MVC, Reactor, RxJava, Guava and Kotlin's coroutines, with
 * blocking JDBC behind them.
 * Fails with {@code -Dreplicated.follow-tasks=false}.
 */
@ParameterizedClass
@EnumSource(names = {"POSTGRESQL", "MARIADB"})
class FrameworkTasksIT {

    /** Spring's own ways to answer later. */
    private static final List<String> ANSWERS = List.of(
            "callable", "web-async-task", "deferred-result", "completable-future", "sse-emitter", "blocking-coroutine");

    /** The response of these has begun when they write. */
    private static final Set<String> LATE = Set.of("sse-emitter");

    private static final String BOOKMARK = "replicated_bookmark=";
    private static final AtomicLong COUNTERS = new AtomicLong();

    @TempDir
    static Path folder;

    @Parameter
    Product product;

    private static Cluster cluster;
    private static TestApp app;
    private static List<String> ways;

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws Exception {
        Availability servers = product.availability();
        assumeTrue(servers.isAvailable(), servers.reason());
        cluster = product.builder().standbys(2).start();
        app = TestApp.start(
                folder,
                Files.writeString(
                        folder.resolve("replicated.yaml"), MainJobIT.configuration(cluster) + "trust-after: 0\n"),
                System.getProperty("replicated.test-app-libraries"),
                cluster.primary().jdbcUrl(),
                Cluster.USER,
                Cluster.PASSWORD);
        cluster.awaitCaughtUp();
        app.awaitReplicas(() -> {
            for (int time = 0; time < 10; time++) {
                if (get(new Visitor(false), "/work/read/task-executor").body().startsWith(primary())) {
                    return false;
                }
            }
            return true;
        });
        String names = get(new Visitor(false), "/work/ways").body();
        ways = List.of(names.replaceAll("[\\[\\]\"]", "").split(",", -1));
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

    private static String primary() {
        return String.valueOf(cluster.primary().port());
    }

    private static HttpResponse<String> get(Visitor visitor, String path) throws Exception {
        return done(path, visitor.get(app.address(), path));
    }

    private static HttpResponse<String> post(Visitor visitor, String path) throws Exception {
        return done(path, visitor.post(app.address(), path, ""));
    }

    private static HttpResponse<String> done(String path, HttpResponse<String> response) {
        assertThat(response.statusCode())
                .as("%s: %s%n%s", path, response.body(), app.output())
                .isEqualTo(200);
        return response;
    }

    private static List<String> allWays() {
        List<String> all = new ArrayList<>(ways);
        ANSWERS.forEach(answer -> all.add("by/" + answer));
        return all;
    }

    @Test
    void whatARequestReadsOnOtherThreadsComesFromItsReplica() throws Exception {
        List<String> elsewhere = new ArrayList<>();
        for (String way : allWays()) {
            for (int time = 0; time < 4; time++) {
                String body = get(new Visitor(false), "/work/read/" + way).body();
                String[] servers = body.replaceAll("(?s)data:(begun)?|\\n", "").split(" ", -1);
                if (servers.length != 2 || !servers[0].equals(servers[1]) || servers[0].equals(primary())) {
                    elsewhere.add(way + ": " + body);
                }
            }
        }
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void whatARequestWritesOnOtherThreadsIsReadByItsClient() throws Exception {
        List<String> missed = new ArrayList<>();
        try (PausedReplay paused = cluster.pausedReplay()) {
            for (String way : allWays()) {
                long id = COUNTERS.incrementAndGet();
                Visitor visitor = new Visitor(true).with("JSESSIONID", "of-" + id);
                post(visitor, "/work/write/" + way + "/" + id);
                boolean told =
                        visitor.toString().contains(BOOKMARK) || LATE.stream().anyMatch(way::endsWith);
                String read = get(visitor, "/template/plain/read/" + id).body();
                if (!told || !read.equals("1/1")) {
                    missed.add(way + ": " + read + " with " + visitor);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void whatIsWrittenAfterTheResponseIsReadByItsClient() throws Exception {
        List<String> missed = new ArrayList<>();
        try (PausedReplay paused = cluster.pausedReplay()) {
            for (String way : ways) {
                long id = COUNTERS.incrementAndGet();
                Visitor visitor = new Visitor(true).with("JSESSIONID", "of-" + id);
                post(visitor, "/work/late/" + way + "/" + id);
                post(new Visitor(false), "/work/go");
                String read = get(visitor, "/template/plain/read/" + id).body();
                if (!read.equals("1/1")) {
                    missed.add(way + ": " + read);
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** It goes on where it belongs, and not where what it has waited for was done. */
    @Test
    void whatAnotherRequestWakesReadsWhatItsClientHasWritten() throws Exception {
        List<String> stale = new ArrayList<>();
        try (PausedReplay paused = cluster.pausedReplay()) {
            for (String dispatcher : List.of("io", "executor", "unconfined", "guava")) {
                long id = COUNTERS.incrementAndGet();
                Visitor visitor = new Visitor(true).with("JSESSIONID", "of-" + id);
                post(visitor, "/work/write/task-executor/" + id);
                CompletableFuture<HttpResponse<String>> woken =
                        CompletableFuture.supplyAsync(() -> wake(new Visitor(false)));
                String read =
                        get(visitor, "/work/waiting/" + dispatcher + "/" + id).body();
                assertThat(woken.get(20, TimeUnit.SECONDS).body()).isNotEqualTo(primary());
                if (!read.equals("1")) {
                    stale.add(dispatcher + ": " + read);
                }
            }
        }
        assertThat(stale).isEmpty();
    }

    private static HttpResponse<String> wake(Visitor other) {
        try {
            return get(other, "/work/wake");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
