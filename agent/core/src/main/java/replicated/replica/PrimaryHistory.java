// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;
import replicated.bookmark.Position.Reached;

/**
 * Where the primary was, and when: what the lag of a replica is measured against. It needs no agreement of clocks,
 * since only this JVM's {@link System#nanoTime} is read, and it does not grow while the primary is idle. Thread-safe:
 * written by the primary's watcher, read by those of the replicas.
 */
final class PrimaryHistory {

    /** The primary has not been sampled yet. */
    static final long NOT_YET = -1;

    /** The position belongs to another history: a timeline or a database that is not the primary's. */
    static final long INCOMPARABLE = -2;

    /** Behind all that is remembered: by less than a poll's interval or by days, nobody can say. */
    static final long BEHIND_MEMORY = -3;

    private static final int MAX_POINTS = 512;

    /**
     * Where the primary was found last.
     *
     * @param askedAt by {@link System#nanoTime}
     */
    record Sighting(Position position, long askedAt) {}

    private static final class Point {
        private final Position position;
        /** An idle primary stays at one point: the last time it was seen there counts. */
        private long lastSeen;

        Point(Position position, long lastSeen) {
            this.position = position;
            this.lastSeen = lastSeen;
        }
    }

    /** Oldest first. */
    @GuardedBy("this")
    private final List<Point> points = new ArrayList<>();

    /**
     * Notes a sample of the primary. A position that does not follow on the last one (a failover, a crash that lost
     * what was not flushed) begins a new history.
     *
     * @param position where it is
     * @param now {@link System#nanoTime} from before it was asked
     */
    synchronized void add(Position position, long now) {
        Point newest = points.isEmpty() ? null : points.get(points.size() - 1);
        if (newest != null && position.covers(newest.position) != Reached.YES) {
            points.clear();
            newest = null;
        }
        if (newest != null && newest.position.covers(position) == Reached.YES) {
            newest.lastSeen = now;
            return;
        }
        points.add(new Point(position, now));
        if (points.size() > MAX_POINTS) {
            thinOut(now);
        }
    }

    /**
     * Drops the point whose gap, measured against its age, would be the least: the past gets coarser by a few percent
     * only. Never the oldest: whoever was seen to be past it would be behind all memory again.
     */
    @GuardedBy("this")
    private void thinOut(long now) {
        int least = 1;
        double leastGap = Double.MAX_VALUE;
        for (int i = 1; i < points.size() - 1; i++) {
            double age = now - points.get(i).lastSeen;
            double gap = (points.get(i + 1).lastSeen - points.get(i - 1).lastSeen) / age;
            if (gap < leastGap) {
                leastGap = gap;
                least = i;
            }
        }
        points.remove(least);
    }

    /**
     * How long before its latest sample the primary was where a replica is. Rounded up to the distance of the samples.
     *
     * @param replica the replica's position
     * @return nanoseconds; {@link #NOT_YET}, {@link #INCOMPARABLE} or {@link #BEHIND_MEMORY} where it cannot be told
     */
    synchronized long lag(Position replica) {
        if (points.isEmpty()) {
            return NOT_YET;
        }
        Point newest = points.get(points.size() - 1);
        Reached reached = replica.covers(newest.position);
        if (reached == Reached.YES) {
            return 0;
        }
        if (reached == Reached.INCOMPARABLE) {
            return INCOMPARABLE;
        }
        int covered = -1;
        int beyond = points.size() - 1;
        while (beyond - covered > 1) {
            int middle = (covered + beyond) >>> 1;
            if (replica.covers(points.get(middle).position) == Reached.YES) {
                covered = middle;
            } else {
                beyond = middle;
            }
        }
        return covered < 0 ? BEHIND_MEMORY : Math.max(1, newest.lastSeen - points.get(covered).lastSeen);
    }

    /**
     * The latest position.
     *
     * @return null before the first
     */
    synchronized @Nullable Position latest() {
        return points.isEmpty() ? null : points.get(points.size() - 1).position;
    }

    /**
     * The latest position, and when it was asked for.
     *
     * @return null before the first
     */
    synchronized @Nullable Sighting sighting() {
        if (points.isEmpty()) {
            return null;
        }
        Point newest = points.get(points.size() - 1);
        return new Sighting(newest.position, newest.lastSeen);
    }
}
