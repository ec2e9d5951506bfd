package replicated.status;

import java.util.concurrent.atomic.LongAdder;
import replicated.request.Decisions;
import replicated.route.Reason;

/** Everything counted on one route. Thread-safe. */
final class RouteCounts implements Decisions.OfRoute {

    /** Connections by data source and target. */
    final Pairs<ReasonCounts> decided = new Pairs<>(ReasonCounts::new);

    /** Statements of mode observe by data source and {@code replica} or {@code primary}. */
    final Pairs<ReasonCounts> observed = new Pairs<>(ReasonCounts::new);

    /** By data source; the second name is empty. */
    final Pairs<LongAdder> moved = new Pairs<>(LongAdder::new);

    /** Moves that mode route would have made; as {@link #moved}. */
    final Pairs<LongAdder> observedMoves = new Pairs<>(LongAdder::new);

    final LongAdder requests = new LongAdder();

    final LongAdder requestsThatWrote = new LongAdder();

    @Override
    public Decisions.Tally tally(String database, String target, Reason reason) {
        return decided.of(database, target).counter(reason)::increment;
    }
}
