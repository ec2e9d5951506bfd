// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The counts of the busiest routes, and of all others together. Paths come from outside: a scanner must not fill the
 * memory, nor the labels of a time series database, nor keep out for ever those that come after it. A route that is
 * busier than the least busy of those counted by name takes its place; both count half for each
 * {@link RouteSketch#EPOCH} events of unnamed routes that have passed since. Nobody who counts waits for anybody.
 * Thread-safe.
 */
final class BusiestRoutes {

    static final int MAX = 300;

    /** One that is seen less often than this says nothing: a path tried once by a scanner is not busy. */
    private static final int LEAST = 16;

    private static final int MAX_NAME = 200;

    /**
     * Requests under way still count for a route that has lost its place: so many are kept apart for them, each place
     * once.
     */
    private static final int MAX_REPLACED = MAX;

    private final Map<String, RouteCounts> named = new ConcurrentHashMap<>();
    private final AtomicInteger room = new AtomicInteger(MAX);
    private final RouteCounts other = new RouteCounts();

    /** Held while a route takes another's place and while all are summed up; those who count only try it. */
    private final ReentrantLock places = new ReentrantLock();

    /** Routes that have lost their places, the latest last. */
    @GuardedBy("places")
    private final Deque<RouteCounts> replaced = new ArrayDeque<>();

    /** What was counted of routes that lost their places before those. */
    @GuardedBy("places")
    private final RouteCounts gone = new RouteCounts();

    /** Null while there is room. Benign race: one of two that are made at once is lost with what it has seen. */
    private volatile @Nullable RouteSketch unnamed;

    /** How busy the least busy of those named is: a lower bound. */
    private volatile long least;

    RouteCounts of(String route) {
        RouteCounts known = named.get(route);
        return known != null ? known : unknown(route);
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    /**
     * Shows all of them at one moment in which no route takes another's place.
     *
     * @param each takes those with names
     * @param others all that never had one; it may be empty
     * @param replacedOnes takes those that had one
     */
    void forEach(
            Consumer<Map.Entry<String, RouteCounts>> each,
            Consumer<RouteCounts> others,
            Consumer<RouteCounts> replacedOnes) {
        places.lock();
        try {
            new TreeMap<>(named).entrySet().forEach(each);
            others.accept(other);
            replacedOnes.accept(gone);
            replaced.forEach(replacedOnes);
        } finally {
            places.unlock();
        }
    }

    private RouteCounts unknown(String route) {
        if (route.length() > MAX_NAME || route.equals(PairTable.OTHER)) {
            return other;
        }
        if (room.get() > 0 && room.getAndDecrement() > 0) {
            RouteCounts fresh = new RouteCounts();
            RouteCounts raced = named.putIfAbsent(route, fresh);
            if (raced != null) {
                room.incrementAndGet();
            }
            return raced == null ? fresh : raced;
        }
        RouteSketch sketch = unnamed;
        if (sketch == null) {
            sketch = new RouteSketch();
            unnamed = sketch;
        }
        int seen = sketch.add(route.hashCode());
        if (sketch.isFull()) {
            age(sketch);
        }
        return seen >= LEAST && seen > least ? challenge(route, seen) : other;
    }

    private void age(RouteSketch sketch) {
        if (!places.tryLock()) {
            return;
        }
        try {
            sketch.halve();
            long lowest = Long.MAX_VALUE;
            for (RouteCounts counts : named.values()) {
                lowest = Math.min(lowest, counts.age());
            }
            least = lowest;
        } finally {
            places.unlock();
        }
    }

    private RouteCounts challenge(String route, int seen) {
        if (!places.tryLock()) {
            return other;
        }
        try {
            RouteCounts known = named.get(route);
            if (known != null) {
                return known;
            }
            Map.Entry<String, RouteCounts> idlest = null;
            long lowest = Long.MAX_VALUE;
            for (Map.Entry<String, RouteCounts> entry : named.entrySet()) {
                long score = entry.getValue().score();
                if (score < lowest) {
                    lowest = score;
                    idlest = entry;
                }
            }
            least = lowest;
            if (idlest == null || seen <= lowest) {
                return other;
            }
            named.remove(idlest.getKey());
            idlest.getValue().end();
            replaced.addLast(idlest.getValue());
            if (replaced.size() > MAX_REPLACED) {
                gone.add(replaced.removeFirst());
            }
            RouteCounts fresh = new RouteCounts();
            fresh.begin(seen);
            named.put(route, fresh);
            return fresh;
        } finally {
            places.unlock();
        }
    }
}
