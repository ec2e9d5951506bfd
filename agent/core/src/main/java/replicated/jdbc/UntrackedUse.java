// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.util.List;

/**
 * Connections that the application took outside of all requests: perhaps on a thread to which a request has handed a
 * part of its work. What is written there nobody sees, so a request during which it happened counts as having written.
 * Thread-safe.
 */
public interface UntrackedUse {

    /**
     * The present moment, in a count of its own: no clock is read.
     *
     * @return for {@link #since}
     */
    long now();

    /**
     * The databases of which a connection was taken outside of all requests.
     *
     * @param moment what {@link #now} returned
     * @return those of which it happened after that moment
     */
    List<Database> since(long moment);

    /**
     * Something was written on a routed connection, in a scope that is no request's: perhaps for a request that waits
     * for it.
     *
     * @param database what was written to
     */
    default void wrote(Database database) {}
}
