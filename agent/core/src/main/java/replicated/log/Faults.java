// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Errors of our own: each is counted, the first of each place is logged with its stack, and none reaches the
 * application. Thread-safe; never throws, whatever it is given.
 */
public final class Faults {

    private static final int MAX_PLACES = 200;
    private static final String OTHER = "other";
    private static final int STACK_CHARACTERS = 8_000;

    /** A stack costs more than a count: a fault on every statement must not become a load. */
    private static final long BETWEEN_STACKS_MILLIS = 1_000;

    private static final Map<String, Tally> PLACES = new ConcurrentHashMap<>();

    /** Faults that could not even be noted. */
    private static final LongAdder LOST = new LongAdder();

    private Faults() {}

    /**
     * What one place has caught. Immutable.
     *
     * @param place where
     * @param count how often
     * @param firstMillis when first, since 1970
     * @param lastMillis when last, since 1970
     * @param stack of the last one, or of one at most a second before it; cut at 8000 characters
     */
    public record Caught(String place, long count, long firstMillis, long lastMillis, String stack) {}

    /**
     * Takes note of a fault.
     *
     * @param place short constant name of where it was caught; a metric label, so of few values
     * @param fault what was caught
     */
    public static void caught(String place, Throwable fault) {
        try {
            long now = System.currentTimeMillis();
            String bounded = PLACES.size() < MAX_PLACES || PLACES.containsKey(place) ? place : OTHER;
            Tally fresh = new Tally(now);
            Tally known = PLACES.putIfAbsent(bounded, fresh);
            Tally tally = known == null ? fresh : known;
            tally.count.increment();
            tally.last = now;
            long stacked = tally.stacked.get();
            if (now - stacked >= BETWEEN_STACKS_MILLIS && tally.stacked.compareAndSet(stacked, now)) {
                tally.stack = stack(fault);
            }
            if (known == null) {
                Log.event(
                        Level.ERROR,
                        EventKind.FAULT,
                        "fault at " + bounded + ", counted but not logged again:\n" + fresh.stack);
            }
        } catch (Throwable lost) {
            // Out of memory or stack: the application's request goes on, and a later fault will be counted.
            LOST.increment();
        }
    }

    private static String stack(Throwable fault) {
        try {
            String stack = Log.stack(fault);
            return stack.length() > STACK_CHARACTERS ? stack.substring(0, STACK_CHARACTERS) + "..." : stack;
        } catch (RuntimeException unprintable) {
            return fault.getClass().getName() + " (its message cannot be had: "
                    + unprintable.getClass().getName() + ")";
        }
    }

    /**
     * How often each place has caught something.
     *
     * @return a sorted copy
     */
    public static Map<String, Long> counts() {
        Map<String, Long> copy = new TreeMap<>();
        PLACES.forEach((place, tally) -> copy.put(place, tally.count.sum()));
        if (LOST.sum() > 0) {
            copy.put("faults", LOST.sum());
        }
        return copy;
    }

    /**
     * All places that have caught something.
     *
     * @return a copy, sorted by place
     */
    public static List<Caught> caught() {
        List<Caught> faults = new ArrayList<>();
        new TreeMap<>(PLACES)
                .forEach((place, tally) ->
                        faults.add(new Caught(place, tally.count.sum(), tally.first, tally.last, tally.stack)));
        return faults;
    }

    /** For tests that fill all places. */
    static void forget() {
        PLACES.clear();
        LOST.reset();
    }

    /** Counts are exact; of several faults at once any one's time and stack may be kept. */
    private static final class Tally {

        private final LongAdder count = new LongAdder();
        private final long first;
        private final AtomicLong stacked = new AtomicLong();
        private volatile long last;
        private volatile String stack = "";

        Tally(long now) {
            first = now;
            last = now;
        }
    }
}
