// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import replicated.request.Decisions;
import replicated.route.Decide;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;
import replicated.route.StatementKind;
import replicated.route.TransactionDemand;
import replicated.status.Counters;

/** The decision itself, and the counting of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {

    private static final Intent[] INTENTS = {Intent.READ_METHOD, Intent.WRITE_METHOD, Intent.RULE_REPLICA};
    private static final StatementKind[] KINDS = {StatementKind.READ, StatementKind.READ, StatementKind.WRITE};

    private static final String[] ROUTES = {
        "GET /", "GET /owners", "GET /owners/*", "GET /owners/*/pets/*", "GET /vets", "GET /invoices/*", "GET /search"
    };
    private static final String[] TARGETS = {"replica-1", "replica-2", "primary"};
    private static final Reason[] REASONS = {Reason.READ_METHOD, Reason.READ_METHOD, Reason.WROTE_EARLIER};

    private final Counters counters = new Counters();
    /** A scope keeps what counts on its route. */
    private final Decisions.OfRoute[] scopes =
            Arrays.stream(ROUTES).map(counters::ofRoute).toArray(Decisions.OfRoute[]::new);

    private int turn;
    private int route;

    /** Where does it go? */
    @Benchmark
    public Decision decide() {
        turn = turn == 2 ? 0 : turn + 1;
        return Decide.statement(INTENTS[turn], KINDS[2 - turn], false, TransactionDemand.NONE, RouteTrust.TRUSTED);
    }

    /** One more. */
    @Benchmark
    public void count() {
        turn = turn == 2 ? 0 : turn + 1;
        route = route == ROUTES.length - 1 ? 0 : route + 1;
        scopes[route].decided("app", TARGETS[turn], REASONS[turn]);
    }
}
