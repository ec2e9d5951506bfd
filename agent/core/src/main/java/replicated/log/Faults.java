package replicated.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Errors of our own: each is counted, the first of each place is logged with its stack, and none reaches the
 * application. Thread-safe.
 */
public final class Faults {

    private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();

    private Faults() {}

    /**
     * Takes note of a fault.
     *
     * @param place short constant name of where it was caught; a metric label, so of few values
     * @param fault what was caught
     */
    public static void caught(String place, Throwable fault) {
        LongAdder fresh = new LongAdder();
        LongAdder known = COUNTS.putIfAbsent(place, fresh);
        (known == null ? fresh : known).increment();
        if (known == null) {
            StringWriter stack = new StringWriter();
            fault.printStackTrace(new PrintWriter(stack));
            Log.error("fault at " + place + ", counted but not logged again: " + stack);
        }
    }

    /**
     * How often each place has caught something.
     *
     * @return a sorted copy
     */
    public static Map<String, Long> counts() {
        Map<String, Long> copy = new TreeMap<>();
        COUNTS.forEach((place, count) -> copy.put(place, count.sum()));
        return copy;
    }
}
