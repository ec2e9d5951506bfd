// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import replicated.log.Spans;
import replicated.request.CounterMetric;
import replicated.request.Decisions;
import replicated.route.Decision;
import replicated.route.Reason;

/**
 * Counts what it hears. Every event is one increment of one counter, that of its route, data source, target and reason;
 * all totals are sums made by whoever asks. Thread-safe.
 */
public final class Counters implements Decisions {

    private static final Supplier<Latencies> LATENCIES = Latencies::new;

    private final BusiestRoutes routes = new BusiestRoutes();

    private final Map<CounterMetric, PairTable<LongAdder>> simple = new EnumMap<>(CounterMetric.class);
    private final Histogram waits = new Histogram();
    private final PairTable<Histogram> staleness = new PairTable<>(Histogram::new, PairTable.MAX_OF_ALL);

    /** By data source and target. */
    private final PairTable<Latencies> latencies = new PairTable<>(LATENCIES, PairTable.MAX_OF_ALL);

    /** By data source and target, where OpenTelemetry is. */
    private final PairTable<Exemplars> exemplars = new PairTable<>(Exemplars::ofLatencies, PairTable.MAX_OF_ALL);

    private final Exemplars waitExemplars = Exemplars.ofHistogram();

    /** Of clients whose reads are left on the primary by {@code replica-share}, by data source. */
    private final PairTable<Latencies> outsideShare = new PairTable<>(LATENCIES, PairTable.MAX_OF_ALL);

    /** Errors of those clients, by data source. */
    private final PairTable<LongAdder> errorsOutsideShare = new PairTable<>(PairTable.ADDERS, PairTable.MAX_OF_ALL);

    /** Nothing counted yet. */
    public Counters() {
        for (CounterMetric each : CounterMetric.values()) {
            simple.put(each, new PairTable<>(PairTable.ADDERS, PairTable.MAX_OF_ALL));
        }
    }

    @Override
    public OfRoute ofRoute(String route) {
        return route(route);
    }

    @Override
    public void moved(String database, String route) {
        route(route).moved.of(database, "").increment();
    }

    @Override
    public void took(String database, String route, String target, boolean notInShare, long nanos) {
        latencies.of(database, target).add(nanos);
        Spans.Sampled span = Spans.areWanted() ? Spans.sampled() : null;
        if (span != null) {
            exemplars.of(database, target).add(span, nanos);
        }
        RouteCounts counts = route(route);
        (target.equals(PairTable.PRIMARY) ? counts.onPrimary : counts.onReplicas).add(nanos);
        if (notInShare) {
            outsideShare.of(database, "").add(nanos);
        }
    }

    @Override
    public void failedOutsideShare(String database) {
        errorsOutsideShare.of(database, "").increment();
    }

    @Override
    public void count(CounterMetric metric, String database, String value) {
        PairTable<LongAdder> table = simple.get(metric);
        if (table != null) {
            table.of(database, value).increment();
        }
    }

    @Override
    public void waited(String database, long nanos) {
        waits.add(nanos, 1);
        Spans.Sampled span = Spans.areWanted() ? Spans.sampled() : null;
        if (span != null) {
            waitExemplars.add(span, nanos);
        }
    }

    @Override
    public void heldByWindow(String database, String route, String cause) {
        route(route).windows.of(database, cause).increment();
    }

    @Override
    public boolean wantsStatement(String route, Reason reason) {
        return route(route).statements.get(reason.ordinal()) == null;
    }

    @Override
    public void statement(String route, Reason reason, String outline) {
        route(route).statements.compareAndSet(reason.ordinal(), null, outline);
    }

    @Override
    public void finished(String route, boolean wrote) {
        RouteCounts counts = route(route);
        counts.requests.increment();
        if (wrote) {
            counts.requestsThatWrote.increment();
        }
    }

    @Override
    public void jobFinished(String job, boolean wrote) {
        RouteCounts counts = route(job);
        counts.jobs.increment();
        if (wrote) {
            counts.jobsThatWrote.increment();
        }
    }

    @Override
    public void observed(String database, String route, Decision would) {
        route(route)
                .observed
                .of(database, would.replica() ? "replica" : PairTable.PRIMARY)
                .count(would.reason());
    }

    @Override
    public void observedMove(String database, String route) {
        route(route).observedMoves.of(database, "").increment();
    }

    /**
     * Reads were served by a replica that stood so far behind. Called by the sampler, not once per read.
     *
     * @param database name of the data source
     * @param replica name of the replica
     * @param lagNanos how far behind
     * @param reads how many
     */
    void stale(String database, String replica, long lagNanos, long reads) {
        staleness.of(database, replica).add(lagNanos, reads);
    }

    /** Of statements that were measured; see {@link #took}. */
    Exemplars exemplars(String database, String target) {
        return Arrays.stream(exemplars.entries())
                .filter(entry ->
                        entry.first().equals(database) && entry.second().equals(target))
                .map(PairTable.Entry::value)
                .findFirst()
                .orElse(Exemplars.NONE);
    }

    /** Of waits for a bookmark; see {@link #waited}. */
    Exemplars waitExemplars() {
        return waitExemplars;
    }

    /** Whether anything was heard of at all: the application has taken its first request. */
    boolean any() {
        return !routes.isEmpty();
    }

    private RouteCounts route(String route) {
        return routes.of(route);
    }

    /**
     * All there is, summed up now. Counters go on while it is made: each number is right for some moment in between,
     * and none ever falls.
     *
     * @return a copy
     */
    CountersSnapshot counted() {
        List<CountersSnapshot.Route> all = new ArrayList<>();
        RouteCounts replaced = new RouteCounts();
        routes.forEach(
                route -> all.add(CountersSnapshot.Route.of(route.getKey(), route.getValue())),
                others -> addUnlessEmpty(all, PairTable.OTHER, others),
                replaced::add);
        addUnlessEmpty(all, CountersSnapshot.REPLACED, replaced);
        Map<CounterMetric, List<CountersSnapshot.Named>> named = new EnumMap<>(CounterMetric.class);
        simple.forEach((metric, table) -> named.put(metric, named(table)));
        return new CountersSnapshot(
                List.copyOf(all),
                named,
                waits.sample(),
                samples(),
                latencies(latencies),
                latencies(outsideShare),
                named(errorsOutsideShare));
    }

    private static void addUnlessEmpty(List<CountersSnapshot.Route> all, String name, RouteCounts counts) {
        CountersSnapshot.Route route = CountersSnapshot.Route.of(name, counts);
        if (!route.isEmpty()) {
            all.add(route);
        }
    }

    static List<CountersSnapshot.Named> named(PairTable<LongAdder> pairs) {
        List<CountersSnapshot.Named> all = new ArrayList<>();
        for (PairTable.Entry<LongAdder> entry : pairs.entries()) {
            all.add(new CountersSnapshot.Named(
                    entry.first(), entry.second(), entry.value().sum()));
        }
        return all;
    }

    private static List<CountersSnapshot.Latency> latencies(PairTable<Latencies> table) {
        List<CountersSnapshot.Latency> all = new ArrayList<>();
        for (PairTable.Entry<Latencies> entry : table.entries()) {
            all.add(new CountersSnapshot.Latency(
                    entry.first(), entry.second(), entry.value().sample()));
        }
        return List.copyOf(all);
    }

    private List<CountersSnapshot.Staleness> samples() {
        List<CountersSnapshot.Staleness> all = new ArrayList<>();
        for (PairTable.Entry<Histogram> entry : staleness.entries()) {
            all.add(new CountersSnapshot.Staleness(
                    entry.first(), entry.second(), entry.value().sample()));
        }
        return all;
    }
}
