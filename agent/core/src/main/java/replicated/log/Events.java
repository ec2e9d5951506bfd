package replicated.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What was logged last, for those who look later and elsewhere than at the log: servers that came and went, configurations, routes that were
 * learnt, switches. Of every level but debug, whatever level the log itself has. Thread-safe.
 */
public final class Events {

    /** So many are kept. */
    public static final int MAX = 200;

    private static final int MAX_TEXT = 500;

    @GuardedBy("LATEST")
    private static final Deque<Event> LATEST = new ArrayDeque<>(MAX);

    private Events() {}

    /**
     * One event.
     *
     * @param millis when, since the epoch
     * @param level how grave
     * @param text one line, passwords in URLs masked; cut where it is very long
     */
    public record Event(long millis, Level level, String text) {}

    static void add(long millis, Level level, String text) {
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end).stripTrailing();
        Event event = new Event(millis, level, line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "..." : line);
        synchronized (LATEST) {
            if (LATEST.size() == MAX) {
                LATEST.removeFirst();
            }
            LATEST.addLast(event);
        }
    }

    /**
     * The latest events.
     *
     * @return a copy, the latest first; {@link #MAX} at most
     */
    public static List<Event> latest() {
        synchronized (LATEST) {
            List<Event> all = new ArrayList<>(LATEST.size());
            for (Iterator<Event> each = LATEST.descendingIterator(); each.hasNext(); ) {
                all.add(each.next());
            }
            return all;
        }
    }
}
