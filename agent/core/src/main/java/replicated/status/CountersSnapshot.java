// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import replicated.request.CounterMetric;
import replicated.route.Reason;

/**
 * What {@link Counters} had counted at one moment. Immutable.
 *
 * @param routes by name; then {@code other}, and those that were counted by name before and are not any more, as
 *     {@link #REPLACED}
 * @param simple what is only counted, by data source and the metric's label
 * @param waits of reads for replicas to reach their bookmarks
 * @param staleness of reads on replicas
 * @param latencies of statements, by data source and target
 * @param outsideShare of statements that {@code replica-share} keeps on the primary, by data source
 * @param errorsOutsideShare that those met, by data source
 */
record CountersSnapshot(
        List<Route> routes,
        Map<CounterMetric, List<Named>> simple,
        Histogram.Sample waits,
        List<Staleness> staleness,
        List<Latency> latencies,
        List<Latency> outsideShare,
        List<Named> errorsOutsideShare) {

    /** What the names of jobs begin with, and no request's: a path begins with a slash. */
    private static final String JOB = "job ";

    /** No route has such a name: in metrics it is left out, since its counts were there under others. */
    static final String REPLACED = "routes that are no longer busy";

    private static final Comparator<Decided> ORDER = Comparator.comparing(Decided::database)
            .thenComparing(Decided::target)
            .thenComparing(Decided::reason);

    /**
     * Connections or statements that went one way for one reason.
     *
     * @param database name of the data source
     * @param target {@code primary}, or a replica
     * @param reason why
     * @param count at least 1
     */
    record Decided(String database, String target, Reason reason, long count) {

        boolean onPrimary() {
            return target.equals(PairTable.PRIMARY);
        }

        /** Whether this was expected to read: what the share of the replicas is a share of. */
        boolean read() {
            return switch (reason) {
                case OFF, OBSERVE, WRITE_METHOD -> false;
                default -> true;
            };
        }
    }

    /** A number under two names. */
    record Named(String database, String name, long count) {}

    /** How far behind a replica stood when it was read from. */
    record Staleness(String database, String replica, Histogram.Sample sample) {}

    /** How long statements took on a server. */
    record Latency(String database, String target, LatencySample sample) {}

    /**
     * One route.
     *
     * @param name such as {@code GET /owners/*}
     * @param requests that used a connection
     * @param requestsThatWrote among them
     * @param jobs runs of jobs that used a connection: where there are any there are no requests, but under
     *     {@code other}
     * @param jobsThatWrote among them
     * @param decided connections
     * @param observed statements seen in mode observe, where they would have gone
     * @param moves by data source
     * @param observedMoves that mode route would have made, by data source
     * @param statements by reason, one that is behind it, without its literals
     * @param windows reads that a time window kept on the primary, by data source and what it began with
     * @param onPrimary how long statements took there
     * @param onReplicas how long they took on replicas
     */
    record Route(
            String name,
            long requests,
            long requestsThatWrote,
            long jobs,
            long jobsThatWrote,
            List<Decided> decided,
            List<Decided> observed,
            Map<String, Long> moves,
            Map<String, Long> observedMoves,
            Map<String, String> statements,
            List<Named> windows,
            LatencySample onPrimary,
            LatencySample onReplicas) {

        static Route of(String name, RouteCounts counts) {
            return new Route(
                    name,
                    counts.requests.sum(),
                    counts.requestsThatWrote.sum(),
                    counts.jobs.sum(),
                    counts.jobsThatWrote.sum(),
                    decisions(counts.decided),
                    decisions(counts.observed),
                    byDatabase(counts.moved),
                    byDatabase(counts.observedMoves),
                    statements(counts),
                    Counters.named(counts.windows),
                    counts.onPrimary.sample(),
                    counts.onReplicas.sample());
        }

        /** What was counted since. A route that has lost its place and won it again has begun anew. */
        Route since(Route before) {
            if (times() < before.times()) {
                return this;
            }
            return new Route(
                    name,
                    requests - before.requests,
                    Math.max(0, requestsThatWrote - before.requestsThatWrote),
                    Math.max(0, jobs - before.jobs),
                    Math.max(0, jobsThatWrote - before.jobsThatWrote),
                    less(decided, before.decided),
                    less(observed, before.observed),
                    less(moves, before.moves),
                    less(observedMoves, before.observedMoves),
                    statements,
                    windows,
                    onPrimary.since(before.onPrimary),
                    onReplicas.since(before.onReplicas));
        }

        private static Map<String, String> statements(RouteCounts counts) {
            Map<String, String> known = new TreeMap<>();
            for (Reason reason : Reason.values()) {
                String statement = counts.statements.get(reason.ordinal());
                if (statement != null) {
                    known.put(reason.code(), statement);
                }
            }
            return known;
        }

        private static List<Decided> less(List<Decided> now, List<Decided> before) {
            Map<Decided, Long> counts = new TreeMap<>(ORDER);
            before.forEach(one -> counts.put(one, one.count()));
            List<Decided> rest = new ArrayList<>();
            for (Decided one : now) {
                long count = one.count() - counts.getOrDefault(one, 0L);
                if (count > 0) {
                    rest.add(new Decided(one.database(), one.target(), one.reason(), count));
                }
            }
            return rest;
        }

        private static Map<String, Long> less(Map<String, Long> now, Map<String, Long> before) {
            Map<String, Long> rest = new TreeMap<>();
            now.forEach((database, count) -> {
                if (count > before.getOrDefault(database, 0L)) {
                    rest.put(database, count - before.getOrDefault(database, 0L));
                }
            });
            return rest;
        }

        /** Whether it has a name of its own, or never had one. */
        boolean isListed() {
            return !name.equals(REPLACED);
        }

        /** Work outside of requests. */
        boolean isJob() {
            return name.startsWith(JOB);
        }

        /** Requests, or runs of a job. */
        long times() {
            return requests + jobs;
        }

        boolean isEmpty() {
            return requests == 0 && jobs == 0 && decided.isEmpty() && observed.isEmpty();
        }
    }

    /** What is only counted of one data source; never null. */
    List<Named> simple(CounterMetric metric, String database) {
        return simple.getOrDefault(metric, List.of()).stream()
                .filter(one -> one.database().equals(database))
                .toList();
    }

    /** Staleness of the reads on one replica, or null. */
    Histogram.@Nullable Sample staleness(String database, String replica) {
        for (Staleness one : staleness) {
            if (one.database().equals(database) && one.replica().equals(replica)) {
                return one.sample();
            }
        }
        return null;
    }

    /** How long statements took on a server; never null. */
    LatencySample latency(String database, String target) {
        return latency(latencies, database, target);
    }

    static LatencySample latency(List<Latency> all, String database, String target) {
        for (Latency one : all) {
            if (one.database().equals(database) && one.target().equals(target)) {
                return one.sample();
            }
        }
        return LatencySample.NONE;
    }

    /** Those that have a label in metrics. */
    List<Route> listed() {
        return routes.stream().filter(Route::isListed).toList();
    }

    /** Connections by data source, target and reason, over all routes. */
    List<Decided> decided() {
        return total(routes.stream().map(Route::decided).toList());
    }

    /** Statements of mode observe by data source, target and reason, over all routes. */
    List<Decided> observed() {
        return total(routes.stream().map(Route::observed).toList());
    }

    static List<Decided> total(List<List<Decided>> parts) {
        Map<Decided, Long> sums = new TreeMap<>(ORDER);
        parts.forEach(part -> part.forEach(one -> sums.merge(one, one.count(), Long::sum)));
        List<Decided> total = new ArrayList<>();
        sums.forEach((key, sum) -> total.add(new Decided(key.database(), key.target(), key.reason(), sum)));
        return total;
    }

    private static List<Decided> decisions(PairTable<ReasonCounts> pairs) {
        List<Decided> all = new ArrayList<>();
        for (PairTable.Entry<ReasonCounts> entry : pairs.entries()) {
            for (Reason reason : Reason.values()) {
                long count = entry.value().of(reason);
                if (count > 0) {
                    all.add(new Decided(entry.first(), entry.second(), reason, count));
                }
            }
        }
        all.sort(ORDER);
        return List.copyOf(all);
    }

    private static Map<String, Long> byDatabase(PairTable<LongAdder> pairs) {
        Map<String, Long> all = new TreeMap<>();
        for (PairTable.Entry<LongAdder> entry : pairs.entries()) {
            all.put(entry.first(), entry.value().sum());
        }
        return all;
    }
}
