// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import replicated.route.Decision;
import replicated.route.Reason;

/**
 * Hears of every decision; counts it, mostly. Called on the application's threads: thread-safe, quick, does not throw.
 */
public interface Decisions {

    /** Hears of nothing. */
    Decisions NONE = new Decisions() {
        @Override
        public OfRoute ofRoute(String route) {
            return (database, target, reason) -> () -> {};
        }

        @Override
        public void moved(String database, String route) {}
    };

    /** Hears of the decisions on one route. */
    @FunctionalInterface
    interface OfRoute {

        /**
         * Who hears of the decisions of one kind: a scope whose decisions are all alike asks for it once.
         *
         * @param database name of the data source
         * @param target {@code primary}, or the name of the replica
         * @param reason why
         * @return never null
         */
        Tally tally(String database, String target, Reason reason);

        /**
         * A connection has been given a server.
         *
         * @param database name of the data source
         * @param target {@code primary}, or the name of the replica
         * @param reason why
         */
        default void decided(String database, String target, Reason reason) {
            tally(database, target, reason).one();
        }
    }

    /** Hears of decisions of one kind. Thread-safe. */
    @FunctionalInterface
    interface Tally {

        /** One more. */
        void one();
    }

    /**
     * Who hears of the decisions on a route.
     *
     * @param route such as {@code GET /owners/*}
     * @return never null
     */
    OfRoute ofRoute(String route);

    /**
     * A connection has left its replica for the primary.
     *
     * @param database name of the data source
     * @param route such as {@code GET /owners/*}
     */
    void moved(String database, String route);

    /**
     * A statement was answered or has failed: one of the few that are measured.
     *
     * @param database name of the data source
     * @param route such as {@code GET /owners/*}
     * @param target {@code primary}, or the name of the replica that ran it
     * @param notInShare whether it is there only because its client is not in {@code replica-share}
     * @param nanos how long its driver took
     */
    default void took(String database, String route, String target, boolean notInShare, long nanos) {}

    /**
     * A statement has met an error on the primary, where it is only because its client is not in {@code replica-share}.
     *
     * @param database name of the data source
     */
    default void failedOutsideShare(String database) {}

    /**
     * One more of what is only counted.
     *
     * @param metric of what
     * @param database name of the data source
     * @param value of the metric's label, few-valued; empty if it has none
     */
    default void count(CounterMetric metric, String database, String value) {}

    /**
     * A read has waited for a replica to reach its bookmark. Not called where {@code consistency.wait} is zero.
     *
     * @param database name of the data source
     * @param nanos how long, measured by the one that waited
     */
    default void waited(String database, long nanos) {}

    /**
     * A read of a request stays on the primary because of a time window.
     *
     * @param database name of the data source
     * @param route of the request that reads
     * @param cause route of the write that the window began with, or an event; few-valued
     */
    default void heldByWindow(String database, String route, String cause) {}

    /**
     * Whether it is worth telling which statement of a route is behind a reason.
     *
     * @param route of the request
     * @param reason why its connection is on the primary, or {@link Reason#RESCUED}
     * @return {@code false} where one is known already
     */
    default boolean wantsStatement(String route, Reason reason) {
        return false;
    }

    /**
     * A statement is behind a reason.
     *
     * @param route of the request
     * @param reason as there
     * @param outline the statement without its literals
     */
    default void statement(String route, Reason reason, String outline) {}

    /**
     * A request that used a connection has ended, in the modes route and observe.
     *
     * @param route such as {@code GET /owners/*}
     * @param wrote whether it wrote to any database
     */
    default void finished(String route, boolean wrote) {}

    /**
     * A job that used a connection has ended, in the modes route and observe.
     *
     * @param job the name of its route, such as {@code job com.acme.report.Nightly.run}
     * @param wrote whether it wrote to any database
     */
    default void jobFinished(String job, boolean wrote) {}

    /**
     * Mode observe: a statement has gone to the primary, and would have gone where {@code would} says.
     *
     * @param database name of the data source
     * @param route such as {@code GET /owners/*}
     * @param would the decision that mode route would have taken
     */
    default void observed(String database, String route, Decision would) {}

    /**
     * Mode observe: a connection would have left a replica for the primary here.
     *
     * @param database name of the data source
     * @param route such as {@code GET /owners/*}
     */
    default void observedMove(String database, String route) {}
}
