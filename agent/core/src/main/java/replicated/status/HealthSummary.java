// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import replicated.config.JdbcUrl;
import replicated.config.Mode;
import replicated.jdbc.Database;
import replicated.jdbc.PoolTrouble;
import replicated.log.Faults;
import replicated.replica.Health;
import replicated.replica.Replica;
import replicated.source.DataSources;

/**
 * Is all well? In one line. Immutable.
 *
 * @param level how bad
 * @param text the line
 */
record HealthSummary(Level level, String text) {

    /** A pool that failed longer ago and was not asked since says nothing. */
    private static final long RECENT_MILLIS = 60_000;

    /** Fewer reads that found a pool busy in five minutes are a pool that fills, or a moment. */
    private static final long MANY_BUSY = 10;

    /** And so is a smaller share of all decisions, on a busy application. */
    private static final double MUCH_BUSY = 0.01;

    /** How bad it is. */
    enum Level {
        OK,
        /** Nothing is wrong, and nothing goes to a replica. */
        IDLE,
        /** It works, but somebody should look. */
        WARN,
        /** No replica serves, or the primary does not. */
        BAD
    }

    /**
     * Judges the agent as a whole: the worst comes first.
     *
     * @param agent what there is
     * @param replicaShare of reads over the last minutes; NaN if nothing was read
     * @return never null
     */
    static HealthSummary of(AgentView agent, double replicaShare) {
        return of(agent, replicaShare, 0, 0);
    }

    /**
     * As above.
     *
     * @param busy reads of the last minutes that got no connection to a replica in time
     * @param decisions of the last minutes, those among them
     */
    static HealthSummary of(AgentView agent, double replicaShare, long busy, long decisions) {
        Mode mode = agent.config().mode();
        if (mode == Mode.OFF) {
            return new HealthSummary(Level.IDLE, "Switched off: everything goes to the primary.");
        }
        Collection<Database> databases = agent.databases();
        List<String> dead = new ArrayList<>();
        List<String> limping = new ArrayList<>();
        databases.forEach(database -> judge(database, dead, limping));
        if (!dead.isEmpty()) {
            return new HealthSummary(Level.BAD, "Something is down: " + String.join("; ", dead) + ".");
        }
        long faults =
                Faults.counts().values().stream().mapToLong(Long::longValue).sum();
        if (faults > 0) {
            limping.add(faults + (faults == 1 ? " fault" : " faults") + " of the agent itself, see below");
        }
        if (busy >= MANY_BUSY && busy >= decisions * MUCH_BUSY) {
            limping.add(busy + " reads of the last minutes got no connection to a replica in time (replica-busy):"
                    + " raise pool.maximum-pool-size, or look for slow queries");
        }
        if (!agent.refused().isEmpty()) {
            limping.add("the file on disk is refused, an older configuration is in force");
        }
        if (!limping.isEmpty()) {
            return new HealthSummary(Level.WARN, "It works, but: " + String.join("; ", limping) + ".");
        }
        List<DataSources.Unrouted> left = agent.notRouted();
        if (databases.isEmpty() && !left.isEmpty()) {
            return new HealthSummary(
                    Level.WARN,
                    "Nothing is routed: " + left.get(0).name()
                            + (left.size() == 1 ? " is" : " and " + (left.size() - 1) + " more data source(s) are")
                            + " left alone, see below why.");
        }
        if (databases.isEmpty()) {
            return new HealthSummary(
                    Level.IDLE,
                    "Waiting: the application has not used any data source yet that the configuration has replicas for.");
        }
        String share = Double.isNaN(replicaShare)
                ? "no reads in the last minutes"
                : String.format(
                        Locale.ROOT, "%.0f %% of reads went to replicas in the last minutes", 100 * replicaShare);
        if (mode == Mode.OBSERVE) {
            return new HealthSummary(
                    Level.IDLE, "Observing: everything goes to the primary. The report says what could move.");
        }
        return new HealthSummary(Level.OK, "All is well: every replica serves, " + share + ".");
    }

    private static void judge(Database database, List<String> dead, List<String> limping) {
        List<Replica> replicas = database.replicas().replicas();
        Health primary = database.replicas().primaryHealth();
        PoolTrouble pool = database.poolTrouble();
        switch (primary.state()) {
            case DOWN -> {
                // The agent's own connection is no measure of what the application gets from its pool.
                if (pool != null) {
                    dead.add("the primary of " + database.name() + " does not serve, the application's pool says: "
                            + JdbcUrl.masked(pool.why()));
                } else {
                    limping.add("the agent cannot reach the primary of " + database.name()
                            + ", of which the application's pool has said nothing");
                }
            }
            case WRONG_ROLE -> dead.add("the primary of " + database.name() + " is read-only");
            case LOGIN_FAILED -> limping.add("the agent cannot log in to the primary of " + database.name());
            default -> {}
        }
        if (pool != null
                && System.currentTimeMillis() - pool.lastMillis() < RECENT_MILLIS
                && primary.state() != Health.State.DOWN) {
            limping.add("the application's pool " + database.name() + " gives no connections: "
                    + JdbcUrl.masked(pool.why()));
        }
        int up = 0;
        int shutOut = 0;
        int drained = 0;
        int primaries = 0;
        for (Replica replica : replicas) {
            if (replica.weight() == 0) {
                // Somebody has taken it out on purpose; it may well be down.
                drained++;
            } else if (replica.health().state() == Health.State.PRIMARY) {
                // The list names all nodes, and one of them is always the primary.
                primaries++;
            } else if (replica.health().state() == Health.State.UP) {
                up++;
            } else if (replica.health().state() == Health.State.LOGIN_FAILED) {
                shutOut++;
                limping.add("the agent cannot log in to " + replica.name() + " of " + database.name());
            } else {
                if (replica.health().state() == Health.State.UNKNOWN && primary.state() == Health.State.LOGIN_FAILED) {
                    // Its lag is measured against the primary.
                    shutOut++;
                }
                limping.add(replica.name() + " of " + database.name() + " does not serve ("
                        + Descriptions.state(replica) + ")");
            }
        }
        if (up == 0 && drained > 0 && drained + primaries == replicas.size()) {
            limping.add("every replica of " + database.name() + " is drained, all its reads go to the primary");
        } else if (up == 0 && (shutOut == 0 || shutOut + drained + primaries < replicas.size())) {
            // Nothing is down where nobody lets us in: it is the credentials that somebody has to look at.
            dead.add("no replica of " + database.name() + " serves, all its reads go to the primary");
        }
    }
}
