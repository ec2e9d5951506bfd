// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.context.RoutingContext;
import replicated.dialect.Dialect;
import replicated.replica.PrimaryAccess;
import replicated.replica.ReplicaSet;
import replicated.route.Chooser;
import replicated.sql.VerdictRefiner;

/** One data source of the application that has replicas. Thread-safe. */
public interface Database {

    /**
     * Name in logs, metrics and status: the pool's own name, else the database's.
     *
     * @return never null
     */
    String name();

    /**
     * Short key in bookmarks, the same on every node of the application.
     *
     * @return letters and digits
     */
    String key();

    /**
     * What its server says it is; before that was first asked, what its URL says.
     *
     * @return never null
     */
    Dialect dialect();

    /**
     * How the application's pool is configured: what a connection looks like before anything was set on it.
     *
     * @return never null
     */
    PrimaryAccess access();

    /**
     * Its replicas.
     *
     * @return never null
     */
    ReplicaSet replicas();

    /**
     * Chooses among its replicas.
     *
     * @return the one of this database: whose turn it is, is kept there
     */
    Chooser chooser();

    /**
     * What judges texts by the names in them.
     *
     * @return another one whenever anything has changed that it judges by; asked for each statement, so it should cost
     *     a field read
     */
    default VerdictRefiner judge() {
        return VerdictRefiner.NONE;
    }

    /**
     * Whether its connections take part in transactions that a manager of the container's begins and ends.
     *
     * @return the same for all of its life
     */
    default boolean isManaged() {
        return false;
    }

    /**
     * Such a transaction, if the calling thread is in one.
     *
     * @return by identity the same for the same transaction; some object also where that cannot be told; null where
     *     none is running or nothing is managed
     */
    default @Nullable Object managedTransaction() {
        return null;
    }

    /**
     * Whether reads of such a transaction may run on a replica, outside of it: it is active, and the primary has no
     * part in it yet.
     *
     * @param transaction what {@link #managedTransaction} has just said, not null
     * @return {@code false} also where that cannot be told
     */
    default boolean mayReadOutside(Object transaction) {
        return false;
    }

    /**
     * Whether the application's own pool fails.
     *
     * @return null if it gave a connection when it was last asked, or was not asked
     */
    default @Nullable PoolTrouble poolTrouble() {
        return null;
    }

    /**
     * The primary has a part in such a transaction from now on.
     *
     * @param transaction what {@link #managedTransaction} has just said, not null
     */
    default void joined(Object transaction) {}

    /**
     * Takes a connection exactly as the application would have got it: from the data source that it called, with the
     * hooks stepping aside.
     *
     * @return the application's pool's connection
     * @throws SQLException whatever the application's pool throws
     */
    Connection primary() throws SQLException;

    /**
     * As {@link #primary()}, for whoever has the calling thread's context at hand.
     *
     * @param thread the calling thread
     * @return the application's pool's connection
     * @throws SQLException whatever the application's pool throws
     */
    default Connection primary(RoutingContext thread) throws SQLException {
        return primary();
    }
}
