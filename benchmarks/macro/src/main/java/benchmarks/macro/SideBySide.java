// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import replicated.servers.Availability;
import replicated.servers.Pgpool;
import replicated.servers.PostgresCluster;

/**
 * The agent beside what else sends reads to replicas: the same application on the same servers, in a JVM for each,
 * which take turns at being loaded. Run by {@code side-by-side}.
 */
public final class SideBySide {

    private static final double LEAST_ONE_IN_TEN = 0.98;
    private static final double LEAST_EVERY_SECOND = 0.95;
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    private final PostgresCluster cluster;
    private final String agent;
    private final Pgpool pgpool;
    private final List<Side> sides;
    private final Map<Side, Jvm> applications = new EnumMap<>(Side.class);
    private final ServerReads reads;
    private final SideTable table;

    private SideBySide(PostgresCluster cluster, String agent, Pgpool pgpool, List<Side> sides) {
        this.cluster = cluster;
        this.agent = agent;
        this.pgpool = pgpool;
        this.sides = sides;
        this.reads = new ServerReads(cluster);
        this.table = new SideTable(sides);
    }

    /**
     * Runs, prints, draws; ends with 1 where writers lose more than they may.
     *
     * @param arguments seconds for each turn, rounds, names of contestants with commas between them or "all", jar of
     *     the agent, file of the plot without its ending
     */
    public static void main(String[] arguments) throws Exception {
        Duration turn = Duration.ofSeconds(Long.parseLong(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        List<Side> sides = new ArrayList<>(
                arguments[2].equals("all")
                        ? List.of(Side.values())
                        : Arrays.stream(arguments[2].split(","))
                                .map(Side::valueOf)
                                .toList());
        if (sides.contains(Side.PGPOOL)) {
            Availability pgpool = Pgpool.availability();
            if (!pgpool.isAvailable()) {
                System.out.println("Left out: " + pgpool.reason());
                sides.remove(Side.PGPOOL);
            }
        }
        SideTable table;
        try (PostgresCluster cluster = PostgresCluster.builder()
                        .standbys(2)
                        .setting("log_statement", "none")
                        .setting("max_connections", "200")
                        .start();
                Pgpool pgpool = sides.contains(Side.PGPOOL) ? Pgpool.start(cluster, Side.POOL * 2) : null) {
            SideBySide run = new SideBySide(cluster, arguments[3], pgpool, sides);
            try {
                run.start();
                run.turns(turn, rounds);
            } finally {
                run.applications.values().forEach(Jvm::close);
            }
            table = run.table;
        }
        table.print();
        if (arguments[2].equals("all")) {
            table.draw(arguments[4]);
        }
        if (sides.containsAll(List.of(Side.ALONE, Side.AGENT))) {
            double oneInTen = table.ofAlone(Side.AGENT, Shape.ONE_IN_TEN);
            double everySecond = table.ofAlone(Side.AGENT, Shape.EVERY_SECOND);
            if (oneInTen < LEAST_ONE_IN_TEN || everySecond < LEAST_EVERY_SECOND) {
                System.out.println(
                        "The target is missed: 98 of 100 requests where one in ten writes, 95 where every second does.");
                System.exit(1);
            }
        }
    }

    private void start() throws Exception {
        for (Side side : sides) {
            reads.create(side);
        }
        cluster.awaitCaughtUp();
        Worlds worlds = new Worlds(cluster, pgpool == null ? "" : "127.0.0.1:" + pgpool.port());
        for (Side side : sides) {
            applications.put(side, worlds.start(side, agent, List.of()));
        }
        for (Side side : sides) {
            Worlds.awaitReady(side.title, applications.get(side), Shape.values());
            for (Shape shape : Shape.values()) {
                Load.run(applications.get(side).address(), shape, WARM_UP);
            }
            System.out.println("Warm: " + side);
        }
    }

    private void turns(Duration turn, int rounds) throws Exception {
        Turns.take(sides, Shape.values(), rounds, (side, shape, round) -> turn(side, shape, turn));
        for (Side side : sides) {
            for (Shape shape : Shape.values()) {
                table.onStandbys(side, shape, reads.onStandbys(side, shape));
            }
        }
    }

    private void turn(Side side, Shape shape, Duration turn) throws Exception {
        // Nobody's lag is another's.
        cluster.awaitCaughtUp();
        reads.begin(side, shape);
        Jvm application = applications.get(side);
        Duration before = application.cpuTime();
        Duration proxyBefore = proxyCpuTime(side);
        Load.Seen seen = Load.run(application.address(), shape, turn);
        table.add(
                side,
                shape,
                seen,
                application.cpuTime().minus(before),
                proxyCpuTime(side).minus(proxyBefore));
        reads.end(side);
        if (seen.firstError() != null) {
            System.out.println(side + ", " + shape + ": " + seen.errors() + " errors, the first: " + seen.firstError());
        }
    }

    private Duration proxyCpuTime(Side side) {
        return side == Side.PGPOOL ? pgpool.cpuTime() : Duration.ZERO;
    }
}
