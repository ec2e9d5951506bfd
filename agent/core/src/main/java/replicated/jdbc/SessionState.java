// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.replica.PrimaryAccess;

/**
 * What the application has asked of its connection, kept so that it can be given to whichever server the connection
 * takes. Made when the first thing is asked. Owned by one connection and used by its thread.
 */
final class SessionState {

    /** No isolation was asked for: not a constant of {@link Connection}. */
    static final int NOT_ASKED = -1;

    @Nullable
    Boolean autoCommit;

    @Nullable
    Boolean readOnly;

    /**
     * Null, or what was asked within a transaction on a replica where that means the next one: the open one may move,
     * and keeps what it began with.
     */
    @Nullable
    Boolean readOnlyNext;

    int isolation = NOT_ASKED;

    /** A write was refused that may have been computed from what a replica showed: whoever tries again reads anew. */
    boolean refusedStale;

    /** A replica that failed has been left: the next to fail is left for the primary. */
    boolean rescued;

    /** Replica connections kept for open result sets, or null. */
    @Nullable
    DrainingConnection left;

    /** Of which the connection has taken a place while the primary serves its reads in place of a replica; or null. */
    @Nullable
    FallbackBudget fallback;

    /**
     * The connection is on the primary for a statement that says nothing about the others, in auto-commit: the next
     * read may go to a replica.
     */
    boolean onDetour;

    /** Null where nobody but the application begins a transaction. */
    @Nullable
    ContainerTransactions container;

    /** Null where nothing of them was asked. */
    private @Nullable SessionProperties properties;

    /** Settings made by SQL text and savepoints, as far as they were made on a replica, or null. */
    private @Nullable SessionSteps steps;

    /** What was asked of the session beside its transactions, to add to. Locked: two threads may ask first at once. */
    synchronized SessionProperties properties() {
        if (properties == null) {
            properties = new SessionProperties();
        }
        return properties;
    }

    /** As {@link #properties}; null where nothing was asked. */
    @Nullable
    SessionProperties propertiesOrNull() {
        return properties;
    }

    /** The settings and savepoints to be made again, to add to. */
    SessionSteps steps() {
        if (steps == null) {
            steps = new SessionSteps();
        }
        return steps;
    }

    /**
     * The open transaction was rolled back to a savepoint.
     *
     * @param undone whether settings made after it are gone too
     */
    void rolledBackTo(RoutedSavepoint savepoint, boolean undone) {
        if (steps != null) {
            steps.rolledBackTo(savepoint, undone);
        }
    }

    /** As {@link #rolledBackTo}, if that is what a text says. */
    void rolledBackToByText(String sql, boolean undone) {
        if (steps != null) {
            steps.rolledBackToByText(sql, undone);
        }
    }

    /**
     * What belonged to the transaction is gone.
     *
     * @param undone whether settings made in it are gone too
     */
    void transactionEnded(boolean undone) {
        if (steps != null) {
            steps.transactionEnded(undone);
        }
        if (left != null) {
            left.transactionEnded();
        }
    }

    /** Gives all that was asked to a connection fresh from a pool, without a call for what it has already. */
    void applyTo(Connection target, PrimaryAccess pool, boolean replica) throws SQLException {
        // Within its transactions a container refuses to be told of these.
        boolean managed = isInContainersTransaction();
        if (replica) {
            if (properties != null) {
                properties.keepWhatThePoolWouldNotReset(target);
            }
        } else if (!managed && readOnly != null && readOnly != pool.readOnly()) {
            target.setReadOnly(readOnly);
        }
        // Before what may begin a transaction: within one PostgreSQL's driver refuses it.
        if (isolation != NOT_ASKED && isolation != pool.isolation()) {
            target.setTransactionIsolation(isolation);
        }
        Boolean wanted = autoCommit;
        boolean lasting = steps != null && steps.hasLasting();
        if ((properties != null || lasting) && !managed && !target.getAutoCommit()) {
            // A rollback would take back what was set before its transaction, and an error would fail it.
            wanted = wanted == null ? Boolean.FALSE : wanted;
            target.setAutoCommit(true);
        }
        if (properties != null) {
            properties.applyTo(target, pool);
        }
        if (steps != null && lasting) {
            steps.makeLastingOn(target);
        }
        if (!managed && wanted != null && wanted != target.getAutoCommit()) {
            target.setAutoCommit(wanted);
        }
        if (steps != null) {
            steps.makeOthersOn(target);
        }
    }

    /**
     * A method of JDBC has set what a text may have set before: the last one counts.
     *
     * @param what it has set, by name
     * @param inTransaction whether one is open
     */
    void told(String what, SessionSteps.Telling telling, boolean inTransaction) {
        if (steps != null) {
            steps.told(what, telling, inTransaction);
        }
    }

    /**
     * Whether a session of the application's pool that was given all this would have to be reset, and by whoever set it,
     * since not every pool does.
     */
    boolean marksSession(PrimaryAccess pool) {
        return hasSettings()
                || (readOnly != null && readOnly != pool.readOnly())
                || (isolation != NOT_ASKED && isolation != pool.isolation())
                || (properties != null && properties.markSession(pool));
    }

    /** Whether a connection that is on the primary stays there, and in the same transaction, whatever is sent next. */
    boolean keepsPrimary() {
        return !onDetour && container == null;
    }

    /**
     * Whether a pure read is decided as on a connection of which nothing was asked: what Hibernate and Spring do in each
     * transaction, auto-commit off and read-only on, says nothing in a request that reads anyhow.
     */
    boolean leavesReadsAlone() {
        return container == null && isolation <= Connection.TRANSACTION_READ_COMMITTED;
    }

    /** Whether the connection is in one of its container's transactions, as far as it has seen. */
    boolean isInContainersTransaction() {
        return container != null && container.isInside();
    }

    /**
     * Whether a connection would answer a question about itself otherwise than one fresh from its pool, what was set
     * itself apart.
     */
    boolean changesAnswers() {
        return (properties != null && (properties.schema != null || properties.catalog != null)) || hasSettings();
    }

    /** Whether a session that is left before the application has closed its connection leads others elsewhere. */
    boolean leavesPlace(PrimaryAccess pool) {
        return properties != null && properties.leavesPlace(pool);
    }

    /** Whether the session carries what its pool would not reset. */
    boolean hasSettings() {
        return steps != null && steps.hasSettings();
    }

    /** Puts back what the pool of a replica would not. */
    void undo(Connection target) throws SQLException {
        if (properties != null) {
            properties.undo(target);
        }
    }
}
