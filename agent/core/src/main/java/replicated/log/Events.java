// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was logged last, for those who look later and elsewhere than at the log: servers that came and went,
 * configurations, routes that were learnt, switches. Of every level but debug, whatever level the log itself has.
 * Thread-safe.
 */
public final class Events {

    /** So many are kept. */
    public static final int MAX = 200;

    private static final int MAX_TEXT = 500;

    @GuardedBy("LATEST")
    private static final Deque<Event> LATEST = new ArrayDeque<>(MAX);

    private static final EventKind[] KINDS = EventKind.values();

    private static final AtomicLongArray COUNTS = new AtomicLongArray(KINDS.length);

    private Events() {}

    /**
     * One event.
     *
     * @param millis when, since the epoch
     * @param level how grave
     * @param kind what it is about
     * @param text one line, passwords in URLs masked; cut where it is very long
     */
    public record Event(long millis, Level level, EventKind kind, String text) {}

    static void add(long millis, Level level, EventKind kind, String text) {
        COUNTS.incrementAndGet(kind.ordinal());
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end).stripTrailing();
        Event event =
                new Event(millis, level, kind, line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "..." : line);
        synchronized (LATEST) {
            if (LATEST.size() == MAX) {
                LATEST.removeFirst();
            }
            LATEST.addLast(event);
        }
    }

    /**
     * How many there were of each kind since the start.
     *
     * @return by code; all kinds
     */
    public static Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (EventKind kind : KINDS) {
            counts.put(kind.code(), COUNTS.get(kind.ordinal()));
        }
        return counts;
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
