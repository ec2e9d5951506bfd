// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * Requests per second when every replica is gone, against the application without the agent: two JVMs side by side on
 * the same primary, which take turns at being loaded. Run by {@code replicas-gone}.
 */
public final class ReplicasGone {

    private static final double LEAST_OF_PLAIN = 0.90;
    private static final int CLIENTS = 8;
    private static final int POOL = 8;
    /** One request in so many writes. */
    private static final int READS_PER_WRITE = 10;

    /** Many and short ones: what else the machine does changes within seconds. */
    private static final int TURNS = 40;

    /** The compiler has both cores to share with the load. */
    private static final Duration WARM_UP = Duration.ofSeconds(45);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ReplicasGone() {}

    /**
     * Runs, prints; ends with 1 where more than the tenth is lost.
     *
     * @param arguments seconds for each turn, jar of the agent, jar of the application
     */
    public static void main(String[] arguments) throws Exception {
        Duration turn = Duration.ofSeconds(Long.parseLong(arguments[0]));
        Jars jars = new Jars(arguments[1], arguments[2]);
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (PostgresCluster cluster = PostgresCluster.builder()
                .standbys(2)
                .setting("log_statement", "none")
                .start()) {
            String url = cluster.primary().jdbcUrl();
            try (Application plain = Application.start(jars, null, url, POOL);
                    Application routed = Application.start(jars, Application.replicas(cluster.standbys()), url, POOL)) {
                plain.post("/api/notes", "1", null);
                awaitReplicas(routed, cluster.primary());
                cluster.standbys().forEach(Server::kill);
                rate(plain, WARM_UP);
                rate(routed, WARM_UP);
                System.out.printf(Locale.ROOT, "%14s %12s %8s%n", "without agent", "with agent", "ratio");
                for (int i = 0; i < TURNS; i++) {
                    // Whoever goes first in one turn goes second in the next.
                    if (i % 2 == 0) {
                        without.add(rate(plain, turn));
                        with.add(rate(routed, turn));
                    } else {
                        with.add(rate(routed, turn));
                        without.add(rate(plain, turn));
                    }
                    ratios.add(with.get(i) / without.get(i));
                    System.out.printf(
                            Locale.ROOT, "%12.0f/s %10.0f/s %8.3f%n", without.get(i), with.get(i), ratios.get(i));
                }
            }
        }
        double ratio = median(ratios);
        System.out.printf(
                Locale.ROOT,
                "medians: %.0f requests/s without the agent, %.0f with it and no replica left; ratio turn by turn %.3f%n",
                median(without),
                median(with),
                ratio);
        if (ratio < LEAST_OF_PLAIN) {
            System.out.println("The target is missed: 90 of 100 of the application without the agent.");
            System.exit(1);
        }
    }

    /** So that what follows is the loss of replicas that were in use. */
    private static void awaitReplicas(Application application, Server primary) throws Exception {
        String port = Integer.toString(primary.port());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (application.get("/api/notes/1", null).servedBy().equals(port)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no replica serves within " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(50);
        }
    }

    private static double rate(Application application, Duration span) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        LongAdder answers = new LongAdder();
        long begin = System.nanoTime();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                running.add(threads.submit(() -> {
                    ask(application, begin + span.toNanos(), answers);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return answers.doubleValue() * Duration.ofSeconds(1).toNanos() / (System.nanoTime() - begin);
    }

    private static void ask(Application application, long end, LongAdder answers)
            throws IOException, InterruptedException {
        for (int i = 1; System.nanoTime() < end; i++) {
            if (i % READS_PER_WRITE == 0) {
                application.post("/api/notes/1", "2", null);
            } else {
                application.get("/api/notes/1", null);
            }
            answers.increment();
        }
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
