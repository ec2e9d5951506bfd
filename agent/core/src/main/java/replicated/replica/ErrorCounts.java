// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Errors that statements met on a replica, by class: the first two characters of SQLSTATE. Bounded; thread-safe. */
final class ErrorCounts {

    private static final int MAX_CLASSES = 50;
    private static final String OTHER = "other";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(SQLException error) {
        String state = error.getSQLState();
        String known = state == null || state.length() < 2 ? OTHER : state.substring(0, 2);
        String bounded = counts.size() < MAX_CLASSES || counts.containsKey(known) ? known : OTHER;
        counts.computeIfAbsent(bounded, fresh -> new LongAdder()).increment();
    }

    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((state, count) -> all.put(state, count.sum()));
        return all;
    }
}
