// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Latencies} had counted at one moment, or between two. Immutable, and small: many are kept. */
final class LatencySample {

    static final LatencySample NONE = new LatencySample(0, new long[0], 0, 0);

    /** The first bucket that is not empty. */
    private final int first;

    /** Of that bucket and those after it, to the last that is not empty. */
    private final long[] counts;

    private final long nanos;
    private final long longest;

    private LatencySample(int first, long[] counts, long nanos, long longest) {
        this.first = first;
        this.counts = counts;
        this.nanos = nanos;
        this.longest = longest;
    }

    /**
     * As counted.
     *
     * @param all by bucket of {@link Latencies#BOUNDS}; the last is of what took longer
     * @param nanos the sum
     * @param longest in nanoseconds
     */
    static LatencySample of(long[] all, long nanos, long longest) {
        int first = 0;
        int end = all.length;
        while (end > 0 && all[end - 1] <= 0) {
            end--;
        }
        while (first < end && all[first] <= 0) {
            first++;
        }
        return first == end ? NONE : new LatencySample(first, Arrays.copyOfRange(all, first, end), nanos, longest);
    }

    /** How many statements of a bucket. */
    long in(int bucket) {
        int at = bucket - first;
        return at < 0 || at >= counts.length ? 0 : Math.max(0, counts[at]);
    }

    /** How many were measured. */
    long count() {
        long count = 0;
        for (long one : counts) {
            count += Math.max(0, one);
        }
        return count;
    }

    long nanos() {
        return nanos;
    }

    /** In nanoseconds. */
    long longest() {
        return longest;
    }

    /** In seconds. */
    double sum() {
        return nanos / 1e9;
    }

    /** In seconds: of what was counted since another moment, the most that it can be. */
    double max() {
        return longest / 1e9;
    }

    /** Up to each bound; the last is the count of all. */
    List<Long> cumulative() {
        List<Long> cumulative = new ArrayList<>();
        long count = 0;
        for (int bucket = 0; bucket <= Latencies.BOUNDS.length; bucket++) {
            count += in(bucket);
            cumulative.add(count);
        }
        return cumulative;
    }

    /** What was counted since. One that began anew meanwhile has less in some bucket, which then has nothing. */
    LatencySample since(LatencySample before) {
        long[] rest = new long[Latencies.BOUNDS.length + 1];
        int last = -1;
        for (int bucket = 0; bucket < rest.length; bucket++) {
            rest[bucket] = in(bucket) - before.in(bucket);
            last = rest[bucket] > 0 ? bucket : last;
        }
        long most = longest;
        if (last >= 0 && last < Latencies.BOUNDS.length) {
            most = Math.min(longest, (long) (Latencies.BOUNDS[last] * 1e9));
        }
        return of(rest, Math.max(0, nanos - before.nanos), most);
    }

    /** Both together. */
    LatencySample plus(LatencySample other) {
        long[] both = new long[Latencies.BOUNDS.length + 1];
        for (int bucket = 0; bucket < both.length; bucket++) {
            both[bucket] = in(bucket) + other.in(bucket);
        }
        return of(both, nanos + other.nanos, Math.max(longest, other.longest));
    }

    /**
     * What this share of the statements did not exceed: see {@link Buckets#atMost}.
     *
     * @param share of all, above 0 and at most 1
     * @return seconds, never more than {@link #max}; null if there were none
     */
    @Nullable
    Double atMost(double share) {
        return Latencies.BUCKETS.atMost(share, cumulative(), max());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LatencySample that
                && first == that.first
                && nanos == that.nanos
                && longest == that.longest
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts) + 31 * Long.hashCode(nanos);
    }
}
