package replicated.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Errors of our own: each is counted, the first of each place is logged with its stack, and none reaches the
 * application. Thread-safe.
 */
public final class Faults {

    private static final Map<String, Place> PLACES = new ConcurrentHashMap<>();

    private Faults() {}

    /**
     * Takes note of a fault.
     *
     * @param place short constant name of where it was caught; a metric label, so of few values
     * @param fault what was caught
     */
    public static void caught(String place, Throwable fault) {
        Place known = PLACES.get(place);
        if (known == null) {
            Place fresh = new Place(new LongAdder(), System.currentTimeMillis(), stack(fault));
            known = PLACES.putIfAbsent(place, fresh);
            if (known == null) {
                known = fresh;
                Log.error("fault at " + place + ", counted but not logged again: " + fresh.stack);
            }
        }
        known.count.increment();
    }

    /**
     * How often each place has caught something.
     *
     * @return a sorted copy
     */
    public static Map<String, Long> counts() {
        Map<String, Long> copy = new TreeMap<>();
        PLACES.forEach((place, seen) -> copy.put(place, seen.count.sum()));
        return copy;
    }

    /**
     * All places that have caught something, with the stack of the first time.
     *
     * @return a copy, sorted by place
     */
    public static List<Caught> caught() {
        List<Caught> copy = new ArrayList<>();
        PLACES.forEach((place, seen) -> copy.add(new Caught(place, seen.count.sum(), seen.firstMillis, seen.stack)));
        copy.sort(Comparator.comparing(Caught::place));
        return copy;
    }

    private static String stack(Throwable fault) {
        StringWriter stack = new StringWriter();
        fault.printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }

    /**
     * What one place has caught. Immutable.
     *
     * @param place as given to {@link Faults#caught(String, Throwable)}
     * @param count at least 1
     * @param firstMillis when the first was caught, in milliseconds since the epoch
     * @param stack of the first
     */
    public record Caught(String place, long count, long firstMillis, String stack) {}

    private record Place(LongAdder count, long firstMillis, String stack) {}
}
