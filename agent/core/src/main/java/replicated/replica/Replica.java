// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/** One replica: its pool and what its watcher knows. Thread-safe. */
public interface Replica {

    /**
     * Name in logs, metrics and status.
     *
     * @return never null
     */
    String name();

    /** {@link #share} of a replica that gets all that its weight says. */
    int FULL_SHARE = 1000;

    /**
     * Share of reads relative to the other replicas.
     *
     * @return 0: it is drained, so it keeps what reads there and gets nothing new
     */
    int weight();

    /**
     * How much of its weight counts at the moment: less than all soon after it has come, or come back. Costs one
     * volatile read.
     *
     * @return from 1 to {@link #FULL_SHARE}
     */
    default int share() {
        return FULL_SHARE;
    }

    /**
     * Whether it is where this node is, and so comes before others.
     *
     * @return {@code true} where no zone is preferred
     */
    default boolean near() {
        return true;
    }

    /**
     * The latest knowledge; costs one volatile read.
     *
     * @return never null
     */
    Health health();

    /**
     * Takes a connection whose session is read-only (unless it is {@link #pooled}), with the defaults of the
     * application's pool (auto-commit, isolation, schema, catalog). Whoever works on the physical connection behind it
     * ends its transaction before closing it, and never lifts its read-only state: the pool sees neither.
     *
     * @param timeoutMillis the longest this call may block; a connection that was idle is checked for at least 250 ms
     * @return a connection that the caller closes
     * @throws SQLException if none could be had in time; the caller goes elsewhere
     */
    Connection borrow(long timeoutMillis) throws SQLException;

    /**
     * As {@link #borrow(long)}, for a reader that must not see less than a position. Where one URL leads to several
     * servers, what {@link #health} tells is true of one of them only: then the connection handed out is itself asked
     * for its position. By default the replica is taken for one server.
     *
     * @param timeoutMillis as there
     * @param required what has to be visible; null: nothing in particular
     * @return as there
     * @throws SQLException as there, and if the server behind the connection is not there yet
     */
    default Connection borrow(long timeoutMillis, @Nullable Position required) throws SQLException {
        return borrow(timeoutMillis);
    }

    /**
     * The driver's own connection behind one that was borrowed. What is made by it is closed by whoever made it, before
     * the borrowed one is: its pool knows nothing of it.
     *
     * @param borrowed what {@link #borrow} returned, not closed
     * @return by default itself
     * @throws SQLException if it was closed
     */
    default Connection driverOf(Connection borrowed) throws SQLException {
        return borrowed;
    }

    /**
     * Closes the physical connection behind one that was borrowed instead of returning it to the pool.
     *
     * @param borrowed what {@link #borrow} returned; closed afterwards
     */
    void evict(Connection borrowed);

    /**
     * Tells of an error of the connection class met by a request: the replica is left alone for a while.
     *
     * @param cause the error
     */
    void failed(SQLException cause);

    /**
     * Whether its sessions on the server are shared with others, because a connection pooler stands before it.
     *
     * @return {@code false} where nothing is known of one
     */
    default boolean pooled() {
        return false;
    }

    /**
     * Whether the server has refused our last login: it can serve with the connections that are open, and gets no more.
     *
     * @return {@code false} where that is not known
     */
    default boolean loginRefused() {
        return false;
    }

    /**
     * Takes note of an error that a statement met on a connection of the replica, whatever becomes of it.
     *
     * @param error what the driver has thrown
     */
    default void met(SQLException error) {}

    /**
     * How many errors statements have met there.
     *
     * @return a copy, by the first two characters of SQLSTATE, {@code other} where there is none
     */
    default Map<String, Long> errors() {
        return Map.of();
    }

    /**
     * Its pool at this moment.
     *
     * @return never null
     */
    default PoolUse poolUse() {
        return new PoolUse(inUse(), 0, 0, 0, 0);
    }

    /**
     * Connections lent out at this moment.
     *
     * @return at least 0
     */
    int inUse();
}
