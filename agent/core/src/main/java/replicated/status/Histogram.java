// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Durations sorted into fixed buckets, as Prometheus wants them. Thread-safe. */
final class Histogram {

    /** Upper bounds in seconds: a wait worth having is a few milliseconds, a lag worth knowing up to a minute. */
    static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

    static final Buckets BUCKETS = new Buckets(BOUNDS);

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final AtomicLong longest = new AtomicLong();

    Histogram() {
        for (int bound = 0; bound < buckets.length; bound++) {
            buckets[bound] = new LongAdder();
        }
    }

    /**
     * Counts events that took equally long.
     *
     * @param durationNanos how long each
     * @param events how many
     */
    void add(long durationNanos, long events) {
        buckets[BUCKETS.of(durationNanos)].add(events);
        nanos.add(durationNanos * events);
        Buckets.raise(longest, durationNanos);
    }

    Sample sample() {
        List<Long> cumulative = new ArrayList<>(buckets.length);
        long count = 0;
        for (LongAdder bucket : buckets) {
            count += bucket.sum();
            cumulative.add(count);
        }
        return new Sample(List.copyOf(cumulative), nanos.sum() / 1e9, longest.get() / 1e9);
    }

    /**
     * The state at one moment.
     *
     * @param cumulative events up to each bound of {@link Histogram#BOUNDS}; the last is the count of all
     * @param sum in seconds
     * @param max the longest, in seconds; 0 before the first
     */
    record Sample(List<Long> cumulative, double sum, double max) {

        long count() {
            return cumulative.get(cumulative.size() - 1);
        }

        /**
         * What this share of the events did not exceed: see {@link Buckets#atMost}.
         *
         * @param share of all events, above 0 and at most 1
         * @return seconds, never more than {@link #max}; null if there were none
         */
        @Nullable
        Double atMost(double share) {
            return BUCKETS.atMost(share, cumulative, max);
        }
    }
}
