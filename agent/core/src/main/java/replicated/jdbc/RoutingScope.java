// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import replicated.route.Intent;
import replicated.route.RouteTrust;

/**
 * What a routed connection asks of, and tells to, the scope it was handed out in. One scope may be used by several
 * threads (async requests), so implementations are thread-safe.
 */
public interface RoutingScope {

    /**
     * One database in this scope.
     *
     * @param database the database
     * @return always the same for the same database
     */
    ScopedDatabase on(Database database);

    /**
     * The intent as of now: annotated methods running on the calling thread count.
     *
     * @return never null
     */
    Intent intent();

    /**
     * Whether this stands for one connection outside of all requests and annotated calls.
     *
     * @return {@code true} only where read-only transactions count outside of scopes
     */
    boolean outside();

    /**
     * Whether this is a request's: the client then hears of what was written in it.
     *
     * @return {@code false} also for annotated calls outside of all requests
     */
    boolean ofRequest();

    /**
     * What is known of the requests of this route.
     *
     * @return never null
     */
    RouteTrust trust();

    /**
     * Whether requests of this route fill caches in transactions that may not move.
     *
     * @return {@code true} once {@link #noteStrictCacheFill} was called for one of them
     */
    boolean fillsCachesStrictly();

    /**
     * A cache is filled in a transaction that has read from a replica and may not move: the next one of the route
     * starts on the primary.
     */
    void noteStrictCacheFill();

    /**
     * Whether a request of this kind is there to write, whatever its statements look like: a view or a function may.
     *
     * @return {@code true}: any statement of it on the primary counts as a write
     */
    boolean expectedToWrite();

    /**
     * Whether what the scope stands for has ended: a connection kept open since then belongs to whoever uses it now.
     *
     * @return {@code true} once a request was served
     */
    boolean isOver();

    /**
     * Whether the work that it was opened for has ended: as {@link #isOver}, and for an annotated call outside of
     * requests that handed work over.
     *
     * @return {@code true}: what others still do for it is late
     */
    default boolean hasEnded() {
        return isOver();
    }

    /**
     * The scope may have written to a database that will have replicas, but of which no scope has taken a connection
     * yet.
     *
     * @param database key of the database
     */
    void wroteEarly(String database);

    /** Remembers that this route writes although its intent was READ. */
    void learnWriter();

    /**
     * A connection of a scope whose intent is READ writes on the primary. The route is learnt, unless nothing was read
     * from a replica before and its requests seldom do so.
     */
    void wroteOnPrimary();

    /**
     * Method and path pattern, for messages and counters.
     *
     * @return such as {@code GET /owners/*}
     */
    String route();
}
