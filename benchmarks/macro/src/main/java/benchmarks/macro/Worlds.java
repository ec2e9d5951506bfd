// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import replicated.servers.PostgresCluster;
import replicated.servers.Server;

/** Starts {@link World}, the application that all contestants run, on the servers of one cluster. */
final class Worlds {

    /** Until an error of a contestant is taken for good. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final PostgresCluster cluster;
    private final String pgpool;

    /**
     * For one cluster.
     *
     * @param pgpool host and port of pgpool-II; empty where there is none
     */
    Worlds(PostgresCluster cluster, String pgpool) {
        this.cluster = cluster;
        this.pgpool = pgpool;
    }

    /**
     * Starts the application; the database of its side has to be there.
     *
     * @param agent path of the packed agent; only {@link Side#AGENT} gets it
     * @param options for {@code java}
     */
    Jvm start(Side side, String agent, List<String> options) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "SIDE",
                side.name(),
                "PRIMARY",
                at(cluster.primary()),
                "STANDBYS",
                cluster.standbys().stream().map(Worlds::at).collect(Collectors.joining(",")),
                "PGPOOL",
                pgpool);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), World.class.getName()));
        return Jvm.start(agent, side == Side.AGENT ? yaml(side) : null, arguments, environment);
    }

    /** So that an error of a turn is none of the start. */
    static void awaitReady(String contestant, Jvm application, Shape... shapes) throws Exception {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        for (Shape shape : shapes) {
            Load.Seen seen = Load.run(application.address(), shape, Duration.ofMillis(200));
            while (seen.errors() > 0) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException(
                            contestant + ", " + shape + ": " + seen.firstError() + "\n" + application.output());
                }
                seen = Load.run(application.address(), shape, Duration.ofMillis(200));
            }
        }
    }

    private String yaml(Side side) {
        StringBuilder yaml = new StringBuilder("replicas:\n");
        for (Server standby : cluster.standbys()) {
            yaml.append("  - {url: 'jdbc:postgresql://" + at(standby) + "/" + side.database() + "', name: "
                    + standby.name() + "}\n");
        }
        return yaml.toString();
    }

    private static String at(Server server) {
        return "127.0.0.1:" + server.port();
    }
}
