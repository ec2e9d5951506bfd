// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transaction numbers of one source, as sorted intervals with gaps between them. Immutable. Every operation takes time
 * linear in the number of intervals.
 */
final class GtidIntervals {

    /**
     * More than a server commits between two looks at it, and less than a block of Group Replication, which is a
     * million unless set otherwise.
     */
    private static final long MOST_FILLED = 100_000;

    /** First and last number of each interval in turn, both inclusive: strictly rising, never adjacent. */
    private final long[] bounds;

    private GtidIntervals(long[] bounds) {
        this.bounds = bounds;
    }

    /**
     * From intervals in any order, overlapping or adjacent ones included.
     *
     * @param pairs first and last number of each interval in turn, from 1
     * @return null if a number is below 1 or an interval ends before it starts
     */
    static @Nullable GtidIntervals of(long[] pairs) {
        long[][] intervals = new long[pairs.length / 2][];
        boolean sorted = true;
        for (int at = 0; at < intervals.length; at++) {
            intervals[at] = new long[] {pairs[2 * at], pairs[2 * at + 1]};
            if (intervals[at][0] < 1 || intervals[at][1] < intervals[at][0]) {
                return null;
            }
            sorted &= at == 0 || intervals[at - 1][0] <= intervals[at][0];
        }
        if (!sorted) {
            Arrays.sort(intervals, (one, other) -> Long.compare(one[0], other[0]));
        }
        long[] bounds = new long[pairs.length];
        int used = 0;
        for (long[] interval : intervals) {
            if (used > 0 && interval[0] - 1 <= bounds[used - 1]) {
                bounds[used - 1] = Math.max(bounds[used - 1], interval[1]);
            } else {
                bounds[used++] = interval[0];
                bounds[used++] = interval[1];
            }
        }
        return new GtidIntervals(Arrays.copyOf(bounds, used));
    }

    boolean contains(GtidIntervals required) {
        int here = 0;
        for (int wanted = 0; wanted < required.bounds.length; wanted += 2) {
            while (here < bounds.length && bounds[here + 1] < required.bounds[wanted]) {
                here += 2;
            }
            if (here == bounds.length
                    || bounds[here] > required.bounds[wanted]
                    || bounds[here + 1] < required.bounds[wanted + 1]) {
                return false;
            }
        }
        return true;
    }

    GtidIntervals union(GtidIntervals other) {
        long[] both = Arrays.copyOf(bounds, bounds.length + other.bounds.length);
        System.arraycopy(other.bounds, 0, both, bounds.length, other.bounds.length);
        return Objects.requireNonNull(of(both));
    }

    GtidIntervals intersection(GtidIntervals other) {
        long[] common = new long[bounds.length + other.bounds.length];
        int used = 0;
        int here = 0;
        int there = 0;
        while (here < bounds.length && there < other.bounds.length) {
            long first = Math.max(bounds[here], other.bounds[there]);
            long last = Math.min(bounds[here + 1], other.bounds[there + 1]);
            if (first <= last) {
                common[used++] = first;
                common[used++] = last;
            }
            if (bounds[here + 1] < other.bounds[there + 1]) {
                here += 2;
            } else {
                there += 2;
            }
        }
        return new GtidIntervals(Arrays.copyOf(common, used));
    }

    /**
     * With other numbers, and all that lie between them and what is here before them.
     *
     * @return null where nothing is here before one of them, or so much is missing between that it can only have been
     *     left out
     */
    @Nullable
    GtidIntervals filledTo(GtidIntervals others) {
        long[] filled = others.bounds.clone();
        int before = 0;
        for (int other = 0; other < filled.length; other += 2) {
            while (before + 2 < bounds.length && bounds[before + 2] <= filled[other]) {
                before += 2;
            }
            if (bounds.length == 0
                    || bounds[before] > filled[other]
                    || filled[other] - bounds[before + 1] > MOST_FILLED) {
                return null;
            }
            filled[other] = Math.min(bounds[before + 1], filled[other]);
        }
        return union(new GtidIntervals(filled));
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    /**
     * All intervals as text.
     *
     * @param separator between two intervals
     * @param radix of the numbers
     * @return such as {@code 1-77_80}
     */
    String text(String separator, int radix) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bounds.length; at += 2) {
            if (at > 0) {
                text.append(separator);
            }
            text.append(Long.toString(bounds[at], radix));
            if (bounds[at + 1] > bounds[at]) {
                text.append('-').append(Long.toString(bounds[at + 1], radix));
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidIntervals that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }
}
