// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** When the application could not have done better without the agent. Thread-safe. */
final class Excuses {

    enum Cause {
        /** No server takes writes, or connections to the one that did have just been cut. */
        PRIMARY_GONE,
        /** A JVM of the application is down. */
        APPLICATION_DOWN
    }

    /** Ends at {@link #close}. */
    interface Window extends AutoCloseable {
        @Override
        void close();
    }

    /** How many windows were over when a request began. */
    record Mark(Map<Cause, Integer> closed) {}

    private final Map<Cause, AtomicInteger> opened = zeros();
    private final Map<Cause, AtomicInteger> closed = zeros();

    Window open(Cause cause) {
        opened.get(cause).incrementAndGet();
        return () -> closed.get(cause).incrementAndGet();
    }

    Mark mark() {
        Map<Cause, Integer> now = new EnumMap<>(Cause.class);
        closed.forEach((cause, count) -> now.put(cause, count.get()));
        return new Mark(now);
    }

    /** Whether a window was open at some time since the mark. */
    boolean since(Mark mark, Cause cause) {
        return opened.get(cause).get() > mark.closed().get(cause);
    }

    boolean anySince(Mark mark) {
        return since(mark, Cause.PRIMARY_GONE) || since(mark, Cause.APPLICATION_DOWN);
    }

    private static Map<Cause, AtomicInteger> zeros() {
        Map<Cause, AtomicInteger> zeros = new EnumMap<>(Cause.class);
        for (Cause cause : Cause.values()) {
            zeros.put(cause, new AtomicInteger());
        }
        return zeros;
    }
}
