// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
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

    /** Of clients who never write, and how many a replica answered. */
    final AtomicLong newcomers = new AtomicLong();

    final AtomicLong newcomersOnReplicas = new AtomicLong();
    final AtomicLong writes = new AtomicLong();
    final AtomicLong excused = new AtomicLong();
    final AtomicLong lostUpdates = new AtomicLong();
    final AtomicLong jobReadsOnReplicas = new AtomicLong();
    final Durations lag = new Durations();

    /** How often a way to write was used, and how often something was missed that went by it. */
    private final Map<String, AtomicLong> usesBy = new ConcurrentHashMap<>();

    private final Map<String, AtomicLong> violationsBy = new ConcurrentHashMap<>();

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

    void used(String door, long times) {
        usesBy.computeIfAbsent(door, any -> new AtomicLong()).addAndGet(times);
    }

    /** What went by a door was missed. */
    void violated(String door, String what) {
        violated(door, 1, what);
    }

    void violated(String door, long times, String what) {
        violationsBy.computeIfAbsent(door, any -> new AtomicLong()).addAndGet(times);
        violations.add(door + ": " + what);
    }

    /** How much was missed that went by a door. */
    long violationsBy(String door) {
        AtomicLong count = violationsBy.get(door);
        return count == null ? 0 : count.get();
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
                + " violations, " + failures.size() + " failures, " + excused + " excused, " + lostUpdates
                + " lost updates, " + jobReadsOnReplicas + " reads of jobs on replicas; lag: " + lag + "\nby door: "
                + byDoor()
                + some("violation", violations) + some("failure", failures);
    }

    private String byDoor() {
        Set<String> doors = new TreeSet<>(usesBy.keySet());
        doors.addAll(violationsBy.keySet());
        return doors.stream()
                .map(door -> door + " " + usesBy.getOrDefault(door, new AtomicLong()) + " used, " + violationsBy(door)
                        + " violations")
                .collect(Collectors.joining("; "));
    }

    private static String some(String what, Queue<String> all) {
        return all.stream()
                .limit(SOME)
                .map(one -> "\n" + what + ": " + one.strip())
                .collect(Collectors.joining());
    }
}
