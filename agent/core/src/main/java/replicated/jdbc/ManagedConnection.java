// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a container (JTA) that a routed connection is used in. On a replica they have no part: there the
 * connection has a transaction of its own, which ends with the connection, or where it is next used in another one of
 * the container's. Nothing of this costs anything where no container has transactions. Used by one thread at a time.
 */
abstract class ManagedConnection extends TransactedConnection {

    ManagedConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    /**
     * Before its first use, where the database is managed.
     *
     * @param transaction the one that is running; null: none
     */
    final void openedIn(@Nullable Object transaction) {
        state().container = new ContainerTransactions(transaction);
    }

    /** Whether a container may begin and end its transactions. */
    final boolean isManaged() {
        return container() != null;
    }

    private @Nullable ContainerTransactions container() {
        return stateOrNull() == null ? null : stateOrNull().container;
    }

    /**
     * To be called between {@link #begin} and {@link #end}: where another transaction is running than when the
     * connection was last used, it chooses its server anew. Rows that are open on a replica can be read to their end.
     */
    final void followTransaction() throws SQLException {
        ContainerTransactions known = container();
        if (known == null) {
            return;
        }
        Object running = database().managedTransaction();
        if (!known.isLeftFor(running)) {
            return;
        }
        known.follow(running);
        forgetRefusal();
        if (isOnReplica()) {
            abandonReplica();
        } else if (isOnPrimary()) {
            if (is(TX_DIRTY)) {
                // Told once more by the driver, if that is only about to be committed.
                committed();
            }
            if (known.needsAnotherHandle(running)) {
                cancelDetour();
                abandonPrimary();
            } else if (running != null) {
                // Its container has taken it into the transaction.
                database().joined(running);
            }
        }
    }

    /**
     * Whether the container ends the transaction of what is sent next: the hooks of the driver hear when, and nobody
     * else.
     */
    final boolean isEndedByContainer() {
        return stateOrNull() != null && stateOrNull().isInContainersTransaction() && isOnPrimary();
    }
}
