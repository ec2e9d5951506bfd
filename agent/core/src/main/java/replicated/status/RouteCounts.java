package replicated.status;

import java.util.concurrent.atomic.LongAdder;
import replicated.request.Decisions;
import replicated.route.Reason;

/** Everything counted on one route. Thread-safe. */
final class RouteCounts implements Decisions.OfRoute {

    /** Connections by data source and target. */
    final PairTable<ReasonCounts> decided = new PairTable<>(ReasonCounts::new);

    /** Statements of mode observe by data source and {@code replica} or {@code primary}. */
    final PairTable<ReasonCounts> observed = new PairTable<>(ReasonCounts::new);

    /** By data source; the second name is empty. */
    final PairTable<LongAdder> moved = new PairTable<>(LongAdder::new);

    /** Moves that mode route would have made; as {@link #moved}. */
    final PairTable<LongAdder> observedMoves = new PairTable<>(LongAdder::new);

    /** Reads that a time window kept on the primary, by data source and what the window began with. */
    final PairTable<LongAdder> windows = new PairTable<>(LongAdder::new, 8);

    final LongAdder requests = new LongAdder();

    final LongAdder requestsThatWrote = new LongAdder();

    @Override
    public Decisions.Tally tally(String database, String target, Reason reason) {
        return decided.of(database, target).counter(reason)::increment;
    }
}
