// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** How long things took, to the millisecond. Thread-safe. */
final class Durations {

    private static final int LONGEST = 60_000;

    private final AtomicIntegerArray byMillis = new AtomicIntegerArray(LONGEST + 1);
    private final AtomicLong count = new AtomicLong();

    void add(long nanos) {
        byMillis.incrementAndGet((int) Math.min(LONGEST, Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos))));
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    /** Milliseconds that so much of all took at most; 0 where there is nothing. */
    int percentile(double share) {
        long before = (long) Math.ceil(count.get() * share);
        int last = 0;
        for (int millis = 0; millis <= LONGEST && before > 0; millis++) {
            int here = byMillis.get(millis);
            before -= here;
            last = here > 0 ? millis : last;
        }
        return last;
    }

    int longest() {
        return percentile(1);
    }

    /** Adds all that another one has. */
    void addAll(Durations other) {
        for (int millis = 0; millis <= LONGEST; millis++) {
            byMillis.addAndGet(millis, other.byMillis.get(millis));
        }
        count.addAndGet(other.count.get());
    }

    @Override
    public String toString() {
        return "p50 " + percentile(0.5) + " ms, p90 " + percentile(0.9) + " ms, p99 " + percentile(0.99)
                + " ms, longest " + longest() + " ms";
    }
}
