package replicated.route;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import replicated.bookmark.Position;
import replicated.config.Balance;
import replicated.replica.Health;
import replicated.replica.Replica;

/**
 * Chooses one of the replicas of a database: healthy, within the lag that is accepted, at or past the bookmark; among
 * those by balance and weight. One chooser per database. It waits for nobody and reads no clock. Thread-safe.
 */
public final class Chooser {

    /** Whose turn it is, for round-robin and for ties. */
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * What a reader asks of a replica.
     *
     * @param required position that has to be visible; null: none
     * @param maxLag how far behind a replica may be
     * @param excluded a replica that has just failed this reader; null: none
     * @param affinity hash of what names the client, for {@link Balance#AFFINITY}; 0: unknown, its turn decides
     */
    public record Need(Position required, Duration maxLag, Replica excluded, long affinity) {}

    /**
     * The outcome.
     *
     * @param replica the replica, or null
     * @param none why there is none, {@link Reason#NO_REPLICA} or {@link Reason#BEHIND_BOOKMARK}; null if there is one
     */
    public record Chosen(Replica replica, Reason none) {

        private static final Chosen NO_REPLICA = new Chosen(null, Reason.NO_REPLICA);
        private static final Chosen BEHIND_BOOKMARK = new Chosen(null, Reason.BEHIND_BOOKMARK);
    }

    /**
     * Chooses.
     *
     * @param replicas of the database, an immutable list
     * @param balance how
     * @param need what is asked for
     * @return a replica, or why there is none
     */
    public Chosen choose(List<Replica> replicas, Balance balance, Need need) {
        int weights = 0;
        boolean behind = false;
        // By index: an iterator would be one more object for each request.
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            Health health = replica.health();
            if (replica != need.excluded() && serves(health, need.maxLag())) {
                if (shows(health, need.required())) {
                    weights += replica.weight();
                } else {
                    behind = true;
                }
            }
        }
        if (weights == 0) {
            return behind ? Chosen.BEHIND_BOOKMARK : Chosen.NO_REPLICA;
        }
        Replica chosen = switch (balance) {
            case ROUND_ROBIN -> atWeight(replicas, need, nextTurn(weights));
            case RANDOM -> atWeight(replicas, need, ThreadLocalRandom.current().nextInt(weights));
            case LEAST_CONNECTIONS -> leastConnections(replicas, need);
            case AFFINITY ->
                need.affinity() == 0
                        ? atWeight(replicas, need, nextTurn(weights))
                        : closest(replicas, need, need.affinity());
        };
        return chosen == null ? Chosen.NO_REPLICA : new Chosen(chosen, null);
    }

    /**
     * Whether a replica would do.
     *
     * @param replica the replica
     * @param need what is asked for
     * @return {@code true} if it might be chosen
     */
    public static boolean fits(Replica replica, Need need) {
        return replica != need.excluded() && fits(replica, need.required(), need.maxLag());
    }

    /**
     * Whether a replica that was chosen before still does.
     *
     * @param replica the replica
     * @param required position that has to be visible; null: none
     * @param maxLag how far behind it may be
     * @return {@code true} if it might be chosen again
     */
    public static boolean fits(Replica replica, Position required, Duration maxLag) {
        return fits(replica.health(), required, maxLag);
    }

    /**
     * Whether a replica of this health would do.
     *
     * @param health of the replica
     * @param required position that has to be visible; null: none
     * @param maxLag how far behind it may be
     * @return {@code true} if it might be chosen
     */
    public static boolean fits(Health health, Position required, Duration maxLag) {
        return serves(health, maxLag) && shows(health, required);
    }

    /** Beyond the set's own max-lag a replica is LAGGING, but a route may accept more, or less. */
    private static boolean serves(Health health, Duration maxLag) {
        return switch (health.state()) {
            case UP -> health.lag() == null || health.lag().compareTo(maxLag) <= 0;
            case LAGGING -> health.lag() != null && health.lag().compareTo(maxLag) <= 0;
            case UNKNOWN, DOWN, LOGIN_FAILED, WRONG_ROLE, SEVERAL_SERVERS -> false;
        };
    }

    private static boolean shows(Health health, Position required) {
        if (required == null) {
            return true;
        }
        Position position = health.position();
        return position != null && position.covers(required) == Position.Reached.YES;
    }

    private int nextTurn(int weights) {
        return Integer.remainderUnsigned(turn.getAndIncrement(), weights);
    }

    /** Health may have changed since the weights were added up: then the last that fits, or null. */
    private static Replica atWeight(List<Replica> replicas, Need need, int weight) {
        int left = weight;
        Replica last = null;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (fits(replica, need)) {
                last = replica;
                left -= replica.weight();
                if (left < 0) {
                    return replica;
                }
            }
        }
        return last;
    }

    /**
     * The fewest connections lent out for its weight; of equals the next in turn, or the first would get all of a calm
     * day.
     */
    private Replica leastConnections(List<Replica> replicas, Need need) {
        int size = replicas.size();
        int start = nextTurn(size);
        Replica best = null;
        long bestInUse = 0;
        for (int i = 0; i < size; i++) {
            Replica replica = replicas.get((start + i) % size);
            if (fits(replica, need)) {
                long inUse = replica.inUse();
                if (best == null || inUse * best.weight() < bestInUse * replica.weight()) {
                    best = replica;
                    bestInUse = inUse;
                }
            }
        }
        return best;
    }

    /**
     * Weighted rendezvous hashing: each client ranks the replicas in an order of its own, so that a replica which comes
     * or goes moves only the clients it gets or had.
     */
    private static Replica closest(List<Replica> replicas, Need need, long client) {
        Replica best = null;
        double bestScore = 0;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (fits(replica, need)) {
                double score = -replica.weight()
                        / Math.log(uniform(client ^ replica.name().hashCode() * 0x9E3779B97F4A7C15L));
                if (best == null || score > bestScore) {
                    best = replica;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** Between 0 and 1, both excluded; the finalizer of MurmurHash3. */
    private static double uniform(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        mixed ^= mixed >>> 33;
        return ((mixed >>> 11) + 0.5) * 0x1.0p-53;
    }
}
