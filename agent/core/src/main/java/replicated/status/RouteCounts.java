// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import replicated.request.Decisions;
import replicated.route.Reason;

/** Everything counted on one route. Thread-safe. */
final class RouteCounts implements Decisions.OfRoute {

    private static final Supplier<ReasonCounts> REASONS = ReasonCounts::new;

    /** Connections by data source and target. */
    final PairTable<ReasonCounts> decided = new PairTable<>(REASONS);

    /** Statements of mode observe by data source and {@code replica} or {@code primary}. */
    final PairTable<ReasonCounts> observed = new PairTable<>(REASONS);

    /** By data source; the second name is empty. */
    final PairTable<LongAdder> moved = new PairTable<>(PairTable.ADDERS);

    /** Moves that mode route would have made; as {@link #moved}. */
    final PairTable<LongAdder> observedMoves = new PairTable<>(PairTable.ADDERS);

    /** Reads that a time window kept on the primary, by data source and what the window began with. */
    final PairTable<LongAdder> windows = new PairTable<>(PairTable.ADDERS, 8);

    /** By reason, a statement that is behind it: the first that was met, without its literals. */
    final AtomicReferenceArray<String> statements = new AtomicReferenceArray<>(Reason.values().length);

    /** Of statements on the primary, a sample. */
    final Latencies onPrimary = new Latencies();

    /** Of statements on replicas. */
    final Latencies onReplicas = new Latencies();

    final LongAdder requests = new LongAdder();

    final LongAdder requestsThatWrote = new LongAdder();

    final LongAdder jobs = new LongAdder();

    final LongAdder jobsThatWrote = new LongAdder();

    /**
     * How busy it was before {@link #counted}, each epoch counting half of the next. Guarded by the lock of
     * {@link BusiestRoutes}.
     */
    private long before;

    /** What {@link #events} was at the end of the latest epoch. Guarded by the same. */
    private long counted;

    /** It has come in place of another, having been seen so often. */
    void begin(long seen) {
        before = seen;
    }

    /** It has no name any more: what only stands beside a name is let go of. */
    void end() {
        windows.clear();
        for (int reason = 0; reason < statements.length(); reason++) {
            statements.set(reason, null);
        }
    }

    /** How busy it is. */
    long score() {
        return before + events() - counted;
    }

    /** An epoch has ended. Returns how busy it is now. */
    long age() {
        long events = events();
        before = (before + events - counted) / 2;
        counted = events;
        return before;
    }

    private long events() {
        long events = requests.sum() + jobs.sum();
        for (PairTable.Entry<ReasonCounts> entry : decided.entries()) {
            events += entry.value().sum();
        }
        for (PairTable.Entry<ReasonCounts> entry : observed.entries()) {
            events += entry.value().sum();
        }
        return events;
    }

    /** Adds all that another has counted. */
    void add(RouteCounts counts) {
        add(decided, counts.decided);
        add(observed, counts.observed);
        sum(moved, counts.moved);
        sum(observedMoves, counts.observedMoves);
        onPrimary.add(counts.onPrimary.sample());
        onReplicas.add(counts.onReplicas.sample());
        requests.add(counts.requests.sum());
        requestsThatWrote.add(counts.requestsThatWrote.sum());
        jobs.add(counts.jobs.sum());
        jobsThatWrote.add(counts.jobsThatWrote.sum());
    }

    private static void add(PairTable<ReasonCounts> to, PairTable<ReasonCounts> from) {
        for (PairTable.Entry<ReasonCounts> entry : from.entries()) {
            to.of(entry.first(), entry.second()).add(entry.value());
        }
    }

    private static void sum(PairTable<LongAdder> to, PairTable<LongAdder> from) {
        for (PairTable.Entry<LongAdder> entry : from.entries()) {
            to.of(entry.first(), entry.second()).add(entry.value().sum());
        }
    }

    @Override
    public Decisions.Tally tally(String database, String target, Reason reason) {
        return decided.of(database, target).counter(reason)::increment;
    }
}
