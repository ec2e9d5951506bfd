// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.scale;

import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import replicated.config.Balance;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.dialect.Dialects;
import replicated.jdbc.Database;
import replicated.log.Level;
import replicated.log.Log;
import replicated.log.LogFormat;
import replicated.log.LogSettings;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.replica.ReplicaSet;
import replicated.replica.ReplicaSets;
import replicated.request.ClientsOfScale;
import replicated.request.LearnedRoutes;
import replicated.route.Chooser;
import replicated.source.DataSources;
import replicated.sql.VerdictCache;
import replicated.status.Counters;
import replicated.status.FiguresOfScale;

/**
 * What each of many things costs that the agent keeps: each line twice, with few and with many. What counts is whether
 * the time and the memory of each stay the same. Servers and their driver are stand-ins that answer at once. Run by
 * {@code scale-of-state}.
 */
public final class ScaleOfState {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int CHUNKS = 400;

    private static final int WARM_UPS = 5;

    /** HikariCP's threads end after 5 s. */
    private static final long AT_REST_MILLIS = 8_000;

    /** So that nothing is left out as useless. */
    private static long seen;

    private ScaleOfState() {}

    public static void main(String[] arguments) throws Exception {
        Log.configure(new LogSettings(Level.ERROR, "", LogFormat.TEXT));
        DriverManager.registerDriver(new StandIns());
        System.out.println("| what | how many | time of each | heap of each | |");
        System.out.println("| --- | ---: | ---: | ---: | --- |");
        sources(20, false, false);
        for (int many : new int[] {50, 500}) {
            sources(many, false, true);
            sources(many, true, true);
        }
        sets(20);
        sets(200);
        replicas(5);
        replicas(50);
        connections(500);
        connections(5_000);
        rules(2_500);
        rules(25_000);
        routes(1_000);
        routes(10_000);
        texts(10_000);
        texts(1_000_000);
        clients(10_000);
        clients(100_000);
        System.exit(seen == 42 ? 1 : 0);
    }

    private static void line(String what, int many, String time, String heap, String more) {
        System.out.printf("| %s | %,d | %s | %s | %s |%n", what, many, time, heap, more);
    }

    /** Data sources that are new, over replica sets that do nothing. */
    private static void sources(int many, boolean entries, boolean told) throws Exception {
        String one = "replicas: [{url: \"jdbc:standin://replica/%s\"}]";
        Config config = config(
                entries
                        ? IntStream.range(0, many)
                                .mapToObj(tenant -> "  - match: {pool-name: tenant-" + tenant + "}\n    "
                                        + String.format(one, "tenant" + tenant) + "\n")
                                .collect(Collectors.joining("", "datasources:\n", ""))
                        : String.format(one, "orders") + "\n");
        DataSources sources = new DataSources(config, (name, access, settings, timeout) -> StandIns.set(settings));
        List<HikariDataSource> pools = new ArrayList<>();
        for (int tenant = 0; tenant < many; tenant++) {
            pools.add(pool(tenant, entries ? "tenant" + tenant : "orders"));
        }
        long before = heap();
        long begun = System.nanoTime();
        for (HikariDataSource pool : pools) {
            seen += sources.find(pool) == null ? 1_000 : 0;
        }
        long took = System.nanoTime() - begun;
        if (told) {
            String what = "data source, registered" + (entries ? ", an entry for each" : ", all of one database");
            line(what, many, micros(took, many), kilobytes(heap() - before, many), "");
        }
        seen += sources.databases().size();
    }

    /** Live replica sets of two replicas each, as an application with a data source for each tenant has. */
    private static void sets(int many) throws Exception {
        Config config = config(replicasOf(2, ""));
        long before = heap();
        int threads = threads();
        long begun = System.nanoTime();
        DataSources sources = new DataSources(config, ReplicaSets::open);
        List<HikariDataSource> pools = new ArrayList<>();
        for (int tenant = 0; tenant < many; tenant++) {
            pools.add(pool(tenant, "orders"));
            seen += sources.find(pools.get(tenant)) == null ? 1_000 : 0;
        }
        long took = System.nanoTime() - begun;
        for (Database database : sources.databases()) {
            awaitUp(database.replicas());
        }
        int added = threads() - threads;
        Thread.sleep(AT_REST_MILLIS);
        line(
                "data source with two replicas, watched",
                many,
                micros(took, many),
                kilobytes(heap() - before, many),
                String.format(
                        Locale.ROOT, "%.1f threads, %.1f at rest", (double) added / many, (double) (threads() - threads) / many));
        sources.databases().forEach(database -> database.replicas().close());
        Thread.sleep(2_000);
    }

    private static void replicas(int many) throws Exception {
        Config config = config(replicasOf(many, ""));
        long before = heap();
        int threads = threads();
        DataSources sources = new DataSources(config, ReplicaSets::open);
        HikariDataSource pool = pool(0, "orders");
        Database database = sources.find(pool);
        ReplicaSet set = database.replicas();
        awaitUp(set);
        long heap = heap() - before;
        Thread.sleep(AT_REST_MILLIS);
        int added = threads() - threads;
        List<Replica> replicas = set.replicas();
        Chooser chooser = new Chooser();
        Chooser.Need need = new Chooser.Need(null, Duration.ofMinutes(1), null, 4711);
        StringBuilder times = new StringBuilder();
        for (Balance balance : Balance.values()) {
            double nanos = chunks(1_000, () -> {
                for (int i = 0; i < 1_000; i++) {
                    seen += chooser.choose(replicas, balance, need).none() == null ? 0 : 1;
                }
            });
            times.append(times.length() == 0 ? "" : ", ")
                    .append(balance.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .append(String.format(Locale.ROOT, " %.0f ns", nanos));
        }
        line("replica of one set, watched", many, "", kilobytes(heap, many), String.format(
                Locale.ROOT, "%.1f threads at rest", (double) added / many));
        line("choice among replicas, once for each request", many, times.toString(), "", "");
        line("answers of `/metrics` and `/status`", many, "", "", FiguresOfScale.sizes(config, sources.databases(), many));
        set.close();
        Thread.sleep(1_000);
    }

    /** Connections to fifty replicas, lent out at once. */
    private static void connections(int many) throws Exception {
        int each = many / 50;
        Config config = config(replicasOf(50, ", pool: {maximum-pool-size: " + each + "}"));
        DataSources sources = new DataSources(config, ReplicaSets::open);
        HikariDataSource pool = pool(0, "orders");
        ReplicaSet set = sources.find(pool).replicas();
        awaitUp(set);
        for (Replica replica : set.replicas()) {
            replica.borrow(5_000).close();
        }
        long standIns = StandIns.heapOfOne();
        long before = heap();
        int threads = threads();
        List<Connection> borrowed = Collections.synchronizedList(new ArrayList<>());
        long begun = System.nanoTime();
        List<Thread> borrowers = new ArrayList<>();
        for (Replica replica : set.replicas()) {
            Thread borrower = new Thread(() -> borrow(replica, each, borrowed));
            borrower.start();
            borrowers.add(borrower);
        }
        for (Thread borrower : borrowers) {
            borrower.join();
        }
        seen += borrowed.size() == many ? 0 : 1_000;
        long took = System.nanoTime() - begun;
        line(
                "connection to one of 50 replicas, lent out",
                many,
                micros(took, many),
                kilobytes(heap() - before - standIns * many, many),
                (threads() - threads) + " threads more");
        for (Connection connection : borrowed) {
            connection.close();
        }
        set.close();
        Thread.sleep(1_000);
    }

    private static void borrow(Replica replica, int each, List<Connection> borrowed) {
        try {
            for (int i = 0; i < each; i++) {
                borrowed.add(replica.borrow(5_000));
            }
        } catch (SQLException none) {
            System.err.println(none);
        }
    }

    private static void rules(int many) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            seen += config(rulesOf(2_500)).requests().routes().size();
        }
        String rules = rulesOf(many);
        long before = heap();
        Meter meter = new Meter();
        Config config = config(rules);
        Meter.Each each = meter.of(many);
        line("rule, read and checked", many, each.time(), kilobytes(heap() - before, many), each.more());
        seen += config.requests().routes().size();
    }

    private static String rulesOf(int many) {
        return IntStream.range(0, many)
                .mapToObj(rule -> "  - {path: /shop/page-" + rule + "/**, methods: [GET], use: replica}\n")
                .collect(Collectors.joining("", replicasOf(1, "") + "routes:\n", ""));
    }

    private static void routes(int many) throws Exception {
        long before = heap();
        long begun = System.nanoTime();
        Counters counters = new Counters();
        LearnedRoutes learned = new LearnedRoutes(null);
        for (int route = 0; route < many; route++) {
            String name = "POST /shop/page-" + route;
            counters.finished(name, true);
            learned.learn(name);
            learned.wrote(name, 1);
        }
        long took = System.nanoTime() - begun;
        line("route that has written", many, micros(took, many), kilobytes(heap() - before, many), learned.all().size()
                + " kept as writers");
        seen += counters.hashCode() & 1;
    }

    private static void texts(int many) {
        VerdictCache cache = new VerdictCache(Dialects.POSTGRESQL);
        long before = heap();
        long begun = System.nanoTime();
        for (int text = 0; text < many; text++) {
            seen += cache.verdict("SELECT id, label, price, created_at FROM products WHERE label <> 'x' AND category_id = "
                            + text + " AND deleted = FALSE ORDER BY created_at DESC LIMIT 50")
                    .kind()
                    .ordinal();
        }
        long took = System.nanoTime() - begun;
        line("SQL text, each another", many, micros(took, many), kilobytes(heap() - before, many), "");
        seen += cache.verdict("SELECT 1").kind().ordinal();
    }

    private static void clients(int many) {
        for (int i = 0; i < WARM_UPS; i++) {
            seen += ClientsOfScale.remember(10_000).hashCode() & 1;
        }
        long before = heap();
        Meter meter = new Meter();
        Object memory = ClientsOfScale.remember(many);
        Meter.Each each = meter.of(many);
        line("client that has written", many, each.time(), kilobytes(heap() - before, many), each.more());
        seen += memory.hashCode() & 1;
    }

    private static String replicasOf(int many, String more) {
        return IntStream.range(0, many)
                .mapToObj(number -> "  - {name: r" + number + ", url: \"jdbc:standin://replica-" + number + "/orders\""
                        + more + "}\n")
                .collect(Collectors.joining("", "replicas:\n", ""));
    }

    private static Config config(String yaml) throws Exception {
        Path file = Files.createTempFile("scale", ".yaml");
        try {
            Files.writeString(file, yaml);
            return ConfigParser.parse(new File(file.toString()), Map.<String, String>of()::get);
        } finally {
            Files.delete(file);
        }
    }

    /** It is never asked for a connection, so it makes none. */
    private static HikariDataSource pool(int number, String database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:standin://primary/" + database);
        pool.setPoolName("tenant-" + number);
        return pool;
    }

    private static void awaitUp(ReplicaSet set) throws InterruptedException {
        while (set.replicas().stream().anyMatch(each -> each.health().state() != Health.State.UP)) {
            Thread.sleep(20);
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Nanoseconds of one of {@code each}, the 5th percentile of the chunks. */
    private static double chunks(int each, Runnable chunk) {
        long[] took = new long[CHUNKS];
        for (int i = -CHUNKS; i < CHUNKS; i++) {
            long begun = System.nanoTime();
            chunk.run();
            took[Math.max(i, 0)] = System.nanoTime() - begun;
        }
        Arrays.sort(took);
        return (double) took[CHUNKS / 20] / each;
    }

    private static String micros(long nanos, int many) {
        return String.format(Locale.ROOT, "%.2f µs", nanos / 1e3 / many);
    }

    private static String kilobytes(long bytes, int many) {
        return String.format(Locale.ROOT, "%.2f kB", Math.max(0, bytes) / 1e3 / many);
    }
}
