// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The last minutes, a moment per second, and the last day, one for every five minutes: where reads went and how far
 * behind each replica was. Written by the status thread, read by those that answer requests, under this object's lock.
 */
final class History {

    static final int MOMENTS = 300;

    private final Counters counters;
    /** Moments of the last minutes in one of the last day. */
    static final int SECONDS_OF_DAY_MOMENT = 300;

    private static final int DAY_MOMENTS = 288;

    /** More than anybody could tell apart in a chart: the others are shown together. */
    private static final int MAX_SERVERS = 40;

    private final Deque<Moment> moments = new ArrayDeque<>(MOMENTS);
    private final Deque<Moment> day = new ArrayDeque<>();

    /** What has been since the latest moment of the day: sums of reads, and the most lag. */
    private Moment sinceDay = new Moment(0, new HashMap<>(), new HashMap<>());

    private int secondsSinceDay;

    /** Those that are shown by themselves; chosen anew with each moment of the day. */
    private final Set<Server> charted = new HashSet<>();

    private final RecentCounts recent;
    private Map<Server, Long> before = Map.of();

    History(Counters counters) {
        this(counters, System.currentTimeMillis());
    }

    History(Counters counters, long startMillis) {
        this.counters = counters;
        this.recent = new RecentCounts(startMillis);
    }

    RecentCounts recent() {
        return recent;
    }

    /**
     * Takes note of this moment.
     *
     * @param nowMillis since the epoch
     * @param lags lag of each replica in nanoseconds, where it is known
     * @param mostLag by data source: no replica is read from that is further behind, in nanoseconds. One that was found
     *     to be has served its reads of this moment before
     */
    synchronized void sample(long nowMillis, Map<Server, Long> lags, Map<String, Long> mostLag) {
        Map<Server, Long> totals = new HashMap<>();
        CountersSnapshot counted = counters.counted();
        recent.note(nowMillis, counted);
        for (CountersSnapshot.Decided decided : counted.decided()) {
            if (decided.read()) {
                totals.merge(new Server(decided.database(), decided.target()), decided.count(), Long::sum);
            }
        }
        Map<Server, Long> reads = new HashMap<>();
        totals.forEach((server, total) -> reads.put(server, total - before.getOrDefault(server, 0L)));
        before = totals;
        reads.forEach((server, count) -> {
            Long lag = lags.get(server);
            if (count > 0 && lag != null) {
                counters.stale(
                        server.database,
                        server.name,
                        Math.min(lag, mostLag.getOrDefault(server.database, Long.MAX_VALUE)),
                        count);
            }
        });
        if (moments.size() == MOMENTS) {
            moments.removeFirst();
        }
        Moment moment = new Moment(nowMillis, charted(reads, Long::sum), charted(lags, Long::max));
        moments.addLast(moment);
        addToDay(moment);
    }

    private Map<Server, Long> charted(Map<Server, Long> values, BinaryOperator<Long> both) {
        Map<Server, Long> few = new HashMap<>();
        values.forEach((server, value) -> few.merge(charted(server), value, both));
        return few;
    }

    private Server charted(Server server) {
        if (charted.contains(server) || (charted.size() < MAX_SERVERS && charted.add(server))) {
            return server;
        }
        return new Server(PairTable.OTHER, PairTable.other(server.name));
    }

    private void addToDay(Moment moment) {
        merge(sinceDay.reads, moment.reads, Long::sum);
        merge(sinceDay.lags, moment.lags, Long::max);
        secondsSinceDay++;
        if (secondsSinceDay < SECONDS_OF_DAY_MOMENT) {
            return;
        }
        if (day.size() == DAY_MOMENTS) {
            day.removeFirst();
        }
        day.addLast(new Moment(moment.millis, Map.copyOf(sinceDay.reads), Map.copyOf(sinceDay.lags)));
        sinceDay = new Moment(0, new HashMap<>(), new HashMap<>());
        secondsSinceDay = 0;
        charted.clear();
    }

    private static void merge(Map<Server, Long> into, Map<Server, Long> values, BinaryOperator<Long> both) {
        values.forEach((server, value) -> into.merge(server, value, both));
    }

    /**
     * Share of reads that went to replicas over the moments kept.
     *
     * @return 0 to 1, or NaN if nothing was read
     */
    synchronized double replicaShare() {
        long all = 0;
        long primary = 0;
        for (Moment moment : moments) {
            for (Map.Entry<Server, Long> read : moment.reads.entrySet()) {
                all += read.getValue();
                primary += read.getKey().name.equals(PairTable.PRIMARY) ? read.getValue() : 0;
            }
        }
        return all == 0 ? Double.NaN : (double) (all - primary) / all;
    }

    /** Columns, oldest first: the times, and for each server its reads and its lag in seconds. */
    synchronized Map<String, Object> columns() {
        return columns(moments, 1);
    }

    /** The same of the last day: reads are per second on average, lag is the most there was. */
    synchronized Map<String, Object> dayColumns() {
        return columns(day, SECONDS_OF_DAY_MOMENT);
    }

    private static Map<String, Object> columns(Deque<Moment> moments, int seconds) {
        Set<Server> servers = new LinkedHashSet<>();
        List<Long> times = new ArrayList<>();
        for (Moment moment : moments) {
            times.add(moment.millis);
            servers.addAll(moment.lags.keySet());
            servers.addAll(moment.reads.keySet());
        }
        List<Object> series = new ArrayList<>();
        for (Server server : servers) {
            List<Number> reads = new ArrayList<>();
            List<Double> lags = new ArrayList<>();
            for (Moment moment : moments) {
                long count = moment.reads.getOrDefault(server, 0L);
                if (seconds == 1) {
                    reads.add(count);
                } else {
                    reads.add(Math.round(100.0 * count / seconds) / 100.0);
                }
                Long lag = moment.lags.get(server);
                lags.add(lag == null ? null : lag / 1e9);
            }
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("datasource", server.database);
            one.put("target", server.name);
            one.put("reads", reads);
            one.put("lag", lags);
            series.add(one);
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("times", times);
        columns.put("series", series);
        return columns;
    }

    /** A server of a data source. */
    record Server(String database, String name) {}

    private record Moment(long millis, Map<Server, Long> reads, Map<Server, Long> lags) {}
}
