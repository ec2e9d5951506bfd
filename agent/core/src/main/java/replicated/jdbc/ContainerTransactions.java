// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * In which transactions of its container a routed connection has been. Owned by one connection and used by one thread
 * at a time.
 */
final class ContainerTransactions {

    /** The one in which the application asked for the connection; null: in none. */
    private final @Nullable Object opened;

    /** The one that the connection was in when it was used last; null: in none. */
    private @Nullable Object current;

    /** The one in which it took the primary; null: in none, or it has not taken it. */
    private @Nullable Object joined;

    /**
     * Of a connection that has no server yet.
     *
     * @param opened null: outside of all
     */
    ContainerTransactions(@Nullable Object opened) {
        this.opened = opened;
        this.current = opened;
    }

    /** Whether the connection was in one when it was used last. */
    boolean isInside() {
        return current != null;
    }

    /** Whether another one is running by now, or none. */
    @SuppressWarnings("ReferenceEquality") // what a container says of one transaction is one object
    boolean isLeftFor(@Nullable Object running) {
        return current != running;
    }

    /**
     * The connection is on the primary, and in another transaction than before. Its handle is the container's, which
     * sees to that as it always does; but where it was taken in an inner transaction, the outer one, in which the
     * application asked for the connection, has to have its own.
     */
    @SuppressWarnings("ReferenceEquality") // as above
    boolean needsAnotherHandle(@Nullable Object running) {
        return running != null && running == opened && running != joined;
    }

    /** The connection is used in another one from now on; null: in none. */
    void follow(@Nullable Object running) {
        current = running;
    }

    /** The connection has taken the primary. */
    void join(Database database) {
        current = database.managedTransaction();
        joined = current;
        if (joined != null) {
            database.joined(joined);
        }
    }
}
