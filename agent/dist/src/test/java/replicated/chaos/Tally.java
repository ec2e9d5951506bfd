package replicated.chaos;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What all sessions saw. Thread-safe. */
final class Tally {

    private static final int SOME = 5;

    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    /** Of requests that nothing excuses. */
    final Queue<String> failures = new ConcurrentLinkedQueue<>();

    final AtomicLong reads = new AtomicLong();
    final AtomicLong readsOnReplicas = new AtomicLong();
    final AtomicLong writes = new AtomicLong();
    final AtomicLong excused = new AtomicLong();
    final Durations lag = new Durations();

    private final long begun = System.nanoTime();
    private final Map<String, Long> lastBegunAt = new ConcurrentHashMap<>();
    private volatile Span span = new Span("start");

    Span span() {
        return span;
    }

    /** Requests that begin from now on belong to another scene. */
    Span begin(String scene) {
        span = new Span(scene);
        return span;
    }

    /** A server has answered a request that began then. */
    void servedBy(String port, long begunAt) {
        lastBegunAt.merge(port, begunAt, Math::max);
    }

    /** When the latest request began that this server has answered, by {@link System#nanoTime}. */
    long lastBegun(int port) {
        return lastBegunAt.getOrDefault(Integer.toString(port), begun);
    }

    @Override
    public String toString() {
        return writes + " writes, " + reads + " reads (" + readsOnReplicas + " on replicas), " + violations.size()
                + " violations, " + failures.size() + " failures, " + excused + " excused; lag: " + lag
                + some("violation", violations) + some("failure", failures);
    }

    private static String some(String what, Queue<String> all) {
        return all.stream()
                .limit(SOME)
                .map(one -> "\n" + what + ": " + one.strip())
                .collect(Collectors.joining());
    }
}
