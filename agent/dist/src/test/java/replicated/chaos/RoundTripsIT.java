// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.dist.Visitor;
import replicated.servers.Cluster;
import replicated.servers.TcpProxy;

/**
 * What the promise costs (P2), counted on the wire against the application without the agent: a write request one round
 * trip more at most, which those under way at the same time share, also where such a request only reads, and a read
 * with a bookmark none.
 */
class RoundTripsIT {

    private static final int REQUESTS = 200;
    private static final int AT_ONCE = 10;
    /** Long enough for requests at the same time to meet, even where the machine is busy with twenty others. */
    private static final Duration ONE_WAY = Duration.ofMillis(40);
    /** Of each request: what pools and watchers say of their own accord. */
    private static final double NOW_AND_THEN = 0.1;

    private static final String WRITE = "/api/notes";
    private static final String IN_TRANSACTION = "/api/transaction/1";
    private static final String ONLY_READ = "/api/read";

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("replicated.chaos.Product#checked")
    void aWriteCostsOneRoundTripMoreAtMostAndAReadWithABookmarkNone(Product product) throws Exception {
        assumeTrue(
                product.availability().isAvailable(),
                () -> product.availability().reason());
        try (Cluster cluster = product.start();
                TcpProxy primary = TcpProxy.to(cluster.primary());
                TcpProxy replica = TcpProxy.to(cluster.standbys().get(0))) {
            String url = cluster.primary().jdbcUrlAt("127.0.0.1", primary.port());
            double plainWrite;
            double plainRead;
            double plainReadingPost;
            try (Node application = new Node(null, url, Map.of())) {
                application.start();
                plainWrite = perPost(application, primary, WRITE, 1);
                plainReadingPost = perPost(application, primary, ONLY_READ, 1);
                plainRead = perRead(application, new Visitor(true), primary);
            }
            Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                    consistency: {wait: 0s, poll-interval: 2s}
                    status: {listen: '127.0.0.1:${STATUS_PORT}', response-header: true}
                    replicas:
                      - {url: '%s', name: a}
                    """.formatted(
                            cluster.standbys().get(0).jdbcUrlAt("127.0.0.1", replica.port())));
            try (Node application = new Node(file, url, Map.of())) {
                application.start();
                Stage.until(
                        "the replica serves",
                        () -> !read(application.address(), new Visitor(false)).fromPrimary());
                double write = perPost(application, primary, WRITE, 1);
                double readingPost = perPost(application, primary, ONLY_READ, 1);
                primary.latency(ONE_WAY);
                double writeUnderLoad = perPost(application, primary, WRITE, AT_ONCE);
                double readingPostUnderLoad = perPost(application, primary, ONLY_READ, AT_ONCE);
                primary.latency(Duration.ZERO);
                Visitor visitor = new Visitor(true);
                visitor.post(application.address(), "/api/notes", "0.0");
                Stage.until(
                        "the replica has it",
                        () -> !read(application.address(), visitor).fromPrimary());
                long before = primary.roundTrips();
                double read = perRead(application, visitor, replica);
                double readOnPrimary = (primary.roundTrips() - before) / (double) REQUESTS;

                System.out.printf(
                        "round trips on %s: write %.2f, without the agent %.2f, %d at once %.2f;"
                                + " read with a bookmark %.2f and on the primary %.2f, without the agent %.2f%n",
                        product, write, plainWrite, AT_ONCE, writeUnderLoad, read, readOnPrimary, plainRead);
                System.out.printf(
                        "of a POST that only reads %.2f, without the agent %.2f, %d at once %.2f%n",
                        readingPost, plainReadingPost, AT_ONCE, readingPostUnderLoad);
                assertThat(readingPost - plainReadingPost)
                        .as("more for a POST that only reads")
                        .isLessThanOrEqualTo(1 + NOW_AND_THEN);
                assertThat(readingPostUnderLoad - plainReadingPost)
                        .as("more for a POST that only reads, shared")
                        .isLessThan(0.5);
                assertThat(visitor.toString()).contains("replicated_bookmark");
                assertThat(write - plainWrite).as("more for a write").isLessThanOrEqualTo(1 + NOW_AND_THEN);
                assertThat(writeUnderLoad - plainWrite)
                        .as("more for a write, shared")
                        .isLessThan(0.5);
                assertThat(read - plainRead).as("more for a read").isLessThanOrEqualTo(NOW_AND_THEN);
                assertThat(readOnPrimary).as("of a read, on the primary").isLessThanOrEqualTo(NOW_AND_THEN);
            }
        }
    }

    /** The application asks its driver for them; all that a request does it does in a transaction, as with Spring. */
    @ParameterizedTest
    @EnumSource(
            value = Product.class,
            names = {"MYSQL", "MARIADB"})
    void whereTheDriverIsToldOfPositionsATransactionCostsNoRoundTripMore(Product product) throws Exception {
        assumeTrue(Product.checked().contains(product));
        assumeTrue(
                product.availability().isAvailable(),
                () -> product.availability().reason());
        try (Cluster cluster = product.start();
                TcpProxy primary = TcpProxy.to(cluster.primary())) {
            String url = cluster.primary().jdbcUrlAt("127.0.0.1", primary.port());
            String telling = url
                    + (url.contains("?") ? "&" : "?")
                    + (product == Product.MYSQL
                            ? "trackSessionState=true&sessionVariables=session_track_gtids%3DOWN_GTID"
                            : "sessionVariables=session_track_system_variables='autocommit,last_gtid'");
            double plain;
            try (Node application = new Node(null, url, Map.of())) {
                application.start();
                post(application.address(), WRITE, 1);
                plain = perPost(application, primary, IN_TRANSACTION, 1);
            }
            Path file = Files.writeString(folder.resolve("replicated.yaml"), """
                    consistency: {wait: 0s, poll-interval: 2s}
                    status: {listen: '127.0.0.1:${STATUS_PORT}', response-header: true}
                    replicas:
                      - {url: '%s', name: a}
                    """.formatted(
                            cluster.standbys().get(0).jdbcUrl()));
            try (Node application = new Node(file, telling, Map.of())) {
                application.start();
                Stage.until(
                        "the replica serves",
                        () -> !read(application.address(), new Visitor(false)).fromPrimary());
                double told = perPost(application, primary, IN_TRANSACTION, 1);
                System.out.printf(
                        "round trips on %s whose driver is told: a transaction %.2f, without the agent %.2f%n",
                        product, told, plain);
                assertThat(told - plain).as("more for a transaction").isLessThanOrEqualTo(NOW_AND_THEN);
                Visitor visitor = new Visitor(true);
                visitor.post(application.address(), IN_TRANSACTION, "0.0");
                assertThat(visitor.toString()).contains("replicated_bookmark");
                Stage.until(
                        "the replica has it",
                        () -> !read(application.address(), visitor).fromPrimary());
            }
        }
    }

    private static double perPost(Node application, TcpProxy way, String path, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            post(application.address(), path, 1);
            long before = way.roundTrips();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                running.add(threads.submit(() -> {
                    post(application.address(), path, REQUESTS / atOnce);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return (way.roundTrips() - before) / (double) REQUESTS;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void post(URI application, String path, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(new Visitor(false).post(application, path, "0.0").statusCode())
                    .isEqualTo(200);
        }
    }

    private static double perRead(Node application, Visitor visitor, TcpProxy way) {
        read(application.address(), visitor);
        long before = way.roundTrips();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(read(application.address(), visitor).meant()).isTrue();
        }
        return (way.roundTrips() - before) / (double) REQUESTS;
    }

    private static Answer read(URI application, Visitor visitor) {
        try {
            return new Answer(visitor.get(application, "/api/notes/1"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
