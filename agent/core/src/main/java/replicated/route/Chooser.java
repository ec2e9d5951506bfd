// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.config.Balance;
import replicated.replica.Health;
import replicated.replica.Replica;

/**
 * Chooses one of the replicas of a database: not drained, healthy, within the lag that is accepted, at or past the
 * bookmark; among those first the ones of this node's zone, then by balance and weight. One chooser per database. It
 * waits for nobody and reads no clock. Thread-safe.
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
    public record Need(
            @Nullable Position required,
            Duration maxLag,
            @Nullable Replica excluded,
            long affinity) {}

    /**
     * The outcome.
     *
     * @param replica the replica, or null
     * @param none why there is none, {@link Reason#NO_REPLICA} or {@link Reason#BEHIND_BOOKMARK}; null if there is one
     */
    public record Chosen(
            @Nullable Replica replica, @Nullable Reason none) {

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
        boolean near = false;
        boolean far = false;
        boolean behind = false;
        // By index: an iterator would be one more object for each request.
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            Health health = replica.health();
            if (replica.weight() > 0 && replica != need.excluded() && serves(health, need.maxLag())) {
                if (!shows(health, need.required())) {
                    behind = true;
                } else if (replica.near()) {
                    near = true;
                } else {
                    far = true;
                }
            }
        }
        if (!near && !far) {
            return behind ? Chosen.BEHIND_BOOKMARK : Chosen.NO_REPLICA;
        }
        Replica chosen = choose(replicas, balance, need, near);
        return chosen == null ? Chosen.NO_REPLICA : new Chosen(chosen, null);
    }

    private @Nullable Replica choose(List<Replica> replicas, Balance balance, Need need, boolean nearOnly) {
        return switch (balance) {
            case ROUND_ROBIN -> weighted(replicas, need, nearOnly, false);
            case RANDOM -> weighted(replicas, need, nearOnly, true);
            case LEAST_CONNECTIONS -> leastConnections(replicas, need, nearOnly);
            case AFFINITY ->
                need.affinity() == 0
                        ? weighted(replicas, need, nearOnly, false)
                        : closest(replicas, need, nearOnly, need.affinity());
        };
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
    public static boolean fits(Replica replica, @Nullable Position required, Duration maxLag) {
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
    public static boolean fits(Health health, @Nullable Position required, Duration maxLag) {
        return serves(health, maxLag) && shows(health, required);
    }

    /** Beyond the set's own max-lag a replica is LAGGING, but a route may accept more, or less. */
    private static boolean serves(Health health, Duration maxLag) {
        return switch (health.state()) {
            case UP -> health.lag() == null || health.lag().compareTo(maxLag) <= 0;
            case LAGGING -> health.lag() != null && health.lag().compareTo(maxLag) <= 0;
            case UNKNOWN, DOWN, LOGIN_FAILED, PRIMARY, WRONG_ROLE, SEVERAL_SERVERS -> false;
        };
    }

    private static boolean shows(Health health, @Nullable Position required) {
        if (required == null) {
            return true;
        }
        Position position = health.position();
        return position != null && position.covers(required) == Position.Reached.YES;
    }

    /** Whether it may be chosen by a reader that is nowhere yet. */
    private static boolean candidate(Replica replica, Need need, boolean nearOnly) {
        return replica.weight() > 0 && (!nearOnly || replica.near()) && fits(replica, need);
    }

    /** What counts at the moment: a replica that has just come has less than its weight. */
    private static long effectiveWeight(Replica replica) {
        return (long) replica.weight() * replica.share();
    }

    /** In turn or at random, by weight. */
    private @Nullable Replica weighted(List<Replica> replicas, Need need, boolean nearOnly, boolean random) {
        long weights = 0;
        long effective = 0;
        int least = Replica.FULL_SHARE;
        int most = 0;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (candidate(replica, need, nearOnly)) {
                int share = replica.share();
                weights += replica.weight();
                effective += (long) replica.weight() * share;
                least = Math.min(least, share);
                most = Math.max(most, share);
            }
        }
        if (weights == 0) {
            return null;
        }
        // Where all have the same share, weights alone decide: small numbers, so that turns are exact.
        boolean alike = least == most;
        long sum = alike ? weights : effective;
        long point;
        if (random) {
            point = ThreadLocalRandom.current().nextLong(sum);
        } else if (alike) {
            point = Integer.toUnsignedLong(turn.getAndIncrement()) % sum;
        } else {
            point = (long) (spread(turn.getAndIncrement()) * sum);
        }
        return atWeight(replicas, need, nearOnly, alike, point);
    }

    /** From 0 to 1: the multiples of the golden ratio, which cover it evenly however few of them are taken. */
    private static double spread(int turn) {
        return Integer.toUnsignedLong(turn * 0x9E3779B9) * 0x1.0p-32;
    }

    /** Health may have changed since the weights were added up: then the last that fits, or null. */
    private static @Nullable Replica atWeight(
            List<Replica> replicas, Need need, boolean nearOnly, boolean alike, long point) {
        long left = point;
        Replica last = null;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (candidate(replica, need, nearOnly)) {
                last = replica;
                left -= alike ? replica.weight() : effectiveWeight(replica);
                if (left < 0) {
                    return replica;
                }
            }
        }
        return last;
    }

    /**
     * The fewest connections lent out for its weight; of equals the one whose turn it is by weight, or the first would
     * get all of a calm day.
     */
    private @Nullable Replica leastConnections(List<Replica> replicas, Need need, boolean nearOnly) {
        Replica best = weighted(replicas, need, nearOnly, false);
        if (best == null) {
            return null;
        }
        long bestInUse = best.inUse();
        long bestWeight = effectiveWeight(best);
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (replica != best && candidate(replica, need, nearOnly)) {
                long inUse = replica.inUse();
                long weight = effectiveWeight(replica);
                if (inUse * bestWeight < bestInUse * weight) {
                    best = replica;
                    bestInUse = inUse;
                    bestWeight = weight;
                }
            }
        }
        return best;
    }

    /**
     * Weighted rendezvous hashing: each client ranks the replicas in an order of its own, so that a replica which comes
     * or goes moves only the clients it gets or had. By the full weight from the first moment on: nodes see a replica
     * come at different times, and a client that changes nodes is not to change replicas with each step of a share that
     * grows.
     */
    private static @Nullable Replica closest(List<Replica> replicas, Need need, boolean nearOnly, long client) {
        Replica best = null;
        double bestScore = 0;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            if (candidate(replica, need, nearOnly)) {
                double score = -replica.weight()
                        / Math.log(StableHash.of(client ^ replica.name().hashCode() * 0x9E3779B97F4A7C15L));
                if (best == null || score > bestScore) {
                    best = replica;
                    bestScore = score;
                }
            }
        }
        return best;
    }
}
