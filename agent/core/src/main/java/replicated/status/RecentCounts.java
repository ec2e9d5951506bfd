// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was counted over the last 5 minutes and over the last hour: what had been counted at each of the last minutes,
 * and before that at every tenth, is kept, and taken from what is counted now. Routes that nobody has asked for
 * meanwhile are kept once. Thread-safe.
 */
final class RecentCounts {

    static final int MINUTES = 5;
    static final int HOUR = 60;

    private static final int TENTH = 10;

    private static final long MINUTE_MILLIS = 60_000;

    private final Deque<Moment> moments = new ArrayDeque<>();
    private final long startMillis;
    private long minute;

    private record Moment(
            long minute,
            long millis,
            Map<String, CompactRouteCounts> routes,
            List<CountersSnapshot.Latency> latencies) {}

    /**
     * What was counted over some time.
     *
     * @param seconds how long that was: a little more than was asked for, or since the start
     * @param routes those on which anything was counted, by name
     * @param latencies of statements, by data source and target
     */
    record Span(long seconds, Map<String, CountersSnapshot.Route> routes, List<CountersSnapshot.Latency> latencies) {

        /** How long statements took on a server; never null. */
        LatencySample latency(String database, String target) {
            return CountersSnapshot.latency(latencies, database, target);
        }

        /** By data source, target and reason, over all routes. */
        List<CountersSnapshot.Decided> decided() {
            return CountersSnapshot.total(routes.values().stream()
                    .map(CountersSnapshot.Route::decided)
                    .toList());
        }
    }

    /** @param startMillis since the epoch; nothing was counted before */
    RecentCounts(long startMillis) {
        this.startMillis = startMillis;
    }

    /**
     * Keeps what is counted now, once a minute.
     *
     * @param nowMillis since the epoch
     * @param now what is counted
     */
    synchronized void note(long nowMillis, CountersSnapshot now) {
        Moment last = moments.peekLast();
        if (nowMillis - (last == null ? startMillis : last.millis) < MINUTE_MILLIS) {
            return;
        }
        Map<String, CompactRouteCounts> routes = new HashMap<>();
        for (CountersSnapshot.Route route : now.routes()) {
            routes.put(route.name(), CompactRouteCounts.of(route, last == null ? null : last.routes.get(route.name())));
        }
        minute++;
        moments.addLast(new Moment(minute, nowMillis, routes, now.latencies()));
        moments.removeIf(each -> !isKept(each.minute));
    }

    private boolean isKept(long each) {
        long age = minute - each;
        return age <= MINUTES || (each % TENTH == 0 && age < HOUR + TENTH);
    }

    /**
     * What was counted lately.
     *
     * @param nowMillis since the epoch
     * @param now what is counted
     * @param minutes {@link #MINUTES} or {@link #HOUR}
     */
    Span last(long nowMillis, CountersSnapshot now, int minutes) {
        Moment then = before(nowMillis, minutes);
        Map<String, CountersSnapshot.Route> routes = new LinkedHashMap<>();
        // Not those of routes that have lost their place: they come there with all that they have ever counted.
        for (CountersSnapshot.Route route : now.listed()) {
            CompactRouteCounts before = then == null ? null : then.routes.get(route.name());
            CountersSnapshot.Route since = before == null ? route : route.since(before.route());
            if (!since.isEmpty()) {
                routes.put(route.name(), since);
            }
        }
        List<CountersSnapshot.Latency> latencies = new ArrayList<>();
        for (CountersSnapshot.Latency one : now.latencies()) {
            LatencySample before = then == null
                    ? LatencySample.NONE
                    : CountersSnapshot.latency(then.latencies, one.database(), one.target());
            latencies.add(new CountersSnapshot.Latency(
                    one.database(), one.target(), one.sample().since(before)));
        }
        return new Span(Math.max(0, nowMillis - (then == null ? startMillis : then.millis)) / 1000, routes, latencies);
    }

    /** The latest moment that is long enough ago; null: the start. */
    private synchronized @Nullable Moment before(long nowMillis, int minutes) {
        List<Moment> latestFirst = new ArrayList<>();
        moments.descendingIterator().forEachRemaining(latestFirst::add);
        for (Moment each : latestFirst) {
            if (nowMillis - each.millis >= minutes * MINUTE_MILLIS) {
                return each;
            }
        }
        return null;
    }
}
