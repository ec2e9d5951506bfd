// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.route.StatementKind;

/**
 * Short visits to the primary: a statement that says nothing about the others of its request
 * ({@link StatementKind#TABLE}, {@link StatementKind#BOOKKEEPING}) takes the connection there in auto-commit, and the
 * next read goes where it would have gone without it. Used by one thread at a time.
 */
abstract class DetouringConnection extends BoundConnection {

    DetouringConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    abstract Decision decide(StatementKind kind);

    /** Whether nothing but statements that say nothing about the rest has brought the connection to the primary. */
    final boolean isOnDetour() {
        return stateOrNull() != null && stateOrNull().onDetour && !isOnReplica();
    }

    /** Stays on the primary for good: what was or is about to be done there cannot be done again elsewhere. */
    final void cancelDetour() {
        if (stateOrNull() != null) {
            stateOrNull().onDetour = false;
        }
    }

    final void beginDetour(StatementKind kind, Reason reason) {
        if (reason == Reason.TABLE && kind.allowsDetour() && autoCommit()) {
            state().onDetour = true;
        }
    }

    /**
     * Before a statement on a detour: a read goes where it would have gone without it; what is more than that stays.
     */
    final void endDetour(StatementKind kind) throws SQLException {
        SessionState known = state();
        if (is(SHARED) || known.marksSession(database().access())) {
            // Another thread may be at a statement on it; or what was set in the session would be reset elsewhere.
            known.onDetour = false;
        } else if (kind == StatementKind.READ && !hasOpenResults() && !keepsAReplica(known)) {
            known.onDetour = false;
            Decision decision = decide(kind);
            Connection own = bound();
            if (decision.replica() && toReplica(decision.reason(), null) == null) {
                closeLeft(own);
            } else if (!decision.replica()) {
                GuardedScope.tell("decided", () -> scoped().decided(null, decision.reason()));
            }
        } else if (!autoCommit() || !(kind == StatementKind.READ || kind.allowsDetour())) {
            known.onDetour = false;
        }
    }

    /** Whether a replica's connection is kept until the end: each further visit to a replica could leave one more. */
    private static boolean keepsAReplica(SessionState known) {
        return known.left != null && known.left.isKeptUntilClosed();
    }

    /** Its pool has it back; what is wrong with it is nothing to those who have another. */
    private static void closeLeft(Connection own) {
        try {
            own.close();
        } catch (SQLException e) {
            // Nothing of the application's depends on it any more.
        }
    }
}
