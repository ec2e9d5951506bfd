// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The buckets of a histogram of durations. Immutable. */
final class Buckets {

    private final double[] bounds;

    /**
     * Buckets.
     *
     * @param bounds the upper ones, in seconds, rising; what is longer is in one bucket more
     */
    Buckets(double... bounds) {
        this.bounds = bounds.clone();
    }

    /** The bucket that a duration belongs to. */
    int of(long durationNanos) {
        double seconds = durationNanos / 1e9;
        int bucket = 0;
        while (bucket < bounds.length && seconds > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Takes note of a value that may be the largest so far. Thread-safe. */
    static void raise(AtomicLong largest, long value) {
        long known = largest.get();
        while (value > known && !largest.compareAndSet(known, value)) {
            known = largest.get();
        }
    }

    /**
     * What this share of the events did not exceed: events are taken to be spread evenly over their bucket, which ends
     * at the longest where that is in it.
     *
     * @param share of all events, above 0 and at most 1
     * @param cumulative events up to each bound; the last is the count of all
     * @param max the longest, in seconds
     * @return seconds, never more than {@code max}; null if there were none
     */
    @Nullable
    Double atMost(double share, List<Long> cumulative, double max) {
        double rank = share * cumulative.get(bounds.length);
        long before = 0;
        for (int bucket = 0; bucket <= bounds.length; bucket++) {
            long upTo = cumulative.get(bucket);
            if (upTo > before && upTo >= rank) {
                double lower = bucket == 0 ? 0 : bounds[bucket - 1];
                double upper = bucket == bounds.length ? max : Math.min(max, bounds[bucket]);
                return Math.min(max, lower + (upper - lower) * (rank - before) / (upTo - before));
            }
            before = upTo;
        }
        return null;
    }
}
