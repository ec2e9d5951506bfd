// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;
import replicated.replica.Health.State;

/**
 * What part of the reads a replica is to get: its weight, its zone, and how long ago it came. One that comes, or comes
 * back, gets nearly nothing at first and then evenly more, while its server's caches and its pool warm up. Those that
 * are there when a set begins have nobody to catch up with: they get all at once, as HAProxy's {@code slowstart} leaves
 * out its own start. Thread-safe; the reading methods cost one volatile read each.
 */
final class ReplicaShare {

    private volatile int weight;
    private volatile boolean near;
    private volatile int share = Replica.FULL_SHARE;

    @GuardedBy("this")
    private long slowStartNanos;

    /** When it came, by {@link System#nanoTime}. */
    @GuardedBy("this")
    private long cameAt;

    @GuardedBy("this")
    private boolean starting;

    /** Whether it has yet to come, and is not to begin slowly then. */
    @GuardedBy("this")
    private boolean fromTheStart;

    /**
     * A share that is full until the replica comes.
     *
     * @param fromTheStart whether it is one of the first of its set, to which its first coming is no reason to begin
     *     slowly
     */
    ReplicaShare(ReplicaSettings replica, DataSourceSettings all, boolean fromTheStart) {
        this.fromTheStart = fromTheStart;
        weight = replica.weight();
        near = isNear(replica, all);
        slowStartNanos = all.slowStart().toNanos();
    }

    private static boolean isNear(ReplicaSettings replica, DataSourceSettings all) {
        return all.zone().isEmpty() || all.zone().equals(replica.zone());
    }

    /**
     * Takes over other settings. One that was drained and is so no longer comes back.
     *
     * @param now {@link System#nanoTime}
     */
    synchronized void update(ReplicaSettings replica, DataSourceSettings all, long now) {
        slowStartNanos = all.slowStart().toNanos();
        near = isNear(replica, all);
        if (weight == 0 && replica.weight() > 0) {
            begin(now);
        }
        share = shareAt(now);
        weight = replica.weight();
    }

    /**
     * Its watcher has seen it. To be called before the state is made known. One that lagged has been out of use for
     * most readers, so it begins again when it is up.
     *
     * @param before its state until now
     * @param state its state from now on
     * @param now {@link System#nanoTime}
     */
    synchronized void seen(State before, State state, long now) {
        boolean comes = switch (state) {
            case UP -> before != State.UP;
            case LAGGING -> before != State.UP && before != State.LAGGING;
            default -> false;
        };
        if (comes && !fromTheStart) {
            begin(now);
        }
        fromTheStart &= state == State.UNKNOWN;
        int next = shareAt(now);
        if (next != share) {
            share = next;
        }
    }

    @GuardedBy("this")
    private void begin(long now) {
        cameAt = now;
        starting = true;
    }

    @GuardedBy("this")
    private int shareAt(long now) {
        long since = now - cameAt;
        if (!starting || since >= slowStartNanos) {
            starting = false;
            return Replica.FULL_SHARE;
        }
        return (int) Math.max(1, (double) since / slowStartNanos * Replica.FULL_SHARE);
    }

    int weight() {
        return weight;
    }

    boolean near() {
        return near;
    }

    int share() {
        return share;
    }
}
