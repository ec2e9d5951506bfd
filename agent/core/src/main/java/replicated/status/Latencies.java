// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long statements took, sorted into fixed buckets: a quarter of a kilobyte, since there is one for each route. Few
 * are measured, so those who add hardly meet. Thread-safe.
 */
final class Latencies {

    /** Upper bounds in seconds. */
    static final double[] BOUNDS = {
        0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
    };

    static final Buckets BUCKETS = new Buckets(BOUNDS);

    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /**
     * One statement.
     *
     * @param durationNanos how long it took
     */
    void add(long durationNanos) {
        buckets.incrementAndGet(BUCKETS.of(durationNanos));
        nanos.addAndGet(durationNanos);
        Buckets.raise(longest, durationNanos);
    }

    /** All that another has. */
    void add(LatencySample other) {
        for (int bucket = 0; bucket <= BOUNDS.length; bucket++) {
            long more = other.in(bucket);
            if (more > 0) {
                buckets.addAndGet(bucket, more);
            }
        }
        nanos.addAndGet(other.nanos());
        Buckets.raise(longest, other.longest());
    }

    LatencySample sample() {
        long[] counts = new long[BOUNDS.length + 1];
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] = buckets.get(bucket);
        }
        return LatencySample.of(counts, nanos.get(), longest.get());
    }
}
