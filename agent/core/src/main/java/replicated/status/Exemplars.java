// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import replicated.log.Spans;

/** For each bucket of a histogram the latest event that happened within a sampled span. Thread-safe. */
final class Exemplars {

    /** Has none. */
    static final Exemplars NONE = new Exemplars(0, Latencies.BUCKETS);

    private final Buckets buckets;
    private final AtomicReferenceArray<Exemplar> latest;

    /**
     * One event.
     *
     * @param span in which it happened
     * @param seconds how long it took
     * @param millis when, since the epoch
     */
    record Exemplar(Spans.Sampled span, double seconds, long millis) {}

    private Exemplars(int size, Buckets buckets) {
        this.buckets = buckets;
        this.latest = new AtomicReferenceArray<>(size);
    }

    static Exemplars ofLatencies() {
        return new Exemplars(Latencies.BOUNDS.length + 1, Latencies.BUCKETS);
    }

    static Exemplars ofHistogram() {
        return new Exemplars(Histogram.BOUNDS.length + 1, Histogram.BUCKETS);
    }

    void add(Spans.Sampled span, long durationNanos) {
        latest.set(buckets.of(durationNanos), new Exemplar(span, durationNanos / 1e9, System.currentTimeMillis()));
    }

    /** Null if there is none. */
    @Nullable
    Exemplar of(int bucket) {
        return bucket < latest.length() ? latest.get(bucket) : null;
    }
}
