// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import replicated.servers.Server;

/**
 * Counters of the application that requests count up by reading, computing and writing. One request at a time for each
 * of them, so that the database alone loses none. Names are words, each of which may be a route of its own.
 * Thread-safe.
 */
final class Counters {

    private final Tally tally;
    /** What has been told is counted, by name. */
    private final Map<String, AtomicLong> least = new ConcurrentHashMap<>();

    Counters(Tally tally) {
        this.tally = tally;
    }

    String any(Random random) {
        return "" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26));
    }

    /** Counts one up by a request that tells the new number, or -1 where it may or may not have counted. */
    void count(String name, ToLongFunction<String> request) {
        AtomicLong counted = least.computeIfAbsent(name, any -> new AtomicLong());
        synchronized (counted) {
            long now = request.applyAsLong(name);
            if (now >= 0) {
                compare(name, counted.get() + 1, now);
                counted.set(now);
            }
        }
    }

    /** Holds what is there in the end against what was told. */
    void compare(Server primary) throws SQLException {
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT name, n FROM counter")) {
            while (result.next()) {
                AtomicLong counted = least.getOrDefault(result.getString(1), new AtomicLong());
                compare(result.getString(1), counted.get(), result.getLong(2));
            }
        }
    }

    private void compare(String name, long expected, long found) {
        if (found < expected) {
            tally.lostUpdates.addAndGet(expected - found);
            tally.violated(
                    Door.COUNTER.word(),
                    "counter " + name + " has to be " + expected + ", and is (" + tally.span().scene + ") " + found);
        }
    }
}
