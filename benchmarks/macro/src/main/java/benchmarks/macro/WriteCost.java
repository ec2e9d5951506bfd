// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/**
 * Where the time of a write goes, and that of a read: the CPU of a request in the application's JVM, on the primary and
 * on the standbys, without the agent and with it, in turns. Run by {@code write-cost}.
 */
public final class WriteCost {

    private static final Shape[] SHAPES = {Shape.SINGLE, Shape.EVERY_SECOND, Shape.ONE_IN_TEN};

    /** A thread that ends takes its CPU with it. */
    private static final String LASTING_COMPILERS = "-XX:-UseDynamicNumberOfCompilerThreads";

    private static final Duration WARM_UP_STEP = Duration.ofSeconds(2);
    /** Of each request, for the compiler to be quiet. */
    private static final double QUIET_MICROS = 3;
    /** Of each shape in a row. */
    private static final int QUIET_STEPS = 2 * SHAPES.length;

    private static final int MOST_STEPS = 30;

    private final PostgresCluster cluster;
    private final List<Contestant> contestants;
    /** Null: none. */
    private final Profiler profiler;

    private final Map<Contestant, Jvm> applications = new LinkedHashMap<>();
    private final WriteTable table = new WriteTable();
    /** The processes that fork all others of each server. */
    private final long primary;

    private final List<Long> standbys = new ArrayList<>();

    /**
     * Who takes turns.
     *
     * @param agent path of the packed agent; of no account to the application alone
     */
    private record Contestant(String title, Side side, String agent) {}

    private WriteCost(PostgresCluster cluster, List<Contestant> contestants, Profiler profiler) throws Exception {
        this.cluster = cluster;
        this.contestants = contestants;
        this.profiler = profiler;
        this.primary = postmaster(cluster.primary());
        for (Server standby : cluster.standbys()) {
            standbys.add(postmaster(standby));
        }
    }

    /**
     * Runs and prints.
     *
     * @param arguments seconds for each turn, rounds, jar of async-profiler or nothing, folder for its profiles, jar of
     *     the agent, jars of other builds of it
     */
    public static void main(String[] arguments) throws Exception {
        Duration turn = Duration.ofSeconds(Long.parseLong(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        Profiler profiler = arguments[2].isEmpty() ? null : new Profiler(arguments[2], Path.of(arguments[3]));
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant(Side.ALONE.title, Side.ALONE, arguments[4]));
        contestants.add(new Contestant(Side.AGENT.title, Side.AGENT, arguments[4]));
        for (String other : Arrays.asList(arguments).subList(5, arguments.length)) {
            contestants.add(new Contestant(other, Side.AGENT, other));
        }
        try (PostgresCluster cluster = PostgresCluster.builder()
                .standbys(2)
                .setting("log_statement", "none")
                .setting("max_connections", "200")
                .start()) {
            WriteCost run = new WriteCost(cluster, contestants, profiler);
            try {
                run.start();
                run.turns(turn, rounds);
            } finally {
                run.applications.values().forEach(Jvm::close);
            }
            run.table.print();
        }
        if (profiler != null) {
            System.out.println("Profiles: " + arguments[3]);
        }
    }

    private void start() throws Exception {
        ServerReads databases = new ServerReads(cluster);
        databases.create(Side.ALONE);
        databases.create(Side.AGENT);
        cluster.awaitCaughtUp();
        Worlds worlds = new Worlds(cluster, "");
        List<String> options = new ArrayList<>(List.of(LASTING_COMPILERS));
        if (profiler != null) {
            options.addAll(Profiler.OPTIONS);
        }
        for (Contestant contestant : contestants) {
            Jvm application = worlds.start(contestant.side(), contestant.agent(), options);
            applications.put(contestant, application);
            Worlds.awaitReady(contestant.title(), application, SHAPES);
        }
        for (Contestant contestant : contestants) {
            warmUp(contestant);
        }
    }

    /** Until the compiler is quiet: with the agent it has more to do, and would be taken for what a request costs. */
    private void warmUp(Contestant contestant) throws Exception {
        Jvm application = applications.get(contestant);
        double micros = 0;
        int quiet = 0;
        for (int step = 0; step < MOST_STEPS && quiet < QUIET_STEPS; step++) {
            long before = ProcessCost.ofThreads(application.pid()).compilers();
            Load.Seen seen = Load.run(application.address(), SHAPES[step % SHAPES.length], WARM_UP_STEP);
            long spent = ProcessCost.ofThreads(application.pid()).compilers() - before;
            micros = spent / 1e3 / seen.answers();
            quiet = micros < QUIET_MICROS ? quiet + 1 : 0;
        }
        System.out.printf(
                Locale.ROOT, "Warm: %s, %.1f µs of a request still go to the compiler%n", contestant.title(), micros);
    }

    private void turns(Duration turn, int rounds) throws Exception {
        Turns.take(contestants, SHAPES, rounds, (contestant, shape, round) -> turn(contestant, shape, turn, round));
    }

    private void turn(Contestant contestant, Shape shape, Duration turn, int round) throws Exception {
        // Nobody's lag is another's.
        cluster.awaitCaughtUp();
        Jvm application = applications.get(contestant);
        if (profiler != null) {
            profiler.start(application);
        }
        ProcessCost.Threads threadsBefore = ProcessCost.ofThreads(application.pid());
        long primaryBefore = ProcessCost.ofChildren(primary);
        long standbysBefore = onStandbys();
        Load.Seen seen = Load.run(application.address(), shape, turn);
        ProcessCost.Threads threads = ProcessCost.ofThreads(application.pid()).minus(threadsBefore);
        long onPrimary = ProcessCost.ofChildren(primary) - primaryBefore;
        long onStandbys = onStandbys() - standbysBefore;
        if (profiler != null) {
            int place = contestants.indexOf(contestant);
            profiler.stop(application, place + "-" + contestant.side() + "-" + shape + "-" + round);
        }
        if (seen.errors() > 0 || seen.staleReads() > 0) {
            System.out.println(contestant.title() + ", " + shape + ": " + seen.staleReads() + " stale reads, "
                    + seen.errors() + " errors, the first: " + seen.firstError());
        }
        double requests = seen.answers();
        table.add(
                shape,
                contestant.title(),
                new WriteTable.Turn(
                        seen.perSecond(),
                        threads.cpu() / 1e3 / requests,
                        threads.watchers() / 1e3 / requests,
                        onPrimary / 1e3 / requests,
                        onStandbys / 1e3 / requests,
                        threads.switches() / requests));
    }

    private long onStandbys() throws Exception {
        long cpu = 0;
        for (long standby : standbys) {
            cpu += ProcessCost.ofChildren(standby);
        }
        return cpu;
    }

    private static long postmaster(Server server) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet backend = statement.executeQuery("SELECT pg_backend_pid()")) {
            backend.next();
            return ProcessCost.parent(backend.getLong(1));
        }
    }
}
